//! A user: identity, attributes, password, and the index rows of the user.
//!
//! The rows are written in the same commit as the user's record: pointers from the `sub` and the aliases, a row in the
//! list of all users, and rows for the filters of `ListUsers`. See [`keys`].

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    arithmetic::inputs,
    auth::{
        channel::Channel,
        password_hash::{HashAlgorithm, Limits, PasswordHash},
        srp::{Identity, OpenPassword, Salt, Verifier},
        user_status::UserStatus,
    },
    context::{Cx, Stored},
    error::{AliasExists, Error, Internal},
    model::{
        attributes::{Attribute, is_true},
        counter,
        identity::{FederatedIdentity, IDENTITIES},
        keys,
        mfa::UserMfa,
        naming::{Alias, Naming},
        pool::Pool,
        resealing::Resealing,
    },
    ordered::Set,
    seal::Purpose,
    sensitive::Sensitive,
    time::Timestamp,
};

/// The record of a user.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct User {
    /// The canonical name ([`Naming::canonical`]): part of the keys of all records of the user. Never changes.
    pub(crate) username: String,
    /// The name as it is returned, if that is a different form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) written: Option<String>,
    /// A UUID that never changes and is never used again.
    pub(crate) sub: String,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    pub(crate) enabled: bool,
    pub(crate) status: UserStatus,
    /// Without `sub`. No value is the empty string.
    pub(crate) attributes: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<StoredPassword>,
    /// The hash of the password that an import brought, in place of `password`. The first sign-in with the password itself
    /// replaces it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) imported_hash: Option<ImportedHash>,
    /// Earlier permanent passwords, newest first, as many as the pool's policy remembers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) password_history: Vec<StoredPassword>,
    #[serde(default, skip_serializing_if = "UserMfa::is_empty")]
    pub(crate) mfa: UserMfa,
    /// Increased to revoke all tokens at once.
    #[serde(default)]
    pub(crate) generation: u32,
    /// The user's identities at identity providers, in the order in which they were linked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) identities: Vec<FederatedIdentity>,
}

/// What a new user does not get from the pool and the name.
pub(crate) struct NewUser {
    pub(crate) sub: String,
    pub(crate) status: UserStatus,
    pub(crate) now: Timestamp,
}

/// A password as SRP stores it: salt and sealed verifier.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct StoredPassword {
    salt: String,
    sealed_verifier: String,
    /// When a temporary password was set; `None` for a permanent password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) temporary_since: Option<Timestamp>,
}

/// The hash of a password from another system.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct ImportedHash {
    /// The name in the API.
    algorithm: String,
    sealed: String,
}

/// What an alias or a `sub` points to.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Pointer {
    pub(crate) username: String,
}

/// Attributes with index rows, besides `cognito:user_status` and `status`.
pub(crate) const SEARCHABLE: [&str; 7] =
    ["username", "email", "phone_number", "name", "given_name", "family_name", "preferred_username"];

/// As [`User::password_fingerprint`], also for a user who has no password or does not exist.
pub(crate) fn password_fingerprint(password: Option<&StoredPassword>) -> String {
    use sha2::Digest as _;
    let sealed = password.map(|password| &*password.sealed_verifier).unwrap_or_default();
    base16ct::lower::encode_string(&sha2::Sha256::digest(sealed.as_bytes())[..16])
}

impl User {
    /// A new user with this `sub` and without attributes. In a pool with username attributes the username is the `sub`.
    pub(crate) fn new(pool: &Pool, name: &str, new: NewUser) -> Self {
        let NewUser { sub, status, now } = new;
        let is_named = pool.naming.username_attributes.is_empty();
        let username = if is_named { pool.naming.canonical(name) } else { sub.clone() };
        let written = is_named.then(|| pool.naming.shown(name));
        Self {
            written: written.filter(|written| *written != username),
            username,
            sub,
            created: now,
            modified: now,
            enabled: true,
            status,
            attributes: BTreeMap::new(),
            password: None,
            imported_hash: None,
            password_history: Vec::new(),
            mfa: UserMfa::default(),
            generation: 0,
            identities: Vec::new(),
        }
    }

