//! Unknown devices and devices of other users.

use userpool::{
    error::{InvalidParameter, NotAuthorized, ResourceNotFound},
    operations::*,
};

use super::{always, begin, confirmed, forget, get, list, remember, srp};
use crate::world::{PASSWORD, assert_refused, signed_in};

#[test]
fn the_device_key_is_read_only_after_the_password() {
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
        assert_refused(begin(&world, "ana", key), ResourceNotFound::Device);
    }
    assert_refused(begin(&world, "bob", device.key()), ResourceNotFound::Device);
    for key in strange.into_iter().chain([device.key()]) {
        let parameters = [("USERNAME", "ana"), ("PASSWORD", "Wrong-Horse9!"), ("DEVICE_KEY", key)];
        // The clock stands away from the lock of earlier tries.
        world.clock.advance(1000);
        assert_refused(
            world.initiate("USER_PASSWORD_AUTH", &parameters),
            NotAuthorized::IncorrectCredentials,
        );
    }
    world.clock.advance(1000);
    assert!(signed_in(begin(&world, "ana", "")).new_device_metadata.is_some(), "an empty key is none");
}

/// amazon-cognito-identity-js repeats the proof without the key.
#[test]
fn after_an_unknown_device_the_password_can_be_proved_without_a_device() {
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
    assert_refused(answer(&proof), ResourceNotFound::Device);
    proof.pop();
    let tokens = signed_in(answer(&proof));
    assert!(tokens.new_device_metadata.is_some());
}

#[test]
fn a_user_cannot_read_or_change_the_devices_of_another_user() {
    let world = always(17).confirmed("bob");
    let (device, tokens) = confirmed(&world, "ana", 1);
    let bobs = world.tokens("bob");
    assert_refused(get(&world, &bobs, device.key()), ResourceNotFound::Device);
    assert_refused(forget(&world, &bobs, device.key()), ResourceNotFound::Device);
    assert_refused(remember(&world, &bobs, device.key(), "not_remembered"), ResourceNotFound::Device);
    assert_eq!(list(&world, &bobs), Vec::<String>::new());
    assert_eq!(list(&world, &tokens), [device.key()]);
    let key = device.key().to_owned();
    assert_refused(
        world.send(GetDevice { device_key: key.clone(), access_token: None }),
        InvalidParameter::Missing("AccessToken"),
    );
    assert_refused(
        world.send(ForgetDevice { device_key: key, access_token: None }),
        InvalidParameter::Missing("AccessToken"),
    );
}
