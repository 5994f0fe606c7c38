//! Signing keys made beforehand, since making one takes longer than most tests.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use rsa::{pkcs8::DecodePrivateKey as _, traits::PublicKeyParts as _};
use serde_json::Value;
use userpool::{
    RsaSigner,
    storage::{Algorithm, GeneratedKey, KeyMaterial, PublicKey, Signer, SignerError},
};

use super::now;

/// Hands out the keys below in turn.
#[derive(Default)]
pub struct PreparedKeys {
    signer: RsaSigner,
    made: AtomicU64,
}

impl PreparedKeys {
    /// As if the first `made` keys had been handed out.
    pub fn after(made: u64) -> Self {
        Self { made: AtomicU64::new(made), ..Self::default() }
    }
}

pub const KEYS: [&str; 4] = [
    include_str!("../../data/jws/test-only-rsa2048-1.pkcs8.b64"),
    include_str!("../../data/jws/test-only-rsa2048-2.pkcs8.b64"),
    include_str!("../../data/jws/test-only-rsa2048-3.pkcs8.b64"),
    include_str!("../../data/jws/test-only-rsa2048-4.pkcs8.b64"),
];

/// A token with a true signature by one of the prepared keys: those of the first pool of a world are 0 (ID tokens)
/// and 1 (access tokens), those of the second 2 and 3.
pub fn forge(key: usize, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(header), part(claims));
    let material = KeyMaterial {
        id: format!("prepared-{key}"),
        algorithm: Algorithm::Rs256,
        private: BASE64_STANDARD.decode(KEYS[key].trim()).unwrap(),
    };
    let signature = now(RsaSigner::default().sign(&material, input.as_bytes(), [9; 32])).unwrap();
    format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

impl Signer for PreparedKeys {
    async fn generate(&self, _: Algorithm, _: [u8; 32]) -> Result<GeneratedKey, SignerError> {
        let index = usize::try_from(self.made.fetch_add(1, Ordering::SeqCst)).unwrap() % KEYS.len();
        let private = BASE64_STANDARD.decode(KEYS[index].trim()).unwrap();
        let key = rsa::RsaPrivateKey::from_pkcs8_der(&private).unwrap();
        let public = PublicKey::Rsa {
            n: key.n().to_be_bytes_trimmed_vartime().into_vec(),
            e: key.e().to_be_bytes_trimmed_vartime().into_vec(),
        };
        Ok(GeneratedKey { private, public })
    }

    async fn sign(
        &self,
        key: &KeyMaterial,
        message: &[u8],
        entropy: [u8; 32],
    ) -> Result<Vec<u8>, SignerError> {
        self.signer.sign(key, message, entropy).await
    }

    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, SignerError> {
        self.signer.verify(key, message, signature).await
    }
}
