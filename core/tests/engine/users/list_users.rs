//! `ListUsers`: order, pages, attributes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{add, get, list, names, pages, value};
use crate::world::{START, World, attributes, merged};

#[test]
fn users_are_listed_in_order_of_creation_without_gaps_or_repeats() {
    let world = World::new(70);
    // Names run against time, and every third user shares a moment with the one before.
    let expected: Vec<String> = (0..150).map(|number| format!("user{:03}", 149 - number)).collect();
    for (number, name) in expected.iter().enumerate() {
        add(&world, name, json!([]));
        world.clock.advance(u64::from(number % 3 != 1));
    }
    let at = |name: &str| get(&world, name)["UserCreateDate"].as_u64().unwrap();
    let mut moments: BTreeMap<u64, BTreeSet<&String>> = BTreeMap::new();
    for name in &expected {
        moments.entry(at(name)).or_default().insert(name);
    }
    for (limit, sizes) in [
        (json!(60), vec![60, 60, 30]),
        (json!(0), vec![60, 60, 30]),
        (Value::Null, vec![60, 60, 30]),
        (json!(50), vec![50, 50, 50]),
        (json!(7), [vec![7; 21], vec![3]].concat()),
        (json!(1), vec![1; 150]),
    ] {
        let (all, found) = pages(&world, &json!({"Limit": limit}));
        assert_eq!(found, sizes, "{limit}");
        let mut rest = all.iter();
        for (moment, names) in &moments {
            let here: BTreeSet<_> = rest.by_ref().take(names.len()).collect();
            assert_eq!(&here, names, "{limit} at {moment}");
        }
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 150);
    }
}

#[test]
fn a_limit_is_0_to_60() {
    let world = World::new(71);
    let detected = "InvalidParameterException: 1 validation error detected: Value";
    assert_eq!(
        world.pool_refused("ListUsers", json!({"Limit": 61})),
        format!(
            "{detected} '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60"
        )
    );
    assert_eq!(
        world.pool_refused("ListUsers", json!({"Limit": -1})),
        format!(
            "{detected} '-1' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 0"
        )
    );
    for limit in [0, 60] {
        assert_eq!(world.pool_ok("ListUsers", json!({"Limit": limit})), json!({"Users": []}));
    }
}

