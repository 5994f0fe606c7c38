//! What users did: sign-ins, sign-ups, and resets and changes of passwords. Recorded in pools with threat protection.
//!
//! The newest events of a user are one record, which is read together with the user and written in the same commit as what it
//! tells of, so it costs no round trip. When that record is full, its events become a record of older events: so most events
//! write little. What a caller tries with an unknown name writes a record too, under a hash, so that both cases have the same
//! number of writes; but the record of a real user grows with its events.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use userpool_storage_traits::Key;

use crate::{
    auth::risk::{Place, Risk},
    context::{Cx, Stored},
    effects::Effect,
    error::{Error, ResourceNotFound},
    model::{app::App, failures::Failures, keys, log_delivery, pool::Pool, user::User},
    seal::Purpose,
    time::Timestamp,
};

/// The record of a user's newest events.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct AuthEvents {
    /// The username; for an unknown name, a mark and the keyed hash of it.
    owner: String,
    /// Empty for an unknown name.
    sub: String,
    /// Newest first.
    events: Vec<AuthEvent>,
    /// How many records of older events were written so far.
    #[serde(default, skip_serializing_if = "is_zero")]
    filed: u64,
    /// Where the user has signed in from, in older events; the last one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    places: Vec<KnownPlace>,
}

/// A record of older events of a user.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct OlderEvents {
    owner: String,
    sub: String,
    /// Counted from 0. The record replaces an earlier one whose events are too many.
    number: u64,
    /// Newest first.
    events: Vec<AuthEvent>,
}

/// A place that a user has signed in from.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct KnownPlace {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    /// The last time.
    at: Timestamp,
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
    #[serde(default, skip_serializing_if = "Risk::is_none")]
    pub(crate) risk: Risk,
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
    risk: Risk,
}

/// Most events in one record, except after failures. With one or two places it has less than a kilobyte: SQLite keeps longer ones
/// on pages of their own.
const RECORD_EVENTS_MAX: usize = 4;

/// Most records of older events of a user.
const OLDER_MAX: u64 = 25;

/// Most events of a user that are listed: our own choice. The records have room for them.
const EVENTS_MAX: usize = 100;

/// Most places of older events that are remembered.
const PLACES_MAX: usize = 20;

/// How long events are kept, in seconds: 90 days. Our own choice.
const KEPT_SECONDS: u64 = 90 * DAY_SECONDS;

const DAY_SECONDS: u64 = 86_400;

/// How long the record for an unknown name is kept, in seconds.
const UNKNOWN_SECONDS: u64 = 900;

impl EventKind {
    /// The name in exported logs: `SIGN_IN`.
    pub(crate) fn exported(self) -> &'static str {
        match self {
            Self::SignIn => "SIGN_IN",
            Self::SignUp => "SIGN_UP",
            Self::ForgotPassword => "FORGOT_PASSWORD",
            Self::PasswordChange => "PASSWORD_CHANGE",
            Self::ResendCode => "RESEND_CODE",
        }
    }

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
        Self { kind, response, password: None, mfa: None, risk: Risk::default() }
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

    /// A right password after which the sign-in was refused, or waits for a second factor.
    pub(crate) fn assessed(response: EventResponse, by_password: bool) -> Self {
        Self { password: by_password.then_some(true), ..Self::new(EventKind::SignIn, response) }
    }

    /// The same with this assessment.
    pub(crate) fn with(self, risk: Risk) -> Self {
        Self { risk, ..self }
    }

    fn seen(self, cx: &mut Cx<'_>, app: App<'_>) -> AuthEvent {
        let id = cx.uuid();
        self.seen_as(cx, app, id)
    }

    fn seen_as(self, cx: &Cx<'_>, app: App<'_>, id: String) -> AuthEvent {
        let Self { kind, response, password, mfa, risk } = self;
        let origin = cx.user_origin(app.client.settings.trusts_context_data());
        let device = origin.device_name();
        AuthEvent {
            id,
            kind,
            at: cx.now(),
            response,
            password,
            mfa,
            address: origin.address,
            device,
            risk,
            feedback: None,
        }
    }
}

/// Records an event of a user: a failure even though the call fails, anything else when the call succeeds.
pub(crate) async fn record(cx: &mut Cx<'_>, app: App<'_>, user: &User, new: NewEvent) -> Result<(), Error> {
    if !app.pool.settings.has_threat_protection() {
        return Ok(());
    }
    let event = new.seen(cx, app);
    write(cx, app, user, event).await
}

