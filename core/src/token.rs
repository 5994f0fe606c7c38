//! Tokens: claims, JSON Web Signatures, key sets, refresh tokens, and their verification.

pub(crate) mod access_token;
pub(crate) mod authentication_result;
pub(crate) mod claims;
pub(crate) mod client_credentials;
pub(crate) mod exchange;
pub(crate) mod issue;
pub(crate) mod overrides;
pub(crate) mod presented;
pub(crate) mod refresh;
pub(crate) mod rotation;
pub(crate) mod sessions;
pub(crate) mod signer;
#[cfg(feature = "verifier")]
pub mod verifier;

pub use crate::jose::jwks;
#[cfg(feature = "aws-lc")]
pub use signer::AwsLcSigner;
#[cfg(feature = "rsa")]
pub use signer::RsaSigner;
