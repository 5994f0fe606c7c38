//! Opens a database file. A file that this crate did not make is refused unchanged.

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
    /// The file is not an SQLite database.
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
    /// `:memory:` was given. Each connection would get a separate database.
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

    // One file at a time: see `create`.
    let _opening = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
    // Absolute, so that all connections open the same file even if the process changes its working directory.
    let file = std::path::absolute(path).map_err(io)?;
    create(&file).map_err(io)?;
    inspect(path, &file)?;

    let mut connection = connect(&file, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(sqlite)?;
    // Before the first statement, which would create an index of the log that is read-only too.
    if connection.is_readonly("main").map_err(sqlite)? {
        return Err(OpenError::ReadOnly { path: path.to_owned() });
    }
    let_owner_write(&file);
    configure(&connection, options).map_err(sqlite)?;
    refuse_newer(path, &connection, sqlite)?;
    schema::migrate(&mut connection).map_err(sqlite)?;
    write_ahead(path, &connection, options, sqlite)?;
    refuse_read_only(path, &mut connection, sqlite)?;

    // After the writer's first transaction, so that the readers find the index of the log.
    let readers = (0..options.readers)
        .map(|_| {
            let reader = connect(&file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            configure(&reader, options)?;
            Ok(reader)
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(sqlite)?;

    let place = Place::of(&file).map_err(io)?;
    let writer = Writer::start(connection, Some(place.clone()), options.synchronous).map_err(io)?;
    Ok(SqliteStorage { readers: Readers::start(readers).map_err(io)?, writer, place })
}

static OPENING: Mutex<()> = Mutex::new(());

/// Creates the file, empty and readable by its owner only, if it does not exist. SQLite gives the log and its index the same mode.
///
/// POSIX releases all locks that a process has on a file when the process closes any descriptor of it. So no other store of
/// this process may use the new file yet ([How To Corrupt §2.2](https://www.sqlite.org/howtocorrupt.html)).
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
        // Another process created it first.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        created => created.map(drop),
    }
}

/// Refuses a file that this crate did not make, without changing anything.
pub(crate) fn inspect(path: &Path, file: &Path) -> Result<(), OpenError> {
    let mut outcome = inspect_once(path, file);
    for _ in 0..20 {
        match outcome {
            // Another process may be creating the file at this moment: look again.
            Err(OpenError::NotSqlite { .. } | OpenError::NotOurs { .. }) => {
                thread::sleep(Duration::from_millis(5));
                outcome = inspect_once(path, file);
            }
            _ => break,
        }
    }
    outcome
}

/// Reads the application id and the version from the file's header.
///
/// SQLite reads them, because closing a descriptor of our own would release this process's locks on the file (POSIX), also those
/// of another store. An immutable connection takes no locks, replays no journal, merges no log and leaves nothing behind. It sees
/// the file without its log. If a checkpoint was interrupted, the first page counts pages that are in the log only; SQLite reports
/// that as damage unless the schema is writable. The connection that is opened next sees the log. A file of this crate always has
/// its application id in the header, since it gets a log only after the first migration.
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
        // SQLite reads both as signed numbers.
        Ok((_, id, version)) if id as u32 == APPLICATION_ID => refuse_version(path, version as u32),
        Ok((_, id, _)) => Err(OpenError::NotOurs { path: path.to_owned(), application_id: id as u32 }),
        Err(error) => Err(explain(path, file, error)),
    }
}

/// Asks the operating system why a file cannot be opened, since SQLite does not say.
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

/// The path as an SQLite URI, with all special characters escaped.
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

/// Checks the version again, since the log may hold a newer one than the file.
fn refuse_newer(
    path: &Path,
    connection: &Connection,
    sqlite: impl Fn(rusqlite::Error) -> OpenError,
) -> Result<(), OpenError> {
    // Otherwise closing the connection would merge the log into the file.
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

/// The pages in the log with which SQLite merges it into the file: 16 mebibytes. A merge costs two more `fsync`s, and SQLite's
/// default of 1000 pages is reached by each large group of commits.
const MERGED_PAGES: u32 = 4096;

fn connect(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    // No URIs: a path is a path. No mutex: a connection stays on one thread.
    Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

fn configure(connection: &Connection, options: &SqliteOptions) -> rusqlite::Result<()> {
    connection.busy_timeout(options.busy_timeout)?;
    // A negative number means kibibytes, a positive one pages.
    connection.pragma_update(None, "cache_size", -i64::from(options.cache_bytes / 1024))?;
    connection.pragma_update(None, "mmap_size", options.mmap_bytes)?;
    // An attacker may have prepared the file: its triggers and views must not call functions with side effects.
    connection.pragma_update(None, "trusted_schema", false)?;
    // Overwrites deleted data.
    connection.pragma_update(None, "secure_delete", true)
}

/// Gives a read-only log or index the mode of the database. Earlier versions left such an index behind when they refused a
/// read-only database, and every later commit failed.
#[cfg(unix)]
fn let_owner_write(file: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    let Ok(wanted) = fs::metadata(file).map(|about| about.permissions()) else { return };
    for suffix in ["-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        let is_read_only = fs::metadata(&name).is_ok_and(|about| about.permissions().mode() & 0o200 == 0);
        if is_read_only && wanted.mode() & 0o200 != 0 {
            // If this fails, the first transaction fails too and reports the cause.
            let _ = fs::set_permissions(&name, wanted.clone());
        }
    }
}

#[cfg(not(unix))]
fn let_owner_write(_: &Path) {}

/// Begins a write transaction, since only that reports a read-only log or index.
fn refuse_read_only(
    path: &Path,
    connection: &mut Connection,
    sqlite: impl Fn(rusqlite::Error) -> OpenError,
) -> Result<(), OpenError> {
    match connection.transaction_with_behavior(Immediate) {
        Ok(transaction) => transaction.commit().map_err(sqlite),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) => Err(OpenError::ReadOnly { path: path.to_owned() }),
            // Another process is writing, so the file is writable.
            Some(ErrorCode::DatabaseBusy) => Ok(()),
            _ => Err(sqlite(error)),
        },
    }
}

/// Turns on the write-ahead log, and sets when a commit counts as done.
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
    // On macOS a plain `fsync` leaves data in the disk's cache. On other systems this has no effect.
    connection.pragma_update(None, "fullfsync", options.synchronous == Synchronous::Full).map_err(&sqlite)?;
    // Pages that are written often are merged into the file once for many commits.
    connection.pragma_update(None, "wal_autocheckpoint", MERGED_PAGES).map_err(&sqlite)?;
    // Shrinks a log that grew large during a long read.
    connection.pragma_update(None, "journal_size_limit", 64 << 20).map_err(&sqlite)
}

/// Repeats `attempt` while another process has locked the file: SQLite does not wait when it changes the journal mode.
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
