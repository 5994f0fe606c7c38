//! A store that fails or conflicts on purpose: the state is the one before or the one after, never one between.

use std::sync::{Arc, atomic::Ordering};

use userpool::{Error, operations::*};

use crate::world::{Faulty, PASSWORD, World};

fn world(seed: u64) -> (Arc<Faulty>, World) {
    let store = Arc::new(Faulty::default());
    let world = World::with(seed, Arc::clone(&store), |_| {}, |_| {});
    (store, world)
}

#[test]
fn conflicts_are_tried_again_and_the_number_of_tries_is_bounded() {
    let (store, world) = world(1);
    store.conflicts_left.store(63, Ordering::SeqCst);
    world.sign_up("ana").unwrap();
    assert_eq!(world.outbox.count(), 1, "one message, however many attempts");

    store.conflicts_left.store(u64::MAX, Ordering::SeqCst);
    let refused = world.sign_up("ben").unwrap_err();
    assert_eq!((refused.name(), &*refused.to_string()), ("TooManyRequestsException", "Rate exceeded"));
    assert_eq!(u64::MAX - store.conflicts_left.load(Ordering::SeqCst), 64);
    assert_eq!(world.outbox.count(), 1);
    store.conflicts_left.store(0, Ordering::SeqCst);
    assert_eq!(world.admin_get("ben").unwrap_err().name(), "UserNotFoundException");
}

/// Holds after any fault.
fn assert_coherent(world: &World) {
    let listed =
        world.send(ListUsers { user_pool_id: world.pool.clone(), ..Default::default() }).unwrap().users;
    let pool = world.send(DescribeUserPool { user_pool_id: world.pool.clone() }).unwrap().user_pool;
    assert_eq!(pool.estimated_number_of_users, listed.len() as u64);
    for user in &listed {
        let sub = user.attributes.iter().find(|attribute| attribute.name == "sub").unwrap();
        let found = world.admin_get(sub.value.as_ref().unwrap()).unwrap();
        assert_eq!(found.username, user.username);
        let filter = format!("username = \"{}\"", user.username);
        let filtered = world
            .send(ListUsers { user_pool_id: world.pool.clone(), filter: Some(filter), ..Default::default() })
            .unwrap();
        assert_eq!(filtered.users.len(), 1);
    }
}

/// The life of a user. A client may repeat each step after an error.
fn live(world: &World) -> Result<(), Error> {
    match world.sign_up("ana") {
        Err(Error::UsernameExists(_)) | Ok(_) => {}
        Err(error) => return Err(error),
    }
    if world.admin_get("ana")?.user_status == "UNCONFIRMED" {
        world.send(AdminConfirmSignUp {
            user_pool_id: world.pool.clone(),
            username: "ana".into(),
            ..Default::default()
        })?;
    }
    world.send(AdminUpdateUserAttributes {
        user_pool_id: world.pool.clone(),
        username: "ana".into(),
        user_attributes: vec![Attribute::new("name", "Ana")],
        ..Default::default()
    })?;
    let tokens = world.password_sign_in("ana", PASSWORD)?.authentication_result.unwrap();
    world.get_user(&tokens)?;
    world.send(GlobalSignOut { access_token: tokens.access_token.unwrap() })?;
    match world.send(AdminDeleteUser { user_pool_id: world.pool.clone(), username: "ana".into() }) {
        Err(Error::UserNotFound(_)) | Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}

#[test]
fn a_fault_at_any_call_leaves_the_state_before_or_after() {
    for after in [false, true] {
        let mut faults = 0;
        for call in 1.. {
            let (store, world) = world(2);
            store.after.store(after, Ordering::SeqCst);
            store.calls_left.store(call, Ordering::SeqCst);
            let outcome = live(&world);
            store.calls_left.store(0, Ordering::SeqCst);
            assert_coherent(&world);
            match outcome {
                Ok(()) => break,
                Err(error) => assert_eq!(error.name(), "InternalErrorException", "call {call}"),
            }
            faults += 1;
            // A client can go on from there.
            if world.admin_get("ana").is_ok() {
                live(&world).unwrap();
                assert_coherent(&world);
            }
        }
        assert!(faults > 15, "{faults}");
    }
}

#[test]
fn a_fault_while_a_pool_or_a_client_is_made_or_deleted_leaves_all_or_nothing() {
    for after in [false, true] {
        for call in 1.. {
            let (store, world) = world(3);
            let pools =
                || world.send(ListUserPools { max_results: 60, ..Default::default() }).unwrap().user_pools;
            let before = pools().len();
            store.after.store(after, Ordering::SeqCst);
            store.calls_left.store(call, Ordering::SeqCst);
            let outcome = (|| {
                let create = CreateUserPool { pool_name: "new".into(), ..Default::default() };
                let id = world.send(create)?.user_pool.id;
                let create = CreateUserPoolClient {
                    user_pool_id: id.clone(),
                    client_name: "new".into(),
                    ..Default::default()
                };
                world.send(create)?;
                world.send(DeleteUserPool { user_pool_id: id }).map(|_| ())
            })();
            store.calls_left.store(0, Ordering::SeqCst);
            // Every pool that is listed is whole: it can be described, given a client, and deleted.
            for pool in pools() {
                if pool.id == world.pool {
                    continue;
                }
                world.send(DescribeUserPool { user_pool_id: pool.id.clone() }).unwrap();
                let clients = ListUserPoolClients { user_pool_id: pool.id.clone(), ..Default::default() };
                for client in world.send(clients).unwrap().user_pool_clients {
                    let sign_up = SignUp { client_id: client.client_id, ..world.sign_up_request("ana") };
                    world.send(sign_up).unwrap();
                }
                world.send(DeleteUserPool { user_pool_id: pool.id }).unwrap();
            }
            assert_eq!(pools().len(), before);
            if outcome.is_ok() {
                break;
            }
        }
    }
}
