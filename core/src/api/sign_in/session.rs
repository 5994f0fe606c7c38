//! The state of a sign-in between two calls: sealed, kept by the client, and sent back as `Session`.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};

use super::risk::Assessed;
use crate::{
    auth::{
        challenge::Proof,
        custom::CUSTOM_CHALLENGE,
        factor::{Factor, Factors},
        first_factor::FirstFactor,
    },
    context::{Cx, plaintext},
    error::{Error, InvalidParameter, NotAuthorized, UserNotFound},
    json,
    model::{
        app::App,
        client::Client,
        code::SessionCode,
        custom_flow::CustomFlow,
        keys,
        pool::Pool,
        pool_id::is_pool_id,
        spent::Spent,
        user::{self, User},
    },
    seal::Purpose,
    sensitive::Sensitive,
    time::Span,
    token::issue::Occasion,
};

/// What a sign-in carries from its first call to its tokens: first in `SECRET_BLOCK`, then in each `Session`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Attempt {
    #[serde(default)]
    pub(super) proof: Proof,
    /// A second factor was proved as well.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) factor_proved: bool,
    /// The user has set a new password on the way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) new_password: bool,
    /// `DEVICE_KEY` as the client sent it, not longer than a key. Not evaluated before the first proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) device_key: Option<String>,
    /// The device was proved as the second factor.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) device_proved: bool,
    /// The id of the stored [`CustomFlow`] of a custom sign-in, until the pool's functions issue tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) custom: Option<String>,
    /// What threat protection thinks of the sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) assessed: Option<Assessed>,
    /// The pool's functions have just decided to issue tokens.
    #[serde(skip)]
    pub(super) is_custom: bool,
    /// The password that was sent in this call is publicly known.
    #[serde(skip)]
    pub(super) is_compromised: bool,
}

/// The user of a sign-in, before or after a proof.
#[derive(Clone, Copy)]
pub(super) struct Participant<'a> {
    /// `None`: there is no such user, and the client hides that.
    pub(super) user: Option<&'a User>,
    /// The real username, or an invented one that looks real.
    pub(super) username: &'a str,
    pub(super) attempt: &'a Attempt,
}

/// A user who has given a right proof, and the attempt so far.
pub(super) struct Progress {
    pub(super) user: User,
    pub(super) attempt: Attempt,
}

/// A sign-in in progress, sealed into `Session`.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Session {
    /// The id of the session; a right answer marks it as spent.
    pub(super) id: String,
    /// What the session waits for.
    pub(super) awaited: Awaited,
    #[serde(default)]
    pub(super) attempt: Attempt,
    pub(super) username: String,
    pub(super) sub: String,
    /// Fingerprint of the password that was proved: a new password ends the session.
    password: String,
    /// The user's generation: a later one ends the session.
    generation: u32,
    pub(super) life: Span,
}

/// What a session waits for, and the data that it keeps for that.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Awaited {
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
    /// The second step of the device's proof: this session is in the secret block, together with the SRP exchange.
    DevicePassword,
    CustomChallenge,
    First(First),
    /// Waits for `ConfirmSignUp`, after `SignUp`.
    SignedUp,
    /// Waits for `USER_AUTH`, after `ConfirmSignUp`.
    ConfirmedSignUp,
}

/// The progress of the set-up of a factor.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SetUp {
    Begun,
    /// An authenticator app got this secret, in base32.
    Associated(Sensitive),
    /// The app has shown a right code.
    Verified,
}

/// The data that a session keeps about a user who has not proved anything yet, and who may not exist.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct First {
    /// A hash of the name that was submitted. The session of an unknown user can be answered under this name only.
    pub(super) name: String,
    pub(super) step: FirstStep,
}

/// The challenges before any proof.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FirstStep {
    Select {
        /// The challenge for a passkey, if the user may choose one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passkey: Option<String>,
    },
    Password,
    /// Answered by a trusted server only.
    AdminPassword,
    PasswordSrp,
    Code {
        factor: FirstFactor,
        code: SessionCode,
    },
    /// The challenge for the passkey.
    Passkey(String),
}

/// The content of a session before any proof is padded to a multiple of this.
const PADDED_BYTES: usize = 256;

