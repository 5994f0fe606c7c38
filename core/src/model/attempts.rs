//! Counts what a user or a session tried in the current hour.
//!
//! [Quotas of Amazon Cognito](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html): some requests are
//! limited for each user and hour.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::{Error, LimitExceeded, NotAuthorized},
    model::keys,
    time::{Span, Timestamp},
};

/// The counter of one kind of attempt by one user or session.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Attempts {
    what: AttemptKind,
    /// The username or the id of the session.
    id: String,
    /// The hour that the counter covers.
    window: Span,
    count: u32,
}

/// A kind of attempt that is counted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AttemptKind {
    /// Wrong previous passwords in `ChangePassword`, by user.
    ChangePassword,
    /// Wrong codes of a first factor. They are counted by session, so that wrong codes of other clients do not count
    /// against the user.
    FirstFactor,
}

const WINDOW_SECONDS: u64 = 3600;

impl AttemptKind {
    /// The kinds that are counted by user. The others are counted by session.
    pub(crate) const OF_USERS: [Self; 1] = [Self::ChangePassword];

    fn label(self) -> &'static str {
        match self {
            Self::ChangePassword => "change-password",
            Self::FirstFactor => "first-factor",
        }
    }

    fn max(self) -> u32 {
        match self {
            Self::ChangePassword | Self::FirstFactor => 5,
        }
    }

    fn too_many(self) -> Error {
        match self {
            Self::ChangePassword => LimitExceeded::Attempts.into(),
            Self::FirstFactor => NotAuthorized::PasswordAttemptsExceeded.into(),
        }
    }
}

impl Attempts {
    pub(crate) fn key(what: AttemptKind, id: &str) -> Key {
        keys::attempts(what.label(), id)
    }

    /// Allows an attempt. The commit checks that the counter has not changed since it was read.
    ///
    /// # Errors
    /// `LimitExceededException`, or `NotAuthorizedException` in a sign-in, when there were too many failures.
    pub(crate) async fn admit(cx: &mut Cx<'_>, what: AttemptKind, id: &str) -> Result<Self, Error> {
        let now = cx.now();
        let fresh = || Self { what, id: id.to_owned(), window: Span::new(now, WINDOW_SECONDS), count: 0 };
        let found = cx.get::<Self>(&Self::key(what, id)).await?;
        let attempts = found.filter(|found| found.window.contains(now)).unwrap_or_else(fresh);
        if attempts.count >= what.max() {
            return Err(what.too_many());
        }
        cx.check_reads_at_commit();
        Ok(attempts)
    }

    /// Counts a failed attempt. The count is stored even though the call fails.
    pub(crate) fn fail(mut self, cx: &mut Cx<'_>) -> Result<(), Error> {
        self.count += 1;
        cx.put_even_on_failure(&self)
    }
}

impl Stored for Attempts {
    fn key(&self) -> Key {
        Self::key(self.what, &self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.window.end())
    }
}
