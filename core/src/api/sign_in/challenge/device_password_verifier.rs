//! `DEVICE_PASSWORD_VERIFIER`: a remembered device proves itself instead of a second factor. Second step.
//!
//! `SECRET_BLOCK` holds a session and the SRP exchange. It is sealed for this challenge only, so that neither a session
//! nor the secret block of a user's password is accepted here.

use serde::{Deserialize, Serialize};

use super::super::{
    claimant::answering_user,
    device,
    exchange::{Claim, Exchange, decode_block, encode_block},
    facts::facts_without_device,
    output::SignInOutput,
    parameters::{Parameters, parameter},
    proved::Proved,
    session::{Attempt, Awaited, Progress, Session},
};
use crate::{
    auth::{challenge, srp::PublicValue},
    context::Cx,
    error::{Error, NotAuthorized},
    json,
    model::{
        app::App,
        code::{Code, CodePurpose},
        keys,
        spent::Spent,
    },
    seal::Purpose,
};

pub(in super::super) const NAME: &str = "DEVICE_PASSWORD_VERIFIER";

/// The content of `SECRET_BLOCK`.
#[derive(Deserialize, Serialize)]
struct DeviceBlock {
    session: Session,
    exchange: Exchange,
}

/// Asks the device for the proof.
pub(super) async fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    progress: &Progress,
    a: &PublicValue,
) -> Result<SignInOutput, Error> {
    let device = device::stand_in(cx, app.pool, progress, NotAuthorized::InvalidSession).await?;
    let (salt, verifier) = device.open(cx, app.pool)?;
    let ephemeral = cx.ephemeral(&verifier);
    let exchange = Exchange::new(a, &ephemeral);
    let session = Session::begin(cx, app.client, progress.participant(), Awaited::DevicePassword);
    let block = DeviceBlock { session, exchange }.seal(cx, app)?;
    Ok(SignInOutput::challenge(
        NAME,
        None,
        [
            ("SALT", salt.hex()),
            ("SRP_B", ephemeral.public().hex()),
            ("SECRET_BLOCK", block),
            ("USERNAME", progress.user.username.clone()),
            ("DEVICE_KEY", device.key.clone()),
        ],
    ))
}

/// Verifies the proof. No `Session` parameter is needed; if the client sends one, it is ignored.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    responses: &Parameters,
) -> Result<Proved, Error> {
    parameter(responses, "USERNAME")?;
    let sealed = parameter(responses, "PASSWORD_CLAIM_SECRET_BLOCK")?;
    let signature = parameter(responses, "PASSWORD_CLAIM_SIGNATURE")?;
    let timestamp = parameter(responses, "TIMESTAMP")?;
    let key = parameter(responses, "DEVICE_KEY")?;
    let incorrect = || Error::from(NotAuthorized::IncorrectCredentials);

    let sealed = decode_block(sealed).ok_or_else(incorrect)?;
    let block = DeviceBlock::open(cx, &app.pool.id, &app.client.id, &sealed)
        .filter(|block| block.session.life.contains(cx.now()));
    let DeviceBlock { session, exchange } = block.ok_or_else(incorrect)?;
    session.attempt.check_device(key)?;
    cx.prefetch(&[
        keys::user(&session.username),
        keys::device(&session.username, key),
        Code::key(CodePurpose::Authentication, &session.username),
        keys::spent(&session.id),
    ])
    .await?;
    let user = answering_user(cx, app, &session, responses).await?;
    if cx.get::<Spent>(&keys::spent(&session.id)).await?.is_some() {
        return Err(incorrect());
    }
    challenge::check_status(&facts_without_device(cx, app, &user, &session.attempt))?;
    let progress = Progress { user, attempt: session.attempt.clone() };
    let device = device::stand_in(cx, app.pool, &progress, NotAuthorized::IncorrectCredentials).await?;

    Code::count_authentication(cx, &progress.user.username).await?;
    let (_, verifier) = device.open(cx, app.pool)?;
    let group_key = app.pool.device_group_key();
    let claim = Claim { sealed: &sealed, timestamp, signature };
    if !exchange.is_proved(cx, &verifier, &device.identity(&group_key), &claim) {
        return Err(incorrect());
    }
    session.spend(cx)?;
    Ok(Proved::factor(progress.user, Attempt { device_proved: true, ..progress.attempt }))
}

/// The session in a secret block. Does not check whether it has expired or was answered before.
pub(in super::super) fn session(
    cx: &Cx<'_>,
    pool_id: &str,
    client_id: &str,
    sealed: &[u8],
) -> Option<Session> {
    DeviceBlock::open(cx, pool_id, client_id, sealed).map(|block| block.session)
}

impl DeviceBlock {
    fn seal(&self, cx: &mut Cx<'_>, app: App<'_>) -> Result<String, Error> {
        let App { pool, client } = app;
        Ok(encode_block(&cx.seal_json(&pool.id, Purpose::DeviceBlock, &client.id, self)?))
    }

    fn open(cx: &Cx<'_>, pool_id: &str, client_id: &str, sealed: &[u8]) -> Option<Self> {
        let plaintext = cx.open(pool_id, Purpose::DeviceBlock, client_id, sealed)?;
        json::from_slice(&plaintext).ok()
    }
}
