//! `SELECT_MFA_TYPE`: whoever has several second factors chooses one.

use serde_json::Value;

use super::{Attempt, Awaited, Parameters, Session, SignInOutput, facts, parameter, take_step};
use crate::{
    auth::{
        challenge::{self, Step},
        factor::{Factor, Factors},
    },
    context::Cx,
    error::{Error, NotAuthorized},
    model::{client::Client, pool::Pool, user::User},
    sensitive::Sensitive,
};

/// Asks which factor it shall be.
pub(super) fn challenge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
    factors: Factors,
) -> Result<SignInOutput, Error> {
    let session =
        Session::begin(cx, client, user, attempt, Awaited::SelectMfaType(factors)).seal(cx, pool, client)?;
    Ok(SignInOutput::challenge(
        "SELECT_MFA_TYPE",
        Some(session),
        [
            ("MFAS_CAN_CHOOSE", Value::from(factors.names()).to_string()),
            ("USER_ID_FOR_SRP", user.username.clone()),
        ],
    ))
}

/// Goes on with the chosen factor. The choice is final: each message costs a sign-in.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: Option<&Sensitive>,
    responses: &Parameters,
) -> Result<SignInOutput, Error> {
    parameter(responses, "USERNAME")?;
    let chosen = parameter(responses, "ANSWER")?;
    let session = Session::open(cx, pool, client, session, "SELECT_MFA_TYPE").await?;
    let user = session.answered_by(cx, pool, client, responses).await?;
    let Awaited::SelectMfaType(offered) = session.awaited else {
        return Err(NotAuthorized::InvalidSession.into());
    };
    // A disabled user is sent nothing.
    challenge::check_status(&facts(cx, pool, client, &user, &session.attempt))?;
    let possible = offered.and(pool.offered_factors()).and(user.usable_factors());
    let chosen = Factor::parse(chosen);
    let Some(factor) = chosen.filter(|factor| possible.contains(*factor)) else {
        return Err(challenge::factor_unavailable(chosen));
    };
    session.spend(cx)?;
    take_step(cx, pool, client, &user, &session.attempt, Step::Factor(factor)).await
}
