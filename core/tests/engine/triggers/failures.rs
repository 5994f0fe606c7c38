//! Functions that fail.

use serde_json::{Value, json};
use userpool::{
    Error,
    error::{InvalidLambdaResponse, UnexpectedLambda, UserLambdaValidation},
    operations::*,
};

use super::{ALL, Answer, scripted};
use crate::world::{PASSWORD, World, assert_refused, function_for_each, typed};

#[test]
fn a_function_that_fails_stops_the_call_with_the_services_text() {
    let (world, script) = scripted(function_for_each(&["PreSignUp"]));
    let other = json!({"triggerSource": "PreSignUp_Other", "userPoolId": world.pool, "response": {}});
    let bare = json!({"triggerSource": "PreSignUp_SignUp", "userPoolId": world.pool});
    let null = json!({"triggerSource": "PreSignUp_SignUp", "userPoolId": world.pool, "response": null});
    let failed = UserLambdaValidation { trigger: "PreSignUp", message: "Only for employees".into() };
    let not_callable = UnexpectedLambda { trigger: "PreSignUp", error: "AccessDeniedException".into() };
    let raw = |text: &str| (Answer::Raw(text.to_owned()), Error::from(InvalidLambdaResponse));
    let response = |response: Value| (Answer::Response(response), Error::from(InvalidLambdaResponse));
    let cases = [
        (Answer::Failed("Only for employees"), failed.into()),
        (Answer::NotCallable("AccessDeniedException"), not_callable.into()),
        raw(""),
        raw("no JSON"),
        raw("null"),
        raw("\"text\""),
        raw("[]"),
        raw("{}"),
        raw(&other.to_string()),
        raw(&bare.to_string()),
        raw(&null.to_string()),
        response(json!([true, true, true])),
        response(json!({"autoConfirmUser": "true"})),
        response(json!({"autoConfirmUser": 1})),
    ];
    for (answer, refusal) in cases {
        script.answer("PreSignUp_SignUp", answer);
        assert_refused(world.sign_up("ana"), refusal);
        assert!(world.admin_get("ana").is_err());
    }
    assert_eq!(world.outbox.count(), 0);
}

#[test]
fn every_trigger_fails_under_its_own_name() {
    let (world, script) = scripted(function_for_each(&ALL));
    let world = world.confirmed("ana");
    let fails = |source: &str| script.answer(source, Answer::Failed("no"));
    let failed = |trigger: &'static str| UserLambdaValidation { trigger, message: "no".into() };

    fails("UserMigration_Authentication");
    assert_refused(world.password_sign_in("eva", PASSWORD), failed("UserMigration"));
    fails("PostAuthentication_Authentication");
    assert_refused(world.password_sign_in("ana", PASSWORD), failed("PostAuthentication"));
    fails("TokenGeneration_Authentication");
    assert_refused(world.password_sign_in("ana", PASSWORD), failed("PreTokenGeneration"));
    fails("PreAuthentication_Authentication");
    assert_refused(world.password_sign_in("ana", PASSWORD), failed("PreAuthentication"));
    fails("CustomMessage_ForgotPassword");
    assert_refused(world.forgot_password("ana"), failed("CustomMessage"));
}

#[test]
fn a_failure_after_the_commit_is_reported_and_the_state_stays() {
    let (world, script) = scripted(function_for_each(&["PostConfirmation", "CustomMessage"]));
    script.answer("CustomMessage_SignUp", Answer::Failed("no words"));
    assert_refused(
        world.sign_up("ana"),
        UserLambdaValidation { trigger: "CustomMessage", message: "no words".into() },
    );
    assert_eq!(
        (world.admin_get("ana").unwrap().user_status.as_str(), world.outbox.count()),
        ("UNCONFIRMED", 0)
    );
    let resend = ResendConfirmationCode {
        client_id: world.client.clone(),
        username: "ana".into(),
        ..Default::default()
    };
    world.send(resend).unwrap();

    script.answer("PostConfirmation_ConfirmSignUp", Answer::NotCallable("AccessDeniedException"));
    assert_refused(
        world.confirm("ana", &world.outbox.last_code()),
        UnexpectedLambda { trigger: "PostConfirmation", error: "AccessDeniedException".into() },
    );
    assert_eq!(world.admin_get("ana").unwrap().user_status, "CONFIRMED");
}

#[test]
fn without_triggers_a_function_cannot_be_called() {
    let world = World::built(
        7,
        |builder| builder,
        |pool| pool.settings.lambda_config = typed(function_for_each(&["PreSignUp"])),
        |_| {},
    );
    assert_refused(
        world.sign_up("ana"),
        UnexpectedLambda { trigger: "PreSignUp", error: "ResourceNotFoundException".into() },
    );
}
