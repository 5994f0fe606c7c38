//! `NEW_PASSWORD_REQUIRED`: a user who signs in with a temporary password sets a permanent one.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::{
    claimant::answering_user,
    output::SignInOutput,
    parameters::{Answer, Parameters, parameter},
    proved::Proved,
    session::{Attempt, Awaited, Progress, Session},
};
use crate::{
    api::threat,
    auth::user_status::UserStatus,
    context::Cx,
    error::{Error, InvalidParameter, InvalidPassword, NotAuthorized, PasswordHistoryPolicyViolation},
    model::{
        app::App,
        pool::Pool,
        risk::PasswordUse,
        schema::Required,
        user::{Temporary, User},
    },
    ordered,
};

/// Prefix of attribute names in challenges and in answers.
const ATTRIBUTE_PREFIX: &str = "userAttributes.";

/// Asks for a new password and for required attributes that are missing.
pub(in super::super) fn ask(
    cx: &mut Cx<'_>,
    app: App<'_>,
    progress: &Progress,
) -> Result<SignInOutput, Error> {
    let App { pool, client } = app;
    let user = &progress.user;
    let missing: Vec<String> =
        missing(pool, &user.attributes).map(|name| format!("{ATTRIBUTE_PREFIX}{name}")).collect();
    let shown = user
        .attributes
        .iter()
        .filter(|(name, _)| client.settings.can_read(name) && !name.starts_with("dev:"))
        .map(|(name, value)| (name.clone(), Value::String(value.clone())));
    let attributes = ordered::object(shown);
    let session = Session::ask(cx, app, progress, Awaited::NewPasswordRequired)?;
    Ok(SignInOutput::challenge(
        "NEW_PASSWORD_REQUIRED",
        Some(session),
        [
            ("USER_ID_FOR_SRP", user.username.clone()),
            ("requiredAttributes", Value::from(missing).to_string()),
            ("userAttributes", Value::Object(attributes).to_string()),
        ],
    ))
}

/// Sets the new password and the attributes that came with it.
pub(in super::super) async fn answer(
    cx: &mut Cx<'_>,
    app: App<'_>,
    answer: &Answer<'_>,
) -> Result<Proved, Error> {
    let (pool, responses) = (app.pool, answer.responses);
    parameter(responses, "USERNAME")?;
    let password = parameter(responses, "NEW_PASSWORD")?;
    let session = Session::open(cx, app, answer.session, "NEW_PASSWORD_REQUIRED").await?;
    let mut user = answering_user(cx, app, &session, responses).await?;
    if user.status != UserStatus::ForceChangePassword {
        return Err(NotAuthorized::SessionSpent.into());
    }
    let attributes = attributes(app, &user, responses)?;
    pool.settings.password_rules().check(password).map_err(InvalidPassword::Change)?;
    let risk = threat::check_new(cx, app, PasswordUse::PasswordChange, password).await?;
    if user.has_used(cx, pool, password)? || user.is_temporary_password(cx, pool, password)? {
        return Err(PasswordHistoryPolicyViolation.into());
    }
    user.set_attributes(&pool.naming, &attributes);
    user.set_password(cx, pool, password, Temporary::No);
    user.status = UserStatus::Confirmed;
    user.modified = cx.now();
    user.save(cx, pool).await?;
    session.spend(cx)?;
    let attempt = session.attempt.naming_device(responses);
    let attempt = Attempt { new_password: true, is_compromised: risk.is_compromised, ..attempt };
    Ok(Proved::Right(Progress { user, attempt }))
}

/// The attributes of an answer, if this user may set them now.
fn attributes(app: App<'_>, user: &User, responses: &Parameters) -> Result<BTreeMap<String, String>, Error> {
    let App { pool, client } = app;
    let given = ordered::map(responses.iter().filter_map(|(name, value)| {
        Some((name.strip_prefix(ATTRIBUTE_PREFIX)?.to_owned(), value.as_str().to_owned()))
    }));
    // Clients send back the attributes that the challenge showed them.
    if let Some(name) =
        given.keys().find(|name| matches!(&***name, "email_verified" | "phone_number_verified" | "sub"))
    {
        return Err(InvalidParameter::NonMutableAttribute(name.clone()).into());
    }
    for required in pool.schema.required().filter(|name| matches!(*name, "email" | "phone_number")) {
        if given.contains_key(required) && user.attributes.contains_key(required) {
            return Err(NotAuthorized::AttributeProvided(required.to_owned()).into());
        }
    }
    if given.keys().any(|name| !client.settings.can_write(name)) {
        return Err(NotAuthorized::UnauthorizedAttribute.into());
    }
    pool.schema.check_mutable(given.keys().filter(|name| user.attributes.contains_key(*name)))?;
    pool.schema.check(&given, Required::Later)?;
    let mut all = user.attributes.clone();
    all.extend(given.clone());
    if let Some(name) = missing(pool, &all).next() {
        return Err(InvalidParameter::RequiredAttributeMissing(name.to_owned()).into());
    }
    Ok(given)
}

fn missing<'a>(pool: &'a Pool, attributes: &'a BTreeMap<String, String>) -> impl Iterator<Item = &'a str> {
    pool.schema.required().filter(|name| attributes.get(*name).is_none_or(String::is_empty))
}
