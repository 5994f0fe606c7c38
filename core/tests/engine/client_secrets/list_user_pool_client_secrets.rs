//! `ListUserPoolClientSecrets`.

use serde_json::json;
use userpool::error::InvalidParameter;

use super::{add, confidential, list};
use crate::world::{START, World, refusal};

#[test]
fn the_list_has_ids_and_dates_newest_first() {
    let world = World::new(1);
    let (client, _) = confidential(&world);
    world.clock.advance(10);
    add(&world, &client, json!({}));
    let entry = |created: u64| {
        let id = format!("{}--{created}", client.as_str().unwrap());
        json!({"ClientSecretId": id, "ClientSecretCreateDate": created})
    };
    let start = START.seconds();
    assert_eq!(list(&world, &client), json!([entry(start + 10), entry(start)]));
}

#[test]
fn a_token_is_refused_because_no_response_has_one() {
    let world = World::new(2);
    let (client, _) = confidential(&world);
    let answer =
        world.pool_refused("ListUserPoolClientSecrets", json!({"ClientId": client, "NextToken": "x"}));
    assert_eq!(answer, refusal(InvalidParameter::PaginationToken));
}
