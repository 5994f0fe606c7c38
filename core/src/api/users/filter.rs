//! The `Filter` of `ListUsers`: `attribute op "value"`.
//!
//! It has one attribute, whose name may be in quotation marks; `=` for equal or `^=` for a prefix; and a value in
//! quotation marks. White space may surround each part. Inside the value `\"` is a quotation mark and `\\` a backslash;
//! any other backslash is literal.

use userpool_storage_traits::{Key, Prefix};

use crate::{
    error::InvalidParameter,
    model::{
        keys,
        naming::Naming,
        user::{SEARCHABLE, User},
    },
};

/// A condition on one attribute.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Filter {
    attribute: &'static str,
    operator: Operator,
    value: String,
}

/// How the attribute and the value are compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Operator {
    /// `=`.
    Equals,
    /// `^=`.
    StartsWith,
}

/// The index rows that list the users that a filter may accept.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Rows {
    One(Key),
    Under(Prefix),
}

impl Filter {
    /// Parses a filter; an empty one accepts all users.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, InvalidParameter> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let (name, rest) = split_name(text);
        let rest = rest.trim_start();
        let (operator, rest) = match (rest.strip_prefix("^="), rest.strip_prefix('=')) {
            (Some(rest), _) => (Operator::StartsWith, rest),
            (None, Some(rest)) => (Operator::Equals, rest),
            (None, None) => return Err(InvalidParameter::FilterSyntax),
        };
        let value = unquote(rest.trim_start()).ok_or(InvalidParameter::FilterSyntax)?;
        if name.is_empty() {
            return Err(InvalidParameter::FilterSyntax);
        }
        let attribute = SEARCHABLE
            .into_iter()
            .chain(["cognito:user_status", "status", "sub"])
            .find(|attribute| *attribute == name)
            .ok_or_else(|| InvalidParameter::SearchAttribute(name.to_owned()))?;
        Ok(Some(Self { attribute, operator, value }))
    }

    /// The same filter with its value in the form that the pool stores.
    pub(super) fn canonical(mut self, naming: &Naming) -> Self {
        self.value = match self.attribute {
            "username" => naming.canonical(&self.value),
            alias if naming.is_alias(alias) => naming.shown(&self.value),
            "cognito:user_status" => self.value.to_ascii_uppercase(),
            _ => self.value,
        };
        self
    }

    /// The rows to search. They hold only the beginning of a long value, so each user found must still be matched.
    pub(super) fn rows(&self) -> Rows {
        match (self.attribute, self.operator) {
            ("sub", Operator::Equals) => Rows::One(keys::sub(&self.value)),
            ("sub", Operator::StartsWith) => Rows::Under(keys::subs_starting(&self.value)),
            (attribute, Operator::Equals) => Rows::Under(keys::index_equal(attribute, &self.value)),
            (attribute, Operator::StartsWith) => Rows::Under(keys::index_starting(attribute, &self.value)),
        }
    }

    /// Whether the user meets the condition.
    pub(super) fn matches(&self, user: &User) -> bool {
        user.searchable(self.attribute).is_some_and(|value| match self.operator {
            Operator::Equals => value == self.value,
            Operator::StartsWith => value.starts_with(&self.value),
        })
    }
}

/// Splits off the name of the attribute, which may be in quotation marks, from the rest.
fn split_name(text: &str) -> (&str, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        return quoted.split_once('"').unwrap_or_default();
    }
    let end = text.find(|character: char| character.is_whitespace() || matches!(character, '=' | '^' | '"'));
    text.split_at(end.unwrap_or(text.len()))
}

/// The text between the quotation marks, which must enclose the whole text.
fn unquote(text: &str) -> Option<String> {
    let mut characters = text.strip_prefix('"')?.chars().peekable();
    let mut value = String::with_capacity(text.len());
    loop {
        match characters.next()? {
            '"' => return characters.next().is_none().then_some(value),
            '\\' => value.push(characters.next_if(|next| matches!(next, '"' | '\\')).unwrap_or('\\')),
            other => value.push(other),
        }
    }
}

