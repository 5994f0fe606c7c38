//! Passkeys: signed-in users add, list and remove them, with their access token.

use crate::{
    auth::webauthn::RelyingParty,
    error::{Error, WebAuthnConfigurationMissing, WebAuthnNotEnabled},
    model::pool::Pool,
    operation::{Entry, entry},
    token::access_token::signed_in_and_not_reset as signed_in,
};

mod challenge;
mod complete_web_authn_registration;
mod delete_web_authn_credential;
mod list_web_authn_credentials;
mod start_web_authn_registration;

pub use complete_web_authn_registration::CompleteWebAuthnRegistration;
pub(crate) use complete_web_authn_registration::register;
pub(crate) use start_web_authn_registration::creation_options;

pub use delete_web_authn_credential::DeleteWebAuthnCredential;
pub use list_web_authn_credentials::{
    ListWebAuthnCredentials, ListWebAuthnCredentialsOutput, WebAuthnCredentialDescription,
};
pub use start_web_authn_registration::{StartWebAuthnRegistration, StartWebAuthnRegistrationOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<StartWebAuthnRegistration>(),
    entry::<CompleteWebAuthnRegistration>(),
    entry::<ListWebAuthnCredentials>(),
    entry::<DeleteWebAuthnCredential>(),
];

/// The relying party that passkeys of this pool are made for, if the pool allows passkeys.
fn relying_party(pool: &Pool) -> Result<RelyingParty, Error> {
    if !pool.settings.allows_passkeys() {
        return Err(WebAuthnNotEnabled.into());
    }
    Ok(pool.relying_party().ok_or(WebAuthnConfigurationMissing)?)
}
