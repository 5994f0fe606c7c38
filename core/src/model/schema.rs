//! The attributes of a pool: the twenty standard ones, custom ones, and the constraints on their values.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    check::{Constraint, Shown, violation},
    error::InvalidParameter,
    model::email_address::is_email,
    settings::AttributeDataType,
};

/// The attributes of a pool, in the order in which the API lists them.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct Schema(pub(crate) Vec<SchemaAttribute>);

/// `SchemaAttributeType`. Names carry their prefix: `custom:`, `dev:custom:`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct SchemaAttribute {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute_data_type: Option<AttributeDataType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub developer_only_attribute: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutable: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_attribute_constraints: Option<NumberAttributeConstraints>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub string_attribute_constraints: Option<StringAttributeConstraints>,
}

/// `NumberAttributeConstraintsType`: decimal numbers as text.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct NumberAttributeConstraints {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_value: Option<String>,
}

/// `StringAttributeConstraintsType`: lengths as text.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct StringAttributeConstraints {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<String>,
}

/// Most custom attributes of a pool.
const CUSTOM_ATTRIBUTES_MAX: usize = 50;

/// Longest value of any attribute.
const VALUE_LENGTH_MAX: u64 = 2048;

impl Schema {
    /// The twenty standard attributes.
    pub(crate) fn standard() -> Self {
        Self(STANDARD.iter().map(standard_attribute).collect())
    }

    /// The attributes of a new pool: the standard ones as `changes` alters them, then the custom ones.
    ///
    /// The errors of `CreateUserPool` for an invalid `Schema`.
    pub(crate) fn create(changes: &[SchemaAttribute]) -> Result<Self, InvalidParameter> {
        let mut schema = Self::standard();
        for (index, change) in changes.iter().enumerate() {
            if change.name.is_empty() {
                return Err(no_name("schema", index));
            }
            match schema.0.iter_mut().find(|known| known.name == change.name) {
                Some(standard) if is_standard(&change.name) => change_standard(standard, change)?,
                _ => schema.add_custom(change)?,
            }
        }
        Ok(schema)
    }

    /// Appends a custom attribute, given without its prefix.
    pub(crate) fn add_custom(&mut self, given: &SchemaAttribute) -> Result<(), InvalidParameter> {
        let developer_only = given.developer_only_attribute.unwrap_or(false);
        let [name, twin] = match developer_only {
            true => ["dev:custom:", "custom:"],
            false => ["custom:", "dev:custom:"],
        }
        .map(|prefix| format!("{prefix}{}", given.name));
        if given.required == Some(true) {
            return Err(InvalidParameter::RequiredCustomAttribute);
        }
        // A developer-only attribute and an attribute without this prefix cannot have the same name.
        if self.get(&name).or_else(|| self.get(&twin)).is_some() {
            return Err(InvalidParameter::DuplicateCustomAttribute(name));
        }
        if self.0.len() >= STANDARD.len() + CUSTOM_ATTRIBUTES_MAX {
            return Err(violation(
                Shown::Hidden,
                "schema",
                Constraint::length_at_most(CUSTOM_ATTRIBUTES_MAX),
            ));
        }
        self.0.push(given.as_custom(name)?);
        Ok(())
    }

    /// Appends custom attributes to the schema of a pool in use.
    ///
    /// The errors of `AddCustomAttributes` for an invalid list.
    pub(crate) fn extend(&mut self, added: &[SchemaAttribute]) -> Result<(), InvalidParameter> {
        let before = self.clone();
        for (index, given) in added.iter().enumerate() {
            if given.name.is_empty() {
                return Err(no_name("customAttributes", index));
            }
            self.add_custom(given).map_err(|error| match error {
                InvalidParameter::DuplicateCustomAttribute(name) => before.duplicate(name, &given.name),
                other => other,
            })?;
        }
        Ok(())
    }

