//! Sign-in with the session of a confirmed sign-up.

use serde_json::json;
use userpool::{Error, Sensitive, error::NotAuthorized, operations::*};

use super::{ALL, scene};
use crate::world::{World, assert_refused, map, signed_in};

fn confirm_with(
    world: &World,
    name: &str,
    session: Option<&Sensitive>,
) -> Result<ConfirmSignUpOutput, Error> {
    world.send(ConfirmSignUp {
        client_id: world.client.clone(),
        username: name.into(),
        confirmation_code: Sensitive::new(world.outbox.last_code()),
        session: session.cloned(),
        ..Default::default()
    })
}

fn continue_with(world: &World, name: &str, session: Option<&Sensitive>) -> Result<SignInOutput, Error> {
    world.send(InitiateAuth {
        auth_flow: "USER_AUTH".into(),
        client_id: world.client.clone(),
        auth_parameters: Some(map(&[("USERNAME", name)])),
        session: session.cloned(),
        ..Default::default()
    })
}

#[test]
fn the_session_of_a_confirmed_sign_up_signs_in_once() {
    let world = scene(70, &ALL);
    let signed_up = world.sign_up("ana").unwrap();
    let session = confirm_with(&world, "ana", signed_up.session.as_ref()).unwrap().session;
    assert!(session.is_some());
    signed_in(continue_with(&world, "ana", session.as_ref()));
    let again = continue_with(&world, "ana", session.as_ref());
    assert_refused(again, NotAuthorized::SessionSpent);
}

/// As Amplify does it: it keeps the session of `SignUp` to itself.
#[test]
fn the_code_of_a_sign_up_is_enough_to_be_signed_in() {
    let world = scene(70, &ALL);
    world.sign_up("ana").unwrap();
    let session = confirm_with(&world, "ana", None).unwrap().session;
    signed_in(continue_with(&world, "ana", session.as_ref()));
}

#[test]
fn the_session_of_a_sign_up_answers_no_other_challenge() {
    let world = scene(71, &ALL);
    let of_ana = world.sign_up("ana").unwrap().session;
    let early = continue_with(&world, "ana", of_ana.as_ref());
    assert_refused(early, NotAuthorized::InvalidSession);
    let of_bob = world.sign_up("bob").unwrap().session;
    let crossed = confirm_with(&world, "bob", of_ana.as_ref());
    assert_refused(crossed, NotAuthorized::SessionOfAnother);
    let garbage = Sensitive::new("A".repeat(400));
    assert_refused(confirm_with(&world, "bob", Some(&garbage)), NotAuthorized::InvalidSession);
    let session = confirm_with(&world, "bob", of_bob.as_ref()).unwrap().session;
    let crossed = continue_with(&world, "ana", session.as_ref());
    assert_refused(crossed, NotAuthorized::SessionOfAnother);
    for (challenge, member) in
        [("EMAIL_OTP", "EMAIL_OTP_CODE"), ("PASSWORD", "PASSWORD"), ("SELECT_CHALLENGE", "ANSWER")]
    {
        let answer = world.respond(challenge, session.as_ref(), &[("USERNAME", "bob"), (member, "PASSWORD")]);
        assert_refused(answer, NotAuthorized::InvalidSession);
    }
    let elsewhere = world.add_client(|client| {
        client.settings.explicit_auth_flows.as_mut().unwrap().push("ALLOW_USER_AUTH".into());
    });
    let (client, mut world) = (world.client.clone(), world);
    world.client = elsewhere.client_id;
    let foreign = continue_with(&world, "bob", session.as_ref());
    assert_refused(foreign, NotAuthorized::InvalidSession);
    world.client = client;
    world.clock.advance(180);
    let late = continue_with(&world, "bob", session.as_ref());
    assert_refused(late, NotAuthorized::SessionExpired);
}

#[test]
fn a_code_may_take_longer_than_the_session_of_its_sign_up() {
    let world = scene(72, &ALL);
    let session = world.sign_up("ana").unwrap().session;
    world.clock.advance(180);
    let session = confirm_with(&world, "ana", session.as_ref()).unwrap().session;
    signed_in(continue_with(&world, "ana", session.as_ref()));
}

#[test]
fn a_client_without_the_flow_gets_no_session_of_a_sign_up() {
    let world = World::new(73);
    assert!(world.sign_up("ana").unwrap().session.is_none());
    assert!(confirm_with(&world, "ana", None).unwrap().session.is_none());
}

#[test]
fn a_disabled_user_is_not_signed_in_by_a_sign_up() {
    let world = scene(74, &ALL);
    let session = world.sign_up("ana").unwrap().session;
    let session = confirm_with(&world, "ana", session.as_ref()).unwrap().session;
    world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    assert!(continue_with(&world, "ana", session.as_ref()).is_err());
}
