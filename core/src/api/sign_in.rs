//! Sign-in: flows start it, challenges continue it, tokens end it.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};

use crate::{
    auth::{
        challenge::{self, Facts, MfaFacts, Proof, Step},
        custom::CUSTOM_CHALLENGE,
        factor::{Factor, Factors},
        srp::{OpenPassword, Pretended},
    },
    context::{Cx, plaintext},
    error::{Error, InvalidParameter, NotAuthorized, UserNotFound},
    events::PreAuthentication,
    json,
    model::{
        client::Client,
        code::SessionCode,
        failures::Failures,
        keys,
        pool::Pool,
        pool_id::is_pool_id,
        spent::Spent,
        user::{self, User},
    },
    operation::{Entry, entry},
    seal::Purpose,
    sensitive::Sensitive,
    time::Span,
    token::{
        claims::Family,
        issue::{Occasion, issue},
    },
    trigger::{Scene, user_attributes},
};

mod admin_initiate_auth;
mod admin_respond_to_auth_challenge;
mod custom_auth;
mod custom_challenge;
mod device;
mod device_password_verifier;
mod device_srp_auth;
mod email_otp;
mod exchange;
mod foresight;
mod get_tokens_from_refresh_token;
mod initiate_auth;
pub(super) mod mfa_setup;
mod new_password_required;
mod one_time_password;
mod password;
mod password_verifier;
mod refresh;
mod respond_to_auth_challenge;
mod revoke_token;
mod select_mfa_type;
mod sent_code;
pub(super) mod sign_up_session;
mod software_token_mfa;
mod user_auth;
mod web_authn;

pub use admin_initiate_auth::AdminInitiateAuth;
pub use admin_respond_to_auth_challenge::AdminRespondToAuthChallenge;
pub use get_tokens_from_refresh_token::{GetTokensFromRefreshToken, GetTokensFromRefreshTokenOutput};
pub use initiate_auth::InitiateAuth;
pub use respond_to_auth_challenge::RespondToAuthChallenge;
pub use revoke_token::RevokeToken;

pub use crate::token::authentication_result::{AuthenticationResult, NewDeviceMetadata};

use exchange::Exchange;

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

/// `AuthParameters` and `ChallengeResponses`.
pub(super) type Parameters = BTreeMap<String, Sensitive>;

/// What a sign-in carries from its first call to its tokens: in `SECRET_BLOCK`, then from `Session` to `Session`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Attempt {
    #[serde(default)]
    proof: Proof,
    /// A second factor was proved as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    factor_proved: bool,
    /// The user has set a new password on the way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    new_password: bool,
    /// `DEVICE_KEY` as the client sent it, at most as long as a key. Not evaluated before the first proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device_key: Option<String>,
    /// The second factor was that device.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    device_proved: bool,
    /// Where a custom sign-in lies until its functions have seen enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    custom: Option<String>,
}

impl Attempt {
    /// What the tokens come after.
    fn occasion(&self) -> Occasion {
        if self.device_proved {
            Occasion::AuthenticateDevice
        } else if self.new_password {
            Occasion::NewPassword
        } else {
            Occasion::Authentication
        }
    }
}

/// A sign-in in progress, sealed into `Session`.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Session {
    /// Spent when answered with success.
    id: String,
    /// The challenge it waits for.
    awaited: Awaited,
    #[serde(default)]
    attempt: Attempt,
    username: String,
    sub: String,
    /// Which password was proved: another one ends the session.
    password: String,
    /// The user's generation: a later one ends the session.
    generation: u32,
    life: Span,
}

/// The challenges that are answered with a `Session`, and what each remembers.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Awaited {
    NewPasswordRequired,
    Code {
        factor: Factor,
        code: SessionCode,
        /// An address that the user does not have yet: the right code sets it up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        new_address: Option<Sensitive>,
    },
    SoftwareToken,
    SelectMfaType(Factors),
    MfaSetup(SetUp),
    DeviceSrp,
    /// Never in a `Session`: in the secret block of the device.
    DevicePassword(Exchange),
    CustomChallenge,
    First(user_auth::First),
    /// `ConfirmSignUp`, after `SignUp`.
    SignedUp,
    /// `USER_AUTH`, after `ConfirmSignUp`.
    ConfirmedSignUp,
}

