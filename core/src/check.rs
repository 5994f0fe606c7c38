//! Checks the constraints of a request before its operation runs, and reports all violations together, as the service
//! does.
//!
//! Constraints are data: an operation lists its [`Member`]s, each with one of the named [`shapes`]. [`check`] compares
//! the decoded JSON with that table.
//!
//! * A JSON value of the wrong type is a `SerializationException` and ends the check.
//! * Broken constraints are collected into one `InvalidParameterException`.
//! * A member that is `null` counts as absent. A `null` inside a list or a map is a violation, since operations could
//!   not decode it.
//! * Unknown members are ignored.

use std::fmt;

use serde_json::{Map, Number, Value};

pub(crate) use self::violations::Shown;
use self::violations::{Path, Step, Violations};
use crate::error::{Error, InvalidParameter};

pub(crate) mod model;
pub(crate) mod patterns;
pub(crate) mod shapes;
#[cfg(test)]
mod tests;
mod violations;

/// Checks a request against the table of its operation.
pub(crate) fn check(members: &[Member], input: &Map<String, Value>) -> Result<(), Refusal> {
    let mut found = Violations::default();
    check_members(members, input, None, &mut found)?;
    found.into_message().map_or(Ok(()), |message| Err(Refusal::Violations(message)))
}

/// The error for a broken constraint that only the operation can detect, with the texts of [`check`]. `path` is the
/// name of the member in messages.
pub(crate) fn violation(shown: Shown<'_>, path: &str, constraint: Constraint) -> InvalidParameter {
    let mut found = Violations::default();
    found.add(shown, &path, &constraint);
    InvalidParameter::Violations(found.into_message().unwrap_or_default())
}

/// Why a request is refused before its operation runs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Refusal {
    /// `SerializationException`; some have no text.
    Serialization(Option<String>),
    /// `InvalidParameterException` with this text, which lists all violations.
    Violations(String),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Serialization(message) => Self::Serialization(message),
            Refusal::Violations(message) => InvalidParameter::Violations(message).into(),
        }
    }
}

/// A named member of a request or of a structure in it.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    pub(crate) name: &'static str,
    pub(crate) shape: &'static Shape,
    pub(crate) required: bool,
    /// The name in messages, if it is not the name in lower camel case.
    pub(crate) printed: Option<&'static str>,
}

pub(crate) const fn required(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: true, printed: None }
}

pub(crate) const fn optional(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: false, printed: None }
}

impl Member {
    /// The same member under another name in messages.
    pub(crate) const fn printed_as(self, printed: &'static str) -> Self {
        Self { printed: Some(printed), ..self }
    }
}

/// The constraints on a value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// Lengths are counted in UTF-16 code units, as Java does.
    Text {
        length: Bounds,
        pattern: Option<Pattern>,
        sensitive: bool,
    },
    Enum {
        values: &'static [&'static str],
        sensitive: bool,
    },
    /// A 32-bit number without a fraction.
    Integer(Bounds),
    Boolean,
    /// A number: seconds since 1970.
    Timestamp,
    List {
        length: Bounds,
        member: &'static Shape,
    },
    Map {
        length: Bounds,
        key: &'static Shape,
        value: &'static Shape,
    },
    Structure(&'static [Member]),
    /// Any JSON.
    Document,
}

/// The minimum and maximum length or number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    min: Option<i64>,
    max: Option<i64>,
}

const UNBOUNDED: Bounds = Bounds { min: None, max: None };

const fn between(min: i64, max: i64) -> Bounds {
    Bounds { min: Some(min), max: Some(max) }
}

const fn at_least(min: i64) -> Bounds {
    Bounds { min: Some(min), max: None }
}

const fn at_most(max: i64) -> Bounds {
    Bounds { min: None, max: Some(max) }
}

/// A regular expression as the service prints it, and a function that matches the whole text.
///
/// There are about thirty expressions; a regex engine would be larger than all other code of the check.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pattern {
    pub(crate) text: &'static str,
    pub(crate) matches: fn(&str) -> bool,
}

// Shorthand for the tables in `shapes`.
const fn text(length: Bounds) -> Shape {
    Shape::Text { length, pattern: None, sensitive: false }
}

const fn one_of(values: &'static [&'static str]) -> Shape {
    Shape::Enum { values, sensitive: false }
}

