//! The styles of managed login. What a style is answered with, and the texts, were measured on the service in 2026-09.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use serde_json::{Value, json};
use userpool::{
    error::{InvalidParameter, LimitExceeded, ManagedLoginBrandingExists, ResourceNotFound},
    operations::*,
    storage::MemoryStorage,
};

use crate::world::{
    Racer, World, Yielding, assert_refused, interleave, is_uuid, merged, now, records, refusal,
};

fn create(world: &World, more: Value) -> Value {
    let request = merged(json!({"ClientId": world.client}), &more);
    world.pool_ok("CreateManagedLoginBranding", request)["ManagedLoginBranding"].clone()
}

fn provided() -> Value {
    json!({"UseCognitoProvidedValues": true})
}

fn by_client(world: &World, client: &str) -> Value {
    let answer = world.pool_ok("DescribeManagedLoginBrandingByClient", json!({"ClientId": client}));
    answer["ManagedLoginBranding"].clone()
}

fn by_id(world: &World, id: &Value) -> Value {
    let answer = world.pool_ok("DescribeManagedLoginBranding", json!({"ManagedLoginBrandingId": id}));
    answer["ManagedLoginBranding"].clone()
}

fn asset(bytes: usize) -> Value {
    json!({
        "Category": "FORM_LOGO", "ColorMode": "LIGHT", "Extension": "PNG", "Bytes": BASE64.encode(vec![7; bytes]),
    })
}

#[test]
fn a_style_is_created_read_changed_and_deleted() {
    let world = World::new(1);
    let made = create(&world, provided());
    let id = made["ManagedLoginBrandingId"].clone();
    assert!(is_uuid(id.as_str().unwrap()));
    let start = world.clock.now().seconds();
    let expected = json!({
        "ManagedLoginBrandingId": id, "UserPoolId": world.pool, "UseCognitoProvidedValues": true, "Assets": [],
        "CreationDate": start, "LastModifiedDate": start,
    });
    assert_eq!(made, expected);
    assert_eq!((by_id(&world, &id), by_client(&world, &world.client)), (expected.clone(), expected.clone()));

    world.clock.advance(5);
    let settings = json!({"components": {"form": {"borderRadius": 8.5}}});
    let changes = json!({"UseCognitoProvidedValues": false, "Settings": settings, "Assets": [asset(9)]});
    let update = |more: &Value| merged(json!({"ManagedLoginBrandingId": id}), more);
    let answer = world.pool_ok("UpdateManagedLoginBranding", update(&changes));
    let changed = merged(merged(expected, &changes), &json!({"LastModifiedDate": start + 5}));
    assert_eq!(answer["ManagedLoginBranding"], changed);
    // What is left out stays.
    world.pool_ok("UpdateManagedLoginBranding", update(&json!({"UseCognitoProvidedValues": false})));
    assert_eq!((by_id(&world, &id), by_client(&world, &world.client)), (changed.clone(), changed));
    // The service's own style has no settings.
    world.pool_ok("UpdateManagedLoginBranding", update(&provided()));
    let own = by_id(&world, &id);
    assert_eq!((own.get("Settings"), &own["UseCognitoProvidedValues"]), (None, &json!(true)));

    assert_eq!(world.pool_ok("DeleteManagedLoginBranding", update(&json!({}))), json!({}));
    let unknown = refusal(ResourceNotFound::Branding);
    for operation in
        ["DescribeManagedLoginBranding", "UpdateManagedLoginBranding", "DeleteManagedLoginBranding"]
    {
        assert_eq!(world.pool_refused(operation, update(&json!({}))), unknown, "{operation}");
    }
    let none = refusal(ResourceNotFound::BrandingOfClient(world.client.clone()));
    let request = json!({"ClientId": world.client});
    assert_eq!(world.pool_refused("DescribeManagedLoginBrandingByClient", request), none);
}

#[test]
fn a_style_is_the_own_one_of_the_service_or_has_settings() {
    let world = World::new(2);
    let refused = |more: Value| {
        let request = merged(json!({"ClientId": world.client}), &more);
        world.pool_refused("CreateManagedLoginBranding", request)
    };
    let values = refusal(InvalidParameter::BrandingValues);
    assert_eq!(refused(json!({})), values);
    assert_eq!(refused(json!({"UseCognitoProvidedValues": false})), values);
    assert_eq!(refused(json!({"UseCognitoProvidedValues": true, "Settings": {}})), values);
    let made = create(&world, json!({"Settings": {}, "Assets": [asset(1)]}));
    assert_eq!((&made["Settings"], &made["UseCognitoProvidedValues"]), (&json!({}), &json!(false)));
    let both = json!({
        "ManagedLoginBrandingId": made["ManagedLoginBrandingId"], "UseCognitoProvidedValues": true, "Settings": {},
    });
    assert_eq!(world.pool_refused("UpdateManagedLoginBranding", both), values);
}

#[test]
fn an_app_client_has_one_style() {
    let world = World::new(3);
    create(&world, provided());
    let again = CreateManagedLoginBranding {
        user_pool_id: world.pool.clone(),
        client_id: world.client.clone(),
        use_cognito_provided_values: Some(true),
        ..Default::default()
    };
    assert_refused(world.send(again.clone()), ManagedLoginBrandingExists(world.client.clone()));
    let unknown = CreateManagedLoginBranding { client_id: "absent".into(), ..again };
    assert_refused(world.send(unknown), ResourceNotFound::Client("absent".into()));
}

