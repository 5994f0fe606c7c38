//! [`CompromisedPasswords`]: tells whether a password is publicly known.

use std::{future::Future, ops::Deref};

use crate::{BoxFuture, MaybeSend, MaybeSync};

/// Knows passwords that were found in public lists, by their hashes.
///
/// The engine asks in pools with threat protection: at sign-in with a password that was sent and is right, at sign-up, and when a
/// user sets a new password. An example of such a list is [Pwned Passwords](https://haveibeenpwned.com/Passwords).
///
/// A closure that takes a [`PasswordDigest`] and returns a future is a list:
///
/// ```
/// # fn takes(_: impl userpool_storage_traits::CompromisedPasswords) {}
/// use userpool_storage_traits::PasswordDigest;
///
/// # takes(
/// |password: PasswordDigest| async move { Ok(password.to_hex() == "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8") }
/// # );
/// ```
pub trait CompromisedPasswords: MaybeSend + MaybeSync + 'static {
    /// Whether the password with this hash is known.
    ///
    /// An error does not refuse the password: the engine logs it, and goes on as if the password were not known.
    fn contains(
        &self,
        password: PasswordDigest,
    ) -> impl Future<Output = Result<bool, LookupError>> + MaybeSend;
}

/// The SHA-1 hash of a password, as lists of compromised passwords contain it. Such a hash can be reversed by guessing, so `Debug`
/// does not show it.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct PasswordDigest([u8; 20]);

impl PasswordDigest {
    /// From the 20 bytes of the hash.
    pub fn new(sha1: [u8; 20]) -> Self {
        Self(sha1)
    }

    /// The 20 bytes of the hash.
    pub fn bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// The hash as 40 hexadecimal digits in upper case.
    pub fn to_hex(&self) -> String {
        const DIGITS: [char; 16] =
            ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
        let digits = |byte: &u8| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
        self.0.iter().flat_map(digits).collect()
    }
}

impl std::fmt::Debug for PasswordDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordDigest(..)")
    }
}

/// The list could not be searched.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct LookupError {
    message: String,
}

impl LookupError {
    /// `message` goes to the host's log, so it must not contain the hash.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

/// The object-safe twin of [`CompromisedPasswords`].
pub trait DynCompromisedPasswords: MaybeSend + MaybeSync {
    /// See [`CompromisedPasswords::contains`].
    fn contains(&self, password: PasswordDigest) -> BoxFuture<'_, Result<bool, LookupError>>;
}

impl<L: CompromisedPasswords> DynCompromisedPasswords for L {
    fn contains(&self, password: PasswordDigest) -> BoxFuture<'_, Result<bool, LookupError>> {
        Box::pin(CompromisedPasswords::contains(self, password))
    }
}

/// A shared list is a list.
impl<L: CompromisedPasswords + Send + Sync> CompromisedPasswords for std::sync::Arc<L> {
    fn contains(
        &self,
        password: PasswordDigest,
    ) -> impl Future<Output = Result<bool, LookupError>> + MaybeSend {
        self.deref().contains(password)
    }
}

/// A closure is a list.
impl<F, Found> CompromisedPasswords for F
where
    F: Fn(PasswordDigest) -> Found + MaybeSend + MaybeSync + 'static,
    Found: Future<Output = Result<bool, LookupError>> + MaybeSend,
{
    fn contains(
        &self,
        password: PasswordDigest,
    ) -> impl Future<Output = Result<bool, LookupError>> + MaybeSend {
        self(password)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_shown_in_upper_case_and_never_in_debug() {
        let digest = PasswordDigest::new(std::array::from_fn(|at| u8::try_from(at * 13).unwrap_or(0)));
        assert_eq!(digest.to_hex(), "000D1A2734414E5B6875828F9CA9B6C3D0DDEAF7");
        assert_eq!(format!("{digest:?}"), "PasswordDigest(..)");
    }
}
