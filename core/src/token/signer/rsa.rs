//! [`RsaSigner`]: RS256 in pure Rust.

use ::rsa::{
    BoxedUint, Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey,
    pkcs8::{DecodePrivateKey, EncodePrivateKey},
    traits::PublicKeyParts,
};
use chacha20::ChaCha20Rng;
use rand_core::SeedableRng;
use sha2::{Digest, Sha256};
use userpool_storage_traits::{Algorithm, GeneratedKey, KeyMaterial, PublicKey, Signer, SignerError};
use zeroize::Zeroizing;

use super::parsed::{EXPONENT, ParsedKeys, modulus};

/// Signs with the `rsa` crate, which compiles for every target. The default signer.
///
/// Signatures are blinded with the entropy of the call, against timing attacks, and verified before they are returned,
/// against faults. A signature takes about 3 ms; if that is too slow, use `AwsLcSigner` or, in a Worker, WebCrypto.
///
/// The same entropy generates the same key.
#[derive(Debug, Default)]
pub struct RsaSigner {
    private: ParsedKeys<RsaPrivateKey>,
    public: ParsedKeys<VerifyingKey>,
}

impl RsaSigner {
    /// A signer without cached keys.
    pub const fn new() -> Self {
        Self { private: ParsedKeys::new(), public: ParsedKeys::new() }
    }
}

impl Signer for RsaSigner {
    async fn generate(&self, algorithm: Algorithm, entropy: [u8; 32]) -> Result<GeneratedKey, SignerError> {
        let Algorithm::Rs256 = algorithm;
        let key = RsaPrivateKey::new(&mut stream(entropy), 2048).map_err(failed("making an RSA key"))?;
        let private = key.to_pkcs8_der().map_err(failed("encoding an RSA key"))?;
        Ok(GeneratedKey { private: private.as_bytes().to_vec(), public: public_half(&key) })
    }

    async fn sign(
        &self,
        key: &KeyMaterial,
        message: &[u8],
        entropy: [u8; 32],
    ) -> Result<Vec<u8>, SignerError> {
        let Algorithm::Rs256 = key.algorithm;
        self.private
            .get(&key.private, parse_private)?
            .sign_with_rng(&mut stream(entropy), Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message))
            .map_err(failed("RSA signature"))
    }

    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, SignerError> {
        let key = self.public.get(modulus(key)?, |_| VerifyingKey::new(key))?;
        Ok(key.verify(message, signature))
    }
}

/// A public key for checking RS256 signatures.
#[derive(Debug)]
pub(in crate::token) struct VerifyingKey(RsaPublicKey);

impl VerifyingKey {
    /// Returns an error for keys that are too small, too large, or have an unusual exponent.
    pub(in crate::token) fn new(key: &PublicKey) -> Result<Self, SignerError> {
        let n = BoxedUint::from_be_slice_vartime(modulus(key)?);
        let e = BoxedUint::from_be_slice_vartime(&EXPONENT);
        RsaPublicKey::new(n, e).map(Self).map_err(failed("RSA public key"))
    }

    pub(in crate::token) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message), signature).is_ok()
    }
}

pub(super) fn parse_private(pkcs8: &[u8]) -> Result<RsaPrivateKey, SignerError> {
    let key = RsaPrivateKey::from_pkcs8_der(pkcs8).map_err(failed("RSA private key"))?;
    modulus(&public_half(&key))?;
    Ok(key)
}

pub(super) fn public_half(key: &RsaPrivateKey) -> PublicKey {
    PublicKey::Rsa { n: key.n_bytes().into(), e: key.e_bytes().into() }
}

/// A random stream from the entropy of the call. It is wiped when dropped.
fn stream(entropy: [u8; 32]) -> ChaCha20Rng {
    ChaCha20Rng::from_seed(*Zeroizing::new(entropy))
}

fn failed<E: std::fmt::Display>(what: &str) -> impl FnOnce(E) -> SignerError {
    move |error| SignerError::new(format!("{what}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::signer::testing;

    #[test]
    fn a_new_key_signs() {
        testing::a_new_key_signs(&RsaSigner::new());
    }

    #[test]
    fn the_vector_of_rfc_7515_holds() {
        testing::the_vector_of_rfc_7515_holds(&RsaSigner::new());
    }

    #[test]
    fn nothing_but_the_signature_is_taken_for_it() {
        testing::nothing_but_the_signature_is_taken_for_it(&RsaSigner::new());
    }

    #[test]
    fn the_key_that_signs_is_the_one_in_the_bytes() {
        testing::the_key_that_signs_is_the_one_in_the_bytes(&RsaSigner::new());
    }

    #[test]
    fn weak_and_broken_private_keys_are_refused() {
        testing::weak_and_broken_private_keys_are_refused(&RsaSigner::new());
    }

    #[test]
    fn weak_public_keys_are_refused() {
        testing::weak_public_keys_are_refused(&RsaSigner::new());
    }

    #[test]
    fn the_same_entropy_makes_the_same_key() {
        let make = |byte| {
            testing::now(RsaSigner::new().generate(Algorithm::Rs256, [byte; 32])).map(|key| key.public)
        };
        assert_eq!(make(1).ok(), make(1).ok());
        assert_ne!(make(1).ok(), make(2).ok());
    }
}
