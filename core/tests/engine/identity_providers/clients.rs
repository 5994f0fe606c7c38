//! `SupportedIdentityProviders` of app clients.

use serde_json::json;
use userpool::{
    error::InvalidParameter,
    operations::{CreateUserPoolClient, DeleteIdentityProvider},
    storage::MemoryStorage,
};

use super::{acme, create, minimal, request};
use crate::world::{Racer, World, Yielding, interleave, refusal};

#[test]
fn a_client_names_only_providers_of_its_pool() {
    let world = World::new(1);
    let unknown =
        |name: &str| refusal(InvalidParameter::ProviderUnknown(name.to_owned(), world.pool.clone()));
    let with = |name: &str| json!({"ClientName": "c", "SupportedIdentityProviders": ["COGNITO", name]});
    for (name, kind, details) in minimal() {
        assert_eq!(world.pool_refused("CreateUserPoolClient", with(name)), unknown(name));
        create(&world, request(name, kind, &details));
        let client = world.pool_ok("CreateUserPoolClient", with(name))["UserPoolClient"].clone();
        let update =
            |name: &str| json!({"ClientId": client["ClientId"], "SupportedIdentityProviders": [name]});
        world.pool_ok("UpdateUserPoolClient", update(name));
        assert_eq!(world.pool_refused("UpdateUserPoolClient", update("Nobody")), unknown("Nobody"));
    }
}

/// Whichever comes first: a client is created only while its provider exists.
#[test]
fn a_client_and_the_end_of_its_provider_in_every_order() {
    let mut refusals = 0;
    for seed in 0..100 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        acme(&world, json!({}));
        let mut client = CreateUserPoolClient {
            user_pool_id: world.pool.clone(),
            client_name: "c".into(),
            ..Default::default()
        };
        client.settings.supported_identity_providers = Some(vec!["Acme".into()]);
        let delete =
            DeleteIdentityProvider { user_pool_id: world.pool.clone(), provider_name: "Acme".into() };
        let outcomes = interleave(
            seed,
            vec![
                Box::pin(async { world.engine.send(client).await.map(|_| ()) }) as Racer<'_, ()>,
                Box::pin(async { world.engine.send(delete).await.map(|_| ()) }),
            ],
        );
        assert!(outcomes[1].is_ok(), "seed {seed}: {outcomes:?}");
        refusals += usize::from(outcomes[0].is_err());
    }
    assert!((1..100).contains(&refusals), "{refusals}");
}
