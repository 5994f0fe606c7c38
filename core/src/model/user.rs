//! A user: identity, attributes, password, and the rows that lead to them.
//!
//! `user/{username}` is the user. Beside it, kept in the same commit: `sub/{sub}` and `alias/{attribute}/{value}`
//! point to the username; `created/{time}-{sub}` is the list in order of creation; and
//! `ix/{attribute}/{value}/{time}-{sub}` answers the filters of `ListUsers`.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::{Key, Prefix, limits::KEY_BYTES_MAX};

use crate::{
    auth::srp::{Identity, Salt, Verifier},
    context::{Cx, Stored},
    error::{AliasExists, Error, Internal},
    model::{
        attributes::{Attribute, is_true},
        code::{Code, CodePurpose},
        delivery::Channel,
        device::DEVICES_MAX,
        failures::Failures,
        group::Memberships,
        mfa::UserMfa,
        naming::{Alias, Naming},
        passkey::PASSKEYS_MAX,
        pool::Pool,
    },
    seal::{Keyring, Purpose},
    sensitive::Sensitive,
    time::Timestamp,
    unicode,
    work::Resealing,
};

/// The record of a user.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct User {
    /// As names are compared ([`Naming::canonical`]): part of the keys of everything that is the user's. Never changes.
    pub(crate) username: String,
    /// As it is shown, where that is another form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) written: Option<String>,
    /// A UUID that never changes and is never used again.
    pub(crate) sub: String,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    pub(crate) enabled: bool,
    pub(crate) status: UserStatus,
    /// Without `sub`. No value is empty.
    pub(crate) attributes: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) password: Option<StoredPassword>,
    /// Earlier permanent passwords, newest first, as far as the pool's policy looks back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) password_history: Vec<StoredPassword>,
    #[serde(default, skip_serializing_if = "UserMfa::is_empty")]
    pub(crate) mfa: UserMfa,
    /// Raised to end all tokens at once.
    #[serde(default)]
    pub(crate) generation: u32,
}

/// `UserStatusType`, as far as users reach it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum UserStatus {
    Unconfirmed,
    Confirmed,
    ForceChangePassword,
    ResetRequired,
    ExternalProvider,
}

#[cfg(test)]
impl UserStatus {
    pub(crate) const ALL: [Self; 5] = [
        Self::Unconfirmed,
        Self::Confirmed,
        Self::ForceChangePassword,
        Self::ResetRequired,
        Self::ExternalProvider,
    ];
}

/// A password as SRP keeps it: salt and sealed verifier.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct StoredPassword {
    salt: String,
    sealed_verifier: String,
    /// When a temporary password was set; `None` for a password of the user's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) temporary_since: Option<Timestamp>,
}

/// What an alias or a `sub` points to.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Pointer {
    pub(crate) username: String,
}

/// A stored password, opened.
#[derive(Debug)]
pub(crate) struct OpenPassword {
    pub(crate) salt: Salt,
    pub(crate) verifier: Verifier,
}

/// Longest part of a value that stands in an index row, in characters. Longer values meet in one row and are told
/// apart by the user's record.
const INDEXED_CHARS: usize = 128;

/// Attributes with index rows, besides `cognito:user_status` and `status`.
pub(crate) const SEARCHABLE: [&str; 7] =
    ["username", "email", "phone_number", "name", "given_name", "family_name", "preferred_username"];

