//! `GetClientToken`.

use serde_json::{Value, json};
use userpool::error::{InvalidParameter, NotAuthorized, ResourceNotFound};

use super::{claims_of, client_token, client_token_request, confidential, machine, resource_server, world};
use crate::world::{is_uuid, merged, refusal};

#[test]
fn the_token_has_the_claims_of_a_machine() {
    let world = world(1);
    let client = machine(&world, &["api/read", "api/write"]);
    let answer = world.ok("GetClientToken", client_token_request(&client, json!({"Scopes": ["api/read"]})));
    let result = &answer["ClientAuthenticationResult"];
    assert_eq!((&result["ExpiresIn"], &result["TokenType"]), (&json!(3600), &json!("Bearer")));
    assert_eq!(result.as_object().unwrap().len(), 3, "no ID token, no refresh token: {result}");
    let claims = claims_of(result["AccessToken"].as_str().unwrap());
    assert!(is_uuid(claims["jti"].as_str().unwrap()));
    let now = world.clock.now().seconds();
    let expected = json!({
        "sub": client.0, "client_id": client.0, "token_use": "access", "scope": "api/read", "version": 2,
        "auth_time": now, "iat": now, "exp": now + 3600, "jti": claims["jti"],
        "iss": format!("https://cognito-idp.us-east-1.amazonaws.com/{}", world.pool),
    });
    assert_eq!(claims, expected);
}

#[test]
fn the_token_lives_as_long_as_the_client_says() {
    let world = world(2);
    let request = json!({
        "ClientName": "machine", "GenerateSecret": true, "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
        "AllowedOAuthScopes": ["api/read"], "AccessTokenValidity": 10,
        "TokenValidityUnits": {"AccessToken": "minutes"},
    });
    let client = world.pool_ok("CreateUserPoolClient", request)["UserPoolClient"].clone();
    let request = json!({"ClientId": client["ClientId"], "Secret": client["ClientSecret"]});
    let answer = world.ok("GetClientToken", request);
    assert_eq!(answer["ClientAuthenticationResult"]["ExpiresIn"], 600);
}

#[test]
fn either_secret_is_accepted_and_no_other() {
    let world = world(3);
    let client = machine(&world, &["api/read"]);
    let added = world.pool_ok("AddUserPoolClientSecret", json!({"ClientId": client.0}));
    let added = added["ClientSecretDescriptor"]["ClientSecretValue"].as_str().unwrap().to_owned();
    for secret in [&client.1, &added] {
        client_token(&world, &(client.0.clone(), secret.clone()), json!({}));
    }
    let wrong = refusal(NotAuthorized::ClientSecret(client.0.clone()));
    let request = json!({"ClientId": client.0, "Secret": "x".repeat(52)});
    assert_eq!(world.refused("GetClientToken", request), wrong);
    let unknown = json!({"ClientId": "unknown", "Secret": client.1});
    let expected = refusal(ResourceNotFound::Client("unknown".to_owned()));
    assert_eq!(world.refused("GetClientToken", unknown), expected);
}

#[test]
fn without_scopes_the_client_gets_all_that_exist() {
    let world = world(4);
    resource_server(&world, "https://b.example/v1", &["x"]);
    let client = machine(&world, &["openid", "api/read", "https://b.example/v1/x"]);
    for scopes in [json!({}), json!({"Scopes": []})] {
        let token = client_token(&world, &client, scopes);
        assert_eq!(claims_of(&token)["scope"], "api/read https://b.example/v1/x", "none of a user");
    }
    // A scope that its resource server no longer has stays listed, and is in no token.
    let left = json!([{"ScopeName": "write", "ScopeDescription": "a scope"}]);
    world.pool_ok("UpdateResourceServer", json!({"Identifier": "api", "Name": "api", "Scopes": left}));
    let token = client_token(&world, &client, json!({}));
    assert_eq!(claims_of(&token)["scope"], "https://b.example/v1/x");
    let gone = client_token_request(&client, json!({"Scopes": ["api/read"]}));
    let expected = refusal(InvalidParameter::UnknownScope("api/read".to_owned()));
    assert_eq!(world.refused("GetClientToken", gone), expected);
}

