//! Links from identities at providers to users.

mod admin_disable_provider_for_user;
mod admin_link_provider_for_user;
mod cascade;
mod identities;

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::storage::MemoryStorage;

use crate::world::{World, records};

/// A world with the providers `Acme` (OIDC), `Corp` (SAML) and `Google`, and the users `ana` and `ben`.
fn world(seed: u64) -> (World, Arc<MemoryStorage>) {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(seed, Arc::clone(&storage), |_| {}, |_| {});
    providers(&world);
    for name in ["ana", "ben"] {
        world.create_user(name, &[("email", &format!("{name}@example.com"))]);
    }
    (world, storage)
}

fn providers(world: &World) {
    let oidc = json!({
        "client_id": "id", "authorize_scopes": "openid", "oidc_issuer": "https://acme.example",
        "attributes_request_method": "GET",
    });
    let google = json!({"client_id": "id", "client_secret": "shh", "authorize_scopes": "openid"});
    let saml = json!({"MetadataURL": "https://corp.example"});
    for (name, kind, details) in
        [("Acme", "OIDC", oidc), ("Google", "Google", google), ("Corp", "SAML", saml)]
    {
        let request = json!({"ProviderName": name, "ProviderType": kind, "ProviderDetails": details});
        world.pool_ok("CreateIdentityProvider", request);
    }
}

fn identifier(provider: &str, attribute: &str, value: &str) -> Value {
    json!({
        "ProviderName": provider, "ProviderAttributeName": attribute, "ProviderAttributeValue": value,
    })
}

fn subject(provider: &str, value: &str) -> Value {
    identifier(provider, "Cognito_Subject", value)
}

fn local(name: &str) -> Value {
    json!({"ProviderName": "Cognito", "ProviderAttributeValue": name})
}

fn link(world: &World, user: &str, source: Value) -> Result<(), String> {
    let request = json!({"UserPoolId": world.pool, "DestinationUser": local(user), "SourceUser": source});
    world.call("AdminLinkProviderForUser", &request).map(|answer| assert_eq!(answer, json!({})))
}

fn disable(world: &World, user: Value) -> Result<(), String> {
    let request = json!({"UserPoolId": world.pool, "User": user});
    world.call("AdminDisableProviderForUser", &request).map(|answer| assert_eq!(answer, json!({})))
}

/// The identities that `AdminGetUser` shows: provider and value.
fn identities(world: &World, name: &str) -> Vec<(String, String)> {
    let Some(text) = world.attribute(name, "identities") else { return Vec::new() };
    let list: Value = serde_json::from_str(&text).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(|each| (text(&each["providerName"]), text(&each["userId"]))).collect()
}

/// How many links the pool has.
fn links(world: &World, storage: &MemoryStorage) -> usize {
    let all = records(storage, &format!("pool/{}", world.pool));
    all.keys().filter(|key| key.starts_with("identity/")).count()
}
