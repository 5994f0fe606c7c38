//! [`Kept`]: records that were authenticated and decoded, for kinds that nearly every call reads.
//!
//! The store is read in any case. What is saved is to authenticate and to decode the same bytes again, which takes longer than to
//! compare them.

use std::{any::Any, sync::Arc};

use crate::recent::Recent;

/// Records by their keys, with the bytes that they were decoded from.
pub(crate) struct Kept<K>(Recent<K, Entry>);

#[derive(Clone)]
struct Entry {
    /// The bytes that were authenticated.
    value: Arc<[u8]>,
    decoded: Arc<dyn Any + Send + Sync>,
}

impl<K: Clone + Ord> Kept<K> {
    /// Keeps at most `max` records, a few kilobytes each.
    pub(crate) const fn new(max: usize) -> Self {
        Self(Recent::new(max))
    }

    /// The record `key`, if it was kept with the same bytes.
    pub(crate) fn get<T: Any + Send + Sync>(&self, key: &K, value: &[u8]) -> Option<Arc<T>> {
        let kept = self.0.get(key).filter(|kept| *kept.value == *value)?;
        kept.decoded.downcast().ok()
    }

    /// The record `key` as it was kept last, whatever its bytes are now.
    pub(crate) fn last<T: Any + Send + Sync>(&self, key: &K) -> Option<Arc<T>> {
        self.0.get(key)?.decoded.downcast().ok()
    }

    /// Keeps a record that was authenticated.
    pub(crate) fn keep<T: Any + Send + Sync>(&self, key: K, value: &[u8], decoded: Arc<T>) {
        self.0.insert(key, Entry { value: value.into(), decoded });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_kept_until_its_bytes_change() {
        let (records, key) = (Kept::new(8), "a");
        assert_eq!(records.get::<u32>(&key, b"1"), None);
        records.keep(key, b"1", Arc::new(1_u32));
        assert_eq!(records.get(&key, b"1"), Some(Arc::new(1_u32)));
        assert_eq!(records.get::<u32>(&key, b"2"), None, "other bytes");
        assert_eq!(records.get::<u32>(&"b", b"1"), None, "another record");
        assert_eq!(records.get::<u64>(&key, b"1"), None, "another type");
        records.keep(key, b"2", Arc::new(2_u32));
        assert_eq!(records.get(&key, b"2"), Some(Arc::new(2_u32)));
        assert_eq!(records.last(&key), Some(Arc::new(2_u32)));
    }
}