#[test]
fn an_app_client_has_one_style_in_every_order() {
    for seed in 0..100 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        let racers = (0..3).map(|_| {
            let request = CreateManagedLoginBranding {
                user_pool_id: world.pool.clone(),
                client_id: world.client.clone(),
                use_cognito_provided_values: Some(true),
                ..Default::default()
            };
            Box::pin(async { world.engine.send(request).await.map(|_| ()) }) as Racer<'_, ()>
        });
        let outcomes = interleave(seed, racers.collect());
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "seed {seed}: {outcomes:?}");
        by_client(&world, &world.client);
    }
}

#[test]
fn a_pool_has_twenty_styles_at_most() {
    let world = World::new(4);
    let add = || {
        let client = world.add_client(|_| {}).client_id;
        merged(json!({"ClientId": client}), &provided())
    };
    for _ in 0..20 {
        world.pool_ok("CreateManagedLoginBranding", add());
    }
    let over = world.pool_refused("CreateManagedLoginBranding", add());
    assert_eq!(over, refusal(LimitExceeded::Brandings(20)));
}

#[test]
fn assets_may_be_longer_than_a_record() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(5, Arc::clone(&storage), |_| {}, |_| {});
    let parts = || {
        let keys = records(&storage, &format!("pool/{}", world.pool)).into_keys();
        keys.filter(|key| key.starts_with("branding-part/")).count()
    };
    let assets = json!([asset(900_000), asset(900_000), asset(3)]);
    let made = create(&world, json!({"Settings": {}, "Assets": assets}));
    let id = made["ManagedLoginBrandingId"].clone();
    assert_eq!((&by_id(&world, &id), &by_client(&world, &world.client)), (&made, &made));
    assert_eq!((&made["Assets"], parts() > 10), (&assets, true));

    let update = |assets: Value| json!({"ManagedLoginBrandingId": id, "Assets": assets});
    world.pool_ok("UpdateManagedLoginBranding", update(json!([asset(3)])));
    assert_eq!((by_id(&world, &id)["Assets"].clone(), parts()), (json!([asset(3)]), 1));
    let much = update(json!(vec![asset(900_000); 4]));
    assert_eq!(world.pool_refused("UpdateManagedLoginBranding", much), refusal(InvalidParameter::TooLarge));
    world.pool_ok("UpdateManagedLoginBranding", update(json!([])));
    assert_eq!((by_id(&world, &id)["Assets"].clone(), parts()), (json!([]), 0));
    world.pool_ok("UpdateManagedLoginBranding", update(assets));
    world.pool_ok("DeleteManagedLoginBranding", json!({"ManagedLoginBrandingId": id}));
    assert_eq!(parts(), 0);
}

#[test]
fn requests_are_checked() {
    let world = World::new(6);
    let refused = |assets: Value| {
        let request = json!({"ClientId": world.client, "Settings": {}, "Assets": assets});
        world.pool_refused("CreateManagedLoginBranding", request)
    };
    let icon = merged(asset(1), &json!({"Extension": "ICO"}));
    assert_eq!(refused(json!([icon])), refusal(InvalidParameter::IconAsset("FORM_LOGO".into())));
    let broken = merged(asset(1), &json!({"Bytes": "no base64"}));
    assert!(refused(json!([broken])).starts_with("SerializationException"));
    assert!(refused(json!("nope")).starts_with("SerializationException"));
    assert!(refused(json!(vec![asset(1); 41])).contains("Member must have length less than or equal to 40"));
    let long = refused(json!([asset(1), asset(1_000_001)]));
    assert!(
        long.contains("Value at 'assets.2.member.bytes' failed to satisfy constraint: Member must"),
        "{long}"
    );
    let category = merged(asset(1), &json!({"Category": "LOGO"}));
    assert!(
        refused(json!([category])).contains("at 'assets.1.member.category' failed to satisfy constraint")
    );
    let id = json!({"ManagedLoginBrandingId": "00000000-0000-0000-0000-000000000000"});
    let refused = world.pool_refused("DescribeManagedLoginBranding", id);
    assert!(refused.contains("at 'managedLoginBrandingId' failed to satisfy constraint"), "{refused}");
    let refused = world.refused("UpdateManagedLoginBranding", json!({}));
    assert!(refused.contains("Value null at 'userPoolId' failed to satisfy constraint"), "{refused}");
}

#[test]
fn a_style_is_deleted_with_its_app_client_and_its_pool() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(7, Arc::clone(&storage), |_| {}, |_| {});
    let kept = create(&world, json!({"Settings": {}, "Assets": [asset(3)]}));
    let client = world.add_client(|_| {}).client_id;
    let request = json!({"ClientId": client, "Settings": {}, "Assets": [asset(300_000)]});
    let id =
        world.pool_ok("CreateManagedLoginBranding", request)["ManagedLoginBranding"]["ManagedLoginBrandingId"]
            .clone();
    world.pool_ok("DeleteUserPoolClient", json!({"ClientId": client}));
    let gone = world.pool_refused("DescribeManagedLoginBranding", json!({"ManagedLoginBrandingId": id}));
    assert_eq!(gone, refusal(ResourceNotFound::Branding));
    assert_eq!(by_client(&world, &world.client), kept);
    let left = || {
        let keys = records(&storage, &format!("pool/{}", world.pool)).into_keys();
        keys.filter(|key| key.starts_with("branding")).count()
    };
    assert_eq!(left(), 3, "the list, the style and a part of its assets");
    world.pool_ok("DeleteUserPool", json!({}));
    while now(world.engine.work(4)).unwrap().more {}
    assert_eq!(left(), 0);
}
