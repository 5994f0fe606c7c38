//! `AdminGetUser`: an administrator reads a profile.

use serde::{Deserialize, Serialize};

use super::load;
use crate::{
    auth::factor::Factor,
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{attributes::Attribute, epoch_seconds::EpochSeconds, mfa::MfaOption},
    operation::{Caller, Operation},
};

/// Reads the profile of any user, regardless of what an app client may read. See
/// [AdminGetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminGetUser {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
}

/// The response of [`AdminGetUser`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminGetUserOutput {
    /// The username; in a pool with username attributes the same as the `sub`.
    pub username: String,
    /// All attributes.
    pub user_attributes: Vec<Attribute>,
    /// When the user was created.
    pub user_create_date: EpochSeconds,
    /// When anything about the user was last changed.
    pub user_last_modified_date: EpochSeconds,
    /// Whether the user may sign in.
    pub enabled: bool,
    /// For example `CONFIRMED`.
    pub user_status: String,
    /// Codes by text message, in the form of `SetUserSettings`.
    #[serde(rename = "MFAOptions")]
    pub mfa_options: Option<Vec<MfaOption>>,
    /// The preferred second factor.
    pub preferred_mfa_setting: Option<Factor>,
    /// The second factors that are switched on.
    #[serde(rename = "UserMFASettingList")]
    pub user_mfa_setting_list: Option<Vec<Factor>>,
}

impl Operation for AdminGetUser {
    const NAME: &'static str = "AdminGetUser";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("Username", &shapes::USERNAME)];
    type Response = AdminGetUserOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<AdminGetUserOutput, Error> {
        let (_, user) = load(cx, &self.user_pool_id, &self.username).await?;
        Ok(AdminGetUserOutput {
            user_attributes: user.attribute_list(),
            user_create_date: user.created.into(),
            user_last_modified_date: user.modified.into(),
            enabled: user.enabled,
            user_status: user.status.as_str().to_owned(),
            mfa_options: user.mfa.options(),
            preferred_mfa_setting: user.mfa.preferred_setting(),
            user_mfa_setting_list: user.mfa.setting_list(),
            username: user.shown_username().to_owned(),
        })
    }
}
