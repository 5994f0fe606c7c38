//! Identity providers of a pool: services whose users may sign in to the pool.
//!
//! `identity-provider/{name}` is a provider. `identity-providers` is the index of all providers and of their
//! identifiers: one read tells which providers exist, and an identifier can belong to one provider only.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::{Error, InvalidParameter, LimitExceeded, ResourceNotFound},
    model::{keys, resealing::Resealing},
    ordered::Set,
    seal::Purpose,
    sensitive::Sensitive,
    time::Timestamp,
};

/// The record of an identity provider.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Provider {
    pub(crate) pool_id: String,
    pub(crate) name: String,
    pub(crate) kind: ProviderType,
    /// The members of `ProviderDetails` that are not secret, as they were given.
    details: BTreeMap<String, String>,
    /// The secret members of `ProviderDetails`.
    secrets: Vec<SecretDetail>,
    /// The claim or assertion attribute for each attribute of the pool.
    pub(crate) attribute_mapping: BTreeMap<String, String>,
    pub(crate) identifiers: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) acr_mapping: Option<BTreeMap<String, String>>,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
}

/// A secret member of `ProviderDetails`.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct SecretDetail {
    name: String,
    sealed: String,
}

/// `IdentityProviderTypeType`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum ProviderType {
    #[serde(rename = "SAML")]
    Saml,
    Facebook,
    Google,
    LoginWithAmazon,
    SignInWithApple,
    #[serde(rename = "OIDC")]
    Oidc,
}

/// The record of the index.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct ProviderIndex {
    providers: Vec<IndexEntry>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct IndexEntry {
    name: String,
    identifiers: Vec<String>,
}

/// Most providers of a pool ([quotas](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html)).
const PROVIDERS_MAX: usize = 300;

/// The secret members of `ProviderDetails`.
const SECRETS: [&str; 2] = ["client_secret", PRIVATE_KEY];

/// The member of the details that `DescribeIdentityProvider` adds to those of SAML. A value that a request has for it is ignored.
pub(crate) const ENCRYPTION_CERTIFICATE: &str = "ActiveEncryptionCertificate";

/// The secret that responses do not contain.
pub(crate) const PRIVATE_KEY: &str = "private_key";

/// The version of Facebook's API if `api_version` is absent. Chosen by us.
const FACEBOOK_VERSION: &str = "v17.0";

impl ProviderType {
    const ALL: [Self; 6] =
        [Self::Saml, Self::Facebook, Self::Google, Self::LoginWithAmazon, Self::SignInWithApple, Self::Oidc];

    /// The name in the API. A social provider has this name, too.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Saml => "SAML",
            Self::Facebook => "Facebook",
            Self::Google => "Google",
            Self::LoginWithAmazon => "LoginWithAmazon",
            Self::SignInWithApple => "SignInWithApple",
            Self::Oidc => "OIDC",
        }
    }

    /// The type with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether the type stands for one service, so that a pool has at most one provider of it.
    pub(crate) fn is_social(self) -> bool {
        !matches!(self, Self::Saml | Self::Oidc)
    }

    /// The claim that identifies a user. `None`: the `NameID` of a SAML assertion.
    pub(crate) fn subject_claim(self) -> Option<&'static str> {
        match self {
            Self::Saml => None,
            Self::Facebook => Some("id"),
            Self::LoginWithAmazon => Some("user_id"),
            Self::Google | Self::SignInWithApple | Self::Oidc => Some("sub"),
        }
    }

    /// The members of `ProviderDetails` that the service adds, for example the endpoints of a social provider. Values
    /// that a request has for them are ignored.
    fn added_details(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Saml => &[],
            Self::Facebook => &[
                ("attributes_url", "https://graph.facebook.com/{version}/me?fields="),
                ("attributes_url_add_attributes", "true"),
                ("authorize_url", "https://www.facebook.com/{version}/dialog/oauth"),
                ("token_request_method", "GET"),
                ("token_url", "https://graph.facebook.com/{version}/oauth/access_token"),
            ],
            Self::Google => &[
                ("attributes_url", "https://people.googleapis.com/v1/people/me?personFields="),
                ("attributes_url_add_attributes", "true"),
                ("authorize_url", "https://accounts.google.com/o/oauth2/v2/auth"),
                ("oidc_issuer", "https://accounts.google.com"),
                ("token_request_method", "POST"),
                ("token_url", "https://www.googleapis.com/oauth2/v4/token"),
            ],
            Self::LoginWithAmazon => &[
                ("attributes_url", "https://api.amazon.com/user/profile"),
                ("attributes_url_add_attributes", "false"),
                ("authorize_url", "https://www.amazon.com/ap/oa"),
                ("token_request_method", "POST"),
                ("token_url", "https://api.amazon.com/auth/o2/token"),
            ],
            Self::SignInWithApple => &[
                ("attributes_url_add_attributes", "false"),
                ("authorize_url", "https://appleid.apple.com/auth/authorize"),
                ("oidc_issuer", "https://appleid.apple.com"),
                ("token_request_method", "POST"),
                ("token_url", "https://appleid.apple.com/auth/token"),
            ],
            Self::Oidc => &[("attributes_url_add_attributes", "false")],
        }
    }
}

