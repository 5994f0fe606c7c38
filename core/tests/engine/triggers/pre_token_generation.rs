//! `PreTokenGeneration`.

use serde_json::{Value, json};
use userpool::{
    error::{InvalidLambdaResponse, NotAuthorized},
    operations::*,
};

use super::{metadata, scripted, token_function};
use crate::world::{PASSWORD, assert_refused, claims, function_for_each, map};

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
