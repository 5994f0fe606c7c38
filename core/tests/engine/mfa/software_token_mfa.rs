//! `SOFTWARE_TOKEN_MFA`: sign-in with an authenticator app, and its set-up during a sign-in.

use serde_json::{Value, json};
use userpool::{
    error::{ExpiredCode, NotAuthorized},
    storage::MemoryStorage,
};

use super::{challenged, on, respond, set_up_app, with_app, world_with};
use crate::world::{PASSWORD, assert_refused, challenge_parameters, signed_in};

#[test]
fn in_a_pool_with_required_mfa_the_first_sign_in_sets_it_up_and_the_next_asks_for_it() {
    let world = world_with(10, "ON", &["SOFTWARE_TOKEN_MFA"]);
    let output = world.srp_sign_in("ana", PASSWORD).unwrap();
    assert_eq!(output.challenge_name.as_deref(), Some("MFA_SETUP"));
    let expected = json!({"MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\"]", "USER_ID_FOR_SRP": "ana"});
    assert_eq!(challenge_parameters(&output), expected);

    let (secret, session) = set_up_app(&world, &output.session);
    let code = world.totp(&secret);
    let answer = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", "ignored")];
    signed_in(world.respond("MFA_SETUP", Some(&session), &answer));
    assert_refused(world.respond("MFA_SETUP", Some(&session), &answer), NotAuthorized::SessionSpent);

    let output = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA");
    assert_eq!(
        challenge_parameters(&output),
        json!({"FRIENDLY_DEVICE_NAME": "Pocket", "USER_ID_FOR_SRP": "ana"})
    );
    // The code of the set-up is used up.
    assert_refused(
        respond(&world, "SOFTWARE_TOKEN_MFA", &output.session, &code),
        ExpiredCode::SoftwareTokenUsed,
    );
    world.clock.advance(30);
    signed_in(respond(&world, "SOFTWARE_TOKEN_MFA", &output.session, &world.totp(&secret)));
}

#[test]
fn after_a_new_password_comes_the_set_up() {
    let world = world_with(11, "ON", &["SOFTWARE_TOKEN_MFA"]);
    world.pool_ok(
        "AdminCreateUser",
        json!({"Username": "bo", "TemporaryPassword": PASSWORD, "MessageAction": "SUPPRESS"}),
    );
    let output = world.srp_sign_in("bo", PASSWORD).unwrap();
    assert_eq!(output.challenge_name.as_deref(), Some("NEW_PASSWORD_REQUIRED"));
    let answer = [("USERNAME", "bo"), ("NEW_PASSWORD", "Another-Horse9!")];
    let output = world.respond("NEW_PASSWORD_REQUIRED", output.session.as_ref(), &answer).unwrap();
    assert_eq!(output.challenge_name.as_deref(), Some("MFA_SETUP"));
    let (_, session) = set_up_app(&world, &output.session);
    signed_in(world.respond("MFA_SETUP", Some(&session), &[("USERNAME", "bo")]));
}

#[test]
fn in_an_optional_pool_an_enabled_factor_is_asked_for() {
    let world = world_with(12, "OPTIONAL", &["SOFTWARE_TOKEN_MFA"]);
    let token = world.tokens("ana").access_token.unwrap();
    let set = |settings: Value| {
        let body = json!({"AccessToken": token.as_str(), "SoftwareTokenMfaSettings": settings});
        world.call("SetUserMFAPreference", &body)
    };
    let secret = world.associate_app(&token);
    world.tokens("ana");
    set(on()).unwrap();
    let output = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA");
    assert_eq!(challenge_parameters(&output), json!({"USER_ID_FOR_SRP": "ana"}));
    world.clock.advance(30);
    signed_in(respond(&world, "SOFTWARE_TOKEN_MFA", &output.session, &world.totp(&secret)));
    set(json!({"Enabled": false})).unwrap();
    world.tokens("ana");
}

#[test]
fn administrators_sign_in_with_second_factors_too() {
    let (world, secret) = with_app(13, MemoryStorage::default());
    let answer = world.pool_ok(
        "AdminInitiateAuth",
        json!({
            "ClientId": world.client,
            "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "ana", "PASSWORD": PASSWORD},
        }),
    );
    assert_eq!(answer["ChallengeName"], "SOFTWARE_TOKEN_MFA");
    let answer = world.pool_ok(
        "AdminRespondToAuthChallenge",
        json!({
            "ClientId": world.client,
            "ChallengeName": "SOFTWARE_TOKEN_MFA",
            "Session": answer["Session"],
            "ChallengeResponses": {"USERNAME": "ana", "SOFTWARE_TOKEN_MFA_CODE": world.totp(&secret)},
        }),
    );
    assert!(answer["AuthenticationResult"]["AccessToken"].is_string());
}

#[test]
fn a_client_with_a_secret_hashes_at_every_step() {
    let (mut world, secret) = with_app(14, MemoryStorage::default());
    let client = world.add_client(|client| client.generate_secret = Some(true));
    world.client = client.client_id.clone();
    let client_secret = client.client_secret.unwrap();
    let hash = userpool::auth::secret_hash::secret_hash(&client_secret, "ana", &world.client);
    let output = world
        .initiate(
            "USER_PASSWORD_AUTH",
            &[("USERNAME", "ana"), ("PASSWORD", PASSWORD), ("SECRET_HASH", &hash)],
        )
        .unwrap();
    let code = world.totp(&secret);
    let refused = respond(&world, "SOFTWARE_TOKEN_MFA", &output.session, &code).unwrap_err();
    assert!(refused.to_string().ends_with("is configured with secret but SECRET_HASH was not received"));
    let answer = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", &code), ("SECRET_HASH", &hash)];
    signed_in(world.respond("SOFTWARE_TOKEN_MFA", output.session.as_ref(), &answer));
}
