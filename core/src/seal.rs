//! Key derivation, and authenticated encryption of all secrets.
//!
//! `master key -> HKDF-SHA256 -> (pool, purpose)`. Two kinds of data are sealed: data that the client returns within an
//! hour (sessions, secret blocks, pagination tokens), and stored secrets (verifiers, client secrets, signing keys). The
//! cipher is XChaCha20-Poly1305, whose 24-byte nonces may be drawn at random. Each sealed text names its key, so that
//! keys can be rotated.
//!
//! `pool secret -> HKDF-SHA256 -> purpose`. Keys that must outlive a master key are derived from the secret of the
//! pool, which is stored sealed in the pool's record.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use std::sync::{Arc, OnceLock};

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use userpool_storage_traits::{Key, Record};
use zeroize::Zeroizing;

use crate::{kept::Kept, mac::keyed_sha256};

/// The purpose of a derived key. Two purposes never share a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// The `Session` of a challenge.
    Session,
    /// The `SECRET_BLOCK` of an SRP challenge.
    SecretBlock,
    /// The `SECRET_BLOCK` of a device's SRP challenge.
    DeviceBlock,
    /// Tokens of list operations.
    Page,
    RefreshToken,
    /// The records to read for a refresh token.
    RefreshHint,
    /// Stored SRP verifiers.
    Verifier,
    /// Stored hashes of passwords from another system.
    PasswordHash,
    ClientSecret,
    /// Stored secrets of identity providers.
    ProviderSecret,
    SigningKey,
    /// Stored secrets of authenticator apps.
    SoftwareToken,
    /// Keyed hashes of confirmation codes.
    Code,
    /// Invented values for users who do not exist.
    Pretended,
    /// Keyed hashes of names and addresses, for counters.
    Name,
    /// Bits of `event_id` that bind a token to the user's generation.
    Generation,
    /// The mark that tells which master key a store was started with.
    Mark,
    /// Challenges of passkey registrations.
    PasskeyChallenge,
    /// The state of a custom sign-in.
    CustomAuth,
    /// Nonces of all sealed texts.
    Nonce,
    /// The stored secret of a pool.
    Pool,
    /// Authentication codes of a pool's records.
    Record,
    /// Tokens with which users judge events.
    Feedback,
    /// The URL that a file of users is uploaded to.
    ImportUrl,
    /// A stored part of such a file.
    ImportFile,
    /// The `sub` of a user who is imported from a line of such a file.
    ImportedSub,
    /// The session of a browser at the pages of a pool.
    BrowserSession,
    /// What a page keeps from one form to the next.
    PageState,
    /// The state of a sign-in that an identity provider continues.
    ProviderState,
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::SecretBlock => "secret-block",
            Self::DeviceBlock => "device-block",
            Self::Page => "page",
            Self::RefreshToken => "refresh-token",
            Self::RefreshHint => "refresh-hint",
            Self::Verifier => "verifier",
            Self::PasswordHash => "password-hash",
            Self::ClientSecret => "client-secret",
            Self::ProviderSecret => "provider-secret",
            Self::SigningKey => "signing-key",
            Self::SoftwareToken => "software-token",
            Self::Code => "code",
            Self::Pretended => "pretended",
            Self::Name => "name",
            Self::Generation => "generation",
            Self::Mark => "mark",
            Self::PasskeyChallenge => "passkey-challenge",
            Self::CustomAuth => "custom-auth",
            Self::Nonce => "nonce",
            Self::Pool => "pool",
            Self::Record => "record",
            Self::Feedback => "feedback",
            Self::ImportUrl => "import-url",
            Self::ImportFile => "import-file",
            Self::ImportedSub => "imported-sub",
            Self::BrowserSession => "browser-session",
            Self::PageState => "page-state",
            Self::ProviderState => "provider-state",
        }
    }
}

/// The master keys, newest first. The first key seals; all keys open.
#[derive(Clone)]
pub(crate) struct Keyring {
    masters: Vec<Root>,
}

