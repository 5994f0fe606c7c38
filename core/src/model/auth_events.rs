//! What users did: sign-ins, sign-ups, and resets and changes of passwords. Recorded in pools with threat protection.
//!
//! The events of a user are one record, which is read together with the user and written in the same commit as what it
//! tells of, so it costs no round trip. What a caller tries with an unknown name writes a record too, under a hash, so that
//! both cases have the same number of writes; but the record of a real user grows with its events.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::{Error, ResourceNotFound},
    model::{app::App, failures::Failures, keys, pool::Pool, user::User},
    seal::Purpose,
    time::Timestamp,
};

/// The record of a user's events.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct AuthEvents {
    /// The username; for an unknown name, a mark and the keyed hash of it.
    owner: String,
    /// Empty for an unknown name.
    sub: String,
    /// Newest first.
    events: Vec<AuthEvent>,
}

/// One event.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct AuthEvent {
    pub(crate) id: String,
    pub(crate) kind: EventKind,
    pub(crate) at: Timestamp,
    pub(crate) response: EventResponse,
    /// Whether a password was right, if one was verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<bool>,
    /// Whether a second factor was right, if one was verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mfa: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) device: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) feedback: Option<Feedback>,
}

/// `EventType`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum EventKind {
    SignIn,
    SignUp,
    ForgotPassword,
    PasswordChange,
    ResendCode,
}

/// `EventResponseType`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum EventResponse {
    Pass,
    Fail,
    /// The user must still answer with a code.
    InProgress,
}

/// What somebody thinks of an event.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Feedback {
    pub(crate) is_valid: bool,
    pub(crate) by_administrator: bool,
    pub(crate) at: Timestamp,
}

/// An event that is recorded now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewEvent {
    kind: EventKind,
    response: EventResponse,
    password: Option<bool>,
    mfa: Option<bool>,
}

/// Most events of a user that are kept. Our own choice.
const EVENTS_MAX: usize = 100;

/// How long events are kept, in seconds: 90 days. Our own choice.
const KEPT_SECONDS: u64 = 90 * 86_400;

/// How long the record for an unknown name is kept, in seconds.
const UNKNOWN_SECONDS: u64 = 900;

impl EventKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "SignIn",
            Self::SignUp => "SignUp",
            Self::ForgotPassword => "ForgotPassword",
            Self::PasswordChange => "PasswordChange",
            Self::ResendCode => "ResendCode",
        }
    }
}

impl EventResponse {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "Pass",
            Self::Fail => "Fail",
            Self::InProgress => "InProgress",
        }
    }
}

impl NewEvent {
    /// An event without proofs.
    pub(crate) fn new(kind: EventKind, response: EventResponse) -> Self {
        Self { kind, response, password: None, mfa: None }
    }

    /// A sign-in that succeeded by these proofs.
    pub(crate) fn signed_in(by_password: bool, by_second_factor: bool) -> Self {
        Self {
            password: by_password.then_some(true),
            mfa: by_second_factor.then_some(true),
            ..Self::new(EventKind::SignIn, EventResponse::Pass)
        }
    }

    /// A wrong password.
    pub(crate) fn wrong_password(kind: EventKind) -> Self {
        Self { password: Some(false), ..Self::new(kind, EventResponse::Fail) }
    }

    /// A wrong code of a second factor.
    pub(crate) fn wrong_code() -> Self {
        Self { mfa: Some(false), ..Self::new(EventKind::SignIn, EventResponse::Fail) }
    }

    fn seen(self, cx: &mut Cx<'_>, app: App<'_>) -> AuthEvent {
        let Self { kind, response, password, mfa } = self;
        let origin = cx.trigger_input().request_origin(app.client.settings.trusts_context_data());
        AuthEvent {
            id: cx.uuid(),
            kind,
            at: cx.now(),
            response,
            password,
            mfa,
            address: origin.address,
            device: origin.device,
            feedback: None,
        }
    }
}

/// Records an event of a user: a failure even though the call fails, anything else when the call succeeds.
pub(crate) async fn record(cx: &mut Cx<'_>, app: App<'_>, user: &User, new: NewEvent) -> Result<(), Error> {
    if !app.pool.settings.has_threat_protection() {
        return Ok(());
    }
    let mut all = AuthEvents::load(cx, user).await?;
    all.events.insert(0, new.seen(cx, app));
    all.events.truncate(EVENTS_MAX);
    all.write(cx, new.response)
}

