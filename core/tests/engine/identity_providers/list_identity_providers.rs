//! `ListIdentityProviders`.

use serde_json::{Value, json};
use userpool::error::InvalidParameter;

use super::{create, oidc, request};
use crate::world::{START, World, merged, refusal};

fn page(world: &World, more: Value) -> (Vec<String>, Option<Value>) {
    let answer = world.pool_ok("ListIdentityProviders", more);
    let name = |provider: &Value| provider["ProviderName"].as_str().unwrap().to_owned();
    let names = answer["Providers"].as_array().unwrap().iter().map(name).collect();
    (names, answer.get("NextToken").cloned())
}

#[test]
fn a_summary_has_no_details() {
    let world = World::new(1);
    create(&world, request("Acme", "OIDC", &oidc()));
    let now = START.seconds();
    let summary = json!({
        "ProviderName": "Acme", "ProviderType": "OIDC", "CreationDate": now, "LastModifiedDate": now,
    });
    assert_eq!(world.pool_ok("ListIdentityProviders", json!({})), json!({"Providers": [summary]}));
}

#[test]
fn pages_are_in_the_order_of_names_and_end() {
    let world = World::new(2);
    let names: Vec<_> = (0..65).map(|number| format!("Idp{number:02}")).collect();
    for name in names.iter().rev() {
        create(&world, request(name, "OIDC", &oidc()));
    }
    for size in [1, 7, 60] {
        let (mut all, mut token) = page(&world, json!({"MaxResults": size}));
        while let Some(next) = token {
            let (more, after) = page(&world, json!({"MaxResults": size, "NextToken": next}));
            all.extend(more);
            token = after;
        }
        assert_eq!(all, names, "{size}");
    }
    for most in [json!({}), json!({"MaxResults": 0})] {
        assert_eq!(page(&world, most).0.len(), 60);
    }
}

#[test]
fn a_token_of_another_list_and_limits_out_of_range_are_refused() {
    let world = World::new(3);
    for name in ["Acme1", "Acme2"] {
        create(&world, request(name, "OIDC", &oidc()));
        world.pool_ok("CreateGroup", json!({"GroupName": name}));
    }
    let of_groups = world.pool_ok("ListGroups", json!({"Limit": 1}));
    for token in [of_groups["NextToken"].clone(), json!("x")] {
        let refused = world.pool_refused("ListIdentityProviders", json!({"NextToken": token}));
        assert_eq!(refused, refusal(InvalidParameter::PaginationToken));
    }
    let refused = world.pool_refused("ListIdentityProviders", merged(json!({}), &json!({"MaxResults": 61})));
    assert!(refused.contains("'61' at 'maxResults'"), "{refused}");
}
