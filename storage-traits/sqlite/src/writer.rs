//! [`Writer`]: the one thread that writes, and commits in groups.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
};

use rusqlite::{Connection, Transaction, TransactionBehavior::Immediate};
use userpool_storage_traits::{Batch, CommitError, StorageError};

use crate::{
    place::Place,
    promise::{Promise, promise},
    readers::join,
    records, schema,
};

/// Most batches that share one commit: the first of them should not wait too long for the last.
const GROUP_MAX: usize = 128;

/// Expired records are looked for once in so many batches.
const PURGE_EVERY: usize = 64;

/// Most records deleted at once: more than can expire meanwhile, if each batch writes a few that do.
const PURGE_MAX: u32 = 512;

/// Expired records stay for an hour, so that clocks may differ a little.
const PURGE_GRACE_SECONDS: u64 = 3600;

/// Sends batches to the thread that writes.
pub(crate) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    is_failing: Arc<AtomicBool>,
}

struct Job {
    batch: Batch,
    promise: Promise<Verdict>,
}

type Verdict = Result<(), CommitError>;

impl Writer {
    /// Starts the thread. `clock` tells which records have expired. Nothing is committed while the file is not in its
    /// `place`.
    pub(crate) fn start(
        connection: Connection,
        clock: fn() -> u64,
        place: Option<Place>,
    ) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel();
        let is_failing = Arc::new(AtomicBool::new(false));
        let failing = Arc::clone(&is_failing);
        let worker = Worker { connection, clock, place, is_failing: failing, until_purge: 0 };
        let thread = thread::Builder::new().name("userpool-sqlite-write".to_owned());
        let thread = thread.spawn(move || worker.work(&queue))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), is_failing })
    }

    /// Whether the last commit failed. The next one then writes to the file, even when its batches write nothing.
    pub(crate) fn is_failing(&self) -> bool {
        self.is_failing.load(Ordering::Relaxed)
    }

    /// Commits one batch, together with others that wait.
    pub(crate) async fn commit(&self, batch: Batch) -> Verdict {
        let (promise, answer) = promise();
        // A job that cannot be sent is dropped, and its promise with it.
        let _ = self.jobs.as_ref().map(|jobs| jobs.send(Job { batch, promise }));
        answer.await.unwrap_or_else(|| Err(StorageError::new("the writer of SQLite panicked").into()))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        self.thread.take().into_iter().for_each(join);
    }
}

/// What lives on the thread.
struct Worker {
    connection: Connection,
    clock: fn() -> u64,
    /// `None`: the database is in memory.
    place: Option<Place>,
    is_failing: Arc<AtomicBool>,
    /// Batches left until the next purge.
    until_purge: usize,
}

impl Worker {
    fn work(mut self, queue: &Receiver<Job>) {
        while let Ok(first) = queue.recv() {
            let waiting = queue.try_iter().take(GROUP_MAX - 1);
            let (batches, promises): (Vec<_>, Vec<_>) =
                std::iter::once(first).chain(waiting).map(|job| (job.batch, job.promise)).unzip();

            // After a panic the promises are broken and the transaction rolled back: the next group finds all in order.
            let verdicts = catch_unwind(AssertUnwindSafe(|| self.commit(&batches)));
            let has_failed = |verdict: &Verdict| matches!(verdict, Err(CommitError::Storage(_)));
            let is_failing = verdicts.as_ref().map_or(true, |verdicts| verdicts.iter().any(has_failed));
            self.is_failing.store(is_failing, Ordering::Relaxed);
            let Ok(verdicts) = verdicts else { continue };
            for (promise, verdict) in promises.into_iter().zip(verdicts) {
                promise.keep(verdict);
            }
        }
    }

    /// Commits a group of batches at once and tells what became of each.
    fn commit(&mut self, batches: &[Batch]) -> Vec<Verdict> {
        let all_fail =
            |text: &str| batches.iter().map(|_| Err(StorageError::new(text).into())).collect::<Vec<_>>();
        if let Some(place) = &self.place
            && let Err(error) = place.check()
        {
            return all_fail(&format!("cannot write to {}: {error}", place.path().display()));
        }
        self.try_commit(batches)
            .unwrap_or_else(|error| all_fail(&format!("SQLite could not commit: {error}")))
    }

