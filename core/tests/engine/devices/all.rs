//! Devices: confirming them, signing in with them, what they save their users, and what must not be possible with them.

use std::{
    pin::Pin,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use userpool::{
    Error, Sensitive,
    client::{Device, PasswordChallenge, SrpClient},
    operations::*,
    storage::{Invocation, MemoryStorage, Storage, TriggerError, Triggers},
};

use crate::world::{PASSWORD, World, Yielding, assert_refused, claims, interleave, is_uuid, map, records};

const NO_DEVICE: (&str, &str) = ("ResourceNotFoundException", "Device does not exist.");
const INCORRECT: (&str, &str) = ("NotAuthorizedException", "Incorrect username or password.");
const INVALID_SESSION: (&str, &str) = ("NotAuthorizedException", "Invalid session for the user.");
const SPENT_SESSION: (&str, &str) =
    ("NotAuthorizedException", "Invalid session for the user, session can only be used once.");
const OTHERS_SESSION: (&str, &str) = ("NotAuthorizedException", "Invalid session provided for the user.");
const INVALID_REFRESH: (&str, &str) = ("NotAuthorizedException", "Invalid Refresh Token.");
const NOT_TRACKED: (&str, &str) =
    ("InvalidUserPoolConfigurationException", "Device tracking is not enabled for the user pool.");

// ---- The scene ----

fn tracking(challenge: bool, on_prompt: bool) -> Value {
    json!({"ChallengeRequiredOnNewDevice": challenge, "DeviceOnlyRememberedOnUserPrompt": on_prompt})
}

/// A pool that tracks devices as told, with `ana`.
fn world_on(seed: u64, storage: impl Storage, configuration: Option<Value>) -> World {
    World::with(seed, storage, |pool| pool.settings.device_configuration = configuration, |_| {})
        .confirmed("ana")
}

fn world_with(seed: u64, configuration: Value) -> World {
    world_on(seed, MemoryStorage::default(), Some(configuration))
}

/// A pool in which remembered devices stand in for second factors, and every confirmed device is remembered.
fn always(seed: u64) -> World {
    world_with(seed, tracking(true, false))
}

/// From now on the pool demands a second factor. Nobody has one, so `MFA_SETUP` is what a device spares.
fn demand_mfa(world: &World) {
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({"MfaConfiguration": "ON", "SoftwareTokenMfaConfiguration": {"Enabled": true}}),
    );
}

