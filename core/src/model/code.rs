//! Confirmation codes: stored as keyed hashes, limited in time and tries.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rand_core::Rng as _;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use userpool_storage_traits::Key;

use crate::{
    auth::channel::Channel,
    context::{Cx, Stored},
    error::{CodeMismatch, Error, ExpiredCode, LimitExceeded, NotAuthorized},
    model::{
        budget::{Budget, Destination, Remembered},
        keys,
        pool::Pool,
        user::User,
    },
    seal::Purpose,
    sensitive::Sensitive,
    time::{Span, Timestamp},
};

/// The purpose of a code. A user has at most one code for each purpose.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CodePurpose {
    SignUp,
    ForgotPassword,
    VerifyEmail,
    VerifyPhoneNumber,
    /// Second factors. The codes themselves are in sessions or in authenticator apps; only wrong ones are counted here.
    Authentication,
    /// Codes as first factors: the messages sent. They are counted apart from second factors, since an attacker who
    /// knows a name can request one. Wrong codes are counted for each session.
    FirstFactor,
}

/// Whose code it is and what it is for. A code is bound to the `sub`, so that a user who gets the name later does not
/// inherit it, and to the address it was sent to, so that it verifies no other address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner<'a> {
    pub(crate) username: &'a str,
    pub(crate) sub: &'a str,
    /// `None` when the user does not exist.
    pub(crate) user: Option<&'a User>,
    pub(crate) purpose: CodePurpose,
}

/// Where a code goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Route<'a> {
    pub(crate) channel: Channel,
    /// An address that is not the user's yet; `None` for the one they have.
    pub(crate) new_address: Option<&'a str>,
}

impl<'a> Owner<'a> {
    pub(crate) fn of(user: &'a User, purpose: CodePurpose) -> Self {
        Self { username: &user.username, sub: &user.sub, user: Some(user), purpose }
    }

    fn address(self, channel: Channel) -> &'a str {
        self.user.and_then(|user| user.address(channel)).unwrap_or_default()
    }

    /// Where a message to this owner is counted; `new_address` is an address that the user does not have yet.
    fn destination(self, route: Route<'a>) -> Destination<'a> {
        let Route { channel, new_address } = route;
        let address = match self.user {
            Some(_) => new_address.unwrap_or_else(|| self.address(channel)),
            // Nothing is sent, but the cost must be the same.
            None => self.sub,
        };
        let verified =
            new_address.is_none() && self.user.is_some_and(|user| user.verified_address(channel).is_some());
        Destination { purpose: self.purpose.label(), address, verified }
    }
}

/// A code that was sent, and how often a code was requested and tried in the current hour.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Code {
    purpose: CodePurpose,
    username: String,
    /// `None` once the code is spent, while the counters must still be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pending: Option<Pending>,
    /// The hour that the counters cover.
    window: Span,
    requests: u32,
    tries: u32,
    /// Wrong codes in a longer window, for codes that can be tried without signing in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    long: Option<LongWindow>,
    /// The budget of the destination after the last message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sent: Option<Remembered>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
struct LongWindow {
    span: Span,
    tries: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Pending {
    hash: String,
    channel: Channel,
    life: Span,
    /// An address that the user does not have yet. It is stored here until it is verified, and removed with the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

/// The counters' window, in seconds. Quotas of the service are per user and hour.
const WINDOW_SECONDS: u64 = 3600;

/// A second, longer window. For some codes an attacker needs only a name to try one, and could otherwise use up the
/// tries of every hour and guess on without end. A day and the limit are our choice.
const LONG_WINDOW_SECONDS: u64 = 86_400;
const LONG_WINDOW_TRIES_MAX: u32 = 100;

impl CodePurpose {
    pub(crate) const ALL: [Self; 6] = [
        Self::SignUp,
        Self::ForgotPassword,
        Self::VerifyEmail,
        Self::VerifyPhoneNumber,
        Self::Authentication,
        Self::FirstFactor,
    ];

    /// The purpose of a code that verifies an address of a signed-in user.
    pub(crate) fn verifying(channel: Channel) -> Self {
        match channel {
            Channel::Email => Self::VerifyEmail,
            Channel::PhoneNumber => Self::VerifyPhoneNumber,
        }
    }

    /// The name of the purpose in keys and keyed hashes.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::SignUp => "sign-up",
            Self::ForgotPassword => "forgot-password",
            Self::VerifyEmail => "verify-email",
            Self::VerifyPhoneNumber => "verify-phone-number",
            Self::Authentication => "authentication",
            Self::FirstFactor => "first-factor",
        }
    }

