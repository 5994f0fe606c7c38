//! `SELECT_MFA_TYPE`: a user with several second factors chooses one.

use serde_json::Value;

use super::super::{
    claimant::answering_user,
    facts::facts_without_device,
    output::SignInOutput,
    parameters::{Answer, parameter},
    proved::Proved,
    session::{Awaited, Progress, Session},
};
use crate::{
    auth::{
        challenge,
        factor::{Factor, Factors},
    },
    context::Cx,
    error::{Error, NotAuthorized},
    model::app::App,
};

/// Asks which factor the user wants to use.
pub(in super::super) fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    progress: &Progress,
    factors: Factors,
) -> Result<SignInOutput, Error> {
    let session = Session::ask(cx, app, progress, Awaited::SelectMfaType(factors))?;
    Ok(SignInOutput::challenge(
        "SELECT_MFA_TYPE",
        Some(session),
        [
            ("MFAS_CAN_CHOOSE", Value::from(factors.names()).to_string()),
            ("USER_ID_FOR_SRP", progress.user.username.clone()),
        ],
    ))
}

/// Takes the choice. It is final, so that each message costs a complete sign-in.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
) -> Result<Proved, Error> {
    parameter(answer.responses, "USERNAME")?;
    let chosen = parameter(answer.responses, "ANSWER")?;
    let session = Session::open(cx, app, answer.session, "SELECT_MFA_TYPE").await?;
    let user = answering_user(cx, app, &session, answer.responses).await?;
    let Awaited::SelectMfaType(offered) = session.awaited else {
        return Err(NotAuthorized::InvalidSession.into());
    };
    // A disabled user receives no message.
    challenge::check_status(&facts_without_device(cx, app, &user, &session.attempt))?;
    let possible = offered.and(app.pool.offered_factors()).and(user.usable_factors());
    let chosen = Factor::parse(chosen);
    let Some(factor) = chosen.filter(|factor| possible.contains(*factor)) else {
        return Err(challenge::factor_unavailable(chosen));
    };
    session.spend(cx)?;
    Ok(Proved::Chosen(Progress { user, attempt: session.attempt }, factor))
}
