//! The storage contract in SQL. Every function runs inside a transaction of its caller.

use rusqlite::{
    CachedStatement, Connection, OptionalExtension, Row, params,
    types::{ToSqlOutput, ValueRef},
};
use userpool_storage_traits::{Batch, Check, Key, Partition, Record, Revision, Scan, Write};

/// Reads the records named by `keys`, in their order.
pub(crate) fn get(
    snapshot: &Connection,
    partition: &Partition,
    keys: &[Key],
) -> rusqlite::Result<Vec<Option<Record>>> {
    let mut select = snapshot.prepare_cached(
        "SELECT value, revision, expires_at FROM records WHERE partition = ?1 AND key = ?2",
    )?;
    keys.iter()
        .map(|key| select.query_row([partition.as_str(), key.as_str()], |row| record(row, 0)).optional())
        .collect()
}

/// Reads a range of records.
pub(crate) fn scan(
    snapshot: &Connection,
    partition: &Partition,
    scan: &Scan,
) -> rusqlite::Result<Vec<(Key, Record)>> {
    // SQLite compares texts byte by byte, even if they are not valid UTF-8, so the bounds may be any bytes. They must be cast
    // to text, since every blob is greater than every text.
    let mut select = snapshot.prepare_cached(if scan.reverse {
        "SELECT key, value, revision, expires_at FROM records
         WHERE partition = ?1 AND key >= CAST(?2 AS TEXT) AND key < CAST(?3 AS TEXT)
         ORDER BY key DESC LIMIT ?4"
    } else {
        "SELECT key, value, revision, expires_at FROM records
         WHERE partition = ?1 AND key >= CAST(?2 AS TEXT) AND key < CAST(?3 AS TEXT)
         ORDER BY key LIMIT ?4"
    })?;
    let (from, to) = bounds(scan);
    select
        .query_map(params![partition.as_str(), from, to, scan.limit], |row| {
            Ok((Key::from_stored(row.get::<_, String>(0)?), record(row, 1)?))
        })?
        .collect()
}

/// Whether all checks of the batch hold.
pub(crate) fn all_hold(transaction: &Connection, batch: &Batch) -> rusqlite::Result<bool> {
    if batch.checks.is_empty() {
        return Ok(true);
    }
    let mut select =
        transaction.prepare_cached("SELECT revision FROM records WHERE partition = ?1 AND key = ?2")?;
    for Check { key, expect } in &batch.checks {
        let parameters = [batch.partition.as_str(), key.as_str()];
        let found = select.query_row(parameters, |row| revision(row, 0)).optional()?;
        if found != *expect {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Applies the writes of the batch.
pub(crate) fn write(transaction: &Connection, batch: &Batch) -> rusqlite::Result<()> {
    let partition = batch.partition.as_str();
    let exists = |key: &Key| batch.checks.iter().any(|check| check.expect.is_some() && check.key == *key);
    let mut put = Put::prepare(transaction)?;
    for write in &batch.writes {
        match write {
            Write::Put { key, record } => put.run(partition, key, record, exists(key))?,
            Write::Delete { key } => delete(transaction, partition, key)?,
        }
    }
    Ok(())
}

/// Deletes at most `limit` records that expired before `before`, the oldest first. Returns how many it deleted.
pub(crate) fn sweep(transaction: &Connection, before: u64, limit: u32) -> rusqlite::Result<usize> {
    let mut sweep = transaction.prepare_cached(
        "DELETE FROM records WHERE (partition, key) IN (
             SELECT partition, key FROM records WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2
         )",
    )?;
    sweep.execute(params![i64::try_from(before).unwrap_or(i64::MAX), limit])
}

/// The range `from <= key < to` that the scan reads.
fn bounds(scan: &Scan) -> (Vec<u8>, Vec<u8>) {
    let mut from = scan.prefix.as_str().as_bytes().to_vec();
    // 0xff is greater than every text.
    let mut to = scan.prefix.upper_bound().unwrap_or(vec![0xff]);
    if let Some(after) = &scan.after {
        let after = after.as_str().as_bytes();
        if scan.reverse {
            to = to.min(after.to_vec());
        } else {
            // The smallest text greater than `after` is `after` with a NUL appended.
            from = from.max([after, b"\0"].concat());
        }
    }
    (from, to)
}

/// Statements that put a record. Together they are cheaper than one statement that inserts or updates: SQLite copies each page before
/// such a statement changes it, to be able to undo the statement alone.
struct Put<'c> {
    insert: CachedStatement<'c>,
    update: CachedStatement<'c>,
    update_value: CachedStatement<'c>,
}

impl<'c> Put<'c> {
    fn prepare(transaction: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Self {
            insert: transaction.prepare_cached(
                "INSERT INTO records (partition, key, value, revision, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (partition, key) DO NOTHING",
            )?,
            update: transaction.prepare_cached(
                "UPDATE records SET value = ?3, revision = ?4, expires_at = ?5 WHERE partition = ?1 AND key = ?2",
            )?,
            // A statement that sets the time writes the index by expiry again, even if the time is the same.
            update_value: transaction.prepare_cached(
                "UPDATE records SET value = ?3, revision = ?4
                 WHERE partition = ?1 AND key = ?2 AND expires_at IS ?5",
            )?,
        })
    }

    /// Puts a record. `exists`: there probably is one with this key.
    fn run(&mut self, partition: &str, key: &Key, record: &Record, exists: bool) -> rusqlite::Result<()> {
        // UTF-8 is stored as text, so that SQL can read it; the bytes are the same.
        let value = ToSqlOutput::Borrowed(match str::from_utf8(&record.value) {
            Ok(text) => ValueRef::from(text),
            Err(_) => ValueRef::Blob(&record.value),
        });
        // The limits keep both numbers within 53 bits.
        let revision = record.revision.to_bits().cast_signed();
        let expires_at = record.expires_at.map(u64::cast_signed);
        let parameters = params![partition, key.as_str(), value, revision, expires_at];
        if !exists && self.insert.execute(parameters)? > 0 {
            return Ok(());
        }
        if self.update_value.execute(parameters)? > 0 || self.update.execute(parameters)? > 0 {
            return Ok(());
        }
        self.insert.execute(parameters).map(drop)
    }
}

