//! An identity provider that signs and encrypts whatever a test asks for.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rsa::{Pkcs1v15Sign, RsaPrivateKey, pkcs8::DecodePrivateKey as _};
use sha2::{Digest as _, Sha256};
use userpool_storage_traits::PublicKey;

use super::super::{
    Assertion, DecryptionKey, Expected, Metadata, Refusal,
    canonical::{Method, canonical},
    verify_response, xml,
};
use crate::{
    certificate::{self, Statement},
    time::Timestamp,
    token::signer::testing,
};

pub(super) const ENTITY: &str = "https://idp.example.com/metadata";
pub(super) const AUDIENCE: &str = "urn:amazon:cognito:sp:eu-central-1_Abc";
pub(super) const ACS: &str = "https://auth.example.org/saml2/idpresponse";
pub(super) const REQUEST: &str = "_q1";

/// The time of every call: 2026-01-01T00:01:00Z.
pub(super) const NOW: Timestamp = Timestamp::from_seconds(1_767_225_660);

/// The number of the key that signs, and of another one of the same provider.
pub(super) const SIGNER: usize = 0;
pub(super) const NEXT_SIGNER: usize = 1;
/// The key of an attacker.
pub(super) const ATTACKER: usize = 2;
/// The key that assertions are encrypted to.
pub(super) const RECIPIENT: usize = 3;

/// An unsigned response.
pub(super) const RESPONSE: &str = concat!(
    r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" "#,
    r#"xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_response" Version="2.0" "#,
    r#"IssueInstant="2026-01-01T00:00:00Z" Destination="https://auth.example.org/saml2/idpresponse" "#,
    r#"InResponseTo="_q1"><saml:Issuer>https://idp.example.com/metadata</saml:Issuer><samlp:Status>"#,
    r#"<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>"#,
    r#"<saml:Assertion ID="_assertion" Version="2.0" IssueInstant="2026-01-01T00:00:00Z">"#,
    r#"<saml:Issuer>https://idp.example.com/metadata</saml:Issuer><saml:Subject>"#,
    r#"<saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">"#,
    r#"bob@example.com</saml:NameID>"#,
    r#"<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">"#,
    r#"<saml:SubjectConfirmationData InResponseTo="_q1" NotOnOrAfter="2026-01-01T00:05:00Z" "#,
    r#"Recipient="https://auth.example.org/saml2/idpresponse"/></saml:SubjectConfirmation>"#,
    r#"</saml:Subject>"#,
    r#"<saml:Conditions NotBefore="2025-12-31T23:59:00Z" NotOnOrAfter="2026-01-01T01:00:00Z">"#,
    r#"<saml:AudienceRestriction><saml:Audience>urn:amazon:cognito:sp:eu-central-1_Abc</saml:Audience>"#,
    r#"</saml:AudienceRestriction></saml:Conditions>"#,
    r#"<saml:AuthnStatement AuthnInstant="2026-01-01T00:00:00Z" SessionIndex="_session" "#,
    r#"SessionNotOnOrAfter="2026-01-01T08:00:00Z"><saml:AuthnContext>"#,
    r#"<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password"#,
    r#"</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>"#,
    r#"<saml:Attribute Name="mail" FriendlyName="E-mail">"#,
    r#"<saml:AttributeValue>bob@example.com</saml:AttributeValue></saml:Attribute>"#,
    r#"<saml:Attribute Name="groups"><saml:AttributeValue>staff</saml:AttributeValue>"#,
    r#"<saml:AttributeValue>admins</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>"#,
    r#"</saml:Assertion></samlp:Response>"#,
);

/// Metadata without its entity ID and its certificates.
const METADATA: &str = concat!(
    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    r#"<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" "#,
    r#"xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="ENTITY_ID">"#,
    r#"<md:IDPSSODescriptor WantAuthnRequestsSigned="true" "#,
    r#"protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">CERTIFICATES"#,
    r#"<md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" "#,
    r#"Location="https://idp.example.com/slo" ResponseLocation="https://idp.example.com/slo/response"/>"#,
    r#"<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" "#,
    r#"Location="https://idp.example.com/sso?a=b"/>"#,
    r#"<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" "#,
    r#"Location="https://idp.example.com/sso"/></md:IDPSSODescriptor></md:EntityDescriptor>"#,
);

/// A `SignedInfo` without the ID and the digest of the signed element.
const SIGNED_INFO: &str = concat!(
    r##"<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">"##,
    r##"<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>"##,
    r##"<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>"##,
    r##"<ds:Reference URI="#THE_ID"><ds:Transforms>"##,
    r##"<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>"##,
    r##"<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>"##,
    r##"<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>"##,
    r##"<ds:DigestValue>THE_DIGEST</ds:DigestValue></ds:Reference></ds:SignedInfo>"##,
);

/// A response with a text exchanged, which must occur.
pub(super) fn response_with(old: &str, new: &str) -> String {
    replaced(RESPONSE, old, new)
}

pub(super) fn replaced(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "{old} is in the text");
    text.replace(old, new)
}

