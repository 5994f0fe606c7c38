//! What a client says about itself ([RFC 7591 §2](https://www.rfc-editor.org/rfc/rfc7591#section-2)).

use serde_json::{Map, Value};

use crate::{
    check::{self, Member, optional, shapes},
    jose,
    oauth::{
        authorization_request::is_scheme,
        error::{Code, OAuthError},
    },
    ordered,
    settings::OAuthFlow,
};

/// Schemes of addresses that a browser runs or reads itself instead of leading to an application. Our own choice.
const UNSAFE_SCHEMES: [&str; 7] = ["about", "blob", "data", "file", "javascript", "vbscript", "view-source"];

/// The constraints of app clients.
const REDIRECT_URIS: &[Member] = &[optional("redirect_uris", &shapes::CALLBACK_URLS_LIST)];
const CLIENT_NAME: &[Member] = &[optional("client_name", &shapes::CLIENT_NAME)];
/// Most scopes of a client.
const SCOPES_MAX: usize = 50;

const SCOPES: &[Member] = &[optional("scope", &shapes::SCOPE_LIST)];

/// How a client authenticates to the endpoints.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Method {
    None,
    Basic,
    Post,
}

/// The members that the engine understands. All others are ignored, as the RFC demands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Metadata {
    pub(super) redirect_uris: Vec<String>,
    pub(super) method: Method,
    /// At least one.
    pub(super) flows: Vec<OAuthFlow>,
    pub(super) client_name: Option<String>,
    /// Without repetition. Without any, the client gets all that it may have.
    pub(super) scopes: Vec<String>,
}

impl Method {
    const ALL: [(&'static str, Self); 3] =
        [("none", Self::None), ("client_secret_basic", Self::Basic), ("client_secret_post", Self::Post)];

    pub(super) fn as_str(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, method)| *method == self).map_or("", |(name, _)| name)
    }
}

impl Metadata {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// `invalid_redirect_uri` and `invalid_client_metadata`.
    pub(super) fn read(json: &Value) -> Result<Self, OAuthError> {
        let Value::Object(members) = json else { return Err(invalid("The request is not a JSON object")) };
        let flows = flows(members)?;
        check_response_types(members, &flows)?;
        Ok(Self {
            redirect_uris: redirect_uris(members)?,
            method: method(members)?,
            flows,
            client_name: client_name(members)?,
            scopes: scopes(members)?,
        })
    }
}

pub(super) fn invalid(description: impl Into<String>) -> OAuthError {
    OAuthError::described(Code::InvalidClientMetadata, description)
}

fn invalid_redirect_uri(description: &str) -> OAuthError {
    OAuthError::described(Code::InvalidRedirectUri, description)
}

/// A member with a text. A member that is null counts as absent.
fn text<'m>(members: &'m Map<String, Value>, name: &str) -> Result<Option<&'m str>, OAuthError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(invalid(format!("{name} is not a text"))),
    }
}

/// A member with a list of texts, without repetition.
fn texts<'m>(members: &'m Map<String, Value>, name: &str) -> Result<Option<Vec<&'m str>>, OAuthError> {
    let items = match members.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(items)) => items,
        Some(_) => return Err(invalid(format!("{name} is not a list of texts"))),
    };
    let mut texts = Vec::new();
    for item in items {
        let text = item.as_str().ok_or_else(|| invalid(format!("{name} is not a list of texts")))?;
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    Ok(Some(texts))
}

fn keeps(constraints: &[Member], name: &str, value: Value) -> bool {
    check::check(constraints, &ordered::object([(name.to_owned(), value)])).is_ok()
}

fn redirect_uris(members: &Map<String, Value>) -> Result<Vec<String>, OAuthError> {
    let uris = texts(members, "redirect_uris")?.unwrap_or_default();
    if !keeps(REDIRECT_URIS, "redirect_uris", Value::from(uris.clone())) {
        return Err(invalid_redirect_uri(
            "At most 100 addresses of at most 1024 visible characters are allowed",
        ));
    }
    if !uris.iter().all(|uri| leads_to_application(uri)) {
        return Err(invalid_redirect_uri("An address is not absolute, or its scheme is not allowed"));
    }
    Ok(uris.into_iter().map(str::to_owned).collect())
}

