//! `ChangePassword`.

use serde_json::{Value, json};

use super::{NEW_PASSWORD, access, signed_in};
use crate::world::{PASSWORD, START, World};

fn change(token: &str, previous: &str, proposed: &str) -> Value {
    json!({"AccessToken": token, "PreviousPassword": previous, "ProposedPassword": proposed})
}

#[test]
fn a_changed_password_replaces_the_old_one_and_ends_no_token() {
    let (world, token) = signed_in(10);
    let tokens = world.tokens("ana");
    world.clock.advance(60);
    assert_eq!(world.ok("ChangePassword", change(&token, PASSWORD, NEW_PASSWORD)), json!({}));
    assert_eq!(
        world.password_sign_in("ana", PASSWORD).unwrap_err().to_string(),
        "Incorrect username or password."
    );
    world.srp_sign_in("ana", NEW_PASSWORD).unwrap();
    world.ok("GetUser", json!({"AccessToken": token}));
    world
        .initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())])
        .unwrap();
    let user = world.pool_ok("AdminGetUser", json!({"Username": "ana"}));
    assert_eq!(user["UserLastModifiedDate"], START.seconds() + 60);
    // Without a history the same password may be set again.
    world.ok("ChangePassword", change(&token, NEW_PASSWORD, NEW_PASSWORD));
}

#[test]
fn a_password_change_needs_the_previous_password() {
    let (world, token) = signed_in(11);
    assert_eq!(
        world.refused("ChangePassword", change(&token, "Wrong-Horse9!", NEW_PASSWORD)),
        "NotAuthorizedException: Incorrect username or password."
    );
    // The previous password is checked before the proposed one.
    assert_eq!(
        world.refused("ChangePassword", change(&token, "Wrong-Horse9!", "short")),
        "NotAuthorizedException: Incorrect username or password."
    );
    let without = json!({"AccessToken": token, "ProposedPassword": NEW_PASSWORD});
    assert!(world.refused("ChangePassword", without).starts_with("InvalidParameterException: "));
    assert_eq!(
        world.refused("ChangePassword", json!({"AccessToken": token, "PreviousPassword": PASSWORD})),
        "InvalidParameterException: 1 validation error detected: Value at 'proposedPassword' failed to satisfy constraint: \
         Member must not be null"
    );
    world.password_sign_in("ana", PASSWORD).unwrap();
}

#[test]
fn a_proposed_password_keeps_the_policy() {
    let (world, token) = signed_in(12);
    for (password, rule) in [
        ("", "Password not long enough"),
        ("Aa1!", "Password not long enough"),
        ("aaaaaaa1!", "Password must have uppercase characters"),
        ("AAAAAAA1!", "Password must have lowercase characters"),
        ("AAAAaaaa!", "Password must have numeric characters"),
        ("AAAAaaaa1", "Password must have symbol characters"),
        (" Better-Horse9!", r"Password must satisfy regular expression pattern: ^\S.*\S$"),
        ("Better-Horse9! ", r"Password must satisfy regular expression pattern: ^\S.*\S$"),
    ] {
        assert_eq!(
            world.refused("ChangePassword", change(&token, PASSWORD, password)),
            format!("InvalidPasswordException: Password does not conform to policy: {rule}"),
            "{password:?}"
        );
    }
    let longest = format!("Aa1!{}", "x".repeat(252));
    assert_eq!(
        world.refused("ChangePassword", change(&token, PASSWORD, &format!("{longest}x"))),
        "InvalidParameterException: 1 validation error detected: Value at 'proposedPassword' failed to satisfy constraint: \
         Member must have length less than or equal to 256"
    );
    world.ok("ChangePassword", change(&token, PASSWORD, &longest));
    world.ok("ChangePassword", change(&token, &longest, "Space is a 1 Symbol"));
}

#[test]
fn a_password_of_the_history_is_refused() {
    let world = World::new(13).moved_to(json!({
        "PoolName": "p",
        "Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": 2}},
    }));
    world.pool_ok("AdminCreateUser", json!({"Username": "ana", "MessageAction": "SUPPRESS"}));
    world
        .pool_ok("AdminSetUserPassword", json!({"Username": "ana", "Password": PASSWORD, "Permanent": true}));
    let token = access(&world.tokens("ana"));
    let used = "PasswordHistoryPolicyViolationException: Password has previously been used";
    assert_eq!(world.refused("ChangePassword", change(&token, PASSWORD, PASSWORD)), used);
    world.ok("ChangePassword", change(&token, PASSWORD, "password2"));
    assert_eq!(world.refused("ChangePassword", change(&token, "password2", PASSWORD)), used);
    world.ok("ChangePassword", change(&token, "password2", "password3"));
    world.ok("ChangePassword", change(&token, "password3", PASSWORD));
}

#[test]
fn after_five_wrong_passwords_even_the_right_one_waits() {
    let (world, token) = signed_in(14);
    for _ in 0..5 {
        assert_eq!(
            world.refused("ChangePassword", change(&token, "Wrong-Horse9!", NEW_PASSWORD)),
            "NotAuthorizedException: Incorrect username or password."
        );
    }
    assert_eq!(
        world.refused("ChangePassword", change(&token, PASSWORD, NEW_PASSWORD)),
        "LimitExceededException: Attempt limit exceeded, please try after some time."
    );
    // Reading is no proof of a password.
    world.ok("GetUser", json!({"AccessToken": token}));
}

/// Quotas of section 12.3: `ChangePassword` per user and hour, 5.
#[test]
fn a_password_can_be_tried_five_times_an_hour() {
    let (world, token) = signed_in(15);
    for _ in 0..5 {
        world.refused("ChangePassword", change(&token, "Wrong-Horse9!", NEW_PASSWORD));
        world.clock.advance(120);
    }
    assert_eq!(
        world.call("ChangePassword", &change(&token, PASSWORD, NEW_PASSWORD)),
        Err("LimitExceededException: Attempt limit exceeded, please try after some time.".to_owned())
    );
    world.clock.advance(3600 - 5 * 120);
    let token = access(&world.tokens("ana"));
    world.ok("ChangePassword", change(&token, PASSWORD, NEW_PASSWORD));
}

#[test]
fn an_administrators_temporary_password_can_be_replaced_in_a_running_session() {
    let (world, token) = signed_in(16);
    world.pool_ok("AdminSetUserPassword", json!({"Username": "ana", "Password": "Temporary-9!"}));
    world.ok("ChangePassword", change(&token, "Temporary-9!", NEW_PASSWORD));
    let user = world.pool_ok("AdminGetUser", json!({"Username": "ana"}));
    assert_eq!(user["UserStatus"], "CONFIRMED");
    world.srp_sign_in("ana", NEW_PASSWORD).unwrap();
}
