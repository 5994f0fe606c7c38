//! The requirements for keys, and a cache of parsed keys.

use std::{fmt, ops::RangeInclusive, sync::Arc};

use sha2::{Digest, Sha256};
use userpool_storage_traits::{PublicKey, SignerError};

use crate::recent::Recent;

/// [RFC 7518 §3.3](https://www.rfc-editor.org/rfc/rfc7518#section-3.3) requires 2048 bits or more; longer keys than
/// 4096 bits would only cost time.
const MODULUS_BITS: RangeInclusive<usize> = 2048..=4096;

/// 65537, the exponent that Cognito and nearly all other software use. Small exponents have led to forgeries.
pub(super) const EXPONENT: [u8; 3] = [1, 0, 1];

/// Two keys for each of 256 pools; a few kilobytes each.
const KEYS_MAX: usize = 512;

/// The modulus of a key, if its size and exponent are acceptable.
pub(super) fn modulus(key: &PublicKey) -> Result<&[u8], SignerError> {
    let PublicKey::Rsa { n, e } = key;
    let bits = n.first().map_or(0, |first| n.len() * 8 - first.leading_zeros() as usize);

    if n.first() == Some(&0) || n.last().is_none_or(|last| last % 2 == 0) {
        return Err(SignerError::new("malformed RSA modulus"));
    }
    if !MODULUS_BITS.contains(&bits) {
        return Err(SignerError::new(format!("RSA modulus of {bits} bits")));
    }
    if e.as_slice() != EXPONENT {
        return Err(SignerError::new("RSA exponent is not 65537"));
    }
    Ok(n)
}

/// A cache of parsed keys, by the SHA-256 of the bytes they were parsed from.
///
/// The key id is not used: the given bytes decide which key signs, so a wrong id can never sign with another pool's
/// key.
pub(super) struct ParsedKeys<K>(Recent<[u8; 32], Arc<K>>);

impl<K> ParsedKeys<K> {
    pub(super) const fn new() -> Self {
        Self(Recent::new(KEYS_MAX))
    }

    /// The key in `bytes`. It is parsed once while it is among the [`KEYS_MAX`] last used keys.
    pub(super) fn get(
        &self,
        bytes: &[u8],
        parse: impl FnOnce(&[u8]) -> Result<K, SignerError>,
    ) -> Result<Arc<K>, SignerError> {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        if let Some(key) = self.0.get(&digest) {
            return Ok(key);
        }

        // Parsed without the lock, so that other calls need not wait. Parsing the same key twice does no harm.
        let key = Arc::new(parse(bytes)?);
        self.0.insert(digest, Arc::clone(&key));
        Ok(key)
    }
}

impl<K> Default for ParsedKeys<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K> fmt::Debug for ParsedKeys<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ParsedKeys(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn never(_: &[u8]) -> Result<u32, SignerError> {
        panic!("parsed before")
    }

    #[test]
    fn a_key_is_parsed_once() {
        let keys = ParsedKeys::new();
        assert_eq!(*keys.get(b"key", |_| Ok(1)).unwrap(), 1);
        assert_eq!(*keys.get(b"key", never).unwrap(), 1);
    }

    #[test]
    fn a_key_that_does_not_parse_is_not_cached() {
        let keys = ParsedKeys::new();
        keys.get(b"key", |_| Err(SignerError::new("no"))).unwrap_err();
        assert_eq!(*keys.get(b"key", |_| Ok(1)).unwrap(), 1);
    }

    #[test]
    fn the_last_used_keys_stay_in_the_cache() {
        let keys = ParsedKeys::new();
        for key in 0..2 * KEYS_MAX as u32 {
            keys.get(&key.to_be_bytes(), |_| Ok(key)).unwrap();
            keys.get(&0_u32.to_be_bytes(), never).unwrap();
        }
        keys.get(&(2 * KEYS_MAX as u32 - 1).to_be_bytes(), never).unwrap();
        assert_eq!(*keys.get(&1_u32.to_be_bytes(), |_| Ok(99)).unwrap(), 99);
    }
}