#[test]
fn a_list_shows_every_member_of_a_user() {
    let world = World::new(72).confirmed("ana");
    let answer = world.pool_ok("ListUsers", json!({}));
    let sub = value(&answer["Users"][0]["Attributes"], "sub");
    let expected = json!({"Users": [{
        "Username": "ana",
        "Attributes": [
            {"Name": "sub", "Value": sub},
            {"Name": "email", "Value": "ana@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
        "UserCreateDate": START.seconds(),
        "UserLastModifiedDate": START.seconds(),
        "Enabled": true,
        "UserStatus": "CONFIRMED",
    }]});
    assert_eq!(answer, expected);
}

#[test]
fn only_attributes_that_every_user_of_the_page_has_can_be_asked_for() {
    let world = World::new(82).moved_to(json!({"PoolName": "p", "Schema": [
        {"Name": "team", "AttributeDataType": "String", "Mutable": true},
    ]}));
    for (name, team) in [("ana", "red"), ("ben", "blue")] {
        add(&world, name, attributes(&[("name", name), ("custom:team", team), ("email", "x@example.com")]));
        world.clock.advance(1);
    }
    let answer = world.pool_ok("ListUsers", json!({"AttributesToGet": ["custom:team", "name"]}));
    let shown: Vec<_> =
        answer["Users"].as_array().unwrap().iter().map(|user| user["Attributes"].clone()).collect();
    let expected = [("ana", "red"), ("ben", "blue")]
        .map(|(name, team)| attributes(&[("custom:team", team), ("name", name)]));
    assert_eq!(shown, expected);
    assert_eq!(
        answer["Users"][0].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["Attributes", "Enabled", "UserCreateDate", "UserLastModifiedDate", "UserStatus", "Username"]
    );
    let answer = world.pool_ok("ListUsers", json!({"AttributesToGet": [], "Limit": 1}));
    let mut shown = world.pool_ok("ListUsers", json!({}))["Users"][0].clone();
    shown["Attributes"] = json!([]);
    assert_eq!(answer["Users"], json!([shown]), "an empty list asks for no attributes");
    let mut next = json!({"PaginationToken": answer["PaginationToken"], "Limit": 1});
    assert_eq!(
        world.pool_refused("ListUsers", next.clone()),
        "InvalidParameterException: Invalid pagination token",
        "all attributes are another list"
    );
    next["AttributesToGet"] = json!([]);
    assert_eq!(list(&world, next), ["ben"]);

    let refused = |names: Value| world.pool_refused("ListUsers", json!({"AttributesToGet": names}));
    let unknown = "InvalidParameterException: One or more requested attributes do not exist.";
    assert_eq!(refused(json!(["phone_number"])), unknown, "nobody has one");
    assert_eq!(refused(json!(["name", "nothing"])), unknown);
    assert_eq!(refused(json!(["custom:nothing"])), unknown);
    assert_eq!(refused(json!(["sub"])), "InvalidParameterException: Input fails to satisfy the constraints.");
    assert_eq!(
        refused(json!(["name", "sub"])),
        "InvalidParameterException: Input fails to satisfy the constraints."
    );

    add(&world, "cid", attributes(&[("name", "cid")]));
    assert_eq!(refused(json!(["custom:team"])), unknown, "one of the page has none");
    let first = json!({"AttributesToGet": ["custom:team"], "Limit": 2});
    assert_eq!(list(&world, first), ["ana", "ben"]);
    let filtered = json!({"AttributesToGet": ["custom:team"], "Filter": "name = \"ana\""});
    assert_eq!(list(&world, filtered), ["ana"]);
}

#[test]
fn a_token_works_for_its_own_list_for_an_hour() {
    let world = World::new(83);
    for number in 0..5 {
        add(&world, &format!("user{number}"), attributes(&[("name", "x")]));
        world.clock.advance(1);
    }
    let token = world.pool_ok("ListUsers", json!({"Limit": 2}))["PaginationToken"].clone();
    let refused = |more: Value| {
        let refusal = world.pool_refused("ListUsers", merged(json!({"PaginationToken": token}), &more));
        assert_eq!(refusal, "InvalidParameterException: Invalid pagination token", "{more}");
    };
    refused(json!({"Filter": "name = \"x\""}));
    refused(json!({"AttributesToGet": ["name"]}));
    refused(json!({"PaginationToken": "garbage"}));
    refused(json!({"PaginationToken": "é%🦀"}));
    let text = token.as_str().unwrap();
    let flipped = if text.ends_with('A') { "B" } else { "A" };
    refused(json!({"PaginationToken": format!("{}{flipped}", &text[..text.len() - 1])}));
    refused(json!({"PaginationToken": &text[..text.len() / 2]}));
    refused(json!({"PaginationToken": format!("{text}{text}")}));
    assert!(!text.contains("user"), "{text}");

    let filtered = world.pool_ok("ListUsers", json!({"Limit": 2, "Filter": "name = \"x\""}));
    refused(json!({"PaginationToken": filtered["PaginationToken"]}));
    refused(json!({"PaginationToken": filtered["PaginationToken"], "Filter": "name ^= \"x\""}));

    let empty = world.pool_refused("ListUsers", json!({"PaginationToken": ""}));
    assert!(
        empty.contains("at 'paginationToken' failed to satisfy constraint: Member must have length greater than or equal to 1"),
        "{empty}"
    );

    world.clock.advance(3599);
    assert_eq!(list(&world, json!({"PaginationToken": token, "Limit": 2})), ["user2", "user3"]);
    world.clock.advance(1);
    refused(json!({}));

    let world = world.moved_to(json!({"PoolName": "other"}));
    let request = json!({"PaginationToken": filtered["PaginationToken"], "Filter": "name = \"x\""});
    assert_eq!(
        world.pool_refused("ListUsers", request),
        "InvalidParameterException: Invalid pagination token"
    );
}

#[test]
fn deletions_between_two_pages_leave_no_gap_and_new_users_come_last() {
    let world = World::new(84);
    for number in 0..6 {
        add(&world, &format!("user{number}"), json!([]));
        world.clock.advance(1);
    }
    let first = world.pool_ok("ListUsers", json!({"Limit": 2}));
    assert_eq!(names(&first), ["user0", "user1"]);
    // The last user of the page, to which the token points; the first of the next; and a newcomer.
    for name in ["user1", "user2"] {
        world.pool_ok("AdminDeleteUser", json!({"Username": name}));
    }
    add(&world, "user9", json!([]));
    let rest = pages(&world, &json!({"Limit": 2, "PaginationToken": first["PaginationToken"]})).0;
    assert_eq!(rest, ["user3", "user4", "user5", "user9"]);
}
