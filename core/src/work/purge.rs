//! Removes the records of a deleted pool, a hundred at a time.

use userpool_storage_traits::{Key, Prefix, Scan, Write, limits::BATCH_ITEMS_MAX};

use super::{Shift, Step};
use crate::{
    context::{directory, pool_partition},
    error::Error,
    model::{job::Job, keys, pool::Pool},
};

/// How long a job may wait until the deletion of its pool is committed, in seconds. The job is created first, and the
/// call that created it may still be in progress. After this time the deletion has failed.
const DELETION_SECONDS_MAX: u64 = 600;

pub(super) async fn slice(shift: &mut Shift<'_>, job: &mut Job) -> Result<Step, Error> {
    if !is_deleted(shift, &job.subject).await? {
        let is_over = shift.now.seconds_since(job.made) >= DELETION_SECONDS_MAX;
        return Ok(if is_over { Step::Done } else { Step::Later(5) });
    }
    let partition = pool_partition(&job.subject);
    let page = u32::try_from(BATCH_ITEMS_MAX).unwrap_or(100);
    let found = shift.host.storage.scan(&partition, &Scan::first(Prefix::all(), page)).await?;
    let is_last = found.len() < BATCH_ITEMS_MAX;
    // The pool's own record is the tombstone, which stays so that the id is never used again.
    let keys: Vec<Key> = found.into_iter().map(|(key, _)| key).filter(|key| *key != keys::pool()).collect();
    // First the entries that point to a client, then the client, so that an engine that continues here still knows what
    // to remove.
    let clients = keys::clients();
    let pointers: Vec<Key> = keys
        .iter()
        .filter(|key| key.as_str().starts_with(clients.as_str()))
        .map(|key| keys::client_entry(&key.last()))
        .collect();
    job.records += keys.len() as u64;
    for (partition, keys) in [(directory(), pointers), (partition, keys)] {
        if !keys.is_empty() {
            let writes = keys.into_iter().map(|key| Write::Delete { key }).collect();
            shift.commit(partition, Vec::new(), writes).await?;
        }
    }
    Ok(if is_last { Step::Done } else { Step::More })
}

async fn is_deleted(shift: &Shift<'_>, pool_id: &str) -> Result<bool, Error> {
    let key = keys::pool();
    let found = shift.host.storage.get(&pool_partition(pool_id), std::slice::from_ref(&key)).await?;
    match found.into_iter().flatten().next() {
        Some(record) => Pool::is_tombstone(&record),
        None => Ok(false),
    }
}
