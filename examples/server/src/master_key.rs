//! The file of master keys: 64 hex digits in each line, newest first. Blank lines and `#` comments are ignored.
//!
//! To rotate: put a new line on top (`openssl rand -hex 32`), restart, run `userpool-server rekey`, and remove the older lines.

use std::fmt::Write as _;

/// The key that seals every secret in the database.
pub(crate) type MasterKey = [u8; 32];

/// Reads the keys, newest first; at least one.
pub(crate) fn parse(text: &str) -> Result<Vec<MasterKey>, NotMasterKeys> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let keys: Vec<MasterKey> = lines.map(parse_line).collect::<Option<_>>().ok_or(NotMasterKeys)?;
    if keys.is_empty() { Err(NotMasterKeys) } else { Ok(keys) }
}

/// Makes a new key. Returns the text of a file with it.
pub(crate) fn generate() -> Result<String, getrandom::Error> {
    let mut key = MasterKey::default();
    getrandom::fill(&mut key)?;
    let mut text = String::with_capacity(65);
    for byte in key {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\n');
    Ok(text)
}

/// The file has other content. The text must not quote it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a master key is 64 hex digits on a line of its own")]
pub(crate) struct NotMasterKeys;

fn parse_line(line: &str) -> Option<MasterKey> {
    let digits = line.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let mut key = MasterKey::default();
    for (byte, pair) in key.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_key_can_be_parsed() {
        let text = generate().expect("randomness");
        assert_eq!(parse(&text).map(|keys| keys.len()), Ok(1));
        assert_ne!(text, generate().expect("randomness"));
    }

    #[test]
    fn several_keys_keep_their_order() {
        let text = format!("# newest\n{}\n\n  {}  \n", "0a".repeat(32), "FF".repeat(32));
        assert_eq!(parse(&text), Ok(vec![[0x0a; 32], [0xff; 32]]));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in
            ["", "# only a comment\n", &"0a".repeat(31), &"0a".repeat(33), &"xy".repeat(32), &"é".repeat(32)]
        {
            assert_eq!(parse(text), Err(NotMasterKeys), "{text:?}");
        }
    }
}
