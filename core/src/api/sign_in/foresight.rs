//! What a step of a sign-in is going to look at, as far as its own words tell: foreseen, so that it comes with the pool in one
//! read. Nothing of those words is believed here; what is read and not asked for later changes nothing.

use super::{
    Attempt, Awaited, Parameters, Session, device_password_verifier, exchange::decode_block,
    password_verifier, web_authn,
};
use crate::{
    context::Cx,
    model::{
        attempts::{Attempts, Tried},
        keys,
        lookup::companion_keys,
    },
    sensitive::Sensitive,
    token::refresh::Hint,
};

/// For the start of a flow.
pub(super) fn of_start(
    cx: &mut Cx<'_>,
    pool_id: &str,
    client_id: &str,
    username: Option<&str>,
    parameters: &Parameters,
) {
    cx.foresee([keys::signing_keys(), keys::few_groups()]);
    if let (Some(username), Some(key)) = (username, parameters.get("DEVICE_KEY")) {
        cx.foresee([keys::device(username, key)]);
    }
    if let Some(token) = parameters.get("REFRESH_TOKEN") {
        of_refresh(cx, pool_id, client_id, token);
    }
}

/// For a refresh.
pub(super) fn of_refresh(cx: &mut Cx<'_>, pool_id: &str, client_id: &str, token: &str) {
    cx.foresee([keys::signing_keys(), keys::few_groups()]);
    let Some(token) = Hint::of(cx, pool_id, client_id, token) else { return };
    cx.foresee(companion_keys(&cx.host.keyring, pool_id, &token.username));
    cx.foresee([
        keys::user(&token.username),
        keys::revoked(&token.origin_jti),
        keys::rotation(&token.origin_jti),
    ]);
    if let Some(device_key) = &token.device_key {
        cx.foresee([keys::device(&token.username, device_key)]);
    }
}

/// For the answer to a challenge: its session, or the block that stands for one, names the user.
pub(super) fn of_answer(
    cx: &mut Cx<'_>,
    pool_id: &str,
    client_id: &str,
    session: Option<&Sensitive>,
    responses: &Parameters,
) {
    cx.foresee([keys::signing_keys(), keys::few_groups()]);
    let block = responses.get("PASSWORD_CLAIM_SECRET_BLOCK").and_then(|block| decode_block(block));
    if let Some(block) = &block {
        if let Some((username, id, attempt)) = password_verifier::content(cx, pool_id, client_id, block) {
            of_user(cx, pool_id, &username, &id, &attempt);
        } else if let Some(block) = device_password_verifier::open(cx, pool_id, client_id, block) {
            of_session(cx, pool_id, &block);
        }
    }
    if let Some(session) = session.and_then(|session| Session::unseal(cx, pool_id, client_id, session)) {
        of_session(cx, pool_id, &session);
        cx.foresee(web_authn::passkey_key(&session.username, responses));
    }
}

fn of_session(cx: &mut Cx<'_>, pool_id: &str, session: &Session) {
    of_user(cx, pool_id, &session.username, &session.id, &session.attempt);
    if let Awaited::First(_) = session.awaited {
        cx.foresee([Attempts::key(Tried::FirstFactor, &session.id)]);
    }
}

fn of_user(cx: &mut Cx<'_>, pool_id: &str, username: &str, id: &str, attempt: &Attempt) {
    cx.foresee(companion_keys(&cx.host.keyring, pool_id, username));
    cx.foresee([keys::user(username), keys::spent(id)]);
    cx.foresee(attempt.custom.as_deref().map(keys::custom_flow));
    cx.foresee(attempt.device_key.as_deref().map(|key| keys::device(username, key)));
}
