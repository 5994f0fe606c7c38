//! `DEVICE_SRP_AUTH`: a remembered device proves itself instead of a second factor. First step.

use super::{
    super::{
        claimant::answering_user,
        device,
        facts::facts_without_device,
        output::SignInOutput,
        parameters::{Answer, Parameters, parameter},
        proved::Proved,
        session::{Awaited, Progress, Session},
    },
    device_password_verifier,
};
use crate::{
    auth::{challenge, srp::PublicValue},
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized},
    model::{app::App, device::Device, user::User},
    sensitive::Sensitive,
};

pub(in super::super) const NAME: &str = "DEVICE_SRP_AUTH";

/// Asks for the device's A. Also stores the session with the device, because some clients send no session.
pub(in super::super) async fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    progress: &Progress,
) -> Result<SignInOutput, Error> {
    let session = Session::ask(cx, app, progress, Awaited::DeviceSrp)?;
    let mut device = device::stand_in(cx, app.pool, progress, NotAuthorized::InvalidSession).await?;
    device.keep_session(app.client, &session);
    cx.put(&device)?;
    let username = &progress.user.username;
    Ok(SignInOutput::challenge(
        NAME,
        Some(session),
        [("USERNAME", username.clone()), ("USER_ID_FOR_SRP", username.clone())],
    ))
}

/// Takes A, and answers with salt and B. Such a session exists only after a first proof, and it gives one challenge, so
/// the number of guesses at a device is bounded. A client that sends no session must still prove the device. All it
/// gains is a first proof that the device's owner made within the lifetime of the session and did not use.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
) -> Result<Proved, Error> {
    let responses = answer.responses;
    parameter(responses, "USERNAME")?;
    let srp_a = parameter(responses, "SRP_A")?;
    let key = parameter(responses, "DEVICE_KEY")?;
    let session = match answer.session {
        Some(session) => Some(session.clone()),
        None => kept_session(cx, app, responses, key).await?,
    };
    let session = Session::open(cx, app, session.as_ref(), NAME).await?;
    let user = answering_user(cx, app, &session, responses).await?;
    session.attempt.check_device(key)?;
    let a = PublicValue::from_hex(srp_a).map_err(|_| InvalidParameter::SrpA)?;
    challenge::check_status(&facts_without_device(cx, app, &user, &session.attempt))?;
    session.spend(cx)?;
    let progress = Progress { user, attempt: session.attempt };
    device_password_verifier::ask(cx, app, &progress, &a).await.map(Proved::Answered)
}

/// The session of the last challenge that was asked of the device through this client.
async fn kept_session(
    cx: &mut Cx<'_>,
    app: App<'_>,
    responses: &Parameters,
    key: &str,
) -> Result<Option<Sensitive>, Error> {
    let name = parameter(responses, "USERNAME")?;
    let Some(user) = User::find(cx, app.pool, name).await? else { return Ok(None) };
    let device = Device::load(cx, &user, key).await?;
    Ok(device.and_then(|device| device.kept_session(app.client)))
}
