//! `ListUserPools`.

use serde_json::{Value, json};

use super::{DETECTED, create};
use crate::world::{START, World};

fn listed(answer: &Value) -> Vec<String> {
    answer["UserPools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pool| pool["Id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn pools_are_listed_in_pages_without_gaps_or_repeats() {
    let world = World::new(40);
    let mut expected = vec![world.pool.clone()];
    for _ in 0..6 {
        world.clock.advance(1);
        expected.push(create(&world, json!({}))["Id"].as_str().unwrap().to_owned());
    }
    for limit in [1, 2, 3, 6, 7, 8, 60] {
        let (mut all, mut request) = (Vec::new(), json!({"MaxResults": limit}));
        loop {
            let answer = world.ok("ListUserPools", request.clone());
            assert!(listed(&answer).len() <= limit);
            all.extend(listed(&answer));
            match answer.get("NextToken") {
                Some(token) => request["NextToken"] = token.clone(),
                None => break,
            }
        }
        assert_eq!(all, expected, "{limit}");
    }
}

#[test]
fn a_list_shows_a_pool_in_short() {
    let world = World::new(41);
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    world.clock.advance(5);
    world.pool_ok("UpdateUserPool", json!({"LambdaConfig": {"PreSignUp": arn}}));
    let expected = json!({"UserPools": [{
        "Id": world.pool,
        "Name": "test",
        "LambdaConfig": {"PreSignUp": arn},
        "LastModifiedDate": START.seconds() + 5,
        "CreationDate": START.seconds(),
    }]});
    assert_eq!(world.ok("ListUserPools", json!({"MaxResults": 60})), expected);
}

#[test]
fn a_list_needs_a_size_of_one_to_sixty() {
    let world = World::new(42);
    let failed = "at 'maxResults' failed to satisfy constraint: Member must";
    assert_eq!(world.refused("ListUserPools", json!({})), format!("{DETECTED} null {failed} not be null"));
    assert_eq!(
        world.refused("ListUserPools", json!({"MaxResults": 0})),
        format!("{DETECTED} '0' {failed} have value greater than or equal to 1")
    );
    assert_eq!(
        world.refused("ListUserPools", json!({"MaxResults": 61})),
        format!("{DETECTED} '61' {failed} have value less than or equal to 60")
    );
}

#[test]
fn a_region_lists_its_own_pools_and_its_own_tokens() {
    let world = World::new(43);
    let make = |region| {
        world.clock.advance(1);
        let pool = world.call_in(region, "CreateUserPool", &json!({"PoolName": "p"})).unwrap();
        pool["UserPool"]["Id"].as_str().unwrap().to_owned()
    };
    let list = |region, request: Value| world.call_in(region, "ListUserPools", &request);
    let here = [world.pool.clone(), make("us-east-1")];
    let there = [make("eu-west-1"), make("eu-west-1"), make("eu-west-1")];
    assert!(there.iter().all(|id| id.starts_with("eu-west-1_")));
    assert_eq!(listed(&list("us-east-1", json!({"MaxResults": 60})).unwrap()), here);
    assert_eq!(listed(&list("eu-west-1", json!({"MaxResults": 60})).unwrap()), there);
    assert_eq!(list("eu-west", json!({"MaxResults": 60})).unwrap(), json!({"UserPools": []}));

    let token = list("eu-west-1", json!({"MaxResults": 1})).unwrap()["NextToken"].clone();
    let bad = Err("InvalidParameterException: Invalid pagination token".to_owned());
    assert_eq!(list("us-east-1", json!({"MaxResults": 1, "NextToken": token})), bad);
    for garbage in ["garbage", "%", "é"] {
        assert_eq!(list("eu-west-1", json!({"MaxResults": 1, "NextToken": garbage})), bad);
    }
    assert_eq!(listed(&list("eu-west-1", json!({"MaxResults": 2, "NextToken": token})).unwrap()), there[1..]);
}