/// The part of a text from `start` to the end of `end`.
pub(super) fn part<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap();
    let to = text.rfind(end).unwrap();
    &text[from..to + end.len()]
}

/// The assertion of a response.
pub(super) fn assertion_of(response: &str) -> &str {
    part(response, "<saml:Assertion", "</saml:Assertion>")
}

/// The first signature in a text.
pub(super) fn signature_of(text: &str) -> &str {
    let from = text.find("<ds:Signature ").unwrap();
    let end = "</ds:Signature>";
    &text[from..from + text[from..].find(end).unwrap() + end.len()]
}

pub(super) fn key(number: usize) -> RsaPrivateKey {
    RsaPrivateKey::from_pkcs8_der(&pkcs8(number)).unwrap()
}

pub(super) fn pkcs8(number: usize) -> Vec<u8> {
    BASE64_STANDARD.decode(testing::KEYS[number].trim()).unwrap()
}

pub(super) fn rsa_signature(number: usize, message: &[u8]) -> Vec<u8> {
    key(number).sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message)).unwrap()
}

pub(super) fn public_key(number: usize) -> PublicKey {
    testing::public(&testing::key("", testing::KEYS[number]))
}

/// A certificate in DER. It has long expired, which SAML does not look at.
pub(super) fn certificate(number: usize) -> Vec<u8> {
    let statement = Statement {
        name: "idp",
        key: &public_key(number),
        from: Timestamp::from_seconds(0),
        until: Timestamp::from_seconds(1),
    };
    let signed = certificate::to_sign(statement).unwrap();
    let signature = rsa_signature(number, &signed);
    certificate::complete(signed, &signature).unwrap()
}

/// Metadata with the certificates of these keys.
pub(super) fn metadata_xml(keys: &[usize]) -> String {
    let certificates: String = keys
        .iter()
        .map(|number| {
            let certificate = BASE64_STANDARD.encode(certificate(*number));
            format!(
                "<md:KeyDescriptor use=\"signing\"><ds:KeyInfo><ds:X509Data>\
                 <ds:X509Certificate>\n{certificate}\n\
                 </ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            )
        })
        .collect();
    METADATA.replace("ENTITY_ID", ENTITY).replace("CERTIFICATES", &certificates)
}

pub(super) fn metadata(keys: &[usize]) -> Metadata {
    Metadata::parse(metadata_xml(keys).as_bytes(), NOW).unwrap()
}

/// What the template matches.
pub(super) fn expected() -> Expected<'static> {
    Expected { audience: AUDIENCE, acs_url: ACS, in_response_to: Some(REQUEST), now: NOW }
}

pub(super) fn verify(response: &str) -> Result<Assertion, Refusal> {
    verify_as(response, &expected())
}

pub(super) fn verify_as(response: &str, expected: &Expected<'_>) -> Result<Assertion, Refusal> {
    let recipient = pkcs8(RECIPIENT);
    let key = DecryptionKey { pkcs8: &recipient, entropy: [7; 32] };
    verify_response(&BASE64_STANDARD.encode(response), &metadata(&[SIGNER]), expected, Some(key))
}

/// The response with a signature in the element of this ID.
pub(super) fn signed(response: &str, id: &str) -> String {
    signed_with(response, id, SIGNER, |signed_info| signed_info)
}

pub(super) fn signed_assertion() -> String {
    signed(RESPONSE, "_assertion")
}

/// The signature of a key over a `SignedInfo` that `change` may alter before it is signed. It stands behind the issuer.
pub(super) fn signed_with(
    xml: &str,
    id: &str,
    signer: usize,
    change: impl FnOnce(String) -> String,
) -> String {
    let signature = signature(&change(signed_info(xml, id, &Method::default())), signer);
    with_signature(xml, id, &signature)
}

/// The text with a signature behind the issuer of the element.
pub(super) fn with_signature(xml: &str, id: &str, signature: &str) -> String {
    let end = "</saml:Issuer>";
    let element = xml.find(&format!("ID=\"{id}\"")).unwrap();
    let place = element + xml[element..].find(end).unwrap() + end.len();
    format!("{}{signature}{}", &xml[..place], &xml[place..])
}

pub(super) fn signature(signed_info: &str, signer: usize) -> String {
    let document = xml::parse(signed_info, xml::MESSAGE).unwrap();
    let text = canonical(document.root_element(), &Method::default(), None).unwrap();
    let value = BASE64_STANDARD.encode(rsa_signature(signer, text.as_bytes()));
    with_value(signed_info, &value)
}

pub(super) fn with_value(signed_info: &str, value: &str) -> String {
    format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{signed_info}\
         <ds:SignatureValue>{value}</ds:SignatureValue></ds:Signature>"
    )
}

pub(super) fn signed_info(xml: &str, id: &str, method: &Method) -> String {
    let document = xml::parse(xml, xml::MESSAGE).unwrap();
    let element = document.descendants().find(|node| node.attribute("ID") == Some(id)).unwrap();
    let digest = BASE64_STANDARD.encode(Sha256::digest(canonical(element, method, None).unwrap()));
    SIGNED_INFO.replace("THE_ID", id).replace("THE_DIGEST", &digest)
}
