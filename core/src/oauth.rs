//! The OAuth 2.0 and OpenID Connect endpoints of a pool.
//!
//! [`site`] tells which pool a request is for, and [`parameters`] reads it. Each endpoint is a function from the request to the
//! response that runs in attempts, as an operation does ([`web::endpoint`](crate::web)): what it writes is committed at once, or it is not done.
//!
//! The wire is that of the service, where it is laxer than [RFC 9700](https://www.rfc-editor.org/rfc/rfc9700), too.

pub(crate) mod answer;
pub(crate) mod authorization_request;
pub(crate) mod authorize;
pub(crate) mod browser_session;
pub(crate) mod client_authentication;
pub(crate) mod cookies;
pub(crate) mod discovery;
pub(crate) mod error;
pub(crate) mod logout;
pub(crate) mod opened;
pub(crate) mod parameters;
pub(crate) mod provider;
pub(crate) mod received;
pub(crate) mod registration;
pub(crate) mod response;
pub(crate) mod revoke;
pub(crate) mod site;
pub(crate) mod token;
pub(crate) mod user_info;
