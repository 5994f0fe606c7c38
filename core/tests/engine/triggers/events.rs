//! The events that functions get.

use serde_json::{Value, json};
use userpool::operations::*;

use super::{ALL, admin_create, event, metadata, scripted, scripted_with, seen};
use crate::world::{PASSWORD, function_arn, function_for_each, map};

#[test]
fn pre_sign_up_sees_what_was_submitted() {
    let (world, script) = scripted(function_for_each(&["PreSignUp"]));
    let request = SignUp {
        validation_data: Some(vec![Attribute::new("v", "1")]),
        client_metadata: metadata("c"),
        ..world.sign_up_request("ana")
    };
    world.send(request).unwrap();
    assert_eq!(script.calls.lock().unwrap()[0].function, function_arn("PreSignUp"));
    let request = json!({
        "userAttributes": {"email": "ana@example.com"},
        "validationData": {"v": "1"},
        "clientMetadata": {"k": "c"},
    });
    let response = json!({"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false});
    assert_eq!(
        script.event("PreSignUp_SignUp"),
        event(&world, "PreSignUp_SignUp", "ana", &world.client, request, response.clone())
    );

    admin_create(&world, "eva").unwrap();
    let request = json!({
        "userAttributes": {"email": "eva@example.com"},
        "validationData": {"v": "1"},
        "clientMetadata": {"k": "admin"},
    });
    let source = "PreSignUp_AdminCreateUser";
    assert_eq!(
        script.event(source),
        event(&world, source, "eva", "CLIENT_ID_NOT_APPLICABLE", request, response)
    );
}

#[test]
fn validation_data_that_was_not_given_is_null_and_client_metadata_is_absent() {
    let (world, script) = scripted(function_for_each(&["PreSignUp"]));
    world.sign_up("ana").unwrap();
    world
        .send(AdminCreateUser {
            user_pool_id: world.pool.clone(),
            username: "eva".into(),
            ..Default::default()
        })
        .unwrap();
    for source in ["PreSignUp_SignUp", "PreSignUp_AdminCreateUser"] {
        let request = &script.event(source)["request"];
        assert_eq!((&request["validationData"], request.get("clientMetadata")), (&Value::Null, None));
    }
}

#[test]
fn a_sign_in_shows_the_user_and_the_metadata_of_its_own_call() {
    let (world, script) = scripted(function_for_each(&ALL));
    let world = world.confirmed("ana");
    let confirmed = event(
        &world,
        "PostConfirmation_ConfirmSignUp",
        "ana",
        &world.client,
        json!({"userAttributes": seen(&world, "ana")}),
        json!({}),
    );
    assert_eq!(script.event("PostConfirmation_ConfirmSignUp"), confirmed);
    script.sources();

    world
        .send(InitiateAuth {
            auth_flow: "USER_PASSWORD_AUTH".into(),
            client_id: world.client.clone(),
            auth_parameters: Some(map(&[("USERNAME", "ana"), ("PASSWORD", PASSWORD)])),
            client_metadata: metadata("begin"),
            ..Default::default()
        })
        .unwrap();
    let source = "PreAuthentication_Authentication";
    let request = json!({
        "userAttributes": seen(&world, "ana"),
        "validationData": {"k": "begin"},
        "userNotFound": false,
    });
    assert_eq!(script.event(source), event(&world, source, "ana", &world.client, request, json!({})));
    let source = "TokenGeneration_Authentication";
    let request = json!({
        "userAttributes": seen(&world, "ana"),
        "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null},
    });
    let response = json!({"claimsOverrideDetails": null});
    assert_eq!(script.event(source), event(&world, source, "ana", &world.client, request, response));
    let source = "PostAuthentication_Authentication";
    let request = json!({
        "userAttributes": seen(&world, "ana"),
        "newDeviceUsed": false,
    });
    assert_eq!(script.event(source), event(&world, source, "ana", &world.client, request, json!({})));
}

#[test]
fn the_metadata_of_an_answer_reaches_what_runs_after_it() {
    let (world, script) = scripted(function_for_each(&ALL));
    let world = world.confirmed("ana");
    let (srp, challenge) = world.srp_start("ana").unwrap();
    script.sources();
    let responses = world.srp_responses(&srp, &challenge, PASSWORD);
    let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, &**value)).collect();
    world
        .send(RespondToAuthChallenge {
            client_id: world.client.clone(),
            challenge_name: "PASSWORD_VERIFIER".into(),
            challenge_responses: Some(map(&responses)),
            client_metadata: metadata("answer"),
            ..Default::default()
        })
        .unwrap();
    for source in ["TokenGeneration_Authentication", "PostAuthentication_Authentication"] {
        assert_eq!(script.event(source)["request"]["clientMetadata"], json!({"k": "answer"}), "{source}");
    }
}

#[test]
fn an_alias_of_the_user_is_named() {
    let (world, script) = scripted_with(
        function_for_each(&["PostConfirmation"]),
        |pool| pool.alias_attributes = Some(vec![Alias::Email]),
        |_| {},
    );
    world.confirmed("ana");
    let attributes = &script.event("PostConfirmation_ConfirmSignUp")["request"]["userAttributes"];
    assert_eq!(attributes["cognito:email_alias"], "ana@example.com");
}
