//! `DEVICE_SRP_AUTH`: a remembered device proves itself in the place of a second factor. First step.

use super::{
    Attempt, Awaited, Parameters, Session, SignInOutput, device, device_password_verifier, facts, parameter,
};
use crate::{
    auth::{challenge, srp::PublicValue},
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized},
    model::{client::Client, pool::Pool, user::User},
    sensitive::Sensitive,
};

pub(super) const NAME: &str = "DEVICE_SRP_AUTH";

/// Asks for the device's A.
pub(super) fn challenge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
) -> Result<SignInOutput, Error> {
    let session = Session::begin(cx, client, user, attempt, Awaited::DeviceSrp).seal(cx, pool, client)?;
    let username = &user.username;
    Ok(SignInOutput::challenge(
        NAME,
        Some(session),
        [("USERNAME", username.clone()), ("USER_ID_FOR_SRP", username.clone())],
    ))
}

/// Takes A, and answers with salt and B. Only whoever has given the first proof has such a session, and it gives one
/// challenge: so the number of tries at a device is bounded.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: Option<&Sensitive>,
    responses: &Parameters,
) -> Result<SignInOutput, Error> {
    parameter(responses, "USERNAME")?;
    let srp_a = parameter(responses, "SRP_A")?;
    let key = parameter(responses, "DEVICE_KEY")?;
    let session = Session::open(cx, pool, client, session, NAME).await?;
    let user = session.answered_by(cx, pool, client, responses).await?;
    session.attempt.check_device(key)?;
    let a = PublicValue::from_hex(srp_a).map_err(|_| InvalidParameter::SrpA)?;
    challenge::check_status(&facts(cx, pool, client, &user, &session.attempt))?;
    let device = device::stand_in(cx, pool, &user, &session.attempt, NotAuthorized::InvalidSession).await?;
    session.spend(cx)?;
    device_password_verifier::ask(cx, pool, client, &user, &session.attempt, &device, &a)
}

impl Attempt {
    /// Whether the answer comes from the device that is asked.
    pub(super) fn check_device(&self, key: &str) -> Result<(), NotAuthorized> {
        if self.device_key.as_deref() == Some(key) { Ok(()) } else { Err(NotAuthorized::SessionOfAnother) }
    }
}
