//! Groups: their lists, their members, and what tokens say of them.

use serde_json::{Value, json};
use userpool::{operations::*, storage::MemoryStorage};

use crate::world::{Racer, World, Yielding, claims, interleave, merged};

const UNKNOWN: &str = "ResourceNotFoundException: Group not found.";
const UNKNOWN_USER: &str = "UserNotFoundException: User does not exist.";

fn role(name: &str) -> String {
    format!("arn:aws:iam::123456789012:role/{name}")
}

fn create(world: &World, name: &str, others: Value) -> Value {
    world.pool_ok("CreateGroup", merged(json!({"GroupName": name}), &others))["Group"].clone()
}

fn add(world: &World, user: &str, group: &str) {
    let answer = world.pool_ok("AdminAddUserToGroup", json!({"Username": user, "GroupName": group}));
    assert_eq!(answer, json!({}));
}

fn remove(world: &World, user: &str, group: &str) {
    let answer = world.pool_ok("AdminRemoveUserFromGroup", json!({"Username": user, "GroupName": group}));
    assert_eq!(answer, json!({}));
}

fn names(answer: &Value, list: &str, member: &str) -> Vec<String> {
    answer[list].as_array().unwrap().iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
}

fn members(world: &World, group: &str) -> Vec<String> {
    names(&world.pool_ok("ListUsersInGroup", json!({"GroupName": group})), "Users", "Username")
}

fn groups_of(world: &World, user: &str) -> Vec<String> {
    names(&world.pool_ok("AdminListGroupsForUser", json!({"Username": user})), "Groups", "GroupName")
}

/// All pages of a list, in pages of `size`.
fn pages(
    world: &World,
    operation: &str,
    request: &Value,
    size: u32,
    list: &str,
    member: &str,
) -> Vec<String> {
    let mut all = Vec::new();
    let mut request = merged(request.clone(), &json!({ "Limit": size }));
    loop {
        let page = world.pool_ok(operation, request.clone());
        assert!(page[list].as_array().unwrap().len() <= size as usize);
        all.extend(names(&page, list, member));
        let Some(token) = page.get("NextToken") else { return all };
        request["NextToken"] = token.clone();
    }
}

#[test]
fn a_group_is_made_read_changed_and_deleted() {
    let world = World::new(1);
    let made = create(&world, "Admins", json!({}));
    let now = world.clock.now().seconds();
    let bare = json!({
        "GroupName": "Admins", "UserPoolId": world.pool, "CreationDate": now, "LastModifiedDate": now,
    });
    assert_eq!(made, bare);
    assert_eq!(world.pool_ok("GetGroup", json!({"GroupName": "Admins"}))["Group"], bare);

    world.clock.advance(5);
    let change =
        json!({"GroupName": "Admins", "Description": "They may.", "RoleArn": role("a"), "Precedence": 0});
    let changed = world.pool_ok("UpdateGroup", change)["Group"].clone();
    let full = merged(
        bare,
        &json!({"Description": "They may.", "RoleArn": role("a"), "Precedence": 0, "LastModifiedDate": now + 5}),
    );
    assert_eq!(changed, full);
    // What is left out stays.
    let changed =
        world.pool_ok("UpdateGroup", json!({"GroupName": "Admins", "Precedence": 7}))["Group"].clone();
    assert_eq!(changed, merged(full, &json!({"Precedence": 7})));

    assert_eq!(world.pool_ok("DeleteGroup", json!({"GroupName": "Admins"})), json!({}));
    for operation in ["GetGroup", "UpdateGroup", "DeleteGroup", "ListUsersInGroup"] {
        assert_eq!(world.pool_refused(operation, json!({"GroupName": "Admins"})), UNKNOWN);
    }
}

#[test]
fn names_that_differ_in_case_are_one_name() {
    let world = World::new(2);
    create(&world, "ADMINS", json!({}));
    for name in ["ADMINS", "Admins"] {
        assert_eq!(
            world.pool_refused("CreateGroup", json!({"GroupName": name})),
            "GroupExistsException: A group with the name already exists"
        );
    }
}

