//! The session configuration of pools and of app clients.

use serde_json::{Value, json};
use userpool::error::{FeatureUnavailableInTier, ResourceNotFound};

use super::track;
use crate::world::{World, refusal};

fn shown(world: &World, tracking: &str, max: u32) -> Value {
    let token = json!({"MaxPerUser": max});
    json!({"UserPoolId": world.pool, "UserSessionTracking": tracking, "TokenSession": token})
}

#[test]
fn a_new_pool_tracks_no_sessions() {
    let world = World::new(1);
    let answer = world.pool_ok("GetUserPoolSessionConfiguration", json!({}));
    assert_eq!(answer, shown(&world, "DISABLED", 20));
}

#[test]
fn the_configuration_is_stored_and_an_update_of_the_pool_keeps_it() {
    let world = World::new(2);
    let request = json!({"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 100}});
    let answer = world.pool_ok("SetUserPoolSessionConfiguration", request);
    assert_eq!(answer, shown(&world, "ENABLED", 100));
    world.pool_ok("UpdateUserPool", json!({}));
    let answer = world.pool_ok("GetUserPoolSessionConfiguration", json!({}));
    assert_eq!(answer, shown(&world, "ENABLED", 100));
    track(&world, "DISABLED", 1);
    let answer = world.pool_ok("GetUserPoolSessionConfiguration", json!({}));
    assert_eq!(answer, shown(&world, "DISABLED", 1));
}

#[test]
fn the_number_of_sessions_has_bounds() {
    let world = World::new(3);
    for (max, text) in [(0, "greater than or equal to 1"), (101, "less than or equal to 100")] {
        let request = json!({"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": max}});
        assert_eq!(
            world.pool_refused("SetUserPoolSessionConfiguration", request),
            format!(
                "InvalidParameterException: 1 validation error detected: Value '{max}' at 'tokenSession.maxPerUser' failed \
                 to satisfy constraint: Member must have value {text}"
            )
        );
    }
}

#[test]
fn the_lowest_tier_tracks_no_sessions() {
    let world = World::new(4).moved_to(json!({"PoolName": "p", "UserPoolTier": "LITE"}));
    let unavailable = refusal(FeatureUnavailableInTier::Feature("LITE".to_owned(), "User Session Tracking"));
    let request = json!({"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 1}});
    assert_eq!(world.pool_refused("SetUserPoolSessionConfiguration", request), unavailable);
    let request = json!({"ClientId": world.client, "SSOSession": {"MaxValidityMinutes": 1}});
    assert_eq!(world.pool_refused("SetUserPoolClientSessionConfiguration", request), unavailable);
    track(&world, "DISABLED", 1);
}

#[test]
fn the_time_of_a_client_is_an_hour_until_it_is_set_and_an_update_keeps_it() {
    let world = World::new(5);
    let client = json!({"ClientId": world.client});
    let shown = |minutes: u32| {
        let session = json!({"MaxValidityMinutes": minutes});
        json!({"UserPoolId": world.pool, "ClientId": world.client, "SSOSession": session})
    };
    assert_eq!(world.pool_ok("GetUserPoolClientSessionConfiguration", client.clone()), shown(60));
    for minutes in [0, 129_600] {
        let request = json!({"ClientId": world.client, "SSOSession": {"MaxValidityMinutes": minutes}});
        assert_eq!(world.pool_ok("SetUserPoolClientSessionConfiguration", request), shown(minutes));
        world.pool_ok("UpdateUserPoolClient", client.clone());
        assert_eq!(world.pool_ok("GetUserPoolClientSessionConfiguration", client.clone()), shown(minutes));
    }
}

#[test]
fn an_unknown_client_is_refused() {
    let world = World::new(6);
    let request = json!({"ClientId": "nobody", "SSOSession": {"MaxValidityMinutes": 1}});
    for operation in ["GetUserPoolClientSessionConfiguration", "SetUserPoolClientSessionConfiguration"] {
        let unknown = refusal(ResourceNotFound::Client("nobody".to_owned()));
        assert_eq!(world.pool_refused(operation, request.clone()), unknown);
    }
}
