//! Metadata of identity providers.

use super::identity_provider::{
    ENTITY, NEXT_SIGNER, NOW, SIGNER, certificate, metadata, metadata_xml, part, replaced,
};
use crate::federation::saml::{
    Metadata,
    metadata::{Endpoint, MetadataError},
    xml::XmlError,
};

fn parse(xml: &str) -> Result<Metadata, MetadataError> {
    Metadata::parse(xml.as_bytes(), NOW)
}

/// The error for metadata with a text exchanged.
fn error(old: &str, new: &str) -> Option<MetadataError> {
    parse(&replaced(&metadata_xml(&[SIGNER]), old, new)).err()
}

#[test]
fn everything_that_a_service_provider_needs_is_read() {
    let found = metadata(&[SIGNER]);
    assert_eq!(found.entity_id, ENTITY);
    assert_eq!(found.sso_redirect.as_deref(), Some("https://idp.example.com/sso?a=b"));
    assert_eq!(found.sso_post.as_deref(), Some("https://idp.example.com/sso"));
    assert_eq!(found.slo_redirect, None);
    let slo = Endpoint {
        location: "https://idp.example.com/slo".into(),
        response_location: Some("https://idp.example.com/slo/response".into()),
    };
    assert_eq!(slo.for_responses(), "https://idp.example.com/slo/response");
    assert_eq!(found.slo_post, Some(slo));
    assert_eq!(found.certificates, [certificate(SIGNER)]);
    assert!(found.wants_signed_requests);
    assert_eq!((found.valid_until, found.cache_seconds), (None, None));
}

#[test]
fn several_certificates_are_read_once_each() {
    let found = metadata(&[SIGNER, NEXT_SIGNER, SIGNER]);
    assert_eq!(found.certificates, [certificate(SIGNER), certificate(NEXT_SIGNER)]);
    let for_all = replaced(&metadata_xml(&[SIGNER]), " use=\"signing\"", "");
    assert!(parse(&for_all).is_ok(), "a key without a purpose is for all");
    assert_eq!(error("use=\"signing\"", "use=\"encryption\"").unwrap(), MetadataError::NoCertificate);
}

#[test]
fn a_certificate_that_cannot_be_used_is_passed_over() {
    let xml = metadata_xml(&[SIGNER]);
    let descriptor = part(&xml, "<md:KeyDescriptor", "</md:KeyDescriptor>");
    let base64 = part(descriptor, "<ds:X509Certificate>", "</ds:X509Certificate>");
    for unusable in ["", "AAAA", "%", "MAA="] {
        let other =
            descriptor.replace(base64, &format!("<ds:X509Certificate>{unusable}</ds:X509Certificate>"));
        let both = replaced(&xml, descriptor, &format!("{other}{descriptor}"));
        assert_eq!(parse(&both).map(|found| found.certificates.len()), Ok(1), "{unusable}");
        let alone = replaced(&xml, descriptor, &other);
        assert_eq!(parse(&alone).err(), Some(MetadataError::NoCertificate), "{unusable}");
    }
}

#[test]
fn validity_is_read_from_the_descriptors_and_ends() {
    let start = "<md:EntityDescriptor ";
    let valid = replaced(
        &metadata_xml(&[SIGNER]),
        start,
        "<md:EntityDescriptor validUntil=\"2026-01-02T00:01:00Z\" cacheDuration=\"PT1H\" ",
    );
    let valid = replaced(
        &valid,
        "<md:IDPSSODescriptor ",
        "<md:IDPSSODescriptor validUntil=\"2026-01-03T00:00:00Z\" ",
    );
    let found = parse(&valid).unwrap();
    assert_eq!(found.valid_until, Some(NOW.plus_seconds(86_400)));
    assert_eq!(found.cache_seconds, Some(3600));
    assert_eq!(found.refresh_at(NOW, 21_600), NOW.plus_seconds(3600));
    assert_eq!(found.refresh_at(NOW.plus_seconds(86_000), 21_600), NOW.plus_seconds(86_400));
    assert_eq!(metadata(&[SIGNER]).refresh_at(NOW, 21_600), NOW.plus_seconds(21_600));
    let expired = Metadata::parse(valid.as_bytes(), NOW.plus_seconds(86_400));
    assert_eq!(expired.err(), Some(MetadataError::Expired));
    for bad in ["validUntil=\"soon\" ", "cacheDuration=\"1h\" "] {
        let bad = error(start, &format!("{start}{bad}"));
        assert!(matches!(bad, Some(MetadataError::Structure(_))));
    }
}

