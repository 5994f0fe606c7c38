//! The result of a flow or of the answer to a challenge.

use super::{
    custom_sign_in::CustomSignIn,
    output::SignInOutput,
    session::{Attempt, Progress},
};
use crate::{auth::factor::Factor, model::user::User};

/// The result of a flow or of the answer to a challenge. The [`machine`](super::machine) continues from it.
pub(super) enum Proved {
    /// The proof was right.
    Right(Progress),
    /// The user has chosen this second factor.
    Chosen(Progress, Factor),
    /// The pool's functions decide what comes next.
    Custom(CustomSignIn),
    /// Nothing is proved yet: this is the operation's response.
    Answered(SignInOutput),
}

impl Proved {
    /// The second factor was right.
    pub(super) fn factor(user: User, attempt: Attempt) -> Self {
        Self::Right(Progress { user, attempt: Attempt { factor_proved: true, ..attempt } })
    }
}
