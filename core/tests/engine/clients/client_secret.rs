//! Client secrets.

use std::sync::Arc;

use serde_json::json;
use userpool::storage::MemoryStorage;

use super::{create, describe, update};
use crate::world::{PASSWORD, World, records};

#[test]
fn a_secret_is_drawn_shown_every_time_and_stays() {
    let world = World::new(20);
    let client = create(&world, json!({"GenerateSecret": true}));
    let secret = client["ClientSecret"].as_str().unwrap();
    assert!((51..=52).contains(&secret.len()), "{secret}");
    assert!(secret.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{secret}");
    assert_eq!(describe(&world, &client["ClientId"]), client);
    let updated =
        update(&world, &client["ClientId"], json!({"GenerateSecret": false, "ClientSecret": "x".repeat(30)}));
    assert_eq!(updated["ClientSecret"], secret);
    assert_eq!(describe(&world, &client["ClientId"])["ClientSecret"], secret);
    assert_ne!(create(&world, json!({"GenerateSecret": true}))["ClientSecret"], secret);
}

#[test]
fn an_update_creates_no_secret() {
    let world = World::new(21);
    let client = create(&world, json!({"GenerateSecret": false}));
    assert!(client.get("ClientSecret").is_none());
    let updated =
        update(&world, &client["ClientId"], json!({"GenerateSecret": true, "ClientSecret": "x".repeat(30)}));
    assert!(updated.get("ClientSecret").is_none());
}

#[test]
fn an_own_secret_is_kept_and_never_stored_in_the_clear() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(22, Arc::clone(&storage), |_| {}, |_| {});
    let secret = "Own_secret+of_the_caller_0";
    let client = create(&world, json!({"ClientSecret": secret}));
    assert_eq!(client["ClientSecret"], secret);
    for partition in [format!("pool/{}", world.pool), "directory".to_owned()] {
        for (key, record) in records(&storage, &partition) {
            assert!(!record.contains(secret), "{key}: {record}");
        }
    }
    let id = client["ClientId"].as_str().unwrap();
    let hash = userpool::auth::secret_hash::secret_hash(secret, "ana", id);
    let request = json!({"ClientId": id, "Username": "ana", "Password": PASSWORD, "SecretHash": hash});
    world.ok("SignUp", request);
}