#[test]
fn one_identity_provider_among_other_entities_is_found() {
    let xml = metadata_xml(&[SIGNER]);
    let entity = part(&xml, "<md:EntityDescriptor", "</md:EntityDescriptor>");
    let all = |content: &str| {
        format!(
            "<md:EntitiesDescriptor xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\">{content}\
             </md:EntitiesDescriptor>"
        )
    };
    let other = "<md:EntityDescriptor entityID=\"sp\"><md:SPSSODescriptor/></md:EntityDescriptor>";
    assert_eq!(parse(&all(&format!("{other}{entity}"))).map(|found| found.entity_id), Ok(ENTITY.to_owned()));
    for content in [other.to_owned(), format!("{entity}{entity}")] {
        assert!(matches!(parse(&all(&content)), Err(MetadataError::Structure(_))));
    }
}

#[test]
fn metadata_without_what_is_needed_is_refused_with_a_reason_for_the_administrator() {
    assert_eq!(error("SingleSignOnService", "SingleOnService").unwrap(), MetadataError::NoSignOn);
    for location in
        ["", "javascript:alert(1)", "idp.example.com", "https://", "https:///x", "https://a b", "https://a\""]
    {
        let escaped = location.replace('"', "&quot;");
        let refused = error("https://idp.example.com/sso?a=b", &escaped);
        assert_eq!(refused, Some(MetadataError::Location), "{location}");
    }
    assert!(matches!(error(ENTITY, ""), Some(MetadataError::Structure(_))));
    assert!(matches!(error(ENTITY, &"x".repeat(1025)), Some(MetadataError::Structure(_))));
    assert!(matches!(error("EntityDescriptor", "Other"), Some(MetadataError::Structure(_))));
    assert!(matches!(error("IDPSSODescriptor", "SPSSODescriptor"), Some(MetadataError::Structure(_))));
    let document_type = error("<md:EntityDescriptor ", "<!DOCTYPE x><md:EntityDescriptor ").unwrap();
    assert_eq!(document_type, MetadataError::Xml(XmlError::DocumentType));
    let shown = document_type.to_string();
    assert_eq!(shown, "The SAML metadata cannot be read: the document has a document type declaration.");
    let large = Metadata::parse(&vec![b' '; 600 * 1024], NOW).err();
    assert_eq!(large, Some(MetadataError::Xml(XmlError::TooLarge)));
}

#[test]
fn more_certificates_than_are_tried_are_refused() {
    let xml = metadata_xml(&[0]);
    let descriptor = part(&xml, "<md:KeyDescriptor", "</md:KeyDescriptor>");
    let serial = certificate(0);
    // The same key in certificates that differ in their last byte, which nothing reads.
    let many: String = (0..9_u8)
        .map(|number| {
            use base64::{Engine as _, prelude::BASE64_STANDARD};
            let mut other = serial.clone();
            *other.last_mut().unwrap() = number;
            let base64 =
                format!("<ds:X509Certificate>{}</ds:X509Certificate>", BASE64_STANDARD.encode(other));
            let old = part(descriptor, "<ds:X509Certificate>", "</ds:X509Certificate>");
            descriptor.replace(old, &base64)
        })
        .collect();
    let all = replaced(&xml, descriptor, &many);
    assert_eq!(parse(&all).err(), Some(MetadataError::TooManyCertificates));
}
