//! The customization of the classic hosted UI.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use serde_json::{Value, json};
use userpool::{
    error::{InvalidParameter, ResourceNotFound},
    storage::MemoryStorage,
};

use crate::world::{World, merged, now, records, refusal};

const CSS: &str = ".banner-customizable { background-color: lightblue; }";

fn png(length: usize) -> String {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    file.resize(length, 0);
    BASE64.encode(file)
}

fn with_domain(seed: u64) -> World {
    let world = World::new(seed);
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "one"}));
    world
}

fn get(world: &World, more: Value) -> Value {
    world.pool_ok("GetUICustomization", more)["UICustomization"].clone()
}

fn set(world: &World, more: Value) -> Value {
    world.pool_ok("SetUICustomization", more)["UICustomization"].clone()
}

#[test]
fn a_customization_is_set_read_and_removed() {
    let world = with_domain(1);
    assert_eq!(get(&world, json!({})), json!({}));
    let start = world.clock.now().seconds();
    world.clock.advance(60);
    let shown = set(&world, json!({"CSS": CSS, "ImageFile": png(100)}));
    let image = shown["ImageUrl"].as_str().unwrap();
    let path = format!("/20260528202640/{}/ALL/20260528202740/assets/images/image.png", world.pool);
    assert!(image.starts_with("https://d") && image.ends_with(&path), "{image}");
    let expected = json!({
        "UserPoolId": world.pool, "ClientId": "ALL", "ImageUrl": image, "CSS": CSS, "CSSVersion": "20260528202740",
        "CreationDate": start + 60, "LastModifiedDate": start + 60,
    });
    assert_eq!((&shown, &get(&world, json!({"ClientId": "ALL"}))), (&expected, &expected));

    world.clock.advance(60);
    let jpeg = BASE64.encode(b"\xFF\xD8\xFF\xE0");
    let shown = set(&world, json!({"ImageFile": jpeg}));
    assert!(shown["ImageUrl"].as_str().unwrap().ends_with("image.jpg"));
    assert_eq!((shown.get("CSS"), &shown["CSSVersion"]), (None, &json!("20260528202840")));
    assert_eq!(
        (&shown["CreationDate"], &shown["LastModifiedDate"]),
        (&json!(start + 60), &json!(start + 120))
    );

    set(&world, json!({}));
    assert_eq!(get(&world, json!({})), json!({}));
}

#[test]
fn an_app_client_without_its_own_customization_has_that_of_all() {
    let world = with_domain(2);
    let client = json!({"ClientId": world.client});
    set(&world, json!({"CSS": CSS}));
    assert_eq!(get(&world, client.clone())["ClientId"], "ALL");
    let own = ".label-customizable {}";
    set(&world, merged(client.clone(), &json!({"CSS": own})));
    let shown = get(&world, client.clone());
    assert_eq!((&shown["ClientId"], &shown["CSS"]), (&json!(world.client), &json!(own)));
    assert_eq!(get(&world, json!({}))["CSS"], CSS);
    set(&world, client.clone());
    assert_eq!(get(&world, client)["ClientId"], "ALL");

    let absent = json!({"ClientId": "absent"});
    let unknown = refusal(ResourceNotFound::Client("absent".into()));
    for operation in ["GetUICustomization", "SetUICustomization"] {
        assert_eq!(world.pool_refused(operation, absent.clone()), unknown);
    }
}

#[test]
fn what_the_pages_could_not_show_is_refused() {
    let world = World::new(3);
    let refused = |request: Value| world.pool_refused("SetUICustomization", request);
    assert_eq!(refused(json!({"CSS": CSS})), refusal(InvalidParameter::UiWithoutDomain));
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "one"}));
    let css = json!({"CSS": ".banner-customizable {} .other { color: red }"});
    assert_eq!(refused(css), refusal(InvalidParameter::CssClass(".other".into())));
    let long = json!({"CSS": " ".repeat(131_073)});
    assert!(refused(long).contains("Member must have length less than or equal to 131072"));
    for file in [BASE64.encode("GIF89a"), String::new()] {
        assert_eq!(refused(json!({"ImageFile": file})), refusal(InvalidParameter::ImageFile));
    }
    assert_eq!(
        refused(json!({"ImageFile": png(131_073)})),
        "InvalidParameterException: 1 validation error detected: Value at 'imageFile' failed to satisfy constraint: \
         Member must have length less than or equal to 131072"
    );
    assert!(refused(json!({"ImageFile": "no base64"})).starts_with("SerializationException"));
    set(&world, json!({"CSS": CSS.repeat(2000), "ImageFile": png(131_072)}));
}

#[test]
fn a_customization_is_deleted_with_its_app_client_and_its_pool() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(4, Arc::clone(&storage), |_| {}, |_| {});
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "one"}));
    let kept = world.client.clone();
    let deleted = world.add_client(|_| {}).client_id;
    for client in ["ALL", &kept, &deleted] {
        set(&world, json!({"ClientId": client, "CSS": CSS, "ImageFile": png(9)}));
    }
    world.pool_ok("DeleteUserPoolClient", json!({"ClientId": deleted}));
    let left = || {
        let keys = records(&storage, &format!("pool/{}", world.pool)).into_keys();
        keys.filter(|key| key.starts_with("ui")).collect::<Vec<_>>()
    };
    let mut expected =
        ["ui-image/ALL".to_owned(), format!("ui-image/{kept}"), "ui/ALL".to_owned(), format!("ui/{kept}")];
    expected.sort();
    assert_eq!(left(), expected);
    world.pool_ok("DeleteUserPoolDomain", json!({"Domain": "one"}));
    world.pool_ok("DeleteUserPool", json!({}));
    while now(world.engine.work(4)).unwrap().more {}
    assert_eq!(left(), [""; 0]);
}
