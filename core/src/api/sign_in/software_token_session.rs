//! `AssociateSoftwareToken` and `VerifySoftwareToken` with the session of `MFA_SETUP` instead of an access token.

use super::{
    challenge::mfa_setup,
    factor_set_up::check_still_due,
    session::{Awaited, Progress, Session, SetUp},
};
use crate::{
    auth::{factor::Factor, totp::TotpSecret},
    context::Cx,
    error::{EnableSoftwareTokenMfa, Error, NotAuthorized},
    model::{app::App, mfa::ConfirmedToken},
    sensitive::Sensitive,
};

/// `AssociateSoftwareToken`: returns a secret for the app and the next session, which keeps the secret until it is
/// verified.
pub(in crate::api) async fn associate(
    cx: &mut Cx<'_>,
    sealed: &Sensitive,
) -> Result<(TotpSecret, String), Error> {
    let (pool, client) = Session::find_client(cx, sealed).await?;
    let app = App { pool: &pool, client: &client };
    let session = Session::open(cx, app, Some(sealed), mfa_setup::NAME).await?;
    let progress = Progress { user: session.user(cx).await?, attempt: session.attempt };
    check_still_due(cx, app, &progress, Factor::SoftwareTokenMfa)?;
    let secret = TotpSecret::from_random(cx.random());
    let associated = SetUp::Associated(Sensitive::new(secret.to_base32().as_str()));
    Ok((secret, Session::ask(cx, app, &progress, Awaited::MfaSetup(associated))?))
}

/// `VerifySoftwareToken`: enables the app for the user. A wrong code does not change the session.
pub(in crate::api) async fn verify(
    cx: &mut Cx<'_>,
    sealed: &Sensitive,
    code: &str,
    friendly_name: Option<String>,
) -> Result<String, Error> {
    let (pool, client) = Session::find_client(cx, sealed).await?;
    let app = App { pool: &pool, client: &client };
    let session = Session::open(cx, app, Some(sealed), mfa_setup::NAME).await?;
    let user = session.user(cx).await?;
    let Awaited::MfaSetup(SetUp::Associated(secret)) = &session.awaited else {
        return Err(NotAuthorized::SessionOfAnother.into());
    };
    let mut progress = Progress { user, attempt: session.attempt.clone() };
    check_still_due(cx, app, &progress, Factor::SoftwareTokenMfa)?;
    let secret = TotpSecret::from_base32(secret).ok_or(NotAuthorized::InvalidSession)?;
    let step = secret.verify(code, cx.now().seconds(), None).ok_or(EnableSoftwareTokenMfa)?;
    let user = &mut progress.user;
    user.set_token(cx, &pool, ConfirmedToken { secret: &secret, step, friendly_name });
    user.mfa.enable(Factor::SoftwareTokenMfa, true);
    user.modified = cx.now();
    user.save(cx, &pool).await?;
    session.spend(cx)?;
    Session::ask(cx, app, &progress, Awaited::MfaSetup(SetUp::Verified))
}
