//! Keys that verify signatures, from certificates.

use der::{
    Decode, Reader, SliceReader, Tag, TagNumber, Tagged as _,
    asn1::{AnyRef, BitStringRef, ObjectIdentifier},
};
use p256::ecdsa::{self, signature::Verifier as _};
use rsa::{Pkcs1v15Sign, RsaPublicKey, pkcs1::DecodeRsaPublicKey as _, traits::PublicKeyParts as _};
use sha2::{Digest, Sha256, Sha384, Sha512};

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const EC_PUBLIC_KEY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256_CURVE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");

/// Smaller keys can be broken; larger ones cost more time than a caller without a password should be able to cause.
const RSA_BITS: std::ops::RangeInclusive<u32> = 2048..=4096;

/// A signature algorithm of [RFC 9231](https://www.rfc-editor.org/rfc/rfc9231) that is accepted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Algorithm {
    RsaSha256,
    RsaSha384,
    RsaSha512,
    /// With P-256.
    EcdsaSha256,
}

impl Algorithm {
    /// By its URI in `SignatureMethod`.
    pub(super) fn of(uri: &str) -> Option<Self> {
        match uri {
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => Some(Self::RsaSha256),
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384" => Some(Self::RsaSha384),
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512" => Some(Self::RsaSha512),
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256" => Some(Self::EcdsaSha256),
            _ => None,
        }
    }
}

/// A public key of an identity provider.
#[derive(Clone, Debug)]
pub(super) enum Key {
    Rsa(Box<RsaPublicKey>),
    P256(Box<ecdsa::VerifyingKey>),
}

impl Key {
    /// The key of a certificate in DER, if it can verify one of the accepted algorithms. Nothing else of the certificate is
    /// read: SAML trusts a certificate because the metadata names it, whatever its issuer, dates and extensions
    /// ([SAML metadata interoperability profile](https://docs.oasis-open.org/security/saml/Post2.0/sstc-metadata-iop.html)).
    pub(super) fn of_certificate(certificate: &[u8]) -> Option<Self> {
        Self::of_spki(subject_public_key_info(certificate).ok()?)
    }

    fn of_spki(spki: AnyRef<'_>) -> Option<Self> {
        let (algorithm, parameters, key) = spki_parts(spki).ok()?;
        match algorithm {
            RSA_ENCRYPTION => {
                let key = RsaPublicKey::from_pkcs1_der(key).ok()?;
                RSA_BITS.contains(&key.n().bits_vartime()).then(|| Self::Rsa(Box::new(key)))
            }
            EC_PUBLIC_KEY => {
                let curve = parameters?.decode_as::<ObjectIdentifier>().ok()?;
                let key = ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
                (curve == P256_CURVE).then(|| Self::P256(Box::new(key)))
            }
            _ => None,
        }
    }

    /// Whether this key made the signature. An algorithm for keys of another kind never matches.
    pub(super) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match (self, algorithm) {
            (Self::Rsa(key), Algorithm::RsaSha256) => {
                let padding = Pkcs1v15Sign::new::<Sha256>();
                key.verify(padding, &Sha256::digest(message), signature).is_ok()
            }
            (Self::Rsa(key), Algorithm::RsaSha384) => {
                let padding = Pkcs1v15Sign::new::<Sha384>();
                key.verify(padding, &Sha384::digest(message), signature).is_ok()
            }
            (Self::Rsa(key), Algorithm::RsaSha512) => {
                let padding = Pkcs1v15Sign::new::<Sha512>();
                key.verify(padding, &Sha512::digest(message), signature).is_ok()
            }
            (Self::P256(key), Algorithm::EcdsaSha256) => {
                let signature = ecdsa::Signature::from_slice(signature);
                signature.is_ok_and(|signature| key.verify(message, &signature).is_ok())
            }
            (Self::Rsa(_), Algorithm::EcdsaSha256) | (Self::P256(_), _) => false,
        }
    }
}

/// The `SubjectPublicKeyInfo` of a certificate, which stands behind five fields that are not read.
fn subject_public_key_info(certificate: &[u8]) -> der::Result<AnyRef<'_>> {
    let version = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };
    let statement = AnyRef::from_der(certificate)?.value();
    let statement = AnyRef::decode(&mut SliceReader::new(statement)?)?.value();
    let mut fields = SliceReader::new(statement)?;
    if AnyRef::decode(&mut fields)?.tag() == version {
        // What was read was the version, and this is the serial number.
        AnyRef::decode(&mut fields)?;
    }
    for _signature_issuer_validity_subject in 0..4 {
        AnyRef::decode(&mut fields)?;
    }
    AnyRef::decode(&mut fields)
}

/// Algorithm, parameters and key of a `SubjectPublicKeyInfo`.
fn spki_parts(spki: AnyRef<'_>) -> der::Result<(ObjectIdentifier, Option<AnyRef<'_>>, &[u8])> {
    let mut fields = SliceReader::new(spki.value())?;
    let algorithm = AnyRef::decode(&mut fields)?;
    let key = BitStringRef::decode(&mut fields)?;
    let mut algorithm = SliceReader::new(algorithm.value())?;
    let id = ObjectIdentifier::decode(&mut algorithm)?;
    let parameters = match algorithm.is_finished() {
        true => None,
        false => Some(AnyRef::decode(&mut algorithm)?),
    };
    let key = key.as_bytes().ok_or_else(|| Tag::BitString.value_error())?;
    Ok((id, parameters, key))
}
