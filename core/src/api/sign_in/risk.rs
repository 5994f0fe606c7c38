//! The assessment of a sign-in: once, after its first proof and before anything else follows.
//!
//! Addresses are excepted in every sign-in. How risky a sign-in is is assessed after a password; in a custom sign-in
//! only if the pool protects those too. What follows is the pool's or the client's risk configuration.

use serde::{Deserialize, Serialize};

use super::{
    facts::mfa_facts,
    session::{Attempt, Progress},
};
use crate::{
    auth::{
        challenge::{Proof, has_factor},
        risk::{Consequence, Place, Risk, RiskDecision, level},
    },
    context::Cx,
    effects::Effect,
    error::{Error, NotAuthorized},
    message::notice::Notice,
    model::{
        app::App,
        auth_events::{self, AuthEvents, EventResponse, NewEvent},
        risk::{AddressException, PasswordUse, Protection, RiskConfigurationRecord},
        user::User,
    },
};

/// The assessment, as a sign-in carries it to its tokens.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Assessed {
    #[serde(default, skip_serializing_if = "Risk::is_none")]
    risk: Risk,
    /// The id of the event, if the user was told of it or it is recorded already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event_id: Option<String>,
    /// The user must prove a second factor, if there is one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) demands_factor: bool,
    /// Assessed in this call.
    #[serde(skip)]
    is_new: bool,
}

/// What the assessment led to.
struct Verdict {
    risk: Risk,
    consequence: Consequence,
    /// The user is told of it.
    notifies: bool,
    refusal: NotAuthorized,
}

/// Assesses a sign-in that was not assessed yet.
///
/// # Errors
/// `NotAuthorizedException`, if the sign-in is blocked. The event is recorded, and the user told if configured.
pub(super) async fn assess(cx: &mut Cx<'_>, app: App<'_>, mut progress: Progress) -> Result<Progress, Error> {
    let Attempt { proof, is_custom, .. } = progress.attempt;
    let protection = match is_custom {
        true => app.pool.settings.custom_protection(),
        false => app.pool.settings.protection(),
    };
    if progress.attempt.assessed.is_some() {
        return Ok(progress);
    }
    if protection == Protection::Off {
        // The further steps of a custom sign-in look like those of any other.
        progress.attempt.assessed = is_custom.then(Assessed::default);
        return Ok(progress);
    }
    let configuration = RiskConfigurationRecord::effective(cx, app).await?;
    let mut verdict = verdict(cx, app, &progress, configuration.as_ref()).await?;
    if protection == Protection::Audit {
        verdict = Verdict { consequence: Consequence::Allow, notifies: false, ..verdict };
    }
    let Verdict { risk, consequence, notifies, refusal } = verdict;
    let is_kept = notifies || consequence != Consequence::Allow;
    let event_id = is_kept.then(|| cx.uuid());
    if let (Some(event_id), Some(configuration)) = (&event_id, configuration.as_ref().filter(|_| notifies)) {
        let told = Told { user: &progress.user, event_id, consequence };
        told.notify(cx, app, configuration)?;
    }
    if consequence == Consequence::Block {
        let event = NewEvent::assessed(EventResponse::Fail, proof == Proof::Password).with(risk);
        let id = event_id.unwrap_or_default();
        auth_events::record_as(cx, app, &progress.user, (id, event)).await?;
        return Err(refusal.into());
    }
    let demands_factor = consequence == Consequence::Challenge;
    progress.attempt.assessed = Some(Assessed { risk, event_id, demands_factor, is_new: true });
    Ok(progress)
}

