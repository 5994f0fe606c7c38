//! `UpdateDeviceStatus`: the signed-in user sets whether a device is remembered.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    settings::DeviceRememberedStatus,
};

/// Sets whether a device of the signed-in user is remembered. See
/// [UpdateDeviceStatus](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateDeviceStatus {
    /// The user's access token.
    pub access_token: Sensitive,
    /// The key of the device.
    pub device_key: String,
    /// Without it nothing is changed.
    pub device_remembered_status: Option<DeviceRememberedStatus>,
}

impl Operation for UpdateDeviceStatus {
    const NAME: &'static str = "UpdateDeviceStatus";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[
        required("AccessToken", &shapes::TOKEN_MODEL),
        required("DeviceKey", &shapes::DEVICE_KEY),
        optional("DeviceRememberedStatus", &shapes::DEVICE_REMEMBERED_STATUS),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let user = super::owner(cx, &self.access_token, Some(&self.device_key)).await?.user;
        super::set_status(cx, &user, &self.device_key, self.device_remembered_status.as_ref()).await?;
        Ok(Empty {})
    }
}
