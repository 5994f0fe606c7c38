//! Algorithms that user import jobs do not know, for files of lines that come from other systems.

use aes::Aes256;
use base64::Engine as _;
use ctr::{
    Ctr128BE,
    cipher::{KeyIvInit as _, StreamCipher as _},
};
use zeroize::Zeroizing;

use super::{Argon2Cost, BASE64, Limits, argon2, number, pbkdf2, scrypt_log_n};

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Algorithm {
    /// Argon2i, Argon2d or Argon2id: the text says which one.
    Argon2,
    Pbkdf2Sha1,
    Pbkdf2Sha512,
    /// Firebase's own algorithm: scrypt, and AES with the derived key.
    FirebaseScrypt,
    /// The scheme `$6$` of `crypt(3)`.
    Sha512Crypt,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Cost {
    Argon2 { kind: argon2::Algorithm, cost: Argon2Cost },
    Pbkdf2Sha1 { iterations: u32 },
    Pbkdf2Sha512 { iterations: u32 },
    FirebaseScrypt { log_n: u8, r: u32 },
    Sha512Crypt { rounds: u32 },
}

/// What a text says: the cost, the salt and the hash.
type Parts = (Cost, Vec<u8>, Vec<u8>);

const SHA512_CRYPT_ROUNDS_MAX: u32 = 1_000_000;

/// Most bytes that SHA-512 crypt hashes for one password, about: each round hashes the password up to twice.
const SHA512_CRYPT_WORK_MAX: u64 = 500_000_000;

/// What a round of SHA-512 crypt hashes besides the password.
const SHA512_CRYPT_ROUND_BYTES: u64 = 128;

/// The characters of [`crypt_bytes`], in the order of their values.
const CRYPT_ALPHABET: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Firebase encrypts its signer key of 64 bytes. Others that use its algorithm may have a shorter one.
const SIGNER_KEY_BYTES: std::ops::RangeInclusive<usize> = 32..=64;

impl Algorithm {
    /// The algorithm of this name in a file of lines.
    pub(super) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "ARGON2" => Self::Argon2,
            "PBKDF2_SHA1" => Self::Pbkdf2Sha1,
            "PBKDF2_SHA512" => Self::Pbkdf2Sha512,
            "FIREBASE_SCRYPT" => Self::FirebaseScrypt,
            "SHA512_CRYPT" => Self::Sha512Crypt,
            _ => return None,
        })
    }

    /// Reads a hash. `None` if it is malformed or beyond the limits.
    pub(super) fn read(self, limits: &Limits, text: &str) -> Option<Parts> {
        match self {
            Self::Argon2 => {
                let (kind, rest) = text.strip_prefix('$')?.split_once('$')?;
                let kind = match kind {
                    "argon2i" => argon2::Algorithm::Argon2i,
                    "argon2d" => argon2::Algorithm::Argon2d,
                    "argon2id" => argon2::Algorithm::Argon2id,
                    _ => return None,
                };
                let (cost, salt, hash) = argon2(limits, rest)?;
                Some((Cost::Argon2 { kind, cost }, salt, hash))
            }
            Self::Pbkdf2Sha1 => {
                let rest = text.strip_prefix("$pbkdf2-sha1$").or_else(|| text.strip_prefix("$pbkdf2$"))?;
                let (iterations, salt, hash) = pbkdf2(limits, rest, 20)?;
                Some((Cost::Pbkdf2Sha1 { iterations }, salt, hash))
            }
            Self::Pbkdf2Sha512 => {
                let (iterations, salt, hash) = pbkdf2(limits, text.strip_prefix("$pbkdf2-sha512$")?, 64)?;
                // An iteration takes longer than twice one with SHA-256.
                (iterations <= limits.pbkdf2_iterations / 2).then_some(())?;
                Some((Cost::Pbkdf2Sha512 { iterations }, salt, hash))
            }
            Self::FirebaseScrypt => firebase_scrypt(limits, text),
            Self::Sha512Crypt => sha512_crypt(text),
        }
    }
}

