//! The mark of a store: it tells which master key and which version of the layout the store was started with.

/// The content of the mark: the version of the layout.
pub(crate) const MARK: &[u8] = b"userpool 2";

/// The mark is sealed for this name instead of a pool's id.
pub(crate) const MARK_BOUND: &str = "directory";
