//! The most sessions of a user.

use userpool::{error::NotAuthorized, storage::MemoryStorage};

use super::{ids, refresh, track, tracked, tracked_on};
use crate::world::{PASSWORD, Racer, Yielding, assert_refused, interleave, refusal};

#[test]
fn a_further_sign_in_ends_the_session_that_was_not_used_for_the_longest_time() {
    let world = tracked(1);
    track(&world, "ENABLED", 2);
    let first = world.tokens("ana");
    world.clock.advance(100);
    let second = world.tokens("ana");
    world.clock.advance(100);
    refresh(&world, &first).unwrap();
    let third = world.tokens("ana");
    assert_eq!(ids(&world).len(), 2);
    assert_eq!(refresh(&world, &second), Err(refusal(NotAuthorized::RefreshTokenRevoked)));
    assert_refused(world.get_user(&second), NotAuthorized::AccessTokenRevoked);
    for tokens in [&first, &third] {
        assert!(refresh(&world, tokens).is_ok() && world.get_user(tokens).is_ok());
    }
}

#[test]
fn a_smaller_number_takes_effect_by_and_by() {
    let world = tracked(2);
    track(&world, "ENABLED", 100);
    for _ in 0..60 {
        world.tokens("ana");
    }
    track(&world, "ENABLED", 1);
    assert_eq!(ids(&world).len(), 60);
    world.tokens("ana");
    assert_eq!(ids(&world).len(), 21);
    world.tokens("ana");
    assert_eq!(ids(&world).len(), 1);
}

#[test]
fn a_session_that_was_revoked_makes_room() {
    let world = tracked(3);
    track(&world, "ENABLED", 2);
    let first = world.tokens("ana");
    let second = world.tokens("ana");
    let request = serde_json::json!({
        "ClientId": world.client, "Token": second.refresh_token.as_deref().unwrap(),
    });
    world.ok("RevokeToken", request);
    world.tokens("ana");
    assert!(refresh(&world, &first).is_ok());
}

#[test]
fn the_number_is_kept_in_every_order_of_sign_ins() {
    for seed in 0..50 {
        let world = tracked_on(seed, Yielding(MemoryStorage::default()));
        track(&world, "ENABLED", 2);
        let racer = |_| {
            let request = serde_json::json!({
                "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": world.client,
                "AuthParameters": {"USERNAME": "ana", "PASSWORD": PASSWORD},
            });
            Box::pin(async { world.engine.call("InitiateAuth", request).await.map(|_| ()) }) as Racer<'_, ()>
        };
        let outcomes = interleave(seed, (0..4).map(racer).collect());
        assert!(outcomes.iter().all(Result::is_ok), "seed {seed}: {outcomes:?}");
        assert_eq!(ids(&world).len(), 2, "seed {seed}");
    }
}
