//! The secrets in the file of an export: as they are, or sealed with a key that is derived from a passphrase.
//!
//! A sealed secret is bound to the pool, its purpose and the record that it belongs to, as in a store. The key is derived by
//! Argon2id with the parameters that [RFC 9106](https://www.rfc-editor.org/rfc/rfc9106#section-4) recommends for hosts with
//! little memory.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::seal::{Binding, Keyring, Purpose};

/// The text before a secret that is not sealed, in base64.
const PLAIN: &str = "plain:";

/// Sealed with the key of the file, to tell whether a passphrase is the right one.
const CHECK: &[u8] = b"userpool-export";

/// Bytes of the salt of a passphrase.
pub(crate) const SALT_BYTES: usize = 16;

/// Most memory that a file may ask for, in KiB. The number of passes and of lanes are limited, too: whoever wrote the file chose
/// them.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
const PASSES_MAX: u32 = 16;
const LANES_MAX: u32 = 16;

/// How the secrets of a file are written or read.
#[derive(Clone, Debug)]
pub(crate) enum FileSecrets {
    Plain,
    Sealed(Keyring),
}

/// The member `secrets` of a file's first line.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SecretsHeader {
    Plain,
    Argon2id(Derivation),
}

/// How the key of a file is derived from its passphrase.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Derivation {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    /// In base64.
    salt: String,
    /// A known text that is sealed with the key, in base64.
    check: String,
}

/// Why a passphrase gives no key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum PassphraseError {
    Missing,
    Wrong,
    /// The parameters of the derivation are not allowed.
    Parameters,
}

impl FileSecrets {
    /// Derives the key of a new file.
    pub(crate) fn new(
        passphrase: Option<&str>,
        salt: [u8; SALT_BYTES],
        chance: [u8; 24],
    ) -> Result<(Self, SecretsHeader), PassphraseError> {
        let Some(passphrase) = passphrase else { return Ok((Self::Plain, SecretsHeader::Plain)) };
        let mut derivation = Derivation {
            memory_kib: 64 * 1024,
            passes: 3,
            lanes: 4,
            salt: BASE64.encode(salt),
            check: String::new(),
        };
        let keyring = derivation.derive(passphrase)?;
        derivation.check = BASE64.encode(keyring.seal(check_binding(), CHECK, chance));
        Ok((Self::Sealed(keyring), SecretsHeader::Argon2id(derivation)))
    }

    /// Derives the key of a file that exists.
    pub(crate) fn of(header: &SecretsHeader, passphrase: Option<&str>) -> Result<Self, PassphraseError> {
        let SecretsHeader::Argon2id(derivation) = header else { return Ok(Self::Plain) };
        let keyring = derivation.derive(passphrase.ok_or(PassphraseError::Missing)?)?;
        let check = BASE64.decode(&derivation.check).unwrap_or_default();
        match keyring.open(check_binding(), &check) {
            Some(opened) if *opened == CHECK => Ok(Self::Sealed(keyring)),
            _ => Err(PassphraseError::Wrong),
        }
    }

    /// The text of a secret in the file.
    pub(crate) fn write(&self, binding: Binding<'_>, secret: &[u8], chance: [u8; 24]) -> String {
        match self {
            Self::Plain => format!("{PLAIN}{}", BASE64.encode(secret)),
            Self::Sealed(keyring) => BASE64.encode(keyring.seal(binding, secret, chance)),
        }
    }

    /// The secret that a text of the file stands for; `None` if it was changed, or moved from another record.
    pub(crate) fn read(&self, binding: Binding<'_>, text: &str) -> Option<Zeroizing<Vec<u8>>> {
        if let Some(plain) = text.strip_prefix(PLAIN) {
            return BASE64.decode(plain).ok().map(Zeroizing::new);
        }
        match self {
            Self::Plain => None,
            Self::Sealed(keyring) => keyring.open(binding, &BASE64.decode(text).ok()?),
        }
    }
}

impl Derivation {
    fn derive(&self, passphrase: &str) -> Result<Keyring, PassphraseError> {
        let is_allowed = (8..=MEMORY_KIB_MAX).contains(&self.memory_kib)
            && (1..=PASSES_MAX).contains(&self.passes)
            && (1..=LANES_MAX).contains(&self.lanes);
        let salt = BASE64.decode(&self.salt).ok().filter(|salt| salt.len() == SALT_BYTES);
        let (true, Some(salt)) = (is_allowed, salt) else { return Err(PassphraseError::Parameters) };
        let parameters = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))
            .map_err(|_| PassphraseError::Parameters)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
            .hash_password_into(passphrase.as_bytes(), &salt, &mut *key)
            .map_err(|_| PassphraseError::Parameters)?;
        Keyring::new([*key]).ok_or(PassphraseError::Parameters)
    }
}

fn check_binding() -> Binding<'static> {
    Binding { pool: "", purpose: Purpose::Mark, bound: "userpool-export" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binding(bound: &str) -> Binding<'_> {
        Binding { pool: "us-east-1_Abc", purpose: Purpose::Verifier, bound }
    }

    #[test]
    fn a_sealed_secret_opens_with_its_passphrase_in_its_record_only() {
        let (secrets, header) = FileSecrets::new(Some("correct horse"), [1; 16], [2; 24]).unwrap();
        let text = secrets.write(binding("user/ana"), b"secret", [3; 24]);
        assert!(!text.contains(PLAIN) && !text.contains(&BASE64.encode(b"secret")));

        let again = FileSecrets::of(&header, Some("correct horse")).unwrap();
        assert_eq!(again.read(binding("user/ana"), &text).unwrap().as_slice(), b"secret");
        assert_eq!(again.read(binding("user/eve"), &text), None);
        assert_eq!(again.read(binding("user/ana"), "AAAA"), None);
        assert_eq!(FileSecrets::of(&header, Some("wrong horse")).unwrap_err(), PassphraseError::Wrong);
        assert_eq!(FileSecrets::of(&header, None).unwrap_err(), PassphraseError::Missing);
    }

    #[test]
    fn a_plain_secret_needs_no_passphrase() {
        let (secrets, header) = FileSecrets::new(None, [1; 16], [2; 24]).unwrap();
        assert_eq!(serde_json::to_value(&header).unwrap(), "plain");
        let text = secrets.write(binding("user/ana"), b"secret", [3; 24]);
        assert_eq!(text, "plain:c2VjcmV0");
        assert_eq!(secrets.read(binding("user/ana"), &text).unwrap().as_slice(), b"secret");
        assert_eq!(secrets.read(binding("user/ana"), "c2VjcmV0"), None, "it is not marked as plain");
    }

    #[test]
    fn a_file_cannot_ask_for_any_amount_of_memory_or_time() {
        let (_, header) = FileSecrets::new(Some("p"), [1; 16], [2; 24]).unwrap();
        let SecretsHeader::Argon2id(allowed) = header else { panic!("sealed") };
        for refused in [
            Derivation { memory_kib: MEMORY_KIB_MAX + 1, ..allowed.clone() },
            Derivation { memory_kib: 0, ..allowed.clone() },
            Derivation { passes: PASSES_MAX + 1, ..allowed.clone() },
            Derivation { lanes: LANES_MAX + 1, ..allowed.clone() },
            Derivation { salt: "AAAA".to_owned(), ..allowed.clone() },
        ] {
            let header = SecretsHeader::Argon2id(refused);
            assert_eq!(FileSecrets::of(&header, Some("p")).unwrap_err(), PassphraseError::Parameters);
        }
    }
}
