//! Second factors: set-up, sign-in, preferences, and what must not be possible with them.

use std::{pin::Pin, sync::Arc};

use serde_json::{Value, json};
use userpool::{
    Error, Sensitive, auth::totp::TotpSecret, operations::*, storage::MemoryStorage, storage::Storage,
};
use userpool_storage_traits::{Medium, Purpose};

use crate::world::{PASSWORD, World, Yielding, assert_refused, by_phone_first, interleave, merged, records};

const NUMBER: &str = "+12065559934";
const INVALID_SESSION: &str = "Invalid session for the user.";
const SPENT_SESSION: &str = "Invalid session for the user, session can only be used once.";
const WRONG_SENT_CODE: &str = "Invalid code or auth state for the user.";
const WRONG_TOKEN_CODE: &str = "Invalid code received for user";
const TOO_MANY: &str = "Password attempts exceeded";

// ---- The scene ----

/// A pool that can send mails and text messages, with `ana`, who has a mail address.
fn world_on(seed: u64, storage: impl Storage) -> World {
    World::with(
        seed,
        storage,
        |pool| {
            pool.settings.sms_configuration =
                Some(json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}));
            pool.settings.email_configuration = Some(json!({
                "EmailSendingAccount": "DEVELOPER",
                "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
            }));
            pool.settings.account_recovery_setting = Some(by_phone_first());
        },
        |_| {},
    )
    .confirmed("ana")
}

fn world_with(seed: u64, demand: &str, factors: &[&str]) -> World {
    let world = world_on(seed, MemoryStorage::default());
    configure(&world, demand, factors);
    world
}

fn configure(world: &World, demand: &str, factors: &[&str]) {
    let blocks = factors.iter().fold(json!({"MfaConfiguration": demand}), |config, factor| {
        merged(
            config,
            &match *factor {
                "SMS_MFA" => json!({"SmsMfaConfiguration": {}}),
                "EMAIL_OTP" => json!({"EmailMfaConfiguration": {}}),
                _ => json!({"SoftwareTokenMfaConfiguration": {"Enabled": true}}),
            },
        )
    });
    world.pool_ok("SetUserPoolMfaConfig", blocks);
}

/// A user whom an administrator made, with a password of their own.
fn made(world: &World, name: &str, attributes: &[(&str, &str)]) {
    let attributes: Vec<_> =
        attributes.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    world.pool_ok(
        "AdminCreateUser",
        json!({"Username": name, "MessageAction": "SUPPRESS", "UserAttributes": attributes}),
    );
    world.pool_ok("AdminSetUserPassword", json!({"Username": name, "Password": PASSWORD, "Permanent": true}));
}

fn prefer(world: &World, name: &str, settings: Value) {
    let answer = world.pool_ok("AdminSetUserMFAPreference", merged(json!({"Username": name}), &settings));
    assert_eq!(answer, json!({}));
}

fn on() -> Value {
    json!({"Enabled": true})
}

fn preferred() -> Value {
    json!({"Enabled": true, "PreferredMfa": true})
}

/// What an authenticator app shows now.
fn shown(world: &World, secret: &str) -> String {
    TotpSecret::from_base32(secret).unwrap().code_at(world.clock.now().seconds())
}

/// An authenticator app for a signed-in user; its code is used up.
fn app(world: &World, token: &str) -> String {
    let secret = world.ok("AssociateSoftwareToken", json!({"AccessToken": token}));
    let secret = secret["SecretCode"].as_str().unwrap().to_owned();
    let code = shown(world, &secret);
    let verified = world.ok("VerifySoftwareToken", json!({"AccessToken": token, "UserCode": code}));
    assert_eq!(verified, json!({"Status": "SUCCESS"}));
    secret
}

/// An `OPTIONAL` pool in which `ana` has switched on an authenticator app. The time is a step after her first code.
fn with_app(seed: u64, storage: impl Storage) -> (World, String) {
    let world = world_on(seed, storage);
    configure(&world, "OPTIONAL", &["SOFTWARE_TOKEN_MFA"]);
    let token = world.tokens("ana").access_token.unwrap();
    let secret = app(&world, &token);
    prefer(&world, "ana", json!({"SoftwareTokenMfaSettings": on()}));
    world.clock.advance(30);
    (world, secret)
}

/// The challenge after the right password.
#[track_caller]
fn challenged(world: &World, name: &str, challenge: &str) -> SignInOutput {
    let output = world.password_sign_in(name, PASSWORD).unwrap();
    assert_eq!(output.challenge_name.as_deref(), Some(challenge), "{output:?}");
    assert!(output.authentication_result.is_none());
    output
}

fn parameters(output: &SignInOutput) -> Value {
    serde_json::to_value(&output.challenge_parameters).unwrap()
}

fn member(challenge: &str) -> &'static str {
    match challenge {
        "SMS_MFA" => "SMS_MFA_CODE",
        "EMAIL_OTP" => "EMAIL_OTP_CODE",
        _ => "SOFTWARE_TOKEN_MFA_CODE",
    }
}

fn respond(
    world: &World,
    challenge: &str,
    session: &Option<Sensitive>,
    code: &str,
) -> Result<SignInOutput, Error> {
    world.respond(challenge, session.as_ref(), &[("USERNAME", "ana"), (member(challenge), code)])
}

#[track_caller]
fn assert_tokens(output: Result<SignInOutput, Error>) -> AuthenticationResult {
    let output = output.unwrap();
    assert_eq!((output.challenge_name, output.session.is_some()), (None, false));
    output.authentication_result.unwrap()
}

#[track_caller]
fn assert_invalid_session<T: std::fmt::Debug>(result: Result<T, Error>) {
    assert_refused(result, "NotAuthorizedException", INVALID_SESSION);
}

fn other_than(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

fn attribute(world: &World, name: &str, attribute: &str) -> Option<String> {
    let user = world.admin_get(name).unwrap();
    let found = user.user_attributes.into_iter().find(|found| found.name == attribute)?;
    found.value.map(|value| value.as_str().to_owned())
}

// ---- 9.1: the pool ----

#[test]
fn a_fresh_pool_has_no_second_factor() {
    let world = World::new(1);
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), json!({"MfaConfiguration": "OFF"}));
}

