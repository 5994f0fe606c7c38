//! Appends messages to users to a file, one JSON object in each line, for a mailer or a developer.

use std::{
    fs::{self, File},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use userpool::storage::{DeliveryError, Message, Messenger};

use crate::private_file;

/// Appends every message to one file.
///
/// A message counts as delivered when its whole line is on disk; concurrent messages share one `fsync`. The file may be moved away
/// or truncated while the server runs: the next message creates it again.
#[derive(Clone, Debug)]
pub(crate) struct FileMessenger {
    target: Arc<Target>,
}

#[derive(Debug)]
struct Target {
    path: PathBuf,
    // A file of this many bytes is renamed to `FILE.1` before the next line; `None`: never.
    bytes_max: Option<u64>,
    // One line at a time, since a long line is not appended atomically.
    writing: Mutex<Written>,
    // How many lines are on disk. One `fsync` at a time: lines that are written meanwhile share the next one.
    syncing: Mutex<u64>,
}

/// The open file. Before another one is opened, everything written to this one is on disk.
#[derive(Debug, Default)]
struct Written {
    open: Option<Open>,
    lines: u64,
}

#[derive(Clone, Debug)]
struct Open {
    file: Arc<File>,
    identity: Option<Identity>,
}

/// Identifies a file: device and inode.
type Identity = (u64, u64);

impl FileMessenger {
    /// A messenger for this file, which need not exist. A file of `bytes_max` bytes or more is renamed to `FILE.1`, which replaces
    /// an older one.
    pub(crate) fn new(path: &Path, bytes_max: Option<u64>) -> Self {
        let (writing, syncing) = (Mutex::default(), Mutex::default());
        Self { target: Arc::new(Target { path: path.to_owned(), bytes_max, writing, syncing }) }
    }

    /// Checks that messages can be appended, as far as possible without creating a file.
    ///
    /// The file may be missing, and so may the folder `data`, which will be created.
    pub(crate) fn look(&self, data: Option<&Path>) -> Result<(), MessagesError> {
        let path = &self.target.path;
        let folder = path.parent().unwrap_or(Path::new("/"));
        match private_file::open_options().read(true).append(true).open(path) {
            Err(error)
                if error.kind() == io::ErrorKind::NotFound && (Some(folder) == data || folder.is_dir()) =>
            {
                Ok(())
            }
            other => self.target.explain(other),
        }
    }

    /// Creates the file if it is missing, so that programs can follow it before the first message.
    pub(crate) fn create(&self) -> Result<(), MessagesError> {
        self.target.explain(open_to_append(&self.target.path))
    }

    /// Checks that messages can be appended now.
    pub(crate) async fn check(&self) -> Result<(), MessagesError> {
        let target = Arc::clone(&self.target);
        let opened = tokio::task::spawn_blocking(move || open_to_append(&target.path)).await;
        self.target.explain(opened.unwrap_or_else(|error| Err(io::Error::other(error))))
    }
}

impl Messenger for FileMessenger {
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        let (line, target) = (line(message), Arc::clone(&self.target));
        let written = tokio::task::spawn_blocking(move || target.append_durably(&line));
        let failure = match written.await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => error,
            Err(error) => io::Error::other(error),
        };
        let file = self.target.path.display();
        tracing::error!(%file, error = %failure, "a message could not be delivered");
        Err(DeliveryError::new("The message could not be written to the messages file."))
    }
}

impl Target {
    /// Appends a line and returns when it is on disk.
    fn append_durably(&self, line: &str) -> io::Result<()> {
        let number = {
            let mut written = lock(&self.writing);
            let open = self.current(written.open.as_ref())?;
            append(&open.file, line)?;
            written.open = Some(open);
            written.lines += 1;
            written.lines
        };
        let mut synced = lock(&self.syncing);
        if *synced >= number {
            return Ok(());
        }
        let (open, lines) = {
            let written = lock(&self.writing);
            (written.open.clone(), written.lines)
        };
        if let Some(open) = open {
            sync(&open.file)?;
        }
        *synced = lines;
        Ok(())
    }

    /// The file for the next line: the open one, unless it is full or the path now names another file.
    fn current(&self, open: Option<&Open>) -> io::Result<Open> {
        let is_in_place = |open: &Open| open.identity.is_some() && open.identity == identity(&self.path);
        let open = match open {
            Some(open) if is_in_place(open) => open.clone(),
            Some(previous) => {
                sync(&previous.file)?;
                Open::at(&self.path)?
            }
            None => Open::at(&self.path)?,
        };
        let about = open.file.metadata()?;
        if !about.is_file() || self.bytes_max.is_none_or(|max| about.len() < max) {
            return Ok(open);
        }
        sync(&open.file)?;
        let mut older = self.path.clone().into_os_string();
        older.push(".1");
        fs::rename(&self.path, older)?;
        Open::at(&self.path)
    }

    fn explain(&self, opened: io::Result<File>) -> Result<(), MessagesError> {
        opened.map(drop).map_err(|source| MessagesError { path: self.path.clone(), source })
    }
}

impl Open {
    fn at(path: &Path) -> io::Result<Self> {
        let file = open_to_append(path)?;
        // The name of a new file must be on disk too.
        if file.metadata()?.is_file() {
            private_file::sync_folder(path.parent().unwrap_or(Path::new("/")))?;
        }
        Ok(Self { file: Arc::new(file), identity: identity(path) })
    }
}

