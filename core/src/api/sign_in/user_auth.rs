//! `USER_AUTH`: users choose among the factors that they have.
//!
//! Whoever does not exist is answered, where the client hides that, as a user without a password who has a mail address;
//! in a pool without codes by mail, as a user with a password. Nothing is sent, and every answer is as wrong as a wrong one.

use serde::{Deserialize, Serialize};

use super::{
    Attempt, Awaited, Claimant, Parameters, Session, SignInOutput, facts, one_time_password, parameter,
    password, password_verifier, pre_authentication, sign_up_session, web_authn,
};
use crate::{
    api::sign_up::pretended_channel,
    auth::{
        challenge,
        channel::Channel,
        factor::MfaMode,
        first_factor::{self, FirstFactor, FirstFacts, Means},
        srp::PublicValue,
    },
    context::Cx,
    error::{Error, FeatureUnavailableInTier, InvalidParameter, NotAuthorized},
    model::{client::Client, code::SessionCode, keys, passkey::Passkey, pool::Pool, user::User},
    sensitive::Sensitive,
};

/// What a session remembers of somebody who has yet to prove who they are, and who may be nobody.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct First {
    /// Tells the name that was submitted from others: nobody has no other to answer with.
    name: String,
    pub(super) step: FirstStep,
}

/// The challenges before any proof.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FirstStep {
    Select {
        /// What a passkey signs, where one may be chosen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passkey: Option<String>,
    },
    Password,
    /// Answered on a trusted server only.
    AdminPassword,
    PasswordSrp,
    Code {
        factor: FirstFactor,
        code: SessionCode,
    },
    /// What the passkey signs.
    Passkey(String),
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

    /// Whether a choice is open, and this is the name of one that may be answered at once.
    pub(super) fn may_be_chosen_by(&self, challenge: &str) -> bool {
        match self.step {
            FirstStep::Select { .. } => matches!(challenge, "PASSWORD" | "PASSWORD_SRP" | "WEB_AUTHN"),
            // Whoever has no passkey at hand chooses something else, as Amplify lets them.
            FirstStep::Passkey(_) => challenge == "SELECT_CHALLENGE",
            _ => false,
        }
    }
}

/// Somebody about to prove who they are, and by what they may.
pub(super) struct Chooser<'a> {
    /// As it was submitted.
    pub(super) name: &'a str,
    pub(super) claimant: Claimant,
    /// Those of the user for the pool's relying party.
    pub(super) passkeys: Vec<Passkey>,
    pub(super) available: Vec<FirstFactor>,
}

impl<'a> Chooser<'a> {
    /// Sees what the claimant has.
    ///
    /// # Errors
    /// `InvalidParameterException` when that is nothing, where it may be told.
    async fn new(
        cx: &mut Cx<'_>,
        pool: &Pool,
        client: &Client,
        name: &'a str,
        mut claimant: Claimant,
    ) -> Result<Self, Error> {
        let passkeys = Passkey::list_for(cx, pool, &claimant.username, claimant.user.as_ref()).await?;
        let mut available = match &claimant.user {
            Some(user) => available_to(cx, pool, client, user, &passkeys),
            None => Vec::new(),
        };
        if available.is_empty() {
            if !client.hides_user_existence() {
                return Err(InvalidParameter::NoFirstFactor.into());
            }
            claimant.user = None;
            available = pretended_factors(pool, name);
        }
        Ok(Self { name, claimant, passkeys, available })
    }

    /// Somebody who has chosen before.
    fn decided(name: &'a str, claimant: Claimant) -> Self {
        Self { name, claimant, passkeys: Vec::new(), available: Vec::new() }
    }

    /// Whether the claimant may take this factor. Where existence is hidden, a password that was sent is judged whether
    /// there is one or not: who has none would otherwise be told from who is nobody.
    fn may_take(&self, client: &Client, factor: FirstFactor, given: &Parameters) -> bool {
        let sent = match factor {
            FirstFactor::Password => filled(given, "PASSWORD"),
            FirstFactor::PasswordSrp => filled(given, "SRP_A"),
            FirstFactor::EmailOtp | FirstFactor::SmsOtp | FirstFactor::WebAuthn => None,
        };
        self.available.contains(&factor) || sent.is_some() && client.hides_user_existence()
    }

    /// Asks for the step's answer.
    pub(super) fn ask<'p>(
        &self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        client: &Client,
        attempt: &Attempt,
        step: FirstStep,
        parameters: impl IntoIterator<Item = (&'p str, String)>,
    ) -> Result<SignInOutput, Error> {
        let available = self.available.iter().map(|factor| factor.as_str().to_owned()).collect();
        let first = First { name: fingerprint(pool, self.name), step };
        let name = first.challenge();
        let awaited = Awaited::First(first);
        let session = match &self.claimant.user {
            Some(user) => Session::begin(cx, client, user, attempt, awaited),
            None => Session::begin_for_nobody(cx, client, &self.claimant.username, attempt, awaited),
        };
        let session = session.seal(cx, pool, client)?;
        Ok(SignInOutput {
            available_challenges: Some(available).filter(|available: &Vec<_>| !available.is_empty()),
            ..SignInOutput::challenge(name, Some(session), parameters)
        })
    }
}

