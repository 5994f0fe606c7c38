//! How often a user tried something in the running hour.
//!
//! [Quotas of Amazon Cognito](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html): some requests are
//! limited for each user and hour.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::{Error, LimitExceeded},
    time::Timestamp,
};

/// The counter of one user and one thing they try.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Attempts {
    what: Tried,
    username: String,
    /// Start of the hour that is counted.
    window: Timestamp,
    count: u32,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tried {
    /// Wrong previous passwords in `ChangePassword`.
    ChangePassword,
}

const WINDOW_SECONDS: u64 = 3600;

impl Tried {
    pub(crate) const ALL: [Self; 1] = [Self::ChangePassword];

    fn label(self) -> &'static str {
        match self {
            Self::ChangePassword => "change-password",
        }
    }

    fn max(self) -> u32 {
        match self {
            Self::ChangePassword => 5,
        }
    }
}

impl Attempts {
    pub(crate) fn key(what: Tried, username: &str) -> Key {
        Key::new(["attempts", what.label(), username])
    }

    /// Lets an attempt in. The commit makes sure that the counter still stands as it was read.
    ///
    /// # Errors
    /// `LimitExceededException` when there were too many.
    pub(crate) async fn admit(cx: &mut Cx<'_>, what: Tried, username: &str) -> Result<Self, Error> {
        let now = cx.now();
        let fresh = || Self { what, username: username.to_owned(), window: now, count: 0 };
        let found = cx.get::<Self>(&Self::key(what, username)).await?;
        let attempts =
            found.filter(|found| now.seconds_since(found.window) < WINDOW_SECONDS).unwrap_or_else(fresh);
        if attempts.count >= what.max() {
            return Err(LimitExceeded::Attempts.into());
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
        Self::key(self.what, &self.username)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.window.plus_seconds(WINDOW_SECONDS))
    }
}
