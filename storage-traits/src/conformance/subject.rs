//! [`Subject`]: the store under test, and the helpers of the clauses.

use std::fmt::Debug;

use super::Failure;
use crate::{
    Batch, Check, CommitError, DynStorage, Key, Partition, Prefix, Record, Revision, Scan, StorageError,
    Swept, Write,
};

/// The result of a clause.
pub(super) type Outcome = Result<(), Failure>;

/// A store and the partition of one clause.
#[derive(Clone, Debug)]
pub(super) struct Subject<'a> {
    store: Opaque<'a>,
    pub(super) partition: Partition,
}

/// The outcome of a batch, when the store did not fail.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    Applied,
    Conflict,
}

impl<'a> Subject<'a> {
    pub(super) fn new(store: &'a dyn DynStorage, partition: Partition) -> Self {
        Self { store: Opaque(store), partition }
    }

    /// The same store, another partition.
    pub(super) fn elsewhere(&self, suffix: &str) -> Self {
        Self { store: self.store, partition: Partition::new(format!("{}{suffix}", self.partition)) }
    }

    /// Stores records before the clause begins; they must fit one batch.
    pub(super) async fn given(&self, writes: impl IntoIterator<Item = Write>) -> Outcome {
        let verdict = self.commit([], writes).await?;
        same("an unconditional batch", verdict, Verdict::Applied)
    }

    /// Stores one record for each key.
    pub(super) async fn given_keys(&self, keys: &[&str]) -> Outcome {
        self.given(keys.iter().map(|name| put(name, record(1, name)))).await
    }

    pub(super) async fn get(&self, keys: &[&str]) -> Result<Vec<Option<Record>>, Failure> {
        let keys: Vec<Key> = keys.iter().map(|name| key(name)).collect();
        Ok(self.try_get(&keys).await?)
    }

    pub(super) async fn read(&self, name: &str) -> Result<Option<Record>, Failure> {
        let mut answers = self.get(&[name]).await?;
        same("answers to one key", answers.len(), 1)?;
        Ok(answers.remove(0))
    }

    /// The keys a scan finds.
    pub(super) async fn keys(&self, scan: Scan) -> Result<Vec<String>, Failure> {
        let found = self.try_scan(&scan).await?;
        Ok(found.into_iter().map(|(key, _)| key.as_str().to_owned()).collect())
    }

    /// The keys under a prefix, all that fit one scan.
    pub(super) async fn keys_under(&self, prefix: Prefix) -> Result<Vec<String>, Failure> {
        self.keys(Scan::first(prefix, 1000)).await
    }

    pub(super) async fn commit(
        &self,
        checks: impl IntoIterator<Item = Check>,
        writes: impl IntoIterator<Item = Write>,
    ) -> Result<Verdict, Failure> {
        match self.try_commit(checks, writes).await {
            Ok(()) => Ok(Verdict::Applied),
            Err(CommitError::Conflict) => Ok(Verdict::Conflict),
            Err(CommitError::Storage(error)) => Err(error.into()),
        }
    }

    pub(super) async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, Failure> {
        Ok(self.store.0.sweep(before, limit).await?)
    }

    // The calls without conversion of errors, for clauses in which the store may fail.

    pub(super) async fn try_get(&self, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        self.store.0.get(&self.partition, keys).await
    }

    pub(super) async fn try_scan(&self, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        self.store.0.scan(&self.partition, scan).await
    }

    pub(super) async fn try_commit(
        &self,
        checks: impl IntoIterator<Item = Check>,
        writes: impl IntoIterator<Item = Write>,
    ) -> Result<(), CommitError> {
        let batch = Batch {
            checks: checks.into_iter().collect(),
            writes: writes.into_iter().collect(),
            ..Batch::new(self.partition.clone())
        };
        self.store.0.commit(batch).await
    }
}

/// Fails the clause unless `found` equals `expected`.
pub(super) fn same<T: Debug + PartialEq>(what: &str, found: T, expected: T) -> Outcome {
    if found == expected {
        return Ok(());
    }
    Err(Failure::Differs {
        what: what.to_owned(),
        expected: format!("{expected:?}"),
        found: format!("{found:?}"),
    })
}

/// A key by its stored text.
pub(super) fn key(text: &str) -> Key {
    Key::from_stored(text)
}

/// A record that does not expire.
pub(super) fn record(revision: u64, value: impl AsRef<[u8]>) -> Record {
    Record { value: value.as_ref().to_vec(), revision: Revision::from_bits(revision), expires_at: None }
}

pub(super) fn put(name: &str, record: Record) -> Write {
    Write::Put { key: key(name), record }
}

pub(super) fn delete(name: &str) -> Write {
    Write::Delete { key: key(name) }
}

/// The record must be absent.
pub(super) fn absent(name: &str) -> Check {
    Check { key: key(name), expect: None }
}

/// The record must have this revision.
pub(super) fn at(name: &str, revision: u64) -> Check {
    Check { key: key(name), expect: Some(Revision::from_bits(revision)) }
}

/// A store need not be `Debug`.
#[derive(Clone, Copy)]
struct Opaque<'a>(&'a dyn DynStorage);

impl Debug for Opaque<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("dyn DynStorage")
    }
}