/// How far the set-up of a factor has come.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum SetUp {
    Begun,
    /// An authenticator app was given this secret, in base32.
    Associated(Sensitive),
    /// It has shown a code.
    Verified,
}

/// What the content of a session before any proof is padded to a multiple of.
const PADDED_BYTES: usize = 256;

impl SignInOutput {
    fn tokens(result: AuthenticationResult) -> Self {
        Self {
            challenge_parameters: Some(BTreeMap::new()),
            authentication_result: Some(result),
            ..Self::default()
        }
    }

    fn challenge<'a>(
        name: &str,
        session: Option<String>,
        parameters: impl IntoIterator<Item = (&'a str, String)>,
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

impl Awaited {
    /// The challenge's name.
    fn name(&self) -> &'static str {
        match self {
            Self::NewPasswordRequired => "NEW_PASSWORD_REQUIRED",
            Self::Code { factor, .. } => factor.as_str(),
            Self::SoftwareToken => Factor::SoftwareTokenMfa.as_str(),
            Self::SelectMfaType(_) => "SELECT_MFA_TYPE",
            Self::MfaSetup(_) => "MFA_SETUP",
            Self::DeviceSrp => device_srp_auth::NAME,
            Self::DevicePassword(_) => device_password_verifier::NAME,
            Self::CustomChallenge => CUSTOM_CHALLENGE,
            Self::First(first) => first.challenge(),
            Self::SignedUp => sign_up_session::SIGNED_UP,
            Self::ConfirmedSignUp => sign_up_session::CONFIRMED,
        }
    }

    /// Whether the challenge of this name is, or may be, answered now.
    fn accepts(&self, challenge: &str) -> bool {
        self.name() == challenge || matches!(self, Self::First(first) if first.may_be_chosen_by(challenge))
    }
}

impl Session {
    fn begin(cx: &mut Cx<'_>, client: &Client, user: &User, attempt: &Attempt, awaited: Awaited) -> Self {
        Self::new(cx, client, Some(user), &user.username, attempt, awaited)
    }

    /// As [`Session::begin`], for whoever does not exist: nobody has this `sub`.
    fn begin_for_nobody(
        cx: &mut Cx<'_>,
        client: &Client,
        username: &str,
        attempt: &Attempt,
        awaited: Awaited,
    ) -> Self {
        Self::new(cx, client, None, username, attempt, awaited)
    }

    fn new(
        cx: &mut Cx<'_>,
        client: &Client,
        user: Option<&User>,
        username: &str,
        attempt: &Attempt,
        awaited: Awaited,
    ) -> Self {
        Self {
            id: cx.uuid(),
            awaited,
            attempt: attempt.clone(),
            username: username.to_owned(),
            sub: user.map_or_else(|| cx.uuid(), |user| user.sub.clone()),
            password: user::password_fingerprint(user.and_then(|user| user.password.as_ref())),
            generation: user.map_or(0, |user| user.generation),
            life: Span::new(cx.now(), client.settings.auth_session_seconds()),
        }
    }

    /// The text of a session: in front of what is sealed stands whose it is, since two operations bring nothing else.
    fn seal(&self, cx: &mut Cx<'_>, pool: &Pool, client: &Client) -> Result<String, Error> {
        let mut plaintext = plaintext(self)?;
        if matches!(self.awaited, Awaited::First(_) | Awaited::CustomChallenge) {
            // Of somebody who may not exist: not even the length of what is known of a user shows. Spaces behind it are
            // JSON still.
            let padded = plaintext.len().next_multiple_of(PADDED_BYTES);
            plaintext.resize(padded, b' ');
        }
        let mut text = format!("{}\n{}\n", pool.id, client.id).into_bytes();
        text.extend(cx.seal(&pool.id, Purpose::Session, &client.id, &plaintext));
        Ok(BASE64URL.encode(text))
    }

