//! Faults of the store and of the host.

use std::sync::Arc;

use serde_json::json;
use userpool::{
    AccessPolicy, Engine, Moment, Moments,
    storage::{Batch, Key, MemoryStorage, Partition, Storage},
    time::NoMoment,
};

use super::assert_error;
use crate::world::{Failing, Fault, PASSWORD, PreparedKeys, REGION, World, now, request};

fn failing(seed: u64) -> (World, Arc<Failing>) {
    let storage = Arc::new(Failing::default());
    (World::with(seed, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana"), storage)
}

#[test]
fn a_store_that_fails_is_an_internal_error_without_any_detail() {
    let (world, storage) = failing(50);
    let sign_up = json!({"ClientId": world.client, "Username": "ben", "Password": PASSWORD}).to_string();
    let get = json!({"UserPoolId": world.pool, "Username": "ana"}).to_string();
    let list = json!({"UserPoolId": world.pool}).to_string();
    storage.set(Some(Fault::Reads));
    for response in [
        world.wire("SignUp", &*sign_up),
        world.signed(REGION, "AdminGetUser", &*get),
        world.signed(REGION, "ListUsers", &*list),
        world.signed(REGION, "ListUserPools", r#"{"MaxResults":1}"#),
    ] {
        assert_error(&response, 500, "InternalErrorException", Some("Internal server error"));
        assert!(!format!("{:?}", response.headers()).contains("sda1"));
    }
    for name in ["jwks.json", "openid-configuration"] {
        let response = world.document(&format!("/{}/.well-known/{name}", world.pool));
        assert_eq!(response.status(), 500);
        assert!(!format!("{response:?}").contains("sda1"));
    }

    storage.set(Some(Fault::Commits));
    let sent = world.outbox.count();
    let response = world.wire("SignUp", &*sign_up);
    assert_error(&response, 500, "InternalErrorException", Some("Internal server error"));
    assert_eq!(world.outbox.count(), sent, "nothing is sent for what was not kept");

    storage.set(None);
    assert_eq!(world.wire("SignUp", &*sign_up).status(), 200, "the engine is as before");
}

#[test]
fn a_conflict_without_end_is_throttled() {
    let (world, storage) = failing(51);
    storage.set(Some(Fault::Conflicts));
    let sent = world.outbox.count();
    let body = json!({"ClientId": world.client, "Username": "ben", "Password": PASSWORD}).to_string();
    assert_error(&world.wire("SignUp", body), 400, "TooManyRequestsException", Some("Rate exceeded"));
    assert_eq!(world.outbox.count(), sent);
}

#[test]
fn without_randomness_every_call_fails() {
    struct Never;
    impl Moments for Never {
        fn moment(&self) -> Result<Moment, NoMoment> {
            Err(NoMoment)
        }
    }
    let engine = Engine::builder()
        .storage(MemoryStorage::default())
        .signer(PreparedKeys::default())
        .moments(Never)
        .master_key([7; 32])
        .access(AccessPolicy::DangerAcceptAny)
        .build()
        .unwrap();
    let response = now(engine.fetch(request("CreateUserPool", r#"{"PoolName":"p"}"#)));
    assert_error(&response, 500, "InternalErrorException", Some("Internal server error"));
}

#[test]
fn a_record_that_cannot_be_read_is_an_internal_error_that_does_not_show_it() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(52, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    let (partition, key) = (Partition::new(format!("pool/{}", world.pool)), Key::new(["user", "ana"]));
    let keys = [key.clone()];
    let mut record = now(Storage::get(&*storage, &partition, &keys)).unwrap().remove(0).unwrap();
    record.value = br#"{"username":"canary""#.to_vec();
    let writes = vec![userpool::storage::Write::Put { key, record }];
    now(Storage::commit(&*storage, Batch { writes, ..Batch::new(partition) })).unwrap();
    let body = json!({"UserPoolId": world.pool, "Username": "ana"}).to_string();
    let response = world.signed(REGION, "AdminGetUser", body);
    assert_error(&response, 500, "InternalErrorException", Some("Internal server error"));
    let error = world.admin_get("ana").unwrap_err();
    assert!(!format!("{error:?} {error}").contains("canary"), "{error:?}");
}
