//! `/confirm`, `/resendcode` and `/confirmUser`: a new user confirms the account by a code or a link.

use http::StatusCode;
use userpool_storage_traits::{Medium, Purpose};

use super::{
    Outcome, Stopped,
    fields::{known_name, name_field},
    login::go_on,
    looks::{Looks, encoded},
    opening::{looks, named, open},
    perform::{destination, perform_for},
    scene::{Scene, code_field, say_sent, submit as button},
    state::{self, SignedUp, State},
    view::{Link, Page},
};
use crate::{
    api::sign_in::hosted::{self, Beginning},
    context::Cx,
    error::Error,
    message::confirmation_link::Confirmation,
    model::{client::Client, user::User},
    oauth::{
        authorization_request::{Failure, PageError},
        opened::Opened,
        parameters::Parameters,
        site::Route,
    },
    sensitive::Sensitive,
    settings::OAuthFlow,
};

/// The member of a form that is sent after the account was confirmed.
const CONFIRMED: &str = "confirmed";

/// What the page knows of the account.
pub(super) struct Asked {
    pub(super) name: Sensitive,
    /// Where a code was sent, partly hidden.
    pub(super) destination: Option<String>,
    /// The sealed [`SignedUp`], if the user has signed up in this browser.
    pub(super) state: Option<Sensitive>,
    /// The mail has a link in place of a code.
    pub(super) by_link: bool,
}

impl Asked {
    /// After a message was sent.
    pub(super) async fn sent(
        cx: &mut Cx<'_>,
        opened: &Opened,
        sent: Option<(String, String)>,
        (name, state): (Sensitive, Option<Sensitive>),
    ) -> Result<Self, Stopped> {
        let confirmation = Confirmation::of(cx, &opened.pool, Purpose::SignUp).await;
        let confirmation = confirmation.map_err(|error| Stopped::Failed(opened.failed(error)))?;
        let is_mail = sent.as_ref().is_some_and(|(_, medium)| medium == Medium::Email.as_str());
        let by_link = is_mail && matches!(confirmation, Confirmation::ByLink(_));
        Ok(Self { name, destination: sent.map(|(destination, _)| destination), state, by_link })
    }

    /// After a form that was refused.
    fn again(scene: &Scene<'_>) -> Self {
        let given = |name| scene.given(name).cloned();
        Self {
            name: given("username").unwrap_or_default(),
            destination: scene.destination(),
            state: given(state::FIELD),
            by_link: false,
        }
    }
}

pub(super) async fn show(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let looks = looks(cx, scene, &opened).await?;
    let name = scene.received.parameters.secret("username").cloned().unwrap_or_default();
    let page = page(scene, &opened, &looks, Asked { name, destination: None, state: None, by_link: false });
    Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
}

/// The page that asks for the code.
pub(super) fn page(scene: &Scene<'_>, opened: &Opened, looks: &Looks, asked: Asked) -> Page {
    let texts = scene.texts();
    let mut page = scene.page_for(texts.confirm_account, looks, opened);
    let mut form = scene.form("confirmForm", Route::Confirm);
    form.hidden.extend(asked.state.map(|state| (state::FIELD, state)));
    if asked.by_link {
        form.name = "resendForm";
        form.action = scene.url(Route::ResendCode);
        form.hidden.push(("username", asked.name));
        form.submit = button("resend", texts.resend_link);
        say_sent(&mut page, &mut form, texts.link_sent, asked.destination);
    } else {
        form.fields.push(known_name(scene, opened, &asked.name, asked.destination.is_some()));
        form.fields.push(code_field("code", texts.code));
        form.submit = button("confirm", texts.confirm);
        form.resend = Some(scene.link(texts.resend_code, Route::ResendCode));
        say_sent(&mut page, &mut form, texts.confirm_sent, asked.destination);
    }
    page.forms.push(form);
    page.links.push(scene.link(texts.sign_in, Route::Login));
    page
}

pub(super) async fn submit(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let name = scene.given("username").cloned().unwrap_or_default();
    let state = scene.given(state::FIELD).cloned();
    let signed_up = State::signed_up(cx, opened.app(), state.as_ref());
    if scene.given(CONFIRMED).is_some()
        && let Some(signed_up) = signed_up
    {
        return sign_in(cx, scene, &opened, &name, signed_up).await;
    }
    match confirm(cx, &opened, &name, scene.given("code")).await {
        Ok(()) => {
            let state = state.unwrap_or_default();
            let form = [("username", name), (state::FIELD, state), (CONFIRMED, "1".into())];
            Ok(match signed_up {
                Some(_) => Outcome::Then(Route::Confirm, Parameters::of(form)),
                None => {
                    let page = confirmed(cx, scene, &opened).await?;
                    Outcome::Done(scene.respond(&page, StatusCode::OK))
                }
            })
        }
        Err(error) => {
            let looks = looks(cx, scene, &opened).await?;
            let page = page(scene, &opened, &looks, Asked::again(scene));
            Err(scene.again(page, error))
        }
    }
}

