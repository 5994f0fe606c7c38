//! `AdminSetUserSettings`: the old operation with which an administrator switches text messages on and off.

use serde::{Deserialize, Serialize};

use super::set_options;
use crate::{
    api::users::load,
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::mfa::MfaOption,
    operation::{Caller, Empty, Operation},
};

/// Switches codes by text message on or off for any user. Superseded by `AdminSetUserMFAPreference`. See
/// [AdminSetUserSettings](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserSettings.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminSetUserSettings {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// One entry with `SMS` and `phone_number`, or an empty list.
    #[serde(rename = "MFAOptions")]
    pub mfa_options: Vec<MfaOption>,
}

impl Operation for AdminSetUserSettings {
    const NAME: &'static str = "AdminSetUserSettings";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        required("MFAOptions", &shapes::MFA_OPTION_LIST),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, mut user) = load(cx, &self.user_pool_id, &self.username).await?;
        set_options(&mut user, &self.mfa_options)?;
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        Ok(Empty {})
    }
}
