//! Races, groups of commits and restarts, with real threads and files.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::{
    path::{Path, PathBuf},
    sync::Barrier,
    thread,
    time::Duration,
};

use tempfile::TempDir;
use userpool_sqlite::{SqliteOptions, SqliteStorage, Synchronous};
use userpool_storage_traits::{
    Batch, BoxFuture, Check, CommitError, Key, Partition, Record, Revision, Storage, Write,
    conformance::{block_on, join_all},
};

#[test]
fn of_64_threads_creating_one_key_one_wins() {
    let (_folder, path) = place();
    let stores = [SqliteStorage::open(&path).unwrap(), SqliteStorage::open(&path).unwrap()];
    let start = Barrier::new(64);

    let winners: Vec<u64> = thread::scope(|scope| {
        let threads: Vec<_> = (0..64)
            .map(|number| {
                let (store, start) = (&stores[number as usize % 2], &start);
                scope.spawn(move || {
                    start.wait();
                    commit(store, None, number).is_ok().then_some(number)
                })
            })
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
    });

    assert_eq!(winners.len(), 1);
    assert_eq!(read(&stores[0]).unwrap().revision.to_bits(), winners[0]);
}

#[test]
fn increments_from_two_stores_are_not_lost() {
    const ROUNDS: u64 = 25;
    let (_folder, path) = place();
    let stores = [SqliteStorage::open(&path).unwrap(), SqliteStorage::open(&path).unwrap()];

    thread::scope(|scope| {
        for store in stores.iter().cycle().take(8) {
            scope.spawn(move || {
                for _ in 0..ROUNDS {
                    // The revision is the count, so each commit adds one.
                    loop {
                        let found = read(store).map(|record| record.revision);
                        let next = found.map_or(1, |revision| revision.to_bits() + 1);
                        match commit(store, found, next) {
                            Ok(()) => break,
                            Err(CommitError::Conflict) => {}
                            Err(error) => panic!("{error:?}"),
                        }
                    }
                }
            });
        }
    });
    assert_eq!(read(&stores[0]).unwrap().revision.to_bits(), 8 * ROUNDS);
}

#[test]
fn committed_records_are_there_after_a_restart() {
    let (_folder, path) = place();
    for synchronous in [Synchronous::Full, Synchronous::Normal] {
        let revision = synchronous as u64 + 10;
        let store = SqliteOptions::new().synchronous(synchronous).open(&path).unwrap();
        block_on(store.commit(unchecked(revision))).unwrap();
        drop(store);
        assert_eq!(names_beside(&path), ["users.db"], "the log was not merged");

        let store = SqliteStorage::open(&path).unwrap();
        assert_eq!(read(&store).unwrap().revision.to_bits(), revision);
    }
}

/// The log alone must restore everything, since the process ended without a checkpoint.
#[test]
fn committed_records_are_there_after_a_crash() {
    let (folder, path) = place();
    let store = SqliteStorage::open(&path).unwrap();
    commit(&store, None, 7).unwrap();

    // A crash would leave the files as they are now.
    let crashed = folder.path().join("crashed");
    std::fs::create_dir(&crashed).unwrap();
    for name in ["users.db", "users.db-wal"] {
        std::fs::copy(folder.path().join(name), crashed.join(name)).unwrap();
    }
    let store = SqliteStorage::open(crashed.join("users.db")).unwrap();
    assert_eq!(read(&store).unwrap().revision.to_bits(), 7);
}

#[test]
fn waiting_batches_share_a_commit_and_have_separate_outcomes() {
    let (_folder, path) = place();
    let store = SqliteStorage::open(&path).unwrap();
    // While another connection writes, all batches wait in the queue.
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    let verdicts: Vec<bool> = thread::scope(|scope| {
        let commits = scope.spawn(|| {
            let commits = (0..300).map(|number| -> BoxFuture<'_, bool> {
                // Every third batch creates the key that the first one has already created.
                let batch = if number % 3 == 0 { checked(None, number) } else { unchecked(number) };
                let store = &store;
                Box::pin(async move { store.commit(batch).await.is_ok() })
            });
            block_on(join_all(commits))
        });
        thread::sleep(Duration::from_millis(100));
        other.execute_batch("COMMIT").unwrap();
        commits.join().unwrap()
    });

    let expected: Vec<bool> = (0..300).map(|number| number == 0 || number % 3 != 0).collect();
    assert_eq!(verdicts, expected);
}

