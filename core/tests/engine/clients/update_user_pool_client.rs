//! `UpdateUserPoolClient`.

use serde_json::json;

use super::{create, defaults, describe, update};
use crate::world::{START, World, merged};

#[test]
fn an_update_replaces_all_settings_but_the_name() {
    let world = World::new(30);
    let client = create(
        &world,
        json!({
            "RefreshTokenValidity": 20, "AccessTokenValidity": 2, "IdTokenValidity": 2,
            "TokenValidityUnits": {"AccessToken": "hours"},
            "ReadAttributes": ["email"], "WriteAttributes": ["email"],
            "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"],
            "SupportedIdentityProviders": ["COGNITO"],
            "CallbackURLs": ["https://a.example"], "LogoutURLs": ["https://a.example"],
            "DefaultRedirectURI": "https://a.example",
            "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid"], "AllowedOAuthFlowsUserPoolClient": true,
            "PreventUserExistenceErrors": "ENABLED", "EnableTokenRevocation": false, "AuthSessionValidity": 9,
        }),
    );
    world.clock.advance(60);
    let expected =
        merged(defaults(&world, &client["ClientId"]), &json!({"LastModifiedDate": START.seconds() + 60}));
    assert_eq!(update(&world, &client["ClientId"], json!({})), expected);
    assert_eq!(describe(&world, &client["ClientId"]), expected);
    assert_eq!(
        update(&world, &client["ClientId"], json!({"ClientName": "renamed"}))["ClientName"],
        "renamed"
    );
}
