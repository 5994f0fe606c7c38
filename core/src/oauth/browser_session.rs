//! The session of a browser that has signed in at the pages of a pool: the cookie `cognito`.
//!
//! The cookie holds the whole session, sealed. The store keeps only that a session was ended before its time.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};

use crate::{
    context::Cx,
    error::Error,
    json,
    model::{client::Client, keys, lookup::companion_keys, spent::Spent, user::User},
    oauth::cookies::{Cookies, SESSION},
    seal::Purpose,
    sensitive::Sensitive,
    time::{Span, Timestamp},
};

/// How long a session lasts if the app client says nothing else, in minutes.
const LIFE_MINUTES: u32 = 60;

/// The content of the cookie.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct BrowserSession {
    /// A session that was ended is marked by its id.
    id: String,
    username: String,
    sub: String,
    /// The user's generation. A sign-out of the user ends the session.
    generation: u32,
    /// The fingerprint of the user's password. A new password ends the session.
    password: String,
    pub(crate) auth_time: Timestamp,
    life: Span,
    /// The identity provider by which the user signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) via: Option<Via>,
}

/// A sign-in by an identity provider.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Via {
    /// The provider's name in the pool.
    pub(crate) provider: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) saml: Option<SamlSession>,
}

/// The session at a provider of SAML, for its logout.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct SamlSession {
    /// The provider's name for the user.
    pub(crate) name_id: Sensitive,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name_id_format: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) session_index: Option<String>,
}

/// How long a session of this client lasts, in seconds.
pub(crate) fn life_seconds(client: &Client) -> u64 {
    u64::from(client.sso_session_minutes.unwrap_or(LIFE_MINUTES)) * 60
}

impl BrowserSession {
    /// The session of a user who has just signed in.
    pub(crate) fn begin(cx: &mut Cx<'_>, client: &Client, user: &User, via: Option<Via>) -> Self {
        Self {
            id: cx.uuid(),
            username: user.username.clone(),
            sub: user.sub.clone(),
            generation: user.generation,
            password: user.password_fingerprint(),
            auth_time: cx.now(),
            life: Span::new(cx.now(), life_seconds(client)),
            via,
        }
    }

    /// The value of the cookie.
    pub(crate) fn seal(&self, cx: &mut Cx<'_>, pool_id: &str) -> Result<String, Error> {
        Ok(BASE64URL.encode(cx.seal_json(pool_id, Purpose::BrowserSession, SESSION, self)?))
    }

    /// The session in the cookie of a request, if it has not expired. Hints at the records that tell whether it is still valid.
    pub(crate) fn open(cx: &mut Cx<'_>, pool_id: &str, cookies: &Cookies) -> Option<Self> {
        let sealed = BASE64URL.decode(cookies.get(SESSION)?.as_str()).ok()?;
        let opened = cx.open(pool_id, Purpose::BrowserSession, SESSION, &sealed)?;
        let session: Self = json::from_slice(&opened).ok()?;
        if !session.life.contains(cx.now()) {
            return None;
        }
        cx.hint(companion_keys(&cx.host.keyring, pool_id, &session.username));
        cx.hint([keys::user(&session.username), keys::spent(&session.id)]);
        Some(session)
    }

    /// The user, if the session is valid for this client. A client accepts a session for as long as one of its own would last.
    pub(crate) async fn user(&self, cx: &mut Cx<'_>, client: &Client) -> Result<Option<User>, Error> {
        if cx.now().seconds_since(self.auth_time) > life_seconds(client) || !self.is_supported_by(client) {
            return Ok(None);
        }
        if cx.get::<Spent>(&keys::spent(&self.id)).await?.is_some() {
            return Ok(None);
        }
        let user: Option<User> = cx.get(&keys::user(&self.username)).await?;
        let is_current = |user: &User| {
            user.sub == self.sub
                && user.enabled
                && user.generation == self.generation
                && user.password_fingerprint() == self.password
        };
        Ok(user.filter(is_current))
    }

    /// Whether the client lets its users sign in in the way in which this session began.
    fn is_supported_by(&self, client: &Client) -> bool {
        let supported = client.settings.supported_identity_providers.as_deref().unwrap_or_default();
        match self.provider() {
            Some(provider) => supported.iter().any(|name| name == provider),
            None => supported.is_empty() || supported.iter().any(|name| name == "COGNITO"),
        }
    }

    /// The identity provider by which the user signed in.
    pub(crate) fn provider(&self) -> Option<&str> {
        self.via.as_ref().map(|via| &*via.provider)
    }

    /// Its id, and when it ends.
    pub(crate) fn mark(&self) -> (String, Timestamp) {
        (self.id.clone(), self.life.end())
    }

    /// Ends the session: the cookie is not accepted any more, even if somebody has a copy.
    pub(crate) fn end(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        cx.put(&Spent { id: self.id.clone(), until: self.life.end() })
    }
}
