//! An engine keeps pools, app clients and signing keys decoded. What it answers is always what the store holds.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    Engine,
    storage::{Batch, MemoryStorage, Storage, Write},
};

use crate::world::{HandClock, PASSWORD, PreparedKeys, World, administrators, now};

/// A second engine on the store of the first.
fn beside(world: &World, storage: &Arc<MemoryStorage>) -> Engine {
    Engine::builder()
        .storage(Arc::clone(storage))
        .signer(PreparedKeys::default())
        .moments(HandClock(Arc::clone(&world.clock)))
        .access(administrators())
        .master_key([7; 32])
        .build()
        .unwrap()
}

#[test]
fn an_engine_sees_at_once_what_another_engine_has_changed() {
    let storage = Arc::new(MemoryStorage::default());
    let mut world = World::with(71, Arc::clone(&storage), |_| {}, |_| {});
    world.sign_up("ana").unwrap();
    world.pool_ok("AdminConfirmSignUp", json!({"Username": "ana"}));
    let first = world.engine.clone();
    let second = beside(&world, &storage);
    let sign_in = |world: &World| match world.password_sign_in("ana", PASSWORD) {
        Ok(_) => "signed in".to_owned(),
        Err(error) => error.to_string(),
    };
    assert_eq!(sign_in(&world), "signed in");

    world.engine = second.clone();
    let client = world.client.clone();
    let flows = |flow: &str| json!({"ClientId": client, "ExplicitAuthFlows": [flow]});
    world.pool_ok("UpdateUserPoolClient", flows("ALLOW_USER_SRP_AUTH"));
    world.engine = first.clone();
    assert_eq!(sign_in(&world), "USER_PASSWORD_AUTH flow not enabled for this client");
    world.pool_ok("UpdateUserPoolClient", flows("ALLOW_USER_PASSWORD_AUTH"));
    assert_eq!(sign_in(&world), "signed in");

    world.engine = second;
    let length = |length: u64| json!({"Policies": {"PasswordPolicy": {"MinimumLength": length}}});
    world.pool_ok("UpdateUserPool", length(20));
    world.engine = first;
    assert!(world.sign_up("ben").unwrap_err().to_string().contains("not long enough"));
    let described = world.pool_ok("DescribeUserPool", Value::Null);
    assert_eq!(described["UserPool"]["Policies"]["PasswordPolicy"]["MinimumLength"], 20);
}

/// What was authentic once is not authentic in another place.
#[test]
fn a_kept_client_is_not_taken_for_another_one() {
    let storage = Arc::new(MemoryStorage::default());
    let world = World::with(72, Arc::clone(&storage), |_| {}, |_| {});
    let describe = |id: &str| {
        let request = json!({"UserPoolId": world.pool, "ClientId": id});
        world.call("DescribeUserPoolClient", &request)
    };
    let other = world.add_client(|client| client.client_name = "other".into()).client_id;
    let partition = userpool::storage::Partition::new(format!("pool/{}", world.pool));
    let keys = [&world.client, &other].map(|id| userpool::storage::Key::new(["client", &**id]));
    for id in [&world.client, &other] {
        describe(id).unwrap();
    }
    let kept = now(storage.get(&partition, &keys)).unwrap();
    let Some(record) = kept.into_iter().next().flatten() else { panic!("no record of the client") };
    let write = Write::Put { key: keys[1].clone(), record };
    now(storage.commit(Batch { writes: vec![write], ..Batch::new(partition) })).unwrap();
    assert!(describe(&other).unwrap_err().starts_with("InternalErrorException"));
    describe(&world.client).unwrap();
}
