//! `USER_SRP_AUTH`: the client proves that it knows the password without sending it.

use super::super::{
    challenge::password_verifier,
    claimant::Claimant,
    parameters::{Parameters, parameter},
    proved::Proved,
    session::Attempt,
};
use crate::{
    auth::srp::PublicValue,
    context::Cx,
    error::{Error, InvalidParameter},
    model::app::App,
};

/// Takes A, and answers with salt and B.
pub(super) async fn start(cx: &mut Cx<'_>, app: App<'_>, parameters: &Parameters) -> Result<Proved, Error> {
    let name = parameter(parameters, "USERNAME")?;
    let srp_a = parameter(parameters, "SRP_A")?;
    app.client.check_secret_hash(cx, parameters.get("SECRET_HASH"), &[name])?;
    let a = PublicValue::from_hex(srp_a).map_err(|_| InvalidParameter::SrpA)?;
    let claimant = Claimant::find(cx, app, name, Attempt::of(parameters)).await?;
    claimant.pre_authentication(cx, app).await?;
    password_verifier::ask(cx, app, claimant, &a).map(Proved::Answered)
}
