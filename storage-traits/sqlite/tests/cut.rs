//! Power failures during a checkpoint: the log is complete, and only some of its pages were written to the file.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;
use userpool_sqlite::SqliteStorage;
use userpool_storage_traits::{
    Batch, Check, Key, Partition, Prefix, Record, Revision, Scan, Storage, Write, conformance::block_on,
};

const BEFORE: u32 = 20;
const AFTER: u32 = 80;
const SUBSETS: u64 = 64;

/// A file before a checkpoint, its complete log, and the newest content of each page in the log.
struct Crash {
    file: Vec<u8>,
    log: Vec<u8>,
    pages: BTreeMap<usize, Vec<u8>>,
    page_bytes: usize,
}

#[test]
fn a_checkpoint_may_be_cut_at_every_step() {
    let crash = crash();
    assert!(crash.pages.len() > 10, "{} pages are too few", crash.pages.len());
    let in_order: Vec<usize> = crash.pages.keys().copied().collect();
    for done in 0..=in_order.len() {
        all_is_there(&crash.with(&in_order[..done]), &crash.log);
    }
}

/// Without a barrier between them, a disk may write pages in any order.
#[test]
fn a_checkpoint_may_be_cut_with_any_of_its_pages_written() {
    let crash = crash();
    for seed in 1..=SUBSETS {
        let mut random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let some: Vec<usize> = crash
            .pages
            .keys()
            .copied()
            .filter(|_| {
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                random % 2 == 0
            })
            .collect();
        all_is_there(&crash.with(&some), &crash.log);
    }
    // The case that was reported: only the first page was written, and it counts pages that the file does not have.
    all_is_there(&crash.with(&[1]), &crash.log);
}

/// After a checkpoint the log is restarted or truncated.
#[test]
fn the_end_of_a_checkpoint_may_be_cut() {
    let crash = crash();
    let whole = crash.with(&crash.pages.keys().copied().collect::<Vec<_>>());
    let mut other_salt = crash.log.clone();
    other_salt[16..24].fill(0x5a);
    for log in [&crash.log[..0], &crash.log[..16], &crash.log[..32], &crash.log[..5000], &other_salt] {
        all_is_there(&whole, log);
    }
}

impl Crash {
    /// The file with these pages written by the checkpoint.
    fn with(&self, pages: &[usize]) -> Vec<u8> {
        let mut file = self.file.clone();
        for number in pages {
            let at = (number - 1) * self.page_bytes;
            file.resize(file.len().max(at + self.page_bytes), 0);
            file[at..at + self.page_bytes].copy_from_slice(&self.pages[number]);
        }
        file
    }
}

fn crash() -> Crash {
    let (_folder, path) = place();
    let store = SqliteStorage::open(&path).unwrap();
    (0..BEFORE).for_each(|number| commit(&store, number));
    drop(store); // merges the log into the file

    let store = SqliteStorage::open(&path).unwrap();
    (BEFORE..BEFORE + AFTER).for_each(|number| commit(&store, number));
    let file = fs::read(&path).unwrap();
    let log = fs::read(log_of(&path)).unwrap();
    let (page_bytes, pages) = pages_in(&log);
    assert!(pages.keys().max().unwrap() * page_bytes > file.len(), "the checkpoint would lengthen the file");
    Crash { file, log, pages, page_bytes }
}

/// The newest content of each page in a log of [SQLite's format](https://www.sqlite.org/fileformat2.html#walformat).
fn pages_in(log: &[u8]) -> (usize, BTreeMap<usize, Vec<u8>>) {
    let number = |at: usize| u32::from_be_bytes(log[at..at + 4].try_into().unwrap()) as usize;
    let page_bytes = number(8);
    let salt = &log[16..24];
    let mut pages = BTreeMap::new();
    let mut at = 32;
    while at + 24 + page_bytes <= log.len() && &log[at + 8..at + 16] == salt {
        pages.insert(number(at), log[at + 24..at + 24 + page_bytes].to_vec());
        at += 24 + page_bytes;
    }
    (page_bytes, pages)
}

/// Checks that the store opens, holds every record, and accepts another one.
#[track_caller]
fn all_is_there(file: &[u8], log: &[u8]) {
    let (_folder, path) = place();
    fs::write(&path, file).unwrap();
    fs::write(log_of(&path), log).unwrap();
    let store = SqliteStorage::open(&path).unwrap();
    let scan = Scan::first(Prefix::under(["record"]), 1000);
    let found = block_on(store.scan(&Partition::new("p"), &scan)).unwrap();
    let numbers: Vec<u32> = found.iter().map(|(_, record)| number_in(&record.value)).collect();
    assert_eq!(numbers, (0..BEFORE + AFTER).collect::<Vec<_>>());
    commit(&store, BEFORE + AFTER);
}

fn number_in(value: &[u8]) -> u32 {
    std::str::from_utf8(value).unwrap().split(' ').next().unwrap().parse().unwrap()
}

fn commit(store: &SqliteStorage, number: u32) {
    let key = Key::new(["record", &format!("{number:04}")]);
    let value = format!("{number} {}", "x".repeat(1000)).into_bytes();
    let record = Record { value, revision: Revision::from_bits(1), expires_at: None };
    let batch = Batch {
        checks: vec![Check { key: key.clone(), expect: None }],
        writes: vec![Write::Put { key, record }],
        ..Batch::new(Partition::new("p"))
    };
    block_on(store.commit(batch)).unwrap();
}

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    (folder, path)
}

fn log_of(path: &Path) -> PathBuf {
    path.with_file_name("users.db-wal")
}
