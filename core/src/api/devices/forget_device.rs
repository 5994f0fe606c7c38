//! `ForgetDevice`: the signed-in user removes a device.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
};

/// Removes a device of the signed-in user, and with it the refresh tokens of its sign-ins. See
/// [ForgetDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ForgetDevice {
    /// The user's access token. Required, although the service's model makes it optional.
    pub access_token: Option<Sensitive>,
    /// The key of the device.
    pub device_key: String,
}

impl Operation for ForgetDevice {
    const NAME: &'static str = "ForgetDevice";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] =
        &[optional("AccessToken", &shapes::TOKEN_MODEL), required("DeviceKey", &shapes::DEVICE_KEY)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let user = super::owner_if_given(cx, self.access_token.as_ref(), &self.device_key).await?.user;
        super::load(cx, &user, &self.device_key).await?.forget(cx)?;
        Ok(Empty {})
    }
}
