//! `AdminUserGlobalSignOut`.

use serde_json::json;

use super::{UNKNOWN_USER, assert_revoked};
use crate::world::World;

#[test]
fn a_global_sign_out_by_an_administrator_ends_all_tokens_and_no_new_sign_in() {
    let world = World::new(1).confirmed("ana").confirmed("bob");
    let (one, two, others) = (world.tokens("ana"), world.tokens("ana"), world.tokens("bob"));
    assert_eq!(world.pool_ok("AdminUserGlobalSignOut", json!({"Username": "ana"})), json!({}));
    for tokens in [&one, &two] {
        assert_revoked(&world, tokens);
    }
    world.get_user(&others).unwrap();
    world.get_user(&world.tokens("ana")).unwrap();
    assert_eq!(world.pool_refused("AdminUserGlobalSignOut", json!({"Username": "eve"})), UNKNOWN_USER);
}
