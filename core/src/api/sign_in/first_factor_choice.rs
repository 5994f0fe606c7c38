//! The factors that a user may begin with, before any proof: `USER_AUTH` and the challenges that it asks.
//!
//! If the client hides existence, an unknown user appears to have a mail address and no password, or a password in a
//! pool without codes by mail.

use super::{
    claimant::{Claimant, fingerprint},
    facts::mfa_facts,
    output::SignInOutput,
    parameters::{Parameters, filled},
    session::{Awaited, First, FirstStep, Participant, Session},
};
use crate::{
    api::existence::{Existence, pretended_channel},
    auth::{
        challenge,
        channel::Channel,
        factor::MfaMode,
        first_factor::{self, FirstFactor, FirstFacts, Means},
    },
    context::Cx,
    error::{Error, InvalidParameter},
    model::{app::App, client::Client, passkey::Passkey, pool::Pool, user::User},
};

/// A claimant, and the factors that this claimant may begin with.
pub(super) struct FirstFactorChoice<'a> {
    pub(super) claimant: Claimant<'a>,
    /// The user's passkeys for the pool's relying party.
    pub(super) passkeys: Vec<Passkey>,
    pub(super) available: Vec<FirstFactor>,
}

/// The factor that the client names, and the proof that it sent along.
#[derive(Clone, Copy)]
pub(super) struct Chosen<'a> {
    pub(super) factor: FirstFactor,
    pub(super) given: &'a Parameters,
}

impl<'a> FirstFactorChoice<'a> {
    /// Loads the factors that the claimant has.
    ///
    /// # Errors
    /// `InvalidParameterException` when there are none, if the client shows whether a user exists.
    pub(super) async fn load(
        cx: &mut Cx<'_>,
        app: App<'_>,
        mut claimant: Claimant<'a>,
    ) -> Result<Self, Error> {
        let passkeys = Passkey::list_for(cx, app.pool, &claimant.username, claimant.user.as_ref()).await?;
        let mut available = match &claimant.user {
            Some(user) => available_to(app.pool, user, &passkeys),
            None => Vec::new(),
        };
        if available.is_empty() {
            if !Existence::of(app.client).is_hidden() {
                return Err(InvalidParameter::NoFirstFactor.into());
            }
            claimant.user = None;
            available = pretended_factors(app.pool, claimant.name);
        }
        Ok(Self { claimant, passkeys, available })
    }

    /// For a claimant who has chosen before.
    pub(super) fn made(claimant: Claimant<'a>) -> Self {
        Self { claimant, passkeys: Vec::new(), available: Vec::new() }
    }

    /// Whether the claimant may use this factor. If the client hides existence, a password that was sent is verified
    /// even if the user has none: otherwise the answer would distinguish a user without a password from an unknown one.
    pub(super) fn may_take(&self, client: &Client, chosen: Chosen<'_>) -> bool {
        let Chosen { factor, given } = chosen;
        let sent = match factor {
            FirstFactor::Password => filled(given, "PASSWORD"),
            FirstFactor::PasswordSrp => filled(given, "SRP_A"),
            FirstFactor::EmailOtp | FirstFactor::SmsOtp | FirstFactor::WebAuthn => None,
        };
        self.available.contains(&factor) || sent.is_some() && Existence::of(client).is_hidden()
    }

    /// Asks for the answer to this step.
    pub(super) fn ask<'p>(
        &self,
        cx: &mut Cx<'_>,
        app: App<'_>,
        step: FirstStep,
        parameters: impl IntoIterator<Item = (&'p str, String)>,
    ) -> Result<SignInOutput, Error> {
        let available = self.available.iter().map(|factor| factor.as_str().into()).collect();
        let Claimant { name, user, username, attempt, .. } = &self.claimant;
        let first = First { name: fingerprint(app.pool, name), step };
        let challenge = first.challenge();
        let participant = Participant { user: user.as_ref(), username, attempt };
        let session = Session::begin(cx, app.client, participant, Awaited::First(first)).seal(cx, app)?;
        Ok(SignInOutput {
            available_challenges: Some(available).filter(|available: &Vec<_>| !available.is_empty()),
            ..SignInOutput::challenge(challenge, Some(session), parameters)
        })
    }
}

/// Whether a passkey with user verification counts as both factors: pool and user must both have switched that on.
pub(super) fn passkey_is_multi_factor(pool: &Pool, user: &User) -> bool {
    pool.passkeys_are_multi_factor() && user.mfa.web_authn
}

fn available_to(pool: &Pool, user: &User, passkeys: &[Passkey]) -> Vec<FirstFactor> {
    first_factor::available(&FirstFacts {
        allowed: pool.settings.first_factors(),
        status: user.status,
        means: Means {
            password: user.has_password(),
            email: user.address(Channel::Email).is_some(),
            phone_number: user.address(Channel::PhoneNumber).is_some(),
            passkey: !passkeys.is_empty(),
        },
        needs_second_factor: challenge::needs_second_factor(&mfa_facts(pool, user)),
        passkey_is_multi_factor: passkey_is_multi_factor(pool, user),
    })
}

/// What an unknown user may choose from: a code by mail, or by text message if the invented user has only a number; a
/// password if no such code could be sent.
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