/// Starts the flow: at the preferred factor, at the only one, or at the choice.
pub(super) async fn start(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
    session: Option<&Sensitive>,
) -> Result<SignInOutput, Error> {
    let name = parameter(parameters, "USERNAME")?;
    if let Some(tier @ "LITE") = pool.settings.user_pool_tier.as_deref() {
        return Err(FeatureUnavailableInTier::Feature(tier.to_owned(), "Choice-Based Sign-In").into());
    }
    if let Some(session) = session {
        return sign_up_session::sign_in(cx, pool, client, session, parameters).await;
    }
    client.check_secret_hash(cx, parameters.get("SECRET_HASH"), &[name])?;
    let claimant = Claimant::find(cx, pool, client, name).await?;
    pre_authentication(cx, pool, client, &claimant).await?;
    let attempt = Attempt::default().naming_device(parameters);
    if let Some(user) = claimant.user.as_ref().filter(|_| !client.hides_user_existence()) {
        challenge::before_proof(&facts(cx, pool, client, user, &attempt))?;
    }
    let chooser = Chooser::new(cx, pool, client, name, claimant).await?;
    let preferred = parameters
        .get("PREFERRED_CHALLENGE")
        .and_then(|name| FirstFactor::parse(name))
        .filter(|factor| chooser.may_take(client, *factor, parameters));
    match (preferred, &*chooser.available) {
        (Some(factor), _) | (None, &[factor]) => {
            take(cx, pool, client, chooser, factor, parameters, &attempt).await
        }
        _ => select(cx, pool, client, &chooser, &attempt),
    }
}

/// `AdminInitiateAuth` without a password: asks for it.
pub(super) async fn ask_admin_password(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
) -> Result<SignInOutput, Error> {
    let name = parameter(parameters, "USERNAME")?;
    client.check_secret_hash(cx, parameters.get("SECRET_HASH"), &[name])?;
    let claimant = Claimant::find(cx, pool, client, name).await?;
    pre_authentication(cx, pool, client, &claimant).await?;
    let username = ("USER_ID_FOR_SRP", claimant.username.clone());
    let chooser = Chooser::decided(name, claimant);
    chooser.ask(
        cx,
        pool,
        client,
        &Attempt::default().naming_device(parameters),
        FirstStep::AdminPassword,
        [username],
    )
}

/// Takes the answer to `SELECT_CHALLENGE`, `PASSWORD`, `PASSWORD_SRP`, `WEB_AUTHN` or `ADMIN_NO_SRP_AUTH`.
pub(super) async fn answer(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    challenge: &str,
    session: Option<&Sensitive>,
    responses: &Parameters,
) -> Result<SignInOutput, Error> {
    let name = parameter(responses, "USERNAME")?;
    let (member, factor) = match challenge {
        "SELECT_CHALLENGE" => ("ANSWER", None),
        "PASSWORD_SRP" => ("SRP_A", Some(FirstFactor::PasswordSrp)),
        "WEB_AUTHN" => (web_authn::CREDENTIAL, Some(FirstFactor::WebAuthn)),
        _ => ("PASSWORD", Some(FirstFactor::Password)),
    };
    let given = parameter(responses, member)?;
    let factor =
        factor.or_else(|| FirstFactor::parse(given)).ok_or(InvalidParameter::FirstFactorNotAvailable)?;
    let mut session = Session::open(cx, pool, client, session, challenge).await?;
    session.attempt = session.attempt.naming_device(responses);
    let Awaited::First(first) = &session.awaited else {
        return Err(NotAuthorized::InvalidSession.into());
    };
    let user = answered_by(cx, pool, client, &session, first, responses).await?;
    if let (FirstFactor::WebAuthn, Some(credential)) = (factor, filled(responses, web_authn::CREDENTIAL)) {
        let (FirstStep::Select { passkey: Some(expected) } | FirstStep::Passkey(expected), Some(user)) =
            (&first.step, user)
        else {
            return Err(InvalidParameter::FirstFactorNotAvailable.into());
        };
        return web_authn::judge(cx, pool, client, &session, user, expected, credential).await;
    }
    let claimant = Claimant::new(cx, pool, name, user)?;
    let selects = matches!(first.step, FirstStep::Select { .. } | FirstStep::Passkey(_));
    let chooser = match selects {
        true => Chooser::new(cx, pool, client, name, claimant).await?,
        false => Chooser::decided(name, claimant),
    };
    if selects && !chooser.may_take(client, factor, responses) {
        return Err(InvalidParameter::FirstFactorNotAvailable.into());
    }
    session.spend(cx)?;
    if factor == FirstFactor::Password && filled(responses, "PASSWORD").is_some() {
        // A wrong password ends the attempt.
        session.spend_despite_refusal(cx)?;
    }
    take(cx, pool, client, chooser, factor, responses, &session.attempt).await
}

