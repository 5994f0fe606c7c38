//! The sign-ins of a user that are still valid, in pools that track them. A session is a family of refresh tokens.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::{Error, InvalidParameter, ResourceNotFound},
    model::{app::App, keys, pool::Pool, user::User},
    random_text,
    time::Timestamp,
    token::{refresh::RefreshToken, rotation::Revoked},
};

/// The record of a user's sessions. It is read together with the user, so it costs no round trip.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct UserSessions {
    username: String,
    sub: String,
    /// The user's generation. All of these sessions have ended in a later one.
    generation: u32,
    /// The session that was used last comes first.
    sessions: Vec<UserSession>,
}

/// One session.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct UserSession {
    /// `tkn` and 25 lower-case letters and digits.
    pub(crate) id: String,
    pub(crate) client_id: String,
    pub(crate) origin_jti: String,
    pub(crate) created: Timestamp,
    /// When it was last used: the sign-in, or a refresh.
    pub(crate) active: Timestamp,
    /// When its refresh token expires.
    until: Timestamp,
    /// How long an access token of it is valid, in seconds.
    access_token_seconds: u64,
    /// The caller's address at the last use, if the request had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    /// The caller's browser or program at the last use, if the request named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) device: Option<String>,
}

/// Most sessions that one sign-in ends, since a commit has a limit. Later sign-ins end the others.
const ENDED_MAX: usize = 40;

/// A refresh within this time after the last use does not write the record again, in seconds.
const ACTIVE_SECONDS: u64 = 60;

impl UserSessions {
    /// The sessions of a user, without those that have expired or that a sign-out of the user ended.
    pub(crate) async fn load(cx: &mut Cx<'_>, user: &User) -> Result<Self, Error> {
        let found: Option<Self> = cx.get(&keys::user_sessions(&user.username)).await?;
        let is_current = |found: &Self| found.sub == user.sub && found.generation == user.generation;
        let mut sessions = found.filter(is_current).map(|found| found.sessions).unwrap_or_default();
        sessions.retain(|session| cx.now() < session.until);
        let User { username, sub, generation, .. } = user;
        Ok(Self { username: username.clone(), sub: sub.clone(), generation: *generation, sessions })
    }

    /// The sessions, the one that was used last first.
    pub(crate) fn into_list(self) -> Vec<UserSession> {
        self.sessions
    }

    fn position(&self, origin_jti: &str) -> Option<usize> {
        self.sessions.iter().position(|session| session.origin_jti == origin_jti)
    }

    fn save(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        if self.sessions.is_empty() {
            cx.remove(self.key());
            return Ok(());
        }
        cx.put(self)
    }
}

/// Adds the session of a sign-in that completes now. If the user has too many, the sessions that were not used for the
/// longest time end.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
    token: &RefreshToken,
) -> Result<(), Error> {
    if !app.pool.sessions.enabled {
        return Ok(());
    }
    let mut all = UserSessions::load(cx, user).await?;
    let id = random_text::draw(cx.rng(), random_text::LOWER_CASE, 25);
    let mut session = UserSession {
        id: format!("tkn{}", *id),
        client_id: app.client.id.clone(),
        origin_jti: token.origin_jti.clone(),
        created: cx.now(),
        active: cx.now(),
        until: token.expires,
        access_token_seconds: app.client.settings.access_token_seconds(),
        address: None,
        device: None,
    };
    session.see(cx, app);
    all.sessions.insert(0, session);
    for _ in 0..ENDED_MAX {
        if all.sessions.len() <= app.pool.sessions.max_per_user as usize {
            break;
        }
        let Some(ended) = all.sessions.pop() else { break };
        cx.put(&ended.revoked())?;
    }
    all.save(cx)
}

/// Notes that the session of this refresh token was used.
pub(crate) async fn touch(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
    token: &RefreshToken,
) -> Result<(), Error> {
    if !app.pool.sessions.enabled {
        return Ok(());
    }
    let mut all = UserSessions::load(cx, user).await?;
    let Some(at) = all.position(&token.origin_jti) else { return Ok(()) };
    if cx.now().seconds_since(all.sessions[at].active) < ACTIVE_SECONDS {
        return Ok(());
    }
    let mut session = all.sessions.remove(at);
    session.active = cx.now();
    session.see(cx, app);
    all.sessions.insert(0, session);
    all.save(cx)
}

/// Removes the session of a refresh token that is revoked from the list.
pub(crate) async fn forget(cx: &mut Cx<'_>, pool: &Pool, token: &RefreshToken) -> Result<(), Error> {
    if !pool.sessions.enabled {
        return Ok(());
    }
    let found: Option<UserSessions> = cx.get(&keys::user_sessions(&token.username)).await?;
    let Some(mut all) = found else { return Ok(()) };
    let Some(at) = all.position(&token.origin_jti) else { return Ok(()) };
    all.sessions.remove(at);
    all.save(cx)
}

/// Ends a session of the user: its refresh tokens and its access tokens are revoked. `current` is the `origin_jti` of
/// the session that asks, which cannot end itself.
///
/// # Errors
/// `ResourceNotFoundException` if the user has no such session; `InvalidParameterException` for the current one.
pub(crate) async fn revoke(
    cx: &mut Cx<'_>,
    user: &User,
    session_id: &str,
    current: Option<&str>,
) -> Result<(), Error> {
    let mut all = UserSessions::load(cx, user).await?;
    let at = all.sessions.iter().position(|session| session.id == session_id);
    let at = at.ok_or_else(|| ResourceNotFound::Session(session_id.to_owned()))?;
    if current == Some(&all.sessions[at].origin_jti) {
        return Err(InvalidParameter::CurrentSession.into());
    }
    let ended = all.sessions.remove(at);
    cx.put(&ended.revoked())?;
    all.save(cx)
}

impl UserSession {
    /// Notes where the request came from.
    fn see(&mut self, cx: &Cx<'_>, app: App<'_>) {
        let origin = cx.user_origin(app.client.settings.trusts_context_data());
        self.address = origin.address.clone().or_else(|| self.address.take());
        self.device = origin.device.clone().or_else(|| self.device.take());
    }

    /// The mark that ends the tokens of the session. Its access tokens may be valid longer than its refresh token.
    fn revoked(&self) -> Revoked {
        Revoked::family(&self.origin_jti, self.until.plus_seconds(self.access_token_seconds))
    }
}

impl Stored for UserSessions {
    fn key(&self) -> Key {
        keys::user_sessions(&self.username)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.sessions.iter().map(|session| session.until).max()
    }
}
