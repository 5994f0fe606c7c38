//! `WEB_AUTHN`: sign-in with a passkey.

use serde_json::{Value, json};
use userpool::{
    Error,
    error::{InvalidParameter, NotAuthorized},
    operations::*,
};

use super::{INCORRECT, RP, app, available, name_of, prefer, register, respond, start, with_passkey};
use crate::world::{
    PASSWORD, World, assert_refused,
    authenticator::{Authenticator, PRESENT, VERIFIED},
    signed_in,
};

fn options(output: &SignInOutput) -> Value {
    serde_json::from_str(&output.challenge_parameters.as_ref().unwrap()["CREDENTIAL_REQUEST_OPTIONS"])
        .unwrap()
}

fn show(world: &World, output: &SignInOutput, credential: &Value) -> Result<SignInOutput, Error> {
    respond(world, "WEB_AUTHN", output, "ana", &[("CREDENTIAL", &credential.to_string())])
}

fn by_passkey(world: &World, authenticator: &Authenticator) -> Result<SignInOutput, Error> {
    let output = prefer(world, "ana", "WEB_AUTHN").unwrap();
    assert_eq!(name_of(&output), "WEB_AUTHN");
    show(world, &output, &authenticator.get(&options(&output)))
}

#[test]
fn a_passkey_of_each_algorithm_signs_in() {
    for (seed, authenticator) in
        [(90, Authenticator::new(1)), (91, Authenticator::eddsa(1)), (92, Authenticator::rs256(1))]
    {
        let world = with_passkey(seed, &authenticator, &json!({}));
        let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
        assert_eq!(available(&output), ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
        let mut options = options(&output);
        let credential = authenticator.get(&options);
        assert!(options["challenge"].take().as_str().unwrap().len() >= 22);
        assert_eq!(
            options,
            json!({
                "challenge": null,
                "timeout": 180_000,
                "rpId": RP,
                "allowCredentials": [{"type": "public-key", "id": authenticator.id(), "transports": ["internal"]}],
                "userVerification": "preferred",
            })
        );
        signed_in(show(&world, &output, &credential));
        let again = show(&world, &output, &credential);
        assert_refused(again, NotAuthorized::SessionSpent);
        // The same answer does not fit another challenge.
        let other = prefer(&world, "ana", "WEB_AUTHN").unwrap();
        assert_refused(show(&world, &other, &credential), NotAuthorized::IncorrectCredentials);
    }
}

#[test]
fn each_false_assertion_is_refused_with_one_text_and_leaves_the_session() {
    let honest = Authenticator { counter: 5, ..Authenticator::new(1) };
    let world = with_passkey(93, &honest, &json!({"UserVerification": "required"}));
    let honest = Authenticator { counter: 6, ..honest };
    let sub = world.admin_get("ana").unwrap().user_attributes;
    let sub = sub.iter().find(|attribute| attribute.name == "sub").unwrap().value.clone().unwrap();
    let handle = |text: &str| {
        use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
        Some(BASE64_URL_SAFE_NO_PAD.encode(text))
    };
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    let lies = [
        Authenticator { origin: "https://example.org".into(), ..honest.clone() },
        Authenticator { origin: "http://example.com".into(), ..honest.clone() },
        Authenticator { rp_id: "example.org".into(), ..honest.clone() },
        Authenticator { ceremony: Some("webauthn.create"), ..honest.clone() },
        Authenticator { flags: PRESENT, ..honest.clone() },
        Authenticator { flags: VERIFIED, ..honest.clone() },
        Authenticator { flags: PRESENT | VERIFIED | 8, ..honest.clone() },
        Authenticator { counter: 5, ..honest.clone() },
        Authenticator { counter: 0, ..honest.clone() },
        Authenticator { key: Authenticator::new(2).key, ..honest.clone() },
        Authenticator { id: vec![9; 20], ..honest.clone() },
        Authenticator { user_handle: handle("somebody"), ..honest.clone() },
    ];
    for (index, liar) in lies.iter().enumerate() {
        let refused = show(&world, &output, &liar.get(&options(&output)));
        assert!(
            refused.as_ref().is_err_and(|error| error.to_string() == INCORRECT),
            "lie {index}: {refused:?}"
        );
    }
    let good = Authenticator { user_handle: handle(&sub), ..honest }.get(&options(&output));
    for member in ["clientDataJSON", "authenticatorData", "signature"] {
        let mut tampered = good.clone();
        let text = tampered["response"][member].as_str().unwrap();
        let first = if text.starts_with('A') { 'B' } else { 'A' };
        tampered["response"][member] = json!(format!("{first}{}", &text[1..]));
        assert_refused(show(&world, &output, &tampered), NotAuthorized::IncorrectCredentials);
    }
    signed_in(show(&world, &output, &good));
}

#[test]
fn a_malformed_assertion_is_an_invalid_parameter() {
    let world = with_passkey(94, &Authenticator::new(1), &json!({}));
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    for text in ["x", "{}", "[]", "null", "{\"id\":1}"] {
        let refused = respond(&world, "WEB_AUTHN", &output, "ana", &[("CREDENTIAL", text)]);
        assert_refused(refused, InvalidParameter::Credential("not an authentication response"));
    }
}

#[test]
fn the_signature_counter_must_grow() {
    let authenticator = Authenticator { counter: 1, ..Authenticator::new(1) };
    let world = with_passkey(95, &authenticator, &json!({}));
    let counting = |counter| Authenticator { counter, ..authenticator.clone() };
    signed_in(by_passkey(&world, &counting(7)));
    for back in [7, 6, 1, 0] {
        assert_refused(by_passkey(&world, &counting(back)), NotAuthorized::IncorrectCredentials);
    }
    signed_in(by_passkey(&world, &counting(8)));
}

#[test]
fn a_passkey_signs_in_its_owner_only() {
    let (of_ana, of_bob) = (Authenticator::new(1), Authenticator::new(2));
    let world = with_passkey(96, &of_ana, &json!({}));
    world.create_user("bob", &[("email", "bob@example.com")]);
    register(&world, "bob", &of_bob);
    assert_refused(by_passkey(&world, &of_bob), NotAuthorized::IncorrectCredentials);
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    let credential = of_bob.get(&options(&output)).to_string();
    let crossed = respond(&world, "WEB_AUTHN", &output, "bob", &[("CREDENTIAL", &credential)]);
    assert_refused(crossed, NotAuthorized::SessionOfAnother);
}

#[test]
fn wrong_assertions_do_not_lock_the_user_out() {
    let authenticator = Authenticator::new(1);
    let world = with_passkey(97, &authenticator, &json!({}));
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    let wrong =
        Authenticator { key: Authenticator::new(2).key, ..authenticator.clone() }.get(&options(&output));
    for _ in 0..30 {
        assert_refused(show(&world, &output, &wrong), NotAuthorized::IncorrectCredentials);
    }
    let hostile = json!({"id": "%".repeat(256), "rawId": "%".repeat(256), "type": "public-key",
        "response": {"clientDataJSON": "", "authenticatorData": "", "signature": ""}});
    assert_refused(show(&world, &output, &hostile), NotAuthorized::IncorrectCredentials);
    signed_in(show(&world, &output, &authenticator.get(&options(&output))));
}

#[test]
fn a_choice_may_be_answered_by_the_passkey_at_once() {
    let authenticator = Authenticator::new(1);
    let world = with_passkey(98, &authenticator, &json!({}));
    let selecting = || start(&world, "ana", &[]).unwrap();
    let output = selecting();
    assert_eq!(name_of(&output), "SELECT_CHALLENGE");
    signed_in(show(&world, &output, &authenticator.get(&options(&output))));
    let output = selecting();
    let credential = authenticator.get(&options(&output)).to_string();
    let given = [("ANSWER", "WEB_AUTHN"), ("CREDENTIAL", &*credential)];
    signed_in(respond(&world, "SELECT_CHALLENGE", &output, "ana", &given));
    let output =
        respond(&world, "SELECT_CHALLENGE", &selecting(), "ana", &[("ANSWER", "WEB_AUTHN")]).unwrap();
    assert_eq!(name_of(&output), "WEB_AUTHN");
    signed_in(show(&world, &output, &authenticator.get(&options(&output))));
}

#[test]
fn a_disabled_user_and_a_removed_passkey_do_not_sign_in() {
    let authenticator = Authenticator::new(1);
    let world = with_passkey(99, &authenticator, &json!({}));
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    let token = world.tokens("ana").access_token.unwrap();
    let credential = authenticator.get(&options(&output));
    world.ok(
        "DeleteWebAuthnCredential",
        json!({"AccessToken": token.as_str(), "CredentialId": authenticator.id()}),
    );
    assert_refused(show(&world, &output, &credential), NotAuthorized::IncorrectCredentials);
    register(&world, "ana", &authenticator);
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    assert!(show(&world, &output, &authenticator.get(&options(&output))).is_err());
    assert_refused(by_passkey(&world, &authenticator), NotAuthorized::UserDisabled);
}

#[test]
fn a_passkey_is_one_factor_unless_pool_and_user_want_two() {
    let authenticator = Authenticator::new(1);
    let multi = json!({"RelyingPartyId": RP, "FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"});
    let config = |factor: &Value| {
        json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true},
               "WebAuthnConfiguration": factor})
    };
    let world = with_passkey(100, &authenticator, &json!({}));
    world.pool_ok("SetUserPoolMfaConfig", config(&json!({"RelyingPartyId": RP})));
    let token = world.tokens("ana").access_token.unwrap();
    app(&world, &token);
    let offered = |world: &World| available(&start(world, "ana", &[]).unwrap()).contains(&"WEB_AUTHN");
    let user_wants = |enabled: bool| {
        let settings = json!({"Username": "ana", "WebAuthnMfaSettings": {"Enabled": enabled}});
        world.pool_ok("AdminSetUserMFAPreference", settings);
    };
    assert!(!offered(&world), "one factor is not two");
    user_wants(true);
    assert!(!offered(&world), "the pool does not want it");
    world.pool_ok("SetUserPoolMfaConfig", config(&multi));
    user_wants(false);
    assert!(!offered(&world), "the user does not want it");
    let settings = json!({"AccessToken": token.as_str(), "WebAuthnMfaSettings": {"Enabled": true}});
    assert_eq!(world.ok("SetUserMFAPreference", settings), json!({}));
    assert!(offered(&world));

    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    assert_eq!(options(&output)["userVerification"], "required");
    let unverified = Authenticator { flags: PRESENT, ..authenticator.clone() };
    let refused = show(&world, &output, &unverified.get(&options(&output)));
    assert_refused(refused, NotAuthorized::IncorrectCredentials);
    signed_in(show(&world, &output, &authenticator.get(&options(&output))));
}

#[test]
fn a_user_without_the_passkey_at_hand_chooses_another_factor() {
    let authenticator = Authenticator::new(1);
    let world = with_passkey(110, &authenticator, &json!({}));
    let output = prefer(&world, "ana", "WEB_AUTHN").unwrap();
    assert_eq!(name_of(&output), "WEB_AUTHN");
    let chosen = [("ANSWER", "PASSWORD"), ("PASSWORD", PASSWORD)];
    signed_in(respond(&world, "SELECT_CHALLENGE", &output, "ana", &chosen));
    // The session is spent, and the passkey's challenge with it.
    let late = authenticator.get(&options(&output));
    assert_refused(show(&world, &output, &late), NotAuthorized::SessionSpent);
}
