//! [`Writer`]: the only thread that writes. It commits batches in groups.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use rusqlite::{Connection, Transaction, TransactionBehavior::Immediate};
use userpool_storage_traits::{Batch, CommitError, Durability, StorageError, Swept};

use crate::{
    options::Synchronous,
    place::Place,
    promise::{Promise, promise},
    readers::join,
    records, schema,
};

/// The most batches in one commit, so that the first one does not wait too long for the last.
const GROUP_MAX: usize = 128;

/// Free pages that a file keeps for the next writes: one mebibyte.
const FREE_PAGES_KEPT: u32 = 256;

/// The most free pages that one sweep returns to the file system: eight mebibytes, about ten milliseconds of work.
const FREE_PAGES_RETURNED_MAX: u32 = 2048;

/// Sends batches to the thread that writes.
pub(crate) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    is_failing: Arc<AtomicBool>,
}

enum Job {
    Commit(Batch, Promise<Verdict>),
    Sweep(Sweep, Promise<Result<Swept, StorageError>>),
}

/// See [`Storage::sweep`](userpool_storage_traits::Storage::sweep).
#[derive(Clone, Copy, Debug)]
struct Sweep {
    before: u64,
    limit: u32,
}

type Verdict = Result<(), CommitError>;

impl Writer {
    /// Starts the thread. Commits fail while the path no longer names the file of `place`.
    pub(crate) fn start(
        connection: Connection,
        place: Option<Place>,
        synchronous: Synchronous,
    ) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel();
        let is_failing = Arc::new(AtomicBool::new(false));
        let failing = Arc::clone(&is_failing);
        let syncs = synchronous == Synchronous::Full;
        let worker = Worker {
            connection,
            place,
            is_failing: failing,
            syncs,
            is_syncing: syncs,
            log_holds_deleted: false,
        };
        let thread = thread::Builder::new().name("userpool-sqlite-write".to_owned());
        let thread = thread.spawn(move || worker.work(&queue))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread), is_failing })
    }

    /// Whether the last commit failed. If so, the next one writes to the file even if its batches write nothing.
    pub(crate) fn is_failing(&self) -> bool {
        self.is_failing.load(Ordering::Relaxed)
    }

    /// Commits one batch, together with others that are waiting.
    pub(crate) async fn commit(&self, batch: Batch) -> Verdict {
        let (promise, answer) = promise();
        // A job that cannot be sent is dropped together with its promise.
        let _ = self.jobs.as_ref().map(|jobs| jobs.send(Job::Commit(batch, promise)));
        answer.await.unwrap_or_else(|| Err(panicked().into()))
    }

    /// Removes expired records and returns free pages.
    pub(crate) async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        let (promise, answer) = promise();
        let sweep = Sweep { before, limit };
        let _ = self.jobs.as_ref().map(|jobs| jobs.send(Job::Sweep(sweep, promise)));
        answer.await.unwrap_or_else(|| Err(panicked()))
    }
}

fn panicked() -> StorageError {
    StorageError::new("the SQLite writer thread panicked")
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        self.thread.take().into_iter().for_each(join);
    }
}

/// The state of the thread.
struct Worker {
    connection: Connection,
    /// `None`: the database is in memory.
    place: Option<Place>,
    is_failing: Arc<AtomicBool>,
    /// Commits are written to disk before they are acknowledged, unless they are relaxed.
    syncs: bool,
    /// The connection does so now.
    is_syncing: bool,
    /// The log still holds records that were removed, since a sweep ran after the log was last emptied.
    log_holds_deleted: bool,
}

impl Worker {
    fn work(mut self, queue: &Receiver<Job>) {
        // The job that ended the last group, since it is not a commit.
        let mut next = None;
        while let Some(job) = next.take().or_else(|| queue.recv().ok()) {
            match job {
                Job::Commit(batch, promise) => next = self.work_on_group(queue, batch, promise),
                Job::Sweep(sweep, promise) => {
                    if let Ok(swept) = catch_unwind(AssertUnwindSafe(|| self.sweep(sweep))) {
                        promise.keep(swept);
                    }
                }
            }
        }
    }