#[test]
fn a_scope_that_the_client_does_not_have_refuses_the_request() {
    let world = world(5);
    let client = machine(&world, &["openid", "api/read"]);
    let refused = |scopes: &[&str]| {
        world.refused("GetClientToken", client_token_request(&client, json!({"Scopes": scopes})))
    };
    let not_allowed = |scope: &str| refusal(NotAuthorized::ScopeNotAllowed(scope.to_owned()));
    assert_eq!(refused(&["api/read", "api/write"]), not_allowed("api/write"));
    assert_eq!(refused(&["openid"]), not_allowed("openid"), "a scope of users");
    for unknown in ["api/other", "other/read", "read"] {
        assert_eq!(refused(&[unknown]), refusal(InvalidParameter::UnknownScope(unknown.to_owned())));
    }
    let token = client_token(&world, &client, json!({"Scopes": ["api/read", "api/read"]}));
    assert_eq!(claims_of(&token)["scope"], "api/read");
}

#[test]
fn a_client_without_scopes_gets_no_token() {
    let world = world(6);
    let client = machine(&world, &["openid"]);
    let refused = world.refused("GetClientToken", client_token_request(&client, json!({})));
    assert_eq!(refused, refusal(InvalidParameter::ClientWithoutScopes));
}

#[test]
fn the_client_needs_the_flow_and_a_secret() {
    let world = world(7);
    let client = confidential(&world, "ALLOW_USER_SRP_AUTH", &["api/read"]);
    let refused = world.refused("GetClientToken", client_token_request(&client, json!({})));
    assert_eq!(refused, refusal(InvalidParameter::ClientTokenAuthNotEnabled));
    let public = json!({"ClientId": world.client, "Secret": "x".repeat(52)});
    let expected = refusal(NotAuthorized::ClientSecret(world.client.clone()));
    assert_eq!(world.refused("GetClientToken", public), expected);

    let create = |more: Value| {
        let request = json!({"UserPoolId": world.pool, "ClientName": "c"});
        world.call("CreateUserPoolClient", &merged(request, &more)).unwrap_err()
    };
    let alone = json!({"ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"]});
    assert_eq!(create(alone), refusal(InvalidParameter::ClientTokenAuthWithoutSecret));
    let flows = ["ALLOW_CLIENT_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH"];
    let mixed = json!({"GenerateSecret": true, "ExplicitAuthFlows": flows});
    assert_eq!(create(mixed), refusal(InvalidParameter::ClientTokenAuthWithOtherFlows));
}

#[test]
fn a_machine_signs_no_user_in_and_its_token_is_good_for_no_user() {
    let world = world(8);
    let client = machine(&world, &["api/read", "aws.cognito.signin.user.admin"]);
    let token = client_token(&world, &client, json!({}));
    let refused = world.refused("GetUser", json!({"AccessToken": token}));
    assert_eq!(refused, refusal(NotAuthorized::InvalidAccessToken));
    for flow in ["USER_SRP_AUTH", "USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH", "CUSTOM_AUTH"] {
        let request = json!({"ClientId": client.0, "AuthFlow": flow, "AuthParameters": {"USERNAME": "ana"}});
        let refused = world.refused("InitiateAuth", request);
        assert!(refused.starts_with("InvalidParameterException"), "{flow}: {refused}");
    }
}

#[test]
fn a_deleted_client_gets_no_token() {
    let world = world(9);
    let client = machine(&world, &["api/read"]);
    world.pool_ok("DeleteUserPoolClient", json!({"ClientId": client.0}));
    let refused = world.refused("GetClientToken", client_token_request(&client, json!({})));
    assert_eq!(refused, refusal(ResourceNotFound::Client(client.0)));
}
