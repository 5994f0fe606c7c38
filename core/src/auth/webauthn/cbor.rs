//! A reader of CBOR ([RFC 8949](https://www.rfc-editor.org/rfc/rfc8949)) as authenticators write it: definite lengths
//! and few levels. It copies nothing, and every step consumes input, so the length of the input limits its work.

use super::Refusal;

/// CTAP2's canonical form allows four levels; attestation statements, which are only skipped, may have more.
const DEPTH_MAX: usize = 8;

/// Reads CBOR items one after another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

/// The first byte of an item and the number after it.
struct Head {
    major: u8,
    value: u64,
}

const UNSIGNED: u8 = 0;
const NEGATIVE: u8 = 1;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;

const MALFORMED: Refusal = Refusal::Malformed("CBOR");

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The bytes that were not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The number of pairs in a map, whose items follow.
    pub(super) fn map(&mut self) -> Result<u64, Refusal> {
        self.expect(MAP)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, Refusal> {
        let length = self.expect(TEXT)?;
        std::str::from_utf8(self.take(length)?).map_err(|_| MALFORMED)
    }

    pub(super) fn bytes(&mut self) -> Result<&'a [u8], Refusal> {
        let length = self.expect(BYTES)?;
        self.take(length)
    }

    pub(super) fn integer(&mut self) -> Result<i64, Refusal> {
        let head = self.head()?;
        let value = i64::try_from(head.value).map_err(|_| MALFORMED)?;
        match head.major {
            UNSIGNED => Ok(value),
            NEGATIVE => Ok(-1 - value),
            _ => Err(MALFORMED),
        }
    }

    /// Skips one item of any kind, and returns its encoding.
    pub(super) fn skip(&mut self) -> Result<&'a [u8], Refusal> {
        let before = self.rest;
        self.skip_within(DEPTH_MAX)?;
        Ok(&before[..before.len() - self.rest.len()])
    }

    fn skip_within(&mut self, depth: usize) -> Result<(), Refusal> {
        let depth = depth.checked_sub(1).ok_or(MALFORMED)?;
        let head = self.head()?;
        let items = match head.major {
            BYTES | TEXT => {
                self.take(head.value)?;
                0
            }
            ARRAY => head.value,
            MAP => head.value.checked_mul(2).ok_or(MALFORMED)?,
            TAG => 1,
            _ => 0,
        };
        // Each item takes at least one byte, so a huge number of items fails early.
        for _ in 0..items {
            self.skip_within(depth)?;
        }
        Ok(())
    }

    fn expect(&mut self, major: u8) -> Result<u64, Refusal> {
        let head = self.head()?;
        if head.major == major { Ok(head.value) } else { Err(MALFORMED) }
    }

    fn head(&mut self) -> Result<Head, Refusal> {
        let (&first, rest) = self.rest.split_first().ok_or(MALFORMED)?;
        self.rest = rest;
        let value = match first & 0x1f {
            small @ 0..=23 => u64::from(small),
            size @ 24..=27 => {
                self.take(1 << (size - 24))?.iter().fold(0, |value, byte| value << 8 | u64::from(*byte))
            }
            // Reserved values and indefinite lengths.
            _ => return Err(MALFORMED),
        };
        Ok(Head { major: first >> 5, value })
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Refusal> {
        let length = usize::try_from(length).map_err(|_| MALFORMED)?;
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(MALFORMED)?;
        self.rest = rest;
        Ok(taken)
    }
}

/// For [`crate::fuzzing`]: reads all items, and panics if one is not a part of the input or is empty.
#[cfg(feature = "fuzzing")]
pub(crate) fn check_items(bytes: &[u8]) {
    let mut reader = Reader::new(bytes);
    let mut read = 0;
    while let Ok(item) = reader.skip() {
        assert!(!item.is_empty(), "an item without a byte");
        assert_eq!(item, &bytes[read..read + item.len()], "an item that was not there");
        read += item.len();
        assert_eq!(reader.rest(), &bytes[read..], "what follows the item");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn items_are_read_in_turn() {
        // {"a": -257, 1: h'0102'}
        let mut reader = Reader::new(&[0xa2, 0x61, b'a', 0x39, 0x01, 0x00, 0x01, 0x42, 1, 2, 0xff]);
        assert_eq!(reader.map(), Ok(2));
        assert_eq!(reader.text(), Ok("a"));
        assert_eq!(reader.integer(), Ok(-257));
        assert_eq!(reader.integer(), Ok(1));
        assert_eq!(reader.bytes(), Ok(&[1, 2][..]));
        assert_eq!(reader.rest(), [0xff]);
    }

    #[test]
    fn any_item_can_be_skipped() {
        for item in [
            &[0x00][..],
            &[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            &[0x82, 0x01, 0x41, 0xff],
            &[0xa1, 0x61, b'k', 0xf5],
            &[0xfb, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0xc1, 0x1a, 0, 0, 0, 0],
        ] {
            assert_eq!(Reader::new(item).skip(), Ok(item));
            assert!(Reader::new(&item[..item.len() - 1]).skip().is_err(), "cut short: {item:?}");
        }
    }

    #[test]
    fn depth_lengths_and_indefinite_items_are_limited() {
        let nested = |levels: usize| [vec![0x81; levels], vec![0x00]].concat();
        assert!(Reader::new(&nested(DEPTH_MAX - 1)).skip().is_ok());
        assert!(Reader::new(&nested(DEPTH_MAX)).skip().is_err());
        assert!(Reader::new(&nested(100_000)).skip().is_err());
        for claimed in [0x5b, 0x9b, 0xbb] {
            let mut huge = vec![claimed];
            huge.extend([0xff; 8]);
            assert_eq!(Reader::new(&huge).skip(), Err(MALFORMED));
        }
        assert_eq!(Reader::new(&[0x9f, 0xff]).skip(), Err(MALFORMED));
        assert_eq!(
            Reader::new(&[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).integer(),
            Err(MALFORMED)
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..256)) {
            let mut reader = Reader::new(&bytes);
            while let Ok(item) = reader.skip() {
                prop_assert!(!item.is_empty());
            }
            let _ = Reader::new(&bytes).map();
            let _ = Reader::new(&bytes).integer();
            let _ = Reader::new(&bytes).text();
        }
    }
}
