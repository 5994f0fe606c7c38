//! `ListUserSessions` and `AdminListUserSessions`.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{error::InvalidParameter, storage::MemoryStorage};

use super::{ids, listed, own, refresh, track, tracked, tracked_on};
use crate::world::{PASSWORD, START, World, records, refusal};

#[test]
fn a_sign_in_is_a_session() {
    let world = tracked(1);
    world.clock.advance(60);
    world.tokens("ana");
    let sessions = listed(&world);
    let id = sessions[0]["SessionId"].as_str().unwrap();
    assert!(id.starts_with("tkn") && id.len() == 28, "{id}");
    let now = START.seconds() + 60;
    let expected = json!({
        "SessionId": id, "SessionType": "TOKEN", "ClientId": world.client, "CreateDate": now, "LastActiveDate": now,
    });
    assert_eq!(sessions, [expected]);
}

#[test]
fn the_user_sees_which_session_is_the_current_one() {
    let world = tracked(2);
    let first = world.tokens("ana");
    world.clock.advance(60);
    let second = world.tokens("ana");
    let current = |tokens| -> Vec<Value> {
        let answer = own(&world, tokens).unwrap();
        let sessions = answer["Sessions"].as_array().unwrap().clone();
        sessions.iter().map(|session| session["IsCurrentSession"].clone()).collect()
    };
    assert_eq!(current(&first), [false, true], "the newest comes first");
    assert_eq!(current(&second), [true, false]);
}

#[test]
fn a_refresh_makes_a_session_the_one_that_was_used_last() {
    let world = tracked(3);
    let first = world.tokens("ana");
    world.clock.advance(60);
    world.tokens("ana");
    let before = ids(&world);
    world.clock.advance(3600);
    refresh(&world, &first).unwrap();
    let after = listed(&world);
    assert_eq!(after[0]["SessionId"], *before[1]);
    let times = (after[0]["CreateDate"].clone(), after[0]["LastActiveDate"].clone());
    assert_eq!(times, (json!(START.seconds()), json!(START.seconds() + 3660)));
}

#[test]
fn a_pool_that_tracks_nothing_stores_and_lists_nothing() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(4, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    let tokens = world.tokens("ana");
    refresh(&world, &tokens).unwrap();
    assert_eq!(own(&world, &tokens), Ok(json!({"Sessions": []})));
    let stored = records(&storage, &format!("pool/{}", world.pool));
    assert!(stored.keys().all(|key| !key.starts_with("sessions/")), "{stored:?}");
    track(&world, "ENABLED", 20);
    assert_eq!(listed(&world), Vec::<Value>::new(), "a sign-in from before is not listed");
}

#[test]
fn a_session_that_ended_is_not_listed() {
    type End = fn(&World, &str, &str);
    let ends: [(&str, End); 5] = [
        ("RevokeToken", |world, _, refresh| {
            world.ok("RevokeToken", json!({"ClientId": world.client, "Token": refresh}));
        }),
        ("GlobalSignOut", |world, access, _| {
            world.ok("GlobalSignOut", json!({"AccessToken": access}));
        }),
        ("AdminUserGlobalSignOut", |world, _, _| {
            world.pool_ok("AdminUserGlobalSignOut", json!({"Username": "ana"}));
        }),
        ("AdminDisableUser", |world, _, _| {
            world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
            world.pool_ok("AdminEnableUser", json!({"Username": "ana"}));
        }),
        ("DeleteUserPoolClient", |world, _, _| {
            world.pool_ok("DeleteUserPoolClient", json!({"ClientId": world.client}));
        }),
    ];
    for (name, end) in ends {
        let world = tracked(5);
        let tokens = world.tokens("ana");
        assert_eq!(listed(&world).len(), 1);
        end(&world, tokens.access_token.as_deref().unwrap(), tokens.refresh_token.as_deref().unwrap());
        assert_eq!(listed(&world), Vec::<Value>::new(), "{name}");
    }
}

#[test]
fn a_session_ends_with_its_refresh_token() {
    let world = tracked(6);
    world.tokens("ana");
    world.clock.advance(30 * 86_400 - 1);
    assert_eq!(listed(&world).len(), 1);
    world.clock.advance(1);
    assert_eq!(listed(&world), Vec::<Value>::new());
}

#[test]
fn a_user_who_takes_a_name_again_has_no_sessions_of_the_old_one() {
    let storage = Arc::new(MemoryStorage::new());
    let world = tracked_on(7, Arc::clone(&storage));
    world.tokens("ana");
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    let stored = records(&storage, &format!("pool/{}", world.pool));
    assert!(!stored.contains_key("sessions/ana"));
    let world = world.confirmed("ana");
    assert_eq!(listed(&world), Vec::<Value>::new());
}

#[test]
fn an_administrators_address_is_stored_and_a_clients_only_if_it_is_trusted() {
    let world = tracked(8);
    let parameters = json!({"USERNAME": "ana", "PASSWORD": PASSWORD});
    let by_client = |client: &str| {
        world.ok(
            "InitiateAuth",
            json!({
                "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": client, "AuthParameters": parameters,
                "UserContextData": {"IpAddress": "192.0.2.1"},
                "ContextData": {"IpAddress": "192.0.2.3", "HttpHeaders": []},
            }),
        );
    };
    by_client(&world.client);
    assert_eq!(listed(&world)[0].get("LastIPAddress"), None);

    let request = json!({
        "ClientId": world.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters,
        "ContextData": {
            "IpAddress": "192.0.2.2", "ServerName": "s", "ServerPath": "/",
            "HttpHeaders": [{"headerName": "User-Agent", "headerValue": "Browser 1.0"}],
        },
    });
    world.pool_ok("AdminInitiateAuth", request);
    let session = listed(&world)[0].clone();
    assert_eq!(
        (&session["LastIPAddress"], &session["DeviceType"]),
        (&json!("192.0.2.2"), &json!("Browser 1.0"))
    );
}

#[test]
fn a_token_is_refused_because_no_response_has_one() {
    let world = tracked(9);
    let tokens = world.tokens("ana");
    let expected = refusal(InvalidParameter::PaginationToken);
    let request = json!({"Username": "ana", "NextToken": "x"});
    assert_eq!(world.pool_refused("AdminListUserSessions", request), expected);
    let request = json!({"AccessToken": tokens.access_token.as_deref().unwrap(), "NextToken": "x"});
    assert_eq!(world.refused("ListUserSessions", request), expected);
}

#[test]
fn an_unknown_user_is_refused() {
    let world = tracked(10);
    let answer = world.pool_refused("AdminListUserSessions", json!({"Username": "nobody"}));
    assert_eq!(answer, "UserNotFoundException: User does not exist.");
}