    /// Hints at the records of a new user, a free `sub` and a counter, and returns the `sub`.
    pub(crate) fn hint_new(cx: &mut Cx<'_>) -> String {
        let sub = match cx.memory().sub.clone() {
            Some(sub) => sub,
            None => draw_sub(cx),
        };
        cx.hint([keys::sub(&sub)]);
        counter::hint(cx);
        sub
    }

    /// The `sub` of the user that this call creates. It is the same in every attempt, since triggers have seen it,
    /// unless it is taken.
    pub(crate) async fn new_sub(cx: &mut Cx<'_>) -> Result<String, Error> {
        if let Some(sub) = cx.memory().sub.clone()
            && !cx.exists(&keys::sub(&sub)).await?
        {
            return Ok(sub);
        }
        Ok(draw_sub(cx))
    }

    /// Whether no user has this username. The commit checks that this has not changed.
    pub(crate) async fn is_free(cx: &mut Cx<'_>, username: &str) -> Result<bool, Error> {
        Ok(!cx.exists(&keys::user(username)).await?)
    }

    /// Writes the user and all changed index rows.
    ///
    /// # Errors
    /// `AliasExistsException` when a new name of the user leads to another user; call [`User::taken_names`] first for
    /// the error text of the operation. `InvalidParameterException` when a new `preferred_username` has the form of
    /// another alias.
    pub(crate) async fn save(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        if let Some(taken) = self.taken_names(cx, pool).await?.first() {
            return Err(AliasExists::Given(taken.alias.attribute()).into());
        }
        self.check_names(cx, pool).await?;
        self.save_rows(cx, pool).await
    }

    /// Writes the rows without checking whether names are free.
    pub(super) async fn save_rows(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        let before: Option<Self> = cx.get(&keys::user(&self.username)).await?;
        if before.is_none() {
            // A new user claims their `sub`; the read makes the commit check that it is unused.
            cx.exists(&keys::sub(&self.sub)).await?;
        }
        let old = before.as_ref().map(|user| user.pointers(&pool.naming)).unwrap_or_default();
        let new = self.pointers(&pool.naming);
        let possible = before.as_ref().map(|user| user.possible_pointers(&pool.naming)).unwrap_or_default();
        for gone in possible.difference(&self.possible_pointers(&pool.naming)) {
            cx.remove(gone.clone());
        }
        for added in new.difference(&old) {
            let pointer = Pointer { username: self.username.clone() };
            cx.put_at(added.clone(), &pointer)?;
        }
        let old = before.as_ref().map(Self::rows).unwrap_or_default();
        let new = self.rows();
        for gone in old.difference(&new) {
            cx.remove(gone.clone());
        }
        let value = serde_json::to_vec(&self.username).map_err(Internal::encoding("a user's name"))?;
        for added in new.difference(&old) {
            cx.put_raw(added.clone(), value.clone());
        }
        cx.put(self)
    }

    /// Writes a user of a pool that nobody can use yet, with all rows. Reads nothing: the caller knows that the names are free.
    #[cfg(feature = "transfer")]
    pub(crate) fn put_new(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        let pointer = Pointer { username: self.username.clone() };
        for key in self.pointers(&pool.naming) {
            cx.put_at(key, &pointer)?;
        }
        let value = serde_json::to_vec(&self.username).map_err(Internal::encoding("a user's name"))?;
        for key in self.rows() {
            cx.put_raw(key, value.clone());
        }
        cx.put(self)
    }

    /// Sets a password; `temporary` ones must be changed at the next sign-in.
    pub(crate) fn set_password(
        &mut self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        password: &str,
        temporary: Temporary,
    ) {
        let keep = pool.settings.password_policy().password_history_size.unwrap_or(0) as usize;
        if let Some(old) = self.password.take().filter(|old| old.temporary_since.is_none()) {
            self.password_history.insert(0, old);
        }
        self.password_history.truncate(keep);
        self.imported_hash = None;

        let (salt, verifier) = cx.derive_password(&self.identity(pool), password);
        let key = keys::user(&self.username);
        let sealed = cx.seal_stored(&pool.id, Purpose::Verifier, &key, &*verifier.to_bytes());
        self.password = Some(StoredPassword {
            salt: salt.hex(),
            sealed_verifier: sealed,
            temporary_since: matches!(temporary, Temporary::Yes).then(|| cx.now()),
        });
    }

