//! Compact JSON Web Signatures and key sets: only their encoding, without keys and without a clock.

pub(crate) mod claims;
pub mod jwks;
pub(crate) mod jws;