impl Attempt {
    /// The occasion on which tokens are issued.
    pub(super) fn occasion(&self) -> Occasion {
        if self.device_proved {
            Occasion::AuthenticateDevice
        } else if self.new_password {
            Occasion::NewPassword
        } else {
            Occasion::Authentication
        }
    }

    /// Whether the challenge that the attempt waits for accepts an answer; always true outside of custom sign-ins.
    pub(super) async fn is_open(&self, cx: &mut Cx<'_>) -> Result<bool, Error> {
        match &self.custom {
            Some(id) => CustomFlow::is_open(cx, id).await,
            None => Ok(true),
        }
    }

    /// Ends the attempt if it is a custom sign-in, even if the call fails.
    pub(super) fn end_custom(&self, cx: &mut Cx<'_>) {
        if let Some(id) = &self.custom {
            CustomFlow::close(cx, id);
        }
    }
}

impl Progress {
    /// The user who is signing in.
    pub(super) fn participant(&self) -> Participant<'_> {
        Participant { user: Some(&self.user), username: &self.user.username, attempt: &self.attempt }
    }
}

impl First {
    /// The challenge's name.
    pub(super) fn challenge(&self) -> &'static str {
        match &self.step {
            FirstStep::Select { .. } => "SELECT_CHALLENGE",
            FirstStep::Password => FirstFactor::Password.as_str(),
            FirstStep::AdminPassword => "ADMIN_NO_SRP_AUTH",
            FirstStep::PasswordSrp => FirstFactor::PasswordSrp.as_str(),
            FirstStep::Code { factor, .. } => factor.as_str(),
            FirstStep::Passkey(_) => FirstFactor::WebAuthn.as_str(),
        }
    }

    /// Whether the user may still choose, and `challenge` is a first factor that the client may answer at once.
    fn may_be_chosen_by(&self, challenge: &str) -> bool {
        match self.step {
            FirstStep::Select { .. } => matches!(challenge, "PASSWORD" | "PASSWORD_SRP" | "WEB_AUTHN"),
            // A user who cannot use the passkey now may choose another factor; Amplify offers this.
            FirstStep::Passkey(_) => challenge == "SELECT_CHALLENGE",
            _ => false,
        }
    }
}

impl Awaited {
    /// The challenge's name; `None` for sessions that answer no challenge.
    fn challenge(&self) -> Option<&'static str> {
        Some(match self {
            Self::NewPasswordRequired => "NEW_PASSWORD_REQUIRED",
            Self::Code { factor, .. } => factor.as_str(),
            Self::SoftwareToken => Factor::SoftwareTokenMfa.as_str(),
            Self::SelectMfaType(_) => "SELECT_MFA_TYPE",
            Self::MfaSetup(_) => "MFA_SETUP",
            Self::DeviceSrp => "DEVICE_SRP_AUTH",
            Self::DevicePassword => "DEVICE_PASSWORD_VERIFIER",
            Self::CustomChallenge => CUSTOM_CHALLENGE,
            Self::First(first) => first.challenge(),
            Self::SignedUp | Self::ConfirmedSignUp => return None,
        })
    }

    /// Whether the session accepts an answer to the challenge of this name now.
    fn accepts(&self, challenge: &str) -> bool {
        self.challenge() == Some(challenge)
            || matches!(self, Self::First(first) if first.may_be_chosen_by(challenge))
    }
}

