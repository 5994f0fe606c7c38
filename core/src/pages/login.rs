//! `/login`: the page for name and password, for the account of the browser's session, and for every challenge that follows.

use http::StatusCode;

use super::{
    Outcome, Stopped, challenge,
    fields::name_field,
    looks::Looks,
    opening::{looks, open},
    passkeys, passwords,
    perform::secret_hash_for,
    scene::{Scene, field, submit as button},
    state::{self, State},
    view::{Button, Field, Page},
};
use crate::{
    api::sign_in::{
        hosted::{self, Beginning, Step},
        parameters::Parameters as Answers,
    },
    context::Cx,
    error::Error,
    model::{domain::Domains, lookup::companion_keys, user::User},
    oauth::{
        answer::{begin_session, sign_in_browser},
        opened::Opened,
        site::Route,
    },
    ordered,
    sensitive::Sensitive,
    settings::{AuthFactor, ExplicitAuthFlow, UserPoolTier},
};

pub(super) async fn show(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let looks = looks(cx, scene, &opened).await?;
    let page = match &opened.session {
        Some((_, user)) if !opened.request.prompts.login => account_page(scene, &looks, user),
        _ => {
            let hint = scene.received.parameters.get("login_hint").unwrap_or_default();
            login_page(cx, scene, &looks, &opened, hint).await?
        }
    };
    Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
}

/// Offers the account of the browser's session.
fn account_page(scene: &Scene<'_>, looks: &Looks, user: &User) -> Page {
    let texts = scene.texts();
    let name = user.address_or_name();
    let filled = |text| super::texts::fill(text, "username", name);
    let mut page = scene.page(texts.choose_account, looks);
    page.paragraphs.push(filled(texts.signed_in_as));
    page.buttons.push(Button {
        text: filled(texts.continue_as),
        url: scene.url_with(Route::Authorize, "prompt", None),
        class: "submitButton-customizable",
        ..Button::default()
    });
    page.buttons.push(Button {
        text: texts.use_another_account.to_owned(),
        url: scene.url_with(Route::Login, "prompt", Some("login")),
        ..Button::default()
    });
    page
}

/// The page for name and password.
pub(super) async fn login_page(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    looks: &Looks,
    opened: &Opened,
    name: &str,
) -> Result<Page, Stopped> {
    let texts = scene.texts();
    let mut page = scene.page_for(texts.sign_in, looks, opened);
    page.buttons = providers(scene, looks, opened);
    if signs_in_own_users(opened) {
        let asks_name_only = is_choice_based(cx, scene, opened).await?;
        let mut form = scene.form("cognitoSignInForm", Route::Login);
        form.fields.push(Field {
            id: "signInFormUsername".to_owned(),
            autocomplete: "username webauthn",
            ..name_field(scene, opened, name)
        });
        if asks_name_only {
            form.submit = button("signInSubmitButton", texts.next);
        } else {
            let mut password = field("password", texts.password, "password", "current-password");
            password.id = "signInFormPassword".to_owned();
            form.fields.push(password);
            form.submit = button("signInSubmitButton", texts.sign_in);
            page.paragraphs.push(texts.sign_in_with_password.to_owned());
        }
        page.forms.push(form);
        page.links.push(scene.link(texts.forgot_password, Route::ForgotPassword));
        if !opened.pool.settings.is_admin_create_user_only() {
            page.links.push(scene.link(&format!("{} {}", texts.need_account, texts.sign_up), Route::SignUp));
        }
    }
    Ok(page)
}

/// A button for each provider of the client.
fn providers(scene: &Scene<'_>, looks: &Looks, opened: &Opened) -> Vec<Button> {
    let supported = opened.client.settings.supported_identity_providers.as_deref().unwrap_or_default();
    let others = supported.iter().filter(|name| *name != "COGNITO");
    let button = |name: &String| {
        let icon = looks.picture("IDP_BUTTON_ICON", name).cloned();
        let initial = shown_name(name).chars().next().filter(|_| looks.has_provider_icons && icon.is_none());
        Button {
            text: super::texts::fill(scene.texts().continue_with, "provider", shown_name(name)),
            url: scene.url_with(Route::Authorize, "identity_provider", Some(name)),
            class: "socialButton-customizable idpButton-customizable",
            icon,
            initial,
        }
    };
    others.map(button).collect()
}

/// What users call a provider.
fn shown_name(name: &str) -> &str {
    match name {
        "LoginWithAmazon" => "Amazon",
        "SignInWithApple" => "Apple",
        other => other,
    }
}

