//! What a sign-in answers once it is complete.

use serde::{Deserialize, Serialize};

use crate::sensitive::Sensitive;

/// `AuthenticationResultType`: the tokens.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AuthenticationResult {
    /// For resource servers and for the user's own operations.
    pub access_token: Option<Sensitive>,
    /// Seconds the access token lives.
    pub expires_in: u64,
    /// `Bearer`.
    pub token_type: Option<String>,
    /// Gives new tokens; absent after a refresh, unless the client rotates its refresh tokens.
    pub refresh_token: Option<Sensitive>,
    /// Who the user is.
    pub id_token: Option<Sensitive>,
    /// The names of a device that the pool has not seen before, for `ConfirmDevice`; only of a pool that tracks devices.
    pub new_device_metadata: Option<NewDeviceMetadata>,
}

/// `NewDeviceMetadataType`: what a device that is not known yet is called from now on.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NewDeviceMetadata {
    /// `DEVICE_KEY`; also the claim `device_key` of the access token.
    pub device_key: String,
    /// Hashed and signed with the key; the same for all devices of a pool.
    pub device_group_key: String,
}