    /// Opens the session that a client sent back for the challenge of this name.
    async fn open(
        cx: &mut Cx<'_>,
        pool: &Pool,
        client: &Client,
        sealed: Option<&Sensitive>,
        challenge: &str,
    ) -> Result<Self, Error> {
        let sealed = sealed.ok_or(InvalidParameter::Missing("Session"))?;
        let session = Self::unseal(cx, &pool.id, &client.id, sealed)
            .filter(|session| session.awaited.accepts(challenge))
            .ok_or(NotAuthorized::InvalidSession)?;
        if !session.life.contains(cx.now()) {
            return Err(NotAuthorized::SessionExpired.into());
        }
        if cx.get::<Spent>(&keys::spent(&session.id)).await?.is_some() {
            return Err(NotAuthorized::SessionSpent.into());
        }
        if !custom_auth::is_open(cx, &session.attempt).await? {
            return Err(NotAuthorized::InvalidSession.into());
        }
        Ok(session)
    }

    /// What was sealed by [`Session::seal`], whether it still holds or not.
    fn unseal(cx: &Cx<'_>, pool_id: &str, client_id: &str, sealed: &Sensitive) -> Option<Self> {
        let text = BASE64URL.decode(sealed.as_str()).ok()?;
        let sealed = text.strip_prefix(format!("{pool_id}\n{client_id}\n").as_bytes())?;
        let plaintext = cx.open(pool_id, Purpose::Session, client_id, sealed)?;
        json::from_slice(&plaintext).ok()
    }

    /// The pool and the client whose session this claims to be. Nothing of it is believed before it is opened.
    async fn find_client(cx: &mut Cx<'_>, sealed: &Sensitive) -> Result<(Pool, Client), Error> {
        let invalid = || Error::from(NotAuthorized::InvalidSession);
        let text = BASE64URL.decode(sealed.as_str()).map_err(|_| invalid())?;
        let mut parts = text.splitn(3, |byte| *byte == b'\n').map(std::str::from_utf8);
        let (Some(Ok(pool_id)), Some(Ok(client_id))) = (parts.next(), parts.next()) else {
            return Err(invalid());
        };
        if !is_pool_id(pool_id) || client_id.len() > 128 {
            return Err(invalid());
        }
        let unknown = |error| match error {
            Error::ResourceNotFound(_) => invalid(),
            other => other,
        };
        let pool = Pool::load_with(cx, pool_id, &[keys::client(client_id)]).await.map_err(unknown)?;
        let client = Client::load(cx, client_id).await.map_err(unknown)?;
        Ok((pool, client))
    }

    /// The session's user, if the answer names them and what was proved still holds.
    async fn answered_by(
        &self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        client: &Client,
        responses: &Parameters,
    ) -> Result<User, Error> {
        let name = parameter(responses, "USERNAME")?;
        let names = [name.as_str(), &self.username, &self.sub];
        client.check_secret_hash(cx, responses.get("SECRET_HASH"), &names)?;
        let user = self.load_user(cx).await?;
        if pool.naming.canonical(name) != user.username {
            match User::find(cx, pool, name).await? {
                Some(named) if named.username == user.username => {}
                // An alias that is not verified leads to nobody.
                None if !client.hides_user_existence() => return Err(UserNotFound::User.into()),
                _ => return Err(NotAuthorized::SessionOfAnother.into()),
            }
        }
        self.check_proof(&user)?;
        Ok(user)
    }

