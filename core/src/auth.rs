//! The kernels of authentication: pure functions from state and input to state and output.
//!
//! Nothing here knows storage or the engine.

pub(crate) mod challenge;
pub(crate) mod custom;
pub(crate) mod first_factor;
pub(crate) mod flow;
pub(crate) mod lockout;
pub mod password;
pub mod secret_hash;
pub mod srp;
pub mod totp;
pub mod webauthn;