    /// On an error nothing of the group was written.
    fn try_commit(&mut self, batches: &[Batch]) -> rusqlite::Result<Vec<Verdict>> {
        // Immediate: between the checks and the commit no other process writes.
        let mut transaction = self.connection.transaction_with_behavior(Immediate)?;
        let mut verdicts = Vec::with_capacity(batches.len());
        for batch in batches {
            verdicts.push(match apart(&mut transaction, |part| records::apply(part, batch))? {
                Ok(true) => Ok(()),
                Ok(false) => Err(CommitError::Conflict),
                Err(error) => Err(StorageError::with_source("SQLite could not write", error).into()),
            });
        }

        if self.until_purge == 0 {
            let before = (self.clock)().saturating_sub(PURGE_GRACE_SECONDS);
            // What stays undone is done next time.
            let _ = apart(&mut transaction, |part| records::purge(part, before, PURGE_MAX).map(|()| true))?;
            self.until_purge = PURGE_EVERY;
        }
        self.until_purge = self.until_purge.saturating_sub(batches.len());

        if self.is_failing.load(Ordering::Relaxed) {
            // A commit that writes nothing succeeds on a disk that is full: this one writes the header anew.
            let version = schema::version(&transaction)?;
            transaction.pragma_update(None, "user_version", version)?;
        }
        transaction.commit()?;
        Ok(verdicts)
    }
}

