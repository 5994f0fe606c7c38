//! Sign-in: a flow starts it, challenges continue it, tokens complete it.
//!
//! An operation passes its request to the [`machine`]. The machine has a [`flow`] start the sign-in, or a [`challenge`]
//! verify the answer; both return what was proved. Then the machine asks the next challenge or issues tokens. Between
//! two calls only the client keeps the state of the sign-in, in a sealed [`session`].

use crate::{
    context::Cx,
    operation::{Entry, entry},
};

mod admin_initiate_auth;
mod admin_respond_to_auth_challenge;
mod challenge;
mod claimant;
mod custom_sign_in;
mod device;
mod exchange;
mod factor_set_up;
mod facts;
pub(crate) mod federated;
mod first_factor;
mod first_factor_choice;
mod flow;
mod get_tokens_from_refresh_token;
mod hints;
pub(crate) mod hosted;
mod initiate_auth;
mod machine;
mod output;
pub(crate) mod parameters;
mod proved;
mod respond_to_auth_challenge;
mod revoke_token;
mod risk;
mod session;
pub(super) mod sign_up_session;
pub(super) mod software_token_session;

pub use admin_initiate_auth::AdminInitiateAuth;
pub use admin_respond_to_auth_challenge::AdminRespondToAuthChallenge;
pub use get_tokens_from_refresh_token::{GetTokensFromRefreshToken, GetTokensFromRefreshTokenOutput};
pub use initiate_auth::InitiateAuth;
pub use output::SignInOutput;
pub use respond_to_auth_challenge::RespondToAuthChallenge;
pub use revoke_token::RevokeToken;

pub(crate) use flow::refresh::renew;
pub(crate) use revoke_token::revoke;

pub use crate::token::authentication_result::{AuthenticationResult, NewDeviceMetadata};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<InitiateAuth>(),
    entry::<AdminInitiateAuth>(),
    entry::<RespondToAuthChallenge>(),
    entry::<AdminRespondToAuthChallenge>(),
    entry::<GetTokensFromRefreshToken>(),
    entry::<RevokeToken>(),
];

/// Hints at the records that a refresh reads, for the pool and the client with these ids.
pub(crate) fn hint_at_refresh(cx: &mut Cx<'_>, (pool, client): (&str, &str), token: &str) {
    hints::of_refresh(cx, hints::Ids { pool, client }, token);
}

#[cfg(all(test, feature = "client", feature = "rsa"))]
mod tests;