#[test]
fn requests_are_checked_like_the_model_says() {
    let world = World::new(3);
    for request in [
        json!({"GroupName": ""}),
        json!({"GroupName": "a b"}),
        json!({"GroupName": "g", "Precedence": -1}),
        json!({"GroupName": "g", "RoleArn": "arn:nothing"}),
    ] {
        let refused = world.pool_refused("CreateGroup", request.clone());
        assert!(refused.contains("failed to satisfy constraint: Member must"), "{refused}");
    }
    let refused = world.pool_refused("ListGroups", json!({"NextToken": "nonsense"}));
    assert_eq!(refused, "InvalidParameterException: Invalid pagination token");
}

#[test]
fn members_come_and_go_and_doing_it_twice_is_no_error() {
    let world = World::new(4).confirmed("ana").confirmed("bob");
    create(&world, "red", json!({}));
    create(&world, "blue", json!({"Precedence": 1}));
    for _ in 0..2 {
        add(&world, "ana", "red");
    }
    let sub = world.pool_ok("AdminGetUser", json!({"Username": "ana"}))["UserAttributes"][0]["Value"].clone();
    add(&world, sub.as_str().unwrap(), "blue");
    add(&world, "bob", "red");
    assert_eq!(groups_of(&world, "ana"), ["blue", "red"]);
    assert_eq!(
        (members(&world, "red"), members(&world, "blue")),
        (vec!["ana".into(), "bob".into()], vec!["ana".into()])
    );
    let shown = world.pool_ok("ListUsersInGroup", json!({"GroupName": "blue"}))["Users"][0].clone();
    assert_eq!(shown, world.pool_ok("ListUsers", json!({"Filter": "username = \"ana\""}))["Users"][0]);

    for _ in 0..2 {
        remove(&world, "ana", "red");
    }
    assert_eq!(groups_of(&world, "ana"), ["blue"]);
    assert_eq!(members(&world, "red"), ["bob"]);

    for operation in ["AdminAddUserToGroup", "AdminRemoveUserFromGroup"] {
        let refused = |user: &str, group: &str| {
            world.pool_refused(operation, json!({"Username": user, "GroupName": group}))
        };
        assert_eq!(refused("eve", "red"), UNKNOWN_USER);
        assert_eq!(refused("ana", "green"), UNKNOWN);
    }
    assert_eq!(world.pool_refused("AdminListGroupsForUser", json!({"Username": "eve"})), UNKNOWN_USER);
}

#[test]
fn tokens_name_the_groups_by_precedence_and_their_roles() {
    let world = World::new(5).confirmed("ana");
    let tokens = world.tokens("ana");
    for token in [&tokens.access_token, &tokens.id_token] {
        let claims = claims(token);
        for claim in ["cognito:groups", "cognito:roles", "cognito:preferred_role"] {
            assert!(claims.get(claim).is_none());
        }
    }
    create(&world, "weak", json!({"RoleArn": role("weak")}));
    create(&world, "plain", json!({"Precedence": 0}));
    create(&world, "strong", json!({"Precedence": 1, "RoleArn": role("strong")}));
    for group in ["weak", "plain", "strong"] {
        add(&world, "ana", group);
    }
    let groups = json!(["plain", "strong", "weak"]);
    let refresh = tokens.refresh_token.unwrap();
    let renewed = world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh)]).unwrap();
    for tokens in [world.tokens("ana"), renewed.authentication_result.unwrap()] {
        let (access, id) = (claims(&tokens.access_token), claims(&tokens.id_token));
        assert_eq!((&access["cognito:groups"], &id["cognito:groups"]), (&groups, &groups));
        assert!(access.get("cognito:roles").is_none() && access.get("cognito:preferred_role").is_none());
        assert_eq!(id["cognito:roles"], json!([role("strong"), role("weak")]));
        assert_eq!(id["cognito:preferred_role"], role("strong"));
        world.get_user(&tokens).unwrap();
    }
    // Two that are equally strong prefer none.
    create(&world, "rival", json!({"Precedence": 1, "RoleArn": role("rival")}));
    add(&world, "ana", "rival");
    let id = claims(&world.tokens("ana").id_token);
    assert!(id.get("cognito:preferred_role").is_none());
    assert_eq!(id["cognito:roles"].as_array().unwrap().len(), 3);
}