/// The session's user, if the answer names them and nothing of theirs changed. `None` for the session of nobody, answered
/// under the name it was begun with.
pub(super) async fn answered_by(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    session: &Session,
    first: &First,
    responses: &Parameters,
) -> Result<Option<User>, Error> {
    let found: Option<User> = cx.get(&keys::user(&session.username)).await?;
    if found.is_some_and(|user| user.sub == session.sub) || !client.hides_user_existence() {
        return session.answered_by(cx, pool, client, responses).await.map(Some);
    }
    let is_theirs = |name: &str| first.name == fingerprint(pool, name);
    session.answered_by_nobody(cx, pool, client, responses, is_theirs).await?;
    Ok(None)
}

/// Asks for a choice. Where a passkey may be chosen, its options come along, so that the choice may be answered with it.
fn select(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    chooser: &Chooser<'_>,
    attempt: &Attempt,
) -> Result<SignInOutput, Error> {
    let (passkey, options) = match web_authn::options(cx, pool, client, chooser) {
        Some((challenge, options)) => (Some(challenge), Some((web_authn::OPTIONS, options))),
        None => (None, None),
    };
    chooser.ask(cx, pool, client, attempt, FirstStep::Select { passkey }, options)
}

/// Goes on with a factor: judges what came along, or asks for it.
async fn take(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    chooser: Chooser<'_>,
    factor: FirstFactor,
    given: &Parameters,
    attempt: &Attempt,
) -> Result<SignInOutput, Error> {
    match factor {
        FirstFactor::Password => match filled(given, "PASSWORD") {
            Some(password) => password::judge(cx, pool, client, chooser.claimant, password, attempt).await,
            None => chooser.ask(cx, pool, client, attempt, FirstStep::Password, []),
        },
        FirstFactor::PasswordSrp => match filled(given, "SRP_A") {
            Some(srp_a) => {
                let a = PublicValue::from_hex(srp_a).map_err(|_| InvalidParameter::SrpA)?;
                let Chooser { name, claimant, .. } = chooser;
                password_verifier::ask(cx, pool, client, name, claimant, &a, attempt.clone())
            }
            None => chooser.ask(cx, pool, client, attempt, FirstStep::PasswordSrp, []),
        },
        FirstFactor::EmailOtp => {
            one_time_password::challenge(cx, pool, client, &chooser, attempt, factor, Channel::Email).await
        }
        FirstFactor::SmsOtp => {
            one_time_password::challenge(cx, pool, client, &chooser, attempt, factor, Channel::PhoneNumber)
                .await
        }
        FirstFactor::WebAuthn => web_authn::challenge(cx, pool, client, &chooser, attempt),
    }
}

fn available_to(
    cx: &Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    passkeys: &[Passkey],
) -> Vec<FirstFactor> {
    let mfa = facts(cx, pool, client, user, &Attempt::default()).mfa;
    first_factor::available(&FirstFacts {
        allowed: pool.settings.first_factors(),
        status: user.status,
        means: Means {
            password: user.password.is_some(),
            email: user.address(Channel::Email).is_some(),
            phone_number: user.address(Channel::PhoneNumber).is_some(),
            passkey: !passkeys.is_empty(),
        },
        needs_second_factor: challenge::needs_second_factor(&mfa),
        passkey_is_multi_factor: web_authn::is_multi_factor(pool, user),
    })
}

/// What a user who does not exist may choose from: a code by mail, or by text message if the user would be one with a
/// number alone; a password where no such code could be sent.
fn pretended_factors(pool: &Pool, name: &str) -> Vec<FirstFactor> {
    let mut sent = vec![(Channel::Email, FirstFactor::EmailOtp), (Channel::PhoneNumber, FirstFactor::SmsOtp)];
    sent.retain(|(_, factor)| {
        factor.is_allowed(pool.settings.first_factors()) && pool.mfa_demand() != MfaMode::On
    });
    let channels: Vec<_> = sent.iter().map(|(channel, _)| *channel).collect();
    let by_mail = channels.first().copied().filter(|channel| *channel == Channel::Email);
    match pretended_channel(pool, name, &channels).or(by_mail) {
        Some(Channel::Email) => vec![FirstFactor::EmailOtp],
        Some(Channel::PhoneNumber) => vec![FirstFactor::SmsOtp],
        None => vec![FirstFactor::PasswordSrp, FirstFactor::Password],
    }
}

/// As long for every name.
fn fingerprint(pool: &Pool, name: &str) -> String {
    use sha2::Digest as _;
    let hash = sha2::Sha256::digest(pool.naming.canonical(name).as_bytes());
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn filled<'a>(parameters: &'a Parameters, name: &str) -> Option<&'a Sensitive> {
    parameters.get(name).filter(|value| !value.is_empty())
}
