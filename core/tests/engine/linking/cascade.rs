//! What becomes of links when a user, a provider or a pool is deleted.

use serde_json::json;
use userpool::{
    operations::{AdminDeleteUser, AdminLinkProviderForUser, ProviderUserIdentifier},
    storage::MemoryStorage,
};

use super::{disable, identities, link, links, providers, subject, world};
use crate::world::{Racer, World, Yielding, interleave};

#[test]
fn a_deleted_user_leaves_no_link() {
    let (world, storage) = world(1);
    for number in 0..5 {
        link(&world, "ana", subject("Acme", &number.to_string())).unwrap();
    }
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    assert_eq!(links(&world, &storage), 0);
    world.create_user("ana", &[]);
    assert_eq!(identities(&world, "ana"), []);
    link(&world, "ben", subject("Acme", "0")).unwrap();
}

#[test]
fn a_user_with_everything_is_deleted_in_one_commit() {
    let (world, storage) = world(2);
    for number in 0..5 {
        link(&world, "ana", subject("Acme", &number.to_string())).unwrap();
    }
    for number in 0..30 {
        let group = json!({"GroupName": format!("g{number}"), "Username": "ana"});
        world.pool_ok("CreateGroup", json!({"GroupName": format!("g{number}")}));
        world.pool_ok("AdminAddUserToGroup", group);
    }
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    assert_eq!(links(&world, &storage), 0);
}

#[test]
fn links_outlive_their_provider() {
    let (world, storage) = world(3);
    link(&world, "ana", subject("Acme", "42")).unwrap();
    link(&world, "ben", subject("Acme", "43")).unwrap();
    world.pool_ok("DeleteIdentityProvider", json!({"ProviderName": "Acme"}));
    assert_eq!(links(&world, &storage), 2);
    disable(&world, subject("Acme", "42")).unwrap();
    assert_eq!(identities(&world, "ana"), []);
    assert_eq!(identities(&world, "ben"), [("Acme".to_owned(), "43".to_owned())]);
}

#[test]
fn a_deleted_pool_leaves_no_link() {
    let (world, storage) = world(4);
    link(&world, "ana", subject("Acme", "42")).unwrap();
    world.pool_ok("DeleteUserPool", json!({}));
    while crate::world::now(world.engine.work(100)).unwrap().more {}
    assert_eq!(links(&world, &storage), 0);
}

#[test]
fn a_link_to_a_user_who_is_deleted_at_once_does_not_remain() {
    for seed in 0..200 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        providers(&world);
        world.create_user("ana", &[]);
        world.create_user("ben", &[]);
        let identifier = |provider: &str, value: &str| ProviderUserIdentifier {
            provider_name: Some(provider.to_owned()),
            provider_attribute_name: Some("Cognito_Subject".to_owned()),
            provider_attribute_value: Some(value.into()),
        };
        let request = AdminLinkProviderForUser {
            user_pool_id: world.pool.clone(),
            destination_user: identifier("Cognito", "ana"),
            source_user: identifier("Acme", "42"),
        };
        let delete = AdminDeleteUser { user_pool_id: world.pool.clone(), username: "ana".into() };
        let outcomes = interleave(
            seed,
            vec![
                Box::pin(async { world.engine.send(request).await.map(|_| ()) }) as Racer<'_, ()>,
                Box::pin(async { world.engine.send(delete).await.map(|_| ()) }),
            ],
        );
        assert!(outcomes[1].is_ok(), "seed {seed}: {outcomes:?}");
        assert_eq!(link(&world, "ben", subject("Acme", "42")), Ok(()), "seed {seed}");
    }
}
