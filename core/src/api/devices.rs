//! Devices: signed-in users confirm, list and forget them with their access token; administrators use the username.
//!
//! A device begins with a sign-in that names none: the response and the access token contain the new device's key.
//! Nothing is stored before `ConfirmDevice`. The engine does not know the IP address of a device, so the attribute
//! `last_ip_used` is never shown.

use serde::{Deserialize, Serialize};

use crate::{
    api::users::{self, page},
    context::{Cx, Stored as _},
    error::{Error, InvalidParameter, ResourceNotFound},
    model::{
        attributes::Attribute, device::Device, epoch_seconds::EpochSeconds, keys, lookup::hinted_keys,
        pool::Pool, user::User,
    },
    operation::{Entry, entry},
    sensitive::Sensitive,
    settings::DeviceRememberedStatus,
    time::Timestamp,
    token::access_token::{Claimed, SignedIn, signed_in_and_not_reset},
};

mod admin_forget_device;
mod admin_get_device;
mod admin_list_devices;
mod admin_update_device_status;
mod confirm_device;
mod forget_device;
mod get_device;
mod list_devices;
mod update_device_status;

pub use admin_forget_device::AdminForgetDevice;
pub use admin_get_device::AdminGetDevice;
pub use admin_list_devices::AdminListDevices;
pub use admin_update_device_status::AdminUpdateDeviceStatus;
pub use confirm_device::{ConfirmDevice, ConfirmDeviceOutput, DeviceSecretVerifierConfig};
pub use forget_device::ForgetDevice;
pub use get_device::{GetDevice, GetDeviceOutput};
pub use list_devices::{ListDevices, ListDevicesOutput};
pub use update_device_status::UpdateDeviceStatus;

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<ConfirmDevice>(),
    entry::<GetDevice>(),
    entry::<ListDevices>(),
    entry::<UpdateDeviceStatus>(),
    entry::<ForgetDevice>(),
    entry::<AdminGetDevice>(),
    entry::<AdminListDevices>(),
    entry::<AdminUpdateDeviceStatus>(),
    entry::<AdminForgetDevice>(),
];

/// `DeviceType`: a device as its owner or an administrator sees it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeviceDescription {
    /// The key from `NewDeviceMetadata`.
    pub device_key: String,
    /// `device_status` and, if it has one, `device_name`; administrators also see `dev:device_arn` and
    /// `dev:device_remembered_status`.
    pub device_attributes: Vec<Attribute>,
    /// When it was confirmed.
    pub device_create_date: EpochSeconds,
    /// When its status was last changed.
    pub device_last_modified_date: EpochSeconds,
    /// When a user last signed in with it. A refresh does not count as a sign-in.
    pub device_last_authenticated_date: EpochSeconds,
}

/// Maximum number of devices in a page.
const LIMIT_MAX: u32 = 60;

/// The caller who looks at a device.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Viewer<'a> {
    Owner,
    /// An administrator, with the account id that the engine uses.
    Administrator(&'a str),
}

/// The signed-in user, who owns the devices.
///
/// # Errors
/// Those of the access token, and `InvalidUserPoolConfigurationException` if the pool does not track devices.
async fn owner(cx: &mut Cx<'_>, token: &str, device: Option<&str>) -> Result<SignedIn, Error> {
    let mut hint = |cx: &mut Cx<'_>, claimed: Claimed<'_>| {
        let Some(device) = device else { return };
        cx.hint([keys::device(claimed.username, device), keys::spent(device)]);
    };
    let signed_in = signed_in_and_not_reset(cx, token, &mut hint).await?;
    signed_in.pool.require_device_tracking()?;
    Ok(signed_in)
}

/// As [`owner`], for operations whose model makes the token optional, although nothing else identifies the caller.
async fn owner_if_given(cx: &mut Cx<'_>, token: Option<&Sensitive>, device: &str) -> Result<SignedIn, Error> {
    owner(cx, token.ok_or(InvalidParameter::Missing("AccessToken"))?, Some(device)).await
}

