//! Ceremonies from other implementations, and modified ones.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use proptest::prelude::*;
use serde::Deserialize;
use userpool_storage_traits::{Signer as _, conformance::block_on};

use super::*;
use crate::RsaSigner;

/// See `core/tests/data/webauthn/README.md`.
const FILES: [&str; 2] = [
    include_str!("../../../tests/data/webauthn/fido2-vectors.json"),
    include_str!("../../../tests/data/webauthn/w3c-vectors.json"),
];

#[derive(Deserialize)]
struct File {
    vectors: Vec<Vector>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vector {
    name: String,
    alg: i64,
    rp_id: String,
    origin: String,
    credential_id: String,
    user_verified: bool,
    counter: u32,
    registration: Registration,
    assertion: Signed,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registration {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Signed {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    authenticator_data: String,
    signature: String,
}

fn vectors() -> Vec<Vector> {
    FILES.iter().flat_map(|file| serde_json::from_str::<File>(file).unwrap().vectors).collect()
}

fn bytes(text: &str) -> Vec<u8> {
    BASE64URL.decode(text).unwrap()
}

impl Vector {
    fn rp(&self) -> RelyingParty {
        RelyingParty { id: self.rp_id.clone(), user_verification: UserVerification::Preferred }
    }

    fn register(&self, rp: &RelyingParty) -> Result<NewCredential, Refusal> {
        let client_data = ClientData::parse(&bytes(&self.registration.client_data), Ceremony::Create)?;
        register(&client_data, &bytes(&self.registration.attestation_object), rp)
    }

    fn assertion(&self, rp: &RelyingParty) -> Result<Assertion, Refusal> {
        let client_data = ClientData::parse(&bytes(&self.assertion.client_data), Ceremony::Get)?;
        assertion(&client_data, &bytes(&self.assertion.authenticator_data), rp)
    }
}

fn is_valid(key: &CredentialKey, message: &[u8], signature: &[u8]) -> bool {
    match key.verify(message, signature) {
        Proof::Valid => true,
        Proof::Invalid => false,
        Proof::Rsa(key) => block_on(RsaSigner::new().verify(key, message, signature)).unwrap(),
    }
}

#[test]
fn ceremonies_of_other_implementations_are_accepted() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 7);
    for vector in vectors {
        let rp = vector.rp();
        let credential = vector.register(&rp).unwrap();
        assert_eq!(credential.id, bytes(&vector.credential_id), "{}", vector.name);
        assert_eq!(credential.counter, vector.counter, "{}", vector.name);
        assert_eq!(credential.user_verified, vector.user_verified, "{}", vector.name);

        let key = CredentialKey::parse(&credential.public_key).unwrap();
        let kind = match &key {
            CredentialKey::Es256(_) => -7,
            CredentialKey::EdDsa(_) => -8,
            CredentialKey::Rs256(_) => -257,
        };
        assert_eq!(kind, vector.alg, "{}", vector.name);

        let assertion = vector.assertion(&rp).unwrap();
        let signature = bytes(&vector.assertion.signature);
        assert!(is_valid(&key, &assertion.message, &signature), "{}", vector.name);
        assert_eq!(assertion.backup_eligible, credential.backup_eligible);
        assert_eq!(assertion.user_verified, vector.user_verified, "{}", vector.name);
        assert_eq!(assertion.check_counter(credential.counter), Ok(()), "{}", vector.name);
    }
}

#[test]
fn a_signature_is_valid_for_its_message_and_key_only() {
    let vectors = vectors();
    for vector in &vectors {
        let key = CredentialKey::parse(&vector.register(&vector.rp()).unwrap().public_key).unwrap();
        let message = vector.assertion(&vector.rp()).unwrap().message;
        let signature = bytes(&vector.assertion.signature);
        for bit in 0..8 {
            let mut changed = message.clone();
            changed[33] ^= 1 << bit;
            assert!(!is_valid(&key, &changed, &signature), "{}", vector.name);
            let mut changed = signature.clone();
            let last = changed.len() - 1;
            changed[last] ^= 1 << bit;
            assert!(!is_valid(&key, &message, &changed), "{}", vector.name);
        }
        for wrong in [&[][..], &[0; 64], &signature[1..], &[&signature[..], &[0]].concat()] {
            assert!(!is_valid(&key, &message, wrong), "{}", vector.name);
        }
        for other in vectors.iter().filter(|other| other.name != vector.name) {
            let key = CredentialKey::parse(&other.register(&other.rp()).unwrap().public_key).unwrap();
            assert!(!is_valid(&key, &message, &signature), "{} by {}", vector.name, other.name);
        }
    }
}

#[test]
fn another_relying_party_is_refused_by_origin_or_by_hash() {
    let vector = vectors().remove(0);
    let elsewhere = |id: &str| RelyingParty { id: id.into(), ..vector.rp() };
    assert_eq!(vector.register(&elsewhere("example.org")), Err(Refusal::Origin));
    assert_eq!(vector.assertion(&elsewhere("example.org")), Err(Refusal::Origin));
    // The origin is a subdomain of `com`, but the authenticator's response is for `example.com`.
    assert_eq!(vector.register(&elsewhere("com")), Err(Refusal::RelyingParty));
    assert_eq!(vector.assertion(&elsewhere("com")), Err(Refusal::RelyingParty));
    assert!(vector.origin.ends_with("example.com"));
}

#[test]
fn user_verification_is_checked_where_it_is_required() {
    for vector in vectors() {
        let strict = RelyingParty { user_verification: UserVerification::Required, ..vector.rp() };
        let expected = if vector.user_verified { None } else { Some(Refusal::UserNotVerified) };
        assert_eq!(vector.register(&strict).err(), expected, "{}", vector.name);
        assert_eq!(vector.assertion(&strict).err(), expected, "{}", vector.name);
    }
}

#[test]
fn presence_is_always_required_and_backup_requires_eligibility() {
    let vector = vectors().remove(0);
    let with_flags = |flags: u8| {
        let mut changed = vector.clone();
        let mut data = bytes(&vector.assertion.authenticator_data);
        data[32] = flags;
        changed.assertion.authenticator_data = BASE64URL.encode(data);
        changed.assertion(&vector.rp()).err()
    };
    assert_eq!(with_flags(0b0000_0001), None);
    assert_eq!(with_flags(0b0000_0100), Some(Refusal::UserNotPresent));
    assert_eq!(with_flags(0b0001_1001), None);
    assert_eq!(with_flags(0b0001_0001), Some(Refusal::Malformed("authenticatorData")));
    // Announced data must be present.
    assert_eq!(with_flags(0b0100_0001), Some(Refusal::Malformed("authenticatorData")));
    assert_eq!(with_flags(0b1000_0001), Some(Refusal::Malformed("CBOR")));
}

#[test]
fn a_ceremony_is_not_accepted_as_the_other() {
    let vector = vectors().remove(0);
    let creation = bytes(&vector.registration.client_data);
    assert_eq!(ClientData::parse(&creation, Ceremony::Get).unwrap_err(), Refusal::Ceremony);
    // Authenticator data of a sign-in holds no credential.
    let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
    let data = bytes(&vector.assertion.authenticator_data);
    attestation.push(u8::try_from(data.len()).unwrap());
    attestation.extend(data);
    let client_data = ClientData::parse(&creation, Ceremony::Create).unwrap();
    let missing = Refusal::Malformed("attestedCredentialData");
    assert_eq!(register(&client_data, &attestation, &vector.rp()), Err(missing));
}

#[test]
fn a_counter_that_is_not_zero_must_increase() {
    let check = |counter, last| {
        Assertion { message: vec![], counter, user_verified: true, backup_eligible: false }
            .check_counter(last)
            .is_ok()
    };
    assert!(check(0, 0));
    assert!(check(1, 0));
    assert!(check(8, 7));
    assert!(check(u32::MAX, u32::MAX - 1));
    assert!(!check(7, 7));
    assert!(!check(6, 7));
    assert!(!check(0, 7));
}

#[test]
fn invalid_keys_are_refused() {
    let cose = |name: &str| {
        let vector = vectors().into_iter().find(|vector| vector.name == name).unwrap();
        vector.register(&vector.rp()).unwrap().public_key
    };
    let changed = |mut key: Vec<u8>, at: usize, byte: u8| {
        key[at] = byte;
        CredentialKey::parse(&key).unwrap_err()
    };
    let es256 = cose("ES256, none");
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    assert_eq!(changed(es256.clone(), 2, 3), Refusal::Algorithm, "an RSA key of ES256");
    assert_eq!(changed(es256.clone(), 4, 0x27), Refusal::Algorithm, "an EC2 key of EdDSA");
    assert_eq!(changed(es256.clone(), 4, 0x28), Refusal::Algorithm, "an unknown algorithm");
    assert_eq!(changed(es256.clone(), 6, 2), Refusal::Algorithm, "another curve");
    let last = es256.len() - 1;
    assert_eq!(changed(es256.clone(), last, es256[last] ^ 1), Refusal::Algorithm, "beside the curve");
    assert_eq!(changed(es256.clone(), 3, 1), Refusal::Malformed("COSE key"), "a label twice");
    let with_more = [&es256[..], &[0]].concat();
    assert_eq!(CredentialKey::parse(&with_more).unwrap_err(), Refusal::Malformed("COSE key"));

    let weak = [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32, 1][..], &[0; 31]].concat();
    assert_eq!(CredentialKey::parse(&weak).unwrap_err(), Refusal::Algorithm, "Ed25519 of small order");

