//! Backups are consistent under load, private and restorable, and never overwrite a file.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU32, Ordering},
    thread,
};

use tempfile::TempDir;
use userpool_sqlite::{BackupError, OpenError, SqliteStorage, backup};
use userpool_storage_traits::{
    Batch, Key, Partition, Prefix, Record, Revision, Scan, Storage, Write, conformance::block_on,
};

/// Each batch writes one record of each of two kinds, so an inconsistent copy has more of one kind.
#[test]
fn a_backup_under_load_is_consistent_and_can_be_restored() {
    let (folder, path) = place();
    let store = SqliteStorage::open(&path).unwrap();
    (0..200).for_each(|number| commit_pair(&store, number));
    let (written, done) = (&AtomicU32::new(200), &AtomicBool::new(false));
    thread::scope(|scope| {
        let store = &store;
        scope.spawn(move || {
            while !done.load(Ordering::SeqCst) {
                let number = written.load(Ordering::SeqCst);
                commit_pair(store, number);
                written.store(number + 1, Ordering::SeqCst);
            }
        });
        for round in 0..5 {
            let copy = folder.path().join(format!("copy-{round}.db"));
            let before = written.load(Ordering::SeqCst);
            let told = backup(&path, &copy).unwrap();
            let after = written.load(Ordering::SeqCst);
            assert_eq!(told.bytes, fs::metadata(&copy).unwrap().len());

            let restored = folder.path().join(format!("restored-{round}.db"));
            fs::copy(&copy, &restored).unwrap();
            let restored = SqliteStorage::open(&restored).unwrap();
            let (first, second) = (count(&restored, "first"), count(&restored, "second"));
            assert_eq!(first, second, "the copy is not consistent");
            assert_eq!(told.records, u64::from(first + second));
            // The file may hold one more batch, which was committed but not counted yet.
            assert!((before..=after + 1).contains(&first), "{before} <= {first} <= {after}");
            commit_pair(&restored, 1_000_000);
        }
        done.store(true, Ordering::SeqCst);
    });
}

#[test]
fn a_backup_needs_no_open_store_and_includes_the_log() {
    let (folder, path) = place();
    let store = SqliteStorage::open(&path).unwrap();
    commit_pair(&store, 1);
    // The files as after a crash: the records are in the log only.
    let crashed = folder.path().join("crashed");
    fs::create_dir(&crashed).unwrap();
    for name in ["users.db", "users.db-wal"] {
        fs::copy(folder.path().join(name), crashed.join(name)).unwrap();
    }
    let copy = folder.path().join("copy.db");
    assert_eq!(backup(crashed.join("users.db"), &copy).unwrap().records, 2);
    assert_eq!(count(&SqliteStorage::open(&copy).unwrap(), "first"), 1);
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_a_backup() {
    use std::os::unix::fs::PermissionsExt as _;

    let (folder, path) = place();
    let _store = SqliteStorage::open(&path).unwrap();
    let copy = folder.path().join("copy.db");
    backup(&path, &copy).unwrap();
    assert_eq!(fs::metadata(copy).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn no_file_is_overwritten_and_no_unfinished_copy_is_left() {
    let (folder, path) = place();
    let _store = SqliteStorage::open(&path).unwrap();
    let names = || -> BTreeSet<_> {
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    };
    let taken = folder.path().join("taken");
    fs::write(&taken, "precious").unwrap();
    let before = names();

    assert!(matches!(backup(&path, &taken), Err(BackupError::Exists { .. })));
    assert!(matches!(backup(&path, &path), Err(BackupError::Exists { .. })));
    assert!(matches!(backup(&path, folder.path()), Err(BackupError::Exists { .. })));
    assert!(matches!(backup(&path, folder.path().join("no/copy.db")), Err(BackupError::Io { .. })));
    assert_eq!(fs::read(&taken).unwrap(), b"precious");
    assert_eq!(names(), before);
}

#[test]
fn only_databases_of_this_crate_are_copied() {
    let (folder, path) = place();
    let copy = folder.path().join("copy.db");
    assert!(matches!(backup(&path, &copy), Err(BackupError::Missing { .. })));
    fs::write(&path, "").unwrap();
    assert!(matches!(backup(&path, &copy), Err(BackupError::Missing { .. })));
    fs::write(&path, [b'x'; 5000]).unwrap();
    assert!(matches!(backup(&path, &copy), Err(BackupError::Source(OpenError::NotSqlite { .. }))));
    assert!(!copy.exists());
}

/// A page that lost its content is found before the copy gets its name.
#[test]
fn a_damaged_database_gives_no_backup() {
    let (folder, path) = place();
    let store = SqliteStorage::open(&path).unwrap();
    (0..200).for_each(|number| commit_pair(&store, number));
    drop(store);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 4096].fill(0xff);
    fs::write(&path, bytes).unwrap();

    let copy = folder.path().join("copy.db");
    assert!(backup(&path, &copy).is_err());
    assert!(!copy.exists());
}

fn commit_pair(store: &SqliteStorage, number: u32) {
    let put = |kind: &str| {
        let value = vec![b'x'; 500];
        let record = Record { value, revision: Revision::from_bits(1), expires_at: None };
        Write::Put { key: Key::new([kind, &format!("{number:08}")]), record }
    };
    let writes = vec![put("first"), put("second")];
    block_on(store.commit(Batch { writes, ..Batch::new(Partition::new("p")) })).unwrap();
}

fn count(store: &SqliteStorage, kind: &str) -> u32 {
    let mut scan = Scan::first(Prefix::under([kind]), 100);
    let mut count = 0;
    loop {
        let page = block_on(store.scan(&Partition::new("p"), &scan)).unwrap();
        count += u32::try_from(page.len()).unwrap();
        match page.into_iter().next_back() {
            Some((key, _)) => scan.after = Some(key),
            None => return count,
        }
    }
}

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = Path::join(folder.path(), "users.db");
    (folder, path)
}
