//! The logs of pools that export them, one JSON object in each line of a file or of standard output.

use std::{
    fs::File,
    io::{self, Write as _},
    path::{Path, PathBuf, absolute},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::time::timeout;
use userpool::storage::{AuditError, AuditLog, AuditRecord};

use crate::private_file;

/// Longest time that a record may take, since the reader of standard output may have stopped.
const RECORD_TIME_MAX: Duration = Duration::from_secs(2);

/// Appends records. The file may be moved away while the server runs: the next record creates it again.
#[derive(Clone, Debug)]
pub(crate) struct AuditLines {
    target: Arc<Target>,
}

#[derive(Debug)]
struct Target {
    // `None`: standard output.
    path: Option<PathBuf>,
    // One line at a time.
    turn: Mutex<()>,
}

/// The file cannot be appended to.
#[derive(Debug, thiserror::Error)]
#[error("cannot append to {path}", path = path.display())]
pub(crate) struct AuditFileError {
    path: PathBuf,
    source: io::Error,
}

impl AuditLines {
    /// A log in this file, or on standard output for `-`. Checks that the file can be appended to, as far as possible without
    /// creating it.
    pub(crate) fn new(path: &Path) -> Result<Self, AuditFileError> {
        let explain = |source| AuditFileError { path: path.to_owned(), source };
        let path = match path == Path::new("-") {
            true => None,
            false => Some(absolute(path).map_err(explain)?),
        };
        if let Some(path) = &path {
            let folder = path.parent().unwrap_or(Path::new("/"));
            match private_file::open_options().append(true).open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_dir() => {}
                other => other.map(drop).map_err(explain)?,
            }
        }
        Ok(Self { target: Arc::new(Target { path, turn: Mutex::default() }) })
    }

    /// Creates the file if it is missing, so that programs can follow it before the first record.
    pub(crate) fn create(&self) -> Result<(), AuditFileError> {
        let Some(path) = &self.target.path else { return Ok(()) };
        open(path).map(drop).map_err(|source| AuditFileError { path: path.clone(), source })
    }
}

impl AuditLog for AuditLines {
    async fn record(&self, record: &AuditRecord) -> Result<(), AuditError> {
        let target = Arc::clone(&self.target);
        let line = format!("{}\n", record.json);
        let written = tokio::task::spawn_blocking(move || target.append(&line));
        match timeout(RECORD_TIME_MAX, written).await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Ok(Err(error))) => Err(AuditError::new(error.to_string())),
            _ => Err(AuditError::new("the audit log does not take the record in time")),
        }
    }
}

impl Target {
    fn append(&self, line: &str) -> io::Result<()> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        match &self.path {
            Some(path) => open(path)?.write_all(line.as_bytes()),
            None => {
                let mut out = io::stdout().lock();
                out.write_all(line.as_bytes())?;
                out.flush()
            }
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    private_file::open_options().append(true).create(true).open(path)
}

#[cfg(test)]
mod tests {
    use userpool::storage::AuditSource;

    use super::*;

    #[tokio::test]
    async fn each_record_is_a_line_also_after_the_file_was_moved() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("audit.jsonl");
        let log = AuditLines::new(&path).expect("a log");
        assert!(!path.exists(), "nothing is created before the start is certain");
        log.create().expect("created");
        let record = AuditRecord::new("p", AuditSource::UserAuthEvents, r#"{"a":1}"#);
        log.record(&record).await.expect("kept");
        log.record(&record).await.expect("kept");
        let moved = folder.path().join("audit.1");
        std::fs::rename(&path, &moved).expect("moved");
        log.record(&record).await.expect("kept");
        assert_eq!(std::fs::read_to_string(moved).expect("a file"), "{\"a\":1}\n{\"a\":1}\n");
        assert_eq!(std::fs::read_to_string(&path).expect("a file"), "{\"a\":1}\n");
    }

    #[test]
    fn a_folder_that_does_not_exist_is_refused() {
        assert!(AuditLines::new(Path::new("/nowhere/audit.jsonl")).is_err());
        assert!(AuditLines::new(Path::new("/")).is_err());
        assert!(AuditLines::new(Path::new("-")).is_ok());
    }
}
