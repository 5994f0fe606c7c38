//! `CreateResourceServer`: an administrator creates a resource server.

use serde::{Deserialize, Serialize};

use super::ResourceServerDescription;
use crate::{
    check::{Member, optional, required, shapes},
    context::{Cx, pool_partition},
    error::{Error, InvalidParameter, LimitExceeded},
    model::{
        keys,
        pool::Pool,
        registration,
        resource_server::{ResourceServer, ResourceServerScope},
    },
    operation::{Caller, Operation},
    quotas::RESOURCE_SERVERS_MAX,
};

/// Creates a resource server. See
/// [CreateResourceServer](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateResourceServer.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateResourceServer {
    /// The id of the pool.
    pub user_pool_id: String,
    /// Unique in the pool; often the URL of the API.
    pub identifier: String,
    /// A name for people.
    pub name: String,
    /// The scopes, at most 100.
    pub scopes: Option<Vec<ResourceServerScope>>,
}

/// The response of [`CreateResourceServer`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateResourceServerOutput {
    /// The resource server.
    pub resource_server: ResourceServerDescription,
}

impl Operation for CreateResourceServer {
    const NAME: &'static str = "CreateResourceServer";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Identifier", &shapes::RESOURCE_SERVER_IDENTIFIER),
        required("Name", &shapes::RESOURCE_SERVER_NAME),
        optional("Scopes", &shapes::RESOURCE_SERVER_SCOPE_LIST),
    ];
    type Response = CreateResourceServerOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<CreateResourceServerOutput, Error> {
        let key = keys::resource_server(&self.identifier);
        let pool = Pool::load_with(cx, &self.user_pool_id, std::slice::from_ref(&key)).await?;
        if self.identifier == registration::SERVER {
            return Err(InvalidParameter::ResourceServerManaged(self.identifier.clone()).into());
        }
        if cx.exists(&key).await? {
            let identifier = self.identifier.clone();
            return Err(InvalidParameter::ResourceServerExists(identifier, pool.id.clone()).into());
        }
        // The quota is for the servers of administrators.
        let max = RESOURCE_SERVERS_MAX + usize::from(pool.settings.registration().is_some());
        if !cx.has_room(&pool_partition(&pool.id), keys::resource_servers(), max).await? {
            return Err(LimitExceeded::ResourceServers(RESOURCE_SERVERS_MAX).into());
        }
        let server = ResourceServer {
            identifier: self.identifier.clone(),
            name: self.name.clone(),
            scopes: self.scopes.clone().unwrap_or_default(),
            is_managed: false,
        };
        cx.put(&server)?;
        Ok(CreateResourceServerOutput { resource_server: ResourceServerDescription::new(&pool, server) })
    }
}
