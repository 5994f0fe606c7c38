//! Refresh tokens: sealed, in the form of a JWE.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};

use crate::{
    context::{Cx, plaintext},
    error::Error,
    json,
    model::{client::Client, pool::Pool, user::User},
    seal::{Binding, PoolSecret, Purpose},
    time::Timestamp,
    token::claims::{Family, OAuthClaims},
};

/// The content of a refresh token.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct RefreshToken {
    /// The position in a family of rotated tokens; the token of the sign-in has number 0.
    #[serde(default)]
    pub(crate) number: u32,
    pub(crate) username: String,
    pub(crate) sub: String,
    pub(crate) origin_jti: String,
    pub(crate) event_id: String,
    pub(crate) auth_time: Timestamp,
    pub(crate) scope: String,
    pub(crate) expires: Timestamp,
    /// The user's generation at the sign-in. The token is not valid in a later one.
    pub(crate) generation: u32,
    /// The username as it is returned, if that is a different form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) written: Option<String>,
    /// The device of the sign-in, whose key must be sent with the token if the pool tracks devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) device_key: Option<String>,
    /// See [`Family::oauth`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) oauth: Option<OAuthClaims>,
}

/// The records to read for a token, sealed with the master key: an engine that uses the pool for the first time does
/// not have the pool's secret yet, and must know which records to read together with it. This is only a hint; the token
/// itself decides.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Hint {
    pub(crate) username: String,
    pub(crate) origin_jti: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) device_key: Option<String>,
}

impl Hint {
    /// The hint of a token; `None` when it was sealed with a removed master key.
    pub(crate) fn of(cx: &Cx<'_>, pool_id: &str, client_id: &str, token: &str) -> Option<Self> {
        let part = BASE64URL.decode(token.split('.').nth(1)?).ok()?;
        let (_, sealed) = part.split_at_checked(KEY_ID_BYTES)?;
        json::from_slice(&cx.open(pool_id, Purpose::RefreshHint, client_id, sealed)?).ok()
    }
}

/// `{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}`, the header of the service's tokens. Clients treat the token as
/// opaque; some check that it has five parts.
const HEADER: &str = "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ";

/// Lengths of the parts of a sealed text: key id, nonce, and the tag at the end.
const KEY_ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;

impl RefreshToken {
    /// The token of a sign-in that completes now.
    pub(crate) fn new(cx: &mut Cx<'_>, client: &Client, user: &User, family: &Family) -> Self {
        Self {
            number: 0,
            username: user.username.clone(),
            written: user.written.clone(),
            sub: user.sub.clone(),
            origin_jti: family.origin_jti.clone(),
            event_id: family.event_id.clone(),
            auth_time: family.auth_time,
            scope: family.scope.clone(),
            expires: cx.now().plus_seconds(client.settings.refresh_token_seconds()),
            generation: user.generation,
            device_key: family.device_key.clone(),
            oauth: family.oauth.clone().map(|oauth| OAuthClaims { nonce: None, ..oauth }),
        }
    }

    /// The text of the token that replaces this one, for the rest of its validity. It is the same text every time,
    /// because a repeated request must get the same token if the first response was lost.
    pub(crate) fn successor(&self, cx: &Cx<'_>, pool: &Pool, client: &Client) -> Result<String, Error> {
        let successor = Self { number: self.number.saturating_add(1), ..self.clone() };
        let number = successor.number.to_be_bytes();
        let hash = pool.secret().hash(Purpose::Nonce, &[b"successor", self.origin_jti.as_bytes(), &number]);
        let chance = hash.first_chunk::<NONCE_BYTES>().copied().unwrap_or_default();
        successor.seal(cx, pool, client, chance)
    }

    /// The family whose tokens this token renews.
    pub(crate) fn family(&self) -> Family {
        Family {
            origin_jti: self.origin_jti.clone(),
            event_id: self.event_id.clone(),
            auth_time: self.auth_time,
            scope: self.scope.clone(),
            device_key: self.device_key.clone(),
            oauth: self.oauth.clone(),
        }
    }

    /// The text for the client: header, key id and hint, nonce, ciphertext and tag.
    pub(crate) fn encode(&self, cx: &mut Cx<'_>, pool: &Pool, client: &Client) -> Result<String, Error> {
        let chance = cx.random();
        self.seal(cx, pool, client, chance)
    }

    /// Not sealed with a master key, because a token may be valid for up to ten years.
    fn seal(
        &self,
        cx: &Cx<'_>,
        pool: &Pool,
        client: &Client,
        chance: [u8; NONCE_BYTES],
    ) -> Result<String, Error> {
        let hint = Hint {
            username: self.username.clone(),
            origin_jti: self.origin_jti.clone(),
            device_key: self.device_key.clone(),
        };
        let keyring = &cx.host.keyring;
        let binding = Binding { pool: &pool.id, purpose: Purpose::RefreshHint, bound: &client.id };
        let hint = keyring.seal(binding, &plaintext(&hint)?, chance);
        let bound = bound(&client.id, &hint);
        Ok(text(&hint, &pool.secret().seal(Purpose::RefreshToken, &bound, &plaintext(self)?, chance)))
    }

    /// The content of the token, if it was issued for this client by the pool with this secret.
    pub(crate) fn decode(pool: &PoolSecret, client_id: &str, token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        if parts.next() != Some(HEADER) {
            return None;
        }
        let parts: Vec<Vec<u8>> = parts.map(|part| BASE64URL.decode(part)).collect::<Result<_, _>>().ok()?;
        let [id, nonce, ciphertext, tag] = &*parts else { return None };
        let (id, hint) = id.split_at_checked(KEY_ID_BYTES)?;
        if nonce.len() != NONCE_BYTES || tag.len() != TAG_BYTES {
            return None;
        }
        let sealed = [id, nonce, ciphertext, tag].concat();
        let plaintext = pool.open(Purpose::RefreshToken, &bound(client_id, hint), &sealed)?;
        json::from_slice(&plaintext).ok()
    }
}

/// The text that a token is bound to: its client and its hint, so that neither can be replaced.
fn bound(client_id: &str, hint: &[u8]) -> String {
    format!("{client_id}\n{}", BASE64URL.encode(hint))
}

fn text(hint: &[u8], sealed: &[u8]) -> String {
    let (id, rest) = sealed.split_at(KEY_ID_BYTES.min(sealed.len()));
    let (nonce, rest) = rest.split_at(NONCE_BYTES.min(rest.len()));
    let (ciphertext, tag) = rest.split_at(rest.len().saturating_sub(TAG_BYTES));
    let parts = [&[id, hint].concat(), nonce, ciphertext, tag].map(|part| BASE64URL.encode(part));
    format!("{HEADER}.{}", parts.join("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_is_that_of_the_service() {
        assert_eq!(
            BASE64URL.decode(HEADER).as_deref(),
            Ok(&br#"{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}"#[..])
        );
        assert!(HEADER.starts_with("eyJjdHkiOiJKV1Qi"));
    }
}
