//! An authorization request that was checked, and what it leads to.

use std::sync::Arc;

use crate::{
    context::Cx,
    error::Error,
    jose,
    model::{app::App, client::Client, pool::Pool, resource_server::ResourceServer, user::User},
    oauth::{
        authorization_request::{AuthorizationRequest, Failure, Return, check},
        browser_session::BrowserSession,
        error::{Code, OAuthError},
        received::Received,
    },
};

/// A request whose parameters are valid, and the user of the browser's session if there is one.
pub(crate) struct Opened {
    pub(crate) pool: Pool,
    pub(crate) client: Arc<Client>,
    pub(crate) request: AuthorizationRequest,
    pub(crate) session: Option<(BrowserSession, User)>,
}

impl Opened {
    pub(crate) fn app(&self) -> App<'_> {
        App { pool: &self.pool, client: &self.client }
    }

    /// Where an answer goes.
    pub(crate) fn back(&self) -> Box<Return> {
        Box::new(Return {
            redirect_uri: self.request.redirect_uri.clone(),
            state: self.request.state.clone(),
        })
    }

    /// The failure of a request whose client is known.
    pub(crate) fn failed(&self, error: Error) -> Failure {
        Failure::Client(self.back(), OAuthError::of(error, Code::ServerError))
    }
}

/// Reads everything that a request leads to, in one round trip if the client is known.
pub(crate) async fn open(cx: &mut Cx<'_>, received: &Received) -> Result<Opened, Failure> {
    let parameters = &received.parameters;
    let scopes: Vec<String> =
        jose::claims::scopes(parameters.get("scope").unwrap_or_default()).map(str::to_owned).collect();
    cx.hint(ResourceServer::keys_of(&scopes));
    let known = received.site.known_pool(cx.host, parameters.get("client_id"));
    let early = known.and_then(|pool_id| BrowserSession::open(cx, &pool_id, &received.cookies));
    let (pool, client, request) = check(cx, received).await?;
    let session = match early {
        Some(session) => Some(session),
        None => BrowserSession::open(cx, &pool.id, &received.cookies),
    };
    let mut opened = Opened { pool, client, request, session: None };
    if let Some(session) = session {
        let user = session.user(cx, &opened.client).await.map_err(|error| opened.failed(error))?;
        opened.session = user.map(|user| (session, user));
    }
    Ok(opened)
}
