//! `/oauth2/idpresponse`: the browser comes back from a provider.

use bytes::Bytes;
use http::Response;

use super::{Mark, OpenProvider, ProviderState, oidc, refused, spend};
use crate::{
    api::sign_in::federated::{self, External},
    context::Cx,
    error::Error,
    oauth::{
        answer::sign_in_browser,
        authorization_request::{Failure, PageError},
        browser_session::{SamlSession, Via},
        error::{Code, OAuthError},
        opened::{self, Opened},
        parameters::Parameters,
        received::Received,
    },
};

/// What the provider has said, and what the application has asked for.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) external: External,
    /// What is spent by the sign-in.
    pub(crate) marks: Vec<Mark>,
    /// The session at a provider of SAML.
    pub(crate) saml: Option<SamlSession>,
    /// The authorization request.
    pub(crate) parameters: Parameters,
}

/// Sends the browser to a provider of the pool.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    received: &Received,
    opened: &Opened,
    name: &str,
) -> Result<Response<Bytes>, Failure> {
    let provider = OpenProvider::load(cx, name).await.map_err(|error| opened.failed(error))?;
    let Some(provider) = provider else {
        return Err(refused(opened, format!("Identity provider {name} does not exist.")));
    };
    match provider.settings() {
        Some(settings) => oidc::begin(cx, received, opened, &provider, settings).await,
        #[cfg(feature = "saml")]
        None => super::saml::begin(cx, received, opened, &provider).await,
        #[cfg(not(feature = "saml"))]
        None => Err(refused(opened, "SAML is not available")),
    }
}

/// The first step: fetches and verifies the answer of the provider.
pub(crate) async fn arrive(cx: &mut Cx<'_>, received: &Received) -> Result<Arrived, Failure> {
    let answer = received.answer();
    let text = answer.get("state").ok_or(Failure::Page(PageError::Missing("state")))?;
    let internal = |error| Failure::Engine(OAuthError::of(error, Code::ServerError));
    let pool_id = received.site.pool(cx, None).await.map_err(internal)?;
    let state = pool_id.and_then(|pool_id| ProviderState::open(cx, &pool_id, received, text));
    let state = state.ok_or(Failure::Page(PageError::InvalidState))?;
    let inner = received.with_parameters(state.parameters());
    let opened = opened::open(cx, &inner).await?;
    if let Some(error) = answer.get("error") {
        return Err(Failure::Client(opened.back(), told(error, answer.get("error_description"))));
    }
    let provider = OpenProvider::load(cx, &state.provider).await.map_err(|error| opened.failed(error))?;
    let provider = provider.ok_or_else(|| refused(&opened, "Identity provider does not exist."))?;
    let external = oidc::external(cx, received, &opened, &provider, &state).await;
    let external = external.map_err(|error| Failure::Client(opened.back(), error))?;
    Ok(Arrived { external, marks: vec![state.mark()], saml: None, parameters: inner.parameters })
}

/// The error of the provider, for the application. Only the refusal by the user has a code of its own.
fn told(error: &str, description: Option<&str>) -> OAuthError {
    let code = if error == "access_denied" { Code::AccessDenied } else { Code::InvalidRequest };
    let description: String = description.unwrap_or(error).chars().take(DESCRIPTION_CHARS_MAX).collect();
    OAuthError::described(code, description)
}

const DESCRIPTION_CHARS_MAX: usize = 512;

/// The second step: signs the user in, once.
pub(crate) async fn finish(
    cx: &mut Cx<'_>,
    received: &Received,
    arrived: &Arrived,
) -> Result<Response<Bytes>, Failure> {
    let opened = opened::open(cx, received).await?;
    let finished = sign_in(cx, received, &opened, arrived).await;
    finished.map_err(|error| match error {
        Error::Internal(_) | Error::InternalServer(_) | Error::TooManyRequests => opened.failed(error),
        other => refused(&opened, other.to_string()),
    })
}

async fn sign_in(
    cx: &mut Cx<'_>,
    received: &Received,
    opened: &Opened,
    arrived: &Arrived,
) -> Result<Response<Bytes>, Error> {
    if !spend(cx, &arrived.marks).await? {
        return Err(crate::error::NotAuthorized::SessionSpent.into());
    }
    let user = federated::sign_in(cx, opened.app(), &arrived.external).await?;
    let via = Via { provider: arrived.external.provider.clone(), saml: arrived.saml.clone() };
    sign_in_browser(cx, received, opened, &user, Some(via)).await
}
