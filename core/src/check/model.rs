//! The tables of constraints as JSON, in the vocabulary of AWS's API models, so that a test can compare the two.

use serde_json::{Map, Value, json};

use super::{Bounds, Member, Shape};

/// A structure with these members.
pub(crate) fn structure(members: &[Member]) -> Value {
    let required: Vec<_> =
        members.iter().filter(|member| member.required).map(|member| member.name).collect();
    let members: Map<_, _> =
        members.iter().map(|member| (member.name.to_owned(), shape(member.shape))).collect();
    json!({ "type": "structure", "members": members, "required": required })
}

fn shape(shape_of: &Shape) -> Value {
    match *shape_of {
        Shape::Text { length, pattern, sensitive } => {
            let mut shape = bounded("string", length);
            if let Some(pattern) = pattern {
                shape.insert("pattern".into(), pattern.text.into());
            }
            shape.insert("sensitive".into(), sensitive.into());
            shape.into()
        }
        Shape::Enum { values, sensitive } => {
            json!({ "type": "string", "enum": values, "sensitive": sensitive })
        }
        Shape::Integer(bounds) => bounded("integer", bounds).into(),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Timestamp => json!({ "type": "timestamp" }),
        Shape::List { length, member } => {
            let mut list = bounded("list", length);
            list.insert("member".into(), shape(member));
            list.into()
        }
        Shape::Map { length, key, value } => {
            let mut map = bounded("map", length);
            map.insert("key".into(), shape(key));
            map.insert("value".into(), shape(value));
            map.into()
        }
        Shape::Structure(members) => structure(members),
        Shape::Document => json!({ "type": "document" }),
    }
}

fn bounded(kind: &str, bounds: Bounds) -> Map<String, Value> {
    let limits = [("min", bounds.min), ("max", bounds.max)];
    let limits = limits.into_iter().filter_map(|(name, limit)| Some((name.to_owned(), limit?.into())));
    std::iter::once(("type".to_owned(), kind.into())).chain(limits).collect()
}
