//! The parameters of `/oauth2/authorize`, which all pages of a sign-in carry along.

use std::sync::Arc;

use bytes::Bytes;
use http::Response;

use crate::{
    context::Cx,
    jose,
    model::{app::App, client::Client, pool::Pool, resource_server::ResourceServer},
    oauth::{
        client_authentication::load,
        error::{Code, OAuthError},
        parameters::{Parameters, with_query},
        received::Received,
        response,
    },
    settings::OAuthFlow,
    token::claims::OPENID,
};

/// Longest `nonce` and `state`, in bytes: both are stored or sealed.
const OPAQUE_BYTES_MAX: usize = 4096;

/// A request that may lead to a sign-in: the client exists, and the address for the answer is one of the client's.
pub(crate) struct AuthorizationRequest {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) answer: Answer,
    /// Separated by spaces.
    pub(crate) scope: String,
    pub(crate) nonce: Option<String>,
    pub(crate) challenge: Option<String>,
    pub(crate) audience: Option<String>,
    pub(crate) prompts: Prompts,
}

/// What the client asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    /// `response_type=code`.
    Code,
    /// `response_type=token`: the tokens themselves.
    Tokens,
}

/// The parameter `prompt` ([OpenID Connect Core 1.0 §3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Prompts {
    pub(crate) none: bool,
    pub(crate) login: bool,
    pub(crate) select_account: bool,
}

/// Why a request leads to no sign-in.
pub(crate) enum Failure {
    /// The browser is not led to the client: an error page says this.
    Page(PageError),
    /// The browser is led to the client with an error.
    Client(Box<Return>, OAuthError),
    /// The engine has failed, before the client was known.
    Engine(OAuthError),
}

/// The errors that only a page shows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum PageError {
    Missing(&'static str),
    UnknownClient,
    /// A provider has sent the browser back with a state that is not valid here.
    InvalidState,
    RedirectMismatch(String),
}

/// Where an answer goes.
#[derive(Clone, Debug)]
pub(crate) struct Return {
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
}

impl Return {
    /// Leads the browser to the client with an error.
    pub(crate) fn error(&self, error: &OAuthError) -> Response<Bytes> {
        let mut answer = vec![("error", error.code.as_str().into())];
        if let Some(description) = &error.description {
            answer.push(("error_description", description.as_str().into()));
        }
        answer.extend(self.state.as_deref().map(|state| ("state", state.into())));
        response::redirect(&with_query(&self.redirect_uri, answer))
    }
}

impl Prompts {
    fn parse(text: &str) -> Result<Self, Code> {
        let mut prompts = Self::default();
        let mut words = 0;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            words += 1;
            match word {
                "none" => prompts.none = true,
                "login" => prompts.login = true,
                "select_account" => prompts.select_account = true,
                // The service asks for no consent.
                "consent" => {}
                _ => return Err(Code::InvalidRequest),
            }
        }
        if prompts.none && words > 1 { Err(Code::InvalidRequest) } else { Ok(prompts) }
    }
}

/// Loads the client, and checks the request.
pub(crate) async fn check(
    cx: &mut Cx<'_>,
    received: &Received,
) -> Result<(Pool, Arc<Client>, AuthorizationRequest), Failure> {
    let parameters = &received.parameters;
    let need = |name| parameters.get(name).ok_or(Failure::Page(PageError::Missing(name)));
    let client_id = need("client_id")?;
    let redirect_uri = need("redirect_uri")?;
    let found = load(cx, received, client_id).await;
    let found = found.map_err(Failure::Engine)?;
    let (pool, client) = found.ok_or(Failure::Page(PageError::UnknownClient))?;
    let registered = client.settings.callback_urls.as_deref().unwrap_or_default();
    if !registered.iter().any(|url| url == redirect_uri) {
        return Err(Failure::Page(PageError::RedirectMismatch(client_id.to_owned())));
    }
    let state = parameters.get("state").map(str::to_owned);
    let back = Return { redirect_uri: redirect_uri.to_owned(), state };
    let app = App { pool: &pool, client: &client };
    let request = read(cx, app, parameters, &back).await;
    let request = request.map_err(|error| Failure::Client(Box::new(back), error))?;
    Ok((pool, client, request))
}

