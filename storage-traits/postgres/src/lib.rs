//! Userpool storage on PostgreSQL, for several instances of a server on one database.
//!
//! ```no_run
//! # async fn f() -> Result<(), userpool_postgres::ConnectError> {
//! let url = "postgres://userpool:secret@db.example/userpool";
//! userpool_postgres::migrate(url).await?; // once, and for each new version
//! let store = userpool_postgres::PostgresStorage::connect(url).await?;
//! # Ok(())
//! # }
//! ```
//!
//! Futures of this crate need a Tokio runtime with time and I/O, and links belong to the runtime in which they were made.
//!
//! **One round trip.** A batch is one serializable transaction whose statements are sent together. Reads are serializable too: else
//! they could see a change, and not a batch that comes before it. What PostgreSQL refuses only because of other transactions is
//! repeated here.
//!
//! **Durable.** A commit is acknowledged when PostgreSQL says so, relaxed batches too. Whether it survives the loss of the server is
//! up to `synchronous_standby_names`.
//!
//! **Recovering.** When PostgreSQL was away, or another host has become the primary server, requests fail meanwhile and succeed
//! afterwards. When a link is lost during a commit, the store looks whether the batch was applied.
//!
//! **Readable.** Everything is in one table:
//!
//! ```sql
//! SELECT key, convert_from(value, 'UTF8')::jsonb ->> 'username' FROM userpool_records WHERE partition = $1;
//! ```

mod error;
mod link;
mod options;
mod plan;
mod schema;
mod statements;
mod tls;
mod url;

use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use deadpool::managed::{Object, Pool};
use tokio_postgres::{Error, Row, types::ToSql};
use userpool_storage_traits::{
    Batch, CommitError, Key, Partition, Record, Revision, Scan, Storage, StorageError, Swept, limits,
};

pub use error::ConnectError;
pub use options::PostgresOptions;

use error::{Trouble, told};
use link::{Links, chance, no_link};
use plan::{Plan, Range};
use statements::Name;

/// How often a transaction is tried that PostgreSQL refuses because of others.
const ATTEMPTS_MAX: u32 = 8;

/// How often a batch without checks is tried. It cannot conflict, so the engine could do nothing but try it again.
const UNCHECKED_ATTEMPTS_MAX: u32 = 16;

/// How often a request that was certainly not applied is tried on another link after its link was lost.
const LINKS_MAX: u32 = 2;

/// Most records that one sweep removes, since they stay locked until it ends.
const SWEPT_MAX: u32 = 1000;

/// A store in a PostgreSQL database. Several stores, also in several processes, may use the same database.
///
/// Dropping a future does not cancel its commit.
pub struct PostgresStorage {
    pool: Pool<Links>,
    answer: Duration,
    counts: Counts,
}

/// Creates the tables in the database at `url`, or changes those of an earlier version, with the default
/// [options](PostgresOptions::migrate).
///
/// # Errors
/// See [`ConnectError`].
pub async fn migrate(url: &str) -> Result<u32, ConnectError> {
    PostgresOptions::new().migrate(url).await
}

/// What a store has done, and what it is doing: numbers for metrics.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Figures {
    /// Links that exist.
    pub links: u64,
    /// Links that are not in use.
    pub idle: u64,
    /// Requests that wait for a link.
    pub waiting: u64,
    /// Transactions that were sent, since the store was opened.
    pub transactions: u64,
    /// How many of them PostgreSQL refused because of others, so that they were repeated.
    pub repeated: u64,
    /// Batches that were not applied because a check did not hold.
    pub conflicts: u64,
    /// Links that were lost during a request.
    pub lost: u64,
}

#[derive(Debug, Default)]
struct Counts {
    transactions: AtomicU64,
    repeated: AtomicU64,
    conflicts: AtomicU64,
    lost: AtomicU64,
}

impl PostgresStorage {
    /// Connects with the default [options](PostgresOptions::connect).
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(url: &str) -> Result<Self, ConnectError> {
        PostgresOptions::new().connect(url).await
    }

    fn new(pool: Pool<Links>, answer: Duration) -> Self {
        Self { pool, answer, counts: Counts::default() }
    }

