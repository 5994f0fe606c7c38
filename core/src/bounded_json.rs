//! Parses untrusted JSON within limits.
//!
//! A value takes many times the size of its text in memory: `{"":0}` has six bytes, and the parsed object about six
//! hundred. So the parser counts values while it reads, and stops before it uses too much memory.

use std::{cell::Cell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// Most values in one text: objects, lists, texts, numbers and all others, including members of objects. The longest
/// realistic request, a pool with fifty attributes and all its settings, has about six hundred.
pub(crate) const VALUES_MAX: usize = 4096;

/// Maximum nesting of lists and objects. The deepest request, `CreateUserPool`, has six levels.
pub(crate) const DEPTH_MAX: usize = 32;

/// The text is not JSON, or exceeds the limits, or names a member twice where that is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not JSON, or too much of it")]
pub(crate) struct Unreadable;

/// Parses one JSON text.
///
/// # Errors
/// When it is not JSON, or has more than [`VALUES_MAX`] values or [`DEPTH_MAX`] levels.
pub(crate) fn parse(text: &[u8]) -> Result<Value, Unreadable> {
    parse_within(&Budget::default(), text)
}

/// As [`parse`], for texts in which no object may have two members with one name: programs differ in which one they read.
///
/// # Errors
/// Those of [`parse`], and when an object has two members with one name.
pub(crate) fn parse_distinct(text: &[u8]) -> Result<Value, Unreadable> {
    parse_within(&Budget { is_distinct: true, ..Budget::default() }, text)
}

fn parse_within(budget: &Budget, text: &[u8]) -> Result<Value, Unreadable> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = budget.value().deserialize(&mut reader).map_err(|_| Unreadable)?;
    reader.end().map_err(|_| Unreadable)?;
    Ok(value)
}

/// The remaining number of values of one text.
pub(crate) struct Budget {
    values: Cell<usize>,
    /// Two members of an object must not have one name.
    is_distinct: bool,
}

impl Default for Budget {
    fn default() -> Self {
        Self { values: Cell::new(VALUES_MAX), is_distinct: false }
    }
}

impl Budget {
    /// Reads a value at the top level of the text, and counts it in this budget.
    pub(crate) fn value(&self) -> Bounded<'_> {
        Bounded { budget: self, levels: DEPTH_MAX }
    }
}

/// Reads one value within a budget.
pub(crate) struct Bounded<'b> {
    budget: &'b Budget,
    /// How many more levels of lists and objects are allowed.
    levels: usize,
}

impl Bounded<'_> {
    fn inner<E: Error>(&self) -> Result<Bounded<'_>, E> {
        let levels = self.levels.checked_sub(1).ok_or_else(|| E::custom(Unreadable))?;
        Ok(Bounded { budget: self.budget, levels })
    }

    /// The same limits for the next of several values.
    fn again(&self) -> Self {
        Self { budget: self.budget, levels: self.levels }
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let left = self.budget.values.get().checked_sub(1).ok_or_else(|| D::Error::custom(Unreadable))?;
        self.budget.values.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(inner.again())? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let value = object.next_value_seed(inner.again())?;
            if members.insert(name, value).is_some() && self.budget.is_distinct {
                return Err(A::Error::custom(Unreadable));
            }
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1e300..1e300).prop_map(Value::from),
            ".*".prop_map(Value::from),
        ];
        leaf.prop_recursive(6, 100, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
                prop::collection::btree_map(".*", inner, 0..8)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn within_the_limits_it_agrees_with_serde_json(value in json()) {
            let text = value.to_string();
            let expected = serde_json::from_str::<Value>(&text).map_err(|_| Unreadable);
            prop_assert_eq!(parse(text.as_bytes()), expected);
        }

        #[test]
        fn text_that_serde_json_refuses_is_refused(text in r#"[\[\]{}:,"0-9.eE+\\a-f \n-]{0,40}"#) {
            let expected = serde_json::from_str::<Value>(&text).ok();
            prop_assert_eq!(parse(text.as_bytes()).ok(), expected);
        }
    }

    #[test]
    fn the_number_of_values_is_limited() {
        let objects = |count: usize| format!("[{}]", vec!["{\"\":0}"; count].join(","));
        // The list counts as one value, and each object as two.
        assert!(parse(objects(VALUES_MAX / 2 - 1).as_bytes()).is_ok());
        assert_eq!(parse(objects(VALUES_MAX / 2).as_bytes()), Err(Unreadable));
        let members: Vec<String> = (0..VALUES_MAX).map(|index| format!("\"{index}\":0")).collect();
        assert_eq!(parse(format!("{{{}}}", members.join(",")).as_bytes()), Err(Unreadable));
    }

    #[test]
    fn the_depth_is_limited() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(nested(DEPTH_MAX).as_bytes()).is_ok());
        assert_eq!(parse(nested(DEPTH_MAX + 1).as_bytes()), Err(Unreadable));
        assert_eq!(parse(nested(100_000).as_bytes()), Err(Unreadable));
        let objects = format!("{}0{}", "{\"\":".repeat(DEPTH_MAX + 1), "}".repeat(DEPTH_MAX + 1));
        assert_eq!(parse(objects.as_bytes()), Err(Unreadable));
    }

    #[test]
    fn the_last_of_several_members_with_one_name_counts() {
        assert_eq!(parse(br#"{"a":1,"a":2}"#), Ok(json!({"a": 2})));
    }

    #[test]
    fn members_with_one_name_are_refused_where_they_must_be_distinct() {
        assert_eq!(parse_distinct(br#"{"a":{"b":1},"b":2}"#), Ok(json!({"a": {"b": 1}, "b": 2})));
        for text in [r#"{"a":1,"a":1}"#, r#"{"a":[{"b":1,"\u0062":2}]}"#] {
            assert_eq!(parse_distinct(text.as_bytes()), Err(Unreadable), "{text}");
        }
    }
}
