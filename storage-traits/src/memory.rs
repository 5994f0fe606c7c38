//! [`MemoryStorage`]: the reference implementation of a store, also for tests.

use std::{
    collections::BTreeMap,
    fmt,
    ops::Bound,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    Batch, Check, CommitError, Key, Partition, Record, Scan, Storage, StorageError, Swept, Write, limits,
};

/// A store in memory.
///
/// It is the shortest implementation of the contract. Expired records stay until [`sweep`](Storage::sweep) or
/// [`drop_expired`](Self::drop_expired) is called, so that a test decides when they disappear. Share it as
/// `Arc<MemoryStorage>`.
#[derive(Default)]
pub struct MemoryStorage {
    partitions: Mutex<BTreeMap<Partition, Records>>,
}

type Records = BTreeMap<Key, Record>;

impl MemoryStorage {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Removes every record whose [`expires_at`](Record::expires_at) is before `now`, in seconds since the Unix epoch.
    pub fn drop_expired(&self, now: u64) {
        for records in self.partitions().values_mut() {
            records.retain(|_, record| record.expires_at.is_none_or(|end| end >= now));
        }
    }

    /// Ignores poisoning: no code panics while it holds the lock.
    fn partitions(&self) -> MutexGuard<'_, BTreeMap<Partition, Records>> {
        self.partitions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Storage for MemoryStorage {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        limits::check_get(partition, keys)?;
        let partitions = self.partitions();
        let records = partitions.get(partition);
        Ok(keys.iter().map(|key| records?.get(key).cloned()).collect())
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        limits::check_scan(partition, scan)?;
        let partitions = self.partitions();
        let Some(records) = partitions.get(partition) else { return Ok(Vec::new()) };

        let prefix = scan.prefix.as_str();
        let after = scan.after.as_ref().map(Key::as_str);
        let limit = scan.limit as usize;

        let start = match after {
            Some(after) if !scan.reverse && after >= prefix => Bound::Excluded(after),
            _ => Bound::Included(prefix),
        };
        let found = records
            .range::<str, _>((start, Bound::Unbounded))
            .take_while(|(key, _)| key.as_str().starts_with(prefix))
            .map(|(key, record)| (key.clone(), record.clone()));
        if !scan.reverse {
            return Ok(found.take(limit).collect());
        }

        // The upper bound of a prefix need not be UTF-8, so even a reverse scan walks forwards first.
        let before = found.take_while(|(key, _)| after.is_none_or(|after| key.as_str() < after));
        let mut found: Vec<_> = before.collect();
        found.reverse();
        found.truncate(limit);
        Ok(found)
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        limits::check_batch(&batch)?;
        let mut partitions = self.partitions();
        let records = partitions.entry(batch.partition).or_default();

        if !batch.checks.iter().all(|check| holds(check, records)) {
            return Err(CommitError::Conflict);
        }
        for write in batch.writes {
            match write {
                Write::Put { key, record } => records.insert(key, record),
                Write::Delete { key } => records.remove(&key),
            };
        }
        Ok(())
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        let mut dropped = 0;
        let mut expired = |record: &mut Record| {
            let drop = dropped < limit && record.expires_at.is_some_and(|end| end < before);
            dropped += u32::from(drop);
            drop
        };
        for records in self.partitions().values_mut() {
            records.retain(|_, record| !expired(record));
        }
        Ok(Swept { records: dropped, more: dropped == limit })
    }
}

impl fmt::Debug for MemoryStorage {
    // Keys hold names and addresses, so only the number of records is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let records: usize = self.partitions().values().map(Records::len).sum();
        f.debug_struct("MemoryStorage").field("records", &records).finish()
    }
}

fn holds(check: &Check, records: &Records) -> bool {
    records.get(&check.key).map(|record| record.revision) == check.expect
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Revision;

    #[test]
    fn expired_records_stay_until_they_are_removed() {
        let store = MemoryStorage::new();
        put(&store, "ending", Some(100));
        put(&store, "lasting", None);

        store.drop_expired(100);
        assert_eq!(keys(&store), ["ending", "lasting"]);
        store.drop_expired(101);
        assert_eq!(keys(&store), ["lasting"]);
    }

    #[test]
    fn debug_shows_neither_keys_nor_values() {
        let store = MemoryStorage::new();
        put(&store, "ana@example.com", None);
        assert_eq!(format!("{store:?}"), "MemoryStorage { records: 1 }");
    }

    fn put(store: &MemoryStorage, key: &str, expires_at: Option<u64>) {
        let record = Record { value: b"x".to_vec(), revision: Revision::from_bits(1), expires_at };
        store.partitions().entry(Partition::new("p")).or_default().insert(Key::from_stored(key), record);
    }

    fn keys(store: &MemoryStorage) -> Vec<String> {
        store.partitions().values().flat_map(Records::keys).map(Key::to_string).collect()
    }
}
