//! [`Recent`]: values that never change, kept for the life of an engine.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Most values kept, some hundred bytes each. Beyond it all are forgotten and read again.
const VALUES_MAX: usize = 4096;

/// Values that an engine has read before, by name.
#[derive(Debug)]
pub(crate) struct Recent<V> {
    known: Mutex<BTreeMap<String, V>>,
}

impl<V> Default for Recent<V> {
    fn default() -> Self {
        Self { known: Mutex::default() }
    }
}

impl<V: Clone> Recent<V> {
    pub(crate) fn get(&self, name: &str) -> Option<V> {
        self.known().get(name).cloned()
    }

    pub(crate) fn insert(&self, name: &str, value: V) {
        let mut known = self.known();
        if known.len() >= VALUES_MAX {
            known.clear();
        }
        known.insert(name.to_owned(), value);
    }

    /// No code panics while it holds the lock.
    fn known(&self) -> MutexGuard<'_, BTreeMap<String, V>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
