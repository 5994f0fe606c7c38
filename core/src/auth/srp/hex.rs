//! Numbers as Cognito's clients encode and hash them: minimal hexadecimal, and `padHex`.

use zeroize::Zeroizing;

use super::SrpError;

/// Twice the length of N: allows leading zeros from a client, and limits the work.
const DIGITS_MAX: usize = 1536;

/// The bytes that are hashed for a number, in two parts: the prefix of `padHex`, and the number without leading zeros.
///
/// `padHex` is the two's complement form of Java's `BigInteger.toByteArray`: as short as possible, with a leading `00`
/// if the top bit would otherwise be read as a sign. Numbers are never padded to the length of N.
pub(super) fn padded(number: &[u8]) -> [&[u8]; 2] {
    let number = minimal(number);
    match number.first() {
        Some(0x01..=0x7f) => [&[], number],
        _ => [&[0], number],
    }
}

/// The number without leading zero bytes; empty for zero.
pub(super) fn minimal(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|&&byte| byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

/// Lower-case digits without a leading zero digit.
pub(super) fn encode(number: &[u8]) -> String {
    let digits = base16ct::lower::encode_string(number);
    match digits.trim_start_matches('0') {
        "" => "0".to_owned(),
        text => text.to_owned(),
    }
}

/// Reads digits of either case, also an odd number of them, into `N` big-endian bytes.
pub(super) fn decode<const N: usize>(text: &str) -> Result<[u8; N], SrpError> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(SrpError::NotHex);
    }
    let digits = text.trim_start_matches('0');
    if text.len() > DIGITS_MAX || digits.len() > 2 * N {
        return Err(SrpError::OutOfRange);
    }

    let mut number = [0; N];
    let whole = Zeroizing::new(format!("{digits:0>width$}", width = 2 * N));
    base16ct::mixed::decode(&*whole, &mut number).map_err(|_| SrpError::NotHex)?;
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigUint;
    use proptest::prelude::*;

    fn pad(number: &[u8]) -> Vec<u8> {
        padded(number).concat()
    }

    #[test]
    fn pad_hex_adds_a_byte_only_before_a_top_bit() {
        assert_eq!(pad(&[0x7f]), [0x7f]);
        assert_eq!(pad(&[0x80]), [0x00, 0x80]);
        assert_eq!(pad(&[0x00, 0x00, 0x01, 0x00]), [0x01, 0x00]);
        assert_eq!(pad(&[]), [0x00]);
        assert_eq!(pad(&[0x00]), [0x00]);
    }

    #[test]
    fn digits_of_either_case_and_leading_zeros_are_allowed() {
        assert_eq!(decode::<2>("0000aBc"), Ok([0x0a, 0xbc]));
        assert_eq!(decode::<2>("ffff"), Ok([0xff, 0xff]));
        assert_eq!(decode::<2>("10000"), Err(SrpError::OutOfRange));
        assert_eq!(decode::<2>(""), Err(SrpError::NotHex));
        assert_eq!(decode::<2>("0x12"), Err(SrpError::NotHex));
        assert_eq!(decode::<2>("1２"), Err(SrpError::NotHex));
    }

    #[test]
    fn too_many_zeros_are_refused() {
        assert_eq!(decode::<2>(&"0".repeat(DIGITS_MAX)), Ok([0, 0]));
        assert_eq!(decode::<2>(&"0".repeat(DIGITS_MAX + 1)), Err(SrpError::OutOfRange));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = decode::<16>(&text);
        }

        #[test]
        fn digits_agree_with_the_reference(number in any::<[u8; 16]>(), zeros in 0..9_usize) {
            let reference = BigUint::from_bytes_be(&number).to_str_radix(16);
            prop_assert_eq!(&encode(&number), &reference);
            prop_assert_eq!(decode::<16>(&("0".repeat(zeros) + &reference.to_uppercase())), Ok(number));
        }
    }
}