#[test]
fn what_is_set_is_what_is_read_and_what_is_left_out_is_gone() {
    let world = world_on(2, MemoryStorage::default());
    let all = json!({
        "MfaConfiguration": "OPTIONAL",
        "SmsMfaConfiguration": {
            "SmsAuthenticationMessage": "Use {####}",
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/other"},
        },
        "SoftwareTokenMfaConfiguration": {"Enabled": true},
        "EmailMfaConfiguration": {"Message": "Take {####}", "Subject": "A code"},
        "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "required"},
    });
    assert_eq!(world.pool_ok("SetUserPoolMfaConfig", all.clone()), all);
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), all);
    let described = world.pool_ok("DescribeUserPool", json!({}));
    assert_eq!(described["UserPool"]["MfaConfiguration"], "OPTIONAL");
    assert_eq!(described["UserPool"]["SmsAuthenticationMessage"], "Use {####}");

    let app_only = json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    assert_eq!(world.pool_ok("SetUserPoolMfaConfig", app_only.clone()), app_only);
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), app_only);

    let off = json!({"MfaConfiguration": "OFF", "WebAuthnConfiguration": {"RelyingPartyId": "example.com"}});
    assert_eq!(world.pool_ok("SetUserPoolMfaConfig", off.clone()), off);
    let off = json!({"MfaConfiguration": "OFF"});
    assert_eq!(world.pool_ok("SetUserPoolMfaConfig", off.clone()), off);
}

#[test]
fn a_relying_party_is_no_domain_in_which_everybody_registers_names() {
    let world = world_on(3, MemoryStorage::default());
    let config =
        |id: &str| json!({"MfaConfiguration": "OFF", "WebAuthnConfiguration": {"RelyingPartyId": id}});
    for id in ["com", "co.uk", "CO.UK.", "github.io", "any.ck", "xn--55qx5d.cn"] {
        assert_eq!(
            world.pool_refused("SetUserPoolMfaConfig", config(id)),
            "InvalidParameterException: RelyingPartyId cannot be a public suffix.",
            "{id}"
        );
    }
    for id in ["localhost", "example.com", "auth.example.co.uk", "example.github.io", "www.ck"] {
        world.pool_ok("SetUserPoolMfaConfig", config(id));
    }
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), config("www.ck"));
}

#[test]
fn a_configuration_of_factors_makes_sense() {
    let world = world_on(3, MemoryStorage::default());
    let refused = |config: Value| world.pool_refused("SetUserPoolMfaConfig", config);
    for demand in ["ON", "OPTIONAL"] {
        for nothing in [json!({}), json!({"SoftwareTokenMfaConfiguration": {"Enabled": false}})] {
            assert_eq!(
                refused(merged(nothing, &json!({"MfaConfiguration": demand}))),
                "InvalidParameterException: Invalid MFA configuration given, can't disable all MFAs with a required or \
                 optional configuration."
            );
        }
    }
    let passkeys = json!({"RelyingPartyId": "example.com"});
    assert_eq!(
        refused(json!({"MfaConfiguration": "OPTIONAL", "WebAuthnConfiguration": passkeys})),
        "InvalidParameterException: Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be \
         enabled."
    );
    for block in [
        json!({"SmsMfaConfiguration": {}}),
        json!({"SoftwareTokenMfaConfiguration": {"Enabled": true}}),
        json!({"EmailMfaConfiguration": {}}),
    ] {
        assert_eq!(
            refused(merged(block, &json!({"MfaConfiguration": "OFF"}))),
            "InvalidParameterException: Invalid MFA configuration given, can't turn off MFA and configure an MFA together."
        );
    }
    let plain = World::new(4);
    assert_eq!(
        plain.pool_refused(
            "SetUserPoolMfaConfig",
            json!({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}})
        ),
        "InvalidParameterException: Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an \
         EmailSendingAccount of COGNITO_DEFAULT."
    );
    assert_eq!(
        plain.pool_refused(
            "SetUserPoolMfaConfig",
            json!({"MfaConfiguration": "ON", "SmsMfaConfiguration": {}})
        ),
        "InvalidParameterException: SMS configuration and Auto verification for phone_number are required when MFA is \
         required/optional"
    );
    assert_eq!(plain.pool_ok("GetUserPoolMfaConfig", json!({})), json!({"MfaConfiguration": "OFF"}));
}

#[test]
fn factors_that_are_not_what_they_should_be_are_refused() {
    let world = world_on(5, MemoryStorage::default()).moved_to(json!({
        "PoolName": "lite",
        "UserPoolTier": "LITE",
    }));
    let email = json!({"MfaConfiguration": "ON", "EmailMfaConfiguration": {}});
    assert_eq!(
        world.pool_refused("SetUserPoolMfaConfig", email),
        "FeatureUnavailableInTierException: The following feature is not available for the LITE pricing tier \
         configured: Email MFA"
    );
    let world = world.moved_to(json!({
        "PoolName": "codes",
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
    }));
    let app = json!({"SoftwareTokenMfaConfiguration": {"Enabled": true}});
    world.pool_ok("SetUserPoolMfaConfig", merged(app, &json!({"MfaConfiguration": "OPTIONAL"})));
}

#[test]
fn without_mfa_configuration_mfa_is_off_and_the_factors_are_gone() {
    let world = world_with(7, "OPTIONAL", &["SOFTWARE_TOKEN_MFA"]);
    let off = json!({"MfaConfiguration": "OFF"});
    assert_eq!(world.pool_ok("SetUserPoolMfaConfig", json!({})), off);
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), off);
    world.tokens("ana");
}

const FIRST_FACTORS_REFUSED: &str = "InvalidParameterException: Only PASSWORD and WEB_AUTHN (if configured) can be \
                                     enabled as an auth factor if MFA is enabled";
const PASSKEYS_REFUSED: &str = "InvalidParameterException: Cannot set WebAuthn factor configuration to SINGLE_FACTOR if \
                                MFA is required and WebAuthn is an allowed first auth factor";

fn first_factors(factor: &str) -> Value {
    json!({
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
        "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", factor]}},
    })
}

