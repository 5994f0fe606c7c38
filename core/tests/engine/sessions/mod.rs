//! Sessions of users: what a pool tracks of sign-ins.

mod configuration;
mod limit;
mod list;
mod revoke;

use serde_json::{Value, json};
use userpool::{
    operations::AuthenticationResult,
    storage::{MemoryStorage, Storage},
};

use crate::world::World;

/// A pool that tracks sessions, and a confirmed user.
fn tracked(seed: u64) -> World {
    tracked_on(seed, MemoryStorage::default())
}

fn tracked_on(seed: u64, storage: impl Storage) -> World {
    let world = World::with(seed, storage, |_| {}, |_| {}).confirmed("ana");
    track(&world, "ENABLED", 20);
    world
}

fn track(world: &World, tracking: &str, max: u32) {
    let request = json!({"UserSessionTracking": tracking, "TokenSession": {"MaxPerUser": max}});
    world.pool_ok("SetUserPoolSessionConfiguration", request);
}

/// The sessions as the administrator lists them.
#[track_caller]
fn listed(world: &World) -> Vec<Value> {
    let answer = world.pool_ok("AdminListUserSessions", json!({"Username": "ana"}));
    assert_eq!(answer.as_object().unwrap().len(), 1, "{answer}");
    answer["Sessions"].as_array().unwrap().clone()
}

#[track_caller]
fn ids(world: &World) -> Vec<String> {
    listed(world).iter().map(|session| session["SessionId"].as_str().unwrap().to_owned()).collect()
}

/// The sessions as the user lists them.
fn own(world: &World, tokens: &AuthenticationResult) -> Result<Value, String> {
    let request = json!({"AccessToken": tokens.access_token.as_deref().unwrap()});
    world.call("ListUserSessions", &request)
}

fn refresh(world: &World, tokens: &AuthenticationResult) -> Result<Value, String> {
    let token = tokens.refresh_token.as_deref().unwrap();
    let request = json!({
        "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": world.client, "AuthParameters": {"REFRESH_TOKEN": token},
    });
    world.call("InitiateAuth", &request)
}
