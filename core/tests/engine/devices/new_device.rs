//! The key of a new device, from its sign-in to its end.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    error::{NotAuthorized, ResourceNotFound},
    operations::*,
};

use super::{
    always, assert_challenge, attributes, begin, confirmation, confirmed, device_of, device_sign_in,
    device_srp, forget, get, list, proof, prove, refresh, remember, srp, tracking,
};
use crate::world::{
    PASSWORD, Recorder, World, assert_refused, claims, function_arn, is_uuid, signed_in, typed,
};

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
    let later = signed_in(prove(&world, &proof(&world, "ana", &second, &device)));
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
    assert_refused(get(&world, &later, device.key()), ResourceNotFound::Device);
    assert_refused(forget(&world, &later, device.key()), ResourceNotFound::Device);
    assert_refused(remember(&world, &later, device.key(), "remembered"), ResourceNotFound::Device);
    assert_refused(refresh(&world, &later, Some(device.key())), NotAuthorized::InvalidRefreshToken);
    assert_refused(begin(&world, "ana", device.key()), ResourceNotFound::Device);
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
        |pool| pool.settings.device_configuration = typed(tracking(true, false)),
        |_| {},
    )
    .confirmed("ana");
    let (device, _) = confirmed(&world, "ana", 1);
    assert_eq!(device.key().len(), 55);
    assert_eq!(device.key().rsplit_once('_').unwrap().0, &region[..18]);
    signed_in(device_sign_in(&world, "ana", &device));
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
    let tokens = signed_in(prove(&world, &proof(&world, "ana", &second, &device)));
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
    signed_in(prove(&world, &proof(&world, "ana", &second, &device)));
}

/// The source of the token event and `newDeviceUsed`, since the last look.
fn heard(recorder: &Recorder) -> (String, bool) {
    let calls = recorder.take();
    let tokens = calls.iter().find(|call| call.source.starts_with("TokenGeneration_")).unwrap();
    let post = calls.iter().find(|call| call.source.starts_with("PostAuthentication_")).unwrap();
    let post: Value = serde_json::from_str(&post.event).unwrap();
    (tokens.source.clone(), post["request"]["newDeviceUsed"].as_bool().unwrap())
}

#[test]
fn functions_are_told_of_new_devices_and_of_sign_ins_by_device() {
    let recorder = Arc::new(Recorder::default());
    let world = World::built(
        45,
        |builder| builder.triggers(Arc::clone(&recorder)),
        |pool| {
            pool.settings.device_configuration = typed(tracking(true, false));
            pool.settings.lambda_config = typed(json!({
                "PreTokenGeneration": function_arn("tokens"),
                "PostAuthentication": function_arn("post"),
            }));
        },
        |_| {},
    )
    .confirmed("ana");
    let (device, _) = confirmed(&world, "ana", 1);
    assert_eq!(heard(&recorder), ("TokenGeneration_Authentication".to_owned(), true));
    signed_in(device_sign_in(&world, "ana", &device));
    assert_eq!(heard(&recorder), ("TokenGeneration_AuthenticateDevice".to_owned(), false));
}
