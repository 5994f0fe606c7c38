//! Sessions of second factors: replay, mix-up, and what is written.

use std::sync::Arc;

use serde_json::json;
use userpool::{
    Error, Sensitive,
    auth::totp::TotpSecret,
    error::{CodeMismatch, ExpiredCode, InvalidParameter, NotAuthorized, UserNotFound},
    operations::*,
    storage::MemoryStorage,
};

use super::{INVALID_SESSION, asking, challenged, configure, respond, with_app};
use crate::world::{assert_refused, other_than, records, signed_in};

#[test]
fn a_session_of_one_user_is_not_answered_by_another() {
    let (world, right) = asking(70, "EMAIL_OTP");
    let world = world.confirmed("eve");
    let session = challenged(&world, "ana", "EMAIL_OTP").session;
    let code = right(&world);
    // An unknown name is refused as everywhere: an unverified alias, for example.
    for (name, refusal) in
        [("eve", Error::from(NotAuthorized::SessionOfAnother)), ("nobody", UserNotFound::User.into())]
    {
        let answer = [("USERNAME", name), ("EMAIL_OTP_CODE", &code)];
        assert_refused(world.respond("EMAIL_OTP", session.as_ref(), &answer), refusal);
    }
    signed_in(respond(&world, "EMAIL_OTP", &session, &code));
}

#[test]
fn a_session_of_one_client_is_refused_for_another() {
    let (mut world, right) = asking(71, "EMAIL_OTP");
    let session = challenged(&world, "ana", "EMAIL_OTP").session;
    let code = right(&world);
    let own = std::mem::take(&mut world.client);
    world.client = world.add_client(|_| {}).client_id;
    assert_refused(respond(&world, "EMAIL_OTP", &session, &code), NotAuthorized::InvalidSession);
    world.client = own;
    signed_in(respond(&world, "EMAIL_OTP", &session, &code));
}

#[test]
fn a_session_waits_for_one_challenge() {
    let (world, right) = asking(72, "EMAIL_OTP");
    let session = challenged(&world, "ana", "EMAIL_OTP").session;
    let code = right(&world);
    for challenge in
        ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "SELECT_MFA_TYPE", "MFA_SETUP", "NEW_PASSWORD_REQUIRED"]
    {
        let answer = [
            ("USERNAME", "ana"),
            ("SMS_MFA_CODE", &*code),
            ("SOFTWARE_TOKEN_MFA_CODE", &code),
            ("ANSWER", "EMAIL_OTP"),
            ("EMAIL", "other@example.com"),
            ("NEW_PASSWORD", "Other-Horse-9!"),
        ];
        assert_refused(world.respond(challenge, session.as_ref(), &answer), NotAuthorized::InvalidSession);
    }
    for operation in ["AssociateSoftwareToken", "VerifySoftwareToken"] {
        let body = json!({"Session": session.as_ref().unwrap().as_str(), "UserCode": "123456"});
        assert_eq!(world.refused(operation, body), format!("NotAuthorizedException: {INVALID_SESSION}"));
    }
    assert_refused(respond(&world, "EMAIL_OTP", &None, &code), InvalidParameter::Missing("Session"));
    let mut broken = session.as_ref().unwrap().as_str().to_owned();
    let last = if broken.ends_with('A') { "B" } else { "A" };
    broken.replace_range(broken.len() - 1.., last);
    assert_refused(
        respond(&world, "EMAIL_OTP", &Some(Sensitive::new(broken)), &code),
        NotAuthorized::InvalidSession,
    );
    signed_in(respond(&world, "EMAIL_OTP", &session, &code));
}

#[test]
fn a_code_works_with_its_own_session_only() {
    let (world, right) = asking(73, "EMAIL_OTP");
    let older = challenged(&world, "ana", "EMAIL_OTP").session;
    let older_code = right(&world);
    let newer = challenged(&world, "ana", "EMAIL_OTP").session;
    let newer_code = right(&world);
    assert_ne!(older_code, newer_code);
    let mismatch = |session, code| {
        let refused = respond(&world, "EMAIL_OTP", session, code);
        assert_refused(refused, CodeMismatch::AuthState);
    };
    mismatch(&newer, &older_code);
    mismatch(&older, &newer_code);
    signed_in(respond(&world, "EMAIL_OTP", &older, &older_code));
    signed_in(respond(&world, "EMAIL_OTP", &newer, &newer_code));
}

#[test]
fn a_code_of_an_app_works_once_in_all_sessions() {
    let (world, secret) = with_app(74, MemoryStorage::default());
    let one = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    let two = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    let code = world.totp(&secret);
    signed_in(respond(&world, "SOFTWARE_TOKEN_MFA", &one, &code));
    let used = |code: &str| {
        assert_refused(respond(&world, "SOFTWARE_TOKEN_MFA", &two, code), ExpiredCode::SoftwareTokenUsed);
    };
    used(&code);
    // Of two codes in the window, the earlier went with the later.
    let secret = TotpSecret::from_base32(&secret).unwrap();
    used(&secret.code_at(world.clock.now().seconds() - 30));
    signed_in(respond(&world, "SOFTWARE_TOKEN_MFA", &two, &secret.code_at(world.clock.now().seconds() + 30)));
}

#[test]
fn changes_of_the_users_credentials_end_the_session() {
    let (world, right) = asking(75, "EMAIL_OTP");
    configure(&world, "OFF", &[]);
    let tokens = world.tokens("ana");
    configure(&world, "OPTIONAL", &["EMAIL_OTP"]);

    let session = challenged(&world, "ana", "EMAIL_OTP").session;
    world.send(GlobalSignOut { access_token: tokens.access_token.unwrap() }).unwrap();
    assert_refused(respond(&world, "EMAIL_OTP", &session, &right(&world)), NotAuthorized::SessionSpent);

    let session = challenged(&world, "ana", "EMAIL_OTP").session;
    let password = json!({"Username": "ana", "Password": "Other-Horse-9!", "Permanent": true});
    world.pool_ok("AdminSetUserPassword", password);
    assert_refused(respond(&world, "EMAIL_OTP", &session, &right(&world)), NotAuthorized::SessionSpent);
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    assert_refused(respond(&world, "EMAIL_OTP", &session, &right(&world)), UserNotFound::User);
}

#[test]
fn a_sign_in_in_progress_writes_nothing_and_no_record_holds_a_secret_in_the_clear() {
    let storage = Arc::new(MemoryStorage::new());
    let (world, secret) = with_app(80, Arc::clone(&storage));
    let partition = format!("pool/{}", world.pool);
    let before = records(&storage, &partition);
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    assert_eq!(records(&storage, &partition), before);

    let code = world.totp(&secret);
    respond(&world, "SOFTWARE_TOKEN_MFA", &session, other_than(&code)).unwrap_err();
    let after = records(&storage, &partition);
    let changed: Vec<_> = after.iter().filter(|(key, value)| before.get(*key) != Some(value)).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(changed[0].0, "code/authentication/ana");

    signed_in(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &code));
    for (key, record) in records(&storage, &partition) {
        assert!(!record.contains(&secret), "{key}: {record}");
    }
    assert!(!format!("{session:?}").contains(session.as_ref().unwrap().as_str()));

    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    assert!(!records(&storage, &partition).contains_key("code/authentication/ana"));
}
