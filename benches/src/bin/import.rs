//! Imports users from a CSV file on SQLite: lines per second, and the most memory in use.
//!
//! The memory is what the process has allocated (`RssAnon`), without the pages of the database that the system has mapped. It is
//! printed after a tenth of the lines and at the end: the two are about the same if it does not grow with the file. The last line is the rate of plain
//! commits of SQLite on the same disk, with as many records each, in the same run: the limit of any import.
//!
//! Run `cargo run --release -p userpool-benches --bin import [LINES]`; 100,000 lines by default.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a program that prints, and that stops when it cannot run"
)]

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use userpool::{
    AwsLcSigner, Engine,
    operations::{
        CreateUserImportJob, CreateUserPool, DescribeUserImportJob, GetCsvHeader, StartUserImportJob,
    },
    storage::{Batch, Key, Partition, Record, Revision, Storage, Write},
};
use userpool_sqlite::SqliteOptions;
use userpool_storage_traits::conformance::block_on;

/// Lines that are uploaded at once.
const CHUNK_LINES: usize = 1000;

/// Users of one commit of the import, and the records of each: what the reference writes.
const REFERENCE_USERS: usize = 5;
const REFERENCE_RECORDS: usize = 8;

fn main() {
    let lines: usize = std::env::args().nth(1).map_or(100_000, |number| number.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let storage = Arc::new(SqliteOptions::new().open(folder.path().join("users.db")).unwrap());
    let reference = Arc::clone(&storage);
    let engine =
        Engine::builder().storage(storage).signer(AwsLcSigner::new()).master_key([7; 32]).build().unwrap();
    let mut create = CreateUserPool { pool_name: "bench".into(), ..Default::default() };
    create.settings.auto_verified_attributes = Some(vec!["email".into()]);
    let pool = block_on(engine.send(create)).unwrap().user_pool.id;
    let job = upload(&engine, &pool, lines);

    let start = StartUserImportJob { user_pool_id: pool.clone(), job_id: job.clone() };
    block_on(engine.send(start)).unwrap();
    let begun = Instant::now();
    let (mut early, mut peak) = (None, 0);
    let mut done = 0;
    loop {
        let worked = block_on(engine.work(16)).unwrap();
        done += worked.records;
        peak = peak.max(allocated_kib());
        if early.is_none() && done * 10 >= lines as u64 {
            early = Some(peak);
        }
        if !worked.more {
            break;
        }
    }
    let took = begun.elapsed();
    let describe = DescribeUserImportJob { user_pool_id: pool, job_id: job };
    let ended = block_on(engine.send(describe)).unwrap().user_import_job;
    assert_eq!((&*ended.status, ended.imported_users), ("Succeeded", lines as u64), "{ended:?}");

    println!("{lines} lines in {:.1} s: {:.0} lines a second", took.as_secs_f64(), rate(lines, took));
    println!("peak memory: {} KiB after a tenth, {} KiB at the end", early.unwrap_or(0), peak);
    let users = lines.min(20_000);
    let took = commits(&reference, users);
    println!("plain commits of as many records: {:.0} users a second", rate(users, took));
}

fn rate(number: usize, took: Duration) -> f64 {
    number as f64 / took.as_secs_f64()
}

/// Creates a job and uploads a file with this many lines.
fn upload(engine: &Engine, pool: &str, lines: usize) -> String {
    let header = block_on(engine.send(GetCsvHeader { user_pool_id: pool.to_owned() })).unwrap().csv_header;
    let create = CreateUserImportJob {
        job_name: "bench".into(),
        user_pool_id: pool.to_owned(),
        cloud_watch_logs_role_arn: "arn:aws:iam::123456789012:role/import".into(),
        ..Default::default()
    };
    let job = block_on(engine.send(create)).unwrap().user_import_job;
    let url = job.pre_signed_url.unwrap().as_str().parse().unwrap();
    let mut upload = block_on(engine.upload_import_file(&url)).unwrap();
    block_on(upload.write(format!("{}\n", header.join(",")).as_bytes())).unwrap();
    for from in (0..lines).step_by(CHUNK_LINES) {
        let chunk: String =
            (from..lines.min(from + CHUNK_LINES)).map(|number| line(&header, number)).collect();
        block_on(upload.write(chunk.as_bytes())).unwrap();
    }
    block_on(upload.finish()).unwrap();
    job.job_id
}

/// A user with a verified mail address.
fn line(header: &[String], number: usize) -> String {
    let values = header.iter().map(|column| match &**column {
        "cognito:username" => format!("user{number:06}"),
        "email" => format!("user{number:06}@example.com"),
        "email_verified" => "TRUE".to_owned(),
        "cognito:mfa_enabled" => "FALSE".to_owned(),
        _ => String::new(),
    });
    values.collect::<Vec<_>>().join(",") + "\n"
}

/// Writes the records of as many users, as the import does, and nothing else.
fn commits(storage: &impl Storage, users: usize) -> Duration {
    let begun = Instant::now();
    for commit in 0..users / REFERENCE_USERS {
        let writes = (0..REFERENCE_USERS * REFERENCE_RECORDS).map(|record| {
            let key = Key::new(["row", &format!("{record:02}"), &format!("{commit:08}")]);
            let value = vec![b'x'; if record < REFERENCE_USERS { 500 } else { 30 }];
            let record = Record { value, revision: Revision::from_bits(commit as u64 + 1), expires_at: None };
            Write::Put { key, record }
        });
        let batch = Batch { writes: writes.collect(), ..Batch::new(Partition::new("reference")) };
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
