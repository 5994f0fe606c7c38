//! `ProviderDetails`: what is added, what is shown, and what is sealed.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{operations::*, storage::MemoryStorage};

#[cfg(feature = "saml")]
use super::described;
use super::{create, describe, minimal, oidc, request, update};
use crate::world::{World, map, merged, records};

const SECRET: &str = "Canary-Secret9!";

#[test]
fn the_endpoints_of_social_providers_are_added() {
    let world = World::new(1);
    for (name, kind, details) in minimal().into_iter().take(4) {
        let own = json!({"token_url": "https://elsewhere.example"});
        let shown = create(&world, request(name, kind, &merged(details, &own)))["ProviderDetails"].clone();
        let token_url = match kind {
            "Facebook" => "https://graph.facebook.com/v17.0/oauth/access_token",
            "Google" => "https://www.googleapis.com/oauth2/v4/token",
            "LoginWithAmazon" => "https://api.amazon.com/auth/o2/token",
            _ => "https://appleid.apple.com/auth/token",
        };
        assert_eq!(shown["token_url"], token_url);
        let adds = if matches!(kind, "Facebook" | "Google") { "true" } else { "false" };
        assert_eq!(shown["attributes_url_add_attributes"], adds);
        assert!(shown["authorize_url"].as_str().unwrap().starts_with("https://"));
    }
}

#[test]
fn the_version_of_facebook_is_part_of_its_urls() {
    let world = World::new(2);
    let (name, kind, details) = &minimal()[0];
    let version = json!({"api_version": "v19.0"});
    let shown =
        create(&world, request(name, kind, &merged(details.clone(), &version)))["ProviderDetails"].clone();
    let expected = json!({
        "client_id": "id", "client_secret": "shh", "authorize_scopes": "public_profile,email", "api_version": "v19.0",
        "attributes_url": "https://graph.facebook.com/v19.0/me?fields=",
        "attributes_url_add_attributes": "true",
        "authorize_url": "https://www.facebook.com/v19.0/dialog/oauth",
        "token_request_method": "GET",
        "token_url": "https://graph.facebook.com/v19.0/oauth/access_token",
    });
    assert_eq!(shown, expected);
}

/// A program that reads the details, changes one and writes all of them back.
#[test]
fn what_is_read_can_be_written_again() {
    let world = World::new(3);
    for (name, kind, details) in minimal() {
        let created = create(&world, request(name, kind, &details));
        let updated = update(&world, name, json!({"ProviderDetails": created["ProviderDetails"]}));
        assert_eq!(updated["ProviderDetails"], created["ProviderDetails"], "{kind}");
    }
}

#[test]
fn a_client_secret_is_shown_and_a_private_key_is_not() {
    let world = World::new(4);
    for (name, kind, details) in minimal() {
        let created = create(&world, request(name, kind, &details));
        let shown = &created["ProviderDetails"];
        assert_eq!(shown.get("client_secret"), details.get("client_secret"));
        assert_eq!(shown.get("private_key"), None);
    }
}

#[test]
fn secrets_are_sealed_at_rest() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(5, Arc::clone(&storage), |_| {}, |_| {});
    let secret = json!({"client_secret": SECRET, "private_key": SECRET});
    for (name, kind, details) in minimal() {
        create(&world, request(name, kind, &merged(details, &secret)));
    }
    assert_eq!(describe(&world, "Google")["ProviderDetails"]["client_secret"], SECRET);
    for (key, record) in records(&storage, &format!("pool/{}", world.pool)) {
        assert!(!record.contains(SECRET), "{key}: {record}");
    }
}

#[test]
fn nothing_prints_details() {
    let details = map(&[("client_secret", SECRET), ("private_key", SECRET)]);
    let create =
        CreateIdentityProvider { provider_details: details.clone(), ..CreateIdentityProvider::default() };
    let update = UpdateIdentityProvider {
        provider_details: Some(details.clone()),
        ..UpdateIdentityProvider::default()
    };
    let shown = IdentityProvider { provider_details: details, ..IdentityProvider::default() };
    for text in [format!("{create:?}"), format!("{update:?}"), format!("{shown:#?}")] {
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[test]
fn a_violation_does_not_repeat_details() {
    let world = World::new(6);
    let long = SECRET.repeat(10_000);
    let details = merged(oidc(), &json!({"client_secret": long}));
    let refused = world.pool_refused("CreateIdentityProvider", request("Acme", "OIDC", &details));
    assert!(refused.contains("Value at 'providerDetails'"), "{refused}");
    assert!(!refused.contains(SECRET), "{refused}");
}

#[test]
fn metadata_that_no_store_holds_is_refused() {
    let world = World::new(7);
    let details = json!({"MetadataFile": "\"".repeat(131_072)});
    let refused = world.pool_refused("CreateIdentityProvider", request("Corp", "SAML", &details));
    assert_eq!(refused, "InvalidParameterException: The request is too large to be stored.");
    let details: Value = json!({"MetadataFile": "x".repeat(131_072)});
    create(&world, request("Corp", "SAML", &details));
    assert_eq!(describe(&world, "Corp")["ProviderDetails"], details);
}

#[cfg(feature = "saml")]
#[test]
fn a_saml_provider_shows_the_certificate_for_its_encrypted_assertions() {
    let world = World::new(8);
    let details = json!({"MetadataURL": "https://idp.example.com/metadata"});
    create(&world, request("Corp", "SAML", &details));
    let shown = described(&world, "Corp")["ProviderDetails"].clone();
    let certificate = world.pool_ok("GetSigningCertificate", json!({}))["Certificate"].clone();
    assert_eq!(shown["ActiveEncryptionCertificate"], certificate);
    let updated = update(&world, "Corp", json!({"ProviderDetails": shown}));
    assert_eq!(updated["ProviderDetails"], details, "it is not stored");
}
