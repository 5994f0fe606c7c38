//! `GetIdentityProviderByIdentifier`: finds an identity provider by one of its identifiers.

use serde::{Deserialize, Serialize};

use super::IdentityProvider;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, ResourceNotFound},
    model::{
        identity_provider::{Provider, ProviderIndex},
        keys,
        pool::Pool,
    },
    operation::{Caller, Operation},
};

/// Finds the identity provider with this identifier. See
/// [GetIdentityProviderByIdentifier](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetIdentityProviderByIdentifier.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetIdentityProviderByIdentifier {
    /// The id of the pool.
    pub user_pool_id: String,
    /// One of the provider's `IdpIdentifiers`.
    pub idp_identifier: String,
}

/// The response of [`GetIdentityProviderByIdentifier`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetIdentityProviderByIdentifierOutput {
    /// The provider.
    pub identity_provider: IdentityProvider,
}

impl Operation for GetIdentityProviderByIdentifier {
    const NAME: &'static str = "GetIdentityProviderByIdentifier";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("IdpIdentifier", &shapes::IDP_IDENTIFIER)];
    type Response = GetIdentityProviderByIdentifierOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetIdentityProviderByIdentifierOutput, Error> {
        Pool::load_with(cx, &self.user_pool_id, &[keys::identity_providers()]).await?;
        let index = ProviderIndex::load(cx).await?;
        let unknown = || ResourceNotFound::IdentityProvider(self.idp_identifier.clone());
        let name = index.find(&self.idp_identifier).ok_or_else(unknown)?;
        let provider = Provider::load(cx, name).await?;
        Ok(GetIdentityProviderByIdentifierOutput { identity_provider: IdentityProvider::new(cx, provider)? })
    }
}
