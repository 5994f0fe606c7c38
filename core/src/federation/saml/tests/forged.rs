//! Signatures that are not what they must be.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rsa::{Pkcs1v15Sign, pkcs8::EncodePublicKey as _};
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::identity_provider::{
    ATTACKER, RESPONSE, SIGNER, certificate, key, replaced, response_with, signature, signature_of, signed,
    signed_assertion, signed_info, signed_with, verify, with_signature, with_value,
};
use crate::federation::saml::{
    Refusal,
    canonical::{Method, canonical},
    xml,
};

const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const RSA_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

/// What stands in front of a SHA-1 digest in a signature (RFC 8017, section 9.2).
const SHA1_DIGEST_INFO: &[u8] = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";

/// The refusal of a signature that is valid, but whose `SignedInfo` was made differently.
fn refusal(old: &str, new: &str) -> Option<Refusal> {
    let change = |signed_info: String| replaced(&signed_info, old, new);
    verify(&signed_with(RESPONSE, "_assertion", SIGNER, change)).err()
}

fn is_form(refusal: &Option<Refusal>) -> bool {
    matches!(refusal, Some(Refusal::SignatureForm(_)))
}

#[test]
fn a_signature_that_was_stripped_is_missed() {
    let signed = signed_assertion();
    assert_eq!(verify(&signed.replace(signature_of(&signed), "")), Err(Refusal::NotSigned));
}

#[test]
fn every_change_of_the_signed_content_is_found() {
    let signed = signed_assertion();
    for (old, new) in [
        ("bob@example.com</saml:NameID>", "eve@example.com</saml:NameID>"),
        ("<saml:AttributeValue>staff", "<saml:AttributeValue>owner"),
        ("SessionIndex=\"_session\"", ""),
        ("<saml:AttributeStatement>", "<saml:AttributeStatement> "),
        ("FriendlyName", "friendlyName"),
    ] {
        assert_eq!(verify(&replaced(&signed, old, new)), Err(Refusal::WrongDigest), "{old}");
    }
}

#[test]
fn a_change_of_the_signature_itself_is_found() {
    let signed = signed_assertion();
    let start = signed.find("<ds:DigestValue>").unwrap() + "<ds:DigestValue>".len();
    let flipped = if signed[start..].starts_with('A') { "B" } else { "A" };
    let changed = format!("{}{flipped}{}", &signed[..start], &signed[start + 1..]);
    assert_eq!(verify(&changed), Err(Refusal::WrongSignature));
    for value in ["", "AAAA", "QUJD", "%"] {
        let info = signed_info(RESPONSE, "_assertion", &Method::default());
        let response = with_signature(RESPONSE, "_assertion", &with_value(&info, value));
        assert!(
            matches!(verify(&response), Err(Refusal::WrongSignature | Refusal::SignatureForm(_))),
            "{value}"
        );
    }
}

#[test]
fn a_comment_in_a_signature_is_refused() {
    let signed = signed_assertion();
    for place in [
        "<ds:DigestValue>",
        "<ds:SignatureValue>",
        "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">",
    ] {
        let commented = replaced(&signed, place, &format!("{place}<!-- x -->"));
        assert_eq!(verify(&commented), Err(Refusal::SignatureForm("it contains a comment")), "{place}");
    }
}

