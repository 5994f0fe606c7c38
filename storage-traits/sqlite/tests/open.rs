//! Which files are opened; the others stay unchanged.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

use std::{
    collections::BTreeSet,
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use rusqlite::Connection;
use tempfile::TempDir;
use userpool_sqlite::{OpenError, SqliteOptions, SqliteStorage};
use userpool_storage_traits::conformance::block_on;

#[test]
fn a_new_file_is_made() {
    let (_folder, path) = place();
    drop(SqliteStorage::open(&path).unwrap());

    let file = Connection::open(&path).unwrap();
    let pragma = |name| file.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(pragma("application_id"), i64::from(u32::from_be_bytes(*b"UPol")));
    assert_eq!(pragma("user_version"), 1);
    let mode: String = file.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn an_empty_file_counts_as_new() {
    let (_folder, path) = place();
    fs::write(&path, "").unwrap();
    SqliteStorage::open(&path).unwrap();
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, path) = place();
    let _store = SqliteStorage::open(&path).unwrap();
    let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap()).collect();
    names.sort_by_key(fs::DirEntry::file_name);
    let modes: Vec<_> = names
        .iter()
        .map(|entry| {
            let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
            (entry.file_name().into_string().unwrap(), mode)
        })
        .collect();
    let expected = ["users.db", "users.db-shm", "users.db-wal"].map(|name| (name.to_owned(), 0o600));
    assert_eq!(modes, expected);
}

#[test]
fn a_file_that_is_not_sqlite_stays_as_it_is() {
    for content in [&b"short"[..], &[b'x'; 5000], b"SQLite format 3\0 but no more"] {
        let (_folder, path) = place();
        fs::write(&path, content).unwrap();
        refused(&path, |error| matches!(error, OpenError::NotSqlite { .. }));
    }
}

#[test]
fn the_database_of_another_application_stays_as_it_is() {
    for (application_id, mode) in [(0, "delete"), (0x1234, "delete"), (-1, "wal")] {
        let (_folder, path) = place();
        let other = Connection::open(&path).unwrap();
        let sql = format!(
            "PRAGMA journal_mode = {mode}; PRAGMA application_id = {application_id}; CREATE TABLE t (x);"
        );
        other.execute_batch(&sql).unwrap();
        drop(other);
        refused(
            &path,
            |error| matches!(error, OpenError::NotOurs { application_id: found, .. } if found.cast_signed() == application_id),
        );
    }
}

#[test]
fn a_newer_file_stays_as_it_is() {
    let (_folder, path) = place();
    drop(SqliteStorage::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 2).unwrap();
    refused(&path, |error| matches!(error, OpenError::Newer { found: 2, known: 1, .. }));
}

/// A newer program migrated the file and crashed: its version is in the log only.
#[test]
fn a_newer_log_stays_as_it_is() {
    let (folder, path) = place();
    drop(SqliteStorage::open(&path).unwrap());
    let newer = Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 2).unwrap();

    let crashed = folder.path().join("crashed");
    fs::create_dir(&crashed).unwrap();
    for name in ["users.db", "users.db-wal"] {
        fs::copy(folder.path().join(name), crashed.join(name)).unwrap();
    }
    let log = fs::read(crashed.join("users.db-wal")).unwrap();
    assert!(!log.is_empty());

    refused(&crashed.join("users.db"), |error| matches!(error, OpenError::Newer { found: 2, .. }));
    assert_eq!(fs::read(crashed.join("users.db-wal")).unwrap(), log);
}

#[test]
fn a_missing_folder_is_not_made() {
    let (folder, _) = place();
    let path = folder.path().join("no").join("users.db");
    assert_eq!(io_kind(&path), io::ErrorKind::NotFound);
    assert!(!folder.path().join("no").exists());
}

#[test]
fn a_folder_is_not_a_file() {
    let (folder, path) = place();
    assert_eq!(io_kind(folder.path()), io::ErrorKind::IsADirectory);
    fs::write(&path, "x").unwrap();
    assert_eq!(io_kind(&path.join("users.db")), io::ErrorKind::NotADirectory);
}

#[cfg(unix)]
#[test]
fn permissions_are_respected() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, path) = place();
    drop(SqliteStorage::open(&path).unwrap());
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();

    allow(&path, 0o000);
    if fs::File::open(&path).is_ok() {
        return as_another_user(); // root may do everything
    }
    assert_eq!(io_kind(&path), io::ErrorKind::PermissionDenied);
    allow(&path, 0o400);
    refused(&path, |error| matches!(error, OpenError::ReadOnly { .. }));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "another file was left in the folder");
    allow(&path, 0o600);
    drop(SqliteStorage::open(&path).unwrap());

    allow(folder.path(), 0o500);
    let denied = io_kind(&folder.path().join("new.db"));
    allow(folder.path(), 0o700);
    assert_eq!(denied, io::ErrorKind::PermissionDenied);
}

