//! The number of users of a pool, in sixty-four counters, so that parallel calls rarely write the same record.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::Error,
    model::keys,
};

/// Hints at the counters that [`estimate`] will read.
pub(crate) fn hint_all(cx: &mut Cx<'_>) {
    cx.hint((0..COUNTERS).map(keys::user_counter));
}

/// Estimates the number of users: the sum of all counters.
pub(crate) async fn estimate(cx: &mut Cx<'_>) -> Result<u64, Error> {
    let keys: Vec<Key> = (0..COUNTERS).map(keys::user_counter).collect();
    let counters = cx.peek::<Counter>(&keys).await?;
    let sum: i64 = counters.into_iter().flatten().map(|counter| counter.users).sum();
    Ok(u64::try_from(sum).unwrap_or(0))
}

fn shard(cx: &mut Cx<'_>) -> u64 {
    u64::from(cx.counter_shard()) % COUNTERS
}

/// Hints at the counter that [`add`] will read.
pub(crate) fn hint(cx: &mut Cx<'_>) {
    let shard = shard(cx);
    cx.hint([keys::user_counter(shard)]);
}

/// Adds to the number of users, on a randomly drawn counter.
pub(crate) async fn add(cx: &mut Cx<'_>, difference: i64) -> Result<(), Error> {
    let shard = shard(cx);
    let mut counter =
        cx.get::<Counter>(&keys::user_counter(shard)).await?.unwrap_or(Counter { shard, users: 0 });
    counter.users += difference;
    cx.put(&counter)
}

/// Sets the number of users of a pool that has no counters yet.
#[cfg(feature = "transfer")]
pub(crate) fn set(cx: &mut Cx<'_>, users: u64) -> Result<(), Error> {
    cx.put(&Counter { shard: 0, users: i64::try_from(users).unwrap_or(i64::MAX) })
}

/// A store from an earlier version has the first sixteen; each is written when it is first drawn.
pub(crate) const COUNTERS: u64 = 64;

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Counter {
    shard: u64,
    users: i64,
}

impl Stored for Counter {
    fn key(&self) -> Key {
        keys::user_counter(self.shard)
    }
}
