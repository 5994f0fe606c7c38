//! `DeleteUser`.

use std::sync::Arc;

use serde_json::json;
use userpool::storage::MemoryStorage;

use super::{access, refused_everywhere};
use crate::world::{World, records};

#[test]
fn users_delete_themselves_and_leave_nothing() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(30, Arc::clone(&storage), |_| {}, |_| {});
    let partition = format!("pool/{}", world.pool);
    let before = records(&storage, &partition);
    let world = world.confirmed("ana");
    let tokens = world.tokens("ana");
    let token = access(&tokens);
    assert_eq!(world.ok("DeleteUser", json!({"AccessToken": token})), json!({}));

    refused_everywhere(&world, &token, "UserNotFoundException: User does not exist.");
    assert_eq!(
        world.pool_refused("AdminGetUser", json!({"Username": "ana"})),
        "UserNotFoundException: User does not exist."
    );
    assert_eq!(world.pool_ok("ListUsers", json!({})), json!({"Users": []}));
    let refresh = [("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap().as_str())];
    assert_eq!(world.initiate("REFRESH_TOKEN_AUTH", &refresh).unwrap_err().name(), "NotAuthorizedException");
    let after = records(&storage, &partition);
    let remaining: Vec<_> = after.keys().filter(|key| !before.contains_key(*key)).collect();
    // How many messages went to the address stays for the hour, under a keyed hash.
    let may_stay = |key: &&&String| key.starts_with("count/") || key.starts_with("messages/");
    assert_eq!(remaining.iter().filter(|key| !may_stay(key)).count(), 0, "{remaining:?}");
    assert!(!format!("{:?}", after.values()).contains("ana@example.com"));
    storage.drop_expired(world.clock.now().seconds() + 3601);
    assert!(records(&storage, &partition).keys().all(|key| !key.starts_with("messages/")));
    let world = world.confirmed("ana");
    assert_eq!(
        world.refused("GetUser", json!({"AccessToken": token})),
        "UserNotFoundException: User does not exist.",
        "another user of the same name is somebody else"
    );
}
