//! `AdminSetUserPassword`: an administrator sets a password.

use serde::{Deserialize, Serialize};

use super::load;
use crate::{
    auth::user_status::UserStatus,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidPassword, PasswordHistoryPolicyViolation},
    model::{failures::Failures, user::Temporary},
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
};

/// Sets a permanent or temporary password. The user's tokens stay valid. See
/// [AdminSetUserPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserPassword.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminSetUserPassword {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// The new password.
    pub password: Sensitive,
    /// Whether the password is permanent; otherwise (the default) the next sign-in asks for another.
    pub permanent: Option<bool>,
}

impl Operation for AdminSetUserPassword {
    const NAME: &'static str = "AdminSetUserPassword";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        required("Password", &shapes::PASSWORD_STRICT),
        optional("Permanent", &shapes::BOOLEAN),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, mut user) = load(cx, &self.user_pool_id, &self.username).await?;
        pool.settings.password_rules().check(&self.password).map_err(InvalidPassword::Change)?;
        if user.has_used(cx, &pool, &self.password)? {
            return Err(PasswordHistoryPolicyViolation.into());
        }
        let (temporary, status) = match self.permanent {
            Some(true) => (Temporary::No, UserStatus::Confirmed),
            Some(false) | None => (Temporary::Yes, UserStatus::ForceChangePassword),
        };
        user.set_password(cx, &pool, &self.password, temporary);
        user.status = status;
        Failures::forget(cx, &pool.id, &user.username);
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        Ok(Empty {})
    }
}
