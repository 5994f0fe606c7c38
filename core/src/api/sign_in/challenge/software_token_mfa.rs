//! `SOFTWARE_TOKEN_MFA`: a code of an authenticator app is the second factor.

use super::super::{
    claimant::{answering_user, wrong_code},
    output::SignInOutput,
    parameters::{Answer, parameter},
    proved::Proved,
    session::{Awaited, Progress, Session},
};
use crate::{
    auth::factor::Factor,
    context::Cx,
    error::{CodeMismatch, Error, ExpiredCode, SoftwareTokenMfaNotFound},
    model::{app::App, code::Code, mfa::TokenCode},
};

/// Asks for the code that the user's app shows.
pub(in super::super) fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    progress: &Progress,
) -> Result<SignInOutput, Error> {
    let user = &progress.user;
    let session = Session::ask(cx, app, progress, Awaited::SoftwareToken)?;
    let name = user.mfa.token_name().map(|name| ("FRIENDLY_DEVICE_NAME", name.to_owned()));
    Ok(SignInOutput::challenge(
        Factor::SoftwareTokenMfa.as_str(),
        Some(session),
        name.into_iter().chain([("USER_ID_FOR_SRP", user.username.clone())]),
    ))
}

/// Verifies the code and marks it as used.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
) -> Result<Proved, Error> {
    parameter(answer.responses, "USERNAME")?;
    let given = parameter(answer.responses, "SOFTWARE_TOKEN_MFA_CODE")?;
    let session = Session::open(cx, app, answer.session, Factor::SoftwareTokenMfa.as_str()).await?;
    let mut user = answering_user(cx, app, &session, answer.responses).await?;
    if !user.mfa.has_token() {
        return Err(SoftwareTokenMfaNotFound::NotOfUser.into());
    }
    Code::count_authentication(cx, &user.username).await?;
    match user.spend_token_code(cx, app.pool, given)? {
        TokenCode::Right => {}
        TokenCode::Wrong => return Err(wrong_code(cx, app, &user, CodeMismatch::SoftwareToken).await),
        TokenCode::Used => return Err(wrong_code(cx, app, &user, ExpiredCode::SoftwareTokenUsed).await),
    }
    user.save(cx, app.pool).await?;
    session.spend(cx)?;
    Ok(Proved::factor(user, session.attempt.naming_device(answer.responses)))
}
