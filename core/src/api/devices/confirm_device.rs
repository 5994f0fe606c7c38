//! `ConfirmDevice`: the device of a sign-in is stored.

use serde::{Deserialize, Serialize};

use crate::{
    auth::srp::{Salt, Verifier, device_verifier},
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{DeviceKeyExists, Error, InvalidParameter, ResourceNotFound},
    model::device::{DEVICES_MAX, Device, NewDevice},
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Confirms the device that the user has just signed in with. A user has at most 20 devices: a new one replaces the one
/// with the oldest sign-in, beginning with those that are not remembered. See
/// [ConfirmDevice](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConfirmDevice {
    /// The user's access token, from the sign-in whose `NewDeviceMetadata` gave the key, or from its refreshes.
    pub access_token: Sensitive,
    /// The key of the device, from `NewDeviceMetadata`.
    pub device_key: String,
    /// The SRP verifier that the device proves itself with later. Required, although the service's model makes it
    /// optional.
    pub device_secret_verifier_config: Option<DeviceSecretVerifierConfig>,
    /// A name for display.
    pub device_name: Option<String>,
}

/// `DeviceSecretVerifierConfigType`: salt and SRP verifier of a password that only the device knows.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeviceSecretVerifierConfig {
    /// Base64 of an integer as Java encodes it, not zero and at most 64 bytes.
    pub salt: Option<String>,
    /// Base64 of an integer as Java encodes it, at least 1 and less than N.
    pub password_verifier: Option<Sensitive>,
}

/// The response of [`ConfirmDevice`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConfirmDeviceOutput {
    /// Whether the client should ask the user if the device is to be remembered; `UpdateDeviceStatus` takes the answer.
    pub user_confirmation_necessary: bool,
}

impl Operation for ConfirmDevice {
    const NAME: &'static str = "ConfirmDevice";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[
        required("AccessToken", &shapes::TOKEN_MODEL),
        required("DeviceKey", &shapes::DEVICE_KEY),
        optional("DeviceSecretVerifierConfig", &shapes::DEVICE_SECRET_VERIFIER_CONFIG),
        optional("DeviceName", &shapes::DEVICE_NAME),
    ];
    type Response = ConfirmDeviceOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ConfirmDeviceOutput, Error> {
        let signed_in = super::owner(cx, &self.access_token, Some(&self.device_key)).await?;
        let (pool, user) = (signed_in.pool, signed_in.user);
        let tracking = pool.require_device_tracking()?;
        if Device::load(cx, &user, &self.device_key).await?.is_some() {
            return Err(DeviceKeyExists.into());
        }
        // The key must come from this sign-in; the client must not choose it, and it must not be another user's.
        let is_of_sign_in = signed_in.device_key.as_deref() == Some(&*self.device_key);
        if !is_of_sign_in || Device::was_forgotten(cx, &self.device_key).await? {
            return Err(ResourceNotFound::Device.into());
        }
        let (salt, verifier) = self.verifier()?;
        let new = NewDevice {
            key: &self.device_key,
            name: self.device_name.clone(),
            salt,
            verifier,
            remembered: !tracking.on_prompt,
        };
        let device = Device::confirm(cx, &pool, &user, new);

        let devices = Device::list(cx, &user).await?;
        if devices.len() >= DEVICES_MAX
            && let Some(least) = Device::least_missed(&devices)
        {
            least.forget(cx)?;
        }
        cx.put(&device)?;
        // Writes the user unchanged, to get a new revision: if two confirmations run at once, the second one counts the
        // devices again.
        cx.put(&user)?;
        Ok(ConfirmDeviceOutput { user_confirmation_necessary: tracking.on_prompt })
    }
}

impl ConfirmDevice {
    fn verifier(&self) -> Result<(Salt, Verifier), InvalidParameter> {
        let config = self.device_secret_verifier_config.as_ref();
        let (Some(salt), Some(verifier)) = (
            config.and_then(|config| config.salt.as_deref()),
            config.and_then(|config| config.password_verifier.as_deref()),
        ) else {
            return Err(InvalidParameter::DeviceSecretVerifier);
        };
        device_verifier(salt, verifier).map_err(|_| InvalidParameter::DeviceSecretVerifier)
    }
}
