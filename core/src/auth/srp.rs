//! SRP-6a as Cognito uses it: signing in with a password that is never sent.
//!
//! The server stores a [`Salt`] and a [`Verifier`], v = g^x, where x is a hash of the salt and the password. A sign-in
//! has two steps, each a function without access to the store:
//!
//! 1. `InitiateAuth` brings the client's [`PublicValue`] A. [`ServerEphemeral::new`] draws b and
//!    makes B = k·v + g^b.
//! 2. `RespondToAuthChallenge` brings a signature. [`ServerEphemeral::session_key`] computes
//!    S = (A·v^u)^b, from which the [`SessionKey`] is derived, and [`SessionKey::verify_claim`]
//!    compares the signature with our own.
//!
//! Each step costs one exponentiation with a secret exponent. All computations with b, x, v, S or the key take constant
//! time (with one harmless exception, described at the key). Only the time for A, B and u, which are public, may depend
//! on their values.
//!
//! Cognito differs from [RFC 5054](https://www.rfc-editor.org/rfc/rfc5054): g is 2, numbers are hashed in Java's
//! shortest form (`padHex`) instead of the width of N, the key comes from HKDF, and the client proves its knowledge by
//! signing an opaque block and the time. Remembered devices use the same protocol with other names; see [`Identity`].

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use self::group::Element;
use crate::mac::hmac_sha256;

pub(crate) mod group;
mod hex;
mod pretended;
pub mod timestamp;

pub use self::pretended::Pretended;

/// Why a value from a client is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SrpError {
    /// The text is empty or has a character that is not a hexadecimal digit.
    #[error("the number is not hexadecimal")]
    NotHex,

    /// The text is not in the standard base64 alphabet, or has no padding.
    #[error("the number is not base64")]
    NotBase64,

    /// Zero, which would reveal the key whatever the password is, or too large.
    ///
    /// Public values and verifiers must be less than N. A client never computes a larger one. So every value has one
    /// representation, and none is congruent to zero.
    #[error("the number is zero or too large")]
    OutOfRange,

    /// u is zero, so the result would not depend on the password.
    #[error("the hash of both public values is zero")]
    ZeroScrambler,
}

/// The identity of a user or device: the two names that are hashed with the password and signed by the client.
///
/// The names never change, because a verifier works only with the names it was derived from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Identity<'a> {
    names: [&'a str; 2],
}

impl<'a> Identity<'a> {
    /// A user, by the name of the pool ([`pool_name`] of its id) and `USER_ID_FOR_SRP`.
    pub fn user(pool_name: &'a str, user_id: &'a str) -> Self {
        Self { names: [pool_name, user_id] }
    }

    /// A remembered device, by its group key and its own key.
    pub fn device(device_group_key: &'a str, device_key: &'a str) -> Self {
        Self { names: [device_group_key, device_key] }
    }

    /// SHA256(names ‖ ":" ‖ password).
    pub(crate) fn hash(&self, password: &str) -> Zeroizing<[u8; 32]> {
        let [first, second] = self.names;
        sha256(&[first.as_bytes(), second.as_bytes(), b":", password.as_bytes()])
    }

    /// x = SHA256(pad(salt) ‖ hash).
    pub(crate) fn exponent(&self, password: &str, salt: &Salt) -> Zeroizing<[u8; 32]> {
        let [zero, digits] = hex::padded(&salt.bytes);
        sha256(&[zero, digits, &*self.hash(password)])
    }
}

/// The part of a user pool's id after the region: `Vect0rOne` of `us-east-1_Vect0rOne`.
pub fn pool_name(pool_id: &str) -> &str {
    pool_id.split_once('_').map_or(pool_id, |(_, name)| name)
}

/// A value that is hashed with the password, so that equal passwords have different verifiers.
///
/// Cognito's clients treat a salt as a number: some pad its text and others its value. Both agree only on text without
/// leading zeros, so [`hex`](Self::hex) returns no other form.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Salt {
    /// Big-endian without leading zeros, never empty.
    bytes: Vec<u8>,
}

impl Salt {
    /// Far more than the 16 bytes every known client uses.
    const BYTES_MAX: usize = 64;

