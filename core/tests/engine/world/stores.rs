//! Stores around another store: they fail, conflict, count, or let another call go first.

use std::{
    pin::Pin,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use userpool::storage::{
    Batch, CommitError, Durability, Key, MemoryStorage, Partition, Record, Scan, Storage, StorageError,
    Swept, Write,
};

/// Lets another call go first before each of its functions.
pub struct Yielding<S>(pub S);

/// Waits once.
pub struct Yield(bool);

impl Yield {
    pub fn once() -> Self {
        Self(false)
    }
}

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<S: Storage + Send + Sync> Storage for Yielding<S> {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        Yield::once().await;
        self.0.get(partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        Yield::once().await;
        self.0.scan(partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        Yield::once().await;
        self.0.commit(batch).await
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        Yield::once().await;
        self.0.sweep(before, limit).await
    }
}

/// Answers from memory until `calls_left` runs out, then fails once: a commit before or `after` it was applied. The next
/// `conflicts_left` commits conflict.
#[derive(Default)]
pub struct Faulty {
    pub memory: MemoryStorage,
    pub calls_left: AtomicI64,
    pub after: AtomicBool,
    pub conflicts_left: AtomicU64,
}

impl Faulty {
    fn call(&self) -> Result<(), StorageError> {
        let fails = self.calls_left.fetch_sub(1, Ordering::SeqCst) == 1;
        if fails { Err(StorageError::new("the disk is gone")) } else { Ok(()) }
    }
}

impl Storage for Faulty {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        self.call()?;
        Storage::get(&self.memory, partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        self.call()?;
        Storage::scan(&self.memory, partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        let conflicts = self.conflicts_left.load(Ordering::SeqCst);
        if conflicts > 0 {
            self.conflicts_left.store(conflicts - 1, Ordering::SeqCst);
            return Err(CommitError::Conflict);
        }
        let Err(fault) = self.call() else { return Storage::commit(&self.memory, batch).await };
        // The connection may be lost before the commit or after it.
        if self.after.load(Ordering::SeqCst) {
            Storage::commit(&self.memory, batch).await?;
        }
        Err(fault.into())
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        self.call()?;
        Storage::sweep(&self.memory, before, limit).await
    }
}

/// What a [`Failing`] store refuses.
#[derive(Clone, Copy, PartialEq)]
pub enum Fault {
    Reads,
    Commits,
    /// Every commit conflicts.
    Conflicts,
}

/// Fails every call of one kind until told otherwise.
#[derive(Default)]
pub struct Failing {
    memory: MemoryStorage,
    fault: Mutex<Option<Fault>>,
}

impl Failing {
    /// The text of its errors, which no client may see.
    pub const DETAIL: &str = "disk sda1 burned at /var/secret";

    pub fn set(&self, fault: Option<Fault>) {
        *self.fault.lock().unwrap() = fault;
    }

    fn has(&self, fault: Fault) -> bool {
        *self.fault.lock().unwrap() == Some(fault)
    }

    fn read(&self) -> Result<(), StorageError> {
        if self.has(Fault::Reads) { Err(StorageError::new(Self::DETAIL)) } else { Ok(()) }
    }
}

impl Storage for Failing {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        self.read()?;
        Storage::get(&self.memory, partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        self.read()?;
        Storage::scan(&self.memory, partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        if self.has(Fault::Commits) {
            return Err(CommitError::Storage(StorageError::new(Self::DETAIL)));
        }
        if self.has(Fault::Conflicts) {
            return Err(CommitError::Conflict);
        }
        Storage::commit(&self.memory, batch).await
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        self.read()?;
        Storage::sweep(&self.memory, before, limit).await
    }
}

/// One call that a [`Watched`] store got.
#[derive(Debug, PartialEq)]
pub enum StoreCall {
    Get {
        keys: usize,
    },
    Scan,
    /// The lengths of the values; 0 for a deletion.
    Commit {
        checks: usize,
        values: Vec<usize>,
        durability: Durability,
    },
}

/// Remembers how much each call asks of it.
#[derive(Default)]
pub struct Watched {
    pub memory: MemoryStorage,
    calls: Mutex<Vec<StoreCall>>,
}

impl Watched {
    fn note(&self, call: StoreCall) {
        self.calls.lock().unwrap().push(call);
    }

    /// The calls since the last look.
    pub fn take(&self) -> Vec<StoreCall> {
        std::mem::take(&mut *self.calls.lock().unwrap())
    }

    /// The calls since the last look: what was called, and for how many keys or records.
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let count = |call| match call {
            StoreCall::Get { keys } => ("get", keys),
            StoreCall::Scan => ("scan", 1),
            StoreCall::Commit { values, .. } => ("commit", values.len()),
        };
        self.take().into_iter().map(count).collect()
    }
}

impl Storage for Watched {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        self.note(StoreCall::Get { keys: keys.len() });
        Storage::get(&self.memory, partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        self.note(StoreCall::Scan);
        Storage::scan(&self.memory, partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        let length = |write: &Write| match write {
            Write::Put { record, .. } => record.value.len(),
            Write::Delete { .. } => 0,
        };
        let values = batch.writes.iter().map(length).collect();
        let (checks, durability) = (batch.checks.len(), batch.durability);
        self.note(StoreCall::Commit { checks, values, durability });
        Storage::commit(&self.memory, batch).await
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        Storage::sweep(&self.memory, before, limit).await
    }
}

/// Counts the deletions in pools, so that work that is done twice shows.
pub struct Counting<S> {
    pub storage: S,
    pub deletes: AtomicUsize,
}

impl<S: Storage + Send + Sync> Storage for Counting<S> {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        self.storage.get(partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        self.storage.scan(partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        let deletes = batch.writes.iter().filter(|write| matches!(write, Write::Delete { .. }));
        if batch.partition.as_str().starts_with("pool/") {
            self.deletes.fetch_add(deletes.count(), Ordering::SeqCst);
        }
        self.storage.commit(batch).await
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        self.storage.sweep(before, limit).await
    }
}

/// Commits without its checks: what the tests of races guard against.
#[derive(Default)]
pub struct Unchecked(MemoryStorage);

impl Storage for Unchecked {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        Storage::get(&self.0, partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        Storage::scan(&self.0, partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        Storage::commit(&self.0, Batch { checks: Vec::new(), ..batch }).await
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        Storage::sweep(&self.0, before, limit).await
    }
}
