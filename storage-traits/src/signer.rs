//! [`Signer`]: makes keys and signatures, in this process or in a key management service.

use std::{fmt, future::Future, ops::Deref};

use crate::{BoxFuture, MaybeSend, MaybeSync};

/// Makes signing keys, signs tokens and checks signatures.
///
/// The signer chooses the form of key material: PKCS#8, or the name of a key in a KMS. The engine seals it before storing it.
/// A signer should cache parsed keys by [`KeyMaterial::id`], since parsing may cost half as much as a signature.
pub trait Signer: MaybeSend + MaybeSync + 'static {
    /// Makes a key pair. `entropy` is 32 fresh random bytes, for signers without a random number generator.
    fn generate(
        &self,
        algorithm: Algorithm,
        entropy: [u8; 32],
    ) -> impl Future<Output = Result<GeneratedKey, SignerError>> + MaybeSend;

    /// Signs `message` with the key's JWS algorithm ([RFC 7518 §3](https://www.rfc-editor.org/rfc/rfc7518#section-3)). `entropy`
    /// may be used for blinding.
    fn sign(
        &self,
        key: &KeyMaterial,
        message: &[u8],
        entropy: [u8; 32],
    ) -> impl Future<Output = Result<Vec<u8>, SignerError>> + MaybeSend;

    /// Whether `signature` is a valid signature of `message` under `key`.
    fn verify(
        &self,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> impl Future<Output = Result<bool, SignerError>> + MaybeSend;
}

/// A JWS signature algorithm.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256 and a 2048-bit key, as Cognito uses.
    Rs256,
}

/// A new key pair.
#[derive(Debug)]
pub struct GeneratedKey {
    /// Passed to [`Signer::sign`] later.
    pub private: Vec<u8>,
    /// The public half.
    pub public: PublicKey,
}

/// A private key in the signer's form.
#[derive(Clone, Eq, PartialEq)]
pub struct KeyMaterial {
    /// The `kid` of the key.
    pub id: String,
    /// The algorithm it signs with.
    pub algorithm: Algorithm,
    /// [`GeneratedKey::private`].
    pub private: Vec<u8>,
}

/// A public key as the members of a JWK ([RFC 7518 §6](https://www.rfc-editor.org/rfc/rfc7518#section-6)), decoded to bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum PublicKey {
    /// An RSA key: big-endian modulus and exponent without leading zeros.
    Rsa {
        /// Modulus.
        n: Vec<u8>,
        /// Exponent.
        e: Vec<u8>,
    },
}

/// The signer failed. The text is for the operator's log.
#[derive(Debug, thiserror::Error)]
#[error("signer: {message}")]
pub struct SignerError {
    message: String,
}

impl Algorithm {
    /// The JWA name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
        }
    }
}

impl SignerError {
    /// An error with a text.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Debug for KeyMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyMaterial")
            .field("id", &self.id)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

/// The object-safe variant of [`Signer`].
pub trait DynSigner: MaybeSend + MaybeSync {
    /// See [`Signer::generate`].
    fn generate(
        &self,
        algorithm: Algorithm,
        entropy: [u8; 32],
    ) -> BoxFuture<'_, Result<GeneratedKey, SignerError>>;
    /// See [`Signer::sign`].
    fn sign<'a>(
        &'a self,
        key: &'a KeyMaterial,
        message: &'a [u8],
        entropy: [u8; 32],
    ) -> BoxFuture<'a, Result<Vec<u8>, SignerError>>;
    /// See [`Signer::verify`].
    fn verify<'a>(
        &'a self,
        key: &'a PublicKey,
        message: &'a [u8],
        signature: &'a [u8],
    ) -> BoxFuture<'a, Result<bool, SignerError>>;
}

impl<S: Signer> DynSigner for S {
    fn generate(
        &self,
        algorithm: Algorithm,
        entropy: [u8; 32],
    ) -> BoxFuture<'_, Result<GeneratedKey, SignerError>> {
        Box::pin(Signer::generate(self, algorithm, entropy))
    }

    fn sign<'a>(
        &'a self,
        key: &'a KeyMaterial,
        message: &'a [u8],
        entropy: [u8; 32],
    ) -> BoxFuture<'a, Result<Vec<u8>, SignerError>> {
        Box::pin(Signer::sign(self, key, message, entropy))
    }

    fn verify<'a>(
        &'a self,
        key: &'a PublicKey,
        message: &'a [u8],
        signature: &'a [u8],
    ) -> BoxFuture<'a, Result<bool, SignerError>> {
        Box::pin(Signer::verify(self, key, message, signature))
    }
}

/// A shared signer is a signer.
impl<S: Signer + Send + Sync> Signer for std::sync::Arc<S> {
    fn generate(
        &self,
        algorithm: Algorithm,
        entropy: [u8; 32],
    ) -> impl Future<Output = Result<GeneratedKey, SignerError>> + MaybeSend {
        self.deref().generate(algorithm, entropy)
    }

    fn sign(
        &self,
        key: &KeyMaterial,
        message: &[u8],
        entropy: [u8; 32],
    ) -> impl Future<Output = Result<Vec<u8>, SignerError>> + MaybeSend {
        self.deref().sign(key, message, entropy)
    }

    fn verify(
        &self,
        key: &PublicKey,
        message: &[u8],
        signature: &[u8],
    ) -> impl Future<Output = Result<bool, SignerError>> + MaybeSend {
        self.deref().verify(key, message, signature)
    }
}
