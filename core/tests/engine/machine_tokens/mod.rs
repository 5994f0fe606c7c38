//! Tokens of app clients for themselves, and tokens derived from others.

mod get_client_token;
mod get_derived_token;

use serde_json::{Value, json};

use crate::world::{World, claims, merged};

/// A pool with a resource server `api` and a user `ana`.
fn world(seed: u64) -> World {
    with_api(World::new(seed).confirmed("ana"))
}

fn with_api(world: World) -> World {
    resource_server(&world, "api", &["read", "write"]);
    world
}

fn resource_server(world: &World, identifier: &str, scopes: &[&str]) {
    let scope = |name: &&str| json!({"ScopeName": name, "ScopeDescription": "a scope"});
    let scopes: Vec<Value> = scopes.iter().map(scope).collect();
    let request = json!({"Identifier": identifier, "Name": "An API", "Scopes": scopes});
    world.pool_ok("CreateResourceServer", request);
}

/// A client with a generated secret: its id and the secret.
fn confidential(world: &World, flow: &str, scopes: &[&str]) -> (String, String) {
    let request = json!({
        "ClientName": "machine", "GenerateSecret": true, "ExplicitAuthFlows": [flow], "AllowedOAuthScopes": scopes,
    });
    let client = world.pool_ok("CreateUserPoolClient", request)["UserPoolClient"].clone();
    let text = |name: &str| client[name].as_str().unwrap().to_owned();
    (text("ClientId"), text("ClientSecret"))
}

/// A machine: a client with the flow `ALLOW_CLIENT_TOKEN_AUTH`.
fn machine(world: &World, scopes: &[&str]) -> (String, String) {
    confidential(world, "ALLOW_CLIENT_TOKEN_AUTH", scopes)
}

fn client_token_request(client: &(String, String), more: Value) -> Value {
    merged(json!({"ClientId": client.0, "Secret": client.1}), &more)
}

#[track_caller]
fn client_token(world: &World, client: &(String, String), more: Value) -> String {
    let answer = world.ok("GetClientToken", client_token_request(client, more));
    answer["ClientAuthenticationResult"]["AccessToken"].as_str().unwrap().to_owned()
}

fn claims_of(token: &str) -> Value {
    claims(&Some(token.into()))
}
