//! User pools; administrators create and manage them.

use serde::{Deserialize, Serialize};

use crate::{
    context::Cx,
    model::{
        domain::{Domain, Domains},
        epoch_seconds::EpochSeconds,
        naming::Alias,
        pool::{Pool, PoolSettings},
        schema::SchemaAttribute,
    },
    operation::{Entry, entry},
};

mod add_custom_attributes;
mod create_user_pool;
mod delete_user_pool;
mod describe_user_pool;
mod list_user_pools;
pub(in crate::api) mod rules;
mod update_user_pool;

pub use add_custom_attributes::AddCustomAttributes;
pub use create_user_pool::{CreateUserPool, CreateUserPoolOutput};
pub use delete_user_pool::DeleteUserPool;
pub use describe_user_pool::{DescribeUserPool, DescribeUserPoolOutput};
pub use list_user_pools::{ListUserPools, ListUserPoolsOutput, UserPoolDescription};
pub use update_user_pool::UpdateUserPool;

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<CreateUserPool>(),
    entry::<DescribeUserPool>(),
    entry::<UpdateUserPool>(),
    entry::<DeleteUserPool>(),
    entry::<ListUserPools>(),
    entry::<AddCustomAttributes>(),
];

/// `UserPoolType`: a pool, without its users.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserPool {
    /// `{region}_{nine letters or digits}`.
    pub id: String,
    /// Its name. Need not be unique.
    pub name: String,
    /// `arn:aws:cognito-idp:{region}:{account}:userpool/{id}`.
    pub arn: String,
    /// When the pool was created.
    pub creation_date: EpochSeconds,
    /// When it was last updated.
    pub last_modified_date: EpochSeconds,
    /// The twenty standard attributes, then the custom ones.
    pub schema_attributes: Vec<SchemaAttribute>,
    /// Attributes that users may sign in with besides their username.
    pub alias_attributes: Option<Vec<Alias>>,
    /// Attributes that replace the username.
    pub username_attributes: Option<Vec<Alias>>,
    /// Present if the request that created the pool had it.
    pub username_configuration: Option<UsernameConfiguration>,
    /// The number of users in the pool.
    pub estimated_number_of_users: u64,
    /// The prefix of the pool's domain.
    pub domain: Option<String>,
    /// The pool's custom domain.
    pub custom_domain: Option<String>,
    /// The settings that `UpdateUserPool` can change.
    #[serde(flatten)]
    pub settings: PoolSettings,
}

/// `UsernameConfigurationType`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UsernameConfiguration {
    /// Whether names that differ only in case are different names. Without a configuration they are.
    pub case_sensitive: bool,
}

impl UserPool {
    fn new(cx: &Cx<'_>, pool: &Pool, domains: Domains, users: u64) -> Self {
        let name = |domain: Domain| domain.name;
        let unless_empty = |aliases: &Vec<Alias>| (!aliases.is_empty()).then(|| aliases.clone());
        Self {
            id: pool.id.clone(),
            name: pool.name.clone(),
            arn: pool.arn(&cx.host.account),
            creation_date: pool.created.into(),
            last_modified_date: pool.modified.into(),
            schema_attributes: pool.schema.0.clone(),
            alias_attributes: unless_empty(&pool.naming.alias_attributes),
            username_attributes: unless_empty(&pool.naming.username_attributes),
            username_configuration: pool
                .naming
                .case_sensitive
                .map(|case_sensitive| UsernameConfiguration { case_sensitive }),
            estimated_number_of_users: users,
            domain: domains.prefix.map(name),
            custom_domain: domains.custom.map(name),
            settings: pool.settings.shown(),
        }
    }
}
