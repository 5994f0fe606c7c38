//! `AdminLinkProviderForUser`: an administrator links an identity at a provider to a user.

use serde::{Deserialize, Serialize};

use super::{ProviderUserIdentifier, Who, check_pool_id};
use crate::{
    auth::user_status::UserStatus,
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{
        identity::{self, FederatedIdentity, Link},
        identity_provider::Provider,
        keys,
        lookup::hinted_keys,
        pool::Pool,
        user::User,
    },
    operation::{Caller, Empty, Operation},
};

/// Links an identity that has not signed in yet to a user: when it signs in, this user is signed in. The user cannot
/// have immutable custom attributes. See
/// [AdminLinkProviderForUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminLinkProviderForUser.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminLinkProviderForUser {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user to link to. `ProviderAttributeName` is ignored.
    pub destination_user: ProviderUserIdentifier,
    /// The identity to link.
    pub source_user: ProviderUserIdentifier,
}

impl Operation for AdminLinkProviderForUser {
    const NAME: &'static str = "AdminLinkProviderForUser";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::STRING),
        required("DestinationUser", &shapes::PROVIDER_USER_IDENTIFIER),
        required("SourceUser", &shapes::PROVIDER_USER_IDENTIFIER),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        check_pool_id(&self.user_pool_id)?;
        let (destination, source) = (self.destination_user.who()?, self.source_user.who()?);
        if source.is_local() {
            return Err(InvalidParameter::LocalSourceUser.into());
        }
        cx.hint(hinted_keys(&cx.host.keyring, &self.user_pool_id, destination.value));
        cx.hint([
            keys::identity(source.provider, source.attribute, source.value),
            keys::identity(source.provider, identity::SUBJECT, source.value),
        ]);
        let provider_key = keys::identity_provider(source.provider);
        let pool = Pool::load_with(cx, &self.user_pool_id, &[provider_key]).await?;
        let provider = Provider::load(cx, source.provider).await?;
        let attribute = identity::attribute_of(&provider, source.attribute);
        if provider.kind.is_social() && attribute != identity::SUBJECT {
            return Err(InvalidParameter::SourceUserAttribute(provider.kind.as_str()).into());
        }
        let source = Who { attribute, ..source };
        let mut user = destination.existing_user(cx, &pool).await?;
        // The provider's values replace those of the user at each sign-in.
        let custom = user.attributes.keys().filter(|name| name.starts_with("custom:"));
        pool.schema.check_mutable(custom)?;
        check_source(cx, &pool, &user, source).await?;
        let identity = FederatedIdentity {
            provider: provider.name,
            kind: provider.kind,
            attribute: attribute.to_owned(),
            value: source.value.to_owned(),
            primary: false,
            created: cx.now(),
        };
        user.link(cx, identity)?;
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        Ok(Empty {})
    }
}

/// Refuses an identity that is linked already, or that has a user of its own.
async fn check_source(cx: &mut Cx<'_>, pool: &Pool, user: &User, source: Who<'_>) -> Result<(), Error> {
    if let Some(link) = Link::find(cx, source.provider, source.attribute, source.value).await? {
        let is_linked = link.sub == user.sub;
        let error =
            if is_linked { InvalidParameter::AlreadyLinked } else { InvalidParameter::SourceUserExists };
        return Err(error.into());
    }
    if source.attribute != identity::SUBJECT {
        return Ok(());
    }
    match source.user(cx, pool).await? {
        Some(own) if own.status == UserStatus::ExternalProvider => {
            Err(InvalidParameter::SourceUserExists.into())
        }
        // A user with a password who has the name that a user of the provider would get.
        Some(_) => Err(InvalidParameter::LocalSourceUser.into()),
        None => Ok(()),
    }
}
