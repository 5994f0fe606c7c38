//! The user that a name or a session stands for, and the protection of that user's password against guesses.
//!
//! The user may not exist. If the client hides that, everything here costs the same reads and the same arithmetic, and
//! gives the same answers; [`existence`](crate::api::existence) has the rules.

use super::{
    facts::facts_without_device,
    parameters::{Parameters, parameter},
    session::{Attempt, Awaited, Session},
};
use crate::{
    api::existence::Existence,
    auth::{
        challenge,
        srp::{OpenPassword, Pretended},
    },
    context::Cx,
    error::{Error, NotAuthorized, UserNotFound},
    events::PreAuthentication,
    model::{
        app::App,
        auth_events::{self, EventKind, NewEvent},
        failures::Failures,
        keys,
        pool::Pool,
        user::User,
    },
    seal::Purpose,
    trigger::{TriggerContext, user_attributes},
};

/// A caller who wants to prove that they are the user of this name; there may be no such user.
pub(super) struct Claimant<'a> {
    /// The name as it was sent.
    pub(super) name: &'a str,
    pub(super) user: Option<User>,
    /// `USER_ID_FOR_SRP`: the real username, or an invented one that looks real.
    pub(super) username: String,
    pub(super) password: OpenPassword,
    pub(super) attempt: Attempt,
}

impl<'a> Claimant<'a> {
    /// Finds the user with this name, or invents one whose password is never right.
    ///
    /// # Errors
    /// `UserNotFoundException`, if the client shows whether a user exists.
    pub(super) async fn find(
        cx: &mut Cx<'_>,
        app: App<'_>,
        name: &'a str,
        attempt: Attempt,
    ) -> Result<Self, Error> {
        let user = User::find(cx, app.pool, name).await?;
        Existence::of(app.client).check_found(user.as_ref(), UserNotFound::User)?;
        let claimant = Self { attempt, ..Self::new(cx, app.pool, name, user)? };
        let by_alias = claimant.user.as_ref().is_some_and(|user| user.is_alias(app.pool, name));
        User::equalize_alias_cost(cx, app.pool, by_alias, &claimant.username).await?;
        Ok(claimant)
    }

    /// A claimant whose `name` leads to `user`, with a new attempt.
    pub(super) fn new(cx: &Cx<'_>, pool: &Pool, name: &'a str, user: Option<User>) -> Result<Self, Error> {
        let password = match &user {
            Some(user) => user.open_password(cx, pool)?,
            None => {
                User::read_decoy(cx, pool)?.open_password(cx, pool)?;
                None
            }
        };
        let key = pool.secret().key(Purpose::Pretended);
        let Pretended { salt, user_id, verifier, .. } = Pretended::new(&key, &pool.naming.canonical(name));
        let username = match &user {
            Some(user) => user.username.clone(),
            // An alias would lead to another username, so it is not echoed, but a username is. The result is never
            // longer than a key.
            None if pool.naming.check_username(name).is_err()
                || !pool.naming.username_attributes.is_empty()
                || !pool.naming.can_be_username(name) =>
            {
                user_id
            }
            None => pool.naming.canonical(name),
        };
        let password = password.unwrap_or(OpenPassword { salt, verifier });
        Ok(Self { name, user, username, password, attempt: Attempt::default() })
    }

    /// Asks the pool's function whether this sign-in may begin. Runs before the password is verified, so for wrong ones
    /// too.
    pub(super) async fn pre_authentication(&self, cx: &mut Cx<'_>, app: App<'_>) -> Result<(), Error> {
        let user = self.user.as_ref();
        let request = PreAuthentication {
            user_attributes: user.map(|user| user_attributes(app.pool, user)).unwrap_or_default(),
            validation_data: cx.trigger_input().validation_data.clone(),
            user_not_found: user.is_none(),
        };
        let user_name = user.map_or(&*self.username, User::shown_username);
        let context = TriggerContext { pool: app.pool, client_id: Some(&app.client.id), user_name };
        cx.trigger(context, "Authentication", request).await?;
        Ok(())
    }
}

/// Refuses every password that can be refused before it is verified, so that these answers cost no arithmetic: during a
/// lockout (unknown names have it too) and, if the client shows existence, because of the user's status.
pub(super) async fn check_before_password(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: Option<&User>,
    username: &str,
) -> Result<Failures, Error> {
    let failures = Failures::load(cx, &app.pool.id, username).await?;
    let is_hidden = Existence::of(app.client).is_hidden();
    if failures.is_locked(cx.now()) {
        return Err(match is_hidden {
            true => NotAuthorized::IncorrectCredentials.into(),
            false => NotAuthorized::PasswordAttemptsExceeded.into(),
        });
    }
    if let Some(user) = user.filter(|_| !is_hidden) {
        challenge::before_password(&facts_without_device(cx, app, user, &Attempt::default()))?;
    }
    Ok(failures)
}

