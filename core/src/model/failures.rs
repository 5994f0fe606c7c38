//! Counts wrong passwords by name, whether or not the user exists.
//!
//! The record has the same form in both cases, so neither the lock-out nor the cost of counting reveals whether the
//! user exists. Its key holds a keyed hash of the name: people sometimes type a password into the name field, and such
//! text must not be stored.

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

/// The wrong passwords for one name.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Failures {
    /// The keyed hash of the username.
    id: String,
    lockout: Lockout,
}

impl Failures {
    /// The key of the counter of a username. `username` is the real one or, for an unknown user, the one shown to the
    /// client. After a change of the master key the count starts again at zero.
    pub(crate) fn key(keyring: &Keyring, pool_id: &str, username: &str) -> Key {
        keys::failures(&id(keyring, pool_id, username))
    }

    /// Loads the failures of a username.
    pub(crate) async fn load(cx: &mut Cx<'_>, pool_id: &str, username: &str) -> Result<Self, Error> {
        let id = id(&cx.host.keyring, pool_id, username);
        let found = cx.get::<Self>(&keys::failures(&id)).await?;
        Ok(found.unwrap_or(Self { id, lockout: Lockout::default() }))
    }

    /// The keyed hash of the name.
    pub(crate) fn hash(&self) -> &str {
        &self.id
    }

    /// The keyed hash of a username.
    pub(crate) fn hash_of(keyring: &Keyring, pool_id: &str, username: &str) -> String {
        id(keyring, pool_id, username)
    }

    /// Whether all passwords are refused now, right ones too.
    pub(crate) fn is_locked(&self, now: Timestamp) -> bool {
        self.lockout.is_locked(now)
    }

    /// Counts a wrong password. The count is stored even though the call fails.
    pub(crate) fn count(mut self, cx: &mut Cx<'_>) -> Result<(), Error> {
        self.lockout.fail(cx.now());
        cx.put_even_on_failure(&self)
    }

    /// Removes the failures after the right password.
    pub(crate) fn clear(self, cx: &mut Cx<'_>) {
        if self.lockout != Lockout::default() {
            cx.remove(self.key());
        }
    }

    /// Removes the failures of a user who has a new password or was deleted.
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
