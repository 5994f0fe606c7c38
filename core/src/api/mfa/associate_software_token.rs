//! `AssociateSoftwareToken`: creates a secret for the user's authenticator app.

use serde::{Deserialize, Serialize};

use crate::{
    api::sign_in::software_token_session,
    auth::{factor::Factor, totp::TotpSecret},
    check::{Member, optional, shapes},
    context::Cx,
    error::{Error, InvalidParameter, SoftwareTokenMfaNotFound},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    token::access_token,
};

/// Creates a secret for an authenticator app, and replaces one that has not yet shown a code. An app that has shown a
/// code works until the new one has shown one. See
/// [AssociateSoftwareToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AssociateSoftwareToken.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AssociateSoftwareToken {
    /// The user's access token. Required if there is no session.
    pub access_token: Option<Sensitive>,
    /// The session of an `MFA_SETUP` challenge, instead of an access token.
    pub session: Option<Sensitive>,
}

/// The response of [`AssociateSoftwareToken`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AssociateSoftwareTokenOutput {
    /// The secret, in base32: 52 characters.
    pub secret_code: Option<Sensitive>,
    /// The session for `VerifySoftwareToken`, if the request had a session.
    pub session: Option<Sensitive>,
}

impl Operation for AssociateSoftwareToken {
    const NAME: &'static str = "AssociateSoftwareToken";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] =
        &[optional("AccessToken", &shapes::TOKEN_MODEL), optional("Session", &shapes::SESSION)];
    type Response = AssociateSoftwareTokenOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<AssociateSoftwareTokenOutput, Error> {
        let (secret, session) = match (&self.access_token, &self.session) {
            (Some(token), _) => (associate(cx, token).await?, None),
            (None, Some(session)) => {
                let (secret, next) = software_token_session::associate(cx, session).await?;
                (secret, Some(Sensitive::new(next)))
            }
            (None, None) => return Err(InvalidParameter::Missing("AccessToken or Session").into()),
        };
        let secret_code = Some(Sensitive::new(secret.to_base32().as_str()));
        Ok(AssociateSoftwareTokenOutput { secret_code, session })
    }
}

async fn associate(cx: &mut Cx<'_>, token: &Sensitive) -> Result<TotpSecret, Error> {
    let signed_in = access_token::signed_in(cx, token).await?;
    let (pool, mut user) = (signed_in.pool, signed_in.user);
    if !pool.offered_factors().contains(Factor::SoftwareTokenMfa) {
        return Err(SoftwareTokenMfaNotFound::NotEnabledByPool.into());
    }
    let secret = TotpSecret::from_random(cx.random());
    user.set_pending_token(cx, &pool, &secret);
    user.save(cx, &pool).await?;
    Ok(secret)
}
