//! Tokens: claims, JSON Web Signatures, key sets, refresh tokens, and their verification.

pub(crate) mod claims;
pub(crate) mod issue;
pub mod jwks;
pub(crate) mod jws;
pub(crate) mod overrides;
pub(crate) mod refresh;
mod signer;
#[cfg(feature = "verifier")]
pub mod verifier;

#[cfg(feature = "aws-lc")]
pub use signer::AwsLcSigner;
#[cfg(feature = "rsa")]
pub use signer::RsaSigner;
