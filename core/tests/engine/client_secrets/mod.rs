//! Secrets of app clients, and their replacement.

mod add_user_pool_client_secret;
mod delete_user_pool_client_secret;
mod list_user_pool_client_secrets;
mod secret_hash;

use std::sync::{Arc, atomic::Ordering};

use serde_json::{Value, json};
use userpool::operations::{DescribeUserPoolClient, ListUserPoolClientSecrets};

use crate::world::{Faulty, World, merged};

const OWN: &str = "Own_secret+of_the_caller_0";

/// A client with a generated secret: its id and the secret.
fn confidential(world: &World) -> (Value, String) {
    let request = json!({
        "ClientName": "c", "GenerateSecret": true, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
    });
    let client = world.pool_ok("CreateUserPoolClient", request)["UserPoolClient"].clone();
    (client["ClientId"].clone(), client["ClientSecret"].as_str().unwrap().to_owned())
}

#[track_caller]
fn add(world: &World, client: &Value, more: Value) -> Value {
    let request = merged(json!({"ClientId": client}), &more);
    world.pool_ok("AddUserPoolClientSecret", request)["ClientSecretDescriptor"].clone()
}

#[track_caller]
fn list(world: &World, client: &Value) -> Value {
    let answer = world.pool_ok("ListUserPoolClientSecrets", json!({"ClientId": client}));
    assert_eq!(answer.as_object().unwrap().len(), 1, "{answer}");
    answer["ClientSecrets"].clone()
}

#[track_caller]
fn ids(world: &World, client: &Value) -> Vec<String> {
    let secrets = list(world, client);
    let id = |secret: &Value| secret["ClientSecretId"].as_str().unwrap().to_owned();
    secrets.as_array().unwrap().iter().map(id).collect()
}

fn delete(world: &World, client: &Value, id: &str) -> Result<Value, String> {
    let request = json!({"UserPoolId": world.pool, "ClientId": client, "ClientSecretId": id});
    world.call("DeleteUserPoolClientSecret", &request)
}

#[test]
fn a_fault_of_the_store_has_the_name_that_these_operations_have_for_it() {
    let store = Arc::new(Faulty::default());
    let world = World::with(40, Arc::clone(&store), |_| {}, |_| {});
    let (client, _) = confidential(&world);
    let request = json!({"ClientId": client, "ClientSecretId": "c--1"});
    for (operation, name) in [
        ("AddUserPoolClientSecret", "InternalServerException"),
        ("ListUserPoolClientSecrets", "InternalServerException"),
        ("DeleteUserPoolClientSecret", "InternalServerException"),
        ("DescribeUserPoolClient", "InternalErrorException"),
    ] {
        store.calls_left.store(1, Ordering::SeqCst);
        let refused = world.pool_refused(operation, request.clone());
        assert_eq!(refused, format!("{name}: Internal server error"), "{operation}");
    }

    let (user_pool_id, client_id) = (world.pool.clone(), client.as_str().unwrap().to_owned());
    store.calls_left.store(1, Ordering::SeqCst);
    let list = ListUserPoolClientSecrets {
        user_pool_id: user_pool_id.clone(),
        client_id: client_id.clone(),
        ..Default::default()
    };
    assert_eq!(world.send(list).unwrap_err().name(), "InternalServerException");
    store.calls_left.store(1, Ordering::SeqCst);
    let describe = DescribeUserPoolClient { user_pool_id, client_id };
    assert_eq!(world.send(describe).unwrap_err().name(), "InternalErrorException");
}
