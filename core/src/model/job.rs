//! Jobs: work that no call waits for, as the directory keeps it.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    model::keys,
    time::{Span, Timestamp},
};

/// A kind of job. A new one is a line here, and a module of `work` with its slice.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// Removes the records of a deleted pool. The subject is the pool.
    Purge,
    /// Seals every stored secret with the newest master key.
    Rekey,
    /// Takes signing keys out of the key set when their last token has expired. The subject is the pool.
    Retire,
    /// Drops expired records.
    Sweep,
}

/// A job, as the directory keeps it. Nothing vouches for it: what a job acts on is looked at anew.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Job {
    pub(crate) kind: Kind,
    pub(crate) subject: String,
    pub(crate) made: Timestamp,
    /// Nothing is to be done before this has passed.
    pub(crate) rest: Span,
    /// How far the job has come, in its kind's own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) cursor: String,
    /// Records that were removed or written anew.
    #[serde(default)]
    pub(crate) records: u64,
    /// Records that could not be dealt with.
    #[serde(default)]
    pub(crate) failed: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) lease: Option<Lease>,
}

/// Who is at a job.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Lease {
    pub(crate) holder: String,
    pub(crate) span: Span,
}

impl Kind {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Purge => "purge",
            Self::Rekey => "rekey",
            Self::Retire => "retire",
            Self::Sweep => "sweep",
        }
    }
}

impl Job {
    /// A job that is due in so many seconds.
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

    /// Where the job lies in the directory.
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
