//! The sessions of `SignUp` and `ConfirmSignUp`: the code that confirms a sign-up signs in as well.
//!
//! `SignUp` gives one to whoever registered; `ConfirmSignUp` takes the right code, with it or without, and gives another,
//! with which `USER_AUTH` asks for nothing but the username.

use super::{
    Attempt, Awaited, Claimant, Parameters, Session, SignInOutput, parameter, pre_authentication, proceed,
};
use crate::{
    auth::{
        challenge::Proof,
        flow::{Entrance, Flow},
    },
    context::Cx,
    error::{Error, NotAuthorized},
    model::{client::Client, pool::Pool, user::User},
    sensitive::Sensitive,
};

/// What no `ChallengeName` names.
pub(super) const SIGNED_UP: &str = "signed-up";
pub(super) const CONFIRMED: &str = "confirmed";

/// The session of somebody who has just registered; `None` where the client has no use for it.
pub(in crate::api) fn begin(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
) -> Result<Option<Sensitive>, Error> {
    leads_on(client).then(|| give(cx, pool, client, user, Awaited::SignedUp)).transpose()
}

/// The session for `USER_AUTH`: the code that confirmed the user is what a one-time password would be. Amplify brings
/// nothing along and counts on it; the session of `SignUp`, where it is brought, must be this user's. A code may take
/// longer than that session lives.
///
/// # Errors
/// `NotAuthorizedException` for a session that is none, or another user's, or was used.
pub(in crate::api) async fn confirm(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    given: Option<&Sensitive>,
) -> Result<Option<Sensitive>, Error> {
    if !leads_on(client) {
        return Ok(None);
    }
    if given.is_some() {
        match Session::open(cx, pool, client, given, SIGNED_UP).await {
            Err(Error::NotAuthorized(NotAuthorized::SessionExpired)) => {}
            Err(other) => return Err(other),
            Ok(session) if session.sub != user.sub => return Err(NotAuthorized::SessionOfAnother.into()),
            Ok(session) => {
                session.check_proof(user)?;
                session.spend(cx)?;
            }
        }
    }
    give(cx, pool, client, user, Awaited::ConfirmedSignUp).map(Some)
}

/// Signs in with the session of `ConfirmSignUp`, once. A pool that demands a second factor demands it now, too.
pub(super) async fn sign_in(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: &Sensitive,
    parameters: &Parameters,
) -> Result<SignInOutput, Error> {
    let name = parameter(parameters, "USERNAME")?;
    let session = Session::open(cx, pool, client, Some(session), CONFIRMED).await?;
    let user = session.answered_by(cx, pool, client, parameters).await?;
    let claimant = Claimant::new(cx, pool, name, Some(user.clone()))?;
    pre_authentication(cx, pool, client, &claimant).await?;
    session.spend(cx)?;
    let attempt = Attempt { proof: Proof::SignUp, ..session.attempt.naming_device(parameters) };
    proceed(cx, pool, client, &user, &attempt).await
}

fn leads_on(client: &Client) -> bool {
    Flow::User.admit(Entrance::Public, client.settings.explicit_auth_flows.as_deref()).is_ok()
}

fn give(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    awaited: Awaited,
) -> Result<Sensitive, Error> {
    let session = Session::begin(cx, client, user, &Attempt::default(), awaited);
    Ok(Sensitive::new(session.seal(cx, pool, client)?))
}