fn result(output: Result<SignInOutput, Error>) -> AuthenticationResult {
    let output = output.unwrap();
    assert_eq!(output.challenge_name, None);
    output.authentication_result.unwrap()
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
    // Both ways to refresh judge alike.
    let name = |error: &Error| (error.name(), error.to_string());
    assert_eq!(old.as_ref().err().map(name), new.as_ref().err().map(name));
    new.map(|output| output.authentication_result.unwrap())
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>, (exception, message): (&str, &str)) {
    assert_refused(result, exception, message);
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

// ---- A life ----

#[test]
fn a_device_is_named_confirmed_asked_and_forgotten() {
    let world = always(1);
    let tokens = world.tokens("ana");
    let metadata = tokens.new_device_metadata.clone().unwrap();
    let (region, uuid) = metadata.device_key.split_once('_').unwrap();
    assert_eq!(region, "us-east-1");
    assert!(is_uuid(uuid), "{uuid}");
    let group = metadata.device_group_key.strip_prefix('-').unwrap();
    assert!(group.len() == 8 && !group.contains('='), "{group}");
    assert_eq!(claims(&tokens.access_token)["device_key"], metadata.device_key);
    assert!(claims(&tokens.id_token).get("device_key").is_none());
    assert_eq!(list(&world, &tokens), Vec::<String>::new(), "nothing is stored before it is confirmed");

    let device = device_of(&tokens, 1);
    let answer = world.send(confirmation(&tokens, &device)).unwrap();
    assert_eq!(answer, ConfirmDeviceOutput { user_confirmation_necessary: false });
    let shown = get(&world, &tokens, device.key()).unwrap();
    assert_eq!(attributes(&shown), json!({"device_status": "valid", "device_name": "Pocket"}));
    assert_eq!(shown.device_create_date, world.clock.now().into());
    assert_eq!(shown.device_last_modified_date, world.clock.now().into());
    assert_eq!(shown.device_last_authenticated_date, world.clock.now().into());
    assert_eq!(list(&world, &tokens), [device.key()]);

    world.clock.advance(60);
    let first = assert_challenge(begin(&world, "ana", device.key()), "DEVICE_SRP_AUTH");
    assert_eq!(
        serde_json::to_value(&first.challenge_parameters).unwrap(),
        json!({"USERNAME": "ana", "USER_ID_FOR_SRP": "ana"})
    );
    let second = device_srp(&world, "ana", &first, device.key(), &srp(&world).srp_a());
    let second = assert_challenge(second, "DEVICE_PASSWORD_VERIFIER");
    let parameters = second.challenge_parameters.clone().unwrap();
    let names: Vec<_> = parameters.keys().map(String::as_str).collect();
    assert_eq!(names, ["DEVICE_KEY", "SALT", "SECRET_BLOCK", "SRP_B", "USERNAME"]);
    assert_eq!((&*parameters["USERNAME"], &*parameters["DEVICE_KEY"]), ("ana", device.key()));
    let later = result(prove(&world, &proof(&world, "ana", &second, &device)));
    assert_eq!(later.new_device_metadata, None);
    assert_eq!(claims(&later.access_token)["device_key"], device.key());

    let seen = get(&world, &later, device.key()).unwrap();
    assert_eq!(seen.device_last_authenticated_date, world.clock.now().into());
    assert_eq!(seen.device_last_modified_date, shown.device_last_modified_date);
    world.clock.advance(60);
    let renewed = refresh(&world, &later, Some(device.key())).unwrap();
    assert_eq!(claims(&renewed.access_token)["device_key"], device.key());
    assert_eq!(renewed.new_device_metadata, None);
    let now = get(&world, &later, device.key()).unwrap().device_last_authenticated_date;
    assert_eq!(now, seen.device_last_authenticated_date, "a refresh is no sign-in");

    forget(&world, &later, device.key()).unwrap();
    refused(get(&world, &later, device.key()), NO_DEVICE);
    refused(forget(&world, &later, device.key()), NO_DEVICE);
    refused(remember(&world, &later, device.key(), "remembered"), NO_DEVICE);
    refused(refresh(&world, &later, Some(device.key())), INVALID_REFRESH);
    refused(begin(&world, "ana", device.key()), NO_DEVICE);
    assert!(world.tokens("ana").new_device_metadata.is_some());
}

#[test]
fn every_new_device_has_its_own_key_and_the_group_key_of_its_pool() {
    let world = always(2).confirmed("bob");
    let metadata = ["ana", "ana", "bob"].map(|name| world.tokens(name).new_device_metadata.unwrap());
    assert!(metadata.iter().all(|one| one.device_group_key == metadata[0].device_group_key));
    assert!(
        metadata[0].device_key != metadata[1].device_key && metadata[1].device_key != metadata[2].device_key
    );
    let other = world
        .moved_to(
            json!({"PoolName": "other", "AutoVerifiedAttributes": ["email"], "DeviceConfiguration": {}}),
        )
        .confirmed("ana");
    assert_ne!(
        other.tokens("ana").new_device_metadata.unwrap().device_group_key,
        metadata[0].device_group_key
    );
}

#[test]
fn a_key_is_no_longer_than_a_request_may_hold_wherever_the_pool_is() {
    let region = "a-region-that-was-named-at-length";
    let world = World::built(
        46,
        |builder| builder.region(&region[..32]),
        |pool| pool.settings.device_configuration = Some(tracking(true, false)),
        |_| {},
    )
    .confirmed("ana");
    let (device, _) = confirmed(&world, "ana", 1);
    assert_eq!(device.key().len(), 55);
    assert_eq!(device.key().rsplit_once('_').unwrap().0, &region[..18]);
    result(device_sign_in(&world, "ana", &device));
}

#[test]
fn the_key_may_come_with_the_proof_of_the_password_only() {
    let world = always(3);
    let (device, _) = confirmed(&world, "ana", 1);
    let (client, challenge) = world.srp_start("ana").unwrap();
    let mut responses = world.srp_responses(&client, &challenge, PASSWORD);
    responses.push(("DEVICE_KEY", device.key().to_owned()));
    let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let first = assert_challenge(world.respond("PASSWORD_VERIFIER", None, &responses), "DEVICE_SRP_AUTH");
    let second = device_srp(&world, "ana", &first, device.key(), &srp(&world).srp_a());
    let second = assert_challenge(second, "DEVICE_PASSWORD_VERIFIER");
    let tokens = result(prove(&world, &proof(&world, "ana", &second, &device)));
    assert_eq!(claims(&tokens.access_token)["device_key"], device.key());

    let a = srp(&world);
    let parameters = [("USERNAME", "ana"), ("SRP_A", &*a.srp_a()), ("DEVICE_KEY", device.key())];
    let challenge = world.initiate("USER_SRP_AUTH", &parameters).unwrap();
    let responses = world.srp_responses(&a, &challenge, PASSWORD);
    let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_challenge(world.respond("PASSWORD_VERIFIER", None, &responses), "DEVICE_SRP_AUTH");
}

#[test]
fn a_new_password_comes_before_the_device() {
    let world = always(4);
    let (device, _) = confirmed(&world, "ana", 1);
    world.pool_ok("AdminSetUserPassword", json!({"Username": "ana", "Password": PASSWORD}));
    let output = assert_challenge(begin(&world, "ana", device.key()), "NEW_PASSWORD_REQUIRED");
    let responses = [("USERNAME", "ana"), ("NEW_PASSWORD", "Another-Horse9!")];
    let output = world.respond("NEW_PASSWORD_REQUIRED", output.session.as_ref(), &responses);
    let first = assert_challenge(output, "DEVICE_SRP_AUTH");
    let second = device_srp(&world, "ana", &first, device.key(), &srp(&world).srp_a()).unwrap();
    result(prove(&world, &proof(&world, "ana", &second, &device)));
}

// ---- Settings ----

#[test]
fn a_device_that_waits_for_the_users_word_spares_nothing_until_it_is_given() {
    let world = world_with(5, tracking(true, true));
    let tokens = world.tokens("ana");
    let device = device_of(&tokens, 1);
    let answer = world.send(confirmation(&tokens, &device)).unwrap();
    assert_eq!(answer, ConfirmDeviceOutput { user_confirmation_necessary: true });
    // Known, and so not new; but not remembered, and so not asked.
    let known = result(begin(&world, "ana", device.key()));
    assert_eq!(known.new_device_metadata, None);
    assert_eq!(claims(&known.access_token)["device_key"], device.key());
    demand_mfa(&world);
    assert_challenge(begin(&world, "ana", device.key()), "MFA_SETUP");

    world.clock.advance(5);
    remember(&world, &tokens, device.key(), "remembered").unwrap();
    let shown = get(&world, &tokens, device.key()).unwrap();
    assert_eq!(shown.device_last_modified_date, world.clock.now().into());
    result(device_sign_in(&world, "ana", &device));
    remember(&world, &tokens, device.key(), "not_remembered").unwrap();
    assert_challenge(begin(&world, "ana", device.key()), "MFA_SETUP");
}

#[test]
fn only_a_remembered_device_of_the_user_spares_the_second_factor() {
    let world = always(6);
    let (device, _) = confirmed(&world, "ana", 1);
    demand_mfa(&world);
    assert_challenge(world.password_sign_in("ana", PASSWORD), "MFA_SETUP");
    refused(begin(&world, "ana", "us-east-1_00000000-0000-4000-8000-000000000000"), NO_DEVICE);
    result(device_sign_in(&world, "ana", &device));
}

#[test]
fn a_pool_may_track_devices_and_still_want_the_second_factor() {
    let world = world_with(7, tracking(false, false));
    let (device, _) = confirmed(&world, "ana", 1);
    assert_eq!(result(begin(&world, "ana", device.key())).new_device_metadata, None);
    demand_mfa(&world);
    assert_challenge(begin(&world, "ana", device.key()), "MFA_SETUP");
}

#[test]
fn an_authenticator_app_is_asked_or_the_device() {
    let world = always(8);
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}}),
    );
    let (device, tokens) = confirmed(&world, "ana", 1);
    let access = json!({"AccessToken": token(&tokens)});
    let secret = world.ok("AssociateSoftwareToken", access.clone());
    let secret =
        userpool::auth::totp::TotpSecret::from_base32(secret["SecretCode"].as_str().unwrap()).unwrap();
    let shown = |world: &World| secret.code_at(world.clock.now().seconds());
    world.ok("VerifySoftwareToken", crate::world::merged(access, &json!({"UserCode": shown(&world)})));
    world.pool_ok(
        "AdminSetUserMFAPreference",
        json!({"Username": "ana", "SoftwareTokenMfaSettings": {"Enabled": true}}),
    );
    world.clock.advance(30);
    let asked = assert_challenge(world.password_sign_in("ana", PASSWORD), "SOFTWARE_TOKEN_MFA");
    result(device_sign_in(&world, "ana", &device));

    // A device that is named with the code of the app is known, too.
    let code = shown(&world);
    let responses = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", &*code), ("DEVICE_KEY", device.key())];
    let tokens = result(world.respond("SOFTWARE_TOKEN_MFA", asked.session.as_ref(), &responses));
    assert_eq!(tokens.new_device_metadata, None);
    assert_eq!(claims(&tokens.access_token)["device_key"], device.key());
}

