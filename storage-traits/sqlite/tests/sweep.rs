//! A sweep removes expired records from the file and returns their space to the file system.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::{fs, path::Path};

use userpool_sqlite::SqliteStorage;
use userpool_storage_traits::{
    Batch, Key, Partition, Prefix, Record, Revision, Scan, Storage, Swept, Write, conformance::block_on,
};

const CANARY: &[u8] = b"canary-that-was-deleted";

fn fill(store: &SqliteStorage, records: u64, expires_at: Option<u64>) {
    for start in (0..records).step_by(100) {
        let mut batch = Batch::new(Partition::new("p"));
        for number in start..(start + 100).min(records) {
            let value = CANARY.repeat(100);
            let record = Record { value, revision: Revision::from_bits(number), expires_at };
            let key = Key::from_stored(format!("{}/{number:06}", expires_at.unwrap_or_default()));
            batch.writes.push(Write::Put { key, record });
        }
        block_on(store.commit(batch)).unwrap();
    }
}

/// Sweeps until nothing is left to do. Returns the number of sweeps.
fn sweep(store: &SqliteStorage, before: u64) -> u32 {
    (1..).find(|_| !block_on(store.sweep(before, 1000)).unwrap().more).unwrap()
}

fn holds_canary(path: &Path) -> bool {
    let content = fs::read(path).unwrap_or_default();
    content.windows(CANARY.len()).any(|bytes| bytes == CANARY)
}

#[test]
fn a_sweep_removes_the_bytes_of_records_and_shortens_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (path, log) = (folder.path().join("users.db"), folder.path().join("users.db-wal"));
    let store = SqliteStorage::open(&path).unwrap();
    fill(&store, 12_000, Some(1_000));
    assert!(holds_canary(&path) && fs::metadata(&path).unwrap().len() > 24 << 20);

    assert!(sweep(&store, 1_000) < 3, "nothing has expired yet");
    assert!(holds_canary(&path));
    let sweeps = sweep(&store, 1_001);
    assert!((12..30).contains(&sweeps), "{sweeps}");
    assert!(!holds_canary(&path) && !holds_canary(&log));
    let length = fs::metadata(&path).unwrap().len();
    assert!(length < 2 << 20, "{length} bytes are left");
    assert_eq!(block_on(store.sweep(1_001, 1000)).unwrap(), Swept::default());
}

#[test]
fn deleted_records_are_overwritten_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    let store = SqliteStorage::open(&path).unwrap();
    fill(&store, 100, None);
    let partition = Partition::new("p");
    let found = block_on(store.scan(&partition, &Scan::first(Prefix::all(), 1000))).unwrap();
    let writes = found.into_iter().map(|(key, _)| Write::Delete { key }).collect();
    block_on(store.commit(Batch { writes, ..Batch::new(partition) })).unwrap();
    drop(store);
    assert!(!holds_canary(&path));
}

#[test]
fn a_file_without_auto_vacuum_is_swept_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    drop(SqliteStorage::open(&path).unwrap());
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM;").unwrap();
    assert_eq!(other.pragma_query_value(None, "auto_vacuum", |row| row.get::<_, u32>(0)).unwrap(), 0);
    drop(other);
    let store = SqliteStorage::open(&path).unwrap();
    fill(&store, 3_000, Some(1_000));
    sweep(&store, 1_001);
    assert!(!holds_canary(&path));
    let left = block_on(store.scan(&Partition::new("p"), &Scan::first(Prefix::all(), 10))).unwrap();
    assert_eq!(left.len(), 0);
}
