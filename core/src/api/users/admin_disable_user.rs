//! `AdminDisableUser`: an administrator disables a user.

use serde::{Deserialize, Serialize};

use super::load;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
};

/// Prevents the user from signing in and revokes all tokens of the user. Groups and attributes stay. See
/// [AdminDisableUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminDisableUser {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
}

impl Operation for AdminDisableUser {
    const NAME: &'static str = "AdminDisableUser";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("Username", &shapes::USERNAME)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, mut user) = load(cx, &self.user_pool_id, &self.username).await?;
        user.disable();
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        Ok(Empty {})
    }
}
