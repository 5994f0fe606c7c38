//! Secrets of app clients, and their replacement.

mod add_user_pool_client_secret;
mod delete_user_pool_client_secret;
mod list_user_pool_client_secrets;
mod secret_hash;

use serde_json::{Value, json};

use crate::world::{World, merged};

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
