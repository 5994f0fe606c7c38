//! The form of region names.

/// Whether `text` is well formed as a region. New regions appear, and local installations use their own names, so only
/// the characters are checked: the region is a part of pool ids, keys and issuers.
pub(crate) fn is_region(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_characters_are_checked() {
        for name in ["us-east-1", "us-gov-west-1", "local", "-", &"a".repeat(32)] {
            assert!(is_region(name), "{name}");
        }
        for name in ["", "US-EAST-1", "us east 1", "us_east_1", "us-east-1/x", "é", &"a".repeat(33)] {
            assert!(!is_region(name), "{name}");
        }
    }
}
