//! Families of refresh tokens: their rotation and their revocation.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::Stored,
    model::keys,
    time::{CLOCK_MARGIN_SECONDS, Span, Timestamp},
    token::refresh::RefreshToken,
};

/// The rotation state of a family of refresh tokens, which are numbered. One record for the whole family.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Rotation {
    origin_jti: String,
    /// The number of the newest token. The token of the sign-in has number 0.
    newest: u32,
    /// Rotated tokens that clients may send again for a while, since the response may have been lost. Oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    retries: Vec<Retry>,
    /// When the tokens of the family expire.
    until: Timestamp,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Retry {
    number: u32,
    /// Stored when granted: a longer grace period of the client does not make an old token valid again.
    grace: Span,
}

/// The state of a refresh token in its family.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Standing {
    /// The token was not rotated.
    Newest,
    /// The token was rotated, and was sent again within its grace period.
    Retried,
    /// The token was rotated, and was sent again after its grace period: an attacker may have it.
    Reused,
    /// The number is unknown in the family.
    Unknown,
}

/// Most tokens of a family that can be in their grace periods at once.
const RETRIES_MAX: usize = 64;

impl Rotation {
    /// The state of the token with this number. `None`: no token of the family was rotated yet.
    pub(crate) fn standing(of: Option<&Self>, number: u32, now: Timestamp) -> Standing {
        let newest = of.map_or(0, |rotation| rotation.newest);
        let retries = of.map(|rotation| &*rotation.retries).unwrap_or_default();
        let in_grace = |retry: &Retry| retry.number == number && retry.grace.contains(now);
        match number.cmp(&newest) {
            Ordering::Equal => Standing::Newest,
            Ordering::Greater => Standing::Unknown,
            Ordering::Less if retries.iter().any(in_grace) => Standing::Retried,
            Ordering::Less => Standing::Reused,
        }
    }

    /// The family after the newest token, `number`, is rotated at `now`; the token may be sent again for
    /// `grace_seconds`.
    pub(crate) fn rotated(
        of: Option<Self>,
        token: &RefreshToken,
        now: Timestamp,
        grace_seconds: u64,
    ) -> Self {
        let mut retries = of.map(|rotation| rotation.retries).unwrap_or_default();
        retries.retain(|retry| retry.grace.contains(now));
        retries.push(Retry { number: token.number, grace: Span::new(now, grace_seconds) });
        retries.drain(..retries.len().saturating_sub(RETRIES_MAX));
        Self {
            origin_jti: token.origin_jti.clone(),
            newest: token.number.saturating_add(1),
            retries,
            until: token.expires,
        }
    }
}

impl Stored for Rotation {
    fn key(&self) -> Key {
        keys::rotation(&self.origin_jti)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.until.plus_seconds(CLOCK_MARGIN_SECONDS))
    }
}

/// The mark that a family of tokens, all with one `origin_jti`, was revoked.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Revoked {
    origin_jti: String,
    /// When the last token of the family expires.
    until: Timestamp,
}

impl Revoked {
    /// Revokes the family of a refresh token. Its access tokens may be valid for `access_token_seconds` longer than the
    /// family.
    pub(crate) fn family_of(token: &RefreshToken, access_token_seconds: u64) -> Self {
        Self::family(&token.origin_jti, token.expires.plus_seconds(access_token_seconds))
    }

    /// Revokes the family with this `origin_jti`, whose last token expires at `until`.
    pub(crate) fn family(origin_jti: &str, until: Timestamp) -> Self {
        Self { origin_jti: origin_jti.to_owned(), until }
    }
}

impl Stored for Revoked {
    fn key(&self) -> Key {
        keys::revoked(&self.origin_jti)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.until.plus_seconds(CLOCK_MARGIN_SECONDS))
    }
}
