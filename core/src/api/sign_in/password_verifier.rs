//! `USER_SRP_AUTH` and its challenge `PASSWORD_VERIFIER`: the password is proved without being sent.

use serde::{Deserialize, Serialize};

use super::{
    Attempt, Claimant, Parameters, SignInOutput, before_password, custom_auth, device,
    exchange::{Claim, Exchange, decode_block, encode_block},
    parameter, pre_authentication, proceed, wrong_password,
};
use crate::{
    auth::srp::{Identity, PublicValue},
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized, UserNotFound},
    json,
    model::{client::Client, keys, pool::Pool, spent::Spent, user::User},
    seal::Purpose,
    time::Span,
};

/// What lies in `SECRET_BLOCK` between the two steps.
#[derive(Deserialize, Serialize)]
struct SecretBlock {
    /// Spent by the right answer.
    id: String,
    /// The name as it was sent.
    name: String,
    /// `USER_ID_FOR_SRP`.
    username: String,
    /// Invented where there is no such user, so that the block is as long.
    sub: String,
    #[serde(default)]
    attempt: Attempt,
    life: Span,
    exchange: Exchange,
}

/// Longest name kept in the block: an address of 2,048 characters that is an alias.
const NAME_BYTES_MAX: usize = 4 * 2048;

/// Takes A, and answers with salt and B.
pub(super) async fn challenge(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
) -> Result<SignInOutput, Error> {
    let name = parameter(parameters, "USERNAME")?;
    let srp_a = parameter(parameters, "SRP_A")?;
    client.check_secret_hash(cx, parameters.get("SECRET_HASH"), &[name])?;
    let a = PublicValue::from_hex(srp_a).map_err(|_| InvalidParameter::SrpA)?;
    let claimant = Claimant::find(cx, pool, client, name).await?;
    pre_authentication(cx, pool, client, &claimant).await?;
    ask(cx, pool, client, name, claimant, &a, Attempt::default().naming_device(parameters))
}

/// Asks whoever goes by this name for the proof.
pub(super) fn ask(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    name: &str,
    claimant: Claimant,
    a: &PublicValue,
    attempt: Attempt,
) -> Result<SignInOutput, Error> {
    let ephemeral = cx.ephemeral(&claimant.password.verifier);
    let block = SecretBlock {
        id: cx.uuid(),
        name: kept_name(name),
        username: claimant.username.clone(),
        sub: claimant.user.as_ref().map_or_else(|| cx.uuid(), |user| user.sub.clone()),
        attempt,
        life: Span::new(cx.now(), client.settings.auth_session_seconds()),
        exchange: Exchange::new(a, &ephemeral),
    };
    let sealed = block.seal(cx, pool, client)?;
    Ok(SignInOutput::challenge(
        "PASSWORD_VERIFIER",
        None,
        [
            ("SALT", claimant.password.salt.hex()),
            ("SRP_B", ephemeral.public().hex()),
            ("SECRET_BLOCK", sealed),
            ("USERNAME", claimant.username.clone()),
            ("USER_ID_FOR_SRP", claimant.username),
        ],
    ))
}

/// The name as it is kept until the answer. One too long for any user leads back to none.
pub(super) fn kept_name(name: &str) -> String {
    if name.len() <= NAME_BYTES_MAX { name.to_owned() } else { String::new() }
}

/// Judges the proof and goes on.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    responses: &Parameters,
) -> Result<SignInOutput, Error> {
    let name = parameter(responses, "USERNAME")?;
    let sealed = parameter(responses, "PASSWORD_CLAIM_SECRET_BLOCK")?;
    let signature = parameter(responses, "PASSWORD_CLAIM_SIGNATURE")?;
    let timestamp = parameter(responses, "TIMESTAMP")?;
    let incorrect = || Error::from(NotAuthorized::IncorrectCredentials);

    let sealed = decode_block(sealed).ok_or_else(incorrect)?;
    let opened = SecretBlock::open(cx, &pool.id, &client.id, &sealed);
    let mut names = vec![name.as_str()];
    names.extend(opened.iter().flat_map(|block| [&*block.username, &*block.sub]));
    client.check_secret_hash(cx, responses.get("SECRET_HASH"), &names)?;
    let block = opened.filter(|block| block.life.contains(cx.now())).ok_or_else(incorrect)?;

    cx.prefetch(&[keys::user(&block.username), keys::spent(&block.id)]).await?;
    check_name(cx, pool, client, &block, name).await?;
    let user: Option<User> =
        cx.get::<User>(&keys::user(&block.username)).await?.filter(|user| block.sub == user.sub);
    if user.is_none() && !client.hides_user_existence() {
        return Err(UserNotFound::User.into());
    }
    // Whatever can be refused without arithmetic is. Only a right answer spends a block, so a replay shows nothing that
    // the caller did not know.
    if cx.get::<Spent>(&keys::spent(&block.id)).await?.is_some() {
        return Err(incorrect());
    }
    if !custom_auth::is_open(cx, &block.attempt).await? {
        return Err(NotAuthorized::InvalidSession.into());
    }
    let failures = before_password(cx, pool, client, user.as_ref(), &block.username).await?;
    let Claimant { user, username, password } = Claimant::new(cx, pool, &block.name, user)?;
    let identity = Identity::user(pool.srp_name(), &username);
    let claim = Claim { sealed: &sealed, timestamp, signature };
    let proved = block.exchange.is_proved(cx, &password.verifier, &identity, &claim);
    cx.judge();
    let Some(user) = user.filter(|user| proved && user.password.is_some()) else {
        custom_auth::end(cx, &block.attempt);
        return Err(wrong_password(cx, failures));
    };
    failures.clear(cx);
    cx.put(&Spent { id: block.id, until: block.life.end() })?;
    let attempt = match responses.contains_key("DEVICE_KEY") {
        true => block.attempt.naming_device(responses),
        // A client that was told of an unknown device answers anew, without it; the block still has it.
        false => device::forget_unknown(cx, pool, &user, &block.attempt).await?,
    };
    proceed(cx, pool, client, &user, &attempt).await
}

/// Whose block this is, its id and what it carries on; whether it still holds or not.
pub(super) fn content(
    cx: &Cx<'_>,
    pool_id: &str,
    client_id: &str,
    sealed: &[u8],
) -> Option<(String, String, Attempt)> {
    let SecretBlock { username, id, attempt, .. } = SecretBlock::open(cx, pool_id, client_id, sealed)?;
    Some((username, id, attempt))
}

/// The answer may carry the name that was sent, the real username, or another name of the same user.
async fn check_name(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    block: &SecretBlock,
    name: &str,
) -> Result<(), Error> {
    let canonical = pool.naming.canonical(name);
    let known = [&*block.name, &*block.username, &*block.sub];
    if known.contains(&name) || canonical == block.username {
        return Ok(());
    }
    match User::find(cx, pool, name).await? {
        Some(user) if user.username == block.username => Ok(()),
        None if !client.hides_user_existence() => Err(UserNotFound::User.into()),
        _ => Err(NotAuthorized::IncorrectCredentials.into()),
    }
}

impl SecretBlock {
    fn seal(&self, cx: &mut Cx<'_>, pool: &Pool, client: &Client) -> Result<String, Error> {
        Ok(encode_block(&cx.seal_json(&pool.id, Purpose::SecretBlock, &client.id, self)?))
    }

    fn open(cx: &Cx<'_>, pool_id: &str, client_id: &str, sealed: &[u8]) -> Option<Self> {
        let plaintext = cx.open(pool_id, Purpose::SecretBlock, client_id, sealed)?;
        json::from_slice(&plaintext).ok()
    }
}
