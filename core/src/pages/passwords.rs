//! `/forgotPassword` and `/confirmforgotPassword`: a user sets a new password by a code.

use http::StatusCode;

use super::{
    Outcome, Stopped,
    fields::{known_name, name_field, new_password_field},
    looks::Looks,
    opening::{looks, open},
    perform::{destination, perform_for},
    scene::{Scene, code_field, say_sent, submit as button},
    view::Page,
};
use crate::{
    context::Cx,
    oauth::{opened::Opened, parameters::Parameters, site::Route},
    sensitive::Sensitive,
};

/// The category of the picture on these pages.
const GRAPHIC: &str = "PASSWORD_GRAPHIC";

pub(super) async fn show_forgot(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let looks = looks(cx, scene, &opened).await?;
    let name = scene.received.parameters.get("username").unwrap_or_default();
    let page = forgot_page(scene, &opened, &looks, name);
    Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
}

fn forgot_page(scene: &Scene<'_>, opened: &Opened, looks: &Looks, name: &str) -> Page {
    let texts = scene.texts();
    let mut page = scene.page_for(texts.forgot_title, looks, opened);
    page.graphic = GRAPHIC;
    page.paragraphs.push(texts.forgot_hint.to_owned());
    let mut form = scene.form("forgotPasswordForm", Route::ForgotPassword);
    form.fields.push(name_field(scene, opened, name));
    form.submit = button("reset_my_password", texts.reset_password);
    page.forms.push(form);
    page.links.push(scene.link(texts.sign_in, Route::Login));
    page
}

/// The page for a user who must set a new password before the next sign-in.
pub(super) fn required_page(scene: &Scene<'_>, opened: &Opened, looks: &Looks, name: &str) -> Page {
    let texts = scene.texts();
    let mut page = forgot_page(scene, opened, looks, name);
    page.title = texts.reset_password.to_owned();
    page.paragraphs = vec![texts.reset_needed.to_owned()];
    page
}

pub(super) async fn forgot(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let looks = looks(cx, scene, &opened).await?;
    let name = scene.given("username").cloned().unwrap_or_default();
    match perform_for(cx, &opened.client, ("ForgotPassword", &name), &[], None).await {
        Ok(output) => {
            let sent = destination(&output).map(|(destination, _)| destination);
            let mut page = confirm_page(scene, &opened, &looks, (&name, sent));
            page.notice = scene.is_resent().then(|| scene.texts().code_resent.to_owned());
            Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
        }
        Err(error) => {
            let page = match scene.is_resent() {
                true => confirm_page(scene, &opened, &looks, (&name, scene.destination())),
                false => forgot_page(scene, &opened, &looks, &name),
            };
            Err(scene.again(page, error))
        }
    }
}

pub(super) async fn show_confirm(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let looks = looks(cx, scene, &opened).await?;
    let name = scene.received.parameters.secret("username").cloned().unwrap_or_default();
    let page = confirm_page(scene, &opened, &looks, (&name, None));
    Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
}

fn confirm_page(
    scene: &Scene<'_>,
    opened: &Opened,
    looks: &Looks,
    (name, destination): (&str, Option<String>),
) -> Page {
    let texts = scene.texts();
    let mut page = scene.page_for(texts.change_password, looks, opened);
    let mut form = scene.form("confirmForgotPasswordForm", Route::ConfirmForgotPassword);
    page.graphic = GRAPHIC;
    form.fields.push(known_name(scene, opened, name, destination.is_some()));
    say_sent(&mut page, &mut form, texts.reset_sent, destination);
    form.fields.push(code_field("code", texts.code));
    form.fields.push(new_password_field(scene, opened, "new_password", texts.new_password));
    form.submit = button("reset_password", texts.change_password);
    form.resend = Some(scene.link(texts.resend_code, Route::ForgotPassword));
    page.forms.push(form);
    page.links.push(scene.link(texts.sign_in, Route::Login));
    page
}

/// Sets the new password. The sign-in with it follows after the commit.
pub(super) async fn confirm(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let name = scene.given("username").cloned().unwrap_or_default();
    let password = scene.given("new_password").cloned().unwrap_or_default();
    let code = scene.given("code").map(Sensitive::as_str).unwrap_or_default();
    let members = [("ConfirmationCode", Some(code)), ("Password", Some(&*password))];
    let done = perform_for(cx, &opened.client, ("ConfirmForgotPassword", &name), &members, None).await;
    match done {
        Ok(_) => {
            let form = Parameters::of([("username", name), ("password", password)]);
            Ok(Outcome::Then(Route::Login, form))
        }
        Err(error) => {
            let looks = looks(cx, scene, &opened).await?;
            let page = confirm_page(scene, &opened, &looks, (&name, scene.destination()));
            Err(scene.again(page, error))
        }
    }
}
