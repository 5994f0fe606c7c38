//! Links: identities at identity providers that lead to a user of the pool.

use serde::{Deserialize, Serialize};

use crate::{
    context::Cx,
    error::{Error, InvalidParameter, ResourceNotFound, UserNotFound},
    model::{identity, keys, pool::Pool, pool_id::is_pool_id, user::User},
    operation::{Entry, entry},
    sensitive::Sensitive,
};

mod admin_disable_provider_for_user;
mod admin_link_provider_for_user;

pub use admin_disable_provider_for_user::AdminDisableProviderForUser;
pub use admin_link_provider_for_user::AdminLinkProviderForUser;

pub(super) const OPERATIONS: &[Entry] =
    &[entry::<AdminLinkProviderForUser>(), entry::<AdminDisableProviderForUser>()];

/// `ProviderUserIdentifierType`: an identity at a provider, or a user of the pool.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ProviderUserIdentifier {
    /// The name of an identity provider; `Cognito` for a user with a password of the pool.
    pub provider_name: Option<String>,
    /// `Cognito_Subject`, or at an OIDC or SAML provider the name of a claim or of an attribute.
    pub provider_attribute_name: Option<String>,
    /// The value of this attribute; for `Cognito` the username.
    pub provider_attribute_value: Option<Sensitive>,
}

/// Refuses what is no id of a pool: unlike other operations, these have no constraint for it.
fn check_pool_id(id: &str) -> Result<(), Error> {
    if is_pool_id(id) { Ok(()) } else { Err(ResourceNotFound::Pool(id.to_owned()).into()) }
}

/// [`ProviderUserIdentifier`] with all members that it needs.
#[derive(Clone, Copy)]
struct Who<'a> {
    provider: &'a str,
    attribute: &'a str,
    value: &'a str,
}

impl ProviderUserIdentifier {
    fn who(&self) -> Result<Who<'_>, InvalidParameter> {
        let missing = InvalidParameter::Missing;
        Ok(Who {
            provider: self.provider_name.as_deref().ok_or(missing("ProviderName"))?,
            attribute: self.provider_attribute_name.as_deref().unwrap_or(identity::SUBJECT),
            value: self.provider_attribute_value.as_deref().ok_or(missing("ProviderAttributeValue"))?,
        })
    }
}

impl Who<'_> {
    /// Whether this is a user of the pool itself.
    fn is_local(&self) -> bool {
        self.provider.eq_ignore_ascii_case("Cognito")
    }

    /// The user of the pool itself, or the user who was created by a sign-in with this subject.
    async fn user(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<Option<User>, Error> {
        if self.is_local() {
            return User::find(cx, pool, self.value).await;
        }
        let username = identity::username(pool, self.provider, self.value);
        if !pool.naming.can_be_username(&username) {
            return Ok(None);
        }
        cx.get(&keys::user(&username)).await
    }

    async fn existing_user(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<User, Error> {
        self.user(cx, pool).await?.ok_or_else(|| UserNotFound::User.into())
    }
}