#[test]
fn codes_as_first_factors_exclude_required_mfa_whichever_comes_first() {
    let app = |demand: &str| json!({"MfaConfiguration": demand, "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    for factor in ["EMAIL_OTP", "SMS_OTP"] {
        let world = World::new(8);
        world.pool_ok("SetUserPoolMfaConfig", app("ON"));
        assert_eq!(world.pool_refused("UpdateUserPool", first_factors(factor)), FIRST_FACTORS_REFUSED);
        world.pool_ok("SetUserPoolMfaConfig", app("OPTIONAL"));
        world.pool_ok("UpdateUserPool", first_factors(factor));

        assert_eq!(world.pool_refused("SetUserPoolMfaConfig", app("ON")), FIRST_FACTORS_REFUSED);
        let on = merged(first_factors("PASSWORD"), &json!({"MfaConfiguration": "ON"}));
        world.pool_ok("UpdateUserPool", on);
        assert_eq!(world.pool_refused("UpdateUserPool", first_factors(factor)), FIRST_FACTORS_REFUSED);
    }
    let create = merged(first_factors("EMAIL_OTP"), &json!({"PoolName": "p", "MfaConfiguration": "ON"}));
    assert_eq!(World::new(9).refused("CreateUserPool", create), FIRST_FACTORS_REFUSED);
}

#[test]
fn passkeys_go_with_required_mfa_only_where_they_are_both_factors() {
    let config = |web_authn: Option<&str>| {
        let mut config =
            json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
        if let Some(factor) = web_authn {
            config["WebAuthnConfiguration"] =
                json!({"RelyingPartyId": "example.com", "FactorConfiguration": factor});
        }
        config
    };
    let both = "MULTI_FACTOR_WITH_USER_VERIFICATION";
    let world = World::new(10);
    world.pool_ok("UpdateUserPool", first_factors("WEB_AUTHN"));
    for single in [None, Some("SINGLE_FACTOR")] {
        assert_eq!(world.pool_refused("SetUserPoolMfaConfig", config(single)), PASSKEYS_REFUSED);
    }
    world.pool_ok("SetUserPoolMfaConfig", config(Some(both)));
    world.pool_ok("UpdateUserPool", first_factors("WEB_AUTHN"));

    // The other order.
    for single in [None, Some("SINGLE_FACTOR")] {
        let world = World::new(11);
        world.pool_ok("SetUserPoolMfaConfig", config(single));
        assert_eq!(world.pool_refused("UpdateUserPool", first_factors("WEB_AUTHN")), PASSKEYS_REFUSED);
        world.pool_ok("SetUserPoolMfaConfig", config(Some(both)));
        world.pool_ok("UpdateUserPool", first_factors("WEB_AUTHN"));
    }
}

#[test]
fn one_time_passwords_by_text_message_need_a_pool_that_can_send_them() {
    let world = World::new(12);
    let text = "InvalidParameterException: SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS \
                configuration";
    let mut factors = first_factors("SMS_OTP");
    factors.as_object_mut().unwrap().remove("SmsConfiguration");
    assert_eq!(world.pool_refused("UpdateUserPool", factors.clone()), text);
    assert_eq!(world.refused("CreateUserPool", merged(factors, &json!({"PoolName": "p"}))), text);
    world.pool_ok("UpdateUserPool", first_factors("SMS_OTP"));
    // The factors would be kept, and the configuration reset.
    assert_eq!(world.pool_refused("UpdateUserPool", json!({})), text);
}

#[test]
fn an_update_keeps_the_factors_and_does_not_switch_them_on() {
    let world = world_on(6, MemoryStorage::default());
    assert_eq!(
        world.pool_refused("UpdateUserPool", json!({"MfaConfiguration": "ON"})),
        "InvalidParameterException: Cannot turn MFA functionality ON, once the user pool has been created."
    );
    configure(&world, "ON", &["SOFTWARE_TOKEN_MFA"]);
    let before = world.pool_ok("GetUserPoolMfaConfig", json!({}));
    world.pool_ok("UpdateUserPool", json!({}));
    assert_eq!(world.pool_ok("GetUserPoolMfaConfig", json!({})), before);
    challenged(&world, "ana", "MFA_SETUP");
    world.pool_ok("UpdateUserPool", json!({"MfaConfiguration": "OFF"}));
    world.tokens("ana");
}

// ---- 13.5 to 13.7, 3.6: authenticator apps ----

/// Associates and verifies by session, and gives the secret and the last session.
fn set_up_app(world: &World, session: &Option<Sensitive>) -> (String, Sensitive) {
    let session = session.as_ref().unwrap().as_str();
    let associated = world.ok("AssociateSoftwareToken", json!({"Session": session}));
    let secret = associated["SecretCode"].as_str().unwrap().to_owned();
    assert_eq!(secret.len(), 52);
    let session = associated["Session"].as_str().unwrap();
    let verify = |code: &str| json!({"Session": session, "UserCode": code, "FriendlyDeviceName": "Pocket"});
    let code = shown(world, &secret);
    assert_eq!(
        world.refused("VerifySoftwareToken", verify(other_than(&code))),
        "EnableSoftwareTokenMFAException: Code mismatch"
    );
    let verified = world.ok("VerifySoftwareToken", verify(&code));
    assert_eq!(verified["Status"], "SUCCESS");
    (secret, Sensitive::new(verified["Session"].as_str().unwrap()))
}

#[test]
fn where_mfa_is_required_the_first_sign_in_sets_it_up_and_the_next_asks_for_it() {
    let world = world_with(10, "ON", &["SOFTWARE_TOKEN_MFA"]);
    let output = world.srp_sign_in("ana", PASSWORD).unwrap();
    assert_eq!(output.challenge_name.as_deref(), Some("MFA_SETUP"));
    let expected = json!({"MFAS_CAN_SETUP": "[\"SOFTWARE_TOKEN_MFA\"]", "USER_ID_FOR_SRP": "ana"});
    assert_eq!(parameters(&output), expected);

    let (secret, session) = set_up_app(&world, &output.session);
    let code = shown(&world, &secret);
    let answer = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", "ignored")];
    assert_tokens(world.respond("MFA_SETUP", Some(&session), &answer));
    assert_refused(
        world.respond("MFA_SETUP", Some(&session), &answer),
        "NotAuthorizedException",
        SPENT_SESSION,
    );

    let output = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA");
    assert_eq!(parameters(&output), json!({"FRIENDLY_DEVICE_NAME": "Pocket", "USER_ID_FOR_SRP": "ana"}));
    // The code of the set-up is used up.
    assert_refused(
        respond(&world, "SOFTWARE_TOKEN_MFA", &output.session, &code),
        "ExpiredCodeException",
        "Your software token has already been used once.",
    );
    world.clock.advance(30);
    assert_tokens(respond(&world, "SOFTWARE_TOKEN_MFA", &output.session, &shown(&world, &secret)));
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
    assert_tokens(world.respond("MFA_SETUP", Some(&session), &[("USERNAME", "bo")]));
}

#[test]
fn where_mfa_is_optional_it_is_asked_for_once_switched_on() {
    let world = world_with(12, "OPTIONAL", &["SOFTWARE_TOKEN_MFA"]);
    let token = world.tokens("ana").access_token.unwrap();
    let set = |settings: Value| {
        let body = json!({"AccessToken": token.as_str(), "SoftwareTokenMfaSettings": settings});
        world.call("SetUserMFAPreference", &body)
    };
    let secret = app(&world, &token);
    world.tokens("ana");
    set(on()).unwrap();
    let output = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA");
    assert_eq!(parameters(&output), json!({"USER_ID_FOR_SRP": "ana"}));
    world.clock.advance(30);
    assert_tokens(respond(&world, "SOFTWARE_TOKEN_MFA", &output.session, &shown(&world, &secret)));
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
            "ChallengeResponses": {"USERNAME": "ana", "SOFTWARE_TOKEN_MFA_CODE": shown(&world, &secret)},
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
    let code = shown(&world, &secret);
    let refused = respond(&world, "SOFTWARE_TOKEN_MFA", &output.session, &code).unwrap_err();
    assert!(refused.to_string().ends_with("is configured with secret but SECRET_HASH was not received"));
    let answer = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", &code), ("SECRET_HASH", &hash)];
    assert_tokens(world.respond("SOFTWARE_TOKEN_MFA", output.session.as_ref(), &answer));
}

// ---- 3.5: codes ----

type RightCode = Box<dyn Fn(&World) -> String>;

/// A pool that asks `ana` for this factor, and how to know the right code of the last challenge.
fn asking(seed: u64, factor: &'static str) -> (World, RightCode) {
    if factor == "SOFTWARE_TOKEN_MFA" {
        let (world, secret) = with_app(seed, MemoryStorage::default());
        return (world, Box::new(move |world| shown(world, &secret)));
    }
    let world = world_with(seed, "OPTIONAL", &[factor]);
    if factor == "SMS_MFA" {
        made(&world, "bo", &[("phone_number", NUMBER)]);
    }
    let setting = if factor == "SMS_MFA" { "SMSMfaSettings" } else { "EmailMfaSettings" };
    let name = if factor == "SMS_MFA" { "bo" } else { "ana" };
    prefer(&world, name, json!({ setting: preferred() }));
    (world, Box::new(|world| world.outbox.last_code()))
}

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
            world.respond(factor, output.session.as_ref(), &[("USERNAME", name), (member(factor), code)])
        };
        let wrong = if factor == "SOFTWARE_TOKEN_MFA" { WRONG_TOKEN_CODE } else { WRONG_SENT_CODE };
        for _ in 0..6 {
            assert_refused(answer(other_than(&code)), "CodeMismatchException", wrong);
        }
        for nonsense in ["1", "１２３４５６", &"9".repeat(100_000), &format!("{code} ")] {
            assert_refused(answer(nonsense), "CodeMismatchException", wrong);
        }
        assert_refused(
            answer(""),
            "InvalidParameterException",
            &format!("Missing required parameter {}", member(factor)),
        );
        assert_tokens(answer(&code));
        assert_refused(answer(&code), "NotAuthorizedException", SPENT_SESSION);
    }
}

