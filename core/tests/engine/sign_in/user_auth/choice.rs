//! What users may choose, and `SELECT_CHALLENGE`.

use serde_json::json;
use userpool::error::{CodeMismatch, FeatureUnavailableInTier, InvalidParameter};

use super::{
    ALL, NUMBER, available, hiding, name_of, passwordless, prefer, respond, scene, start, with_ana,
    with_passkey,
};
use crate::world::{PASSWORD, assert_refused, authenticator::Authenticator, challenge_parameters, signed_in};

#[test]
fn without_a_preference_the_user_selects() {
    let world = with_ana(scene(1, &ALL), true);
    let output = start(&world, "ana", &[]).unwrap();
    assert_eq!(name_of(&output), "SELECT_CHALLENGE");
    assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
    assert_eq!(challenge_parameters(&output), json!({}));
    let session = output.session.unwrap();
    assert!((300..1600).contains(&session.len()), "{}", session.len());
    // A preference for a factor that the user lacks, or that does not exist, is ignored.
    for factor in ["SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN", ""] {
        assert_eq!(name_of(&prefer(&world, "ana", factor).unwrap()), "SELECT_CHALLENGE", "{factor}");
    }
    assert_eq!(world.outbox.count(), 0);
    world.create_user("bob", &[("email", "bob@example.com"), ("phone_number", NUMBER)]);
    let output = start(&world, "bob", &[]).unwrap();
    assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP"]);
}

#[test]
fn the_pool_says_what_may_be_chosen() {
    for (factors, expected) in [
        (&["PASSWORD"][..], &["PASSWORD_SRP", "PASSWORD"][..]),
        (&["PASSWORD", "SMS_OTP"], &["PASSWORD_SRP", "PASSWORD"]),
        (&["PASSWORD", "EMAIL_OTP"], &["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]),
    ] {
        let world = scene(2, factors).confirmed("ana");
        assert_eq!(available(&start(&world, "ana", &[]).unwrap()), expected);
    }
}

#[test]
fn a_user_with_one_factor_goes_straight_to_it() {
    let world = with_ana(scene(3, &ALL), false);
    let output = start(&world, "ana", &[]).unwrap();
    assert_eq!((name_of(&output), available(&output)), ("EMAIL_OTP", vec!["EMAIL_OTP"]));
    assert_eq!(world.outbox.count(), 1);
    let output = prefer(&world, "ana", "PASSWORD").unwrap();
    assert_eq!(name_of(&output), "EMAIL_OTP", "there is no password to prefer");
}

#[test]
fn a_temporary_password_is_proved_by_itself() {
    let world = scene(4, &ALL);
    world.pool_ok(
        "AdminCreateUser",
        json!({"Username": "ana", "TemporaryPassword": "Temporary-9!", "MessageAction": "SUPPRESS",
               "UserAttributes": [{"Name": "email", "Value": "ana@example.com"}]}),
    );
    let output = start(&world, "ana", &[]).unwrap();
    assert_eq!(name_of(&output), "SELECT_CHALLENGE");
    assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD"]);
    let refused = respond(&world, "SELECT_CHALLENGE", &output, "ana", &[("ANSWER", "EMAIL_OTP")]);
    assert_refused(refused, InvalidParameter::FirstFactorNotAvailable);
    let next = respond(&world, "PASSWORD", &output, "ana", &[("PASSWORD", "Temporary-9!")]).unwrap();
    assert_eq!(name_of(&next), "NEW_PASSWORD_REQUIRED");
}

#[test]
fn a_user_without_any_factor_is_told_so_unless_existence_is_hidden() {
    let world = scene(5, &ALL);
    passwordless(&world, "ana", &[]);
    assert_refused(start(&world, "ana", &[]), InvalidParameter::NoFirstFactor);
    let world = hiding(5, &ALL);
    passwordless(&world, "ana", &[]);
    let output = start(&world, "ana", &[]).unwrap();
    assert_eq!((name_of(&output), available(&output)), ("EMAIL_OTP", vec!["EMAIL_OTP"]));
    let answer = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", "12345678")]);
    assert_refused(answer, CodeMismatch::AuthState);
    assert_eq!(world.outbox.count(), 0);
}

#[test]
fn a_pool_of_the_lite_tier_refuses_choice_based_sign_in() {
    let world = scene(6, &["PASSWORD"]).confirmed("ana");
    world.pool_ok("UpdateUserPool", json!({"UserPoolTier": "LITE"}));
    assert_refused(
        start(&world, "ana", &[]),
        FeatureUnavailableInTier::Feature("LITE".into(), "Choice-Based Sign-In"),
    );
}

#[test]
fn what_a_challenge_needs_is_named() {
    let world = with_ana(scene(7, &ALL), true);
    assert_refused(world.initiate("USER_AUTH", &[]), InvalidParameter::Missing("USERNAME"));
    let output = start(&world, "ana", &[]).unwrap();
    for (challenge, missing) in [
        ("SELECT_CHALLENGE", "ANSWER"),
        ("PASSWORD", "PASSWORD"),
        ("PASSWORD_SRP", "SRP_A"),
        ("WEB_AUTHN", "CREDENTIAL"),
        ("EMAIL_OTP", "EMAIL_OTP_CODE"),
        ("SMS_OTP", "SMS_OTP_CODE"),
    ] {
        assert_refused(respond(&world, challenge, &output, "ana", &[]), InvalidParameter::Missing(missing));
        assert_refused(
            world.respond(challenge, output.session.as_ref(), &[]),
            InvalidParameter::Missing("USERNAME"),
        );
    }
    assert_refused(
        world.respond("SELECT_CHALLENGE", None, &[("USERNAME", "ana"), ("ANSWER", "PASSWORD")]),
        InvalidParameter::Missing("Session"),
    );
    for answer in ["SMS_OTP", "WEB_AUTHN", "CUSTOM_CHALLENGE", "x"] {
        let refused = respond(&world, "SELECT_CHALLENGE", &output, "ana", &[("ANSWER", answer)]);
        assert_refused(refused, InvalidParameter::FirstFactorNotAvailable);
    }
    // None of that spent the session.
    let given = [("ANSWER", "PASSWORD"), ("PASSWORD", PASSWORD)];
    signed_in(respond(&world, "SELECT_CHALLENGE", &output, "ana", &given));
}

#[test]
fn users_see_what_they_may_sign_in_with() {
    let world = with_passkey(101, &Authenticator::new(1), &json!({}));
    let token = world.tokens("ana").access_token.unwrap();
    let seen = world.ok("GetUserAuthFactors", json!({"AccessToken": token.as_str()}));
    assert_eq!(seen["ConfiguredUserAuthFactors"], json!(["PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]));
    assert_eq!(world.pool_ok("AdminGetUserAuthFactors", json!({"Username": "ana"})), seen);
    passwordless(&world, "bob", &[("phone_number", NUMBER)]);
    let seen = world.pool_ok("AdminGetUserAuthFactors", json!({"Username": "bob"}));
    assert_eq!(seen["ConfiguredUserAuthFactors"], json!(["SMS_OTP"]));
}
