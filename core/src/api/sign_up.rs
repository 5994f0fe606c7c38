//! Registration and forgotten passwords: what users do before they can sign in.

use userpool_storage_traits::{Message, Purpose, Secret};

use crate::{
    api::{Entry, entry},
    auth::srp::Pretended,
    context::Cx,
    error::{Error, UserNotFound},
    model::{
        client::Client,
        delivery::{Channel, CodeDeliveryDetails, mask_email},
        email_address::is_email,
        pool::Pool,
        template,
        user::User,
    },
    seal,
    sensitive::Sensitive,
    trigger::post,
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

/// Sends a code to the user's address, and says where it went.
fn send_code(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    purpose: Purpose,
    channel: Channel,
    code: &Sensitive,
) -> Result<CodeDeliveryDetails, Error> {
    let text = template::verification(&pool.settings, channel, user.shown_username(), code);
    let destination = user.address(channel).unwrap_or_default().to_owned();
    let details = channel.details(&destination);
    let message = Message {
        user_pool_id: client.pool_id.clone(),
        client_id: Some(client.id.clone()),
        username: user.shown_username().to_owned(),
        purpose,
        medium: channel.medium(),
        destination,
        subject: text.subject,
        body: Secret::new(text.body.as_str()),
        code: Some(Secret::new(code.as_str())),
    };
    post::send(cx, pool, user, user.shown_username(), message)?;
    Ok(details)
}

/// `UserNotFoundException`, for clients that show whether a user exists.
fn unknown_user() -> Error {
    UserNotFound::WithClient.into()
}

/// Stands in for a user who does not exist: always the same for one name.
fn pretended(pool: &Pool, name: &str) -> Pretended {
    let key = pool.secret().key(seal::Purpose::Pretended);
    Pretended::new(&key, &pool.naming.canonical(name))
}

/// Delivery details for a user who does not exist: as for a mail, always the same for one name.
pub(super) fn pretended_details(pool: &Pool, name: &str) -> CodeDeliveryDetails {
    let destination = if is_email(name) {
        mask_email(name)
    } else {
        // Two letters from the name's pretended id: as stable, and as little connected with any real address.
        let id = pretended(pool, name).user_id;
        let letter = |byte: u8| char::from(b'a' + byte % 26);
        let bytes = id.as_bytes();
        format!("{}***@{}***", letter(bytes[0].wrapping_mul(7)), letter(bytes[1].wrapping_mul(11)))
    };
    CodeDeliveryDetails {
        destination,
        delivery_medium: "EMAIL".to_owned(),
        attribute_name: "email".to_owned(),
    }
}
