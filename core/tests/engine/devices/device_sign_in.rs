//! `DEVICE_SRP_AUTH` and `DEVICE_PASSWORD_VERIFIER`.

use serde_json::{Value, json};
use userpool::{
    Error, Sensitive,
    client::Device,
    error::{InvalidParameter, NotAuthorized, ResourceNotFound, UserNotFound},
    operations::*,
};

use super::{
    always, asked, assert_challenge, begin, confirmed, demand_mfa, device_sign_in, device_srp, forget, proof,
    prove, remember, srp,
};
use crate::world::{PASSWORD, World, assert_refused, map, signed_in};

#[test]
fn a_wrong_device_password_is_refused_like_a_wrong_user_password() {
    let world = always(18);
    let (device, _) = confirmed(&world, "ana", 1);
    let group = world.tokens("ana").new_device_metadata.unwrap().device_group_key;
    let (challenge, right) = asked(&world, "ana", &device);
    let thief = Device::new(&group, device.key(), [2; 40]);
    assert_refused(
        prove(&world, &proof(&world, "ana", &challenge, &thief)),
        NotAuthorized::IncorrectCredentials,
    );
    let changed = |name: &str, value: &str| {
        let mut responses = right.clone();
        responses
            .iter_mut()
            .filter(|response| response.0 == name)
            .for_each(|response| response.1 = value.into());
        responses
    };
    for (name, value) in [
        ("PASSWORD_CLAIM_SIGNATURE", "AAAA"),
        ("PASSWORD_CLAIM_SIGNATURE", "*"),
        ("PASSWORD_CLAIM_SECRET_BLOCK", "AAAA"),
        ("PASSWORD_CLAIM_SECRET_BLOCK", "*"),
        ("TIMESTAMP", "now"),
    ] {
        assert_refused(prove(&world, &changed(name, value)), NotAuthorized::IncorrectCredentials);
    }
    for name in
        ["USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP", "DEVICE_KEY"]
    {
        assert_refused(prove(&world, &changed(name, "")), InvalidParameter::Missing(name));
    }
    signed_in(prove(&world, &right));
}

#[test]
fn a_secret_block_and_a_session_work_once() {
    let world = always(19);
    let (device, _) = confirmed(&world, "ana", 1);
    let first = begin(&world, "ana", device.key()).unwrap();
    let a = srp(&world).srp_a();
    let second = device_srp(&world, "ana", &first, device.key(), &a).unwrap();
    assert_refused(device_srp(&world, "ana", &first, device.key(), &a), NotAuthorized::SessionSpent);
    let responses = proof(&world, "ana", &second, &device);
    signed_in(prove(&world, &responses));
    assert_refused(prove(&world, &responses), NotAuthorized::IncorrectCredentials);
}

#[test]
fn a_session_may_be_sent_again_with_the_proof() {
    let world = always(20);
    let (device, _) = confirmed(&world, "ana", 1);
    let first = begin(&world, "ana", device.key()).unwrap();
    let second = device_srp(&world, "ana", &first, device.key(), &srp(&world).srp_a()).unwrap();
    let responses = proof(&world, "ana", &second, &device);
    let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
    signed_in(world.respond("DEVICE_PASSWORD_VERIFIER", first.session.as_ref(), &responses));
}

/// As pycognito leaves it out.
#[test]
fn the_session_of_the_first_step_may_be_left_out() {
    let world = always(22).confirmed("bob");
    let (device, _) = confirmed(&world, "ana", 1);
    let a = srp(&world).srp_a();
    let answer = |client: &str, name: &str| {
        let responses = [("USERNAME", name), ("SRP_A", &*a), ("DEVICE_KEY", device.key())];
        world.send(RespondToAuthChallenge {
            client_id: client.into(),
            challenge_name: "DEVICE_SRP_AUTH".into(),
            challenge_responses: Some(map(&responses)),
            ..Default::default()
        })
    };
    assert_refused(answer(&world.client, "ana"), InvalidParameter::Missing("Session"));

    begin(&world, "ana", device.key()).unwrap();
    let elsewhere = world.add_client(|_| {}).client_id;
    assert_refused(answer(&elsewhere, "ana"), InvalidParameter::Missing("Session"));
    assert_refused(answer(&world.client, "bob"), InvalidParameter::Missing("Session"));
    assert_refused(answer(&world.client, "nobody"), InvalidParameter::Missing("Session"));
    let second = assert_challenge(answer(&world.client, "ana"), "DEVICE_PASSWORD_VERIFIER");
    assert_refused(answer(&world.client, "ana"), NotAuthorized::SessionSpent);
    signed_in(prove(&world, &proof(&world, "ana", &second, &device)));
    assert_refused(answer(&world.client, "ana"), InvalidParameter::Missing("Session"));

    begin(&world, "ana", device.key()).unwrap();
    world.clock.advance(180);
    assert_refused(answer(&world.client, "ana"), NotAuthorized::SessionExpired);

    begin(&world, "ana", device.key()).unwrap();
    world.pool_ok("AdminUserGlobalSignOut", json!({"Username": "ana"}));
    assert_refused(answer(&world.client, "ana"), NotAuthorized::SessionSpent);
}

