//! `AdminDisableProviderForUser`.

use serde_json::json;
use userpool::error::{InvalidParameter, UserNotFound};

use super::{disable, identifier, identities, link, links, local, subject, world};
use crate::world::{PASSWORD, refusal};

#[test]
fn a_link_is_removed_and_can_be_made_anew() {
    let (world, storage) = world(1);
    link(&world, "ana", subject("Acme", "42")).unwrap();
    link(&world, "ana", subject("Google", "7")).unwrap();
    disable(&world, subject("Acme", "42")).unwrap();
    assert_eq!(identities(&world, "ana"), [("Google".to_owned(), "7".to_owned())]);
    assert_eq!(links(&world, &storage), 1);
    assert!(world.admin_get("ana").unwrap().enabled);
    world.password_sign_in("ana", PASSWORD).unwrap();
    assert_eq!(disable(&world, subject("Acme", "42")), Err(refusal(UserNotFound::User)));
    link(&world, "ben", subject("Acme", "42")).unwrap();
}

#[test]
fn a_link_is_named_as_it_was_made() {
    let (world, _) = world(2);
    link(&world, "ana", identifier("Corp", "mail", "ana@corp.example")).unwrap();
    for other in [
        subject("Corp", "ana@corp.example"),
        identifier("Corp", "name", "ana@corp.example"),
        identifier("Acme", "mail", "ana@corp.example"),
    ] {
        assert_eq!(disable(&world, other), Err(refusal(UserNotFound::User)));
    }
    disable(&world, identifier("Corp", "mail", "ana@corp.example")).unwrap();
    // The subject of an OIDC or SAML provider has two names.
    for (provider, attribute) in [("Acme", "sub"), ("Corp", "NameID")] {
        link(&world, "ana", subject(provider, "42")).unwrap();
        disable(&world, identifier(provider, attribute, "42")).unwrap();
    }
    assert_eq!(identities(&world, "ana"), []);
}

#[test]
fn a_user_with_a_password_is_disabled() {
    let (world, _) = world(3);
    let tokens = world.tokens("ana");
    disable(&world, local("ana")).unwrap();
    assert!(!world.admin_get("ana").unwrap().enabled);
    world.get_user(&tokens).unwrap_err();
    assert_eq!(disable(&world, local("zoe")), Err(refusal(UserNotFound::User)));
}

#[test]
fn a_user_is_named_whole() {
    let (world, _) = world(4);
    let refused = disable(&world, json!({"ProviderAttributeValue": "42"}));
    assert_eq!(refused, Err(refusal(InvalidParameter::Missing("ProviderName"))));
}
