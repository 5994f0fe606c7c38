//! `/logout`: ends the session of the browser. Tokens stay valid.
//!
//! Besides the service's parameters, those of [OpenID Connect RP-Initiated
//! Logout](https://openid.net/specs/openid-connect-rpinitiated-1_0.html) work: `post_logout_redirect_uri`, `id_token_hint`, `state`.

use bytes::Bytes;
use http::Response;

use crate::{
    context::Cx,
    jose::{claims::ClaimSet, jws},
    oauth::{
        authorization_request::{Failure, PageError},
        browser_session::BrowserSession,
        client_authentication::load,
        cookies,
        error::{Code, OAuthError},
        parameters::with_query,
        received::Received,
        response,
    },
};

pub(crate) async fn run(cx: &mut Cx<'_>, received: &Received) -> Result<Response<Bytes>, Failure> {
    let parameters = &received.parameters;
    let hinted = parameters.get("id_token_hint").and_then(client_of);
    let client_id = parameters.get("client_id").or(hinted.as_deref());
    let client_id = client_id.ok_or(Failure::Page(PageError::Missing("client_id")))?;
    let known = received.site.known_pool(cx.host, Some(client_id));
    let early = known.and_then(|pool_id| BrowserSession::open(cx, &pool_id, &received.cookies));
    let found = load(cx, received, client_id).await.map_err(Failure::Engine)?;
    let (pool, client) = found.ok_or(Failure::Page(PageError::UnknownClient))?;
    let is_one_of = |urls: &Option<Vec<String>>, url: &str| urls.iter().flatten().any(|own| own == url);
    let mismatch = || Failure::Page(PageError::RedirectMismatch(client_id.to_owned()));
    let posted = parameters.get("post_logout_redirect_uri");
    let target = match (parameters.get("logout_uri").or(posted), parameters.get("redirect_uri")) {
        (Some(url), _) if is_one_of(&client.settings.logout_urls, url) => {
            match parameters.get("state").filter(|_| posted.is_some()) {
                Some(state) => with_query(url, [("state", state.into())]),
                None => url.to_owned(),
            }
        }
        (None, Some(url)) if is_one_of(&client.settings.callback_urls, url) => {
            format!("{}/login?{}", received.site.base, received.query())
        }
        (None, None) => return Err(Failure::Page(PageError::Missing("logout_uri"))),
        _ => return Err(mismatch()),
    };
    let session = match early {
        Some(session) => Some(session),
        None => BrowserSession::open(cx, &pool.id, &received.cookies),
    };
    let internal = |error| Failure::Engine(OAuthError::of(error, Code::ServerError));
    #[cfg_attr(not(feature = "saml"), expect(unused_mut, reason = "only SAML has single logout"))]
    let mut elsewhere: Option<Response<Bytes>> = None;
    if let Some(session) = session {
        session.end(cx).map_err(internal)?;
        #[cfg(feature = "saml")]
        if let Some((provider, saml)) =
            session.via.as_ref().and_then(|via| Some((&*via.provider, via.saml.as_ref()?)))
        {
            elsewhere = crate::oauth::provider::saml::log_out(cx, received, &pool, (provider, saml), &target)
                .await
                .map_err(internal)?;
        }
    }
    let mut response = elsewhere.unwrap_or_else(|| response::redirect(&target));
    cookies::set(&mut response, &received.site, (cookies::SESSION, ""), 0);
    Ok(response)
}

/// The client of an ID token. It is not verified: the client only says which addresses may be led to.
fn client_of(token: &str) -> Option<String> {
    let token = jws::decode(token).ok()?;
    ClaimSet(&token.claims).text("aud").map(str::to_owned)
}
