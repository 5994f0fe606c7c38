//! Registration and forgotten passwords: what users do before they can sign in.

use std::convert::Infallible;

use crate::{
    auth::{channel::Channel, srp::Pretended},
    context::Cx,
    error::{Error, ExpiredCode, UserNotFound},
    message::{delivery::CodeDeliveryDetails, invented::Invented},
    model::{
        code::{Code, CodePurpose, Owner},
        pool::Pool,
    },
    operation::{Entry, entry},
    seal,
    sensitive::Sensitive,
};

mod confirm_forgot_password;
pub(super) mod confirm_sign_up;
pub(super) mod forgot_password;
mod resend_confirmation_code;
#[allow(clippy::module_inception, reason = "the operation gives the family its name")]
pub(super) mod sign_up;

pub use confirm_forgot_password::ConfirmForgotPassword;
pub use confirm_sign_up::{ConfirmSignUp, ConfirmSignUpOutput};
pub use forgot_password::{ForgotPassword, ForgotPasswordOutput};
pub use resend_confirmation_code::{ResendConfirmationCode, ResendConfirmationCodeOutput};
pub use sign_up::{SignUp, SignUpOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<SignUp>(),
    entry::<ConfirmSignUp>(),
    entry::<ResendConfirmationCode>(),
    entry::<ForgotPassword>(),
    entry::<ConfirmForgotPassword>(),
];

/// `UserNotFoundException`, for clients that show whether a user exists.
fn unknown_user() -> Error {
    UserNotFound::WithClient.into()
}

/// Stands in for a user who does not exist: always the same for one name.
fn pretended(pool: &Pool, name: &str) -> Pretended {
    let key = pool.secret().key(seal::Purpose::Pretended);
    Pretended::new(&key, &pool.naming.canonical(name))
}

/// Costs what inventing a user costs, for one who exists.
fn pay_for_pretending(pool: &Pool, name: &str) {
    std::hint::black_box(pretended(pool, name));
}

/// A name that leads to no user, or to one whose existence is hidden.
struct Nobody<'a> {
    pool: &'a Pool,
    /// As it was sent.
    name: &'a str,
    /// The name that codes are kept under.
    username: &'a str,
    purpose: CodePurpose,
}

impl Nobody<'_> {
    /// Issues a code that no user receives, and says where it would have gone: by the first of these channels that the user
    /// would have. Trying a code later then looks the same as for a real user.
    async fn pretend_to_send(
        &self,
        cx: &mut Cx<'_>,
        preferred: &[Channel],
    ) -> Result<CodeDeliveryDetails, Error> {
        let pretended = pretended(self.pool, self.name);
        let invented = Invented::new(self.pool, self.name, &pretended);
        let channel = invented.channel(preferred);
        Code::issue(cx, self.pool, self.owner(&pretended), self.purpose, channel).await?;
        Ok(invented.details(channel))
    }

    /// Judges a code with the answers that a real user gets, but that no code is right.
    async fn check(&self, cx: &mut Cx<'_>, given: &Sensitive) -> Result<Infallible, Error> {
        let pretended = pretended(self.pool, self.name);
        Code::check(cx, self.pool, self.owner(&pretended), self.purpose, given).await?;
        Err(ExpiredCode::RequestAgain.into())
    }

    fn owner<'o>(&'o self, pretended: &'o Pretended) -> Owner<'o> {
        Owner { username: self.username, sub: &pretended.user_id, user: None }
    }
}

/// Delivery details by this channel for a user who does not exist.
pub(super) fn pretended_details(pool: &Pool, name: &str, channel: Channel) -> CodeDeliveryDetails {
    Invented::new(pool, name, &pretended(pool, name)).details(channel)
}

/// The channel, among these, that a user who does not exist could be reached by, if there is one.
pub(super) fn pretended_channel(pool: &Pool, name: &str, among: &[Channel]) -> Option<Channel> {
    Invented::new(pool, name, &pretended(pool, name)).reached_by(among)
}