impl Provider {
    /// A provider that is created now, without details.
    pub(crate) fn new(cx: &Cx<'_>, pool_id: &str, name: &str, kind: ProviderType) -> Self {
        Self {
            pool_id: pool_id.to_owned(),
            name: name.to_owned(),
            kind,
            details: BTreeMap::new(),
            secrets: Vec::new(),
            attribute_mapping: BTreeMap::new(),
            identifiers: Vec::new(),
            acr_mapping: None,
            created: cx.now(),
            modified: cx.now(),
        }
    }

    /// Loads a provider of the pool that was entered before.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when no provider has this name.
    pub(crate) async fn load(cx: &mut Cx<'_>, name: &str) -> Result<Self, Error> {
        let found = cx.get(&keys::identity_provider(name)).await?;
        found.ok_or_else(|| ResourceNotFound::IdentityProvider(name.to_owned()).into())
    }

    /// Replaces the details, and seals the secrets in them.
    pub(crate) fn set_details(&mut self, cx: &mut Cx<'_>, given: &BTreeMap<String, Sensitive>) {
        self.details.clear();
        self.secrets.clear();
        let added = self.kind.added_details();
        for (name, value) in given {
            if SECRETS.contains(&name.as_str()) {
                let key = keys::identity_provider(&self.name);
                let sealed = cx.seal_stored(&self.pool_id, Purpose::ProviderSecret, &key, value.as_bytes());
                self.secrets.push(SecretDetail { name: name.clone(), sealed });
            } else if name != ENCRYPTION_CERTIFICATE && added.iter().all(|(added, _)| added != name) {
                self.details.insert(name.clone(), value.as_str().to_owned());
            }
        }
    }

    /// The details with all secrets, and with the members that the service adds.
    pub(crate) fn open_details(&self, cx: &Cx<'_>) -> Result<BTreeMap<String, Sensitive>, Error> {
        let mut all = BTreeMap::new();
        let version = self.details.get("api_version").map_or(FACEBOOK_VERSION, String::as_str);
        for (name, value) in self.kind.added_details() {
            all.insert((*name).to_owned(), Sensitive::new(value.replace("{version}", version)));
        }
        for (name, value) in &self.details {
            all.insert(name.clone(), Sensitive::new(value.as_str()));
        }
        let key = keys::identity_provider(&self.name);
        for SecretDetail { name, sealed } in &self.secrets {
            let opened = cx.open_stored(&self.pool_id, Purpose::ProviderSecret, &key, sealed)?;
            all.insert(name.clone(), Sensitive::new(String::from_utf8_lossy(&opened)));
        }
        Ok(all)
    }