    /// The error for a custom attribute whose full name is taken: by this schema, or by an attribute in the same call.
    fn duplicate(&self, name: String, plain: &str) -> InvalidParameter {
        let existing = ["custom:", "dev:custom:"]
            .iter()
            .map(|prefix| format!("{prefix}{plain}"))
            .find(|existing| self.get(existing).is_some());
        match existing {
            Some(existing) => InvalidParameter::ExistingAttribute { name, existing },
            None => InvalidParameter::DuplicateCustomAttribute(name),
        }
    }

    /// Whether every user must have the attribute of this full name.
    pub(crate) fn is_required(&self, name: &str) -> bool {
        self.get(name).is_some_and(|attribute| attribute.required == Some(true))
    }

    /// The attribute of this full name.
    pub(crate) fn get(&self, name: &str) -> Option<&SchemaAttribute> {
        self.0.iter().find(|attribute| attribute.name == name)
    }

    /// The names of the attributes that every user must have, except `sub`.
    pub(crate) fn required(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(|attribute| attribute.required == Some(true) && attribute.name != "sub")
            .map(|attribute| &*attribute.name)
    }

    /// Checks submitted values against the schema. Empty values are deletions and are not checked.
    ///
    /// # Errors
    /// `InvalidParameterException` with all schema violations in one message, or with the first invalid format.
    pub(crate) fn check(
        &self,
        values: &BTreeMap<String, String>,
        required: Required<'_>,
    ) -> Result<(), InvalidParameter> {
        let mut violations: Vec<String> = Vec::new();
        for (name, value) in values {
            match self.get(name) {
                None => violations.push(format!("{name}: Attribute does not exist in the schema.")),
                Some(attribute) if !value.is_empty() => {
                    violations.extend(attribute.violation(value));
                }
                Some(_) => {}
            }
        }
        if let Required::Present(existing) = required {
            let missing = self.required().filter(|name| {
                values.get(*name).or_else(|| existing.get(*name)).is_none_or(String::is_empty)
            });
            violations.extend(missing.map(|name| format!("{name}: The attribute is required")));
        }
        if !violations.is_empty() {
            return Err(InvalidParameter::Schema(violations.join("\n") + "\n"));
        }
        let given = |name| values.get(name).filter(|value| !value.is_empty());
        if given("email").is_some_and(|email| !is_email(email)) {
            return Err(InvalidParameter::EmailFormat);
        }
        if given("phone_number").is_some_and(|number| !is_phone_number(number)) {
            return Err(InvalidParameter::PhoneNumberFormat);
        }
        Ok(())
    }

    /// Refuses `sub` and immutable attributes among the names of attributes to change.
    pub(crate) fn check_mutable<'a>(
        &self,
        names: impl Iterator<Item = &'a String>,
    ) -> Result<(), InvalidParameter> {
        for name in names {
            if self.get(name).is_some_and(|attribute| attribute.mutable == Some(false)) {
                return Err(match name.strip_prefix("custom:") {
                    Some(_) => {
                        InvalidParameter::Schema(format!("user.{name}: Attribute cannot be updated.\n"))
                    }
                    None => InvalidParameter::NonMutableAttribute(name.clone()),
                });
            }
        }
        Ok(())
    }
}

/// How required attributes are checked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Required<'a> {
    /// Each must be in the request or in these attributes.
    Present(&'a BTreeMap<String, String>),
    /// They may be set later.
    Later,
}

impl SchemaAttribute {
    /// This custom attribute as it is stored, under its full name.
    fn as_custom(&self, name: String) -> Result<Self, InvalidParameter> {
        let data_type = self.attribute_data_type.clone().ok_or(InvalidParameter::AttributeDataType)?;
        let mut attribute = Self {
            attribute_data_type: Some(data_type.clone()),
            developer_only_attribute: Some(self.developer_only_attribute.unwrap_or(false)),
            // The CloudFormation documentation says that an omitted flag means immutable.
            mutable: Some(self.mutable.unwrap_or(false)),
            required: Some(false),
            number_attribute_constraints: None,
            string_attribute_constraints: None,
            name,
        };
        match &*data_type {
            "String" => {
                let constraints = self.string_attribute_constraints.clone().unwrap_or_default();
                check_lengths(&attribute.name, &constraints)?;
                attribute.string_attribute_constraints = Some(constraints);
            }
            "Number" => {
                let constraints = self.number_attribute_constraints.clone().unwrap_or_default();
                check_values(&attribute.name, &constraints)?;
                attribute.number_attribute_constraints = Some(constraints);
            }
            "DateTime" | "Boolean" => {}
            _ => return Err(InvalidParameter::AttributeDataType),
        }
        Ok(attribute)
    }