/// As [`record`], for an event with this id.
pub(crate) async fn record_as(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
    (id, new): (String, NewEvent),
) -> Result<(), Error> {
    if !app.pool.settings.has_threat_protection() {
        return Ok(());
    }
    let event = new.seen_as(cx, app, id);
    write(cx, app, user, event).await
}

async fn write(cx: &mut Cx<'_>, app: App<'_>, user: &User, event: AuthEvent) -> Result<(), Error> {
    let mut newest = AuthEvents::load(cx, user).await?;
    export(cx, app, user, &event).await?;
    newest.add(cx, event)
}

/// As [`record`]. The event replaces the one that was in progress under this id.
pub(crate) async fn replace(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
    (id, new): (String, NewEvent),
) -> Result<(), Error> {
    if !app.pool.settings.has_threat_protection() {
        return Ok(());
    }
    let event = new.seen_as(cx, app, id);
    let response = event.response;
    let mut newest = AuthEvents::load(cx, user).await?;
    export(cx, app, user, &event).await?;
    match newest.find(cx, |known| known.id == event.id).await? {
        Found::Newest(at) => {
            newest.events[at].replace_by(event);
            put(cx, &newest, response)
        }
        Found::Older(mut older, at) => {
            older.events[at].replace_by(event);
            // The place was not that of a sign-in when the record was filed.
            newest.remember(&older.events[at..=at]);
            put(cx, &older, response)?;
            put(cx, &newest, response)
        }
        Found::Nowhere => newest.add(cx, event),
    }
}

/// Writes a record with an event: after a failure even though the call fails.
fn put<T: Stored>(cx: &mut Cx<'_>, record: &T, response: EventResponse) -> Result<(), Error> {
    match response {
        EventResponse::Fail => cx.put_even_on_failure(record),
        EventResponse::Pass | EventResponse::InProgress => cx.put_relaxed(record),
    }
}

/// Where an event is.
enum Found {
    /// Among the newest, at this place.
    Newest(usize),
    /// In a record of older events, at this place.
    Older(OlderEvents, usize),
    Nowhere,
}

/// Gives the event to the host's audit log, if the pool exports its events: after the commit, or after the failure that
/// the event is about.
async fn export(cx: &mut Cx<'_>, app: App<'_>, user: &User, event: &AuthEvent) -> Result<(), Error> {
    let Some(record) = log_delivery::user_activity(cx, app, user, event).await? else { return Ok(()) };
    let effect = Effect::Audit(Box::new(record));
    match event.response {
        EventResponse::Fail => cx.after_failure(effect),
        EventResponse::Pass | EventResponse::InProgress => cx.after_commit(effect),
    }
    Ok(())
}

/// Records that something succeeded which began with an event in progress; that event then passed.
pub(crate) async fn complete(cx: &mut Cx<'_>, app: App<'_>, user: &User, new: NewEvent) -> Result<(), Error> {
    if !app.pool.settings.has_threat_protection() {
        return Ok(());
    }
    let mut newest = AuthEvents::load(cx, user).await?;
    let is_begun = |event: &AuthEvent| event.kind == new.kind && event.response == EventResponse::InProgress;
    match newest.find(cx, is_begun).await? {
        Found::Newest(at) => {
            newest.events[at].pass(new);
            export(cx, app, user, &newest.events[at]).await?;
            cx.put(&newest)
        }
        Found::Older(mut older, at) => {
            older.events[at].pass(new);
            export(cx, app, user, &older.events[at]).await?;
            cx.put(&older)
        }
        Found::Nowhere => record(cx, app, user, new).await,
    }
}

/// Writes what a wrong password of a real user writes, for a name that leads to none. `hash` is the keyed hash of the
/// name.
pub(crate) fn pretend(cx: &mut Cx<'_>, app: App<'_>, hash: &str, new: NewEvent) -> Result<(), Error> {
    if !app.pool.settings.has_threat_protection() {
        return Ok(());
    }
    let event = new.seen(cx, app);
    // No username contains a space.
    let owner = format!("unknown {hash}");
    let pretended = AuthEvents { events: vec![event], ..AuthEvents::new(owner, String::new()) };
    put(cx, &pretended, new.response)
}

