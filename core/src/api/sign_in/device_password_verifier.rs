//! `DEVICE_PASSWORD_VERIFIER`: a remembered device proves itself in the place of a second factor. Second step.
//!
//! `SECRET_BLOCK` is a session by another name: it holds what a session holds, and the SRP exchange. It is sealed for
//! this challenge alone, so that neither a session nor the block of a user's password is taken for it.

use super::{
    Attempt, Awaited, Parameters, Session, SignInOutput, device,
    exchange::{Claim, Exchange, decode_block, encode_block},
    facts, parameter, proceed_after_factor,
};
use crate::{
    auth::{challenge, srp::PublicValue},
    context::Cx,
    error::{Error, NotAuthorized},
    json,
    model::{
        client::Client,
        code::{Code, CodePurpose},
        device::Device,
        keys,
        pool::Pool,
        spent::Spent,
        user::User,
    },
    seal::Purpose,
};

pub(super) const NAME: &str = "DEVICE_PASSWORD_VERIFIER";

/// Asks the device for the proof.
pub(super) fn ask(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
    device: &Device,
    a: &PublicValue,
) -> Result<SignInOutput, Error> {
    let (salt, verifier) = device.open(cx, pool)?;
    let ephemeral = cx.ephemeral(&verifier);
    let awaited = Awaited::DevicePassword(Exchange::new(a, &ephemeral));
    let block = seal(&Session::begin(cx, client, user, attempt, awaited), cx, pool, client)?;
    Ok(SignInOutput::challenge(
        NAME,
        None,
        [
            ("SALT", salt.hex()),
            ("SRP_B", ephemeral.public().hex()),
            ("SECRET_BLOCK", block),
            ("USERNAME", user.username.clone()),
            ("DEVICE_KEY", device.key.clone()),
        ],
    ))
}

/// Judges the proof and goes on. No session is needed; one that is sent is not looked at.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    responses: &Parameters,
) -> Result<SignInOutput, Error> {
    parameter(responses, "USERNAME")?;
    let sealed = parameter(responses, "PASSWORD_CLAIM_SECRET_BLOCK")?;
    let signature = parameter(responses, "PASSWORD_CLAIM_SIGNATURE")?;
    let timestamp = parameter(responses, "TIMESTAMP")?;
    let key = parameter(responses, "DEVICE_KEY")?;
    let incorrect = || Error::from(NotAuthorized::IncorrectCredentials);

    let sealed = decode_block(sealed).ok_or_else(incorrect)?;
    let block = open(cx, &pool.id, &client.id, &sealed).filter(|block| block.life.contains(cx.now()));
    let block = block.ok_or_else(incorrect)?;
    let Awaited::DevicePassword(exchange) = &block.awaited else { return Err(incorrect()) };
    block.attempt.check_device(key)?;
    let spent = keys::spent(&block.id);
    cx.prefetch(&[
        keys::user(&block.username),
        keys::device(&block.username, key),
        Code::key(CodePurpose::Authentication, &block.username),
        spent.clone(),
    ])
    .await?;
    let user = block.answered_by(cx, pool, client, responses).await?;
    if cx.get::<Spent>(&spent).await?.is_some() {
        return Err(incorrect());
    }
    challenge::check_status(&facts(cx, pool, client, &user, &block.attempt))?;
    let device = device::stand_in(cx, pool, &user, &block.attempt, incorrect()).await?;

    Code::count_authentication(cx, &user.username).await?;
    let (_, verifier) = device.open(cx, pool)?;
    let group_key = pool.device_group_key();
    let claim = Claim { sealed: &sealed, timestamp, signature };
    if !exchange.is_proved(cx, &verifier, &device.identity(&group_key), &claim) {
        return Err(incorrect());
    }
    block.spend(cx)?;
    let attempt = Attempt { device_proved: true, ..block.attempt };
    proceed_after_factor(cx, pool, client, &user, attempt).await
}

fn seal(block: &Session, cx: &mut Cx<'_>, pool: &Pool, client: &Client) -> Result<String, Error> {
    Ok(encode_block(&cx.seal_json(&pool.id, Purpose::DeviceBlock, &client.id, block)?))
}

/// The session in the block, whether it still holds or not.
pub(super) fn open(cx: &Cx<'_>, pool_id: &str, client_id: &str, sealed: &[u8]) -> Option<Session> {
    let plaintext = cx.open(pool_id, Purpose::DeviceBlock, client_id, sealed)?;
    json::from_slice(&plaintext).ok()
}
