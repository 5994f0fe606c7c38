//! The building blocks of authentication: pure functions from state and input to state and output.
//!
//! No file here imports records, the store or the engine.

pub(crate) mod challenge;
pub(crate) mod channel;
pub(crate) mod custom;
pub(crate) mod factor;
pub(crate) mod first_factor;
pub(crate) mod flow;
pub(crate) mod lockout;
pub mod password;
pub(crate) mod password_hash;
pub(crate) mod risk;
pub mod secret_hash;
pub mod srp;
pub mod totp;
pub(crate) mod user_status;
pub mod webauthn;
