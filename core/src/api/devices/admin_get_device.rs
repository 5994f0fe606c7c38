//! `AdminGetDevice`: an administrator reads a device of a user.

use serde::{Deserialize, Serialize};

use super::{DeviceDescription, GetDeviceOutput, Viewer};
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
};

/// Reads a device of a user. See
/// [AdminGetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetDevice.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminGetDevice {
    /// The key of the device.
    pub device_key: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
}

impl Operation for AdminGetDevice {
    const NAME: &'static str = "AdminGetDevice";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("DeviceKey", &shapes::DEVICE_KEY),
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
    ];
    type Response = GetDeviceOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetDeviceOutput, Error> {
        let (pool, user) =
            super::user_of(cx, &self.user_pool_id, &self.username, Some(&self.device_key)).await?;
        let device = super::load(cx, &user, &self.device_key).await?;
        let viewer = Viewer::Administrator(&cx.host.account);
        Ok(GetDeviceOutput { device: DeviceDescription::new(&pool, &user, &device, viewer) })
    }
}
