//! `DeleteUserPoolClientSecret`.

use serde_json::json;
use userpool::{
    error::{InvalidParameter, ResourceNotFound},
    operations::DeleteUserPoolClientSecret,
    storage::MemoryStorage,
};

use super::{add, confidential, delete, ids};
use crate::world::{Racer, World, Yielding, interleave, refusal};

#[test]
fn either_secret_can_be_deleted() {
    for index in 0..2 {
        let world = World::new(1);
        let (client, _) = confidential(&world);
        world.clock.advance(1);
        add(&world, &client, json!({}));
        let mut before = ids(&world, &client);
        assert_eq!(delete(&world, &client, &before.remove(index)), Ok(json!({})));
        assert_eq!(ids(&world, &client), before);
        add(&world, &client, json!({}));
        assert_eq!(ids(&world, &client).len(), 2);
    }
}

#[test]
fn the_only_secret_cannot_be_deleted() {
    let world = World::new(2);
    let (client, _) = confidential(&world);
    let only = ids(&world, &client).remove(0);
    assert_eq!(delete(&world, &client, &only), Err(refusal(InvalidParameter::OnlyClientSecret)));
}

#[test]
fn an_unknown_secret_is_refused() {
    let world = World::new(3);
    let (client, _) = confidential(&world);
    let unknown = refusal(ResourceNotFound::ClientSecret("x--1".to_owned()));
    assert_eq!(delete(&world, &client, "x--1"), Err(unknown));
}

#[test]
fn one_secret_remains_in_every_order_of_deletions() {
    for seed in 0..200 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        let (client, _) = confidential(&world);
        add(&world, &client, json!({}));
        let racer = |id: String| {
            let request = DeleteUserPoolClientSecret {
                user_pool_id: world.pool.clone(),
                client_id: client.as_str().unwrap().to_owned(),
                client_secret_id: id,
            };
            Box::pin(async { world.engine.send(request).await.map(|_| ()) }) as Racer<'_, ()>
        };
        let outcomes = interleave(seed, ids(&world, &client).into_iter().map(racer).collect());
        let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!((won, ids(&world, &client).len()), (1, 1), "seed {seed}: {outcomes:?}");
    }
}
