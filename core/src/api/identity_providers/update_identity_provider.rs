//! `UpdateIdentityProvider`: changes an identity provider.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{IdentityProvider, rules};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::{
        identity_provider::{PRIVATE_KEY, Provider, ProviderIndex},
        keys,
        pool::Pool,
    },
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Changes an identity provider. A member that is given replaces all of the old value, and a member that is omitted
/// keeps it. `private_key` is kept as well if `ProviderDetails` omits it, since no response contains it. See
/// [UpdateIdentityProvider](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateIdentityProvider.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateIdentityProvider {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The provider's name. It cannot be changed, and neither can the type.
    pub provider_name: String,
    /// The settings that this type of provider needs.
    pub provider_details: Option<BTreeMap<String, Sensitive>>,
    /// The provider's claim or assertion attribute for each attribute of the pool.
    pub attribute_mapping: Option<BTreeMap<String, String>>,
    /// Other names of the provider in requests to sign in.
    pub idp_identifiers: Option<Vec<String>>,
    /// The values of `acr` for the pool's levels; for OIDC only.
    pub acr_mapping: Option<BTreeMap<String, String>>,
}

/// The response of [`UpdateIdentityProvider`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateIdentityProviderOutput {
    /// The provider after the update.
    pub identity_provider: IdentityProvider,
}

impl Operation for UpdateIdentityProvider {
    const NAME: &'static str = "UpdateIdentityProvider";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ProviderName", &shapes::PROVIDER_NAME),
        optional("ProviderDetails", &shapes::PROVIDER_DETAILS),
        optional("AttributeMapping", &shapes::ATTRIBUTE_MAPPING),
        optional("IdpIdentifiers", &shapes::IDP_IDENTIFIERS_LIST),
        optional("AcrMapping", &shapes::ACR_MAPPING),
    ];
    type Response = UpdateIdentityProviderOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UpdateIdentityProviderOutput, Error> {
        cx.hint([keys::identity_providers()]);
        let key = keys::identity_provider(&self.provider_name);
        let pool = Pool::load_with(cx, &self.user_pool_id, &[key]).await?;
        let mut provider = Provider::load(cx, &self.provider_name).await?;
        if let Some(given) = &self.provider_details {
            let mut details = given.clone();
            if let Some(kept) = provider.open_details(cx)?.remove(PRIVATE_KEY) {
                details.entry(PRIVATE_KEY.to_owned()).or_insert(kept);
            }
            rules::check_details(provider.kind, &details)?;
            provider.set_details(cx, &details);
        }
        if self.attribute_mapping.is_some() {
            provider.attribute_mapping =
                rules::attribute_mapping(provider.kind, self.attribute_mapping.as_ref(), &pool.schema)?;
        }
        if self.acr_mapping.is_some() {
            rules::check_acr_mapping(provider.kind, self.acr_mapping.as_ref())?;
            provider.acr_mapping.clone_from(&self.acr_mapping);
        }
        if let Some(identifiers) = &self.idp_identifiers {
            provider.identifiers.clone_from(identifiers);
            let mut index = ProviderIndex::load(cx).await?;
            index.set(&provider.name, identifiers)?;
            cx.put(&index)?;
        }
        provider.modified = cx.now();
        cx.put(&provider)?;
        Ok(UpdateIdentityProviderOutput { identity_provider: IdentityProvider::new(cx, provider)? })
    }
}
