//! Purges of deleted pools.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use serde_json::json;
use userpool::{
    Error, Worked,
    operations::*,
    storage::{Batch, Key, MemoryStorage, Partition, Record, Storage},
};

use super::{filled, finish, partition};
use crate::world::{Counting, Faulty, Racer, World, Yielding, interleave, now, records};

fn delete_pool(world: &World) {
    world.pool_ok("DeleteUserPool", json!({}));
}

/// Nothing is left of the pool but the tombstone, and no job.
#[track_caller]
fn assert_purged(storage: &MemoryStorage, world: &World) {
    assert_eq!(records(storage, &partition(world)).keys().collect::<Vec<_>>(), ["pool"]);
    let directory = records(storage, "directory");
    assert!(
        directory.keys().all(|key| !key.starts_with("client/") && !key.starts_with("job/purge")),
        "{directory:?}"
    );
}

#[test]
fn a_pool_is_gone_at_once_and_its_records_go_by_slices() {
    let storage = Arc::new(MemoryStorage::new());
    let world = filled(Arc::clone(&storage), 1, 60);
    let before = records(&storage, &partition(&world)).len();
    assert!(before > 300, "{before}");
    delete_pool(&world);
    assert!(world.admin_get("ana").is_err());
    assert_eq!(records(&storage, &partition(&world)).len(), before, "the call itself removes nothing");

    let one = now(world.engine.work(1)).unwrap();
    assert!((1..=100).contains(&one.records) && one.more, "{one:?}");
    let rest = finish(&world.engine);
    assert_eq!(one.records + rest.records, before as u64 - 1);
    assert_purged(&storage, &world);
    assert_eq!(now(world.engine.work(5)).unwrap(), Worked::default());
}

/// Deletes a pool and works, with one fault at the call of this number; whether the fault was reached.
fn purge_with_a_fault(seed: u64, call: i64, after: bool) -> bool {
    let storage = Arc::new(Faulty::default());
    let world = filled(Arc::clone(&storage), seed, 0);
    for number in 0..60 {
        world.pool_ok("CreateGroup", json!({"GroupName": format!("group{number}")}));
        world.add_client(|_| {});
    }
    storage.after.store(after, Ordering::SeqCst);
    storage.calls_left.store(call, Ordering::SeqCst);
    let deleted = world.send(DeleteUserPool { user_pool_id: world.pool.clone() });
    // A client tries again.
    if deleted.is_err() {
        let again = world.send(DeleteUserPool { user_pool_id: world.pool.clone() });
        assert!(matches!(again, Ok(_) | Err(Error::ResourceNotFound(_))), "{again:?}");
    }
    for _ in 0..6 {
        let _ = now(world.engine.work(3));
        // A lease that was lost with its engine ends, and so does a rest.
        world.clock.advance(61);
    }
    let reached = storage.calls_left.load(Ordering::SeqCst) <= 0;
    storage.calls_left.store(0, Ordering::SeqCst);
    finish(&world.engine);
    assert_purged(&storage.memory, &world);
    reached
}

#[test]
fn a_purge_ends_after_a_fault_at_any_call() {
    for after in [false, true] {
        let reached = (1..200).take_while(|call| purge_with_a_fault(2, *call, after)).count();
        assert!(reached > 15 && reached < 199, "{reached}");
    }
}

#[test]
fn the_job_of_a_deletion_that_failed_removes_nothing() {
    let storage = Arc::new(Faulty::default());
    let world = filled(Arc::clone(&storage), 3, 1);
    // The pool is read, the job is written, and the pool's own commit fails.
    storage.calls_left.store(3, Ordering::SeqCst);
    world.send(DeleteUserPool { user_pool_id: world.pool.clone() }).unwrap_err();
    let jobs = || {
        let keys = records(&storage.memory, "directory").into_keys();
        keys.filter(|key| key.starts_with("job/purge")).count()
    };
    assert_eq!(jobs(), 1);
    for _ in 0..12 {
        finish(&world.engine);
        world.clock.advance(60);
    }
    assert_eq!(jobs(), 0);
    world.tokens("ana");
}

#[test]
fn a_job_of_a_kind_that_is_not_known_is_left_alone_and_holds_up_no_other() {
    let storage = Arc::new(MemoryStorage::new());
    let world = filled(Arc::clone(&storage), 4, 1);
    let mut batch = Batch::new(Partition::new("directory"));
    for (subject, value) in [("a", r#"{"kind":"import","subject":"a"}"#), ("b", "garbage")] {
        let revision = userpool::storage::Revision::from_bits(1);
        let record = Record { value: value.into(), revision, expires_at: None };
        batch
            .writes
            .push(userpool::storage::Write::Put { key: Key::new(["job", "import", subject]), record });
    }
    now(Storage::commit(&*storage, batch)).unwrap();
    delete_pool(&world);
    finish(&world.engine);
    assert_purged(&storage, &world);
    let left = records(&storage, "directory").into_keys().filter(|key| key.starts_with("job/import"));
    assert_eq!(left.count(), 2);
}

#[test]
fn engines_on_one_store_share_the_work_and_do_no_piece_twice() {
    for seed in 0..30 {
        let memory = Arc::new(MemoryStorage::new());
        let storage =
            Arc::new(Counting { storage: Yielding(Arc::clone(&memory)), deletes: AtomicUsize::new(0) });
        let world = filled(Arc::clone(&storage), seed, 0);
        for _ in 0..250 {
            world.add_client(|_| {});
        }
        let records_before = records(&memory, &partition(&world)).len();
        storage.deletes.store(0, Ordering::SeqCst);
        delete_pool(&world);
        for _ in 0..20 {
            let workers = (0..3).map(|_| Box::pin(world.engine.work(2)) as Racer<'_, Worked>).collect();
            interleave(seed, workers).into_iter().for_each(|worked| assert!(worked.is_ok()));
        }
        assert_purged(&memory, &world);
        assert_eq!(storage.deletes.load(Ordering::SeqCst), records_before - 1, "seed {seed}");
    }
}
