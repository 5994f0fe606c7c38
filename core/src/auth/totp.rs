//! One-time codes of authenticator apps, [RFC 6238](https://www.rfc-editor.org/rfc/rfc6238): SHA-1,
//! 30 seconds, six digits.

use std::fmt;

use subtle::{ConditionallySelectable as _, ConstantTimeEq as _};
use zeroize::Zeroizing;

use crate::mac::hmac_sha1;

/// How long one code is valid.
pub const STEP_SECONDS: u64 = 30;

/// Codes of this many steps before and after the current one are accepted, since clocks differ and users type slowly.
/// [RFC 6238 §5.2](https://www.rfc-editor.org/rfc/rfc6238#section-5.2)
const STEPS_AROUND: u64 = 1;

/// The secret that the authenticator app and the server share.
#[derive(Clone)]
pub struct TotpSecret(Zeroizing<Vec<u8>>);

impl TotpSecret {
    /// A new secret, of the same length as Cognito's.
    pub fn from_random(random: [u8; 32]) -> Self {
        Self(Zeroizing::new(random.to_vec()))
    }

    /// A stored secret of 20 to 32 bytes. [RFC 4226 §4](https://www.rfc-editor.org/rfc/rfc4226#section-4) recommends
    /// 20.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        (20..=32).contains(&bytes.len()).then(|| Self(Zeroizing::new(bytes.to_vec())))
    }

    /// Reads a `SecretCode`: base32 of either case, with or without padding.
    pub fn from_base32(text: &str) -> Option<Self> {
        Self::from_bytes(&base32_decode(text)?)
    }

    /// The `SecretCode` that users scan or type: base32 without padding, 52 characters for 32 bytes.
    pub fn to_base32(&self) -> Zeroizing<String> {
        base32_encode(&self.0)
    }

    /// The bytes of the secret, to be sealed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The six digits for a point in time.
    pub fn code_at(&self, unix_seconds: u64) -> String {
        self.code(unix_seconds / STEP_SECONDS).iter().map(|&digit| char::from(digit)).collect()
    }

    /// Whether the step has begun by now. A step in the future was used while a clock was ahead.
    pub(crate) fn has_come(step: u64, unix_seconds: u64) -> bool {
        step <= (unix_seconds / STEP_SECONDS).saturating_add(2 * STEPS_AROUND)
    }

    /// Finds the step of the given code. It must be at most one step from now and later than `spent`, the last step
    /// already used.
    ///
    /// A code can be used once: the caller stores the returned step as the user's next `spent`. Always compares all
    /// codes, in constant time.
    pub fn verify(&self, code: &str, unix_seconds: u64, spent: Option<u64>) -> Option<u64> {
        let now = unix_seconds / STEP_SECONDS;
        let first = now.saturating_sub(STEPS_AROUND).max(spent.map_or(0, |spent| spent.saturating_add(1)));

        // Backwards, so that the earlier of two steps with the same code is returned, and the later one can still be
        // used.
        let (mut found, mut step_found) = (0_u8, 0_u64);
        for step in (first..=now + STEPS_AROUND).rev() {
            let equal = self.code(step).as_slice().ct_eq(code.as_bytes());
            found |= equal.unwrap_u8();
            step_found.conditional_assign(&step, equal);
        }
        (found == 1).then_some(step_found)
    }

    /// HOTP of the step: [RFC 4226 §5.3](https://www.rfc-editor.org/rfc/rfc4226#section-5.3).
    fn code(&self, step: u64) -> [u8; 6] {
        let mac = hmac_sha1(&self.0, &step.to_be_bytes());
        let offset = usize::from(mac[19] & 15);
        let window =
            mac.iter().skip(offset).take(4).fold(0_u32, |window, &byte| (window << 8) | u32::from(byte));
        let mut number = window & 0x7fff_ffff;
        let mut digits = [b'0'; 6];
        for digit in digits.iter_mut().rev() {
            *digit += (number % 10) as u8;
            number /= 10;
        }
        digits
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

/// [RFC 4648 §6](https://www.rfc-editor.org/rfc/rfc4648#section-6).
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

fn base32_encode(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity((bytes.len() * 8).div_ceil(5)));
    for group in bytes.chunks(5) {
        let number = group.iter().fold(0_u64, |number, &byte| (number << 8) | u64::from(byte));
        let number = number << (40 - 8 * group.len());
        for position in 0..(group.len() * 8).div_ceil(5) {
            text.push(char::from(BASE32[(number >> (35 - 5 * position)) as usize & 31]));
        }
    }
    text
}

