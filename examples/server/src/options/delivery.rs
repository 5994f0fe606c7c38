//! How messages reach users.

use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum, builder::BoolishValueParser};
use lettre::message::Mailbox;

use super::unquoted::Unquoted;
use crate::{
    http_client::HttpUrl,
    messenger::{SmtpSettings, SmtpUrl, sender},
};

/// Where mail, text messages and all other messages go.
#[derive(Debug, Args)]
pub(crate) struct Delivery {
    /// File to append messages to, one JSON object a line [default: messages.jsonl in the data folder]
    #[arg(long, env = "USERPOOL_MESSAGES", hide_env_values = true, help_heading = "Messages to users")]
    #[arg(value_name = "FILE")]
    pub(crate) messages: Option<PathBuf>,

    /// Begin a new messages file at this size in MiB; the previous one is kept as FILE.1 [default: never]
    #[arg(
        long,
        env = "USERPOOL_MESSAGES_ROTATE",
        hide_env_values = true,
        help_heading = "Messages to users"
    )]
    #[arg(value_name = "MIB", value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    messages_rotate: Option<u64>,

    /// Send mail by this server: smtps://user@host (TLS) or smtp://user@host (STARTTLS); needs --smtp-from
    #[arg(long, env = "USERPOOL_SMTP_URL", hide_env_values = true, help_heading = "Messages to users")]
    #[arg(value_name = "URL", value_parser = Unquoted(SmtpUrl::parse))]
    smtp_url: Option<SmtpUrl>,

    /// File with the password for --smtp-url; every user of this machine could see a password in the URL
    #[arg(
        long,
        env = "USERPOOL_SMTP_PASSWORD_FILE",
        hide_env_values = true,
        help_heading = "Messages to users"
    )]
    #[arg(value_name = "FILE")]
    smtp_password_file: Option<PathBuf>,

    /// Sender of mail, as in "Example <no-reply@example.com>"
    #[arg(long, env = "USERPOOL_SMTP_FROM", hide_env_values = true, help_heading = "Messages to users")]
    #[arg(value_name = "ADDRESS", value_parser = Unquoted(sender))]
    smtp_from: Option<Mailbox>,

    /// For tests: use an smtp:// server without TLS; codes and the password can be read on the network
    #[arg(long, env = "USERPOOL_DANGER_SMTP_WITHOUT_TLS", hide_env_values = true)]
    #[arg(help_heading = "Messages to users", value_parser = BoolishValueParser::new())]
    danger_smtp_without_tls: bool,

    /// Send text messages to this gateway, not to the file: each is POSTed to the URL as a JSON object
    #[arg(long, env = "USERPOOL_SMS_WEBHOOK", hide_env_values = true, help_heading = "Messages to users")]
    #[arg(value_name = "URL", value_parser = Unquoted(HttpUrl::parse))]
    pub(crate) sms_webhook: Option<HttpUrl>,

    /// File with the bearer token for --sms-webhook
    #[arg(long, env = "USERPOOL_SMS_WEBHOOK_TOKEN_FILE", hide_env_values = true)]
    #[arg(help_heading = "Messages to users", value_name = "FILE")]
    pub(crate) sms_webhook_token_file: Option<PathBuf>,

    /// Also print messages that go to the file, so that codes appear on the server's terminal
    #[arg(long, env = "USERPOOL_PRINT_CODES", hide_env_values = true, help_heading = "Messages to users")]
    #[arg(value_name = "WHEN", default_value = "auto", value_enum)]
    print_codes: PrintCodes,

    /// Show the last messages of the file at /_userpool/ to browsers of this machine
    #[arg(long, env = "USERPOOL_INBOX", hide_env_values = true, help_heading = "Messages to users")]
    #[arg(value_name = "WHEN", default_value = "auto", value_enum)]
    inbox: ShowInbox,

    /// Also trust these certificate authorities (PEM), besides Mozilla's, when calling other servers
    #[arg(long, env = "USERPOOL_EXTRA_CA", hide_env_values = true, help_heading = "Operation")]
    #[arg(value_name = "FILE")]
    pub(crate) extra_ca: Option<PathBuf>,
}

