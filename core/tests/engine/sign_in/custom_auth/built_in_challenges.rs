//! Built-in challenges and rules that functions cannot skip.

use std::sync::{Arc, Mutex};

use serde_json::json;
use userpool::{
    Error,
    auth::totp::TotpSecret,
    error::{
        CodeMismatch, InvalidLambdaResponse, InvalidParameter, NotAuthorized, PasswordResetRequired,
        SoftwareTokenMfaNotFound, UserNotConfirmed,
    },
    storage::MemoryStorage,
    trigger::{ChallengeResult, DefineAuthChallengeResponse as Define},
};

use super::{
    Stage, THREE, answer, histories, past, prove, riddles, staged, start, start_srp, with_permanent_password,
    with_temporary_password, world_on,
};
use crate::world::{PASSWORD, World, assert_refused, signed_in};

fn with_mfa(world: &World, demand: &str) {
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({
            "MfaConfiguration": demand,
            "SmsMfaConfiguration": {},
            "SoftwareTokenMfaConfiguration": {"Enabled": true},
        }),
    );
}

#[test]
fn the_status_counts_whatever_the_functions_say() {
    let (world, stage) = staged(24);
    stage.decide(|_| Define::tokens());
    world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    assert_refused(start(&world, "ana"), NotAuthorized::UserDisabled);
    world.pool_ok("AdminEnableUser", json!({"Username": "ana"}));
    signed_in(start(&world, "ana"));

    world.sign_up("new").unwrap();
    assert_refused(start(&world, "new"), UserNotConfirmed);

    world.pool_ok("AdminResetUserPassword", json!({"Username": "ana"}));
    assert_refused(start(&world, "ana"), PasswordResetRequired);

    with_temporary_password(&world, "eva");
    let asked = start(&world, "eva").unwrap();
    assert_eq!(asked.challenge_name.as_deref(), Some("NEW_PASSWORD_REQUIRED"));
    stage.events();
    let responses = [("USERNAME", "eva"), ("NEW_PASSWORD", "Another-Horse9!")];
    signed_in(world.respond("NEW_PASSWORD_REQUIRED", asked.session.as_ref(), &responses));
    assert!(stage.events().is_empty(), "define had seen enough");

    with_temporary_password(&world, "old");
    world.clock.advance(8 * 24 * 3600);
    assert_refused(start(&world, "old"), NotAuthorized::TemporaryPasswordExpired);
}

#[test]
fn a_new_password_is_noted_and_define_is_asked_again() {
    let stage = Stage::new();
    let names = [&THREE[..], &["PreTokenGeneration"]].concat();
    let world = world_on(25, MemoryStorage::default(), stage.functions(), &names, "LEGACY");
    with_temporary_password(&world, "eva");
    stage.ask(&["PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED", "CUSTOM_CHALLENGE"]);
    let (srp, asked) = start_srp(&world, "eva");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    assert_eq!(asked.challenge_name.as_deref(), Some("NEW_PASSWORD_REQUIRED"));
    let responses = [("USERNAME", "eva"), ("NEW_PASSWORD", "Another-Horse9!")];
    let asked = world.respond("NEW_PASSWORD_REQUIRED", asked.session.as_ref(), &responses).unwrap();
    stage.events();
    signed_in(answer(&world, &asked, "5"));
    let events = stage.events();
    assert_eq!(
        events[1]["request"]["session"],
        json!([
            past("SRP_A", true, None),
            past("PASSWORD_VERIFIER", true, None),
            past("NEW_PASSWORD_REQUIRED", true, None),
            past("CUSTOM_CHALLENGE", true, Some("ROUND_1")),
        ])
    );
    assert_eq!(events[2]["triggerSource"], "TokenGeneration_NewPasswordChallenge");
    // A user with a permanent password is not asked for a new one.
    stage.ask(&["PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED"]);
    let (srp, asked) = start_srp(&world, "eva");
    assert_refused(prove(&world, &srp, &asked.unwrap(), "Another-Horse9!"), InvalidLambdaResponse);
}

#[test]
fn a_second_factor_is_added_to_a_password_only() {
    let (world, stage) = staged(26);
    with_permanent_password(&world, "bo");
    with_mfa(&world, "ON");
    signed_in(answer(&world, &start(&world, "bo").unwrap(), "5"));

    stage.ask(&["PASSWORD_VERIFIER", "CUSTOM_CHALLENGE"]);
    let (srp, asked) = start_srp(&world, "bo");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    let asked = answer(&world, &asked, "5").unwrap();
    assert_eq!(asked.challenge_name.as_deref(), Some("SMS_MFA"));
    stage.events();
    let code = world.outbox.last_code();
    let responses = [("USERNAME", "bo"), ("SMS_MFA_CODE", &*code)];
    signed_in(world.respond("SMS_MFA", asked.session.as_ref(), &responses));
    assert!(stage.events().is_empty(), "define had seen enough");
}

