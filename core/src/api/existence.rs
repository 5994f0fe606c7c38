//! `PreventUserExistenceErrors`: what a caller without proof can learn about which users exist.
//!
//! A client with the value `ENABLED` hides it, in every operation that needs no token and no signature:
//!
//! * An unknown user gets the answers of a real user whose proof is wrong: the same challenges, the same errors, the
//!   same delivery details. Values in such an answer (a salt, a user id, a masked address) are derived from the pool's
//!   secret and the name, so that they stay the same. No message is sent, and no code or password is ever right.
//! * The state of a real user that explains a refusal (disabled, not confirmed, must reset the password) is shown only
//!   after a right proof.
//! * The number of reads is the same: the records of the unknown user are read although they do not exist. If a real
//!   user could be found by an alias, one more read replaces the read that would follow the alias.
//! * The arithmetic is the same: a record that looks like a user's is decoded, and one password or proof is verified
//!   against a verifier that no password fits. For real users the invented values are computed as well.
//! * Failures, sent codes and tries are counted for the name, and lock it, as for a real user.
//!
//! Any other client shows it: an unknown user is refused with `UserNotFoundException` at once.

use userpool_storage_traits::Purpose;

use crate::{
    auth::{channel::Channel, srp::Pretended},
    context::Cx,
    error::{Error, ExpiredCode, UserNotFound},
    message::{
        code_message::CodeMessage, confirmation_link::Confirmation, delivery::CodeDeliveryDetails,
        invented::Invented, send::check_mails,
    },
    model::{
        app::App,
        auth_events::{self, NewEvent},
        client::Client,
        code::{Code, CodePurpose, Owner},
        pool::Pool,
        user::User,
    },
    seal,
    sensitive::Sensitive,
};

/// Whether callers of a client may learn that a user exists.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Existence {
    Hidden,
    Shown,
}

impl Existence {
    /// The value for this client.
    pub(super) fn of(client: &Client) -> Self {
        if client.hides_user_existence() { Self::Hidden } else { Self::Shown }
    }

    pub(super) fn is_hidden(self) -> bool {
        self == Self::Hidden
    }

    /// Refuses an unknown user, if existence may be shown.
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

/// The name in a request about a code, and the purpose of the code.
#[derive(Clone, Copy)]
pub(super) struct CodeRequest<'a> {
    /// The name as it was sent.
    pub(super) name: &'a str,
    pub(super) purpose: CodePurpose,
}

/// A code that the caller asks for by the name of a user.
pub(super) struct RequestedCode<'a> {
    pub(super) request: CodeRequest<'a>,
    /// The occasion that the message is about.
    pub(super) message: Purpose,
    /// The channels of a user who does not exist, in order.
    pub(super) preferred: &'a [Channel],
    /// Recorded for the user if the code is sent.
    pub(super) event: NewEvent,
}

impl RequestedCode<'_> {
    /// Sends a code to the user that the name leads to, by this channel, and returns where it goes. If there is no such
    /// user, or the state of the user refuses a code, and existence is hidden, the answer and the cost are the same.
    ///
    /// # Errors
    /// If the client shows existence: `UserNotFoundException`, or the refusal in place of the channel.
    pub(super) async fn send(
        self,
        cx: &mut Cx<'_>,
        app: App<'_>,
        found: Option<(&User, Result<Channel, Error>)>,
    ) -> Result<CodeDeliveryDetails, Error> {
        let App { pool, client } = app;
        let user = found.as_ref().map(|(user, _)| *user);
        let confirmation = Confirmation::of(cx, pool, self.message).await?;
        let refusal = match found {
            Some((user, Ok(channel))) => {
                compute_pretended(pool, self.request.name);
                auth_events::record(cx, app, user, self.event).await?;
                let code = Code::issue(cx, pool, Owner::of(user, self.request.purpose), channel).await?;
                let message = CodeMessage {
                    client: Some(client),
                    user,
                    purpose: self.message,
                    channel,
                    address: user.address(channel).unwrap_or_default(),
                    code: &code,
                };
                return message.send_asking(cx, pool, &confirmation);
            }
            Some((_, Err(refusal))) => refusal,
            None => UserNotFound::WithClient.into(),
        };
        if Existence::of(client) == Existence::Shown {
            return Err(refusal);
        }
        auth_events::pretend_named(cx, app, self.request.name, self.event)?;
        UnknownUser::new(pool, self.request, user).pretend_to_send(cx, self.preferred, &confirmation).await
    }
}