impl Session {
    /// Begins a session. The session of an unknown user has a `sub` that no user has.
    pub(super) fn begin(
        cx: &mut Cx<'_>,
        client: &Client,
        participant: Participant<'_>,
        awaited: Awaited,
    ) -> Self {
        let Participant { user, username, attempt } = participant;
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

    /// Begins and seals a session for a user who has given a right proof.
    pub(super) fn ask(
        cx: &mut Cx<'_>,
        app: App<'_>,
        progress: &Progress,
        awaited: Awaited,
    ) -> Result<String, Error> {
        Self::begin(cx, app.client, progress.participant(), awaited).seal(cx, app)
    }

    /// The text of a session. The ids of pool and client stand before the sealed part, since two operations send
    /// nothing else that names them.
    pub(super) fn seal(&self, cx: &mut Cx<'_>, app: App<'_>) -> Result<String, Error> {
        let App { pool, client } = app;
        let mut plaintext = plaintext(self)?;
        if matches!(self.awaited, Awaited::First(_) | Awaited::CustomChallenge) {
            // The user may not exist, so the length must not reveal how much is known about the user. JSON may end in
            // spaces.
            let padded = plaintext.len().next_multiple_of(PADDED_BYTES);
            plaintext.resize(padded, b' ');
        }
        let mut text = format!("{}\n{}\n", pool.id, client.id).into_bytes();
        text.extend(cx.seal(&pool.id, Purpose::Session, &client.id, &plaintext));
        Ok(BASE64URL.encode(text))
    }

    /// Opens the session that a client sent back for the challenge of this name.
    ///
    /// # Errors
    /// `InvalidParameterException` when it is missing. `NotAuthorizedException` when it is not a session of this client
    /// that waits for this challenge, or has expired, or was answered before.
    pub(super) async fn open(
        cx: &mut Cx<'_>,
        app: App<'_>,
        sealed: Option<&Sensitive>,
        challenge: &str,
    ) -> Result<Self, Error> {
        Self::open_if(cx, app, sealed, &|awaited| awaited.accepts(challenge)).await
    }

    /// As [`Session::open`], for a session that `accepts` allows.
    pub(super) async fn open_if(
        cx: &mut Cx<'_>,
        app: App<'_>,
        sealed: Option<&Sensitive>,
        accepts: &(dyn Fn(&Awaited) -> bool + Sync),
    ) -> Result<Self, Error> {
        let sealed = sealed.ok_or(InvalidParameter::Missing("Session"))?;
        let session = Self::unseal(cx, &app.pool.id, &app.client.id, sealed)
            .filter(|session| accepts(&session.awaited))
            .ok_or(NotAuthorized::InvalidSession)?;
        if !session.life.contains(cx.now()) {
            return Err(NotAuthorized::SessionExpired.into());
        }
        if cx.get::<Spent>(&keys::spent(&session.id)).await?.is_some() {
            return Err(NotAuthorized::SessionSpent.into());
        }
        if !session.attempt.is_open(cx).await? {
            return Err(NotAuthorized::InvalidSession.into());
        }
        Ok(session)
    }

    /// Opens what [`Session::seal`] sealed. Does not check whether it has expired or was answered before.
    pub(super) fn unseal(cx: &Cx<'_>, pool_id: &str, client_id: &str, sealed: &Sensitive) -> Option<Self> {
        let text = BASE64URL.decode(sealed.as_str()).ok()?;
        let sealed = text.strip_prefix(format!("{pool_id}\n{client_id}\n").as_bytes())?;
        let plaintext = cx.open(pool_id, Purpose::Session, client_id, sealed)?;
        json::from_slice(&plaintext).ok()
    }

    /// The pool and the client that the session names. This claim is not verified before the session is opened.
    pub(super) async fn find_client(
        cx: &mut Cx<'_>,
        sealed: &Sensitive,
    ) -> Result<(Pool, Arc<Client>), Error> {
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

    /// The session's user, if what was proved is still valid.
    pub(super) async fn user(&self, cx: &mut Cx<'_>) -> Result<User, Error> {
        let user = self.load_user(cx).await?;
        self.check_proof(&user)?;
        Ok(user)
    }

    /// The session's user. Does not check whether what was proved is still valid.
    pub(super) async fn load_user(&self, cx: &mut Cx<'_>) -> Result<User, Error> {
        let user = cx.get::<User>(&keys::user(&self.username)).await?;
        Ok(user.filter(|user| user.sub == self.sub).ok_or(UserNotFound::User)?)
    }

    /// Refuses a session of a user whose password or generation has changed since.
    pub(super) fn check_proof(&self, user: &User) -> Result<(), NotAuthorized> {
        if self.password == user.password_fingerprint() && self.generation == user.generation {
            Ok(())
        } else {
            Err(NotAuthorized::SessionSpent)
        }
    }

    /// Marks the session as spent: once this call commits, no other answer is accepted.
    pub(super) fn spend(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        cx.put(&Spent { id: self.id.clone(), until: self.life.end() })
    }

    /// Marks the session as spent, even if the answer is refused.
    pub(super) fn spend_on_failure(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        cx.put_even_on_failure(&Spent { id: self.id.clone(), until: self.life.end() })
    }
}
