//! Messages to users, appended to a file: one JSON object a line, for a mailer to follow or a developer to read.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::json;
use userpool::storage::{DeliveryError, Message, Messenger};

use crate::private_file;

/// Appends every message to one file.
///
/// The file is opened for each message, so it may be moved away or truncated while the server runs. A message
/// counts as delivered when the operating system has its whole line.
#[derive(Debug)]
pub(crate) struct FileMessenger {
    path: PathBuf,
    // One line at a time: a line longer than a page is not appended in one piece.
    writing: Arc<Mutex<()>>,
}

impl FileMessenger {
    /// A messenger for this file, which need not exist.
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), writing: Arc::default() }
    }

    /// Says why messages could not be appended, as far as that can be known without creating anything.
    ///
    /// The file may be missing, and so may `data`, the folder that is about to be made.
    pub(crate) fn look(&self, data: &Path) -> Result<(), MessagesError> {
        let folder = self.path.parent().unwrap_or(Path::new("/"));
        match private_file::open_options().read(true).append(true).open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && (folder == data || folder.is_dir()) => {
                Ok(())
            }
            other => self.explain(other),
        }
    }

    /// Makes the file if it is missing, so that it can be followed before the first message.
    pub(crate) fn create(&self) -> Result<(), MessagesError> {
        self.explain(open_to_append(&self.path))
    }

    fn explain(&self, opened: io::Result<File>) -> Result<(), MessagesError> {
        opened.map(drop).map_err(|source| MessagesError { path: self.path.clone(), source })
    }
}

impl Messenger for FileMessenger {
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        let line = line(message);
        let (path, writing) = (self.path.clone(), Arc::clone(&self.writing));
        let written = tokio::task::spawn_blocking(move || {
            let _one_at_a_time = writing.lock().unwrap_or_else(PoisonError::into_inner);
            append(&path, &line)
        });
        let failure = match written.await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => error,
            Err(error) => io::Error::other(error),
        };
        tracing::error!(file = %self.path.display(), error = %failure, "a message could not be delivered");
        Err(DeliveryError::new("The message could not be written to the messages file."))
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
    let object = json!({
        "medium": message.medium.as_str(),
        "destination": message.destination,
        "subject": message.subject,
        "body": message.body.expose(),
        "code": message.code.as_ref().map(|code| code.expose()),
        "username": message.username,
        "purpose": message.purpose.as_str(),
    });
    format!("{object}\n")
}

fn append(path: &Path, line: &str) -> io::Result<()> {
    let mut file = open_to_append(path)?;
    if !ends_with_a_whole_line(&mut file)? {
        return file.write_all(format!("\n{line}").as_bytes());
    }
    file.write_all(line.as_bytes())
}

fn open_to_append(path: &Path) -> io::Result<File> {
    private_file::open_options().read(true).append(true).create(true).open(path)
}

/// A full disk or a kill may have cut the last line short; the next must not be glued to it.
fn ends_with_a_whole_line(file: &mut File) -> io::Result<bool> {
    let about = file.metadata()?;
    if !about.is_file() || about.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
mod tests {
    use userpool::storage::{Medium, Purpose, Secret};

    use super::*;

    fn message() -> Message {
        Message {
            user_pool_id: "us-east-1_example".to_owned(),
            client_id: None,
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
    fn a_message_is_one_line_with_seven_members() {
        let text = line(&message());
        assert_eq!(text.matches('\n').count(), 1);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let expected = json!({
            "medium": "EMAIL", "destination": "ana@example.com", "subject": "Your code",
            "body": "Your code is\n\"123456\"", "code": "123456", "username": "ana", "purpose": "SignUp",
        });
        assert_eq!(value, expected);
    }

    #[test]
    fn a_line_after_a_torn_one_stands_by_itself() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("messages.jsonl");
        std::fs::write(&path, "{\"medium\":\"EM").expect("written");
        append(&path, "{}\n").expect("appended");
        append(&path, "{}\n").expect("appended");
        assert_eq!(std::fs::read_to_string(&path).expect("read"), "{\"medium\":\"EM\n{}\n{}\n");
    }

    #[tokio::test]
    async fn a_failed_write_is_a_failed_delivery() {
        let folder = tempfile::tempdir().expect("a folder");
        let messenger = FileMessenger::new(&folder.path().join("no/such/folder/messages.jsonl"));
        let error = messenger.deliver(&message()).await.expect_err("no folder");
        assert!(!error.to_string().contains("123456"), "{error}");
    }
}
