//! `ListUserPoolClients`.

use serde_json::{Value, json};

use super::{DETECTED, create};
use crate::world::World;

#[test]
fn clients_are_listed_in_short_and_in_pages_without_gaps_or_repeats() {
    let world = World::new(40);
    let mut expected = vec![world.client.clone()];
    for _ in 0..6 {
        let client = create(&world, json!({"GenerateSecret": true}));
        expected.push(client["ClientId"].as_str().unwrap().to_owned());
    }
    expected.sort();
    for limit in [json!(1), json!(3), json!(7), json!(60), Value::Null] {
        let (mut all, mut request) = (Vec::new(), json!({"MaxResults": limit}));
        loop {
            let answer = world.pool_ok("ListUserPoolClients", request.clone());
            for client in answer["UserPoolClients"].as_array().unwrap() {
                let members: Vec<_> = client.as_object().unwrap().keys().collect();
                assert_eq!(members, ["ClientId", "ClientName", "UserPoolId"]);
                assert_eq!(client["UserPoolId"], *world.pool);
                all.push(client["ClientId"].as_str().unwrap().to_owned());
            }
            match answer.get("NextToken") {
                Some(token) => request["NextToken"] = token.clone(),
                None => break,
            }
        }
        all.sort();
        assert_eq!(all, expected, "{limit}");
    }
}

#[test]
fn a_page_of_clients_has_one_to_sixty_and_a_token_of_its_pool() {
    let world = World::new(41);
    create(&world, json!({}));
    let failed = "at 'maxResults' failed to satisfy constraint: Member must have value";
    assert_eq!(
        world.pool_refused("ListUserPoolClients", json!({"MaxResults": 0})),
        format!("{DETECTED} '0' {failed} greater than or equal to 1")
    );
    assert_eq!(
        world.pool_refused("ListUserPoolClients", json!({"MaxResults": 61})),
        format!("{DETECTED} '61' {failed} less than or equal to 60")
    );
    let bad = "InvalidParameterException: Invalid pagination token";
    assert_eq!(world.pool_refused("ListUserPoolClients", json!({"NextToken": "garbage"})), bad);
    let token = world.pool_ok("ListUserPoolClients", json!({"MaxResults": 1}))["NextToken"].clone();
    let users = world.pool_refused("ListUsers", json!({"PaginationToken": token}));
    assert_eq!(users, bad, "a token of another operation");
    let world = world.moved_to(json!({"PoolName": "other"}));
    assert_eq!(world.pool_refused("ListUserPoolClients", json!({"NextToken": token})), bad);
}
