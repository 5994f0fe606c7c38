//! Secrets of app clients: a client has two for a while, so that its secret can be replaced without an interruption.

use serde::{Deserialize, Serialize};

use crate::{
    model::{client::StoredSecret, epoch_seconds::EpochSeconds},
    operation::{Entry, entry},
    sensitive::Sensitive,
};

mod add_user_pool_client_secret;
mod delete_user_pool_client_secret;
mod list_user_pool_client_secrets;

pub use add_user_pool_client_secret::{AddUserPoolClientSecret, AddUserPoolClientSecretOutput};
pub use delete_user_pool_client_secret::DeleteUserPoolClientSecret;
pub use list_user_pool_client_secrets::{ListUserPoolClientSecrets, ListUserPoolClientSecretsOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<AddUserPoolClientSecret>(),
    entry::<ListUserPoolClientSecrets>(),
    entry::<DeleteUserPoolClientSecret>(),
];

/// `ClientSecretDescriptorType`: a secret of an app client.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ClientSecretDescriptor {
    /// The id of the secret: the id of the client, two hyphens, and the time of creation in seconds since 1970.
    pub client_secret_id: String,
    /// The secret. Only the response to its creation has it, and only if the service generated the secret.
    pub client_secret_value: Option<Sensitive>,
    /// When the secret was created.
    pub client_secret_create_date: EpochSeconds,
}

impl From<&StoredSecret> for ClientSecretDescriptor {
    fn from(secret: &StoredSecret) -> Self {
        Self {
            client_secret_id: secret.id.clone(),
            client_secret_value: None,
            client_secret_create_date: secret.created.into(),
        }
    }
}
