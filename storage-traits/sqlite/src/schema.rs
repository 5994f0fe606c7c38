//! The tables and their migrations.

use rusqlite::{Connection, TransactionBehavior::Immediate};

/// `PRAGMA application_id` of this crate's files: "UPol". Identifies them, also to `file(1)`.
pub(crate) const APPLICATION_ID: u32 = 0x5550_6f6c;

/// The version a file has after all migrations.
pub(crate) const NEWEST: u32 = MIGRATIONS.len() as u32;

/// Entry `n` migrates a file from version `n` to `n + 1`. Entries are added, never changed.
const MIGRATIONS: &[&str] = &["
    -- Strict, so that a column keeps what it was given; `ANY` takes text as text and blobs as blobs.
    CREATE TABLE records (
        partition  TEXT    NOT NULL,
        key        TEXT    NOT NULL,
        value      ANY     NOT NULL,
        revision   INTEGER NOT NULL,
        expires_at INTEGER,
        PRIMARY KEY (partition, key)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX records_by_expiry ON records (expires_at) WHERE expires_at IS NOT NULL;
"];

/// `PRAGMA auto_vacuum` of a file that returns free pages on request.
pub(crate) const INCREMENTAL: u32 = 2;

/// The version of the file.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    // SQLite reads it as a signed number.
    connection.pragma_query_value(None, "user_version", |row| Ok(row.get::<_, i32>(0)?.cast_unsigned()))
}

/// Migrates the file to the newest version in one transaction. Does nothing if it has that version.
pub(crate) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    if version(connection)? == NEWEST {
        return Ok(());
    }
    // Only effective in a file without tables. An older file keeps its free pages until an operator vacuums it.
    connection.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
    let transaction = connection.transaction_with_behavior(Immediate)?;
    // Read again: another process may have migrated the file while this one waited for the lock.
    let found = version(&transaction)? as usize;
    for migration in MIGRATIONS.iter().skip(found) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", NEWEST)?;
    transaction.commit()
}
