//! `CUSTOM_CHALLENGE`: `CreateAuthChallenge` makes it, `VerifyAuthChallengeResponse` judges the answer.
//!
//! Its session takes one answer, right or wrong, and none after a function failed on it. So of many answers at once only
//! one is judged for the caller to see, and nobody guesses twice at one challenge.

use super::{
    Attempt, Awaited, Parameters, Session, SignInOutput, custom_auth,
    custom_auth::{Player, turn},
    parameter,
};
use crate::{
    auth::custom::CUSTOM_CHALLENGE,
    context::Cx,
    error::{Error, InvalidParameter},
    events::{CreateAuthChallenge, VerifyAuthChallengeResponse},
    model::{
        client::Client,
        custom_flow::{Asked, CustomFlow},
        pool::Pool,
    },
    sensitive::Sensitive,
};

/// Lets the pool's function make a challenge, and asks it.
///
/// # Errors
/// The function's own; `InvalidParameterException` with the text of a missing `DefineAuthChallenge` when the pool names
/// none, which is our choice.
pub(super) async fn challenge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    player: Player<'_>,
    attempt: Attempt,
    flow: CustomFlow,
) -> Result<SignInOutput, Error> {
    let request = CreateAuthChallenge {
        user_attributes: player.attributes(pool),
        challenge_name: CUSTOM_CHALLENGE.to_owned(),
        session: flow.history.clone(),
        client_metadata: cx.trigger_input().client_metadata.clone(),
        user_not_found: flow.user_not_found,
    };
    let made = cx.trigger(player.scene(pool, client), "Authentication", request).await?;
    let made = made.ok_or(InvalidParameter::CustomAuthNotConfigured)?;
    let asked = Asked {
        name: CUSTOM_CHALLENGE.to_owned(),
        private: made.private_challenge_parameters.unwrap_or_default(),
        metadata: made.challenge_metadata,
    };
    let attempt = custom_auth::keep(cx, pool, client, attempt, CustomFlow { asked, ..flow })?;
    let session = match player.user {
        Some(user) => Session::begin(cx, client, user, &attempt, Awaited::CustomChallenge),
        None => Session::begin_for_nobody(cx, client, player.username, &attempt, Awaited::CustomChallenge),
    };
    let session = session.seal(cx, pool, client)?;
    let shown = made.public_challenge_parameters.unwrap_or_default();
    let shown = shown.iter().map(|(name, value)| (&**name, value.clone()));
    // Last, so that no function gives another name.
    let parameters = shown.chain([("USERNAME", player.username.to_owned())]);
    Ok(SignInOutput::challenge(CUSTOM_CHALLENGE, Some(session), parameters))
}

/// Lets the pool's function judge the answer, and goes on whether it was right or wrong.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: Option<&Sensitive>,
    responses: &Parameters,
) -> Result<SignInOutput, Error> {
    parameter(responses, "USERNAME")?;
    let given = parameter(responses, "ANSWER")?;
    let session = Session::open(cx, pool, client, session, CUSTOM_CHALLENGE).await?;
    let mut flow = custom_auth::load(cx, pool, &session.attempt).await?;
    let user = if flow.user_not_found {
        // Under the name that was sent, or the one that was answered.
        let is_theirs = |name: &str| name == flow.name || pool.naming.canonical(name) == session.username;
        session.answered_by_nobody(cx, pool, client, responses, is_theirs).await?;
        None
    } else {
        Some(session.answered_by(cx, pool, client, responses).await?)
    };
    session.spend(cx)?;
    custom_auth::end(cx, &session.attempt);

    let player = Player { user: user.as_ref(), username: &session.username };
    let request = VerifyAuthChallengeResponse {
        user_attributes: player.attributes(pool),
        private_challenge_parameters: std::mem::take(&mut flow.asked.private),
        challenge_answer: given.clone(),
        client_metadata: cx.trigger_input().client_metadata.clone(),
        user_not_found: flow.user_not_found,
    };
    let verdict = cx.trigger(player.scene(pool, client), "Authentication", request).await?;
    let verdict = verdict.ok_or(InvalidParameter::CustomAuthNotConfigured)?;
    flow.note(verdict.answer_correct == Some(true));
    turn(cx, pool, client, player, session.attempt.naming_device(responses), flow).await
}