    /// Commits a batch together with the commits that are waiting. Returns the first other job, if one follows them.
    fn work_on_group(
        &mut self,
        queue: &Receiver<Job>,
        batch: Batch,
        promise: Promise<Verdict>,
    ) -> Option<Job> {
        let (mut batches, mut promises, mut next) = (vec![batch], vec![promise], None);
        for job in queue.try_iter().take(GROUP_MAX - 1) {
            match job {
                Job::Commit(batch, promise) => {
                    batches.push(batch);
                    promises.push(promise);
                }
                Job::Sweep(..) => {
                    next = Some(job);
                    break;
                }
            }
        }

        // A panic drops the promises and rolls the transaction back, so the thread can commit the next group.
        let verdicts = catch_unwind(AssertUnwindSafe(|| self.commit(&batches)));
        let has_failed = |verdict: &Verdict| matches!(verdict, Err(CommitError::Storage(_)));
        let is_failing = verdicts.as_ref().map_or(true, |verdicts| verdicts.iter().any(has_failed));
        self.is_failing.store(is_failing, Ordering::Relaxed);
        for (promise, verdict) in promises.into_iter().zip(verdicts.into_iter().flatten()) {
            promise.keep(verdict);
        }
        next
    }

    fn sweep(&mut self, sweep: Sweep) -> Result<Swept, StorageError> {
        if let Some(place) = &self.place {
            place.check().map_err(|error| StorageError::with_source("cannot sweep", error))?;
        }
        self.try_sweep(sweep).map_err(|error| StorageError::with_source("SQLite could not sweep", error))
    }

    fn try_sweep(&mut self, Sweep { before, limit }: Sweep) -> rusqlite::Result<Swept> {
        let transaction = self.connection.transaction_with_behavior(Immediate)?;
        let dropped = records::sweep(&transaction, before, limit)?;
        transaction.commit()?;
        let pages = give_back(&self.connection)?;
        let records = u32::try_from(dropped).unwrap_or(u32::MAX);
        let more = pages.left || (records == limit && limit > 0);
        self.log_holds_deleted |= records > 0 || pages.returned;
        if !more && self.log_holds_deleted {
            self.log_holds_deleted = !empty_log(&self.connection)?;
        }
        Ok(Swept { records, more })
    }

    /// Commits a group of batches in one transaction and returns the outcome of each.
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

    /// Sets whether the next commit is written to disk before it is acknowledged. That includes all earlier commits.
    fn sync(&mut self, is_asked: bool) -> rusqlite::Result<()> {
        let syncs = self.syncs && is_asked;
        if syncs != self.is_syncing {
            self.connection.pragma_update(None, "synchronous", if syncs { "full" } else { "normal" })?;
            self.is_syncing = syncs;
        }
        Ok(())
    }

    /// On an error none of the batches was written.
    fn try_commit(&mut self, batches: &[Batch]) -> rusqlite::Result<Vec<Verdict>> {
        let is_synced = |batch: &Batch| batch.durability == Durability::Synced && !batch.writes.is_empty();
        // After a failure the next commit proves that the disk works again.
        let is_asked = self.is_failing.load(Ordering::Relaxed) || batches.iter().any(is_synced);
        self.sync(is_asked)?;
        // Immediate, so that no other process writes between the checks and the commit.
        let mut transaction = self.connection.transaction_with_behavior(Immediate)?;
        let verdicts = match apply_all(&transaction, batches) {
            Ok(verdicts) => verdicts,
            // Some errors, such as a full disk, end the whole transaction.
            Err(error) if transaction.is_autocommit() => return Err(error),
            // A batch fails rarely, so savepoints, which copy each page before it is changed, are made only then.
            Err(_) => {
                transaction.rollback()?;
                transaction = self.connection.transaction_with_behavior(Immediate)?;
                apply_apart(&mut transaction, batches)?
            }
        };

        if self.is_failing.load(Ordering::Relaxed) {
            // A commit that writes nothing would succeed even if the disk is full, so this one rewrites the header.
            let version = schema::version(&transaction)?;
            transaction.pragma_update(None, "user_version", version)?;
        }
        #[cfg(test)]
        tests::panic_if_asked(batches);
        transaction.commit()?;
        Ok(verdicts)
    }
}

/// The outcome of [`give_back`].
#[derive(Default)]
struct Pages {
    returned: bool,
    left: bool,
}