    let rsa = |bytes: u16, last: u8, exponent: &[u8]| {
        let mut key = vec![0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 0x59];
        key.extend(bytes.to_be_bytes());
        key.extend(vec![0xff; usize::from(bytes) - 1]);
        key.extend([last, 0x21, 0x40 + u8::try_from(exponent.len()).unwrap()]);
        key.extend(exponent);
        CredentialKey::parse(&key).err()
    };
    assert_eq!(rsa(256, 1, &[1, 0, 1]), None);
    assert_eq!(rsa(512, 1, &[1, 0, 1]), None);
    for (bytes, last, exponent) in
        [(255, 1, &[1, 0, 1][..]), (513, 1, &[1, 0, 1]), (256, 2, &[1, 0, 1]), (256, 1, &[3]), (256, 1, &[])]
    {
        assert_eq!(rsa(bytes, last, exponent), Some(Refusal::Algorithm), "{bytes} {last} {exponent:?}");
    }
}

#[test]
fn an_attestation_object_has_each_of_its_three_members_once() {
    let vector = vectors().remove(0);
    let rp = vector.rp();
    let client_data = ClientData::parse(&bytes(&vector.registration.client_data), Ceremony::Create).unwrap();
    let whole = bytes(&vector.registration.attestation_object);
    assert!(register(&client_data, &whole, &rp).is_ok());
    for length in 0..whole.len() {
        assert!(register(&client_data, &whole[..length], &rp).is_err(), "cut at {length}");
    }
    let members = &whole[1..];
    let object = |pairs: u8, more: &[u8]| [&[0xa0 + pairs][..], members, more].concat();
    assert!(register(&client_data, &object(4, b"\x61x\xf6"), &rp).is_ok(), "an unknown member");
    for (what, object) in [
        ("a member twice", object(4, b"\x63fmt\x64none")),
        ("something behind", object(3, b"\0")),
        ("a statement of none", [b"\xa3\x63fmt\x64none\x67attStmt\xa1\0\0", &members[18..]].concat()),
    ] {
        assert!(register(&client_data, &object, &rp).is_err(), "{what}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_bytes_make_a_ceremony_panic(
        which in 0..7_usize,
        at in any::<prop::sample::Index>(),
        junk in prop::collection::vec(any::<u8>(), 0..40),
        keep in any::<bool>(),
    ) {
        let vector = vectors().remove(which);
        let rp = vector.rp();
        let change = |text: &str| {
            let mut bytes = bytes(text);
            let at = at.index(bytes.len());
            let end = if keep { bytes.len().min(at + junk.len()) } else { bytes.len() };
            bytes.splice(at..end, junk.iter().copied());
            bytes
        };
        let creation = ClientData::parse(&bytes(&vector.registration.client_data), Ceremony::Create).unwrap();
        if let Ok(credential) = register(&creation, &change(&vector.registration.attestation_object), &rp) {
            // An accepted credential must be usable.
            let key = CredentialKey::parse(&credential.public_key).unwrap();
            is_valid(&key, b"message", &junk);
        }
        let _ = CredentialKey::parse(&junk);
        let _ = ClientData::parse(&change(&vector.assertion.client_data), Ceremony::Get);
        let got = ClientData::parse(&bytes(&vector.assertion.client_data), Ceremony::Get).unwrap();
        let _ = assertion(&got, &change(&vector.assertion.authenticator_data), &rp);
        let _ = register(&creation, &junk, &rp);
        let _ = assertion(&got, &junk, &rp);
    }
}
