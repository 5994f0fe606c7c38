//! Key derivation, and authenticated encryption of everything secret.
//!
//! `master key -> HKDF-SHA256 -> (pool, purpose)`. What leaves the engine to come back within the hour (sessions, secret
//! blocks, pagination tokens) and what is stored but must not be read (verifiers, client secrets, signing keys) is sealed
//! with XChaCha20-Poly1305, whose 24-byte nonces may be drawn at random. Each sealed text names the key it was made with,
//! so that keys can be rotated.
//!
//! `pool secret -> HKDF-SHA256 -> purpose`. What must outlive a master key is derived from the secret of its pool, which
//! is stored once, sealed, in the pool's record.

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
use userpool_storage_traits::Record;
use zeroize::Zeroizing;

use crate::mac::keyed_sha256;

/// What a derived key is for. Two purposes never share a key.
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
    /// What is read for a refresh token.
    RefreshHint,
    /// Stored SRP verifiers.
    Verifier,
    ClientSecret,
    SigningKey,
    /// Stored secrets of authenticator apps.
    SoftwareToken,
    /// Keyed hashes of confirmation codes.
    Code,
    /// Answers for users that do not exist.
    Pretended,
    /// Keyed hashes of names and addresses that something is counted for.
    Name,
    /// Bits of `event_id` that tie a token to the user's generation.
    Generation,
    /// The mark by which a store knows its master key.
    Mark,
    /// Challenges of passkey registrations.
    PasskeyChallenge,
    /// What a custom sign-in has seen so far.
    CustomAuth,
    /// Nonces of everything sealed.
    Nonce,
    /// The stored secret of a pool.
    Pool,
    /// Codes at the end of a pool's records.
    Record,
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
            Self::ClientSecret => "client-secret",
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
        }
    }
}

/// The master keys, newest first. Seals with the first, opens with any.
#[derive(Clone)]
pub(crate) struct Keyring {
    masters: Vec<Root>,
}

/// The secret of one pool: 32 random bytes, kept sealed in the pool's record. It never changes, so what is derived from
/// it survives a change of the master key: invented answers, the bits of tokens that name a generation, codes that are on
/// their way, and refresh tokens.
#[derive(Clone)]
pub(crate) struct PoolSecret {
    root: Root,
    records: RecordSeal,
    /// What is read in the place of a user who does not exist.
    decoy: Arc<OnceLock<Record>>,
}

/// Vouches for the records of one pool: each ends in a code over its key and its content, so a record that was changed,
/// written or moved without the pool's secret is noticed when it is read.
#[derive(Clone)]
pub(crate) struct RecordSeal(Hmac<Sha256>);

/// What becomes of a stored secret when the master keys change.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Resealed {
    /// It is sealed with the newest key already.
    Fresh,
    /// The same secret, sealed with the newest key.
    Anew(Vec<u8>),
    /// It does not open with any of the given keys.
    Unopened,
}

/// 32 secret bytes from which keys are derived.
#[derive(Clone)]
struct Root {
    /// First bytes of a hash of the key: which key a sealed text was made with. Tells nothing about the key.
    id: [u8; ID_BYTES],
    key: Zeroizing<[u8; 32]>,
}

const ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;

/// Bytes of the code at the end of a record.
const CODE_BYTES: usize = 16;

impl Keyring {
    /// `None` when there is no key at all.
    pub(crate) fn new(keys: impl IntoIterator<Item = [u8; 32]>) -> Option<Self> {
        let masters: Vec<_> = keys.into_iter().map(|key| Root::new(b"userpool master key id", key)).collect();
        (!masters.is_empty()).then_some(Self { masters })
    }

    /// Seals `plaintext` for `pool` and `purpose`. `bound` is authenticated with it and must be given again to open:
    /// the key of the record it stands in, the name of the client it is for.
    pub(crate) fn seal(
        &self,
        pool: &str,
        purpose: Purpose,
        bound: &str,
        plaintext: &[u8],
        chance: [u8; NONCE_BYTES],
    ) -> Vec<u8> {
        let sealed = self.masters.first().map(|root| root.seal(pool, purpose, bound, plaintext, chance));
        sealed.unwrap_or_default()
    }

    /// The plaintext, if `sealed` was made here for the same pool, purpose and binding, and was not changed.
    pub(crate) fn open(
        &self,
        pool: &str,
        purpose: Purpose,
        bound: &str,
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        self.masters.iter().find_map(|root| root.open(pool, purpose, bound, sealed))
    }

    /// A keyed hash of `message` under the newest key, for what may change with the master key: it is known before the
    /// pool is read. Parts are kept apart.
    pub(crate) fn keyed_hash(&self, pool: &str, purpose: Purpose, message: &[&[u8]]) -> [u8; 32] {
        self.masters.first().map(|root| digest(root.mac(pool, purpose), message)).unwrap_or_default()
    }

