//! Operations of administrators on devices.

use serde_json::{Value, json};
use userpool::{
    Sensitive,
    error::{InvalidParameter, NotAuthorized},
    operations::*,
};

use super::{always, begin, confirmed, list, refresh, token};
use crate::world::{assert_refused, merged, signed_in};

#[test]
fn administrators_see_devices_and_change_them() {
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

    let forgotten = merged(body.clone(), &json!({"DeviceRememberedStatus": "not_remembered"}));
    assert_eq!(world.pool_ok("AdminUpdateDeviceStatus", forgotten), json!({}));
    // Without a status nothing is changed.
    assert_eq!(world.pool_ok("AdminUpdateDeviceStatus", body.clone()), json!({}));
    let listed = world.pool_ok("AdminListDevices", json!({"Username": "ana"}));
    let listed = &listed["Devices"].as_array().unwrap()[0];
    assert_eq!(status(listed, "dev:device_remembered_status").as_deref(), Some("not_remembered"));
    signed_in(begin(&world, "ana", device.key()));

    assert_eq!(world.pool_ok("AdminForgetDevice", body.clone()), json!({}));
    assert_refused(refresh(&world, &tokens, Some(device.key())), NotAuthorized::InvalidRefreshToken);
    for operation in ["AdminGetDevice", "AdminUpdateDeviceStatus", "AdminForgetDevice"] {
        let refusal = world.pool_refused(operation, body.clone());
        assert_eq!(refusal, "ResourceNotFoundException: Device does not exist.");
    }
    let unknown_user = json!({"Username": "eve", "DeviceKey": device.key()});
    for operation in ["AdminGetDevice", "AdminListDevices", "AdminUpdateDeviceStatus", "AdminForgetDevice"] {
        let refusal = world.pool_refused(operation, unknown_user.clone());
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
    assert_refused(world.send(bobs), InvalidParameter::PaginationToken);
    let first = world.pool_ok("AdminListDevices", json!({"Username": "ana", "Limit": 2}));
    let rest = world
        .pool_ok("AdminListDevices", json!({"Username": "ana", "PaginationToken": first["PaginationToken"]}));
    assert_eq!(rest["Devices"].as_array().unwrap().len(), 3);
}