    /// Sets the hash of a password from another system. The algorithm has its name in the API, or in files.
    pub(crate) fn set_imported_hash(&mut self, cx: &mut Cx<'_>, pool: &Pool, algorithm: &str, hash: &str) {
        let key = keys::user(&self.username);
        let sealed = cx.seal_stored(&pool.id, Purpose::PasswordHash, &key, hash.as_bytes());
        self.imported_hash = Some(ImportedHash { algorithm: algorithm.to_owned(), sealed });
    }

    /// Whether the user has a password, in whichever form.
    pub(crate) fn has_password(&self) -> bool {
        self.password.is_some() || self.imported_hash.is_some()
    }

    /// Whether an import brought the hash of this password. `false` for a user without such a hash. It is computed once
    /// for all attempts of the call, since that takes as long as a hundred exponentiations.
    pub(crate) fn matches_imported_hash(
        &self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        password: &str,
    ) -> Result<bool, Error> {
        let Some(ImportedHash { algorithm, sealed }) = &self.imported_hash else { return Ok(false) };
        let broken = || Error::from(Internal::Sealed("the hash of a password"));
        let key = keys::user(&self.username);
        let text = cx.open_stored(&pool.id, Purpose::PasswordHash, &key, sealed)?;
        // A build with more features may have stored it. As no password is known to be right, none is.
        let Some(algorithm) = HashAlgorithm::parse_stored(algorithm) else { return Ok(false) };
        let parse = |text| PasswordHash::parse(&Limits::STORED, algorithm, text);
        let hash = std::str::from_utf8(&text).ok().and_then(parse);
        let hash = hash.ok_or_else(broken)?;
        let inputs = inputs("password-hash", &[&text, password.as_bytes()]);
        Ok(cx.computed_once(inputs, || hash.matches(password)))
    }

