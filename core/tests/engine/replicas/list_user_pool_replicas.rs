//! `ListUserPoolReplicas`.

use serde_json::json;
use userpool::error::InvalidParameter;

use super::{list, replica};
use crate::world::{REGION, World, refusal};

#[test]
fn a_pool_without_replicas_lists_itself() {
    let world = World::new(1);
    assert_eq!(list(&world), [replica(&world, REGION, "ACTIVE")]);
}

#[test]
fn a_token_is_refused_because_no_response_has_one() {
    let answer = World::new(2).pool_refused("ListUserPoolReplicas", json!({"NextToken": "x"}));
    assert_eq!(answer, refusal(InvalidParameter::PaginationToken));
}