    /// How long a stored code is valid, in seconds: a day for a confirmation, an hour for a reset. The record of a
    /// sign-in's codes only counts them: the code itself is in the session, which is valid for fifteen minutes at most.
    fn lifetime_seconds(self) -> u64 {
        match self {
            Self::SignUp | Self::VerifyEmail | Self::VerifyPhoneNumber => 24 * 3600,
            Self::ForgotPassword => 3600,
            Self::Authentication | Self::FirstFactor => 15 * 60,
        }
    }

    /// Most codes that can be requested in an hour. The service allows 5 to 20 resets, depending on risk. Besides 5
    /// resends there is the first code of a sign-up or of a changed address.
    fn requests_max(self) -> u32 {
        match self {
            Self::SignUp | Self::VerifyEmail | Self::VerifyPhoneNumber => 6,
            Self::ForgotPassword | Self::Authentication | Self::FirstFactor => 20,
        }
    }

    /// Most wrong codes that can be tried in an hour. For factors of a sign-in the limit is our choice: the service
    /// documents its lock-out for them, and was seen not to apply it.
    fn tries_max(self) -> u32 {
        match self {
            Self::SignUp | Self::VerifyEmail | Self::VerifyPhoneNumber => 15,
            Self::ForgotPassword | Self::Authentication | Self::FirstFactor => 20,
        }
    }

    /// Whether wrong codes are counted in the longer window as well.
    fn has_long_window(self) -> bool {
        self == Self::ForgotPassword
    }

    /// The error for too many requests or tries. The operations of a sign-in have no `LimitExceededException`.
    fn too_many(self) -> Error {
        match self {
            Self::Authentication | Self::FirstFactor => NotAuthorized::PasswordAttemptsExceeded.into(),
            Self::SignUp | Self::ForgotPassword | Self::VerifyEmail | Self::VerifyPhoneNumber => {
                LimitExceeded::Attempts.into()
            }
        }
    }
}

impl Code {
    pub(crate) fn key(purpose: CodePurpose, username: &str) -> Key {
        keys::code(purpose.label(), username)
    }

    /// Draws a new six-digit code for the user, which replaces an older one. The caller sends it.
    ///
    /// # Errors
    /// `LimitExceededException` when too many codes were requested in this hour, by the user or for the destination.
    pub(crate) async fn issue(
        cx: &mut Cx<'_>,
        pool: &Pool,
        owner: Owner<'_>,
        channel: Channel,
    ) -> Result<Sensitive, Error> {
        Self::issue_to(cx, pool, owner, Route { channel, new_address: None }).await
    }

    /// As [`Code::issue`]. With `new_address`, the code verifies an address that the user does not have yet.
    pub(crate) async fn issue_to(
        cx: &mut Cx<'_>,
        pool: &Pool,
        owner: Owner<'_>,
        route: Route<'_>,
    ) -> Result<Sensitive, Error> {
        let record = Self::load(cx, owner.username, owner.purpose).await?;
        record.renew(cx, pool, owner, route).await
    }

    /// As [`Code::issue`], for the sign-up of a new user: earlier requests under the same name do not count.
    pub(crate) async fn issue_first(
        cx: &mut Cx<'_>,
        pool: &Pool,
        user: &User,
        channel: Channel,
    ) -> Result<Sensitive, Error> {
        let owner = Owner::of(user, CodePurpose::SignUp);
        let before = Self::load(cx, owner.username, owner.purpose).await?;
        let fresh = Self { sent: before.sent, ..Self::fresh(cx.now(), owner.purpose, owner.username) };
        fresh.renew(cx, pool, owner, Route { channel, new_address: None }).await
    }

    /// As [`Code::issue`], on behalf of an administrator: earlier wrong codes are forgotten.
    pub(crate) async fn issue_by_admin(
        cx: &mut Cx<'_>,
        pool: &Pool,
        owner: Owner<'_>,
        channel: Channel,
    ) -> Result<Sensitive, Error> {
        let before = Self::load(cx, owner.username, owner.purpose).await?;
        let forgiven = Self { tries: 0, long: None, ..before };
        forgiven.renew(cx, pool, owner, Route { channel, new_address: None }).await
    }

    async fn renew(
        mut self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        owner: Owner<'_>,
        route: Route<'_>,
    ) -> Result<Sensitive, Error> {
        let Route { channel, new_address } = route;
        self.count_message(cx, pool, owner.destination(route)).await?;
        let digits = draw_digits(cx, SIX_DIGITS);
        let address = new_address.unwrap_or_else(|| owner.address(channel));
        let hash = hash(pool, owner, address, &digits);
        self.pending = Some(Pending {
            hash: BASE64.encode(hash),
            channel,
            life: Span::new(cx.now(), owner.purpose.lifetime_seconds()),
            address: new_address.map(str::to_owned),
        });
        cx.put(&self)?;
        Ok(digits)
    }

