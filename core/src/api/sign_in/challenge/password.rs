//! `PASSWORD`: the password itself is the first factor.

use super::super::{
    claimant::{Claimant, check_before_password, wrong_password},
    first_factor_choice::FirstFactorChoice,
    output::SignInOutput,
    proved::Proved,
    session::{FirstStep, Progress},
};
use crate::{auth::srp::Identity, context::Cx, error::Error, model::app::App, sensitive::Sensitive};

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
    let Claimant { user, username, password: stored, attempt, .. } = claimant;
    let failures = check_before_password(cx, app, user.as_ref(), &username).await?;
    // This costs one exponentiation whether the user exists or not.
    let identity = Identity::user(app.pool.srp_name(), &username);
    let matches = cx.password_matches(&identity, password, &stored);
    cx.check_reads_at_commit();
    match user {
        Some(user) if matches && user.password.is_some() => {
            failures.clear(cx);
            Ok(Proved::Right(Progress { user, attempt }))
        }
        user => Err(wrong_password(cx, app, user.as_ref(), failures).await),
    }
}