#[test]
fn a_deleted_group_leaves_its_members_and_its_name_but_no_memberships() {
    let world = World::new(6);
    create(&world, "red", json!({}));
    let users: Vec<String> = (0..50).map(|index| format!("user{index:02}")).collect();
    for user in &users {
        world.pool_ok("AdminCreateUser", json!({"Username": user, "MessageAction": "SUPPRESS"}));
        add(&world, user, "red");
    }
    assert_eq!(
        pages(&world, "ListUsersInGroup", &json!({"GroupName": "red"}), 7, "Users", "Username"),
        users
    );
    world.pool_ok("DeleteGroup", json!({"GroupName": "red"}));
    assert_eq!(groups_of(&world, "user00"), [""; 0]);
    world.pool_ok("AdminGetUser", json!({"Username": "user00"}));

    create(&world, "red", json!({}));
    assert_eq!(groups_of(&world, "user00"), [""; 0]);
    assert_eq!(members(&world, "red"), [""; 0]);
    add(&world, "user49", "red");
    assert_eq!(
        (members(&world, "red"), groups_of(&world, "user49")),
        (vec!["user49".into()], vec!["red".into()])
    );
}

#[test]
fn a_new_user_with_the_name_of_a_deleted_one_is_in_no_group() {
    let world = World::new(7).confirmed("ana");
    for index in 0..45 {
        create(&world, &format!("g{index}"), json!({}));
        add(&world, "ana", &format!("g{index}"));
    }
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    let world = world.confirmed("ana");
    assert_eq!(groups_of(&world, "ana"), [""; 0]);
    for index in [0, 44] {
        assert_eq!(members(&world, &format!("g{index}")), [""; 0]);
    }
    assert!(claims(&world.tokens("ana").access_token).get("cognito:groups").is_none());
}

#[test]
fn a_user_is_in_a_hundred_groups_at_most_and_can_still_use_their_token() {
    let world = World::new(8).confirmed("ana");
    let name = |index: usize| format!("{index:03}{}", "ü".repeat(125));
    for index in 0..=100 {
        create(&world, &name(index), json!({"Precedence": 100 - index}));
    }
    for index in 0..100 {
        add(&world, "ana", &name(index));
    }
    let over = json!({"Username": "ana", "GroupName": name(100)});
    assert_eq!(
        world.pool_refused("AdminAddUserToGroup", over),
        "LimitExceededException: A user can be a member of at most 100 groups."
    );
    let tokens = world.tokens("ana");
    assert_eq!(claims(&tokens.access_token)["cognito:groups"].as_array().unwrap().len(), 100);
    world.get_user(&tokens).unwrap();

    let request = json!({"Username": "ana"});
    let mut expected: Vec<String> = (0..100).map(name).collect();
    expected.reverse();
    assert_eq!(pages(&world, "AdminListGroupsForUser", &request, 33, "Groups", "GroupName"), expected);
    assert_eq!(groups_of(&world, "ana").len(), 60);
    assert_eq!(pages(&world, "ListGroups", &json!({}), 60, "Groups", "GroupName").len(), 101);
    // Those of a deleted group do not count.
    world.pool_ok("DeleteGroup", json!({"GroupName": name(0)}));
    add(&world, "ana", &name(100));
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
}

#[test]
fn a_token_of_a_page_means_nothing_for_another_list() {
    let world = World::new(9).confirmed("ana");
    for group in ["a", "b"] {
        create(&world, group, json!({}));
        add(&world, "ana", group);
    }
    let token = world.pool_ok("ListGroups", json!({"Limit": 1}))["NextToken"].clone();
    let other = json!({"Username": "ana", "NextToken": token});
    let refused = world.pool_refused("AdminListGroupsForUser", other);
    assert_eq!(refused, "InvalidParameterException: Invalid pagination token");
}

