//! Ordered maps and sets for a few entries, and std's maps from their entries.
//!
//! The compiler makes the code of a `BTreeMap` once for each type of its keys and values, and most of it serves maps of thousands of
//! entries. [`SmallMap`] and [`Set`] are sorted vectors, which need a tenth of that code in a WebAssembly module. For the same reason std's
//! maps, which belong to the API, are filled here without `collect`, which sorts the entries first.

use std::{borrow::Borrow, cmp::Ordering, collections::BTreeMap};

use serde_json::{Map, Value};

/// A map as a sorted vector. An insertion takes time in proportion to the entries behind the new one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SmallMap<K, V>(Vec<(K, V)>);

impl<K, V> Default for SmallMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, V> SmallMap<K, V> {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    pub(crate) fn retain(&mut self, mut is_kept: impl FnMut(&K, &mut V) -> bool) {
        self.0.retain_mut(|(key, value)| is_kept(key, value));
    }
}

impl<K: Ord, V> SmallMap<K, V> {
    /// The place of the key, or the place where it belongs.
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(other, _)| other.borrow().cmp(key))
    }

    pub(crate) fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().and_then(|at| self.0.get(at)).map(|(_, value)| value)
    }

    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().and_then(|at| self.0.get_mut(at)).map(|(_, value)| value)
    }

    /// Replaces the value of a key that is there already.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        match self.place(&key) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (key, value)),
        }
    }

    /// The value of the key, which is inserted if the key is not there.
    pub(crate) fn get_or_insert(&mut self, key: K, value: V) -> &mut V {
        let at = match self.place(&key) {
            Ok(at) => at,
            Err(at) => {
                self.0.insert(at, (key, value));
                at
            }
        };
        &mut self.0[at].1
    }

    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<(K, V)>
    where
        K: Borrow<Q>,
    {
        self.place(key).ok().map(|at| self.0.remove(at))
    }
}

impl<K: Ord, V> Extend<(K, V)> for SmallMap<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K, V> IntoIterator for SmallMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// A set as a sorted vector. An insertion takes time in proportion to the items behind the new one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Set<T>(Vec<T>);

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Set<T> {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }

    pub(crate) fn retain(&mut self, is_kept: impl FnMut(&T) -> bool) {
        self.0.retain(is_kept);
    }
}

impl<T: Ord> Set<T> {
    pub(crate) fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.binary_search_by(|other| other.borrow().cmp(item)).is_ok()
    }

    /// Whether the item was not there.
    pub(crate) fn insert(&mut self, item: T) -> bool {
        match self.0.binary_search(&item) {
            Ok(_) => false,
            Err(at) => {
                self.0.insert(at, item);
                true
            }
        }
    }

    /// The items that are not in `other`.
    pub(crate) fn difference<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a T> {
        self.iter().filter(|item| !other.contains(*item))
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.insert(item);
        }
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut set = Self::default();
        set.extend(items);
        set
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Set<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// Sorts a few items. Equal ones keep their order.
pub(crate) fn sort<T: Ord>(items: &mut Vec<T>) {
    sort_by(items, T::cmp);
}

/// Sorts a few items by a key. Those with equal keys keep their order.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    sort_by(items, |one, other| key(one).cmp(&key(other)));
}

fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let unsorted = std::mem::replace(items, Vec::with_capacity(items.len()));
    for item in unsorted {
        let at = items.partition_point(|other| compare(other, &item).is_le());
        items.insert(at, item);
    }
}

pub(crate) fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(entries);
    map
}

/// A JSON object.
pub(crate) fn object(members: impl IntoIterator<Item = (String, Value)>) -> Map<String, Value> {
    let mut object = Map::new();
    object.extend(members);
    object
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Change {
        Insert(u8, u8),
        GetOrInsert(u8, u8),
        Remove(u8),
        Increase(u8),
        RetainBelow(u8),
    }

    fn change() -> impl Strategy<Value = Change> {
        prop_oneof![
            (0..20_u8, any::<u8>()).prop_map(|(key, value)| Change::Insert(key, value)),
            (0..20_u8, any::<u8>()).prop_map(|(key, value)| Change::GetOrInsert(key, value)),
            (0..20_u8).prop_map(Change::Remove),
            (0..20_u8).prop_map(Change::Increase),
            (15..20_u8).prop_map(Change::RetainBelow),
        ]
    }

    proptest! {
        #[test]
        fn a_small_map_is_as_the_map_of_std(changes in proptest::collection::vec(change(), 0..60)) {
            let (mut map, mut expected) = (SmallMap::new(), BTreeMap::new());
            for change in changes {
                match change {
                    Change::Insert(key, value) => {
                        map.insert(key, value);
                        expected.insert(key, value);
                    }
                    Change::GetOrInsert(key, value) => {
                        prop_assert_eq!(map.get_or_insert(key, value), expected.entry(key).or_insert(value));
                    }
                    Change::Remove(key) => prop_assert_eq!(map.remove(&key), expected.remove_entry(&key)),
                    Change::Increase(key) => {
                        if let Some(value) = map.get_mut(&key) {
                            *value = value.wrapping_add(1);
                        }
                        expected.entry(key).and_modify(|value| *value = value.wrapping_add(1));
                    }
                    Change::RetainBelow(bound) => {
                        map.retain(|key, _| *key < bound);
                        expected.retain(|key, _| *key < bound);
                    }
                }
                prop_assert!(map.iter().eq(&expected));
                prop_assert_eq!(map.len(), expected.len());
            }
            for key in 0..20 {
                prop_assert_eq!(map.get(&key), expected.get(&key));
                prop_assert_eq!(map.contains_key(&key), expected.contains_key(&key));
            }
            prop_assert!(map.into_iter().eq(expected));
        }

        #[test]
        fn items_are_sorted_and_equal_ones_keep_their_order(items: Vec<(u8, u8)>) {
            let (mut sorted, mut expected) = (items.clone(), items);
            sort_by_key(&mut sorted, |(key, _)| key % 8);
            expected.sort_by_key(|(key, _)| key % 8);
            prop_assert_eq!(&sorted, &expected);
            sort(&mut sorted);
            expected.sort_unstable();
            prop_assert_eq!(sorted, expected);
        }

        #[test]
        fn a_set_is_as_the_set_of_std(items: Vec<u8>, others: Vec<u8>) {
            let (set, other): (Set<u8>, Set<u8>) = (items.iter().copied().collect(), others.iter().copied().collect());
            let (expected, expected_other) = (BTreeSet::from_iter(items), BTreeSet::from_iter(others));
            prop_assert!(set.iter().eq(&expected));
            prop_assert!(set.difference(&other).eq(expected.difference(&expected_other)));
            prop_assert_eq!(set.is_empty(), expected.is_empty());
            for item in 0..=u8::MAX {
                prop_assert_eq!(set.contains(&item), expected.contains(&item));
                prop_assert_eq!(set.clone().insert(item), expected.clone().insert(item));
            }
            prop_assert!(set.into_iter().eq(expected));
        }
    }
}