    /// What [`Session::answered_by`] checks, for somebody who does not exist: at the cost of as many reads. `is_theirs`
    /// tells the name that the session was begun with.
    async fn answered_by_nobody(
        &self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        client: &Client,
        responses: &Parameters,
        is_theirs: impl FnOnce(&str) -> bool,
    ) -> Result<(), Error> {
        let name = parameter(responses, "USERNAME")?;
        let names = [name.as_str(), &self.username, &self.sub];
        client.check_secret_hash(cx, responses.get("SECRET_HASH"), &names)?;
        cx.get::<User>(&keys::user(&self.username)).await?;
        if pool.naming.canonical(name) != self.username {
            User::find(cx, pool, name).await?;
        }
        if is_theirs(name) { Ok(()) } else { Err(NotAuthorized::SessionOfAnother.into()) }
    }

    /// The session's user, if what was proved still holds.
    async fn user(&self, cx: &mut Cx<'_>) -> Result<User, Error> {
        let user = self.load_user(cx).await?;
        self.check_proof(&user)?;
        Ok(user)
    }

    async fn load_user(&self, cx: &mut Cx<'_>) -> Result<User, Error> {
        let user = cx.get::<User>(&keys::user(&self.username)).await?;
        Ok(user.filter(|user| user.sub == self.sub).ok_or(UserNotFound::User)?)
    }

    fn check_proof(&self, user: &User) -> Result<(), NotAuthorized> {
        if self.password == user.password_fingerprint() && self.generation == user.generation {
            Ok(())
        } else {
            Err(NotAuthorized::SessionSpent)
        }
    }

    /// The commit that carries this on lets no other answer through.
    fn spend(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        cx.put(&Spent { id: self.id.clone(), until: self.life.end() })
    }

    /// Spends it even if the answer is refused.
    fn spend_despite_refusal(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        cx.put_despite_refusal(&Spent { id: self.id.clone(), until: self.life.end() })
    }
}

/// Goes on after a right proof: with the next challenge, or with tokens.
async fn proceed(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
) -> Result<SignInOutput, Error> {
    if attempt.custom.is_some() {
        return custom_auth::go_on(cx, pool, client, user, attempt).await;
    }
    conclude(cx, pool, client, user, attempt).await
}

/// Goes on with what is due to everybody, or with tokens.
async fn conclude(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
) -> Result<SignInOutput, Error> {
    // Only clients that have just proved a password begin anew when they are told of an unknown device.
    let begins_anew = attempt.proof == Proof::Password && !attempt.factor_proved;
    let attempt = match begins_anew || attempt.device_proved {
        true => attempt.clone(),
        false => device::forget_unknown(cx, pool, user, attempt).await?,
    };
    let device = device::fact(cx, pool, user, &attempt).await?;
    let step = challenge::next(&Facts { device, ..facts(cx, pool, client, user, &attempt) })?;
    take_step(cx, pool, client, user, &attempt, step).await
}

/// Goes on after the right second factor.
async fn proceed_after_factor(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: Attempt,
) -> Result<SignInOutput, Error> {
    let attempt = Attempt { factor_proved: true, ..attempt };
    proceed(cx, pool, client, user, &attempt).await
}

async fn take_step(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
    step: Step,
) -> Result<SignInOutput, Error> {
    match step {
        Step::NewPasswordRequired => new_password_required::challenge(cx, pool, client, user, attempt),
        Step::Factor(Factor::SoftwareTokenMfa) => {
            software_token_mfa::challenge(cx, pool, client, user, attempt)
        }
        Step::Factor(factor @ (Factor::SmsMfa | Factor::EmailOtp)) => {
            sent_code::challenge(cx, pool, client, user, attempt, factor).await
        }
        Step::SelectFactor(factors) => select_mfa_type::challenge(cx, pool, client, user, attempt, factors),
        Step::SetUpFactor(factors) => mfa_setup::challenge(cx, pool, client, user, attempt, factors),
        Step::Device => device_srp_auth::challenge(cx, pool, client, user, attempt).await,
        Step::Tokens => {
            let (device_key, new_device) = device::take_part(cx, pool, user, attempt).await?;
            let family = Family::new(cx, pool, user, device_key);
            let occasion = attempt.occasion();
            let result = issue(cx, pool, client, user, &family, occasion, new_device).await?;
            Ok(SignInOutput::tokens(result))
        }
    }
}

/// What the machine must know, but for the device: only [`proceed`] looks at it.
fn facts(cx: &Cx<'_>, pool: &Pool, client: &Client, user: &User, attempt: &Attempt) -> Facts {
    Facts {
        proof: attempt.proof,
        factor_proved: attempt.factor_proved,
        device: challenge::Device::None,
        enabled: user.enabled,
        status: user.status,
        temporary_password_expired: user.temporary_password_expired(pool, cx.now()),
        hides_existence: client.hides_user_existence(),
        mfa: MfaFacts {
            demand: pool.mfa_demand(),
            offered: pool.offered_factors(),
            usable: user.usable_factors(),
            enabled: user.mfa.enabled,
            preferred: user.mfa.preferred(),
        },
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
            return Err(UserNotFound::User.into());
        }
        let claimant = Self::new(cx, pool, name, user)?;
        User::pay_for_alias(cx, pool, name, claimant.user.as_ref(), &claimant.username).await?;
        Ok(claimant)
    }