#[test]
fn a_group_deleted_while_a_member_joins_has_no_member_in_every_order() {
    for seed in 0..200 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {}).confirmed("ana");
        create(&world, "red", json!({}));
        let (pool, name) = (world.pool.clone(), "red".to_owned());
        let join = AdminAddUserToGroup {
            user_pool_id: pool.clone(),
            username: "ana".into(),
            group_name: name.clone(),
        };
        let delete = DeleteGroup { user_pool_id: pool, group_name: name };
        let outcomes = interleave(
            seed,
            vec![
                Box::pin(async { world.engine.send(join).await.map(|_| ()) }) as Racer<'_, ()>,
                Box::pin(async { world.engine.send(delete).await.map(|_| ()) }),
            ],
        );
        assert!(outcomes[1].is_ok());
        assert_eq!(groups_of(&world, "ana"), [""; 0], "seed {seed}");
        create(&world, "red", json!({}));
        assert_eq!(members(&world, "red"), [""; 0], "seed {seed}");
    }
}

/// Few groups are read along with a sign-in; many are read one by one, and the tokens say the same.
#[test]
fn tokens_name_groups_of_pools_with_few_and_with_many() {
    let world = World::new(12).confirmed("ana");
    let claim = |name: &str| claims(&world.tokens("ana").id_token).get(name).cloned().unwrap_or_default();
    for number in 0..60 {
        create(&world, &format!("g{number}"), json!({"RoleArn": role("old"), "Precedence": number}));
        if number % 10 == 0 {
            add(&world, "ana", &format!("g{number}"));
        }
        let joined: Vec<_> = (0..=number).step_by(10).map(|number| format!("g{number}")).collect();
        assert_eq!(claim("cognito:groups"), json!(joined));
    }
    world.pool_ok("DeleteGroup", json!({"GroupName": "g0"}));
    world.pool_ok("UpdateGroup", json!({"GroupName": "g10", "RoleArn": role("new"), "Precedence": 58}));
    assert_eq!(claim("cognito:groups"), json!(["g20", "g30", "g40", "g50", "g10"]));
    assert_eq!(claim("cognito:roles"), json!([role("old"), role("new")]));
    for number in 1..60 {
        world.pool_ok("DeleteGroup", json!({ "GroupName": format!("g{number}") }));
    }
    assert_eq!(claim("cognito:groups"), Value::Null);
    create(&world, "g10", json!({}));
    assert_eq!(claim("cognito:groups"), Value::Null, "the name is another group's now");
    add(&world, "ana", "g10");
    assert_eq!(claim("cognito:groups"), json!(["g10"]));
}

#[test]
fn changes_of_few_groups_are_in_the_next_token() {
    let world = World::new(13).confirmed("ana");
    let groups = || {
        let claims = claims(&world.tokens("ana").id_token);
        (claims["cognito:groups"].clone(), claims["cognito:preferred_role"].clone())
    };
    for (name, precedence) in [("a", 1), ("b", 2)] {
        create(&world, name, json!({"Description": "x", "RoleArn": role(name), "Precedence": precedence}));
        add(&world, "ana", name);
    }
    assert_eq!(groups(), (json!(["a", "b"]), json!(role("a"))));
    world.pool_ok("UpdateGroup", json!({"GroupName": "a", "Precedence": 3}));
    assert_eq!(groups(), (json!(["b", "a"]), json!(role("b"))));
    world.pool_ok("DeleteGroup", json!({"GroupName": "b"}));
    create(&world, "b", json!({}));
    assert_eq!(groups(), (json!(["a"]), json!(role("a"))));
    let described = world.pool_ok("GetGroup", json!({"GroupName": "a"}));
    assert_eq!(described["Group"]["Description"], "x");
}
