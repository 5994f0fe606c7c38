//! The device that a sign-in names, and the new device that a sign-in without one gets.

use super::{
    parameters::{Parameters, filled},
    session::{Attempt, Progress},
};
use crate::{
    auth::challenge::Device as Fact,
    context::Cx,
    error::{Error, NotAuthorized, ResourceNotFound},
    model::{
        device::{Device, KEY_CHARS_MAX},
        pool::Pool,
    },
    token::authentication_result::NewDeviceMetadata,
};

impl Attempt {
    /// A new attempt with the device that the parameters of a flow name, if any.
    pub(super) fn of(parameters: &Parameters) -> Self {
        Self::default().naming_device(parameters)
    }

    /// Takes the `DEVICE_KEY` of a flow's parameters or of a challenge's responses, if present.
    pub(super) fn naming_device(self, given: &Parameters) -> Self {
        match filled(given, "DEVICE_KEY") {
            // A text that is too long for a key is not kept; the empty string names no device.
            Some(key) if key.len() > KEY_CHARS_MAX => Self { device_key: Some(String::new()), ..self },
            Some(key) => Self { device_key: Some(key.as_str().to_owned()), ..self },
            None => self,
        }
    }

    /// Refuses an answer from a device other than the one that was asked.
    pub(super) fn check_device(&self, key: &str) -> Result<(), NotAuthorized> {
        if self.device_key.as_deref() == Some(key) { Ok(()) } else { Err(NotAuthorized::SessionOfAnother) }
    }
}

/// How the named device relates to the user. Call this only after the first proof: an attacker must not learn which
/// devices a user has.
pub(super) async fn fact(cx: &mut Cx<'_>, pool: &Pool, progress: &Progress) -> Result<Fact, Error> {
    let (Some(tracking), Some(key)) = (pool.device_tracking(), &progress.attempt.device_key) else {
        return Ok(Fact::None);
    };
    Ok(match Device::load(cx, &progress.user, key).await? {
        None => Fact::Unknown,
        Some(device) if device.remembered && tracking.stands_in => Fact::StandsIn,
        Some(_) => Fact::Known,
    })
}

/// Removes an unknown device from the sign-in. For steps after which a client could not start again without the key,
/// because a code is used up or a custom sign-in is complete.
pub(super) async fn forget_unknown(
    cx: &mut Cx<'_>,
    pool: &Pool,
    mut progress: Progress,
) -> Result<Progress, Error> {
    if fact(cx, pool, &progress).await? == Fact::Unknown {
        progress.attempt.device_key = None;
    }
    Ok(progress)
}

/// The named device, if it may still replace the second factor.
///
/// # Errors
/// `ResourceNotFoundException` for a device that was forgotten meanwhile; `otherwise` for one that is no longer
/// remembered, or if the pool no longer accepts devices instead of a second factor.
pub(super) async fn stand_in(
    cx: &mut Cx<'_>,
    pool: &Pool,
    progress: &Progress,
    otherwise: NotAuthorized,
) -> Result<Device, Error> {
    match (fact(cx, pool, progress).await?, &progress.attempt.device_key) {
        (Fact::StandsIn, Some(key)) => {
            Ok(Device::load(cx, &progress.user, key).await?.ok_or(ResourceNotFound::Device)?)
        }
        (Fact::Unknown, _) => Err(ResourceNotFound::Device.into()),
        _ => Err(otherwise.into()),
    }
}

/// The device key for the tokens of a sign-in, and the metadata that an unknown device gets. Nothing is stored for such
/// a device until it is confirmed.
pub(super) async fn take_part(
    cx: &mut Cx<'_>,
    pool: &Pool,
    progress: &Progress,
) -> Result<(Option<String>, Option<NewDeviceMetadata>), Error> {
    if pool.device_tracking().is_none() {
        return Ok((None, None));
    }
    let Some(key) = &progress.attempt.device_key else {
        let device_key = pool.draw_device_key(cx);
        let metadata =
            NewDeviceMetadata { device_key: device_key.clone(), device_group_key: pool.device_group_key() };
        return Ok((Some(device_key), Some(metadata)));
    };
    let mut device = Device::load(cx, &progress.user, key).await?.ok_or(ResourceNotFound::Device)?;
    // Calls may commit in another order than they began in.
    device.authenticated = device.authenticated.max(cx.now());
    device.asked = None;
    cx.put(&device)?;
    Ok((Some(device.key), None))
}
