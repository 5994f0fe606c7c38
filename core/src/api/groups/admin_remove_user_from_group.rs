//! `AdminRemoveUserFromGroup`: an administrator removes a user from a group.

use serde::{Deserialize, Serialize};

use crate::{
    api::users,
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{
        group::{Group, Memberships},
        keys,
    },
    operation::{Caller, Empty, Operation},
};

/// Ends a membership; tokens issued from now on do not contain it. Removing a user who is not a member succeeds. See
/// [AdminRemoveUserFromGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRemoveUserFromGroup.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminRemoveUserFromGroup {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// The group's name.
    pub group_name: String,
}

impl Operation for AdminRemoveUserFromGroup {
    const NAME: &'static str = "AdminRemoveUserFromGroup";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        required("GroupName", &shapes::GROUP_NAME),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        cx.hint([keys::group(&self.group_name)]);
        let (_, user) = users::load(cx, &self.user_pool_id, &self.username).await?;
        let group = Group::load(cx, &self.group_name).await?;
        let memberships = Memberships::load(cx, &user).await?;
        memberships.leave(cx, &group)?;
        Ok(Empty {})
    }
}
