//! `AdminSetUserMFAPreference`: an administrator switches a user's second factors on and off.

use serde::{Deserialize, Serialize};

use super::{Asker, MfaSettings, WebAuthnMfaSettings, set_preferences};
use crate::{
    api::users::load,
    auth::factor::Factor,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
};

/// Sets the second factors of any user; omitted factors do not change. See
/// [AdminSetUserMFAPreference](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminSetUserMfaPreference {
    /// Codes by text message.
    #[serde(rename = "SMSMfaSettings")]
    pub sms_mfa_settings: Option<MfaSettings>,
    /// An authenticator app.
    pub software_token_mfa_settings: Option<MfaSettings>,
    /// Codes by mail.
    pub email_mfa_settings: Option<MfaSettings>,
    /// Whether a passkey counts as both factors.
    pub web_authn_mfa_settings: Option<WebAuthnMfaSettings>,
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
}

impl Operation for AdminSetUserMfaPreference {
    const NAME: &'static str = "AdminSetUserMFAPreference";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        optional("SMSMfaSettings", &shapes::SMS_MFA_SETTINGS),
        optional("SoftwareTokenMfaSettings", &shapes::SOFTWARE_TOKEN_MFA_SETTINGS),
        optional("EmailMfaSettings", &shapes::EMAIL_MFA_SETTINGS),
        optional("WebAuthnMfaSettings", &shapes::WEB_AUTHN_MFA_SETTINGS),
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, mut user) = load(cx, &self.user_pool_id, &self.username).await?;
        let settings = [
            (Factor::SmsMfa, self.sms_mfa_settings),
            (Factor::SoftwareTokenMfa, self.software_token_mfa_settings),
            (Factor::EmailOtp, self.email_mfa_settings),
        ];
        set_preferences(&mut user, settings, self.web_authn_mfa_settings, Asker::Administrator)?;
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        Ok(Empty {})
    }
}
