//! Opening a file: nothing is changed in one that is not ours.

use std::{
    error::Error,
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags, TransactionBehavior::Immediate, config::DbConfig, ffi::ErrorCode};

use crate::{
    SqliteOptions, SqliteStorage, Synchronous,
    place::Place,
    readers::Readers,
    schema::{self, APPLICATION_ID},
    writer::Writer,
};

/// Why a file could not be opened. Nothing was changed in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// No such folder, no permission, not a file, ...
    #[error("cannot open {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The file may be read but not written.
    #[error("cannot write to {}", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The file is something else.
    #[error("{} is not an SQLite database", path.display())]
    NotSqlite {
        /// The file.
        path: PathBuf,
    },
    /// The database belongs to another application.
    #[error("{} is an SQLite database, but not a user pool's (application id {application_id:#x})", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// Its `PRAGMA application_id`.
        application_id: u32,
    },
    /// The file was written by a newer version of this crate.
    #[error(
        "{} was written by a newer version of userpool (schema version {found}, and this program knows {known}): update \
         this program, or restore a backup that it can read",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its `PRAGMA user_version`.
        found: u32,
        /// The newest one known.
        known: u32,
    },
    /// `:memory:` was given. Its connections would each see a memory of their own.
    #[error("an SQLite database in memory cannot be shared by threads: use `MemoryStorage`")]
    InMemory,
    /// The file system cannot hold a write-ahead log.
    #[error("{} cannot have a write-ahead log (journal mode stays {mode:?}): is it on a network?", path.display())]
    NoWal {
        /// The file.
        path: PathBuf,
        /// The mode it stays in.
        mode: String,
    },
    /// SQLite failed.
    #[error("cannot open {}: {source}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: Box<dyn Error + Send + Sync>,
    },
}

pub(crate) fn open(path: &Path, options: &SqliteOptions) -> Result<SqliteStorage, OpenError> {
    if path == Path::new(":memory:") {
        return Err(OpenError::InMemory);
    }
    let io = |source| OpenError::Io { path: path.to_owned(), source };
    let sqlite = |source: rusqlite::Error| OpenError::Sqlite { path: path.to_owned(), source: source.into() };

    // One at a time: see `create`.
    let _opening = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
    // Absolute: it stays the same file when the process changes its folder between two connections.
    let file = std::path::absolute(path).map_err(io)?;
    create(&file).map_err(io)?;
    inspect(path, &file)?;

    let mut connection = connect(&file, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(sqlite)?;
    // Before the first statement: that would leave an index of the log that nobody may write either.
    if connection.is_readonly("main").map_err(sqlite)? {
        return Err(OpenError::ReadOnly { path: path.to_owned() });
    }
    let_owner_write(&file);
    configure(&connection, options).map_err(sqlite)?;
    refuse_newer(path, &connection, sqlite)?;
    schema::migrate(&mut connection).map_err(sqlite)?;
    write_ahead(path, &connection, options, sqlite)?;
    refuse_read_only(path, &mut connection, sqlite)?;

    // The writer has begun to use the log, so the readers find its index.
    let readers = (0..options.readers)
        .map(|_| {
            let reader = connect(&file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            configure(&reader, options)?;
            Ok(reader)
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(sqlite)?;

    let place = Place::of(&file).map_err(io)?;
    let writer = Writer::start(connection, Some(place.clone())).map_err(io)?;
    Ok(SqliteStorage { readers: Readers::start(readers).map_err(io)?, writer, place })
}

static OPENING: Mutex<()> = Mutex::new(());

/// Makes an empty file for its owner only, if there is none: SQLite gives its log and its index the same mode.
///
/// POSIX ends all locks a process has on a file when it closes any descriptor of it, so nobody else here may
/// be using the new file yet ([How To Corrupt §2.2](https://www.sqlite.org/howtocorrupt.html)).
fn create(file: &Path) -> io::Result<()> {
    match fs::metadata(file) {
        Ok(found) if found.is_dir() => return Err(ErrorKind::IsADirectory.into()),
        Ok(_) => return Ok(()),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        Err(_) => {}
    }
    let mut create = OpenOptions::new();
    create.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut create, 0o600);
    match create.open(file) {
        // Another process was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        created => created.map(drop),
    }
}

/// Refuses a file that is not ours, without a trace.
pub(crate) fn inspect(path: &Path, file: &Path) -> Result<(), OpenError> {
    let mut outcome = inspect_once(path, file);
    for _ in 0..20 {
        match outcome {
            // Perhaps another process is making it right now, and it is seen halfway.
            Err(OpenError::NotSqlite { .. } | OpenError::NotOurs { .. }) => {
                thread::sleep(Duration::from_millis(5));
                outcome = inspect_once(path, file);
            }
            _ => break,
        }
    }
    outcome
}

/// Reads the numbers in the file's first bytes.
///
/// SQLite reads them, not we: when a process closes a descriptor of a file, POSIX ends all its locks there, also those of
/// another store of this process. An immutable connection takes no locks, replays no journal, folds in no log and leaves
/// nothing behind. What it sees is the bare file, which may have been cut in the middle of a checkpoint: then the first
/// page already counts pages that stand in the log only. SQLite takes that for damage unless the schema is writable; the
/// connection that follows sees the log. One of ours always has its application id in place, since it gets a log only
/// after the first migration.
fn inspect_once(path: &Path, file: &Path) -> Result<(), OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    let look = || {
        let header = Connection::open_with_flags(format!("{}?immutable=1", uri(file)), flags)?;
        header.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
        let number = |name| header.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        Ok((number("page_count")?, number("application_id")?, number("user_version")?))
    };
    match look() {
        Ok((0, ..)) => Ok(()),
        // SQLite takes the two for signed numbers.
        Ok((_, id, version)) if id as u32 == APPLICATION_ID => refuse_version(path, version as u32),
        Ok((_, id, _)) => Err(OpenError::NotOurs { path: path.to_owned(), application_id: id as u32 }),
        Err(error) => Err(explain(path, file, error)),
    }
}

/// SQLite does not say why it cannot open a file; the operating system does.
fn explain(path: &Path, file: &Path, error: rusqlite::Error) -> OpenError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::NotSqlite { path },
        Some(ErrorCode::CannotOpen) => match File::open(file) {
            Err(source) => OpenError::Io { path, source },
            Ok(_) => OpenError::Sqlite { path, source: error.into() },
        },
        _ => OpenError::Sqlite { path, source: error.into() },
    }
}