/// Earlier versions left a read-only index behind.
#[cfg(unix)]
#[test]
fn a_read_only_index_is_made_writable() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, path) = place();
    drop(SqliteStorage::open(&path).unwrap());
    let index = folder.path().join("users.db-shm");
    fs::write(&index, "").unwrap();
    fs::set_permissions(&index, fs::Permissions::from_mode(0o400)).unwrap();
    if fs::OpenOptions::new().write(true).open(&index).is_ok() {
        return as_another_user();
    }
    let store = SqliteStorage::open(&path).unwrap();
    let batch = userpool_storage_traits::Batch::new(userpool_storage_traits::Partition::new("p"));
    block_on(userpool_storage_traits::Storage::commit(&store, batch)).unwrap();
    assert_eq!(fs::metadata(&index).unwrap().permissions().mode() & 0o777, 0o600);
}

/// Runs the current test again, as a user without root's permissions.
#[cfg(unix)]
fn as_another_user() {
    use std::os::unix::{fs::PermissionsExt, process::CommandExt};

    const NOBODY: u32 = 65534;
    let thread = std::thread::current();
    let test = thread.name().unwrap(); // the name of the test
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let this = folder.path().join("this");
    fs::copy(env::current_exe().unwrap(), &this).unwrap();
    fs::set_permissions(&this, fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(&this);
    command.args(["--exact", test]).env("TMPDIR", folder.path()).current_dir(folder.path());
    let output = command.uid(NOBODY).gid(NOBODY).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("1 passed"), "{printed}");
}

#[test]
fn a_memory_database_is_refused() {
    let error = SqliteStorage::open(":memory:").unwrap_err();
    assert!(matches!(error, OpenError::InMemory), "{error:?}");
    assert!(!Path::new(":memory:").exists());
}

/// A path is never read as a URI.
#[test]
fn unusual_paths_are_not_uris() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["file:users.db?mode=memory", "100% 'sure'?#.db", "\u{fc}s\u{e9}rs \u{1f600}.db"] {
        let path = folder.path().join(name);
        drop(SqliteStorage::open(&path).unwrap());
        assert!(path.is_file(), "{name}");
    }
}

#[test]
fn many_may_open_a_new_file_at_once() {
    for _ in 0..50 {
        let (_folder, path) = place();
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| SqliteOptions::new().readers(1).open(&path).unwrap());
            }
        });
    }
}

/// The same with processes, which share only the lock of the file.
#[test]
fn many_processes_may_open_a_new_file_at_once() {
    if let Some(path) = env::var_os("USERPOOL_SQLITE_OPEN") {
        SqliteStorage::open(path).unwrap();
        return;
    }
    for _ in 0..5 {
        let (_folder, path) = place();
        let mut this = Command::new(env::current_exe().unwrap());
        this.args(["--exact", "many_processes_may_open_a_new_file_at_once"])
            .env("USERPOOL_SQLITE_OPEN", &path);
        let children: Vec<_> = (0..8).map(|_| this.stdout(Stdio::null()).spawn().unwrap()).collect();
        assert!(children.into_iter().all(|mut child| child.wait().unwrap().success()));
    }
}

#[test]
fn errors_say_which_file_and_what_to_do() {
    let path = PathBuf::from("users.db");
    let newer = OpenError::Newer { path: path.clone(), found: 3, known: 1 };
    assert_eq!(
        newer.to_string(),
        "users.db was written by a newer version of userpool (schema version 3, and this program knows 1): update this \
         program, or restore a backup that it can read"
    );
    let other = OpenError::NotOurs { path, application_id: 0x1234 };
    assert_eq!(
        other.to_string(),
        "users.db is an SQLite database, but not a user pool's (application id 0x1234)"
    );
}

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("users.db");
    (folder, path)
}

/// Checks that opening fails as expected, changes no byte and leaves no new file.
fn refused(path: &Path, expected: impl Fn(&OpenError) -> bool) {
    let before = (fs::read(path).unwrap(), names_beside(path));
    let error = SqliteStorage::open(path).unwrap_err();
    assert!(expected(&error), "{error:?}");
    assert!((fs::read(path).unwrap(), names_beside(path)) == before, "something changed");
}

/// The names in the file's folder, without the index of a log, which SQLite rebuilds whenever it reads the log.
fn names_beside(path: &Path) -> BTreeSet<String> {
    let folder = fs::read_dir(path.parent().unwrap()).unwrap();
    let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !name.ends_with("-shm")).collect()
}

fn io_kind(path: &Path) -> io::ErrorKind {
    match SqliteStorage::open(path) {
        Err(OpenError::Io { source, .. }) => source.kind(),
        other => panic!("{other:?}"),
    }
}