    /// Seals the user's secrets again with the newest master key.
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
        let key = keys::user(&self.username);
        for password in self.password.iter_mut().chain(&mut self.password_history) {
            resealing.stored(Purpose::Verifier, &key, &mut password.sealed_verifier);
        }
        if let Some(hash) = &mut self.imported_hash {
            resealing.stored(Purpose::PasswordHash, &key, &mut hash.sealed);
        }
        for secret in self.mfa.sealed_secrets() {
            resealing.stored(Purpose::SoftwareToken, &key, secret);
        }
    }

    /// Whether `password` is the current one or one of those that the pool's policy remembers.
    pub(crate) fn has_used(&self, cx: &mut Cx<'_>, pool: &Pool, password: &str) -> Result<bool, Error> {
        let size = pool.settings.password_policy().password_history_size.unwrap_or(0) as usize;
        if size == 0 {
            return Ok(false);
        }
        if self.matches_imported_hash(cx, pool, password)? {
            return Ok(true);
        }
        let current = self.password.iter().filter(|password| password.temporary_since.is_none());
        for stored in current.chain(&self.password_history).take(size) {
            let open = stored.open(cx, pool, &self.username)?;
            if cx.password_matches(&self.identity(pool), password, &open) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether `password` is the user's temporary password. An administrator knows it too, so the user may not keep it.
    /// An administrator may make it permanent.
    pub(crate) fn is_temporary_password(
        &self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        password: &str,
    ) -> Result<bool, Error> {
        match self.password.as_ref().filter(|stored| stored.temporary_since.is_some()) {
            Some(stored) => {
                let open = stored.open(cx, pool, &self.username)?;
                Ok(cx.password_matches(&self.identity(pool), password, &open))
            }
            None => Ok(false),
        }
    }

    /// The current password, opened; `None` for a user without one.
    pub(crate) fn open_password(&self, cx: &Cx<'_>, pool: &Pool) -> Result<Option<OpenPassword>, Error> {
        self.password.as_ref().map(|password| password.open(cx, pool, &self.username)).transpose()
    }

    /// A value that changes with the user's password, and reveals nothing about it.
    pub(crate) fn password_fingerprint(&self) -> String {
        password_fingerprint(self.password.as_ref())
    }

    /// Whether the temporary password has expired.
    pub(crate) fn temporary_password_expired(&self, pool: &Pool, now: Timestamp) -> bool {
        self.status == UserStatus::ForceChangePassword
            && self
                .password
                .as_ref()
                .and_then(|password| password.temporary_since)
                .is_some_and(|since| now > since.plus_seconds(pool.settings.temporary_password_seconds()))
    }

    /// Sets attributes; an empty value deletes. A changed address is no longer verified, unless the same change marks
    /// it as verified.
    pub(crate) fn set_attributes(&mut self, naming: &Naming, values: &BTreeMap<String, String>) {
        for channel in [Channel::Email, Channel::PhoneNumber] {
            let changed = values
                .get(channel.attribute())
                .is_some_and(|value| self.attributes.get(channel.attribute()) != Some(value));
            if changed && self.attributes.contains_key(channel.verified_attribute()) {
                self.attributes.insert(channel.verified_attribute().to_owned(), "false".to_owned());
            }
        }
        for (name, value) in values.iter().filter(|(name, _)| *name != "sub") {
            if value.is_empty() {
                self.attributes.remove(name);
                if let Some(channel) = [Channel::Email, Channel::PhoneNumber]
                    .into_iter()
                    .find(|channel| channel.attribute() == name)
                {
                    self.attributes.remove(channel.verified_attribute());
                }
                continue;
            }
            let value = match name.as_str() {
                "email_verified" | "phone_number_verified" => value.to_ascii_lowercase(),
                alias if naming.is_alias(alias) => naming.shown(value),
                _ => value.clone(),
            };
            self.attributes.insert(name.clone(), value);
        }
    }

    /// Disables the user and revokes all tokens.
    pub(crate) fn disable(&mut self) {
        self.enabled = false;
        // Enabling the user again does not make the old tokens valid.
        self.generation = self.generation.wrapping_add(1);
    }

    /// Marks the address of a channel as verified.
    pub(crate) fn verify_channel(&mut self, channel: Channel) {
        if self.attributes.contains_key(channel.attribute()) {
            self.attributes.insert(channel.verified_attribute().to_owned(), "true".to_owned());
        }
    }

    /// The address of a channel.
    pub(crate) fn address(&self, channel: Channel) -> Option<&str> {
        self.attributes.get(channel.attribute()).map(String::as_str)
    }

    /// The address of a channel, if it is verified.
    pub(crate) fn verified_address(&self, channel: Channel) -> Option<&str> {
        self.address(channel).filter(|_| is_true(&self.attributes, channel.verified_attribute()))
    }

    /// The username as it was written, but in lower case in pools that ignore case. Users and functions see this form;
    /// clients compute SRP values with `username`.
    pub(crate) fn shown_username(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.username)
    }

    /// What a page calls the user: by the mail address if there is one.
    pub(crate) fn address_or_name(&self) -> &str {
        self.attributes.get("email").map_or_else(|| self.shown_username(), String::as_str)
    }

    /// What SRP hashes before the password.
    pub(crate) fn identity<'a>(&'a self, pool: &'a Pool) -> Identity<'a> {
        Identity::user(pool.srp_name(), &self.username)
    }

    /// All attributes as the API lists them, `sub` first.
    pub(crate) fn attribute_list(&self) -> Vec<Attribute> {
        self.attribute_list_where(|_| true)
    }

    /// The attributes whose name passes `keep`, `sub` first.
    pub(crate) fn attribute_list_where(&self, keep: impl Fn(&str) -> bool) -> Vec<Attribute> {
        let identities = self.identities_attribute();
        std::iter::once(("sub", &*self.sub))
            .chain(identities.as_deref().map(|list| (IDENTITIES, list)))
            .chain(self.attributes.iter().map(|(name, value)| (&**name, &**value)))
            .filter(|(name, _)| keep(name))
            .map(|(name, value)| Attribute { name: name.to_owned(), value: Some(Sensitive::new(value)) })
            .collect()
    }

    /// The value that `ListUsers` compares with a filter.
    pub(crate) fn searchable(&self, attribute: &str) -> Option<&str> {
        match attribute {
            "username" => Some(&self.username),
            "sub" => Some(&self.sub),
            "cognito:user_status" => Some(self.status.as_str()),
            "status" => Some(if self.enabled { "Enabled" } else { "Disabled" }),
            other => self.attributes.get(other).map(String::as_str),
        }
    }

    /// The aliases that lead to this user now.
    pub(crate) fn aliases(&self, naming: &Naming) -> Vec<(Alias, &str)> {
        // In a pool with username attributes an address is the user's name from the start; an alias must first be
        // verified, and a preferred username waits for the confirmation.
        let usable = |alias: &Alias| match alias.verified_attribute() {
            _ if naming.username_attributes.contains(alias) => true,
            Some(verified) => is_true(&self.attributes, verified),
            None => self.status != UserStatus::Unconfirmed,
        };
        naming
            .aliases()
            .filter(usable)
            .filter_map(|alias| Some((alias, &**self.attributes.get(alias.attribute())?)))
            .collect()
    }

    /// The keys of the pointers that lead to this user now.
    pub(crate) fn pointers(&self, naming: &Naming) -> Set<Key> {
        let aliases = self.aliases(naming).into_iter();
        let keys = aliases.map(|(alias, value)| keys::alias(alias.attribute(), &naming.canonical(value)));
        Set::from_iter(keys.chain([keys::sub(&self.sub)]))
    }

    /// As [`User::pointers`], and the keys that an earlier version may have used instead.
    pub(crate) fn possible_pointers(&self, naming: &Naming) -> Set<Key> {
        let aliases = self.aliases(naming).into_iter();
        let keys = aliases.flat_map(|(alias, value)| naming.alias_keys(alias, value));
        Set::from_iter(keys.chain([keys::sub(&self.sub)]))
    }

    /// The keys of the index rows of this user.
    pub(crate) fn rows(&self) -> Set<Key> {
        let place = keys::place(self.created, &self.sub);
        let attributes = SEARCHABLE.iter().chain(&["cognito:user_status", "status"]);
        let keys = attributes
            .filter_map(|attribute| Some((attribute, self.searchable(attribute)?)))
            .map(|(attribute, value)| keys::index(attribute, value, &place));
        Set::from_iter(keys.chain([keys::created(&place)]))
    }
}

