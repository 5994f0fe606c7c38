//! Marks that outlive what they speak of: spent sessions, rotated tokens, revoked token families.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{context::Stored, time::Timestamp};

/// Something that may be used once was used. Created on the condition that it is absent.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Spent {
    pub(crate) id: String,
    /// When what it speaks of would have ended by itself.
    pub(crate) until: Timestamp,
}

impl Spent {
    pub(crate) fn key(id: &str) -> Key {
        Key::new(["spent", id])
    }
}

impl Stored for Spent {
    fn key(&self) -> Key {
        Self::key(&self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

/// A refresh token was rotated: another one took its place. Created on the condition that it is absent.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Rotated {
    /// The token's id.
    pub(crate) id: String,
    /// Until when it works nevertheless; `None` when the client grants no time. Not a moment of its own for that: calls
    /// may commit in another order than they began, and the one that began earlier must not find some time left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) grace_ends: Option<Timestamp>,
    /// When the token would have ended by itself.
    pub(crate) until: Timestamp,
}

impl Rotated {
    pub(crate) fn key(id: &str) -> Key {
        Key::new(["rotated", id])
    }

    /// Whether the token still works.
    pub(crate) fn is_in_grace(&self, now: Timestamp) -> bool {
        self.grace_ends.is_some_and(|end| now < end)
    }
}

impl Stored for Rotated {
    fn key(&self) -> Key {
        Self::key(&self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

/// A family of tokens, all with one `origin_jti`, was revoked.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Revoked {
    pub(crate) origin_jti: String,
    /// When the last token of the family ends by itself.
    pub(crate) until: Timestamp,
}

impl Revoked {
    pub(crate) fn key(origin_jti: &str) -> Key {
        Key::new(["revoked", origin_jti])
    }
}

impl Stored for Revoked {
    fn key(&self) -> Key {
        Self::key(&self.origin_jti)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}