#[test]
fn a_pool_that_tracks_nothing_ignores_keys_and_refuses_the_operations() {
    let world = world_on(9, MemoryStorage::default(), None);
    let key = "us-east-1_00000000-0000-4000-8000-000000000000";
    let tokens = result(begin(&world, "ana", key));
    assert_eq!(tokens.new_device_metadata, None);
    assert!(claims(&tokens.access_token).get("device_key").is_none());
    refresh(&world, &tokens, None).unwrap();
    refresh(&world, &tokens, Some(key)).unwrap();

    let device = Device::new("-AAAAAAAA", key, [1; 40]);
    refused(world.send(confirmation(&tokens, &device)), NOT_TRACKED);
    refused(get(&world, &tokens, key), NOT_TRACKED);
    refused(forget(&world, &tokens, key), NOT_TRACKED);
    refused(remember(&world, &tokens, key, "remembered"), NOT_TRACKED);
    refused(world.send(ListDevices { access_token: token(&tokens), ..Default::default() }), NOT_TRACKED);
    let body = json!({"Username": "ana", "DeviceKey": key, "DeviceRememberedStatus": "remembered"});
    for operation in ["AdminGetDevice", "AdminListDevices", "AdminUpdateDeviceStatus", "AdminForgetDevice"] {
        let (exception, text) = NOT_TRACKED;
        assert_eq!(world.pool_refused(operation, body.clone()), format!("{exception}: {text}"));
    }
}

#[test]
fn what_was_tracked_before_the_pool_changed_its_mind_follows_the_new_setting() {
    let world = always(10);
    let (device, tokens) = confirmed(&world, "ana", 1);
    let (_, responses) = asked(&world, "ana", &device);
    let first = begin(&world, "ana", device.key()).unwrap();
    world.pool_ok("UpdateUserPool", json!({"AutoVerifiedAttributes": ["email"]}));
    refused(prove(&world, &responses), INCORRECT);
    refused(device_srp(&world, "ana", &first, device.key(), &srp(&world).srp_a()), INVALID_SESSION);
    result(begin(&world, "ana", device.key()));
    refresh(&world, &tokens, None).unwrap();
    let untracked = world.tokens("ana");
    let on = json!({"AutoVerifiedAttributes": ["email"], "DeviceConfiguration": tracking(true, false)});
    world.pool_ok("UpdateUserPool", on);
    refused(refresh(&world, &untracked, None), INVALID_REFRESH);
    refused(refresh(&world, &untracked, Some(device.key())), INVALID_REFRESH);
    result(device_sign_in(&world, "ana", &device));
}

// ---- Confirming ----

#[test]
fn a_key_is_confirmed_once_and_only_by_the_sign_in_that_got_it() {
    let world = always(11).confirmed("bob");
    let (device, tokens) = confirmed(&world, "ana", 1);
    let again = world.send(confirmation(&tokens, &device));
    refused(again, ("DeviceKeyExistsException", "Device already exists."));
    let (other, bobs) = (world.tokens("ana"), world.tokens("bob"));
    let again = world.send(confirmation(&other, &device));
    refused(again, ("DeviceKeyExistsException", "Device already exists."));
    refused(world.send(confirmation(&bobs, &device)), NO_DEVICE);
    refused(world.send(confirmation(&bobs, &device_of(&other, 2))), NO_DEVICE);
    refused(world.send(confirmation(&other, &Device::new("-AAAAAAAA", "us-east-1_0", [2; 40]))), NO_DEVICE);
    world.send(confirmation(&other, &device_of(&other, 2))).unwrap();
}

#[test]
fn a_verifier_that_proves_nothing_is_refused() {
    let world = always(12);
    let tokens = world.tokens("ana");
    let device = device_of(&tokens, 1);
    let right = confirmation(&tokens, &device);
    let config = right.device_secret_verifier_config.clone().unwrap();
    let zero = Some("AA==".to_owned());
    let long = Some("////////////////////////////".repeat(40));
    let salts = [None, Some(String::new()), Some("*".into()), zero.clone(), long.clone()];
    let wrong_salts = salts.into_iter().map(|salt| DeviceSecretVerifierConfig { salt, ..config.clone() });
    let verifiers = [None, Some(String::new()), Some("*".into()), zero, long];
    let wrong_verifiers = verifiers.into_iter().map(|verifier| DeviceSecretVerifierConfig {
        password_verifier: verifier.map(Sensitive::new),
        ..config.clone()
    });
    for config in wrong_salts.chain(wrong_verifiers).map(Some).chain([None]) {
        let request = ConfirmDevice { device_secret_verifier_config: config, ..right.clone() };
        refused(world.send(request), ("InvalidParameterException", "Invalid device secret verifier given."));
    }
    world.send(right).unwrap();
}

