//! Encrypted assertions. Those of another implementation are in `independent.rs`.

use aes::Aes128;
use aes_gcm::{AeadInOut as _, Aes256Gcm, KeyInit as _};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use cbc::cipher::{BlockModeEncrypt as _, KeyIvInit as _, block_padding::NoPadding};
use chacha20::ChaCha20Rng;
use rand_core::SeedableRng as _;
use rsa::{Oaep, Pkcs1v15Encrypt};
use sha1::Sha1;

use super::identity_provider::{
    ATTACKER, RECIPIENT, RESPONSE, SIGNER, assertion_of, expected, key, metadata, pkcs8, replaced,
    response_with, signed, signed_assertion, signed_with, verify,
};
use crate::federation::saml::{DecryptionKey, Refusal, verify_response};

const NAMESPACE: &str = "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ";
const OAEP: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const GCM: &str = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
const CBC: &str = "http://www.w3.org/2001/04/xmlenc#aes128-cbc";

/// The assertion of a response as a document of its own.
fn alone(response: &str) -> String {
    replaced(assertion_of(response), "<saml:Assertion ", NAMESPACE)
}

fn gcm(content: &str) -> Vec<u8> {
    let mut sealed = content.as_bytes().to_vec();
    let cipher = Aes256Gcm::new_from_slice(&[5; 32]).unwrap();
    cipher.encrypt_in_place((&[6; 12]).into(), &[], &mut sealed).unwrap();
    [&[6; 12][..], &sealed].concat()
}

/// AES-128-CBC with a last byte that says `padding`.
fn cbc(content: &str, padding: u8) -> Vec<u8> {
    let mut blocks = content.as_bytes().to_vec();
    let missing = 16 - blocks.len() % 16;
    blocks.extend(vec![padding; missing]);
    let length = blocks.len();
    let encryptor = cbc::Encryptor::<Aes128>::new_from_slices(&[5; 16], &[8; 16]).unwrap();
    encryptor.encrypt_padded::<NoPadding>(&mut blocks, length).unwrap();
    [&[8; 16][..], &blocks].concat()
}

fn right_padding(content: &str) -> u8 {
    u8::try_from(16 - content.len() % 16).unwrap()
}

fn transported(content_key: &[u8]) -> Vec<u8> {
    let mut stream = ChaCha20Rng::from_seed([4; 32]);
    key(RECIPIENT).to_public_key().encrypt(&mut stream, Oaep::<Sha1>::new(), content_key).unwrap()
}

/// An encrypted assertion, with words for what differs.
const ENCRYPTED: &str = concat!(
    r#"<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#">"#,
    r#"<xenc:EncryptionMethod Algorithm="METHOD"/>"#,
    r#"<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey>"#,
    r#"<xenc:EncryptionMethod Algorithm="TRANSPORT"/><xenc:CipherData>"#,
    r#"<xenc:CipherValue>CONTENT_KEY</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>"#,
    r#"</ds:KeyInfo><xenc:CipherData><xenc:CipherValue>CONTENT</xenc:CipherValue></xenc:CipherData>"#,
    r#"</xenc:EncryptedData></saml:EncryptedAssertion>"#,
);

/// A response with encrypted bytes in place of its assertion.
fn response(method: &str, content: &[u8], transport: &str, content_key: &[u8]) -> String {
    let (content, content_key) = (BASE64_STANDARD.encode(content), BASE64_STANDARD.encode(content_key));
    let encrypted = ENCRYPTED.replace("METHOD", method).replace("TRANSPORT", transport);
    let encrypted = encrypted.replace("CONTENT_KEY", &content_key).replace("CONTENT", &content);
    response_with(assertion_of(RESPONSE), &encrypted)
}

fn with_gcm(content: &str) -> String {
    response(GCM, &gcm(content), OAEP, &transported(&[5; 32]))
}

fn with_cbc(content: &str, padding: u8) -> String {
    response(CBC, &cbc(content, padding), OAEP, &transported(&[5; 16]))
}

/// An assertion that is signed as a document of its own.
fn signed_alone() -> String {
    signed(&alone(RESPONSE), "_assertion")
}

#[test]
fn an_encrypted_assertion_that_is_signed_is_accepted() {
    let plain = verify(&signed_assertion()).unwrap();
    let content = signed_alone();
    for response in [with_gcm(&content), with_cbc(&content, right_padding(&content))] {
        let found = verify(&response).unwrap();
        assert!(found.is_encrypted);
        assert_eq!((&found.name_id, &found.attributes), (&plain.name_id, &plain.attributes));
        assert_eq!(found.not_on_or_after, plain.not_on_or_after);
    }
}

#[test]
fn an_encrypted_assertion_in_a_signed_response_is_accepted() {
    let response = signed(&with_gcm(&alone(RESPONSE)), "_response");
    assert_eq!(verify(&response).map(|found| found.is_encrypted), Ok(true));
    let changed = replaced(&response, "_q1", "_q2");
    assert_eq!(verify(&changed), Err(Refusal::WrongDigest));
}

#[test]
fn an_encrypted_assertion_that_nobody_has_signed_is_refused() {
    // Everybody can encrypt to the public key.
    assert_eq!(verify(&with_gcm(&alone(RESPONSE))), Err(Refusal::Decryption));
    let forged = signed_with(&alone(RESPONSE), "_assertion", ATTACKER, |info| info);
    assert_eq!(verify(&with_gcm(&forged)), Err(Refusal::Decryption));
    let in_signed_response = signed(&with_gcm(&forged), "_response");
    assert_eq!(verify(&in_signed_response), Err(Refusal::WrongSignature));
}

