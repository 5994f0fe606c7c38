//! The form of a pool's id.

/// Whether `text` has the form of a pool id and may be part of a partition's name: `[\w-]+_[0-9a-zA-Z]+`, at most 55
/// characters.
pub(crate) fn is_pool_id(text: &str) -> bool {
    let Some((region, name)) = text.rsplit_once('_') else { return false };
    (3..=55).contains(&text.len())
        && !region.is_empty()
        && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
