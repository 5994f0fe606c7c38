//! HMAC, [RFC 2104](https://www.rfc-editor.org/rfc/rfc2104), with a key of any length.

use hmac::{Hmac, KeyInit, Mac as _};
use sha1::Sha1;
use sha2::Sha256;

/// The HMAC-SHA256 of a message in parts. The boundaries of the parts do not matter.
pub(crate) fn hmac_sha256(key: &[u8], message: &[&[u8]]) -> [u8; 32] {
    let mut mac = keyed_sha256(key);
    for part in message {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// The state to which a message is added.
pub(crate) fn keyed_sha256(key: &[u8]) -> Hmac<Sha256> {
    keyed(key)
}

/// HMAC-SHA1, which is used only for one-time passwords.
pub(crate) fn hmac_sha1(key: &[u8], message: &[u8]) -> [u8; 20] {
    keyed::<Hmac<Sha1>>(key).chain_update(message).finalize().into_bytes().into()
}

#[expect(clippy::expect_used, reason = "the error is for algorithms with keys of one length")]
fn keyed<M: KeyInit>(key: &[u8]) -> M {
    M::new_from_slice(key).expect("HMAC takes keys of any length")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::Digest as _;

    use super::*;

    /// [RFC 4231 §4.3](https://www.rfc-editor.org/rfc/rfc4231#section-4.3).
    #[test]
    fn hmac_sha256_agrees_with_the_rfc() {
        let code = hmac_sha256(b"Jefe", &[b"what do ya want ", b"for nothing?"]);
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(base16ct::lower::encode_string(&code), expected);
    }

    /// [RFC 2202 §3](https://www.rfc-editor.org/rfc/rfc2202#section-3), test case 2.
    #[test]
    fn hmac_sha1_agrees_with_the_rfc() {
        let code = hmac_sha1(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(base16ct::lower::encode_string(&code), "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    }

    proptest! {
        /// [RFC 2104 §2](https://www.rfc-editor.org/rfc/rfc2104#section-2), implemented directly.
        #[test]
        fn keys_of_any_length_agree_with_the_rfc(
            key in proptest::collection::vec(any::<u8>(), 0..130),
            message in proptest::collection::vec(any::<u8>(), 0..200),
            cut in any::<proptest::sample::Index>(),
        ) {
            let mut block = [0; 64];
            let short = if key.len() > 64 { Sha256::digest(&key).to_vec() } else { key.clone() };
            block[..short.len()].copy_from_slice(&short);
            let inner = Sha256::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(&message).finalize();
            let expected = Sha256::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize();
            let (head, tail) = message.split_at(cut.index(message.len() + 1));
            prop_assert_eq!(hmac_sha256(&key, &[head, tail]), <[u8; 32]>::from(expected));
        }
    }
}
