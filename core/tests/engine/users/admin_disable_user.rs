//! `AdminDisableUser` and `AdminEnableUser`.

use serde_json::json;
use userpool::error::NotAuthorized;

use super::{UNKNOWN_USER, assert_revoked};
use crate::world::{PASSWORD, World, assert_refused};

#[test]
fn a_disabled_user_has_no_tokens_and_gets_none_until_enabled() {
    let world = World::new(2).confirmed("ana");
    let tokens = world.tokens("ana");
    for _ in 0..2 {
        assert_eq!(world.pool_ok("AdminDisableUser", json!({"Username": "ana"})), json!({}));
    }
    assert!(!world.admin_get("ana").unwrap().enabled);
    assert_revoked(&world, &tokens);
    assert_refused(world.password_sign_in("ana", PASSWORD), NotAuthorized::UserDisabled);
    assert_refused(world.srp_sign_in("ana", PASSWORD), NotAuthorized::UserDisabled);
    assert_refused(world.forgot_password("ana"), NotAuthorized::UserDisabled);
    let listed = |status: &str| {
        let filter = format!("status = \"{status}\"");
        world.pool_ok("ListUsers", json!({ "Filter": filter }))["Users"].as_array().unwrap().len()
    };
    assert_eq!((listed("Enabled"), listed("Disabled")), (0, 1));

    for _ in 0..2 {
        assert_eq!(world.pool_ok("AdminEnableUser", json!({"Username": "ana"})), json!({}));
    }
    assert_eq!((listed("Enabled"), listed("Disabled")), (1, 0));
    // What was revoked stays revoked.
    assert_revoked(&world, &tokens);
    world.get_user(&world.tokens("ana")).unwrap();
    for operation in ["AdminDisableUser", "AdminEnableUser"] {
        assert_eq!(world.pool_refused(operation, json!({"Username": "eve"})), UNKNOWN_USER);
    }
}