    /// A new salt. Its first digit is never zero, so that it always has 32 digits, like Cognito's salts.
    pub fn from_random(mut random: [u8; 16]) -> Self {
        if random[0] < 0x10 {
            random[0] |= 0x10;
        }
        Self { bytes: random.to_vec() }
    }

    /// A stored salt or one that a device sent: a big-endian number that is not zero.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SrpError> {
        let bytes = hex::minimal(bytes);
        if bytes.is_empty() || bytes.len() > Self::BYTES_MAX {
            return Err(SrpError::OutOfRange);
        }
        Ok(Self { bytes: bytes.to_vec() })
    }

    /// The challenge parameter `SALT`, as a client reads it.
    pub fn from_hex(text: &str) -> Result<Self, SrpError> {
        Self::from_bytes(&hex::decode::<{ Self::BYTES_MAX }>(text)?)
    }

    /// Lower-case digits without leading zeros: the challenge parameter `SALT`.
    pub fn hex(&self) -> String {
        hex::encode(&self.bytes)
    }

    /// Big-endian without leading zeros.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// v = g^x: enough to check a password, and the only part of the password that is stored.
///
/// An attacker who has it can guess passwords at the cost of one exponentiation each, and can impersonate the server.
/// So it is stored sealed.
#[derive(Clone)]
pub struct Verifier(Element);

impl Verifier {
    /// Length of [`to_bytes`](Self::to_bytes).
    pub const BYTES: usize = group::BYTES;

    /// Costs one exponentiation.
    pub fn derive(identity: &Identity<'_>, password: &str, salt: &Salt) -> Self {
        Self(Element::generator_pow(&*identity.exponent(password, salt)))
    }

    /// Reads a stored verifier or one that a device sent: a big-endian number, at least 1 and less than N.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SrpError> {
        let (excess, digits) = bytes.split_at(bytes.len().saturating_sub(Self::BYTES));
        let mut number = Zeroizing::new([0; Self::BYTES]);
        number[Self::BYTES - digits.len()..].copy_from_slice(digits);
        if excess.iter().any(|&byte| byte != 0) || !group::is_canonical(&number) {
            return Err(SrpError::OutOfRange);
        }
        Ok(Self(Element::reduce(&number)))
    }

    /// Big-endian, in the full width of N.
    pub fn to_bytes(&self) -> Zeroizing<[u8; Self::BYTES]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Checks a password that the client sent. Costs one exponentiation and compares in constant time.
    pub fn matches_password(&self, identity: &Identity<'_>, password: &str, salt: &Salt) -> bool {
        self.0.equals(&Self::derive(identity, password, salt).0)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier(…)")
    }
}

/// Reads the `DeviceSecretVerifierConfig` of `ConfirmDevice`: base64 of the `padHex` bytes, which sometimes begin with
/// `00`.
pub fn device_verifier(salt: &str, password_verifier: &str) -> Result<(Salt, Verifier), SrpError> {
    let salt = BASE64.decode(salt).map_err(|_| SrpError::NotBase64)?;
    let verifier = Zeroizing::new(BASE64.decode(password_verifier).map_err(|_| SrpError::NotBase64)?);
    Ok((Salt::from_bytes(&salt)?, Verifier::from_bytes(&verifier)?))
}

/// `SRP_A` or `SRP_B`: the value that one side sends to the other.
#[derive(Clone, Eq, PartialEq)]
pub struct PublicValue([u8; group::BYTES]);

impl PublicValue {
    /// Length of [`as_bytes`](Self::as_bytes).
    pub const BYTES: usize = group::BYTES;

    /// Reads hexadecimal digits of either case, also an odd number of them. Leading zeros are ignored.
    ///
    /// Fails unless the number is at least 1 and less than N, which excludes all multiples of N. [RFC 5054
    /// §2.5.4](https://www.rfc-editor.org/rfc/rfc5054#section-2.5.4)
    pub fn from_hex(text: &str) -> Result<Self, SrpError> {
        Self::from_bytes(hex::decode(text)?)
    }

