//! Refresh with a device.

use serde_json::json;
use userpool::{error::NotAuthorized, operations::*, storage::MemoryStorage};

use super::{always, confirmation, confirmed, device_of, forget, refresh, remember, tracking};
use crate::world::{World, assert_refused, claims, typed};

#[test]
fn a_refresh_token_works_with_the_confirmed_device_of_its_sign_in_only() {
    let world = always(41).confirmed("bob");
    let tokens = world.tokens("ana");
    let device = device_of(&tokens, 1);
    assert_refused(refresh(&world, &tokens, None), NotAuthorized::InvalidRefreshToken);
    assert_refused(refresh(&world, &tokens, Some(device.key())), NotAuthorized::InvalidRefreshToken);
    world.send(confirmation(&tokens, &device)).unwrap();
    refresh(&world, &tokens, Some(device.key())).unwrap();
    let (other, others) = confirmed(&world, "ana", 2);
    let (bobs, _) = confirmed(&world, "bob", 3);
    for key in [None, Some("us-east-1_0"), Some(other.key()), Some(bobs.key())] {
        assert_refused(refresh(&world, &tokens, key), NotAuthorized::InvalidRefreshToken);
    }
    refresh(&world, &others, Some(other.key())).unwrap();
    // It need not be remembered.
    remember(&world, &tokens, device.key(), "not_remembered").unwrap();
    refresh(&world, &tokens, Some(device.key())).unwrap();
    forget(&world, &tokens, device.key()).unwrap();
    assert_refused(refresh(&world, &tokens, Some(device.key())), NotAuthorized::InvalidRefreshToken);
    refresh(&world, &others, Some(other.key())).unwrap();
}

#[test]
fn a_rotated_token_keeps_its_device() {
    let world = World::with(
        42,
        MemoryStorage::default(),
        |pool| pool.settings.device_configuration = typed(tracking(true, false)),
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
    assert_refused(rotate(&tokens, None), NotAuthorized::InvalidRefreshToken);
    let next = rotate(&tokens, Some(device.key())).unwrap();
    assert_refused(rotate(&next, None), NotAuthorized::InvalidRefreshToken);
    let last = rotate(&next, Some(device.key())).unwrap();
    assert_eq!(claims(&last.access_token)["device_key"], device.key());
}
