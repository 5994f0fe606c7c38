//! `ConfirmDevice`.

use std::sync::Arc;

use userpool::{
    Sensitive,
    client::Device,
    error::{DeviceKeyExists, InvalidParameter, NotAuthorized, ResourceNotFound},
    operations::*,
    storage::MemoryStorage,
};

use super::{
    always, begin, confirmation, confirmed, device_of, device_sign_in, forget, list, refresh, remember,
    token, tracking, world_on,
};
use crate::world::{assert_refused, records, signed_in};

#[test]
fn a_key_is_confirmed_once_and_only_by_the_sign_in_that_got_it() {
    let world = always(11).confirmed("bob");
    let (device, tokens) = confirmed(&world, "ana", 1);
    let again = world.send(confirmation(&tokens, &device));
    assert_refused(again, DeviceKeyExists);
    let (other, bobs) = (world.tokens("ana"), world.tokens("bob"));
    let again = world.send(confirmation(&other, &device));
    assert_refused(again, DeviceKeyExists);
    assert_refused(world.send(confirmation(&bobs, &device)), ResourceNotFound::Device);
    assert_refused(world.send(confirmation(&bobs, &device_of(&other, 2))), ResourceNotFound::Device);
    assert_refused(
        world.send(confirmation(&other, &Device::new("-AAAAAAAA", "us-east-1_0", [2; 40]))),
        ResourceNotFound::Device,
    );
    world.send(confirmation(&other, &device_of(&other, 2))).unwrap();
}

#[test]
fn a_malformed_device_verifier_is_refused() {
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
        assert_refused(world.send(request), InvalidParameter::DeviceSecretVerifier);
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
        assert_refused(world.send(confirmation(tokens, &device)), ResourceNotFound::Device);
    }
    assert_refused(refresh(&world, &tokens, Some(device.key())), NotAuthorized::InvalidRefreshToken);
}

#[test]
fn the_least_recently_used_device_makes_room_for_the_21st() {
    let world = always(14);
    let (first, tokens) = confirmed(&world, "ana", 0);
    let mut keys = vec![first.key().to_owned()];
    for byte in 1..20 {
        world.clock.advance(1);
        keys.push(confirmed(&world, "ana", byte).0.key().to_owned());
    }
    remember(&world, &tokens, &keys[5], "not_remembered").unwrap();
    signed_in(device_sign_in(&world, "ana", &first));
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
fn the_devices_of_a_deleted_user_are_deleted() {
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
    assert_refused(begin(&world, "ana", device.key()), ResourceNotFound::Device);
}