/// Whether an address is absolute, and not one that the browser keeps to itself.
fn leads_to_application(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else { return false };
    let is = |name: &&str| scheme.eq_ignore_ascii_case(name);
    let needs_host = ["http", "https"].iter().any(&is);
    let has_host =
        rest.strip_prefix("//").is_some_and(|rest| !rest.is_empty() && !rest.starts_with(['/', '\\']));
    is_scheme(scheme) && !UNSAFE_SCHEMES.iter().any(is) && (has_host || !needs_host && !rest.is_empty())
}

fn method(members: &Map<String, Value>) -> Result<Method, OAuthError> {
    let Some(name) = text(members, "token_endpoint_auth_method")? else { return Ok(Method::Basic) };
    let found = Method::ALL.into_iter().find(|(own, _)| *own == name);
    found.map(|(_, method)| method).ok_or_else(|| invalid("The token_endpoint_auth_method is not supported"))
}

fn flows(members: &Map<String, Value>) -> Result<Vec<OAuthFlow>, OAuthError> {
    let grants = texts(members, "grant_types")?.unwrap_or_else(|| vec!["authorization_code"]);
    let mut flows = Vec::new();
    for grant in &grants {
        match *grant {
            "authorization_code" => flows.push(OAuthFlow::CODE),
            "client_credentials" => flows.push(OAuthFlow::CLIENT_CREDENTIALS),
            // Every authorization code leads to a refresh token.
            "refresh_token" if grants.contains(&"authorization_code") => {}
            _ => return Err(invalid("One of the grant_types is not supported")),
        }
    }
    if flows.is_empty() { Err(invalid("There are no grant_types")) } else { Ok(flows) }
}

/// Grants and response types must belong together ([RFC 7591 §2.1](https://www.rfc-editor.org/rfc/rfc7591#section-2.1)).
fn check_response_types(members: &Map<String, Value>, flows: &[OAuthFlow]) -> Result<(), OAuthError> {
    match texts(members, "response_types")? {
        Some(given) if given != response_types(flows) => {
            Err(invalid("The response_types are not those of the grant_types"))
        }
        _ => Ok(()),
    }
}

/// The response types of these grants.
pub(super) fn response_types(flows: &[OAuthFlow]) -> &'static [&'static str] {
    if flows.contains(&OAuthFlow::CODE) { &["code"] } else { &[] }
}

fn client_name(members: &Map<String, Value>) -> Result<Option<String>, OAuthError> {
    let name = text(members, "client_name")?;
    match name {
        Some(name) if !keeps(CLIENT_NAME, "client_name", Value::from(name)) => Err(invalid(
            "The client_name has other characters than letters, digits, spaces and _+=,.@- or more than 128 of them",
        )),
        _ => Ok(name.map(str::to_owned)),
    }
}

