//! Identity providers.

mod clients;
mod create_identity_provider;
mod delete_identity_provider;
mod get_identity_provider_by_identifier;
mod get_signing_certificate;
mod list_identity_providers;
mod provider_details;
mod update_identity_provider;

use serde_json::{Value, json};
use userpool::error::ResourceNotFound;

use crate::world::{World, merged, refusal};

/// What providers need at least, by type: name, type and details.
fn minimal() -> [(&'static str, &'static str, Value); 6] {
    let social =
        |scopes: &str| json!({"client_id": "id", "client_secret": "shh", "authorize_scopes": scopes});
    let apple = json!({
        "client_id": "id", "team_id": "T", "key_id": "K", "private_key": "shh", "authorize_scopes": "email name",
    });
    [
        ("Facebook", "Facebook", social("public_profile,email")),
        ("Google", "Google", social("openid email")),
        ("LoginWithAmazon", "LoginWithAmazon", social("profile")),
        ("SignInWithApple", "SignInWithApple", apple),
        ("Acme", "OIDC", oidc()),
        ("Corp", "SAML", json!({"MetadataURL": "https://corp.example/metadata"})),
    ]
}

fn oidc() -> Value {
    json!({
        "client_id": "id", "authorize_scopes": "openid", "oidc_issuer": "https://acme.example",
        "attributes_request_method": "GET",
    })
}

fn request(name: &str, kind: &str, details: &Value) -> Value {
    json!({"ProviderName": name, "ProviderType": kind, "ProviderDetails": details})
}

#[track_caller]
fn create(world: &World, request: Value) -> Value {
    world.pool_ok("CreateIdentityProvider", request)["IdentityProvider"].clone()
}

/// An OIDC provider.
#[track_caller]
fn acme(world: &World, more: Value) -> Value {
    create(world, merged(request("Acme", "OIDC", &oidc()), &more))
}

#[track_caller]
fn describe(world: &World, name: &str) -> Value {
    let mut shown = described(world, name);
    // Only this operation shows it, and only with the feature `saml`.
    shown["ProviderDetails"].as_object_mut().unwrap().remove("ActiveEncryptionCertificate");
    shown
}

#[track_caller]
fn described(world: &World, name: &str) -> Value {
    world.pool_ok("DescribeIdentityProvider", json!({"ProviderName": name}))["IdentityProvider"].clone()
}

#[track_caller]
fn update(world: &World, name: &str, more: Value) -> Value {
    let request = merged(json!({"ProviderName": name}), &more);
    world.pool_ok("UpdateIdentityProvider", request)["IdentityProvider"].clone()
}

fn unknown(name: &str) -> String {
    refusal(ResourceNotFound::IdentityProvider(name.to_owned()))
}
