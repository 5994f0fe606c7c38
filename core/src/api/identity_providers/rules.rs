//! The rules for identity providers, the same for creation and update.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    check::{Constraint, Shown, violation},
    error::InvalidParameter,
    model::{identity_provider::ProviderType, schema::Schema},
    sensitive::Sensitive,
};

/// The URLs in the details of an OIDC provider.
const OIDC_URLS: [&str; 5] = ["oidc_issuer", "authorize_url", "token_url", "attributes_url", "jwks_uri"];

/// A social provider is named after its type, and other providers have other names. `COGNITO` is the pool itself; links
/// call it `Cognito`.
pub(super) fn check_name(name: &str, kind: ProviderType) -> Result<(), InvalidParameter> {
    let is_reserved = name.eq_ignore_ascii_case("COGNITO")
        || ProviderType::named(name).is_some_and(ProviderType::is_social);
    let fits = if kind.is_social() { name == kind.as_str() } else { !is_reserved };
    if fits { Ok(()) } else { Err(InvalidParameter::ProviderOfType(name.to_owned(), kind.as_str())) }
}

/// Checks that `ProviderDetails` has what a provider of this type needs.
pub(super) fn check_details(
    kind: ProviderType,
    details: &BTreeMap<String, Sensitive>,
) -> Result<(), InvalidParameter> {
    let has = |name: &str| details.get(name).is_some_and(|value| !value.is_empty());
    let has_all = |names: &[&str]| names.iter().all(|name| has(name));
    match kind {
        ProviderType::Facebook | ProviderType::Google | ProviderType::LoginWithAmazon => {
            if !has_all(&["client_id", "client_secret", "authorize_scopes"]) {
                return Err(InvalidParameter::SocialProviderDetails);
            }
        }
        ProviderType::SignInWithApple => {
            // The text of the service does not name the scopes, which it documents as required.
            if !has_all(&["client_id", "private_key", "team_id", "key_id", "authorize_scopes"]) {
                return Err(InvalidParameter::AppleProviderDetails);
            }
        }
        ProviderType::Oidc => {
            if !has_all(&["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"]) {
                return Err(InvalidParameter::OidcProviderDetails);
            }
            check_oidc(details)?;
        }
        ProviderType::Saml => match (has("MetadataURL"), has("MetadataFile")) {
            (false, false) => return Err(InvalidParameter::SamlMetadataMissing),
            (true, true) => return Err(InvalidParameter::SamlMetadataTwice),
            _ => {}
        },
    }
    Ok(())
}

fn check_oidc(details: &BTreeMap<String, Sensitive>) -> Result<(), InvalidParameter> {
    let urls = OIDC_URLS.iter().filter_map(|name| details.get(*name));
    if urls.clone().any(|url| !url.starts_with("https://")) {
        return Err(InvalidParameter::OidcEndpoint);
    }
    match details.get("attributes_request_method") {
        Some(method) if !matches!(method.as_str(), "GET" | "POST") => {
            let given = Value::from(method.as_str());
            let constraint = Constraint::OneOf(&["POST", "GET"]);
            Err(violation(Shown::Value(&given), "attributesRequestMethod", constraint))
        }
        _ => Ok(()),
    }
}

/// The attribute mapping of a provider: the one in the request, completed by the name of the user, which is always the
/// subject at social and OIDC providers.
pub(super) fn attribute_mapping(
    kind: ProviderType,
    given: Option<&BTreeMap<String, String>>,
    schema: &Schema,
) -> Result<BTreeMap<String, String>, InvalidParameter> {
    let mut mapping = given.cloned().unwrap_or_default();
    if let Some(unknown) = mapping.keys().find(|name| *name != "username" && schema.get(name).is_none()) {
        return Err(InvalidParameter::MappedAttribute(unknown.clone()));
    }
    if let Some(claim) = kind.subject_claim() {
        let username = mapping.entry("username".to_owned()).or_insert_with(|| claim.to_owned());
        if username != claim {
            return Err(InvalidParameter::MappedUsername(kind.as_str()));
        }
    }
    Ok(mapping)
}

/// Only OIDC providers have an `AcrMapping`.
pub(super) fn check_acr_mapping(
    kind: ProviderType,
    given: Option<&BTreeMap<String, String>>,
) -> Result<(), InvalidParameter> {
    match given {
        Some(mapping) if kind != ProviderType::Oidc && !mapping.is_empty() => {
            Err(InvalidParameter::AcrMapping(kind.as_str()))
        }
        _ => Ok(()),
    }
}
