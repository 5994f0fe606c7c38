//! `DeleteResourceServer`: an administrator deletes a resource server.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{keys, pool::Pool, resource_server::ResourceServer},
    operation::{Caller, Empty, Operation},
};

/// Deletes a resource server. App clients still list its scopes. See
/// [DeleteResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteResourceServer.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteResourceServer {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The identifier of the resource server.
    pub identifier: String,
}

impl Operation for DeleteResourceServer {
    const NAME: &'static str = "DeleteResourceServer";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Identifier", &shapes::RESOURCE_SERVER_IDENTIFIER),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let key = keys::resource_server(&self.identifier);
        Pool::load_with(cx, &self.user_pool_id, std::slice::from_ref(&key)).await?;
        ResourceServer::load_to_change(cx, &self.identifier).await?;
        cx.remove(key);
        Ok(Empty {})
    }
}
