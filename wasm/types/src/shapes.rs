//! The tables of `check`: the constraints on the members of requests.

use std::collections::BTreeMap;

use syn::{Expr, ExprCall, ExprLit, ExprMethodCall, Item, Lit, Type};

use crate::source::{Source, SourceError};

/// The file with the shapes.
const FILE: &str = "check/shapes.rs";

/// All shapes, by the names of their statics.
pub(crate) struct Shapes(BTreeMap<String, Shape>);

/// The constraints on a value. Nested shapes are given by name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Shape {
    Text(Bounds),
    Enum(Vec<String>),
    Number(Bounds),
    Boolean,
    Timestamp,
    Blob,
    List(Bounds, String),
    Map(Bounds, String),
    Structure(Vec<ShapeMember>),
    Document,
}

/// The minimum and maximum length or number.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Bounds {
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
}

/// A member of a structure or request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct ShapeMember {
    pub(crate) name: String,
    pub(crate) shape: String,
    pub(crate) required: bool,
}

impl Shapes {
    pub(crate) fn read(source: &Source) -> Result<Self, SourceError> {
        let mut shapes = BTreeMap::new();
        for item in source.file(FILE)? {
            // Other statics are lists of shapes.
            if let Item::Static(item) = item
                && matches!(*item.ty, Type::Path(_))
            {
                let name = item.ident.to_string();
                let shape = shape(&item.expr, &name)?;
                shapes.insert(name, shape);
            }
        }
        Ok(Self(shapes))
    }

    /// The shape with this name.
    pub(crate) fn get(&self, name: &str) -> Result<&Shape, SourceError> {
        self.0.get(name).ok_or_else(|| SourceError::at(FILE, format!("there is no shape {name}")))
    }

    /// The structure with this name in the service.
    pub(crate) fn structure_of_service(&self, name: &str) -> Option<&str> {
        let mut structures = self.0.iter().filter(|(_, shape)| matches!(shape, Shape::Structure(_)));
        structures.find(|(shape, _)| crate::casing::service_name(shape) == name).map(|(shape, _)| &**shape)
    }
}

/// The members that a table lists: `&[required("Name", &shapes::NAME), ...]`.
pub(crate) fn members(expr: &Expr, place: &str) -> Result<Vec<ShapeMember>, SourceError> {
    elements(expr, place)?.into_iter().map(|element| member(element, place)).collect()
}

fn member(expr: &Expr, place: &str) -> Result<ShapeMember, SourceError> {
    match expr {
        // Only the name in messages differs.
        Expr::MethodCall(call) if call.method == "printed_as" => member(&call.receiver, place),
        Expr::Call(call) => {
            let required = match &*function(call, place)? {
                "required" => true,
                "optional" => false,
                other => return Err(SourceError::at(place, format!("a member made by {other}"))),
            };
            let [name, shape] = arguments(call, place)?;
            Ok(ShapeMember { name: text(name, place)?, shape: reference(shape, place)?, required })
        }
        _ => Err(SourceError::at(place, "a member that is no call")),
    }
}

fn shape(expr: &Expr, place: &str) -> Result<Shape, SourceError> {
    match expr {
        Expr::MethodCall(ExprMethodCall { receiver, method, .. })
            if method == "matching" || method == "sensitive" =>
        {
            shape(receiver, place)
        }
        Expr::Path(_) => Ok(match &*last_segment(expr, place)? {
            "Boolean" => Shape::Boolean,
            "Timestamp" => Shape::Timestamp,
            "Blob" => Shape::Blob,
            "Document" => Shape::Document,
            other => return Err(SourceError::at(place, format!("the shape {other}"))),
        }),
        Expr::Call(call) => match &*function(call, place)? {
            "text" => {
                let [length] = arguments(call, place)?;
                Ok(Shape::Text(bounds(length, place)?))
            }
            "one_of" => {
                let [values] = arguments(call, place)?;
                let values = elements(values, place)?;
                values.into_iter().map(|value| text(value, place)).collect::<Result<_, _>>().map(Shape::Enum)
            }
            "Integer" | "Long" => {
                let [range] = arguments(call, place)?;
                Ok(Shape::Number(bounds(range, place)?))
            }
            "list" => {
                let [length, member] = arguments(call, place)?;
                Ok(Shape::List(bounds(length, place)?, reference(member, place)?))
            }
            "map" => {
                let [length, _, value] = arguments(call, place)?;
                Ok(Shape::Map(bounds(length, place)?, reference(value, place)?))
            }
            "Structure" => {
                let [list] = arguments(call, place)?;
                members(list, place).map(Shape::Structure)
            }
            other => Err(SourceError::at(place, format!("a shape made by {other}"))),
        },
        _ => Err(SourceError::at(place, "a shape that is neither a call nor a name")),
    }
}

