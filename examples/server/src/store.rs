//! The server's store: a database file, or memory with `--memory`.

use std::sync::Arc;

use userpool::storage::{
    Batch, CommitError, Key, MemoryStorage, Partition, Record, Scan, Storage, StorageError,
};
use userpool_sqlite::{NotReady, SqliteStorage};

/// The store of the engine. Clones share it.
#[derive(Clone)]
pub(crate) enum Store {
    File(Arc<SqliteStorage>),
    Memory(Arc<MemoryStorage>),
}

impl Store {
    /// Checks that the store can be read and written. Memory always can.
    pub(crate) async fn check(&self) -> Result<(), NotReady> {
        match self {
            Self::File(storage) => storage.check().await,
            Self::Memory(_) => Ok(()),
        }
    }
}

impl Storage for Store {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        match self {
            Self::File(storage) => storage.get(partition, keys).await,
            Self::Memory(storage) => storage.get(partition, keys).await,
        }
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        match self {
            Self::File(storage) => storage.scan(partition, scan).await,
            Self::Memory(storage) => storage.scan(partition, scan).await,
        }
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        match self {
            Self::File(storage) => storage.commit(batch).await,
            Self::Memory(storage) => storage.commit(batch).await,
        }
    }
}