#[test]
fn a_forgotten_device_is_not_brought_back_by_the_tokens_that_are_left() {
    let world = always(13);
    let (device, tokens) = confirmed(&world, "ana", 1);
    let renewed = refresh(&world, &tokens, Some(device.key())).unwrap();
    forget(&world, &world.tokens("ana"), device.key()).unwrap();
    for tokens in [&tokens, &renewed] {
        refused(world.send(confirmation(tokens, &device)), NO_DEVICE);
    }
    refused(refresh(&world, &tokens, Some(device.key())), INVALID_REFRESH);
}

#[test]
fn the_device_that_is_missed_least_makes_room_for_the_twenty_first() {
    let world = always(14);
    let (first, tokens) = confirmed(&world, "ana", 0);
    let mut keys = vec![first.key().to_owned()];
    for byte in 1..20 {
        world.clock.advance(1);
        keys.push(confirmed(&world, "ana", byte).0.key().to_owned());
    }
    remember(&world, &tokens, &keys[5], "not_remembered").unwrap();
    result(device_sign_in(&world, "ana", &first));
    for (byte, gone) in [(20, 5), (21, 1)] {
        world.clock.advance(1);
        confirmed(&world, "ana", byte);
        let left = list(&world, &tokens);
        assert_eq!(left.len(), 20);
        assert!(!left.contains(&keys[gone]), "{gone}");
    }
    assert!(list(&world, &tokens).contains(&keys[0]));
}

#[test]
fn a_user_takes_all_devices_along() {
    let storage = Arc::new(MemoryStorage::default());
    let world = world_on(15, Arc::clone(&storage), Some(tracking(true, false)));
    let (device, tokens) = confirmed(&world, "ana", 0);
    for byte in 1..20 {
        confirmed(&world, "ana", byte);
    }
    let partition = format!("pool/{}", world.pool);
    let left = || records(&storage, &partition).into_iter().filter(|(key, _)| key.contains("/device/"));
    assert_eq!(left().count(), 20);
    for (_, record) in left() {
        assert!(!record.contains("password_verifier") && record.contains("sealed_verifier"), "{record}");
    }
    world.send(DeleteUser { access_token: token(&tokens) }).unwrap();
    assert_eq!(left().count(), 0);
    let world = world.confirmed("ana");
    refused(begin(&world, "ana", device.key()), NO_DEVICE);
}

// ---- Strangers ----

#[test]
fn a_key_is_looked_at_after_the_password_only() {
    let world = always(16).confirmed("bob");
    let (device, _) = confirmed(&world, "ana", 1);
    let long = "x".repeat(10_000);
    let unconfirmed = world.tokens("ana").new_device_metadata.unwrap().device_key;
    let strange = [
        &*unconfirmed,
        "us-east-1_0",
        "a/b",
        "%",
        "\u{0}",
        &long,
        "us-east-1_00000000-0000-4000-8000-00000000000g",
    ];
    for key in strange {
        refused(begin(&world, "ana", key), NO_DEVICE);
    }
    refused(begin(&world, "bob", device.key()), NO_DEVICE);
    for key in strange.into_iter().chain([device.key()]) {
        let parameters = [("USERNAME", "ana"), ("PASSWORD", "Wrong-Horse9!"), ("DEVICE_KEY", key)];
        // The clock stands away from the lock of earlier tries.
        world.clock.advance(1000);
        refused(world.initiate("USER_PASSWORD_AUTH", &parameters), INCORRECT);
    }
    world.clock.advance(1000);
    assert!(result(begin(&world, "ana", "")).new_device_metadata.is_some(), "an empty key is none");
}

