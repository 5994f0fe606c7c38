//! `AdminListGroupsForUser`: an administrator lists the groups of a user.

use serde::{Deserialize, Serialize};

use super::{GroupDescription, page_size};
use crate::{
    api::users::{self, page},
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::group::Memberships,
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Lists the groups that a user is in, in the order of their precedence. See
/// [AdminListGroupsForUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminListGroupsForUser {
    /// The user's name, `sub` or alias.
    pub username: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// Maximum number of entries in a page, up to 60; 0 means 60.
    pub limit: Option<u32>,
    /// The token that the previous page returned.
    pub next_token: Option<Sensitive>,
}

/// The response of [`AdminListGroupsForUser`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminListGroupsForUserOutput {
    /// The groups of this page.
    pub groups: Vec<GroupDescription>,
    /// The token for the next page; absent from the last page.
    pub next_token: Option<Sensitive>,
}

impl Operation for AdminListGroupsForUser {
    const NAME: &'static str = "AdminListGroupsForUser";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("Username", &shapes::USERNAME),
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("Limit", &shapes::QUERY_LIMIT),
        optional("NextToken", &shapes::PAGINATION_KEY),
    ];
    type Response = AdminListGroupsForUserOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<AdminListGroupsForUserOutput, Error> {
        let (pool, user) = users::load(cx, &self.user_pool_id, &self.username).await?;
        let bound = format!("{}/{}", Self::NAME, user.sub);
        let after = match &self.next_token {
            Some(token) => Some(page::open(cx, &pool.id, &bound, token)?),
            None => None,
        };
        let size = page_size(self.limit) as usize;
        let mut groups = Memberships::load(cx, &user).await?.groups(cx).await?;
        groups.retain(|group| after.as_ref().is_none_or(|after| group.rank() > *after));
        let more = groups.len() > size;
        groups.truncate(size);
        let next_token = match groups.last() {
            Some(last) if more => Some(page::seal(cx, &pool.id, &bound, &last.rank())?.into()),
            _ => None,
        };
        let groups = groups.into_iter().map(|group| GroupDescription::new(&pool, group)).collect();
        Ok(AdminListGroupsForUserOutput { groups, next_token })
    }
}
