//! Identity providers: services whose users may sign in to the pool.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    context::Cx,
    error::Error,
    model::{
        epoch_seconds::EpochSeconds,
        identity_provider::{PRIVATE_KEY, Provider},
    },
    operation::{Entry, entry},
    sensitive::Sensitive,
    settings::IdentityProviderKind,
};
#[cfg(feature = "saml")]
use crate::{
    federation::saml::Metadata,
    model::{identity_provider::ENCRYPTION_CERTIFICATE, saml_key::SamlKey},
};

mod create_identity_provider;
mod delete_identity_provider;
mod describe_identity_provider;
mod get_identity_provider_by_identifier;
mod get_signing_certificate;
mod list_identity_providers;
mod rules;
mod update_identity_provider;

pub use create_identity_provider::{CreateIdentityProvider, CreateIdentityProviderOutput};
pub use delete_identity_provider::DeleteIdentityProvider;
pub use describe_identity_provider::{DescribeIdentityProvider, DescribeIdentityProviderOutput};
pub use get_identity_provider_by_identifier::{
    GetIdentityProviderByIdentifier, GetIdentityProviderByIdentifierOutput,
};
pub use get_signing_certificate::{GetSigningCertificate, GetSigningCertificateOutput};
pub use list_identity_providers::{ListIdentityProviders, ListIdentityProvidersOutput, ProviderDescription};
pub use update_identity_provider::{UpdateIdentityProvider, UpdateIdentityProviderOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<CreateIdentityProvider>(),
    entry::<DescribeIdentityProvider>(),
    entry::<UpdateIdentityProvider>(),
    entry::<DeleteIdentityProvider>(),
    entry::<ListIdentityProviders>(),
    entry::<GetIdentityProviderByIdentifier>(),
    entry::<GetSigningCertificate>(),
];

/// `IdentityProviderType`: an identity provider as responses show it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct IdentityProvider {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The provider's name. A social provider is named after its type.
    pub provider_name: String,
    /// `SAML`, `OIDC`, `Facebook`, `Google`, `LoginWithAmazon` or `SignInWithApple`.
    pub provider_type: IdentityProviderKind,
    /// The settings of this type of provider, including `client_secret`, but not `private_key`.
    ///
    /// With the feature `saml`, the endpoints in a metadata file are added, and `DescribeIdentityProvider` adds the certificate with which
    /// a SAML provider may encrypt its assertions. The service also adds endpoints that it reads at URLs; the engine reads URLs when users
    /// sign in.
    pub provider_details: BTreeMap<String, Sensitive>,
    /// The provider's claim or assertion attribute for each attribute of the pool.
    pub attribute_mapping: BTreeMap<String, String>,
    /// Other names of the provider in requests to sign in, for example domains of email addresses.
    pub idp_identifiers: Vec<String>,
    /// The provider's values of `acr` for the pool's levels `Level1` to `Level4`.
    pub acr_mapping: Option<BTreeMap<String, String>>,
    /// When the provider was last changed.
    pub last_modified_date: EpochSeconds,
    /// When it was created.
    pub creation_date: EpochSeconds,
}

impl IdentityProvider {
    fn new(cx: &Cx<'_>, provider: Provider) -> Result<Self, Error> {
        let mut provider_details = provider.open_details(cx)?;
        provider_details.remove(PRIVATE_KEY);
        #[cfg(feature = "saml")]
        add_endpoints(cx, &mut provider_details);
        Ok(Self {
            user_pool_id: provider.pool_id,
            provider_name: provider.name,
            provider_type: provider.kind.as_str().into(),
            provider_details,
            attribute_mapping: provider.attribute_mapping,
            idp_identifiers: provider.identifiers,
            acr_mapping: provider.acr_mapping,
            last_modified_date: provider.modified.into(),
            creation_date: provider.created.into(),
        })
    }
}

/// Adds the certificate with which a SAML provider may encrypt its assertions: the one of [`GetSigningCertificate`], since the pool has
/// one key for both. The first call makes it.
#[cfg(feature = "saml")]
async fn with_certificate(cx: &mut Cx<'_>, mut shown: IdentityProvider) -> Result<IdentityProvider, Error> {
    if shown.provider_type == IdentityProviderKind::SAML {
        let SamlKey { certificate, .. } = SamlKey::load_or_make(cx, &shown.user_pool_id).await?;
        shown.provider_details.insert(ENCRYPTION_CERTIFICATE.to_owned(), Sensitive::new(certificate));
    }
    Ok(shown)
}

/// Adds the endpoints in a metadata file of SAML, as the service does.
#[cfg(feature = "saml")]
fn add_endpoints(cx: &Cx<'_>, details: &mut BTreeMap<String, Sensitive>) {
    let Some(file) = details.get("MetadataFile") else { return };
    let Ok(metadata) = Metadata::parse(file.as_bytes(), cx.now()) else { return };
    let sign_on = metadata.sso_redirect;
    let logout = metadata.slo_redirect.map(|endpoint| endpoint.location);
    for (name, url) in [("SSORedirectBindingURI", sign_on), ("SLORedirectBindingURI", logout)] {
        if let Some(url) = url {
            details.insert(name.to_owned(), Sensitive::new(url));
        }
    }
}
