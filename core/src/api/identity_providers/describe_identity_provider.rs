//! `DescribeIdentityProvider`: reads an identity provider.

use serde::{Deserialize, Serialize};

use super::IdentityProvider;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{identity_provider::Provider, keys, pool::Pool},
    operation::{Caller, Operation},
};

/// Reads an identity provider, including its client secret. See
/// [DescribeIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeIdentityProvider.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeIdentityProvider {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The provider's name.
    pub provider_name: String,
}

/// The response of [`DescribeIdentityProvider`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeIdentityProviderOutput {
    /// The provider.
    pub identity_provider: IdentityProvider,
}

impl Operation for DescribeIdentityProvider {
    const NAME: &'static str = "DescribeIdentityProvider";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("ProviderName", &shapes::PROVIDER_NAME)];
    type Response = DescribeIdentityProviderOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<DescribeIdentityProviderOutput, Error> {
        #[cfg(feature = "saml")]
        cx.hint([keys::saml_key()]);
        Pool::load_with(cx, &self.user_pool_id, &[keys::identity_provider(&self.provider_name)]).await?;
        let provider = Provider::load(cx, &self.provider_name).await?;
        let identity_provider = IdentityProvider::new(cx, provider)?;
        #[cfg(feature = "saml")]
        let identity_provider = super::with_certificate(cx, identity_provider).await?;
        Ok(DescribeIdentityProviderOutput { identity_provider })
    }
}
