//! `USER_PASSWORD_AUTH` and `ADMIN_USER_PASSWORD_AUTH`: the password itself is sent.

use super::{
    Attempt, Claimant, Parameters, SignInOutput, before_password, parameter, pre_authentication, proceed,
    wrong_password,
};
use crate::{
    api::migration::migrate,
    auth::srp::Identity,
    context::Cx,
    error::Error,
    model::{client::Client, pool::Pool},
    sensitive::Sensitive,
};

/// Judges a password and goes on.
pub(super) async fn sign_in(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
) -> Result<SignInOutput, Error> {
    let name = parameter(parameters, "USERNAME")?;
    let password = parameter(parameters, "PASSWORD")?;
    client.check_secret_hash(cx, parameters.get("SECRET_HASH"), &[name])?;
    let claimant = match migrate(cx, pool, client, name, Some(password)).await? {
        None => Claimant::find(cx, pool, client, name).await?,
        migrated => Claimant::new(cx, pool, name, migrated)?,
    };
    pre_authentication(cx, pool, client, &claimant).await?;
    judge(cx, pool, client, claimant, password, &Attempt::default().naming_device(parameters)).await
}

/// Judges the password of whoever it may be, and goes on.
pub(super) async fn judge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    claimant: Claimant,
    password: &Sensitive,
    attempt: &Attempt,
) -> Result<SignInOutput, Error> {
    let Claimant { user, username, password: stored } = claimant;
    let failures = before_password(cx, pool, client, user.as_ref(), &username).await?;
    // Whether the user exists or not: one exponentiation.
    let identity = Identity::user(pool.srp_name(), &username);
    let matches = cx.password_matches(&identity, password, &stored);
    cx.judge();
    let Some(user) = user.filter(|user| matches && user.password.is_some()) else {
        return Err(wrong_password(cx, failures));
    };
    failures.clear(cx);
    proceed(cx, pool, client, &user, attempt).await
}
