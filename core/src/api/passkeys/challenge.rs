//! The challenge of a registration. It is sealed state, so that the start of a registration writes nothing.
//!
//! The browser signs this state and sends it back. It opens only for the user and the pool that it was made for, and
//! the registration spends it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::Cx,
    error::{Error, WebAuthnChallengeNotFound, WebAuthnClientMismatch},
    json,
    model::{app::App, client::Client, keys, pool::Pool, spent::Spent, user::User},
    seal::Purpose,
    time::Span,
};

/// Seconds in which a challenge can be answered; the browser's dialog ends earlier.
const LIFETIME_SECONDS: u64 = 300;

/// A registration in progress.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Challenge {
    id: String,
    client: String,
    life: Span,
}

impl Challenge {
    pub(super) fn begin(cx: &mut Cx<'_>, client: &Client) -> Self {
        Self { id: cx.uuid(), client: client.id.clone(), life: Span::new(cx.now(), LIFETIME_SECONDS) }
    }

    /// The challenge as the creation options hold it.
    pub(super) fn seal(&self, cx: &mut Cx<'_>, pool: &Pool, user: &User) -> Result<String, Error> {
        Ok(BASE64URL.encode(cx.seal_json(&pool.id, Purpose::PasskeyChallenge, &user.sub, self)?))
    }

    /// The challenge that was answered, if it is this user's, not expired and not used.
    pub(super) async fn open(
        cx: &mut Cx<'_>,
        app: App<'_>,
        user: &User,
        sealed: &[u8],
    ) -> Result<Self, Error> {
        let challenge = Self::unseal(cx, &app.pool.id, &user.sub, sealed)
            .filter(|challenge| challenge.life.contains(cx.now()))
            .ok_or(WebAuthnChallengeNotFound)?;
        if cx.get::<Spent>(&keys::spent(&challenge.id)).await?.is_some() {
            return Err(WebAuthnChallengeNotFound.into());
        }
        if challenge.client != app.client.id {
            return Err(WebAuthnClientMismatch.into());
        }
        Ok(challenge)
    }

    /// The key of the record that marks this challenge as spent.
    pub(super) fn spent_key(cx: &Cx<'_>, pool_id: &str, sub: &str, sealed: &[u8]) -> Option<Key> {
        Some(keys::spent(&Self::unseal(cx, pool_id, sub, sealed)?.id))
    }

    fn unseal(cx: &Cx<'_>, pool_id: &str, sub: &str, sealed: &[u8]) -> Option<Self> {
        let plaintext = cx.open(pool_id, Purpose::PasskeyChallenge, sub, sealed)?;
        json::from_slice(&plaintext).ok()
    }

    /// Marks the challenge as spent: once this call commits, no other answer is accepted.
    pub(super) fn spend(self, cx: &mut Cx<'_>) -> Result<(), Error> {
        cx.put(&Spent { id: self.id, until: self.life.end() })
    }
}
