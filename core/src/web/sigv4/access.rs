//! The access policy for administrative operations, and access keys.

use std::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// The callers that have permission for administrative operations over HTTP.
#[derive(Clone, Debug)]
pub enum AccessPolicy {
    /// Only holders of these access keys. With [`Credentials::none`] no caller has permission.
    Keys(Credentials),

    /// **Every caller that reaches the port**, without a signature or with any signature. The region of the credential
    /// scope is used if there is one. For tests, and for hosts that authenticate callers themselves.
    DangerAcceptAny,
}

impl Default for AccessPolicy {
    fn default() -> Self {
        Self::Keys(Credentials::none())
    }
}

/// The access keys that a host accepts, with their secrets.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    keys: Vec<AccessKey>,
}

impl Credentials {
    /// No access key: every administrative operation is refused.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds an access key. It replaces an earlier one with the same id.
    ///
    /// An empty secret (for example from an unset variable) is never accepted, since every caller could sign with it.
    #[must_use]
    pub fn with(mut self, access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        let key = AccessKey::new(access_key_id, secret_access_key);
        self.keys.retain(|other| other.id != key.id);
        if !key.secret.is_empty() {
            self.keys.push(key);
        }
        self
    }

    /// Whether there is no key, so that administrative operations cannot be called.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The secret for this id. Always compares all keys, so that timing does not reveal their order.
    pub(super) fn secret(&self, access_key_id: &str) -> Option<&str> {
        let mut found = None;
        for key in &self.keys {
            if bool::from(key.id.as_bytes().ct_eq(access_key_id.as_bytes())) {
                found = Some(key.secret.as_str());
            }
        }
        found
    }
}

/// An access key: its public id and its secret. The secret is wiped from memory when dropped and is never printed.
#[derive(Clone)]
pub struct AccessKey {
    pub(super) id: String,
    pub(super) secret: Zeroizing<String>,
}

impl AccessKey {
    /// Takes the id and the secret as AWS issues them, for example `AKIDEXAMPLE` and its forty characters.
    #[must_use]
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { id: id.into(), secret: Zeroizing::new(secret.into()) }
    }

    /// The public id, which appears in every signed request.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey").field("id", &self.id).field("secret", &"…").finish()
    }
}