#[test]
fn a_late_code_finds_the_session_expired() {
    for (seed, factor) in [(23, "SMS_MFA"), (24, "EMAIL_OTP"), (25, "SOFTWARE_TOKEN_MFA")] {
        let (world, right) = asking(seed, factor);
        let name = asked_name(factor);
        let answer = |session: &Option<Sensitive>| {
            let code = right(&world);
            world.respond(factor, session.as_ref(), &[("USERNAME", name), (member(factor), &code)])
        };
        let session = challenged(&world, name, factor).session;
        world.clock.advance(179);
        assert_tokens(answer(&session));
        world.clock.advance(60);
        let session = challenged(&world, name, factor).session;
        world.clock.advance(180);
        assert_refused(
            answer(&session),
            "NotAuthorizedException",
            "Invalid session for the user, session is expired.",
        );
    }
}

#[test]
fn a_code_by_text_message_verifies_the_number() {
    let world = world_with(26, "OPTIONAL", &["SMS_MFA"]);
    made(&world, "bo", &[("phone_number", NUMBER)]);
    prefer(&world, "bo", json!({"SMSMfaSettings": on()}));
    let output = challenged(&world, "bo", "SMS_MFA");
    let expected = json!({
        "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS",
        "CODE_DELIVERY_DESTINATION": "+*******9934",
        "USER_ID_FOR_SRP": "bo",
    });
    assert_eq!(parameters(&output), expected);
    let message = world.outbox.last();
    assert_eq!((message.purpose, message.medium), (Purpose::Authentication, Medium::Sms));
    assert_eq!((&*message.destination, message.subject), (NUMBER, None));
    let code = world.outbox.last_code();
    assert_eq!(message.body.expose(), format!("Your authentication code is {code}. "));

    assert_eq!(attribute(&world, "bo", "phone_number_verified"), None);
    let answer = [("USERNAME", "bo"), ("SMS_MFA_CODE", &code)];
    let tokens = assert_tokens(world.respond("SMS_MFA", output.session.as_ref(), &answer));
    assert_eq!(attribute(&world, "bo", "phone_number_verified").as_deref(), Some("true"));
    assert_eq!(crate::world::claims(&tokens.id_token)["phone_number_verified"], true);
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
    assert_eq!(parameters(&output), expected);
    let (message, code) = (world.outbox.last(), world.outbox.last_code());
    assert_eq!((message.purpose, message.medium), (Purpose::Authentication, Medium::Email));
    assert_eq!(message.subject.as_deref(), Some("Subject"));
    assert_eq!(message.body.expose(), format!("Mail {code}"));

    made(&world, "bo", &[("phone_number", NUMBER)]);
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
    assert_tokens(respond(&world, "EMAIL_OTP", &session, &right(&world)));
}

