//! `ListGroups`: an administrator lists the groups of a pool.

use serde::{Deserialize, Serialize};

use super::{GroupDescription, page_size};
use crate::{
    api::users::page,
    check::{Member, optional, required, shapes},
    context::{Cx, Stored as _},
    error::Error,
    model::{group::Group, keys, pool::Pool},
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Lists groups in the order of their names. See
/// [ListGroups](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListGroups {
    /// The id of the pool.
    pub user_pool_id: String,
    /// Maximum number of entries in a page, up to 60; 0 means 60.
    pub limit: Option<u32>,
    /// The token that the previous page returned.
    pub next_token: Option<Sensitive>,
}

/// The response of [`ListGroups`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListGroupsOutput {
    /// The groups of this page.
    pub groups: Vec<GroupDescription>,
    /// The token for the next page; absent from the last page.
    pub next_token: Option<Sensitive>,
}

impl Operation for ListGroups {
    const NAME: &'static str = "ListGroups";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("Limit", &shapes::QUERY_LIMIT),
        optional("NextToken", &shapes::PAGINATION_KEY),
    ];
    type Response = ListGroupsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListGroupsOutput, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        let after = match &self.next_token {
            Some(token) => Some(page::open(cx, &pool.id, Self::NAME, token)?),
            None => None,
        };
        let size = page_size(self.limit);
        let mut groups = cx.list::<Group>(keys::groups(), after, size + 1).await?;
        let more = groups.len() > size as usize;
        groups.truncate(size as usize);
        let next_token = match groups.last() {
            Some(last) if more => Some(page::seal(cx, &pool.id, Self::NAME, &last.key())?.into()),
            _ => None,
        };
        let groups = groups.into_iter().map(|group| GroupDescription::new(&pool, group)).collect();
        Ok(ListGroupsOutput { groups, next_token })
    }
}
