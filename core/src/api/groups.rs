//! Groups of users in a pool; administrators manage them.

use serde::{Deserialize, Serialize};

use crate::{
    model::{epoch_seconds::EpochSeconds, group::Group, pool::Pool},
    operation::{Entry, entry},
};

mod admin_add_user_to_group;
mod admin_list_groups_for_user;
mod admin_remove_user_from_group;
mod create_group;
mod delete_group;
mod get_group;
mod list_groups;
mod list_users_in_group;
mod update_group;

pub use admin_add_user_to_group::AdminAddUserToGroup;
pub use admin_list_groups_for_user::{AdminListGroupsForUser, AdminListGroupsForUserOutput};
pub use admin_remove_user_from_group::AdminRemoveUserFromGroup;
pub use create_group::{CreateGroup, CreateGroupOutput};
pub use delete_group::DeleteGroup;
pub use get_group::{GetGroup, GetGroupOutput};
pub use list_groups::{ListGroups, ListGroupsOutput};
pub use list_users_in_group::{ListUsersInGroup, ListUsersInGroupOutput};
pub use update_group::{UpdateGroup, UpdateGroupOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<CreateGroup>(),
    entry::<GetGroup>(),
    entry::<UpdateGroup>(),
    entry::<DeleteGroup>(),
    entry::<ListGroups>(),
    entry::<AdminAddUserToGroup>(),
    entry::<AdminRemoveUserFromGroup>(),
    entry::<AdminListGroupsForUser>(),
    entry::<ListUsersInGroup>(),
];

/// `GroupType`: a group as responses show it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GroupDescription {
    /// Unique in the pool, regardless of case.
    pub group_name: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// What the group is for.
    pub description: Option<String>,
    /// The role that its members may take.
    pub role_arn: Option<String>,
    /// A lower number has precedence; absent is the weakest.
    pub precedence: Option<u32>,
    /// When the group was last changed.
    pub last_modified_date: EpochSeconds,
    /// When the group was created.
    pub creation_date: EpochSeconds,
}

impl GroupDescription {
    fn new(pool: &Pool, group: Group) -> Self {
        Self {
            group_name: group.name,
            user_pool_id: pool.id.clone(),
            description: group.description,
            role_arn: group.role_arn,
            precedence: group.precedence,
            last_modified_date: group.modified.into(),
            creation_date: group.created.into(),
        }
    }
}

/// Maximum number of entries in a page; also used if the limit is absent or 0.
const LIMIT_MAX: u32 = 60;

fn page_size(limit: Option<u32>) -> u32 {
    limit.filter(|limit| *limit > 0).unwrap_or(LIMIT_MAX).min(LIMIT_MAX)
}