/// The messages file cannot be appended to.
#[derive(Debug, thiserror::Error)]
#[error("cannot append messages to {path}", path = path.display())]
pub(crate) struct MessagesError {
    path: PathBuf,
    source: io::Error,
}

fn line(message: &Message) -> String {
    format!("{}\n", super::object(message))
}

fn append(mut file: &File, line: &str) -> io::Result<()> {
    if !ends_with_a_whole_line(file)? {
        return file.write_all(format!("\n{line}").as_bytes());
    }
    file.write_all(line.as_bytes())
}

fn open_to_append(path: &Path) -> io::Result<File> {
    private_file::open_options().read(true).append(true).create(true).open(path)
}

/// Whether the last line is complete. A full disk or a crash may have truncated it, and then the next line must not continue it.
fn ends_with_a_whole_line(mut file: &File) -> io::Result<bool> {
    let about = file.metadata()?;
    if !about.is_file() || about.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// Waits until the file is on disk. Does nothing for a terminal or a pipe.
fn sync(file: &File) -> io::Result<()> {
    if file.metadata()?.is_file() { file.sync_data() } else { Ok(()) }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;

    fs::metadata(path).ok().map(|about| (about.dev(), about.ino()))
}

/// On systems without an identity of files, the file is opened for each message.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<Identity> {
    None
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use userpool::storage::{Medium, Purpose, Secret};

    use super::*;

    fn message() -> Message {
        Message {
            user_pool_id: "us-east-1_example".to_owned(),
            client_id: Some("client".to_owned()),
            username: "ana".to_owned(),
            purpose: Purpose::SignUp,
            medium: Medium::Email,
            destination: "ana@example.com".to_owned(),
            subject: Some("Your code".to_owned()),
            body: Secret::new("Your code is\n\"123456\""),
            code: Some(Secret::new("123456")),
        }
    }

    #[test]
    fn a_message_is_one_line_with_its_time() {
        let text = line(&message());
        assert_eq!(text.matches('\n').count(), 1);
        let mut value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let time = value.as_object_mut().and_then(|members| members.remove("time"));
        assert_eq!(time.as_ref().and_then(|time| time.as_str()).map(str::len), Some(24), "{time:?}");
        let expected = json!({
            "medium": "EMAIL", "destination": "ana@example.com", "subject": "Your code",
            "body": "Your code is\n\"123456\"", "code": "123456", "username": "ana", "purpose": "SignUp",
            "userPoolId": "us-east-1_example", "clientId": "client",
        });
        assert_eq!(value, expected);
    }

    #[test]
    fn a_truncated_line_does_not_damage_the_next_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("messages.jsonl");
        std::fs::write(&path, "{\"medium\":\"EM").expect("written");
        let messenger = FileMessenger::new(&path, None);
        messenger.target.append_durably("{}\n").expect("appended");
        messenger.target.append_durably("{}\n").expect("appended");
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "{\"medium\":\"EM\n{}\n{}\n");
    }

    /// Many threads write while the file is moved away and fills up: no line is lost or damaged.
    #[test]
    fn every_line_is_in_one_of_the_files() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("messages.jsonl");
        let messenger = &FileMessenger::new(&path, Some(20_000));
        let line = |thread: u32, number: u32| format!("{thread}-{number}-{}", "x".repeat(100));
        std::thread::scope(|scope| {
            for thread in 0..4 {
                scope.spawn(move || {
                    for number in 0..60 {
                        let line = format!("{}\n", line(thread, number));
                        messenger.target.append_durably(&line).expect("appended");
                    }
                });
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
            let _ = fs::rename(&path, folder.path().join("moved"));
        });
        let text: String = ["moved", "messages.jsonl.1", "messages.jsonl"]
            .map(|name| fs::read_to_string(folder.path().join(name)).unwrap_or_default())
            .concat();
        let lines: std::collections::BTreeSet<&str> = text.lines().collect();
        for (thread, number) in (0..4).flat_map(|thread| (0..60).map(move |number| (thread, number))) {
            assert!(lines.contains(line(thread, number).as_str()), "{thread}-{number}");
        }
        assert_eq!(lines.len(), 240);
    }

    #[test]
    fn a_full_file_is_renamed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("messages.jsonl");
        for number in 1..=5 {
            // A restart changes nothing.
            let messenger = FileMessenger::new(&path, Some(4));
            messenger.target.append_durably(&format!("{number}\n")).expect("appended");
        }
        let text = |name: &str| fs::read_to_string(folder.path().join(name)).expect("read");
        assert_eq!(
            (text("messages.jsonl.1"), text("messages.jsonl")),
            ("3\n4\n".to_owned(), "5\n".to_owned())
        );
    }

    #[tokio::test]
    async fn a_failed_write_is_a_failed_delivery() {
        let folder = tempfile::tempdir().expect("a folder");
        let messenger = FileMessenger::new(&folder.path().join("no/such/folder/messages.jsonl"), None);
        let error = messenger.deliver(&message()).await.expect_err("no folder");
        assert!(!error.to_string().contains("123456"), "{error}");
    }
}