fn draw_sub(cx: &mut Cx<'_>) -> String {
    let sub = cx.uuid();
    cx.memory().sub = Some(sub.clone());
    sub
}

/// Whether a password is temporary.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Temporary {
    Yes,
    No,
}

impl StoredPassword {
    /// The password of a [decoy](User::read_decoy).
    pub(crate) fn decoy(sealed: &[u8]) -> Self {
        let salt = Salt::from_random([0x55; 16]).hex();
        Self { salt, sealed_verifier: BASE64.encode(sealed), temporary_since: None }
    }

    fn open(&self, cx: &Cx<'_>, pool: &Pool, username: &str) -> Result<OpenPassword, Error> {
        let broken = || Error::from(Internal::Sealed("a password verifier"));
        let bytes =
            cx.open_stored(&pool.id, Purpose::Verifier, &keys::user(username), &self.sealed_verifier)?;
        Ok(OpenPassword {
            salt: Salt::from_hex(&self.salt).map_err(|_| broken())?,
            verifier: Verifier::from_bytes(&bytes).map_err(|_| broken())?,
        })
    }
}

impl Stored for User {
    fn key(&self) -> Key {
        keys::user(&self.username)
    }
}

impl std::fmt::Debug for ImportedHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportedHash").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for StoredPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredPassword")
            .field("temporary_since", &self.temporary_since)
            .finish_non_exhaustive()
    }
}
