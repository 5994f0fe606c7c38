//! `Engine::work`: long work in slices, by one engine and by several, interrupted at every step.

mod master_key;
mod purge;
mod signing_keys;
mod sweep;

use std::sync::Arc;

use serde_json::json;
use userpool::{Engine, Worked, storage::Storage};

use crate::world::{HandClock, PreparedKeys, World, administrators, now};

/// A pool with some users and clients on a store that the test keeps.
fn filled(storage: impl Storage, seed: u64, users: usize) -> World {
    let world = World::with(seed, storage, |_| {}, |_| {}).confirmed("ana");
    for number in 0..users {
        let name = format!("user{number}");
        world.pool_ok("AdminCreateUser", json!({"Username": name, "MessageAction": "SUPPRESS"}));
        if number % 10 == 0 {
            world.add_client(|client| client.generate_secret = Some(true));
        }
    }
    world
}

fn partition(world: &World) -> String {
    format!("pool/{}", world.pool)
}

fn finish(engine: &Engine) -> Worked {
    let mut all = Worked::default();
    loop {
        let worked = now(engine.work(3)).unwrap();
        all.slices += worked.slices;
        all.records += worked.records;
        if !worked.more {
            return all;
        }
    }
}

const OLD: [u8; 32] = [7; 32];

/// The same world after a restart with these master keys, newest first.
fn restarted(world: World, storage: impl Storage, keys: &[[u8; 32]]) -> World {
    let World { clock, outbox, pool, client, .. } = world;
    let builder = Engine::builder()
        .storage(storage)
        .messenger(Arc::clone(&outbox))
        .signer(PreparedKeys::after(2))
        .moments(HandClock(Arc::clone(&clock)))
        .access(administrators());
    let engine = keys.iter().fold(builder, |builder, key| builder.master_key(*key)).build().unwrap();
    World { engine, clock, outbox, pool, client }
}