#[test]
fn define_may_ask_for_the_factor_itself() {
    let (world, stage) = staged(27);
    with_permanent_password(&world, "bo");
    with_mfa(&world, "ON");
    stage.ask(&["PASSWORD_VERIFIER", "SMS_MFA", "CUSTOM_CHALLENGE"]);
    let (srp, asked) = start_srp(&world, "bo");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    assert_eq!(asked.challenge_name.as_deref(), Some("SMS_MFA"));
    let code = world.outbox.last_code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let respond = |code: &str| {
        let responses = [("USERNAME", "bo"), ("SMS_MFA_CODE", code)];
        world.respond("SMS_MFA", asked.session.as_ref(), &responses)
    };
    stage.events();
    assert_refused(respond(wrong), CodeMismatch::AuthState);
    assert!(stage.events().is_empty());
    let next = respond(&code).unwrap();
    assert_refused(respond(&code), NotAuthorized::SessionSpent);
    assert_eq!(
        histories(&stage, "DefineAuthChallenge"),
        [json!([
            past("SRP_A", true, None),
            past("PASSWORD_VERIFIER", true, None),
            past("SMS_MFA", true, None)
        ])]
    );
    // It is not asked for twice.
    signed_in(answer(&world, &next, "5"));

    for (name, refusal) in [
        ("EMAIL_OTP", Error::from(InvalidParameter::MfaTypeNotAvailable)),
        ("SOFTWARE_TOKEN_MFA", SoftwareTokenMfaNotFound::NotOfUser.into()),
    ] {
        stage.decide(move |request| {
            Define::challenge(if request.session.len() == 1 { "PASSWORD_VERIFIER" } else { name })
        });
        let (srp, asked) = start_srp(&world, "bo");
        assert_refused(prove(&world, &srp, &asked.unwrap(), PASSWORD), refusal);
    }
}

#[test]
fn an_authenticator_app_works_in_a_custom_sign_in() {
    let (world, stage) = staged(28);
    with_mfa(&world, "OPTIONAL");
    let token = world.tokens("ana").access_token.unwrap();
    let secret = world.ok("AssociateSoftwareToken", json!({"AccessToken": token.as_str()}));
    let secret = TotpSecret::from_base32(secret["SecretCode"].as_str().unwrap()).unwrap();
    let code = || secret.code_at(world.clock.now().seconds());
    world.ok("VerifySoftwareToken", json!({"AccessToken": token.as_str(), "UserCode": code()}));
    world.clock.advance(30);
    stage.ask(&["PASSWORD_VERIFIER", "SOFTWARE_TOKEN_MFA"]);
    let (srp, asked) = start_srp(&world, "ana");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    let responses = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", &*code())];
    signed_in(world.respond("SOFTWARE_TOKEN_MFA", asked.session.as_ref(), &responses));
}

#[test]
fn a_disabled_user_is_sent_no_code() {
    let (world, stage) = staged(29);
    with_permanent_password(&world, "bo");
    with_mfa(&world, "ON");
    stage.ask(&["PASSWORD_VERIFIER", "SMS_MFA"]);
    world.pool_ok("AdminDisableUser", json!({"Username": "bo"}));
    let sent = world.outbox.count();
    let (srp, asked) = start_srp(&world, "bo");
    assert_refused(prove(&world, &srp, &asked.unwrap(), PASSWORD), NotAuthorized::UserDisabled);
    assert_eq!(world.outbox.count(), sent);
}

#[test]
fn the_history_holds_typed_challenge_results() {
    let (world, stage) = staged(30);
    let seen = Arc::new(Mutex::new(Vec::<ChallengeResult>::new()));
    let told = Arc::clone(&seen);
    stage.decide(move |request| {
        told.lock().unwrap().clone_from(&request.session);
        riddles(1)(request)
    });
    signed_in(answer(&world, &start(&world, "ana").unwrap(), "5"));
    let expected = ChallengeResult {
        challenge_name: "CUSTOM_CHALLENGE".into(),
        challenge_result: true,
        challenge_metadata: Some("ROUND_1".into()),
    };
    assert_eq!(*seen.lock().unwrap(), [expected]);
}
