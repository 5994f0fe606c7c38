//! `VerifySoftwareToken`: the user proves the authenticator app with its first code.

use serde::{Deserialize, Serialize};

use crate::{
    api::sign_in::software_token_session,
    auth::factor::Factor,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{EnableSoftwareTokenMfa, Error, InvalidParameter, SoftwareTokenMfaNotFound},
    model::mfa::ConfirmedToken,
    operation::{Caller, Operation},
    sensitive::Sensitive,
    settings::VerifySoftwareTokenResponse,
    token::access_token,
};

/// Accepts an authenticator app that shows a right code. With an access token the app is not switched on yet:
/// `SetUserMFAPreference` does that. See
/// [VerifySoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_VerifySoftwareToken.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VerifySoftwareToken {
    /// The user's access token. Required if there is no session.
    pub access_token: Option<Sensitive>,
    /// The session of an `MFA_SETUP` challenge, instead of an access token.
    pub session: Option<Sensitive>,
    /// The six digits that the app shows.
    pub user_code: Sensitive,
    /// The user's name for the app; clients show it when they ask for a code.
    pub friendly_device_name: Option<String>,
}

/// The response of [`VerifySoftwareToken`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct VerifySoftwareTokenOutput {
    /// Always `SUCCESS`.
    pub status: Option<VerifySoftwareTokenResponse>,
    /// The session for the answer to `MFA_SETUP`, if the request had a session.
    pub session: Option<Sensitive>,
}

impl Operation for VerifySoftwareToken {
    const NAME: &'static str = "VerifySoftwareToken";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[
        optional("AccessToken", &shapes::TOKEN_MODEL),
        optional("Session", &shapes::SESSION),
        required("UserCode", &shapes::SOFTWARE_TOKEN_MFA_USER_CODE),
        optional("FriendlyDeviceName", &shapes::STRING),
    ];
    type Response = VerifySoftwareTokenOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<VerifySoftwareTokenOutput, Error> {
        let session = match (&self.access_token, &self.session) {
            (Some(token), _) => {
                self.verify(cx, token).await?;
                None
            }
            (None, Some(session)) => {
                let name = self.friendly_device_name.clone();
                Some(Sensitive::new(
                    software_token_session::verify(cx, session, &self.user_code, name).await?,
                ))
            }
            (None, None) => return Err(InvalidParameter::Missing("AccessToken or Session").into()),
        };
        Ok(VerifySoftwareTokenOutput { status: Some(VerifySoftwareTokenResponse::SUCCESS), session })
    }
}

impl VerifySoftwareToken {
    async fn verify(&self, cx: &mut Cx<'_>, token: &Sensitive) -> Result<(), Error> {
        let signed_in = access_token::signed_in(cx, token).await?;
        let (pool, mut user) = (signed_in.pool, signed_in.user);
        if !pool.offered_factors().contains(Factor::SoftwareTokenMfa) {
            return Err(SoftwareTokenMfaNotFound::NotEnabledByPool.into());
        }
        let secret = user.pending_token(cx, &pool)?.ok_or(SoftwareTokenMfaNotFound::NotOfUser)?;
        let step = secret.verify(&self.user_code, cx.now().seconds(), None).ok_or(EnableSoftwareTokenMfa)?;
        let friendly_name = self.friendly_device_name.clone();
        user.set_token(cx, &pool, ConfirmedToken { secret: &secret, step, friendly_name });
        user.modified = cx.now();
        user.save(cx, &pool).await
    }
}