/// Runs `part` so that its failure undoes nothing of its neighbours. The inner result is the part's own; the outer
/// error means that the whole transaction is lost.
fn apart<T>(
    transaction: &mut Transaction<'_>,
    part: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<rusqlite::Result<T>> {
    let savepoint = transaction.savepoint()?;
    match part(&savepoint) {
        Ok(answer) => {
            savepoint.commit()?;
            Ok(Ok(answer))
        }
        // A full disk and its like end the transaction: there is no savepoint left to return to.
        Err(error) if savepoint.is_autocommit() => Err(error),
        Err(error) => {
            savepoint.finish()?;
            Ok(Err(error))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

    use rusqlite::params;
    use userpool_storage_traits::{Check, Key, Partition, Record, Revision, Write, conformance::block_on};

    use super::*;

    #[test]
    fn a_conflict_does_not_touch_its_neighbours() {
        let mut worker = worker();
        let verdicts = worker.commit(&[create("a"), create("a"), create("b"), create("b"), create("c")]);
        assert_eq!(told(&verdicts), ["applied", "conflict", "applied", "conflict", "applied"]);
        assert_eq!(keys(&worker), ["a", "b", "c"]);
    }

    #[test]
    fn a_batch_sees_its_neighbours_before_it() {
        let mut worker = worker();
        let mut second = put("a", 2);
        second.checks = vec![Check { key: Key::new(["a"]), expect: Some(Revision::from_bits(1)) }];
        assert_eq!(told(&worker.commit(&[put("a", 1), second])), ["applied", "applied"]);
    }

    #[test]
    fn a_failing_batch_does_not_touch_its_neighbours() {
        let mut worker = worker();
        fail_on(&worker, "bad", "ABORT");
        let mut half = create("half");
        half.writes.extend(create("bad").writes);

        let verdicts = worker.commit(&[create("a"), half, create("b")]);
        assert_eq!(told(&verdicts), ["applied", "error", "applied"]);
        assert_eq!(keys(&worker), ["a", "b"]);
    }

    /// As a full disk does.
    #[test]
    fn a_failure_that_ends_the_transaction_fails_the_group() {
        let mut worker = worker();
        fail_on(&worker, "bad", "ROLLBACK");

        let verdicts = worker.commit(&[create("a"), create("bad"), create("b")]);
        assert_eq!(told(&verdicts), ["error", "error", "error"]);
        assert_eq!(keys(&worker), [""; 0]);
        assert_eq!(told(&worker.commit(&[create("a")])), ["applied"]);
    }

    #[test]
    fn a_failing_commit_fails_the_group() {
        let mut worker = worker();
        // A foreign key that is looked at in the end only.
        let sql = "PRAGMA foreign_keys = ON;
                   CREATE TABLE target (id INTEGER PRIMARY KEY);
                   CREATE TABLE dangling (id REFERENCES target DEFERRABLE INITIALLY DEFERRED);
                   CREATE TRIGGER dangle AFTER INSERT ON records WHEN new.key = 'bad'
                   BEGIN INSERT INTO dangling VALUES (1); END;";
        worker.connection.execute_batch(sql).unwrap();

        let verdicts = worker.commit(&[create("a"), create("bad"), create("a")]);
        assert_eq!(told(&verdicts), ["error", "error", "error"]);
        assert_eq!(keys(&worker), [""; 0]);
        assert_eq!(told(&worker.commit(&[create("a")])), ["applied"]);
    }

    #[test]
    fn a_panic_is_an_error_and_the_writer_goes_on() {
        // The clock is asked at the first batch, after it was applied.
        let writer = Writer::start(database(), || panic!("no clock"), None).unwrap();
        let verdict = block_on(writer.commit(create("a")));
        assert_eq!(told(&[verdict]), ["error"]);

        let verdict = block_on(writer.commit(put("a", 1)));
        assert_eq!(told(&[verdict]), ["error"], "the purge is still due, and panics again");
    }

    /// As with a disk that was full for a while.
    #[test]
    fn a_failing_writer_recovers_with_the_next_commit() {
        let database = database();
        let sql = "CREATE TRIGGER fail BEFORE INSERT ON records WHEN new.key = 'bad'
                   BEGIN SELECT RAISE(ROLLBACK, 'on purpose'); END";
        database.execute_batch(sql).unwrap();
        let writer = Writer::start(database, || 0, None).unwrap();
        let commit = |batch| told(&[block_on(writer.commit(batch))]);

        assert_eq!((commit(create("a")), writer.is_failing()), (vec!["applied"], false));
        assert_eq!((commit(create("bad")), writer.is_failing()), (vec!["error"], true));
        assert_eq!((commit(Batch::new(Partition::new("p"))), writer.is_failing()), (vec!["applied"], false));
        assert_eq!((commit(create("a")), writer.is_failing()), (vec!["conflict"], false));
    }

    #[test]
    fn expired_records_are_purged_an_hour_later_and_a_few_at_a_time() {
        let mut worker = worker();
        worker.clock = || 10_000;
        let last_kept = 10_000 - PURGE_GRACE_SECONDS;
        for number in 0..u64::from(PURGE_MAX) + 10 {
            let sql = "INSERT INTO records VALUES ('p', ?1, '', 1, ?2)";
            let name = format!("old/{number:04}");
            worker.connection.execute(sql, params![name, (last_kept - 1 - number).cast_signed()]).unwrap();
        }
        let sql = "INSERT INTO records VALUES ('p', 'kept', '', 1, ?1), ('p', 'lasting', '', 1, NULL)";
        worker.connection.execute(sql, [last_kept.cast_signed()]).unwrap();

        // The first batch purges, and then one in so many.
        worker.commit(&[put("new", 1)]);
        assert_eq!(keys(&worker).len(), 10 + 3);
        for _ in 1..PURGE_EVERY {
            worker.commit(&[put("new", 1)]);
        }
        assert_eq!(keys(&worker).len(), 10 + 3);
        worker.commit(&[put("new", 1)]);
        assert_eq!(keys(&worker), ["kept", "lasting", "new"]);
    }

    fn database() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection).unwrap();
        connection
    }

    fn worker() -> Worker {
        Worker {
            connection: database(),
            clock: || 0,
            place: None,
            is_failing: Arc::default(),
            until_purge: 0,
        }
    }

    fn put(key: &str, revision: u64) -> Batch {
        let record = Record { value: vec![], revision: Revision::from_bits(revision), expires_at: None };
        let writes = vec![Write::Put { key: Key::new([key]), record }];
        Batch { writes, ..Batch::new(Partition::new("p")) }
    }

    fn create(key: &str) -> Batch {
        Batch { checks: vec![Check { key: Key::new([key]), expect: None }], ..put(key, 1) }
    }

    fn fail_on(worker: &Worker, key: &str, how: &str) {
        let sql = format!(
            "CREATE TRIGGER fail BEFORE INSERT ON records WHEN new.key = '{key}'
             BEGIN SELECT RAISE({how}, 'on purpose'); END"
        );
        worker.connection.execute_batch(&sql).unwrap();
    }

    fn told(verdicts: &[Verdict]) -> Vec<&'static str> {
        let tell = |verdict: &Verdict| match verdict {
            Ok(()) => "applied",
            Err(CommitError::Conflict) => "conflict",
            Err(CommitError::Storage(_)) => "error",
        };
        verdicts.iter().map(tell).collect()
    }

    fn keys(worker: &Worker) -> Vec<String> {
        let mut select = worker.connection.prepare("SELECT key FROM records ORDER BY key").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }
}
