//! `UpdateResourceServer`: an administrator changes a resource server.

use serde::{Deserialize, Serialize};

use super::ResourceServerDescription;
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{
        keys,
        pool::Pool,
        resource_server::{ResourceServer, ResourceServerScope},
    },
    operation::{Caller, Operation},
};

/// Replaces the name and all scopes of a resource server. App clients still list a scope that was removed. See
/// [UpdateResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateResourceServer.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateResourceServer {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The identifier of the resource server.
    pub identifier: String,
    /// The new name.
    pub name: String,
    /// The new scopes; if absent, the resource server has no scopes afterwards.
    pub scopes: Option<Vec<ResourceServerScope>>,
}

/// The response of [`UpdateResourceServer`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateResourceServerOutput {
    /// The resource server after the update.
    pub resource_server: ResourceServerDescription,
}

impl Operation for UpdateResourceServer {
    const NAME: &'static str = "UpdateResourceServer";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Identifier", &shapes::RESOURCE_SERVER_IDENTIFIER),
        required("Name", &shapes::RESOURCE_SERVER_NAME),
        optional("Scopes", &shapes::RESOURCE_SERVER_SCOPE_LIST),
    ];
    type Response = UpdateResourceServerOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UpdateResourceServerOutput, Error> {
        let pool =
            Pool::load_with(cx, &self.user_pool_id, &[keys::resource_server(&self.identifier)]).await?;
        let mut server = ResourceServer::load_to_change(cx, &self.identifier).await?;
        server.name.clone_from(&self.name);
        server.scopes = self.scopes.clone().unwrap_or_default();
        cx.put(&server)?;
        Ok(UpdateResourceServerOutput { resource_server: ResourceServerDescription::new(&pool, server) })
    }
}
