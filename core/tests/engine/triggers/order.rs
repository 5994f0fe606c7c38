//! Which functions an operation calls, in which order, and how often.

use std::sync::{Arc, atomic::Ordering};

use serde_json::{Value, json};
use userpool::operations::*;

use super::{ALL, Answer, Script, admin_create, metadata, scripted};
use crate::world::{Faulty, PASSWORD, World, function_for_each, typed};

#[test]
fn each_operation_calls_its_functions_in_order() {
    let (world, script) = scripted(function_for_each(&ALL));
    world.sign_up("ana").unwrap();
    assert_eq!(script.sources(), ["PreSignUp_SignUp", "CustomMessage_SignUp"]);
    world
        .send(ResendConfirmationCode {
            client_id: world.client.clone(),
            username: "ana".into(),
            ..Default::default()
        })
        .unwrap();
    assert_eq!(script.sources(), ["CustomMessage_ResendCode"]);
    world.confirm("ana", &world.outbox.last_code()).unwrap();
    assert_eq!(script.sources(), ["PostConfirmation_ConfirmSignUp"]);

    let sign_in = [
        "PreAuthentication_Authentication",
        "TokenGeneration_Authentication",
        "PostAuthentication_Authentication",
    ];
    let tokens = world.tokens("ana");
    assert_eq!(script.sources(), sign_in);
    world.srp_sign_in("ana", PASSWORD).unwrap();
    assert_eq!(script.sources(), sign_in);
    world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &tokens.refresh_token.unwrap())]).unwrap();
    assert_eq!(script.sources(), ["TokenGeneration_RefreshTokens"]);

    world.forgot_password("ana").unwrap();
    assert_eq!(script.sources(), ["CustomMessage_ForgotPassword"]);
    world.confirm_forgot_password("ana", &world.outbox.last_code(), "Another-Horse9!").unwrap();
    assert_eq!(script.sources(), ["PostConfirmation_ConfirmForgotPassword"]);
}

#[test]
fn administrators_call_functions_too() {
    let (world, script) = scripted(function_for_each(&ALL));
    admin_create(&world, "eva").unwrap();
    assert_eq!(script.sources(), ["PreSignUp_AdminCreateUser", "CustomMessage_AdminCreateUser"]);
    let asked = world.password_sign_in("eva", PASSWORD).unwrap();
    assert_eq!(script.sources(), ["PreAuthentication_Authentication"]);
    let answers = [("USERNAME", "eva"), ("NEW_PASSWORD", "Another-Horse9!")];
    world.respond("NEW_PASSWORD_REQUIRED", asked.session.as_ref(), &answers).unwrap();
    assert_eq!(
        script.sources(),
        ["TokenGeneration_NewPasswordChallenge", "PostAuthentication_Authentication"]
    );

    world.sign_up("ana").unwrap();
    script.sources();
    let confirm = AdminConfirmSignUp {
        user_pool_id: world.pool.clone(),
        username: "ana".into(),
        client_metadata: metadata("admin"),
    };
    world.send(confirm).unwrap();
    let seen_by = script.event("PostConfirmation_ConfirmSignUp");
    assert_eq!(seen_by["callerContext"].get("clientId"), Some(&Value::Null));
    assert_eq!(seen_by["request"]["clientMetadata"], json!({"k": "admin"}));
}

#[test]
fn a_function_is_called_once_however_often_the_call_meets_with_conflicts() {
    let storage = Arc::new(Faulty::default());
    let (store, script) = (Arc::clone(&storage), Arc::new(Script::default()));
    let triggers = Arc::clone(&script);
    let world = World::built(
        7,
        |builder| builder.storage(store).triggers(triggers),
        |pool| {
            // The username is a UUID drawn by chance, and functions see it.
            pool.username_attributes = Some(vec![Alias::Email]);
            pool.settings.lambda_config = typed(function_for_each(&ALL));
        },
        |_| {},
    );
    script.respond("PreSignUp_SignUp", json!({"autoConfirmUser": true, "autoVerifyEmail": true}));
    storage.conflicts_left.store(5, Ordering::SeqCst);
    let output = world.send(SignUp {
        username: "ana@example.com".into(),
        user_attributes: None,
        ..world.sign_up_request("x")
    });
    let output = output.unwrap();
    assert_eq!(storage.conflicts_left.load(Ordering::SeqCst), 0);
    assert_eq!(script.event("PreSignUp_SignUp")["userName"], *output.user_sub);
    assert_eq!(script.event("PostConfirmation_ConfirmSignUp")["userName"], *output.user_sub);
    script.sources();

    storage.conflicts_left.store(5, Ordering::SeqCst);
    world.tokens("ana@example.com");
    assert_eq!(storage.conflicts_left.load(Ordering::SeqCst), 0);
    assert_eq!(
        script.sources(),
        [
            "PreAuthentication_Authentication",
            "TokenGeneration_Authentication",
            "PostAuthentication_Authentication"
        ]
    );

    // A refusal is remembered as well.
    script.answer("PreAuthentication_Authentication", Answer::Failed("no"));
    assert!(world.password_sign_in("ana@example.com", PASSWORD).is_err());
    assert_eq!(script.sources(), ["PreAuthentication_Authentication"]);
}
