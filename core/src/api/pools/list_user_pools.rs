//! `ListUserPools`: the pools of a region, oldest first.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{epoch_seconds::EpochSeconds, pool::Pool},
    operation::{Caller, Operation},
    seal::Purpose,
    settings::LambdaConfig,
};

/// Lists the pools of the region that the request is signed for. See
/// [ListUserPools](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUserPools {
    /// The token that the previous page returned.
    pub next_token: Option<String>,
    /// Maximum number of pools in a page, 1 to 60.
    pub max_results: u32,
}

/// The response of [`ListUserPools`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUserPoolsOutput {
    /// The pools of this page. A page may have fewer than the limit although more follow.
    pub user_pools: Vec<UserPoolDescription>,
    /// The token for the next page; absent from the last page.
    pub next_token: Option<String>,
}

/// `UserPoolDescriptionType`: the summary of a pool.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserPoolDescription {
    /// The pool's id.
    pub id: String,
    /// The pool's name.
    pub name: String,
    /// The pool's triggers.
    pub lambda_config: Option<LambdaConfig>,
    /// When it was last updated.
    pub last_modified_date: EpochSeconds,
    /// When it was created.
    pub creation_date: EpochSeconds,
    /// The regions of its replicas; absent if it has none.
    pub replica_regions: Option<Vec<String>>,
}

impl Operation for ListUserPools {
    const NAME: &'static str = "ListUserPools";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        optional("NextToken", &shapes::PAGINATION_KEY_UNBOUNDED),
        required("MaxResults", &shapes::POOL_QUERY_LIMIT),
    ];
    type Response = ListUserPoolsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListUserPoolsOutput, Error> {
        let region = cx.origin.region.clone();
        let after = self.next_token.as_deref().map(|token| open_token(cx, &region, token)).transpose()?;
        let mut entries = Pool::entries(cx.host, &region, after, self.max_results.saturating_add(1)).await?;

        let page = self.max_results as usize;
        let more = entries.len() > page;
        entries.truncate(page);
        let next_token = entries.last().filter(|_| more).map(|last| seal_token(cx, &region, last));

        let mut user_pools = Vec::with_capacity(entries.len());
        for key in &entries {
            if let Some(pool) = Pool::read(cx.host, &key.last()).await? {
                user_pools.push(pool.into());
            }
        }
        Ok(ListUserPoolsOutput { user_pools, next_token })
    }
}

/// What a token is bound to, besides the region.
const BOUND: &str = "ListUserPools";

/// A token is the key of the last entry of its page.
fn seal_token(cx: &mut Cx<'_>, region: &str, last: &Key) -> String {
    BASE64URL.encode(cx.seal(region, Purpose::Page, BOUND, last.as_str().as_bytes()))
}

fn open_token(cx: &Cx<'_>, region: &str, token: &str) -> Result<Key, InvalidParameter> {
    BASE64URL
        .decode(token)
        .ok()
        .and_then(|sealed| cx.open(region, Purpose::Page, BOUND, &sealed))
        .and_then(|last| String::from_utf8(last.to_vec()).ok())
        .map(Key::from_stored)
        .ok_or(InvalidParameter::PaginationToken)
}

impl From<Pool> for UserPoolDescription {
    fn from(pool: Pool) -> Self {
        let pool = pool.into_record();
        let regions: Vec<String> = pool.replicas.into_iter().map(|replica| replica.region).collect();
        Self {
            id: pool.id,
            name: pool.name,
            lambda_config: pool.settings.lambda_config,
            last_modified_date: pool.modified.into(),
            creation_date: pool.created.into(),
            replica_regions: Some(regions).filter(|regions| !regions.is_empty()),
        }
    }
}
