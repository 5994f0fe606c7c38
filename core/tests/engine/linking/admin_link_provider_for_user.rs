//! `AdminLinkProviderForUser`.

use serde_json::json;
use userpool::{
    error::{InvalidParameter as E, LimitExceeded, ResourceNotFound, UserNotFound},
    operations::{AdminLinkProviderForUser, ProviderUserIdentifier},
    storage::MemoryStorage,
};

use super::{identifier, identities, link, links, local, providers, subject, world};
use crate::world::{Racer, World, Yielding, interleave, refusal};

fn pair(provider: &str, value: &str) -> (String, String) {
    (provider.to_owned(), value.to_owned())
}

#[test]
fn identities_of_several_providers_are_linked_to_one_user() {
    let (world, storage) = world(1);
    link(&world, "ana", subject("Acme", "42")).unwrap();
    link(&world, "ana", subject("Google", "42")).unwrap();
    link(&world, "ana", identifier("Corp", "mail", "ana@corp.example")).unwrap();
    let expected = [pair("Acme", "42"), pair("Google", "42"), pair("Corp", "ana@corp.example")];
    assert_eq!(identities(&world, "ana"), expected);
    assert_eq!((identities(&world, "ben"), links(&world, &storage)), (Vec::new(), 3));
    assert_eq!(world.admin_get("ana").unwrap().user_status, "CONFIRMED", "a link changes no status");
}

#[test]
fn an_identity_is_linked_once() {
    let (world, _) = world(2);
    link(&world, "ana", subject("Acme", "42")).unwrap();
    assert_eq!(link(&world, "ana", subject("Acme", "42")), Err(refusal(E::AlreadyLinked)));
    assert_eq!(link(&world, "ben", subject("Acme", "42")), Err(refusal(E::SourceUserExists)));
    // The subject of an OIDC or SAML provider has two names.
    assert_eq!(link(&world, "ben", identifier("Acme", "sub", "42")), Err(refusal(E::SourceUserExists)));
    link(&world, "ana", identifier("Corp", "NameID", "42")).unwrap();
    assert_eq!(link(&world, "ben", subject("Corp", "42")), Err(refusal(E::SourceUserExists)));
    assert_eq!(link(&world, "ben", subject("Acme", "43")), Ok(()));
    assert_eq!(identities(&world, "ana"), [pair("Acme", "42"), pair("Corp", "42")]);
    assert_eq!(identities(&world, "ben"), [pair("Acme", "43")]);
}

#[test]
fn values_that_differ_in_case_are_different_identities() {
    let (world, _) = world(3);
    link(&world, "ana", subject("Acme", "a")).unwrap();
    link(&world, "ben", subject("Acme", "A")).unwrap();
    assert_eq!(identities(&world, "ben"), [pair("Acme", "A")]);
}

#[test]
fn a_user_with_a_password_is_no_source() {
    let (world, _) = world(4);
    for provider in ["Cognito", "COGNITO"] {
        let source = subject(provider, "ben");
        assert_eq!(link(&world, "ana", source), Err(refusal(E::LocalSourceUser)));
    }
    world.create_user("Acme_42", &[]);
    assert_eq!(link(&world, "ana", subject("Acme", "42")), Err(refusal(E::LocalSourceUser)));
}

#[test]
fn social_identities_are_linked_by_their_subject() {
    let (world, _) = world(5);
    let by_email = identifier("Google", "email", "ana@example.com");
    assert_eq!(link(&world, "ana", by_email), Err(refusal(E::SourceUserAttribute("Google"))));
    assert_eq!(link(&world, "ana", identifier("Acme", "email", "ana@example.com")), Ok(()));
}

#[test]
fn provider_and_user_must_exist() {
    let (world, _) = world(6);
    let unknown = refusal(ResourceNotFound::IdentityProvider("Nobody".into()));
    assert_eq!(link(&world, "ana", subject("Nobody", "42")), Err(unknown));
    assert_eq!(link(&world, "zoe", subject("Acme", "42")), Err(refusal(UserNotFound::User)));
    let request = json!({"DestinationUser": subject("Acme", "1"), "SourceUser": subject("Google", "2")});
    assert_eq!(world.pool_refused("AdminLinkProviderForUser", request), refusal(UserNotFound::User));
    let request = json!({"DestinationUser": local("ana"), "SourceUser": {"ProviderName": "Acme"}});
    let missing = refusal(E::Missing("ProviderAttributeValue"));
    assert_eq!(world.pool_refused("AdminLinkProviderForUser", request), missing);
}

#[test]
fn a_user_with_immutable_custom_attributes_is_not_linked() {
    let (world, _) = world(8);
    let attributes = json!([
        {"Name": "fixed", "AttributeDataType": "String", "Mutable": false},
        {"Name": "free", "AttributeDataType": "String", "Mutable": true},
    ]);
    world.pool_ok("AddCustomAttributes", json!({"CustomAttributes": attributes}));
    world.create_user("cleo", &[("custom:free", "x")]);
    world.create_user("dora", &[("custom:fixed", "x")]);
    assert_eq!(link(&world, "cleo", subject("Acme", "42")), Ok(()));
    let refused = refusal(E::Schema("user.custom:fixed: Attribute cannot be updated.\n".into()));
    assert_eq!(link(&world, "dora", subject("Acme", "43")), Err(refused));
}

#[test]
fn an_id_that_is_none_of_a_pool_is_unknown() {
    let (world, _) = world(9);
    for id in ["", "no pool", &"x".repeat(10_000)] {
        let unknown = refusal(ResourceNotFound::Pool(id.to_owned()));
        let request =
            json!({"UserPoolId": id, "DestinationUser": local("ana"), "SourceUser": subject("Acme", "1")});
        assert_eq!(world.refused("AdminLinkProviderForUser", request), unknown);
        let request = json!({"UserPoolId": id, "User": subject("Acme", "1")});
        assert_eq!(world.refused("AdminDisableProviderForUser", request), unknown);
    }
}

#[test]
fn a_user_has_five_links_at_most() {
    let (world, _) = world(7);
    for number in 0..5 {
        link(&world, "ana", subject("Acme", &number.to_string())).unwrap();
    }
    let refused = link(&world, "ana", subject("Acme", "5"));
    assert_eq!(refused, Err(refusal(LimitExceeded::IdentitiesOfUser(5))));
    assert_eq!(link(&world, "ben", subject("Acme", "5")), Ok(()));
}

#[test]
fn one_of_two_users_gets_an_identity_in_every_order() {
    for seed in 0..200 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        providers(&world);
        let names = ["ana", "ben", "cleo"];
        names.iter().for_each(|name| world.create_user(name, &[]));
        let racer = |name: &&str| {
            let request = AdminLinkProviderForUser {
                user_pool_id: world.pool.clone(),
                destination_user: ProviderUserIdentifier {
                    provider_name: Some("Cognito".into()),
                    provider_attribute_name: None,
                    provider_attribute_value: Some((*name).into()),
                },
                source_user: ProviderUserIdentifier {
                    provider_name: Some("Acme".into()),
                    provider_attribute_name: Some("Cognito_Subject".into()),
                    provider_attribute_value: Some("42".into()),
                },
            };
            Box::pin(async { world.engine.send(request).await.map(|_| ()) }) as Racer<'_, ()>
        };
        let outcomes = interleave(seed, names.iter().map(racer).collect());
        let linked = names.map(|name| !identities(&world, name).is_empty());
        let won: Vec<_> = outcomes.iter().map(Result::is_ok).collect();
        assert_eq!(won, linked, "seed {seed}: {outcomes:?}");
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "seed {seed}: {outcomes:?}");
    }
}
