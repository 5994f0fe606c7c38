//! `PASSWORD` and `PASSWORD_SRP` as first factors.

use serde_json::{Value, json};
use userpool::{
    Sensitive,
    client::{PasswordChallenge, SrpClient},
    error::{InvalidParameter, NotAuthorized},
    operations::*,
};

use super::{ALL, INCORRECT, available, name_of, prefer, respond, scene, start, with_ana};
use crate::world::{PASSWORD, assert_refused, signed_in};

const SPENT_SESSION: &str = "Invalid session for the user, session can only be used once.";

#[test]
fn a_password_that_comes_along_is_judged_at_once() {
    let world = with_ana(scene(10, &ALL), true);
    let sign_in =
        |password| start(&world, "ana", &[("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", password)]);
    signed_in(sign_in(PASSWORD));
    for _ in 0..5 {
        assert_refused(sign_in("Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
    }
    assert_refused(sign_in(PASSWORD), NotAuthorized::PasswordAttemptsExceeded);
    world.clock.advance(1);
    signed_in(sign_in(PASSWORD));
}

#[test]
fn a_password_may_come_later_and_a_wrong_one_ends_the_attempt() {
    let world = with_ana(scene(11, &ALL), true);
    let asked = || prefer(&world, "ana", "PASSWORD").unwrap();
    let output = asked();
    assert_eq!(name_of(&output), "PASSWORD");
    assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
    signed_in(respond(&world, "PASSWORD", &output, "ana", &[("PASSWORD", PASSWORD)]));
    let again = respond(&world, "PASSWORD", &output, "ana", &[("PASSWORD", PASSWORD)]);
    assert_refused(again, NotAuthorized::SessionSpent);

    for output in [asked(), start(&world, "ana", &[]).unwrap()] {
        let wrong = respond(&world, "PASSWORD", &output, "ana", &[("PASSWORD", "Wrong-Horse9!")]);
        assert_refused(wrong, NotAuthorized::IncorrectCredentials);
        let right = respond(&world, "PASSWORD", &output, "ana", &[("PASSWORD", PASSWORD)]);
        assert_refused(right, NotAuthorized::SessionSpent);
    }
}

#[test]
fn a_password_is_proved_by_srp_in_one_step_or_two() {
    let world = with_ana(scene(12, &ALL), true);
    let prove = |challenge: SignInOutput| {
        assert_eq!(name_of(&challenge), "PASSWORD_VERIFIER");
        let srp = SrpClient::new(&world.pool, [42; 32]);
        let parameters = challenge.challenge_parameters.as_ref().unwrap();
        let asked = PasswordChallenge::user(|name| parameters.get(name).map(String::as_str)).unwrap();
        let claim = srp.answer(PASSWORD, &asked, world.clock.now().seconds()).unwrap();
        let claim = claim.responses();
        let mut given: Vec<_> = claim.iter().map(|(name, value)| (*name, value.as_str())).collect();
        given.push(("USERNAME", &*parameters["USERNAME"]));
        world.respond("PASSWORD_VERIFIER", challenge.session.as_ref(), &given)
    };
    let srp_a = SrpClient::new(&world.pool, [42; 32]).srp_a();
    let inline = start(&world, "ana", &[("PREFERRED_CHALLENGE", "PASSWORD_SRP"), ("SRP_A", &srp_a)]).unwrap();
    signed_in(prove(inline));

    let asked = prefer(&world, "ana", "PASSWORD_SRP").unwrap();
    assert_eq!(name_of(&asked), "PASSWORD_SRP");
    let bad = respond(&world, "PASSWORD_SRP", &asked, "ana", &[("SRP_A", "0")]);
    assert_refused(bad, InvalidParameter::SrpA);
    signed_in(prove(respond(&world, "PASSWORD_SRP", &asked, "ana", &[("SRP_A", &srp_a)]).unwrap()));
    let again = respond(&world, "PASSWORD_SRP", &asked, "ana", &[("SRP_A", &srp_a)]);
    assert_refused(again, NotAuthorized::SessionSpent);

    let selecting = start(&world, "ana", &[]).unwrap();
    let given = [("ANSWER", "PASSWORD_SRP"), ("SRP_A", &*srp_a)];
    signed_in(prove(respond(&world, "SELECT_CHALLENGE", &selecting, "ana", &given).unwrap()));
    let selecting = start(&world, "ana", &[]).unwrap();
    signed_in(prove(respond(&world, "PASSWORD_SRP", &selecting, "ana", &[("SRP_A", &srp_a)]).unwrap()));
}

#[test]
fn a_selected_password_is_asked_for_when_it_did_not_come_along() {
    let world = with_ana(scene(13, &ALL), true);
    let selecting = start(&world, "ana", &[]).unwrap();
    let asked = respond(&world, "SELECT_CHALLENGE", &selecting, "ana", &[("ANSWER", "PASSWORD")]).unwrap();
    assert_eq!(name_of(&asked), "PASSWORD");
    let again = respond(&world, "SELECT_CHALLENGE", &selecting, "ana", &[("ANSWER", "PASSWORD")]);
    assert_refused(again, NotAuthorized::SessionSpent);
    signed_in(respond(&world, "PASSWORD", &asked, "ana", &[("PASSWORD", PASSWORD)]));
}

#[test]
fn an_administrator_may_send_the_password_later() {
    let world = with_ana(scene(80, &["PASSWORD"]), true);
    let begin = json!({"ClientId": world.client, "AuthFlow": "ADMIN_NO_SRP_AUTH", "AuthParameters": {"USERNAME": "ana"}});
    let asked = world.pool_ok("AdminInitiateAuth", begin.clone());
    assert_eq!(asked["ChallengeName"], "ADMIN_NO_SRP_AUTH");
    let answer = |asked: &Value, password: &str| {
        json!({"ClientId": world.client, "UserPoolId": world.pool, "ChallengeName": "ADMIN_NO_SRP_AUTH",
               "Session": asked["Session"],
               "ChallengeResponses": {"USERNAME": "ana", "PASSWORD": password}})
    };
    // Not by users themselves.
    let session = Sensitive::new(asked["Session"].as_str().unwrap());
    let given = [("USERNAME", "ana"), ("PASSWORD", PASSWORD)];
    assert_refused(
        world.respond("ADMIN_NO_SRP_AUTH", Some(&session), &given),
        InvalidParameter::ChallengeNotSupported("ADMIN_NO_SRP_AUTH".into()),
    );
    assert_refused(world.respond("PASSWORD", Some(&session), &given), NotAuthorized::InvalidSession);
    let tokens = world.ok("AdminRespondToAuthChallenge", answer(&asked, PASSWORD));
    assert_eq!(tokens["AuthenticationResult"]["TokenType"], "Bearer");

    let asked = world.pool_ok("AdminInitiateAuth", begin);
    let wrong = world.refused("AdminRespondToAuthChallenge", answer(&asked, "Wrong-Horse9!"));
    assert_eq!(wrong, format!("NotAuthorizedException: {INCORRECT}"));
    let spent = world.refused("AdminRespondToAuthChallenge", answer(&asked, PASSWORD));
    assert_eq!(spent, format!("NotAuthorizedException: {SPENT_SESSION}"));
}
