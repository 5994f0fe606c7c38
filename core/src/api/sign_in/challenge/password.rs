//! `PASSWORD`: the password itself is the first factor.

use super::super::{
    claimant::{Claimant, check_before_password, wrong_password},
    first_factor_choice::FirstFactorChoice,
    output::SignInOutput,
    proved::Proved,
    session::{Attempt, FirstStep, Progress},
};
use crate::{
    api::threat,
    auth::srp::Identity,
    context::Cx,
    error::Error,
    model::{
        app::App,
        risk::PasswordUse,
        user::{Temporary, User},
    },
    sensitive::Sensitive,
};

/// Asks for the password.
pub(in super::super) fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    choice: &FirstFactorChoice<'_>,
) -> Result<SignInOutput, Error> {
    choice.ask(cx, app, FirstStep::Password, [])
}

/// Verifies the claimant's password.
pub(in super::super) async fn verify(
    cx: &mut Cx<'_>,
    app: App<'_>,
    claimant: Claimant<'_>,
    password: &Sensitive,
) -> Result<Proved, Error> {
    let Claimant { mut user, username, password: stored, attempt, .. } = claimant;
    let failures = check_before_password(cx, app, user.as_ref(), &username).await?;
    // This costs one exponentiation whether the user exists or not.
    let identity = Identity::user(app.pool.srp_name(), &username);
    let matches = cx.password_matches(&identity, password, &stored);
    cx.check_reads_at_commit();
    let is_right = match &mut user {
        Some(user) if user.password.is_some() => matches,
        Some(user) => proves_imported(cx, app, user, password)?,
        None => false,
    };
    match user {
        Some(user) if is_right => {
            failures.clear(cx);
            let known = threat::look_up(cx, app, PasswordUse::SignIn, password).await?;
            let attempt = Attempt { is_compromised: known.is_compromised, ..attempt };
            Ok(Proved::Right(Progress { user, attempt }))
        }
        user => Err(wrong_password(cx, app, user.as_ref(), failures).await),
    }
}

/// Whether the user, whose password an import brought as a hash, has sent this password. A verifier then replaces the hash,
/// in the commit of this sign-in; until then the user cannot sign in by SRP, which fails as for a wrong password.
///
/// A wrong password takes longer for such a user than for others, by up to a quarter of a second. This tells that the user
/// exists, was imported with a hash and has not signed in since, even if the client hides existence. To let every other
/// wrong password take as long would let anyone use up the server with made-up names, whom no lockout stops.
fn proves_imported(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &mut User,
    password: &Sensitive,
) -> Result<bool, Error> {
    if !user.matches_imported_hash(cx, app.pool, password)? {
        return Ok(false);
    }
    user.set_password(cx, app.pool, password, Temporary::No);
    cx.put(user)?;
    Ok(true)
}