#[test]
fn an_app_that_was_removed_is_not_asked() {
    let (world, secret) = with_app(29, MemoryStorage::default());
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    assert_eq!(world.pool_ok("AdminDeleteSoftwareToken", json!({"Username": "ana"})), json!({}));
    assert_refused(
        respond(&world, "SOFTWARE_TOKEN_MFA", &session, &shown(&world, &secret)),
        "SoftwareTokenMFANotFoundException",
        "Software Token MFA does not exist for the user.",
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

// ---- 3.1: which factor ----

#[test]
fn among_several_factors_the_user_selects() {
    let world = world_with(30, "ON", &["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]);
    made(&world, "bo", &[("phone_number", NUMBER), ("email", "bo@example.com")]);
    let output = challenged(&world, "bo", "SELECT_MFA_TYPE");
    let expected = json!({"MFAS_CAN_CHOOSE": "[\"SMS_MFA\",\"EMAIL_OTP\"]", "USER_ID_FOR_SRP": "bo"});
    assert_eq!(parameters(&output), expected);
    let select = |answer: &str| {
        world.respond("SELECT_MFA_TYPE", output.session.as_ref(), &[("USERNAME", "bo"), ("ANSWER", answer)])
    };
    let sent = world.outbox.count();
    assert_refused(
        select("SOFTWARE_TOKEN_MFA"),
        "SoftwareTokenMFANotFoundException",
        "Software Token MFA does not exist for the user.",
    );
    assert_eq!(select("sms").unwrap_err().name(), "InvalidParameterException");
    assert_eq!(world.outbox.count(), sent);

    let next = select("EMAIL_OTP").unwrap();
    assert_eq!(next.challenge_name.as_deref(), Some("EMAIL_OTP"));
    assert_eq!(world.outbox.last().destination, "bo@example.com");
    // Each message costs a sign-in.
    assert_refused(select("SMS_MFA"), "NotAuthorizedException", SPENT_SESSION);
    assert_eq!(world.outbox.count(), sent + 1);
    let answer = [("USERNAME", "bo"), ("EMAIL_OTP_CODE", &world.outbox.last_code())];
    assert_tokens(world.respond("EMAIL_OTP", next.session.as_ref(), &answer));

    prefer(&world, "bo", json!({"SMSMfaSettings": preferred()}));
    challenged(&world, "bo", "SMS_MFA");
}

#[test]
fn a_preference_for_what_the_pool_lacks_does_not_count() {
    let world = world_with(31, "OPTIONAL", &["EMAIL_OTP"]);
    made(&world, "bo", &[("phone_number", NUMBER), ("email", "bo@example.com")]);
    prefer(&world, "bo", json!({"SMSMfaSettings": preferred()}));
    world.tokens("bo");
    prefer(&world, "bo", json!({"EmailMfaSettings": on()}));
    challenged(&world, "bo", "EMAIL_OTP");
}

#[test]
fn mail_that_resets_the_password_first_is_no_second_factor() {
    let world = World::with(
        32,
        MemoryStorage::default(),
        |pool| {
            pool.settings.email_configuration = Some(json!({
                "EmailSendingAccount": "DEVELOPER",
                "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
            }));
            pool.settings.account_recovery_setting = Some(AccountRecoverySetting {
                recovery_mechanisms: Some(vec![RecoveryOption {
                    priority: 1,
                    name: "verified_email".into(),
                }]),
            });
        },
        |_| {},
    )
    .confirmed("ana");
    configure(&world, "ON", &["EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]);
    let output = challenged(&world, "ana", "MFA_SETUP");
    assert_eq!(parameters(&output)["MFAS_CAN_SETUP"], "[\"SOFTWARE_TOKEN_MFA\"]");
}

#[test]
fn the_preferred_factor_does_not_reset_the_password() {
    let world = world_with(33, "OPTIONAL", &["EMAIL_OTP"]);
    world.forgot_password("ana").unwrap();
    prefer(&world, "ana", json!({"EmailMfaSettings": preferred()}));
    assert_refused(
        world.forgot_password("ana"),
        "InvalidParameterException",
        "Cannot reset password for the user as there is no registered/verified email or phone_number",
    );
}

#[test]
fn a_pool_made_with_mfa_sends_text_messages() {
    let world = World::new(34).moved_to(json!({
        "PoolName": "on",
        "MfaConfiguration": "ON",
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
    }));
    made(&world, "bo", &[("phone_number", NUMBER)]);
    challenged(&world, "bo", "SMS_MFA");
    // A number cannot be set up during a sign-in, and the pool has nothing else.
    made(&world, "cy", &[]);
    assert_eq!(world.password_sign_in("cy", PASSWORD).unwrap_err().name(), "InvalidParameterException");
}

// ---- 3.6: set-up of an address ----

#[test]
fn an_address_is_set_up_by_its_code() {
    let world = world_with(40, "ON", &["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]);
    for (name, key) in [("bo", "EMAIL"), ("cy", "email")] {
        made(&world, name, &[]);
        let output = challenged(&world, name, "MFA_SETUP");
        assert_eq!(parameters(&output)["MFAS_CAN_SETUP"], "[\"EMAIL_OTP\",\"SOFTWARE_TOKEN_MFA\"]");
        let address = format!("{name}@example.com");
        let give = |address: &str| {
            world.respond("MFA_SETUP", output.session.as_ref(), &[("USERNAME", name), (key, address)])
        };
        assert_refused(give("nothing"), "InvalidParameterException", "Invalid email address format.");
        let next = give(&address).unwrap();
        assert_eq!(next.challenge_name.as_deref(), Some("EMAIL_OTP"));
        assert_eq!(world.outbox.last().destination, address);
        assert_eq!(attribute(&world, name, "email"), None, "a sign-in in progress writes nothing");
        assert_refused(give(&address), "NotAuthorizedException", SPENT_SESSION);

        let code = world.outbox.last_code();
        let answer = |code: &str| {
            let responses = [("USERNAME", name), ("EMAIL_OTP_CODE", code)];
            world.respond("EMAIL_OTP", next.session.as_ref(), &responses)
        };
        assert_refused(answer(other_than(&code)), "CodeMismatchException", WRONG_SENT_CODE);
        assert_tokens(answer(&code));
        assert_eq!(attribute(&world, name, "email"), Some(address));
        assert_eq!(attribute(&world, name, "email_verified").as_deref(), Some("true"));
        challenged(&world, name, "EMAIL_OTP");
    }
}

#[test]
fn a_set_up_has_its_order() {
    let world = world_with(41, "ON", &["SOFTWARE_TOKEN_MFA"]);
    let begun = challenged(&world, "ana", "MFA_SETUP").session;
    let of_another = "Invalid session provided for the user.";
    assert_refused(
        world.respond("MFA_SETUP", begun.as_ref(), &[("USERNAME", "ana")]),
        "NotAuthorizedException",
        of_another,
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
    let code = shown(&world, one["SecretCode"].as_str().unwrap());
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
        "NotAuthorizedException",
        of_another,
    );
}

/// Whoever knows the password and began a sign-in before must not replace what its owner set up meanwhile.
#[test]
fn an_older_set_up_does_not_replace_a_newer_factor() {
    let world = world_with(42, "ON", &["SOFTWARE_TOKEN_MFA"]);
    let old = challenged(&world, "ana", "MFA_SETUP").session.unwrap();
    let associated = world.ok("AssociateSoftwareToken", json!({"Session": old.as_str()}));
    let new = challenged(&world, "ana", "MFA_SETUP").session;
    let (secret, session) = set_up_app(&world, &new);

    let refusal = format!("NotAuthorizedException: {INVALID_SESSION}");
    assert_eq!(world.refused("AssociateSoftwareToken", json!({"Session": old.as_str()})), refusal);
    let code = shown(&world, associated["SecretCode"].as_str().unwrap());
    let verify = json!({"Session": associated["Session"], "UserCode": code});
    assert_eq!(world.refused("VerifySoftwareToken", verify), refusal);

    assert_tokens(world.respond("MFA_SETUP", Some(&session), &[("USERNAME", "ana")]));
    world.clock.advance(30);
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    assert_tokens(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &shown(&world, &secret)));
}

// ---- 9.2: associate and verify ----

#[test]
fn an_app_is_associated_and_verified_in_that_order() {
    let world = world_with(50, "OPTIONAL", &["SOFTWARE_TOKEN_MFA"]);
    let token = world.tokens("ana").access_token.unwrap();
    let verify = |code: &str| json!({"AccessToken": token.as_str(), "UserCode": code});
    assert_eq!(
        world.refused("VerifySoftwareToken", verify("123456")),
        "SoftwareTokenMFANotFoundException: Software Token MFA does not exist for the user."
    );
    for code in ["12345", "1234567", "12345a"] {
        assert!(
            world
                .refused("VerifySoftwareToken", verify(code))
                .starts_with("InvalidParameterException: 1 valid")
        );
    }
    for operation in ["AssociateSoftwareToken", "VerifySoftwareToken"] {
        let refused = world.refused(operation, json!({"UserCode": "123456"}));
        assert!(refused.starts_with("InvalidParameterException"), "{refused}");
        for session in
            ["a-session-of-nobodys-making", &"A".repeat(4096), "dXMtZWFzdC0xX0FiYwpjbGllbnQKbm90aGluZw"]
        {
            assert_eq!(
                world.refused(operation, json!({"Session": session, "UserCode": "123456"})),
                format!("NotAuthorizedException: {INVALID_SESSION}")
            );
        }
    }
    let secret = world.ok("AssociateSoftwareToken", json!({"AccessToken": token.as_str()}));
    assert_eq!(secret.as_object().unwrap().len(), 1, "no session without a session");
    let secret = secret["SecretCode"].as_str().unwrap();
    assert_eq!(
        world.refused("VerifySoftwareToken", verify(other_than(&shown(&world, secret)))),
        "EnableSoftwareTokenMFAException: Code mismatch"
    );
    world.ok("VerifySoftwareToken", verify(&shown(&world, secret)));
}

#[test]
fn an_app_goes_on_working_until_the_next_is_verified() {
    let (world, old) = with_app(51, MemoryStorage::default());
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    let tokens = assert_tokens(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &shown(&world, &old)));
    let token = tokens.access_token.unwrap();
    world.ok("AssociateSoftwareToken", json!({"AccessToken": token.as_str()}));
    world.clock.advance(30);
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    assert_tokens(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &shown(&world, &old)));

    let new = app(&world, &token);
    world.clock.advance(30);
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    assert_refused(
        respond(&world, "SOFTWARE_TOKEN_MFA", &session, &shown(&world, &old)),
        "CodeMismatchException",
        WRONG_TOKEN_CODE,
    );
    assert_tokens(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &shown(&world, &new)));
}

#[test]
fn a_pool_without_apps_associates_none() {
    for (seed, demand, factors) in [(52, "OFF", &[][..]), (53, "OPTIONAL", &["EMAIL_OTP"])] {
        let world = world_with(seed, demand, factors);
        let token = world.tokens("ana").access_token.unwrap();
        for operation in ["AssociateSoftwareToken", "VerifySoftwareToken"] {
            assert_eq!(
                world.refused(operation, json!({"AccessToken": token.as_str(), "UserCode": "123456"})),
                "SoftwareTokenMFANotFoundException: Software Token MFA has not been enabled by the userPool."
            );
        }
    }
}

// ---- 9.3: preferences ----

#[test]
fn nobody_switches_on_what_they_could_not_answer() {
    let world = world_with(60, "OPTIONAL", &["SMS_MFA", "SOFTWARE_TOKEN_MFA"]);
    let token = world.tokens("ana").access_token.unwrap();
    let own = |settings: Value| {
        world.refused("SetUserMFAPreference", merged(json!({"AccessToken": token.as_str()}), &settings))
    };
    let admin = |settings: Value| {
        world.pool_refused("AdminSetUserMFAPreference", merged(json!({"Username": "ana"}), &settings))
    };
    let (app_on, sms_on) = (json!({"SoftwareTokenMfaSettings": on()}), json!({"SMSMfaSettings": on()}));
    assert_eq!(own(app_on.clone()), "InvalidParameterException: User has not set up software token mfa");
    let no_app =
        "InvalidParameterException: User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA";
    assert_eq!(admin(app_on.clone()), no_app);
    world.ok("AssociateSoftwareToken", json!({"AccessToken": token.as_str()}));
    assert_eq!(own(app_on.clone()), "InvalidParameterException: User has not verified software token mfa");
    assert_eq!(admin(app_on), no_app);
    let no_number = "InvalidParameterException: User does not have delivery config set to turn on SMS_MFA";
    assert_eq!(own(sms_on.clone()), no_number);
    assert_eq!(admin(sms_on), no_number);
    made(&world, "bo", &[]);
    assert_eq!(
        world.pool_refused("AdminSetUserMFAPreference", json!({"Username": "bo", "EmailMfaSettings": on()})),
        "InvalidParameterException: User does not have delivery config set to turn on EMAIL_OTP"
    );
    // To switch off what was never on is no mistake.
    prefer(&world, "ana", json!({"SoftwareTokenMfaSettings": {"Enabled": false}}));
    prefer(&world, "ana", json!({}));
}

#[test]
fn one_factor_is_preferred_and_it_is_switched_on() {
    let world = world_with(61, "OPTIONAL", &["SMS_MFA", "EMAIL_OTP"]);
    made(&world, "bo", &[("phone_number", NUMBER), ("email", "bo@example.com")]);
    let refused = |settings: Value| {
        let refusal =
            world.pool_refused("AdminSetUserMFAPreference", merged(json!({"Username": "bo"}), &settings));
        assert!(refusal.starts_with("InvalidParameterException"), "{refusal}");
    };
    let seen = || {
        let user = world.pool_ok("AdminGetUser", json!({"Username": "bo"}));
        (user["PreferredMfaSetting"].clone(), user["UserMFASettingList"].clone())
    };
    refused(json!({"SMSMfaSettings": preferred(), "EmailMfaSettings": preferred()}));
    refused(json!({"SMSMfaSettings": {"Enabled": false, "PreferredMfa": true}}));
    refused(json!({"SMSMfaSettings": {"PreferredMfa": true}}));
    assert_eq!(seen(), (Value::Null, Value::Null));

    prefer(&world, "bo", json!({"SMSMfaSettings": preferred(), "EmailMfaSettings": on()}));
    assert_eq!(seen(), (json!("SMS_MFA"), json!(["SMS_MFA", "EMAIL_OTP"])));
    prefer(&world, "bo", json!({"EmailMfaSettings": {"PreferredMfa": true}}));
    assert_eq!(seen(), (json!("EMAIL_OTP"), json!(["SMS_MFA", "EMAIL_OTP"])));
    prefer(&world, "bo", json!({"EmailMfaSettings": {"Enabled": true, "PreferredMfa": false}}));
    assert_eq!(seen(), (Value::Null, json!(["SMS_MFA", "EMAIL_OTP"])));
    prefer(&world, "bo", json!({"SMSMfaSettings": preferred()}));
    prefer(&world, "bo", json!({"SMSMfaSettings": {"Enabled": false}}));
    assert_eq!(seen(), (Value::Null, json!(["EMAIL_OTP"])));
}

#[test]
fn the_old_settings_know_text_messages() {
    let world = world_with(62, "OPTIONAL", &["SMS_MFA"]);
    made(&world, "bo", &[("phone_number", NUMBER)]);
    let token = world.tokens("bo").access_token.unwrap();
    let sms = json!([{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]);
    let own = json!({"AccessToken": token.as_str(), "MFAOptions": sms});
    assert_eq!(world.ok("SetUserSettings", own), json!({}));
    challenged(&world, "bo", "SMS_MFA");
    let user = world.pool_ok("AdminGetUser", json!({"Username": "bo"}));
    assert_eq!((&user["MFAOptions"], &user["UserMFASettingList"]), (&sms, &json!(["SMS_MFA"])));
    let user = world.ok("GetUser", json!({"AccessToken": token.as_str()}));
    assert_eq!(user["MFAOptions"], sms);
    let listed = world.pool_ok("ListUsers", json!({"Filter": "username = \"bo\""}));
    assert_eq!(listed["Users"][0]["MFAOptions"], sms);

    assert_eq!(world.pool_ok("AdminSetUserSettings", json!({"Username": "bo", "MFAOptions": []})), json!({}));
    let user = world.pool_ok("AdminGetUser", json!({"Username": "bo"}));
    assert_eq!((&user["MFAOptions"], &user["UserMFASettingList"]), (&Value::Null, &Value::Null));
    world.tokens("bo");

    let refused = |name: &str, options: Value| {
        let refusal =
            world.pool_refused("AdminSetUserSettings", json!({"Username": name, "MFAOptions": options}));
        assert!(refusal.starts_with("InvalidParameterException"), "{refusal}");
    };
    refused("ana", sms);
    refused("bo", json!([{"DeliveryMedium": "EMAIL", "AttributeName": "email"}]));
}

#[test]
fn users_and_administrators_see_the_same_factors() {
    let (world, secret) = with_app(63, MemoryStorage::default());
    prefer(&world, "ana", json!({"SoftwareTokenMfaSettings": {"PreferredMfa": true}}));
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    let tokens = assert_tokens(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &shown(&world, &secret)));
    let token = json!({"AccessToken": tokens.access_token.unwrap().as_str()});
    let expected = json!({
        "Username": "ana",
        "PreferredMfaSetting": "SOFTWARE_TOKEN_MFA",
        "UserMFASettingList": ["SOFTWARE_TOKEN_MFA"],
        "ConfiguredUserAuthFactors": ["PASSWORD", "SOFTWARE_TOKEN"],
    });
    assert_eq!(world.ok("GetUserAuthFactors", token.clone()), expected);
    assert_eq!(world.pool_ok("AdminGetUserAuthFactors", json!({"Username": "ana"})), expected);
    let user = world.ok("GetUser", token);
    assert_eq!(user["PreferredMfaSetting"], "SOFTWARE_TOKEN_MFA");
    assert_eq!(user["UserMFASettingList"], json!(["SOFTWARE_TOKEN_MFA"]));

    made(&world, "bo", &[]);
    let nothing = json!({"Username": "bo", "ConfiguredUserAuthFactors": ["PASSWORD"]});
    assert_eq!(world.pool_ok("AdminGetUserAuthFactors", json!({"Username": "bo"})), nothing);
}

// ---- Replay and mix-up ----

#[test]
fn a_session_of_one_user_is_not_answered_by_another() {
    let (world, right) = asking(70, "EMAIL_OTP");
    let world = world.confirmed("eve");
    let session = challenged(&world, "ana", "EMAIL_OTP").session;
    let code = right(&world);
    // Who is not there is told as everywhere: an alias that is not verified, say.
    for (name, exception, text) in [
        ("eve", "NotAuthorizedException", "Invalid session provided for the user."),
        ("nobody", "UserNotFoundException", "User does not exist."),
    ] {
        let answer = [("USERNAME", name), ("EMAIL_OTP_CODE", &code)];
        assert_refused(world.respond("EMAIL_OTP", session.as_ref(), &answer), exception, text);
    }
    assert_tokens(respond(&world, "EMAIL_OTP", &session, &code));
}

#[test]
fn a_session_of_one_client_is_nothing_to_another() {
    let (mut world, right) = asking(71, "EMAIL_OTP");
    let session = challenged(&world, "ana", "EMAIL_OTP").session;
    let code = right(&world);
    let own = std::mem::take(&mut world.client);
    world.client = world.add_client(|_| {}).client_id;
    assert_invalid_session(respond(&world, "EMAIL_OTP", &session, &code));
    world.client = own;
    assert_tokens(respond(&world, "EMAIL_OTP", &session, &code));
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
        assert_invalid_session(world.respond(challenge, session.as_ref(), &answer));
    }
    for operation in ["AssociateSoftwareToken", "VerifySoftwareToken"] {
        let body = json!({"Session": session.as_ref().unwrap().as_str(), "UserCode": "123456"});
        assert_eq!(world.refused(operation, body), format!("NotAuthorizedException: {INVALID_SESSION}"));
    }
    assert_refused(
        respond(&world, "EMAIL_OTP", &None, &code),
        "InvalidParameterException",
        "Missing required parameter Session",
    );
    let mut broken = session.as_ref().unwrap().as_str().to_owned();
    let last = if broken.ends_with('A') { "B" } else { "A" };
    broken.replace_range(broken.len() - 1.., last);
    assert_invalid_session(respond(&world, "EMAIL_OTP", &Some(Sensitive::new(broken)), &code));
    assert_tokens(respond(&world, "EMAIL_OTP", &session, &code));
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
        assert_refused(refused, "CodeMismatchException", WRONG_SENT_CODE);
    };
    mismatch(&newer, &older_code);
    mismatch(&older, &newer_code);
    assert_tokens(respond(&world, "EMAIL_OTP", &older, &older_code));
    assert_tokens(respond(&world, "EMAIL_OTP", &newer, &newer_code));
}

#[test]
fn a_code_of_an_app_works_once_in_all_sessions() {
    let (world, secret) = with_app(74, MemoryStorage::default());
    let one = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    let two = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    let code = shown(&world, &secret);
    assert_tokens(respond(&world, "SOFTWARE_TOKEN_MFA", &one, &code));
    let used = |code: &str| {
        assert_refused(
            respond(&world, "SOFTWARE_TOKEN_MFA", &two, code),
            "ExpiredCodeException",
            "Your software token has already been used once.",
        );
    };
    used(&code);
    // Of two codes in the window, the earlier went with the later.
    let secret = TotpSecret::from_base32(&secret).unwrap();
    used(&secret.code_at(world.clock.now().seconds() - 30));
    assert_tokens(respond(
        &world,
        "SOFTWARE_TOKEN_MFA",
        &two,
        &secret.code_at(world.clock.now().seconds() + 30),
    ));
}

#[test]
fn what_changes_a_proof_ends_the_session() {
    let (world, right) = asking(75, "EMAIL_OTP");
    configure(&world, "OFF", &[]);
    let tokens = world.tokens("ana");
    configure(&world, "OPTIONAL", &["EMAIL_OTP"]);

    let session = challenged(&world, "ana", "EMAIL_OTP").session;
    world.send(GlobalSignOut { access_token: tokens.access_token.unwrap() }).unwrap();
    assert_refused(
        respond(&world, "EMAIL_OTP", &session, &right(&world)),
        "NotAuthorizedException",
        SPENT_SESSION,
    );

    let session = challenged(&world, "ana", "EMAIL_OTP").session;
    let password = json!({"Username": "ana", "Password": "Other-Horse-9!", "Permanent": true});
    world.pool_ok("AdminSetUserPassword", password);
    assert_refused(
        respond(&world, "EMAIL_OTP", &session, &right(&world)),
        "NotAuthorizedException",
        SPENT_SESSION,
    );
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    assert_refused(
        respond(&world, "EMAIL_OTP", &session, &right(&world)),
        "UserNotFoundException",
        "User does not exist.",
    );
}

// ---- What is written ----

#[test]
fn a_sign_in_in_progress_writes_nothing_and_no_secret_lies_open() {
    let storage = Arc::new(MemoryStorage::new());
    let (world, secret) = with_app(80, Arc::clone(&storage));
    let partition = format!("pool/{}", world.pool);
    let before = records(&storage, &partition);
    let session = challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session;
    assert_eq!(records(&storage, &partition), before);

    let code = shown(&world, &secret);
    respond(&world, "SOFTWARE_TOKEN_MFA", &session, other_than(&code)).unwrap_err();
    let after = records(&storage, &partition);
    let changed: Vec<_> = after.iter().filter(|(key, value)| before.get(*key) != Some(value)).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert_eq!(changed[0].0, "code/authentication/ana");

    assert_tokens(respond(&world, "SOFTWARE_TOKEN_MFA", &session, &code));
    for (key, record) in records(&storage, &partition) {
        assert!(!record.contains(&secret), "{key}: {record}");
    }
    assert!(!format!("{session:?}").contains(session.as_ref().unwrap().as_str()));

    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    assert!(!records(&storage, &partition).contains_key("code/authentication/ana"));
}

// ---- Guessing ----

#[test]
fn an_hour_has_twenty_wrong_codes_in_all_sessions_together() {
    for (seed, factor) in [(90, "EMAIL_OTP"), (91, "SOFTWARE_TOKEN_MFA")] {
        let (world, right) = asking(seed, factor);
        for sign_in in 0..10 {
            let session = challenged(&world, "ana", factor).session;
            let wrong = other_than(&right(&world));
            for _ in 0..2 {
                let refused = respond(&world, factor, &session, wrong).unwrap_err();
                assert_eq!(refused.name(), "CodeMismatchException", "{sign_in}");
            }
        }
        let session = challenged(&world, "ana", factor).session;
        assert_refused(respond(&world, factor, &session, &right(&world)), "NotAuthorizedException", TOO_MANY);
        world.clock.advance(3600);
        let session = challenged(&world, "ana", factor).session;
        assert_tokens(respond(&world, factor, &session, &right(&world)));
    }
}

type Guess<'a> = Pin<Box<dyn Future<Output = Result<SignInOutput, Error>> + 'a>>;

fn guess<'a>(world: &'a World, challenge: &str, session: &Option<Sensitive>, code: &str) -> Guess<'a> {
    let request = RespondToAuthChallenge {
        client_id: world.client.clone(),
        challenge_name: challenge.into(),
        session: session.clone(),
        challenge_responses: Some(crate::world::map(&[("USERNAME", "ana"), (member(challenge), code)])),
        ..Default::default()
    };
    Box::pin(async move { world.engine.send(request).await })
}