    /// Checks that the store is ready: a link can be had, it leads to a server that takes writes, and the table can be read.
    ///
    /// # Errors
    /// Why it is not ready.
    pub async fn check(&self) -> Result<(), StorageError> {
        self.get(&Partition::new("check"), &[Key::new(["check"])]).await.map(drop)
    }

    /// What the store has done, and what it is doing.
    pub fn figures(&self) -> Figures {
        let status = self.pool.status();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        Figures {
            links: count(status.size),
            idle: count(status.available),
            waiting: count(status.waiting),
            transactions: self.counts.transactions.load(Relaxed),
            repeated: self.counts.repeated.load(Relaxed),
            conflicts: self.counts.conflicts.load(Relaxed),
            lost: self.counts.lost.load(Relaxed),
        }
    }

    async fn read(&self, name: Name, parameters: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StorageError> {
        let mut tries = Tries::default();
        loop {
            let link = self.link().await?;
            match link.answered(self.answer, link.read(name, parameters)).await {
                Ok(rows) => return Ok(rows),
                Err(trouble) => self.go_on(&mut tries, ATTEMPTS_MAX, link, trouble).await?,
            }
        }
    }

    /// A batch that writes something.
    async fn apply(&self, batch: &Batch, plan: &Plan<'_>) -> Result<(), CommitError> {
        let attempts = if batch.checks.is_empty() { UNCHECKED_ATTEMPTS_MAX } else { ATTEMPTS_MAX };
        let mut tries = Tries::default();
        loop {
            let link = self.link().await?;
            match link.answered(self.answer, link.commit(plan)).await {
                Ok(()) => return Ok(()),
                Err(Trouble::Conflict) => return Err(self.conflict()),
                Err(Trouble::Again(_)) if tries.again + 1 >= attempts && !batch.checks.is_empty() => {
                    return Err(self.conflict());
                }
                Err(Trouble::Lost(problem)) => {
                    self.give_up(link);
                    return self.look_for(batch, plan, &problem).await;
                }
                Err(Trouble::Ended(problem)) => {
                    self.give_up(link);
                    return Err(unknown(&problem).into());
                }
                Err(trouble) => self.go_on(&mut tries, attempts, link, trouble).await?,
            }
        }
    }

    /// Decides whether a request is tried again, and waits until then.
    async fn go_on(
        &self,
        tries: &mut Tries,
        attempts: u32,
        link: Object<Links>,
        trouble: Trouble,
    ) -> Result<(), StorageError> {
        let failed = |problem: &str| Err(StorageError::new(format!("PostgreSQL: {problem}")));
        match trouble {
            Trouble::Again(problem) => {
                drop(link);
                tries.again += 1;
                if tries.again >= attempts {
                    return failed(&problem);
                }
                self.counts.repeated.fetch_add(1, Relaxed);
                // From nothing up to 1, 2, 4, ... 64 milliseconds, so that those who met each other part.
                let span = f64::from(1 << (tries.again - 1).min(6)) / 1000.0;
                tokio::time::sleep(Duration::from_secs_f64(span * chance())).await;
                Ok(())
            }
            Trouble::Elsewhere(problem) | Trouble::Lost(problem) | Trouble::Ended(problem) => {
                self.give_up(link);
                tries.lost += 1;
                if tries.lost >= LINKS_MAX { failed(&problem) } else { Ok(()) }
            }
            Trouble::Failed(error) => Err(error),
            Trouble::Conflict => failed("a check where there is none"),
        }
    }

    /// After a link was lost during a commit: looks whether the batch was applied. Its revision is random, so it is the batch's own.
    async fn look_for(&self, batch: &Batch, plan: &Plan<'_>, problem: &str) -> Result<(), CommitError> {
        let (key, revision) = plan.mark().ok_or_else(|| unknown(problem))?;
        let found = self.get(&batch.partition, &[key]).await.map_err(|_| unknown(problem))?;
        match found.first() {
            Some(Some(record)) if record.revision == revision => Ok(()),
            // It may still be running.
            _ => Err(unknown(problem).into()),
        }
    }

    async fn link(&self) -> Result<Object<Links>, StorageError> {
        let link = self.pool.get().await.map_err(|error| StorageError::new(no_link(&error, &self.pool)))?;
        self.counts.transactions.fetch_add(1, Relaxed);
        Ok(link)
    }

    /// Drops a link, and those that are not in use: they probably lead to the same place.
    fn give_up(&self, link: Object<Links>) {
        self.counts.lost.fetch_add(1, Relaxed);
        drop(Object::take(link));
        self.pool.retain(|_, _| false);
    }

    fn conflict(&self) -> CommitError {
        self.counts.conflicts.fetch_add(1, Relaxed);
        CommitError::Conflict
    }
}

/// How often a request was tried.
#[derive(Debug, Default)]
struct Tries {
    again: u32,
    lost: u32,
}

impl Storage for PostgresStorage {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        limits::check_get(partition, keys)?;
        let mut found = vec![None; keys.len()];
        if keys.is_empty() {
            return Ok(found);
        }
        let names: Vec<&str> = keys.iter().map(Key::as_str).collect();
        for row in self.read(Name::Get, &[&partition.as_str(), &names]).await? {
            let number: i64 = row.try_get(0).map_err(malformed)?;
            let place = usize::try_from(number - 1).ok().and_then(|index| found.get_mut(index));
            *place.ok_or_else(|| StorageError::new("PostgreSQL answered another question"))? =
                Some(record(&row, 1).map_err(malformed)?);
        }
        Ok(found)
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        limits::check_scan(partition, scan)?;
        let range = Range::of(partition, scan);
        let name = match (scan.reverse, range.is_behind) {
            (true, _) => Name::ScanBack,
            (false, true) => Name::ScanAfter,
            (false, false) => Name::ScanFrom,
        };
        let parameters: [&(dyn ToSql + Sync); 4] = [&range.partition, &range.from, &range.to, &range.limit];
        let rows = self.read(name, &parameters).await?;
        let entry = |row: &Row| Ok((Key::from_stored(row.try_get::<_, String>(0)?), record(row, 1)?));
        rows.iter().map(entry).collect::<Result<_, _>>().map_err(malformed)
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        limits::check_batch(&batch)?;
        let plan = Plan::of(&batch);
        if !plan.writes_nothing() {
            return self.apply(&batch, &plan).await;
        }
        if plan.checks.keys.is_empty() {
            return Ok(());
        }
        // A batch that only checks is one question.
        let parameters: [&(dyn ToSql + Sync); 3] =
            [&plan.partition, &plan.checks.keys, &plan.checks.revisions];
        let rows = self.read(Name::Holds, &parameters).await?;
        match rows.first().map(|row| row.try_get::<_, bool>(0)) {
            Some(Ok(true)) => Ok(()),
            Some(Ok(false)) => Err(self.conflict()),
            Some(Err(error)) => Err(malformed(error).into()),
            None => Err(StorageError::new("PostgreSQL answered nothing").into()),
        }
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        let limit = limit.min(SWEPT_MAX);
        if limit == 0 {
            return Ok(Swept::default());
        }
        let before = before.min(limits::EXPIRES_AT_MAX);
        let mut tries = Tries::default();
        loop {
            let link = self.link().await?;
            match link.answered(self.answer, link.sweep(before, limit)).await {
                Ok(records) => return Ok(Swept { records, more: records >= limit }),
                Err(trouble) => self.go_on(&mut tries, ATTEMPTS_MAX, link, trouble).await?,
            }
        }
    }
}

impl fmt::Debug for PostgresStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStorage").field("figures", &self.figures()).finish_non_exhaustive()
    }
}

/// The record in the three columns from `first` on.
fn record(row: &Row, first: usize) -> Result<Record, Error> {
    Ok(Record {
        value: row.try_get(first)?,
        revision: Revision::from_bits(row.try_get::<_, i64>(first + 1)?.cast_unsigned()),
        expires_at: row.try_get::<_, Option<i64>>(first + 2)?.map(i64::cast_unsigned),
    })
}

fn unknown(problem: &str) -> StorageError {
    StorageError::new(format!("PostgreSQL: {problem}, and the outcome of a commit is unknown"))
}

fn malformed(error: Error) -> StorageError {
    StorageError::new(format!("PostgreSQL: {}", told(&error)))
}
