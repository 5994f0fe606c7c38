//! Sessions of a choice-based sign-in.

use std::sync::Arc;

use userpool::{client::SrpClient, error::NotAuthorized, operations::*, storage::MemoryStorage};

use super::{ALL, prefer, respond, scene, scene_on, start, with_ana};
use crate::world::{PASSWORD, assert_refused, map, records, signed_in};

#[test]
fn a_session_waits_for_its_own_challenge() {
    let world = with_ana(scene(50, &ALL), true);
    let (email, password) =
        (prefer(&world, "ana", "EMAIL_OTP").unwrap(), prefer(&world, "ana", "PASSWORD").unwrap());
    let srp_a = SrpClient::new(&world.pool, [42; 32]).srp_a();
    let selecting = start(&world, "ana", &[]).unwrap();
    let answers: [(&str, &[(&str, &str)]); 9] = [
        ("SELECT_CHALLENGE", &[("ANSWER", "PASSWORD"), ("PASSWORD", PASSWORD)]),
        ("PASSWORD", &[("PASSWORD", PASSWORD)]),
        ("PASSWORD_SRP", &[("SRP_A", &srp_a)]),
        ("WEB_AUTHN", &[("CREDENTIAL", "{}")]),
        ("SMS_OTP", &[("SMS_OTP_CODE", "12345678")]),
        ("SMS_MFA", &[("SMS_MFA_CODE", "123456")]),
        ("SOFTWARE_TOKEN_MFA", &[("SOFTWARE_TOKEN_MFA_CODE", "123456")]),
        ("NEW_PASSWORD_REQUIRED", &[("NEW_PASSWORD", PASSWORD)]),
        ("MFA_SETUP", &[]),
    ];
    for (challenge, given) in answers {
        let refused = respond(&world, challenge, &email, "ana", given);
        assert_refused(refused, NotAuthorized::InvalidSession);
        if challenge != "PASSWORD" {
            let refused = respond(&world, challenge, &password, "ana", given);
            assert_refused(refused, NotAuthorized::InvalidSession);
        }
        if !["SELECT_CHALLENGE", "PASSWORD", "PASSWORD_SRP", "WEB_AUTHN"].contains(&challenge) {
            let refused = respond(&world, challenge, &selecting, "ana", given);
            assert_refused(refused, NotAuthorized::InvalidSession);
        }
    }
    for other in [&password, &selecting] {
        let refused = respond(&world, "EMAIL_OTP", other, "ana", &[("EMAIL_OTP_CODE", "12345678")]);
        assert_refused(refused, NotAuthorized::InvalidSession);
    }
}

#[test]
fn a_session_belongs_to_its_user_and_its_client() {
    let world = with_ana(scene(51, &ALL), true);
    world.create_user("bob", &[("email", "bob@example.com")]);
    let outputs = [
        (
            "EMAIL_OTP",
            prefer(&world, "ana", "EMAIL_OTP").unwrap(),
            [("EMAIL_OTP_CODE", world.outbox.last_code())],
        ),
        ("PASSWORD", prefer(&world, "ana", "PASSWORD").unwrap(), [("PASSWORD", PASSWORD.to_owned())]),
        ("PASSWORD", start(&world, "ana", &[]).unwrap(), [("PASSWORD", PASSWORD.to_owned())]),
    ];
    let elsewhere = world.add_client(|client| {
        client.settings.explicit_auth_flows.as_mut().unwrap().push("ALLOW_USER_AUTH".into());
    });
    for (challenge, output, given) in &outputs {
        let given: Vec<_> = given.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = respond(&world, challenge, output, "bob", &given);
        assert_refused(refused, NotAuthorized::SessionOfAnother);
        let mut responses = vec![("USERNAME", "ana")];
        responses.extend(&given);
        let refused = world.send(RespondToAuthChallenge {
            client_id: elsewhere.client_id.clone(),
            challenge_name: (*challenge).into(),
            session: output.session.clone(),
            challenge_responses: Some(map(&responses)),
            ..Default::default()
        });
        assert_refused(refused, NotAuthorized::InvalidSession);
        signed_in(respond(&world, challenge, output, "ana", &given));
    }
}

#[test]
fn no_record_holds_a_secret_in_the_clear() {
    let storage = Arc::new(MemoryStorage::default());
    let world = with_ana(scene_on(52, Arc::clone(&storage), &ALL, false), false);
    let output = start(&world, "ana", &[]).unwrap();
    let right = world.outbox.last_code();
    let stored = records(&storage, &format!("pool/{}", world.pool));
    assert!(stored.values().all(|record| !record.contains(&right)));
    assert!(!format!("{output:?}").contains(output.session.as_ref().unwrap().as_str()));
}
