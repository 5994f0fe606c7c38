//! Threat protection of passwords: those that are publicly known are recorded, and refused if the pool says so.
//!
//! The host knows such passwords: see [`CompromisedPasswords`](crate::storage::CompromisedPasswords). It gets only their
//! SHA-1 hashes. Passwords that an administrator sets are not compared, which is our own choice.

use sha1::{Digest as _, Sha1};
use userpool_storage_traits::PasswordDigest;

use crate::{
    auth::risk::Risk,
    context::Cx,
    error::{Error, InvalidPassword},
    model::{
        app::App,
        risk::{AddressException, PasswordUse, Protection, RiskConfigurationRecord},
    },
    sensitive::Sensitive,
};

/// What is known about a password.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    /// The password is publicly known.
    pub(super) is_compromised: bool,
    /// It must be refused.
    pub(super) is_refused: bool,
}

/// Compares a password with the known ones, in a pool with threat protection and a host that knows some. If the host
/// fails, the password counts as unknown: otherwise nobody could sign in meanwhile.
pub(super) async fn look_up(
    cx: &mut Cx<'_>,
    app: App<'_>,
    usage: PasswordUse,
    password: &Sensitive,
) -> Result<Known, Error> {
    let protection = app.pool.settings.protection();
    let Some(list) = cx.host.compromised_passwords.as_ref().filter(|_| protection != Protection::Off) else {
        return Ok(Known::default());
    };
    let configuration = RiskConfigurationRecord::effective(cx, app).await?;
    let origin = cx.user_origin(app.client.settings.trusts_context_data());
    let is_skipped = |configuration: &RiskConfigurationRecord| {
        configuration.exception(origin.address.as_deref()) == Some(AddressException::Skipped)
            || !configuration.looks_up(usage)
    };
    if configuration.as_ref().is_some_and(is_skipped) {
        return Ok(Known::default());
    }
    let digest = PasswordDigest::new(Sha1::digest(password.as_bytes()).into());
    let is_compromised = list.contains(digest).await.unwrap_or_else(|error| {
        let error = &error as &(dyn std::error::Error + 'static);
        tracing::warn!(error, "a password could not be compared with known ones");
        false
    });
    let blocks = configuration.is_some_and(|configuration| configuration.blocks_compromised(usage));
    let is_refused = is_compromised && blocks && protection == Protection::Enforced;
    Ok(Known { is_compromised, is_refused })
}

/// Refuses a new password that is publicly known. Returns the assessment to record.
///
/// # Errors
/// `InvalidPasswordException`.
pub(super) async fn check_new(
    cx: &mut Cx<'_>,
    app: App<'_>,
    usage: PasswordUse,
    password: &Sensitive,
) -> Result<Risk, Error> {
    let Known { is_compromised, is_refused } = look_up(cx, app, usage, password).await?;
    match is_refused {
        true => Err(InvalidPassword::Compromised.into()),
        false => Ok(Risk { is_compromised, ..Risk::default() }),
    }
}
