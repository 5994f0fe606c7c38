//! `AdminDeleteSoftwareToken`: an administrator removes a user's authenticator app.

use serde::{Deserialize, Serialize};

use crate::{
    api::users::load,
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
};

/// Deletes the user's authenticator app and switches this factor off. Nothing changes for a user without an app. See
/// [AdminDeleteSoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminDeleteSoftwareToken {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
}

impl Operation for AdminDeleteSoftwareToken {
    const NAME: &'static str = "AdminDeleteSoftwareToken";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("Username", &shapes::USERNAME)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, mut user) = load(cx, &self.user_pool_id, &self.username).await?;
        user.mfa.remove_token();
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        Ok(Empty {})
    }
}
