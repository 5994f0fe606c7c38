//! Registration and forgotten passwords: the operations for users before they can sign in.

use crate::operation::{Entry, entry};

mod confirm_forgot_password;
pub(super) mod confirm_sign_up;
pub(super) mod forgot_password;
mod resend_confirmation_code;
#[expect(clippy::module_inception, reason = "the operation gives the family its name")]
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
