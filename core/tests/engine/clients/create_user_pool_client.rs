//! `CreateUserPoolClient` and `DescribeUserPoolClient`.

use serde_json::json;

use super::{create, defaults, describe};
use crate::world::{PASSWORD, World, merged};

#[test]
fn a_client_with_nothing_but_a_name_has_all_defaults() {
    let world = World::new(1);
    let client = create(&world, json!({}));
    let id = client["ClientId"].as_str().unwrap();
    assert_eq!(id.len(), 26);
    assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()), "{id}");
    assert_eq!(client, defaults(&world, &client["ClientId"]));
    assert_eq!(describe(&world, &client["ClientId"]), client);
}

#[test]
fn a_client_without_flows_allows_srp_and_refresh_and_no_passwords() {
    let mut world = World::new(2).confirmed("ana");
    world.client = create(&world, json!({}))["ClientId"].as_str().unwrap().to_owned();
    let tokens = world.srp_sign_in("ana", PASSWORD).unwrap().authentication_result.unwrap();
    assert_eq!(tokens.expires_in, 3600);
    world
        .initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())])
        .unwrap();
    assert_eq!(
        world.password_sign_in("ana", PASSWORD).unwrap_err().to_string(),
        "USER_PASSWORD_AUTH flow not enabled for this client"
    );
}

#[test]
fn settings_are_returned_as_they_were_given() {
    let given = json!({
        "RefreshTokenValidity": 20,
        "AccessTokenValidity": 10,
        "IdTokenValidity": 15,
        "TokenValidityUnits": {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "hours"},
        "ReadAttributes": ["email", "name"],
        "WriteAttributes": ["email"],
        "ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "SupportedIdentityProviders": ["COGNITO"],
        "CallbackURLs": ["https://example.com/a", "myapp://callback", "http://localhost:3000", "http://127.0.0.1/x", "http://[::1]:8080/"],
        "LogoutURLs": ["https://example.com/out"],
        "DefaultRedirectURI": "myapp://callback",
        "AllowedOAuthFlows": ["code", "implicit"],
        "AllowedOAuthScopes": ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"],
        "AllowedOAuthFlowsUserPoolClient": true,
        "AnalyticsConfiguration": {"ApplicationArn": "arn:aws:mobiletargeting:us-east-1:123456789012:apps/1", "UserDataShared": true},
        "PreventUserExistenceErrors": "ENABLED",
        "EnableTokenRevocation": false,
        "EnablePropagateAdditionalUserContextData": true,
        "AuthSessionValidity": 15,
        "RefreshTokenRotation": {"Feature": "DISABLED", "RetryGracePeriodSeconds": 60},
    });
    let world = World::new(3);
    let client = create(&world, merged(given.clone(), &json!({"GenerateSecret": true})));
    for shown in [&client, &describe(&world, &client["ClientId"])] {
        for (name, value) in given.as_object().unwrap() {
            assert_eq!(&shown[name], value, "{name}");
        }
    }
}

/// Sign-in reference 6.8: `RetryGracePeriodSeconds: 0` is reported after it was omitted.
#[test]
fn an_omitted_grace_period_is_shown_as_0() {
    let world = World::new(4);
    let client = create(&world, json!({"RefreshTokenRotation": {"Feature": "ENABLED"}}));
    let rotation = json!({"Feature": "ENABLED", "RetryGracePeriodSeconds": 0});
    assert_eq!(describe(&world, &client["ClientId"])["RefreshTokenRotation"], rotation);
}

#[test]
fn a_refresh_token_validity_of_0_days_means_30() {
    let world = World::new(5);
    for given in [
        json!({"RefreshTokenValidity": 0}),
        json!({"RefreshTokenValidity": 0, "TokenValidityUnits": {"RefreshToken": "minutes"}}),
    ] {
        let mut world = World::new(5).confirmed("ana");
        let flows = json!({"ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]});
        world.client = create(&world, merged(given, &flows))["ClientId"].as_str().unwrap().to_owned();
        let refresh = world.tokens("ana").refresh_token.unwrap();
        world.clock.advance(30 * 86_400 - 1);
        world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh)]).unwrap();
        world.clock.advance(1);
        let late = world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh)]).unwrap_err();
        assert_eq!(late.to_string(), "Refresh Token has expired");
    }
    assert_eq!(create(&world, json!({"RefreshTokenValidity": 0}))["RefreshTokenValidity"], 30);
}
