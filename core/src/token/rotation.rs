//! Families of refresh tokens: how far one was rotated, and that it was revoked.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::Stored,
    model::keys,
    time::{CLOCK_MARGIN_SECONDS, Span, Timestamp},
    token::refresh::RefreshToken,
};

/// How far the refresh tokens of one family were rotated. One record for the whole family: its tokens have numbers.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Rotation {
    origin_jti: String,
    /// The number of the newest token. The token of the sign-in has number 0.
    newest: u32,
    /// Rotated tokens that may be sent again for a while, since the answer may have been lost. Oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    retries: Vec<Retry>,
    /// When the tokens of the family end by themselves.
    until: Timestamp,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Retry {
    number: u32,
    /// Kept as it was granted: a client's longer grace period does not bring a token back.
    grace: Span,
}

/// What a refresh token is to its family.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Standing {
    /// No token has taken its place.
    Newest,
    /// Rotated, and sent again within its grace period.
    Retried,
    /// Rotated, and sent again after that: one of two who have it is a thief.
    Reused,
    /// The family does not know it.
    Unknown,
}

/// Most tokens of a family that are in their grace periods at once.
const RETRIES_MAX: usize = 64;

impl Rotation {
    /// What the token with this number is to the family. `None`: no token of the family was rotated yet.
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

    /// The family once the newest token, `number`, is rotated `now` and may be sent again for `grace_seconds`.
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

/// A family of tokens, all with one `origin_jti`, was revoked.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Revoked {
    origin_jti: String,
    /// When the last token of the family ends by itself.
    until: Timestamp,
}

impl Revoked {
    /// Ends the family of a refresh token. Access tokens that it gave may outlive it by `access_token_seconds`.
    pub(crate) fn family_of(token: &RefreshToken, access_token_seconds: u64) -> Self {
        Self { origin_jti: token.origin_jti.clone(), until: token.expires.plus_seconds(access_token_seconds) }
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
