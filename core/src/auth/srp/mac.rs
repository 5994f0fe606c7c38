//! HMAC-SHA256 over a message in parts, with a key of any length.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// [RFC 2104 §2](https://www.rfc-editor.org/rfc/rfc2104#section-2): a key is filled up with zeros
/// to a block of 64 bytes, and a longer one is hashed first. Done here, because the crate's own way
/// for keys of any length returns a `Result`.
pub(crate) fn hmac_sha256(key: &[u8], message: &[&[u8]]) -> [u8; 32] {
    let mut block = Zeroizing::new([0_u8; 64]);
    match block.get_mut(..key.len()) {
        Some(start) => start.copy_from_slice(key),
        None => block[..32].copy_from_slice(&Sha256::digest(key)),
    }

    let mut mac = Hmac::<Sha256>::new((&*block).into());
    for part in message {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keys_of_any_length_give_what_the_crate_gives(
            key in proptest::collection::vec(any::<u8>(), 0..130),
            message in proptest::collection::vec(any::<u8>(), 0..200),
            cut in any::<proptest::sample::Index>(),
        ) {
            let expected = Hmac::<Sha256>::new_from_slice(&key).unwrap().chain_update(&message).finalize();
            let (head, tail) = message.split_at(cut.index(message.len() + 1));
            prop_assert_eq!(hmac_sha256(&key, &[head, tail]), <[u8; 32]>::from(expected.into_bytes()));
        }
    }
}
