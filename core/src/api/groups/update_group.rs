//! `UpdateGroup`: an administrator changes a group.

use serde::{Deserialize, Serialize};

use super::GroupDescription;
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{group::Group, keys, pool::Pool},
    operation::{Caller, Operation},
};

/// Changes the fields that the request has; other fields, and the name, stay the same. See
/// [UpdateGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateGroup.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateGroup {
    /// The group's name.
    pub group_name: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// What the group is for.
    pub description: Option<String>,
    /// The role that its members may take.
    pub role_arn: Option<String>,
    /// A lower number has precedence; if absent, the precedence does not change.
    pub precedence: Option<u32>,
}

/// The response of [`UpdateGroup`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateGroupOutput {
    /// The group.
    pub group: GroupDescription,
}

impl Operation for UpdateGroup {
    const NAME: &'static str = "UpdateGroup";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("GroupName", &shapes::GROUP_NAME),
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("Description", &shapes::DESCRIPTION),
        optional("RoleArn", &shapes::ARN),
        optional("Precedence", &shapes::PRECEDENCE),
    ];
    type Response = UpdateGroupOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UpdateGroupOutput, Error> {
        cx.hint([keys::few_groups()]);
        let pool = Pool::load_with(cx, &self.user_pool_id, &[keys::group(&self.group_name)]).await?;
        let mut group = Group::load(cx, &self.group_name).await?;
        group.description = self.description.clone().or(group.description);
        group.role_arn = self.role_arn.clone().or(group.role_arn);
        group.precedence = self.precedence.or(group.precedence);
        group.modified = cx.now();
        group.save(cx).await?;
        Ok(UpdateGroupOutput { group: GroupDescription::new(&pool, group) })
    }
}
