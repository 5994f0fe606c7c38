//! Userpool storage on embedded SQLite: one file, no server, nothing to install.
//!
//! ```
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("users.db");
//! let store = userpool_sqlite::SqliteStorage::open(path)?;
//! # Ok::<(), userpool_sqlite::OpenError>(())
//! ```
//!
//! **Durable.** A commit is acknowledged when it is on disk, unless its batch is
//! [relaxed](userpool_storage_traits::Durability). One thread writes; commits that wait while the disk is
//! busy are written together, so many callers share one `fsync`.
//!
//! **Concurrent.** Reads run on separate threads and do not block the executor; the futures run on any executor. Several
//! processes on one machine may open the same file, `sqlite3` included.
//!
//! **Readable.** Everything is in one table:
//!
//! ```sql
//! SELECT key, value ->> '$.username' FROM records WHERE partition = ?;
//! ```
//!
//! Values that are UTF-8 are stored as text, others as blobs. The engine seals secrets before it stores them. Names and
//! addresses are readable, so only the file's owner may read it (mode 0600).
//!
//! **Tidy.** A [sweep](userpool_storage_traits::Storage::sweep), which the engine's background work calls, removes expired
//! records and returns free space to the file system. Deleted data is overwritten (`secure_delete`). A file that was made
//! without `auto_vacuum` keeps its free space; to change that, run this once while no other process has it open:
//! `sqlite3 users.db "PRAGMA auto_vacuum = INCREMENTAL; VACUUM"`.
//!
//! Back up with [`backup`], also while the store is in use; a copy of the file alone misses the commits in `users.db-wal`.

mod backup;
mod open;
mod options;
mod place;
mod promise;
mod readers;
mod records;
mod schema;
mod writer;

use std::{
    fmt, io,
    path::{Path, PathBuf},
};

use userpool_storage_traits::{
    Batch, CommitError, Key, Partition, Record, Scan, Storage, StorageError, Swept, limits,
};

pub use backup::{Backup, BackupError, backup};
pub use open::OpenError;
pub use options::{SqliteOptions, Synchronous};

use place::Place;
use readers::Readers;
use writer::Writer;

/// A store in one SQLite file.
///
/// Dropping a future does not cancel its commit. Dropping the store waits for pending requests, ends the threads and
/// merges the write-ahead log into the file.
pub struct SqliteStorage {
    // Dropped in this order: when the writer's connection closes last, SQLite merges and removes the log.
    readers: Readers,
    writer: Writer,
    place: Place,
}

/// Why a store is not ready: see [`SqliteStorage::check`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotReady {
    /// The file at this path is missing or is not the one that was opened. Commits fail until it is back.
    #[error("cannot use {}: {source}", path.display())]
    Moved {
        /// The file's path.
        path: PathBuf,
        /// What is there instead.
        source: io::Error,
    },
    /// The file cannot be read.
    #[error(transparent)]
    Read(StorageError),
    /// The last commit failed, and another attempt to write failed too: the disk is full, read-only or gone, ...
    #[error(transparent)]
    Write(StorageError),
}

impl SqliteStorage {
    /// Opens the file at `path` with the default [options](SqliteOptions), and creates it if it does not exist.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        SqliteOptions::new().open(path)
    }

    /// Checks that the store is ready: the path still names the file that was opened, the file can be read, and the last
    /// commit succeeded. After a failed commit this makes another one, so that a store whose disk was full reports ready again
    /// without waiting for the next write.
    ///
    /// # Errors
    /// Why the store is not ready.
    pub async fn check(&self) -> Result<(), NotReady> {
        let place = self.place.clone();
        let read = |snapshot: &rusqlite::Connection| {
            snapshot.query_row("SELECT count(*) FROM (SELECT 1 FROM records LIMIT 1)", [], |row| {
                row.get::<_, i64>(0)
            })
        };
        let (placed, read) = self
            .readers
            .run(move |snapshot| Ok((place.check(), read(snapshot))))
            .await
            .map_err(NotReady::Read)?;
        placed.map_err(|source| NotReady::Moved { path: self.place.path().to_owned(), source })?;
        read.map_err(|error| NotReady::Read(StorageError::with_source("SQLite could not read", error)))?;
        if !self.writer.is_failing() {
            return Ok(());
        }
        match self.writer.commit(Batch::new(Partition::new("check"))).await {
            Ok(()) | Err(CommitError::Conflict) => Ok(()),
            Err(CommitError::Storage(error)) => Err(NotReady::Write(error)),
        }
    }
}

impl Storage for SqliteStorage {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        limits::check_get(partition, keys)?;
        let (partition, keys) = (partition.clone(), keys.to_vec());
        self.readers.run(move |snapshot| records::get(snapshot, &partition, &keys)).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        limits::check_scan(partition, scan)?;
        let (partition, scan) = (partition.clone(), scan.clone());
        self.readers.run(move |snapshot| records::scan(snapshot, &partition, &scan)).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        limits::check_batch(&batch)?;
        self.writer.commit(batch).await
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        self.writer.sweep(before, limit).await
    }
}

impl fmt::Debug for SqliteStorage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStorage").finish_non_exhaustive()
    }
}
