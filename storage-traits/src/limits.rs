//! Limits that every store must support and the engine never exceeds.
//!
//! A backend calls [`check_get`], [`check_scan`] and [`check_batch`] first, so that a request over a limit fails in the same way
//! on every store, and before anything is written.

use crate::{Batch, Key, Partition, Scan, StorageError, Write};

/// Longest name of a partition, in bytes.
pub const PARTITION_BYTES_MAX: usize = 100;

/// Longest key, and longest prefix of a scan, in bytes. Together with the name of its partition a key has at most 1,000 bytes:
/// stores that keep both in one key, such as Aurora DSQL, allow it 1,024.
pub const KEY_BYTES_MAX: usize = 1000 - PARTITION_BYTES_MAX;

/// Longest value in bytes. A DynamoDB item has at most 400 KiB and a row of a Durable Object 2 MiB, so that a backend has room
/// for its other columns.
pub const VALUE_BYTES_MAX: usize = 256 * 1024;

/// Most keys in one `get`. Durable Objects and D1 allow at most 100 parameters in a statement.
pub const GET_KEYS_MAX: usize = 90;

/// Most records that one `scan` returns.
pub const SCAN_LIMIT_MAX: u32 = 1000;

/// Most checks and writes, counted together, in one batch: DynamoDB's limit for a transaction.
pub const BATCH_ITEMS_MAX: usize = 100;

/// Most bytes in one batch: the keys and values of its writes, counted together. DynamoDB's limit for a transaction is 4 MB, and
/// the engine writes a style of managed login with its images, up to 3 MB, at once.
pub const BATCH_BYTES_MAX: usize = 4_000_000;

/// Largest revision: 53 bits, so that it fits SQLite integers and JavaScript numbers.
pub const REVISION_MAX: u64 = (1 << 53) - 1;

/// Latest time at which a record may expire, in seconds since the Unix epoch: 53 bits, like a revision.
pub const EXPIRES_AT_MAX: u64 = (1 << 53) - 1;

/// Refuses a [`get`](crate::Storage::get) over the limits.
pub fn check_get(partition: &Partition, keys: &[Key]) -> Result<(), StorageError> {
    check_partition(partition)?;
    at_most("keys in one get", keys.len(), GET_KEYS_MAX)?;
    keys.iter().try_for_each(check_key)
}

/// Refuses a [`scan`](crate::Storage::scan) over the limits.
pub fn check_scan(partition: &Partition, scan: &Scan) -> Result<(), StorageError> {
    check_partition(partition)?;
    at_most("records in one scan", scan.limit as usize, SCAN_LIMIT_MAX as usize)?;
    at_most("bytes in a prefix", scan.prefix.as_str().len(), KEY_BYTES_MAX)?;
    scan.after.iter().try_for_each(check_key)
}

/// Refuses a [`commit`](crate::Storage::commit) over the limits, or with two checks for one key.
pub fn check_batch(batch: &Batch) -> Result<(), StorageError> {
    check_partition(&batch.partition)?;
    at_most("items in one batch", batch.checks.len() + batch.writes.len(), BATCH_ITEMS_MAX)?;
    batch.checks.iter().try_for_each(|check| check_key(&check.key))?;
    batch.writes.iter().try_for_each(check_write)?;
    at_most("bytes in one batch", batch.writes.iter().map(bytes).sum(), BATCH_BYTES_MAX)?;

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

/// Cuts `writes` into parts that each fit one batch, beside `others` further items of the batch. A write that is over a limit of
/// its own is a part of its own.
pub fn parts(mut writes: &[Write], others: usize) -> impl Iterator<Item = &[Write]> {
    let items = BATCH_ITEMS_MAX.saturating_sub(others).max(1);
    std::iter::from_fn(move || {
        let mut size = 0;
        let fits = |write: &&Write| {
            size += bytes(write);
            size <= BATCH_BYTES_MAX
        };
        let count = writes.iter().take(items).take_while(fits).count().max(1).min(writes.len());
        let (part, rest) = writes.split_at(count);
        writes = rest;
        (!part.is_empty()).then_some(part)
    })
}

/// What a write counts.
fn bytes(write: &Write) -> usize {
    let value = match write {
        Write::Put { record, .. } => record.value.len(),
        Write::Delete { .. } => 0,
    };
    write.key().as_str().len() + value
}

fn check_partition(partition: &Partition) -> Result<(), StorageError> {
    at_most("bytes in the name of a partition", partition.as_str().len(), PARTITION_BYTES_MAX)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Record, Revision};

    #[test]
    fn parts_fit_a_batch_each() {
        let value_max = VALUE_BYTES_MAX;
        for (sizes, others, expected) in [
            (vec![], 1, vec![]),
            (vec![1; 100], 0, vec![100]),
            (vec![1; 100], 1, vec![99, 1]),
            (vec![1; 3], 200, vec![1, 1, 1]),
            // Fifteen of the longest values fit.
            (vec![value_max; 31], 1, vec![15, 15, 1]),
            (vec![1, BATCH_BYTES_MAX, 1, 1], 1, vec![1, 1, 2]),
        ] {
            let writes: Vec<Write> = sizes.into_iter().map(put).collect();
            let found: Vec<_> = parts(&writes, others).map(<[Write]>::len).collect();
            assert_eq!(found, expected);
        }
    }

    fn put(bytes: usize) -> Write {
        let record = Record { value: vec![0; bytes], revision: Revision::from_bits(1), expires_at: None };
        Write::Put { key: Key::new(["a"]), record }
    }
}
