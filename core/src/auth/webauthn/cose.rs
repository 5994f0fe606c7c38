//! Credential public keys, [RFC 9052 §7](https://www.rfc-editor.org/rfc/rfc9052#section-7) and
//! [WebAuthn §5.8.5](https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier): ES256, RS256 and EdDSA.

use p256::ecdsa::signature::Verifier as _;
use userpool_storage_traits::PublicKey;

use super::{Refusal, cbor::Reader};

/// The allowed algorithms of passkeys, by their COSE numbers, preferred first. The service documents the first two;
/// EdDSA is our addition.
pub const ALGORITHMS: [i64; 3] = [ES256, RS256, EDDSA];

const ES256: i64 = -7;
const EDDSA: i64 = -8;
const RS256: i64 = -257;

/// The public key of a passkey.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "named after the algorithms")]
pub enum CredentialKey {
    Es256(Box<p256::ecdsa::VerifyingKey>),
    EdDsa(Box<ed25519_dalek::VerifyingKey>),
    /// A `Signer` checks its signatures, as it does for tokens.
    Rs256(PublicKey),
}

/// The result of checking a signature.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Proof<'a> {
    /// The owner of the key made the signature.
    Valid,
    /// The signature does not match.
    Invalid,
    /// A `Signer` must check the RS256 signature with this key.
    Rsa(&'a PublicKey),
}

/// The members of a COSE_Key that these algorithms need. What `-1` to `-3` mean depends on the key type.
#[derive(Debug, Default)]
struct Members<'a> {
    kty: Option<i64>,
    alg: Option<i64>,
    crv: Option<i64>,
    /// `n` of an RSA key.
    minus_one: Option<&'a [u8]>,
    /// `x`, or `e` of an RSA key.
    minus_two: Option<&'a [u8]>,
    /// `y`.
    minus_three: Option<&'a [u8]>,
}

impl CredentialKey {
    /// Parses a COSE_Key that takes up all bytes.
    ///
    /// # Errors
    /// For CBOR that is not a map of this kind, for other algorithms, and for invalid keys: a point that is not on the
    /// curve, a modulus that is too small.
    pub fn parse(cose: &[u8]) -> Result<Self, Refusal> {
        let members = Members::read(cose)?;
        match (members.alg, members.kty, members.crv) {
            // EC2 on P-256.
            (Some(ES256), Some(2), Some(1)) => members.es256(),
            // OKP on Ed25519.
            (Some(EDDSA), Some(1), Some(6)) => members.eddsa(),
            (Some(RS256), Some(3), None) => members.rs256(),
            _ => Err(Refusal::Algorithm),
        }
    }

    /// Checks a signature over `message`.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Proof<'_> {
        let valid = match self {
            Self::Es256(key) => {
                // Authenticators encode signatures in DER: WebAuthn §6.5.5.
                p256::ecdsa::Signature::from_der(signature)
                    .is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            Self::EdDsa(key) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            Self::Rs256(key) => return Proof::Rsa(key),
        };
        if valid { Proof::Valid } else { Proof::Invalid }
    }
}

impl<'a> Members<'a> {
    fn read(cose: &'a [u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(cose);
        let mut members = Self::default();
        for _ in 0..reader.map()? {
            let label = reader.integer()?;
            let mut value = Reader::new(reader.skip()?);
            let mut same = value;
            let twice = match label {
                1 => members.kty.replace(value.integer()?).is_some(),
                3 => members.alg.replace(value.integer()?).is_some(),
                -1 => match value.bytes() {
                    Ok(bytes) => members.minus_one.replace(bytes).is_some(),
                    Err(_) => members.crv.replace(same.integer()?).is_some(),
                },
                -2 => members.minus_two.replace(value.bytes()?).is_some(),
                -3 => members.minus_three.replace(value.bytes()?).is_some(),
                _ => false,
            };
            if twice {
                return Err(Refusal::Malformed("COSE key"));
            }
        }
        if reader.rest().is_empty() { Ok(members) } else { Err(Refusal::Malformed("COSE key")) }
    }

    fn es256(&self) -> Result<CredentialKey, Refusal> {
        let x: [u8; 32] = array(self.minus_two)?;
        let y: [u8; 32] = array(self.minus_three)?;
        let mut point = [4; 65];
        point[1..33].copy_from_slice(&x);
        point[33..].copy_from_slice(&y);
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).map_err(|_| Refusal::Algorithm)?;
        Ok(CredentialKey::Es256(Box::new(key)))
    }

    fn eddsa(&self) -> Result<CredentialKey, Refusal> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(&array(self.minus_two)?)
            .ok()
            .filter(|key| !key.is_weak())
            .ok_or(Refusal::Algorithm)?;
        Ok(CredentialKey::EdDsa(Box::new(key)))
    }

    /// As strict as the signers, so that they can check signatures of every registered key.
    fn rs256(&self) -> Result<CredentialKey, Refusal> {
        let n = self.minus_one.unwrap_or_default();
        let e = self.minus_two.unwrap_or_default();
        let bits = n.first().map_or(0, |first| n.len() * 8 - first.leading_zeros() as usize);
        let odd = n.last().is_some_and(|last| last % 2 == 1);
        if n.first() == Some(&0) || !odd || !(2048..=4096).contains(&bits) || e != [1, 0, 1] {
            return Err(Refusal::Algorithm);
        }
        Ok(CredentialKey::Rs256(PublicKey::Rsa { n: n.to_vec(), e: e.to_vec() }))
    }
}

fn array<const N: usize>(bytes: Option<&[u8]>) -> Result<[u8; N], Refusal> {
    bytes.and_then(|bytes| bytes.try_into().ok()).ok_or(Refusal::Malformed("COSE key"))
}
