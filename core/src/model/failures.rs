//! Wrong passwords, counted by name whether or not there is such a user.
//!
//! The record is the same for both, so neither the lock-out nor the cost of counting reveals whether the user exists. Its
//! key holds a keyed hash of the name: people type passwords into the wrong field, and such text must not be stored.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    auth::lockout::Lockout,
    context::{Cx, Stored},
    error::Error,
    model::keys,
    seal::{Keyring, Purpose},
    time::Timestamp,
};

/// The failures of one name.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Failures {
    /// The keyed hash of the username.
    id: String,
    lockout: Lockout,
}

impl Failures {
    /// Where the failures of a username are counted. `username` is the real one, or the one that an unknown user is
    /// shown. After a change of the master key the count begins anew.
    pub(crate) fn key(keyring: &Keyring, pool_id: &str, username: &str) -> Key {
        keys::failures(&id(keyring, pool_id, username))
    }

    /// Reads the failures of a username.
    pub(crate) async fn load(cx: &mut Cx<'_>, pool_id: &str, username: &str) -> Result<Self, Error> {
        let id = id(&cx.host.keyring, pool_id, username);
        let found = cx.get::<Self>(&keys::failures(&id)).await?;
        Ok(found.unwrap_or(Self { id, lockout: Lockout::default() }))
    }

    /// Whether passwords are refused now, right ones too.
    pub(crate) fn is_locked(&self, now: Timestamp) -> bool {
        self.lockout.is_locked(now)
    }

    /// Counts a wrong password, although the call is refused.
    pub(crate) fn count(mut self, cx: &mut Cx<'_>) -> Result<(), Error> {
        self.lockout.fail(cx.now());
        cx.put_despite_refusal(&self)
    }

    /// Forgets the failures after the right password.
    pub(crate) fn clear(self, cx: &mut Cx<'_>) {
        if self.lockout != Lockout::default() {
            cx.remove(self.key());
        }
    }

    /// Forgets the failures of a user who has a new password or is gone.
    pub(crate) fn forget(cx: &mut Cx<'_>, pool_id: &str, username: &str) {
        let key = Self::key(&cx.host.keyring, pool_id, username);
        cx.remove(key);
    }
}

impl Stored for Failures {
    fn key(&self) -> Key {
        keys::failures(&self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.lockout.ends())
    }
}

fn id(keyring: &Keyring, pool_id: &str, username: &str) -> String {
    let message = [username.as_bytes()];
    let hash = keyring.keyed_hash(pool_id, Purpose::Name, &message);
    base16ct::lower::encode_string(&hash[..16])
}