    /// Counts a message in the user's budget and in the destination's budget.
    async fn count_message(
        &mut self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        destination: Destination<'_>,
    ) -> Result<(), Error> {
        if self.requests >= self.purpose.requests_max() {
            return Err(self.purpose.too_many());
        }
        self.requests += 1;
        let counted = Budget::count(cx, pool, destination, self.sent.as_ref()).await?;
        self.sent = Some(counted.ok_or_else(|| self.purpose.too_many())?);
        Ok(())
    }

    /// Counts a wrong code, unless there were too many.
    fn count_wrong(&mut self, now: Timestamp) -> Result<(), Error> {
        let long = self.long.filter(|long| long.span.contains(now));
        let mut long = long.unwrap_or(LongWindow { span: Span::new(now, LONG_WINDOW_SECONDS), tries: 0 });
        let is_used_up = self.purpose.has_long_window() && long.tries >= LONG_WINDOW_TRIES_MAX;
        if self.tries >= self.purpose.tries_max() || is_used_up {
            return Err(self.purpose.too_many());
        }
        self.tries += 1;
        long.tries += 1;
        self.long = self.purpose.has_long_window().then_some(long);
        Ok(())
    }

    /// Spends the user's code if `given` matches, and returns where it was sent.
    ///
    /// # Errors
    /// The code is wrong, expired or was never requested, or there were too many wrong ones. A wrong code is counted
    /// even though the call fails.
    pub(crate) async fn spend(
        cx: &mut Cx<'_>,
        pool: &Pool,
        owner: Owner<'_>,
        given: &str,
    ) -> Result<Channel, Error> {
        let channel = Self::check(cx, pool, owner, given).await?;
        let mut record = Self::load(cx, owner.username, owner.purpose).await?;
        record.pending = None;
        cx.put(&record)?;
        Ok(channel)
    }

    /// As [`Code::spend`], but keeps the code: for errors that must not use it up.
    pub(crate) async fn check(
        cx: &mut Cx<'_>,
        pool: &Pool,
        owner: Owner<'_>,
        given: &str,
    ) -> Result<Channel, Error> {
        let mut record = Self::load(cx, owner.username, owner.purpose).await?;
        let Some(pending) = record.pending.clone().filter(|pending| pending.life.contains(cx.now())) else {
            return Err(ExpiredCode::RequestAgain.into());
        };
        // Counted before the code is compared. The count also stands if the caller refuses a right code for another
        // reason.
        record.count_wrong(cx.now())?;
        cx.put_even_on_failure(&record)?;
        cx.check_reads_at_commit();
        let stored = BASE64.decode(&pending.hash).unwrap_or_default();
        let address = pending.address.as_deref().unwrap_or_else(|| owner.address(pending.channel));
        if hash(pool, owner, address, given).ct_eq(&stored).into() {
            return Ok(pending.channel);
        }
        Err(CodeMismatch::Verification.into())
    }

    /// The address that this code verifies, if the user does not have it yet.
    pub(crate) async fn waiting_address(
        cx: &mut Cx<'_>,
        username: &str,
        purpose: CodePurpose,
    ) -> Result<Option<String>, Error> {
        let pending = Self::load(cx, username, purpose).await?.pending;
        Ok(pending.filter(|pending| pending.life.contains(cx.now())).and_then(|pending| pending.address))
    }

    /// Removes the address that waits for verification, and its code. The counters stay.
    pub(crate) async fn drop_change(
        cx: &mut Cx<'_>,
        username: &str,
        purpose: CodePurpose,
    ) -> Result<(), Error> {
        let mut record = Self::load(cx, username, purpose).await?;
        if record.pending.take_if(|pending| pending.address.is_some()).is_some() {
            cx.put(&record)?;
        }
        Ok(())
    }

    /// Counts a try of a second factor before the code is compared. The count is stored only if the call fails, and the
    /// response goes out only if no other try was counted meanwhile. So parallel guesses cannot exceed the limit.
    ///
    /// # Errors
    /// `NotAuthorizedException` when too many wrong codes were tried in this hour.
    pub(crate) async fn count_authentication(cx: &mut Cx<'_>, username: &str) -> Result<(), Error> {
        let mut record = Self::load(cx, username, CodePurpose::Authentication).await?;
        record.count_wrong(cx.now())?;
        cx.put_even_on_failure(&record)?;
        cx.check_reads_at_commit();
        Ok(())
    }

