//! `EMAIL_OTP` and `SMS_OTP` as first factors.

use std::sync::Arc;

use serde_json::json;
use userpool::{
    error::{CodeMismatch, NotAuthorized, UserNotConfirmed},
    operations::*,
    storage::MemoryStorage,
};
use userpool_storage_traits::Medium;

use super::{
    ALL, NUMBER, available, hiding, name_of, passwordless, prefer, respond, scene, scene_built, scene_on,
    start, with_ana,
};
use crate::world::{
    PASSWORD, Racer, Recorder, World, Yielding, assert_refused, challenge_parameters, function_for_each,
    interleave, other_than, signed_in,
};

#[test]
fn a_code_by_mail_has_eight_digits_and_signs_in_once() {
    let world = with_ana(scene(20, &ALL), true);
    let output = prefer(&world, "ana", "EMAIL_OTP").unwrap();
    assert_eq!(name_of(&output), "EMAIL_OTP");
    assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
    assert_eq!(
        challenge_parameters(&output),
        json!({"CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL", "CODE_DELIVERY_DESTINATION": "a***@e***"})
    );
    let sent = world.outbox.last();
    assert_eq!((sent.medium, &*sent.destination), (Medium::Email, "ana@example.com"));
    let right = world.outbox.last_code();
    assert!(right.len() == 8 && right.bytes().all(|byte| byte.is_ascii_digit()), "{right}");

    for _ in 0..4 {
        let wrong = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", other_than(&right))]);
        assert_refused(wrong, CodeMismatch::AuthState);
    }
    signed_in(respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]));
    let again = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]);
    assert_refused(again, NotAuthorized::SessionSpent);
}

#[test]
fn a_late_code_finds_the_session_expired() {
    let world = with_ana(scene(21, &ALL), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    world.clock.advance(3 * 60 + 54);
    let late = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]);
    assert_refused(late, NotAuthorized::SessionExpired);
}

#[test]
fn a_code_by_text_message_verifies_the_number() {
    let world = scene(22, &ALL);
    passwordless(&world, "ana", &[("phone_number", NUMBER)]);
    assert_ne!(world.attribute("ana", "phone_number_verified").as_deref(), Some("true"));
    let output = start(&world, "ana", &[]).unwrap();
    assert_eq!((name_of(&output), available(&output)), ("SMS_OTP", vec!["SMS_OTP"]));
    assert_eq!(
        challenge_parameters(&output),
        json!({"CODE_DELIVERY_DELIVERY_MEDIUM": "SMS", "CODE_DELIVERY_DESTINATION": "+*******9934"})
    );
    let right = world.outbox.last_code();
    let wrong = respond(&world, "SMS_OTP", &output, "ana", &[("SMS_OTP_CODE", other_than(&right))]);
    assert_refused(wrong, CodeMismatch::AuthState);
    signed_in(respond(&world, "SMS_OTP", &output, "ana", &[("SMS_OTP_CODE", &right)]));
    assert_eq!(world.attribute("ana", "phone_number_verified").as_deref(), Some("true"));
}

#[test]
fn a_code_confirms_an_unconfirmed_user() {
    let world = scene(23, &ALL);
    world.sign_up("ana").unwrap();
    assert_refused(
        start(&world, "ana", &[("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", PASSWORD)]),
        UserNotConfirmed,
    );
    let output = prefer(&world, "ana", "EMAIL_OTP").unwrap();
    let right = world.outbox.last_code();
    signed_in(respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]));
    assert_eq!(world.admin_get("ana").unwrap().user_status, "CONFIRMED");
    assert_eq!(world.attribute("ana", "email_verified").as_deref(), Some("true"));
}

