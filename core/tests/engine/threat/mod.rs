//! Threat protection: what is assessed, what follows a risk, and what users and the host are told.

mod audit;
mod custom;
mod notices;
mod origin;
mod passwords;
mod takeover;

use serde_json::{Value, json};
use userpool::{
    ClientOrigin, EngineBuilder, Error,
    operations::{InitiateAuth, SignInOutput},
};

use crate::world::{PASSWORD, World, map, merged, now};

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/126.0.0.0 Safari/537.36";
const FIREFOX: &str = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";

/// The address at home, and one elsewhere.
const HOME: &str = "192.0.2.1";
const AWAY: &str = "198.51.100.9";

/// Where a client is.
type Place = (&'static str, &'static str);

/// A pool with this mode and every tier's features, and a confirmed user `ana` with a verified address.
fn protected(seed: u64, mode: &str, change: impl FnOnce(EngineBuilder) -> EngineBuilder) -> World {
    protected_with(seed, json!({"AdvancedSecurityMode": mode}), change)
}

fn protected_with(seed: u64, add_ons: Value, change: impl FnOnce(EngineBuilder) -> EngineBuilder) -> World {
    let pool = |pool: &mut userpool::operations::CreateUserPool| {
        pool.settings.user_pool_tier = Some("PLUS".into());
        pool.settings.user_pool_add_ons = Some(add_ons);
    };
    World::built(seed, change, pool, |_| {}).confirmed("ana")
}

fn enforced(seed: u64) -> World {
    protected(seed, "ENFORCED", |builder| builder)
}

/// Sets the risk configuration of the pool.
fn configure(world: &World, configuration: &Value) {
    world.pool_ok("SetRiskConfiguration", configuration.clone());
}

/// What follows each level, without notices.
fn takeover(low: &str, medium: &str, high: &str) -> Value {
    let action = |action: &str| json!({"Notify": false, "EventAction": action});
    json!({"AccountTakeoverRiskConfiguration": {"Actions": {
        "LowAction": action(low), "MediumAction": action(medium), "HighAction": action(high),
    }}})
}

fn client((address, user_agent): Place) -> ClientOrigin {
    ClientOrigin { address: address.parse().ok(), user_agent: Some(user_agent.to_owned()) }
}

/// A sign-in of `ana` with her password.
fn sign_in(world: &World, place: Place) -> Result<SignInOutput, Error> {
    sign_in_with(world, place, PASSWORD)
}

fn sign_in_with(world: &World, place: Place, password: &str) -> Result<SignInOutput, Error> {
    let request = InitiateAuth {
        auth_flow: "USER_PASSWORD_AUTH".into(),
        client_id: world.client.clone(),
        auth_parameters: Some(map(&[("USERNAME", "ana"), ("PASSWORD", password)])),
        ..Default::default()
    };
    now(world.engine.send_for(client(place), request))
}

/// The events of `ana`, newest first.
fn events(world: &World) -> Vec<Value> {
    let answer = world.pool_ok("AdminListUserAuthEvents", json!({"Username": "ana"}));
    answer["AuthEvents"].as_array().unwrap().clone()
}

/// Type, result and assessment of the newest event.
fn newest(world: &World) -> String {
    let event = &events(world)[0];
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let risk = &event["EventRisk"];
    format!(
        "{} {} {} {}{}",
        text(&event["EventType"]),
        text(&event["EventResponse"]),
        text(&risk["RiskDecision"]),
        text(&risk["RiskLevel"]),
        if risk["CompromisedCredentialsDetected"] == true { " compromised" } else { "" },
    )
}

/// Gives `ana` an authenticator app, in a pool with optional second factors. She does not switch it on. Returns the
/// app's secret.
fn with_app(world: &World, place: Place) -> String {
    let factors = json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}});
    world.pool_ok("SetUserPoolMfaConfig", factors);
    let tokens = sign_in(world, place).unwrap().authentication_result.unwrap();
    let secret = world.associate_app(tokens.access_token.as_deref().unwrap());
    world.clock.advance(30);
    secret
}

/// Answers the second factor with the code of the app.
fn answer_app(world: &World, asked: &SignInOutput, secret: &str) -> Result<SignInOutput, Error> {
    let responses = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", &*world.totp(secret))];
    world.respond("SOFTWARE_TOKEN_MFA", asked.session.as_ref(), &responses)
}

/// Both objects in one.
fn both(one: Value, other: &Value) -> Value {
    merged(one, other)
}
