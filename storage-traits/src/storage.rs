//! [`Storage`]: the functions of a store and their contract.

use std::{fmt, future::Future, ops::Deref};

use crate::{BoxFuture, Key, MaybeSend, MaybeSync, Partition, Prefix};

/// A store of records.
///
/// # Contract
///
/// Reads are linearizable per partition: a read sees every commit that finished before the read began. A commit is atomic and
/// conditional, and acknowledged only when it is durable, unless its batch is [relaxed](Durability). A request over the
/// [limits](crate::limits) is an error. The module `conformance` (feature `conformance`) tests every sentence of the contract.
///
/// Commits and reads of a partition have one order, which is that of time: what finished before something else began comes first.
/// Two consequences are easily missed in a database:
///
/// - A check of absence holds until the commit, also for a key that the batch does not write. Of two batches that each create a
///   record on the condition that the other's is absent, at most one is applied. Locks of rows and snapshots do not ensure that.
/// - A batch comes before every change of a record that it checks. So it does not become visible after somebody has read such a
///   change without it. Serializable transactions beside reads that are not serializable do not ensure that.
///
/// # Example
///
/// A store with one ordered table, as in a database, whose primary key is the partition and the key.
///
/// ```
/// use std::{collections::BTreeMap, sync::Mutex};
///
/// use userpool_storage_traits::{
///     Batch, Check, CommitError, Key, Partition, Record, Scan, Storage, StorageError, Swept, Write, limits,
/// };
///
/// #[derive(Default)]
/// struct Table(Mutex<BTreeMap<(Partition, Key), Record>>);
///
/// impl Storage for Table {
///     async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
///         limits::check_get(partition, keys)?;
///         let rows = self.0.lock().unwrap();
///         Ok(keys.iter().map(|key| rows.get(&(partition.clone(), key.clone())).cloned()).collect())
///     }
///
///     async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
///         limits::check_scan(partition, scan)?;
///         let rows = self.0.lock().unwrap();
///         let below = |key: &Key| key.as_str().starts_with(scan.prefix.as_str());
///         let found = rows.iter().filter(|((of, key), _)| of == partition && below(key));
///         let mut found: Vec<_> = found.map(|((_, key), record)| (key.clone(), record.clone())).collect();
///         if scan.reverse {
///             found.reverse();
///         }
///         if let Some(after) = &scan.after {
///             found.retain(|(key, _)| if scan.reverse { key < after } else { key > after });
///         }
///         found.truncate(scan.limit as usize);
///         Ok(found)
///     }
///
///     async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
///         limits::check_batch(&batch)?;
///         let mut rows = self.0.lock().unwrap();
///         let place = |key: &Key| (batch.partition.clone(), key.clone());
///         let revision = |key| rows.get(&place(key)).map(|record| record.revision);
///         if batch.checks.iter().any(|check: &Check| revision(&check.key) != check.expect) {
///             return Err(CommitError::Conflict);
///         }
///         for write in &batch.writes {
///             match write {
///                 Write::Put { key, record } => rows.insert(place(key), record.clone()),
///                 Write::Delete { key } => rows.remove(&place(key)),
///             };
///         }
///         Ok(())
///     }
///
///     async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
///         let mut rows = self.0.lock().unwrap();
///         let expired = rows.iter().filter(|(_, record)| record.expires_at.is_some_and(|end| end < before));
///         let expired: Vec<_> = expired.map(|(place, _)| place.clone()).take(limit as usize).collect();
///         expired.iter().for_each(|place| drop(rows.remove(place)));
///         let records = expired.len() as u32;
///         Ok(Swept { records, more: records == limit })
///     }
/// }
/// # #[cfg(feature = "conformance")]
/// # for clause in userpool_storage_traits::conformance::CLAUSES {
/// #     userpool_storage_traits::conformance::block_on(clause.run(&Table::default(), "")).unwrap();
/// # }
/// ```
pub trait Storage: MaybeSend + MaybeSync + 'static {
    /// Reads the records named by `keys`. Returns one entry for each key, in the same order.
    ///
    /// At most [`GET_KEYS_MAX`](crate::limits::GET_KEYS_MAX) keys. A key may occur twice.
    fn get(
        &self,
        partition: &Partition,
        keys: &[Key],
    ) -> impl Future<Output = Result<Vec<Option<Record>>, StorageError>> + MaybeSend;

    /// Reads records in the order of their keys' bytes.
    fn scan(
        &self,
        partition: &Partition,
        scan: &Scan,
    ) -> impl Future<Output = Result<Vec<(Key, Record)>, StorageError>> + MaybeSend;

    /// Applies all writes if all checks hold, and none otherwise.
    ///
    /// An empty batch succeeds. Writes are applied in order, so the last write to a key counts.
    fn commit(&self, batch: Batch) -> impl Future<Output = Result<(), CommitError>> + MaybeSend;

    /// Removes records of all partitions whose [`expires_at`](Record::expires_at) is before `before`, in seconds since the Unix
    /// epoch: at most `limit` of them, the oldest first if the store can find them. Then returns free space to the system, if
    /// the store can, but only a bounded amount, so that one call does not delay others for long.
    ///
    /// The engine's background work calls this and chooses `before`; the store reads no clock. A store that removes expired
    /// records by itself returns `Swept::default()`. A store around another one must pass the call on.
    fn sweep(&self, before: u64, limit: u32)
    -> impl Future<Output = Result<Swept, StorageError>> + MaybeSend;
}

