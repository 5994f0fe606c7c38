//! App clients.

mod client_secret;
mod create_user_pool_client;
mod delete_user_pool_client;
mod list_user_pool_clients;
mod rules;
mod update_user_pool_client;

use serde_json::{Value, json};

use crate::world::{START, World, merged};

const DETECTED: &str = "InvalidParameterException: 1 validation error detected: Value";

#[track_caller]
fn create(world: &World, more: Value) -> Value {
    world.pool_ok("CreateUserPoolClient", merged(json!({"ClientName": "c"}), &more))["UserPoolClient"].clone()
}

#[track_caller]
fn describe(world: &World, id: &Value) -> Value {
    world.pool_ok("DescribeUserPoolClient", json!({"ClientId": id}))["UserPoolClient"].clone()
}

#[track_caller]
fn update(world: &World, id: &Value, more: Value) -> Value {
    world.pool_ok("UpdateUserPoolClient", merged(json!({"ClientId": id}), &more))["UserPoolClient"].clone()
}

/// Section 4.2: a client made with a name only.
fn defaults(world: &World, id: &Value) -> Value {
    json!({
        "UserPoolId": world.pool,
        "ClientName": "c",
        "ClientId": id,
        "LastModifiedDate": START.seconds(),
        "CreationDate": START.seconds(),
        "RefreshTokenValidity": 30,
        "TokenValidityUnits": {},
        "AllowedOAuthFlowsUserPoolClient": false,
        "EnableTokenRevocation": true,
        "EnablePropagateAdditionalUserContextData": false,
        "AuthSessionValidity": 3,
    })
}
