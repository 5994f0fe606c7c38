//! [`backup`]: a consistent copy of a database, made while the database is in use.

use std::{
    error::Error,
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use crate::{OpenError, open, schema};

/// How long a copy waits for another process that has locked the file exclusively, as happens when it opens or closes the file.
const BUSY_TIME_MAX: Duration = Duration::from_secs(5);

/// How many names are tried for the unfinished copy.
const DRAFTS_MAX: u32 = 100;

/// What was copied.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Backup {
    /// Size of the copy in bytes.
    pub bytes: u64,
    /// Records in the copy.
    pub records: u64,
}

/// Why a backup failed. The unfinished copy was removed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackupError {
    /// There is no database to copy.
    #[error("there is no database at {}", path.display())]
    Missing {
        /// Where one was expected.
        path: PathBuf,
    },
    /// The database cannot be opened, belongs to another application, or was written by a newer version.
    #[error(transparent)]
    Source(#[from] OpenError),
    /// A file of this name exists, and backups overwrite nothing.
    #[error("{} exists already, and a backup overwrites nothing", path.display())]
    Exists {
        /// The name.
        path: PathBuf,
    },
    /// The copy cannot be written: no such folder, no permission, no space, ...
    #[error("cannot write {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// SQLite could not copy, or the copy is not sound.
    #[error("cannot copy {}", path.display())]
    Sqlite {
        /// The database.
        path: PathBuf,
        /// What SQLite says.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The copy does not pass SQLite's own check, so the database is damaged too.
    #[error("the copy of {} is damaged, and the database may be damaged too: {problem}", path.display())]
    Damaged {
        /// The database.
        path: PathBuf,
        /// The first problem that SQLite names.
        problem: String,
    },
}

/// Copies the database at `from` to the new file `to`: one consistent snapshot, even if other processes write meanwhile.
///
/// The copy is made with `VACUUM INTO`: its time depends on the size of the data only, a concurrent write does not restart it,
/// and deleted data is not in it. Only its owner may read it. `to` appears when the copy is complete, checked
/// (`PRAGMA quick_check`) and on disk. The copy is an ordinary database: to restore it, replace the old file with it, and remove
/// the old `-wal` and `-shm` files.
///
/// Any process may make the copy, whether or not another one has the database open. The function blocks until it is done.
///
/// # Errors
/// See [`BackupError`]; `to` is then unchanged.
pub fn backup(from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<Backup, BackupError> {
    let (from, to) = (from.as_ref(), to.as_ref());
    let source = open_source(from)?;
    let unwritten = |source| BackupError::Io { path: to.to_owned(), source };
    if fs::symlink_metadata(to).is_ok() {
        return Err(BackupError::Exists { path: to.to_owned() });
    }
    let draft = Draft::create(to).map_err(unwritten)?;
    let copied = copy(from, &source, &draft.path)?;
    draft.publish(to).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => BackupError::Exists { path: to.to_owned() },
        _ => unwritten(error),
    })?;
    Ok(copied)
}

/// Opens the database, which must have been made by this crate.
fn open_source(from: &Path) -> Result<Connection, BackupError> {
    match fs::metadata(from) {
        Ok(about) if about.len() > 0 => {}
        Ok(_) => return Err(BackupError::Missing { path: from.to_owned() }),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(BackupError::Missing { path: from.to_owned() });
        }
        Err(source) => return Err(OpenError::Io { path: from.to_owned(), source }.into()),
    }
    open::inspect(from, from)?;
    let connect = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let source = Connection::open_with_flags(from, flags)?;
        source.busy_timeout(BUSY_TIME_MAX)?;
        source.pragma_update(None, "trusted_schema", false)?;
        Ok(source)
    };
    connect().map_err(sqlite(from))
}

/// Fills the empty file `to`, and checks the copy.
fn copy(from: &Path, source: &Connection, to: &Path) -> Result<Backup, BackupError> {
    let unwritten = |source| BackupError::Io { path: to.to_owned(), source };
    let name = to.to_str().ok_or_else(|| unwritten(io::Error::other("its name is not UTF-8")))?;
    source.execute("VACUUM INTO ?1", [name]).map_err(sqlite(from))?;

    let check = || {
        let copy = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let problem: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        let records: i64 = copy.query_row("SELECT count(*) FROM records", [], |row| row.get(0))?;
        Ok((problem, records.unsigned_abs(), schema::version(&copy)?))
    };
    let (problem, records, version) = check().map_err(sqlite(from))?;
    let damaged = |problem| BackupError::Damaged { path: from.to_owned(), problem };
    if problem != "ok" {
        return Err(damaged(problem));
    }
    if version > schema::NEWEST {
        let (path, found, known) = (from.to_owned(), version, schema::NEWEST);
        return Err(OpenError::Newer { path, found, known }.into());
    }
    // This process holds no locks on the copy, so closing a descriptor of it releases none.
    let bytes = File::open(to).and_then(|file| file.sync_all().and_then(|()| file.metadata()));
    Ok(Backup { bytes: bytes.map_err(unwritten)?.len(), records })
}

/// An unfinished copy in the folder of its final name; removed when dropped.
struct Draft {
    path: PathBuf,
}

impl Draft {
    /// Creates an empty file that only its owner may read. SQLite accepts an existing file as a target if it is empty.
    fn create(to: &Path) -> io::Result<Self> {
        let name = to.file_name().ok_or_else(|| io::Error::other("it has no file name"))?.to_string_lossy();
        for number in 0..DRAFTS_MAX {
            let path = to.with_file_name(format!(".{name}.{}-{number}.part", std::process::id()));
            let mut create = OpenOptions::new();
            create.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut create, 0o600);
            match create.open(&path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                created => return created.map(|_| Self { path }),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    /// Gives the copy its name. A link, unlike a rename, fails when the name is taken.
    fn publish(self, to: &Path) -> io::Result<()> {
        fs::hard_link(&self.path, to)?;
        let folder = match to.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        drop(self);
        sync_folder(folder)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn sqlite(path: &Path) -> impl Fn(rusqlite::Error) -> BackupError + use<> {
    let path = path.to_owned();
    move |source| BackupError::Sqlite { path: path.clone(), source: source.into() }
}
