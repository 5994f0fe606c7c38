//! Custom sign-ins: the pool's functions decide what is asked and who gets tokens.
//!
//! `DefineAuthChallenge` is called at the start and after every challenge, with the results of all challenges so far.
//! These are stored in a [`CustomFlow`], whose id is in the [`Attempt`].

use std::collections::BTreeMap;

use super::{
    facts::facts_without_device,
    session::{Attempt, Participant, Progress},
};
use crate::{
    auth::{
        challenge::Proof,
        custom::{self, PASSWORD_VERIFIER, Turn},
    },
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized},
    events::DefineAuthChallenge,
    model::{
        app::App,
        custom_flow::{CustomFlow, OpenChallenge},
        pool::Pool,
        user::User,
    },
    trigger::{TriggerContext, user_attributes},
};

/// A custom sign-in between two challenges.
pub(super) struct CustomSignIn {
    /// `None`: there is no such user, and the client hides that.
    pub(super) user: Option<User>,
    /// The real username, or an invented one that looks real.
    pub(super) username: String,
    pub(super) attempt: Attempt,
    pub(super) flow: CustomFlow,
}

impl CustomSignIn {
    /// Continues the sign-in after a right answer to one of the engine's own challenges.
    pub(super) async fn resume(cx: &mut Cx<'_>, pool: &Pool, progress: Progress) -> Result<Self, Error> {
        let Progress { user, mut attempt } = progress;
        let mut flow = load(cx, pool, &attempt).await?;
        attempt.end_custom(cx);
        if flow.asked.name == PASSWORD_VERIFIER {
            attempt.proof = Proof::Password;
        }
        flow.note(true);
        Ok(Self { username: user.username.clone(), user: Some(user), attempt, flow })
    }

    pub(super) fn participant(&self) -> Participant<'_> {
        Participant { user: self.user.as_ref(), username: &self.username, attempt: &self.attempt }
    }

    /// Asks `DefineAuthChallenge` what comes next. Also returns the name of the challenge that it chose.
    pub(super) async fn next_turn(
        &self,
        cx: &mut Cx<'_>,
        app: App<'_>,
    ) -> Result<(Turn, Option<String>), Error> {
        let participant = self.participant();
        let request = DefineAuthChallenge {
            user_attributes: participant.attributes(app.pool),
            session: self.flow.history.clone(),
            client_metadata: cx.trigger_input().client_metadata.clone(),
            user_not_found: self.flow.user_not_found,
        };
        let answer = cx.trigger(participant.trigger_context(app), "Authentication", request).await?;
        // `None`: the function was configured when the sign-in began, and was removed since.
        let answer = answer.ok_or(InvalidParameter::CustomAuthNotConfigured)?;
        let proved = participant
            .user
            .filter(|_| self.attempt.proof == Proof::Password)
            .map(|user| facts_without_device(cx, app, user, &self.attempt));
        let turn = custom::decide(&answer, self.flow.srp_a.is_some(), proved.as_ref())?;
        Ok((turn, answer.challenge_name))
    }

    /// Stores the sign-in until this challenge is answered, at most for the lifetime of a session that begins now.
    pub(super) fn keep(&mut self, cx: &mut Cx<'_>, app: App<'_>, asked: OpenChallenge) -> Result<(), Error> {
        self.flow.asked = asked;
        let until = cx.now().plus_seconds(app.client.settings.auth_session_seconds());
        self.attempt.custom = Some(self.flow.keep(cx, app.pool, until)?);
        Ok(())
    }
}

/// The stored part of the attempt's custom sign-in.
pub(super) async fn load(cx: &mut Cx<'_>, pool: &Pool, attempt: &Attempt) -> Result<CustomFlow, Error> {
    let flow = match &attempt.custom {
        Some(id) => CustomFlow::load(cx, pool, id).await?,
        None => None,
    };
    Ok(flow.ok_or(NotAuthorized::InvalidSession)?)
}

impl<'a> Participant<'a> {
    pub(super) fn trigger_context<'s>(&self, app: App<'s>) -> TriggerContext<'s>
    where
        'a: 's,
    {
        let user_name = self.user.map_or(self.username, User::shown_username);
        TriggerContext { pool: app.pool, client_id: Some(&app.client.id), user_name }
    }

    /// The user's attributes as the pool's functions see them.
    pub(super) fn attributes(&self, pool: &Pool) -> BTreeMap<String, String> {
        self.user.map(|user| user_attributes(pool, user)).unwrap_or_default()
    }
}