/// Refuses a user who must reset the password, if the client shows existence: this answer needs no proof.
pub(super) fn check_before_proof(cx: &Cx<'_>, app: App<'_>, claimant: &Claimant<'_>) -> Result<(), Error> {
    match claimant.user.as_ref().filter(|_| !Existence::of(app.client).is_hidden()) {
        Some(user) => challenge::before_proof(&facts_without_device(cx, app, user, &claimant.attempt)),
        None => Ok(()),
    }
}

/// Counts and records a wrong password, and returns the error to answer with.
pub(super) async fn wrong_password(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: Option<&User>,
    failures: Failures,
) -> Error {
    let event = NewEvent::wrong_password(EventKind::SignIn);
    let recorded = match user {
        Some(user) => auth_events::record(cx, app, user, event).await,
        None => auth_events::pretend(cx, app, failures.hash(), event),
    };
    let counted = recorded.and_then(|()| failures.count(cx));
    counted.err().unwrap_or_else(|| NotAuthorized::IncorrectCredentials.into())
}

/// Records a wrong code of a second factor, and returns the error to answer with.
pub(super) async fn wrong_code(cx: &mut Cx<'_>, app: App<'_>, user: &User, error: impl Into<Error>) -> Error {
    let recorded = auth_events::record(cx, app, user, NewEvent::wrong_code()).await;
    recorded.err().unwrap_or_else(|| error.into())
}

/// The session's user, if the answer names this user and what was proved is still valid.
pub(super) async fn answering_user(
    cx: &mut Cx<'_>,
    app: App<'_>,
    session: &Session,
    responses: &Parameters,
) -> Result<User, Error> {
    let name = answering_name(cx, app, session, responses)?;
    let user = session.load_user(cx).await?;
    if app.pool.naming.canonical(name) != user.username && !leads_to(cx, app, name, &user.username).await? {
        return Err(NotAuthorized::SessionOfAnother.into());
    }
    session.check_proof(&user)?;
    Ok(user)
}

/// As [`answering_user`], before any proof. `None` for the session of an unknown user, if the answer has the name that
/// the session was begun with.
pub(super) async fn answering_user_before_proof(
    cx: &mut Cx<'_>,
    app: App<'_>,
    session: &Session,
    responses: &Parameters,
) -> Result<Option<User>, Error> {
    let found: Option<User> = cx.get(&keys::user(&session.username)).await?;
    if found.is_some_and(|user| user.sub == session.sub) || !Existence::of(app.client).is_hidden() {
        return answering_user(cx, app, session, responses).await.map(Some);
    }
    let name = answering_unknown_name(cx, app, session, responses).await?;
    match &session.awaited {
        Awaited::First(first) if first.name == fingerprint(app.pool, name) => Ok(None),
        _ => Err(NotAuthorized::SessionOfAnother.into()),
    }
}

/// The name in the answer to a session of an unknown user; the caller compares it. Reads what [`answering_user`] reads.
pub(super) async fn answering_unknown_name<'r>(
    cx: &mut Cx<'_>,
    app: App<'_>,
    session: &Session,
    responses: &'r Parameters,
) -> Result<&'r str, Error> {
    let name = answering_name(cx, app, session, responses)?;
    cx.get::<User>(&keys::user(&session.username)).await?;
    if app.pool.naming.canonical(name) != session.username {
        User::find(cx, app.pool, name).await?;
    }
    Ok(name)
}

/// The name in an answer, once its secret hash is verified.
fn answering_name<'r>(
    cx: &Cx<'_>,
    app: App<'_>,
    session: &Session,
    responses: &'r Parameters,
) -> Result<&'r str, Error> {
    let name = parameter(responses, "USERNAME")?;
    let names = [name.as_str(), &session.username, &session.sub];
    app.client.check_secret_hash(cx, responses.get("SECRET_HASH"), &names)?;
    Ok(name)
}

/// Whether a name leads to the user with this username.
///
/// # Errors
/// `UserNotFoundException`, if the client shows whether a user exists, for a name that leads to no user, such as an
/// unverified alias.
pub(super) async fn leads_to(
    cx: &mut Cx<'_>,
    app: App<'_>,
    name: &str,
    username: &str,
) -> Result<bool, Error> {
    let named = User::find(cx, app.pool, name).await?;
    Existence::of(app.client).check_found(named.as_ref(), UserNotFound::User)?;
    Ok(named.is_some_and(|named| named.username == username))
}

/// A hash of a name; it has the same length for every name.
pub(super) fn fingerprint(pool: &Pool, name: &str) -> String {
    use sha2::Digest as _;
    let hash = sha2::Sha256::digest(pool.naming.canonical(name).as_bytes());
    base16ct::lower::encode_string(&hash[..16])
}
