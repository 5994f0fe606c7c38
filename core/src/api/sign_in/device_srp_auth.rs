//! `DEVICE_SRP_AUTH`: a remembered device proves itself in the place of a second factor. First step.

use super::{
    Attempt, Awaited, Parameters, Session, SignInOutput, device, device_password_verifier, facts, parameter,
};
use crate::{
    auth::{challenge, srp::PublicValue},
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized},
    model::{client::Client, device::Device, pool::Pool, user::User},
    sensitive::Sensitive,
};

pub(super) const NAME: &str = "DEVICE_SRP_AUTH";

/// Asks for the device's A. The session is kept with the device, too: there are clients that know the first proof done and
/// bring none.
pub(super) async fn challenge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
) -> Result<SignInOutput, Error> {
    let session = Session::begin(cx, client, user, attempt, Awaited::DeviceSrp).seal(cx, pool, client)?;
    let mut device = device::stand_in(cx, pool, user, attempt, NotAuthorized::InvalidSession).await?;
    device.keep_session(client, &session);
    cx.put(&device)?;
    let username = &user.username;
    Ok(SignInOutput::challenge(
        NAME,
        Some(session),
        [("USERNAME", username.clone()), ("USER_ID_FOR_SRP", username.clone())],
    ))
}

/// Takes A, and answers with salt and B. Only after a first proof is there such a session, and it gives one challenge: so
/// the number of tries at a device is bounded. Whoever brings no session must have the device, as everybody must: of the
/// first proof they gain what its owner did not use within the life of a session.
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
    let session = match session {
        Some(session) => Some(session.clone()),
        None => kept_session(cx, pool, client, responses, key).await?,
    };
    let session = Session::open(cx, pool, client, session.as_ref(), NAME).await?;
    let user = session.answered_by(cx, pool, client, responses).await?;
    session.attempt.check_device(key)?;
    let a = PublicValue::from_hex(srp_a).map_err(|_| InvalidParameter::SrpA)?;
    challenge::check_status(&facts(cx, pool, client, &user, &session.attempt))?;
    let device = device::stand_in(cx, pool, &user, &session.attempt, NotAuthorized::InvalidSession).await?;
    session.spend(cx)?;
    device_password_verifier::ask(cx, pool, client, &user, &session.attempt, &device, &a)
}

/// The session that the device was last asked with through this client.
async fn kept_session(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    responses: &Parameters,
    key: &str,
) -> Result<Option<Sensitive>, Error> {
    let Some(user) = User::find(cx, pool, parameter(responses, "USERNAME")?).await? else { return Ok(None) };
    let device = Device::load(cx, &user, key).await?;
    Ok(device.and_then(|device| device.kept_session(client)))
}

impl Attempt {
    /// Whether the answer comes from the device that is asked.
    pub(super) fn check_device(&self, key: &str) -> Result<(), NotAuthorized> {
        if self.device_key.as_deref() == Some(key) { Ok(()) } else { Err(NotAuthorized::SessionOfAnother) }
    }
}
