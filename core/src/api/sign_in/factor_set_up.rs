//! The set-up of a second factor during a sign-in, when the pool requires one and the user has none.

use super::{facts::facts_without_device, session::Progress};
use crate::{
    auth::{
        challenge::{self, Step},
        channel::Channel,
        factor::Factor,
    },
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized, SoftwareTokenMfaNotFound},
    model::{app::App, email_address::is_email, pool::Pool, schema::Required, user::User},
    ordered,
    sensitive::Sensitive,
};

/// Longest address that a user may set up here, in bytes: the session carries it.
const ADDRESS_BYTES_MAX: usize = 512;

/// Refuses the set-up of a factor unless the user still needs one and may set up this one. Otherwise a sign-in that
/// began earlier could replace a factor that another sign-in has set up.
///
/// The device was checked before the set-up was asked for.
pub(super) fn check_still_due(
    cx: &Cx<'_>,
    app: App<'_>,
    progress: &Progress,
    factor: Factor,
) -> Result<(), Error> {
    match challenge::next(&facts_without_device(cx, app, &progress.user, &progress.attempt))? {
        Step::SetUpFactor(factors) if factors.contains(factor) => Ok(()),
        Step::SetUpFactor(_) if factor == Factor::SoftwareTokenMfa => {
            Err(SoftwareTokenMfaNotFound::NotEnabledByPool.into())
        }
        Step::SetUpFactor(_) => Err(InvalidParameter::MfaTypeNotAvailable.into()),
        _ => Err(NotAuthorized::InvalidSession.into()),
    }
}

/// Refuses a text that is not an address that the user may set.
pub(super) fn check_address(app: App<'_>, address: &Sensitive) -> Result<(), Error> {
    let email = Channel::Email.attribute();
    if !is_email(address) || address.len() > ADDRESS_BYTES_MAX {
        return Err(InvalidParameter::EmailFormat.into());
    }
    if !app.client.settings.can_write(email) {
        return Err(NotAuthorized::UnauthorizedAttribute.into());
    }
    let attributes = ordered::map([(email.to_owned(), address.as_str().to_owned())]);
    Ok(app.pool.schema.check(&attributes, Required::Later)?)
}

/// Sets the address whose code was right.
pub(super) async fn take_address(
    cx: &mut Cx<'_>,
    pool: &Pool,
    user: &mut User,
    address: &Sensitive,
) -> Result<(), Error> {
    let attributes = ordered::map([(Channel::Email.attribute().to_owned(), address.as_str().to_owned())]);
    user.set_attributes(&pool.naming, &attributes);
    user.verify_channel(Channel::Email);
    user.mfa.enable(Factor::EmailOtp, true);
    user.modified = cx.now();
    user.save(cx, pool).await
}
