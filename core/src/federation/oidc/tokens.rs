//! The token request: the code of a callback becomes tokens.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Map, Value};
use userpool_storage_traits::{FetchRequest, FetchResponse};

use super::{
    apple,
    authorization::uses_pkce,
    endpoints::Endpoints,
    error::{OidcError, object},
    query::{encoded, form, with_query},
    settings::{Kind, Settings},
};
use crate::{bounded_json, sensitive::Sensitive, time::Timestamp};

/// Longest token, in bytes.
const TOKEN_BYTES_MAX: usize = 64 * 1024;

/// Longest code and longest description of an error that are told, in bytes.
const CODE_BYTES_MAX: usize = 64;
const DESCRIPTION_BYTES_MAX: usize = 256;

/// The code of a callback, and what the authorization request had.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Exchange<'a> {
    pub(crate) code: &'a Sensitive,
    /// The same as in the authorization request.
    pub(crate) redirect_uri: &'a str,
    /// The one whose challenge was in the authorization request.
    pub(crate) code_verifier: &'a Sensitive,
}

/// The tokens of a provider.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Tokens {
    pub(crate) access: Sensitive,
    /// Not verified. `None` if the provider issues none.
    pub(crate) id: Option<Sensitive>,
    pub(crate) refresh: Option<Sensitive>,
}

/// The token request. Facebook gets it as the query of a `GET`, as its details say, all others as a form.
///
/// # Errors
/// When a provider detail is missing, or Apple's private key is not one.
pub(crate) fn token_request(
    settings: Settings<'_>,
    endpoints: &Endpoints,
    exchange: Exchange<'_>,
    now: Timestamp,
) -> Result<FetchRequest, OidcError> {
    let client_id = settings.client_id()?;
    let secret = match settings.kind {
        Kind::Apple => Some(apple::client_secret(settings, now)?),
        // An OIDC client may be public, without a secret.
        Kind::Oidc => settings.given("client_secret").map(Sensitive::new),
        _ => Some(Sensitive::new(settings.required("client_secret")?)),
    };
    let mut pairs = vec![
        ("grant_type", "authorization_code"),
        ("code", exchange.code.as_str()),
        ("redirect_uri", exchange.redirect_uri),
    ];
    if uses_pkce(settings.kind) {
        pairs.push(("code_verifier", exchange.code_verifier));
    }
    let basic = secret.as_ref().filter(|_| endpoints.basic);
    if basic.is_none() {
        pairs.push(("client_id", client_id));
        pairs.extend(secret.as_ref().map(|secret| ("client_secret", secret.as_str())));
    }
    let request = match settings.given("token_request_method") {
        Some("GET") => FetchRequest::get(with_query(&endpoints.token, &pairs)),
        _ => FetchRequest::post_form(endpoints.token.as_str(), form(&pairs)),
    };
    let request = request.with("accept", "application/json");
    Ok(match basic {
        Some(secret) => request.with("authorization", basic_credentials(client_id, secret)),
        None => request,
    })
}

/// [RFC 6749 §2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1): both parts are encoded as in a form.
fn basic_credentials(client_id: &str, secret: &str) -> String {
    let credentials = format!("{}:{}", encoded(client_id), encoded(secret));
    format!("Basic {}", BASE64_STANDARD.encode(credentials))
}

impl Tokens {
    /// Reads the answer to a token request.
    ///
    /// # Errors
    /// When the provider refused the code, or the answer has no access token, or lacks the ID token of a provider that issues them.
    pub(crate) fn received(settings: Settings<'_>, answer: &FetchResponse) -> Result<Self, OidcError> {
        let is_refused = |members: &Map<String, Value>| members.contains_key("error");
        let members = object(answer).ok().filter(|members| !is_refused(members));
        let Some(mut members) = members else { return Err(refusal(settings, answer)) };
        let is_bearer = |kind: &Value| kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
        if !members.get("token_type").is_none_or(is_bearer) {
            return Err(OidcError::Tokens("token_type"));
        }
        let mut token = |name| match members.remove(name) {
            Some(Value::String(token)) if is_token(&token) => Some(Sensitive::new(token)),
            _ => None,
        };
        let access = token("access_token").ok_or(OidcError::Tokens("access_token"))?;
        let id = token("id_token").filter(|_| settings.kind.has_id_token());
        if id.is_none() && settings.kind.has_id_token() {
            return Err(OidcError::Tokens("id_token"));
        }
        Ok(Self { access, id, refresh: token("refresh_token") })
    }
}

/// Whether this can be a token in a header.
fn is_token(text: &str) -> bool {
    (1..=TOKEN_BYTES_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The error for an answer without tokens.
fn refusal(settings: Settings<'_>, answer: &FetchResponse) -> OidcError {
    let (provider, status) = (settings.name.to_owned(), answer.status);
    match reason(&answer.body) {
        Some(reason) => OidcError::TokenError { provider, status, reason },
        None => OidcError::TokenRefused { provider, status },
    }
}

/// Code and description in an error response ([RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)), as far as they are
/// short and have only the characters that are allowed there.
fn reason(body: &[u8]) -> Option<String> {
    let parsed = bounded_json::parse(body).ok()?;
    let text = |name: &str, bytes_max: usize| {
        let text = parsed.get(name)?.as_str()?;
        let is_allowed = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        ((1..=bytes_max).contains(&text.len()) && text.bytes().all(is_allowed)).then_some(text)
    };
    let code = text("error", CODE_BYTES_MAX)?;
    let description = text("error_description", DESCRIPTION_BYTES_MAX);
    Some([Some(code), description].into_iter().flatten().collect::<Vec<_>>().join(" "))
}