#[test]
fn the_device_challenge_needs_the_proof_of_the_password_first() {
    let world = always(21);
    let (device, _) = confirmed(&world, "ana", 1);
    let a = srp(&world).srp_a();
    let responses = [("USERNAME", "ana"), ("SRP_A", &*a), ("DEVICE_KEY", device.key())];
    assert_refused(world.respond("DEVICE_SRP_AUTH", None, &responses), InvalidParameter::Missing("Session"));
    let garbage = Sensitive::new("AYABeC1zZXNzaW9uLWdhcmJhZ2U");
    assert_refused(
        world.respond("DEVICE_SRP_AUTH", Some(&garbage), &responses),
        NotAuthorized::InvalidSession,
    );
    // The session of another challenge.
    demand_mfa(&world);
    let mfa = assert_challenge(world.password_sign_in("ana", PASSWORD), "MFA_SETUP");
    assert_refused(
        world.respond("DEVICE_SRP_AUTH", mfa.session.as_ref(), &responses),
        NotAuthorized::InvalidSession,
    );
    // And this session for another challenge.
    let first = begin(&world, "ana", device.key()).unwrap();
    let app = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", "000000")];
    assert_refused(
        world.respond("SOFTWARE_TOKEN_MFA", first.session.as_ref(), &app),
        NotAuthorized::InvalidSession,
    );
    assert_refused(
        world.respond("MFA_SETUP", first.session.as_ref(), &[("USERNAME", "ana")]),
        NotAuthorized::InvalidSession,
    );
    let session = first.session.clone();
    assert_refused(
        world.send(AssociateSoftwareToken { access_token: None, session }).map(|output| output.session),
        NotAuthorized::InvalidSession,
    );
}

#[test]
fn blocks_of_users_and_of_devices_are_not_mixed_up() {
    let world = always(22);
    let (device, _) = confirmed(&world, "ana", 1);
    let (challenge, _) = asked(&world, "ana", &device);
    let (client, users) = world.srp_start("ana").unwrap();
    let users = world.srp_responses(&client, &users, PASSWORD);
    let mut as_device = users.clone();
    as_device.push(("DEVICE_KEY", device.key().to_owned()));
    assert_refused(prove(&world, &as_device), NotAuthorized::IncorrectCredentials);

    let devices = proof(&world, "ana", &challenge, &device);
    let as_user: Vec<_> = devices.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_refused(world.respond("PASSWORD_VERIFIER", None, &as_user), NotAuthorized::IncorrectCredentials);
    // A session in the place of a block.
    let session = begin(&world, "ana", device.key()).unwrap().session.unwrap();
    let mut forged = devices;
    forged[0].1 = session.as_str().to_owned();
    assert_refused(prove(&world, &forged), NotAuthorized::IncorrectCredentials);
}

#[test]
fn sessions_and_proofs_work_for_their_own_user_only() {
    let world = always(23).confirmed("bob");
    let (anas, _) = confirmed(&world, "ana", 1);
    let (bobs, _) = confirmed(&world, "bob", 2);
    let first = begin(&world, "ana", anas.key()).unwrap();
    let a = srp(&world).srp_a();
    assert_refused(device_srp(&world, "bob", &first, anas.key(), &a), NotAuthorized::SessionOfAnother);
    assert_refused(device_srp(&world, "ana", &first, bobs.key(), &a), NotAuthorized::SessionOfAnother);
    let second = device_srp(&world, "ana", &first, anas.key(), &a).unwrap();
    assert_refused(prove(&world, &proof(&world, "bob", &second, &anas)), NotAuthorized::SessionOfAnother);
    assert_refused(prove(&world, &proof(&world, "ana", &second, &bobs)), NotAuthorized::SessionOfAnother);
    signed_in(prove(&world, &proof(&world, "ana", &second, &anas)));
}

