//! App clients: which applications may sign in a pool's users, and how.

use serde::{Deserialize, Serialize};

use crate::{
    context::Cx,
    error::{Error, ResourceNotFound},
    model::{
        client::{Client, ClientSettings},
        epoch_seconds::EpochSeconds,
        keys,
        pool::Pool,
    },
    operation::{Entry, entry},
    sensitive::Sensitive,
};

mod create_user_pool_client;
mod delete_user_pool_client;
mod describe_user_pool_client;
mod list_user_pool_clients;
pub(crate) mod new_client;
mod rules;
mod update_user_pool_client;

pub use create_user_pool_client::{CreateUserPoolClient, CreateUserPoolClientOutput};
pub use delete_user_pool_client::DeleteUserPoolClient;
pub use describe_user_pool_client::{DescribeUserPoolClient, DescribeUserPoolClientOutput};
pub use list_user_pool_clients::{ListUserPoolClients, ListUserPoolClientsOutput, UserPoolClientDescription};
pub use update_user_pool_client::{UpdateUserPoolClient, UpdateUserPoolClientOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<CreateUserPoolClient>(),
    entry::<DescribeUserPoolClient>(),
    entry::<UpdateUserPoolClient>(),
    entry::<DeleteUserPoolClient>(),
    entry::<ListUserPoolClients>(),
];

/// `UserPoolClientType`: an app client, including its secret.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserPoolClient {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The client's name. Need not be unique.
    pub client_name: String,
    /// The client's id: 26 lower-case letters and digits.
    pub client_id: String,
    /// Absent for public clients.
    pub client_secret: Option<Sensitive>,
    /// When the client was last updated.
    pub last_modified_date: EpochSeconds,
    /// When it was created.
    pub creation_date: EpochSeconds,
    /// The settings that `UpdateUserPoolClient` can change.
    #[serde(flatten)]
    pub settings: ClientSettings,
}

impl UserPoolClient {
    fn new(cx: &Cx<'_>, client: &Client) -> Result<Self, Error> {
        let secret = client.open_secrets(cx)?.first().map(|newest| Sensitive::new(newest.as_str()));
        Ok(Self {
            user_pool_id: client.pool_id.clone(),
            client_name: client.name.clone(),
            client_id: client.id.clone(),
            client_secret: secret,
            last_modified_date: client.modified.into(),
            creation_date: client.created.into(),
            settings: client.settings.clone(),
        })
    }
}

/// Loads a pool and one of its clients in one read.
pub(super) async fn load(cx: &mut Cx<'_>, pool_id: &str, client_id: &str) -> Result<(Pool, Client), Error> {
    let key = keys::client(client_id);
    let pool = Pool::load_with(cx, pool_id, std::slice::from_ref(&key)).await?;
    let client = cx.get(&key).await?.ok_or_else(|| ResourceNotFound::Client(client_id.to_owned()))?;
    Ok((pool, client))
}
