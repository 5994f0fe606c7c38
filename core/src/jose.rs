//! Compact JSON Web Signatures and key sets: their encoding alone, without keys and without clocks.

pub(crate) mod claims;
pub mod jwks;
pub(crate) mod jws;
