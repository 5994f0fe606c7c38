//! `SetUserMFAPreference`: signed-in users switch their second factors on and off.

use serde::{Deserialize, Serialize};

use super::{Asker, MfaSettings, WebAuthnMfaSettings, set_preferences};
use crate::{
    auth::factor::Factor,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Sets the second factors of the signed-in user; omitted factors do not change. See
/// [SetUserMFAPreference](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SetUserMfaPreference {
    /// Codes by text message.
    #[serde(rename = "SMSMfaSettings")]
    pub sms_mfa_settings: Option<MfaSettings>,
    /// An authenticator app.
    pub software_token_mfa_settings: Option<MfaSettings>,
    /// Codes by mail.
    pub email_mfa_settings: Option<MfaSettings>,
    /// Whether a passkey counts as both factors.
    pub web_authn_mfa_settings: Option<WebAuthnMfaSettings>,
    /// The user's access token.
    pub access_token: Sensitive,
}

impl Operation for SetUserMfaPreference {
    const NAME: &'static str = "SetUserMFAPreference";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[
        optional("SMSMfaSettings", &shapes::SMS_MFA_SETTINGS),
        optional("SoftwareTokenMfaSettings", &shapes::SOFTWARE_TOKEN_MFA_SETTINGS),
        optional("EmailMfaSettings", &shapes::EMAIL_MFA_SETTINGS),
        optional("WebAuthnMfaSettings", &shapes::WEB_AUTHN_MFA_SETTINGS),
        required("AccessToken", &shapes::TOKEN_MODEL),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let signed_in = access_token::signed_in(cx, &self.access_token).await?;
        let (pool, mut user) = (signed_in.pool, signed_in.user);
        let settings = [
            (Factor::SmsMfa, self.sms_mfa_settings),
            (Factor::SoftwareTokenMfa, self.software_token_mfa_settings),
            (Factor::EmailOtp, self.email_mfa_settings),
        ];
        set_preferences(&mut user, settings, self.web_authn_mfa_settings, Asker::User)?;
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        Ok(Empty {})
    }
}
