//! The access token that every operation of this family wants.

use serde_json::json;

use super::{access, operations, refused_everywhere, signed_in};
use crate::world::PASSWORD;

#[test]
fn every_operation_refuses_a_false_access_token() {
    let (world, token) = signed_in(1);
    let tokens = world.tokens("ana");
    refused_everywhere(&world, "nonsense", "NotAuthorizedException: Invalid Access Token");
    refused_everywhere(&world, "a.b.c", "NotAuthorizedException: Invalid Access Token");
    refused_everywhere(
        &world,
        tokens.id_token.as_ref().unwrap(),
        "NotAuthorizedException: Invalid Access Token",
    );
    refused_everywhere(
        &world,
        tokens.refresh_token.as_ref().unwrap(),
        "NotAuthorizedException: Invalid Access Token",
    );
    let head = "InvalidParameterException: 1 validation error detected: Value at 'accessToken' failed to satisfy constraint:";
    refused_everywhere(
        &world,
        "not a token",
        &format!("{head} Member must satisfy regular expression pattern: [A-Za-z0-9-_=.]+"),
    );
    for (operation, more) in operations() {
        assert_eq!(world.refused(operation, more), format!("{head} Member must not be null"), "{operation}");
    }
    let (input, signature) = token.rsplit_once('.').unwrap();
    let flipped = if signature.starts_with('A') { 'B' } else { 'A' };
    refused_everywhere(
        &world,
        &format!("{input}.{flipped}{}", &signature[1..]),
        "NotAuthorizedException: Could not verify signature for Access Token",
    );
    world.clock.advance(3600);
    refused_everywhere(&world, &token, "NotAuthorizedException: Access Token has expired");
    world.password_sign_in("ana", PASSWORD).unwrap();
}

#[test]
fn a_revoked_token_is_refused_by_every_operation() {
    let (world, token) = signed_in(2);
    let tokens = world.tokens("ana");
    let refresh = tokens.refresh_token.as_ref().unwrap().as_str();
    world.ok("RevokeToken", json!({"Token": refresh, "ClientId": world.client}));
    refused_everywhere(&world, &access(&tokens), "NotAuthorizedException: Access Token has been revoked");
    world.ok("GetUser", json!({"AccessToken": token}));
}
