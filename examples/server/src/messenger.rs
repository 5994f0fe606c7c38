//! Delivers messages: mail by SMTP and text messages by a webhook if the operator configured them, all others to a file. Messages
//! to the file can also be printed.

use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use serde_json::{Value, json};
use tokio::time::timeout;
use userpool::{
    Timestamp,
    storage::{DeliveryError, Medium, Message, Messenger, Secret},
};

use crate::private_file;

mod file;
mod smtp;
mod terminal;
mod webhook;

pub(crate) use file::{FileMessenger, MessagesError};
pub(crate) use smtp::{SmtpError, SmtpMessenger, SmtpSettings, SmtpUrl, sender};
pub(crate) use webhook::WebhookMessenger;

/// One messenger for each medium.
#[derive(Debug)]
pub(crate) struct Messengers {
    /// For mail, instead of the file.
    pub(crate) smtp: Option<SmtpMessenger>,
    /// For text messages, instead of the file.
    pub(crate) sms: Option<WebhookMessenger>,
    /// For all other messages; `None`: they are printed only.
    pub(crate) file: Option<FileMessenger>,
    /// Whether messages to the file are printed too.
    pub(crate) prints: bool,
}

/// Longest time that printing a message may take, since a user may have stopped the terminal's output.
const PRINT_TIME_MAX: Duration = Duration::from_secs(2);

impl Messenger for Messengers {
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        match (message.medium, &self.smtp, &self.sms) {
            (Medium::Email, Some(smtp), _) => smtp.deliver(message).await,
            (Medium::Sms, _, Some(webhook)) => webhook.deliver(message).await,
            (Medium::Email | Medium::Sms, _, _) => {
                let Some(file) = &self.file else { return print(message).await };
                file.deliver(message).await?;
                if self.prints {
                    // The message is already in the file, so a failure to print it does not matter.
                    let _ = print(message).await;
                }
                Ok(())
            }
        }
    }
}

async fn print(message: &Message) -> Result<(), DeliveryError> {
    match timeout(PRINT_TIME_MAX, terminal::print(message)).await {
        Ok(Ok(())) => Ok(()),
        _ => Err(DeliveryError::new("The message could not be printed.")),
    }
}

/// A message as JSON, for the messages file and the webhook.
fn object(message: &Message) -> Value {
    json!({
        "time": utc(SystemTime::now()),
        "medium": message.medium.as_str(),
        "destination": message.destination,
        "subject": message.subject,
        "body": message.body.expose(),
        "code": message.code.as_ref().map(|code| code.expose()),
        "username": message.username,
        "purpose": message.purpose.as_str(),
        "userPoolId": message.user_pool_id,
        "clientId": message.client_id,
    })
}

/// As `2026-11-29T08:09:27.123Z`.
fn utc(time: SystemTime) -> String {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX)).to_rfc3339()
}

/// Reads a file that contains only a password or token.
pub(crate) fn read_secret(path: &Path) -> Result<Secret, SecretFileError> {
    let text =
        private_file::read(path).map_err(|source| SecretFileError { path: path.to_owned(), source })?;
    let secret = text.trim();
    if secret.is_empty() || secret.contains(char::is_control) {
        return Err(SecretFileError::not_a_secret(path));
    }
    Ok(Secret::new(secret))
}

/// A file cannot be read as a password or token. The text must not quote it.
#[derive(Debug, thiserror::Error)]
#[error("cannot use {path}", path = path.display())]
pub(crate) struct SecretFileError {
    path: PathBuf,
    source: io::Error,
}

impl SecretFileError {
    fn not_a_secret(path: &Path) -> Self {
        let source = io::Error::other("expected one line with a secret and nothing else");
        Self { path: path.to_owned(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_the_iso_8601_form() {
        for (millis, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_001, "2024-02-29T23:59:59.001Z"),
            (1_767_225_600_000, "2026-01-01T00:00:00.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        ] {
            assert_eq!(utc(SystemTime::UNIX_EPOCH + Duration::from_millis(millis)), expected);
        }
    }
}
