//! Decodes JSON that is already parsed.
//!
//! [`serde_json::from_value`] does the same, but compiles to more code: for each struct a loop over the members of the
//! object with a comparison of their names, and errors that describe what was expected. Requests are checked against
//! their tables before they are decoded, so the engine needs neither. Here a struct is read as a sequence: the values of
//! its fields in the order of their declaration. For that, `serde` derives code without a loop and without names.
//! The sizes that were measured are in `wasm/npm/README.md`.

use std::marker::PhantomData;

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, EnumAccess, Error, Expected, IntoDeserializer, MapAccess,
        SeqAccess, Unexpected, VariantAccess, Visitor, value::StringDeserializer,
    },
};
use serde_json::{Map, Number, Value};

/// Why a value cannot be decoded.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum DecodeError {
    /// A required member is missing.
    #[error("member {0} is missing")]
    Missing(&'static str),
    /// The item with this index is missing in a sequence.
    #[error("item {0} is missing")]
    Short(usize),
    /// A part has another type, or is not one of the allowed values.
    #[error("a part is of another type")]
    Type,
}

/// Decodes a value. A struct must be an object.
pub(crate) fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, DecodeError> {
    T::deserialize(Tree(Some(value)))
}

/// Decodes JSON that the engine has written: directly from the bytes in native code, but through a [`Value`] in
/// WebAssembly, as for requests. A second source would compile the decoding code of every type once more.
///
/// # Errors
/// The position of the error, without the content at this position.
pub(crate) fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    if cfg!(target_arch = "wasm32") {
        from_value(parsed(bytes)?).map_err(text_of)
    } else {
        serde_json::from_slice(bytes).map_err(place_of)
    }
}

// Compiled once for all types.
#[inline(never)]
fn parsed(bytes: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(bytes).map_err(place_of)
}

#[inline(never)]
fn text_of(misfit: DecodeError) -> String {
    misfit.to_string()
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
#[inline(never)]
fn place_of(error: serde_json::Error) -> String {
    format!("{:?} error at column {}", error.classify(), error.column())
}

impl Error for DecodeError {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self::Type
    }

    // The messages of serde are not used, so that they are not compiled.
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::Type
    }
    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self::Type
    }
    fn invalid_length(length: usize, _: &dyn Expected) -> Self {
        Self::Short(length)
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self::Type
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self::Type
    }
    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self::Type
    }
}

/// A value; `None` is a member that the object does not have.
struct Tree(Option<Value>);

impl Tree {
    /// Reads a map: names and values.
    fn object<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_map(Members { rest: self.members()?.into_iter(), content: None })
    }

    /// Reads a struct: the values of these fields, in this order.
    fn fields<'de, V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let mut fields = Fields { names: names.iter(), members: self.members()?, result: Ok(()) };
        let value = visitor.visit_seq(&mut fields);
        fields.result?;
        value.map_err(|misfit| misfit.of_struct(names))
    }

    fn array<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0 {
            Some(Value::Array(items)) => {
                let mut items = Items(items.into_iter());
                let value = visitor.visit_seq(&mut items).map_err(DecodeError::of_array)?;
                // A tuple reads only as many items as it has, so the rest must be checked.
                if items.0.len() == 0 { Ok(value) } else { Err(DecodeError::Type) }
            }
            _ => Err(DecodeError::Type),
        }
    }

    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0 {
            Some(Value::Number(number)) => visit_number(&number, visitor),
            _ => Err(DecodeError::Type),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0 {
            Some(Value::String(text)) => visitor.visit_string(text),
            _ => Err(DecodeError::Type),
        }
    }

    fn members(self) -> Result<Map<String, Value>, DecodeError> {
        match self.0 {
            Some(Value::Object(members)) => Ok(members),
            _ => Err(DecodeError::Type),
        }
    }
}

impl DecodeError {
    /// Names the missing member of a struct with these fields.
    fn of_struct(self, names: &[&'static str]) -> Self {
        match self {
            Self::Short(index) => names.get(index).map_or(Self::Type, |name| Self::Missing(name)),
            _ => self,
        }
    }

    /// A short array is not a missing member of the struct around it.
    fn of_array(self) -> Self {
        if matches!(self, Self::Short(_)) { Self::Type } else { self }
    }
}

fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, DecodeError> {
    if let Some(number) = number.as_u64() {
        visitor.visit_u64(number)
    } else if let Some(number) = number.as_i64() {
        visitor.visit_i64(number)
    } else {
        visitor.visit_f64(number.as_f64().ok_or(DecodeError::Type)?)
    }
}

/// Implements `Deserialize` for a request whose `settings` are members of the same object, as `#[serde(flatten)]` does.
/// What `serde` derives for that needs 13 KB of the npm package's module (gzip), since it keeps each member in a form that
/// can be read as anything.
macro_rules! deserialize_with_settings {
    ($request:ident { $($field:ident: $name:literal),* $(,)? }) => {
        impl<'de> serde::Deserialize<'de> for $request {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let mut members = serde_json::Map::deserialize(deserializer)?;
                Ok(Self {
                    $($field: crate::json::take(&mut members, $name).map_err(serde::de::Error::custom)?,)*
                    settings: crate::json::from_value(members.into()).map_err(serde::de::Error::custom)?,
                })
            }
        }
    };
}
pub(crate) use deserialize_with_settings;