async fn confirm(
    cx: &mut Cx<'_>,
    opened: &Opened,
    name: &Sensitive,
    code: Option<&Sensitive>,
) -> Result<(), Error> {
    confirm_by(cx, &opened.client, name, code.map(Sensitive::as_str).unwrap_or_default()).await
}

async fn confirm_by(cx: &mut Cx<'_>, client: &Client, name: &str, code: &str) -> Result<(), Error> {
    let members = [("ConfirmationCode", Some(code))];
    perform_for(cx, client, ("ConfirmSignUp", name), &members, None).await.map(drop)
}

/// Signs in the user who has signed up in this browser and has just confirmed the account, once.
async fn sign_in(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    opened: &Opened,
    name: &Sensitive,
    signed_up: SignedUp,
) -> Result<Outcome, Stopped> {
    let failed = |error| Stopped::Failed(opened.failed(error));
    let user = User::find(cx, &opened.pool, name).await.map_err(failed)?;
    let user = match user {
        Some(user) if signed_up.is_of(cx, &user).await.map_err(failed)? => user,
        _ => {
            let page = confirmed(cx, scene, opened).await?;
            return Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)));
        }
    };
    signed_up.spend(cx).map_err(failed)?;
    match hosted::start(cx, opened.app(), Beginning::SignedUp(Box::new(user))).await {
        Ok(step) => go_on(cx, scene, opened, step, name).await,
        Err(error) => {
            let page = confirmed(cx, scene, opened).await?;
            Err(scene.again(page, error))
        }
    }
}

/// The page after a confirmation that leads to the sign-in page.
async fn confirmed(cx: &mut Cx<'_>, scene: &Scene<'_>, opened: &Opened) -> Result<Page, Stopped> {
    let looks = looks(cx, scene, opened).await?;
    let texts = scene.texts();
    let mut page = scene.page_for(texts.confirm_account, &looks, opened);
    page.notice = Some(texts.account_confirmed.to_owned());
    page.links.push(scene.link(texts.sign_in, Route::Login));
    Ok(page)
}

pub(super) async fn show_resend(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let looks = looks(cx, scene, &opened).await?;
    let page = resend_page(scene, &opened, &looks);
    Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
}

fn resend_page(scene: &Scene<'_>, opened: &Opened, looks: &Looks) -> Page {
    let texts = scene.texts();
    let mut page = scene.page_for(texts.resend_code, looks, opened);
    let mut form = scene.form("resendForm", Route::ResendCode);
    let name = scene.given("username").map(Sensitive::as_str).unwrap_or_default();
    form.fields.push(name_field(scene, opened, name));
    form.submit = button("resend", texts.resend_code);
    page.forms.push(form);
    page.links.push(scene.link(texts.sign_in, Route::Login));
    page
}

pub(super) async fn resend(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let name = scene.given("username").cloned().unwrap_or_default();
    let state = scene.given(state::FIELD).cloned();
    let looks = looks(cx, scene, &opened).await?;
    let sent = perform_for(cx, &opened.client, ("ResendConfirmationCode", &name), &[], None).await;
    match sent {
        Ok(output) => {
            let asked = Asked::sent(cx, &opened, destination(&output), (name, state)).await?;
            let notice = (!asked.by_link).then(|| scene.texts().code_resent.to_owned());
            let mut page = page(scene, &opened, &looks, asked);
            page.notice = notice;
            Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
        }
        Err(error) => {
            let page = match scene.is_resent() {
                true => page(scene, &opened, &looks, Asked::again(scene)),
                false => resend_page(scene, &opened, &looks),
            };
            Err(scene.again(page, error))
        }
    }
}

/// `/confirmUser`: the link of a mail. It names no address that the browser is led to afterwards, so the page leads on only if the
/// client has an address for such a case.
pub(super) async fn by_link(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let parameters = &scene.received.parameters;
    let need = |name| parameters.secret(name).ok_or(Failure::Page(PageError::Missing(name)));
    let client_id = need("client_id")?.clone();
    let (name, code) = (need("user_name")?.clone(), need("confirmation_code")?.clone());
    let (_, client, looks) = named(cx, scene, &client_id).await?;
    let texts = scene.texts();
    let mut page = scene.page(texts.confirm_account, &looks);
    page.leads_to = None;
    if let Some(redirect_uri) = &client.settings.default_redirect_uri {
        let answer = if client.settings.allows_grant(&OAuthFlow::CODE) { "code" } else { "token" };
        let query =
            [("client_id", &*client.id), ("response_type", answer), ("redirect_uri", &**redirect_uri)];
        let url = format!("{}{}?{}", scene.received.site.path, Route::Login.path(), encoded(&query));
        page.links.push(Link { text: texts.sign_in.to_owned(), url });
    }
    match confirm_by(cx, &client, &name, &code).await {
        Ok(_) => {
            page.notice = Some(texts.account_confirmed.to_owned());
            Ok(Outcome::Done(page.respond(StatusCode::OK)))
        }
        Err(error) => Err(scene.again(page, error)),
    }
}
