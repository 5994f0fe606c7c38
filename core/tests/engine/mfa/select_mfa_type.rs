//! Which factor a sign-in asks for, and `SELECT_MFA_TYPE`.

use serde_json::json;
use userpool::{
    error::{InvalidParameter, NotAuthorized, SoftwareTokenMfaNotFound},
    operations::*,
    storage::MemoryStorage,
};

use super::{NUMBER, challenged, configure, on, prefer, preferred, world_with};
use crate::world::{PASSWORD, World, assert_refused, challenge_parameters, signed_in, typed};

#[test]
fn among_several_factors_the_user_selects() {
    let world = world_with(30, "ON", &["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]);
    world.create_user("bo", &[("phone_number", NUMBER), ("email", "bo@example.com")]);
    let output = challenged(&world, "bo", "SELECT_MFA_TYPE");
    let expected = json!({"MFAS_CAN_CHOOSE": "[\"SMS_MFA\",\"EMAIL_OTP\"]", "USER_ID_FOR_SRP": "bo"});
    assert_eq!(challenge_parameters(&output), expected);
    let select = |answer: &str| {
        world.respond("SELECT_MFA_TYPE", output.session.as_ref(), &[("USERNAME", "bo"), ("ANSWER", answer)])
    };
    let sent = world.outbox.count();
    assert_refused(select("SOFTWARE_TOKEN_MFA"), SoftwareTokenMfaNotFound::NotOfUser);
    assert_eq!(select("sms").unwrap_err().name(), "InvalidParameterException");
    assert_eq!(world.outbox.count(), sent);

    let next = select("EMAIL_OTP").unwrap();
    assert_eq!(next.challenge_name.as_deref(), Some("EMAIL_OTP"));
    assert_eq!(world.outbox.last().destination, "bo@example.com");
    // Each message costs a sign-in.
    assert_refused(select("SMS_MFA"), NotAuthorized::SessionSpent);
    assert_eq!(world.outbox.count(), sent + 1);
    let answer = [("USERNAME", "bo"), ("EMAIL_OTP_CODE", &world.outbox.last_code())];
    signed_in(world.respond("EMAIL_OTP", next.session.as_ref(), &answer));

    prefer(&world, "bo", json!({"SMSMfaSettings": preferred()}));
    challenged(&world, "bo", "SMS_MFA");
}

#[test]
fn a_preference_for_what_the_pool_lacks_does_not_count() {
    let world = world_with(31, "OPTIONAL", &["EMAIL_OTP"]);
    world.create_user("bo", &[("phone_number", NUMBER), ("email", "bo@example.com")]);
    prefer(&world, "bo", json!({"SMSMfaSettings": preferred()}));
    world.tokens("bo");
    prefer(&world, "bo", json!({"EmailMfaSettings": on()}));
    challenged(&world, "bo", "EMAIL_OTP");
}

#[test]
fn the_address_that_resets_passwords_first_is_no_second_factor() {
    let world = World::with(
        32,
        MemoryStorage::default(),
        |pool| {
            pool.settings.email_configuration = typed(json!({
                "EmailSendingAccount": "DEVELOPER",
                "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
            }));
            pool.settings.account_recovery_setting = Some(AccountRecoverySetting {
                recovery_mechanisms: Some(vec![RecoveryOption {
                    priority: 1,
                    name: "verified_email".into(),
                }]),
            });
        },
        |_| {},
    )
    .confirmed("ana");
    configure(&world, "ON", &["EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]);
    let output = challenged(&world, "ana", "MFA_SETUP");
    assert_eq!(challenge_parameters(&output)["MFAS_CAN_SETUP"], "[\"SOFTWARE_TOKEN_MFA\"]");
}

#[test]
fn the_preferred_factor_does_not_reset_the_password() {
    let world = world_with(33, "OPTIONAL", &["EMAIL_OTP"]);
    world.forgot_password("ana").unwrap();
    prefer(&world, "ana", json!({"EmailMfaSettings": preferred()}));
    assert_refused(world.forgot_password("ana"), InvalidParameter::NoRecoveryDestination);
}

#[test]
fn a_pool_made_with_mfa_sends_text_messages() {
    let world = World::new(34).moved_to(json!({
        "PoolName": "on",
        "MfaConfiguration": "ON",
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
    }));
    world.create_user("bo", &[("phone_number", NUMBER)]);
    challenged(&world, "bo", "SMS_MFA");
    // A number cannot be set up during a sign-in, and the pool has nothing else.
    world.create_user("cy", &[]);
    assert_eq!(world.password_sign_in("cy", PASSWORD).unwrap_err().name(), "InvalidParameterException");
}