/// The secret of one pool: 32 random bytes, stored sealed in the pool's record. It never changes, so data derived from
/// it stays valid after a change of the master key: invented values for unknown users, the generation in tokens, codes
/// that were sent, and refresh tokens.
#[derive(Clone)]
pub(crate) struct PoolSecret {
    root: Root,
    records: RecordSeal,
    /// The record that is read in place of a user who does not exist.
    decoy: Arc<OnceLock<Record>>,
}

/// Authenticates the records of one pool. Each record ends in a code over its key and its content, so the engine
/// detects a record that was changed, written or moved without the pool's secret.
#[derive(Clone)]
pub(crate) struct RecordSeal {
    mac: Hmac<Sha256>,
    kept: Arc<Kept<Key>>,
}

/// The state of a stored secret after a change of the master keys.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Resealed {
    /// It is already sealed with the newest key.
    Fresh,
    /// The same secret, now sealed with the newest key.
    Anew(Vec<u8>),
    /// It cannot be opened with any of the given keys.
    Unopened,
}

/// 32 secret bytes from which keys are derived.
/// What a sealed text is bound to: it opens only for the same.
#[derive(Clone, Copy)]
pub(crate) struct Binding<'a> {
    /// The id of the pool.
    pub(crate) pool: &'a str,
    pub(crate) purpose: Purpose,
    /// Authenticated with the text, for example the key of the record or the id of the client.
    pub(crate) bound: &'a str,
}

#[derive(Clone)]
struct Root {
    /// The first bytes of a hash of the key. They identify the key of a sealed text and reveal nothing about the key.
    id: [u8; ID_BYTES],
    key: Zeroizing<[u8; 32]>,
}

const ID_BYTES: usize = 4;

/// Most records of a pool that are kept decoded.
const RECORDS_KEPT_MAX: usize = 32;
const NONCE_BYTES: usize = 24;

/// Bytes of the code at the end of a record.
const CODE_BYTES: usize = 16;

impl Keyring {
    /// `None` without any key.
    pub(crate) fn new(keys: impl IntoIterator<Item = [u8; 32]>) -> Option<Self> {
        let masters: Vec<_> = keys.into_iter().map(|key| Root::new(b"userpool master key id", key)).collect();
        (!masters.is_empty()).then_some(Self { masters })
    }

    /// Seals `plaintext`. Only the same binding opens it.
    pub(crate) fn seal(&self, binding: Binding<'_>, plaintext: &[u8], chance: [u8; NONCE_BYTES]) -> Vec<u8> {
        self.masters.first().map(|root| root.seal(binding, plaintext, chance)).unwrap_or_default()
    }

    /// The plaintext, if `sealed` was sealed for the same binding and was not changed.
    pub(crate) fn open(&self, binding: Binding<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.masters.iter().find_map(|root| root.open(binding, sealed))
    }

    /// A keyed hash of `message` under the newest key, for values that may change with the master key: unlike a pool's
    /// secret, this key is known before the pool is read. The boundaries of the parts matter.
    pub(crate) fn keyed_hash(&self, pool: &str, purpose: Purpose, message: &[&[u8]]) -> [u8; 32] {
        self.masters.first().map(|root| digest(root.mac(pool, purpose), message)).unwrap_or_default()
    }

    /// Whether `sealed` was sealed with the newest key.
    pub(crate) fn is_newest(&self, sealed: &[u8]) -> bool {
        self.masters.first().is_some_and(|root| sealed.starts_with(&root.id))
    }

    /// Seals a text again that an older key sealed.
    pub(crate) fn reseal(&self, binding: Binding<'_>, sealed: &[u8], chance: [u8; NONCE_BYTES]) -> Resealed {
        match self.open(binding, sealed) {
            None => Resealed::Unopened,
            Some(_) if self.is_newest(sealed) => Resealed::Fresh,
            Some(plaintext) => Resealed::Anew(self.seal(binding, &plaintext, chance)),
        }
    }
}

