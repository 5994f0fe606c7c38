//! `DeleteGroup`: an administrator deletes a group.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{group::Group, keys, pool::Pool},
    operation::{Caller, Empty, Operation},
};

/// Deletes a group at once. Its members remain users of the pool. See
/// [DeleteGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteGroup.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteGroup {
    /// The group's name.
    pub group_name: String,
    /// The id of the pool.
    pub user_pool_id: String,
}

impl Operation for DeleteGroup {
    const NAME: &'static str = "DeleteGroup";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("GroupName", &shapes::GROUP_NAME), required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        cx.hint([keys::few_groups()]);
        Pool::load_with(cx, &self.user_pool_id, &[keys::group(&self.group_name)]).await?;
        let group = Group::load(cx, &self.group_name).await?;
        group.delete(cx).await?;
        Ok(Empty {})
    }
}
