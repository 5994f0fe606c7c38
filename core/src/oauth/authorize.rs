//! `/oauth2/authorize`: the start of a sign-in in a browser
//! ([RFC 6749 §4.1.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1)).

use bytes::Bytes;
use http::Response;

use crate::{
    context::Cx,
    oauth::{
        answer::answer,
        authorization_request::Failure,
        browser_session::BrowserSession,
        error::Code,
        opened::open,
        provider::{callback, chosen},
        received::Received,
        response,
    },
};

pub(crate) async fn run(cx: &mut Cx<'_>, received: &Received) -> Result<Response<Bytes>, Failure> {
    let opened = open(cx, received).await?;
    let prompts = opened.request.prompts;
    let chosen = chosen(cx, received, &opened).await?;
    if let Some((session, user)) = &opened.session
        && !prompts.login
        && !prompts.select_account
        && fits(session, chosen.as_deref(), received)
    {
        let answered = answer(cx, opened.app(), &opened.request, user, session).await;
        return answered.map_err(|error| opened.failed(error));
    }
    match chosen {
        _ if prompts.none => Err(Failure::Client(opened.back(), Code::LoginRequired.into())),
        Some(name) => callback::begin(cx, received, &opened, &name).await,
        None => Ok(response::redirect(&format!("{}/login?{}", received.site.base, received.query()))),
    }
}

/// Whether the user of a session has signed in in the way that the request names, if it names one.
fn fits(session: &BrowserSession, chosen: Option<&str>, received: &Received) -> bool {
    let names_one =
        ["identity_provider", "idp_identifier"].iter().any(|name| received.parameters.get(name).is_some());
    !names_one || session.provider() == chosen
}
