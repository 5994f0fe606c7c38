//! [`AwsLcSigner`]: RS256 with aws-lc, Amazon's fork of BoringSSL.

use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaPublicKeyComponents},
};
use userpool_storage_traits::{Algorithm, GeneratedKey, KeyMaterial, PublicKey, Signer, SignerError};

use super::parsed::{EXPONENT, ParsedKeys, modulus};

/// Signs with `aws-lc-rs`: three times faster than `RsaSigner`, but native targets only.
///
/// aws-lc uses its own random number generator, seeded by the operating system, for keys and for blinding signatures;
/// the entropy of the call is not used. So unlike `RsaSigner`, two calls with the same entropy generate different keys.
#[derive(Debug, Default)]
pub struct AwsLcSigner {
    private: ParsedKeys<KeyPair>,
}

impl AwsLcSigner {
    /// A signer without cached keys.
    pub const fn new() -> Self {
        Self { private: ParsedKeys::new() }
    }
}

impl Signer for AwsLcSigner {
    async fn generate(&self, algorithm: Algorithm, _: [u8; 32]) -> Result<GeneratedKey, SignerError> {
        let Algorithm::Rs256 = algorithm;
        let key = KeyPair::generate(KeySize::Rsa2048).map_err(|_| SignerError::new("making an RSA key"))?;
        let private: Pkcs8V1Der<'_> = key.as_der().map_err(|_| SignerError::new("encoding an RSA key"))?;
        Ok(GeneratedKey { private: private.as_ref().to_vec(), public: public_half(&key) })
    }

    async fn sign(&self, key: &KeyMaterial, message: &[u8], _: [u8; 32]) -> Result<Vec<u8>, SignerError> {
        let Algorithm::Rs256 = key.algorithm;
        let key = self.private.get(&key.private, parse_private)?;
        let mut signature = vec![0; key.public_modulus_len()];
        // ring's function signature requires the generator; aws-lc ignores it.
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
            .map_err(|_| SignerError::new("RSA signature"))?;
        Ok(signature)
    }

    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, SignerError> {
        Ok(VerifyingKey::new(key)?.verify(message, signature))
    }
}

/// A public key for checking RS256 signatures. Parsing takes 4 of 32 µs, so parsed keys are not cached.
#[derive(Debug)]
pub(in crate::token) struct VerifyingKey(RsaPublicKeyComponents<Vec<u8>>);

impl VerifyingKey {
    /// Returns an error for keys that are too small, too large, or have an unusual exponent.
    pub(in crate::token) fn new(key: &PublicKey) -> Result<Self, SignerError> {
        Ok(Self(RsaPublicKeyComponents { n: modulus(key)?.to_vec(), e: EXPONENT.to_vec() }))
    }

    pub(in crate::token) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
    }
}

pub(super) fn parse_private(pkcs8: &[u8]) -> Result<KeyPair, SignerError> {
    let key =
        KeyPair::from_pkcs8(pkcs8).map_err(|error| SignerError::new(format!("RSA private key: {error}")))?;
    modulus(&public_half(&key))?;
    Ok(key)
}

pub(super) fn public_half(key: &KeyPair) -> PublicKey {
    let RsaPublicKeyComponents { n, e } = key.public_key().into();
    PublicKey::Rsa { n, e }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::signer::testing;

    #[test]
    fn a_new_key_signs() {
        testing::a_new_key_signs(&AwsLcSigner::new());
    }

    #[test]
    fn the_vector_of_rfc_7515_holds() {
        testing::the_vector_of_rfc_7515_holds(&AwsLcSigner::new());
    }

    #[test]
    fn nothing_but_the_signature_is_taken_for_it() {
        testing::nothing_but_the_signature_is_taken_for_it(&AwsLcSigner::new());
    }

    #[test]
    fn the_key_that_signs_is_the_one_in_the_bytes() {
        testing::the_key_that_signs_is_the_one_in_the_bytes(&AwsLcSigner::new());
    }

    #[test]
    fn weak_and_broken_private_keys_are_refused() {
        testing::weak_and_broken_private_keys_are_refused(&AwsLcSigner::new());
    }

    #[test]
    fn weak_public_keys_are_refused() {
        testing::weak_public_keys_are_refused(&AwsLcSigner::new());
    }
}
