//! Sign-in of users whom an identity provider knows: the provider says who the user is, and the pool has a user for that identity.
//!
//! An identity leads to its user by a link. A link was made by an administrator, or by the first sign-in, which creates a user of
//! its own: `{provider}_{subject}`, with the status `EXTERNAL_PROVIDER` and without a password.

use std::collections::BTreeMap;

use userpool_storage_traits::limits::KEY_BYTES_MAX;

#[cfg(feature = "saml")]
use crate::model::pool::Pool;
use crate::{
    api::sign_up::sign_up::{new_user, pre_sign_up},
    auth::user_status::UserStatus,
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized, UsernameExists},
    model::{
        app::App,
        auth_events::{self, EventKind, EventResponse, NewEvent},
        counter,
        group::{Group, Memberships},
        identity::{self, FederatedIdentity, Link},
        identity_provider::ProviderType,
        keys,
        schema::Required,
        user::User,
    },
    ordered,
    token::issue::call_post_authentication,
    trigger::TriggerContext,
};

/// What an identity provider says about a user. It is verified.
#[derive(Clone, Debug)]
pub(crate) struct External {
    /// The provider's name in the pool.
    pub(crate) provider: String,
    pub(crate) kind: ProviderType,
    /// What identifies the user at the provider.
    pub(crate) subject: String,
    /// The claims that attributes are mapped to, as texts. A link may be by one of them.
    pub(crate) claims: BTreeMap<String, String>,
    /// The attributes to set, by the pool's names. An empty value removes.
    pub(crate) attributes: BTreeMap<String, String>,
}

/// The user of an identity, with the attributes that the provider sends now. The first sign-in creates the user.
///
/// # Errors
/// `NotAuthorizedException` for a disabled user; those of the pool's functions; `InvalidParameterException` when the attributes do
/// not fit the schema of the pool.
pub(crate) async fn sign_in(cx: &mut Cx<'_>, app: App<'_>, external: &External) -> Result<User, Error> {
    let user = match find(cx, app, external).await? {
        Some(user) if !user.enabled => return Err(NotAuthorized::UserNotEnabled.into()),
        Some(user) => renew(cx, app, user, external).await?,
        None => create(cx, app, external).await?,
    };
    cx.origin.trace.user(&user.sub);
    let event = NewEvent::new(EventKind::SignIn, EventResponse::Pass);
    auth_events::record(cx, app, &user, event).await?;
    call_post_authentication(cx, app, &user, false)?;
    Ok(user)
}

/// The user that the identity is linked to, or who was created for it.
async fn find(cx: &mut Cx<'_>, app: App<'_>, external: &External) -> Result<Option<User>, Error> {
    let subject = [(identity::SUBJECT, external.subject.as_str())];
    let claims = external.claims.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut keys = Vec::new();
    for (attribute, value) in subject.into_iter().chain(claims.clone()) {
        keys.push(keys::identity(&external.provider, attribute, value));
    }
    cx.prefetch(&keys).await?;
    for (attribute, value) in subject.into_iter().chain(claims) {
        let Some(link) = Link::find(cx, &external.provider, attribute, value).await? else { continue };
        let user: Option<User> = cx.get(&keys::user(&link.username)).await?;
        if let Some(user) = user.filter(|user| user.sub == link.sub) {
            return Ok(Some(user));
        }
    }
    let username = identity::username(app.pool, &external.provider, &external.subject);
    if keys::memberships(&username).as_str().len() > KEY_BYTES_MAX {
        return Err(InvalidParameter::TooLarge.into());
    }
    let own: Option<User> = cx.get(&keys::user(&username)).await?;
    match own {
        Some(user) if user.status == UserStatus::ExternalProvider => Ok(Some(user)),
        // A user with a password who has this name.
        Some(_) => Err(UsernameExists::SignUp.into()),
        None => Ok(None),
    }
}

