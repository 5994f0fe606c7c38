//! The end of a sign-in in a browser: its session begins, and the client gets a code or tokens.

use bytes::Bytes;
use http::Response;

use crate::{
    context::Cx,
    error::Error,
    model::{
        app::App,
        authorization_code::{AuthorizationCode, LIFE_SECONDS, hash},
        user::User,
    },
    oauth::{
        authorization_request::{Answer, AuthorizationRequest},
        browser_session::{BrowserSession, Via, life_seconds},
        cookies,
        opened::Opened,
        parameters::with_query,
        received::Received,
        response,
    },
    time::Span,
    token::{
        authentication_result::AuthenticationResult,
        claims::{Family, OAuthClaims},
        issue::{Grant, Occasion, issue},
    },
};

/// Begins the session of the browser, and leads it to another page.
pub(crate) async fn begin_session(
    cx: &mut Cx<'_>,
    received: &Received,
    opened: &Opened,
    user: &User,
    url: &str,
) -> Result<Response<Bytes>, Error> {
    let session = BrowserSession::begin(cx, &opened.client, user, None);
    let sealed = session.seal(cx, &opened.pool.id)?;
    let mut response = response::redirect(url);
    cookies::set(&mut response, &received.site, (cookies::SESSION, &sealed), life_seconds(&opened.client));
    Ok(response)
}

/// Begins the session of the browser, and answers the request of the client.
pub(crate) async fn sign_in_browser(
    cx: &mut Cx<'_>,
    received: &Received,
    opened: &Opened,
    user: &User,
    via: Option<Via>,
) -> Result<Response<Bytes>, Error> {
    let App { pool, client } = opened.app();
    let session = BrowserSession::begin(cx, client, user, via);
    let mut response = answer(cx, opened.app(), &opened.request, user, &session).await?;
    let sealed = session.seal(cx, &pool.id)?;
    cookies::set(&mut response, &received.site, (cookies::SESSION, &sealed), life_seconds(client));
    Ok(response)
}

/// Answers the request of a client after the sign-in of this user.
pub(crate) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    request: &AuthorizationRequest,
    user: &User,
    session: &BrowserSession,
) -> Result<Response<Bytes>, Error> {
    cx.origin.trace.user(&user.sub);
    let url = match request.answer {
        Answer::Code => {
            let code = give_code(cx, app, request, user, session)?;
            let mut answer = vec![("code", code.into())];
            answer.extend(request.state.as_deref().map(|state| ("state", state.into())));
            with_query(&request.redirect_uri, answer)
        }
        Answer::Tokens => {
            let result = implicit(cx, app, request, user, session).await?;
            with_fragment(request, &result)
        }
    };
    Ok(response::redirect(&url))
}

fn give_code(
    cx: &mut Cx<'_>,
    app: App<'_>,
    request: &AuthorizationRequest,
    user: &User,
    session: &BrowserSession,
) -> Result<String, Error> {
    let code = cx.uuid();
    let record = AuthorizationCode {
        hash: hash(&code),
        client_id: app.client.id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        scope: request.scope.clone(),
        challenge: request.challenge.clone(),
        nonce: request.nonce.clone(),
        audience: request.audience.clone(),
        username: user.username.clone(),
        sub: user.sub.clone(),
        generation: user.generation,
        auth_time: session.auth_time,
        session: Some(session.mark()),
        life: Span::new(cx.now(), LIFE_SECONDS),
        redeemed: None,
    };
    cx.put(&record)?;
    Ok(code)
}

async fn implicit(
    cx: &mut Cx<'_>,
    app: App<'_>,
    request: &AuthorizationRequest,
    user: &User,
    session: &BrowserSession,
) -> Result<AuthenticationResult, Error> {
    let oauth = OAuthClaims {
        audience: request.audience.clone(),
        nonce: request.nonce.clone(),
        session: Some(session.mark()),
    };
    let family = Family {
        auth_time: session.auth_time,
        scope: request.scope.clone(),
        oauth: Some(oauth),
        ..Family::new(cx, app.pool, user, None)
    };
    issue(cx, app, user, Grant { family: &family, occasion: Occasion::Implicit, new_device: None }).await
}

/// The address with the tokens in its fragment, in the order of the service.
fn with_fragment(request: &AuthorizationRequest, result: &AuthenticationResult) -> String {
    let mut fragment = form_urlencoded::Serializer::new(String::new());
    for (name, token) in [("id_token", &result.id_token), ("access_token", &result.access_token)] {
        if let Some(token) = token {
            fragment.append_pair(name, token);
        }
    }
    fragment.append_pair("token_type", "bearer");
    fragment.append_pair("expires_in", &result.expires_in.to_string());
    if let Some(state) = &request.state {
        fragment.append_pair("state", state);
    }
    format!("{}#{}", request.redirect_uri, fragment.finish())
}
