//! `SetUserSettings`: the old operation with which signed-in users switch text messages on and off.

use serde::{Deserialize, Serialize};

use super::set_options;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::mfa::MfaOption,
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Switches codes by text message on or off for the signed-in user. Superseded by `SetUserMFAPreference`. See
/// [SetUserSettings](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SetUserSettings {
    /// The user's access token.
    pub access_token: Sensitive,
    /// One entry with `SMS` and `phone_number`, or an empty list.
    #[serde(rename = "MFAOptions")]
    pub mfa_options: Vec<MfaOption>,
}

impl Operation for SetUserSettings {
    const NAME: &'static str = "SetUserSettings";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] =
        &[required("AccessToken", &shapes::TOKEN_MODEL), required("MFAOptions", &shapes::MFA_OPTION_LIST)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let signed_in = access_token::signed_in(cx, &self.access_token).await?;
        let (pool, mut user) = (signed_in.pool, signed_in.user);
        set_options(&mut user, &self.mfa_options)?;
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        Ok(Empty {})
    }
}