impl PoolSecret {
    /// Reads the bytes from the pool's record; `None` unless there are 32.
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        let root = Root::new(b"userpool pool secret id", bytes.try_into().ok()?);
        let records = RecordSeal::new(root.mac("", Purpose::Record));
        Some(Self { root, records, decoy: Arc::default() })
    }

    /// The bytes for the pool's record, to be sealed.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.root.key
    }

    /// The cached decoy of the pool.
    pub(crate) fn decoy(&self) -> &OnceLock<Record> {
        &self.decoy
    }

    /// The seal that authenticates the pool's records.
    pub(crate) fn records(&self) -> &RecordSeal {
        &self.records
    }

    /// The key for a purpose, for code with its own derivation.
    pub(crate) fn key(&self, purpose: Purpose) -> Zeroizing<[u8; 32]> {
        self.root.derive("", purpose)
    }

    /// A keyed hash of `message`. The boundaries of the parts matter.
    pub(crate) fn hash(&self, purpose: Purpose, message: &[&[u8]]) -> [u8; 32] {
        digest(self.root.mac("", purpose), message)
    }

    /// As [`Keyring::seal`], for texts that must outlive the master key.
    pub(crate) fn seal(
        &self,
        purpose: Purpose,
        bound: &str,
        plaintext: &[u8],
        chance: [u8; NONCE_BYTES],
    ) -> Vec<u8> {
        self.root.seal(Binding { pool: "", purpose, bound }, plaintext, chance)
    }

    /// Opens a text that [`PoolSecret::seal`] sealed.
    pub(crate) fn open(&self, purpose: Purpose, bound: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.root.open(Binding { pool: "", purpose, bound }, sealed)
    }
}

impl RecordSeal {
    fn new(mac: Hmac<Sha256>) -> Self {
        Self { mac, kept: Arc::new(Kept::new(RECORDS_KEPT_MAX)) }
    }

    /// Records that were authenticated with this seal.
    pub(crate) fn kept(&self) -> &Kept<Key> {
        &self.kept
    }

    /// Appends the authentication code to a record's content, a JSON object with at least one member.
    pub(crate) fn close(&self, key: &str, mut json: Vec<u8>) -> Vec<u8> {
        debug_assert!(json.len() > 2 && json.ends_with(b"}"), "a record is an object with members");
        json.pop();
        let end = self.end(key, &json);
        json.extend_from_slice(end.as_bytes());
        json
    }

    /// Whether `value` was written under `key` with this pool's secret, and was not changed.
    pub(crate) fn holds(&self, key: &str, value: &[u8]) -> bool {
        let Some(at) = value.len().checked_sub(END_CHARS) else { return false };
        let (content, end) = value.split_at(at);
        self.end(key, content).as_bytes().ct_eq(end).into()
    }

    /// The end of a record with this content, which is given without its closing bracket.
    fn end(&self, key: &str, content: &[u8]) -> String {
        let hash = digest(self.mac.clone(), &[key.as_bytes(), content]);
        format!(r#"{END_START}{}"}}"#, BASE64URL.encode(&hash[..CODE_BYTES]))
    }
}

/// The text before a record's code.
const END_START: &str = r#","mac":""#;

/// The length of a record's end: the 16 bytes of the code are 22 characters.
const END_CHARS: usize = END_START.len() + 22 + 2;

impl Root {
    fn new(label: &[u8], key: [u8; 32]) -> Self {
        let mut id = [0; ID_BYTES];
        let digest = Sha256::new().chain_update(label).chain_update(key).finalize();
        id.copy_from_slice(&digest[..ID_BYTES]);
        Self { id, key: Zeroizing::new(key) }
    }