#[test]
fn a_code_takes_no_alias_from_another_user() {
    let world = scene(24, &ALL).moved_to(json!({
        "PoolName": "aliases",
        "AliasAttributes": ["email"],
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    }));
    let client = world.add_client(|client| {
        client.settings.explicit_auth_flows.as_mut().unwrap().push("ALLOW_USER_AUTH".into());
    });
    let world = World { client: client.client_id, ..world };
    passwordless(&world, "owner", &[("email", "a@example.com"), ("email_verified", "true")]);
    passwordless(&world, "other", &[("email", "a@example.com")]);
    let output = start(&world, "other", &[]).unwrap();
    let right = world.outbox.last_code();
    signed_in(respond(&world, "EMAIL_OTP", &output, "other", &[("EMAIL_OTP_CODE", &right)]));
    assert_ne!(world.attribute("other", "email_verified").as_deref(), Some("true"));
    // The address still leads to its owner.
    let output = start(&world, "a@example.com", &[]).unwrap();
    let right = world.outbox.last_code();
    signed_in(respond(&world, "EMAIL_OTP", &output, "a@example.com", &[("EMAIL_OTP_CODE", &right)]));
}

#[test]
fn a_selected_code_is_sent_when_it_is_selected() {
    let world = with_ana(scene(25, &ALL), true);
    let selecting = start(&world, "ana", &[]).unwrap();
    assert_eq!(world.outbox.count(), 0);
    let output = respond(&world, "SELECT_CHALLENGE", &selecting, "ana", &[("ANSWER", "EMAIL_OTP")]).unwrap();
    assert_eq!((name_of(&output), world.outbox.count()), ("EMAIL_OTP", 1));
    let again = respond(&world, "SELECT_CHALLENGE", &selecting, "ana", &[("ANSWER", "EMAIL_OTP")]);
    assert_refused(again, NotAuthorized::SessionSpent);
    let right = world.outbox.last_code();
    signed_in(respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]));
}

#[test]
fn a_code_works_with_its_own_session_only() {
    let world = with_ana(scene(26, &ALL), false);
    let first = start(&world, "ana", &[]).unwrap();
    let of_first = world.outbox.last_code();
    let second = start(&world, "ana", &[]).unwrap();
    let of_second = world.outbox.last_code();
    let mixed = respond(&world, "EMAIL_OTP", &first, "ana", &[("EMAIL_OTP_CODE", &of_second)]);
    assert_refused(mixed, CodeMismatch::AuthState);
    signed_in(respond(&world, "EMAIL_OTP", &second, "ana", &[("EMAIL_OTP_CODE", &of_second)]));
    signed_in(respond(&world, "EMAIL_OTP", &first, "ana", &[("EMAIL_OTP_CODE", &of_first)]));
}

#[test]
fn a_changed_address_ends_its_code() {
    let world = with_ana(scene(27, &ALL), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    world.pool_ok(
        "AdminUpdateUserAttributes",
        json!({"Username": "ana", "UserAttributes": [{"Name": "email", "Value": "b@example.com"}]}),
    );
    let late = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]);
    assert_refused(late, CodeMismatch::AuthState);
}

#[test]
fn the_limits_of_messages_and_wrong_codes_are_the_same_for_known_and_unknown_users() {
    for (seed, name) in [(28, "ana"), (29, "nobody")] {
        let world = with_ana(hiding(seed, &ALL), false);
        let output = start(&world, name, &[]).unwrap();
        for _ in 0..5 {
            let wrong = respond(&world, "EMAIL_OTP", &output, name, &[("EMAIL_OTP_CODE", "0")]);
            assert_refused(wrong, CodeMismatch::AuthState);
        }
        let right = if name == "ana" { world.outbox.last_code() } else { "12345678".into() };
        let given = [("EMAIL_OTP_CODE", &*right)];
        assert_refused(
            respond(&world, "EMAIL_OTP", &output, name, &given),
            NotAuthorized::PasswordAttemptsExceeded,
        );
        for _ in 1..20 {
            start(&world, name, &[]).unwrap();
        }
        assert_refused(start(&world, name, &[]), NotAuthorized::PasswordAttemptsExceeded);
        world.clock.advance(3600);
        assert_eq!(name_of(&start(&world, name, &[]).unwrap()), "EMAIL_OTP");
    }
}

