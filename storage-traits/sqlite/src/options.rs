//! [`SqliteOptions`]: how a file is opened.

use std::{path::Path, time::Duration};

use crate::{OpenError, SqliteStorage, open};

/// How to open a [`SqliteStorage`]. The defaults are good for production.
///
/// ```
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("users.db");
/// use userpool_sqlite::{SqliteOptions, Synchronous};
///
/// let store = SqliteOptions::new().synchronous(Synchronous::Normal).readers(4).open(path)?;
/// # Ok::<(), userpool_sqlite::OpenError>(())
/// ```
#[derive(Clone, Debug)]
pub struct SqliteOptions {
    pub(crate) synchronous: Synchronous,
    pub(crate) busy_timeout: Duration,
    pub(crate) readers: usize,
    pub(crate) cache_bytes: u32,
    pub(crate) mmap_bytes: u32,
}

/// When a commit counts as done.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Synchronous {
    /// When it is on disk. It survives a power failure.
    #[default]
    Full,
    /// When the operating system has it. It survives a crash of the process, but a power failure may lose the last commits; the
    /// file stays consistent. About three times as many commits a second. Violates the storage contract.
    Normal,
}

impl SqliteOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self {
            synchronous: Synchronous::Full,
            busy_timeout: Duration::from_secs(5),
            readers: 2,
            cache_bytes: 16 << 20,
            mmap_bytes: 256 << 20,
        }
    }

    /// When a commit counts as done. The default is [`Synchronous::Full`].
    pub fn synchronous(self, synchronous: Synchronous) -> Self {
        Self { synchronous, ..self }
    }

    /// How long to wait for another process that is writing to the file. The default is 5 seconds.
    pub fn busy_timeout(self, busy_timeout: Duration) -> Self {
        Self { busy_timeout, ..self }
    }

    /// The number of threads that read, at least one. The default is 2.
    pub fn readers(self, readers: usize) -> Self {
        Self { readers: readers.max(1), ..self }
    }

    /// The most bytes of the file that each thread keeps in memory. The default is 16 MiB.
    pub fn cache_bytes(self, cache_bytes: u32) -> Self {
        Self { cache_bytes, ..self }
    }

    /// How many bytes of the file are mapped into memory, which doubles the speed of reads. The default is 256 MiB; 0 maps
    /// nothing.
    ///
    /// If the disk fails, access to a mapped file ends the process with a signal, where a read would return an error.
    pub fn mmap_bytes(self, mmap_bytes: u32) -> Self {
        Self { mmap_bytes, ..self }
    }

    /// Opens the file at `path`, and creates it if it does not exist. Its folder must exist.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<SqliteStorage, OpenError> {
        open::open(path.as_ref(), self)
    }
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self::new()
    }
}