/// The path as SQLite reads it in a URI, with everything escaped that might mean something there.
fn uri(file: &Path) -> String {
    let mut uri = "file:".to_owned();
    for &byte in file.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => uri.push(byte.into()),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// The version in the file may be older than that in its log.
fn refuse_newer(
    path: &Path,
    connection: &Connection,
    sqlite: impl Fn(rusqlite::Error) -> OpenError,
) -> Result<(), OpenError> {
    // A connection that closes would fold the log into the file.
    let keep_log = |keep| connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep);
    keep_log(true).map_err(&sqlite)?;
    refuse_version(path, schema::version(connection).map_err(&sqlite)?)?;
    keep_log(false).map_err(&sqlite)?;
    Ok(())
}

fn refuse_version(path: &Path, found: u32) -> Result<(), OpenError> {
    if found > schema::NEWEST {
        return Err(OpenError::Newer { path: path.to_owned(), found, known: schema::NEWEST });
    }
    Ok(())
}

fn connect(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    // No URIs: a path is a path. No mutex: a connection stays on one thread.
    Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

fn configure(connection: &Connection, options: &SqliteOptions) -> rusqlite::Result<()> {
    connection.busy_timeout(options.busy_timeout)?;
    // Negative: kibibytes, where a positive number would be pages.
    connection.pragma_update(None, "cache_size", -i64::from(options.cache_bytes / 1024))?;
    connection.pragma_update(None, "mmap_size", options.mmap_bytes)?;
    // The file may have been prepared by somebody else: its triggers and views may not call functions with effects.
    connection.pragma_update(None, "trusted_schema", false)?;
    // What is deleted is overwritten, so that the file does not go on holding it.
    connection.pragma_update(None, "secure_delete", true)
}

/// Gives a log or an index that its owner may not write the mode of the database. Earlier versions left such an index behind
/// when they refused a database that they could only read, and every later commit failed.
#[cfg(unix)]
fn let_owner_write(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    let Ok(wanted) = fs::metadata(file).map(|about| about.permissions()) else { return };
    for suffix in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        let is_read_only = fs::metadata(&name).is_ok_and(|about| about.permissions().mode() & 0o200 == 0);
        if is_read_only && wanted.mode() & 0o200 != 0 {
            // If that fails, the first transaction does too, and says why.
            let _ = fs::set_permissions(&name, wanted.clone());
        }
    }
}

#[cfg(not(unix))]
fn let_owner_write(_: &Path) {}

/// Begins a transaction that writes: a log or an index that cannot be written shows only then.
fn refuse_read_only(
    path: &Path,
    connection: &mut Connection,
    sqlite: impl Fn(rusqlite::Error) -> OpenError,
) -> Result<(), OpenError> {
    match connection.transaction_with_behavior(Immediate) {
        Ok(transaction) => transaction.commit().map_err(sqlite),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) => Err(OpenError::ReadOnly { path: path.to_owned() }),
            // Another process writes for long, so it can be done.
            Some(ErrorCode::DatabaseBusy) => Ok(()),
            _ => Err(sqlite(error)),
        },
    }
}

/// Turns on the write-ahead log, and says when a commit to it is done.
fn write_ahead(
    path: &Path,
    connection: &Connection,
    options: &SqliteOptions,
    sqlite: impl Fn(rusqlite::Error) -> OpenError,
) -> Result<(), OpenError> {
    let mode = patiently(options.busy_timeout, || {
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0))
    })
    .map_err(&sqlite)?;
    if mode != "wal" {
        return Err(OpenError::NoWal { path: path.to_owned(), mode });
    }

    let synchronous = match options.synchronous {
        Synchronous::Full => "full",
        Synchronous::Normal => "normal",
    };
    connection.pragma_update(None, "synchronous", synchronous).map_err(&sqlite)?;
    // On macOS a plain `fsync` leaves data in the disk's cache. Elsewhere this changes nothing.
    connection.pragma_update(None, "fullfsync", options.synchronous == Synchronous::Full).map_err(&sqlite)?;
    // A log that once grew large, under a long reader, shrinks again.
    connection.pragma_update(None, "journal_size_limit", 64 << 20).map_err(&sqlite)
}

/// Tries again while another process has the file: SQLite does not wait when it changes the journal mode.
fn patiently<T>(timeout: Duration, mut attempt: impl FnMut() -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    let end = Instant::now() + timeout;
    loop {
        match attempt() {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && Instant::now() < end =>
            {
                thread::sleep(Duration::from_millis(5));
            }
            outcome => return outcome,
        }
    }
}
