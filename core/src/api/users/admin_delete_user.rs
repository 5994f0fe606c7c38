//! `AdminDeleteUser`: an administrator deletes a user.

use serde::{Deserialize, Serialize};

use super::load;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::counter,
    operation::{Caller, Empty, Operation},
};

/// Deletes a user at once. See
/// [AdminDeleteUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminDeleteUser {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
}

impl Operation for AdminDeleteUser {
    const NAME: &'static str = "AdminDeleteUser";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("Username", &shapes::USERNAME)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        counter::hint(cx);
        let (pool, user) = load(cx, &self.user_pool_id, &self.username).await?;
        user.delete(cx, &pool).await?;
        Ok(Empty {})
    }
}
