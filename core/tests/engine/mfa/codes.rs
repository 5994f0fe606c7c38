//! The codes of `SMS_MFA`, `EMAIL_OTP` and `SOFTWARE_TOKEN_MFA`.

use serde_json::json;
use userpool::{
    Sensitive,
    error::{CodeMismatch, InvalidParameter, NotAuthorized, SoftwareTokenMfaNotFound},
    storage::MemoryStorage,
};
use userpool_storage_traits::{Medium, Purpose};

use super::{NUMBER, asking, challenged, configure, on, prefer, respond, with_app, world_on, world_with};
use crate::world::{
    PASSWORD, assert_refused, challenge_parameters, claims, code_member, other_than, signed_in,
};

fn asked_name(factor: &str) -> &'static str {
    if factor == "SMS_MFA" { "bo" } else { "ana" }
}

#[test]
fn wrong_codes_leave_the_session_and_the_right_one_spends_it() {
    for (seed, factor) in [(20, "SMS_MFA"), (21, "EMAIL_OTP"), (22, "SOFTWARE_TOKEN_MFA")] {
        let (world, right) = asking(seed, factor);
        let name = asked_name(factor);
        let output = challenged(&world, name, factor);
        let code = right(&world);
        let answer = |code: &str| {
            world.respond(factor, output.session.as_ref(), &[("USERNAME", name), (code_member(factor), code)])
        };
        let wrong = if factor == "SOFTWARE_TOKEN_MFA" {
            CodeMismatch::SoftwareToken
        } else {
            CodeMismatch::AuthState
        };
        for _ in 0..6 {
            assert_refused(answer(other_than(&code)), wrong);
        }
        for nonsense in ["1", "１２３４５６", &"9".repeat(100_000), &format!("{code} ")] {
            assert_refused(answer(nonsense), wrong);
        }
        assert_refused(answer(""), InvalidParameter::Missing(code_member(factor)));
        signed_in(answer(&code));
        assert_refused(answer(&code), NotAuthorized::SessionSpent);
    }
}

#[test]
fn a_late_code_finds_the_session_expired() {
    for (seed, factor) in [(23, "SMS_MFA"), (24, "EMAIL_OTP"), (25, "SOFTWARE_TOKEN_MFA")] {
        let (world, right) = asking(seed, factor);
        let name = asked_name(factor);
        let answer = |session: &Option<Sensitive>| {
            let code = right(&world);
            world.respond(factor, session.as_ref(), &[("USERNAME", name), (code_member(factor), &code)])
        };
        let session = challenged(&world, name, factor).session;
        world.clock.advance(179);
        signed_in(answer(&session));
        world.clock.advance(60);
        let session = challenged(&world, name, factor).session;
        world.clock.advance(180);
        assert_refused(answer(&session), NotAuthorized::SessionExpired);
    }
}

#[test]
fn a_code_by_text_message_verifies_the_number() {
    let world = world_with(26, "OPTIONAL", &["SMS_MFA"]);
    world.create_user("bo", &[("phone_number", NUMBER)]);
    prefer(&world, "bo", json!({"SMSMfaSettings": on()}));
    let output = challenged(&world, "bo", "SMS_MFA");
    let expected = json!({
        "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
        "CODE_DELIVERY_DESTINATION": "+*******9934",
        "USER_ID_FOR_SRP": "bo",
    });
    assert_eq!(challenge_parameters(&output), expected);
    let message = world.outbox.last();
    assert_eq!((message.purpose, message.medium), (Purpose::Authentication, Medium::Sms));
    assert_eq!((&*message.destination, message.subject), (NUMBER, None));
    let code = world.outbox.last_code();
    assert_eq!(message.body.expose(), format!("Your authentication code is {code}. "));

    assert_eq!(world.attribute("bo", "phone_number_verified"), None);
    let answer = [("USERNAME", "bo"), ("SMS_MFA_CODE", &code)];
    let tokens = signed_in(world.respond("SMS_MFA", output.session.as_ref(), &answer));
    assert_eq!(world.attribute("bo", "phone_number_verified").as_deref(), Some("true"));
    assert_eq!(claims(&tokens.id_token)["phone_number_verified"], true);
}

#[test]
fn codes_are_written_as_the_pool_says() {
    let world = world_on(27, MemoryStorage::default());
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({
            "MfaConfiguration": "ON",
            "SmsMfaConfiguration": {"SmsAuthenticationMessage": "Text {####}"},
            "EmailMfaConfiguration": {"Message": "Mail {####}", "Subject": "Subject"},
        }),
    );
    let output = challenged(&world, "ana", "EMAIL_OTP");
    let expected = json!({
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": "a***@e***",
        "USER_ID_FOR_SRP": "ana",
    });
    assert_eq!(challenge_parameters(&output), expected);
    let (message, code) = (world.outbox.last(), world.outbox.last_code());
    assert_eq!((message.purpose, message.medium), (Purpose::Authentication, Medium::Email));
    assert_eq!(message.subject.as_deref(), Some("Subject"));
    assert_eq!(message.body.expose(), format!("Mail {code}"));

    world.create_user("bo", &[("phone_number", NUMBER)]);
    challenged(&world, "bo", "SMS_MFA");
    assert_eq!(world.outbox.last().body.expose(), format!("Text {}", world.outbox.last_code()));

    configure(&world, "ON", &["EMAIL_OTP"]);
    challenged(&world, "ana", "EMAIL_OTP");
    let message = world.outbox.last();
    assert_eq!(message.subject.as_deref(), Some("Your authentication code"));
    assert_eq!(message.body.expose(), format!("Your authentication code is {}", world.outbox.last_code()));
}

#[test]
fn a_code_that_cannot_be_delivered_may_be_asked_for_again() {
    let (world, right) = asking(28, "EMAIL_OTP");
    world.outbox.broken.store(true, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(world.password_sign_in("ana", PASSWORD).unwrap_err().name(), "CodeDeliveryFailureException");
    world.outbox.broken.store(false, std::sync::atomic::Ordering::SeqCst);
    let session = challenged(&world, "ana", "EMAIL_OTP").session;
    signed_in(respond(&world, "EMAIL_OTP", &session, &right(&world)));
}

#[test]
fn an_app_that_was_removed_is_not_asked() {
    let (world, secret) = with_app(29, MemoryStorage::default());
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    assert_eq!(world.pool_ok("AdminDeleteSoftwareToken", json!({"Username": "ana"})), json!({}));
    assert_refused(
        respond(&world, "SOFTWARE_TOKEN_MFA", &session, &world.totp(&secret)),
        SoftwareTokenMfaNotFound::NotOfUser,
    );
    world.tokens("ana");
    let user = world.admin_get("ana").unwrap();
    assert_eq!((user.preferred_mfa_setting, user.user_mfa_setting_list), (None, None));
    // Once more changes nothing.
    world.pool_ok("AdminDeleteSoftwareToken", json!({"Username": "ana"}));
    assert_eq!(
        world.pool_refused("AdminDeleteSoftwareToken", json!({"Username": "nobody"})),
        "UserNotFoundException: User does not exist."
    );
}
