//! Userpool storage on embedded SQLite: one file, no server, nothing to install.
//!
//! ```
//! # let folder = tempfile::tempdir().unwrap();
//! # let path = folder.path().join("users.db");
//! let store = userpool_sqlite::SqliteStorage::open(path)?;
//! # Ok::<(), userpool_sqlite::OpenError>(())
//! ```
//!
//! **Durable.** A commit is acknowledged when it is on disk. One thread writes; whatever waits while the disk is
//! busy is committed together, so many callers share one `fsync`.
//!
//! **Concurrent.** Reads run on threads of their own, beside the writer, and block no executor. The futures
//! work on any. Several processes may open one file on the same machine, also while `sqlite3` looks into it.
//!
//! **Readable.** Everything is in one table:
//!
//! ```sql
//! SELECT key, value ->> '$.username' FROM records WHERE partition = ?;
//! ```
//!
//! Values that are UTF-8 are stored as text, others as blobs. Secrets inside are sealed by the engine; the file
//! still holds names and addresses, so it is created for its owner only (mode 0600).
//!
//! **Tidy.** Expired records go, and free space returns to the system, when the store is
//! [swept](userpool_storage_traits::Storage::sweep), as the engine's work does. What is deleted is overwritten
//! (`secure_delete`). A file that was made without `auto_vacuum` keeps its free space; once, while nothing else has it
//! open: `sqlite3 users.db "PRAGMA auto_vacuum = INCREMENTAL; VACUUM"`.
//!
//! Back up with [`backup`] while the store is in use; copying the file alone misses what is in `users.db-wal`.

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
/// A future that is dropped takes nothing back: its batch may still be committed. Dropping the store waits for
/// what was asked, ends the threads and folds the write-ahead log into the file.
pub struct SqliteStorage {
    // Readers end first, so that the writer's connection is the last one and SQLite tidies up.
    readers: Readers,
    writer: Writer,
    place: Place,
}

/// Why a store is not ready: see [`SqliteStorage::check`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotReady {
    /// The path names no file or another one than was opened. Commits fail until the file is back.
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
    /// The last commit failed, and so does another attempt to write: the disk is full, read-only or gone, ...
    #[error(transparent)]
    Write(StorageError),
}

impl SqliteStorage {
    /// Opens the file at `path` with the default [options](SqliteOptions), and creates it if there is none.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        SqliteOptions::new().open(path)
    }

    /// Whether the store is ready for work: the path still names the file that was opened, it can be read, and the last
    /// commit did not fail. If it did, another one is tried, so that a disk that was full is ready again once it has room,
    /// whether or not anything else is written.
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
        limits::check_get(keys)?;
        let (partition, keys) = (partition.clone(), keys.to_vec());
        self.readers.run(move |snapshot| records::get(snapshot, &partition, &keys)).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        limits::check_scan(scan)?;
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
