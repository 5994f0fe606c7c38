//! `ListUsers`: the filter.

use serde_json::json;

use super::{add, list, pages};
use crate::world::{World, attributes};

#[test]
fn every_searchable_attribute_is_found_by_its_value_and_by_how_it_begins() {
    let world = World::new(73);
    for (name, number) in [("ana", "1"), ("anabel", "12"), ("ben", "2"), ("Ana", "3")] {
        add(
            &world,
            name,
            attributes(&[
                ("email", &format!("{name}@example.com")),
                ("phone_number", &format!("+1206555010{number}")),
                ("name", &format!("{name} Ångström/{number}%")),
                ("given_name", &format!("G{name}")),
                ("family_name", &format!("F{name}")),
                ("preferred_username", &format!("p-{name}")),
            ]),
        );
        world.clock.advance(1);
    }
    for (filter, expected) in [
        (r#"username = "ana""#, &["ana"][..]),
        (r#"username ^= "ana""#, &["ana", "anabel"]),
        (r#"username ^= "an""#, &["ana", "anabel"]),
        (r#"username = "an""#, &[]),
        (r#"username = "ANA""#, &[]),
        (r#"username = "Ana""#, &["Ana"]),
        (r#"email = "ana@example.com""#, &["ana"]),
        (r#"email ^= "ana""#, &["ana", "anabel"]),
        (r#"email = "ana""#, &[]),
        (r#"email = "ANA@example.com""#, &[]),
        (r#"phone_number = "+12065550101""#, &["ana"]),
        (r#"phone_number ^= "+12065550101""#, &["ana", "anabel"]),
        (r#"phone_number ^= "12065550101""#, &[]),
        (r#"name = "ana Ångström/1%""#, &["ana"]),
        (r#"name ^= "ana Ångström/1""#, &["ana"]),
        (r#"name ^= "ana""#, &["ana", "anabel"]),
        (r#"name = "ana Ångström/1""#, &[]),
        (r#"given_name = "Gana""#, &["ana"]),
        (r#"given_name ^= "Gana""#, &["ana", "anabel"]),
        (r#"given_name = "gana""#, &[]),
        (r#"family_name = "Fana""#, &["ana"]),
        (r#"family_name ^= "Fana""#, &["ana", "anabel"]),
        (r#""email" ^= "ana""#, &["ana", "anabel"]),
        (r#"preferred_username = "p-ana""#, &["ana"]),
        (r#"preferred_username ^= "p-""#, &["ana", "anabel", "ben", "Ana"]),
        // White space is free, and an empty filter is none.
        (r#"  email="ben@example.com"  "#, &["ben"]),
        (r#"email   ^=   "ben""#, &["ben"]),
        ("", &["ana", "anabel", "ben", "Ana"]),
    ] {
        // Only without a filter is there a promise about the order.
        let mut found = list(&world, json!({"Filter": filter}));
        let mut expected = expected.to_vec();
        if !filter.is_empty() {
            found.sort();
            expected.sort_unstable();
        }
        assert_eq!(found, expected, "{filter}");
        assert_eq!(
            pages(&world, &json!({"Filter": filter, "Limit": 1})).0.len(),
            expected.len(),
            "{filter}, one by one"
        );
    }
}

#[test]
fn a_status_is_searched_in_any_case_and_enabled_in_one() {
    let world = World::new(74).confirmed("confirmed");
    world.sign_up("unconfirmed").unwrap();
    add(&world, "invited", json!([]));
    for (filter, expected) in [
        (r#"cognito:user_status = "CONFIRMED""#, &["confirmed"][..]),
        (r#"cognito:user_status = "confirmed""#, &["confirmed"]),
        (r#"cognito:user_status = "Unconfirmed""#, &["unconfirmed"]),
        (r#"cognito:user_status = "FORCE_CHANGE_PASSWORD""#, &["invited"]),
        (r#"cognito:user_status = "RESET_REQUIRED""#, &[]),
        (r#"status = "Disabled""#, &[]),
        (r#"status = "enabled""#, &[]),
    ] {
        assert_eq!(list(&world, json!({"Filter": filter})), expected, "{filter}");
    }
    assert_eq!(list(&world, json!({"Filter": r#"status = "Enabled""#})).len(), 3);
    // A search follows a change of status.
    world.pool_ok("AdminConfirmSignUp", json!({"Username": "unconfirmed"}));
    assert_eq!(list(&world, json!({"Filter": r#"cognito:user_status = "UNCONFIRMED""#})), [""; 0]);
    assert_eq!(list(&world, json!({"Filter": r#"cognito:user_status = "CONFIRMED""#})).len(), 2);
}

#[test]
fn a_sub_is_found_by_itself() {
    let world = World::new(75);
    let sub = add(&world, "ana", json!([]));
    add(&world, "ben", json!([]));
    assert_eq!(list(&world, json!({"Filter": format!("sub = \"{sub}\"")})), ["ana"]);
    assert_eq!(list(&world, json!({"Filter": format!("sub = \"{}\"", &sub[..8])})), [""; 0]);
    assert_eq!(list(&world, json!({"Filter": r#"sub = "%/nobody""#})), [""; 0]);
}

#[test]
fn in_a_pool_with_username_attributes_the_username_is_searched_as_the_sub() {
    let world = World::new(76).moved_to(json!({"PoolName": "p", "UsernameAttributes": ["email"]}));
    let sub = add(&world, "ana@example.com", json!([]));
    for filter in [format!("username = \"{sub}\""), r#"email = "ana@example.com""#.into()] {
        assert_eq!(list(&world, json!({"Filter": filter})), [&*sub], "{filter}");
    }
    assert_eq!(list(&world, json!({"Filter": r#"username = "ana@example.com""#})), [""; 0]);
}

#[test]
fn names_of_a_case_insensitive_pool_are_searched_in_any_case() {
    let world = World::new(77).moved_to(json!({
        "PoolName": "p", "AliasAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": false},
    }));
    add(&world, "Ana", attributes(&[("email", "Ana@Example.com"), ("name", "Ana")]));
    for filter in
        [r#"username = "ANA""#, r#"username ^= "aN""#, r#"email = "ANA@EXAMPLE.COM""#, r#"name = "Ana""#]
    {
        assert_eq!(list(&world, json!({"Filter": filter})), ["ana"], "{filter}");
    }
    assert_eq!(list(&world, json!({"Filter": r#"name = "ana""#})), [""; 0]);
}

#[test]
fn quotes_and_backslashes_in_a_value_are_searched_escaped() {
    let world = World::new(78);
    add(&world, "ana", attributes(&[("name", r#"Ana "the" one"#)]));
    add(&world, "ben", attributes(&[("name", r"DOMAIN\ben")]));
    assert_eq!(list(&world, json!({"Filter": r#"name = "Ana \"the\" one""#})), ["ana"]);
    assert_eq!(list(&world, json!({"Filter": r#"name ^= "Ana \"""#})), ["ana"]);
    assert_eq!(list(&world, json!({"Filter": r#"name = "DOMAIN\\ben""#})), ["ben"]);
}

#[test]
fn long_values_are_told_apart_by_their_ends() {
    let world = World::new(79);
    let long = "é/%".repeat(50);
    for number in 0..5 {
        add(&world, &format!("user{number}"), attributes(&[("name", &format!("{long}{}", number % 2))]));
        world.clock.advance(1);
    }
    let short: String = long.chars().take(128).collect();
    add(&world, "short", attributes(&[("name", &short)]));
    let find = |operator: &str, value: &str| {
        pages(&world, &json!({"Filter": format!("name {operator} \"{value}\""), "Limit": 2})).0
    };
    assert_eq!(find("=", &format!("{long}1")), ["user1", "user3"]);
    assert_eq!(find("=", &format!("{long}0")), ["user0", "user2", "user4"]);
    assert_eq!(find("=", &long), [""; 0]);
    assert_eq!(find("=", &short), ["short"]);
    assert_eq!(find("^=", &format!("{long}1")), ["user1", "user3"]);
    assert_eq!(find("^=", &long).len(), 5);
    assert_eq!(find("^=", &short).len(), 6);
}

#[test]
fn a_value_of_the_greatest_length_can_be_stored_and_found() {
    let world = World::new(80);
    let long = "🦀".repeat(1024);
    for name in ["name", "email", "preferred_username"] {
        let text = if name == "email" { format!("{}@x", "a".repeat(2046)) } else { long.clone() };
        add(&world, name, attributes(&[(name, &text)]));
        let start: String = text.chars().take(100).collect();
        assert_eq!(list(&world, json!({"Filter": format!("{name} ^= \"{start}\"")})), [name]);
        world.pool_ok("AdminDeleteUser", json!({"Username": name}));
        assert_eq!(list(&world, json!({"Filter": format!("{name} ^= \"{start}\"")})), [""; 0]);
    }
}

#[test]
fn wrong_filters_are_refused() {
    let world = World::new(81);
    for filter in [
        "email",
        "email =",
        r#"= "ana""#,
        "email = ana",
        "email = 'ana'",
        r#"email = "ana"#,
        r#"email == "ana""#,
        r#"email ~ "ana""#,
        r#"email != "ana""#,
        r#"email = "ana" and name = "Ana""#,
        r#"email = "ana" or email = "ben""#,
    ] {
        assert_eq!(
            world.pool_refused("ListUsers", json!({"Filter": filter})),
            "InvalidParameterException: Error while parsing filter.",
            "{filter}"
        );
    }
    for name in ["custom:foo", "address", "Email", "email_verified"] {
        assert_eq!(
            world.pool_refused("ListUsers", json!({"Filter": format!("{name} = \"x\"")})),
            format!("InvalidParameterException: Invalid search attribute: {name}")
        );
    }
    let longest = format!("name = \"{}\"", "x".repeat(256 - 9));
    assert_eq!(list(&world, json!({"Filter": longest})), [""; 0]);
    let too_long = world.pool_refused("ListUsers", json!({"Filter": format!("{longest} ")}));
    assert!(
        too_long.ends_with(
            "at 'filter' failed to satisfy constraint: Member must have length less than or equal to 256"
        ),
        "{too_long}"
    );
}