/// Returns a bounded number of free pages to the file system; the next checkpoint shortens the file. A file without
/// incremental `auto_vacuum` keeps its pages.
fn give_back(connection: &Connection) -> rusqlite::Result<Pages> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, u32>(0));
    if number("auto_vacuum")? != schema::INCREMENTAL {
        return Ok(Pages::default());
    }
    let spare = number("freelist_count")?.saturating_sub(FREE_PAGES_KEPT);
    if spare == 0 {
        return Ok(Pages::default());
    }
    let pages = spare.min(FREE_PAGES_RETURNED_MAX);
    // Each step of the statement frees one page.
    let mut vacuum = connection.prepare(&format!("PRAGMA incremental_vacuum({pages})"))?;
    let mut steps = vacuum.query([])?;
    while steps.next()?.is_some() {}
    Ok(Pages { returned: true, left: spare > pages })
}

/// Merges the log into the file and empties it, since it still holds deleted records. Does nothing while a reader is active,
/// because the writer must not wait for readers. Returns whether the log is empty now.
fn empty_log(connection: &Connection) -> rusqlite::Result<bool> {
    let timeout: u32 = connection.pragma_query_value(None, "busy_timeout", |row| row.get(0))?;
    connection.busy_timeout(Duration::ZERO)?;
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
    connection.busy_timeout(Duration::from_millis(timeout.into()))?;
    Ok(!busy?)
}

/// Applies the batches one after another. After an error the transaction must be rolled back.
fn apply_all(transaction: &Connection, batches: &[Batch]) -> rusqlite::Result<Vec<Verdict>> {
    let mut verdicts = Vec::with_capacity(batches.len());
    for batch in batches {
        verdicts.push(if records::all_hold(transaction, batch)? {
            records::write(transaction, batch)?;
            Ok(())
        } else {
            Err(CommitError::Conflict)
        });
    }
    Ok(verdicts)
}

/// As [`apply_all`], but a batch that fails does not affect the others. An error means that the whole transaction is lost.
fn apply_apart(transaction: &mut Transaction<'_>, batches: &[Batch]) -> rusqlite::Result<Vec<Verdict>> {
    let mut verdicts = Vec::with_capacity(batches.len());
    for batch in batches {
        let applied = apart(transaction, |part| {
            let holds = records::all_hold(part, batch)?;
            if holds {
                records::write(part, batch)?;
            }
            Ok(holds)
        });
        verdicts.push(match applied? {
            Ok(true) => Ok(()),
            Ok(false) => Err(CommitError::Conflict),
            Err(error) => Err(StorageError::with_source("SQLite could not write", error).into()),
        });
    }
    Ok(verdicts)
}

