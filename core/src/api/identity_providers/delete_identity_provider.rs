//! `DeleteIdentityProvider`: removes an identity provider from a pool.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{identity_provider::Provider, keys, pool::Pool},
    operation::{Caller, Empty, Operation},
};

/// Deletes an identity provider. Its users and the links to it stay, but cannot be used to sign in, and app clients
/// keep its name in `SupportedIdentityProviders`. A later provider of the same name gets its users and links. See
/// [DeleteIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteIdentityProvider.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteIdentityProvider {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The provider's name.
    pub provider_name: String,
}

impl Operation for DeleteIdentityProvider {
    const NAME: &'static str = "DeleteIdentityProvider";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("ProviderName", &shapes::PROVIDER_NAME)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        cx.hint([keys::identity_providers()]);
        let key = keys::identity_provider(&self.provider_name);
        Pool::load_with(cx, &self.user_pool_id, &[key]).await?;
        let provider = Provider::load(cx, &self.provider_name).await?;
        provider.delete(cx).await?;
        Ok(Empty {})
    }
}
