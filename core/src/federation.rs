//! The protocols of identity providers, as pure functions on data: no file here imports records, the store or the engine.

pub(crate) mod oidc;
#[cfg(feature = "saml")]
pub(crate) mod saml;
