//! `UserMigration`.

use serde_json::{Value, json};
use userpool::{
    error::{AliasExists, InvalidLambdaResponse, NotAuthorized, PasswordResetRequired, UserNotFound},
    operations::*,
};

use super::{Answer, event, metadata, scripted, scripted_with, seen};
use crate::world::{PASSWORD, assert_refused, claims, function_for_each, hide_existence, map};

const MIGRATION: &str = "UserMigration_Authentication";

fn migrated(status: &str) -> Value {
    json!({
        "userAttributes": {"username": "ana", "email": "ana@example.com", "email_verified": "true"},
        "finalUserStatus": status,
        "messageAction": "SUPPRESS",
        "desiredDeliveryMediums": ["EMAIL"],
        "forceAliasCreation": false,
        "enableSMSMFA": null,
    })
}

#[test]
fn a_user_is_migrated_with_the_password() {
    let (world, script) = scripted(function_for_each(&["UserMigration"]));
    script.respond(MIGRATION, migrated("CONFIRMED"));
    let output = world.send(InitiateAuth {
        auth_flow: "USER_PASSWORD_AUTH".into(),
        client_id: world.client.clone(),
        auth_parameters: Some(map(&[("USERNAME", "ana"), ("PASSWORD", PASSWORD)])),
        client_metadata: metadata("begin"),
        ..Default::default()
    });
    assert!(output.unwrap().authentication_result.is_some());
    let request = json!({"password": PASSWORD, "validationData": {"k": "begin"}});
    let response = json!({
        "userAttributes": null,
        "finalUserStatus": null,
        "messageAction": null,
        "desiredDeliveryMediums": null,
        "forceAliasCreation": null,
        "enableSMSMFA": null,
    });
    assert_eq!(script.event(MIGRATION), event(&world, MIGRATION, "ana", &world.client, request, response));
    assert_eq!(seen(&world, "ana")["email"], "ana@example.com");
    script.sources();

    world.srp_sign_in("ana", PASSWORD).unwrap();
    assert!(world.password_sign_in("ana", "wrong").is_err());
    assert_eq!(script.sources(), Vec::<String>::new(), "who is here is not migrated again");
}

#[test]
fn a_user_migrated_as_unconfirmed_must_reset_the_password() {
    let (world, script) = scripted(function_for_each(&["UserMigration"]));
    script.respond(MIGRATION, migrated("RESET_REQUIRED"));
    assert_refused(world.password_sign_in("ana", PASSWORD), PasswordResetRequired);
    assert_eq!(world.admin_get("ana").unwrap().user_status, "RESET_REQUIRED");
    world.forgot_password("ana").unwrap();
    world.confirm_forgot_password("ana", &world.outbox.last_code(), PASSWORD).unwrap();
    world.tokens("ana");
    assert_eq!(script.sources(), [MIGRATION]);
}

#[test]
fn a_forgotten_password_migrates_the_user_without_a_password() {
    let (world, script) = scripted(function_for_each(&["UserMigration"]));
    let source = "UserMigration_ForgotPassword";
    script.respond(source, migrated("CONFIRMED"));
    world.forgot_password("ana").unwrap();
    let request = json!({"validationData": null});
    assert_eq!(script.event(source)["request"], request);
    world.confirm_forgot_password("ana", &world.outbox.last_code(), PASSWORD).unwrap();
    world.tokens("ana");
}

#[test]
fn unknown_user_is_not_migrated() {
    let (world, _) = scripted(function_for_each(&["UserMigration"]));
    assert_refused(world.password_sign_in("ana", PASSWORD), UserNotFound::User);
    assert!(world.srp_start("ana").is_err());
    let (world, script) = scripted_with(function_for_each(&["UserMigration"]), |_| {}, hide_existence);
    let answers = [
        Answer::Response(json!({})),
        Answer::Response(json!({"userAttributes": {"no_such_attribute": "x"}})),
        Answer::Failed("no"),
        Answer::NotCallable("Timeout"),
        Answer::Raw("null".to_owned()),
    ];
    for answer in answers {
        script.answer(MIGRATION, answer);
        assert_refused(world.password_sign_in("ana", PASSWORD), NotAuthorized::IncorrectCredentials);
    }
    script.sources();
    world.srp_start("ana").unwrap();
    assert_eq!(script.sources(), Vec::<String>::new(), "a proof of a password is no password");
}

#[test]
fn a_migrated_user_has_the_requested_name() {
    let (world, script) = scripted(function_for_each(&["UserMigration"]));
    for attributes in [json!({"username": "eva"}), json!({"no_such_attribute": "x"})] {
        script.respond(MIGRATION, json!({"userAttributes": attributes, "finalUserStatus": "CONFIRMED"}));
        assert_refused(world.password_sign_in("ana", PASSWORD), InvalidLambdaResponse);
    }
    assert!(world.admin_get("ana").is_err() && world.admin_get("eva").is_err());
}

#[test]
fn an_alias_is_taken_only_with_force() {
    let (world, script) = scripted_with(
        function_for_each(&["UserMigration"]),
        |pool| pool.alias_attributes = Some(vec![Alias::Email]),
        |_| {},
    );
    let world = world.confirmed("eva");
    let mut answer = migrated("CONFIRMED");
    answer["userAttributes"]["email"] = json!("eva@example.com");
    script.respond(MIGRATION, answer.clone());
    assert_refused(world.password_sign_in("ana", PASSWORD), AliasExists::Given("email"));
    answer["forceAliasCreation"] = json!(true);
    script.respond(MIGRATION, answer);
    world.tokens("ana");
    let tokens = world.tokens("eva@example.com");
    assert_eq!(claims(&tokens.id_token)["cognito:username"], "ana");
}

#[test]
fn a_user_may_be_migrated_with_sms_mfa_enabled() {
    let (world, script) = scripted(function_for_each(&["UserMigration"]));
    let mut answer = migrated("CONFIRMED");
    answer["enableSMSMFA"] = json!(true);
    script.respond(MIGRATION, answer.clone());
    assert_refused(world.password_sign_in("ana", PASSWORD), InvalidLambdaResponse);
    assert!(world.admin_get("ana").is_err(), "without a number nobody is brought along");
    answer["userAttributes"]["phone_number"] = json!("+15550001111");
    script.respond(MIGRATION, answer);
    world.tokens("ana");
    assert_eq!(world.admin_get("ana").unwrap().user_mfa_setting_list, Some(vec![Factor::SmsMfa]));
}