    /// The nonce is derived from `chance` and from all sealed data: if a host ever repeats its random numbers, two
    /// different texts still get different nonces.
    fn seal(&self, binding: Binding<'_>, plaintext: &[u8], chance: [u8; NONCE_BYTES]) -> Vec<u8> {
        let Binding { pool, purpose, bound } = binding;
        let mut nonce = [0; NONCE_BYTES];
        let message: [&[u8]; 4] = [purpose.label().as_bytes(), &chance, bound.as_bytes(), plaintext];
        nonce.copy_from_slice(&digest(self.mac(pool, Purpose::Nonce), &message)[..NONCE_BYTES]);
        let mut sealed = Vec::with_capacity(ID_BYTES + NONCE_BYTES + plaintext.len() + 16);
        sealed.extend_from_slice(&self.id);
        sealed.extend_from_slice(&nonce);
        let payload = Payload { msg: plaintext, aad: bound.as_bytes() };
        // The cipher fails only for plaintexts beyond 256 GiB. An empty text cannot be opened.
        match self.cipher(pool, purpose).encrypt(&XNonce::from(nonce), payload) {
            Ok(ciphertext) => sealed.extend_from_slice(&ciphertext),
            Err(_) => return Vec::new(),
        }
        sealed
    }

    fn open(&self, binding: Binding<'_>, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let Binding { pool, purpose, bound } = binding;
        let (id, rest) = sealed.split_first_chunk::<ID_BYTES>()?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>()?;
        if *id != self.id {
            return None;
        }
        let payload = Payload { msg: ciphertext, aad: bound.as_bytes() };
        self.cipher(pool, purpose).decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
    }

    fn derive(&self, pool: &str, purpose: Purpose) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        // `expand` fails only for outputs beyond 8160 bytes.
        let expanded = Hkdf::<Sha256>::new(Some(b"userpool v1"), &*self.key)
            .expand_multi_info(&[purpose.label().as_bytes(), b"\0", pool.as_bytes()], &mut *key);
        debug_assert!(expanded.is_ok());
        key
    }

    fn cipher(&self, pool: &str, purpose: Purpose) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.derive(pool, purpose)).into())
    }

    fn mac(&self, pool: &str, purpose: Purpose) -> Hmac<Sha256> {
        keyed_sha256(&*self.derive(pool, purpose))
    }
}

