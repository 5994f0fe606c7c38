//! The server's store: a database file, or memory with `--memory`.

use std::sync::Arc;

use userpool::storage::{
    Batch, CommitError, Key, MemoryStorage, Partition, Record, Scan, Storage, StorageError, Swept,
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

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        match self {
            Self::File(storage) => storage.sweep(before, limit).await,
            Self::Memory(storage) => storage.sweep(before, limit).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use userpool::storage::{Prefix, Revision, Write};

    use super::*;

    /// Each kind of store passes every call on.
    #[tokio::test]
    async fn expired_records_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        let file = SqliteStorage::open(folder.path().join("users.db")).unwrap();
        for store in [Store::File(Arc::new(file)), Store::Memory(Arc::new(MemoryStorage::new()))] {
            let partition = Partition::new("p");
            let put = |name, expires_at| Write::Put {
                key: Key::new([name]),
                record: Record { value: b"x".to_vec(), revision: Revision::from_bits(1), expires_at },
            };
            let writes = vec![put("ending", Some(100)), put("lasting", None)];
            store.commit(Batch { writes, ..Batch::new(partition.clone()) }).await.unwrap();
            assert_eq!(store.sweep(101, 10).await.unwrap().records, 1);
            let left = store.scan(&partition, &Scan::first(Prefix::all(), 10)).await.unwrap();
            assert_eq!(left.into_iter().map(|(key, _)| key).collect::<Vec<_>>(), [Key::new(["lasting"])]);
        }
    }
}
