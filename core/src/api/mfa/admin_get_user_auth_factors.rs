//! `AdminGetUserAuthFactors`: an administrator lists the factors that a user can sign in with.

use serde::{Deserialize, Serialize};

use super::UserAuthFactors;
use crate::{
    api::users::load,
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
};

/// Lists the factors of any user. See
/// [AdminGetUserAuthFactors](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUserAuthFactors.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminGetUserAuthFactors {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
}

impl Operation for AdminGetUserAuthFactors {
    const NAME: &'static str = "AdminGetUserAuthFactors";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("Username", &shapes::USERNAME)];
    type Response = UserAuthFactors;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserAuthFactors, Error> {
        let (pool, user) = load(cx, &self.user_pool_id, &self.username).await?;
        UserAuthFactors::of(cx, &pool, &user).await
    }
}
