//! A passkey: the public part of a credential that a user registered.
//!
//! `owned/{username}/passkey/{credential id}` is the passkey. The call that adds a passkey writes the user's record as
//! well. So the commit checks that the user still exists and that no other call has added a passkey meanwhile, and the
//! number of passkeys can be limited.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    auth::webauthn::NewCredential,
    context::{Cx, Stored},
    error::Error,
    model::{keys, pool::Pool, user::User},
    time::Timestamp,
};

/// The most passkeys of one user.
pub(crate) const PASSKEYS_MAX: usize = 20;

/// The record of a passkey. Nothing in it is secret.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Passkey {
    username: String,
    /// The `sub` of the user who registered it.
    sub: String,
    /// The credential id, in base64url.
    pub(crate) id: String,
    /// A COSE_Key, in base64url.
    pub(crate) public_key: String,
    /// The highest signature counter seen.
    pub(crate) counter: u32,
    pub(crate) backup_eligible: bool,
    pub(crate) relying_party_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) attachment: Option<Attachment>,
    #[serde(default)]
    pub(crate) transports: Vec<String>,
    pub(crate) created: Timestamp,
}

/// `AuthenticatorAttachment`: whether the authenticator is part of the device or can be carried around.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Attachment {
    Platform,
    CrossPlatform,
}

/// The data of a registration besides its credential.
pub(crate) struct Registered<'a> {
    pub(crate) relying_party_id: &'a str,
    pub(crate) attachment: Option<Attachment>,
    pub(crate) transports: Vec<String>,
    pub(crate) created: Timestamp,
}

impl Passkey {
    pub(crate) fn new(user: &User, credential: NewCredential, registered: Registered<'_>) -> Self {
        let Registered { relying_party_id, attachment, transports, created } = registered;
        Self {
            username: user.username.clone(),
            sub: user.sub.clone(),
            id: BASE64URL.encode(&credential.id),
            public_key: BASE64URL.encode(&credential.public_key),
            counter: credential.counter,
            backup_eligible: credential.backup_eligible,
            relying_party_id: relying_party_id.to_owned(),
            attachment,
            transports,
            created,
        }
    }

    /// The user's passkey with this id.
    pub(crate) async fn load(cx: &mut Cx<'_>, user: &User, id: &str) -> Result<Option<Self>, Error> {
        let passkey = cx.get::<Self>(&keys::passkey(&user.username, id)).await?;
        Ok(passkey.filter(|passkey| passkey.is_of(user) && passkey.id == id))
    }

    /// All passkeys of the user, ordered by id.
    pub(crate) async fn list(cx: &mut Cx<'_>, user: &User) -> Result<Vec<Self>, Error> {
        Self::page(cx, user, None, PASSKEYS_MAX).await
    }

    /// The user's passkeys for the pool's relying party, if the pool allows passkeys. For an unknown user the list is
    /// empty, at the same cost. Passkeys of an earlier user with the same name are left out.
    pub(crate) async fn list_for(
        cx: &mut Cx<'_>,
        pool: &Pool,
        username: &str,
        user: Option<&User>,
    ) -> Result<Vec<Self>, Error> {
        let Some(rp) = pool.relying_party().filter(|_| pool.settings.allows_passkeys()) else {
            return Ok(Vec::new());
        };
        let mut passkeys = Self::page_of(cx, username, None, PASSKEYS_MAX).await?;
        passkeys.retain(|passkey| {
            passkey.relying_party_id == rp.id && user.is_some_and(|user| passkey.is_of(user))
        });
        Ok(passkeys)
    }

    /// Whether this user registered it.
    fn is_of(&self, user: &User) -> bool {
        self.sub == user.sub
    }

    /// At most `limit` of the user's passkeys that follow a key.
    pub(crate) async fn page(
        cx: &mut Cx<'_>,
        user: &User,
        after: Option<Key>,
        limit: usize,
    ) -> Result<Vec<Self>, Error> {
        Self::page_of(cx, &user.username, after, limit).await
    }

    async fn page_of(
        cx: &mut Cx<'_>,
        username: &str,
        after: Option<Key>,
        limit: usize,
    ) -> Result<Vec<Self>, Error> {
        let prefix = keys::passkeys(username);
        cx.list(prefix, after, u32::try_from(limit).unwrap_or(u32::MAX)).await
    }

    /// The name that users see. The service also names synced passkeys after their provider; the names other than the
    /// first are ours.
    pub(crate) fn friendly_name(&self) -> &'static str {
        match self.attachment {
            Some(Attachment::CrossPlatform) => "Roaming passkey",
            Some(Attachment::Platform) => "Platform passkey",
            None => "Passkey",
        }
    }
}

impl Attachment {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "platform" => Self::Platform,
            "cross-platform" => Self::CrossPlatform,
            _ => return None,
        })
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::CrossPlatform => "cross-platform",
        }
    }
}

impl Stored for Passkey {
    fn key(&self) -> Key {
        keys::passkey(&self.username, &self.id)
    }
}
