//! Self-signed certificates ([RFC 5280](https://www.rfc-editor.org/rfc/rfc5280)) for keys that sign with RSA and SHA-256.
//!
//! The code has two halves around a [`Signer`](userpool_storage_traits::Signer), as that of tokens has: [`to_sign`] makes
//! the bytes to sign and [`complete`] adds the signature.

use std::time::Duration;

use der::{
    Encode, Result, Tag,
    asn1::{AnyRef, BitStringRef, GeneralizedTime, Null, ObjectIdentifier, OctetStringRef, UintRef, UtcTime},
};
use sha2::{Digest, Sha256};
use userpool_storage_traits::PublicKey;

use crate::time::Timestamp;

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_WITH_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");

/// Version 3: the only one with extensions.
const VERSION: u8 = 2;

/// The key usages `digitalSignature` and `keyEncipherment`: the first and the third bit of a bit string, of which five bits are unused.
const USAGES: (u8, [u8; 1]) = (5, [0xA0]);

/// The first year that a UTCTime cannot express.
const YEAR_OF_GENERALIZED_TIME: u16 = 2050;

/// What the certificate says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Statement<'a> {
    /// The common name of subject and issuer.
    pub(crate) name: &'a str,
    pub(crate) key: &'a PublicKey,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

/// The `TBSCertificate` in DER, which the key signs. The same statement makes the same bytes.
pub(crate) fn to_sign(statement: Statement<'_>) -> Result<Vec<u8>> {
    let Statement { name, key, from, until } = statement;
    let PublicKey::Rsa { n, e } = key;
    let attribute =
        sequence(&[COMMON_NAME.to_der()?, AnyRef::new(Tag::Utf8String, name.as_bytes())?.to_der()?])?;
    let name = sequence(&[AnyRef::new(Tag::Set, &attribute)?.to_der()?])?;
    let rsa_key = sequence(&[UintRef::new(n)?.to_der()?, UintRef::new(e)?.to_der()?])?;
    let public_key = sequence(&[
        sequence(&[RSA_ENCRYPTION.to_der()?, Null.to_der()?])?,
        BitStringRef::from_bytes(&rsa_key)?.to_der()?,
    ])?;
    sequence(&[
        explicit(0, &VERSION.to_der()?)?,
        UintRef::new(&serial_number(n))?.to_der()?,
        signature_algorithm()?,
        name.clone(),
        sequence(&[time(from)?, time(until)?])?,
        name,
        public_key,
        explicit(3, &extensions()?)?,
    ])
}

/// The certificate in DER.
pub(crate) fn complete(signed: Vec<u8>, signature: &[u8]) -> Result<Vec<u8>> {
    sequence(&[signed, signature_algorithm()?, BitStringRef::from_bytes(signature)?.to_der()?])
}

fn signature_algorithm() -> Result<Vec<u8>> {
    sequence(&[RSA_WITH_SHA256.to_der()?, Null.to_der()?])
}

/// The key makes signatures and decrypts the keys of encrypted assertions, and is no authority.
fn extensions() -> Result<Vec<u8>> {
    let (unused_bits, bits) = USAGES;
    let usage = BitStringRef::new(unused_bits, &bits)?.to_der()?;
    sequence(&[critical(BASIC_CONSTRAINTS, &sequence(&[])?)?, critical(KEY_USAGE, &usage)?])
}

fn critical(id: ObjectIdentifier, value: &[u8]) -> Result<Vec<u8>> {
    sequence(&[id.to_der()?, true.to_der()?, OctetStringRef::new(value)?.to_der()?])
}

/// A positive number of 16 bytes, which is the same for the same key only.
fn serial_number(modulus: &[u8]) -> [u8; 16] {
    let digest = Sha256::digest(modulus);
    let mut serial = [0; 16];
    serial.copy_from_slice(&digest[..16]);
    serial[0] = serial[0] & 0x7f | 0x40;
    serial
}

fn time(at: Timestamp) -> Result<Vec<u8>> {
    let time = GeneralizedTime::from_unix_duration(Duration::from_secs(at.seconds()))?;
    let date = time.to_date_time();
    if date.year() < YEAR_OF_GENERALIZED_TIME {
        UtcTime::from_date_time(date)?.to_der()
    } else {
        time.to_der()
    }
}

fn sequence(parts: &[Vec<u8>]) -> Result<Vec<u8>> {
    AnyRef::new(Tag::Sequence, &parts.concat())?.to_der()
}

/// A value with the context-specific tag `[number] EXPLICIT`.
fn explicit(number: u32, value: &[u8]) -> Result<Vec<u8>> {
    let tag = Tag::ContextSpecific { constructed: true, number: der::TagNumber(number) };
    AnyRef::new(tag, value)?.to_der()
}