/// amazon-cognito-identity-js repeats the proof without the key, and would do so for ever.
#[test]
fn whoever_is_told_of_an_unknown_device_proves_the_password_again_without_it() {
    let world = always(19);
    let (device, tokens) = confirmed(&world, "ana", 1);
    forget(&world, &tokens, device.key()).unwrap();
    let srp = srp(&world);
    let named = [("USERNAME", "ana"), ("SRP_A", &*srp.srp_a()), ("DEVICE_KEY", device.key())];
    let challenge = world.initiate("USER_SRP_AUTH", &named).unwrap();
    let mut proof = world.srp_responses(&srp, &challenge, PASSWORD);
    let answer = |proof: &[(&'static str, String)]| {
        let proof: Vec<_> = proof.iter().map(|(name, value)| (*name, &**value)).collect();
        world.respond("PASSWORD_VERIFIER", None, &proof)
    };
    proof.push(("DEVICE_KEY", device.key().to_owned()));
    refused(answer(&proof), NO_DEVICE);
    proof.pop();
    let tokens = result(answer(&proof));
    assert!(tokens.new_device_metadata.is_some());
}

#[test]
fn nobody_reads_or_changes_the_devices_of_somebody_else() {
    let world = always(17).confirmed("bob");
    let (device, tokens) = confirmed(&world, "ana", 1);
    let bobs = world.tokens("bob");
    refused(get(&world, &bobs, device.key()), NO_DEVICE);
    refused(forget(&world, &bobs, device.key()), NO_DEVICE);
    refused(remember(&world, &bobs, device.key(), "not_remembered"), NO_DEVICE);
    assert_eq!(list(&world, &bobs), Vec::<String>::new());
    assert_eq!(list(&world, &tokens), [device.key()]);
    let missing = ("InvalidParameterException", "Missing required parameter AccessToken");
    let key = device.key().to_owned();
    refused(world.send(GetDevice { device_key: key.clone(), access_token: None }), missing);
    refused(world.send(ForgetDevice { device_key: key, access_token: None }), missing);
}

// ---- The proof ----

#[test]
fn a_device_without_its_password_is_refused_as_a_user_without_theirs() {
    let world = always(18);
    let (device, _) = confirmed(&world, "ana", 1);
    let group = world.tokens("ana").new_device_metadata.unwrap().device_group_key;
    let (challenge, right) = asked(&world, "ana", &device);
    let thief = Device::new(&group, device.key(), [2; 40]);
    refused(prove(&world, &proof(&world, "ana", &challenge, &thief)), INCORRECT);
    let changed = |name: &str, value: &str| {
        let mut responses = right.clone();
        responses
            .iter_mut()
            .filter(|response| response.0 == name)
            .for_each(|response| response.1 = value.into());
        responses
    };
    for (name, value) in [
        ("PASSWORD_CLAIM_SIGNATURE", "AAAA"),
        ("PASSWORD_CLAIM_SIGNATURE", "*"),
        ("PASSWORD_CLAIM_SECRET_BLOCK", "AAAA"),
        ("PASSWORD_CLAIM_SECRET_BLOCK", "*"),
        ("TIMESTAMP", "now"),
    ] {
        refused(prove(&world, &changed(name, value)), INCORRECT);
    }
    for name in
        ["USERNAME", "PASSWORD_CLAIM_SECRET_BLOCK", "PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP", "DEVICE_KEY"]
    {
        let text = format!("Missing required parameter {name}");
        refused(prove(&world, &changed(name, "")), ("InvalidParameterException", &text));
    }
    result(prove(&world, &right));
}

#[test]
fn a_block_and_a_session_serve_once() {
    let world = always(19);
    let (device, _) = confirmed(&world, "ana", 1);
    let first = begin(&world, "ana", device.key()).unwrap();
    let a = srp(&world).srp_a();
    let second = device_srp(&world, "ana", &first, device.key(), &a).unwrap();
    refused(device_srp(&world, "ana", &first, device.key(), &a), SPENT_SESSION);
    let responses = proof(&world, "ana", &second, &device);
    result(prove(&world, &responses));
    refused(prove(&world, &responses), INCORRECT);
}

#[test]
fn a_session_that_comes_back_with_the_proof_does_no_harm() {
    let world = always(20);
    let (device, _) = confirmed(&world, "ana", 1);
    let first = begin(&world, "ana", device.key()).unwrap();
    let second = device_srp(&world, "ana", &first, device.key(), &srp(&world).srp_a()).unwrap();
    let responses = proof(&world, "ana", &second, &device);
    let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
    result(world.respond("DEVICE_PASSWORD_VERIFIER", first.session.as_ref(), &responses));
}

/// As pycognito leaves it out.
#[test]
fn the_session_of_the_first_step_may_be_left_out() {
    let world = always(22).confirmed("bob");
    let (device, _) = confirmed(&world, "ana", 1);
    let a = srp(&world).srp_a();
    let missing = ("InvalidParameterException", "Missing required parameter Session");
    let answer = |client: &str, name: &str| {
        let responses = [("USERNAME", name), ("SRP_A", &*a), ("DEVICE_KEY", device.key())];
        world.send(RespondToAuthChallenge {
            client_id: client.into(),
            challenge_name: "DEVICE_SRP_AUTH".into(),
            challenge_responses: Some(map(&responses)),
            ..Default::default()
        })
    };
    refused(answer(&world.client, "ana"), missing);

    begin(&world, "ana", device.key()).unwrap();
    let elsewhere = world.add_client(|_| {}).client_id;
    refused(answer(&elsewhere, "ana"), missing);
    refused(answer(&world.client, "bob"), missing);
    refused(answer(&world.client, "nobody"), missing);
    let second = assert_challenge(answer(&world.client, "ana"), "DEVICE_PASSWORD_VERIFIER");
    refused(answer(&world.client, "ana"), SPENT_SESSION);
    result(prove(&world, &proof(&world, "ana", &second, &device)));
    refused(answer(&world.client, "ana"), missing);

    begin(&world, "ana", device.key()).unwrap();
    world.clock.advance(180);
    let expired = ("NotAuthorizedException", "Invalid session for the user, session is expired.");
    refused(answer(&world.client, "ana"), expired);

    begin(&world, "ana", device.key()).unwrap();
    world.pool_ok("AdminUserGlobalSignOut", json!({"Username": "ana"}));
    refused(answer(&world.client, "ana"), SPENT_SESSION);
}

#[test]
fn nothing_replaces_the_first_proof() {
    let world = always(21);
    let (device, _) = confirmed(&world, "ana", 1);
    let a = srp(&world).srp_a();
    let responses = [("USERNAME", "ana"), ("SRP_A", &*a), ("DEVICE_KEY", device.key())];
    refused(
        world.respond("DEVICE_SRP_AUTH", None, &responses),
        ("InvalidParameterException", "Missing required parameter Session"),
    );
    let garbage = Sensitive::new("AYABeC1zZXNzaW9uLWdhcmJhZ2U");
    refused(world.respond("DEVICE_SRP_AUTH", Some(&garbage), &responses), INVALID_SESSION);
    // The session of another challenge.
    demand_mfa(&world);
    let mfa = assert_challenge(world.password_sign_in("ana", PASSWORD), "MFA_SETUP");
    refused(world.respond("DEVICE_SRP_AUTH", mfa.session.as_ref(), &responses), INVALID_SESSION);
    // And this session for another challenge.
    let first = begin(&world, "ana", device.key()).unwrap();
    let app = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", "000000")];
    refused(world.respond("SOFTWARE_TOKEN_MFA", first.session.as_ref(), &app), INVALID_SESSION);
    refused(world.respond("MFA_SETUP", first.session.as_ref(), &[("USERNAME", "ana")]), INVALID_SESSION);
    let session = first.session.clone();
    refused(
        world.send(AssociateSoftwareToken { access_token: None, session }).map(|output| output.session),
        INVALID_SESSION,
    );
}

#[test]
fn blocks_of_users_and_of_devices_are_not_mixed_up() {
    let world = always(22);
    let (device, _) = confirmed(&world, "ana", 1);
    let (challenge, _) = asked(&world, "ana", &device);
    let (client, users) = world.srp_start("ana").unwrap();
    let users = world.srp_responses(&client, &users, PASSWORD);
    let mut as_device = users.clone();
    as_device.push(("DEVICE_KEY", device.key().to_owned()));
    refused(prove(&world, &as_device), INCORRECT);

    let devices = proof(&world, "ana", &challenge, &device);
    let as_user: Vec<_> = devices.iter().map(|(name, value)| (*name, value.as_str())).collect();
    refused(world.respond("PASSWORD_VERIFIER", None, &as_user), INCORRECT);
    // A session in the place of a block.
    let session = begin(&world, "ana", device.key()).unwrap().session.unwrap();
    let mut forged = devices;
    forged[0].1 = session.as_str().to_owned();
    refused(prove(&world, &forged), INCORRECT);
}

#[test]
fn what_was_given_to_one_user_serves_no_other() {
    let world = always(23).confirmed("bob");
    let (anas, _) = confirmed(&world, "ana", 1);
    let (bobs, _) = confirmed(&world, "bob", 2);
    let first = begin(&world, "ana", anas.key()).unwrap();
    let a = srp(&world).srp_a();
    refused(device_srp(&world, "bob", &first, anas.key(), &a), OTHERS_SESSION);
    refused(device_srp(&world, "ana", &first, bobs.key(), &a), OTHERS_SESSION);
    let second = device_srp(&world, "ana", &first, anas.key(), &a).unwrap();
    refused(prove(&world, &proof(&world, "bob", &second, &anas)), OTHERS_SESSION);
    refused(prove(&world, &proof(&world, "ana", &second, &bobs)), OTHERS_SESSION);
    result(prove(&world, &proof(&world, "ana", &second, &anas)));
}

#[test]
fn what_was_given_to_one_device_or_client_serves_no_other() {
    let mut world = always(24);
    let (one, _) = confirmed(&world, "ana", 1);
    let (two, _) = confirmed(&world, "ana", 2);
    let (_, responses) = asked(&world, "ana", &one);
    let mut mixed = responses.clone();
    mixed.retain(|(name, _)| *name != "DEVICE_KEY");
    mixed.push(("DEVICE_KEY", two.key().to_owned()));
    refused(prove(&world, &mixed), OTHERS_SESSION);
    let first = begin(&world, "ana", one.key()).unwrap();
    let client = std::mem::take(&mut world.client);
    world.client = world.add_client(|_| {}).client_id;
    refused(prove(&world, &responses), INCORRECT);
    refused(device_srp(&world, "ana", &first, one.key(), &srp(&world).srp_a()), INVALID_SESSION);
    world.client = client;
    result(prove(&world, &responses));
}

#[test]
fn a_public_value_that_gives_the_key_away_is_refused() {
    let world = always(25);
    let (device, _) = confirmed(&world, "ana", 1);
    let vectors: Value = serde_json::from_str(include_str!("../../data/srp-vectors.json")).unwrap();
    let first = begin(&world, "ana", device.key()).unwrap();
    for a in ["0", "00", vectors["N_hex"].as_str().unwrap(), "xyz"] {
        let refusal = device_srp(&world, "ana", &first, device.key(), a);
        refused(refusal, ("InvalidParameterException", "Invalid SRP_A"));
    }
    device_srp(&world, "ana", &first, device.key(), &srp(&world).srp_a()).unwrap();
}

/// Something that happens between the first proof and the device's.
type Change = fn(&World, &AuthenticationResult, &Device);

#[test]
fn what_was_proved_holds_only_while_nothing_changed() {
    let sign_out: Change = |world, _, _| {
        world.pool_ok("AdminUserGlobalSignOut", json!({"Username": "ana"}));
    };
    let disable: Change = |world, _, _| {
        world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    };
    let password: Change = |world, _, _| {
        let body = json!({"Username": "ana", "Password": "Another-Horse9!", "Permanent": true});
        world.pool_ok("AdminSetUserPassword", body);
    };
    let forgotten: Change = |world, tokens, device| {
        forget(world, tokens, device.key()).unwrap();
    };
    let not_remembered: Change = |world, tokens, device| {
        remember(world, tokens, device.key(), "not_remembered").unwrap();
    };
    let late: Change = |world, _, _| world.clock.advance(180);
    let expired = ("NotAuthorizedException", "Invalid session for the user, session is expired.");
    let deleted: Change = |world, _, _| {
        world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    };
    let no_user = ("UserNotFoundException", "User does not exist.");
    let cases = [
        (sign_out, SPENT_SESSION, SPENT_SESSION),
        // Disabling ends everything that was begun.
        (disable, SPENT_SESSION, SPENT_SESSION),
        (password, SPENT_SESSION, SPENT_SESSION),
        (forgotten, NO_DEVICE, NO_DEVICE),
        (not_remembered, INVALID_SESSION, INCORRECT),
        (late, expired, INCORRECT),
        (deleted, no_user, no_user),
    ];
    for (index, (change, of_session, of_block)) in cases.into_iter().enumerate() {
        let world = always(30 + index as u64);
        let (device, tokens) = confirmed(&world, "ana", 1);
        let first = begin(&world, "ana", device.key()).unwrap();
        let (_, responses) = asked(&world, "ana", &device);
        change(&world, &tokens, &device);
        let a = srp(&world).srp_a();
        let session = device_srp(&world, "ana", &first, device.key(), &a);
        let block = prove(&world, &responses);
        refused(session, of_session);
        refused(block, of_block);
    }
}

#[test]
fn wrong_proofs_are_counted_and_the_right_one_is_refused_when_there_were_too_many() {
    let world = always(40);
    let (device, _) = confirmed(&world, "ana", 1);
    let group = world.tokens("ana").new_device_metadata.unwrap().device_group_key;
    let thief = Device::new(&group, device.key(), [2; 40]);
    let (challenge, right) = asked(&world, "ana", &device);
    let wrong = proof(&world, "ana", &challenge, &thief);
    for _ in 0..20 {
        refused(prove(&world, &wrong), INCORRECT);
    }
    let too_many = ("NotAuthorizedException", "Password attempts exceeded");
    refused(prove(&world, &wrong), too_many);
    refused(prove(&world, &right), too_many);
    world.clock.advance(3600);
    result(device_sign_in(&world, "ana", &device));
}

// ---- Refreshing ----

#[test]
fn a_refresh_token_works_with_the_confirmed_device_of_its_sign_in_only() {
    let world = always(41).confirmed("bob");
    let tokens = world.tokens("ana");
    let device = device_of(&tokens, 1);
    refused(refresh(&world, &tokens, None), INVALID_REFRESH);
    refused(refresh(&world, &tokens, Some(device.key())), INVALID_REFRESH);
    world.send(confirmation(&tokens, &device)).unwrap();
    refresh(&world, &tokens, Some(device.key())).unwrap();
    let (other, others) = confirmed(&world, "ana", 2);
    let (bobs, _) = confirmed(&world, "bob", 3);
    for key in [None, Some("us-east-1_0"), Some(other.key()), Some(bobs.key())] {
        refused(refresh(&world, &tokens, key), INVALID_REFRESH);
    }
    refresh(&world, &others, Some(other.key())).unwrap();
    // Whether it is remembered does not matter.
    remember(&world, &tokens, device.key(), "not_remembered").unwrap();
    refresh(&world, &tokens, Some(device.key())).unwrap();
    forget(&world, &tokens, device.key()).unwrap();
    refused(refresh(&world, &tokens, Some(device.key())), INVALID_REFRESH);
    refresh(&world, &others, Some(other.key())).unwrap();
}

#[test]
fn a_rotated_token_keeps_its_device() {
    let world = World::with(
        42,
        MemoryStorage::default(),
        |pool| pool.settings.device_configuration = Some(tracking(true, false)),
        |client| {
            client.settings.explicit_auth_flows = Some(vec!["ALLOW_USER_PASSWORD_AUTH".into()]);
            client.settings.refresh_token_rotation =
                Some(serde_json::from_value(json!({"Feature": "ENABLED"})).unwrap());
        },
    )
    .confirmed("ana");
    let (device, tokens) = confirmed(&world, "ana", 1);
    let rotate = |tokens: &AuthenticationResult, key: Option<&str>| {
        let request = GetTokensFromRefreshToken {
            refresh_token: tokens.refresh_token.clone().unwrap(),
            client_id: world.client.clone(),
            device_key: key.map(str::to_owned),
            ..Default::default()
        };
        world.send(request).map(|output| output.authentication_result.unwrap())
    };
    refused(rotate(&tokens, None), INVALID_REFRESH);
    let next = rotate(&tokens, Some(device.key())).unwrap();
    refused(rotate(&next, None), INVALID_REFRESH);
    let last = rotate(&next, Some(device.key())).unwrap();
    assert_eq!(claims(&last.access_token)["device_key"], device.key());
}

// ---- Administrators ----

#[test]
fn administrators_see_more_and_do_the_same() {
    let world = always(43);
    let (device, tokens) = confirmed(&world, "ana", 1);
    let body = json!({"Username": "ana", "DeviceKey": device.key()});
    let seen = world.pool_ok("AdminGetDevice", body.clone());
    let status = |device: &Value, name: &str| {
        let attributes = device["DeviceAttributes"].as_array().unwrap().clone();
        let found = attributes.into_iter().find(|attribute| attribute["Name"] == name);
        found.map(|attribute| attribute["Value"].as_str().unwrap().to_owned())
    };
    let device_seen = &seen["Device"];
    assert_eq!(device_seen["DeviceKey"], device.key());
    assert_eq!(status(device_seen, "dev:device_remembered_status").as_deref(), Some("remembered"));
    let arn = status(device_seen, "dev:device_arn").unwrap();
    assert!(arn.starts_with("arn:aws:cognito-idp:us-east-1:"), "{arn}");
    assert!(arn.ends_with(&format!(":owner/ana.{}/device/{}", world.pool, device.key())), "{arn}");

    let forgotten = crate::world::merged(body.clone(), &json!({"DeviceRememberedStatus": "not_remembered"}));
    assert_eq!(world.pool_ok("AdminUpdateDeviceStatus", forgotten), json!({}));
    // Without a status nothing is changed.
    assert_eq!(world.pool_ok("AdminUpdateDeviceStatus", body.clone()), json!({}));
    let listed = world.pool_ok("AdminListDevices", json!({"Username": "ana"}));
    let listed = &listed["Devices"].as_array().unwrap()[0];
    assert_eq!(status(listed, "dev:device_remembered_status").as_deref(), Some("not_remembered"));
    result(begin(&world, "ana", device.key()));

    assert_eq!(world.pool_ok("AdminForgetDevice", body.clone()), json!({}));
    refused(refresh(&world, &tokens, Some(device.key())), INVALID_REFRESH);
    for operation in ["AdminGetDevice", "AdminUpdateDeviceStatus", "AdminForgetDevice"] {
        let refusal = world.pool_refused(operation, body.clone());
        assert_eq!(refusal, "ResourceNotFoundException: Device does not exist.");
    }
    let stranger = json!({"Username": "eve", "DeviceKey": device.key()});
    for operation in ["AdminGetDevice", "AdminListDevices", "AdminUpdateDeviceStatus", "AdminForgetDevice"] {
        let refusal = world.pool_refused(operation, stranger.clone());
        assert_eq!(refusal, "UserNotFoundException: User does not exist.");
    }
}

#[test]
fn lists_are_read_in_pages() {
    let world = always(44).confirmed("bob");
    let sign_ins: Vec<_> = (0..5).map(|byte| confirmed(&world, "ana", byte).1).collect();
    let tokens = &sign_ins[4];
    let page = |limit: u32, after: Option<Sensitive>| {
        let request =
            ListDevices { access_token: token(tokens), limit: Some(limit), pagination_token: after };
        world.send(request).unwrap()
    };
    let all = list(&world, tokens);
    let (mut keys, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let output = page(2, after);
        keys.extend(output.devices.into_iter().map(|device| device.device_key));
        pages += 1;
        after = output.pagination_token;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((pages, &keys), (3, &all));
    assert_eq!(page(0, None).devices.len(), 5);
    assert!(page(5, None).pagination_token.is_none());

    let next = page(2, None).pagination_token.unwrap();
    let invalid = "InvalidParameterException: Invalid pagination token";
    let body = json!({"Username": "ana", "PaginationToken": next.as_str()});
    assert_eq!(world.pool_refused("AdminListDevices", body), invalid);
    let bobs = ListDevices {
        access_token: token(&world.tokens("bob")),
        pagination_token: Some(next),
        ..Default::default()
    };
    refused(world.send(bobs), ("InvalidParameterException", "Invalid pagination token"));
    let first = world.pool_ok("AdminListDevices", json!({"Username": "ana", "Limit": 2}));
    let rest = world
        .pool_ok("AdminListDevices", json!({"Username": "ana", "PaginationToken": first["PaginationToken"]}));
    assert_eq!(rest["Devices"].as_array().unwrap().len(), 3);
}

// ---- Functions of the pool ----

/// Answers every event as it came, and keeps it.
#[derive(Default)]
struct Heard(Mutex<Vec<Invocation>>);

impl Triggers for Heard {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        self.0.lock().unwrap().push(invocation.clone());
        Ok(invocation.event.clone())
    }
}

impl Heard {
    /// The source of the token event and `newDeviceUsed`, since the last look.
    fn take(&self) -> (String, bool) {
        let calls: Vec<_> = self.0.lock().unwrap().drain(..).collect();
        let tokens = calls.iter().find(|call| call.source.starts_with("TokenGeneration_")).unwrap();
        let post = calls.iter().find(|call| call.source.starts_with("PostAuthentication_")).unwrap();
        let post: Value = serde_json::from_str(&post.event).unwrap();
        (tokens.source.clone(), post["request"]["newDeviceUsed"].as_bool().unwrap())
    }
}

#[test]
fn functions_hear_of_new_devices_and_of_proofs_by_device() {
    let heard = Arc::new(Heard::default());
    let function = |name: &str| format!("arn:aws:lambda:us-east-1:123456789012:function:{name}");
    let world = World::built(
        45,
        |builder| builder.triggers(Arc::clone(&heard)),
        |pool| {
            pool.settings.device_configuration = Some(tracking(true, false));
            pool.settings.lambda_config = Some(json!({
                "PreTokenGeneration": function("tokens"),
                "PostAuthentication": function("post"),
            }));
        },
        |_| {},
    )
    .confirmed("ana");
    let (device, _) = confirmed(&world, "ana", 1);
    assert_eq!(heard.take(), ("TokenGeneration_Authentication".to_owned(), true));
    result(device_sign_in(&world, "ana", &device));
    assert_eq!(heard.take(), ("TokenGeneration_AuthenticateDevice".to_owned(), false));
}

// ---- Races ----

type Racer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + 'a>>;

#[test]
fn one_key_is_confirmed_once_in_every_order() {
    for seed in 0..100 {
        let world = world_on(seed, Yielding(MemoryStorage::default()), Some(tracking(true, false)));
        let tokens = world.tokens("ana");
        let requests = [1, 2, 3].map(|byte| confirmation(&tokens, &device_of(&tokens, byte)));
        let racers = requests
            .iter()
            .map(|request| Box::pin(world.engine.send(request.clone())) as Racer<'_, _>)
            .collect();
        let outcomes = interleave(seed, racers);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "seed {seed}");
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert_eq!(error.name(), "DeviceKeyExistsException", "seed {seed}");
        }
    }
}

