//! The naming rules of a pool: usernames, aliases, and the users that a submitted name may lead to.
//!
//! The rules are fixed when the pool is created, so the directory may hold a copy with each client.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    check::{Constraint, Shown, patterns::VISIBLE, violation},
    error::InvalidParameter,
    model::{
        email_address::is_email,
        keys,
        schema::{is_phone_number, looks_like_email},
    },
    unicode, uuid,
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
    /// `UsernameAttributes`: these attributes replace a username chosen by the user.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) username_attributes: Vec<Alias>,
}

/// An attribute that may be used in place of a username.
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

    /// The attribute that tells whether this one is verified.
    pub(crate) fn verified_attribute(self) -> Option<&'static str> {
        match self {
            Self::PhoneNumber => Some("phone_number_verified"),
            Self::Email => Some("email_verified"),
            Self::PreferredUsername => None,
        }
    }
}

impl Naming {
    /// Whether names that differ only in case are different names.
    pub(crate) fn is_case_sensitive(&self) -> bool {
        self.case_sensitive.unwrap_or(true)
    }

    /// The form in which names are compared and stored: composed characters (NFC), and case folding if the pool ignores
    /// case.
    pub(crate) fn canonical(&self, name: &str) -> String {
        if self.is_case_sensitive() { unicode::nfc(name).into_owned() } else { unicode::caseless(name) }
    }

    /// The form in which a name is returned: as it was written, but in lower case if the pool ignores case.
    pub(crate) fn shown(&self, name: &str) -> String {
        if self.is_case_sensitive() { name.to_owned() } else { unicode::lowercase(name) }
    }

    /// The forms under which a name may be stored. Earlier versions stored the returned form, so it comes first.
    fn spellings(&self, name: &str) -> impl Iterator<Item = String> {
        let (shown, canonical) = (self.shown(name), self.canonical(name));
        let earlier = (shown != canonical).then_some(shown);
        earlier.into_iter().chain([canonical])
    }

    /// The keys under which an alias may be stored.
    pub(crate) fn alias_keys(&self, alias: Alias, value: &str) -> impl Iterator<Item = Key> {
        self.spellings(value).map(move |value| keys::alias(alias.attribute(), &value))
    }

    /// Whether users have other names than the username.
    pub(crate) fn has_aliases(&self) -> bool {
        !self.alias_attributes.is_empty() || !self.username_attributes.is_empty()
    }

