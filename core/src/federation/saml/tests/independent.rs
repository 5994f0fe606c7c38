//! Messages that signxml, xml-crypto and xml-encryption have made: `core/tests/data/saml/README.md`.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::identity_provider::{ENTITY, NEXT_SIGNER, NOW, SIGNER, expected, metadata_xml, pkcs8, replaced};
use crate::federation::saml::{
    Assertion, DecryptionKey, Metadata, Refusal, assertion::Attribute, verify_response,
};

const RSA_CERTIFICATE: &str = include_str!("../../../../tests/data/saml/certificate-rsa.b64");
const EC_CERTIFICATE: &str = include_str!("../../../../tests/data/saml/certificate-ec.b64");

const PLAIN: [(&str, &str); 5] = [
    (include_str!("../../../../tests/data/saml/signxml-assertion-rsa-sha256.xml"), RSA_CERTIFICATE),
    (include_str!("../../../../tests/data/saml/signxml-assertion-with-comments.xml"), RSA_CERTIFICATE),
    (include_str!("../../../../tests/data/saml/signxml-response-rsa-sha512.xml"), RSA_CERTIFICATE),
    (include_str!("../../../../tests/data/saml/signxml-response-ecdsa-sha256.xml"), EC_CERTIFICATE),
    (include_str!("../../../../tests/data/saml/xml-crypto-both-with-prefix-list.xml"), RSA_CERTIFICATE),
];

const ENCRYPTED: [&str; 3] = [
    include_str!("../../../../tests/data/saml/xml-encryption-aes256-gcm-oaep-sha1.xml"),
    include_str!("../../../../tests/data/saml/xml-encryption-aes128-cbc-oaep-sha256.xml"),
    include_str!("../../../../tests/data/saml/xml-encryption-in-signed-response.xml"),
];

const PKCS1_TRANSPORT: &str = include_str!("../../../../tests/data/saml/xml-encryption-rsa-1_5.xml");

fn metadata(certificate: &str) -> Metadata {
    let xml = metadata_xml(&[SIGNER]);
    let start = xml.find("<ds:X509Certificate>").unwrap() + "<ds:X509Certificate>".len();
    let end = xml.find("</ds:X509Certificate>").unwrap();
    let xml = format!("{}{certificate}{}", &xml[..start], &xml[end..]);
    Metadata::parse(xml.as_bytes(), NOW).unwrap()
}

fn verify(response: &str, certificate: &str) -> Result<Assertion, Refusal> {
    let key = pkcs8(NEXT_SIGNER);
    let key = DecryptionKey { pkcs8: &key, entropy: [1; 32] };
    let encoded = BASE64_STANDARD.encode(response);
    verify_response(&encoded, &metadata(certificate), &expected(), Some(key))
}

/// What all of these messages say.
fn assertion(is_encrypted: bool) -> Assertion {
    let attribute = |name: &str, friendly_name: Option<&str>, values: &[&str]| Attribute {
        name: name.to_owned(),
        friendly_name: friendly_name.map(str::to_owned),
        values: values.iter().map(|value| (*value).into()).collect(),
    };
    Assertion {
        issuer: ENTITY.to_owned(),
        name_id: "zoë&co@example.com".into(),
        name_id_format: Some("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress".to_owned()),
        session_index: Some("_s1".to_owned()),
        attributes: vec![
            attribute("urn:oid:0.9.2342.19200300.100.1.3", Some("mail"), &["zoë@example.com"]),
            attribute("tricky \"\t\n<&", None, &["a <b> \r <c> & d e", ""]),
        ],
        response_id: "_r1".to_owned(),
        assertion_id: "_a1".to_owned(),
        not_on_or_after: NOW.plus_seconds(240 + 180),
        is_encrypted,
    }
}

#[test]
fn responses_that_other_implementations_have_signed_are_accepted() {
    for (place, (response, certificate)) in PLAIN.iter().enumerate() {
        assert_eq!(verify(response, certificate), Ok(assertion(false)), "{place}");
    }
}

#[test]
fn a_change_in_what_other_implementations_have_signed_is_found() {
    for (place, (response, certificate)) in PLAIN.iter().enumerate() {
        for (old, new) in [("zoë&amp;co", "eve&amp;co"), ("_s1", "_s2"), ("xsi:type=\"xs:string\"", "")] {
            let changed = replaced(response, old, new);
            assert_eq!(verify(&changed, certificate), Err(Refusal::WrongDigest), "{place}: {old}");
        }
    }
}

#[test]
fn a_key_of_another_kind_matches_no_signature() {
    for (place, (response, certificate)) in PLAIN.iter().enumerate() {
        let other = if *certificate == EC_CERTIFICATE { RSA_CERTIFICATE } else { EC_CERTIFICATE };
        assert_eq!(verify(response, other), Err(Refusal::WrongSignature), "{place}");
    }
}

#[test]
fn responses_that_another_implementation_has_encrypted_are_accepted() {
    for (place, response) in ENCRYPTED.iter().enumerate() {
        assert_eq!(verify(response, RSA_CERTIFICATE), Ok(assertion(true)), "{place}");
    }
}

#[test]
fn a_key_transported_with_pkcs1_padding_is_refused() {
    assert_eq!(verify(PKCS1_TRANSPORT, RSA_CERTIFICATE), Err(Refusal::EncryptionMethod));
}