    fn violation(&self, value: &str) -> Option<String> {
        let name = &self.name;
        let kind = self.attribute_data_type.as_deref().unwrap_or("String");
        if kind != "String" && value.len() as u64 > VALUE_LENGTH_MAX {
            return Some(format!("{name}: Attribute value is too long."));
        }
        match kind {
            "Boolean" if !value.eq_ignore_ascii_case("true") && !value.eq_ignore_ascii_case("false") => {
                Some(format!("{name}: Attribute value is not a boolean."))
            }
            "Number" => self.number_violation(value),
            "String" => self.string_violation(value),
            _ => None,
        }
    }

    fn number_violation(&self, value: &str) -> Option<String> {
        let name = &self.name;
        let Ok(number) = value.parse::<i64>() else {
            return Some(format!("{name}: Attribute value is not a number."));
        };
        let constraints = self.number_attribute_constraints.as_ref()?;
        let bound = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<i64>().ok());
        if let Some(min) = bound(&constraints.min_value).filter(|min| number < *min) {
            return Some(format!("{name}: Number must be no less than {min}"));
        }
        let max = bound(&constraints.max_value).filter(|max| number > *max)?;
        Some(format!("{name}: Number must be no greater than {max}"))
    }

    fn string_violation(&self, value: &str) -> Option<String> {
        let name = &self.name;
        let length = u64::try_from(value.chars().count()).unwrap_or(u64::MAX);
        let constraints = self.string_attribute_constraints.clone().unwrap_or_default();
        let bound = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<u64>().ok());
        let max = bound(&constraints.max_length).unwrap_or(VALUE_LENGTH_MAX);
        if let Some(min) = bound(&constraints.min_length).filter(|min| length < *min) {
            return Some(format!("{name}: String must be no shorter than {min} characters"));
        }
        (length > max).then(|| format!("{name}: String must be no longer than {max} characters"))
    }
}

