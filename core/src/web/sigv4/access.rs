//! Who may call administrative operations: access keys and the policy that names them.

use std::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Who may call administrative operations over HTTP.
#[derive(Clone, Debug)]
pub enum AccessPolicy {
    /// Only holders of these access keys. With [`Credentials::none`] no caller can.
    Keys(Credentials),

    /// **Every caller that reaches the port**: unsigned, or under any signature. The credential scope's region is read if
    /// there is one. For tests and for hosts that check callers themselves.
    DangerAcceptAny,
}

impl Default for AccessPolicy {
    fn default() -> Self {
        Self::Keys(Credentials::none())
    }
}

/// The access keys a host accepts, with their secrets.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    keys: Vec<AccessKey>,
}

impl Credentials {
    /// No access key: every signed operation is refused.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds an access key; an earlier one of the same id is replaced.
    ///
    /// An empty secret (a variable that was not set) never verifies, since every caller could sign
    /// with it.
    #[must_use]
    pub fn with(mut self, access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        let key = AccessKey::new(access_key_id, secret_access_key);
        self.keys.retain(|other| other.id != key.id);
        if !key.secret.is_empty() {
            self.keys.push(key);
        }
        self
    }

    /// Whether there is no key at all, so that administrative operations cannot be called.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The secret of this id. Looks at every key whatever it finds, so that the time tells nothing
    /// about their order.
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

/// An access key: its public id and its secret, which is wiped from memory when dropped and is
/// never printed.
#[derive(Clone)]
pub struct AccessKey {
    pub(super) id: String,
    pub(super) secret: Zeroizing<String>,
}

impl AccessKey {
    /// Takes the two halves as AWS hands them out, for example `AKIDEXAMPLE` and its forty
    /// characters.
    #[must_use]
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { id: id.into(), secret: Zeroizing::new(secret.into()) }
    }

    /// The public half, which appears in every signed request.
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
