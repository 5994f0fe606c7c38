//! `ListUsersInGroup`: an administrator lists the members of a group.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::{Key, Record};

use super::page_size;
use crate::{
    api::users::{UserDescription, page},
    check::{Member, optional, required, shapes},
    context::{Cx, decode_row},
    error::Error,
    model::{group::Group, keys, pool::Pool, user::User},
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Lists the members of a group in the order of their usernames. See
/// [ListUsersInGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUsersInGroup {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The group's name.
    pub group_name: String,
    /// Maximum number of entries in a page, up to 60; 0 means 60.
    pub limit: Option<u32>,
    /// The token that the previous page returned.
    pub next_token: Option<Sensitive>,
}

/// The response of [`ListUsersInGroup`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUsersInGroupOutput {
    /// The members of this page; a page may have fewer than the limit although more follow.
    pub users: Vec<UserDescription>,
    /// The token for the next page; absent from the last page.
    pub next_token: Option<Sensitive>,
}

impl Operation for ListUsersInGroup {
    const NAME: &'static str = "ListUsersInGroup";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("GroupName", &shapes::GROUP_NAME),
        optional("Limit", &shapes::QUERY_LIMIT),
        optional("NextToken", &shapes::PAGINATION_KEY),
    ];
    type Response = ListUsersInGroupOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListUsersInGroupOutput, Error> {
        let pool = Pool::load_with(cx, &self.user_pool_id, &[keys::group(&self.group_name)]).await?;
        let group = Group::load(cx, &self.group_name).await?;
        let bound = format!("{}/{}", Self::NAME, group.id);
        let after = match &self.next_token {
            Some(token) => Some(page::open(cx, &pool.id, &bound, token)?),
            None => None,
        };
        let size = page_size(self.limit);
        let mut rows = cx.scan(keys::members(&group.id), after, size + 1).await?;
        let more = rows.len() > size as usize;
        rows.truncate(size as usize);
        let next_token = match rows.last() {
            Some(last) if more => Some(page::seal(cx, &pool.id, &bound, &last.0)?.into()),
            _ => None,
        };
        let users = members(cx, &rows).await?;
        let users = users.iter().map(|user| UserDescription::new(user, user.attribute_list())).collect();
        Ok(ListUsersInGroupOutput { users, next_token })
    }
}

/// The users that membership rows lead to. Leaves out deleted users, and users who took the name of a deleted user.
async fn members(cx: &mut Cx<'_>, rows: &[(Key, Record)]) -> Result<Vec<User>, Error> {
    let keys: Vec<Key> = rows.iter().map(|(row, _)| keys::user(&row.last())).collect();
    let users = cx.peek::<User>(&keys).await?;
    let mut members = Vec::with_capacity(rows.len());
    for ((row, sub), user) in rows.iter().zip(users) {
        let Some(user) = user else { continue };
        if user.sub == decode_row::<String>(row, sub)? {
            members.push(user);
        }
    }
    Ok(members)
}
