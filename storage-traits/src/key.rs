//! Names of partitions and records: text, compared byte by byte.

use std::{borrow::Borrow, fmt};

/// The unit that a [`Batch`](crate::Batch) may touch: one user pool, or the directory of pools.
///
/// A Durable Object, a DynamoDB partition or a range of a sharded SQL table can hold one partition each.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Partition(String);

impl Partition {
    /// A partition by its full name. The name is opaque to backends.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name of one record inside a [`Partition`].
///
/// Components are joined by `/`. In a component each `/`, `%` and NUL is percent-encoded separately, so the encoding of a
/// prefix is a prefix of the encoding. Keys are ordered by their UTF-8 bytes.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Key(String);

impl Key {
    /// Joins `components`, encoding each.
    pub fn new<const N: usize>(components: [&str; N]) -> Self {
        let mut text = String::with_capacity(components.iter().map(|c| c.len() + 1).sum());
        for (index, component) in components.iter().enumerate() {
            if index > 0 {
                text.push('/');
            }
            encode_into(&mut text, component);
        }
        Self(text)
    }

    /// A key as a backend stored it, without encoding anything.
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The encoded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last component, decoded.
    pub fn last(&self) -> String {
        decode(self.0.rsplit('/').next().unwrap_or_default())
    }
}

/// What the keys of a [`Scan`](crate::Scan) begin with.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Prefix(String);

impl Prefix {
    /// The prefix of every key of the partition.
    pub fn all() -> Self {
        Self(String::new())
    }

    /// The prefix of keys that have these components and at least one more.
    pub fn under<const N: usize>(components: [&str; N]) -> Self {
        let mut text = Key::new(components).0;
        text.push('/');
        Self(text)
    }

    /// The prefix of keys that have these components and a next one that begins with `start`.
    pub fn starting<const N: usize>(components: [&str; N], start: &str) -> Self {
        let mut prefix = Self::under(components);
        encode_into(&mut prefix.0, start);
        prefix
    }

    /// The encoded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The smallest byte string greater than every key with this prefix; `None` for the empty prefix.
    ///
    /// A backend may turn a scan into the range `prefix <= key < upper_bound`. The bound need not be UTF-8.
    pub fn upper_bound(&self) -> Option<Vec<u8>> {
        let mut bytes = self.0.clone().into_bytes();
        // UTF-8 never holds 0xff, so the last byte can always be raised.
        *bytes.last_mut()? += 1;
        Some(bytes)
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Lets a map of keys be searched by encoded text, which has the order of keys.
impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn encode_into(text: &mut String, component: &str) {
    for character in component.chars() {
        match character {
            '/' => text.push_str("%2F"),
            '%' => text.push_str("%25"),
            '\0' => text.push_str("%00"),
            other => text.push(other),
        }
    }
}

fn decode(component: &str) -> String {
    component.replace("%2F", "/").replace("%00", "\0").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_components_make_different_keys() {
        assert_ne!(Key::new(["a/b", "c"]), Key::new(["a", "b/c"]));
        assert_ne!(Key::new(["a%2Fb"]), Key::new(["a/b"]));
    }

    #[test]
    fn the_last_component_is_decoded() {
        for name in ["ana", "a/b", "100%", "%2F", "%252F", "\0", "", "ünï/cödé%"] {
            assert_eq!(Key::new(["user", name]).last(), name);
        }
    }

    #[test]
    fn a_prefix_of_a_name_is_a_prefix_of_its_key() {
        let key = Key::new(["ix", "50%/half"]);
        for start in ["", "5", "50%", "50%/", "50%/half"] {
            assert!(key.as_str().starts_with(Prefix::starting(["ix"], start).as_str()), "{start}");
        }
    }

    #[test]
    fn the_upper_bound_closes_the_prefix() {
        let prefix = Prefix::under(["user"]);
        let bound = prefix.upper_bound().unwrap_or_default();
        assert!(Key::new(["user", "\u{10ffff}"]).as_str().as_bytes() < bound.as_slice());
        assert!("user0".as_bytes() >= bound.as_slice());
        assert_eq!(Prefix::all().upper_bound(), None);
    }
}
