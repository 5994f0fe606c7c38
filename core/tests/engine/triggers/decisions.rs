//! What functions may decide.

use serde_json::json;
use userpool::{
    error::{AliasExists, InvalidLambdaResponse, UserLambdaValidation},
    operations::*,
};

use super::{ALL, Answer, admin_create, event, scripted, scripted_with};
use crate::world::{PASSWORD, assert_refused, function_for_each, hide_existence};

#[test]
fn pre_sign_up_may_confirm_and_verify() {
    let (world, script) = scripted(function_for_each(&ALL));
    script.respond(
        "PreSignUp_SignUp",
        json!({"autoConfirmUser": true, "autoVerifyEmail": true, "autoVerifyPhone": null}),
    );
    let output = world.sign_up("ana").unwrap();
    assert!(output.user_confirmed && output.code_delivery_details.is_none());
    assert_eq!(script.sources(), ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"]);
    assert_eq!(world.outbox.count(), 0);
    assert_eq!(
        world.admin_get("ana").unwrap().user_attributes.iter().find(|a| a.name == "email_verified"),
        Some(&Attribute::new("email_verified", "true"))
    );
    world.tokens("ana");
}

#[test]
fn a_verified_address_needs_no_code() {
    let (world, script) = scripted(function_for_each(&["PreSignUp"]));
    script.respond("PreSignUp_SignUp", json!({"autoVerifyEmail": true}));
    let output = world.sign_up("ana").unwrap();
    assert!(!output.user_confirmed && output.code_delivery_details.is_none());
    assert_eq!(world.outbox.count(), 0);
}

#[test]
fn pre_sign_up_verifies_no_missing_address() {
    let (world, script) = scripted(function_for_each(&["PreSignUp"]));
    script.respond("PreSignUp_SignUp", json!({"autoVerifyPhone": true}));
    assert_refused(world.sign_up("ana"), InvalidLambdaResponse);
}

#[test]
fn pre_sign_up_cannot_verify_the_alias_of_another_user() {
    let (world, script) = scripted_with(
        function_for_each(&["PreSignUp"]),
        |pool| pool.alias_attributes = Some(vec![Alias::Email]),
        |_| {},
    );
    script.respond("PreSignUp_SignUp", json!({"autoConfirmUser": true, "autoVerifyEmail": true}));
    world.sign_up("ana").unwrap();
    let second = SignUp { username: "eva".into(), ..world.sign_up_request("ana") };
    assert_refused(world.send(second), AliasExists::Given("email"));
}

#[test]
fn the_answer_of_pre_sign_up_is_ignored_for_users_of_administrators() {
    let (world, script) = scripted(function_for_each(&["PreSignUp"]));
    script.respond("PreSignUp_AdminCreateUser", json!({"autoConfirmUser": true, "autoVerifyPhone": true}));
    assert_eq!(admin_create(&world, "eva").unwrap().user.user_status, "FORCE_CHANGE_PASSWORD");
}

#[test]
fn pre_authentication_runs_before_the_password_is_judged() {
    let (world, script) = scripted(function_for_each(&["PreAuthentication"]));
    let world = world.confirmed("ana");
    assert!(world.password_sign_in("ana", "wrong").is_err());
    assert_eq!(script.sources(), ["PreAuthentication_Authentication"]);
    script.answer("PreAuthentication_Authentication", Answer::Failed("Not today"));
    for password in ["wrong", PASSWORD] {
        assert_refused(
            world.password_sign_in("ana", password),
            UserLambdaValidation { trigger: "PreAuthentication", message: "Not today".into() },
        );
    }
    assert_refused(
        world.srp_start("ana").map(drop),
        UserLambdaValidation { trigger: "PreAuthentication", message: "Not today".into() },
    );
}

#[test]
fn pre_authentication_is_called_for_unknown_users_only_where_existence_is_hidden() {
    let (world, script) = scripted(function_for_each(&["PreAuthentication"]));
    assert!(world.password_sign_in("nobody", PASSWORD).is_err());
    assert_eq!(script.sources(), Vec::<String>::new());

    let (world, script) = scripted_with(function_for_each(&["PreAuthentication"]), |_| {}, hide_existence);
    assert!(world.password_sign_in("nobody", PASSWORD).is_err());
    let source = "PreAuthentication_Authentication";
    let request = json!({"userAttributes": {}, "validationData": null, "userNotFound": true});
    assert_eq!(script.event(source), event(&world, source, "nobody", &world.client, request, json!({})));
}
