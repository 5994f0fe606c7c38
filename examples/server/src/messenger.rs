//! How messages leave the house: mail by SMTP and text messages by a webhook where the operator named them,
//! everything else into a file.

use std::{
    io,
    path::{Path, PathBuf},
};

use userpool::storage::{DeliveryError, Medium, Message, Messenger, Secret};

use crate::private_file;

mod file;
mod smtp;
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
    /// For the rest.
    pub(crate) file: FileMessenger,
}

impl Messenger for Messengers {
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        match (message.medium, &self.smtp, &self.sms) {
            (Medium::Email, Some(smtp), _) => smtp.deliver(message).await,
            (Medium::Sms, _, Some(webhook)) => webhook.deliver(message).await,
            (Medium::Email | Medium::Sms, _, _) => self.file.deliver(message).await,
        }
    }
}

/// Reads a file that holds one password or token and nothing else.
fn read_secret(path: &Path) -> Result<Secret, SecretFileError> {
    let text =
        private_file::read(path).map_err(|source| SecretFileError { path: path.to_owned(), source })?;
    let secret = text.trim();
    if secret.is_empty() || secret.contains(char::is_control) {
        return Err(SecretFileError::not_a_secret(path));
    }
    Ok(Secret::new(secret))
}

/// A file does not hold a password or token. The text must not quote it.
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
