//! The parameters of a request, from its query or from the form in its body.

use std::borrow::Cow;

use http::{HeaderMap, header};

use crate::sensitive::Sensitive;

/// Longest value in a query, in bytes.
const VALUE_BYTES_MAX: usize = 8 * 1024;

/// Longest value in a form, in bytes: a response of a SAML provider is the longest.
const FORM_VALUE_BYTES_MAX: usize = 100_000;

/// Most parameters of a request.
const PARAMETERS_MAX: usize = 128;

/// Parameters, in the order of the request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(Vec<(String, Sensitive)>);

/// Why parameters cannot be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum Malformed {
    #[error("The parameter {0} is given twice")]
    Doubled(String),
    #[error("The parameter {0} is not valid")]
    Value(String),
    #[error("The request has too many parameters")]
    TooMany,
    #[error("The request is not a form")]
    NotAForm,
}

impl Parameters {
    /// Reads a query, or the body of a form.
    ///
    /// # Errors
    /// When a parameter is given twice ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)), is too long or has
    /// control characters.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, Malformed> {
        Self::within(text, VALUE_BYTES_MAX)
    }

    fn within(text: &[u8], bytes_max: usize) -> Result<Self, Malformed> {
        let mut all: Vec<(String, Sensitive)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text) {
            if all.len() == PARAMETERS_MAX {
                return Err(Malformed::TooMany);
            }
            if name.len() > VALUE_BYTES_MAX || name.chars().any(char::is_control) {
                return Err(Malformed::NotAForm);
            }
            if all.iter().any(|(other, _)| *other == *name) {
                return Err(Malformed::Doubled(shortened(&name)));
            }
            if value.len() > bytes_max || value.chars().any(char::is_control) {
                return Err(Malformed::Value(shortened(&name)));
            }
            all.push((name.into_owned(), Sensitive::new(value)));
        }
        Ok(Self(all))
    }

    /// These parameters.
    pub(crate) fn of<const N: usize>(all: [(&str, Sensitive); N]) -> Self {
        Self(all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Reads the form in the body of a `POST`.
    ///
    /// # Errors
    /// As [`Parameters::parse`], and when the header `Content-Type` does not announce a form.
    pub(crate) fn form(headers: &HeaderMap, body: &[u8]) -> Result<Self, Malformed> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let kind = kind.and_then(|value| value.split(';').next()).map(str::trim);
        match kind {
            Some(kind) if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") => {
                Self::within(body, FORM_VALUE_BYTES_MAX)
            }
            _ => Err(Malformed::NotAForm),
        }
    }

    /// A parameter; an empty one counts as absent ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)).
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.secret(name).map(Sensitive::as_str)
    }

    /// As [`Parameters::get`], for a secret.
    pub(crate) fn secret(&self, name: &str) -> Option<&Sensitive> {
        let found = self.0.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value).filter(|value| !value.is_empty())
    }

    /// The query with these parameters, without those whose name `leave_out` selects.
    pub(crate) fn query_without(&self, leave_out: impl Fn(&str) -> bool) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.0.iter().filter(|(name, _)| !leave_out(name)) {
            query.append_pair(name, value);
        }
        query.finish()
    }

    /// All parameters.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Sensitive)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// A name in an error.
fn shortened(name: &str) -> String {
    name.chars().take(64).collect()
}

/// Appends parameters to a URL that may have some already.
pub(crate) fn with_query<'a>(
    url: &str,
    parameters: impl IntoIterator<Item = (&'a str, Cow<'a, str>)>,
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        query.append_pair(name, &value);
    }
    let (url, fragment) = url.split_once('#').map_or((url, None), |(url, rest)| (url, Some(rest)));
    let separator = if url.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{url}{separator}{}{fragment}", query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_and_empty_ones_are_absent() {
        let read = Parameters::parse(b"a=1&b=x+y%2Bz&c=&d").unwrap();
        assert_eq!((read.get("a"), read.get("b")), (Some("1"), Some("x y+z")));
        assert_eq!((read.get("c"), read.get("d"), read.get("e")), (None, None, None));
        assert_eq!(read.query_without(|name| name == "a"), "b=x+y%2Bz&c=&d=");
    }

    #[test]
    fn doubled_long_and_control_parameters_are_refused() {
        let long = format!("a={}", "x".repeat(VALUE_BYTES_MAX + 1));
        let many = (0..=PARAMETERS_MAX).map(|at| format!("p{at}=1")).collect::<Vec<_>>().join("&");
        for (text, expected) in [
            ("a=1&a=2", Malformed::Doubled("a".into())),
            ("a=1&a=1", Malformed::Doubled("a".into())),
            ("a=x%0d%0ay", Malformed::Value("a".into())),
            ("a=%00", Malformed::Value("a".into())),
            (&long, Malformed::Value("a".into())),
            (&many, Malformed::TooMany),
            ("a%0a=1", Malformed::NotAForm),
        ] {
            assert_eq!(Parameters::parse(text.as_bytes()).err(), Some(expected));
        }
    }

    #[test]
    fn only_a_form_is_read() {
        let mut headers = HeaderMap::new();
        assert_eq!(Parameters::form(&headers, b"a=1").err(), Some(Malformed::NotAForm));
        headers.insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
        assert_eq!(Parameters::form(&headers, b"a=1").err(), Some(Malformed::NotAForm));
        headers.insert(
            header::CONTENT_TYPE,
            "Application/X-WWW-Form-Urlencoded; charset=utf-8".parse().unwrap(),
        );
        assert_eq!(Parameters::form(&headers, b"a=1").unwrap().get("a"), Some("1"));
    }

    #[test]
    fn a_query_is_appended_before_a_fragment_and_after_another_query() {
        let with = |url| with_query(url, [("code", Cow::Borrowed("a b"))]);
        assert_eq!(with("https://app.example/cb"), "https://app.example/cb?code=a+b");
        assert_eq!(with("https://app.example/cb?x=1"), "https://app.example/cb?x=1&code=a+b");
        assert_eq!(with("myapp://cb#x"), "myapp://cb?code=a+b#x");
    }
}