#[test]
fn sessions_and_proofs_work_for_their_own_device_and_client_only() {
    let mut world = always(24);
    let (one, _) = confirmed(&world, "ana", 1);
    let (two, _) = confirmed(&world, "ana", 2);
    let (_, responses) = asked(&world, "ana", &one);
    let mut mixed = responses.clone();
    mixed.retain(|(name, _)| *name != "DEVICE_KEY");
    mixed.push(("DEVICE_KEY", two.key().to_owned()));
    assert_refused(prove(&world, &mixed), NotAuthorized::SessionOfAnother);
    let first = begin(&world, "ana", one.key()).unwrap();
    let client = std::mem::take(&mut world.client);
    world.client = world.add_client(|_| {}).client_id;
    assert_refused(prove(&world, &responses), NotAuthorized::IncorrectCredentials);
    assert_refused(
        device_srp(&world, "ana", &first, one.key(), &srp(&world).srp_a()),
        NotAuthorized::InvalidSession,
    );
    world.client = client;
    signed_in(prove(&world, &responses));
}

#[test]
fn an_srp_a_that_is_a_multiple_of_n_is_refused() {
    let world = always(25);
    let (device, _) = confirmed(&world, "ana", 1);
    let vectors: Value = serde_json::from_str(include_str!("../../data/srp-vectors.json")).unwrap();
    let first = begin(&world, "ana", device.key()).unwrap();
    for a in ["0", "00", vectors["N_hex"].as_str().unwrap(), "xyz"] {
        let refusal = device_srp(&world, "ana", &first, device.key(), a);
        assert_refused(refusal, InvalidParameter::SrpA);
    }
    device_srp(&world, "ana", &first, device.key(), &srp(&world).srp_a()).unwrap();
}

/// Something that happens between the first proof and the device's.
type Change = fn(&World, &AuthenticationResult, &Device);

#[test]
fn a_proof_ends_when_the_user_or_the_device_changes() {
    let sign_out: Change = |world, _, _| {
        world.pool_ok("AdminUserGlobalSignOut", json!({"Username": "ana"}));
    };
    let disable: Change = |world, _, _| {
        world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    };
    let password: Change = |world, _, _| {
        let body = json!({"Username": "ana", "Password": "Another-Horse9!", "Permanent": true});
        world.pool_ok("AdminSetUserPassword", body);
    };
    let forgotten: Change = |world, tokens, device| {
        forget(world, tokens, device.key()).unwrap();
    };
    let not_remembered: Change = |world, tokens, device| {
        remember(world, tokens, device.key(), "not_remembered").unwrap();
    };
    let late: Change = |world, _, _| world.clock.advance(180);
    let deleted: Change = |world, _, _| {
        world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    };
    let cases: [(Change, Error, Error); 7] = [
        (sign_out, NotAuthorized::SessionSpent.into(), NotAuthorized::SessionSpent.into()),
        // Disabling ends every sign-in that was begun.
        (disable, NotAuthorized::SessionSpent.into(), NotAuthorized::SessionSpent.into()),
        (password, NotAuthorized::SessionSpent.into(), NotAuthorized::SessionSpent.into()),
        (forgotten, ResourceNotFound::Device.into(), ResourceNotFound::Device.into()),
        (not_remembered, NotAuthorized::InvalidSession.into(), NotAuthorized::IncorrectCredentials.into()),
        (late, NotAuthorized::SessionExpired.into(), NotAuthorized::IncorrectCredentials.into()),
        (deleted, UserNotFound::User.into(), UserNotFound::User.into()),
    ];
    for (index, (change, of_session, of_block)) in cases.into_iter().enumerate() {
        let world = always(30 + index as u64);
        let (device, tokens) = confirmed(&world, "ana", 1);
        let first = begin(&world, "ana", device.key()).unwrap();
        let (_, responses) = asked(&world, "ana", &device);
        change(&world, &tokens, &device);
        let a = srp(&world).srp_a();
        let session = device_srp(&world, "ana", &first, device.key(), &a);
        let block = prove(&world, &responses);
        assert_refused(session, of_session);
        assert_refused(block, of_block);
    }
}

#[test]
fn wrong_proofs_are_counted_and_the_right_one_is_refused_when_there_were_too_many() {
    let world = always(40);
    let (device, _) = confirmed(&world, "ana", 1);
    let group = world.tokens("ana").new_device_metadata.unwrap().device_group_key;
    let thief = Device::new(&group, device.key(), [2; 40]);
    let (challenge, right) = asked(&world, "ana", &device);
    let wrong = proof(&world, "ana", &challenge, &thief);
    for _ in 0..20 {
        assert_refused(prove(&world, &wrong), NotAuthorized::IncorrectCredentials);
    }
    assert_refused(prove(&world, &wrong), NotAuthorized::PasswordAttemptsExceeded);
    assert_refused(prove(&world, &right), NotAuthorized::PasswordAttemptsExceeded);
    world.clock.advance(3600);
    signed_in(device_sign_in(&world, "ana", &device));
}
