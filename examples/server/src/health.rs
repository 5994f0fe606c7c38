//! `GET /health`: whether the server is ready for work.

use std::time::Duration;

use tokio::time::timeout;
use userpool_sqlite::NotReady;

use crate::{messenger::FileMessenger, store::Store};

/// Longest time that the database and the messages file may take to look healthy.
const TIME_MAX: Duration = Duration::from_secs(5);

/// Everything that work may fail for.
pub(crate) struct Health {
    storage: Store,
    // None: no message goes to the file.
    messages: Option<FileMessenger>,
}

/// Why the server is not ready. For the caller one of a few texts, for the log the reason.
pub(crate) struct Problem {
    /// What anyone who asks may know.
    pub(crate) status: &'static str,
    /// What the operator should know.
    pub(crate) reason: String,
}

impl Health {
    pub(crate) fn new(storage: Store, messages: Option<FileMessenger>) -> Self {
        Self { storage, messages }
    }

    /// Whether the database is where it was, can be read and was written to at the last commit, and whether messages can
    /// be written.
    pub(crate) async fn check(&self) -> Result<(), Problem> {
        let outcome = timeout(TIME_MAX, async {
            self.storage.check().await.map_err(|error| database_problem(&error))?;
            match &self.messages {
                Some(file) => file.check().await.map_err(|error| Problem {
                    status: "messages cannot be written",
                    reason: crate::log::line(&error),
                }),
                None => Ok(()),
            }
        });
        outcome.await.unwrap_or_else(|_| {
            let (status, reason) = ("the database does not answer", "no answer in time".to_owned());
            Err(Problem { status, reason })
        })
    }
}

fn database_problem(error: &NotReady) -> Problem {
    let status = match error {
        NotReady::Moved { .. } => "the database was moved or replaced",
        NotReady::Write(_) => "the database cannot be written",
        _ => "the database cannot be read",
    };
    Problem { status, reason: crate::log::line(error) }
}