/// Wrong codes count for the session that asked for the code, so an attacker cannot lock the user out.
#[test]
fn wrong_codes_of_an_attacker_do_not_count_in_the_users_own_session() {
    let world = with_ana(hiding(28, &ALL), false);
    let own = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    for _ in 0..10 {
        let session = start(&world, "ana", &[]).unwrap();
        for _ in 0..6 {
            respond(&world, "EMAIL_OTP", &session, "ana", &[("EMAIL_OTP_CODE", "0")]).unwrap_err();
        }
    }
    signed_in(respond(&world, "EMAIL_OTP", &own, "ana", &[("EMAIL_OTP_CODE", &right)]));
}

fn guess<'a>(world: &'a World, output: &SignInOutput, code: &str) -> Racer<'a, SignInOutput> {
    let responses = [("USERNAME", "ana"), ("EMAIL_OTP_CODE", code)];
    world.respond_racing("EMAIL_OTP", output.session.as_ref(), &responses)
}

#[test]
fn of_100_concurrent_codes_5_are_checked() {
    let storage = Yielding(MemoryStorage::default());
    let world = with_ana(scene_on(30, storage, &ALL, false), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    let guesses = (0..100).map(|_| guess(&world, &output, other_than(&right))).collect();
    let checked = interleave(30, guesses)
        .into_iter()
        .filter(|outcome| outcome.as_ref().is_err_and(|error| error.name() == "CodeMismatchException"));
    assert_eq!(checked.count(), 5);
}

#[test]
fn of_many_concurrent_answers_to_one_session_one_signs_in() {
    let world = with_ana(scene_on(31, Yielding(MemoryStorage::default()), &ALL, false), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    let answers = (0..8).map(|_| guess(&world, &output, &right)).collect();
    assert_eq!(interleave(31, answers).into_iter().filter(Result::is_ok).count(), 1);
}

#[test]
fn functions_are_called_for_the_attempt_and_the_confirmation_but_not_for_migration() {
    let recorder = Arc::new(Recorder::default());
    let triggers = Arc::clone(&recorder);
    let world = scene_built(75, |builder| builder.triggers(triggers), &ALL, true);
    let functions =
        function_for_each(&["PreAuthentication", "PostAuthentication", "PostConfirmation", "UserMigration"]);
    world.pool_ok(
        "UpdateUserPool",
        json!({"LambdaConfig": functions, "AutoVerifiedAttributes": ["email"],
               "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
               "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ALL}}}),
    );
    let sources = || recorder.take().into_iter().map(|call| call.source).collect::<Vec<_>>();
    world.sign_up("ana").unwrap();
    let output = prefer(&world, "ana", "EMAIL_OTP").unwrap();
    assert_eq!(sources(), ["PreAuthentication_Authentication"]);
    let right = world.outbox.last_code();
    signed_in(respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &right)]));
    let mut after = sources();
    after.sort();
    assert_eq!(after, ["PostAuthentication_Authentication", "PostConfirmation_ConfirmSignUp"]);
    start(&world, "eve", &[("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", PASSWORD)]).unwrap_err();
    assert_eq!(sources(), ["PreAuthentication_Authentication"]);
}

/// Amplify keeps sending the key of a forgotten device and cannot ask for a second code.
#[test]
fn a_right_code_is_not_lost_for_a_device_that_was_forgotten() {
    let world = with_ana(scene(111, &ALL), true);
    let tracking = json!({"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false});
    let policies = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ALL}});
    let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    world.pool_ok(
        "UpdateUserPool",
        json!({"DeviceConfiguration": tracking, "Policies": policies, "SmsConfiguration": sms}),
    );
    let unknown = ("DEVICE_KEY", "us-east-1_6d1b2fd5-2c1a-4b4f-8fd0-1fd0a1b2c3d4");
    let output = start(&world, "ana", &[("PREFERRED_CHALLENGE", "EMAIL_OTP"), unknown]).unwrap();
    let code = world.outbox.last_code();
    let answer = respond(&world, "EMAIL_OTP", &output, "ana", &[("EMAIL_OTP_CODE", &code), unknown]);
    assert!(answer.unwrap().authentication_result.unwrap().new_device_metadata.is_some());
}
