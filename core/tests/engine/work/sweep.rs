//! Sweeps of expired records.

use std::sync::Arc;

use userpool::storage::MemoryStorage;

use super::{finish, partition};
use crate::world::{START, World, records};

#[test]
fn expired_records_are_swept_within_two_hours_without_a_write() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(20, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    world.forgot_password("ana").unwrap();
    world.password_sign_in("ana", "Wrong-Horse9!").unwrap_err();
    let waiting = || {
        let keys = records(&storage, &partition(&world)).into_keys();
        keys.filter(|key| key.starts_with("code/forgot-password") || key.starts_with("failures")).count()
    };
    assert_eq!(waiting(), 2);
    // Both end within the hour.
    world.clock.advance(3600);
    for _ in 0..24 {
        finish(&world.engine);
        world.clock.advance(300);
    }
    assert_eq!(waiting(), 0);
    world.tokens("ana");
}

#[test]
fn a_clock_that_is_ahead_for_a_while_sweeps_nothing_early() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(21, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    let keys = || records(&storage, &partition(&world)).into_keys().collect::<Vec<_>>();
    finish(&world.engine);
    world.forgot_password("ana").unwrap();
    let before = keys();
    world.clock.advance(40 * 86_400);
    for _ in 0..5 {
        finish(&world.engine);
        world.clock.advance(60);
    }
    world.clock.set(START.plus_seconds(600));
    for _ in 0..5 {
        finish(&world.engine);
        world.clock.advance(60);
    }
    assert_eq!(keys(), before);
    // And the job does not wait for the wrong time to come.
    world.clock.advance(26 * 3600);
    for _ in 0..3 {
        finish(&world.engine);
        world.clock.advance(1800);
    }
    assert!(keys().len() < before.len());
}
