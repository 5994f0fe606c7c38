//! [`Recent`]: a cache with a limited number of values.

use std::{
    borrow::Borrow,
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::ordered::SmallMap;

/// Values by key. If there are too many, the least recently used one is removed.
pub(crate) struct Recent<K, V> {
    max: usize,
    entries: Mutex<Entries<K, V>>,
}

struct Entries<K, V> {
    uses: u64,
    values: SmallMap<K, Entry<V>>,
}

struct Entry<V> {
    value: V,
    /// The value of [`Entries::uses`] at the last use.
    last_used: u64,
}

impl<K: Clone + Ord, V: Clone> Recent<K, V> {
    /// An empty cache of at most `max` values.
    pub(crate) const fn new(max: usize) -> Self {
        Self { max, entries: Mutex::new(Entries { uses: 0, values: SmallMap::new() }) }
    }

    /// The value of this key, which is marked as used.
    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let mut entries = self.entries();
        entries.uses += 1;
        let uses = entries.uses;
        let entry = entries.values.get_mut(key)?;
        entry.last_used = uses;
        Some(entry.value.clone())
    }

    /// Stores a value, replacing an earlier one.
    pub(crate) fn insert(&self, key: K, value: V) {
        let mut entries = self.entries();
        if entries.values.len() >= self.max && !entries.values.contains_key(&key) {
            let oldest = entries.values.iter().min_by_key(|(_, entry)| entry.last_used);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                entries.values.remove(&oldest);
            }
        }
        entries.uses += 1;
        let last_used = entries.uses;
        entries.values.insert(key, Entry { value, last_used });
    }

    /// A poisoned lock is used: no operation can leave the entries in an inconsistent state.
    fn entries(&self) -> MutexGuard<'_, Entries<K, V>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

// Not derived: the values may be secret.
impl<K, V> fmt::Debug for Recent<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recent").field("max", &self.max).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_used_values_stay_in_the_cache() {
        let recent = Recent::new(8);
        recent.insert(0, "first");
        for key in 1..20 {
            recent.insert(key, "later");
            assert_eq!(recent.get(&0), Some("first"));
        }
        assert_eq!(recent.entries().values.len(), 8);
        assert_eq!((recent.get(&19), recent.get(&12)), (Some("later"), None));
    }

    #[test]
    fn a_value_replaces_an_earlier_one() {
        let recent = Recent::new(2);
        for value in [1, 2] {
            recent.insert("a".to_owned(), value);
            recent.insert("b".to_owned(), value);
        }
        assert_eq!((recent.get("a"), recent.get("b")), (Some(2), Some(2)));
    }

    #[test]
    fn a_panic_elsewhere_does_not_stop_the_cache() {
        let recent = Recent::new(2);
        recent.insert(1, 1);
        std::thread::scope(|scope| {
            let poison = scope.spawn(|| {
                let _guard = recent.entries();
                panic!("on purpose")
            });
            assert!(poison.join().is_err());
        });
        assert!(recent.entries.is_poisoned());
        assert_eq!(recent.get(&1), Some(1));
    }
}
