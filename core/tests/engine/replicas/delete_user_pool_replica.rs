//! `DeleteUserPoolReplica`.

use serde_json::json;
use userpool::error::InvalidParameter;

use super::{call, create, list, replica, replicated, update};
use crate::world::{REGION, refusal};

#[test]
fn an_inactive_replica_is_deleted_at_once() {
    let world = replicated(1);
    create(&world, "eu-west-1");
    create(&world, "eu-west-2");
    let deleted = call(&world, "DeleteUserPoolReplica", "eu-west-1");
    assert_eq!(deleted, Ok(json!({"UserPoolReplica": replica(&world, "eu-west-1", "DELETING")})));
    assert_eq!(list(&world), [replica(&world, REGION, "ACTIVE"), replica(&world, "eu-west-2", "INACTIVE")]);
    create(&world, "eu-west-1");
}

#[test]
fn an_active_replica_must_be_deactivated_first() {
    let world = replicated(2);
    create(&world, "eu-west-1");
    update(&world, "eu-west-1", "ACTIVE");
    let active = refusal(InvalidParameter::ReplicaActive("eu-west-1".to_owned()));
    assert_eq!(call(&world, "DeleteUserPoolReplica", "eu-west-1"), Err(active));
    update(&world, "eu-west-1", "INACTIVE");
    assert!(call(&world, "DeleteUserPoolReplica", "eu-west-1").is_ok());
}
