//! How users of a pool may be named: usernames, aliases, and what a submitted name may mean.
//!
//! All of it is fixed when the pool is made, so the directory may keep a copy beside each client.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    error::InvalidParameter,
    model::{
        schema::{is_email, is_phone_number, looks_like_email},
        user, uuid,
    },
};

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

    /// The attributes that users may sign in with, in the order in which a look-up tries them: a value that was proved to
    /// be the user's counts before one that the user chose.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = Alias> {
        [Alias::PhoneNumber, Alias::Email, Alias::PreferredUsername]
            .into_iter()
            .filter(|alias| self.alias_attributes.contains(alias) || self.username_attributes.contains(alias))
    }

    /// Whether an attribute of the user is one they may sign in with.
    pub(crate) fn is_alias(&self, attribute: &str) -> bool {
        self.aliases().any(|alias| alias.attribute() == attribute)
    }

    /// Refuses a username that has the form of an alias of this pool, or has not the form of any username attribute.
    ///
    /// # Errors
    /// `InvalidParameterException` in the words for usernames.
    pub(crate) fn check_username(&self, name: &str) -> Result<(), InvalidParameter> {
        match self.alias_form(name) {
            Some(Alias::Email) => return Err(InvalidParameter::UsernameIsEmail),
            Some(_) => return Err(InvalidParameter::UsernameIsPhoneNumber),
            None => {}
        }
        let named = &self.username_attributes;
        if named.is_empty() || self.named_by(name).is_some() {
            return Ok(());
        }
        Err(match (named.contains(&Alias::Email), named.contains(&Alias::PhoneNumber)) {
            (true, true) => InvalidParameter::UsernameNotEmailOrPhoneNumber,
            (true, false) => InvalidParameter::UsernameNotEmail,
            _ => InvalidParameter::UsernameNotPhoneNumber,
        })
    }

    /// Refuses a `preferred_username` that has the form of another alias of this pool: it could stand in for the address
    /// of another user.
    ///
    /// # Errors
    /// `InvalidParameterException`, where `preferred_username` is an alias.
    pub(crate) fn check_preferred_username(&self, value: &str) -> Result<(), InvalidParameter> {
        if !self.alias_attributes.contains(&Alias::PreferredUsername) {
            return Ok(());
        }
        match self.alias_form(value) {
            Some(Alias::Email) => Err(InvalidParameter::PreferredUsernameIsEmail),
            Some(_) => Err(InvalidParameter::PreferredUsernameIsPhoneNumber),
            None => Ok(()),
        }
    }

    /// The attribute that a username fills, in a pool with username attributes.
    pub(crate) fn named_by(&self, name: &str) -> Option<Alias> {
        self.username_attributes.iter().copied().find(|alias| match alias {
            Alias::Email => is_email(name),
            Alias::PhoneNumber => is_phone_number(name),
            Alias::PreferredUsername => false,
        })
    }

    /// The address alias of this pool whose form `name` has.
    fn alias_form(&self, name: &str) -> Option<Alias> {
        self.alias_attributes.iter().copied().find(|alias| match alias {
            Alias::Email => looks_like_email(name),
            Alias::PhoneNumber => is_phone_number(name),
            Alias::PreferredUsername => false,
        })
    }

    /// The value under which an alias is unique. Addresses and numbers are compared like names.
    pub(crate) fn canonical_alias(&self, value: &str) -> String {
        self.canonical(value)
    }

    /// The records that tell whether the aliases among these attributes are taken.
    pub(crate) fn aliases_of(&self, attributes: &BTreeMap<String, String>) -> Vec<Key> {
        self.aliases()
            .filter_map(|alias| attributes.get(alias.attribute()))
            .flat_map(|value| self.candidates(value).keys())
            .collect()
    }

    /// Every record that may lead from a submitted name to a user: loaded together, tried in order.
    pub(crate) fn candidates(&self, name: &str) -> Candidates {
        let canonical = self.canonical(name);
        let aliases = self
            .aliases()
            .map(|alias| (alias, user::alias_key(alias, &self.canonical_alias(name))))
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

/// Where a submitted name may lead, in this order. The same records tell whether a new name is taken.
#[derive(Clone, Debug)]
pub(crate) struct Candidates {
    /// Not when the name is longer than any username: parameters of a sign-in may be, and keys may not.
    pub(crate) user: Option<Key>,
    /// Only when the name has the form of a `sub`.
    pub(crate) sub: Option<Key>,
    pub(crate) aliases: Vec<(Alias, Key)>,
}

impl Candidates {
    /// What points to a user, in the order of the look-up.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = &Key> {
        self.sub.iter().chain(self.aliases.iter().map(|(_, key)| key))
    }

    /// All keys, for one read.
    pub(crate) fn keys(&self) -> Vec<Key> {
        self.user.iter().chain(self.pointers()).cloned().collect()
    }
}
