//! What the pool's administrator has said about a provider.

use std::collections::BTreeMap;

use super::error::OidcError;
use crate::sensitive::Sensitive;

/// The kind of a provider.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Oidc,
    Google,
    Apple,
    Facebook,
    Amazon,
}

/// A provider of a pool, as its administrator has set it up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings<'a> {
    pub(crate) kind: Kind,
    /// The provider's name in the pool.
    pub(crate) name: &'a str,
    /// `ProviderDetails`, with secrets, and with the members that the service adds.
    pub(crate) details: &'a BTreeMap<String, Sensitive>,
    /// `AttributeMapping`: the provider's claim for each attribute of the pool, and for `username`.
    pub(crate) mapping: &'a BTreeMap<String, String>,
}

impl Kind {
    /// The claim that identifies a user, if the mapping names none.
    pub(crate) fn subject_claim(self) -> &'static str {
        match self {
            Self::Oidc | Self::Google | Self::Apple => "sub",
            Self::Facebook => "id",
            Self::Amazon => "user_id",
        }
    }

    /// Whether the provider issues ID tokens.
    pub(crate) fn has_id_token(self) -> bool {
        matches!(self, Self::Oidc | Self::Google | Self::Apple)
    }
}

impl<'a> Settings<'a> {
    pub(crate) fn client_id(&self) -> Result<&'a str, OidcError> {
        self.required("client_id")
    }

    /// The issuer of ID tokens.
    pub(crate) fn issuer(&self) -> Result<&'a str, OidcError> {
        self.required("oidc_issuer")
    }

    /// A detail that is there and not empty.
    pub(super) fn required(&self, name: &'static str) -> Result<&'a str, OidcError> {
        self.given(name).ok_or(OidcError::Detail(name))
    }

    /// A detail, unless it is empty.
    pub(super) fn given(&self, name: &str) -> Option<&'a str> {
        self.details.get(name).map(Sensitive::as_str).filter(|value| !value.is_empty())
    }

    /// The names of the mapped claims, each once.
    pub(super) fn mapped_claims(&self) -> Vec<&'a str> {
        let mut claims = Vec::new();
        for claim in self.mapping.values() {
            if !claims.contains(&claim.as_str()) {
                claims.push(claim.as_str());
            }
        }
        claims
    }
}