/// The user whom a SAML provider calls `name_id`, if there is one. Where the username is another attribute, only the links of an
/// administrator lead from that name to a user.
#[cfg(feature = "saml")]
pub(crate) async fn user_of(
    cx: &mut Cx<'_>,
    pool: &Pool,
    provider: &str,
    name_id: &str,
) -> Result<Option<User>, Error> {
    for attribute in [identity::SUBJECT, identity::NAME_ID] {
        let Some(link) = Link::find(cx, provider, attribute, name_id).await? else { continue };
        let user: Option<User> = cx.get(&keys::user(&link.username)).await?;
        return Ok(user.filter(|user| user.sub == link.sub));
    }
    let own: Option<User> = cx.get(&keys::user(&identity::username(pool, provider, name_id))).await?;
    Ok(own.filter(|user| user.status == UserStatus::ExternalProvider))
}

/// Overwrites the mapped attributes of a user who has signed in before.
async fn renew(cx: &mut Cx<'_>, app: App<'_>, mut user: User, external: &External) -> Result<User, Error> {
    let is_new = |(name, value): &(&String, &String)| {
        user.attributes.get(*name).map_or("", String::as_str) != value.as_str()
    };
    let new = external.attributes.iter().filter(is_new);
    let changed = ordered::map(new.map(|(name, value)| (name.clone(), value.clone())));
    let is_linked = user.identities.iter().any(|identity| identity.provider == external.provider);
    if changed.is_empty() && is_linked {
        return Ok(user);
    }
    app.pool.schema.check_mutable(changed.keys())?;
    app.pool.schema.check(&changed, Required::Present(&user.attributes))?;
    user.set_attributes(&app.pool.naming, &changed);
    if !is_linked {
        user.link(cx, external.identity(cx, true))?;
    }
    user.modified = cx.now();
    user.save(cx, app.pool).await?;
    Ok(user)
}

async fn create(cx: &mut Cx<'_>, app: App<'_>, external: &External) -> Result<User, Error> {
    let pool = app.pool;
    let missing: Vec<&str> = pool
        .schema
        .required()
        .filter(|name| external.attributes.get(*name).is_none_or(String::is_empty))
        .collect();
    if !missing.is_empty() {
        return Err(NotAuthorized::AttributesRequired(missing.join(", ")).into());
    }
    pool.schema.check(&external.attributes, Required::Later)?;
    let name = identity::username(pool, &external.provider, &external.subject);
    let mut user = new_user(cx, pool, &name, UserStatus::ExternalProvider).await?;
    // Also in a pool whose usernames are otherwise a `sub`.
    user.username.clone_from(&name);
    let written = pool.naming.shown(&format!("{}_{}", external.provider, external.subject));
    user.written = Some(written).filter(|written| *written != name);
    user.set_attributes(&pool.naming, &external.attributes);
    for (address, verified) in [("email", "email_verified"), ("phone_number", "phone_number_verified")] {
        if user.attributes.contains_key(address) {
            user.attributes.entry(verified.to_owned()).or_insert_with(|| "false".to_owned());
        }
    }
    let context = TriggerContext::of(pool, Some(app.client), &user);
    pre_sign_up(cx, context, "ExternalProvider", &external.attributes).await?;
    user.link(cx, external.identity(cx, true))?;
    user.save(cx, pool).await?;
    counter::add(cx, 1).await?;
    join_group(cx, app, &user, &external.provider).await?;
    cx.confirmed_after_commit(pool, Some(app.client), &user, "ConfirmSignUp")?;
    Ok(user)
}

/// Makes the user a member of the group of all users of the provider, which the first of them creates.
async fn join_group(cx: &mut Cx<'_>, app: App<'_>, user: &User, provider: &str) -> Result<(), Error> {
    let name = format!("{}_{provider}", app.pool.id);
    let group = match cx.get::<Group>(&keys::group(&name)).await? {
        Some(group) => group,
        None => {
            let group = Group {
                id: cx.uuid(),
                name,
                description: Some(format!("Autogenerated group for users who sign in using {provider}")),
                role_arn: None,
                precedence: None,
                created: cx.now(),
                modified: cx.now(),
            };
            group.save(cx).await?;
            group
        }
    };
    Memberships::load(cx, user).await?.join(cx, &group).await
}

impl External {
    fn identity(&self, cx: &Cx<'_>, primary: bool) -> FederatedIdentity {
        FederatedIdentity {
            provider: self.provider.clone(),
            kind: self.kind,
            attribute: identity::SUBJECT.to_owned(),
            value: self.subject.clone(),
            primary,
            created: cx.now(),
        }
    }
}