/// As [`pretend`], for the name itself.
pub(crate) fn pretend_named(cx: &mut Cx<'_>, app: App<'_>, name: &str, new: NewEvent) -> Result<(), Error> {
    let username = app.pool.naming.canonical(name);
    let hash = Failures::hash_of(&cx.host.keyring, &app.pool.id, &username);
    pretend(cx, app, &hash, new)
}

/// Removes the events of a user who is deleted. A commit may have no room for all records of older events; those that stay expire.
pub(crate) async fn forget(cx: &mut Cx<'_>, user: &User) -> Result<(), Error> {
    let key = keys::auth_events(&user.username);
    let found = cx.peek::<AuthEvents>(std::slice::from_ref(&key)).await?;
    let older = found.into_iter().flatten().flat_map(|mut newest| {
        // A sign-in at the same time may file the next record.
        newest.filed += 1;
        newest.older_keys()
    });
    let older = older.collect::<Vec<_>>();
    cx.remove_remains(older);
    cx.remove(key);
    Ok(())
}

impl AuthEvent {
    /// Becomes an event with the same id, and keeps its time, its feedback, and the place if the other has none.
    fn replace_by(&mut self, other: Self) {
        let address = other.address.or_else(|| self.address.take());
        let device = other.device.or_else(|| self.device.take());
        let feedback = self.feedback.take();
        *self = Self { at: self.at, address, device, feedback, ..other };
    }

    /// What was in progress has passed.
    fn pass(&mut self, new: NewEvent) {
        self.response = new.response;
        self.risk.is_compromised |= new.risk.is_compromised;
    }

    fn place(&self) -> Place<'_> {
        Place { address: self.address.as_deref(), device: self.device.as_deref() }
    }

    fn is_kept(&self, now: Timestamp) -> bool {
        now < self.at.plus_seconds(KEPT_SECONDS)
    }

    /// Whether the user has signed in. If somebody said that it was not the user, it does not count.
    fn is_sign_in(&self) -> bool {
        self.kind == EventKind::SignIn
            && self.response == EventResponse::Pass
            && self.feedback.as_ref().is_none_or(|feedback| feedback.is_valid)
    }
}

impl KnownPlace {
    fn place(&self) -> Place<'_> {
        Place { address: self.address.as_deref(), device: self.device.as_deref() }
    }
}

impl AuthEvents {
    fn new(owner: String, sub: String) -> Self {
        Self { owner, sub, events: Vec::new(), filed: 0, places: Vec::new() }
    }

    /// The newest events of a user, of those that are not too old.
    pub(crate) async fn load(cx: &mut Cx<'_>, user: &User) -> Result<Self, Error> {
        let found: Option<Self> = cx.get(&keys::auth_events(&user.username)).await?;
        let own = found.filter(|found| found.sub == user.sub);
        let mut newest = own.unwrap_or_else(|| Self::new(user.username.clone(), user.sub.clone()));
        newest.events.retain(|event| event.is_kept(cx.now()));
        newest.places.retain(|place| cx.now() < place.at.plus_seconds(KEPT_SECONDS));
        Ok(newest)
    }

    /// The keys of the records of older events, newest first.
    pub(crate) fn older_keys(&self) -> Vec<Key> {
        let numbers = self.filed.saturating_sub(OLDER_MAX)..self.filed;
        numbers.rev().map(|number| keys::older_auth_events(&self.owner, number % OLDER_MAX)).collect()
    }

    /// The records of older events, newest first.
    async fn older(&self, cx: &mut Cx<'_>) -> Result<Vec<OlderEvents>, Error> {
        let keys = self.older_keys();
        cx.prefetch(&keys).await?;
        let mut found = Vec::with_capacity(keys.len());
        for key in &keys {
            let older: Option<OlderEvents> = cx.get(key).await?;
            found.extend(older.filter(|older| older.sub == self.sub));
        }
        let now = cx.now();
        found.iter_mut().for_each(|older| older.events.retain(|event| event.is_kept(now)));
        Ok(found)
    }

    async fn find(&self, cx: &mut Cx<'_>, is_it: impl Fn(&AuthEvent) -> bool) -> Result<Found, Error> {
        if let Some(at) = self.events.iter().position(&is_it) {
            return Ok(Found::Newest(at));
        }
        for older in self.older(cx).await? {
            if let Some(at) = older.events.iter().position(&is_it) {
                return Ok(Found::Older(older, at));
            }
        }
        Ok(Found::Nowhere)
    }

