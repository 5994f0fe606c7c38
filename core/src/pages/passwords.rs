//! `/forgotPassword` and `/confirmforgotPassword`: a user sets a new password by a code.

use http::StatusCode;

use super::{
    Outcome, Stopped,
    login::{looks, name_label, open},
    looks::Looks,
    perform::{destination, perform_for},
    scene::{Scene, code_field, field, submit as button},
    texts::fill,
    view::Page,
};
use crate::{
    context::Cx,
    oauth::{opened::Opened, parameters::Parameters, site::Route},
    sensitive::Sensitive,
};

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
    page.paragraphs.push(texts.forgot_hint.to_owned());
    let mut form = scene.form("forgotPasswordForm", Route::ForgotPassword);
    let mut username = field("username", name_label(scene, opened), "text", "username");
    username.value = name.to_owned();
    form.fields.push(username);
    form.submit = button("reset_my_password", texts.reset_password);
    page.forms.push(form);
    page.links.push(scene.link(texts.sign_in, Route::Login));
    page
}

pub(super) async fn forgot(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let looks = looks(cx, scene, &opened).await?;
    let name = scene.given("username").cloned().unwrap_or_default();
    match perform_for(cx, &opened.client, ("ForgotPassword", &name), &[], None).await {
        Ok(output) => {
            let mut page = confirm_page(scene, &opened, &looks, &name);
            if let Some((destination, _)) = destination(&output) {
                page.paragraphs.push(fill(scene.texts().reset_sent, "destination", &destination));
            }
            Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
        }
        Err(error) => Err(scene.again(forgot_page(scene, &opened, &looks, &name), error)),
    }
}

pub(super) async fn show_confirm(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let looks = looks(cx, scene, &opened).await?;
    let name = scene.received.parameters.secret("username").cloned().unwrap_or_default();
    let page = confirm_page(scene, &opened, &looks, &name);
    Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
}

fn confirm_page(scene: &Scene<'_>, opened: &Opened, looks: &Looks, name: &Sensitive) -> Page {
    let texts = scene.texts();
    let mut page = scene.page_for(texts.change_password, looks, opened);
    let mut form = scene.form("confirmForgotPasswordForm", Route::ConfirmForgotPassword);
    let mut username = field("username", name_label(scene, opened), "text", "username");
    username.value = name.as_str().to_owned();
    form.fields.push(username);
    form.fields.push(code_field("code", texts.code));
    form.fields.push(field("new_password", texts.new_password, "password", "new-password"));
    form.submit = button("reset_password", texts.change_password);
    page.forms.push(form);
    page.links.push(scene.link(texts.resend_code, Route::ForgotPassword));
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
            Err(scene.again(confirm_page(scene, &opened, &looks, &name), error))
        }
    }
}
