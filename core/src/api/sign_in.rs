//! Sign-in: flows start it, challenges continue it, tokens end it.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Entry, entry, sign_up::sign_up::check_name_format},
    auth::{
        challenge::{self, Facts, Step},
        srp::Pretended,
    },
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized},
    model::{
        client::Client,
        pool::Pool,
        tombstone::Spent,
        user::{self, OpenPassword, User},
    },
    seal::Purpose,
    sensitive::Sensitive,
    time::Timestamp,
    token::{
        claims::Family,
        issue::{Refresh, issue},
    },
};

mod admin_initiate_auth;
mod admin_respond_to_auth_challenge;
mod get_tokens_from_refresh_token;
mod initiate_auth;
mod new_password_required;
mod password;
mod password_verifier;
mod refresh;
mod respond_to_auth_challenge;
mod revoke_token;

pub use admin_initiate_auth::AdminInitiateAuth;
pub use admin_respond_to_auth_challenge::AdminRespondToAuthChallenge;
pub use get_tokens_from_refresh_token::{GetTokensFromRefreshToken, GetTokensFromRefreshTokenOutput};
pub use initiate_auth::InitiateAuth;
pub use respond_to_auth_challenge::RespondToAuthChallenge;
pub use revoke_token::RevokeToken;

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<InitiateAuth>(),
    entry::<AdminInitiateAuth>(),
    entry::<RespondToAuthChallenge>(),
    entry::<AdminRespondToAuthChallenge>(),
    entry::<GetTokensFromRefreshToken>(),
    entry::<RevokeToken>(),
];

/// What the four sign-in operations answer: tokens, or the next challenge.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SignInOutput {
    /// The challenge to answer, or nothing when the sign-in is complete.
    pub challenge_name: Option<String>,
    /// To be sent back with the answer.
    pub session: Option<Sensitive>,
    /// What the challenge is about; empty when the sign-in is complete.
    pub challenge_parameters: Option<BTreeMap<String, String>>,
    /// The tokens of a complete sign-in.
    pub authentication_result: Option<AuthenticationResult>,
    /// The factors a user may choose from.
    pub available_challenges: Option<Vec<String>>,
}

/// `AuthenticationResultType`: the tokens.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AuthenticationResult {
    /// For resource servers and for the user's own operations.
    pub access_token: Option<Sensitive>,
    /// Seconds the access token lives.
    pub expires_in: u64,
    /// `Bearer`.
    pub token_type: Option<String>,
    /// Gives new tokens; absent after a refresh, unless the client rotates its refresh tokens.
    pub refresh_token: Option<Sensitive>,
    /// Who the user is.
    pub id_token: Option<Sensitive>,
}

/// `AuthParameters` and `ChallengeResponses`.
pub(super) type Parameters = BTreeMap<String, Sensitive>;

/// A sign-in in progress, sealed into `Session`.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Session {
    /// Spent when answered with success.
    id: String,
    /// The challenge it waits for.
    challenge: Awaited,
    username: String,
    sub: String,
    /// Which password was proved: another one ends the session.
    password: String,
    /// The user's generation: a later one ends the session.
    generation: u32,
    expires: Timestamp,
}

/// The challenges that are answered with a `Session`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Awaited {
    NewPasswordRequired,
}

impl SignInOutput {
    fn tokens(result: AuthenticationResult) -> Self {
        Self {
            challenge_parameters: Some(BTreeMap::new()),
            authentication_result: Some(result),
            ..Self::default()
        }
    }

    fn challenge<const N: usize>(
        name: &str,
        session: Option<String>,
        parameters: [(&str, String); N],
    ) -> Self {
        Self {
            challenge_name: Some(name.to_owned()),
            session: session.map(Sensitive::new),
            challenge_parameters: Some(
                parameters.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            ),
            ..Self::default()
        }
    }
}

impl Session {
    fn begin(cx: &mut Cx<'_>, client: &Client, user: &User, challenge: Awaited) -> Self {
        Self {
            id: cx.uuid(),
            challenge,
            username: user.username.clone(),
            sub: user.sub.clone(),
            password: user.password_fingerprint(),
            generation: user.generation,
            expires: cx.now().plus_seconds(client.settings.auth_session_seconds()),
        }
    }

    fn seal(&self, cx: &mut Cx<'_>, pool: &Pool, client: &Client) -> String {
        let plaintext = serde_json::to_vec(self).unwrap_or_default();
        BASE64URL.encode(cx.seal(&pool.id, Purpose::Session, &client.id, &plaintext))
    }

    /// Opens the session that a client sent back for `challenge`.
    async fn open(
        cx: &mut Cx<'_>,
        pool: &Pool,
        client: &Client,
        sealed: Option<&Sensitive>,
        challenge: Awaited,
    ) -> Result<Self, Error> {
        let sealed = sealed.ok_or(InvalidParameter::Missing("Session"))?;
        let session = BASE64URL
            .decode(sealed.as_str())
            .ok()
            .and_then(|sealed| cx.open(&pool.id, Purpose::Session, &client.id, &sealed))
            .and_then(|plaintext| serde_json::from_slice::<Self>(&plaintext).ok())
            .filter(|session| session.challenge == challenge)
            .ok_or(NotAuthorized::InvalidSession)?;
        if cx.now() >= session.expires {
            return Err(NotAuthorized::SessionExpired.into());
        }
        if cx.get::<Spent>(&Spent::key(&session.id)).await?.is_some() {
            return Err(NotAuthorized::SessionSpent.into());
        }
        Ok(session)
    }

