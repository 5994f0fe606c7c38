//! What a page remembers from one form to the next: sealed into the form, and bound to the app client.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};

use crate::{
    context::Cx,
    error::{Error, NotAuthorized},
    json,
    model::{app::App, keys, spent::Spent, user::User},
    seal::Purpose,
    sensitive::Sensitive,
    time::Span,
};

/// The name of the member of a form.
pub(super) const FIELD: &str = "state";

/// How long a user who has signed up may take to confirm the account and be signed in at once, in seconds.
const SIGNED_UP_SECONDS: u64 = 3600;

/// The content of the member.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    Challenge(ChallengeState),
    SignedUp(SignedUp),
}

/// A challenge that waits for an answer.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct ChallengeState {
    /// `ChallengeName`.
    pub(super) challenge: String,
    pub(super) session: Option<Sensitive>,
    /// The name as the user has written it.
    pub(super) username: Sensitive,
    /// `ChallengeParameters`.
    pub(super) parameters: BTreeMap<String, String>,
    /// `AvailableChallenges`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) available: Vec<String>,
    /// The secret of an authenticator app that is being set up, in base32.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) app_secret: Option<Sensitive>,
}

/// A user who has signed up in this browser.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct SignedUp {
    id: String,
    sub: String,
    life: Span,
}

impl SignedUp {
    pub(super) fn new(cx: &mut Cx<'_>, sub: String) -> Self {
        Self { id: cx.uuid(), sub, life: Span::new(cx.now(), SIGNED_UP_SECONDS) }
    }

    /// Whether this user has signed up here and was not signed in by this yet.
    pub(super) async fn is_of(&self, cx: &mut Cx<'_>, user: &User) -> Result<bool, Error> {
        Ok(user.sub == self.sub && cx.get::<Spent>(&keys::spent(&self.id)).await?.is_none())
    }

    /// Once the call commits, this signs nobody in any more.
    pub(super) fn spend(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        cx.put(&Spent { id: self.id.clone(), until: self.life.end() })
    }
}

impl State {
    pub(super) fn seal(&self, cx: &mut Cx<'_>, app: App<'_>) -> Result<Sensitive, Error> {
        let sealed = cx.seal_json(&app.pool.id, Purpose::PageState, &app.client.id, self)?;
        Ok(Sensitive::new(BASE64URL.encode(sealed)))
    }

    /// Opens a state before the pool is read, to tell which records an answer needs. `None` if it was changed, or is another
    /// client's.
    pub(super) fn open(cx: &Cx<'_>, pool_id: &str, client_id: &str, sealed: &Sensitive) -> Option<Self> {
        let sealed = BASE64URL.decode(sealed.as_str()).ok()?;
        let opened = cx.open(pool_id, Purpose::PageState, client_id, &sealed)?;
        json::from_slice(&opened).ok()
    }

    /// The challenge in a state.
    ///
    /// # Errors
    /// `NotAuthorizedException` when there is none.
    pub(super) fn challenge(
        cx: &Cx<'_>,
        app: App<'_>,
        sealed: Option<&Sensitive>,
    ) -> Result<ChallengeState, Error> {
        let opened = sealed.and_then(|sealed| Self::open(cx, &app.pool.id, &app.client.id, sealed));
        match opened {
            Some(Self::Challenge(state)) => Ok(state),
            _ => Err(NotAuthorized::InvalidSession.into()),
        }
    }

    /// The user who has signed up, if the state is still valid.
    pub(super) fn signed_up(cx: &Cx<'_>, app: App<'_>, sealed: Option<&Sensitive>) -> Option<SignedUp> {
        match sealed.and_then(|sealed| Self::open(cx, &app.pool.id, &app.client.id, sealed)) {
            Some(Self::SignedUp(signed_up)) if signed_up.life.contains(cx.now()) => Some(signed_up),
            _ => None,
        }
    }
}
