//! `MFA_SETUP` of an email address.

use serde_json::json;
use userpool::{
    Sensitive,
    error::{CodeMismatch, InvalidParameter, NotAuthorized},
};

use super::{INVALID_SESSION, challenged, respond, set_up_app, world_with};
use crate::world::{assert_refused, challenge_parameters, other_than, signed_in};

#[test]
fn an_address_is_set_up_by_the_code_sent_to_it() {
    let world = world_with(40, "ON", &["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]);
    for (name, key) in [("bo", "EMAIL"), ("cy", "email")] {
        world.create_user(name, &[]);
        let output = challenged(&world, name, "MFA_SETUP");
        assert_eq!(challenge_parameters(&output)["MFAS_CAN_SETUP"], "[\"EMAIL_OTP\",\"SOFTWARE_TOKEN_MFA\"]");
        let address = format!("{name}@example.com");
        let give = |address: &str| {
            world.respond("MFA_SETUP", output.session.as_ref(), &[("USERNAME", name), (key, address)])
        };
        assert_refused(give("nothing"), InvalidParameter::EmailFormat);
        let next = give(&address).unwrap();
        assert_eq!(next.challenge_name.as_deref(), Some("EMAIL_OTP"));
        assert_eq!(world.outbox.last().destination, address);
        assert_eq!(world.attribute(name, "email"), None, "a sign-in in progress writes nothing");
        assert_refused(give(&address), NotAuthorized::SessionSpent);

        let code = world.outbox.last_code();
        let answer = |code: &str| {
            let responses = [("USERNAME", name), ("EMAIL_OTP_CODE", code)];
            world.respond("EMAIL_OTP", next.session.as_ref(), &responses)
        };
        assert_refused(answer(other_than(&code)), CodeMismatch::AuthState);
        signed_in(answer(&code));
        assert_eq!(world.attribute(name, "email"), Some(address));
        assert_eq!(world.attribute(name, "email_verified").as_deref(), Some("true"));
        challenged(&world, name, "EMAIL_OTP");
    }
}

#[test]
fn each_step_of_a_set_up_needs_the_session_of_the_step_before() {
    let world = world_with(41, "ON", &["SOFTWARE_TOKEN_MFA"]);
    let begun = challenged(&world, "ana", "MFA_SETUP").session;
    let of_another = "Invalid session provided for the user.";
    assert_refused(
        world.respond("MFA_SETUP", begun.as_ref(), &[("USERNAME", "ana")]),
        NotAuthorized::SessionOfAnother,
    );
    let verify = json!({"Session": begun.as_ref().unwrap().as_str(), "UserCode": "123456"});
    assert_eq!(world.refused("VerifySoftwareToken", verify), format!("NotAuthorizedException: {of_another}"));
    // Mail is not offered.
    let answer = [("USERNAME", "ana"), ("EMAIL", "ana@example.com")];
    assert_eq!(
        world.respond("MFA_SETUP", begun.as_ref(), &answer).unwrap_err().name(),
        "InvalidParameterException"
    );
    // Associating again gives another secret; each goes with its session.
    let associate = json!({"Session": begun.as_ref().unwrap().as_str()});
    let (one, two) = (
        world.ok("AssociateSoftwareToken", associate.clone()),
        world.ok("AssociateSoftwareToken", associate),
    );
    assert_ne!(one["SecretCode"], two["SecretCode"]);
    let code = world.totp(one["SecretCode"].as_str().unwrap());
    assert_eq!(
        world.refused("VerifySoftwareToken", json!({"Session": two["Session"], "UserCode": code})),
        "EnableSoftwareTokenMFAException: Code mismatch"
    );
    assert_refused(
        world.respond(
            "MFA_SETUP",
            Some(&Sensitive::new(two["Session"].as_str().unwrap())),
            &[("USERNAME", "ana")],
        ),
        NotAuthorized::SessionOfAnother,
    );
}

/// An attacker who knows the password and began a sign-in earlier must not replace the factor that the user has set up
/// since.
#[test]
fn an_older_set_up_does_not_replace_a_newer_factor() {
    let world = world_with(42, "ON", &["SOFTWARE_TOKEN_MFA"]);
    let old = challenged(&world, "ana", "MFA_SETUP").session.unwrap();
    let associated = world.ok("AssociateSoftwareToken", json!({"Session": old.as_str()}));
    let new = challenged(&world, "ana", "MFA_SETUP").session;
    let (secret, session) = set_up_app(&world, &new);

    let refusal = format!("NotAuthorizedException: {INVALID_SESSION}");
    assert_eq!(world.refused("AssociateSoftwareToken", json!({"Session": old.as_str()})), refusal);
    let code = world.totp(associated["SecretCode"].as_str().unwrap());
    let verify = json!({"Session": associated["Session"], "UserCode": code});
    assert_eq!(world.refused("VerifySoftwareToken", verify), refusal);

    signed_in(world.respond("MFA_SETUP", Some(&session), &[("USERNAME", "ana")]));
    world.clock.advance(30);
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    signed_in(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &world.totp(&secret)));
}