#[test]
fn a_proof_is_given_once_in_every_order_and_never_by_a_device_that_is_forgotten() {
    for seed in 0..50 {
        let world = world_on(seed, Yielding(MemoryStorage::default()), Some(tracking(true, false)));
        let (device, tokens) = confirmed(&world, "ana", 1);
        let (_, responses) = asked(&world, "ana", &device);
        let answer = RespondToAuthChallenge {
            client_id: world.client.clone(),
            challenge_name: "DEVICE_PASSWORD_VERIFIER".into(),
            challenge_responses: Some(
                responses.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect(),
            ),
            ..Default::default()
        };
        let forgetting = ForgetDevice { access_token: Some(token(&tokens)), device_key: device.key().into() };
        let sign_in = |answer: RespondToAuthChallenge| -> Racer<'_, bool> {
            let engine = &world.engine;
            Box::pin(async move { engine.send(answer).await.map(|_| true) })
        };
        let engine = &world.engine;
        let racers = vec![
            sign_in(answer.clone()),
            sign_in(answer.clone()),
            Box::pin(async move { engine.send(forgetting).await.map(|_| false) }) as Racer<'_, bool>,
        ];
        let outcomes = interleave(seed, racers);
        let signed_in = outcomes.iter().filter(|outcome| matches!(outcome, Ok(true))).count();
        assert!(signed_in <= 1, "seed {seed}: {outcomes:?}");
        assert!(matches!(outcomes[2], Ok(false)), "seed {seed}: {outcomes:?}");
        // Whoever came first, the device is gone, and stays so.
        assert_eq!(list(&world, &tokens), Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn nobody_has_more_devices_than_there_is_room_for_in_every_order() {
    for seed in 0..10 {
        let world = world_on(seed, Yielding(MemoryStorage::default()), Some(tracking(true, false)));
        for byte in 0..19 {
            confirmed(&world, "ana", byte);
        }
        let requests: Vec<_> = (20..23)
            .map(|byte| {
                let tokens = world.tokens("ana");
                let device = device_of(&tokens, byte);
                confirmation(&tokens, &device)
            })
            .collect();
        let racers = requests
            .iter()
            .map(|request| Box::pin(world.engine.send(request.clone())) as Racer<'_, _>)
            .collect();
        assert!(interleave(seed, racers).iter().all(Result::is_ok), "seed {seed}");
        assert_eq!(list(&world, &world.tokens("ana")).len(), 20, "seed {seed}");
    }
}
