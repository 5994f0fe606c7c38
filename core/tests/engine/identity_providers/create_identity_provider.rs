//! `CreateIdentityProvider`.

use serde_json::{Value, json};
use userpool::{
    error::{DuplicateProvider, InvalidParameter as E},
    operations::CreateIdentityProvider,
    storage::MemoryStorage,
};

use super::{acme, create, describe, minimal, oidc, request};
use crate::world::{Racer, START, World, Yielding, interleave, map, merged, refusal};

#[track_caller]
fn refused(request: Value, error: E) {
    let world = World::new(1);
    assert_eq!(world.pool_refused("CreateIdentityProvider", request), refusal(error));
}

fn without(mut details: Value, name: &str) -> Value {
    details.as_object_mut().unwrap().remove(name).unwrap();
    details
}

#[test]
fn every_type_is_created_and_described() {
    let world = World::new(1);
    for (name, kind, details) in minimal() {
        let created = create(&world, request(name, kind, &details));
        assert_eq!(created["ProviderName"], name);
        assert_eq!(created["ProviderType"], kind);
        assert_eq!(created["UserPoolId"], *world.pool);
        assert_eq!(created["CreationDate"], START.seconds());
        assert_eq!(created["LastModifiedDate"], START.seconds());
        assert_eq!(describe(&world, name), created);
    }
}

#[test]
fn a_provider_has_what_its_request_says() {
    let world = World::new(2);
    let more = json!({
        "AttributeMapping": {"email": "mail", "custom:team": "team", "username": "sub"},
        "IdpIdentifiers": ["acme.example", "acme.test"],
        "AcrMapping": {"Level1": "urn:one", "Level2": "urn:two"},
    });
    let attribute = json!({"Name": "team", "AttributeDataType": "String", "Mutable": true});
    world.pool_ok("AddCustomAttributes", json!({"CustomAttributes": [attribute]}));
    acme(&world, more.clone());
    let described = describe(&world, "Acme");
    for (name, value) in more.as_object().unwrap() {
        assert_eq!(&described[name], value);
    }
}

#[test]
fn the_subject_is_the_username_at_every_type_but_saml() {
    let world = World::new(3);
    let subjects = ["id", "sub", "user_id", "sub", "sub"].map(|claim| json!({"username": claim}));
    for ((name, kind, details), subject) in minimal().into_iter().zip(subjects) {
        assert_eq!(create(&world, request(name, kind, &details))["AttributeMapping"], subject);
    }
    let (name, kind, details) = &minimal()[5];
    assert_eq!(create(&world, request(name, kind, details))["AttributeMapping"], json!({}));
    let other = json!({"AttributeMapping": {"username": "email"}});
    refused(merged(request("Acme", "OIDC", &oidc()), &other), E::MappedUsername("OIDC"));
}

#[test]
fn only_attributes_of_the_pool_are_mapped() {
    let mapping = json!({"AttributeMapping": {"custom:team": "team"}});
    refused(merged(request("Acme", "OIDC", &oidc()), &mapping), E::MappedAttribute("custom:team".into()));
}

#[test]
fn details_that_are_required_are_named() {
    for (name, kind, details) in minimal() {
        let error = match kind {
            "OIDC" => E::OidcProviderDetails,
            "SignInWithApple" => E::AppleProviderDetails,
            "SAML" => E::SamlMetadataMissing,
            _ => E::SocialProviderDetails,
        };
        for missing in details.as_object().unwrap().keys() {
            refused(request(name, kind, &without(details.clone(), missing)), error.clone());
            let empty = merged(details.clone(), &json!({missing: ""}));
            refused(request(name, kind, &empty), error.clone());
        }
    }
}

#[test]
fn saml_metadata_has_one_source() {
    let details = json!({"MetadataURL": "https://corp.example", "MetadataFile": "<EntityDescriptor/>"});
    refused(request("Corp", "SAML", &details), E::SamlMetadataTwice);
}

#[test]
fn urls_of_oidc_providers_are_https() {
    for url in ["oidc_issuer", "authorize_url", "token_url", "attributes_url", "jwks_uri"] {
        let details = merged(oidc(), &json!({url: "http://acme.example"}));
        refused(request("Acme", "OIDC", &details), E::OidcEndpoint);
    }
}