    /// Seals the secrets again with the newest master key.
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
        let key = keys::identity_provider(&self.name);
        for secret in &mut self.secrets {
            resealing.stored(Purpose::ProviderSecret, &key, &mut secret.sealed);
        }
    }

    /// Removes the provider. Its users and the links to it stay, and cannot be used to sign in.
    pub(crate) async fn delete(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        let mut index = ProviderIndex::load(cx).await?;
        index.remove(&self.name);
        cx.put(&index)?;
        cx.remove(keys::identity_provider(&self.name));
        Ok(())
    }
}

impl ProviderIndex {
    /// The keys of the providers.
    pub(crate) fn keys(&self) -> Set<Key> {
        self.providers.iter().map(|provider| keys::identity_provider(&provider.name)).collect()
    }

    /// The index of the pool that was entered before.
    pub(crate) async fn load(cx: &mut Cx<'_>) -> Result<Self, Error> {
        Ok(cx.get(&keys::identity_providers()).await?.unwrap_or_default())
    }

    /// Whether the pool has a provider of this name.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.providers.iter().any(|provider| provider.name == name)
    }

    /// The name of the provider with this identifier.
    pub(crate) fn find(&self, identifier: &str) -> Option<&str> {
        let has = |provider: &&IndexEntry| provider.identifiers.iter().any(|has| has == identifier);
        self.providers.iter().find(has).map(|provider| provider.name.as_str())
    }

    /// Adds a provider, or replaces its identifiers.
    ///
    /// # Errors
    /// `InvalidParameterException` when another provider has one of the identifiers, `LimitExceededException` when the
    /// pool has too many providers.
    pub(crate) fn set(&mut self, name: &str, identifiers: &[String]) -> Result<(), Error> {
        self.remove(name);
        if self.providers.len() >= PROVIDERS_MAX {
            return Err(LimitExceeded::IdentityProviders(PROVIDERS_MAX).into());
        }
        if let Some(taken) = identifiers.iter().find(|identifier| self.find(identifier).is_some()) {
            return Err(InvalidParameter::IdpIdentifierTaken(taken.clone()).into());
        }
        self.providers.push(IndexEntry { name: name.to_owned(), identifiers: identifiers.to_vec() });
        Ok(())
    }

    fn remove(&mut self, name: &str) {
        self.providers.retain(|provider| provider.name != name);
    }
}

impl Stored for Provider {
    fn key(&self) -> Key {
        keys::identity_provider(&self.name)
    }
}

impl Stored for ProviderIndex {
    fn key(&self) -> Key {
        keys::identity_providers()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_types_are_those_of_records() {
        for kind in ProviderType::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
            assert_eq!(ProviderType::named(kind.as_str()), Some(kind));
        }
        assert_eq!(ProviderType::named("saml"), None);
    }

    #[test]
    fn an_identifier_belongs_to_one_provider() {
        let mut index = ProviderIndex::default();
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        index.set("one", &ids(&["a.example", "b.example"])).unwrap();
        let taken = index.set("two", &ids(&["c.example", "b.example"])).unwrap_err();
        assert!(matches!(
            taken,
            Error::InvalidParameter(InvalidParameter::IdpIdentifierTaken(taken)) if taken == "b.example"
        ));
        index.set("one", &ids(&["a.example"])).unwrap();
        index.set("two", &ids(&["b.example"])).unwrap();
        assert_eq!((index.find("a.example"), index.find("b.example")), (Some("one"), Some("two")));
        index.remove("one");
        assert_eq!((index.find("a.example"), index.contains("one")), (None, false));
    }

    #[test]
    fn a_pool_has_a_limited_number_of_providers() {
        let mut index = ProviderIndex::default();
        for number in 0..PROVIDERS_MAX {
            index.set(&format!("p{number}"), &[]).unwrap();
        }
        index.set("p0", &["changed".to_owned()]).unwrap();
        let refused = index.set("one-more", &[]).unwrap_err();
        assert!(matches!(refused, Error::LimitExceeded(LimitExceeded::IdentityProviders(PROVIDERS_MAX))));
    }
}
