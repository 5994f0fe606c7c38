//! The sessions of `SignUp` and `ConfirmSignUp`: the code that confirms a sign-up also signs the user in.
//!
//! `SignUp` returns a session to the user who has registered. `ConfirmSignUp` takes the right code, with or without
//! that session, and returns another session, with which `USER_AUTH` asks for nothing but the username.

use super::{
    claimant::{Claimant, answering_user},
    parameters::{Parameters, parameter},
    proved::Proved,
    session::{Attempt, Awaited, Participant, Progress, Session},
};
use crate::{
    auth::{
        challenge::Proof,
        flow::{Entrance, Flow},
    },
    context::Cx,
    error::{Error, NotAuthorized},
    model::{app::App, client::Client, user::User},
    sensitive::Sensitive,
};

/// The session of a user who has just registered; `None` if the client cannot use it.
pub(in crate::api) fn begin(cx: &mut Cx<'_>, app: App<'_>, user: &User) -> Result<Option<Sensitive>, Error> {
    leads_on(app.client).then(|| give(cx, app, user, Awaited::SignedUp)).transpose()
}

/// The session for `USER_AUTH`: the code that confirmed the user counts like a one-time password. Amplify sends no
/// session but expects one. If the client sends the session of `SignUp`, it must be this user's; it may have expired,
/// because the code may arrive later.
///
/// # Errors
/// `NotAuthorizedException` for a session that is malformed, that is another user's, or that was used before.
pub(in crate::api) async fn confirm(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
    given: Option<&Sensitive>,
) -> Result<Option<Sensitive>, Error> {
    if !leads_on(app.client) {
        return Ok(None);
    }
    if given.is_some() {
        let is_signed_up = |awaited: &Awaited| matches!(awaited, Awaited::SignedUp);
        match Session::open_if(cx, app, given, &is_signed_up).await {
            Err(Error::NotAuthorized(NotAuthorized::SessionExpired)) => {}
            Err(other) => return Err(other),
            Ok(session) if session.sub != user.sub => return Err(NotAuthorized::SessionOfAnother.into()),
            Ok(session) => {
                session.check_proof(user)?;
                session.spend(cx)?;
            }
        }
    }
    give(cx, app, user, Awaited::ConfirmedSignUp).map(Some)
}

/// Signs in with the session of `ConfirmSignUp`, once. A pool that requires a second factor requires it here, too.
pub(super) async fn sign_in(
    cx: &mut Cx<'_>,
    app: App<'_>,
    session: &Sensitive,
    parameters: &Parameters,
) -> Result<Proved, Error> {
    let name = parameter(parameters, "USERNAME")?;
    let is_confirmed = |awaited: &Awaited| matches!(awaited, Awaited::ConfirmedSignUp);
    let session = Session::open_if(cx, app, Some(session), &is_confirmed).await?;
    let user = answering_user(cx, app, &session, parameters).await?;
    Claimant::new(cx, app.pool, name, Some(user.clone()))?.pre_authentication(cx, app).await?;
    session.spend(cx)?;
    let attempt = Attempt { proof: Proof::SignUp, ..session.attempt.naming_device(parameters) };
    Ok(Proved::Right(Progress { user, attempt }))
}

fn leads_on(client: &Client) -> bool {
    Flow::User.admit(Entrance::Public, client.settings.explicit_auth_flows.as_deref()).is_ok()
}

fn give(cx: &mut Cx<'_>, app: App<'_>, user: &User, awaited: Awaited) -> Result<Sensitive, Error> {
    let attempt = Attempt::default();
    let participant = Participant { user: Some(user), username: &user.username, attempt: &attempt };
    Ok(Sensitive::new(Session::begin(cx, app.client, participant, awaited).seal(cx, app)?))
}
