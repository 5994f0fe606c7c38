//! Claims of a provider as attributes of the pool.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{error::OidcError, id_token::is_subject, query::encoded, settings::Settings, tokens::Tokens};
use crate::sensitive::Sensitive;

/// The entry of a mapping that names the claim of the username.
const USERNAME: &str = "username";

/// What identifies the user at the provider: the claim that `username` is mapped to.
///
/// # Errors
/// When the claim is missing, empty, too long, or no text and no number.
pub(crate) fn subject(settings: Settings<'_>, claims: &Map<String, Value>) -> Result<String, OidcError> {
    let claim = settings.mapping.get(USERNAME).map_or(settings.kind.subject_claim(), String::as_str);
    let subject = match claims.get(claim) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    subject.filter(|subject| is_subject(subject)).ok_or(OidcError::Subject)
}

/// The claims, and the tokens of the provider as the claims `access_token` and `id_token`, which can be mapped to attributes
/// ([source](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-specifying-attribute-mapping.html)).
pub(crate) fn with_tokens(mut claims: Map<String, Value>, tokens: &Tokens) -> Map<String, Value> {
    let given = [("access_token", Some(&tokens.access)), ("id_token", tokens.id.as_ref())];
    for (name, token) in given {
        if let Some(token) = token {
            claims.insert(name.to_owned(), token.as_str().into());
        }
    }
    claims
}

/// The attributes to write, by the pool's names. An attribute whose claim is absent is left out, so it keeps its value; an empty text
/// clears it.
pub(crate) fn attributes(settings: Settings<'_>, claims: &Map<String, Value>) -> BTreeMap<String, Sensitive> {
    mapped_attributes(settings.mapping, claims)
}

/// As [`attributes`], by an attribute mapping alone.
pub(crate) fn mapped_attributes(
    mapping: &BTreeMap<String, String>,
    claims: &Map<String, Value>,
) -> BTreeMap<String, Sensitive> {
    // Inserted one by one: `collect` would sort, which needs kilobytes of the module of the npm package.
    let mut attributes = BTreeMap::new();
    for (name, claim) in mapping.iter().filter(|(name, _)| *name != USERNAME) {
        let Some(value) = claims.get(claim).and_then(|value| text(claim, value)) else { continue };
        // A flag is never anything else than true or false, whatever the provider sends.
        let is_flag = matches!(name.as_str(), "email_verified" | "phone_number_verified");
        let value = if is_flag { (value == "true").to_string() } else { value };
        attributes.insert(name.clone(), Sensitive::new(value));
    }
    attributes
}

/// A claim as text. Several values become `[a,b]`, each encoded as in a form. `None` for null and for objects, of which only the
/// `formatted` text of `address` is an attribute ([OpenID Connect Core
/// §5.1.1](https://openid.net/specs/openid-connect-core-1_0.html#AddressClaim)).
fn text(claim: &str, value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().filter_map(scalar).map(|item| encoded(&item)).collect();
            Some(format!("[{}]", items.join(",")))
        }
        Value::Object(address) if claim == "address" => address.get("formatted").and_then(scalar),
        _ => scalar(value),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