/// What one [`Storage::sweep`] did.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Swept {
    /// How many records were removed.
    pub records: u32,
    /// Whether another sweep would find more to remove.
    pub more: bool,
}

/// A stored value, its revision and its expiry.
#[derive(Clone, Eq, PartialEq)]
pub struct Record {
    /// The engine's data: opaque to the store, JSON at present.
    pub value: Vec<u8>,
    /// Drawn by the writer at every write.
    pub revision: Revision,
    /// When the store may remove the record, in seconds since the Unix epoch, at most
    /// [`EXPIRES_AT_MAX`](crate::limits::EXPIRES_AT_MAX). The store need not remove it, since the engine checks the time itself. A
    /// removed record is absent for reads and for checks.
    pub expires_at: Option<u64>,
}

/// The version of a record: random bits drawn by the writer. So writers need no shared counter, there is no ABA problem, and a
/// writer that lost its connection can recognise its own commit.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Revision(u64);

/// A range of keys.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Scan {
    /// The prefix of the keys.
    pub prefix: Prefix,
    /// Start after this key, which need not exist; before it if `reverse`.
    pub after: Option<Key>,
    /// Most records to return, at most [`SCAN_LIMIT_MAX`](crate::limits::SCAN_LIMIT_MAX).
    pub limit: u32,
    /// Largest key first.
    pub reverse: bool,
}

/// Conditional writes to one partition.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Batch {
    /// The only partition the batch touches.
    pub partition: Partition,
    /// All of them must hold. At most one for each key.
    pub checks: Vec<Check>,
    /// Applied in order.
    pub writes: Vec<Write>,
    /// When the store may acknowledge the batch.
    pub durability: Durability,
}

/// When a store may acknowledge a batch. In both cases it is applied completely or not at all, and visible to every later read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Durability {
    /// When it is on disk.
    #[default]
    Synced,
    /// Before it is on disk, as soon as a crash of the process can no longer lose it. A crash of the machine may lose it,
    /// together with all later relaxed batches; every later synced batch that changes a record makes it durable. A store
    /// without that difference treats it as synced.
    Relaxed,
}

/// A condition of a batch: the state that a record must have.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Check {
    /// Which record.
    pub key: Key,
    /// The revision it must have; `None`: it must be absent.
    pub expect: Option<Revision>,
}

/// One write of a batch.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Write {
    /// Creates or replaces a record.
    Put {
        /// Which record.
        key: Key,
        /// Its new content.
        record: Record,
    },
    /// Removes a record; not an error if it does not exist.
    Delete {
        /// Which record.
        key: Key,
    },
}