/// Finds the user who answers with a code. If existence is hidden, an unknown user and a disabled one get the same
/// errors as a real user with a wrong code.
///
/// # Errors
/// `UserNotFoundException` if the client shows existence; otherwise those of [`Code::check`].
pub(super) async fn find_by_code(
    cx: &mut Cx<'_>,
    app: App<'_>,
    request: CodeRequest<'_>,
    given: &Sensitive,
) -> Result<User, Error> {
    let existence = Existence::of(app.client);
    let found = User::find_at_uniform_cost(cx, app.pool, request.name).await?;
    existence.check_found(found.as_ref(), UserNotFound::WithClient)?;
    let unknown = UnknownUser::new(app.pool, request, found.as_ref());
    match found.filter(|user| user.enabled || !existence.is_hidden()) {
        Some(user) => {
            compute_pretended(app.pool, request.name);
            Ok(user)
        }
        None => Err(unknown.refuse_code(cx, given).await),
    }
}

/// A name that leads to no user, or to one whose existence is hidden.
struct UnknownUser<'a> {
    pool: &'a Pool,
    request: CodeRequest<'a>,
    /// The name that codes are stored under.
    username: String,
}

impl<'a> UnknownUser<'a> {
    /// `hidden`: the user that the name leads to, if any.
    fn new(pool: &'a Pool, request: CodeRequest<'a>, hidden: Option<&User>) -> Self {
        let username =
            hidden.map_or_else(|| pool.naming.canonical(request.name), |user| user.username.clone());
        Self { pool, request, username }
    }

    /// Issues a code that no user receives, and returns where it would have gone: by the first of these channels that
    /// the user would have. Trying a code later then looks the same as for a real user.
    async fn pretend_to_send(
        &self,
        cx: &mut Cx<'_>,
        preferred: &[Channel],
        confirmation: &Confirmation,
    ) -> Result<CodeDeliveryDetails, Error> {
        let pretended = pretended(self.pool, self.request.name);
        let invented = Invented::new(self.pool, self.request.name, &pretended);
        let channel = invented.channel(preferred);
        check_mails(cx, self.pool, channel)?;
        confirmation.pages(channel)?;
        Code::issue(cx, self.pool, self.owner(&pretended), channel).await?;
        Ok(invented.details(channel))
    }

    /// Checks a code with the answers that a real user gets, except that no code is right.
    async fn refuse_code(&self, cx: &mut Cx<'_>, given: &Sensitive) -> Error {
        let pretended = pretended(self.pool, self.request.name);
        match Code::check(cx, self.pool, self.owner(&pretended), given).await {
            Ok(_) => ExpiredCode::RequestAgain.into(),
            Err(error) => error,
        }
    }

    fn owner<'o>(&'o self, pretended: &'o Pretended) -> Owner<'o> {
        let purpose = self.request.purpose;
        Owner { username: &self.username, sub: &pretended.user_id, user: None, purpose }
    }
}

/// Invented values for a user who does not exist; always the same for one name.
fn pretended(pool: &Pool, name: &str) -> Pretended {
    let key = pool.secret().key(seal::Purpose::Pretended);
    Pretended::new(&key, &pool.naming.canonical(name))
}

/// Costs the same as inventing a user, for a user who exists.
pub(super) fn compute_pretended(pool: &Pool, name: &str) {
    std::hint::black_box(pretended(pool, name));
}

/// Delivery details by this channel for a user who does not exist.
pub(super) fn pretended_details(pool: &Pool, name: &str, channel: Channel) -> CodeDeliveryDetails {
    Invented::new(pool, name, &pretended(pool, name)).details(channel)
}

/// The first of these channels that a user who does not exist would have an address for, if any.
pub(super) fn pretended_channel(pool: &Pool, name: &str, among: &[Channel]) -> Option<Channel> {
    Invented::new(pool, name, &pretended(pool, name)).reached_by(among)
}
