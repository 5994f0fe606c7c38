//! `AdminDeleteUser`.

use std::sync::Arc;

use serde_json::json;
use userpool::storage::MemoryStorage;

use super::{DAY, NO_SUCH_USER, add, aliases, get, list, value, with_aliases};
use crate::world::{PASSWORD, START, World, records};

#[test]
fn only_the_count_of_users_remains_of_a_deleted_user() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(
        60,
        Arc::clone(&storage),
        |pool| {
            pool.alias_attributes = Some(vec![
                userpool::operations::Alias::Email,
                userpool::operations::Alias::PhoneNumber,
                userpool::operations::Alias::PreferredUsername,
            ]);
        },
        |_| {},
    );
    let partition = format!("pool/{}", world.pool);
    let before = records(&storage, &partition);
    let directory = records(&storage, "directory");

    // One life with everything in it: codes, failures, a reset, sign-ins, long values.
    let mut request = world.sign_up_request("ana-canary");
    let long = format!("canary-{}", "x".repeat(600));
    request.user_attributes.as_mut().unwrap().push(userpool::operations::Attribute::new("name", &*long));
    let sub = world.send(request).unwrap().user_sub;
    world.confirm("ana-canary", "000000").unwrap_err();
    world.confirm("ana-canary", &world.outbox.last_code()).unwrap();
    world.forgot_password("ana-canary").unwrap();
    world.password_sign_in("ana-canary", "Wrong-Horse9!").unwrap_err();
    world.password_sign_in("ana-canary", PASSWORD).unwrap();
    let lived = records(&storage, &partition);
    assert!(lived.len() > before.len() + 8, "{lived:?}");
    assert_eq!(world.pool_ok("AdminDeleteUser", json!({"Username": "ana-canary@example.com"})), json!({}));

    let after = records(&storage, &partition);
    let remaining: Vec<_> = after.keys().filter(|key| !before.contains_key(*key)).collect();
    // How many messages went to an address stays for the hour, under a keyed hash.
    let may_stay = |key: &str| key.starts_with("count/") || key.starts_with("messages/");
    assert!(remaining.iter().all(|key| may_stay(key)), "{remaining:?}");
    for (key, record) in &after {
        for trace in ["canary", &*sub] {
            assert!(!key.contains(trace) && !record.contains(trace), "{key}: {record}");
        }
    }
    assert_eq!(records(&storage, "directory"), directory);
    let pool = world.pool_ok("DescribeUserPool", json!({}));
    assert_eq!(pool["UserPool"]["EstimatedNumberOfUsers"], 0);
}

#[test]
fn records_that_outlive_a_deleted_user_do_not_name_the_user() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(61, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana-canary");
    let sub = value(&get(&world, "ana-canary")["UserAttributes"], "sub").to_owned();
    let tokens = world.srp_sign_in("ana-canary", PASSWORD).unwrap().authentication_result.unwrap();
    let revoke = json!({"Token": tokens.refresh_token.unwrap().as_str(), "ClientId": world.client});
    world.ok("RevokeToken", revoke);
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana-canary"}));
    let partition = format!("pool/{}", world.pool);
    for (key, record) in records(&storage, &partition) {
        for trace in ["canary", &*sub] {
            assert!(!key.contains(trace) && !record.contains(trace), "{key}: {record}");
        }
    }
    // Marks of what was spent or revoked end by themselves.
    // A margin of sixty days keeps revoked tokens dead if the clock is ahead for a moment.
    storage.drop_expired(START.seconds() + 31 * DAY);
    let left = records(&storage, &partition);
    assert!(!left.keys().any(|key| key.starts_with("spent/")), "{left:?}");
    assert!(left.keys().any(|key| key.starts_with("revoked/")), "{left:?}");
    storage.drop_expired(START.seconds() + (31 + 60) * DAY);
    let left = records(&storage, &partition);
    assert!(!left.keys().any(|key| key.starts_with("spent/") || key.starts_with("revoked/")), "{left:?}");
}

#[test]
fn name_and_alias_of_a_deleted_user_are_free_and_the_sub_is_not_reused() {
    let world = with_aliases(62);
    let sub = add(&world, "ana", aliases("ana@example.com", "+12065550101"));
    world.pool_ok("AdminDeleteUser", json!({"Username": sub}));
    for name in ["ana", &sub, "ana@example.com", "+12065550101"] {
        assert_eq!(world.pool_refused("AdminGetUser", json!({"Username": name})), NO_SUCH_USER);
        assert_eq!(world.pool_refused("AdminDeleteUser", json!({"Username": name})), NO_SUCH_USER);
    }
    assert_eq!(list(&world, json!({})), [""; 0]);
    assert_eq!(list(&world, json!({"Filter": format!("sub = \"{sub}\"")})), [""; 0]);
    let again = add(&world, "ana", aliases("ana@example.com", "+12065550101"));
    assert_ne!(again, sub);
    assert_eq!(get(&world, "ana@example.com")["Username"], "ana");
}

#[test]
fn a_code_does_not_pass_to_the_next_user_of_a_name() {
    let world = World::new(63);
    world.sign_up("ana").unwrap();
    let code = world.outbox.last_code();
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    world.sign_up("ana").unwrap();
    if world.outbox.last_code() != code {
        assert_eq!(world.confirm("ana", &code).unwrap_err().name(), "CodeMismatchException");
    }
}