#[test]
fn a_hundred_codes_at_once_are_no_more_than_twenty() {
    for seed in 100..105 {
        let world = world_on(seed, Yielding(MemoryStorage::default()));
        configure(&world, "OPTIONAL", &["EMAIL_OTP"]);
        prefer(&world, "ana", json!({"EmailMfaSettings": on()}));
        let session = challenged(&world, "ana", "EMAIL_OTP").session;
        let wrong = other_than(&world.outbox.last_code());
        let guesses = (0..100).map(|_| guess(&world, "EMAIL_OTP", &session, wrong)).collect();
        let judged = interleave(seed, guesses)
            .into_iter()
            .filter(|outcome| outcome.as_ref().is_err_and(|error| error.name() == "CodeMismatchException"))
            .count();
        assert_eq!(judged, 20, "seed {seed}");
    }
}

#[test]
fn of_many_who_use_a_code_of_an_app_at_once_one_signs_in() {
    for seed in 110..130 {
        let (world, secret) = with_app(seed, Yielding(MemoryStorage::default()));
        let code = shown(&world, &secret);
        let sessions: Vec<_> =
            (0..8).map(|_| challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session).collect();
        let guesses =
            sessions.iter().map(|session| guess(&world, "SOFTWARE_TOKEN_MFA", session, &code)).collect();
        let outcomes = interleave(seed, guesses);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "seed {seed}");
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert!(matches!(error.name(), "ExpiredCodeException" | "TooManyRequestsException"), "{error:?}");
        }
    }
}

#[test]
fn of_many_who_answer_a_session_at_once_one_signs_in() {
    for seed in 130..150 {
        let world = world_on(seed, Yielding(MemoryStorage::default()));
        configure(&world, "OPTIONAL", &["EMAIL_OTP"]);
        prefer(&world, "ana", json!({"EmailMfaSettings": on()}));
        let session = challenged(&world, "ana", "EMAIL_OTP").session;
        let code = world.outbox.last_code();
        let guesses = (0..8).map(|_| guess(&world, "EMAIL_OTP", &session, &code)).collect();
        let outcomes = interleave(seed, guesses);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "seed {seed}");
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert_eq!(error.to_string(), SPENT_SESSION, "seed {seed}");
        }
    }
}