    /// Counts a code that is sent in a sign-in, so that attackers, even one who knows the password, cannot fill a
    /// mailbox.
    ///
    /// # Errors
    /// `NotAuthorizedException` when too many codes were requested in this hour, by the user or for the destination.
    /// The limits and the text are our choice.
    pub(crate) async fn count_sent(
        cx: &mut Cx<'_>,
        pool: &Pool,
        owner: Owner<'_>,
        route: Route<'_>,
    ) -> Result<(), Error> {
        let mut record = Self::load(cx, owner.username, owner.purpose).await?;
        record.count_message(cx, pool, owner.destination(route)).await?;
        cx.put(&record)
    }

    async fn load(cx: &mut Cx<'_>, username: &str, purpose: CodePurpose) -> Result<Self, Error> {
        let now = cx.now();
        let found = cx.get::<Self>(&Self::key(purpose, username)).await?;
        let fresh = Self::fresh(now, purpose, username);
        Ok(match found {
            None => fresh,
            Some(record) if record.window.contains(now) => record,
            Some(record) => Self { pending: record.pending, long: record.long, sent: record.sent, ..fresh },
        })
    }

    fn fresh(now: Timestamp, purpose: CodePurpose, username: &str) -> Self {
        Self {
            purpose,
            username: username.to_owned(),
            pending: None,
            window: Span::new(now, WINDOW_SECONDS),
            requests: 0,
            tries: 0,
            long: None,
            sent: None,
        }
    }
}

impl Stored for Code {
    fn key(&self) -> Key {
        Self::key(self.purpose, &self.username)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        let pending = self.pending.as_ref().map(|pending| pending.life.end());
        let long = self.long.map(|long| long.span.end());
        [Some(self.window.end()), pending, long].into_iter().flatten().max()
    }
}

/// A code of a sign-in in progress. The session holds it; the store does not.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SessionCode {
    hash: String,
    channel: Channel,
}

/// What a code of a sign-in is bound to. It is valid for nothing else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound<'a> {
    /// [`CodePurpose::Authentication`] for a second factor, or [`CodePurpose::FirstFactor`].
    pub(crate) purpose: CodePurpose,
    pub(crate) sub: &'a str,
    pub(crate) channel: Channel,
    pub(crate) address: &'a str,
}

impl SessionCode {
    /// Draws a code: eight digits for a first factor, six for a second. If the caller does not send it, it stays
    /// unknown.
    pub(crate) fn draw(cx: &mut Cx<'_>, pool: &Pool, bound: Bound<'_>) -> (Self, Sensitive) {
        let length = if bound.purpose == CodePurpose::FirstFactor { EIGHT_DIGITS } else { SIX_DIGITS };
        let digits = draw_digits(cx, length);
        let hash = BASE64.encode(bound.hash(pool, &digits));
        (Self { hash, channel: bound.channel }, digits)
    }

    /// Whether `given` is the code that was drawn for this. Count the try first: [`Code::count_authentication`], or
    /// [`AttemptKind::FirstFactor`](crate::model::attempts::AttemptKind::FirstFactor).
    pub(crate) fn matches(&self, pool: &Pool, bound: Bound<'_>, given: &str) -> bool {
        let stored = BASE64.decode(&self.hash).unwrap_or_default();
        bool::from(bound.hash(pool, given).ct_eq(&stored)) && self.channel == bound.channel
    }
}

impl Bound<'_> {
    fn hash(self, pool: &Pool, digits: &str) -> [u8; 32] {
        let message = [self.purpose.label(), self.sub, self.address, digits].map(str::as_bytes);
        pool.secret().hash(Purpose::Code, &message)
    }
}

const SIX_DIGITS: usize = 6;

/// A code that is the only factor is longer.
const EIGHT_DIGITS: usize = 8;

/// Draws `length` digits; each number is equally likely.
fn draw_digits(cx: &mut Cx<'_>, length: usize) -> Sensitive {
    let codes = if length == EIGHT_DIGITS { 100_000_000 } else { 1_000_000 };
    let unbiased = u32::MAX - u32::MAX % codes;
    loop {
        let drawn = cx.rng().next_u32();
        if drawn < unbiased {
            return Sensitive::new(format!("{:0length$}", drawn % codes));
        }
    }
}

/// The hash of a code that is stored.
fn hash(pool: &Pool, owner: Owner<'_>, address: &str, digits: &str) -> [u8; 32] {
    let message = [owner.purpose.label(), owner.sub, address, digits].map(str::as_bytes);
    pool.secret().hash(Purpose::Code, &message)
}
