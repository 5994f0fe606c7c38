//! Imports a file of users into SQLite and exports it again: lines per second, and the most memory in use.
//!
//! The users have a mail address and no password, so nothing is derived. The memory is what the process has allocated (`RssAnon`),
//! without the pages of the database that the system has mapped. The last line is the rate of plain commits of as many records on
//! the same disk, in the same run.
//!
//! Run `cargo run --release -p userpool-benches --bin transfer [USERS]`; 1,000,000 users by default.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program that prints, and that stops when it cannot run"
)]

use std::{
    fs,
    path::Path,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use userpool::{
    AwsLcSigner, Engine,
    operations::CreateUserPool,
    storage::{Batch, Durability, Key, MemoryStorage, Partition, Record, Revision, Storage, Write},
    transfer::{ExportOptions, ImportOptions},
};
use userpool_sqlite::SqliteOptions;
use userpool_storage_traits::conformance::block_on;

/// Lines that are pushed at once.
const CHUNK_LINES: usize = 1000;

/// Records of a user, and writes of a commit, in the reference.
const REFERENCE_RECORDS: usize = 7;
const REFERENCE_WRITES: usize = 99;

/// The argument of the process that exports.
const EXPORT: &str = "export";

fn main() {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next();
    if first.as_deref() == Some(EXPORT) {
        return export(Path::new(&arguments.next().unwrap()));
    }
    let users: usize = first.map_or(1_000_000, |number| number.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("users.db");
    let storage = Arc::new(SqliteOptions::new().open(&database).unwrap());
    let reference = Arc::clone(&storage);
    let engine = engine(storage);

    let begun = Instant::now();
    let mut import = engine.import(ImportOptions::default());
    let mut peak = 0;
    block_on(import.push(pool_line().as_bytes())).unwrap();
    for from in (0..users).step_by(CHUNK_LINES) {
        let chunk: String = (from..users.min(from + CHUNK_LINES)).map(user_line).collect();
        block_on(import.push(chunk.as_bytes())).unwrap();
        peak = peak.max(allocated_kib());
    }
    let imported = block_on(import.finish()).unwrap();
    assert_eq!(imported.users, users as u64);
    print("import", users, begun.elapsed(), peak);

    // In a process of its own, without the memory that the import has used.
    let program = std::env::current_exe().unwrap();
    let exported = Command::new(program).arg(EXPORT).arg(&database).status().unwrap();
    assert!(exported.success());

    let some = users.min(100_000);
    let took = commits(&reference, some);
    println!("plain commits of as many records: {:.0} users a second", rate(some, took));
}

fn export(database: &Path) {
    let engine = engine(SqliteOptions::new().open(database).unwrap());
    let begun = Instant::now();
    let mut export = engine.export(&ExportOptions::default()).unwrap();
    let (mut bytes, mut peak) = (0, 0);
    while let Some(lines) = block_on(export.next()).unwrap() {
        bytes += lines.len();
        peak = peak.max(allocated_kib());
    }
    print("export", export.users() as usize, begun.elapsed(), peak);
    println!("the file has {} MB", bytes / 1_000_000);
}

fn engine(storage: impl Storage) -> Engine {
    Engine::builder().storage(storage).signer(AwsLcSigner::new()).master_key([7; 32]).build().unwrap()
}

/// The line of a pool with its keys.
fn pool_line() -> String {
    let engine = engine(MemoryStorage::default());
    block_on(engine.send(CreateUserPool { pool_name: "bench".into(), ..Default::default() })).unwrap();
    let mut export = engine.export(&ExportOptions::default()).unwrap();
    let mut file = Vec::new();
    while let Some(lines) = block_on(export.next()).unwrap() {
        file.extend(lines);
    }
    let file = String::from_utf8(file).unwrap();
    file.lines().find(|line| line.contains("\"type\":\"pool\"")).unwrap().to_owned() + "\n"
}

/// A user as an export has it.
fn user_line(number: usize) -> String {
    // As scattered as the `sub`s of real users.
    let scattered = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let name = format!("user{number:07}");
    format!(
        "{{\"type\":\"user\",\"attributes\":{{\"email\":\"{name}@example.com\",\"email_verified\":\"true\"}},\"created\":{created},\
         \"enabled\":true,\"generation\":0,\"modified\":{created},\"status\":\"RESET_REQUIRED\",\
         \"sub\":\"{high:08x}-0000-4000-8000-{number:012x}\",\"username\":\"{name}\"}}\n",
        created = 1_700_000_000_000_u64 + number as u64,
        high = scattered >> 32,
    )
}

fn print(what: &str, users: usize, took: Duration, peak: u64) {
    println!(
        "{what}: {users} users in {:.1} s: {:.0} a second, {peak} KiB",
        took.as_secs_f64(),
        rate(users, took)
    );
}

fn rate(number: usize, took: Duration) -> f64 {
    number as f64 / took.as_secs_f64()
}

/// Writes as many records as the users have, and nothing else.
fn commits(storage: &impl Storage, users: usize) -> Duration {
    let begun = Instant::now();
    for commit in 0..users * REFERENCE_RECORDS / REFERENCE_WRITES {
        let writes = (0..REFERENCE_WRITES).map(|record| {
            let key = Key::new([
                "row",
                &format!("{:02}", record % REFERENCE_RECORDS),
                &format!("{commit:08}-{record:02}"),
            ]);
            let value = vec![b'x'; if record % REFERENCE_RECORDS == 0 { 300 } else { 30 }];
            let record = Record { value, revision: Revision::from_bits(commit as u64 + 1), expires_at: None };
            Write::Put { key, record }
        });
        let batch = Batch {
            writes: writes.collect(),
            durability: Durability::Relaxed,
            ..Batch::new(Partition::new("reference"))
        };
        block_on(storage.commit(batch)).unwrap();
    }
    begun.elapsed()
}

/// The memory that the process has allocated.
fn allocated_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