    /// Reads the result of [`as_bytes`](Self::as_bytes), with the same conditions as [`from_hex`](Self::from_hex).
    pub fn from_bytes(bytes: [u8; Self::BYTES]) -> Result<Self, SrpError> {
        if group::is_canonical(&bytes) { Ok(Self(bytes)) } else { Err(SrpError::OutOfRange) }
    }

    /// Lower-case digits without leading zeros, the form that both sides send.
    pub fn hex(&self) -> String {
        hex::encode(&self.0)
    }

    /// Big-endian, in the full width of N.
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// Converts a number that the group arithmetic computed.
    ///
    /// It must not be zero, which [`from_bytes`](Self::from_bytes) refuses. A power of g cannot be zero, and for B this
    /// is as unlikely as guessing a number of N's 3072 bits.
    fn from_element(element: &Element) -> Self {
        Self(element.to_bytes())
    }
}

impl fmt::Debug for PublicValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicValue({})", self.hex())
    }
}

/// A stored password, opened.
#[derive(Debug)]
pub(crate) struct OpenPassword {
    pub(crate) salt: Salt,
    pub(crate) verifier: Verifier,
}

/// The server's values in one sign-in: the secret b, and B, which the client gets as `SRP_B`.
///
/// Between the two steps both are sealed into `SECRET_BLOCK`; storing B saves computing it again.
#[derive(Clone)]
pub struct ServerEphemeral {
    secret: Zeroizing<[u8; 32]>,
    public: PublicValue,
}

impl ServerEphemeral {
    /// First step: B = k·v + g^b. Costs one exponentiation.
    /// b must be newly drawn for every sign-in: an attacker who sees the same b with two values of v learns something
    /// about both.
    /// about both.
    pub fn new(verifier: &Verifier, random: [u8; 32]) -> Self {
        let secret = Zeroizing::new(random);
        let public = server_public(verifier, &*secret);
        Self { secret, public }
    }

    /// Restores the values that were sealed between the steps.
    pub fn from_parts(secret: [u8; 32], public: PublicValue) -> Self {
        Self { secret: Zeroizing::new(secret), public }
    }

    /// b. Together with B it reveals v, so it must be sealed wherever it is stored or sent.
    pub fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// B.
    pub fn public(&self) -> &PublicValue {
        &self.public
    }

    /// Second step: S = (A·v^u)^b and the key derived from it. Costs one exponentiation with a
    /// secret exponent, and one with the public u.
    pub fn session_key(
        &self,
        client_public: &PublicValue,
        verifier: &Verifier,
    ) -> Result<SessionKey, SrpError> {
        let scrambler = Scrambler::new(client_public, &self.public)?;
        let secret = server_secret(client_public, &scrambler, &*self.secret, verifier);
        Ok(SessionKey::derive(&scrambler, &secret))
    }
}

impl fmt::Debug for ServerEphemeral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerEphemeral").field("public", &self.public).finish_non_exhaustive()
    }
}

/// B = k·v + g^b.
fn server_public(verifier: &Verifier, b: &[u8]) -> PublicValue {
    PublicValue::from_element(&verifier.0.times_k().add(&Element::generator_pow(b)))
}

/// S = (A·v^u)^b.
fn server_secret(client_public: &PublicValue, u: &Scrambler, b: &[u8], verifier: &Verifier) -> Element {
    Element::reduce(&client_public.0).mul(&verifier.0.pow_public(&u.0)).pow(b)
}

/// A = g^a.
#[cfg(any(feature = "client", test))]
pub(crate) fn client_public(a: &[u8]) -> PublicValue {
    PublicValue::from_element(&Element::generator_pow(a))
}

/// The client's side of the second step: S = (B − k·g^x)^(a + u·x) and the key derived from it. `x` is
/// [`Identity::exponent`].
#[cfg(any(feature = "client", test))]
pub(crate) fn client_session_key(
    a: &[u8],
    client_public: &PublicValue,
    server_public: &PublicValue,
    x: &[u8],
) -> Result<SessionKey, SrpError> {
    let scrambler = Scrambler::new(client_public, server_public)?;
    let verifier = Element::generator_pow(x);
    let base = Element::reduce(&server_public.0).sub(&verifier.times_k());
    // Two powers instead of one, so that no exponent is longer than a hash.
    let secret = base.pow(a).mul(&base.pow(x).pow_public(&scrambler.0));
    Ok(SessionKey::derive(&scrambler, &secret))
}