fn base32_decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() * 5 / 8));
    for group in text.as_bytes().chunks(8) {
        let mut number = 0_u64;
        for character in group {
            let digit = BASE32.iter().position(|digit| digit.eq_ignore_ascii_case(character))?;
            number = (number << 5) | digit as u64;
        }

        // Bits that do not fill a byte must be fewer than a digit, and zero, so that each secret has one
        // representation.
        let (whole, rest) = (group.len() * 5 / 8, group.len() * 5 % 8);
        if rest >= 5 || number & ((1 << rest) - 1) != 0 {
            return None;
        }
        bytes.extend_from_slice(&(number >> rest).to_be_bytes()[8 - whole..]);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rfc_secret() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    /// RFC 6238, appendix B; its codes have eight digits, of which six are shown here.
    #[test]
    fn the_codes_agree_with_the_rfc() {
        for (time, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(rfc_secret().code_at(time), code[2..]);
        }
    }

    #[test]
    fn the_codes_agree_with_the_test_vectors() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/data/srp-vectors.json")).unwrap();
        let cases = vectors["totp"].as_array().unwrap();
        assert_eq!(cases.len(), 5);
        for case in cases {
            let secret = TotpSecret::from_base32(case["secret_code"].as_str().unwrap()).unwrap();
            assert_eq!(secret.code_at(case["unix_time"].as_u64().unwrap()), case["code"]);
            assert_eq!(*secret.to_base32(), case["secret_code"]);
        }
    }

    #[test]
    fn one_step_either_side_is_accepted_and_no_more() {
        let secret = rfc_secret();
        let code = secret.code_at(3_000);
        assert_eq!(secret.verify(&code, 2_969, None), None);
        assert_eq!(secret.verify(&code, 2_970, None), Some(100));
        assert_eq!(secret.verify(&code, 3_000, None), Some(100));
        assert_eq!(secret.verify(&code, 3_059, None), Some(100));
        assert_eq!(secret.verify(&code, 3_060, None), None);
    }

    #[test]
    fn a_code_can_be_used_once() {
        let secret = rfc_secret();
        let code = secret.code_at(3_000);
        let spent = secret.verify(&code, 3_000, Some(99));
        assert_eq!(spent, Some(100));
        assert_eq!(secret.verify(&code, 3_000, spent), None);
        assert_eq!(secret.verify(&secret.code_at(2_970), 3_000, spent), None);
        assert_eq!(secret.verify(&secret.code_at(3_030), 3_000, spent), Some(101));
    }

    #[test]
    fn the_first_and_the_last_second_of_time_are_handled() {
        let secret = rfc_secret();
        assert_eq!(secret.verify(&secret.code_at(0), 0, None), Some(0));
        let last = secret.code_at(u64::MAX);
        assert_eq!(secret.verify(&last, u64::MAX, None), Some(u64::MAX / 30));
        assert_eq!(secret.verify(&last, u64::MAX, Some(u64::MAX)), None);
    }

    #[test]
    fn a_code_has_exactly_six_digits() {
        let secret = rfc_secret();
        let code = secret.code_at(3_000);
        for bad in [&code[..5], &format!("{code}0"), &format!(" {code}"), "", "００００００"] {
            assert_eq!(secret.verify(bad, 3_000, None), None);
        }
    }

    /// RFC 4648, section 10.
    #[test]
    fn base32_agrees_with_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY======"),
            ("fo", "MZXQ===="),
            ("foo", "MZXW6==="),
            ("foob", "MZXW6YQ="),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI======"),
        ] {
            assert_eq!(*base32_encode(bytes.as_bytes()), text.trim_end_matches('='));
            assert_eq!(base32_decode(text).unwrap().as_slice(), bytes.as_bytes());
            assert_eq!(base32_decode(&text.to_lowercase()).unwrap().as_slice(), bytes.as_bytes());
        }
        for bad in ["M", "MZX", "MZXW6Y", "MZ", "MY1=", "M Y", "MY=A", "ＭＹ"] {
            assert_eq!(base32_decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_secret_has_20_to_32_bytes_and_is_not_printed() {
        for (length, valid) in [(19, false), (20, true), (32, true), (33, false)] {
            assert_eq!(TotpSecret::from_bytes(&vec![1; length]).is_some(), valid);
        }
        assert_eq!(TotpSecret::from_random([1; 32]).to_base32().len(), 52);
        assert_eq!(format!("{:?}", rfc_secret()), "TotpSecret(…)");
    }

    proptest! {
        #[test]
        fn every_secret_is_read_back(bytes in proptest::collection::vec(any::<u8>(), 0..70)) {
            prop_assert_eq!(base32_decode(&base32_encode(&bytes)), Some(Zeroizing::new(bytes)));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*", near in "[A-Za-z2-7=]{0,60}") {
            let _ = (TotpSecret::from_base32(&text), TotpSecret::from_base32(&near));
            let _ = rfc_secret().verify(&text, 3_000, None);
        }
    }
}
