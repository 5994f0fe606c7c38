//! Limits that every store must support and the engine never exceeds.
//!
//! A backend calls [`check_get`], [`check_scan`] and [`check_batch`] first, so that a request over a limit fails in the same way
//! on every store, and before anything is written.

use crate::{Batch, Key, Scan, StorageError, Write};

/// Longest key, and longest prefix of a scan, in bytes: DynamoDB's limit for sort keys, the lowest of the stores considered.
pub const KEY_BYTES_MAX: usize = 1024;

/// Longest value in bytes. A DynamoDB item has at most 400 KiB and a row of a Durable Object 2 MiB, so that a backend has room
/// for its other columns.
pub const VALUE_BYTES_MAX: usize = 256 * 1024;

/// Most keys in one `get`. Durable Objects and D1 allow at most 100 parameters in a statement.
pub const GET_KEYS_MAX: usize = 90;

/// Most records that one `scan` returns.
pub const SCAN_LIMIT_MAX: u32 = 1000;

/// Most checks and writes, counted together, in one batch: DynamoDB's limit for a transaction.
pub const BATCH_ITEMS_MAX: usize = 100;

/// Largest revision: 53 bits, so that it fits SQLite integers and JavaScript numbers.
pub const REVISION_MAX: u64 = (1 << 53) - 1;

/// Latest time at which a record may expire, in seconds since the Unix epoch: 53 bits, like a revision.
pub const EXPIRES_AT_MAX: u64 = (1 << 53) - 1;

/// Refuses a [`get`](crate::Storage::get) over the limits.
pub fn check_get(keys: &[Key]) -> Result<(), StorageError> {
    at_most("keys in one get", keys.len(), GET_KEYS_MAX)?;
    keys.iter().try_for_each(check_key)
}

/// Refuses a [`scan`](crate::Storage::scan) over the limits.
pub fn check_scan(scan: &Scan) -> Result<(), StorageError> {
    at_most("records in one scan", scan.limit as usize, SCAN_LIMIT_MAX as usize)?;
    at_most("bytes in a prefix", scan.prefix.as_str().len(), KEY_BYTES_MAX)?;
    scan.after.iter().try_for_each(check_key)
}

/// Refuses a [`commit`](crate::Storage::commit) over the limits, or with two checks for one key.
pub fn check_batch(batch: &Batch) -> Result<(), StorageError> {
    at_most("items in one batch", batch.checks.len() + batch.writes.len(), BATCH_ITEMS_MAX)?;
    batch.checks.iter().try_for_each(|check| check_key(&check.key))?;
    batch.writes.iter().try_for_each(check_write)?;

    // Sorted by insertion, which compiles to less code than a sort.
    let mut checked: Vec<&Key> = Vec::with_capacity(batch.checks.len());
    for check in &batch.checks {
        match checked.binary_search(&&check.key) {
            Ok(_) => return Err(StorageError::new("a batch checks one key twice")),
            Err(at) => checked.insert(at, &check.key),
        }
    }
    Ok(())
}

fn check_write(write: &Write) -> Result<(), StorageError> {
    check_key(write.key())?;
    let Write::Put { record, .. } = write else { return Ok(()) };
    at_most("bytes in a value", record.value.len(), VALUE_BYTES_MAX)?;
    match record.expires_at {
        Some(time) if time > EXPIRES_AT_MAX => {
            Err(StorageError::new("a record expires after the latest time"))
        }
        _ => Ok(()),
    }
}

fn check_key(key: &Key) -> Result<(), StorageError> {
    at_most("bytes in a key", key.as_str().len(), KEY_BYTES_MAX)
}

fn at_most(what: &str, found: usize, limit: usize) -> Result<(), StorageError> {
    if found > limit {
        return Err(StorageError::new(format!("{found} {what}, but at most {limit} are allowed")));
    }
    Ok(())
}