    /// Adds an event. If the record is full, its events become records of older ones, but not after a failure: a failure writes as
    /// many records for a user as for an unknown name.
    fn add(&mut self, cx: &mut Cx<'_>, event: AuthEvent) -> Result<(), Error> {
        let response = event.response;
        while response != EventResponse::Fail && self.events.len() >= RECORD_EVENTS_MAX {
            let events = self.events.split_off(self.events.len() - RECORD_EVENTS_MAX);
            self.remember(&events);
            let (owner, sub) = (self.owner.clone(), self.sub.clone());
            // The commit checks the record of the newest events, so no other call files the same number.
            put(cx, &OlderEvents { owner, sub, number: self.filed, events }, response)?;
            self.filed += 1;
        }
        self.events.insert(0, event);
        self.events.truncate(EVENTS_MAX);
        put(cx, self, response)
    }

    /// Remembers the places of events that become older ones.
    fn remember(&mut self, events: &[AuthEvent]) {
        for event in events.iter().rev().filter(|event| event.is_sign_in()) {
            let place =
                KnownPlace { address: event.address.clone(), device: event.device.clone(), at: event.at };
            self.places.retain(|known| !known.place().is_same(place.place()));
            self.places.insert(0, place);
        }
        self.places.truncate(PLACES_MAX);
    }

    /// Where the user has signed in from.
    pub(crate) fn places(&self) -> Vec<Place<'_>> {
        let newest = self.events.iter().filter(|event| event.is_sign_in()).map(AuthEvent::place);
        newest.chain(self.places.iter().map(KnownPlace::place)).collect()
    }

    /// All events, newest first.
    pub(crate) async fn list(self, cx: &mut Cx<'_>) -> Result<Vec<AuthEvent>, Error> {
        let older = self.older(cx).await?;
        let older = older.into_iter().flat_map(|older| older.events);
        Ok(self.events.into_iter().chain(older).take(EVENTS_MAX).collect())
    }

    /// Stores what somebody thinks of an event; it replaces an earlier opinion.
    ///
    /// # Errors
    /// `ResourceNotFoundException` if the user has no such event.
    pub(crate) async fn judge(
        mut self,
        cx: &mut Cx<'_>,
        event_id: &str,
        feedback: Feedback,
    ) -> Result<(), Error> {
        match self.find(cx, |event| event.id == event_id).await? {
            Found::Newest(at) => self.events[at].feedback = Some(feedback),
            Found::Older(mut judged, at) => {
                judged.events[at].feedback = Some(feedback);
                cx.put(&judged)?;
                // The sign-in may count no longer, or again. Its place may be that of another one, too.
                let place = judged.events[at].place();
                self.places.retain(|known| !known.place().is_same(place));
                for older in self.older(cx).await?.into_iter().rev() {
                    let older = if older.number == judged.number { &judged } else { &older };
                    self.remember(&older.events);
                }
            }
            Found::Nowhere => return Err(ResourceNotFound::AuthEvent(event_id.to_owned()).into()),
        }
        cx.put(&self)
    }
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Whether this token allows feedback about an event of a user. A token is a keyed hash of both.
pub(crate) fn is_feedback_token(pool: &Pool, user: &User, event_id: &str, token: &str) -> bool {
    feedback_token(pool, &user.sub, event_id).as_bytes().ct_eq(token.as_bytes()).into()
}

/// The token that allows feedback about this event.
pub(crate) fn feedback_token(pool: &Pool, sub: &str, event_id: &str) -> String {
    BASE64URL.encode(pool.secret().hash(Purpose::Feedback, &[sub.as_bytes(), event_id.as_bytes()]))
}

impl Stored for AuthEvents {
    fn key(&self) -> Key {
        keys::auth_events(&self.owner)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        let newest = self.events.first()?.at;
        if self.sub.is_empty() {
            return Some(newest.plus_seconds(UNKNOWN_SECONDS));
        }
        // At the end of a day, so that most events of a day do not move the record in a store's index of expiry.
        let days = newest.plus_seconds(KEPT_SECONDS).seconds().div_ceil(DAY_SECONDS);
        Some(Timestamp::from_seconds(days * DAY_SECONDS))
    }
}

impl Stored for OlderEvents {
    fn key(&self) -> Key {
        keys::older_auth_events(&self.owner, self.number % OLDER_MAX)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.events.first().map(|newest| newest.at.plus_seconds(KEPT_SECONDS))
    }
}