    /// Whether `sealed` was made with the newest key.
    pub(crate) fn is_newest(&self, sealed: &[u8]) -> bool {
        self.masters.first().is_some_and(|root| sealed.starts_with(&root.id))
    }

    /// Seals again what was sealed with an older key.
    pub(crate) fn reseal(
        &self,
        pool: &str,
        purpose: Purpose,
        bound: &str,
        sealed: &[u8],
        chance: [u8; NONCE_BYTES],
    ) -> Resealed {
        match self.open(pool, purpose, bound, sealed) {
            None => Resealed::Unopened,
            Some(_) if self.is_newest(sealed) => Resealed::Fresh,
            Some(plaintext) => Resealed::Anew(self.seal(pool, purpose, bound, &plaintext, chance)),
        }
    }
}

impl PoolSecret {
    /// From the bytes that the pool's record keeps; `None` when they are not 32.
    pub(crate) fn new(bytes: &[u8]) -> Option<Self> {
        let root = Root::new(b"userpool pool secret id", bytes.try_into().ok()?);
        let records = RecordSeal(root.mac("", Purpose::Record));
        Some(Self { root, records, decoy: Arc::default() })
    }

    /// What the pool's record keeps, to be sealed.
    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.root.key
    }

    /// Where the pool's decoy is kept.
    pub(crate) fn decoy(&self) -> &OnceLock<Record> {
        &self.decoy
    }

    /// What vouches for the pool's records.
    pub(crate) fn records(&self) -> &RecordSeal {
        &self.records
    }

    /// The key of a purpose, for kernels that do their own derivation.
    pub(crate) fn key(&self, purpose: Purpose) -> Zeroizing<[u8; 32]> {
        self.root.derive("", purpose)
    }

    /// A keyed hash of `message`. Parts are kept apart.
    pub(crate) fn hash(&self, purpose: Purpose, message: &[&[u8]]) -> [u8; 32] {
        digest(self.root.mac("", purpose), message)
    }

    /// As [`Keyring::seal`], for what must outlive the master key.
    pub(crate) fn seal(
        &self,
        purpose: Purpose,
        bound: &str,
        plaintext: &[u8],
        chance: [u8; NONCE_BYTES],
    ) -> Vec<u8> {
        self.root.seal("", purpose, bound, plaintext, chance)
    }

    /// Opens what [`PoolSecret::seal`] sealed.
    pub(crate) fn open(&self, purpose: Purpose, bound: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.root.open("", purpose, bound, sealed)
    }
}

impl RecordSeal {
    /// Adds the code to a record's content, a JSON object with at least one member.
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

    /// How the record of this content ends. The content has no bracket at its end.
    fn end(&self, key: &str, content: &[u8]) -> String {
        let hash = digest(self.0.clone(), &[key.as_bytes(), content]);
        format!(r#"{END_START}{}"}}"#, BASE64URL.encode(&hash[..CODE_BYTES]))
    }
}

/// In front of a record's code.
const END_START: &str = r#","mac":""#;

/// Bytes at the end of a record that are not its content: 16 bytes of the code are 22 characters.
const END_CHARS: usize = END_START.len() + 22 + 2;

impl Root {
    fn new(label: &[u8], key: [u8; 32]) -> Self {
        let mut id = [0; ID_BYTES];
        let digest = Sha256::new().chain_update(label).chain_update(key).finalize();
        id.copy_from_slice(&digest[..ID_BYTES]);
        Self { id, key: Zeroizing::new(key) }
    }

    /// The nonce is derived from `chance` and from everything that is sealed: should a host ever give the same chance
    /// twice, two different texts still get two nonces.
    fn seal(
        &self,
        pool: &str,
        purpose: Purpose,
        bound: &str,
        plaintext: &[u8],
        chance: [u8; NONCE_BYTES],
    ) -> Vec<u8> {
        let mut nonce = [0; NONCE_BYTES];
        let message: [&[u8]; 4] = [purpose.label().as_bytes(), &chance, bound.as_bytes(), plaintext];
        nonce.copy_from_slice(&digest(self.mac(pool, Purpose::Nonce), &message)[..NONCE_BYTES]);
        let mut sealed = Vec::with_capacity(ID_BYTES + NONCE_BYTES + plaintext.len() + 16);
        sealed.extend_from_slice(&self.id);
        sealed.extend_from_slice(&nonce);
        let payload = Payload { msg: plaintext, aad: bound.as_bytes() };
        // The cipher refuses only plaintexts beyond 256 GiB. An empty text opens to nothing.
        match self.cipher(pool, purpose).encrypt(&XNonce::from(nonce), payload) {
            Ok(ciphertext) => sealed.extend_from_slice(&ciphertext),
            Err(_) => return Vec::new(),
        }
        sealed
    }

