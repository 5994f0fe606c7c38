//! `AdminConfirmSignUp`.

use serde_json::json;

use super::{add, challenge, get, value};
use crate::world::{PASSWORD, START, World};

#[test]
fn an_administrator_confirms_without_verifying_anything() {
    let world = World::new(40);
    world.sign_up("ana").unwrap();
    world.clock.advance(60);
    assert_eq!(world.pool_ok("AdminConfirmSignUp", json!({"Username": "ana"})), json!({}));
    let user = get(&world, "ana");
    assert_eq!(user["UserStatus"], "CONFIRMED");
    assert_eq!(value(&user["UserAttributes"], "email_verified"), "false");
    assert_eq!(user["UserLastModifiedDate"], START.seconds() + 60);
    assert_eq!(user["UserCreateDate"], START.seconds());
    assert_eq!(challenge(&world, "ana", PASSWORD), "tokens");
}

#[test]
fn only_unconfirmed_users_can_be_confirmed() {
    let world = World::new(41).confirmed("ana");
    add(&world, "ben", json!([]));
    for (name, status) in [("ana", "CONFIRMED"), ("ben", "FORCE_CHANGE_PASSWORD")] {
        assert_eq!(
            world.pool_refused("AdminConfirmSignUp", json!({"Username": name})),
            format!("NotAuthorizedException: User cannot be confirmed. Current status is {status}")
        );
    }
}