/// For [`crate::fuzzing`]: formats a filter that was parsed, and checks that parsing the result gives the same filter.
#[cfg(feature = "fuzzing")]
pub(crate) fn check_filter(text: &str) {
    if let Ok(Some(filter)) = Filter::parse(text) {
        let operator = if filter.operator == Operator::Equals { "=" } else { "^=" };
        let value = filter.value.replace('\\', "\\\\").replace('"', "\\\"");
        let written = format!("\"{}\" {operator} \"{value}\"", filter.attribute);
        assert_eq!(Filter::parse(&written), Ok(Some(filter)), "{written}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(attribute: &'static str, operator: Operator, value: &str) -> Filter {
        Filter { attribute, operator, value: value.to_owned() }
    }

    #[test]
    fn a_filter_is_one_attribute_one_operator_and_a_quoted_value() {
        use Operator::{Equals, StartsWith};
        for (text, attribute, operator, value) in [
            (r#"email = "ana@example.com""#, "email", Equals, "ana@example.com"),
            (r#"email="ana@example.com""#, "email", Equals, "ana@example.com"),
            (r#""email" ^= "ana""#, "email", StartsWith, "ana"),
            (r#""cognito:user_status"="CONFIRMED""#, "cognito:user_status", Equals, "CONFIRMED"),
            (r#" "given_name" = "Zoë" "#, "given_name", Equals, "Zoë"),
            (r#"email ="a""#, "email", Equals, "a"),
            (r#"email= "a""#, "email", Equals, "a"),
            ("  email\t=\n\"a\"  ", "email", Equals, "a"),
            (r#"family_name ^= "Re""#, "family_name", StartsWith, "Re"),
            (r#"family_name^="Re""#, "family_name", StartsWith, "Re"),
            (r#"username = "ana""#, "username", Equals, "ana"),
            (r#"phone_number ^= "+1312""#, "phone_number", StartsWith, "+1312"),
            (r#"name = "Ana = \"the\" one""#, "name", Equals, r#"Ana = "the" one"#),
            (r#"name = "\"""#, "name", Equals, "\""),
            (r#"name = "\\""#, "name", Equals, r"\"),
            (r#"name = "a\\\"b""#, "name", Equals, r#"a\"b"#),
            (r#"name = "DOMAIN\ana""#, "name", Equals, r"DOMAIN\ana"),
            (r#"name = """#, "name", Equals, ""),
            (r#"name = " a ""#, "name", Equals, " a "),
            (r#"given_name = "Zoë""#, "given_name", Equals, "Zoë"),
            (r#"preferred_username ^= """#, "preferred_username", StartsWith, ""),
            (r#"cognito:user_status = "confirmed""#, "cognito:user_status", Equals, "confirmed"),
            (r#"status = "Enabled""#, "status", Equals, "Enabled"),
            (r#"sub = "744b""#, "sub", Equals, "744b"),
        ] {
            assert_eq!(Filter::parse(text), Ok(Some(filter(attribute, operator, value))), "{text}");
        }
    }

    #[test]
    fn an_empty_filter_is_none() {
        for text in ["", " ", "\t\n"] {
            assert_eq!(Filter::parse(text), Ok(None), "{text:?}");
        }
    }

    #[test]
    fn any_other_filter_is_a_syntax_error() {
        for text in [
            "email",
            "email =",
            "email = ana",
            "email = 'ana'",
            r#"email "ana""#,
            r#"= "ana""#,
            r#""email = "ana""#,
            r#"email" = "ana""#,
            r#""" = "ana""#,
            r#""email""ana""#,
            r#""email"x = "ana""#,
            r#"email = "ana"#,
            r#"email = ana""#,
            r#"email = "ana\""#,
            r#"email = \"ana\""#,
            r#"email == "ana""#,
            r#"email ^ = "ana""#,
            r#"email ^ "ana""#,
            r#"email != "ana""#,
            r#"email ~ "ana""#,
            r#"email = "ana" and name = "Ana""#,
            r#"email = "ana" "bea""#,
            r#"email = "a"na""#,
            r#"first name = "Ana""#,
            "\"",
            "=",
            "^=",
        ] {
            assert_eq!(Filter::parse(text), Err(InvalidParameter::FilterSyntax), "{text}");
        }
    }

    #[test]
    fn only_ten_attributes_can_be_searched() {
        for name in ["custom:foo", "middle_name", "Email", "EMAIL", "email_verified", "enabled", "é"] {
            let text = format!(r#"{name} = "x""#);
            assert_eq!(
                Filter::parse(&text),
                Err(InvalidParameter::SearchAttribute(name.to_owned())),
                "{text}"
            );
        }
        for (text, name) in [
            (r#""custom:foo" = "x""#, "custom:foo"),
            (r#"" email" = "x""#, " email"),
            (r#"'email' = "x""#, "'email'"),
        ] {
            assert_eq!(
                Filter::parse(text),
                Err(InvalidParameter::SearchAttribute(name.to_owned())),
                "{text}"
            );
        }
        assert_eq!(Filter::parse("custom:foo = x"), Err(InvalidParameter::FilterSyntax));
    }

    #[test]
    fn values_are_folded_where_the_pool_folds_names_and_the_status_always() {
        use crate::model::naming::Alias;
        let folding =
            Naming { case_sensitive: Some(false), alias_attributes: vec![Alias::Email], ..Naming::default() };
        let sensitive = Naming { case_sensitive: Some(true), ..folding.clone() };
        let canonical =
            |attribute, naming: &Naming| filter(attribute, Operator::Equals, "aNa").canonical(naming).value;

        assert_eq!(canonical("username", &folding), "ana");
        assert_eq!(canonical("email", &folding), "ana");
        assert_eq!(canonical("name", &folding), "aNa");
        // An attribute that is not an alias is stored as it was sent.
        assert_eq!(canonical("preferred_username", &folding), "aNa");
        assert_eq!(canonical("username", &sensitive), "aNa");
        assert_eq!(canonical("email", &sensitive), "aNa");
        assert_eq!(canonical("cognito:user_status", &sensitive), "ANA");
        assert_eq!(canonical("status", &folding), "aNa");
    }

    #[test]
    fn a_filter_reads_only_rows_that_list_matching_users() {
        let rows = |attribute, operator| filter(attribute, operator, "a/b").rows();
        assert_eq!(rows("sub", Operator::Equals), Rows::One(keys::sub("a/b")));
        assert_eq!(rows("sub", Operator::StartsWith), Rows::Under(Prefix::starting(["sub"], "a/b")));
        assert_eq!(rows("name", Operator::Equals), Rows::Under(keys::index_equal("name", "a/b")));
        assert_eq!(rows("name", Operator::StartsWith), Rows::Under(keys::index_starting("name", "a/b")));
    }
}