    /// The attributes that users may sign in with, in the order of the look-up: verified values come before values that
    /// the user chose freely.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = Alias> {
        [Alias::PhoneNumber, Alias::Email, Alias::PreferredUsername]
            .into_iter()
            .filter(|alias| self.alias_attributes.contains(alias) || self.username_attributes.contains(alias))
    }

    /// Whether users may sign in with this attribute.
    pub(crate) fn is_alias(&self, attribute: &str) -> bool {
        self.aliases().any(|alias| alias.attribute() == attribute)
    }

    /// Refuses a username that has the form of an alias of this pool, or that is not a valid value of any username
    /// attribute. Also refuses invisible characters, because the name could look like the name of another user.
    ///
    /// # Errors
    /// `InvalidParameterException` with the texts for usernames.
    pub(crate) fn check_username(&self, name: &str) -> Result<(), InvalidParameter> {
        if name.chars().any(unicode::is_default_ignorable) {
            return Err(broken(Constraint::Pattern(VISIBLE)));
        }
        if !self.can_be_username(name) {
            return Err(broken(Constraint::length_at_most(USERNAME_LENGTH_MAX)));
        }
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

    /// Refuses a `preferred_username` that has the form of another alias of this pool, because it could be mistaken for
    /// the address of another user. Also refuses invisible characters.
    ///
    /// # Errors
    /// `InvalidParameterException`, if `preferred_username` is an alias.
    pub(crate) fn check_preferred_username(&self, value: &str) -> Result<(), InvalidParameter> {
        if !self.alias_attributes.contains(&Alias::PreferredUsername) {
            return Ok(());
        }
        if value.chars().any(unicode::is_default_ignorable) {
            return Err(InvalidParameter::Schema(
                "preferred_username: Characters must be visible\n".to_owned(),
            ));
        }
        match self.alias_form(value) {
            Some(Alias::Email) => Err(InvalidParameter::PreferredUsernameIsEmail),
            Some(_) => Err(InvalidParameter::PreferredUsernameIsPhoneNumber),
            None => Ok(()),
        }
    }

    /// The attribute that a username sets, in a pool with username attributes.
    pub(crate) fn named_by(&self, name: &str) -> Option<Alias> {
        self.username_attributes.iter().copied().find(|alias| match alias {
            Alias::Email => is_email(name),
            Alias::PhoneNumber => is_phone_number(name),
            Alias::PreferredUsername => false,
        })
    }

    /// The alias (address or number) of this pool whose form `name` has.
    fn alias_form(&self, name: &str) -> Option<Alias> {
        self.alias_attributes.iter().copied().find(|alias| match alias {
            Alias::Email => looks_like_email(name),
            Alias::PhoneNumber => is_phone_number(name),
            Alias::PreferredUsername => false,
        })
    }

    /// The keys of the records that tell whether the aliases among these attributes are taken.
    pub(crate) fn aliases_of(&self, attributes: &BTreeMap<String, String>) -> Vec<Key> {
        self.aliases()
            .filter_map(|alias| attributes.get(alias.attribute()))
            .flat_map(|value| self.candidates(value).keys())
            .collect()
    }

    /// The keys of all records that may lead from a submitted name to a user. They are loaded together and tried in
    /// order.
    pub(crate) fn candidates(&self, name: &str) -> Candidates {
        let users = self.spellings(name).filter(|_| self.can_be_username(name));
        let aliases = self
            .aliases()
            .flat_map(|alias| self.alias_keys(alias, name).map(move |key| (alias, key)))
            .collect();
        let sub = name.to_ascii_lowercase();
        Candidates {
            users: users.map(|name| keys::user(&name)).collect(),
            sub: uuid::parse(&sub).map(|_| keys::sub(&sub)),
            aliases,
        }
    }

    /// Whether a name is short enough for a username, both as given and as stored.
    pub(crate) fn can_be_username(&self, name: &str) -> bool {
        name.encode_utf16().count() <= USERNAME_LENGTH_MAX && self.canonical(name).len() <= USERNAME_BYTES_MAX
    }
}

/// The violation of a constraint of `Username` that applies only to new names.
fn broken(constraint: Constraint) -> InvalidParameter {
    violation(Shown::Hidden, "username", constraint)
}

/// Longest username, in UTF-16 units as the service counts.
const USERNAME_LENGTH_MAX: usize = 128;

/// Longest username as stored, in bytes: the most that this many units can take. Case folding makes some letters
/// longer, and usernames are part of keys.
const USERNAME_BYTES_MAX: usize = 3 * USERNAME_LENGTH_MAX;

/// The records that a submitted name may lead to, in this order. The same records tell whether a new name is taken.
#[derive(Clone, Debug)]
pub(crate) struct Candidates {
    /// Empty when the name is longer than any username: parameters of a sign-in may be longer than a key.
    pub(crate) users: Vec<Key>,
    /// Set only when the name has the form of a `sub`.
    pub(crate) sub: Option<Key>,
    pub(crate) aliases: Vec<(Alias, Key)>,
}

impl Candidates {
    /// The keys of pointers to a user, in the order of the look-up.
    pub(crate) fn pointers(&self) -> impl Iterator<Item = &Key> {
        self.sub.iter().chain(self.aliases.iter().map(|(_, key)| key))
    }

    /// All keys, for one read.
    pub(crate) fn keys(&self) -> Vec<Key> {
        self.users.iter().chain(self.pointers()).cloned().collect()
    }
}
