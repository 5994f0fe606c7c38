//! Unknown users, and users who may not sign in.

use std::sync::Arc;

use serde_json::json;
use userpool::{
    Error,
    client::SrpClient,
    error::{CodeMismatch, InvalidParameter, NotAuthorized, PasswordResetRequired, UserNotFound},
    operations::*,
    storage::MemoryStorage,
};

use super::{ALL, RP, available, hiding, name_of, prefer, respond, scene, scene_on, start, with_ana};
use crate::world::{PASSWORD, Watched, World, assert_refused, challenge_parameters, typed};

#[test]
fn unknown_users_show_where_the_client_shows_them() {
    let world = scene(40, &ALL);
    for factor in ["", "PASSWORD", "EMAIL_OTP", "WEB_AUTHN"] {
        assert_refused(prefer(&world, "nobody", factor), UserNotFound::User);
    }
}

#[test]
fn an_unknown_user_is_asked_for_a_code_that_is_not_sent() {
    let world = with_ana(hiding(41, &ALL), false);
    for factor in ["", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "PASSWORD"] {
        let (known, unknown) =
            (prefer(&world, "ana", factor).unwrap(), prefer(&world, "eve", factor).unwrap());
        assert_eq!(name_of(&unknown), "EMAIL_OTP", "{factor}");
        assert_eq!(name_of(&unknown), name_of(&known));
        assert_eq!(available(&unknown), available(&known));
        let lengths = [&known, &unknown].map(|output| output.session.as_ref().unwrap().len());
        assert_eq!(lengths[0], lengths[1], "the sessions are of one size");
        let keys = |output: &SignInOutput| -> Vec<String> {
            output.challenge_parameters.as_ref().unwrap().keys().cloned().collect()
        };
        assert_eq!(keys(&unknown), keys(&known));
    }
    let sent = world.outbox.all();
    assert!(sent.iter().all(|message| message.username == "ana") && sent.len() == 5);

    let unknown = start(&world, "eve@example.com", &[]).unwrap();
    assert_eq!(challenge_parameters(&unknown)["CODE_DELIVERY_DESTINATION"], "e***@e***");
    let invented = |name: &str| {
        challenge_parameters(&start(&world, name, &[]).unwrap())["CODE_DELIVERY_DESTINATION"].clone()
    };
    assert_eq!(invented("eve"), invented("eve"));
    for _ in 0..4 {
        let wrong =
            respond(&world, "EMAIL_OTP", &unknown, "eve@example.com", &[("EMAIL_OTP_CODE", "12345678")]);
        assert_refused(wrong, CodeMismatch::AuthState);
    }
    for name in ["ana", "eve"] {
        let other = respond(&world, "EMAIL_OTP", &unknown, name, &[("EMAIL_OTP_CODE", "12345678")]);
        assert_refused(other, NotAuthorized::SessionOfAnother);
    }
    world.clock.advance(180);
    let late = respond(&world, "EMAIL_OTP", &unknown, "eve@example.com", &[("EMAIL_OTP_CODE", "12345678")]);
    assert_refused(late, NotAuthorized::SessionExpired);
}

#[test]
fn an_unknown_user_costs_the_same_storage_calls() {
    let watched = Arc::new(Watched::default());
    let world = with_ana(scene_on(49, Arc::clone(&watched), &ALL, true), false);
    world.pool_ok("SetUserPoolMfaConfig", json!({"WebAuthnConfiguration": {"RelyingPartyId": RP}}));
    let cost = |name: &str| {
        watched.counts();
        let output = start(&world, name, &[]).unwrap();
        let first = watched.counts();
        let wrong = respond(&world, "EMAIL_OTP", &output, name, &[("EMAIL_OTP_CODE", "0")]);
        assert_refused(wrong, CodeMismatch::AuthState);
        (first, watched.counts())
    };
    // The first call also reads the client's pool.
    start(&world, "zoe", &[]).unwrap();
    let (known, unknown) = (cost("ana"), cost("eve"));
    assert!(!known.0.is_empty() && !known.1.is_empty());
    assert_eq!(known, unknown);
    assert_eq!(cost("ana"), cost("eve"));
}

/// Where addresses are names, the lookup of a known address follows an alias; an unknown address costs as many reads.
#[test]
fn an_unknown_address_costs_the_same_storage_calls() {
    for by_alias in [false, true] {
        let watched = Arc::new(Watched::default());
        let world = World::built(
            51,
            |builder| builder.storage(Arc::clone(&watched)),
            |pool| {
                let email = Some(vec![Alias::Email]);
                if by_alias {
                    pool.alias_attributes = email
                } else {
                    pool.username_attributes = email
                }
                let factors = ["PASSWORD", "EMAIL_OTP"].map(Into::into).to_vec();
                let policy = SignInPolicy { allowed_first_auth_factors: Some(factors) };
                pool.settings.policies =
                    Some(Policies { sign_in_policy: Some(policy), ..Default::default() });
                pool.settings.email_configuration = typed(json!({
                    "EmailSendingAccount": "DEVELOPER",
                    "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
                }));
            },
            |client| {
                client.settings.explicit_auth_flows.as_mut().unwrap().push("ALLOW_USER_AUTH".into());
                client.settings.prevent_user_existence_errors = Some("ENABLED".into());
            },
        );
        let name = if by_alias { "ana" } else { "ana@example.com" };
        world.create_user(name, &[("email", "ana@example.com"), ("email_verified", "true")]);
        let reads = |operation: &str, name: &str| {
            watched.counts();
            // Some of these calls are refused, for both names alike.
            let _ = match operation {
                "InitiateAuth" => prefer(&world, name, "EMAIL_OTP").map(drop),
                "USER_SRP_AUTH" => world.srp_start(name).map(drop),
                "USER_PASSWORD_AUTH" => world.password_sign_in(name, "Wrong-Horse9!").map(drop),
                "ForgotPassword" => world.forgot_password(name).map(drop),
                "ConfirmForgotPassword" => world.confirm_forgot_password(name, "123456", PASSWORD).map(drop),
                "ConfirmSignUp" => world.confirm(name, "123456").map(drop),
                other => panic!("{other}"),
            };
            let seen = watched.counts();
            seen.into_iter().filter(|(call, _)| *call != "commit").collect::<Vec<_>>()
        };
        start(&world, "zoe@example.com", &[]).unwrap();
        for operation in [
            "InitiateAuth",
            "USER_SRP_AUTH",
            "USER_PASSWORD_AUTH",
            "ForgotPassword",
            "ConfirmForgotPassword",
            "ConfirmSignUp",
        ] {
            let (known, unknown) = (reads(operation, "ana@example.com"), reads(operation, "eve@example.com"));
            assert!(known.len() >= 2, "{operation} follows the address: {known:?}");
            assert_eq!(known, unknown, "{operation}, by alias: {by_alias}");
        }
    }
}