async fn read(
    cx: &mut Cx<'_>,
    app: App<'_>,
    parameters: &Parameters,
    back: &Return,
) -> Result<AuthorizationRequest, OAuthError> {
    let answer = match parameters.get("response_type") {
        Some("code") => Answer::Code,
        Some("token") => Answer::Tokens,
        _ => return Err(Code::InvalidRequest.into()),
    };
    let flow = if answer == Answer::Code { OAuthFlow::CODE } else { OAuthFlow::IMPLICIT };
    if !app.client.settings.allows_grant(&flow) {
        return Err(Code::UnauthorizedClient.into());
    }
    let nonce = parameters.get("nonce").map(str::to_owned);
    if [&nonce, &back.state].into_iter().flatten().any(|text| text.len() > OPAQUE_BYTES_MAX) {
        return Err(Code::InvalidRequest.into());
    }
    Ok(AuthorizationRequest {
        redirect_uri: back.redirect_uri.clone(),
        state: back.state.clone(),
        answer,
        scope: scope(cx, app, parameters).await?,
        nonce,
        challenge: challenge(parameters)?,
        audience: audience(parameters)?,
        prompts: Prompts::parse(parameters.get("prompt").unwrap_or_default())?,
    })
}

/// The scopes that the tokens get: those that were asked for, or all of the client that exist.
async fn scope(cx: &mut Cx<'_>, app: App<'_>, parameters: &Parameters) -> Result<String, OAuthError> {
    let allowed = app.client.settings.allowed_oauth_scopes.as_deref().unwrap_or_default();
    let asked: Vec<String> =
        jose::claims::scopes(parameters.get("scope").unwrap_or_default()).map(str::to_owned).collect();
    let internal = |error| OAuthError::of(error, Code::InvalidScope);
    let mut granted: Vec<String> = Vec::new();
    if asked.is_empty() {
        let existing = ResourceServer::existing_scopes(cx, allowed).await.map_err(internal)?;
        let is_granted = |scope: &&String| ResourceServer::is_system_scope(scope) || existing.contains(scope);
        granted.extend(allowed.iter().filter(is_granted).cloned());
    } else {
        if asked.iter().any(|scope| !allowed.contains(scope))
            || ResourceServer::unknown_scope(cx, &asked).await.map_err(internal)?.is_some()
        {
            return Err(Code::InvalidScope.into());
        }
        for scope in asked {
            if !granted.contains(&scope) {
                granted.push(scope);
            }
        }
    }
    let has = |name: &str| granted.iter().any(|scope| scope == name);
    if !has(OPENID) && ["email", "phone", "profile"].into_iter().any(has) {
        return Err(Code::InvalidScope.into());
    }
    Ok(granted.join(" "))
}

/// The `code_challenge` of PKCE. The service knows the method S256 only.
fn challenge(parameters: &Parameters) -> Result<Option<String>, Code> {
    match (parameters.get("code_challenge_method"), parameters.get("code_challenge")) {
        (None, None) => Ok(None),
        (Some("S256"), Some(challenge)) if is_challenge(challenge) => Ok(Some(challenge.to_owned())),
        _ => Err(Code::InvalidRequest),
    }
}

/// A SHA-256 hash in base64url.
fn is_challenge(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The parameter `resource`: the API that access tokens are for ([RFC 8707](https://www.rfc-editor.org/rfc/rfc8707)).
fn audience(parameters: &Parameters) -> Result<Option<String>, Code> {
    let Some(resource) = parameters.get("resource") else { return Ok(None) };
    let (scheme, rest) = resource.split_once(':').ok_or(Code::InvalidRequest)?;
    let is_allowed = match scheme {
        "https" => rest.starts_with("//") && rest.len() > 2,
        "http" => {
            rest == "//localhost"
                || ["//localhost:", "//localhost/"].iter().any(|start| rest.starts_with(start))
        }
        _ => !rest.is_empty(),
    };
    match is_scheme(scheme) && is_allowed && !resource.contains('#') {
        true => Ok(Some(resource.to_owned())),
        false => Err(Code::InvalidRequest),
    }
}

/// Whether this can be the scheme of a URI ([RFC 3986 §3.1](https://www.rfc-editor.org/rfc/rfc3986#section-3.1)).
pub(crate) fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}