const fn list(length: Bounds, member: &'static Shape) -> Shape {
    Shape::List { length, member }
}

const fn map(length: Bounds, key: &'static Shape, value: &'static Shape) -> Shape {
    Shape::Map { length, key, value }
}

impl Shape {
    const fn matching(self, pattern: Pattern) -> Self {
        match self {
            Self::Text { length, sensitive, .. } => Self::Text { length, pattern: Some(pattern), sensitive },
            other => other,
        }
    }

    /// Marks the value as one that messages do not repeat.
    const fn sensitive(self) -> Self {
        match self {
            Self::Text { length, pattern, .. } => Self::Text { length, pattern, sensitive: true },
            Self::Enum { values, .. } => Self::Enum { values, sensitive: true },
            other => other,
        }
    }

    /// The constraints on the value itself, in the order in which the service reports violations.
    fn constraints(&self) -> impl DoubleEndedIterator<Item = Constraint> + use<> {
        let all = match *self {
            Self::Text { length, pattern, .. } => [
                pattern.map(Constraint::Pattern),
                length.min.map(Constraint::LengthAtLeast),
                length.max.map(Constraint::LengthAtMost),
            ],
            Self::Enum { values, .. } => [Some(Constraint::OneOf(values)), None, None],
            Self::Integer(bounds) => {
                [None, bounds.min.map(Constraint::ValueAtLeast), bounds.max.map(Constraint::ValueAtMost)]
            }
            Self::List { length, .. } | Self::Map { length, .. } => {
                [None, length.min.map(Constraint::LengthAtLeast), length.max.map(Constraint::LengthAtMost)]
            }
            Self::Boolean | Self::Timestamp | Self::Structure(_) | Self::Document => [None; 3],
        };
        all.into_iter().flatten()
    }

    fn is_satisfied_by(&self, measure: Measure<'_>) -> bool {
        self.constraints().all(|constraint| constraint.holds(measure))
    }

    /// Whether violations are reported together with the list or map that contains the value.
    fn is_scalar(&self) -> bool {
        !matches!(self, Self::List { .. } | Self::Map { .. } | Self::Structure(_) | Self::Document)
    }

    /// Whether a missing value is reported as sensitive: scalars and collections of scalars.
    fn is_sensitive(&self) -> bool {
        match self {
            Self::Text { sensitive, .. } | Self::Enum { sensitive, .. } => *sensitive,
            Self::List { member, .. } => member.is_sensitive(),
            Self::Map { key, value, .. } => key.is_sensitive() || value.is_sensitive(),
            _ => false,
        }
    }

    /// Whether the value contains anything sensitive, so that it must not be printed.
    fn holds_sensitive(&self) -> bool {
        match self {
            Self::List { member, .. } => member.holds_sensitive(),
            Self::Map { key, value, .. } => key.holds_sensitive() || value.holds_sensitive(),
            Self::Structure(members) => members.iter().any(|member| member.shape.holds_sensitive()),
            scalar => scalar.is_sensitive(),
        }
    }

    fn show<'a>(&self, value: &'a Value) -> Shown<'a> {
        if self.holds_sensitive() { Shown::Hidden } else { Shown::Value(value) }
    }

    fn show_null(&self) -> Shown<'static> {
        if self.is_sensitive() { Shown::Hidden } else { Shown::Null }
    }
}

fn check_members(
    members: &[Member],
    given: &Map<String, Value>,
    parent: Option<&Path<'_>>,
    found: &mut Violations,
) -> Result<(), Refusal> {
    for member in members {
        let path = Path { parent, step: Step::Member(member) };
        match given.get(member.name) {
            Some(value) if !value.is_null() => check_value(member.shape, value, &path, found)?,
            _ if member.required => found.add(member.shape.show_null(), &path, &Constraint::NotNull),
            _ => {}
        }
    }
    Ok(())
}

