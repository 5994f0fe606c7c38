//! `AdminUpdateDeviceStatus`: an administrator sets whether a device of a user is remembered.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
    settings::DeviceRememberedStatus,
};

/// Sets whether a device of a user is remembered. See
/// [AdminUpdateDeviceStatus](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateDeviceStatus.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminUpdateDeviceStatus {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// The key of the device.
    pub device_key: String,
    /// Without it nothing is changed.
    pub device_remembered_status: Option<DeviceRememberedStatus>,
}

impl Operation for AdminUpdateDeviceStatus {
    const NAME: &'static str = "AdminUpdateDeviceStatus";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        required("DeviceKey", &shapes::DEVICE_KEY),
        optional("DeviceRememberedStatus", &shapes::DEVICE_REMEMBERED_STATUS),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (_, user) =
            super::user_of(cx, &self.user_pool_id, &self.username, Some(&self.device_key)).await?;
        super::set_status(cx, &user, &self.device_key, self.device_remembered_status.as_ref()).await?;
        Ok(Empty {})
    }
}
