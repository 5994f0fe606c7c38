//! Hints about the records that a step of a sign-in will read, as far as its request names them, so that one round trip
//! reads them together with the pool. Nothing in the request is trusted here; a record that is read but not used later
//! has no effect.

use super::{
    challenge::{device_password_verifier, password_verifier::SecretBlock, web_authn},
    exchange::decode_block,
    parameters::{Answer, Parameters},
    session::{Attempt, Awaited, Session},
};
use crate::{
    context::Cx,
    model::{
        attempts::{AttemptKind, Attempts},
        keys,
        lookup::{companion_keys, threat_keys},
    },
    token::refresh::Hint,
};

/// The pool and the client of a request, by their ids.
#[derive(Clone, Copy)]
pub(super) struct Ids<'a> {
    pub(super) pool: &'a str,
    pub(super) client: &'a str,
}

/// The user that the sealed state of a sign-in names.
struct Named<'a> {
    username: &'a str,
    /// The id of the session or secret block.
    id: &'a str,
    attempt: &'a Attempt,
}

/// Hints for the start of a flow.
pub(super) fn of_start(cx: &mut Cx<'_>, ids: Ids<'_>, username: Option<&str>, parameters: &Parameters) {
    cx.hint([keys::signing_keys(), keys::few_groups()]);
    cx.hint(threat_keys(cx.host, ids.client));
    if let (Some(username), Some(key)) = (username, parameters.get("DEVICE_KEY")) {
        cx.hint([keys::device(username, key)]);
    }
    if let Some(token) = parameters.get("REFRESH_TOKEN") {
        of_refresh(cx, ids, token);
    }
}

/// Hints for a refresh.
pub(super) fn of_refresh(cx: &mut Cx<'_>, ids: Ids<'_>, token: &str) {
    cx.hint([keys::signing_keys(), keys::few_groups()]);
    let Some(token) = Hint::of(cx, ids.pool, ids.client, token) else { return };
    cx.hint(companion_keys(&cx.host.keyring, ids.pool, &token.username));
    cx.hint([
        keys::user(&token.username),
        keys::revoked(&token.origin_jti),
        keys::rotation(&token.origin_jti),
    ]);
    if let Some(device_key) = &token.device_key {
        cx.hint([keys::device(&token.username, device_key)]);
    }
}

/// Hints for the answer to a challenge: its session, or the secret block that replaces it, names the user.
pub(super) fn of_answer(cx: &mut Cx<'_>, ids: Ids<'_>, answer: &Answer<'_>) {
    cx.hint([keys::signing_keys(), keys::few_groups()]);
    cx.hint(threat_keys(cx.host, ids.client));
    let block = answer.responses.get("PASSWORD_CLAIM_SECRET_BLOCK").and_then(|block| decode_block(block));
    if let Some(block) = &block {
        if let Some(SecretBlock { username, id, attempt, .. }) =
            SecretBlock::open(cx, ids.pool, ids.client, block)
        {
            of_user(cx, ids.pool, Named { username: &username, id: &id, attempt: &attempt });
        } else if let Some(session) = device_password_verifier::session(cx, ids.pool, ids.client, block) {
            of_session(cx, ids.pool, &session);
        }
    }
    let session = answer.session.and_then(|session| Session::unseal(cx, ids.pool, ids.client, session));
    if let Some(session) = session {
        of_session(cx, ids.pool, &session);
        cx.hint(web_authn::passkey_key(&session.username, answer.responses));
    }
}

fn of_session(cx: &mut Cx<'_>, pool_id: &str, session: &Session) {
    let Session { username, id, attempt, .. } = session;
    of_user(cx, pool_id, Named { username, id, attempt });
    if let Awaited::First(_) = session.awaited {
        cx.hint([Attempts::key(AttemptKind::FirstFactor, &session.id)]);
    }
}

fn of_user(cx: &mut Cx<'_>, pool_id: &str, named: Named<'_>) {
    let Named { username, id, attempt } = named;
    cx.hint(companion_keys(&cx.host.keyring, pool_id, username));
    cx.hint([keys::user(username), keys::spent(id)]);
    cx.hint(attempt.custom.as_deref().map(keys::custom_flow));
    cx.hint(attempt.device_key.as_deref().map(|key| keys::device(username, key)));
}
