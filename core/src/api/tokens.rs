//! Tokens that are not the result of a sign-in: those of app clients for themselves, and those that are derived from
//! other tokens.

use crate::operation::{Entry, entry};

mod get_client_token;
mod get_derived_token;

pub use get_client_token::{ClientAuthenticationResult, GetClientToken, GetClientTokenOutput};
pub use get_derived_token::{GetDerivedToken, GetDerivedTokenOutput};

pub(super) const OPERATIONS: &[Entry] = &[entry::<GetClientToken>(), entry::<GetDerivedToken>()];
