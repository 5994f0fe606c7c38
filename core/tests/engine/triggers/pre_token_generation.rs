//! `PreTokenGeneration`.

use serde_json::{Value, json};
use userpool::{
    error::{InvalidLambdaResponse, NotAuthorized},
    operations::*,
};

use super::{metadata, scripted, token_function};
use crate::world::{PASSWORD, World, assert_refused, claims, function_for_each, map, merged, refusal};

fn signed_in(config: Value, source: &str, response: Value) -> (Value, Value) {
    let (world, script) = scripted(config);
    let world = world.confirmed("ana");
    script.respond(source, response);
    let tokens = world.tokens("ana");
    world.get_user(&tokens).unwrap();
    (claims(&tokens.id_token), claims(&tokens.access_token))
}

#[test]
fn version_1_changes_the_id_token_and_the_groups_of_both() {
    let details = json!({
        "claimsToAddOrOverride": {"a": "1", "email": "other@example.com", "sub": "evil", "cognito:x": "evil"},
        "claimsToSuppress": ["email_verified", "exp", "b"],
        "groupOverrideDetails": {"groupsToOverride": ["g"], "iamRolesToOverride": ["r"], "preferredRole": "r"},
    });
    let (id, access) = signed_in(
        function_for_each(&["PreTokenGeneration"]),
        "TokenGeneration_Authentication",
        json!({"claimsOverrideDetails": details}),
    );
    assert_eq!((&id["a"], &id["email"]), (&json!("1"), &json!("other@example.com")));
    assert!(id.get("email_verified").is_none() && id["exp"].is_u64() && id.get("cognito:x").is_none());
    assert_ne!(id["sub"], "evil");
    assert_eq!(id["cognito:groups"], json!(["g"]));
    assert_eq!((&id["cognito:roles"], &id["cognito:preferred_role"]), (&json!(["r"]), &json!("r")));
    assert_eq!((&access["cognito:groups"], access.get("a")), (&json!(["g"]), None));
}

#[test]
fn version_1_accepts_only_text_claims() {
    let (world, script) = scripted(function_for_each(&["PreTokenGeneration"]));
    let world = world.confirmed("ana");
    let details = json!({"claimsToAddOrOverride": {"a": 1}});
    script.respond("TokenGeneration_Authentication", json!({"claimsOverrideDetails": details}));
    assert_refused(world.password_sign_in("ana", PASSWORD), InvalidLambdaResponse);
}

#[test]
fn versions_2_and_3_change_both_tokens_and_scopes() {
    for (version, number) in [("V2_0", "2"), ("V3_0", "3")] {
        let (world, script) = scripted(token_function(version));
        let world = world.confirmed("ana");
        let details = json!({
            "idTokenGeneration": {"claimsToAddOrOverride": {"a": {"b": [1, true]}}, "claimsToSuppress": ["email"]},
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"t": 1, "aud": world.client, "username": "evil", "scope": "evil"},
                "claimsToSuppress": ["client_id"],
                "scopesToAdd": ["api/read"],
                "scopesToSuppress": [],
            },
        });
        let source = "TokenGeneration_Authentication";
        script.respond(source, json!({"claimsAndScopeOverrideDetails": details}));
        let tokens = world.tokens("ana");
        let seen_by = script.event(source);
        assert_eq!(seen_by["version"], number);
        assert_eq!(seen_by["request"]["scopes"], json!(["aws.cognito.signin.user.admin"]));
        assert_eq!(seen_by["response"], json!({"claimsAndScopeOverrideDetails": null}));

        let (id, access) = (claims(&tokens.id_token), claims(&tokens.access_token));
        assert_eq!((&id["a"], id.get("email")), (&json!({"b": [1, true]}), None));
        assert_eq!((&access["t"], &access["aud"]), (&json!(1), &json!(world.client)));
        assert_eq!((&access["username"], &access["client_id"]), (&json!("ana"), &json!(world.client)));
        assert_eq!(access["scope"], "aws.cognito.signin.user.admin api/read");
        assert!(world.get_user(&tokens).is_ok());
    }
}

#[test]
fn a_suppressed_scope_is_gone_from_the_token_and_from_what_it_may_do() {
    let (world, script) = scripted(token_function("V2_0"));
    let world = world.confirmed("ana");
    let details = json!({"accessTokenGeneration": {"scopesToSuppress": ["aws.cognito.signin.user.admin"]}});
    script.respond("TokenGeneration_Authentication", json!({"claimsAndScopeOverrideDetails": details}));
    let tokens = world.tokens("ana");
    assert_refused(world.get_user(&tokens), NotAuthorized::AccessTokenScopes);
}

