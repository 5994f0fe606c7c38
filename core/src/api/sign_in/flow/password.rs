//! `USER_PASSWORD_AUTH` and `ADMIN_USER_PASSWORD_AUTH`: the client sends the password itself.

use super::super::{
    challenge::{admin_no_srp_auth, password},
    claimant::Claimant,
    first_factor_choice::FirstFactorChoice,
    parameters::{Parameters, parameter},
    proved::Proved,
    session::Attempt,
};
use crate::{api::migration::migrate, context::Cx, error::Error, model::app::App};

/// Verifies the password.
pub(super) async fn start(cx: &mut Cx<'_>, app: App<'_>, parameters: &Parameters) -> Result<Proved, Error> {
    let name = parameter(parameters, "USERNAME")?;
    let password = parameter(parameters, "PASSWORD")?;
    app.client.check_secret_hash(cx, parameters.get("SECRET_HASH"), &[name])?;
    let attempt = Attempt::of(parameters);
    let claimant = match migrate(cx, app, name, Some(password)).await? {
        None => Claimant::find(cx, app, name, attempt).await?,
        migrated => Claimant { attempt, ..Claimant::new(cx, app.pool, name, migrated)? },
    };
    claimant.pre_authentication(cx, app).await?;
    password::verify(cx, app, claimant, password).await
}

/// `ADMIN_NO_SRP_AUTH` without a password: asks for it.
pub(super) async fn start_without(
    cx: &mut Cx<'_>,
    app: App<'_>,
    parameters: &Parameters,
) -> Result<Proved, Error> {
    let name = parameter(parameters, "USERNAME")?;
    app.client.check_secret_hash(cx, parameters.get("SECRET_HASH"), &[name])?;
    let claimant = Claimant::find(cx, app, name, Attempt::of(parameters)).await?;
    claimant.pre_authentication(cx, app).await?;
    admin_no_srp_auth::ask(cx, app, &FirstFactorChoice::made(claimant)).map(Proved::Answered)
}
