//! Devices.

mod administrators;
mod confirm_device;
mod device_sign_in;
mod new_device;
mod races;
mod refresh;
mod settings;
mod unknown_devices;

use serde_json::{Value, json};
use userpool::{
    Error, Sensitive,
    client::{Device, PasswordChallenge, SrpClient},
    operations::*,
    storage::{MemoryStorage, Storage},
};

use crate::world::{PASSWORD, World, typed};

fn tracking(challenge: bool, on_prompt: bool) -> Value {
    json!({"ChallengeRequiredOnNewDevice": challenge, "DeviceOnlyRememberedOnUserPrompt": on_prompt})
}

/// A pool that tracks devices as told, with `ana`.
fn world_on(seed: u64, storage: impl Storage, configuration: Option<Value>) -> World {
    World::with(seed, storage, |pool| pool.settings.device_configuration = configuration.map(typed), |_| {})
        .confirmed("ana")
}

fn world_with(seed: u64, configuration: Value) -> World {
    world_on(seed, MemoryStorage::default(), Some(configuration))
}

/// A pool in which remembered devices stand in for second factors, and every confirmed device is remembered.
fn always(seed: u64) -> World {
    world_with(seed, tracking(true, false))
}

/// From now on the pool demands a second factor. No user has one, so a remembered device skips `MFA_SETUP`.
fn demand_mfa(world: &World) {
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}),
    );
}

fn token(tokens: &AuthenticationResult) -> Sensitive {
    tokens.access_token.clone().unwrap()
}

fn device_of(tokens: &AuthenticationResult, byte: u8) -> Device {
    let metadata = tokens.new_device_metadata.as_ref().unwrap();
    Device::new(&metadata.device_group_key, &metadata.device_key, [byte; 40])
}

fn confirmation(tokens: &AuthenticationResult, device: &Device) -> ConfirmDevice {
    let config = device.secret_verifier_config([7; 16]);
    ConfirmDevice {
        access_token: token(tokens),
        device_key: device.key().into(),
        device_secret_verifier_config: Some(DeviceSecretVerifierConfig {
            salt: Some(config.salt),
            password_verifier: Some(config.password_verifier.into()),
        }),
        device_name: Some("Pocket".into()),
    }
}

/// A device that `name` has just confirmed, and the tokens of that sign-in.
fn confirmed(world: &World, name: &str, byte: u8) -> (Device, AuthenticationResult) {
    let tokens = world.tokens(name);
    let device = device_of(&tokens, byte);
    world.send(confirmation(&tokens, &device)).unwrap();
    (device, tokens)
}

/// The right password, from a device.
fn begin(world: &World, name: &str, key: &str) -> Result<SignInOutput, Error> {
    world.initiate("USER_PASSWORD_AUTH", &[("USERNAME", name), ("PASSWORD", PASSWORD), ("DEVICE_KEY", key)])
}

#[track_caller]
fn assert_challenge(output: Result<SignInOutput, Error>, challenge: &str) -> SignInOutput {
    let output = output.unwrap();
    assert_eq!(output.challenge_name.as_deref(), Some(challenge), "{output:?}");
    assert!(output.authentication_result.is_none());
    output
}

fn srp(world: &World) -> SrpClient {
    SrpClient::new(&world.pool, [43; 32])
}

/// First step of the device's proof.
fn device_srp(
    world: &World,
    name: &str,
    output: &SignInOutput,
    key: &str,
    srp_a: &str,
) -> Result<SignInOutput, Error> {
    let responses = [("USERNAME", name), ("SRP_A", srp_a), ("DEVICE_KEY", key)];
    world.respond("DEVICE_SRP_AUTH", output.session.as_ref(), &responses)
}

/// What the device answers to the second step.
fn proof(world: &World, name: &str, output: &SignInOutput, device: &Device) -> Vec<(&'static str, String)> {
    let parameters = output.challenge_parameters.as_ref().unwrap();
    let asked = PasswordChallenge::device(|name| parameters.get(name).map(String::as_str)).unwrap();
    let claim = srp(world).answer_device(device, &asked, world.clock.now().seconds()).unwrap();
    let mut responses = claim.responses().to_vec();
    responses.extend([("USERNAME", name.to_owned()), ("DEVICE_KEY", device.key().to_owned())]);
    responses
}

fn prove(world: &World, responses: &[(&'static str, String)]) -> Result<SignInOutput, Error> {
    let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
    world.respond("DEVICE_PASSWORD_VERIFIER", None, &responses)
}

/// Up to the second step: the challenge, and what the device answers.
fn asked(world: &World, name: &str, device: &Device) -> (SignInOutput, Vec<(&'static str, String)>) {
    let first = assert_challenge(begin(world, name, device.key()), "DEVICE_SRP_AUTH");
    let second = device_srp(world, name, &first, device.key(), &srp(world).srp_a());
    let second = assert_challenge(second, "DEVICE_PASSWORD_VERIFIER");
    let responses = proof(world, name, &second, device);
    (second, responses)
}

/// The whole sign-in with a remembered device.
fn device_sign_in(world: &World, name: &str, device: &Device) -> Result<SignInOutput, Error> {
    let (_, responses) = asked(world, name, device);
    prove(world, &responses)
}

fn refresh(
    world: &World,
    tokens: &AuthenticationResult,
    key: Option<&str>,
) -> Result<AuthenticationResult, Error> {
    let token = tokens.refresh_token.clone().unwrap();
    let mut parameters = vec![("REFRESH_TOKEN", token.as_str())];
    parameters.extend(key.map(|key| ("DEVICE_KEY", key)));
    let old = world.initiate("REFRESH_TOKEN_AUTH", &parameters);
    let new = world.send(GetTokensFromRefreshToken {
        refresh_token: token.clone(),
        client_id: world.client.clone(),
        device_key: key.map(str::to_owned),
        ..Default::default()
    });
    // Both ways to refresh have the same outcome.
    let name = |error: &Error| (error.name(), error.to_string());
    assert_eq!(old.as_ref().err().map(name), new.as_ref().err().map(name));
    new.map(|output| output.authentication_result.unwrap())
}

fn get(world: &World, tokens: &AuthenticationResult, key: &str) -> Result<DeviceDescription, Error> {
    let request = GetDevice { device_key: key.into(), access_token: Some(token(tokens)) };
    world.send(request).map(|output| output.device)
}

fn forget(world: &World, tokens: &AuthenticationResult, key: &str) -> Result<Empty, Error> {
    world.send(ForgetDevice { access_token: Some(token(tokens)), device_key: key.into() })
}

fn remember(world: &World, tokens: &AuthenticationResult, key: &str, status: &str) -> Result<Empty, Error> {
    world.send(UpdateDeviceStatus {
        access_token: token(tokens),
        device_key: key.into(),
        device_remembered_status: Some(status.into()),
    })
}

fn list(world: &World, tokens: &AuthenticationResult) -> Vec<String> {
    let request = ListDevices { access_token: token(tokens), ..Default::default() };
    let output = world.send(request).unwrap();
    assert!(output.pagination_token.is_none());
    output.devices.into_iter().map(|device| device.device_key).collect()
}

fn attributes(device: &DeviceDescription) -> Value {
    device
        .device_attributes
        .iter()
        .map(|attribute| (attribute.name.clone(), json!(attribute.value.as_deref())))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
