//! `AdminResetUserPassword`: an administrator requires a user to set a new password.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Purpose;

use super::load;
use crate::{
    api::sign_up::forgot_password::destination,
    auth::user_status::UserStatus,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    message::code_message::CodeMessage,
    model::code::{Code, CodePurpose, Owner},
    operation::{Caller, Empty, Operation},
};

/// Invalidates the user's password and sends a reset code, as if the user had forgotten it. The user's tokens stay
/// valid. See
/// [AdminResetUserPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminResetUserPassword {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

impl Operation for AdminResetUserPassword {
    const NAME: &'static str = "AdminResetUserPassword";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, mut user) = load(cx, &self.user_pool_id, &self.username).await?;
        let channel = destination(&pool, &user)?;
        // A reset must not replace the confirmation.
        if user.status == UserStatus::Unconfirmed {
            return Err(InvalidParameter::NoRecoveryDestination.into());
        }
        user.status = UserStatus::ResetRequired;
        user.modified = cx.now();
        user.save(cx, &pool).await?;

        let owner = Owner::of(&user, CodePurpose::ForgotPassword);
        let code = Code::issue_by_admin(cx, &pool, owner, channel).await?;
        let address = user.address(channel).unwrap_or_default();
        let purpose = Purpose::ForgotPassword;
        CodeMessage { client: None, user: &user, purpose, channel, address, code: &code }.send(cx, &pool)?;
        Ok(Empty {})
    }
}
