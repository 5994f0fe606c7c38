//! `/passkeys/add`: a user who is signed in in this browser adds a passkey, and goes back to the application.

use std::sync::Arc;

use bytes::Bytes;
use http::{Response, StatusCode};

use super::{
    Outcome, Stopped,
    looks::Looks,
    opening::named,
    scene::{Scene, submit as button},
    view::{Link, Page, PasskeyCall, form_target},
};
use crate::{
    api::passkeys::{creation_options, register},
    bounded_json,
    context::Cx,
    error::{Error, InvalidParameter},
    model::{app::App, client::Client, pool::Pool, user::User},
    oauth::{
        authorization_request::{Failure, PageError},
        browser_session::BrowserSession,
        error::{Code, OAuthError},
        response,
        site::Route,
    },
    sensitive::Sensitive,
};

/// A request whose client is known.
struct Asked {
    pool: Pool,
    client: Arc<Client>,
    looks: Looks,
    redirect_uri: String,
    user: Option<User>,
}

async fn open(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Asked, Failure> {
    let parameters = &scene.received.parameters;
    let need = |name| parameters.get(name).ok_or(Failure::Page(PageError::Missing(name)));
    let (client_id, redirect_uri) = (need("client_id")?, need("redirect_uri")?);
    let (pool, client, looks) = named(cx, scene, client_id).await?;
    if !client.settings.callback_urls.iter().flatten().any(|url| url == redirect_uri) {
        return Err(Failure::Page(PageError::RedirectMismatch(client_id.to_owned())));
    }
    let user = match BrowserSession::open(cx, &pool.id, &scene.received.cookies) {
        Some(session) => session.user(cx, &client).await.map_err(internal)?,
        None => None,
    };
    Ok(Asked { pool, client, looks, redirect_uri: redirect_uri.to_owned(), user })
}

fn internal(error: Error) -> Failure {
    Failure::Engine(OAuthError::of(error, Code::InvalidRequest))
}

/// Without a session the user signs in first, and comes back to this page.
fn to_login(scene: &Scene<'_>) -> Response<Bytes> {
    let query =
        scene.received.parameters.query_without(|name| matches!(name, "response_type" | ADDS_PASSKEY));
    let url = format!(
        "{}{}?{query}&response_type=code&{ADDS_PASSKEY}=1",
        scene.received.site.path,
        Route::Login.path()
    );
    response::redirect(&url)
}

/// Where a sign-in leads that has begun here: back to this page.
pub(super) fn url_after_sign_in(scene: &Scene<'_>) -> Option<String> {
    let parameters = &scene.received.parameters;
    parameters.get(ADDS_PASSKEY)?;
    let query = parameters.query_without(|name| matches!(name, "response_type" | ADDS_PASSKEY));
    Some(format!("{}{}?{query}", scene.received.site.path, Route::AddPasskey.path()))
}

/// Marks a sign-in that has begun at this page.
const ADDS_PASSKEY: &str = "add_passkey";

pub(super) async fn show(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let asked = open(cx, scene).await?;
    let Some(user) = &asked.user else { return Ok(Outcome::Done(to_login(scene))) };
    let page = page(cx, scene, &asked, user).await?;
    Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
}

async fn page(cx: &mut Cx<'_>, scene: &Scene<'_>, asked: &Asked, user: &User) -> Result<Page, Stopped> {
    let texts = scene.texts();
    let mut page = scene.page(texts.add_passkey, &asked.looks);
    page.graphic = "PASSKEY_GRAPHIC";
    page.leads_to = form_target(&asked.redirect_uri);
    page.links.push(Link { text: texts.not_now.to_owned(), url: asked.redirect_uri.clone() });
    let app = App { pool: &asked.pool, client: &asked.client };
    let options = match creation_options(cx, app, user).await {
        Ok(options) => options.to_string(),
        Err(error) => return Err(scene.again(page, error)),
    };
    page.paragraphs.push(texts.add_passkey_hint.to_owned());
    page.script = Some(scene.asset(Route::PasskeyScript));
    let mut form = scene.form("addPasskeyForm", Route::AddPasskey);
    form.hidden.push(("credential", Sensitive::default()));
    form.passkey = Some(PasskeyCall { kind: "create", options, failure: texts.passkey_failed });
    form.submit = button("addPasskey", texts.add_passkey);
    page.forms.push(form);
    Ok(page)
}

pub(super) async fn submit(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let asked = open(cx, scene).await?;
    let Some(user) = &asked.user else { return Ok(Outcome::Done(to_login(scene))) };
    let app = App { pool: &asked.pool, client: &asked.client };
    let credential = scene.given("credential").map(|text| bounded_json::parse(text.as_bytes()));
    let stored = match credential {
        Some(Ok(credential)) => register(cx, app, user, &credential).await,
        _ => Err(InvalidParameter::Credential("not a registration response").into()),
    };
    match stored {
        Ok(()) => Ok(Outcome::Done(response::redirect(&asked.redirect_uri))),
        Err(error) => {
            let page = page(cx, scene, &asked, user).await?;
            Err(scene.again(page, error))
        }
    }
}
