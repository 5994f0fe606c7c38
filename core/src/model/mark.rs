//! The mark of a store: which master key it was begun with, and by which version.

/// What the mark of a store says: how its records are kept.
pub(crate) const MARK: &[u8] = b"userpool 2";

/// In place of a pool where the mark is sealed.
pub(crate) const MARK_BOUND: &str = "directory";
