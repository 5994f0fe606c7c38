//! Events of users in pools with threat protection.

mod feedback;
mod list;
mod record;

use serde_json::{Value, json};
use userpool::storage::{MemoryStorage, Storage};

use crate::world::World;

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/126.0.0.0 Safari/537.36";

/// A pool with threat protection that verifies mail addresses.
fn protected(seed: u64) -> World {
    protected_on(seed, MemoryStorage::default())
}

fn protected_on(seed: u64, storage: impl Storage) -> World {
    World::with(
        seed,
        storage,
        |pool| pool.settings.user_pool_add_ons = Some(json!({"AdvancedSecurityMode": "ENFORCED"})),
        |_| {},
    )
}

/// The events of a user, newest first.
#[track_caller]
fn events(world: &World, name: &str) -> Vec<Value> {
    let answer = world.pool_ok("AdminListUserAuthEvents", json!({"Username": name}));
    answer["AuthEvents"].as_array().unwrap().clone()
}

/// The type, the result and the proofs of every event, newest first.
#[track_caller]
fn told(world: &World, name: &str) -> Vec<String> {
    let tell = |event: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let proofs = event["ChallengeResponses"].as_array().unwrap().iter();
        let proofs = proofs
            .map(|proof| format!(" {}:{}", text(&proof["ChallengeName"]), text(&proof["ChallengeResponse"])));
        format!(
            "{} {}{}",
            text(&event["EventType"]),
            text(&event["EventResponse"]),
            proofs.collect::<String>()
        )
    };
    events(world, name).iter().map(tell).collect()
}
