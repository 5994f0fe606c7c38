//! `GetGroup`: an administrator reads a group.

use serde::{Deserialize, Serialize};

use super::GroupDescription;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{group::Group, keys, pool::Pool},
    operation::{Caller, Operation},
};

/// Reads a group. See
/// [GetGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetGroup.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetGroup {
    /// The group's name.
    pub group_name: String,
    /// The id of the pool.
    pub user_pool_id: String,
}

/// The response of [`GetGroup`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetGroupOutput {
    /// The group.
    pub group: GroupDescription,
}

impl Operation for GetGroup {
    const NAME: &'static str = "GetGroup";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("GroupName", &shapes::GROUP_NAME), required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = GetGroupOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetGroupOutput, Error> {
        let pool = Pool::load_with(cx, &self.user_pool_id, &[keys::group(&self.group_name)]).await?;
        let group = Group::load(cx, &self.group_name).await?;
        Ok(GetGroupOutput { group: GroupDescription::new(&pool, group) })
    }
}
