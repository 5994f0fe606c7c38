//! `GET /health`: whether the server is ready.

use std::time::Duration;

use tokio::time::timeout;
use userpool_sqlite::NotReady;

use crate::{messenger::FileMessenger, store::Store};

/// Time limit of the check, in which the database and the messages file must respond.
const TIME_MAX: Duration = Duration::from_secs(5);

/// The parts that the server depends on.
pub(crate) struct Health {
    storage: Store,
    // None: no messages are written to the file.
    messages: Option<FileMessenger>,
}

/// Why the server is not ready.
pub(crate) struct Problem {
    /// A fixed text for callers.
    pub(crate) status: &'static str,
    /// The reason, for the log.
    pub(crate) reason: String,
}

impl Health {
    pub(crate) fn new(storage: Store, messages: Option<FileMessenger>) -> Self {
        Self { storage, messages }
    }

    /// Checks that the path of the database still names its file, that it can be read, that the last commit succeeded, and that
    /// messages can be written.
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