#[test]
fn all_that_is_wrong_with_encrypted_content_is_the_same_refusal() {
    let content = signed_alone();
    let mut damaged = gcm(&content);
    damaged[40] ^= 1;
    let mut flipped = cbc(&content, right_padding(&content));
    flipped[40] ^= 1;
    let key = transported(&[5; 16]);
    for (place, response) in [
        response(GCM, &damaged, OAEP, &transported(&[5; 32])),
        response(GCM, &gcm(&content), OAEP, &transported(&[6; 32])),
        response(GCM, &gcm(&content), OAEP, &transported(&[5; 16])),
        response(GCM, &gcm(&content), OAEP, &[1; 256]),
        response(GCM, &gcm(&content), OAEP, &[]),
        response(GCM, &[1; 27], OAEP, &transported(&[5; 32])),
        response(CBC, &flipped, OAEP, &key),
        response(CBC, &[], OAEP, &key),
        response(CBC, &[1; 16], OAEP, &key),
        response(CBC, &[1; 33], OAEP, &key),
        with_cbc(&content, 0),
        with_cbc(&content, 17),
        with_cbc(&content, 255),
        with_gcm("not XML"),
        with_gcm("<!DOCTYPE x><x/>"),
        with_gcm("<x/>"),
        with_gcm(&replaced(&content, "bob@", "eve@")),
        with_gcm(&format!("{content}{content}")),
        with_gcm(assertion_of(&signed_assertion())),
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(verify(response), Err(Refusal::Decryption), "{place}");
    }
}

#[test]
fn algorithms_that_reveal_keys_or_are_unknown_are_refused() {
    let content = gcm(&signed_alone());
    let mut stream = ChaCha20Rng::from_seed([4; 32]);
    let padded = key(RECIPIENT).to_public_key().encrypt(&mut stream, Pkcs1v15Encrypt, &[5; 32]).unwrap();
    let pkcs1 = response(GCM, &content, "http://www.w3.org/2001/04/xmlenc#rsa-1_5", &padded);
    assert_eq!(verify(&pkcs1), Err(Refusal::EncryptionMethod));
    for (method, transport) in [
        ("http://www.w3.org/2001/04/xmlenc#tripledes-cbc", OAEP),
        ("http://www.w3.org/2009/xmlenc11#aes192-gcm", OAEP),
        (GCM, "http://www.w3.org/2001/04/xmlenc#kw-aes128"),
        (GCM, ""),
        ("", OAEP),
    ] {
        let response = response(method, &content, transport, &transported(&[5; 32]));
        assert_eq!(verify(&response), Err(Refusal::EncryptionMethod), "{method} {transport}");
    }
    let good = with_gcm(&signed_alone());
    let transport = format!("<xenc:EncryptionMethod Algorithm=\"{OAEP}\"/>");
    for parameter in [
        "<xenc:OAEPparams>YWJj</xenc:OAEPparams>",
        "<DigestMethod xmlns='http://www.w3.org/2000/09/xmldsig#' Algorithm='urn:other'/>",
        "<MGF xmlns='http://www.w3.org/2009/xmlenc11#' Algorithm='http://www.w3.org/2009/xmlenc11#mgf1sha256'/>",
    ] {
        let with = format!("<xenc:EncryptionMethod Algorithm=\"{OAEP}\">{parameter}</xenc:EncryptionMethod>");
        assert_eq!(
            verify(&replaced(&good, &transport, &with)),
            Err(Refusal::EncryptionMethod),
            "{parameter}"
        );
    }
}

#[test]
fn an_encrypted_assertion_has_exactly_one_key() {
    let good = with_gcm(&signed_alone());
    let start = good.find("<xenc:EncryptedKey>").unwrap();
    let end = good.find("</ds:KeyInfo>").unwrap();
    let encrypted_key = &good[start..end];
    let beside = replaced(&good, encrypted_key, "");
    let beside = replaced(
        &beside,
        "</xenc:EncryptedData>",
        &format!(
            "</xenc:EncryptedData>{}",
            encrypted_key.replace(
                "<xenc:EncryptedKey>",
                "<xenc:EncryptedKey xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\">"
            )
        ),
    );
    assert!(verify(&beside).is_ok(), "it may stand beside the data");
    assert!(matches!(verify(&replaced(&good, encrypted_key, "")), Err(Refusal::Structure(_))));
    let two = format!("{encrypted_key}{encrypted_key}");
    assert!(matches!(verify(&replaced(&good, encrypted_key, &two)), Err(Refusal::Structure(_))));
}

#[test]
fn an_encrypted_assertion_needs_a_key() {
    let encoded = BASE64_STANDARD.encode(with_gcm(&signed_alone()));
    let provider = metadata(&[SIGNER]);
    let verify = |key: Option<&[u8]>| {
        let key = key.map(|pkcs8| DecryptionKey { pkcs8, entropy: [1; 32] });
        verify_response(&encoded, &provider, &expected(), key).err()
    };
    assert_eq!(verify(None), Some(Refusal::NoDecryptionKey));
    for other in [pkcs8(SIGNER), vec![1, 2, 3], Vec::new()] {
        assert_eq!(verify(Some(&other)), Some(Refusal::Decryption));
    }
    let shown = format!("{:?}", DecryptionKey { pkcs8: &[77], entropy: [77; 32] });
    assert!(!shown.contains("77"), "{shown}");
}

#[test]
fn a_plain_assertion_beside_an_encrypted_one_is_refused() {
    let both = with_gcm(&signed_alone());
    let plain = assertion_of(&signed_assertion()).replace("_assertion", "_plain");
    let both = replaced(&both, "<saml:EncryptedAssertion>", &format!("{plain}<saml:EncryptedAssertion>"));
    assert_eq!(verify(&both), Err(Refusal::AssertionCount));
}