/// Records that something succeeded which began with an event in progress; that event then passed.
pub(crate) async fn complete(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
    kind: EventKind,
) -> Result<(), Error> {
    if !app.pool.settings.has_threat_protection() {
        return Ok(());
    }
    let mut all = AuthEvents::load(cx, user).await?;
    let is_begun = |event: &&mut AuthEvent| event.kind == kind && event.response == EventResponse::InProgress;
    let Some(event) = all.events.iter_mut().find(is_begun) else {
        return record(cx, app, user, NewEvent::new(kind, EventResponse::Pass)).await;
    };
    event.response = EventResponse::Pass;
    cx.put(&all)
}

/// Writes what a wrong password of a real user writes, for a name that leads to none. `hash` is the keyed hash of the
/// name.
pub(crate) fn pretend(cx: &mut Cx<'_>, app: App<'_>, hash: &str, new: NewEvent) -> Result<(), Error> {
    if !app.pool.settings.has_threat_protection() {
        return Ok(());
    }
    let event = new.seen(cx, app);
    // No username contains a space.
    let pretended = AuthEvents { owner: format!("unknown {hash}"), sub: String::new(), events: vec![event] };
    pretended.write(cx, new.response)
}

/// As [`pretend`], for the name itself.
pub(crate) fn pretend_named(cx: &mut Cx<'_>, app: App<'_>, name: &str, new: NewEvent) -> Result<(), Error> {
    let username = app.pool.naming.canonical(name);
    let hash = Failures::hash_of(&cx.host.keyring, &app.pool.id, &username);
    pretend(cx, app, &hash, new)
}

impl AuthEvents {
    /// The events of a user that are not too old.
    pub(crate) async fn load(cx: &mut Cx<'_>, user: &User) -> Result<Self, Error> {
        let found: Option<Self> = cx.get(&keys::auth_events(&user.username)).await?;
        let own = found.filter(|found| found.sub == user.sub);
        let mut events = own.map(|found| found.events).unwrap_or_default();
        events.retain(|event| cx.now() < event.at.plus_seconds(KEPT_SECONDS));
        Ok(Self { owner: user.username.clone(), sub: user.sub.clone(), events })
    }

    /// Writes the events: after a failure even though the call fails.
    fn write(&self, cx: &mut Cx<'_>, newest: EventResponse) -> Result<(), Error> {
        match newest {
            EventResponse::Fail => cx.put_even_on_failure(self),
            EventResponse::Pass | EventResponse::InProgress => cx.put(self),
        }
    }

    /// The events, newest first.
    pub(crate) fn into_list(self) -> Vec<AuthEvent> {
        self.events
    }

    /// Stores what somebody thinks of an event; it replaces an earlier opinion.
    ///
    /// # Errors
    /// `ResourceNotFoundException` if the user has no such event.
    pub(crate) fn judge(mut self, cx: &mut Cx<'_>, event_id: &str, feedback: Feedback) -> Result<(), Error> {
        let event = self.events.iter_mut().find(|event| event.id == event_id);
        let event = event.ok_or_else(|| ResourceNotFound::AuthEvent(event_id.to_owned()))?;
        event.feedback = Some(feedback);
        cx.put(&self)
    }
}

/// Whether this token allows feedback about an event of a user. A token is a keyed hash of both.
pub(crate) fn is_feedback_token(pool: &Pool, user: &User, event_id: &str, token: &str) -> bool {
    feedback_token(pool, &user.sub, event_id).as_bytes().ct_eq(token.as_bytes()).into()
}

fn feedback_token(pool: &Pool, sub: &str, event_id: &str) -> String {
    BASE64URL.encode(pool.secret().hash(Purpose::Feedback, &[sub.as_bytes(), event_id.as_bytes()]))
}

impl Stored for AuthEvents {
    fn key(&self) -> Key {
        keys::auth_events(&self.owner)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        let seconds = if self.sub.is_empty() { UNKNOWN_SECONDS } else { KEPT_SECONDS };
        self.events.first().map(|newest| newest.at.plus_seconds(seconds))
    }
}