/// Takes a member out of an object; its default if it is missing.
pub(crate) fn take<T: DeserializeOwned + Default>(
    members: &mut Map<String, Value>,
    name: &str,
) -> Result<T, DecodeError> {
    members.remove(name).map_or_else(|| Ok(T::default()), from_value)
}

/// Defines the same method under several names.
macro_rules! forward {
    ($method:ident: $($name:ident)*) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            self.$method(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Tree {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0 {
            None => Err(DecodeError::Type),
            Some(Value::Null) => visitor.visit_unit(),
            Some(Value::Bool(truth)) => visitor.visit_bool(truth),
            Some(Value::Number(_)) => self.number(visitor),
            Some(Value::String(_)) => self.text(visitor),
            Some(Value::Array(_)) => self.array(visitor),
            Some(Value::Object(_)) => self.object(visitor),
        }
    }

    forward! { number:
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
        deserialize_f32 deserialize_f64
    }
    forward! { text: deserialize_char deserialize_str deserialize_string deserialize_identifier }
    forward! { array: deserialize_seq deserialize_bytes deserialize_byte_buf }
    forward! { object: deserialize_map }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0 {
            Some(Value::Bool(truth)) => visitor.visit_bool(truth),
            _ => Err(DecodeError::Type),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match self.0 {
            None | Some(Value::Null) => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.0 == Some(Value::Null) { visitor.visit_unit() } else { Err(DecodeError::Type) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        // The default of the newtype counts if the member is missing, not that of the type inside it.
        if self.0.is_none() { Err(DecodeError::Type) } else { visitor.visit_newtype_struct(self) }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.array(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.array(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.fields(names, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        let (name, content) = match self.0 {
            Some(Value::String(name)) => (name, None),
            Some(Value::Object(members)) if members.len() == 1 => members
                .into_iter()
                .next()
                .map(|(name, content)| (name, Some(content)))
                .ok_or(DecodeError::Type)?,
            _ => return Err(DecodeError::Type),
        };
        visitor.visit_enum(Variant { name, content })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_unit()
    }
}

struct Items(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for &mut Items {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        self.0.next().map(|item| seed.deserialize(Tree(Some(item)))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The fields of a struct as a sequence.
struct Fields {
    names: std::slice::Iter<'static, &'static str>,
    members: Map<String, Value>,
    result: Result<(), DecodeError>,
}

impl Fields {
    /// The value of the next field. For a missing member it is `None`, even if other fields follow: the derived code
    /// then takes the default of the field, or answers that it is missing. An optional one can do without.
    #[inline(never)]
    fn next<'de, T: DeserializeSeed<'de>>(&mut self, seed: T) -> Option<T::Value> {
        let member = self.members.remove(*self.names.next()?);
        let missing = member.is_none();
        match seed.deserialize(Tree(member)) {
            Ok(value) => return Some(value),
            Err(_) if missing => {}
            Err(misfit) => self.result = Err(misfit),
        }
        None
    }
}

impl<'de> SeqAccess<'de> for &mut Fields {
    type Error = DecodeError;

    // An error is kept in `result`. Here the compiler sees that none is returned, and leaves out of the derived code the way
    // out at each field.
    #[inline(always)]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        Ok(self.next(seed))
    }

    #[inline(always)]
    fn next_element<T: Deserialize<'de>>(&mut self) -> Result<Option<T>, DecodeError> {
        Ok(self.next(PhantomData))
    }
}

struct Members {
    rest: serde_json::map::IntoIter,
    content: Option<Value>,
}

impl<'de> MapAccess<'de> for Members {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some((name, content)) = self.rest.next() else { return Ok(None) };
        self.content = Some(content);
        seed.deserialize(name_of(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        seed.deserialize(Tree(Some(self.content.take().ok_or(DecodeError::Type)?)))
    }
}

fn name_of(name: String) -> StringDeserializer<DecodeError> {
    name.into_deserializer()
}

struct Variant {
    name: String,
    content: Option<Value>,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = DecodeError;
    type Variant = Content;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content), DecodeError> {
        Ok((seed.deserialize(name_of(self.name))?, Content(self.content)))
    }
}

struct Content(Option<Value>);

impl Content {
    fn there(self) -> Result<Tree, DecodeError> {
        self.0.map(|content| Tree(Some(content))).ok_or(DecodeError::Type)
    }
}

impl<'de> VariantAccess<'de> for Content {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        match self.0 {
            None => Ok(()),
            Some(content) => Deserialize::deserialize(Tree(Some(content))),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DecodeError> {
        seed.deserialize(self.there()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.there()?.array(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.there()?.fields(names, visitor)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Serialize;
    use serde_json::json;

    use super::*;

    /// A struct without flattened members, whose fields are read in order.
    #[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Plain {
        required: u8,
        optional: Option<String>,
        #[serde(default)]
        defaulted: Vec<i64>,
        last: bool,
    }

    proptest! {
        #[test]
        fn a_struct_decodes_as_with_serde_json(
            required in proptest::option::of(any::<u8>()),
            optional in proptest::option::of(".*"),
            defaulted in proptest::option::of(any::<Vec<i64>>()),
            last in proptest::option::of(any::<bool>()),
            wrong in 0..5_usize,
        ) {
            let members = [json!(required), json!(optional), json!(defaulted), json!(last)];
            let names = ["Required", "Optional", "Defaulted", "Last"];
            let mut given: Map<String, Value> = names
                .into_iter()
                .zip(members)
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name.to_owned(), value))
                .collect();
            given.insert("Unknown".to_owned(), json!([1]));
            if let Some(name) = names.get(wrong) {
                given.entry(*name).and_modify(|value| *value = json!({}));
            }
            let value = Value::Object(given);
            prop_assert_eq!(from_value::<Plain>(value.clone()).ok(), serde_json::from_value(value).ok());
        }
    }

    #[test]
    fn a_missing_field_is_named_and_not_one_after_it() {
        assert_eq!(from_value::<Plain>(json!({"Last": true})), Err(DecodeError::Missing("Required")));
        assert_eq!(from_value::<Plain>(json!({"Required": 1})), Err(DecodeError::Missing("Last")));
        assert_eq!(from_value::<Plain>(json!({"Required": "1", "Last": true})), Err(DecodeError::Type));
    }

    /// One of everything that serde can decode from JSON.
    #[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Whole {
        truth: bool,
        small: u8,
        #[serde(default)]
        signed: i64,
        real: f64,
        text: String,
        letter: char,
        list: Vec<u32>,
        map: BTreeMap<String, Option<String>>,
        maybe: Option<Box<Whole>>,
        pair: (u8, String),
        name: Name,
        kind: Kind,
        any: Value,
        #[serde(flatten)]
        rest: Rest,
    }

    #[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
    struct Name(String);

    #[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
    #[serde(rename_all = "PascalCase", default)]
    struct Rest {
        more: Option<u64>,
        less: Vec<Name>,
    }

    #[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Plain,
        Named(String),
        Pair(u8, u8),
        Full { a: u8, b: Option<u8> },
    }

    fn whole() -> impl Strategy<Value = Whole> {
        let kind = prop_oneof![
            Just(Kind::Plain),
            ".*".prop_map(Kind::Named),
            any::<(u8, u8)>().prop_map(|(a, b)| Kind::Pair(a, b)),
            any::<(u8, Option<u8>)>().prop_map(|(a, b)| Kind::Full { a, b }),
        ];
        let first = (any::<bool>(), any::<u8>(), any::<i64>(), -1e9..1e9, ".*", any::<char>());
        let second = (any::<Vec<u32>>(), any::<BTreeMap<String, Option<String>>>(), any::<(u8, String)>());
        let third = (".*", kind, any::<Option<u64>>(), any::<Vec<String>>());
        let leaf = (first, second, third).prop_map(|(first, second, third)| Whole {
            truth: first.0,
            small: first.1,
            signed: first.2,
            real: first.3,
            text: first.4,
            letter: first.5,
            list: second.0,
            map: second.1,
            maybe: None,
            pair: second.2,
            name: Name(third.0),
            kind: third.1,
            any: json!([null, { "a": 1.5 }, -7]),
            rest: Rest { more: third.2, less: third.3.into_iter().map(Name).collect() },
        });
        (leaf.clone(), proptest::option::of(leaf))
            .prop_map(|(outer, inner)| Whole { maybe: inner.map(Box::new), ..outer })
    }

    proptest! {
        #[test]
        fn an_encoded_value_is_decoded_again(whole in whole()) {
            let value = serde_json::to_value(&whole).unwrap();
            prop_assert_eq!(from_value::<Whole>(value), Ok(whole));
        }

        /// Both refuse the same values, except for structs given as lists.
        #[test]
        fn it_agrees_with_serde_json(whole in whole(), member in 0_usize..14, other in 0_usize..11) {
            let mut value = serde_json::to_value(&whole).unwrap();
            let members = value.as_object_mut().unwrap();
            let name = members.keys().nth(member % members.len()).unwrap().clone();
            let others = [
                json!(null),
                json!(true),
                json!(-1),
                json!(0.5),
                json!("a"),
                json!([]),
                json!([1, "a", 2]),
                json!({}),
                json!({ "pair": [1, 2, 3] }),
                json!({ "pair": [1, 2] }),
            ];
            match others.get(other) {
                Some(other) => members.insert(name, other.clone()),
                None => members.remove(&name),
            };
            prop_assert_eq!(from_value::<Whole>(value.clone()).ok(), serde_json::from_value(value).ok());
        }
    }

    #[test]
    fn a_missing_member_is_named() {
        assert_eq!(from_value::<Kind>(json!({ "full": {} })), Err(DecodeError::Missing("a")));
    }

    #[test]
    fn a_list_is_not_a_struct() {
        assert_eq!(from_value::<Rest>(json!([1, []])), Err(DecodeError::Type));
    }
}
