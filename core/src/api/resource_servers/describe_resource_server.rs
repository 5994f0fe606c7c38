//! `DescribeResourceServer`: an administrator reads a resource server.

use serde::{Deserialize, Serialize};

use super::ResourceServerDescription;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{keys, pool::Pool, resource_server::ResourceServer},
    operation::{Caller, Operation},
};

/// Reads a resource server. See
/// [DescribeResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeResourceServer.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeResourceServer {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The identifier of the resource server.
    pub identifier: String,
}

/// The response of [`DescribeResourceServer`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeResourceServerOutput {
    /// The resource server.
    pub resource_server: ResourceServerDescription,
}

impl Operation for DescribeResourceServer {
    const NAME: &'static str = "DescribeResourceServer";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Identifier", &shapes::RESOURCE_SERVER_IDENTIFIER),
    ];
    type Response = DescribeResourceServerOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<DescribeResourceServerOutput, Error> {
        let pool =
            Pool::load_with(cx, &self.user_pool_id, &[keys::resource_server(&self.identifier)]).await?;
        let server = ResourceServer::load(cx, &self.identifier).await?;
        Ok(DescribeResourceServerOutput { resource_server: ResourceServerDescription::new(&pool, server) })
    }
}
