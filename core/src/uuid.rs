//! UUIDs as text ([RFC 9562](https://www.rfc-editor.org/rfc/rfc9562)).

/// A version 4 UUID from these random bytes.
pub(crate) fn from_bytes(mut bytes: [u8; 16]) -> String {
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push(hex_digit(byte >> 4));
        text.push(hex_digit(byte & 0x0f));
    }
    text
}

/// The bytes of a UUID in its usual lower-case form; `None` for anything else.
pub(crate) fn parse(text: &str) -> Option<[u8; 16]> {
    let text = text.as_bytes();
    if text.len() != 36 || [8, 13, 18, 23].iter().any(|index| text[*index] != b'-') {
        return None;
    }
    let mut nibbles = text.iter().filter(|byte| **byte != b'-').map(|byte| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    });
    let mut bytes = [0; 16];
    for byte in &mut bytes {
        *byte = nibbles.next()?? << 4 | nibbles.next()??;
    }
    nibbles.next().is_none().then_some(bytes)
}

fn hex_digit(nibble: u8) -> char {
    char::from(if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_and_variant_are_those_of_a_random_uuid() {
        assert_eq!(from_bytes([0; 16]), "00000000-0000-4000-8000-000000000000");
        assert_eq!(from_bytes([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }

    #[test]
    fn a_uuid_is_parsed_back() {
        let text = "744bf586-7150-4358-8789-b2dd78711992";
        assert_eq!(parse(text).map(from_bytes).as_deref(), Some(text));
        for wrong in [
            "",
            "744BF586-7150-4358-8789-b2dd78711992",
            "744bf586-7150-4358-8789-b2dd7871199",
            "744bf58-67150-4358-8789-b2dd787119922",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