#[test]
fn the_key_of_an_attacker_is_not_trusted_even_with_its_certificate_in_the_message() {
    let plain = signed_with(RESPONSE, "_assertion", ATTACKER, |info| info);
    assert_eq!(verify(&plain), Err(Refusal::WrongSignature));
    for number in [ATTACKER, SIGNER] {
        let certificate = BASE64_STANDARD.encode(certificate(number));
        let key_info = format!(
            "</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}\
             </ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        );
        let with_key = replaced(&plain, "</ds:SignatureValue>", &key_info);
        assert_eq!(verify(&with_key), Err(Refusal::WrongSignature));
        let genuine = replaced(&signed_assertion(), "</ds:SignatureValue>", &key_info);
        assert!(verify(&genuine).is_ok(), "KeyInfo is not read");
    }
}

#[test]
fn sha1_is_refused_in_signature_and_digest() {
    assert_eq!(refusal(RSA_SHA256, "http://www.w3.org/2000/09/xmldsig#rsa-sha1"), Some(Refusal::Sha1));
    assert_eq!(refusal(SHA256, "http://www.w3.org/2000/09/xmldsig#sha1"), Some(Refusal::Sha1));
    // A signature that is valid with SHA-1.
    let info = signed_info(RESPONSE, "_assertion", &Method::default());
    let info = info.replace(RSA_SHA256, "http://www.w3.org/2000/09/xmldsig#rsa-sha1");
    let document = xml::parse(&info, xml::MESSAGE).unwrap();
    let text = canonical(document.root_element(), &Method::default(), None).unwrap();
    let digest_info = [SHA1_DIGEST_INFO, &Sha1::digest(&text)].concat();
    let value = key(SIGNER).sign(Pkcs1v15Sign::new_unprefixed(), &digest_info).unwrap();
    let signature = with_value(&info, &BASE64_STANDARD.encode(value));
    assert_eq!(verify(&with_signature(RESPONSE, "_assertion", &signature)), Err(Refusal::Sha1));
}

#[test]
fn an_hmac_with_the_public_key_as_its_secret_is_refused() {
    let info = signed_info(RESPONSE, "_assertion", &Method::default());
    let info = info.replace(RSA_SHA256, "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256");
    let document = xml::parse(&info, xml::MESSAGE).unwrap();
    let text = canonical(document.root_element(), &Method::default(), None).unwrap();
    let public = key(SIGNER).to_public_key().to_public_key_der().unwrap();
    for secret in [certificate(SIGNER), public.as_bytes().to_vec()] {
        let mut hmac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
        hmac.update(text.as_bytes());
        let value = BASE64_STANDARD.encode(hmac.finalize().into_bytes());
        let response = with_signature(RESPONSE, "_assertion", &with_value(&info, &value));
        assert!(is_form(&verify(&response).err()));
    }
    let truncated =
        format!("{RSA_SHA256}\"><ds:HMACOutputLength>1</ds:HMACOutputLength></ds:SignatureMethod>");
    assert!(is_form(&refusal(&format!("{RSA_SHA256}\"/>"), &truncated)), "parameters");
}

#[test]
fn other_algorithms_are_refused() {
    for other in [
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
        "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "none",
        "",
    ] {
        assert!(is_form(&refusal(RSA_SHA256, other)), "{other}");
    }
    assert_eq!(
        refusal(RSA_SHA256, "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
        Some(Refusal::WrongSignature),
        "the key is of another kind"
    );
    assert!(is_form(&refusal(SHA256, "http://www.w3.org/2001/04/xmldsig-more#md5")));
}

#[test]
fn a_digest_or_signature_with_another_accepted_hash_does_not_match() {
    let sha512 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512";
    assert_eq!(refusal(RSA_SHA256, sha512), Some(Refusal::WrongSignature));
    assert_eq!(refusal(SHA256, "http://www.w3.org/2001/04/xmlenc#sha512"), Some(Refusal::WrongDigest));
}

#[test]
fn transforms_that_could_select_other_content_are_refused() {
    let enveloped = "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"/>";
    let exclusive = format!("<ds:Transform Algorithm=\"{EXCLUSIVE}\"/>");
    for other in [
        "<ds:Transform Algorithm='http://www.w3.org/TR/1999/REC-xpath-19991116'><ds:XPath/></ds:Transform>",
        "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>",
        "<ds:Transform Algorithm=\"http://www.w3.org/2002/06/xmldsig-filter2\"/>",
        "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/>",
        "<ds:Transform Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/>",
        "",
    ] {
        assert!(is_form(&refusal(enveloped, other)), "in place of the first: {other}");
        assert!(is_form(&refusal(&exclusive, other)), "in place of the second: {other}");
        if !other.is_empty() {
            assert!(is_form(&refusal(enveloped, &format!("{enveloped}{other}"))), "between: {other}");
            assert!(is_form(&refusal(&exclusive, &format!("{exclusive}{other}"))), "behind: {other}");
        }
    }
    let swapped = format!("{exclusive}{enveloped}");
    assert!(is_form(&refusal(&format!("{enveloped}{exclusive}"), &swapped)));
}

#[test]
fn another_canonicalization_of_the_signed_info_is_refused() {
    let method = format!("CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"");
    for other in
        ["http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11", ""]
    {
        let other = format!("CanonicalizationMethod Algorithm=\"{other}\"");
        assert!(is_form(&refusal(&method, &other)), "{other}");
    }
}

#[test]
fn a_reference_to_anything_but_the_signed_element_is_refused() {
    for uri in [
        "",
        "#",
        "#_response",
        "#_other",
        "_assertion",
        "#xpointer(/)",
        "#xpointer(id('_assertion'))",
        "cid:x",
    ] {
        assert!(is_form(&refusal("URI=\"#_assertion\"", &format!("URI=\"{uri}\""))), "{uri}");
    }
    assert!(is_form(&refusal("URI=\"#_assertion\"", "")));
}

#[test]
fn a_signature_over_another_element_is_refused() {
    // The attribute statement is signed, and its ID is in the reference.
    let response = response_with("<saml:AttributeStatement>", "<saml:AttributeStatement ID=\"_statement\">");
    let info = signed_info(&response, "_statement", &Method::default());
    let response = with_signature(&response, "_assertion", &signature(&info, SIGNER));
    assert!(is_form(&verify(&response).err()));
}

#[test]
fn a_signature_has_exactly_one_reference() {
    let info = signed_info(RESPONSE, "_assertion", &Method::default());
    let start = info.find("<ds:Reference").unwrap();
    let end = info.find("</ds:SignedInfo>").unwrap();
    let reference = &info[start..end];
    assert!(is_form(&refusal(reference, "")));
    assert!(is_form(&refusal(reference, &format!("{reference}{reference}"))));
}

#[test]
fn ids_that_occur_twice_are_refused() {
    let signed = signed_assertion();
    for id in ["ID", "Id", "id", "xml:id"] {
        let statement = format!("<samlp:Status {id}=\"_assertion\">");
        let doubled = replaced(&signed, "<samlp:Status>", &statement);
        assert_eq!(verify(&doubled), Err(Refusal::DuplicateId), "{id}");
    }
}

#[test]
fn namespaces_that_are_declared_around_the_signed_element_do_not_matter() {
    // Declared on the response, not used in the assertion: exclusive canonicalization leaves them out.
    let signed = signed_assertion();
    let declared =
        replaced(&signed, "<samlp:Response ", "<samlp:Response xmlns=\"urn:d\" xmlns:x=\"urn:x\" ");
    assert!(verify(&declared).is_ok());
}

#[test]
fn namespaces_that_are_declared_anew_change_what_is_signed() {
    // The same prefix means something else on the way from the response to the assertion.
    let declared = "<saml:Assertion xmlns:saml=\"urn:evil\" ";
    assert!(verify(&replaced(&signed_assertion(), "<saml:Assertion ", declared)).is_err());
    // An inner element with another namespace under the same prefix is canonicalized with its declaration.
    let inner = "<saml:AttributeValue xmlns:v=\"urn:1\"><v:x xmlns:v=\"urn:2\" v:a=\"1\"><v:y/></v:x>staff";
    let response = signed(&response_with("<saml:AttributeValue>staff", inner), "_assertion");
    assert!(verify(&response).is_ok());
    assert_eq!(verify(&replaced(&response, "urn:2", "urn:1")), Err(Refusal::WrongDigest));
    // A default namespace that is taken back, and one that is not.
    let inner = "<saml:AttributeValue><x xmlns=\"urn:1\"><y xmlns=\"\"/></x>staff";
    let response = signed(&response_with("<saml:AttributeValue>staff", inner), "_assertion");
    assert!(verify(&response).is_ok());
    assert_eq!(verify(&replaced(&response, "<y xmlns=\"\"/>", "<y/>")), Err(Refusal::WrongDigest));
}

#[test]
fn the_canonical_text_is_that_of_the_recommendation() {
    let source = "<a:r xmlns:a='urn:a' xmlns:b='urn:b' xmlns='urn:d' b:z='1' y='2' \
                  a:x=\"&#9;&#10;&#13;&lt;&amp;&quot;'>\" >\
                  <e/><!-- c --><![CDATA[<&]]>&gt;&#13;<c xmlns=''  xmlns:unused='urn:u'><d   /></c></a:r  >";
    let document = xml::parse(source, xml::MESSAGE).unwrap();
    let method = Method { with_comments: true, prefixes: vec!["unused".into()] };
    let text = canonical(document.root_element(), &method, None).unwrap();
    assert_eq!(
        text,
        "<a:r xmlns:a=\"urn:a\" xmlns:b=\"urn:b\" y=\"2\" a:x=\"&#x9;&#xA;&#xD;&lt;&amp;&quot;'>\" b:z=\"1\">\
         <e xmlns=\"urn:d\"></e><!-- c -->&lt;&amp;&gt;&#xD;<c xmlns:unused=\"urn:u\"><d></d></c></a:r>"
    );
}