/// Whether a name looks like an email address. This accepts more than [`is_email`] does.
pub(crate) fn looks_like_email(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

/// Whether `text` is a number in E.164 form: a plus sign and up to fifteen digits.
pub(crate) fn is_phone_number(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|digits| (2..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn is_standard(name: &str) -> bool {
    STANDARD.iter().any(|(standard, ..)| *standard == name)
}

/// The error for a list element without a name; `index` counts from 0.
fn no_name(list: &str, index: usize) -> InvalidParameter {
    violation(Shown::Null, &format!("{list}.{}.member.name", index + 1), Constraint::NotNull)
}

fn change_standard(standard: &mut SchemaAttribute, change: &SchemaAttribute) -> Result<(), InvalidParameter> {
    let same_type =
        change.attribute_data_type.is_none() || change.attribute_data_type == standard.attribute_data_type;
    if !same_type || change.developer_only_attribute == Some(true) {
        return Err(InvalidParameter::StandardAttributeChanged(standard.name.clone()));
    }
    if standard.name == "sub" {
        return Ok(());
    }
    if let Some(constraints) = &change.string_attribute_constraints {
        check_lengths(&standard.name, constraints).map_err(of_standard)?;
        standard.string_attribute_constraints = Some(constraints.clone());
    }
    if let Some(constraints) = &change.number_attribute_constraints {
        check_values(&standard.name, constraints).map_err(of_standard)?;
        standard.number_attribute_constraints = Some(constraints.clone());
    }
    standard.mutable = change.mutable.or(standard.mutable);
    standard.required = change.required.or(standard.required);
    Ok(())
}

/// Replaces the texts for bounds, which the service words differently for standard attributes.
fn of_standard(error: InvalidParameter) -> InvalidParameter {
    match error {
        InvalidParameter::AttributeLengths(name) => InvalidParameter::StandardAttributeLengths(name),
        InvalidParameter::AttributeValues(name) => InvalidParameter::StandardAttributeValues(name),
        other => other,
    }
}

fn check_lengths(name: &str, constraints: &StringAttributeConstraints) -> Result<(), InvalidParameter> {
    let parse = |text: &Option<String>| text.as_ref().map(|text| text.parse::<u64>()).transpose();
    let (Ok(min), Ok(max)) = (parse(&constraints.min_length), parse(&constraints.max_length)) else {
        return Err(InvalidParameter::StringAttributeConstraints(name.to_owned()));
    };
    if max.is_some_and(|max| max > VALUE_LENGTH_MAX) || min.is_some_and(|min| min > VALUE_LENGTH_MAX) {
        return Err(InvalidParameter::AttributeTooLong(name.to_owned()));
    }
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        return Err(InvalidParameter::AttributeLengths(name.to_owned()));
    }
    Ok(())
}

fn check_values(name: &str, constraints: &NumberAttributeConstraints) -> Result<(), InvalidParameter> {
    let parse = |text: &Option<String>| text.as_ref().map(|text| text.parse::<i64>()).transpose();
    let (Ok(min), Ok(max)) = (parse(&constraints.min_value), parse(&constraints.max_value)) else {
        return Err(InvalidParameter::NumberAttributeConstraints(name.to_owned()));
    };
    if min.zip(max).is_some_and(|(min, max)| min > max) {
        return Err(InvalidParameter::AttributeValues(name.to_owned()));
    }
    Ok(())
}

/// Name, data type, and minimum and maximum length.
type Standard = (&'static str, &'static str, Option<(&'static str, &'static str)>);

/// In the order of the `CreateUserPool` response.
const STANDARD: [Standard; 20] = [
    ("sub", "String", Some(("1", "2048"))),
    ("name", "String", Some(("0", "2048"))),
    ("given_name", "String", Some(("0", "2048"))),
    ("family_name", "String", Some(("0", "2048"))),
    ("middle_name", "String", Some(("0", "2048"))),
    ("nickname", "String", Some(("0", "2048"))),
    ("preferred_username", "String", Some(("0", "2048"))),
    ("profile", "String", Some(("0", "2048"))),
    ("picture", "String", Some(("0", "2048"))),
    ("website", "String", Some(("0", "2048"))),
    ("email", "String", Some(("0", "2048"))),
    ("email_verified", "Boolean", None),
    ("gender", "String", Some(("0", "2048"))),
    ("birthdate", "String", Some(("10", "10"))),
    ("zoneinfo", "String", Some(("0", "2048"))),
    ("locale", "String", Some(("0", "2048"))),
    ("phone_number", "String", Some(("0", "2048"))),
    ("phone_number_verified", "Boolean", None),
    ("address", "String", Some(("0", "2048"))),
    ("updated_at", "Number", None),
];

fn standard_attribute((name, data_type, lengths): &Standard) -> SchemaAttribute {
    let is_sub = *name == "sub";
    SchemaAttribute {
        name: (*name).to_owned(),
        attribute_data_type: Some((*data_type).into()),
        developer_only_attribute: Some(false),
        mutable: Some(!is_sub),
        required: Some(is_sub),
        number_attribute_constraints: (*data_type == "Number")
            .then(|| NumberAttributeConstraints { min_value: Some("0".to_owned()), max_value: None }),
        string_attribute_constraints: lengths.map(|(min, max)| StringAttributeConstraints {
            min_length: Some(min.to_owned()),
            max_length: Some(max.to_owned()),
        }),
    }
}
