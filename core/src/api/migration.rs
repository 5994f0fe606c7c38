//! User migration: the pool's function may return a user who is not in the pool yet, at the first sign-in by password
//! or when the user has forgotten the password.

use std::collections::BTreeMap;

use super::{existence::Existence, sign_up::sign_up::new_user};
use crate::{
    auth::{channel::Channel, factor::Factor, user_status::UserStatus},
    context::Cx,
    error::{AliasExists, Error, InvalidLambdaResponse},
    events::{UserMigration, UserMigrationResponse},
    model::{
        app::App,
        counter,
        naming::Alias,
        pool::Pool,
        schema::Required,
        user::{Temporary, User},
    },
    sensitive::Sensitive,
    trigger::{TriggerContext, function_of},
};

/// Longest name that the function is asked for, in UTF-16 units: the limit of a username.
const NAME_LENGTH_MAX: usize = 128;

/// The user that the pool's function returned for this name. The user is stored even if the call is refused in the end.
///
/// `None`: no user was migrated; the caller looks for the name in the pool as usual.
///
/// # Errors
/// The error of the function, if the client shows whether users exist. If it hides that, a failure looks like an
/// unknown user, because the function is not called for users who are in the pool.
pub(super) async fn migrate(
    cx: &mut Cx<'_>,
    app: App<'_>,
    name: &str,
    password: Option<&Sensitive>,
) -> Result<Option<User>, Error> {
    let pool = app.pool;
    if !cx.host.has_function::<UserMigration>(pool) || !can_be_a_name(pool, name) {
        return Ok(None);
    }
    if User::find(cx, pool, name).await?.is_some() {
        return Ok(None);
    }
    let user = match bring(cx, app, name, password).await {
        Ok(Some(user)) => user,
        Ok(None) => return Ok(None),
        Err(error) if Existence::of(app.client).is_hidden() && !matches!(error, Error::Internal(_)) => {
            // The function's error text may repeat its event, which contains the password, so it is not logged.
            let function = function_of::<UserMigration>(pool);
            tracing::warn!(function, error = error.name(), "a user was not migrated");
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let taken = user.taken_names(cx, pool).await?;
    user.save_taking(cx, pool, taken).await?;
    counter::add(cx, 1).await?;
    cx.keep_even_on_failure();
    Ok(Some(user))
}

/// Calls the function, and makes a user from its response. Writes nothing yet.
async fn bring(
    cx: &mut Cx<'_>,
    app: App<'_>,
    name: &str,
    password: Option<&Sensitive>,
) -> Result<Option<User>, Error> {
    let App { pool, client } = app;
    let occasion = if password.is_some() { "Authentication" } else { "ForgotPassword" };
    let user_name = &pool.naming.shown(name);
    let request = UserMigration {
        password: password.cloned(),
        validation_data: cx.trigger_input().validation_data.clone(),
        client_metadata: cx.trigger_input().client_metadata.clone(),
    };
    let context = TriggerContext { pool, client_id: Some(&client.id), user_name };
    let answer = cx.trigger(context, occasion, request).await?.unwrap_or_default();
    let Some(attributes) = attributes(pool, name, &answer)? else { return Ok(None) };
    let migrated = Migrated { name, password, answer: &answer, attributes: &attributes };
    create(cx, pool, migrated).await.map(Some)
}

fn can_be_a_name(pool: &Pool, name: &str) -> bool {
    pool.naming.check_username(name).is_ok()
        && name.encode_utf16().count() <= NAME_LENGTH_MAX
        && !name.contains(|character: char| character.is_whitespace() || character.is_control())
}

/// The attributes of the new user; `None` if the function does not know the user.
fn attributes(
    pool: &Pool,
    name: &str,
    answer: &UserMigrationResponse,
) -> Result<Option<BTreeMap<String, String>>, Error> {
    let Some(given) = answer.user_attributes.as_ref().filter(|given| !given.is_empty()) else {
        return Ok(None);
    };
    let mut attributes = given.clone();
    attributes.remove("sub");
    let named = attributes.remove("username");
    let is_another = named.is_some_and(|named| pool.naming.canonical(&named) != pool.naming.canonical(name));
    if let Some(alias) = pool.naming.named_by(name) {
        attributes.insert(alias.attribute().to_owned(), name.to_owned());
    }
    let has_form = attributes
        .get(Alias::PreferredUsername.attribute())
        .is_none_or(|preferred| pool.naming.check_preferred_username(preferred).is_ok());
    if is_another || !has_form || pool.schema.check(&attributes, Required::Later).is_err() {
        return Err(InvalidLambdaResponse.into());
    }
    Ok(Some(attributes))
}

/// The response of the function, and the name and password that it was called with.
struct Migrated<'a> {
    name: &'a str,
    password: Option<&'a Sensitive>,
    answer: &'a UserMigrationResponse,
    attributes: &'a BTreeMap<String, String>,
}

async fn create(cx: &mut Cx<'_>, pool: &Pool, migrated: Migrated<'_>) -> Result<User, Error> {
    let Migrated { name, password, answer, attributes } = migrated;
    let confirmed = password.filter(|_| answer.final_user_status.as_deref() == Some("CONFIRMED"));
    let status = if confirmed.is_some() { UserStatus::Confirmed } else { UserStatus::ResetRequired };
    let mut user = new_user(cx, pool, name, status).await?;
    user.set_attributes(&pool.naming, attributes);
    for channel in [Channel::Email, Channel::PhoneNumber] {
        if user.address(channel).is_some() {
            let verified = channel.verified_attribute().to_owned();
            user.attributes.entry(verified).or_insert_with(|| "false".to_owned());
        }
    }
    if answer.enable_sms_mfa == Some(true) {
        // Without a number the user could never sign in to a pool that asks for the code.
        if user.address(Channel::PhoneNumber).is_none() {
            return Err(InvalidLambdaResponse.into());
        }
        user.mfa.enable(Factor::SmsMfa, true);
    }
    if let Some(password) = confirmed {
        user.set_password(cx, pool, password, Temporary::No);
    }
    // Only a verified address can move from another user, and never one that is a username.
    let force = answer.force_alias_creation.unwrap_or(false);
    for name in user.taken_names(cx, pool).await? {
        let named = pool.naming.username_attributes.contains(&name.alias);
        if !force || named || !name.can_move() {
            return Err(AliasExists::Given(name.alias.attribute()).into());
        }
    }
    Ok(user)
}
