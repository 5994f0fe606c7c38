//! `ListIdentityProviders`: the identity providers of a pool.

use serde::{Deserialize, Serialize};

use crate::{
    api::users::page,
    check::{Member, optional, required, shapes},
    context::{Cx, Stored as _},
    error::Error,
    model::{epoch_seconds::EpochSeconds, identity_provider::Provider, keys, pool::Pool},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    settings::IdentityProviderKind,
};

/// Lists identity providers in the order of their names. See
/// [ListIdentityProviders](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListIdentityProviders.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListIdentityProviders {
    /// The id of the pool.
    pub user_pool_id: String,
    /// Maximum number of providers in a page, up to 60; 0 means 60.
    pub max_results: Option<u32>,
    /// The token that the previous page returned.
    pub next_token: Option<Sensitive>,
}

/// The response of [`ListIdentityProviders`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListIdentityProvidersOutput {
    /// The providers of this page.
    pub providers: Vec<ProviderDescription>,
    /// The token for the next page; absent from the last page.
    pub next_token: Option<Sensitive>,
}

/// `ProviderDescription`: the summary of an identity provider.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ProviderDescription {
    /// The provider's name.
    pub provider_name: String,
    /// For example `SAML`.
    pub provider_type: IdentityProviderKind,
    /// When the provider was last changed.
    pub last_modified_date: EpochSeconds,
    /// When it was created.
    pub creation_date: EpochSeconds,
}

/// Maximum number of providers in a page; also used if the limit is absent or 0.
const LIMIT_MAX: u32 = 60;

impl Operation for ListIdentityProviders {
    const NAME: &'static str = "ListIdentityProviders";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("MaxResults", &shapes::LIST_PROVIDERS_LIMIT),
        optional("NextToken", &shapes::PAGINATION_KEY_UNBOUNDED),
    ];
    type Response = ListIdentityProvidersOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListIdentityProvidersOutput, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        let after = match &self.next_token {
            Some(token) => Some(page::open(cx, &pool.id, Self::NAME, token)?),
            None => None,
        };
        let size = self.max_results.filter(|limit| *limit > 0).unwrap_or(LIMIT_MAX).min(LIMIT_MAX);
        let mut providers = cx.list::<Provider>(keys::all_identity_providers(), after, size + 1).await?;
        let more = providers.len() > size as usize;
        providers.truncate(size as usize);
        let next_token = match providers.last() {
            Some(last) if more => Some(page::seal(cx, &pool.id, Self::NAME, &last.key())?.into()),
            _ => None,
        };
        let providers = providers.into_iter().map(Into::into).collect();
        Ok(ListIdentityProvidersOutput { providers, next_token })
    }
}

impl From<Provider> for ProviderDescription {
    fn from(provider: Provider) -> Self {
        Self {
            provider_name: provider.name,
            provider_type: provider.kind.as_str().into(),
            last_modified_date: provider.modified.into(),
            creation_date: provider.created.into(),
        }
    }
}
