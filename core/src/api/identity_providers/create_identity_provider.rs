//! `CreateIdentityProvider`: adds an identity provider to a pool.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{IdentityProvider, rules};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{DuplicateProvider, Error, InvalidParameter},
    model::{
        identity_provider::{Provider, ProviderIndex, ProviderType},
        keys,
        pool::Pool,
    },
    operation::{Caller, Operation},
    sensitive::Sensitive,
    settings::IdentityProviderKind,
};

/// Adds an identity provider. See
/// [CreateIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateIdentityProvider.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateIdentityProvider {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The provider's name. A social provider is named after its type.
    pub provider_name: String,
    /// `SAML`, `OIDC`, `Facebook`, `Google`, `LoginWithAmazon` or `SignInWithApple`.
    pub provider_type: IdentityProviderKind,
    /// The settings that this type of provider needs, for example `client_id` and `client_secret`.
    pub provider_details: BTreeMap<String, Sensitive>,
    /// The provider's claim or assertion attribute for each attribute of the pool.
    pub attribute_mapping: Option<BTreeMap<String, String>>,
    /// Other names of the provider in requests to sign in. No two providers of a pool share one.
    pub idp_identifiers: Option<Vec<String>>,
    /// The values of `acr` for the pool's levels; for OIDC only.
    pub acr_mapping: Option<BTreeMap<String, String>>,
}

/// The response of [`CreateIdentityProvider`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateIdentityProviderOutput {
    /// The provider.
    pub identity_provider: IdentityProvider,
}

impl Operation for CreateIdentityProvider {
    const NAME: &'static str = "CreateIdentityProvider";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ProviderName", &shapes::PROVIDER_NAME_OF_NEW),
        required("ProviderType", &shapes::IDENTITY_PROVIDER_TYPE),
        required("ProviderDetails", &shapes::PROVIDER_DETAILS),
        optional("AttributeMapping", &shapes::ATTRIBUTE_MAPPING),
        optional("IdpIdentifiers", &shapes::IDP_IDENTIFIERS_LIST),
        optional("AcrMapping", &shapes::ACR_MAPPING),
    ];
    type Response = CreateIdentityProviderOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<CreateIdentityProviderOutput, Error> {
        let key = keys::identity_provider(&self.provider_name);
        let others = [key.clone(), keys::identity_providers()];
        let pool = Pool::load_with(cx, &self.user_pool_id, &others).await?;
        let provider = self.provider(cx, &pool)?;
        if cx.exists(&key).await? {
            return Err(DuplicateProvider { name: self.provider_name.clone(), pool: pool.id.clone() }.into());
        }
        let mut index = ProviderIndex::load(cx).await?;
        index.set(&provider.name, &provider.identifiers)?;
        cx.put(&index)?;
        cx.put(&provider)?;
        Ok(CreateIdentityProviderOutput { identity_provider: IdentityProvider::new(cx, provider)? })
    }
}

impl CreateIdentityProvider {
    /// The provider that the request describes.
    pub(crate) fn provider(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<Provider, Error> {
        // The constraints allow no other types.
        let kind =
            ProviderType::named(&self.provider_type).ok_or(InvalidParameter::Missing("ProviderType"))?;
        rules::check_name(&self.provider_name, kind)?;
        rules::check_details(kind, &self.provider_details)?;
        rules::check_acr_mapping(kind, self.acr_mapping.as_ref())?;
        let attribute_mapping =
            rules::attribute_mapping(kind, self.attribute_mapping.as_ref(), &pool.schema)?;
        let mut provider = Provider::new(cx, &pool.id, &self.provider_name, kind);
        provider.set_details(cx, &self.provider_details);
        provider.attribute_mapping = attribute_mapping;
        provider.identifiers = self.idp_identifiers.clone().unwrap_or_default();
        provider.acr_mapping = self.acr_mapping.clone();
        Ok(provider)
    }
}
