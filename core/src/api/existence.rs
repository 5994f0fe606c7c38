//! `PreventUserExistenceErrors`: what a caller who has proved nothing learns about which users exist.
//!
//! A client with the value `ENABLED` hides it, in every operation that needs no token and no signature:
//!
//! * An unknown user gets the answers of a real user whose proof is wrong: the same challenges, the same errors, the same
//!   delivery details. What such an answer must show (a salt, a user id, a masked address) is derived from the pool's
//!   secret and the name, so that it stays the same. No message is sent, and no code or password is ever right.
//! * A state of a real user that explains a refusal (disabled, not confirmed, a reset is due) is told only after a right
//!   proof.
//! * The store is read as often: the records of the unknown user are read although they do not exist, and where a real
//!   user could be found by an alias, one more read stands for the one that follows it.
//! * The arithmetic is the same: a record that looks like a user's is decoded, and one password or proof is verified
//!   against a verifier that no password fits. For real users the invented values are computed as well.
//! * Failures, sent codes and tries are counted under the name, and lock it, as those of a real user do.
//!
//! Any other client shows it: an unknown user is refused with `UserNotFoundException` at once.

use crate::{
    error::{Error, UserNotFound},
    model::{client::Client, user::User},
};

/// Whether a client's callers may learn that a user exists.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Existence {
    Hidden,
    Shown,
}

impl Existence {
    /// What this client has.
    pub(super) fn of(client: &Client) -> Self {
        if client.hides_user_existence() { Self::Hidden } else { Self::Shown }
    }

    pub(super) fn is_hidden(self) -> bool {
        self == Self::Hidden
    }

    /// Refuses an unknown user, where that may be shown.
    ///
    /// # Errors
    /// `UserNotFoundException`.
    pub(super) fn check_found(self, user: Option<&User>, unknown: UserNotFound) -> Result<(), Error> {
        match user {
            None if self == Self::Shown => Err(unknown.into()),
            _ => Ok(()),
        }
    }
}
