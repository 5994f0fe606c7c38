//! `GetDevice`: the signed-in user reads a device.

use serde::{Deserialize, Serialize};

use super::{DeviceDescription, Viewer};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Reads a device of the signed-in user. See
/// [GetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetDevice {
    /// The key of the device.
    pub device_key: String,
    /// The user's access token. Required, although the service's model makes it optional.
    pub access_token: Option<Sensitive>,
}

/// The response of [`GetDevice`] and [`AdminGetDevice`](super::AdminGetDevice).
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetDeviceOutput {
    /// The device.
    pub device: DeviceDescription,
}

impl Operation for GetDevice {
    const NAME: &'static str = "GetDevice";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] =
        &[required("DeviceKey", &shapes::DEVICE_KEY), optional("AccessToken", &shapes::TOKEN_MODEL)];
    type Response = GetDeviceOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetDeviceOutput, Error> {
        let signed_in = super::owner_if_given(cx, self.access_token.as_ref(), &self.device_key).await?;
        let device = super::load(cx, &signed_in.user, &self.device_key).await?;
        let device = DeviceDescription::new(&signed_in.pool, &signed_in.user, &device, Viewer::Owner);
        Ok(GetDeviceOutput { device })
    }
}
