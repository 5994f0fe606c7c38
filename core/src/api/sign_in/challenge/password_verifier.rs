//! `PASSWORD_VERIFIER`: the client proves by SRP that it knows the password.

use serde::{Deserialize, Serialize};

use super::super::{
    claimant::{Claimant, check_before_password, leads_to, wrong_password},
    device,
    exchange::{Claim, Exchange, decode_block, encode_block},
    output::SignInOutput,
    parameters::{Parameters, parameter},
    proved::Proved,
    session::{Attempt, Progress},
};
use crate::{
    api::existence::Existence,
    auth::srp::{Identity, PublicValue},
    context::Cx,
    error::{Error, NotAuthorized, UserNotFound},
    json,
    model::{app::App, keys, spent::Spent, user::User},
    seal::Purpose,
    time::Span,
};

/// The content of `SECRET_BLOCK` between the two steps.
#[derive(Deserialize, Serialize)]
pub(in super::super) struct SecretBlock {
    /// The id of the block; a right answer marks it as spent.
    pub(in super::super) id: String,
    /// The name as it was sent.
    name: String,
    /// `USER_ID_FOR_SRP`.
    pub(in super::super) username: String,
    /// Random for an unknown user, so that the block has the same length.
    sub: String,
    #[serde(default)]
    pub(in super::super) attempt: Attempt,
    life: Span,
    exchange: Exchange,
}

/// Longest name that the block keeps, in bytes: an alias may be an address of 2,048 characters.
const NAME_BYTES_MAX: usize = 4 * 2048;

/// Builds the challenge: takes A, and answers with salt and B.
pub(in super::super) fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    claimant: Claimant<'_>,
    a: &PublicValue,
) -> Result<SignInOutput, Error> {
    let Claimant { name, user, username, password, attempt } = claimant;
    let ephemeral = cx.ephemeral(&password.verifier);
    let block = SecretBlock {
        id: cx.uuid(),
        name: kept_name(name),
        username: username.clone(),
        sub: user.map_or_else(|| cx.uuid(), |user| user.sub),
        attempt,
        life: Span::new(cx.now(), app.client.settings.auth_session_seconds()),
        exchange: Exchange::new(a, &ephemeral),
    };
    let sealed = block.seal(cx, app)?;
    Ok(SignInOutput::challenge(
        "PASSWORD_VERIFIER",
        None,
        [
            ("SALT", password.salt.hex()),
            ("SRP_B", ephemeral.public().hex()),
            ("SECRET_BLOCK", sealed),
            ("USERNAME", username.clone()),
            ("USER_ID_FOR_SRP", username),
        ],
    ))
}

/// The name as the block keeps it. A name too long for any user becomes the empty string.
pub(in super::super) fn kept_name(name: &str) -> String {
    if name.len() <= NAME_BYTES_MAX { name.to_owned() } else { String::new() }
}

/// Verifies the proof.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    responses: &Parameters,
) -> Result<Proved, Error> {
    let name = parameter(responses, "USERNAME")?;
    let sealed = parameter(responses, "PASSWORD_CLAIM_SECRET_BLOCK")?;
    let signature = parameter(responses, "PASSWORD_CLAIM_SIGNATURE")?;
    let timestamp = parameter(responses, "TIMESTAMP")?;

    let sealed = decode_block(sealed).ok_or(NotAuthorized::IncorrectCredentials)?;
    let opened = SecretBlock::open(cx, &app.pool.id, &app.client.id, &sealed);
    let mut names = vec![name.as_str()];
    names.extend(opened.iter().flat_map(|block| [&*block.username, &*block.sub]));
    app.client.check_secret_hash(cx, responses.get("SECRET_HASH"), &names)?;
    let block = opened.filter(|block| block.life.contains(cx.now()));
    let block = block.ok_or(NotAuthorized::IncorrectCredentials)?;
    let user = block.load_user(cx, app, name).await?;

    let failures = check_before_password(cx, app, user.as_ref(), &block.username).await?;
    let Claimant { user, username, password, .. } = Claimant::new(cx, app.pool, &block.name, user)?;
    let identity = Identity::user(app.pool.srp_name(), &username);
    let claim = Claim { sealed: &sealed, timestamp, signature };
    let proved = block.exchange.is_proved(cx, &password.verifier, &identity, &claim);
    cx.check_reads_at_commit();
    let user = match user {
        Some(user) if proved && user.password.is_some() => user,
        user => {
            block.attempt.end_custom(cx);
            return Err(wrong_password(cx, app, user.as_ref(), failures).await);
        }
    };
    failures.clear(cx);
    cx.put(&Spent { id: block.id, until: block.life.end() })?;
    let progress = Progress { user, attempt: block.attempt };
    if responses.contains_key("DEVICE_KEY") {
        let attempt = progress.attempt.naming_device(responses);
        return Ok(Proved::Right(Progress { attempt, ..progress }));
    }
    // A client that learns here that its device is unknown starts again without it, so the block may still name that
    // device.
    device::forget_unknown(cx, app.pool, progress).await.map(Proved::Right)
}

impl SecretBlock {
    /// The user whose block this is, checked as far as possible without arithmetic. Only a right answer spends a block,
    /// so refusing a replay reveals nothing new.
    async fn load_user(&self, cx: &mut Cx<'_>, app: App<'_>, name: &str) -> Result<Option<User>, Error> {
        cx.prefetch(&[keys::user(&self.username), keys::spent(&self.id)]).await?;
        // The answer may carry the name that was sent, the real username, or another name of the same user.
        let is_known = [&*self.name, &*self.username, &*self.sub].contains(&name)
            || app.pool.naming.canonical(name) == self.username;
        if !is_known && !leads_to(cx, app, name, &self.username).await? {
            return Err(NotAuthorized::IncorrectCredentials.into());
        }
        let user = cx.get::<User>(&keys::user(&self.username)).await?.filter(|user| user.sub == self.sub);
        Existence::of(app.client).check_found(user.as_ref(), UserNotFound::User)?;
        if cx.get::<Spent>(&keys::spent(&self.id)).await?.is_some() {
            return Err(NotAuthorized::IncorrectCredentials.into());
        }
        if !self.attempt.is_open(cx).await? {
            return Err(NotAuthorized::InvalidSession.into());
        }
        Ok(user)
    }

    fn seal(&self, cx: &mut Cx<'_>, app: App<'_>) -> Result<String, Error> {
        let App { pool, client } = app;
        Ok(encode_block(&cx.seal_json(&pool.id, Purpose::SecretBlock, &client.id, self)?))
    }

    /// Opens a block that was sealed for this client. Does not check whether it has expired or was answered before.
    pub(in super::super) fn open(cx: &Cx<'_>, pool_id: &str, client_id: &str, sealed: &[u8]) -> Option<Self> {
        let plaintext = cx.open(pool_id, Purpose::SecretBlock, client_id, sealed)?;
        json::from_slice(&plaintext).ok()
    }
}
