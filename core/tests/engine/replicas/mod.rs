//! Replicas of a pool in other regions.

mod create_user_pool_replica;
mod delete_user_pool_replica;
mod list_user_pool_replicas;
mod update_user_pool_replica;

use serde_json::{Value, json};

use crate::world::{REGION, World};

/// A pool that may have replicas.
fn replicated(seed: u64) -> World {
    let arn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1";
    let key = json!({"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": arn});
    World::new(seed).moved_to(json!({"PoolName": "p", "KeyConfiguration": key}))
}

fn call(world: &World, operation: &str, region: &str) -> Result<Value, String> {
    let mut request = json!({"UserPoolId": world.pool, "RegionName": region});
    if operation == "UpdateUserPoolReplica" {
        request["Status"] = json!("ACTIVE");
    }
    world.call(operation, &request)
}

#[track_caller]
fn create(world: &World, region: &str) -> Value {
    call(world, "CreateUserPoolReplica", region).unwrap()["UserPoolReplica"].take()
}

fn update(world: &World, region: &str, status: &str) -> Value {
    let request = json!({"RegionName": region, "Status": status});
    world.pool_ok("UpdateUserPoolReplica", request)["UserPoolReplica"].take()
}

fn list(world: &World) -> Vec<Value> {
    let answer = world.pool_ok("ListUserPoolReplicas", json!({}));
    assert_eq!(answer.as_object().unwrap().len(), 1, "{answer}");
    answer["UserPoolReplicas"].as_array().unwrap().clone()
}

fn replica(world: &World, region: &str, status: &str) -> Value {
    let role = if region == REGION { "PRIMARY" } else { "SECONDARY" };
    let primary = world.pool_ok("DescribeUserPool", json!({}));
    let arn = primary["UserPool"]["Arn"].as_str().unwrap().replacen(REGION, region, 1);
    json!({"RegionName": region, "Status": status, "Role": role, "UserPoolArn": arn})
}
