//! [`Messenger`]: delivers codes and invitations by mail or text message.

use std::{future::Future, ops::Deref};

use crate::{BoxFuture, MaybeSend, MaybeSync, Secret};

/// Delivers messages. The engine calls it after the commit, so a message never reports a change that was not made.
///
/// A closure that takes a [`Message`] and returns a future is a messenger:
///
/// ```
/// # fn takes(_: impl userpool_storage_traits::Messenger) {}
/// use userpool_storage_traits::Message;
///
/// # takes(
/// |message: Message| async move {
///     println!("To {}: {}", message.destination, message.body.expose());
///     Ok(())
/// }
/// # );
/// ```
pub trait Messenger: MaybeSend + MaybeSync + 'static {
    /// Delivers one message.
    ///
    /// On an error the caller of the operation gets `CodeDeliveryFailureException`. The commit is not undone, and the user may
    /// request the message again.
    fn deliver(&self, message: &Message) -> impl Future<Output = Result<(), DeliveryError>> + MaybeSend;
}

/// One mail or text message, ready to send. `Debug` shows neither body nor code.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    /// The user's pool.
    pub user_pool_id: String,
    /// The app client of the request, if it has one.
    pub client_id: Option<String>,
    /// The user's name.
    pub username: String,
    /// Why the message is sent.
    pub purpose: Purpose,
    /// Mail or text message.
    pub medium: Medium,
    /// The full address or E.164 number.
    pub destination: String,
    /// Subject of a mail; `None` for text messages.
    pub subject: Option<String>,
    /// The text with every placeholder replaced; it contains the code.
    pub body: Secret,
    /// The code or temporary password alone, for hosts that write their own text.
    pub code: Option<Secret>,
}

/// How a message travels: Cognito's `DeliveryMediumType`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Medium {
    /// A mail.
    Email,
    /// A text message.
    Sms,
}

/// Why a message is sent. The names are those of the `CustomMessage_...` trigger sources.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Purpose {
    /// Confirmation code after `SignUp`.
    SignUp,
    /// Invitation with a temporary password, from `AdminCreateUser`.
    AdminCreateUser,
    /// Confirmation code, requested again.
    ResendCode,
    /// Password-reset code.
    ForgotPassword,
    /// Code to verify a changed attribute.
    UpdateUserAttribute,
    /// Code to verify an attribute, requested by the user.
    VerifyUserAttribute,
    /// One-time password or MFA code of a sign-in.
    Authentication,
    /// Notice of a sign-in with a risk. It has no code, and `CustomMessage` is not called for it.
    AccountTakeOverNotification,
}

/// The message could not be delivered.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct DeliveryError {
    message: String,
}

impl Medium {
    /// `EMAIL` or `SMS`, as in `CodeDeliveryDetails`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "EMAIL",
            Self::Sms => "SMS",
        }
    }
}

impl Purpose {
    /// The part of the trigger source after `CustomMessage_`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "SignUp",
            Self::AdminCreateUser => "AdminCreateUser",
            Self::ResendCode => "ResendCode",
            Self::ForgotPassword => "ForgotPassword",
            Self::UpdateUserAttribute => "UpdateUserAttribute",
            Self::VerifyUserAttribute => "VerifyUserAttribute",
            Self::Authentication => "Authentication",
            Self::AccountTakeOverNotification => "AccountTakeOverNotification",
        }
    }
}

impl DeliveryError {
    /// `message` is returned to the caller of the operation, so it must contain no credentials and no code.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// The object-safe twin of [`Messenger`].
pub trait DynMessenger: MaybeSend + MaybeSync {
    /// See [`Messenger::deliver`].
    fn deliver<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), DeliveryError>>;
}

impl<M: Messenger> DynMessenger for M {
    fn deliver<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), DeliveryError>> {
        Box::pin(Messenger::deliver(self, message))
    }
}

/// A shared messenger is a messenger.
impl<M: Messenger + Send + Sync> Messenger for std::sync::Arc<M> {
    fn deliver(&self, message: &Message) -> impl Future<Output = Result<(), DeliveryError>> + MaybeSend {
        self.deref().deliver(message)
    }
}

/// A closure is a messenger. It gets a copy of each message, since its future may outlive the call.
impl<F, Delivery> Messenger for F
where
    F: Fn(Message) -> Delivery + MaybeSend + MaybeSync + 'static,
    Delivery: Future<Output = Result<(), DeliveryError>> + MaybeSend,
{
    fn deliver(&self, message: &Message) -> impl Future<Output = Result<(), DeliveryError>> + MaybeSend {
        self(message.clone())
    }
}