fn delete(transaction: &Connection, partition: &str, key: &Key) -> rusqlite::Result<()> {
    let mut delete = transaction.prepare_cached("DELETE FROM records WHERE partition = ?1 AND key = ?2")?;
    delete.execute([partition, key.as_str()]).map(drop)
}

/// A record from three columns that begin at `first`.
fn record(row: &Row<'_>, first: usize) -> rusqlite::Result<Record> {
    let value = match row.get_ref(first)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
        other => {
            return Err(rusqlite::Error::InvalidColumnType(first, "value".to_owned(), other.data_type()));
        }
    };
    let expires_at: Option<i64> = row.get(first + 2)?;
    Ok(Record { value, revision: revision(row, first + 1)?, expires_at: expires_at.map(i64::cast_unsigned) })
}

fn revision(row: &Row<'_>, column: usize) -> rusqlite::Result<Revision> {
    Ok(Revision::from_bits(row.get::<_, i64>(column)?.cast_unsigned()))
}

#[cfg(test)]
mod tests {
    use userpool_storage_traits::Prefix;

    use super::*;

    #[test]
    fn bounds_close_the_prefix() {
        assert_eq!(bounds(&scan("k/", None, false)), (b"k/".to_vec(), b"k0".to_vec()));
        assert_eq!(bounds(&scan("", None, false)), (b"".to_vec(), b"\xff".to_vec()));
    }

    #[test]
    fn after_narrows_one_bound() {
        assert_eq!(bounds(&scan("k/", Some("k/b"), false)), (b"k/b\0".to_vec(), b"k0".to_vec()));
        assert_eq!(bounds(&scan("k/", Some("j"), false)), (b"k/".to_vec(), b"k0".to_vec()));
        assert_eq!(bounds(&scan("k/", Some("k/b"), true)), (b"k/".to_vec(), b"k/b".to_vec()));
        assert_eq!(bounds(&scan("k/", Some("l"), true)), (b"k/".to_vec(), b"k0".to_vec()));
    }

    fn scan(prefix: &str, after: Option<&str>, reverse: bool) -> Scan {
        let prefix = match prefix.strip_suffix('/') {
            Some(component) => Prefix::under([component]),
            None => Prefix::all(),
        };
        Scan { after: after.map(Key::from_stored), reverse, ..Scan::first(prefix, 10) }
    }
}
