//! How many messages of a kind go to one destination in an hour.
//!
//! Every user has a budget of their own, but one person may have many accounts with the address of another. So what is
//! sent is counted by destination as well, under a keyed hash of the address, for verified and unverified owners apart:
//! accounts that only claim an address do not use up the messages of its owner.
//!
//! The record is not read on the way of a call: the user's own record remembers how the last message left it, and the
//! commit finds out whether another user's message was counted meanwhile.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::{Key, Revision};

use crate::{
    context::{Cx, Stored},
    error::Error,
    model::{keys, pool::Pool},
    seal::{Keyring, Purpose},
    time::Timestamp,
};

/// Messages of a kind to one destination in an hour.
const MESSAGES_MAX: u32 = 20;

const HOUR_SECONDS: u64 = 3600;

/// Where a message goes, and what it is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Destination<'a> {
    /// The label of the code's purpose.
    pub(crate) purpose: &'a str,
    /// The address or number. For a user who does not exist, what stands in its place.
    pub(crate) address: &'a str,
    /// Whether it is known to be the user's.
    pub(crate) verified: bool,
}

/// The messages to one destination in one hour of the clock.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Budget {
    /// The keyed hash of the destination and the hour.
    id: String,
    count: u32,
    ends: Timestamp,
}

/// A budget as it was last written.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Remembered {
    budget: Budget,
    /// In hexadecimal digits, so that every record is as long.
    revision: String,
}

impl Budget {
    /// Where the messages to a destination are counted in this hour.
    pub(crate) fn key(keyring: &Keyring, pool_id: &str, destination: Destination<'_>, now: Timestamp) -> Key {
        keys::messages(&id(keyring, pool_id, destination, now))
    }

    /// Counts one more message; answers what to remember. `None` when the budget is used up.
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
        // What cannot be read is no revision: the commit will find that out.
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

/// The number of the hour. Hours begin with the clock's, so one that was counted while the clock was ahead is another one.
fn hour(now: Timestamp) -> u64 {
    now.seconds() / HOUR_SECONDS
}

fn id(keyring: &Keyring, pool_id: &str, destination: Destination<'_>, now: Timestamp) -> String {
    // Two spellings that differ in case are one mailbox.
    let address = destination.address.to_lowercase();
    let owner: &[u8] = if destination.verified { b"verified" } else { b"claimed" };
    let message =
        [b"messages", destination.purpose.as_bytes(), owner, address.as_bytes(), &hour(now).to_be_bytes()];
    let hash = keyring.keyed_hash(pool_id, Purpose::Name, &message);
    base16ct::lower::encode_string(&hash[..16])
}