/// When messages are printed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum PrintCodes {
    /// If standard output is a terminal.
    Auto,
    /// Wherever standard output goes.
    Always,
    /// Never.
    Never,
}

/// When the last messages are shown as a page.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum ShowInbox {
    /// If the server listens on a loopback address, and no flag says that other machines reach it by a proxy.
    Auto,
    /// Never: other users of this machine could read codes.
    Never,
}

impl Delivery {
    /// Size in bytes at which a new messages file is begun, if any.
    pub(crate) fn messages_bytes_max(&self) -> Option<u64> {
        self.messages_rotate.map(|mebibytes| mebibytes * 1024 * 1024)
    }

    /// The mail server, if mail is sent.
    pub(crate) fn smtp(&self) -> Option<SmtpSettings<'_>> {
        Some(SmtpSettings {
            url: self.smtp_url.as_ref()?,
            from: self.smtp_from.as_ref()?,
            password_file: self.smtp_password_file.as_deref(),
            plain: self.danger_smtp_without_tls,
        })
    }

    /// Whether any message goes to the file.
    pub(crate) fn uses_the_file(&self) -> bool {
        self.smtp_url.is_none() || self.sms_webhook.is_none()
    }

    /// Whether the last messages may be shown as a page.
    pub(crate) fn shows_inbox(&self) -> bool {
        self.uses_the_file() && self.inbox == ShowInbox::Auto
    }

    /// Every file that a flag names, with its flag.
    pub(super) fn files(&self) -> [(&'static str, Option<&Path>); 4] {
        [
            ("--messages", self.messages.as_deref()),
            ("--smtp-password-file", self.smtp_password_file.as_deref()),
            ("--sms-webhook-token-file", self.sms_webhook_token_file.as_deref()),
            ("--extra-ca", self.extra_ca.as_deref()),
        ]
    }

    /// Whether messages for the file are printed; always if there is no file.
    pub(crate) fn prints(&self, has_file: bool) -> bool {
        match self.print_codes {
            PrintCodes::Auto if !has_file => true,
            PrintCodes::Auto => std::io::stdout().is_terminal(),
            PrintCodes::Always => true,
            PrintCodes::Never => false,
        }
    }

    /// The files that hold a password or a token.
    pub(crate) fn secret_files(&self) -> impl Iterator<Item = &Path> {
        [&self.smtp_password_file, &self.sms_webhook_token_file].into_iter().flatten().map(PathBuf::as_path)
    }

    /// Whether some messages would be lost without a data folder.
    pub(super) fn loses_messages_in_memory(&self) -> bool {
        self.uses_the_file() && self.messages.is_none() && self.print_codes == PrintCodes::Never
    }

    /// Checks combinations of flags. Returns what is wrong.
    pub(super) fn refusal(&self) -> Option<&'static str> {
        if self.sms_webhook.is_none() && self.sms_webhook_token_file.is_some() {
            return Some("--sms-webhook-token-file needs --sms-webhook");
        }
        let Some(url) = &self.smtp_url else {
            let given =
                self.smtp_from.is_some() || self.smtp_password_file.is_some() || self.danger_smtp_without_tls;
            return given.then_some("flags of mail need --smtp-url");
        };
        let file = self.smtp_password_file.is_some();
        if self.smtp_from.is_none() {
            return Some("--smtp-url needs --smtp-from");
        }
        if url.has_password() && file {
            return Some("give one password: in --smtp-url or in --smtp-password-file");
        }
        if url.has_user() != (url.has_password() || file) {
            return Some(
                "a login needs both a user and a password: give --smtp-url a user and a \
                 password, or the user and --smtp-password-file",
            );
        }
        if self.danger_smtp_without_tls && url.is_tls_from_the_start() {
            return Some("--danger-smtp-without-tls is for smtp:// URLs, and this one is smtps://");
        }
        None
    }
}