/// The code of a message; the boundaries of its parts matter.
fn digest(mut mac: Hmac<Sha256>, message: &[&[u8]]) -> [u8; 32] {
    for part in message {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

impl std::fmt::Debug for PoolSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PoolSecret(…)")
    }
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keyring").field("keys", &self.masters.len()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: &str = "us-east-1_Abc";

    fn binding<'a>(purpose: Purpose, bound: &'a str) -> Binding<'a> {
        Binding { pool: POOL, purpose, bound }
    }

    fn keyring(keys: &[u8]) -> Keyring {
        Keyring::new(keys.iter().map(|byte| [*byte; 32])).unwrap()
    }

    #[test]
    fn a_sealed_text_opens_only_for_the_same_pool_purpose_and_binding() {
        let keys = keyring(&[1]);
        let sealed = keys.seal(binding(Purpose::Session, "client"), b"state", [9; 24]);
        let open = |pool, purpose, bound| {
            keys.open(Binding { pool, purpose, bound }, &sealed).map(|text| text.to_vec())
        };

        assert_eq!(open(POOL, Purpose::Session, "client"), Some(b"state".to_vec()));
        assert_eq!(open("us-east-1_Other", Purpose::Session, "client"), None);
        assert_eq!(open(POOL, Purpose::SecretBlock, "client"), None);
        assert_eq!(open(POOL, Purpose::Session, "another"), None);
    }

    #[test]
    fn repeated_random_bytes_still_give_two_texts_two_nonces() {
        let keys = keyring(&[1]);
        let seal = |text: &[u8]| keys.seal(binding(Purpose::Session, ""), text, [9; 24]);
        assert_eq!(seal(b"a"), seal(b"a"));
        assert_ne!(
            seal(b"a")[ID_BYTES..ID_BYTES + NONCE_BYTES],
            seal(b"b")[ID_BYTES..ID_BYTES + NONCE_BYTES]
        );
    }

    #[test]
    fn any_changed_bit_is_detected() {
        let keys = keyring(&[1]);
        let sealed = keys.seal(binding(Purpose::Session, ""), b"state", [9; 24]);
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(keys.open(binding(Purpose::Session, ""), &changed).is_none(), "byte {index}");
        }
        for length in 0..sealed.len() {
            assert!(keys.open(binding(Purpose::Session, ""), &sealed[..length]).is_none(), "length {length}");
        }
    }

    #[test]
    fn an_old_master_key_still_opens_and_a_removed_one_does_not() {
        let sealed = keyring(&[1]).seal(binding(Purpose::Verifier, "user/ana"), b"v", [9; 24]);
        assert!(keyring(&[2, 1]).open(binding(Purpose::Verifier, "user/ana"), &sealed).is_some());
        assert!(keyring(&[2]).open(binding(Purpose::Verifier, "user/ana"), &sealed).is_none());
    }

    #[test]
    fn a_text_is_sealed_again_only_if_an_older_key_sealed_it() {
        let old = keyring(&[1]).seal(binding(Purpose::Verifier, "user/ana"), b"v", [9; 24]);
        let both = keyring(&[2, 1]);
        let reseal = |keys: &Keyring, sealed: &[u8]| {
            keys.reseal(binding(Purpose::Verifier, "user/ana"), sealed, [8; 24])
        };
        let Resealed::Anew(new) = reseal(&both, &old) else { panic!("it is old") };
        assert!(both.is_newest(&new) && !both.is_newest(&old));
        let opened = keyring(&[2]).open(binding(Purpose::Verifier, "user/ana"), &new);
        assert_eq!(opened.as_ref().map(|text| &text[..]), Some(&b"v"[..]));
        assert_eq!(reseal(&both, &new), Resealed::Fresh);
        assert_eq!(reseal(&keyring(&[2]), &old), Resealed::Unopened);
        assert_eq!(both.reseal(binding(Purpose::Verifier, "user/ben"), &old, [8; 24]), Resealed::Unopened);
    }

    #[test]
    fn keyed_hashes_depend_on_the_boundaries_of_parts() {
        let secret = PoolSecret::new(&[3; 32]).unwrap();
        let hash = |parts: &[&[u8]]| secret.hash(Purpose::Code, parts);
        assert_eq!(hash(&[b"ab", b"c"]), hash(&[b"ab", b"c"]));
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
        assert_ne!(hash(&[b"a"]), secret.hash(Purpose::Generation, &[b"a"]));
    }

    #[test]
    fn a_record_is_authentic_only_under_its_key_and_in_its_pool() {
        let secret = PoolSecret::new(&[3; 32]).unwrap();
        let closed = secret.records().close("user/ana", br#"{"username":"ana"}"#.to_vec());
        let read: serde_json::Value = serde_json::from_slice(&closed).unwrap();
        assert_eq!(read["username"], "ana");
        assert!(secret.records().holds("user/ana", &closed));
        assert!(!secret.records().holds("user/ben", &closed));
        assert!(!PoolSecret::new(&[4; 32]).unwrap().records().holds("user/ana", &closed));
        for index in 0..closed.len() {
            let mut changed = closed.clone();
            changed[index] ^= 1;
            assert!(!secret.records().holds("user/ana", &changed), "byte {index}");
        }
        for length in 0..closed.len() {
            assert!(!secret.records().holds("user/ana", &closed[..length]), "length {length}");
        }
        let more = [&closed[..closed.len() - 1], br#","enabled":true}"#].concat();
        assert!(!secret.records().holds("user/ana", &more));
    }

    #[test]
    fn a_secret_of_another_length_is_refused() {
        assert!(PoolSecret::new(&[3; 31]).is_none() && PoolSecret::new(&[]).is_none());
    }
}
