//! `CUSTOM_CHALLENGE`: `CreateAuthChallenge` makes it, `VerifyAuthChallengeResponse` verifies the answer.
//!
//! A session accepts one answer, right or wrong, and none after one of the pool's functions has failed on it. So a
//! client that sends many answers at once learns the result of one, and an attacker has one guess at each challenge.

use super::super::{
    claimant::{answering_unknown_name, answering_user},
    custom_sign_in::{CustomSignIn, load},
    output::SignInOutput,
    parameters::{Answer, parameter},
    proved::Proved,
    session::{Awaited, Session},
};
use crate::{
    auth::custom::CUSTOM_CHALLENGE,
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized},
    events::{CreateAuthChallenge, VerifyAuthChallengeResponse},
    model::{app::App, custom_flow::OpenChallenge},
};

/// Calls the pool's `CreateAuthChallenge` function, and asks the challenge that it returns.
///
/// # Errors
/// The error of the function. `InvalidParameterException`, with the text for a missing `DefineAuthChallenge`, when the
/// pool has no `CreateAuthChallenge` function (this text is the engine's choice).
pub(in super::super) async fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    mut sign_in: CustomSignIn,
) -> Result<SignInOutput, Error> {
    let participant = sign_in.participant();
    let request = CreateAuthChallenge {
        user_attributes: participant.attributes(app.pool),
        challenge_name: CUSTOM_CHALLENGE.to_owned(),
        session: sign_in.flow.history.clone(),
        client_metadata: cx.trigger_input().client_metadata.clone(),
        user_not_found: sign_in.flow.user_not_found,
    };
    let made = cx.trigger(participant.trigger_context(app), "Authentication", request).await?;
    let made = made.ok_or(InvalidParameter::CustomAuthNotConfigured)?;
    let asked = OpenChallenge {
        name: CUSTOM_CHALLENGE.to_owned(),
        private: made.private_challenge_parameters.unwrap_or_default(),
        metadata: made.challenge_metadata,
    };
    sign_in.keep(cx, app, asked)?;
    let session = Session::begin(cx, app.client, sign_in.participant(), Awaited::CustomChallenge);
    let session = session.seal(cx, app)?;
    let shown = made.public_challenge_parameters.unwrap_or_default();
    let shown = shown.iter().map(|(name, value)| (&**name, value.clone()));
    // Added last, so that the function cannot replace the username.
    let parameters = shown.chain([("USERNAME", sign_in.username)]);
    Ok(SignInOutput::challenge(CUSTOM_CHALLENGE, Some(session), parameters))
}

/// Has the pool's function verify the answer; the pool's functions also decide what comes next.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
) -> Result<Proved, Error> {
    let responses = answer.responses;
    parameter(responses, "USERNAME")?;
    let given = parameter(responses, "ANSWER")?;
    let session = Session::open(cx, app, answer.session, CUSTOM_CHALLENGE).await?;
    let flow = load(cx, app.pool, &session.attempt).await?;
    let user = if flow.user_not_found {
        let name = answering_unknown_name(cx, app, &session, responses).await?;
        // The answer must have the name that the client sent, or the username that the challenge showed.
        if name != flow.name && app.pool.naming.canonical(name) != session.username {
            return Err(NotAuthorized::SessionOfAnother.into());
        }
        None
    } else {
        Some(answering_user(cx, app, &session, responses).await?)
    };
    session.spend(cx)?;
    session.attempt.end_custom(cx);

    let Session { username, attempt, .. } = session;
    let mut sign_in = CustomSignIn { user, username, attempt, flow };
    let private = std::mem::take(&mut sign_in.flow.asked.private);
    let participant = sign_in.participant();
    let request = VerifyAuthChallengeResponse {
        user_attributes: participant.attributes(app.pool),
        private_challenge_parameters: private,
        challenge_answer: given.clone(),
        client_metadata: cx.trigger_input().client_metadata.clone(),
        user_not_found: sign_in.flow.user_not_found,
    };
    let verdict = cx.trigger(participant.trigger_context(app), "Authentication", request).await?;
    let verdict = verdict.ok_or(InvalidParameter::CustomAuthNotConfigured)?;
    sign_in.flow.note(verdict.answer_correct == Some(true));
    sign_in.attempt = sign_in.attempt.naming_device(responses);
    Ok(Proved::Custom(sign_in))
}
