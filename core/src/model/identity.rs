//! Identities of users at identity providers, and the links by which such an identity leads to its user.
//!
//! `identity/{provider}/{hash}` is a link; the hash is that of an attribute and its value. The record of the user lists
//! the same identities, so that both are removed together. A user who is not linked to a provider and was not created
//! by a sign-in through one has none.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::{Error, LimitExceeded},
    model::{
        identity_provider::{Provider, ProviderType},
        keys,
        pool::Pool,
        user::User,
    },
    time::Timestamp,
};

/// The attribute that means the subject which the provider issued, whatever the claim is called.
pub(crate) const SUBJECT: &str = "Cognito_Subject";

/// The attribute that means the name in the assertions of a SAML provider.
pub(crate) const NAME_ID: &str = "NameID";

/// The attribute of a user that lists the identities.
pub(crate) const IDENTITIES: &str = "identities";

/// Most linked identities of a user ([quotas](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html)).
pub(crate) const LINKS_MAX: usize = 5;

/// An identity of a user.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct FederatedIdentity {
    pub(crate) provider: String,
    pub(crate) kind: ProviderType,
    /// [`SUBJECT`], or the name of a claim.
    pub(crate) attribute: String,
    pub(crate) value: String,
    /// The user was created by a sign-in with this identity.
    pub(crate) primary: bool,
    pub(crate) created: Timestamp,
}

/// The record of a link.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Link {
    provider: String,
    attribute: String,
    value: String,
    pub(crate) username: String,
    /// Binds the link to the user, so that a later user of the same name does not inherit it.
    pub(crate) sub: String,
}

/// An identity in the attribute `identities`, in the form of the service.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    user_id: &'a str,
    provider_name: &'a str,
    provider_type: &'static str,
    issuer: Option<&'a str>,
    primary: bool,
    date_created: u64,
}

/// The name of an attribute in a link. The subject of an OIDC provider has two names, as has that of a SAML provider unless the
/// username is another attribute, and one identity must not have two links.
pub(crate) fn attribute_of<'a>(provider: &Provider, name: &'a str) -> &'a str {
    let is_subject = match provider.kind {
        ProviderType::Oidc => name == "sub",
        ProviderType::Saml => name == NAME_ID && !provider.attribute_mapping.contains_key("username"),
        _ => false,
    };
    if is_subject { SUBJECT } else { name }
}

/// The username of a user who was created by a sign-in with this subject.
pub(crate) fn username(pool: &Pool, provider: &str, subject: &str) -> String {
    pool.naming.canonical(&format!("{provider}_{subject}"))
}

impl FederatedIdentity {
    /// The key of the link that leads from the identity to its user.
    pub(crate) fn key(&self) -> Key {
        keys::identity(&self.provider, &self.attribute, &self.value)
    }
}

impl Link {
    /// The link of an identity. The commit checks that it has not changed, also if there is none.
    pub(crate) async fn find(
        cx: &mut Cx<'_>,
        provider: &str,
        attribute: &str,
        value: &str,
    ) -> Result<Option<Self>, Error> {
        cx.get(&keys::identity(provider, attribute, value)).await
    }
}

impl User {
    /// Links an identity to the user, which must not be linked yet.
    ///
    /// # Errors
    /// `LimitExceededException` when the user has too many links.
    pub(crate) fn link(&mut self, cx: &mut Cx<'_>, identity: FederatedIdentity) -> Result<(), Error> {
        if self.identities.iter().filter(|known| !known.primary).count() >= LINKS_MAX {
            return Err(LimitExceeded::IdentitiesOfUser(LINKS_MAX).into());
        }
        self.put_link(cx, &identity)?;
        self.identities.push(identity);
        Ok(())
    }

    /// Writes the link that leads from one of the user's identities to the user.
    pub(crate) fn put_link(&self, cx: &mut Cx<'_>, identity: &FederatedIdentity) -> Result<(), Error> {
        cx.put(&Link {
            provider: identity.provider.clone(),
            attribute: identity.attribute.clone(),
            value: identity.value.clone(),
            username: self.username.clone(),
            sub: self.sub.clone(),
        })
    }

    /// Removes the identity that `link` leads from, and returns it.
    pub(crate) fn unlink(&mut self, cx: &mut Cx<'_>, link: &Link) -> Option<FederatedIdentity> {
        cx.remove(link.key());
        let at = self.identities.iter().position(|identity| identity.key() == link.key())?;
        Some(self.identities.remove(at))
    }

    /// Removes the links of a user who is deleted.
    pub(super) fn forget_identities(&self, cx: &mut Cx<'_>) {
        for identity in &self.identities {
            cx.remove(identity.key());
        }
    }

    /// The value of the attribute `identities`: JSON. `None` for a user without identities.
    pub(crate) fn identities_attribute(&self) -> Option<String> {
        if self.identities.is_empty() {
            return None;
        }
        let shown: Vec<_> = self.identities.iter().map(Shown::new).collect();
        serde_json::to_string(&shown).ok()
    }

    /// The claim `identities` of an ID token, whose members are all text.
    pub(crate) fn identities_claim(&self) -> Option<Value> {
        let shown = |identity: &FederatedIdentity| {
            json!({
                "userId": identity.value,
                "providerName": identity.provider,
                "providerType": identity.kind.as_str(),
                "issuer": null,
                "primary": identity.primary.to_string(),
                "dateCreated": identity.created.millis().to_string(),
            })
        };
        (!self.identities.is_empty()).then(|| self.identities.iter().map(shown).collect())
    }
}

impl<'a> Shown<'a> {
    fn new(identity: &'a FederatedIdentity) -> Self {
        Self {
            user_id: &identity.value,
            provider_name: &identity.provider,
            provider_type: identity.kind.as_str(),
            issuer: None,
            primary: identity.primary,
            date_created: identity.created.millis(),
        }
    }
}

impl Stored for Link {
    fn key(&self) -> Key {
        keys::identity(&self.provider, &self.attribute, &self.value)
    }
}