/// Runs `part` in a savepoint, so that its failure does not undo the other batches of the group. The inner result is the part's;
/// the outer error means that the whole transaction is lost.
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
        // Some errors, such as a full disk, end the whole transaction, and the savepoint with it.
        Err(error) if savepoint.is_autocommit() => Err(error),
        Err(error) => {
            savepoint.finish()?;
            Ok(Err(error))
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests may panic")]

    use rusqlite::params;
    use userpool_storage_traits::{Check, Key, Partition, Record, Revision, Write, conformance::block_on};

    use super::*;

    /// The key of a record that makes the writer panic before it commits.
    const PANIC: &str = "panic";

    pub(super) fn panic_if_asked(batches: &[Batch]) {
        let mut writes = batches.iter().flat_map(|batch| &batch.writes);
        assert!(!writes.any(|write| write.key().as_str() == PANIC), "on purpose");
    }

    /// A commit is written to disk unless all of its batches are relaxed, and a store that never waits for the disk stays so.
    #[test]
    fn relaxed_batches_alone_do_not_wait_for_the_disk() {
        let synchronous = |worker: &Worker| {
            worker.connection.pragma_query_value(None, "synchronous", |row| row.get::<_, u32>(0)).unwrap()
        };
        let relaxed = |key| Batch { durability: Durability::Relaxed, ..create(key) };
        let mut worker = worker();
        for (batches, expected) in [
            (vec![create("a")], 2),
            (vec![relaxed("b"), relaxed("c")], 1),
            (vec![relaxed("d"), create("e")], 2),
            (vec![relaxed("f")], 1),
        ] {
            assert!(worker.commit(&batches).iter().all(Result::is_ok));
            assert_eq!(synchronous(&worker), expected, "{batches:?}");
        }
        assert_eq!(keys(&worker), ["a", "b", "c", "d", "e", "f"]);

        // The empty batch of a check after a failed commit.
        worker.is_failing.store(true, Ordering::Relaxed);
        assert!(worker.commit(&[Batch::new(Partition::new("p"))]).iter().all(Result::is_ok));
        assert_eq!(synchronous(&worker), 2);
        worker.is_failing.store(false, Ordering::Relaxed);

        (worker.syncs, worker.is_syncing) = (false, false);
        worker.connection.pragma_update(None, "synchronous", "normal").unwrap();
        assert!(worker.commit(&[create("g")]).iter().all(Result::is_ok));
        assert_eq!(synchronous(&worker), 1);
    }

    #[test]
    fn a_conflict_does_not_affect_the_rest_of_its_group() {
        let mut worker = worker();
        let verdicts = worker.commit(&[create("a"), create("a"), create("b"), create("b"), create("c")]);
        assert_eq!(told(&verdicts), ["applied", "conflict", "applied", "conflict", "applied"]);
        assert_eq!(keys(&worker), ["a", "b", "c"]);
    }

    #[test]
    fn a_batch_sees_the_earlier_batches_of_its_group() {
        let mut worker = worker();
        let mut second = put("a", 2);
        second.checks = vec![Check { key: Key::new(["a"]), expect: Some(Revision::from_bits(1)) }];
        assert_eq!(told(&worker.commit(&[put("a", 1), second])), ["applied", "applied"]);
    }

    #[test]
    fn a_failing_batch_does_not_affect_the_rest_of_its_group() {
        let mut worker = worker();
        fail_on(&worker, "bad", "ABORT");
        let mut half = create("half");
        half.writes.extend(create("bad").writes);

        let verdicts = worker.commit(&[create("a"), half, create("b")]);
        assert_eq!(told(&verdicts), ["applied", "error", "applied"]);
        assert_eq!(keys(&worker), ["a", "b"]);
    }

    /// A full disk has this effect.
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
        // A foreign key that is checked at the commit only.
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
    fn after_a_panic_the_writer_commits_the_next_group() {
        let writer = Writer::start(database(), None, Synchronous::Full).unwrap();
        let verdict = block_on(writer.commit(create(PANIC)));
        assert_eq!(told(&[verdict]), ["error"]);

        let verdict = block_on(writer.commit(put("a", 1)));
        assert_eq!(told(&[verdict]), ["applied"]);
    }

    /// A disk that was full for a while has this effect.
    #[test]
    fn a_failing_writer_recovers_with_the_next_commit() {
        let database = database();
        let sql = "CREATE TRIGGER fail BEFORE INSERT ON records WHEN new.key = 'bad'
                   BEGIN SELECT RAISE(ROLLBACK, 'on purpose'); END";
        database.execute_batch(sql).unwrap();
        let writer = Writer::start(database, None, Synchronous::Full).unwrap();
        let commit = |batch| told(&[block_on(writer.commit(batch))]);

        assert_eq!((commit(create("a")), writer.is_failing()), (vec!["applied"], false));
        assert_eq!((commit(create("bad")), writer.is_failing()), (vec!["error"], true));
        assert_eq!((commit(Batch::new(Partition::new("p"))), writer.is_failing()), (vec!["applied"], false));
        assert_eq!((commit(create("a")), writer.is_failing()), (vec!["conflict"], false));
    }

    #[test]
    fn a_sweep_removes_the_oldest_first_and_reports_whether_more_are_left() {
        let mut worker = worker();
        for number in 0..10 {
            let sql = "INSERT INTO records VALUES ('p', ?1, '', 1, ?2)";
            worker.connection.execute(sql, params![format!("{number}"), 100 - number]).unwrap();
        }
        let sql = "INSERT INTO records VALUES ('p', 'kept', '', 1, 101), ('p', 'lasting', '', 1, NULL)";
        worker.connection.execute(sql, []).unwrap();

        let swept = worker.sweep(Sweep { before: 101, limit: 4 }).unwrap();
        assert_eq!(swept, Swept { records: 4, more: true });
        assert_eq!(keys(&worker), ["0", "1", "2", "3", "4", "5", "kept", "lasting"]);
        let swept = worker.sweep(Sweep { before: 101, limit: 100 }).unwrap();
        assert_eq!(swept, Swept { records: 6, more: false });
        assert_eq!(keys(&worker), ["kept", "lasting"]);
    }

    fn database() -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        schema::migrate(&mut connection).unwrap();
        connection
    }

    fn worker() -> Worker {
        Worker {
            connection: database(),
            place: None,
            is_failing: Arc::default(),
            syncs: true,
            is_syncing: true,
            log_holds_deleted: false,
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
