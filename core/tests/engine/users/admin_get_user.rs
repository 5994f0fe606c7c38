//! `AdminGetUser`.

use serde_json::json;

use super::{NO_SUCH_USER, add, aliases, get, not_created, value, with_aliases};
use crate::world::{START, World, attributes};

#[test]
fn an_administrator_reads_every_member_of_a_user() {
    let world = World::new(30).confirmed("ana");
    let user = get(&world, "ana");
    let sub = value(&user["UserAttributes"], "sub");
    let expected = json!({
        "Username": "ana",
        "UserAttributes": [
            {"Name": "sub", "Value": sub},
            {"Name": "email", "Value": "ana@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
        "UserCreateDate": START.seconds(),
        "UserLastModifiedDate": START.seconds(),
        "Enabled": true,
        "UserStatus": "CONFIRMED",
    });
    assert_eq!(user, expected);
}

#[test]
fn a_user_is_found_by_name_by_sub_and_by_verified_alias_only() {
    let world = with_aliases(31);
    let sub = add(&world, "ana", aliases("ana@example.com", "+12065550101"));
    add(&world, "ben", attributes(&[("email", "ben@example.com")]));
    for name in ["ana", &sub, "ana@example.com", "+12065550101"] {
        assert_eq!(get(&world, name)["Username"], "ana", "{name}");
    }
    for name in ["Ana", "Ana@example.com", "ben@example.com", "744bf586-7150-4358-8789-b2dd78711992"] {
        assert_eq!(world.pool_refused("AdminGetUser", json!({"Username": name})), NO_SUCH_USER, "{name}");
    }
}

#[test]
fn names_and_aliases_of_a_case_insensitive_pool_are_found_in_any_case_and_shown_in_lower_case() {
    let world = World::new(32).moved_to(json!({
        "PoolName": "p", "AliasAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": false},
    }));
    add(&world, "Ana", attributes(&[("email", "Ana@Example.com"), ("email_verified", "true")]));
    for name in ["ana", "ANA", "ana@example.com", "ANA@EXAMPLE.COM"] {
        let user = get(&world, name);
        assert_eq!(user["Username"], "ana");
        assert_eq!(value(&user["UserAttributes"], "email"), "ana@example.com");
    }
    let clash = attributes(&[("email", "aNA@example.com"), ("email_verified", "true")]);
    assert_eq!(
        not_created(&world, "ben", json!({"UserAttributes": clash})),
        "AliasExistsException: An account with the given email already exists."
    );
}
