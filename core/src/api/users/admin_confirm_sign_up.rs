//! `AdminConfirmSignUp`: an administrator confirms a registration without a code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::load;
use crate::{
    auth::user_status::UserStatus,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, NotAuthorized},
    operation::{Caller, Empty, Operation},
};

/// Confirms a registration without a code; this does not verify any address. See
/// [AdminConfirmSignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminConfirmSignUp.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminConfirmSignUp {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

impl Operation for AdminConfirmSignUp {
    const NAME: &'static str = "AdminConfirmSignUp";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, mut user) = load(cx, &self.user_pool_id, &self.username).await?;
        if user.status != UserStatus::Unconfirmed {
            return Err(NotAuthorized::CannotConfirm(user.status.as_str()).into());
        }
        user.status = UserStatus::Confirmed;
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        cx.confirmed_after_commit(&pool, None, &user, "ConfirmSignUp")?;
        Ok(Empty {})
    }
}