#[test]
fn a_refresh_calls_the_function_again() {
    let (world, script) = scripted(function_for_each(&["PreTokenGeneration"]));
    let world = world.confirmed("ana");
    let refresh_token = world.tokens("ana").refresh_token.unwrap();
    let details = json!({"claimsToAddOrOverride": {"a": "1"}});
    script.respond("TokenGeneration_RefreshTokens", json!({"claimsOverrideDetails": details}));
    let renewed = world
        .send(InitiateAuth {
            auth_flow: "REFRESH_TOKEN_AUTH".into(),
            client_id: world.client.clone(),
            auth_parameters: Some(map(&[("REFRESH_TOKEN", &refresh_token)])),
            client_metadata: metadata("refresh"),
            ..Default::default()
        })
        .unwrap();
    assert_eq!(claims(&renewed.authentication_result.unwrap().id_token)["a"], "1");
    let seen_by = script.event("TokenGeneration_RefreshTokens");
    assert_eq!(seen_by["request"].get("clientMetadata"), None, "of a refresh it is not passed on");

    script.sources();
    let request = GetTokensFromRefreshToken {
        refresh_token,
        client_id: world.client.clone(),
        client_metadata: metadata("new"),
        ..Default::default()
    };
    world.send(request).unwrap();
    let seen_by = script.event("TokenGeneration_RefreshTokens");
    assert_eq!(seen_by["request"]["clientMetadata"], json!({"k": "new"}), "of the newer operation it is");
}

/// A request of a new app client for its own token, and the id of the client.
fn machine(world: &World) -> (Value, Value) {
    let scopes = json!([{"ScopeName": "read", "ScopeDescription": "may read"}]);
    world.pool_ok("CreateResourceServer", json!({"Identifier": "api", "Name": "api", "Scopes": scopes}));
    let settings = json!({
        "ClientName": "machine", "GenerateSecret": true, "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
        "AllowedOAuthScopes": ["api/read"],
    });
    let client = world.pool_ok("CreateUserPoolClient", settings)["UserPoolClient"].clone();
    (json!({"ClientId": client["ClientId"], "Secret": client["ClientSecret"]}), client["ClientId"].clone())
}

#[test]
fn version_3_changes_the_tokens_of_app_clients() {
    let (world, script) = scripted(token_function("V3_0"));
    let (request, client) = machine(&world);
    let details = json!({
        "idTokenGeneration": {"claimsToAddOrOverride": {"never": 1}},
        "accessTokenGeneration": {
            "claimsToAddOrOverride": {"tenant": "t", "sub": "evil", "username": "evil", "version": 1},
            "scopesToAdd": ["aws.cognito.signin.user.admin"],
        },
    });
    let source = "TokenGeneration_ClientCredentials";
    script.respond(source, json!({"claimsAndScopeOverrideDetails": details}));
    let answer = world.ok("GetClientToken", merged(request, &json!({"ClientMetadata": {"k": "v"}})));
    let token = answer["ClientAuthenticationResult"]["AccessToken"].as_str().unwrap().to_owned();
    let changed = claims(&Some(token.as_str().into()));
    assert_eq!((&changed["tenant"], &changed["sub"], &changed["version"]), (&json!("t"), &client, &json!(2)));
    assert_eq!(changed["scope"], "api/read aws.cognito.signin.user.admin");
    assert!(changed.get("never").is_none() && changed.get("username").is_none(), "{changed}");
    assert_eq!(
        world.refused("GetUser", json!({"AccessToken": token})),
        refusal(NotAuthorized::InvalidAccessToken),
        "whatever scope the function adds"
    );
    let event = script.event(source);
    assert_eq!((&event["version"], &event["userName"]), (&json!("3"), &json!("ClientCredentials")));
    assert_eq!(event["callerContext"]["clientId"], client);
    assert_eq!(event["request"]["scopes"], json!(["api/read"]));
    assert_eq!(event["request"]["userAttributes"], json!({}));
    assert_eq!(event["request"]["clientMetadata"], json!({"k": "v"}));
}

#[test]
fn earlier_versions_are_not_called_for_app_clients() {
    for config in [token_function("V2_0"), token_function("V1_0"), function_for_each(&["PreTokenGeneration"])]
    {
        let (world, script) = scripted(config);
        world.ok("GetClientToken", machine(&world).0);
        assert!(script.sources().is_empty());
    }
}

#[test]
fn a_derived_token_is_changed_but_stays_bound_to_its_subject() {
    let (world, script) = scripted(token_function("V2_0"));
    let world = world.confirmed("ana");
    let subject = world.tokens("ana").access_token.unwrap();
    let settings = json!({
        "ClientName": "exchanger", "ExplicitAuthFlows": ["ALLOW_TOKEN_EXCHANGE_IMPERSONATION"],
        "AllowedOAuthScopes": ["aws.cognito.signin.user.admin"],
    });
    let client = world.pool_ok("CreateUserPoolClient", settings)["UserPoolClient"]["ClientId"].clone();
    let changes = json!({"a": 1, "act": {"sub": "evil"}, "origin_jti": "evil"});
    let details = json!({"accessTokenGeneration": {"claimsToAddOrOverride": changes}});
    script.respond("TokenGeneration_TokenExchange", json!({"claimsAndScopeOverrideDetails": details}));
    let request = json!({"ClientId": client, "SubjectToken": &*subject, "SubjectTokenType": "ACCESS_TOKEN"});
    let answer = world.ok("GetDerivedToken", request);
    let derived = claims(&Some(answer["IssuedToken"].as_str().unwrap().into()));
    assert_eq!(derived["a"], 1);
    assert!(derived.get("act").is_none(), "{derived}");
    assert_eq!(derived["origin_jti"], claims(&Some(subject))["origin_jti"]);
}
