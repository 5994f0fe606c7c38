//! How often a user or a session tried something in the running hour.
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

/// The counter of one user or session and one thing they try.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Attempts {
    what: Tried,
    /// Whose they are: a username, or the id of a session.
    id: String,
    /// The hour that is counted.
    window: Span,
    count: u32,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tried {
    /// Wrong previous passwords in `ChangePassword`.
    ChangePassword,
    /// Wrong codes of a first factor. Counted for the session that asked for the code, so that wrong codes of others do not
    /// count against the user.
    FirstFactor,
}

const WINDOW_SECONDS: u64 = 3600;

impl Tried {
    /// What is counted for users; the rest is counted for sessions.
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
    pub(crate) fn key(what: Tried, id: &str) -> Key {
        keys::attempts(what.label(), id)
    }

    /// Lets an attempt in. The commit makes sure that the counter still stands as it was read.
    ///
    /// # Errors
    /// `LimitExceededException`, in a sign-in `NotAuthorizedException`, when there were too many.
    pub(crate) async fn admit(cx: &mut Cx<'_>, what: Tried, id: &str) -> Result<Self, Error> {
        let now = cx.now();
        let fresh = || Self { what, id: id.to_owned(), window: Span::new(now, WINDOW_SECONDS), count: 0 };
        let found = cx.get::<Self>(&Self::key(what, id)).await?;
        let attempts = found.filter(|found| found.window.contains(now)).unwrap_or_else(fresh);
        if attempts.count >= what.max() {
            return Err(what.too_many());
        }
        cx.judge();
        Ok(attempts)
    }

    /// Counts a wrong one, although the call is refused.
    pub(crate) fn fail(mut self, cx: &mut Cx<'_>) -> Result<(), Error> {
        self.count += 1;
        cx.put_despite_refusal(&self)
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