/// Whether users of the pool itself may sign in with this client.
fn signs_in_own_users(opened: &Opened) -> bool {
    let supported = opened.client.settings.supported_identity_providers.as_deref().unwrap_or_default();
    supported.is_empty() || supported.iter().any(|name| name == "COGNITO")
}

/// Whether the page asks for the name first, and for a factor after it.
async fn is_choice_based(cx: &mut Cx<'_>, scene: &Scene<'_>, opened: &Opened) -> Result<bool, Stopped> {
    let settings = &opened.pool.settings;
    let allows = opened.client.settings.allows(&ExplicitAuthFlow::ALLOW_USER_AUTH);
    let has_others = settings.first_factors().iter().any(|factor| *factor != AuthFactor::PASSWORD);
    if !allows || !has_others || settings.user_pool_tier == Some(UserPoolTier::LITE) {
        return Ok(false);
    }
    let domains = Domains::load(cx).await.map_err(|error| Stopped::Failed(opened.failed(error)))?;
    Ok(domains.login_version(scene.received.site.domain()) == 2)
}

pub(super) async fn submit(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    hint(cx, scene);
    let opened = open(cx, scene).await?;
    if scene.given(state::FIELD).is_some() {
        return challenge::submit(cx, scene, &opened).await;
    }
    let name = scene.given("username").cloned().unwrap_or_default();
    let started = start(cx, scene, &opened, &name).await;
    match started {
        Ok(step) => go_on(cx, scene, &opened, step, &name).await,
        Err(Error::UserNotConfirmed(_)) => {
            let url = scene.url_with(Route::Confirm, "username", Some(&name));
            Ok(Outcome::Done(crate::oauth::response::redirect(&url)))
        }
        Err(Error::PasswordResetRequired(_)) => {
            let looks = looks(cx, scene, &opened).await?;
            let page = passwords::required_page(scene, &opened, &looks, &name);
            Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
        }
        Err(error) => {
            let looks = looks(cx, scene, &opened).await?;
            let page = login_page(cx, scene, &looks, &opened, &name).await?;
            Err(scene.again(page, error))
        }
    }
}

/// Hints at the records of the user whom the form names.
fn hint(cx: &mut Cx<'_>, scene: &Scene<'_>) {
    let parameters = &scene.received.parameters;
    let Some(client_id) = parameters.get("client_id") else { return };
    let Some(pool_id) = scene.received.site.known_pool(cx.host, Some(client_id)) else { return };
    if let Some(sealed) = scene.given(state::FIELD)
        && let Some(State::Challenge(state)) = State::open(cx, &pool_id, client_id, sealed)
        && let Some(session) = &state.session
    {
        hosted::hint_at_answer(cx, (&pool_id, client_id), session, &Answers::new());
    }
    if let (Some(name), Some(entry)) =
        (scene.given("username"), crate::model::client::ClientEntry::known(cx.host, client_id))
    {
        cx.hint(entry.naming.candidates(name).keys());
        cx.hint(companion_keys(&cx.host.keyring, &pool_id, &entry.naming.canonical(name)));
    }
}

async fn start(cx: &mut Cx<'_>, scene: &Scene<'_>, opened: &Opened, name: &Sensitive) -> Result<Step, Error> {
    let app = opened.app();
    let mut parameters = ordered::map([("USERNAME".to_owned(), name.clone())]);
    if let Some(hash) = secret_hash_for(cx, app.client, name)? {
        parameters.insert("SECRET_HASH".to_owned(), hash.into());
    }
    let flow = match scene.given("password") {
        Some(password) => {
            parameters.insert("PASSWORD".to_owned(), password.clone());
            "USER_PASSWORD_AUTH"
        }
        None if app.client.settings.allows(&ExplicitAuthFlow::ALLOW_USER_AUTH) => "USER_AUTH",
        None => {
            parameters.insert("PASSWORD".to_owned(), Sensitive::default());
            "USER_PASSWORD_AUTH"
        }
    };
    hosted::start(cx, app, Beginning::Flow(flow, &parameters)).await
}

/// Shows the challenge of a step, or answers the request of the client.
pub(super) async fn go_on(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    opened: &Opened,
    step: Step,
    name: &Sensitive,
) -> Result<Outcome, Stopped> {
    match step {
        Step::Challenge(output) => challenge::ask(cx, scene, opened, output, name).await,
        Step::SignedIn(user) => {
            let signed_in = match passkeys::url_after_sign_in(scene) {
                Some(url) => begin_session(cx, scene.received, opened, &user, &url).await,
                None => sign_in_browser(cx, scene.received, opened, &user, None).await,
            };
            signed_in.map(Outcome::Done).map_err(|error| Stopped::Failed(opened.failed(error)))
        }
    }
}