fn bounds(expr: &Expr, place: &str) -> Result<Bounds, SourceError> {
    match expr {
        Expr::Path(_) if last_segment(expr, place)? == "UNBOUNDED" => Ok(Bounds::default()),
        Expr::Call(call) => match &*function(call, place)? {
            "between" => {
                let [min, max] = arguments(call, place)?;
                Ok(Bounds { min: Some(number(min, place)?), max: Some(number(max, place)?) })
            }
            "at_least" => {
                let [min] = arguments(call, place)?;
                Ok(Bounds { min: Some(number(min, place)?), max: None })
            }
            "at_most" => {
                let [max] = arguments(call, place)?;
                Ok(Bounds { min: None, max: Some(number(max, place)?) })
            }
            other => Err(SourceError::at(place, format!("bounds made by {other}"))),
        },
        _ => Err(SourceError::at(place, "bounds that are neither a call nor UNBOUNDED")),
    }
}

fn function(call: &ExprCall, place: &str) -> Result<String, SourceError> {
    last_segment(&call.func, place)
}

fn arguments<'a, const N: usize>(call: &'a ExprCall, place: &str) -> Result<[&'a Expr; N], SourceError> {
    let found: Vec<&Expr> = call.args.iter().collect();
    found.try_into().map_err(|_| SourceError::at(place, format!("a call that has not {N} arguments")))
}

/// The name after `&`.
fn reference(expr: &Expr, place: &str) -> Result<String, SourceError> {
    match expr {
        Expr::Reference(reference) => last_segment(&reference.expr, place),
        _ => Err(SourceError::at(place, "a shape that is no reference")),
    }
}

pub(crate) fn last_segment(expr: &Expr, place: &str) -> Result<String, SourceError> {
    match expr {
        Expr::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
    .ok_or_else(|| SourceError::at(place, "an expression that is no name"))
}

/// The elements of `&[...]`.
fn elements<'a>(expr: &'a Expr, place: &str) -> Result<Vec<&'a Expr>, SourceError> {
    match expr {
        Expr::Reference(reference) => match &*reference.expr {
            Expr::Array(array) => Ok(array.elems.iter().collect()),
            _ => Err(SourceError::at(place, "a list that is no array")),
        },
        _ => Err(SourceError::at(place, "a list that is no reference")),
    }
}

/// A string literal.
pub(crate) fn text(expr: &Expr, place: &str) -> Result<String, SourceError> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Ok(text.value()),
        _ => Err(SourceError::at(place, "a text that is no literal")),
    }
}

fn number(expr: &Expr, place: &str) -> Result<i64, SourceError> {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => {
            number.base10_parse().map_err(|error| SourceError::at(place, error.to_string()))
        }
        _ => Err(SourceError::at(place, "a number that is no literal")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shapes(text: &str) -> Result<Shapes, SourceError> {
        Shapes::read(&Source::of(&[(FILE, text)]))
    }

    fn only(expr: &str) -> Result<Shape, SourceError> {
        shapes(&format!("static IT: Shape = {expr};"))?.get("IT").cloned()
    }

    #[test]
    fn shapes_are_read_from_their_statics() {
        let bounds = |min, max| Bounds { min, max };
        for (text, expected) in [
            ("text(UNBOUNDED)", Shape::Text(bounds(None, None))),
            (
                "text(between(1, 131_072)).matching(patterns::X).sensitive()",
                Shape::Text(bounds(Some(1), Some(131_072))),
            ),
            ("Shape::Integer(at_least(0))", Shape::Number(bounds(Some(0), None))),
            ("one_of(&[\"a\", \"b\"])", Shape::Enum(vec!["a".to_owned(), "b".to_owned()])),
            ("list(at_most(3), &X)", Shape::List(bounds(None, Some(3)), "X".to_owned())),
            ("map(UNBOUNDED, &K, &V)", Shape::Map(bounds(None, None), "V".to_owned())),
            ("Shape::Document", Shape::Document),
        ] {
            assert_eq!(only(text).unwrap(), expected, "{text}");
        }
        let structure =
            "Shape::Structure(&[required(\"A\", &X), optional(\"B\", &shapes::Y).printed_as(\"c\")])";
        let member = |name: &str, shape: &str, required| ShapeMember {
            name: name.into(),
            shape: shape.into(),
            required,
        };
        assert_eq!(
            only(structure).unwrap(),
            Shape::Structure(vec![member("A", "X", true), member("B", "Y", false)])
        );
    }

    #[test]
    fn unsupported_expressions_are_errors() {
        for text in [
            "text(LENGTH)",
            "text(between(1))",
            "blob(UNBOUNDED)",
            "Shape::Float",
            "list(UNBOUNDED, X)",
            "one_of(VALUES)",
            "Shape::Structure(&[sometimes(\"A\", &X)])",
            "text(UNBOUNDED).reversed()",
        ] {
            assert!(only(text).is_err(), "{text}");
        }
    }

    #[test]
    fn structures_are_found_by_their_name_in_the_service() {
        let shapes =
            shapes("static USER: Shape = Shape::Structure(&[]); static ROLE: Shape = one_of(&[\"a\"]);")
                .unwrap();
        assert_eq!(shapes.structure_of_service("UserType"), Some("USER"));
        assert_eq!(shapes.structure_of_service("RoleType"), None);
    }
}
