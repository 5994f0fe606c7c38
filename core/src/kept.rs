//! [`KeptRecords`]: records of one pool, decoded, for kinds that nearly every call reads.
//!
//! The store is read in any case. What is saved is to authenticate and to decode the same bytes again, which takes longer than to
//! compare them.

use std::{any::Any, sync::Arc};

use userpool_storage_traits::Key;

use crate::recent::Recent;

/// Most records that are kept of a pool, a few kilobytes each.
const RECORDS_MAX: usize = 32;

/// Records of one pool that were authenticated with its secret and decoded.
pub(crate) struct KeptRecords(Recent<Key, Kept>);

#[derive(Clone)]
struct Kept {
    /// The bytes that were authenticated.
    value: Arc<[u8]>,
    decoded: Arc<dyn Any + Send + Sync>,
}

impl KeptRecords {
    pub(crate) const fn new() -> Self {
        Self(Recent::new(RECORDS_MAX))
    }

    /// The record `key`, if it was kept with the same bytes.
    pub(crate) fn get<T: Any + Send + Sync>(&self, key: &Key, value: &[u8]) -> Option<Arc<T>> {
        let kept = self.0.get(key)?;
        if *kept.value != *value {
            return None;
        }
        kept.decoded.downcast().ok()
    }

    /// Keeps a record that was authenticated.
    pub(crate) fn keep<T: Any + Send + Sync>(&self, key: &Key, value: &[u8], decoded: Arc<T>) {
        self.0.insert(key.clone(), Kept { value: value.into(), decoded });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_kept_until_its_bytes_change() {
        let (records, key) = (KeptRecords::new(), Key::new(["a"]));
        assert_eq!(records.get::<u32>(&key, b"1"), None);
        records.keep(&key, b"1", Arc::new(1_u32));
        assert_eq!(records.get(&key, b"1"), Some(Arc::new(1_u32)));
        assert_eq!(records.get::<u32>(&key, b"2"), None, "other bytes");
        assert_eq!(records.get::<u32>(&Key::new(["b"]), b"1"), None, "another record");
        assert_eq!(records.get::<u64>(&key, b"1"), None, "another type");
        records.keep(&key, b"2", Arc::new(2_u32));
        assert_eq!(records.get(&key, b"2"), Some(Arc::new(2_u32)));
    }
}
