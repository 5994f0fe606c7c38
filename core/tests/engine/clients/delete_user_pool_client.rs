//! `DeleteUserPoolClient`.

use std::sync::Arc;

use serde_json::json;
use userpool::storage::MemoryStorage;

use super::create;
use crate::world::{PASSWORD, World, records};

#[test]
fn a_deleted_client_does_not_exist_for_any_operation() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(50, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    let (pool, directory) = (format!("pool/{}", world.pool), "directory");
    let before = (records(&storage, &pool).len(), records(&storage, directory).len());
    let id = create(&world, json!({"GenerateSecret": true}))["ClientId"].clone();
    assert_eq!(world.pool_ok("DeleteUserPoolClient", json!({"ClientId": id})), json!({}));
    assert_eq!((records(&storage, &pool).len(), records(&storage, directory).len()), before);

    let gone =
        format!("ResourceNotFoundException: User pool client {} does not exist.", id.as_str().unwrap());
    for operation in ["DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"] {
        assert_eq!(world.pool_refused(operation, json!({"ClientId": id})), gone, "{operation}");
    }
    let sign_up = json!({"ClientId": id, "Username": "ben", "Password": PASSWORD});
    assert_eq!(world.refused("SignUp", sign_up), gone);
    world.tokens("ana");
}

#[test]
fn a_client_belongs_to_its_pool() {
    let world = World::new(51);
    let id = create(&world, json!({}))["ClientId"].clone();
    let world = world.moved_to(json!({"PoolName": "other"}));
    let gone =
        format!("ResourceNotFoundException: User pool client {} does not exist.", id.as_str().unwrap());
    for operation in ["DescribeUserPoolClient", "UpdateUserPoolClient", "DeleteUserPoolClient"] {
        assert_eq!(world.pool_refused(operation, json!({"ClientId": id})), gone, "{operation}");
    }
    assert_eq!(
        world
            .refused("CreateUserPoolClient", json!({"UserPoolId": "us-east-1_nothere99", "ClientName": "c"})),
        "ResourceNotFoundException: User pool us-east-1_nothere99 does not exist."
    );
}
