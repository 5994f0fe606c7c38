//! `ListResourceServers`: an administrator lists the resource servers of a pool.

use serde::{Deserialize, Serialize};

use super::ResourceServerDescription;
use crate::{
    api::users::page::Listing,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{keys, pool::Pool},
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Lists resource servers in the order of their identifiers. See
/// [ListResourceServers](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListResourceServers.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListResourceServers {
    /// The id of the pool.
    pub user_pool_id: String,
    /// Maximum number of entries in a page, 1 to 50; 50 if absent.
    pub max_results: Option<u32>,
    /// The token that the previous page returned.
    pub next_token: Option<Sensitive>,
}

/// The response of [`ListResourceServers`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListResourceServersOutput {
    /// The resource servers of this page.
    pub resource_servers: Vec<ResourceServerDescription>,
    /// The token for the next page; absent from the last page.
    pub next_token: Option<Sensitive>,
}

/// Maximum number of entries in a page.
const MAX_RESULTS_DEFAULT: u32 = 50;

impl Operation for ListResourceServers {
    const NAME: &'static str = "ListResourceServers";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("MaxResults", &shapes::LIST_RESOURCE_SERVERS_LIMIT),
        optional("NextToken", &shapes::PAGINATION_KEY_UNBOUNDED),
    ];
    type Response = ListResourceServersOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListResourceServersOutput, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        let listing = Listing {
            pool_id: &pool.id,
            bound: Self::NAME,
            prefix: keys::resource_servers(),
            size: self.max_results.unwrap_or(MAX_RESULTS_DEFAULT),
        };
        let (found, next_token) = listing.page(cx, self.next_token.as_ref()).await?;
        let resource_servers =
            found.into_iter().map(|server| ResourceServerDescription::new(&pool, server)).collect();
        Ok(ListResourceServersOutput { resource_servers, next_token })
    }
}