fn scopes(members: &Map<String, Value>) -> Result<Vec<String>, OAuthError> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in jose::claims::scopes(text(members, "scope")?.unwrap_or_default()) {
        if scopes.iter().all(|other| other != scope) {
            scopes.push(scope.to_owned());
        }
        if scopes.len() > SCOPES_MAX {
            break;
        }
    }
    match keeps(SCOPES, "scope", Value::from(scopes.clone())) {
        true => Ok(scopes),
        false => Err(invalid("The scope is not valid")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(json: Value) -> String {
        match Metadata::read(&json) {
            Ok(read) => panic!("{json}: {read:?}"),
            Err(error) => error.code.as_str().to_owned(),
        }
    }

    #[test]
    fn members_that_are_left_out_have_the_defaults_of_the_rfc() {
        let expected = Metadata {
            redirect_uris: Vec::new(),
            method: Method::Basic,
            flows: vec![OAuthFlow::CODE],
            client_name: None,
            scopes: Vec::new(),
        };
        let ignored =
            json!({"client_uri": 1, "software_statement": "x", "scope": null, "client_name#de": []});
        for given in [json!({}), ignored] {
            assert_eq!(Metadata::read(&given).unwrap(), expected, "{given}");
        }
    }

    #[test]
    fn all_members_are_read_and_repetitions_are_dropped() {
        let read = Metadata::read(&json!({
            "redirect_uris": ["https://a.example/cb", "my.app:/cb", "https://a.example/cb"],
            "token_endpoint_auth_method": "none",
            "grant_types": ["refresh_token", "authorization_code"],
            "response_types": ["code"],
            "client_name": "My app, 2.0",
            "scope": "openid  email openid",
        }));
        let expected = Metadata {
            redirect_uris: vec!["https://a.example/cb".into(), "my.app:/cb".into()],
            method: Method::None,
            flows: vec![OAuthFlow::CODE],
            client_name: Some("My app, 2.0".into()),
            scopes: vec!["openid".into(), "email".into()],
        };
        assert_eq!(read.unwrap(), expected);
    }

    #[test]
    fn members_of_another_type_are_refused() {
        for given in [
            json!([]),
            json!("text"),
            json!(null),
            json!({"redirect_uris": "https://a.example/cb"}),
            json!({"redirect_uris": [1]}),
            json!({"redirect_uris": [null]}),
            json!({"token_endpoint_auth_method": ["none"]}),
            json!({"grant_types": "authorization_code"}),
            json!({"response_types": {}}),
            json!({"client_name": 1}),
            json!({"scope": ["openid"]}),
        ] {
            assert_eq!(refused(given), "invalid_client_metadata");
        }
    }

    #[test]
    fn values_that_are_not_supported_are_refused() {
        let many: Vec<String> = (0..=SCOPES_MAX).map(|at| format!("s{at}")).collect();
        for given in [
            json!({"token_endpoint_auth_method": "private_key_jwt"}),
            json!({"token_endpoint_auth_method": "NONE"}),
            json!({"grant_types": []}),
            json!({"grant_types": ["implicit"]}),
            json!({"grant_types": ["refresh_token"]}),
            json!({"grant_types": ["refresh_token", "client_credentials"]}),
            json!({"grant_types": ["password", "authorization_code"]}),
            json!({"response_types": []}),
            json!({"response_types": ["token"]}),
            json!({"response_types": ["code", "token"]}),
            json!({"grant_types": ["client_credentials"], "response_types": ["code"]}),
            json!({"client_name": ""}),
            json!({"client_name": "<script>alert(1)</script>"}),
            json!({"client_name": "x".repeat(129)}),
            json!({"scope": "ä"}),
            json!({"scope": "a\nb"}),
            json!({"scope": many.join(" ")}),
            json!({"scope": "x".repeat(257)}),
        ] {
            assert_eq!(refused(given), "invalid_client_metadata");
        }
    }

    #[test]
    fn only_absolute_addresses_of_applications_are_accepted() {
        for uri in
            ["https://a.example/cb?x=1", "http://localhost:1/cb", "http://[::1]/", "com.example.app:/cb"]
        {
            assert!(Metadata::read(&json!({"redirect_uris": [uri]})).is_ok(), "{uri}");
        }
        let long = format!("https://a.example/{}", "x".repeat(1024));
        for uri in [
            "",
            "a",
            "/cb",
            "//a.example/cb",
            "https:",
            "https:a.example",
            "https://",
            "https:///cb",
            "1a:b",
            "a b:c",
            "https://a.example/ b",
            "javascript:alert(1)",
            "JavaScript://a.example/%0aalert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "blob:https://a.example/1",
            "about:blank",
            "myapp:",
            &long,
        ] {
            assert_eq!(refused(json!({"redirect_uris": [uri]})), "invalid_redirect_uri", "{uri}");
        }
        let many: Vec<String> = (0..=100).map(|at| format!("https://a.example/{at}")).collect();
        assert_eq!(refused(json!({"redirect_uris": many})), "invalid_redirect_uri");
    }
}
