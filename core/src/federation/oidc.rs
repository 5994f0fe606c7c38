//! The relying party of [OpenID Connect](https://openid.net/specs/openid-connect-core-1_0.html) and of the social providers, whose
//! OAuth 2.0 differs in details.
//!
//! A sign-in goes through these functions. Requests are data, which the host sends; answers are data, which it has received:
//!
//! 1. [`Endpoints::configured`], or [`discovery_request`] and [`Endpoints::discovered`]: where the provider is.
//! 2. [`authorization_url`]: where the browser is sent. The caller keeps state, nonce and code verifier.
//! 3. [`token_request`] and [`Tokens::received`]: the code of the callback becomes tokens.
//! 4. [`IdToken::parse`], [`keys_request`], [`KeySet::received`] and [`KeySet::choose`], [`IdToken::check`]: whose claims these are.
//! 5. [`user_info_request`] and [`user_info_claims`], [`merged`]: more claims about the same user.
//! 6. [`with_tokens`], [`subject`] and [`attributes`]: the claims as attributes of the pool.

mod apple;
mod attributes;
mod authorization;
mod endpoints;
mod error;
mod id_token;
mod key_set;
mod query;
mod settings;
#[cfg(test)]
mod tests;
mod tokens;
mod user_info;

pub(crate) use apple::user_claims as apple_user_claims;
#[cfg(feature = "saml")]
pub(crate) use attributes::mapped_attributes;
pub(crate) use attributes::{attributes, subject, with_tokens};
pub(crate) use authorization::{Authorization, authorization_url, code_verifier};
pub(crate) use endpoints::{Endpoints, discovery_request};
#[cfg(test)]
pub(crate) use error::IdTokenProblem;
pub(crate) use error::{OidcError, Step};
pub(crate) use id_token::{Expected, IdToken, Proof};
#[cfg(test)]
pub(crate) use key_set::Key;
pub(crate) use key_set::{Choice, KeySet, fresh_seconds, keys_request};
pub(crate) use settings::{Kind, Settings};
pub(crate) use tokens::{Exchange, Tokens, token_request};
pub(crate) use user_info::{merged, user_info_claims, user_info_request};
