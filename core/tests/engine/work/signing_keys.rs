//! Rotation of signing keys.

use std::sync::{Arc, atomic::Ordering};

use serde_json::Value;
use userpool::{operations::*, storage::MemoryStorage};

use super::{OLD, filled, finish, partition, restarted};
use crate::world::{Faulty, World, claims, now, records};

fn published(world: &World) -> Vec<String> {
    let document = world.document(&format!("/{}/.well-known/jwks.json", world.pool));
    let keys: Value = serde_json::from_slice(document.body()).unwrap();
    keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn kid(token: Option<&userpool::Sensitive>) -> String {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let header = token.unwrap().split('.').next().unwrap().to_owned();
    let header: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

#[test]
fn new_signing_keys_are_published_before_they_sign_and_old_ones_until_their_last_token_has_expired() {
    let storage = Arc::new(MemoryStorage::new());
    let day = |client: &mut CreateUserPoolClient| client.settings.access_token_validity = Some(24);
    let world = World::with(40, Arc::clone(&storage), |_| {}, day).confirmed("ana");
    let old = published(&world);
    let rotation = now(world.engine.rotate_signing_keys(&world.pool)).unwrap();
    assert_eq!(published(&world), rotation.published);
    assert_eq!((rotation.published.len(), &rotation.published[2..]), (4, &*old));
    assert_eq!(now(world.engine.rotate_signing_keys(&world.pool)).unwrap(), rotation, "it is under way");

    let minutes = rotation.signs_from.seconds_since(world.clock.now()) / 60;
    assert_eq!(minutes, 15, "longer than key sets are kept");
    world.clock.advance(15 * 60 - 1);
    let last = world.tokens("ana");
    assert!(old.contains(&kid(last.access_token.as_ref())) && old.contains(&kid(last.id_token.as_ref())));
    world.clock.advance(1);
    let first = world.tokens("ana");
    for token in [&first.access_token, &first.id_token] {
        assert!(rotation.published[..2].contains(&kid(token.as_ref())));
    }
    assert_ne!(kid(first.access_token.as_ref()), kid(first.id_token.as_ref()));

    // A day later the last token has expired.
    world.clock.advance(86_400 - 2);
    finish(&world.engine);
    world.get_user(&last).unwrap();
    assert_eq!(published(&world).len(), 4);
    world.clock.advance(2 * 3600);
    assert_eq!(published(&world), rotation.published[..2]);
    finish(&world.engine);
    let stored = &records(&storage, &partition(&world))["signing-keys"];
    assert!(old.iter().all(|kid| !stored.contains(kid.as_str())), "{stored}");
    assert!(!records(&storage, "directory").keys().any(|key| key.starts_with("job/retire")));
    assert_eq!(claims(&world.tokens("ana").access_token)["token_use"], "access");
    world.get_user(&world.tokens("ana")).unwrap();
}

#[test]
fn a_rotation_that_fails_anywhere_can_be_repeated() {
    for after in [false, true] {
        for call in 1..6 {
            let storage = Arc::new(Faulty::default());
            let world = filled(Arc::clone(&storage), 41, 0);
            let old = published(&world);
            storage.after.store(after, Ordering::SeqCst);
            storage.calls_left.store(call, Ordering::SeqCst);
            let _ = now(world.engine.rotate_signing_keys(&world.pool));
            storage.calls_left.store(0, Ordering::SeqCst);
            let world = restarted(world, Arc::clone(&storage), &[OLD]);
            assert!([2, 4].contains(&published(&world).len()));
            let rotation = now(world.engine.rotate_signing_keys(&world.pool)).unwrap();
            assert_eq!((published(&world).len(), &rotation.published[2..]), (4, &*old));
            for _ in 0..4 {
                world.clock.advance(9 * 3600);
                finish(&world.engine);
            }
            assert_eq!(published(&world), rotation.published[..2]);
            let stored = &records(&storage.memory, &partition(&world))["signing-keys"];
            assert!(old.iter().all(|kid| !stored.contains(kid.as_str())));
        }
    }
}

#[test]
fn a_rotation_of_keys_needs_an_existing_pool() {
    let world = World::new(42);
    for pool in ["us-east-1_Nothing00", "", "directory", "../pool"] {
        let refused = now(world.engine.rotate_signing_keys(pool)).unwrap_err();
        assert_eq!(refused.name(), "ResourceNotFoundException", "{pool}");
    }
}
