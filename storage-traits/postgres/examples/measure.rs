//! Compares the speed of stores with batches like those of the engine: `measure URL...`. Each URL is a PostgreSQL database, in
//! which the schema `measure` is made anew. SQLite is measured on a temporary file.
//!
//!     storage-traits/postgres/tests/with-postgres bash -c \
//!         'cargo run --release -p userpool-postgres --example measure -- "$USERPOOL_TEST_POSTGRES" "$USERPOOL_TEST_PGBOUNCER"'

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a program for developers")]

use std::{
    env,
    hash::{BuildHasher as _, RandomState},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use userpool_postgres::PostgresOptions;
use userpool_sqlite::SqliteStorage;
use userpool_storage_traits::{
    Batch, Check, CommitError, DynStorage, Key, Partition, Record, Revision, Write,
};

const USERS: u64 = 2_000;
const TIME: Duration = Duration::from_secs(3);

/// What is measured: a read, and a batch of so many held and absent records that writes so many.
#[derive(Clone, Copy)]
struct Call {
    name: &'static str,
    reads: u64,
    held: u64,
    created: u64,
}

const CALLS: [Call; 4] = [
    Call { name: "a read of 12 records", reads: 12, held: 0, created: 0 },
    Call { name: "a password sign-in: read 12, check 5", reads: 12, held: 5, created: 0 },
    Call { name: "an SRP sign-in: read 13, check 5, write 1", reads: 13, held: 5, created: 1 },
    Call { name: "a sign-up: read 13, check 5, write 12", reads: 13, held: 5, created: 12 },
];

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = SqliteStorage::open(folder.path().join("users.db")).unwrap();
    let mut stores: Vec<(String, Arc<dyn DynStorage>)> = vec![("SQLite".to_owned(), Arc::new(sqlite))];
    for url in env::args().skip(1) {
        let options = PostgresOptions::new().schema("measure").links(32).wait(Duration::from_secs(60));
        options.migrate(&url).await.unwrap();
        let name = if url.contains("prepared=off") { "pooled" } else { "PostgreSQL" };
        stores.push((name.to_owned(), Arc::new(options.connect(&url).await.unwrap())));
    }
    let run = RandomState::new().hash_one(0);
    let partition = Partition::new(format!("pool/{run}"));
    for (_, store) in &stores {
        for number in 0..USERS {
            let writes = (0..13).map(|part| put(user(number, part), 900)).collect();
            let batch = Batch { writes, ..Batch::new(partition.clone()) };
            store.commit(batch).await.unwrap();
        }
    }

    println!("calls a second | {}", stores.iter().map(|(name, _)| &**name).collect::<Vec<_>>().join(" | "));
    for call in CALLS {
        for callers in [1, 8, 64] {
            let mut cells = Vec::new();
            for (_, store) in &stores {
                let (done, repeated) = measure(store, &partition, call, callers).await;
                cells.push(format!("{done:.0} ({repeated:.1} % conflicts)"));
            }
            println!("{}, {callers} at a time | {}", call.name, cells.join(" | "));
        }
    }
}

async fn measure(store: &Arc<dyn DynStorage>, partition: &Partition, call: Call, callers: u64) -> (f64, f64) {
    let (done, conflicts) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let start = Instant::now();
    let tasks = (0..callers).map(|_| {
        let (store, partition) = (store.clone(), partition.clone());
        let (done, conflicts) = (done.clone(), conflicts.clone());
        tokio::spawn(async move {
            let chance = RandomState::new();
            for number in 0_u64.. {
                if start.elapsed() >= TIME {
                    break;
                }
                let random = chance.hash_one(number);
                one(&store, &partition, call, random, &conflicts).await;
                done.fetch_add(1, Relaxed);
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    let seconds = start.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "they are small")]
    let (done, conflicts) = (done.load(Relaxed) as f64, conflicts.load(Relaxed) as f64);
    (done / seconds, 100.0 * conflicts / done)
}

async fn one(
    store: &Arc<dyn DynStorage>,
    partition: &Partition,
    call: Call,
    random: u64,
    conflicts: &AtomicU64,
) {
    let number = random % USERS;
    loop {
        let keys: Vec<Key> = (0..call.reads).map(|part| user(number, part)).collect();
        let found = store.get(partition, &keys).await.unwrap();
        if call.held == 0 {
            return;
        }
        let held = keys.into_iter().zip(found).take(usize::try_from(call.held).unwrap());
        let mut checks: Vec<Check> =
            held.map(|(key, record)| Check { key, expect: record.map(|record| record.revision) }).collect();
        let new: Vec<Key> =
            (0..call.created).map(|part| Key::new(["new", &format!("{random:016x}-{part}")])).collect();
        checks.extend(new.iter().map(|key| Check { key: key.clone(), expect: None }));
        let writes = new.into_iter().map(|key| put(key, 400)).collect();
        match store.commit(Batch { checks, writes, ..Batch::new(partition.clone()) }).await {
            Ok(()) => return,
            Err(CommitError::Conflict) => conflicts.fetch_add(1, Relaxed),
            Err(CommitError::Storage(error)) => panic!("{error}"),
        };
    }
}

fn user(number: u64, part: u64) -> Key {
    Key::new(["user", &format!("{number:06}"), &part.to_string()])
}

fn put(key: Key, bytes: usize) -> Write {
    let revision = Revision::from_bits(RandomState::new().hash_one(&key));
    Write::Put { key, record: Record { value: vec![b'x'; bytes], revision, expires_at: None } }
}
