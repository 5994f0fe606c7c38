//! [`ConnectError`]: why a store could not be opened. And what errors of PostgreSQL mean for a request.

use std::{error::Error, io, path::PathBuf};

use tokio_postgres::error::{DbError, SqlState};
use userpool_storage_traits::StorageError;

use crate::{tls, url::Target};

/// Why a store could not be opened or migrated. The text is one line and never holds the password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// The URL cannot be used.
    #[error(
        "cannot use the URL of the database: {problem}; expected postgres://USER:PASSWORD@HOST:PORT/DATABASE?OPTION=VALUE"
    )]
    Url {
        /// What is wrong with it.
        problem: String,
    },
    /// The name of the schema cannot be used.
    #[error(
        "cannot use {name:?} as the name of a schema: it needs 1 to 63 lowercase letters, digits and underscores, and no digit first"
    )]
    SchemaName {
        /// The name.
        name: String,
    },
    /// The file with certificates that the URL names cannot be used.
    #[error("cannot read certificates from {}: {source}", path.display())]
    Roots {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// No server answers.
    #[error("cannot reach PostgreSQL at {hosts}: {problem}")]
    Unreachable {
        /// The hosts of the URL.
        hosts: String,
        /// Why.
        problem: String,
    },
    /// The link cannot be encrypted, or the server's certificate is not trusted.
    #[error("no encrypted link to PostgreSQL at {hosts}: {problem}")]
    Tls {
        /// The hosts of the URL.
        hosts: String,
        /// Why.
        problem: String,
    },
    /// The server refuses the user: wrong name or password, or no permission to connect.
    #[error("PostgreSQL at {hosts} does not let the user {user} in: {problem}")]
    Refused {
        /// The hosts of the URL.
        hosts: String,
        /// The user of the URL.
        user: String,
        /// What the server says.
        problem: String,
    },
    /// The database does not exist.
    #[error("PostgreSQL at {hosts} has no such database: {problem}")]
    NoDatabase {
        /// The hosts of the URL.
        hosts: String,
        /// What the server says.
        problem: String,
    },
    /// The server is a replica, or accepts no writes. With several hosts: none of them does.
    #[error("PostgreSQL at {hosts} is read-only: name the primary server, or all servers")]
    ReadOnly {
        /// The hosts of the URL.
        hosts: String,
    },
    /// The user lacks a right.
    #[error("the user {user} may not {what}: {problem}")]
    NoRight {
        /// The user of the URL.
        user: String,
        /// What was to be done.
        what: &'static str,
        /// What the server says.
        problem: String,
    },
    /// The database does not store text as UTF-8.
    #[error("the database stores text as {encoding}, and UTF8 is needed: create it with ENCODING 'UTF8'")]
    Encoding {
        /// Its encoding.
        encoding: String,
    },
    /// A table with a name of this store belongs to another program.
    #[error("the table {table} was not made by userpool: use another database or schema")]
    NotOurs {
        /// The table.
        table: String,
    },
    /// The tables do not exist, or need a step that this program knows.
    #[error("the tables have schema version {found}, and {known} is needed: migrate the database first")]
    NotMigrated {
        /// Their version; 0: there are none.
        found: u32,
        /// The version of this program.
        known: u32,
    },
    /// The tables were changed by a newer version of this program.
    #[error(
        "the tables were changed by a newer version of userpool (schema version {found}, and this program knows {known}): \
         update this program"
    )]
    Newer {
        /// Their version.
        found: u32,
        /// The version of this program.
        known: u32,
    },
    /// PostgreSQL failed otherwise.
    #[error("PostgreSQL at {hosts} failed: {problem}")]
    Postgres {
        /// The hosts of the URL.
        hosts: String,
        /// What it says.
        problem: String,
    },
}

impl ConnectError {
    /// A configuration that rustls refuses.
    pub(crate) fn tls(error: tokio_rustls::rustls::Error) -> Self {
        Self::Tls { hosts: "all hosts".to_owned(), problem: error.to_string() }
    }

