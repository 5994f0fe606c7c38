//! User attributes: names and values as the API carries them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ordered, sensitive::Sensitive};

/// `AttributeType`: a name and its value.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Attribute {
    /// For example `email` or `custom:department`.
    pub name: String,
    /// The value; absent or empty to delete the attribute.
    pub value: Option<Sensitive>,
}

impl Attribute {
    /// An attribute with a value.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: Some(Sensitive::new(value)) }
    }
}

/// Turns the submitted list into a map. If an attribute is given twice, the last value counts.
pub(crate) fn to_map(list: Option<&[Attribute]>) -> BTreeMap<String, String> {
    let value = |attribute: &Attribute| attribute.value.as_deref().unwrap_or_default().to_owned();
    ordered::map(list.unwrap_or_default().iter().map(|attribute| (attribute.name.clone(), value(attribute))))
}

/// Whether a Boolean attribute is true: `true` in any case.
pub(crate) fn is_true(attributes: &BTreeMap<String, String>, name: &str) -> bool {
    attributes.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}
