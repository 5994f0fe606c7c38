//! What a flow or the answer to a challenge comes to.

use super::{
    custom_sign_in::CustomSignIn,
    output::SignInOutput,
    session::{Attempt, Progress},
};
use crate::{auth::factor::Factor, model::user::User};

/// What a flow or the answer to a challenge comes to. The [`machine`](super::machine) goes on from it.
pub(super) enum Proved {
    /// The proof was right.
    Right(Progress),
    /// The user has chosen this second factor.
    Chosen(Progress, Factor),
    /// The pool's functions decide what comes next.
    Custom(CustomSignIn),
    /// Nothing yet: here is what the operation answers.
    Answered(SignInOutput),
}

impl Proved {
    /// The right second factor.
    pub(super) fn factor(user: User, attempt: Attempt) -> Self {
        Self::Right(Progress { user, attempt: Attempt { factor_proved: true, ..attempt } })
    }
}
