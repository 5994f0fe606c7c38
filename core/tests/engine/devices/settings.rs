//! `DeviceConfiguration` of the pool.

use serde_json::json;
use userpool::{
    client::Device,
    error::{InvalidUserPoolConfiguration, NotAuthorized, ResourceNotFound},
    operations::*,
    storage::MemoryStorage,
};

use super::{
    always, asked, assert_challenge, begin, confirmation, confirmed, demand_mfa, device_of, device_sign_in,
    device_srp, forget, get, prove, refresh, remember, srp, token, tracking, world_on, world_with,
};
use crate::world::{PASSWORD, World, assert_refused, claims, merged, refusal, signed_in};

#[test]
fn an_unremembered_device_skips_no_second_factor() {
    let world = world_with(5, tracking(true, true));
    let tokens = world.tokens("ana");
    let device = device_of(&tokens, 1);
    let answer = world.send(confirmation(&tokens, &device)).unwrap();
    assert_eq!(answer, ConfirmDeviceOutput { user_confirmation_necessary: true });
    // Known, and so not new; but not remembered, and so not asked.
    let known = signed_in(begin(&world, "ana", device.key()));
    assert_eq!(known.new_device_metadata, None);
    assert_eq!(claims(&known.access_token)["device_key"], device.key());
    demand_mfa(&world);
    assert_challenge(begin(&world, "ana", device.key()), "MFA_SETUP");

    world.clock.advance(5);
    remember(&world, &tokens, device.key(), "remembered").unwrap();
    let shown = get(&world, &tokens, device.key()).unwrap();
    assert_eq!(shown.device_last_modified_date, world.clock.now().into());
    signed_in(device_sign_in(&world, "ana", &device));
    remember(&world, &tokens, device.key(), "not_remembered").unwrap();
    assert_challenge(begin(&world, "ana", device.key()), "MFA_SETUP");
}

#[test]
fn only_a_remembered_device_of_the_user_skips_the_second_factor() {
    let world = always(6);
    let (device, _) = confirmed(&world, "ana", 1);
    demand_mfa(&world);
    assert_challenge(world.password_sign_in("ana", PASSWORD), "MFA_SETUP");
    assert_refused(
        begin(&world, "ana", "us-east-1_00000000-0000-4000-8000-000000000000"),
        ResourceNotFound::Device,
    );
    signed_in(device_sign_in(&world, "ana", &device));
}

#[test]
fn a_pool_may_track_devices_and_still_want_the_second_factor() {
    let world = world_with(7, tracking(false, false));
    let (device, _) = confirmed(&world, "ana", 1);
    assert_eq!(signed_in(begin(&world, "ana", device.key())).new_device_metadata, None);
    demand_mfa(&world);
    assert_challenge(begin(&world, "ana", device.key()), "MFA_SETUP");
}

#[test]
fn a_sign_in_asks_either_the_authenticator_app_or_the_device() {
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
    world.ok("VerifySoftwareToken", merged(access, &json!({"UserCode": shown(&world)})));
    world.pool_ok(
        "AdminSetUserMFAPreference",
        json!({"Username": "ana", "SoftwareTokenMfaSettings": {"Enabled": true}}),
    );
    world.clock.advance(30);
    let asked = assert_challenge(world.password_sign_in("ana", PASSWORD), "SOFTWARE_TOKEN_MFA");
    signed_in(device_sign_in(&world, "ana", &device));

    // A device that is named with the code of the app is known, too.
    let code = shown(&world);
    let responses = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", &*code), ("DEVICE_KEY", device.key())];
    let tokens = signed_in(world.respond("SOFTWARE_TOKEN_MFA", asked.session.as_ref(), &responses));
    assert_eq!(tokens.new_device_metadata, None);
    assert_eq!(claims(&tokens.access_token)["device_key"], device.key());
}

#[test]
fn a_pool_that_tracks_nothing_ignores_keys_and_refuses_the_operations() {
    let world = world_on(9, MemoryStorage::default(), None);
    let key = "us-east-1_00000000-0000-4000-8000-000000000000";
    let tokens = signed_in(begin(&world, "ana", key));
    assert_eq!(tokens.new_device_metadata, None);
    assert!(claims(&tokens.access_token).get("device_key").is_none());
    refresh(&world, &tokens, None).unwrap();
    refresh(&world, &tokens, Some(key)).unwrap();

    let device = Device::new("-AAAAAAAA", key, [1; 40]);
    assert_refused(world.send(confirmation(&tokens, &device)), InvalidUserPoolConfiguration);
    assert_refused(get(&world, &tokens, key), InvalidUserPoolConfiguration);
    assert_refused(forget(&world, &tokens, key), InvalidUserPoolConfiguration);
    assert_refused(remember(&world, &tokens, key, "remembered"), InvalidUserPoolConfiguration);
    assert_refused(
        world.send(ListDevices { access_token: token(&tokens), ..Default::default() }),
        InvalidUserPoolConfiguration,
    );
    let body = json!({"Username": "ana", "DeviceKey": key, "DeviceRememberedStatus": "remembered"});
    for operation in ["AdminGetDevice", "AdminListDevices", "AdminUpdateDeviceStatus", "AdminForgetDevice"] {
        assert_eq!(world.pool_refused(operation, body.clone()), refusal(InvalidUserPoolConfiguration));
    }
}

#[test]
fn devices_follow_a_changed_setting_of_the_pool() {
    let world = always(10);
    let (device, tokens) = confirmed(&world, "ana", 1);
    let (_, responses) = asked(&world, "ana", &device);
    let first = begin(&world, "ana", device.key()).unwrap();
    world.pool_ok("UpdateUserPool", json!({"AutoVerifiedAttributes": ["email"]}));
    assert_refused(prove(&world, &responses), NotAuthorized::IncorrectCredentials);
    assert_refused(
        device_srp(&world, "ana", &first, device.key(), &srp(&world).srp_a()),
        NotAuthorized::InvalidSession,
    );
    signed_in(begin(&world, "ana", device.key()));
    refresh(&world, &tokens, None).unwrap();
    let untracked = world.tokens("ana");
    let on = json!({"AutoVerifiedAttributes": ["email"], "DeviceConfiguration": tracking(true, false)});
    world.pool_ok("UpdateUserPool", on);
    assert_refused(refresh(&world, &untracked, None), NotAuthorized::InvalidRefreshToken);
    assert_refused(refresh(&world, &untracked, Some(device.key())), NotAuthorized::InvalidRefreshToken);
    signed_in(device_sign_in(&world, "ana", &device));
}
