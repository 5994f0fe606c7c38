//! [`Readers`]: threads that read, so that the executor never waits for the disk.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
};

use rusqlite::Connection;
use userpool_storage_traits::StorageError;

use crate::promise::promise;

/// A few threads that share one queue; each has its own connection.
pub(crate) struct Readers {
    jobs: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

impl Readers {
    /// Starts one thread for each connection.
    pub(crate) fn start(connections: Vec<Connection>) -> io::Result<Self> {
        let (jobs, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        let mut readers = Self { jobs: Some(jobs), threads: Vec::new() };
        for connection in connections {
            let queue = queue.clone();
            let thread = thread::Builder::new().name("userpool-sqlite-read".to_owned());
            readers.threads.push(thread.spawn(move || work(connection, &queue))?);
        }
        Ok(readers)
    }

    /// Runs `read` on one snapshot of the file, as of the last commit before it begins.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (promise, answer) = promise();
        let job: Job = Box::new(move |connection| {
            let snapshot = connection.transaction();
            promise.keep(snapshot.and_then(|snapshot| read(&snapshot)));
        });
        // A job that cannot be sent is dropped together with its promise.
        let _ = self.jobs.as_ref().map(|jobs| jobs.send(job));
        match answer.await {
            Some(outcome) => {
                outcome.map_err(|error| StorageError::with_source("SQLite could not read", error))
            }
            None => Err(StorageError::new("an SQLite reader thread panicked")),
        }
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            join(thread);
        }
    }
}

fn work(mut connection: Connection, queue: &Mutex<Receiver<Job>>) {
    loop {
        // The thread that holds the lock waits for a job, the others wait for the lock.
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        // A panic drops the job's promise and rolls its transaction back, so the thread can run the next job.
        let _ = catch_unwind(AssertUnwindSafe(|| job(&mut connection)));
    }
}

/// Waits for a thread to end, unless it is the current one: a waker may drop the store on a thread of the store.
pub(crate) fn join(thread: JoinHandle<()>) {
    if thread.thread().id() != thread::current().id() {
        let _ = thread.join();
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

    use userpool_storage_traits::conformance::block_on;

    use super::*;

    #[test]
    fn after_a_panic_the_thread_runs_the_next_job() {
        let readers = Readers::start(vec![Connection::open_in_memory().unwrap()]).unwrap();
        let failed = block_on(readers.run::<()>(|_| panic!("on purpose")));
        assert!(failed.is_err());

        let one: i64 =
            block_on(readers.run(|file| file.query_row("SELECT 1", [], |row| row.get(0)))).unwrap();
        assert_eq!(one, 1);
    }
}