/// u = SHA256(pad(A) ‖ pad(B)), never zero. It is public.
#[derive(Debug)]
struct Scrambler([u8; 32]);

impl Scrambler {
    fn new(client_public: &PublicValue, server_public: &PublicValue) -> Result<Self, SrpError> {
        let ([zero_a, a], [zero_b, b]) = (hex::padded(&client_public.0), hex::padded(&server_public.0));
        Self::from_hash(*sha256(&[zero_a, a, zero_b, b]))
    }

    fn from_hash(hash: [u8; 32]) -> Result<Self, SrpError> {
        if hash == [0; 32] { Err(SrpError::ZeroScrambler) } else { Ok(Self(hash)) }
    }
}

/// K: the key that both sides share if the password was right, and only then.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SessionKey([u8; 16]);

impl SessionKey {
    const INFO: &'static [u8] = b"Caldera Derived Key";

    /// [HKDF](https://www.rfc-editor.org/rfc/rfc5869) of pad(S) with the salt pad(u), cut to 16
    /// bytes. One block is enough, so expanding is a single HMAC.
    ///
    /// `padHex` drops leading zeros, and only here does the time depend on a secret: it reveals, in one of 256
    /// sign-ins, that S begins with a zero byte. An attacker cannot use this, because every sign-in has another b and
    /// so another S.
    fn derive(scrambler: &Scrambler, secret: &Element) -> Self {
        let prk = Self::extract(scrambler, secret);
        let block = Zeroizing::new(hmac_sha256(&*prk, &[Self::INFO, &[1]]));
        let mut key = Self([0; 16]);
        key.0.copy_from_slice(&block[..16]);
        key
    }

    fn extract(scrambler: &Scrambler, secret: &Element) -> Zeroizing<[u8; 32]> {
        let secret = Zeroizing::new(secret.to_bytes());
        Zeroizing::new(hmac_sha256(&hex::padded(&scrambler.0).concat(), &hex::padded(&*secret)))
    }

    /// The signature that proves knowledge of the password: `PASSWORD_CLAIM_SIGNATURE` before base64 encoding.
    ///
    /// `secret_block` is the decoded `SECRET_BLOCK`, and `timestamp` the text exactly as the client
    /// sent it.
    pub fn claim(&self, identity: &Identity<'_>, secret_block: &[u8], timestamp: &str) -> [u8; 32] {
        let [first, second] = identity.names;
        hmac_sha256(&self.0, &[first.as_bytes(), second.as_bytes(), secret_block, timestamp.as_bytes()])
    }

    /// Whether `signature` is the base64 form of our own [`claim`](Self::claim), and the timestamp is well formed.
    ///
    /// Compares in constant time, so that timing does not reveal how much of the proof was right. The age of the
    /// timestamp is not checked: Cognito documents no allowed skew, and the age of the secret block limits the time.
    pub fn verify_claim(
        &self,
        identity: &Identity<'_>,
        secret_block: &[u8],
        timestamp: &str,
        signature: &str,
    ) -> bool {
        let Ok(signature) = BASE64.decode(signature) else {
            return false;
        };
        let expected = Zeroizing::new(self.claim(identity, secret_block, timestamp));
        let equal: bool = expected.as_slice().ct_eq(&signature).into();
        equal && timestamp::parse(timestamp).is_some()
    }
}

/// Whether signature and timestamp are well formed. Checked before a session key is computed; the result depends on the
/// request alone.
pub(crate) fn is_claim(timestamp: &str, signature: &str) -> bool {
    BASE64.decode(signature).is_ok_and(|signature| signature.len() == 32)
        && timestamp::parse(timestamp).is_some()
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKey(…)")
    }
}

/// The bytes that a device sends for its salt and verifier.
#[cfg(feature = "client")]
pub(crate) fn pad_hex(number: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(hex::padded(number).concat())
}

fn sha256(parts: &[&[u8]]) -> Zeroizing<[u8; 32]> {
    let hash = parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part));
    Zeroizing::new(hash.finalize().into())
}

#[cfg(test)]
mod tests;
