//! `UpdateIdentityProvider`. What becomes of omitted members is in the table of `updates.rs`.

use serde_json::json;
use userpool::error::InvalidParameter as E;

use super::{acme, create, describe, minimal, oidc, request, unknown, update};
use crate::world::{START, World, merged, refusal};

#[test]
fn an_update_replaces_what_it_names() {
    let world = World::new(1);
    let before =
        acme(&world, json!({"AttributeMapping": {"email": "mail"}, "IdpIdentifiers": ["a.example"]}));
    world.clock.advance(60);
    let after = update(&world, "Acme", json!({"AttributeMapping": {"name": "full_name"}}));
    let expected = json!({
        "AttributeMapping": {"name": "full_name", "username": "sub"},
        "LastModifiedDate": START.seconds() + 60,
    });
    assert_eq!(after, merged(before, &expected));
    assert_eq!(describe(&world, "Acme"), after);

    let details = merged(oidc(), &json!({"client_id": "other", "client_secret": "shh"}));
    let shown = update(&world, "Acme", json!({"ProviderDetails": details}))["ProviderDetails"].clone();
    assert_eq!(shown, merged(details, &json!({"attributes_url_add_attributes": "false"})));
    let shown = update(&world, "Acme", json!({"ProviderDetails": oidc()}))["ProviderDetails"].clone();
    assert_eq!(shown.get("client_secret"), None, "details that are left out are gone");
}

#[test]
fn an_update_obeys_the_rules_of_a_creation() {
    let world = World::new(2);
    for (name, kind, details) in minimal() {
        create(&world, request(name, kind, &details));
    }
    let refused = |name: &str, more| {
        world.pool_refused("UpdateIdentityProvider", merged(json!({"ProviderName": name}), &more))
    };
    assert_eq!(refused("Acme", json!({"ProviderDetails": {}})), refusal(E::OidcProviderDetails));
    assert_eq!(refused("Google", json!({"ProviderDetails": {}})), refusal(E::SocialProviderDetails));
    assert_eq!(refused("SignInWithApple", json!({"ProviderDetails": {}})), refusal(E::AppleProviderDetails));
    assert_eq!(refused("Corp", json!({"ProviderDetails": {}})), refusal(E::SamlMetadataMissing));
    let mapping = json!({"AttributeMapping": {"username": "email"}});
    assert_eq!(refused("Google", mapping), refusal(E::MappedUsername("Google")));
    let mapping = json!({"AttributeMapping": {"nonsense": "email"}});
    assert_eq!(refused("Corp", mapping), refusal(E::MappedAttribute("nonsense".into())));
    let levels = json!({"AcrMapping": {"Level1": "x"}});
    assert_eq!(refused("Corp", levels), refusal(E::AcrMapping("SAML")));
    assert_eq!(refused("Nobody", json!({})), unknown("Nobody"));
}

#[test]
fn apple_keeps_its_private_key() {
    let world = World::new(3);
    let (name, kind, mut details) = minimal()[3].clone();
    create(&world, request(name, kind, &details));
    details.as_object_mut().unwrap().remove("private_key");
    details["key_id"] = json!("K2");
    let shown = update(&world, name, json!({"ProviderDetails": details}))["ProviderDetails"].clone();
    assert_eq!(shown["key_id"], "K2");
}

#[test]
fn an_identifier_changes_hands_when_it_is_given_up() {
    let world = World::new(4);
    acme(&world, json!({"IdpIdentifiers": ["a.example"]}));
    create(&world, request("Other", "OIDC", &oidc()));
    let claim = json!({"ProviderName": "Other", "IdpIdentifiers": ["a.example"]});
    let taken = refusal(E::IdpIdentifierTaken("a.example".into()));
    assert_eq!(world.pool_refused("UpdateIdentityProvider", claim.clone()), taken);
    update(&world, "Acme", json!({"IdpIdentifiers": []}));
    world.pool_ok("UpdateIdentityProvider", claim);
    let found = world.pool_ok("GetIdentityProviderByIdentifier", json!({"IdpIdentifier": "a.example"}));
    assert_eq!(found["IdentityProvider"]["ProviderName"], "Other");
}