#[test]
fn attributes_are_requested_by_get_or_post() {
    let world = World::new(4);
    let with = |method: &str| merged(oidc(), &json!({"attributes_request_method": method}));
    create(&world, request("Acme", "OIDC", &with("POST")));
    let refused = world.pool_refused("CreateIdentityProvider", request("Other", "OIDC", &with("PUT")));
    assert_eq!(
        refused,
        "InvalidParameterException: 1 validation error detected: Value 'PUT' at 'attributesRequestMethod' failed to \
         satisfy constraint: Member must satisfy enum value set: [POST, GET]"
    );
}

#[test]
fn social_providers_are_named_after_their_type_and_no_others() {
    for (kind, details) in minimal().into_iter().map(|(_, kind, details)| (kind, details)) {
        let names: &[&str] = match kind {
            "OIDC" | "SAML" => &["COGNITO", "Cognito", "Google", "SignInWithApple"],
            _ => &["Mine", "facebook", "COGNITO"],
        };
        for name in names {
            refused(request(name, kind, &details), E::ProviderOfType((*name).to_owned(), kind));
        }
    }
}

#[test]
fn only_oidc_providers_have_levels() {
    let (name, kind, details) = &minimal()[5];
    let levels = json!({"AcrMapping": {"Level1": "urn:one"}});
    refused(merged(request(name, kind, details), &levels), E::AcrMapping("SAML"));
}

#[test]
fn a_name_is_given_once() {
    let world = World::new(5);
    acme(&world, json!({}));
    let again = world.pool_refused("CreateIdentityProvider", request("Acme", "OIDC", &oidc()));
    assert_eq!(again, refusal(DuplicateProvider { name: "Acme".into(), pool: world.pool.clone() }));
    create(&world, request("acme", "OIDC", &oidc()));
    assert_eq!(describe(&world, "Acme")["ProviderName"], "Acme");
}

#[test]
fn constraints_are_those_of_the_model() {
    let world = World::new(6);
    for (member, value, path) in [
        ("ProviderName", json!("_Acme"), "providerName"),
        ("ProviderName", json!("Ac"), "providerName"),
        ("ProviderName", json!("a".repeat(33)), "providerName"),
        ("ProviderType", json!("Twitter"), "providerType"),
        ("AttributeMapping", json!({"": "x"}), "attributeMapping"),
        ("IdpIdentifiers", json!(vec!["x"; 51]), "idpIdentifiers"),
        ("IdpIdentifiers", json!(["a/b"]), "idpIdentifiers"),
        ("AcrMapping", json!({"Level5": "x"}), "acrMapping"),
    ] {
        let request = merged(request("Acme", "OIDC", &oidc()), &json!({member: value}));
        let refused = world.pool_refused("CreateIdentityProvider", request);
        let start = "InvalidParameterException: 1 validation error detected: Value";
        assert!(refused.starts_with(start) && refused.contains(&format!("at '{path}'")), "{refused}");
    }
}

#[test]
fn one_of_several_creations_with_one_identifier_succeeds_in_every_order() {
    for seed in 0..100 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        let racer = |number: usize| {
            let details = [
                ("client_id", "id"),
                ("authorize_scopes", "openid"),
                ("oidc_issuer", "https://acme.example"),
                ("attributes_request_method", "GET"),
            ];
            let request = CreateIdentityProvider {
                user_pool_id: world.pool.clone(),
                provider_name: format!("Acme{}", number / 2),
                provider_type: "OIDC".into(),
                provider_details: map(&details),
                idp_identifiers: Some(vec!["acme.example".into()]),
                ..Default::default()
            };
            Box::pin(async { world.engine.send(request).await.map(|_| ()) }) as Racer<'_, ()>
        };
        let outcomes = interleave(seed, (0..4).map(racer).collect());
        let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(won, 1, "seed {seed}: {outcomes:?}");
        let all = world.pool_ok("ListIdentityProviders", json!({}));
        assert_eq!(all["Providers"].as_array().map(Vec::len), Some(1), "seed {seed}");
    }
}
