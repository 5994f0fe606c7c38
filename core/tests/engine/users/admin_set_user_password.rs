//! `AdminSetUserPassword`.

use serde_json::{Value, json};

use super::{DAY, WRONG_PASSWORD, add, challenge, status};
use crate::world::{PASSWORD, World};

#[track_caller]
fn set_password(world: &World, name: &str, password: &str) {
    world.pool_ok("AdminSetUserPassword", json!({"Username": name, "Password": password, "Permanent": true}));
}

#[test]
fn a_permanent_password_confirms_the_user() {
    let world = World::new(50).confirmed("confirmed");
    world.sign_up("unconfirmed").unwrap();
    add(&world, "invited", json!([]));
    let password = "Another-Horse9!";
    for name in ["confirmed", "unconfirmed", "invited"] {
        let request = json!({"Username": name, "Password": password, "Permanent": true});
        assert_eq!(world.pool_ok("AdminSetUserPassword", request), json!({}));
        assert_eq!(status(&world, name), "CONFIRMED");
        assert_eq!(challenge(&world, name, password), "tokens");
    }
    assert_eq!(challenge(&world, "confirmed", PASSWORD), WRONG_PASSWORD);
}

#[test]
fn a_password_that_is_not_permanent_must_be_changed_and_ends() {
    for permanent in [json!(false), Value::Null] {
        let world = World::new(51).confirmed("confirmed");
        world.sign_up("unconfirmed").unwrap();
        add(&world, "invited", json!([]));
        let password = "Another-Horse9!";
        for name in ["confirmed", "unconfirmed", "invited"] {
            let request = json!({"Username": name, "Password": password, "Permanent": permanent});
            assert_eq!(world.pool_ok("AdminSetUserPassword", request), json!({}));
            assert_eq!(status(&world, name), "FORCE_CHANGE_PASSWORD");
            assert_eq!(challenge(&world, name, password), "NEW_PASSWORD_REQUIRED");
        }
        world.clock.advance(7 * DAY + 1);
        assert_eq!(
            challenge(&world, "invited", password),
            "NotAuthorizedException: Temporary password has expired and must be reset by an administrator."
        );
        let request = json!({"Username": "invited", "Password": password, "Permanent": permanent});
        world.pool_ok("AdminSetUserPassword", request);
        assert_eq!(challenge(&world, "invited", password), "NEW_PASSWORD_REQUIRED");
    }
}

#[test]
fn a_password_set_by_an_administrator_keeps_the_policy() {
    let world = World::new(52).confirmed("ana");
    let set = |password: &str| {
        world.pool_refused("AdminSetUserPassword", json!({"Username": "ana", "Password": password}))
    };
    for (password, rule) in [
        ("Aa1!", "Password not long enough"),
        ("aaaaaaa1!", "Password must have uppercase characters"),
        ("AAAAAAA1!", "Password must have lowercase characters"),
        ("AAAAaaaa!", "Password must have numeric characters"),
        ("AAAAaaaa1", "Password must have symbol characters"),
    ] {
        let text = format!("InvalidPasswordException: Password does not conform to policy: {rule}");
        assert_eq!(set(password), text);
    }
    let shape = "InvalidParameterException: 1 validation error detected: Value at 'password' failed to satisfy \
                 constraint: Member must";
    for password in [" Correct-Horse9!", "Correct-Horse9! "] {
        assert_eq!(
            set(password),
            format!(r"{shape} satisfy regular expression pattern: ^[\S]+.*[\S]+$"),
            "{password:?}"
        );
    }
    let long = format!("Aa1!{}", "x".repeat(253));
    assert_eq!(set(&long), format!("{shape} have length less than or equal to 256"));
    assert_eq!(
        world.pool_refused("AdminSetUserPassword", json!({"Username": "ana"})),
        format!("{shape} not be null")
    );
    assert_eq!(challenge(&world, "ana", PASSWORD), "tokens", "nothing was set");
    set_password(&world, "ana", "With space 9");
    set_password(&world, "ana", &long[..256]);
}

#[test]
fn tokens_outlive_a_password_set_by_an_administrator() {
    let world = World::new(53).confirmed("ana");
    let tokens = world.tokens("ana");
    set_password(&world, "ana", "Another-Horse9!");
    world.get_user(&tokens).unwrap();
    world
        .initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())])
        .unwrap();
}

#[test]
fn as_many_earlier_passwords_are_refused_as_the_pool_remembers() {
    let history = |size: u64| json!({"PoolName": "p", "Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": size}}});
    let set = |world: &World, password: &str, permanent: bool| {
        let request = json!({"UserPoolId": world.pool, "Username": "ana", "Password": password, "Permanent": permanent});
        world.call("AdminSetUserPassword", &request).map(|_| ())
    };
    let used =
        || Err("PasswordHistoryPolicyViolationException: Password has previously been used".to_owned());

    let world = World::new(54).moved_to(history(2));
    add(&world, "ana", json!([]));
    assert_eq!(set(&world, "password1", true), Ok(()));
    assert_eq!(set(&world, "password1", true), used(), "the current one counts");
    assert_eq!(set(&world, "password2", true), Ok(()));
    assert_eq!(set(&world, "password1", true), used());
    assert_eq!(set(&world, "password1", false), used(), "temporary or not");
    assert_eq!(set(&world, "password3", true), Ok(()));
    assert_eq!(set(&world, "password1", true), Ok(()), "two others lie between");
    // Temporary passwords are not remembered.
    assert_eq!(set(&world, "temporary1", false), Ok(()));
    assert_eq!(set(&world, "temporary1", true), Ok(()));

    let world = World::new(54).moved_to(history(0));
    add(&world, "ana", json!([]));
    for _ in 0..2 {
        assert_eq!(set(&world, "password1", true), Ok(()));
    }

    let world = World::new(54).moved_to(history(24));
    add(&world, "ana", json!([]));
    for number in 0..25 {
        assert_eq!(set(&world, &format!("password{number}"), true), Ok(()));
    }
    assert_eq!(set(&world, "password1", true), used());
    assert_eq!(set(&world, "password0", true), Ok(()), "the twenty-fifth is forgotten");
}