impl Cost {
    /// Computes the hash of a password.
    pub(super) fn compute(self, password: &[u8], salt: &[u8], output: &mut [u8]) -> Option<()> {
        match self {
            Self::Argon2 { kind, cost: Argon2Cost { version, m, t, p } } => {
                let version = argon2::Version::try_from(version).ok()?;
                let params = argon2::Params::new(m, t, p, Some(output.len())).ok()?;
                argon2::Argon2::new(kind, version, params).hash_password_into(password, salt, output).ok()?;
            }
            Self::Pbkdf2Sha1 { iterations } => {
                pbkdf2::pbkdf2_hmac::<sha1::Sha1>(password, salt, iterations, output);
            }
            Self::Pbkdf2Sha512 { iterations } => {
                pbkdf2::pbkdf2_hmac::<sha2::Sha512>(password, salt, iterations, output);
            }
            Self::FirebaseScrypt { log_n, r } => {
                let params = scrypt::Params::new(log_n, r, 1).ok()?;
                let mut key = Zeroizing::new([0; 32]);
                scrypt::scrypt(password, salt, &params, &mut *key).ok()?;
                Ctr128BE::<Aes256>::new((&*key).into(), &[0; 16].into()).try_apply_keystream(output).ok()?;
            }
            Self::Sha512Crypt { rounds } => {
                let work = u64::from(rounds) * (2 * password.len() as u64 + SHA512_CRYPT_ROUND_BYTES);
                if work > SHA512_CRYPT_WORK_MAX {
                    return None;
                }
                let params = sha_crypt::Params::new(rounds).ok()?;
                let computed = Zeroizing::new(sha_crypt::sha512_crypt(password, salt, params));
                output.copy_from_slice(computed.get(..output.len())?);
            }
        }
        Some(())
    }
}

/// `$firebase-scrypt$r=8,m=14$salt$separator$signer key$hash`, the last four in base64: `rounds` and `mem_cost` of a project's
/// parameters, the user's salt, `base64_salt_separator` and `base64_signer_key` of the parameters, the user's hash.
///
/// The hash is the signer key, encrypted with AES-256-CTR under a key that scrypt derives. So hash and signer key together are the stream
/// of the cipher, which is compared in place of the hash: then nothing else of the project needs to be kept.
fn firebase_scrypt(limits: &Limits, text: &str) -> Option<Parts> {
    let mut parts = text.strip_prefix("$firebase-scrypt$")?.split('$');
    let (r, m) = parts.next()?.split_once(',')?;
    let (r, m) = (number(r.strip_prefix("r=")?)?, number(m.strip_prefix("m=")?)?);
    let mut bytes = || BASE64.decode(parts.next()?).ok();
    let (mut salt, separator, signer_key, mut hash) = (bytes()?, bytes()?, bytes()?, bytes()?);
    let is_whole = SIGNER_KEY_BYTES.contains(&signer_key.len()) && hash.len() == signer_key.len();
    if parts.next().is_some() || !is_whole {
        return None;
    }
    let log_n = scrypt_log_n(limits, 1_u64.checked_shl(m)?, r, 1)?;
    salt.extend(separator);
    hash.iter_mut().zip(signer_key).for_each(|(byte, key)| *byte ^= key);
    Some((Cost::FirebaseScrypt { log_n, r }, salt, hash))
}

/// `$6$rounds=5000$salt$hash`. Without `rounds=` there are 5000.
fn sha512_crypt(text: &str) -> Option<Parts> {
    let mut parts = text.strip_prefix("$6$")?.split('$').peekable();
    let rounds = match parts.next_if(|part| part.starts_with("rounds=")) {
        Some(rounds) => number(rounds.strip_prefix("rounds=")?)?,
        None => sha_crypt::Params::RECOMMENDED_ROUNDS,
    };
    let (salt, hash) = (parts.next()?, parts.next()?);
    let fits = (sha_crypt::Params::ROUNDS_MIN..=SHA512_CRYPT_ROUNDS_MAX).contains(&rounds)
        && (1..=16).contains(&salt.len());
    if !fits || parts.next().is_some() {
        return None;
    }
    Some((Cost::Sha512Crypt { rounds }, salt.as_bytes().to_vec(), crypt_bytes(hash)?))
}

/// The 64 bytes that 86 characters of `crypt(3)` stand for. Four characters, the lowest bits first, are three bytes, which come from
/// all thirds of the hash in turn.
fn crypt_bytes(text: &str) -> Option<Vec<u8>> {
    if text.len() != 86 {
        return None;
    }
    let mut bytes = vec![0; 64];
    for (number, group) in text.as_bytes().chunks(4).enumerate() {
        let mut bits = 0_u32;
        for character in group.iter().rev() {
            let value = CRYPT_ALPHABET.iter().position(|known| known == character)?;
            bits = (bits << 6) | u32::try_from(value).ok()?;
        }
        let mut places = [number, number + 21, number + 42];
        places.rotate_left(number % 3);
        let [low, middle, high, _] = bits.to_le_bytes();
        // The last two characters are the last byte.
        let group: &[(usize, u8)] = if number == 21 {
            &[(63, low)]
        } else {
            &[(places[2], low), (places[1], middle), (places[0], high)]
        };
        for (place, byte) in group {
            *bytes.get_mut(*place)? = *byte;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