fn check_value(shape: &Shape, value: &Value, path: &Path<'_>, found: &mut Violations) -> Result<(), Refusal> {
    convert(shape, value)?;
    for constraint in shape.constraints() {
        if !constraint.holds(measure(value)) {
            found.add(shape.show(value), path, &constraint);
        }
    }

    match (shape, value) {
        (Shape::Structure(members), Value::Object(given)) => check_members(members, given, Some(path), found),
        (Shape::List { member, .. }, Value::Array(items)) if member.is_scalar() => {
            let broken = check_scalars("Member", member, items)?;
            report_elements(broken, shape.show(value), path, found);
            Ok(())
        }
        (Shape::List { member, .. }, Value::Array(items)) => {
            let steps = items.iter().enumerate().map(|(index, item)| (Step::Index(index + 1), item));
            check_elements(member, steps, path, found)
        }
        (Shape::Map { key, value: element, .. }, Value::Object(entries)) => {
            let keys_hold = entries.keys().all(|name| key.is_satisfied_by(Measure::Text(name)));
            let broken_keys = (!keys_hold).then_some(EachMust { which: "Map keys", shape: key, null: false });
            report_elements(broken_keys, shape.show(value), path, found);

            if element.is_scalar() {
                let broken = check_scalars("Map value", element, entries.values())?;
                report_elements(broken, shape.show(value), path, found);
                return Ok(());
            }
            let steps = entries.iter().map(|(name, value)| (Step::Key(name), value));
            check_elements(element, steps, path, found)
        }
        _ => Ok(()),
    }
}

/// Checks scalars in a collection, which the message calls `which`. They share one violation, however many of them are
/// invalid.
fn check_scalars<'s, 'a>(
    which: &'s str,
    shape: &'s Shape,
    elements: impl IntoIterator<Item = &'a Value>,
) -> Result<Option<EachMust<'s>>, Refusal> {
    let mut broken: Option<EachMust<'_>> = None;
    for element in elements {
        if element.is_null() {
            broken = Some(EachMust { which, shape, null: true });
            continue;
        }
        convert(shape, element)?;
        if broken.is_none() && !shape.is_satisfied_by(measure(element)) {
            broken = Some(EachMust { which, shape, null: false });
        }
    }
    Ok(broken)
}

fn report_elements(broken: Option<EachMust<'_>>, shown: Shown<'_>, path: &Path<'_>, found: &mut Violations) {
    if let Some(broken) = broken {
        found.add(shown, path, &broken);
    }
}

fn check_elements<'a>(
    shape: &Shape,
    elements: impl Iterator<Item = (Step<'a>, &'a Value)>,
    parent: &Path<'_>,
    found: &mut Violations,
) -> Result<(), Refusal> {
    for (step, element) in elements {
        let path = Path { parent: Some(parent), step };
        if element.is_null() {
            found.add(shape.show_null(), &path, &Constraint::NotNull);
        } else {
            check_value(shape, element, &path, found)?;
        }
    }
    Ok(())
}

/// A constraint on one value. It is printed as the service words it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Constraint {
    NotNull,
    Pattern(Pattern),
    OneOf(&'static [&'static str]),
    LengthAtLeast(i64),
    LengthAtMost(i64),
    ValueAtLeast(i64),
    ValueAtMost(i64),
}

impl Constraint {
    pub(crate) fn length_at_most(max: usize) -> Self {
        Self::LengthAtMost(i64::try_from(max).unwrap_or(i64::MAX))
    }

    fn holds(self, measure: Measure<'_>) -> bool {
        match (self, measure) {
            (Self::Pattern(pattern), Measure::Text(text)) => (pattern.matches)(text),
            (Self::OneOf(values), Measure::Text(text)) => values.contains(&text),
            (Self::LengthAtLeast(min), measure) => measure.length() >= min,
            (Self::LengthAtMost(max), measure) => measure.length() <= max,
            (Self::ValueAtLeast(min), Measure::Number(number)) => number >= min,
            (Self::ValueAtMost(max), Measure::Number(number)) => number <= max,
            // Values of a wrong type were refused before.
            _ => true,
        }
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNull => f.write_str("Member must not be null"),
            Self::Pattern(pattern) => {
                write!(f, "Member must satisfy regular expression pattern: {}", pattern.text)
            }
            Self::OneOf(values) => {
                write!(f, "Member must satisfy enum value set: [{}]", values.join(", "))
            }
            Self::LengthAtLeast(min) => write!(f, "Member must have length greater than or equal to {min}"),
            Self::LengthAtMost(max) => write!(f, "Member must have length less than or equal to {max}"),
            Self::ValueAtLeast(min) => write!(f, "Member must have value greater than or equal to {min}"),
            Self::ValueAtMost(max) => write!(f, "Member must have value less than or equal to {max}"),
        }
    }
}