#[test]
fn a_user_created_later_cannot_use_the_session_of_the_unknown_name() {
    let world = hiding(42, &ALL);
    let unknown = start(&world, "ana", &[]).unwrap();
    let world = with_ana(world, false);
    let wrong = respond(&world, "EMAIL_OTP", &unknown, "ana", &[("EMAIL_OTP_CODE", "12345678")]);
    assert_refused(wrong, CodeMismatch::AuthState);
}

#[test]
fn a_password_is_wrong_for_unknown_users_and_for_users_without_one() {
    let world = with_ana(hiding(43, &ALL), false);
    world.create_user("bob", &[("email", "bob@example.com")]);
    let srp_a = SrpClient::new(&world.pool, [42; 32]).srp_a();
    for name in ["ana", "bob", "eve"] {
        let wrong =
            start(&world, name, &[("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", "Wrong-Horse9!")]);
        assert_refused(wrong, NotAuthorized::IncorrectCredentials);
        let asked =
            start(&world, name, &[("PREFERRED_CHALLENGE", "PASSWORD_SRP"), ("SRP_A", &srp_a)]).unwrap();
        assert_eq!(name_of(&asked), "PASSWORD_VERIFIER");
    }
}

#[test]
fn in_a_pool_without_email_codes_unknown_users_are_offered_passwords() {
    for factors in [&["PASSWORD"][..], &["PASSWORD", "WEB_AUTHN"], &["PASSWORD", "SMS_OTP"]] {
        let world = with_ana(hiding(44, factors), true);
        let (known, unknown) = (start(&world, "ana", &[]).unwrap(), start(&world, "eve", &[]).unwrap());
        for output in [&known, &unknown] {
            assert_eq!(name_of(output), "SELECT_CHALLENGE");
            assert_eq!(available(output), ["PASSWORD_SRP", "PASSWORD"]);
            assert_eq!(challenge_parameters(output), json!({}));
        }
        assert_eq!(known.session.as_ref().unwrap().len(), unknown.session.as_ref().unwrap().len());
        for (name, output) in [("ana", &known), ("eve", &unknown)] {
            let refused = respond(&world, "SELECT_CHALLENGE", output, name, &[("ANSWER", "EMAIL_OTP")]);
            assert_refused(refused, InvalidParameter::FirstFactorNotAvailable);
            let refused = respond(&world, "WEB_AUTHN", output, name, &[("CREDENTIAL", "{}")]);
            assert_refused(refused, InvalidParameter::FirstFactorNotAvailable);
            let wrong = respond(&world, "PASSWORD", output, name, &[("PASSWORD", "Wrong-Horse9!")]);
            assert_refused(wrong, NotAuthorized::IncorrectCredentials);
            let spent = respond(&world, "PASSWORD", output, name, &[("PASSWORD", PASSWORD)]);
            assert_refused(spent, NotAuthorized::SessionSpent);
        }
    }
}

#[test]
fn users_who_may_not_sign_in_are_sent_no_code() {
    for (seed, hides) in [(45, false), (46, true)] {
        let world = scene_on(seed, MemoryStorage::default(), &ALL, hides);
        let world = with_ana(world, false);
        world.create_user("bob", &[("email", "bob@example.com"), ("email_verified", "true")]);
        world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
        world.pool_ok("AdminResetUserPassword", json!({"Username": "bob"}));
        let sent = world.outbox.count();
        for (name, refusal) in
            [("ana", Error::from(NotAuthorized::UserDisabled)), ("bob", PasswordResetRequired.into())]
        {
            let output = prefer(&world, name, "EMAIL_OTP");
            if hides {
                let output = output.unwrap();
                let wrong = respond(&world, "EMAIL_OTP", &output, name, &[("EMAIL_OTP_CODE", "12345678")]);
                assert_refused(wrong, CodeMismatch::AuthState);
            } else {
                assert_refused(output, refusal);
            }
        }
        assert_eq!(world.outbox.count(), sent);
    }
}

#[test]
fn a_user_disabled_meanwhile_is_not_signed_in_by_the_right_code() {
    let world = with_ana(scene(47, &ALL), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    let refused = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]);
    assert!(refused.is_err());
}

#[test]
fn a_name_longer_than_any_key_is_an_unknown_user() {
    let world = hiding(48, &ALL);
    let name = "x".repeat(5000);
    let output = start(&world, &name, &[]).unwrap();
    assert!(output.session.as_ref().unwrap().len() < 1600);
    let wrong = respond(&world, "EMAIL_OTP", &output, &name, &[("EMAIL_OTP_CODE", "12345678")]);
    assert_refused(wrong, CodeMismatch::AuthState);
}
