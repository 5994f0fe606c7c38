//! `AddUserPoolClientSecret`.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    error::{InvalidParameter, LimitExceeded, ResourceNotFound},
    operations::AddUserPoolClientSecret,
    storage::MemoryStorage,
};

use super::{OWN, add, confidential, ids, list};
use crate::world::{Racer, START, World, Yielding, interleave, records, refusal};

#[test]
fn a_generated_secret_is_shown_once() {
    let world = World::new(1);
    let (client, first) = confidential(&world);
    world.clock.advance(60);
    let added = add(&world, &client, json!({}));
    let secret = added["ClientSecretValue"].as_str().unwrap();
    assert_eq!(secret.len(), 52);
    assert_ne!(secret, first);
    let created = START.seconds() + 60;
    let id = format!("{}--{created}", client.as_str().unwrap());
    assert_eq!((&added["ClientSecretId"], &added["ClientSecretCreateDate"]), (&json!(id), &json!(created)));
    assert!(!list(&world, &client).to_string().contains(secret));
    let described = world.pool_ok("DescribeUserPoolClient", json!({"ClientId": client}));
    assert_eq!(described["UserPoolClient"]["ClientSecret"], secret, "the newest one");
    assert_eq!(described["UserPoolClient"]["LastModifiedDate"], created);
}

#[test]
fn a_secret_of_the_caller_is_not_shown_and_not_stored_in_the_clear() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(2, Arc::clone(&storage), |_| {}, |_| {});
    let (client, _) = confidential(&world);
    let added = add(&world, &client, json!({"ClientSecret": OWN}));
    assert_eq!(added.get("ClientSecretValue"), None);
    for (key, record) in records(&storage, &format!("pool/{}", world.pool)) {
        assert!(!record.contains(OWN), "{key}: {record}");
    }
}

#[test]
fn a_client_has_two_secrets_at_most() {
    let world = World::new(3);
    let (client, _) = confidential(&world);
    add(&world, &client, json!({}));
    let request = json!({"ClientId": client, "ClientSecret": OWN});
    assert_eq!(
        world.pool_refused("AddUserPoolClientSecret", request),
        refusal(LimitExceeded::ClientSecrets(2))
    );
}

#[test]
fn two_secrets_of_one_second_have_different_ids() {
    let world = World::new(4);
    let (client, _) = confidential(&world);
    add(&world, &client, json!({}));
    let ids = ids(&world, &client);
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

#[test]
fn a_public_client_stays_public() {
    let world = World::new(5);
    let expected = refusal(InvalidParameter::PublicClient(world.client.clone()));
    let request = json!({"ClientId": world.client});
    assert_eq!(world.pool_refused("AddUserPoolClientSecret", request.clone()), expected);
    assert_eq!(world.pool_ok("ListUserPoolClientSecrets", request), json!({"ClientSecrets": []}));
}

#[test]
fn a_client_of_another_pool_is_unknown() {
    let world = World::new(6);
    let (client, _) = confidential(&world);
    let world = world.moved_to(json!({"PoolName": "other"}));
    let unknown = refusal(ResourceNotFound::Client(client.as_str().unwrap().to_owned()));
    let request = json!({"ClientId": client, "ClientSecretId": "x"});
    for operation in ["AddUserPoolClientSecret", "ListUserPoolClientSecrets", "DeleteUserPoolClientSecret"] {
        assert_eq!(world.pool_refused(operation, request.clone()), unknown, "{operation}");
    }
}

#[test]
fn of_several_additions_one_succeeds_in_every_order() {
    for seed in 0..200 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        let (client, _) = confidential(&world);
        let racer = |_| {
            let request = AddUserPoolClientSecret {
                user_pool_id: world.pool.clone(),
                client_id: client.as_str().unwrap().to_owned(),
                client_secret: None,
            };
            Box::pin(async { world.engine.send(request).await.map(|_| ()) }) as Racer<'_, ()>
        };
        let outcomes = interleave(seed, (0..3).map(racer).collect());
        let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(won, 1, "seed {seed}: {outcomes:?}");
        assert_eq!(list(&world, &client).as_array().map(Vec::len), Some(2), "seed {seed}");
    }
}

#[test]
fn a_short_secret_is_refused_without_being_repeated() {
    let world = World::new(7);
    let (client, _) = confidential(&world);
    let answer =
        world.pool_refused("AddUserPoolClientSecret", json!({"ClientId": client, "ClientSecret": "short"}));
    assert_eq!(
        answer,
        "InvalidParameterException: 1 validation error detected: Value at 'clientSecret' failed to satisfy constraint: \
         Member must have length greater than or equal to 24"
    );
    let answer: Value = list(&world, &client);
    assert_eq!(answer.as_array().map(Vec::len), Some(1));
}