/// All constraints on the elements of a collection, at least one of which breaks them. The service prints them together,
/// in reverse order.
struct EachMust<'a> {
    which: &'a str,
    shape: &'a Shape,
    /// One of the elements is null.
    null: bool,
}

impl fmt::Display for EachMust<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not_null = self.null.then_some(Constraint::NotNull);
        let all: Vec<_> =
            self.shape.constraints().rev().chain(not_null).map(|constraint| constraint.to_string()).collect();
        write!(f, "{} must satisfy constraint: [{}]", self.which, all.join(", "))
    }
}

/// The part of a value that constraints apply to.
#[derive(Clone, Copy)]
enum Measure<'a> {
    Text(&'a str),
    Count(usize),
    Number(i64),
    Nothing,
}

impl Measure<'_> {
    fn length(self) -> i64 {
        let length = match self {
            Self::Text(text) => text.encode_utf16().count(),
            Self::Count(count) => count,
            Self::Number(_) | Self::Nothing => 0,
        };
        i64::try_from(length).unwrap_or(i64::MAX)
    }
}

fn measure(value: &Value) -> Measure<'_> {
    match value {
        Value::String(text) => Measure::Text(text),
        Value::Array(items) => Measure::Count(items.len()),
        Value::Object(entries) => Measure::Count(entries.len()),
        Value::Number(number) => whole(number).map_or(Measure::Nothing, Measure::Number),
        Value::Null | Value::Bool(_) => Measure::Nothing,
    }
}

/// The number if it has no fraction; `1.0` counts as 1.
fn whole(number: &Number) -> Option<i64> {
    /// Up to this number, a float represents every integer exactly.
    const EXACT_MAX: f64 = 9_007_199_254_740_992.0;

    number.as_i64().or_else(|| {
        let float = number.as_f64()?;
        (float.fract() == 0.0 && float.abs() <= EXACT_MAX).then_some(float as i64)
    })
}

/// Refuses a value whose JSON type does not match the shape.
///
/// The texts for scalars are those of the service's framework. For a scalar instead of a collection, no text is
/// documented, so the one known for lists is used for all.
fn convert(shape: &Shape, value: &Value) -> Result<(), Refusal> {
    let target = match (shape, value) {
        (Shape::Document, _)
        | (Shape::Text { .. } | Shape::Enum { .. }, Value::String(_))
        | (Shape::Boolean, Value::Bool(_))
        | (Shape::Timestamp, Value::Number(_))
        | (Shape::List { .. }, Value::Array(_))
        | (Shape::Map { .. } | Shape::Structure(_), Value::Object(_)) => return Ok(()),
        (Shape::Integer(_), Value::Number(number))
            if whole(number).is_some_and(|n| i32::try_from(n).is_ok()) =>
        {
            return Ok(());
        }
        (_, Value::Object(_)) => return mismatch("Start of structure or map found where not expected."),
        (_, Value::Array(_)) => return mismatch("Start of list found where not expected"),
        (Shape::List { .. }, _) => return mismatch("Expected list or null"),
        (Shape::Map { .. }, _) => return mismatch("Expected map or null"),
        (Shape::Structure(_), _) => return mismatch("Expected structure or null"),
        (Shape::Text { .. } | Shape::Enum { .. }, _) => "a String",
        (Shape::Integer(_), _) => "an Integer",
        (Shape::Boolean, _) => "a Boolean",
        (Shape::Timestamp, _) => "a Timestamp",
    };
    mismatch(format!("{} can not be converted to {target}", token(value)))
}

fn mismatch(text: impl Into<String>) -> Result<(), Refusal> {
    Err(Refusal::Serialization(Some(text.into())))
}

/// The name of a scalar in the service's JSON parser.
fn token(value: &Value) -> &'static str {
    match value {
        Value::String(_) => "STRING_VALUE",
        Value::Number(_) => "NUMBER_VALUE",
        Value::Bool(true) => "TRUE_VALUE",
        Value::Bool(false) => "FALSE_VALUE",
        Value::Null | Value::Array(_) | Value::Object(_) => "VALUE",
    }
}
