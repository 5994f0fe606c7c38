//! Limits how many messages of one kind go to one destination in an hour.
//!
//! Every user has a separate budget, but one person may have many accounts with the address of another person. So
//! messages are also counted by destination, under a keyed hash of the address. Verified and unverified addresses are
//! counted apart, so accounts that only claim an address do not use up the messages of its owner.
//!
//! A call does not read this record first: the user's own record remembers the revision that the last message left, and
//! the commit detects if another user's message was counted meanwhile.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::{Key, Revision};

use crate::{
    context::{Cx, Stored},
    error::Error,
    model::{keys, pool::Pool},
    seal::{Keyring, Purpose},
    time::Timestamp,
    unicode::lowercase,
};

/// Most messages of a kind to one destination in an hour.
const MESSAGES_MAX: u32 = 20;

const HOUR_SECONDS: u64 = 3600;

/// Where a message goes, and what it is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Destination<'a> {
    /// The label of the code's purpose.
    pub(crate) purpose: &'a str,
    /// The address or number. For a user who does not exist, a value that takes its place.
    pub(crate) address: &'a str,
    /// Whether the user has verified it.
    pub(crate) verified: bool,
}

/// The count of messages to one destination in one hour of the clock.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Budget {
    /// The keyed hash of the destination and the hour.
    id: String,
    count: u32,
    ends: Timestamp,
}

/// A budget as it was last written, stored in the user's own record.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Remembered {
    budget: Budget,
    /// In hexadecimal digits, so that all records have the same length.
    revision: String,
}

impl Budget {
    /// The key of the counter for a destination in this hour.
    pub(crate) fn key(keyring: &Keyring, pool_id: &str, destination: Destination<'_>, now: Timestamp) -> Key {
        keys::messages(&id(keyring, pool_id, destination, now))
    }

    /// Counts one more message and returns the budget to remember. `None` when the budget is used up.
    pub(crate) async fn count(
        cx: &mut Cx<'_>,
        pool: &Pool,
        destination: Destination<'_>,
        remembered: Option<&Remembered>,
    ) -> Result<Option<Remembered>, Error> {
        let id = id(&cx.host.keyring, &pool.id, destination, cx.now());
        let key = keys::messages(&id);
        let known = remembered.filter(|remembered| remembered.budget.id == id);
        cx.assume(&key, known.map(|known| (&known.budget, known.revision())))?;
        let ends = Timestamp::from_seconds((hour(cx.now()) + 1) * HOUR_SECONDS);
        let mut budget = cx.get::<Self>(&key).await?.unwrap_or(Self { id, count: 0, ends });
        if budget.count >= MESSAGES_MAX {
            return Ok(None);
        }
        budget.count += 1;
        let revision = format!("{:016x}", cx.put_noting(&budget)?.to_bits());
        Ok(Some(Remembered { budget, revision }))
    }
}

impl Remembered {
    fn revision(&self) -> Revision {
        // An unreadable value becomes a revision that does not match: the commit then detects the conflict.
        Revision::from_bits(u64::from_str_radix(&self.revision, 16).unwrap_or_default())
    }
}

impl Stored for Budget {
    fn key(&self) -> Key {
        keys::messages(&self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.ends)
    }
}

/// The number of the hour. An hour that was counted while the clock was ahead is a different hour.
fn hour(now: Timestamp) -> u64 {
    now.seconds() / HOUR_SECONDS
}

fn id(keyring: &Keyring, pool_id: &str, destination: Destination<'_>, now: Timestamp) -> String {
    // Addresses that differ only in case are the same mailbox.
    let address = lowercase(destination.address);
    let owner: &[u8] = if destination.verified { b"verified" } else { b"claimed" };
    let message =
        [b"messages", destination.purpose.as_bytes(), owner, address.as_bytes(), &hour(now).to_be_bytes()];
    let hash = keyring.keyed_hash(pool_id, Purpose::Name, &message);
    base16ct::lower::encode_string(&hash[..16])
}