    fn new(cx: &Cx<'_>, pool: &Pool, name: &str, user: Option<User>) -> Result<Self, Error> {
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
            // An address that is an alias leads to another name; a name of one's own is echoed. None is longer than a key.
            None if pool.naming.check_username(name).is_err()
                || !pool.naming.username_attributes.is_empty()
                || !pool.naming.can_be_username(name) =>
            {
                user_id
            }
            None => pool.naming.canonical(name),
        };
        Ok(Self { user, username, password: password.unwrap_or(OpenPassword { salt, verifier }) })
    }
}

/// Asks the pool's function whether this sign-in may begin: before a password is judged, so for wrong ones too.
async fn pre_authentication(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    claimant: &Claimant,
) -> Result<(), Error> {
    let user = claimant.user.as_ref();
    let request = PreAuthentication {
        user_attributes: user.map(|user| user_attributes(pool, user)).unwrap_or_default(),
        validation_data: cx.trigger_input().validation_data.clone(),
        user_not_found: user.is_none(),
    };
    let user_name = user.map_or(&*claimant.username, User::shown_username);
    let scene = Scene { pool, client_id: Some(&client.id), user_name };
    cx.trigger(scene, "Authentication", request).await?;
    Ok(())
}

/// A parameter that must be there.
fn parameter<'a>(parameters: &'a Parameters, name: &'static str) -> Result<&'a Sensitive, InvalidParameter> {
    parameters.get(name).filter(|value| !value.is_empty()).ok_or(InvalidParameter::Missing(name))
}

/// Refuses every password that can be refused without looking at it, so that none of these answers costs arithmetic:
/// during a lock, which is the same for a name that nobody has, and, where existence is no secret, by the user's status.
async fn before_password(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: Option<&User>,
    username: &str,
) -> Result<Failures, Error> {
    let failures = Failures::load(cx, &pool.id, username).await?;
    if client.hides_user_existence() {
        return match failures.is_locked(cx.now()) {
            true => Err(NotAuthorized::IncorrectCredentials.into()),
            false => Ok(failures),
        };
    }
    if failures.is_locked(cx.now()) {
        return Err(NotAuthorized::PasswordAttemptsExceeded.into());
    }
    if let Some(user) = user {
        challenge::before_password(&facts(cx, pool, client, user, &Attempt::default()))?;
    }
    Ok(failures)
}

/// Counts a wrong password, and says so.
fn wrong_password(cx: &mut Cx<'_>, failures: Failures) -> Error {
    failures.count(cx).err().unwrap_or_else(|| NotAuthorized::IncorrectCredentials.into())
}

#[cfg(all(test, feature = "client", feature = "rsa"))]
mod tests;
