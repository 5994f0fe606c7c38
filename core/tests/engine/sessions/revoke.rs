//! `RevokeUserSession` and `AdminRevokeUserSession`.

use serde_json::{Value, json};
use userpool::{
    error::{InvalidParameter, NotAuthorized, ResourceNotFound},
    operations::AuthenticationResult,
    storage::MemoryStorage,
};

use super::{ids, listed, own, refresh, track, tracked, tracked_on};
use crate::world::{Racer, World, Yielding, assert_refused, interleave, refusal};

fn admin_revoke(world: &World, id: &str) -> Result<Value, String> {
    let request = json!({"UserPoolId": world.pool, "Username": "ana", "SessionId": id});
    world.call("AdminRevokeUserSession", &request)
}

fn revoke(world: &World, tokens: &AuthenticationResult, id: &str) -> Result<Value, String> {
    let request = json!({"AccessToken": tokens.access_token.as_deref().unwrap(), "SessionId": id});
    world.call("RevokeUserSession", &request)
}

#[track_caller]
fn assert_ended(world: &World, tokens: &AuthenticationResult) {
    assert_eq!(refresh(world, tokens), Err(refusal(NotAuthorized::RefreshTokenRevoked)));
    assert_refused(world.get_user(tokens), NotAuthorized::AccessTokenRevoked);
}

#[test]
fn an_administrator_ends_one_session_with_all_its_tokens() {
    let world = tracked(1);
    let first = world.tokens("ana");
    let second = world.tokens("ana");
    let ids = ids(&world);
    assert_eq!(admin_revoke(&world, &ids[1]), Ok(json!({})));
    assert_ended(&world, &first);
    assert!(refresh(&world, &second).is_ok() && world.get_user(&second).is_ok());
    assert_eq!(super::ids(&world), ids[..1]);
    let gone = refusal(ResourceNotFound::Session(ids[1].clone()));
    assert_eq!(admin_revoke(&world, &ids[1]), Err(gone), "it ended before");
}

#[test]
fn the_user_ends_another_session_but_not_the_current_one() {
    let world = tracked(2);
    let first = world.tokens("ana");
    let second = world.tokens("ana");
    let ids = ids(&world);
    assert_eq!(revoke(&world, &first, &ids[1]), Err(refusal(InvalidParameter::CurrentSession)));
    assert_eq!(revoke(&world, &first, &ids[0]), Ok(json!({})));
    assert_ended(&world, &second);
    assert_eq!(own(&world, &first).unwrap()["Sessions"].as_array().map(Vec::len), Some(1));
}

#[test]
fn access_tokens_that_outlive_their_session_are_revoked_too() {
    let world = tracked(3);
    let first = world.tokens("ana");
    let second = world.tokens("ana");
    // The last refresh gives an access token that is valid for an hour more.
    world.clock.advance(30 * 86_400 - 10);
    let answer = refresh(&world, &first).unwrap();
    let tokens: AuthenticationResult =
        serde_json::from_value(answer["AuthenticationResult"].clone()).unwrap();
    assert!(refresh(&world, &second).is_ok());
    let id = listed(&world)[1]["SessionId"].as_str().unwrap().to_owned();
    admin_revoke(&world, &id).unwrap();
    world.clock.advance(60);
    assert_refused(world.get_user(&tokens), NotAuthorized::AccessTokenRevoked);
}

#[test]
fn a_session_of_another_user_or_of_none_is_unknown() {
    let world = tracked(4).confirmed("ben");
    let ana = world.tokens("ana");
    let id = ids(&world)[0].clone();
    let ben = world.tokens("ben");
    let unknown = refusal(ResourceNotFound::Session(id.clone()));
    assert_eq!(revoke(&world, &ben, &id), Err(unknown.clone()));
    let request = json!({"Username": "ben", "SessionId": id});
    assert_eq!(world.pool_refused("AdminRevokeUserSession", request), unknown);
    assert!(refresh(&world, &ana).is_ok());
    for malformed in ["tkn", "abc0123456789012345678901234", "tkn01234567890123456789012345"] {
        let answer = admin_revoke(&world, malformed).unwrap_err();
        assert!(answer.contains("at 'sessionId' failed to satisfy constraint"), "{answer}");
    }
}

#[test]
fn a_session_that_was_recorded_can_be_ended_after_tracking_is_switched_off() {
    let world = tracked(5);
    let tokens = world.tokens("ana");
    let id = ids(&world)[0].clone();
    track(&world, "DISABLED", 20);
    assert_eq!(admin_revoke(&world, &id), Ok(json!({})));
    assert_ended(&world, &tokens);
}

#[test]
fn a_revoked_session_is_not_brought_back_by_a_refresh_in_any_order() {
    for seed in 0..100 {
        let world = tracked_on(seed, Yielding(MemoryStorage::default()));
        let tokens = world.tokens("ana");
        let id = ids(&world)[0].clone();
        world.clock.advance(3600);
        let engine = &world.engine;
        let request = |operation: &'static str, body: Value| {
            Box::pin(async move { engine.call(operation, body).await.map(|_| ()) }) as Racer<'_, ()>
        };
        let refresh_token = tokens.refresh_token.as_deref().unwrap();
        let racers = vec![
            request(
                "AdminRevokeUserSession",
                json!({
                    "UserPoolId": world.pool, "Username": "ana", "SessionId": id,
                }),
            ),
            request(
                "InitiateAuth",
                json!({
                    "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": world.client,
                    "AuthParameters": {"REFRESH_TOKEN": refresh_token},
                }),
            ),
        ];
        let outcomes = interleave(seed, racers);
        assert!(outcomes[0].is_ok(), "seed {seed}: {outcomes:?}");
        assert_eq!(listed(&world), Vec::<Value>::new(), "seed {seed}");
        assert_eq!(refresh(&world, &tokens), Err(refusal(NotAuthorized::RefreshTokenRevoked)));
    }
}