/// The user whose devices an administrator looks at.
async fn user_of(
    cx: &mut Cx<'_>,
    pool_id: &str,
    name: &str,
    device: Option<&str>,
) -> Result<(Pool, User), Error> {
    cx.hint(hinted_keys(&cx.host.keyring, pool_id, name));
    cx.hint(device.map(|device| keys::device(name, device)));
    Pool::load(cx, pool_id).await?.require_device_tracking()?;
    users::load(cx, pool_id, name).await
}

/// The user's device with this key.
///
/// # Errors
/// `ResourceNotFoundException`.
async fn load(cx: &mut Cx<'_>, user: &User, key: &str) -> Result<Device, Error> {
    Ok(Device::load(cx, user, key).await?.ok_or(ResourceNotFound::Device)?)
}

/// Sets whether a device is remembered. Without a status the device is left unchanged.
async fn set_status(
    cx: &mut Cx<'_>,
    user: &User,
    key: &str,
    status: Option<&DeviceRememberedStatus>,
) -> Result<(), Error> {
    let mut device = load(cx, user, key).await?;
    let Some(status) = status else { return Ok(()) };
    device.remembered = *status == DeviceRememberedStatus::REMEMBERED;
    device.modified = cx.now();
    cx.put(&device)
}

/// The page of a list of devices that is requested, and the caller.
struct WantedPage<'a> {
    operation: &'a str,
    viewer: Viewer<'a>,
    limit: Option<u32>,
    token: Option<&'a Sensitive>,
}

/// A page of the user's devices, in the order of their keys. A token is bound to the operation and the user.
async fn list(
    cx: &mut Cx<'_>,
    pool: &Pool,
    user: &User,
    wanted: WantedPage<'_>,
) -> Result<ListDevicesOutput, Error> {
    let WantedPage { operation, viewer, limit, token } = wanted;
    let bound = format!("{operation}/{}", user.sub);
    let after = token.map(|token| page::open(cx, &pool.id, &bound, token)).transpose()?;
    let limit = limit.filter(|limit| *limit > 0).unwrap_or(LIMIT_MAX).min(LIMIT_MAX) as usize;
    let mut devices = Device::page(cx, user, after, limit + 1).await?;
    let more = devices.len() > limit;
    devices.truncate(limit);
    let pagination_token = match devices.last() {
        Some(last) if more => Some(page::seal(cx, &pool.id, &bound, &last.key())?.into()),
        _ => None,
    };
    let devices = devices.iter().map(|device| DeviceDescription::new(pool, user, device, viewer)).collect();
    Ok(ListDevicesOutput { devices, pagination_token })
}

impl DeviceDescription {
    fn new(pool: &Pool, user: &User, device: &Device, viewer: Viewer<'_>) -> Self {
        let mut attributes = vec![Attribute::new("device_status", "valid")];
        attributes.extend(device.name.as_deref().map(|name| Attribute::new("device_name", name)));
        if let Viewer::Administrator(account) = viewer {
            let arn = format!(
                "arn:aws:cognito-idp:{}:{account}:owner/{}.{}/device/{}",
                pool.region, user.username, pool.id, device.key
            );
            let status = if device.remembered {
                DeviceRememberedStatus::REMEMBERED
            } else {
                DeviceRememberedStatus::NOT_REMEMBERED
            };
            attributes.push(Attribute::new("dev:device_arn", arn));
            attributes.push(Attribute::new("dev:device_remembered_status", status.as_str()));
        }
        Self {
            device_key: device.key.clone(),
            device_attributes: attributes,
            device_create_date: device.created.into(),
            device_last_modified_date: device.modified.into(),
            // The service returns this time in whole seconds.
            device_last_authenticated_date: Timestamp::from_seconds(device.authenticated.seconds()).into(),
        }
    }
}
