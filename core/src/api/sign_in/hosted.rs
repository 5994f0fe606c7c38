//! Sign-in at the pages of a pool: the same challenge machine as that of the API. Where the API issues tokens, a page gets the
//! user.
//!
//! The pages act for the app client. So they compute `SECRET_HASH` themselves, and may send a password although the client's
//! `ExplicitAuthFlows` do not allow that to applications.

use super::{
    claimant::Claimant,
    device, flow, hints, machine,
    machine::Reached,
    output::SignInOutput,
    parameters::{Answer, Parameters, Start},
    proved::Proved,
    risk,
    session::{Attempt, Progress},
};
use crate::{
    auth::{challenge::Proof, flow::Entrance},
    context::Cx,
    error::Error,
    model::{app::App, user::User},
    sensitive::Sensitive,
    token::issue::call_post_authentication,
};

/// Where a step of a sign-in at a page has led.
pub(crate) enum Step {
    /// A challenge.
    Challenge(Box<SignInOutput>),
    /// The user is signed in.
    SignedIn(Box<User>),
}

/// What a page sends to start a sign-in.
pub(crate) enum Beginning<'a> {
    /// The flow `USER_PASSWORD_AUTH` or `USER_AUTH`, with its parameters.
    Flow(&'static str, &'a Parameters),
    /// The user has signed up with a password in this browser, and has just confirmed the account.
    SignedUp(Box<User>),
}

/// Starts a sign-in.
///
/// # Errors
/// Those of `InitiateAuth`.
pub(crate) async fn start(cx: &mut Cx<'_>, app: App<'_>, beginning: Beginning<'_>) -> Result<Step, Error> {
    let proved = match beginning {
        Beginning::Flow(flow, parameters) => {
            let start = Start { entrance: Entrance::Hosted, flow, parameters, session: None };
            flow::start(cx, app, &start).await?
        }
        Beginning::SignedUp(user) => {
            let name = user.username.clone();
            Claimant::new(cx, app.pool, &name, Some((*user).clone()))?.pre_authentication(cx, app).await?;
            let attempt = Attempt { proof: Proof::SignUp, ..Attempt::default() };
            Proved::Right(Progress { user: *user, attempt })
        }
    };
    let reached = machine::go_on(cx, app, proved).await?;
    step(cx, app, reached).await
}

/// Answers a challenge.
///
/// # Errors
/// Those of `RespondToAuthChallenge`.
pub(crate) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    challenge: &str,
    session: Option<&Sensitive>,
    responses: &Parameters,
) -> Result<Step, Error> {
    let answer = Answer { entrance: Entrance::Hosted, challenge, session, responses };
    let proved = machine::verify_answer(cx, app, &answer).await?;
    let reached = machine::go_on(cx, app, proved).await?;
    step(cx, app, reached).await
}

/// Hints at the records that an answer will read.
pub(crate) fn hint_at_answer(
    cx: &mut Cx<'_>,
    (pool, client): (&str, &str),
    session: &Sensitive,
    responses: &Parameters,
) {
    let answer = Answer { entrance: Entrance::Hosted, challenge: "", session: Some(session), responses };
    hints::of_answer(cx, hints::Ids { pool, client }, &answer);
}

async fn step(cx: &mut Cx<'_>, app: App<'_>, reached: Reached) -> Result<Step, Error> {
    match reached {
        Reached::Answered(output) => Ok(Step::Challenge(output)),
        Reached::SignedIn(progress) => Ok(Step::SignedIn(Box::new(complete(cx, app, *progress).await?))),
    }
}

/// What the end of a sign-in does besides issuing tokens. A browser gets no key of a device.
async fn complete(cx: &mut Cx<'_>, app: App<'_>, progress: Progress) -> Result<User, Error> {
    if progress.attempt.device_key.is_some() {
        device::take_part(cx, app.pool, &progress).await?;
    }
    risk::record_success(cx, app, &progress).await?;
    call_post_authentication(cx, app, &progress.user, false)?;
    Ok(progress.user)
}
