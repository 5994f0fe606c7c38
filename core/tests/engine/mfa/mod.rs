//! Second factors.

mod codes;
mod guessing;
mod mfa_setup;
mod preferences;
mod select_mfa_type;
mod sessions;
mod set_user_pool_mfa_config;
mod software_token;
mod software_token_mfa;

use serde_json::{Value, json};
use userpool::{
    Error, Sensitive,
    operations::*,
    storage::{MemoryStorage, Storage},
};

use crate::world::{PASSWORD, World, by_phone_first, code_member, merged, other_than, typed};

const NUMBER: &str = "+12065559934";
const INVALID_SESSION: &str = "Invalid session for the user.";

/// A pool that can send mails and text messages, with `ana`, who has a mail address.
fn world_on(seed: u64, storage: impl Storage) -> World {
    World::with(
        seed,
        storage,
        |pool| {
            pool.settings.sms_configuration =
                Some(json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}));
            pool.settings.email_configuration = typed(json!({
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

/// An `OPTIONAL` pool in which `ana` has switched on an authenticator app. The time is a step after her first code.
fn with_app(seed: u64, storage: impl Storage) -> (World, String) {
    let world = world_on(seed, storage);
    configure(&world, "OPTIONAL", &["SOFTWARE_TOKEN_MFA"]);
    let token = world.tokens("ana").access_token.unwrap();
    let secret = world.associate_app(&token);
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

fn respond(
    world: &World,
    challenge: &str,
    session: &Option<Sensitive>,
    code: &str,
) -> Result<SignInOutput, Error> {
    world.respond(challenge, session.as_ref(), &[("USERNAME", "ana"), (code_member(challenge), code)])
}

/// Associates and verifies by session, and gives the secret and the last session.
fn set_up_app(world: &World, session: &Option<Sensitive>) -> (String, Sensitive) {
    let session = session.as_ref().unwrap().as_str();
    let associated = world.ok("AssociateSoftwareToken", json!({"Session": session}));
    let secret = associated["SecretCode"].as_str().unwrap().to_owned();
    assert_eq!(secret.len(), 52);
    let session = associated["Session"].as_str().unwrap();
    let verify = |code: &str| json!({"Session": session, "UserCode": code, "FriendlyDeviceName": "Pocket"});
    let code = world.totp(&secret);
    assert_eq!(
        world.refused("VerifySoftwareToken", verify(other_than(&code))),
        "EnableSoftwareTokenMFAException: Code mismatch"
    );
    let verified = world.ok("VerifySoftwareToken", verify(&code));
    assert_eq!(verified["Status"], "SUCCESS");
    (secret, Sensitive::new(verified["Session"].as_str().unwrap()))
}

type RightCode = Box<dyn Fn(&World) -> String>;

/// A pool that asks `ana` for this factor, and how to know the right code of the last challenge.
fn asking(seed: u64, factor: &'static str) -> (World, RightCode) {
    if factor == "SOFTWARE_TOKEN_MFA" {
        let (world, secret) = with_app(seed, MemoryStorage::default());
        return (world, Box::new(move |world| world.totp(&secret)));
    }
    let world = world_with(seed, "OPTIONAL", &[factor]);
    if factor == "SMS_MFA" {
        world.create_user("bo", &[("phone_number", NUMBER)]);
    }
    let setting = if factor == "SMS_MFA" { "SMSMfaSettings" } else { "EmailMfaSettings" };
    let name = if factor == "SMS_MFA" { "bo" } else { "ana" };
    prefer(&world, name, json!({ setting: preferred() }));
    (world, Box::new(|world| world.outbox.last_code()))
}
