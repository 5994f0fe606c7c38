//! `USER_AUTH`: choice-based sign-in.

mod after_sign_up;
mod choice;
mod codes;
mod passkeys;
mod password;
mod second_factors;
mod sessions;
mod unknown_users;

use serde_json::{Value, json};
use userpool::{
    EngineBuilder, Error, Sensitive,
    operations::*,
    storage::{MemoryStorage, Storage},
};

use crate::world::{World, attributes, authenticator::Authenticator, merged, typed};

const INCORRECT: &str = "Incorrect username or password.";
const ALL: [&str; 4] = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"];
const NUMBER: &str = "+12065559934";
const RP: &str = "example.com";

/// A pool that allows these first factors, and can send mails and text messages.
fn scene_on(seed: u64, storage: impl Storage, factors: &[&str], hides: bool) -> World {
    scene_built(seed, |builder| builder.storage(storage), factors, hides)
}

fn scene_built(
    seed: u64,
    change: impl FnOnce(EngineBuilder) -> EngineBuilder,
    factors: &[&str],
    hides: bool,
) -> World {
    let factors = factors.iter().map(|factor| (*factor).into()).collect();
    let policy = SignInPolicy { allowed_first_auth_factors: Some(factors) };
    World::built(
        seed,
        change,
        |pool| {
            pool.settings.policies = Some(Policies { sign_in_policy: Some(policy), ..Default::default() });
            pool.settings.sms_configuration =
                Some(json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}));
            pool.settings.email_configuration = typed(json!({
                "EmailSendingAccount": "DEVELOPER",
                "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
            }));
        },
        |client| {
            let flows = client.settings.explicit_auth_flows.as_mut().unwrap();
            flows.push("ALLOW_USER_AUTH".into());
            client.settings.prevent_user_existence_errors =
                Some(if hides { "ENABLED" } else { "LEGACY" }.into());
        },
    )
}

fn scene(seed: u64, factors: &[&str]) -> World {
    scene_on(seed, MemoryStorage::default(), factors, false)
}

fn hiding(seed: u64, factors: &[&str]) -> World {
    scene_on(seed, MemoryStorage::default(), factors, true)
}

/// A user whom an administrator created, without a password.
fn passwordless(world: &World, name: &str, given: &[(&str, &str)]) {
    let body = json!({"Username": name, "MessageAction": "SUPPRESS", "UserAttributes": attributes(given)});
    assert_eq!(world.pool_ok("AdminCreateUser", body)["User"]["UserStatus"], "CONFIRMED");
}

fn mailed(name: &str) -> Vec<(&'static str, String)> {
    vec![("email", format!("{name}@example.com")), ("email_verified", "true".into())]
}

/// `ana`, who has a mail address, and a password or none.
fn with_ana(world: World, password: bool) -> World {
    let attributes = mailed("ana");
    let attributes: Vec<_> = attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if password {
        world.create_user("ana", &attributes)
    } else {
        passwordless(&world, "ana", &attributes)
    }
    world
}

fn start(world: &World, name: &str, given: &[(&str, &str)]) -> Result<SignInOutput, Error> {
    let mut parameters = vec![("USERNAME", name)];
    parameters.extend(given);
    world.initiate("USER_AUTH", &parameters)
}

fn prefer(world: &World, name: &str, factor: &str) -> Result<SignInOutput, Error> {
    start(world, name, &[("PREFERRED_CHALLENGE", factor)])
}

fn respond(
    world: &World,
    challenge: &str,
    output: &SignInOutput,
    name: &str,
    given: &[(&str, &str)],
) -> Result<SignInOutput, Error> {
    let mut responses = vec![("USERNAME", name)];
    responses.extend(given);
    world.respond(challenge, output.session.as_ref(), &responses)
}

fn name_of(output: &SignInOutput) -> &str {
    output.challenge_name.as_deref().unwrap_or("tokens")
}

fn available(output: &SignInOutput) -> Vec<&str> {
    output.available_challenges.iter().flatten().map(|name| name.as_str()).collect()
}

/// Gives the user an authenticator app.
fn app(world: &World, token: &Sensitive) -> String {
    let secret = world.associate_app(token);
    world.ok(
        "SetUserMFAPreference",
        json!({"AccessToken": token.as_str(), "SoftwareTokenMfaSettings": {"Enabled": true}}),
    );
    world.clock.advance(30);
    secret
}

/// `ana` with a password, a mail address and this passkey.
fn with_passkey(seed: u64, authenticator: &Authenticator, configuration: &Value) -> World {
    let world = with_ana(scene(seed, &ALL), true);
    let configuration = merged(json!({"RelyingPartyId": RP}), configuration);
    world.pool_ok("SetUserPoolMfaConfig", json!({"WebAuthnConfiguration": configuration}));
    register(&world, "ana", authenticator);
    world
}

fn register(world: &World, name: &str, authenticator: &Authenticator) {
    let token = world.tokens(name).access_token.unwrap();
    let started = world.ok("StartWebAuthnRegistration", json!({"AccessToken": token.as_str()}));
    let credential = authenticator.create(&started["CredentialCreationOptions"]);
    world
        .ok("CompleteWebAuthnRegistration", json!({"AccessToken": token.as_str(), "Credential": credential}));
}
