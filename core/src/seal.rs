//! Key derivation, and authenticated encryption of everything secret.
//!
//! `master key -> HKDF-SHA256 -> (pool, purpose)`. What leaves the engine to come back later (sessions, secret
//! blocks, pagination and refresh tokens) and what is stored but must not be read (verifiers, client secrets,
//! signing keys) is sealed with XChaCha20-Poly1305, whose 24-byte nonces may be drawn at random. Each sealed
//! text names the master key it was made with, so that keys can be rotated.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

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
}

impl Purpose {
    fn label(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::SecretBlock => "secret-block",
            Self::DeviceBlock => "device-block",
            Self::Page => "page",
            Self::RefreshToken => "refresh-token",
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
        }
    }
}

/// The master keys, newest first. Seals with the first, opens with any.
#[derive(Clone)]
pub(crate) struct Keyring {
    masters: Vec<Master>,
}

#[derive(Clone)]
struct Master {
    /// First bytes of a hash of the key: which key a sealed text was made with. Tells nothing about the key.
    id: [u8; ID_BYTES],
    key: Zeroizing<[u8; 32]>,
}

const ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;

impl Keyring {
    /// `None` when there is no key at all.
    pub(crate) fn new(keys: impl IntoIterator<Item = [u8; 32]>) -> Option<Self> {
        let masters: Vec<_> = keys
            .into_iter()
            .map(|key| {
                let mut id = [0; ID_BYTES];
                let digest =
                    Sha256::new().chain_update(b"userpool master key id").chain_update(key).finalize();
                id.copy_from_slice(&digest[..ID_BYTES]);
                Master { id, key: Zeroizing::new(key) }
            })
            .collect();
        (!masters.is_empty()).then_some(Self { masters })
    }

    /// Seals `plaintext` for `pool` and `purpose`. `bound` is authenticated with it and must be given again to open:
    /// the key of the record it stands in, the name of the client it is for.
    ///
    /// The nonce is derived from `chance` and from everything that is sealed: should a host ever give the same chance
    /// twice, two different texts still get two nonces.
    pub(crate) fn seal(
        &self,
        pool: &str,
        purpose: Purpose,
        bound: &str,
        plaintext: &[u8],
        chance: [u8; NONCE_BYTES],
    ) -> Vec<u8> {
        let Some(master) = self.masters.first() else { return Vec::new() };
        let mut nonce = [0; NONCE_BYTES];
        let message: [&[u8]; 4] = [purpose.label().as_bytes(), &chance, bound.as_bytes(), plaintext];
        if let Some(hash) = self.keyed_hashes(pool, Purpose::Nonce, &message).next() {
            nonce.copy_from_slice(&hash[..NONCE_BYTES]);
        }
        let mut sealed = Vec::with_capacity(ID_BYTES + NONCE_BYTES + plaintext.len() + 16);
        sealed.extend_from_slice(&master.id);
        sealed.extend_from_slice(&nonce);
        let payload = Payload { msg: plaintext, aad: bound.as_bytes() };
        // The cipher refuses only plaintexts beyond 256 GiB. An empty text opens to nothing.
        match master.cipher(pool, purpose).encrypt(&XNonce::from(nonce), payload) {
            Ok(ciphertext) => sealed.extend_from_slice(&ciphertext),
            Err(_) => return Vec::new(),
        }
        sealed
    }

    /// The plaintext, if `sealed` was made here for the same pool, purpose and binding, and was not changed.
    pub(crate) fn open(
        &self,
        pool: &str,
        purpose: Purpose,
        bound: &str,
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        let (id, rest) = sealed.split_first_chunk::<ID_BYTES>()?;
        let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>()?;
        let open = |master: &Master| {
            let payload = Payload { msg: ciphertext, aad: bound.as_bytes() };
            master.cipher(pool, purpose).decrypt(&XNonce::from(*nonce), payload).ok()
        };
        self.masters.iter().filter(|master| master.id == *id).find_map(open).map(Zeroizing::new)
    }

    /// A keyed hash of `message`, under every master key, newest first: the first is what to store, all are what may
    /// be found stored.
    pub(crate) fn keyed_hashes<'a>(
        &'a self,
        pool: &'a str,
        purpose: Purpose,
        message: &'a [&'a [u8]],
    ) -> impl Iterator<Item = [u8; 32]> + 'a {
        self.masters.iter().map(move |master| {
            // HMAC takes keys of any length.
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&*master.derive(pool, purpose)) else {
                return [0; 32];
            };
            for part in message {
                mac.update(&(part.len() as u64).to_be_bytes());
                mac.update(part);
            }
            mac.finalize().into_bytes().into()
        })
    }

    /// The key of a purpose, for kernels that do their own derivation.
    pub(crate) fn key(&self, pool: &str, purpose: Purpose) -> Zeroizing<[u8; 32]> {
        // The oldest master: what is derived for users that do not exist must survive a rotation.
        self.masters.last().map(|master| master.derive(pool, purpose)).unwrap_or_default()
    }
}

impl Master {
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
    fn keyed_hashes_keep_their_parts_apart() {
        let keys = keyring(&[1]);
        let hash = |parts: &[&[u8]]| keys.keyed_hashes(POOL, Purpose::Code, parts).next();
        assert_ne!(hash(&[b"ab", b"c"]), hash(&[b"a", b"bc"]));
    }
}
