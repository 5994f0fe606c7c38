//! `GetUser`: signed-in users read their own profile.

use serde::{Deserialize, Serialize};

use crate::{
    auth::factor::Factor,
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{attributes::Attribute, mfa::MfaOption},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Reads the profile of the signed-in user, limited to the attributes that the app client may read. See
/// [GetUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUser.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetUser {
    /// The user's access token.
    pub access_token: Sensitive,
}

/// The response of [`GetUser`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetUserOutput {
    /// The username; in a pool with username attributes the same as the `sub`.
    pub username: String,
    /// The attributes that the app client may read.
    pub user_attributes: Vec<Attribute>,
    /// Codes by text message, in the form of `SetUserSettings`.
    #[serde(rename = "MFAOptions")]
    pub mfa_options: Option<Vec<MfaOption>>,
    /// The preferred second factor.
    pub preferred_mfa_setting: Option<Factor>,
    /// The second factors that are switched on.
    #[serde(rename = "UserMFASettingList")]
    pub user_mfa_setting_list: Option<Vec<Factor>>,
}

impl Operation for GetUser {
    const NAME: &'static str = "GetUser";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[required("AccessToken", &shapes::TOKEN_MODEL)];
    type Response = GetUserOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetUserOutput, Error> {
        let signed_in = access_token::signed_in(cx, &self.access_token).await?;
        let user = signed_in.user;
        let user_attributes = user.attribute_list_where(|name| signed_in.client.settings.can_read(name));
        Ok(GetUserOutput {
            user_attributes,
            mfa_options: user.mfa.options(),
            preferred_mfa_setting: user.mfa.preferred_setting(),
            user_mfa_setting_list: user.mfa.setting_list(),
            username: user.shown_username().to_owned(),
        })
    }
}