    /// Explains why no link could be made, or why `what` failed.
    pub(crate) fn explain(error: &tokio_postgres::Error, target: &Target, what: &'static str) -> Self {
        let (hosts, user, problem) = (target.hosts(), target.user().to_owned(), told(error));
        let Some(state) = error.code() else {
            let source = error.source();
            let io = source.and_then(|source| source.downcast_ref::<io::Error>());
            return if io.is_some_and(|io| io.kind() == io::ErrorKind::PermissionDenied)
                && is_about_writes(error)
            {
                Self::ReadOnly { hosts }
            } else if source.is_some_and(tls::is_about_certificate) || error.to_string().contains("TLS") {
                Self::Tls { hosts, problem }
            } else if ["invalid configuration", "authentication error"]
                .iter()
                .any(|kind| error.to_string().starts_with(kind))
            {
                // The password is missing, or a method of authentication is not supported.
                Self::Refused { hosts, user, problem }
            } else {
                Self::Unreachable { hosts, problem }
            };
        };
        match state {
            state
                if *state == SqlState::INVALID_PASSWORD
                    || *state == SqlState::INVALID_AUTHORIZATION_SPECIFICATION =>
            {
                Self::Refused { hosts, user, problem }
            }
            state if *state == SqlState::INVALID_CATALOG_NAME => Self::NoDatabase { hosts, problem },
            state if *state == SqlState::INSUFFICIENT_PRIVILEGE => Self::NoRight { user, what, problem },
            state if *state == SqlState::READ_ONLY_SQL_TRANSACTION => Self::ReadOnly { hosts },
            state if *state == SqlState::CANNOT_CONNECT_NOW || *state == SqlState::TOO_MANY_CONNECTIONS => {
                Self::Unreachable { hosts, problem }
            }
            // A pooler answers with a violation of the protocol when it cannot reach the server, or does not know the user.
            _ => Self::Postgres { hosts, problem },
        }
    }
}

/// `target_session_attrs` was not met.
fn is_about_writes(error: &tokio_postgres::Error) -> bool {
    error.source().is_some_and(|source| source.to_string().contains("does not allow writes"))
}

/// What a failed request means for the batch.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// A check does not hold.
    Conflict,
    /// Nothing was applied, and the same batch may succeed: a serialization failure or a deadlock.
    Again(String),
    /// Nothing was applied, and the link leads to a server that takes no writes: a former primary.
    Elsewhere(String),
    /// The link is lost, so nobody knows what was applied.
    Lost(String),
    /// The server has ended the session. If that interrupted the wait for a standby server, the batch is visible, and may still be
    /// lost with this server; so it does not help to look.
    Ended(String),
    /// Nothing was applied, and it would not help to repeat it.
    Failed(StorageError),
}

impl Trouble {
    pub(crate) fn of(error: &tokio_postgres::Error) -> Self {
        let problem = told(error);
        let Some(state) = error.code() else { return Self::Lost(problem) };
        match state.code() {
            "22012" => Self::Conflict,
            "40001" | "40P01" => Self::Again(problem),
            // A standby server knows no serializable transactions, which it says by 0A000.
            "25006" | "0A000" => Self::Elsewhere(problem),
            // By an administrator, or since another session crashed.
            "57P01" | "57P02" => Self::Ended(problem),
            // The server starts; the link was idle for too long; the outcome is unknown (CockroachDB).
            "57P03" | "57P05" | "40003" => Self::Lost(problem),
            // The link is in the middle of another transaction, which should not be, so it is not used again.
            "25001" | "25P02" => Self::Lost(problem),
            // A pooler has lost the server.
            code if code.starts_with("08") => Self::Lost(problem),
            "26000" | "42P05" => Self::Failed(StorageError::new(format!(
                "PostgreSQL: {problem}; behind a pooler add prepared=off to the URL"
            ))),
            _ => Self::Failed(StorageError::new(format!("PostgreSQL: {problem}"))),
        }
    }
}

/// What PostgreSQL says, in one line. Without its detail and hint, which may quote stored values.
pub(crate) fn told(error: &tokio_postgres::Error) -> String {
    let text = match error.as_db_error() {
        Some(error) => format!("{} ({})", error.message(), DbError::code(error).code()),
        None => {
            let mut text = error.to_string();
            let mut source = error.source();
            while let Some(inner) = source {
                let inner_text = inner.to_string();
                if !text.contains(&inner_text) {
                    text = format!("{text}: {inner_text}");
                }
                source = inner.source();
            }
            text
        }
    };
    text.replace(['\n', '\r'], " ")
}
