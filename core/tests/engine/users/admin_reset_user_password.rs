//! `AdminResetUserPassword`.

use serde_json::json;
use userpool::{error::PasswordResetRequired, operations::*, storage::MemoryStorage};

use super::UNKNOWN_USER;
use crate::world::{PASSWORD, World, assert_refused};

#[test]
fn a_reset_ends_the_password_and_sends_a_code_for_another() {
    let world = World::new(3).confirmed("ana");
    let tokens = world.tokens("ana");
    for _ in 0..2 {
        assert_eq!(world.pool_ok("AdminResetUserPassword", json!({"Username": "ana"})), json!({}));
        assert_eq!(world.admin_get("ana").unwrap().user_status, "RESET_REQUIRED");
    }
    assert_refused(world.password_sign_in("ana", PASSWORD), PasswordResetRequired);
    world.get_user(&tokens).unwrap();

    let message = world.outbox.last();
    assert_eq!(message.destination, "ana@example.com");
    assert_eq!((message.purpose.as_str(), message.client_id), ("ForgotPassword", None));
    world.confirm_forgot_password("ana", &world.outbox.last_code(), "Another-Horse9!").unwrap();
    world.password_sign_in("ana", "Another-Horse9!").unwrap();
    assert_eq!(world.admin_get("ana").unwrap().user_status, "CONFIRMED");
    assert_eq!(world.pool_refused("AdminResetUserPassword", json!({"Username": "eve"})), UNKNOWN_USER);
}

#[test]
fn a_reset_needs_an_address_that_a_code_can_reach() {
    let world = World::new(4);
    world.sign_up("new").unwrap();
    let unreachable = "InvalidParameterException: Cannot reset password for the user as there is no \
                       registered/verified email or phone_number";
    assert_eq!(world.pool_refused("AdminResetUserPassword", json!({"Username": "new"})), unreachable);
    // An address that an administrator sets as verified does not confirm the user.
    let verified =
        json!({"Username": "new", "UserAttributes": [{"Name": "email_verified", "Value": "true"}]});
    world.pool_ok("AdminUpdateUserAttributes", verified);
    assert_eq!(world.pool_refused("AdminResetUserPassword", json!({"Username": "new"})), unreachable);
    world.pool_ok("AdminConfirmSignUp", json!({"Username": "new"}));
    world.pool_ok("AdminResetUserPassword", json!({"Username": "new"}));

    world.pool_ok("AdminCreateUser", json!({"Username": "invited", "MessageAction": "SUPPRESS"}));
    assert_eq!(
        world.pool_refused("AdminResetUserPassword", json!({"Username": "invited"})),
        "NotAuthorizedException: User password cannot be reset in the current state."
    );
    world.pool_ok(
        "AdminSetUserPassword",
        json!({"Username": "invited", "Password": PASSWORD, "Permanent": true}),
    );
    assert_eq!(world.pool_refused("AdminResetUserPassword", json!({"Username": "invited"})), unreachable);
    assert_eq!(world.admin_get("invited").unwrap().user_status, "CONFIRMED");
}

#[test]
fn where_only_administrators_reset_no_code_is_sent() {
    let world = World::with(
        5,
        MemoryStorage::default(),
        |pool| {
            pool.settings.account_recovery_setting = Some(AccountRecoverySetting {
                recovery_mechanisms: Some(vec![RecoveryOption { priority: 1, name: "admin_only".into() }]),
            });
        },
        |_| {},
    )
    .confirmed("ana");
    assert_eq!(
        world.pool_refused("AdminResetUserPassword", json!({"Username": "ana"})),
        "NotAuthorizedException: Contact administrator to reset password."
    );
    world.tokens("ana");
}
