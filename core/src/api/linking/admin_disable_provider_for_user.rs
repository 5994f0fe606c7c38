//! `AdminDisableProviderForUser`: an administrator ends the sign-in of an identity as a user.

use serde::{Deserialize, Serialize};

use super::{ProviderUserIdentifier, check_pool_id};
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, UserNotFound},
    model::{
        identity::{self, Link},
        keys,
        lookup::hinted_keys,
        pool::Pool,
        user::User,
    },
    operation::{Caller, Empty, Operation},
};

/// Removes the link from an identity to a user. A user who was created by a sign-in with this identity, and a user
/// with a password (`ProviderName` is `Cognito`), is disabled. See
/// [AdminDisableProviderForUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableProviderForUser.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminDisableProviderForUser {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The identity, with the attribute and the value that it was linked with.
    pub user: ProviderUserIdentifier,
}

impl Operation for AdminDisableProviderForUser {
    const NAME: &'static str = "AdminDisableProviderForUser";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::STRING), required("User", &shapes::PROVIDER_USER_IDENTIFIER)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        check_pool_id(&self.user_pool_id)?;
        let who = self.user.who()?;
        // The subject of an OIDC or SAML provider has two names; the provider may be deleted, so both are tried.
        let attributes = [who.attribute, identity::SUBJECT];
        let tried = if matches!(who.attribute, "sub" | identity::NAME_ID) { 2 } else { 1 };
        cx.hint(hinted_keys(&cx.host.keyring, &self.user_pool_id, who.value));
        cx.hint(attributes.map(|attribute| keys::identity(who.provider, attribute, who.value)));
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        for attribute in &attributes[..tried] {
            if let Some(link) = Link::find(cx, who.provider, attribute, who.value).await? {
                unlink(cx, &pool, &link).await?;
                return Ok(Empty {});
            }
        }
        let mut user = who.existing_user(cx, &pool).await?;
        user.disable();
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        Ok(Empty {})
    }
}

async fn unlink(cx: &mut Cx<'_>, pool: &Pool, link: &Link) -> Result<(), Error> {
    let user: Option<User> = cx.get(&keys::user(&link.username)).await?;
    let mut user = user.filter(|user| user.sub == link.sub).ok_or(UserNotFound::User)?;
    if user.unlink(cx, link).is_some_and(|identity| identity.primary) {
        user.disable();
    }
    user.modified = cx.now();
    user.save(cx, pool).await
}