    fn open(&self, pool: &str, purpose: Purpose, bound: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
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
        // `expand` refuses only outputs beyond 8160 bytes.
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

/// The code of a message whose parts are kept apart.
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

    fn keyring(keys: &[u8]) -> Keyring {
        Keyring::new(keys.iter().map(|byte| [*byte; 32])).unwrap()
    }

    #[test]
    fn what_was_sealed_opens_for_the_same_pool_purpose_and_binding_only() {
        let keys = keyring(&[1]);
        let sealed = keys.seal(POOL, Purpose::Session, "client", b"state", [9; 24]);
        let open = |pool, purpose, bound| keys.open(pool, purpose, bound, &sealed).map(|text| text.to_vec());

        assert_eq!(open(POOL, Purpose::Session, "client"), Some(b"state".to_vec()));
        assert_eq!(open("us-east-1_Other", Purpose::Session, "client"), None);
        assert_eq!(open(POOL, Purpose::SecretBlock, "client"), None);
        assert_eq!(open(POOL, Purpose::Session, "another"), None);
    }

    #[test]
    fn the_same_chance_gives_two_texts_two_nonces() {
        let keys = keyring(&[1]);
        let seal = |text: &[u8]| keys.seal(POOL, Purpose::Session, "", text, [9; 24]);
        assert_eq!(seal(b"a"), seal(b"a"));
        assert_ne!(
            seal(b"a")[ID_BYTES..ID_BYTES + NONCE_BYTES],
            seal(b"b")[ID_BYTES..ID_BYTES + NONCE_BYTES]
        );
    }

    #[test]
    fn one_changed_bit_is_noticed_wherever_it_is() {
        let keys = keyring(&[1]);
        let sealed = keys.seal(POOL, Purpose::Session, "", b"state", [9; 24]);
        for index in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[index] ^= 1;
            assert!(keys.open(POOL, Purpose::Session, "", &changed).is_none(), "byte {index}");
        }
        for length in 0..sealed.len() {
            assert!(keys.open(POOL, Purpose::Session, "", &sealed[..length]).is_none(), "length {length}");
        }
    }

    #[test]
    fn an_old_master_key_still_opens_and_a_dropped_one_does_not() {
        let sealed = keyring(&[1]).seal(POOL, Purpose::Verifier, "user/ana", b"v", [9; 24]);
        assert!(keyring(&[2, 1]).open(POOL, Purpose::Verifier, "user/ana", &sealed).is_some());
        assert!(keyring(&[2]).open(POOL, Purpose::Verifier, "user/ana", &sealed).is_none());
    }

    #[test]
    fn what_an_older_key_sealed_is_sealed_again_and_what_the_newest_sealed_is_not() {
        let old = keyring(&[1]).seal(POOL, Purpose::Verifier, "user/ana", b"v", [9; 24]);
        let both = keyring(&[2, 1]);
        let reseal =
            |keys: &Keyring, sealed: &[u8]| keys.reseal(POOL, Purpose::Verifier, "user/ana", sealed, [8; 24]);
        let Resealed::Anew(new) = reseal(&both, &old) else { panic!("it is old") };
        assert!(both.is_newest(&new) && !both.is_newest(&old));
        let opened = keyring(&[2]).open(POOL, Purpose::Verifier, "user/ana", &new);
        assert_eq!(opened.as_ref().map(|text| &text[..]), Some(&b"v"[..]));
        assert_eq!(reseal(&both, &new), Resealed::Fresh);
        assert_eq!(reseal(&keyring(&[2]), &old), Resealed::Unopened);
        assert_eq!(both.reseal(POOL, Purpose::Verifier, "user/ben", &old, [8; 24]), Resealed::Unopened);
    }

    #[test]
    fn keyed_hashes_keep_their_parts_apart() {
        let secret = PoolSecret::new(&[3; 32]).unwrap();
        let hash = |parts: &[&[u8]]| secret.hash(Purpose::Code, parts);
        assert_eq!(hash(&[b"ab", b"c"]), hash(&[b"ab", b"c"]));
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
        assert_ne!(hash(&[b"a"]), secret.hash(Purpose::Generation, &[b"a"]));
    }

    #[test]
    fn a_record_holds_under_its_key_and_in_its_pool_only() {
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
    fn a_secret_of_another_length_is_none() {
        assert!(PoolSecret::new(&[3; 31]).is_none() && PoolSecret::new(&[]).is_none());
    }
}