    /// The commit that carries this on lets no other answer through.
    fn spend(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        cx.put(&Spent { id: self.id.clone(), until: self.expires })
    }
}

/// Goes on after a proof: with the next challenge, or with tokens.
async fn proceed(cx: &mut Cx<'_>, pool: &Pool, client: &Client, user: &User) -> Result<SignInOutput, Error> {
    match challenge::after(&facts(cx, pool, client, user))? {
        Step::NewPasswordRequired => new_password_required::challenge(cx, pool, client, user),
        Step::Tokens => {
            let family = Family::new(cx, pool, user);
            let result = issue(cx, pool, client, user, &family, Refresh::Issue).await?;
            Ok(SignInOutput::tokens(result))
        }
    }
}

fn facts(cx: &Cx<'_>, pool: &Pool, client: &Client, user: &User) -> Facts {
    Facts {
        enabled: user.enabled,
        status: user.status,
        temporary_password_expired: user.temporary_password_expired(pool, cx.now()),
        mfa_required: pool.settings.mfa_configuration.as_deref() == Some("ON"),
        hides_existence: client.hides_user_existence(),
    }
}

/// Somebody who wants to prove that they are a user of the pool; perhaps there is no such user.
struct Claimant {
    user: Option<User>,
    /// `USER_ID_FOR_SRP`: the real username, or one that could be real.
    username: String,
    password: OpenPassword,
}

impl Claimant {
    /// Finds the user, or invents one who costs as much and whom no password fits.
    ///
    /// # Errors
    /// `UserNotFoundException` for clients that show whether a user exists.
    async fn find(cx: &mut Cx<'_>, pool: &Pool, client: &Client, name: &str) -> Result<Self, Error> {
        let user = User::find(cx, pool, name).await?;
        if user.is_none() && !client.hides_user_existence() {
            return Err(crate::error::UserNotFound::User.into());
        }
        let nobody = user.is_none();
        let claimant = Self::new(cx, pool, name, user)?;
        if nobody && (!pool.naming.alias_attributes.is_empty() || !pool.naming.username_attributes.is_empty())
        {
            // Whoever is found by an alias costs a read more.
            cx.peek(&[user::key(&claimant.username)]).await?;
        }
        Ok(claimant)
    }

    fn new(cx: &Cx<'_>, pool: &Pool, name: &str, user: Option<User>) -> Result<Self, Error> {
        let password = match &user {
            Some(user) => user.open_password(cx, pool)?,
            None => None,
        };
        let key = cx.host.keyring.key(&pool.id, Purpose::Pretended);
        let Pretended { salt, user_id, verifier } = Pretended::new(&key, &pool.naming.canonical(name));
        let username = match &user {
            Some(user) => user.username.clone(),
            // An address that is an alias leads to another name; a name of one's own is echoed.
            None if check_name_format(pool, name).is_err() || !pool.naming.username_attributes.is_empty() => {
                user_id
            }
            None => pool.naming.canonical(name),
        };
        Ok(Self { user, username, password: password.unwrap_or(OpenPassword { salt, verifier }) })
    }
}

/// A parameter that must be there.
fn parameter<'a>(parameters: &'a Parameters, name: &'static str) -> Result<&'a Sensitive, InvalidParameter> {
    parameters.get(name).filter(|value| !value.is_empty()).ok_or(InvalidParameter::Missing(name))
}

/// Refuses who is locked out, and who must reset their password. The password was judged before, so that none of it
/// shows in how long the answer takes; where existence is a secret, it does not show in the text either.
fn before_password(cx: &Cx<'_>, pool: &Pool, client: &Client, user: &User) -> Result<(), Error> {
    if !user.lockout.is_locked(cx.now()) {
        return challenge::before_password(&facts(cx, pool, client, user));
    }
    Err(if client.hides_user_existence() {
        NotAuthorized::IncorrectCredentials.into()
    } else {
        NotAuthorized::PasswordAttemptsExceeded.into()
    })
}

/// Counts a wrong password, and says so.
fn wrong_password(cx: &mut Cx<'_>, user: Option<User>) -> Error {
    if let Some(mut user) = user {
        user.lockout.fail(cx.now());
        if let Err(error) = user.save_failure(cx) {
            return error;
        }
    }
    NotAuthorized::IncorrectCredentials.into()
}

/// Forgets earlier wrong passwords.
async fn right_password(cx: &mut Cx<'_>, pool: &Pool, user: &mut User) -> Result<(), Error> {
    if user.lockout.is_clear() {
        return Ok(());
    }
    user.lockout.clear();
    user.save(cx, pool).await
}

#[cfg(all(test, feature = "client", feature = "rsa"))]
mod tests;
