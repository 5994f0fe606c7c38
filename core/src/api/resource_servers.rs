//! Resource servers: the APIs that an app client may request scopes for. Administrators manage them.

use serde::{Deserialize, Serialize};

use crate::{
    model::{
        pool::Pool,
        resource_server::{ResourceServer, ResourceServerScope},
    },
    operation::{Entry, entry},
    settings::ResourceServerManagedBy,
};

mod create_resource_server;
mod delete_resource_server;
mod describe_resource_server;
mod list_resource_servers;
mod update_resource_server;

pub use create_resource_server::{CreateResourceServer, CreateResourceServerOutput};
pub use delete_resource_server::DeleteResourceServer;
pub use describe_resource_server::{DescribeResourceServer, DescribeResourceServerOutput};
pub use list_resource_servers::{ListResourceServers, ListResourceServersOutput};
pub use update_resource_server::{UpdateResourceServer, UpdateResourceServerOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<CreateResourceServer>(),
    entry::<DescribeResourceServer>(),
    entry::<UpdateResourceServer>(),
    entry::<DeleteResourceServer>(),
    entry::<ListResourceServers>(),
];

/// `ResourceServerType`: a resource server as responses show it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ResourceServerDescription {
    /// The id of the pool.
    pub user_pool_id: String,
    /// Unique in the pool; often the URL of the API.
    pub identifier: String,
    /// A name for people.
    pub name: String,
    /// The scopes; in a token and at an app client each is `{identifier}/{scope name}`.
    pub scopes: Vec<ResourceServerScope>,
    /// `COGNITO` for a resource server of the service itself. Absent from those that administrators have created.
    pub managed_by: Option<ResourceServerManagedBy>,
}

impl ResourceServerDescription {
    fn new(pool: &Pool, server: ResourceServer) -> Self {
        Self {
            user_pool_id: pool.id.clone(),
            identifier: server.identifier,
            name: server.name,
            scopes: server.scopes,
            managed_by: server.is_managed.then_some(ResourceServerManagedBy::COGNITO),
        }
    }
}
