//! The pages of a pool: sign-in, sign-up, passwords, second factors, passkeys.
//!
//! A page is data ([`view`]) in one language ([`texts`]). It works without scripts, passkeys excepted. Each form is sent to the
//! address of its page, whose query carries the authorization request along. What a page must remember beyond that is sealed into
//! the form ([`state`]), so the engine keeps nothing for a visitor who has not signed in.
//!
//! The pages run the operations of the API and its challenge machine
//! ([`hosted`](crate::api::sign_in::hosted)). Names of fields and buttons are those of the service's pages, so that tests which
//! fill those in work here.

pub(crate) mod assets;
mod challenge;
mod confirm;
mod failure;
mod fields;
mod login;
mod looks;
mod opening;
mod passkeys;
mod passwords;
mod perform;
mod qr;
mod scene;
mod sign_up;
mod state;
mod terms;
pub(crate) mod texts;
mod theme;
mod view;

use bytes::Bytes;
use http::{Method, Response};

pub(crate) use self::failure::{broken, malformed, show as show_failure};
use self::scene::Scene;
use crate::{
    context::Cx,
    oauth::{
        authorization_request::Failure,
        parameters::Parameters,
        received::{Received, Refused},
        site::Route,
    },
};

/// What a request to a page leads to.
pub(crate) enum Outcome {
    Done(Response<Bytes>),
    /// What was done is committed first; then the next step runs as if this form had been sent to this page.
    Then(Route, Parameters),
}

/// Why a page has not done what was asked.
pub(crate) enum Stopped {
    /// The same page again, with what is wrong.
    Again(Refused),
    /// The request leads to no sign-in.
    Failed(Failure),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Answers a request to a page.
pub(crate) async fn run(cx: &mut Cx<'_>, received: &Received) -> Result<Outcome, Refused> {
    let scene = Scene::of(cx, received);
    let is_form = received.method == Method::POST;
    let outcome = match (received.route, is_form) {
        (Route::Error, _) => Ok(Outcome::Done(failure::page(cx, &scene).await)),
        (_, true) if !scene.is_own_form() => Err(scene.expired()),
        (Route::Login, false) => login::show(cx, &scene).await,
        (Route::Login, true) => login::submit(cx, &scene).await,
        (Route::SignUp, false) => sign_up::show(cx, &scene).await,
        (Route::SignUp, true) => sign_up::submit(cx, &scene).await,
        (Route::Confirm, false) => confirm::show(cx, &scene).await,
        (Route::Confirm, true) => confirm::submit(cx, &scene).await,
        (Route::ResendCode, false) => confirm::show_resend(cx, &scene).await,
        (Route::ResendCode, true) => confirm::resend(cx, &scene).await,
        (Route::ConfirmUser, _) => confirm::by_link(cx, &scene).await,
        (Route::ForgotPassword, false) => passwords::show_forgot(cx, &scene).await,
        (Route::ForgotPassword, true) => passwords::forgot(cx, &scene).await,
        (Route::ConfirmForgotPassword, false) => passwords::show_confirm(cx, &scene).await,
        (Route::ConfirmForgotPassword, true) => passwords::confirm(cx, &scene).await,
        (Route::AddPasskey, false) => passkeys::show(cx, &scene).await,
        (Route::AddPasskey, true) => passkeys::submit(cx, &scene).await,
        _ => Ok(Outcome::Done(crate::oauth::response::empty(http::StatusCode::NOT_FOUND))),
    };
    outcome.map_err(|stopped| match stopped {
        Stopped::Again(refused) => refused,
        Stopped::Failed(failure) => show_failure(received, failure),
    })
}
