//! `CreateGroup`: an administrator creates a group.

use serde::{Deserialize, Serialize};

use super::GroupDescription;
use crate::{
    check::{Member, optional, required, shapes},
    context::{Cx, pool_partition},
    error::{Error, GroupExists, LimitExceeded},
    model::{group::Group, keys, pool::Pool},
    operation::{Caller, Operation},
    quotas::GROUPS_MAX,
};

/// Creates a group. Names that differ only in case are the same name. See
/// [CreateGroup](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateGroup.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateGroup {
    /// The group's name.
    pub group_name: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// What the group is for.
    pub description: Option<String>,
    /// The role that its members may take.
    pub role_arn: Option<String>,
    /// A lower number has precedence; absent is the weakest.
    pub precedence: Option<u32>,
}

/// The response of [`CreateGroup`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateGroupOutput {
    /// The group.
    pub group: GroupDescription,
}

impl Operation for CreateGroup {
    const NAME: &'static str = "CreateGroup";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("GroupName", &shapes::GROUP_NAME),
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("Description", &shapes::DESCRIPTION),
        optional("RoleArn", &shapes::ARN),
        optional("Precedence", &shapes::PRECEDENCE),
    ];
    type Response = CreateGroupOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<CreateGroupOutput, Error> {
        cx.hint([keys::group(&self.group_name), keys::few_groups()]);
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        if cx.exists(&keys::group(&self.group_name)).await? {
            return Err(GroupExists.into());
        }
        if !cx.has_room(&pool_partition(&pool.id), keys::groups(), GROUPS_MAX).await? {
            return Err(LimitExceeded::Groups(GROUPS_MAX).into());
        }
        let group = Group {
            id: cx.uuid(),
            name: self.group_name.clone(),
            description: self.description.clone(),
            role_arn: self.role_arn.clone(),
            precedence: self.precedence,
            created: cx.now(),
            modified: cx.now(),
        };
        group.save(cx).await?;
        Ok(CreateGroupOutput { group: GroupDescription::new(&pool, group) })
    }
}
