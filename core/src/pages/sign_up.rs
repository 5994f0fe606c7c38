//! `/signup`: a visitor creates an account.

use http::StatusCode;
use serde_json::{Value, json};

use super::{
    Outcome, Stopped,
    challenge::attribute_field,
    confirm,
    fields::{name_field, new_password_field},
    looks::Looks,
    opening::{looks, open},
    perform::{destination, perform_for, text},
    scene::{Scene, submit as button},
    state::{SignedUp, State},
    terms,
    view::Page,
};
use crate::{
    context::Cx,
    error::Error,
    model::user::User,
    oauth::{opened::Opened, parameters::Parameters, site::Route},
    ordered,
    sensitive::Sensitive,
};

/// The names of the members of a form that are attributes.
const PREFIX: &str = "requiredAttributes[";

/// Most attributes that are read from a form.
const ATTRIBUTES_MAX: usize = 50;

pub(super) async fn show(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let opened = open(cx, scene).await?;
    let looks = looks(cx, scene, &opened).await?;
    let page = page(cx, scene, &opened, &looks).await?;
    Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
}

async fn page(cx: &mut Cx<'_>, scene: &Scene<'_>, opened: &Opened, looks: &Looks) -> Result<Page, Stopped> {
    let texts = scene.texts();
    let mut page = scene.page_for(texts.sign_up_title, looks, opened);
    let mut form = scene.form("cognitoSignUpForm", Route::SignUp);
    let given = |name: &str| scene.given(name).map(|value| value.as_str().to_owned()).unwrap_or_default();
    form.fields.push(name_field(scene, opened, &given("username")));
    for name in attributes(opened) {
        let mut attribute = attribute_field(texts, name);
        attribute.value = given(&attribute.name);
        attribute.is_optional = !opened.pool.schema.is_required(name);
        form.fields.push(attribute);
    }
    form.fields.push(new_password_field(scene, opened, "password", texts.password));
    form.submit = button("signUpButton", texts.sign_up);
    page.forms.push(form);
    page.terms =
        terms::of(cx, opened, scene.language).await.map_err(|error| Stopped::Failed(opened.failed(error)))?;
    page.links.push(scene.link(&format!("{} {}", texts.have_account, texts.sign_in), Route::Login));
    Ok(page)
}

/// The attributes that the form asks for: those that the pool requires, and the addresses that it verifies. An address that is the
/// username is asked for as such.
fn attributes(opened: &Opened) -> Vec<&str> {
    let pool = &opened.pool;
    let verified = pool.settings.auto_verified_attributes.iter().flatten().map(|name| &**name);
    let mut names: Vec<&str> = pool.schema.required().chain(verified).filter(|name| *name != "sub").collect();
    ordered::sort(&mut names);
    names.dedup();
    names.retain(|name| !pool.naming.username_attributes.iter().any(|own| own.attribute() == *name));
    names
}

pub(super) async fn submit(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Result<Outcome, Stopped> {
    let sub = User::hint_new(cx);
    drop(sub);
    let opened = open(cx, scene).await?;
    let name = scene.given("username").cloned().unwrap_or_default();
    match sign_up(cx, scene, &opened, &name).await {
        Ok(output) => go_on(cx, scene, &opened, output, name).await,
        Err(error) => {
            let looks = looks(cx, scene, &opened).await?;
            let page = page(cx, scene, &opened, &looks).await?;
            Err(scene.again(page, error))
        }
    }
}

async fn sign_up(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    opened: &Opened,
    name: &Sensitive,
) -> Result<Value, Error> {
    let password = scene.given("password").map(Sensitive::as_str).unwrap_or_default();
    let members = [("Password", Some(password))];
    let attributes = Some(given_attributes(scene));
    perform_for(cx, &opened.client, ("SignUp", name), &members, attributes).await
}

/// The attributes in the form. One that is left empty is not sent.
fn given_attributes(scene: &Scene<'_>) -> Value {
    let named = |(name, value): (&str, &Sensitive)| {
        let name = name.strip_prefix(PREFIX)?.strip_suffix(']')?;
        (!value.is_empty()).then(|| json!({"Name": name, "Value": value.as_str()}))
    };
    scene.received.form.iter().filter_map(named).take(ATTRIBUTES_MAX).collect()
}

async fn go_on(
    cx: &mut Cx<'_>,
    scene: &Scene<'_>,
    opened: &Opened,
    output: Value,
    name: Sensitive,
) -> Result<Outcome, Stopped> {
    if output["UserConfirmed"] == true {
        let password = scene.given("password").cloned().unwrap_or_default();
        return Ok(Outcome::Then(Route::Login, Parameters::of([("username", name), ("password", password)])));
    }
    let signed_up =
        State::SignedUp(SignedUp::new(cx, text(&output, "UserSub").unwrap_or_default().to_owned()));
    let sealed = signed_up.seal(cx, opened.app()).map_err(|error| Stopped::Failed(opened.failed(error)))?;
    let looks = looks(cx, scene, opened).await?;
    let details = destination(&output);
    let asked = confirm::Asked::sent(cx, opened, details, (name, Some(sealed))).await?;
    let page = confirm::page(scene, opened, &looks, asked);
    Ok(Outcome::Done(scene.respond(&page, StatusCode::OK)))
}