#[test]
fn waiting_for_another_writer_ends_with_an_error() {
    let (_folder, path) = place();
    let store = SqliteOptions::new().busy_timeout(Duration::from_millis(50)).open(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();

    assert!(matches!(commit(&store, None, 1), Err(CommitError::Storage(_))));
    assert_eq!(read(&store), None);
    other.execute_batch("COMMIT").unwrap();
    commit(&store, None, 1).unwrap();
}

#[test]
fn a_store_can_be_dropped_while_batches_wait() {
    let (_folder, path) = place();
    let store = SqliteStorage::open(&path).unwrap();
    for number in 0..50 {
        // Polled once and then dropped, as a cancelled task is.
        let mut future = Box::pin(store.commit(unchecked(number)));
        let _ = future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
    }
    drop(store);

    let store = SqliteStorage::open(&path).unwrap();
    assert_eq!(read(&store).unwrap().revision.to_bits(), 49);
}

#[test]
fn operators_can_read_values_with_sql() {
    let (_folder, path) = place();
    let store = SqliteStorage::open(&path).unwrap();
    put(&store, "json", br#"{"username":"ana"}"#, None);
    put(&store, "blob", b"\xff", None);

    let other = rusqlite::Connection::open(&path).unwrap();
    let text = |sql| other.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(text("SELECT value ->> '$.username' FROM records WHERE key = 'json'"), "ana");
    assert_eq!(text("SELECT typeof(value) FROM records WHERE key = 'blob'"), "blob");
}

#[test]
fn a_range_is_found_by_index() {
    let (_folder, path) = place();
    drop(SqliteStorage::open(&path).unwrap());
    let other = rusqlite::Connection::open(&path).unwrap();
    let plan = |sql: &str| -> String {
        other.query_row(&format!("EXPLAIN QUERY PLAN {sql}"), [], |row| row.get(3)).unwrap()
    };
    let range = "SELECT * FROM records WHERE partition = 'p' AND key >= CAST(x'61' AS TEXT) AND key < CAST(x'ff' AS TEXT)";
    assert_eq!(
        plan(&format!("{range} ORDER BY key DESC LIMIT 1")),
        "SEARCH records USING PRIMARY KEY (partition=? AND key>? AND key<?)"
    );
    assert_eq!(
        plan("SELECT partition, key FROM records WHERE expires_at < 1 ORDER BY expires_at LIMIT 1"),
        "SEARCH records USING COVERING INDEX records_by_expiry (expires_at<?)"
    );
}

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    (folder, path)
}

fn partition() -> Partition {
    Partition::new("p")
}

/// Writes `revision` to the one key of most tests.
fn unchecked(revision: u64) -> Batch {
    let record = Record { value: b"x".to_vec(), revision: Revision::from_bits(revision), expires_at: None };
    let writes = vec![Write::Put { key: Key::new(["k"]), record }];
    Batch { writes, ..Batch::new(partition()) }
}

/// The same, if the record is as expected.
fn checked(expect: Option<Revision>, revision: u64) -> Batch {
    Batch { checks: vec![Check { key: Key::new(["k"]), expect }], ..unchecked(revision) }
}

fn commit(store: &SqliteStorage, expect: Option<Revision>, revision: u64) -> Result<(), CommitError> {
    block_on(store.commit(checked(expect, revision)))
}

fn put(store: &SqliteStorage, key: &str, value: &[u8], expires_at: Option<u64>) {
    let record = Record { value: value.to_vec(), revision: Revision::from_bits(1), expires_at };
    let writes = vec![Write::Put { key: Key::new([key]), record }];
    block_on(store.commit(Batch { writes, ..Batch::new(partition()) })).unwrap();
}

fn read(store: &SqliteStorage) -> Option<Record> {
    block_on(store.get(&partition(), &[Key::new(["k"])])).unwrap().remove(0)
}

fn names_beside(path: &Path) -> Vec<String> {
    let folder = std::fs::read_dir(path.parent().unwrap()).unwrap();
    folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}
