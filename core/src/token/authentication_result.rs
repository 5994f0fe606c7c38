//! The result of a complete sign-in.

use serde::{Deserialize, Serialize};

use crate::sensitive::Sensitive;

/// `AuthenticationResultType`: the tokens.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AuthenticationResult {
    /// For resource servers and for the user's own operations.
    pub access_token: Option<Sensitive>,
    /// How long the access token is valid, in seconds.
    pub expires_in: u64,
    /// `Bearer`.
    pub token_type: Option<String>,
    /// Gets new tokens; absent after a refresh, unless the client rotates its refresh tokens.
    pub refresh_token: Option<Sensitive>,
    /// Tells the client who the user is.
    pub id_token: Option<Sensitive>,
    /// The keys of a device that the pool has not seen before, for `ConfirmDevice`; only in a pool that tracks devices.
    pub new_device_metadata: Option<NewDeviceMetadata>,
}

/// `NewDeviceMetadataType`: the keys assigned to a new device.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NewDeviceMetadata {
    /// `DEVICE_KEY`; also the claim `device_key` of the access token.
    pub device_key: String,
    /// Hashed and signed together with the device key; the same for all devices of a pool.
    pub device_group_key: String,
}
