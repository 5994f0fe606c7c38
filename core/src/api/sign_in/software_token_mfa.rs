//! `SOFTWARE_TOKEN_MFA`: a code of an authenticator app is the second factor.

use super::{Attempt, Awaited, Parameters, Session, SignInOutput, parameter, proceed_after_factor};
use crate::{
    auth::factor::Factor,
    context::Cx,
    error::{CodeMismatch, Error, ExpiredCode, SoftwareTokenMfaNotFound},
    model::{client::Client, code::Code, mfa::TokenCode, pool::Pool, user::User},
    sensitive::Sensitive,
};

/// Asks for the code that the user's app shows.
pub(super) fn challenge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
) -> Result<SignInOutput, Error> {
    let session = Session::begin(cx, client, user, attempt, Awaited::SoftwareToken).seal(cx, pool, client)?;
    let name = user.mfa.token_name().map(|name| ("FRIENDLY_DEVICE_NAME", name.to_owned()));
    Ok(SignInOutput::challenge(
        Factor::SoftwareTokenMfa.as_str(),
        Some(session),
        name.into_iter().chain([("USER_ID_FOR_SRP", user.username.clone())]),
    ))
}

/// Judges the code, uses it up, and goes on.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: Option<&Sensitive>,
    responses: &Parameters,
) -> Result<SignInOutput, Error> {
    parameter(responses, "USERNAME")?;
    let given = parameter(responses, "SOFTWARE_TOKEN_MFA_CODE")?;
    let session = Session::open(cx, pool, client, session, Factor::SoftwareTokenMfa.as_str()).await?;
    let mut user = session.answered_by(cx, pool, client, responses).await?;
    if !user.mfa.has_token() {
        return Err(SoftwareTokenMfaNotFound::NotOfUser.into());
    }
    Code::count_authentication(cx, &user.username).await?;
    match user.spend_token_code(cx, pool, given)? {
        TokenCode::Right => {}
        TokenCode::Wrong => return Err(CodeMismatch::SoftwareToken.into()),
        TokenCode::Used => return Err(ExpiredCode::SoftwareTokenUsed.into()),
    }
    user.save(cx, pool).await?;
    session.spend(cx)?;
    proceed_after_factor(cx, pool, client, &user, session.attempt.naming_device(responses)).await
}
