//! Unknown pools and unknown users, for every operation on users.

use serde_json::json;

use super::NO_SUCH_USER;
use crate::world::{PASSWORD, World, merged};

#[test]
fn nothing_can_be_done_in_an_unknown_pool() {
    let world = World::new(24);
    for (operation, more) in [
        ("AdminCreateUser", json!({})),
        ("AdminCreateUser", json!({"MessageAction": "RESEND"})),
        ("AdminGetUser", json!({})),
        ("AdminConfirmSignUp", json!({})),
        ("AdminSetUserPassword", json!({"Password": PASSWORD})),
        ("AdminDeleteUser", json!({})),
        ("ListUsers", json!({})),
    ] {
        let request = merged(json!({"UserPoolId": "us-east-1_nothere99", "Username": "ana"}), &more);
        assert_eq!(
            world.refused(operation, request),
            "ResourceNotFoundException: User pool us-east-1_nothere99 does not exist.",
            "{operation}"
        );
    }
}

#[test]
fn nothing_can_be_done_to_an_unknown_user() {
    let world = World::new(25);
    for (operation, more) in [
        ("AdminGetUser", json!({})),
        ("AdminConfirmSignUp", json!({})),
        ("AdminSetUserPassword", json!({"Password": PASSWORD})),
        ("AdminDeleteUser", json!({})),
    ] {
        let request = merged(json!({"Username": "nobody"}), &more);
        assert_eq!(world.pool_refused(operation, request), NO_SUCH_USER, "{operation}");
    }
}