/// The store failed. The text is for the operator's log and must not contain stored values.
#[derive(Debug, thiserror::Error)]
#[error("storage: {message}")]
pub struct StorageError {
    message: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Why a batch was not applied.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// A check did not hold. Nothing was written; read again and retry.
    #[error("a record changed between reading and writing")]
    Conflict,
    /// The store failed. The batch was applied completely or not at all.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl Revision {
    /// Uses the low 53 of the given bits.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits & crate::limits::REVISION_MAX)
    }

    /// The bits, at most [`REVISION_MAX`](crate::limits::REVISION_MAX).
    pub fn to_bits(self) -> u64 {
        self.0
    }
}

impl Scan {
    /// The first `limit` records under `prefix`.
    pub fn first(prefix: Prefix, limit: u32) -> Self {
        Self { prefix, after: None, limit, reverse: false }
    }
}

impl Batch {
    /// A batch without checks or writes.
    pub fn new(partition: Partition) -> Self {
        Self { partition, checks: Vec::new(), writes: Vec::new(), durability: Durability::default() }
    }
}

impl Write {
    /// The key this write touches.
    pub fn key(&self) -> &Key {
        match self {
            Self::Put { key, .. } | Self::Delete { key } => key,
        }
    }
}

impl StorageError {
    /// An error without a cause.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// An error with its cause.
    pub fn with_source(
        message: impl Into<String>,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        Self { message: message.into(), source: Some(Box::new(source)) }
    }
}

// Values hold password verifiers and personal data, so only their size is shown.
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("bytes", &self.value.len())
            .field("revision", &self.revision)
            .field("expires_at", &self.expires_at)
            .finish()
    }
}

/// The object-safe variant of [`Storage`], implemented for every store.
pub trait DynStorage: MaybeSend + MaybeSync {
    /// See [`Storage::get`].
    fn get<'a>(
        &'a self,
        partition: &'a Partition,
        keys: &'a [Key],
    ) -> BoxFuture<'a, Result<Vec<Option<Record>>, StorageError>>;
    /// See [`Storage::scan`].
    fn scan<'a>(
        &'a self,
        partition: &'a Partition,
        scan: &'a Scan,
    ) -> BoxFuture<'a, Result<Vec<(Key, Record)>, StorageError>>;
    /// See [`Storage::commit`].
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>>;
    /// See [`Storage::sweep`].
    fn sweep(&self, before: u64, limit: u32) -> BoxFuture<'_, Result<Swept, StorageError>>;
}

impl<S: Storage> DynStorage for S {
    fn get<'a>(
        &'a self,
        partition: &'a Partition,
        keys: &'a [Key],
    ) -> BoxFuture<'a, Result<Vec<Option<Record>>, StorageError>> {
        Box::pin(Storage::get(self, partition, keys))
    }

    fn scan<'a>(
        &'a self,
        partition: &'a Partition,
        scan: &'a Scan,
    ) -> BoxFuture<'a, Result<Vec<(Key, Record)>, StorageError>> {
        Box::pin(Storage::scan(self, partition, scan))
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<(), CommitError>> {
        Box::pin(Storage::commit(self, batch))
    }

    fn sweep(&self, before: u64, limit: u32) -> BoxFuture<'_, Result<Swept, StorageError>> {
        Box::pin(Storage::sweep(self, before, limit))
    }
}

/// A shared store is a store, so that tests and hosts can keep a handle too.
impl<S: Storage + Send + Sync> Storage for std::sync::Arc<S> {
    fn get(
        &self,
        partition: &Partition,
        keys: &[Key],
    ) -> impl Future<Output = Result<Vec<Option<Record>>, StorageError>> + MaybeSend {
        self.deref().get(partition, keys)
    }

    fn scan(
        &self,
        partition: &Partition,
        scan: &Scan,
    ) -> impl Future<Output = Result<Vec<(Key, Record)>, StorageError>> + MaybeSend {
        self.deref().scan(partition, scan)
    }

    fn commit(&self, batch: Batch) -> impl Future<Output = Result<(), CommitError>> + MaybeSend {
        self.deref().commit(batch)
    }

    fn sweep(
        &self,
        before: u64,
        limit: u32,
    ) -> impl Future<Output = Result<Swept, StorageError>> + MaybeSend {
        self.deref().sweep(before, limit)
    }
}
