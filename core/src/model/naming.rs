//! How users of a pool may be named: usernames, aliases, and what a submitted name may mean.
//!
//! All of it is fixed when the pool is made, so the directory may keep a copy beside each client.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::model::{user, uuid};

/// The naming rules of a pool.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
pub(crate) struct Naming {
    /// `UsernameConfiguration.CaseSensitive`. Absent when it was not given; the API's default is `true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) case_sensitive: Option<bool>,
    /// `AliasAttributes`: a user may also sign in with these, once verified.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) alias_attributes: Vec<Alias>,
    /// `UsernameAttributes`: these take the place of a username of the user's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) username_attributes: Vec<Alias>,
}

/// An attribute that may stand for a username.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named after the attribute")]
pub enum Alias {
    PhoneNumber,
    Email,
    PreferredUsername,
}

impl Alias {
    /// The attribute's name.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::PhoneNumber => "phone_number",
            Self::Email => "email",
            Self::PreferredUsername => "preferred_username",
        }
    }

    /// The attribute that says that this one is verified.
    pub(crate) fn verified_attribute(self) -> Option<&'static str> {
        match self {
            Self::PhoneNumber => Some("phone_number_verified"),
            Self::Email => Some("email_verified"),
            Self::PreferredUsername => None,
        }
    }
}

impl Naming {
    /// Whether names that differ in case only are different names.
    pub(crate) fn is_case_sensitive(&self) -> bool {
        self.case_sensitive.unwrap_or(true)
    }

    /// The form in which a name is stored, compared and returned.
    pub(crate) fn canonical(&self, name: &str) -> String {
        if self.is_case_sensitive() { name.to_owned() } else { name.to_lowercase() }
    }

    /// Whether there are other names than the username.
    pub(crate) fn has_aliases(&self) -> bool {
        !self.alias_attributes.is_empty() || !self.username_attributes.is_empty()
    }

    /// Whether an attribute of the user is one they may sign in with.
    pub(crate) fn is_alias(&self, attribute: &str) -> bool {
        self.alias_attributes
            .iter()
            .chain(&self.username_attributes)
            .any(|alias| alias.attribute() == attribute)
    }

    /// The value under which an alias is unique. Addresses and numbers are compared like names.
    pub(crate) fn canonical_alias(&self, value: &str) -> String {
        self.canonical(value)
    }

    /// The records that tell whether the aliases among these attributes are taken.
    pub(crate) fn aliases_of(&self, attributes: &BTreeMap<String, String>) -> Vec<Key> {
        let mut keys = Vec::new();
        for alias in self.alias_attributes.iter().chain(&self.username_attributes) {
            let Some(value) = attributes.get(alias.attribute()) else { continue };
            keys.push(user::alias_key(*alias, &self.canonical_alias(value)));
            keys.extend(self.candidates(value).user);
        }
        keys
    }

    /// Every record that may lead from a submitted name to a user: loaded together, tried in order.
    pub(crate) fn candidates(&self, name: &str) -> Candidates {
        let canonical = self.canonical(name);
        let aliases = self
            .alias_attributes
            .iter()
            .chain(&self.username_attributes)
            .map(|alias| user::alias_key(*alias, &self.canonical_alias(name)))
            .collect();
        let sub = name.to_lowercase();
        Candidates {
            user: (canonical.encode_utf16().count() <= USERNAME_LENGTH_MAX).then(|| user::key(&canonical)),
            sub: uuid::parse(&sub).map(|_| user::sub_key(&sub)),
            aliases,
        }
    }
}

/// Longest username, in UTF-16 units as the service counts.
const USERNAME_LENGTH_MAX: usize = 128;

/// Where a submitted name may lead.
#[derive(Clone, Debug)]
pub(crate) struct Candidates {
    /// Not when the name is longer than any username: parameters of a sign-in may be, and keys may not.
    pub(crate) user: Option<Key>,
    /// Only when the name has the form of a `sub`.
    pub(crate) sub: Option<Key>,
    pub(crate) aliases: Vec<Key>,
}

impl Candidates {
    /// All keys, for one read.
    pub(crate) fn keys(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.user.iter().chain(&self.sub).cloned().collect();
        keys.extend(self.aliases.iter().cloned());
        keys
    }
}