/// As [`User::password_fingerprint`]; `None` for whoever has no password, or is nobody.
pub(crate) fn password_fingerprint(password: Option<&StoredPassword>) -> String {
    use sha2::Digest as _;
    let sealed = password.map(|password| &*password.sealed_verifier).unwrap_or_default();
    sha2::Sha256::digest(sealed.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Where a user lives.
pub(crate) fn key(username: &str) -> Key {
    Key::new(["user", username])
}

/// All users, ordered by name.
pub(crate) fn prefix() -> Prefix {
    Prefix::under(["user"])
}

/// What is kept beside a user and looked at with them: to be foreseen wherever the user is.
pub(crate) fn beside(keyring: &Keyring, pool_id: &str, username: &str) -> Vec<Key> {
    let codes = CodePurpose::ALL.into_iter().map(|purpose| Code::key(purpose, username));
    codes.chain([Memberships::key(username), Failures::key(keyring, pool_id, username)]).collect()
}

/// As [`beside`] and the user too, where the pool's naming is not known yet: for the name as it was given and as a pool whose
/// names have no case has it.
pub(crate) fn foreseen(keyring: &Keyring, pool_id: &str, name: &str) -> Vec<Key> {
    let mut spellings = vec![unicode::nfc(name).into_owned(), unicode::caseless(name)];
    spellings.dedup();
    let of = |name: &String| [vec![key(name)], beside(keyring, pool_id, name)].concat();
    spellings.iter().flat_map(of).collect()
}

/// What leads from a `sub` to the user.
pub(crate) fn sub_key(sub: &str) -> Key {
    Key::new(["sub", sub])
}

/// What leads from an alias to the user.
pub(crate) fn alias_key(alias: Alias, value: &str) -> Key {
    // An attribute may be longer than a key: long values are told apart by a hash.
    if value.len() <= 256 {
        Key::new(["alias", alias.attribute(), value])
    } else {
        use sha2::Digest as _;
        let digest = sha2::Sha256::digest(value.as_bytes());
        let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Key::new(["alias-hash", alias.attribute(), &hash])
    }
}

/// All users in order of creation.
pub(crate) fn created_prefix() -> Prefix {
    Prefix::under(["created"])
}

/// Index rows of users whose attribute equals `value`.
pub(crate) fn index_equal(attribute: &str, value: &str) -> Prefix {
    Prefix::under(["ix", attribute, &clip(value)])
}

/// Index rows of users whose attribute begins with `start`.
pub(crate) fn index_starting(attribute: &str, start: &str) -> Prefix {
    Prefix::starting(["ix", attribute], &clip(start))
}

impl User {
    /// Follows `name` to a user: the username itself, a `sub`, or an alias.
    pub(crate) async fn find(cx: &mut Cx<'_>, pool: &Pool, name: &str) -> Result<Option<Self>, Error> {
        let found = Self::follow(cx, pool, name).await?;
        if let Some(user) = &found {
            cx.origin.trace.user(&user.sub);
        }
        Ok(found)
    }

    async fn follow(cx: &mut Cx<'_>, pool: &Pool, name: &str) -> Result<Option<Self>, Error> {
        let candidates = pool.naming.candidates(name);
        cx.prefetch(&candidates.keys()).await?;
        for key in &candidates.users {
            if let Some(user) = cx.seen_record::<Self>(key)? {
                return Ok(Some(user));
            }
        }
        for pointer in candidates.pointers() {
            if let Some(pointer) = cx.seen_record::<Pointer>(pointer)? {
                cx.foresee(beside(&cx.host.keyring, &pool.id, &pointer.username));
                return cx.get(&key(&pointer.username)).await;
            }
        }
        Ok(None)
    }

    /// As [`User::find`], at the same cost wherever the name leads: whoever is found by an alias costs a read more, so in a
    /// pool with aliases all others do too. For operations that anybody may call.
    pub(crate) async fn find_evenly(cx: &mut Cx<'_>, pool: &Pool, name: &str) -> Result<Option<Self>, Error> {
        let user = Self::find(cx, pool, name).await?;
        if user.is_none() {
            Self::read_decoy(cx, pool)?;
        }
        let username =
            user.as_ref().map_or_else(|| pool.naming.canonical(name), |user| user.username.clone());
        Self::pay_for_alias(cx, pool, name, user.as_ref(), &username).await?;
        Ok(user)
    }

    /// Reads what following an alias would have read, for a user who was found otherwise or not at all and goes by
    /// `username`.
    pub(crate) async fn pay_for_alias(
        cx: &mut Cx<'_>,
        pool: &Pool,
        name: &str,
        user: Option<&Self>,
        username: &str,
    ) -> Result<(), Error> {
        let by_alias = user.is_some_and(|user| user.username != pool.naming.canonical(name));
        if !pool.naming.has_aliases() || by_alias {
            return Ok(());
        }
        let fit = |key: &Key| key.as_str().len() <= KEY_BYTES_MAX;
        let mut keys = beside(&cx.host.keyring, &pool.id, username);
        keys.push(key(username));
        keys.retain(fit);
        cx.read_evenly(keys).await
    }

    /// Whether nobody has this username. The commit makes sure that it stays so.
    pub(crate) async fn is_free(cx: &mut Cx<'_>, username: &str) -> Result<bool, Error> {
        cx.require_absent(&key(username)).await
    }

    /// Writes the user and every row that changed with them.
    ///
    /// # Errors
    /// `AliasExistsException` when a name that the user gains by this leads to another user; ask [`User::taken_names`]
    /// first to say it in the operation's own words. `InvalidParameterException` when a new `preferred_username` has
    /// the form of another alias.
    pub(crate) async fn save(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        if let Some(taken) = self.taken_names(cx, pool).await?.first() {
            return Err(AliasExists::Given(taken.alias.attribute()).into());
        }
        self.check_names(cx, pool).await?;
        self.save_rows(cx, pool).await
    }

    /// Writes the rows without asking whether names are free.
    pub(super) async fn save_rows(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        let before: Option<Self> = cx.get(&key(&self.username)).await?;
        if before.is_none() {
            // A new user claims their `sub`; the read makes the commit check that it is unused.
            cx.require_absent(&sub_key(&self.sub)).await?;
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
        let value = serde_json::to_vec(&self.username).map_err(Internal::Response)?;
        for added in new.difference(&old) {
            cx.put_raw(added.clone(), value.clone());
        }
        cx.put(self)
    }

    /// Removes the user and every row that leads to them.
    pub(crate) async fn delete(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        for pointer in self.possible_pointers(&pool.naming) {
            cx.remove(pointer);
        }
        for row in self.rows() {
            cx.remove(row);
        }
        for purpose in CodePurpose::ALL {
            cx.remove(Code::key(purpose, &self.username));
        }
        for what in crate::model::attempts::Tried::OF_USERS {
            cx.remove(crate::model::attempts::Attempts::key(what, &self.username));
        }
        Failures::forget(cx, &pool.id, &self.username);
        crate::model::group::forget_member(cx, self).await?;
        let owned = u32::try_from(PASSKEYS_MAX + DEVICES_MAX).unwrap_or(u32::MAX);
        for (key, _) in cx.scan(Prefix::under(["owned", &self.username]), None, owned).await? {
            cx.remove(key);
        }
        cx.remove(key(&self.username));
        crate::model::pool::add_users(cx, -1).await
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

        let (salt, verifier) = cx.derive_password(&self.identity(pool), password);
        let key = key(&self.username);
        let sealed = cx.seal_stored(&pool.id, Purpose::Verifier, &key, &*verifier.to_bytes());
        self.password = Some(StoredPassword {
            salt: salt.hex(),
            sealed_verifier: sealed,
            temporary_since: matches!(temporary, Temporary::Yes).then(|| cx.now()),
        });
    }

    /// Seals the user's secrets anew.
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
        let key = key(&self.username);
        for password in self.password.iter_mut().chain(&mut self.password_history) {
            resealing.stored(Purpose::Verifier, &key, &mut password.sealed_verifier);
        }
        for secret in self.mfa.sealed_secrets() {
            resealing.stored(Purpose::SoftwareToken, &key, secret);
        }
    }

    /// Whether `password` is the current one or one of those the pool's policy remembers.
    pub(crate) fn has_used(&self, cx: &mut Cx<'_>, pool: &Pool, password: &str) -> Result<bool, Error> {
        let size = pool.settings.password_policy().password_history_size.unwrap_or(0) as usize;
        if size == 0 {
            return Ok(false);
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

    /// Whether `password` is the user's temporary password, which others know too: the user may not keep it. An
    /// administrator who makes it permanent may.
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

    /// Tells one password of the user from another, and nothing about either.
    pub(crate) fn password_fingerprint(&self) -> String {
        password_fingerprint(self.password.as_ref())
    }

    /// Whether the temporary password is too old to be used.
    pub(crate) fn temporary_password_expired(&self, pool: &Pool, now: Timestamp) -> bool {
        self.status == UserStatus::ForceChangePassword
            && self
                .password
                .as_ref()
                .and_then(|password| password.temporary_since)
                .is_some_and(|since| now > since.plus_seconds(pool.settings.temporary_password_seconds()))
    }

    /// Sets attributes; an empty value deletes. A changed address is no longer verified, unless the same change says
    /// so.
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

    /// Marks an address as verified.
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

    /// The username as it was written, in lower case in pools that do not tell case apart: what people and functions see.
    /// Clients compute with `username`.
    pub(crate) fn shown_username(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.username)
    }

    /// What SRP hashes in front of the password.
    pub(crate) fn identity<'a>(&'a self, pool: &'a Pool) -> Identity<'a> {
        Identity::user(pool.srp_name(), &self.username)
    }

    /// All attributes as the API lists them, `sub` first.
    pub(crate) fn attribute_list(&self) -> Vec<Attribute> {
        self.attribute_list_where(|_| true)
    }

    /// The attributes whose name passes `keep`, `sub` first.
    pub(crate) fn attribute_list_where(&self, keep: impl Fn(&str) -> bool) -> Vec<Attribute> {
        std::iter::once(("sub", &*self.sub))
            .chain(self.attributes.iter().map(|(name, value)| (&**name, &**value)))
            .filter(|(name, _)| keep(name))
            .map(|(name, value)| Attribute { name: name.to_owned(), value: Some(Sensitive::new(value)) })
            .collect()
    }

    /// The value `ListUsers` compares with a filter.
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

    /// What leads to this user now.
    fn pointers(&self, naming: &Naming) -> BTreeSet<Key> {
        self.aliases(naming)
            .into_iter()
            .map(|(alias, value)| alias_key(alias, &naming.canonical(value)))
            .chain([sub_key(&self.sub)])
            .collect()
    }

    /// As [`User::pointers`], and what an earlier version may have written in their place.
    fn possible_pointers(&self, naming: &Naming) -> BTreeSet<Key> {
        let aliases = self.aliases(naming).into_iter();
        aliases
            .flat_map(|(alias, value)| naming.alias_keys(alias, value))
            .chain([sub_key(&self.sub)])
            .collect()
    }

    fn rows(&self) -> BTreeSet<Key> {
        let place = format!("{:013}-{}", self.created.millis(), self.sub);
        SEARCHABLE
            .iter()
            .chain(&["cognito:user_status", "status"])
            .filter_map(|attribute| Some((attribute, self.searchable(attribute)?)))
            .map(|(attribute, value)| Key::new(["ix", attribute, &clip(value), &place]))
            .chain([Key::new(["created", &place])])
            .collect()
    }
}

/// Whether a password is temporary.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Temporary {
    Yes,
    No,
}

impl StoredPassword {
    /// That of a [decoy](User::read_decoy).
    pub(crate) fn decoy(sealed: &[u8]) -> Self {
        let salt = Salt::from_random([0x55; 16]).hex();
        Self { salt, sealed_verifier: BASE64.encode(sealed), temporary_since: None }
    }

    fn open(&self, cx: &Cx<'_>, pool: &Pool, username: &str) -> Result<OpenPassword, Error> {
        let broken = || Error::from(Internal::Sealed("a password verifier"));
        let bytes = cx.open_stored(&pool.id, Purpose::Verifier, &key(username), &self.sealed_verifier)?;
        Ok(OpenPassword {
            salt: Salt::from_hex(&self.salt).map_err(|_| broken())?,
            verifier: Verifier::from_bytes(&bytes).map_err(|_| broken())?,
        })
    }
}

impl UserStatus {
    /// As the API writes it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Confirmed => "CONFIRMED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ResetRequired => "RESET_REQUIRED",
            Self::ExternalProvider => "EXTERNAL_PROVIDER",
        }
    }
}

impl Stored for User {
    fn key(&self) -> Key {
        key(&self.username)
    }
}

impl std::fmt::Debug for StoredPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredPassword")
            .field("temporary_since", &self.temporary_since)
            .finish_non_exhaustive()
    }
}

fn clip(value: &str) -> String {
    value.chars().take(INDEXED_CHARS).collect()
}
