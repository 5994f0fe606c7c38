//! `SqliteStorage::check`: whether the store is ready.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::fs;

use userpool_sqlite::{NotReady, SqliteStorage};
use userpool_storage_traits::{
    Batch, CommitError, Key, Partition, Record, Revision, Storage, Write, conformance::block_on,
};

#[cfg(unix)]
#[test]
fn a_store_whose_file_was_moved_or_replaced_takes_no_commits() {
    let folder = tempfile::tempdir().unwrap();
    let (path, aside) = (folder.path().join("users.db"), folder.path().join("aside.db"));
    let store = SqliteStorage::open(&path).unwrap();
    block_on(store.check()).unwrap();
    put(&store, "a").unwrap();

    fs::rename(&path, &aside).unwrap();
    let refused = |store: &SqliteStorage| {
        assert!(matches!(put(store, "b"), Err(CommitError::Storage(_))));
        assert!(matches!(block_on(store.check()), Err(NotReady::Moved { .. })));
    };
    refused(&store);
    fs::write(&path, "another file").unwrap();
    refused(&store);

    fs::rename(&aside, &path).unwrap();
    block_on(store.check()).unwrap();
    put(&store, "b").unwrap();
    drop(store);

    let store = SqliteStorage::open(&path).unwrap();
    let found = block_on(store.get(&Partition::new("p"), &[Key::new(["a"]), Key::new(["b"])])).unwrap();
    assert!(found.iter().all(Option::is_some), "{found:?}");
}

fn put(store: &SqliteStorage, key: &str) -> Result<(), CommitError> {
    let record = Record { value: vec![], revision: Revision::from_bits(1), expires_at: None };
    let writes = vec![Write::Put { key: Key::new([key]), record }];
    block_on(store.commit(Batch { writes, ..Batch::new(Partition::new("p")) }))
}
