//! Maps and sets from their entries.
//!
//! `collect` sorts the entries first, and the compiler makes a sort for each iterator: 80 KB of a WebAssembly module. The maps here
//! are small, so entries are inserted one after another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

pub(crate) fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(entries);
    map
}

pub(crate) fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// A JSON object.
pub(crate) fn object(members: impl IntoIterator<Item = (String, Value)>) -> Map<String, Value> {
    let mut object = Map::new();
    object.extend(members);
    object
}