async fn verdict(
    cx: &mut Cx<'_>,
    app: App<'_>,
    progress: &Progress,
    configuration: Option<&RiskConfigurationRecord>,
) -> Result<Verdict, Error> {
    let Progress { user, attempt } = progress;
    let origin = cx.user_origin(app.client.settings.trusts_context_data());
    let exception = configuration.and_then(|found| found.exception(origin.address.as_deref()));
    let is_assessed = matches!(attempt.proof, Proof::Password | Proof::Custom) && exception.is_none();
    let level = match is_assessed {
        true => {
            let device = origin.device_name();
            let place = Place { address: origin.address.as_deref(), device: device.as_deref() };
            level(place, &AuthEvents::load(cx, user).await?.places())
        }
        false => None,
    };
    let found = level.zip(configuration).map(|(level, configuration)| configuration.action(level));
    let action = found.unwrap_or_default();
    let is_compromised = attempt.is_compromised && exception != Some(AddressException::Skipped);
    let refuses_password =
        is_compromised && configuration.is_some_and(|found| found.blocks_compromised(PasswordUse::SignIn));
    let consequence = match exception == Some(AddressException::Blocked) || refuses_password {
        true => Consequence::Block,
        false => action.action.consequence(has_factor(&mfa_facts(app.pool, user))),
    };
    let decision = match (consequence, level) {
        (Consequence::Block, _) => RiskDecision::Block,
        (_, Some(_)) => RiskDecision::AccountTakeover,
        (_, None) => RiskDecision::NoRisk,
    };
    let refusal =
        if refuses_password { NotAuthorized::CompromisedPassword } else { NotAuthorized::SecurityReasons };
    let risk = Risk { decision, level, is_compromised };
    Ok(Verdict { risk, consequence, notifies: action.notifies, refusal })
}

/// What the user is told.
struct Told<'a> {
    user: &'a User,
    event_id: &'a str,
    consequence: Consequence,
}

impl Told<'_> {
    /// Sends the notice: of a blocked sign-in after its failure, of any other after the commit.
    fn notify(
        self,
        cx: &mut Cx<'_>,
        app: App<'_>,
        configuration: &RiskConfigurationRecord,
    ) -> Result<(), Error> {
        let Self { user, event_id, consequence } = self;
        let name = match consequence {
            Consequence::Block => "BlockEmail",
            Consequence::Challenge => "MfaEmail",
            Consequence::Allow => "NoActionEmail",
        };
        let email = &configuration.notifications()[name];
        let Some(outgoing) = (Notice { user, event_id, email }).outgoing(cx, app)? else { return Ok(()) };
        let effect = Effect::Notice(Box::new(outgoing));
        match consequence {
            Consequence::Block => cx.after_failure(effect),
            Consequence::Challenge | Consequence::Allow => cx.after_commit(effect),
        }
        Ok(())
    }
}

/// Records that the sign-in goes on, if it was assessed in this call and its event has an id already: the user can judge
/// the event before the sign-in is complete.
pub(super) async fn record_progress(cx: &mut Cx<'_>, app: App<'_>, progress: &Progress) -> Result<(), Error> {
    let Some(Assessed { risk, event_id: Some(id), is_new: true, .. }) = &progress.attempt.assessed else {
        return Ok(());
    };
    let by_password = progress.attempt.proof == Proof::Password;
    let event = NewEvent::assessed(EventResponse::InProgress, by_password).with(*risk);
    auth_events::record_as(cx, app, &progress.user, (id.clone(), event)).await
}

/// Records that the user gets tokens.
pub(super) async fn record_success(cx: &mut Cx<'_>, app: App<'_>, progress: &Progress) -> Result<(), Error> {
    let Attempt { proof, factor_proved, is_compromised, assessed, .. } = &progress.attempt;
    let event = NewEvent::signed_in(*proof == Proof::Password, *factor_proved);
    let (mut risk, id) = match assessed {
        Some(assessed) => (assessed.risk, assessed.event_id.clone()),
        None => (Risk::default(), None),
    };
    // A new password that was set on the way.
    risk.is_compromised |= *is_compromised;
    match id {
        Some(id) => auth_events::replace(cx, app, &progress.user, (id, event.with(risk))).await,
        None => auth_events::record(cx, app, &progress.user, event.with(risk)).await,
    }
}
