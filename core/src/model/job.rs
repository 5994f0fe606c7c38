//! Jobs: work that runs in the background, and its record in the directory.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    model::keys,
    time::{Span, Timestamp},
};

/// A kind of job. A new kind needs a variant here and a module in `work`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Does the user import jobs of a pool and removes their files. The subject is the pool's id.
    Import,
    /// Removes the records of a deleted pool. The subject is the pool's id.
    Purge,
    /// Seals every stored secret with the newest master key.
    Rekey,
    /// Removes signing keys from the key set when the last token they signed has expired. The subject is the pool's id.
    Retire,
    /// Drops expired records.
    Sweep,
}

/// The record of a job in the directory. It is not authenticated, so a job reads again whatever it acts on.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Job {
    pub(crate) kind: Kind,
    pub(crate) subject: String,
    pub(crate) made: Timestamp,
    /// The job does nothing until this has passed.
    pub(crate) rest: Span,
    /// The progress of the job, in a form that depends on the kind.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) cursor: String,
    /// Records that were removed or rewritten.
    #[serde(default)]
    pub(crate) records: u64,
    /// Records that could not be processed.
    #[serde(default)]
    pub(crate) failed: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lease: Option<Lease>,
}

/// The worker that runs a job.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Lease {
    pub(crate) holder: String,
    pub(crate) span: Span,
}

impl Kind {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Purge => "purge",
            Self::Rekey => "rekey",
            Self::Retire => "retire",
            Self::Sweep => "sweep",
        }
    }
}

impl Job {
    /// A job that is due in `seconds` seconds.
    pub(crate) fn new(kind: Kind, subject: &str, now: Timestamp, seconds: u64) -> Self {
        Self {
            kind,
            subject: subject.to_owned(),
            made: now,
            rest: Span::new(now, seconds),
            cursor: String::new(),
            records: 0,
            failed: 0,
            lease: None,
        }
    }

    /// The key of the job in the directory.
    pub(crate) fn key(&self) -> Key {
        keys::job(self.kind.label(), &self.subject)
    }

    pub(crate) fn is_free(&self, now: Timestamp) -> bool {
        self.lease.as_ref().is_none_or(|lease| !lease.span.contains(now))
    }

    pub(crate) fn is_due(&self, now: Timestamp) -> bool {
        !self.rest.contains(now)
    }
}
