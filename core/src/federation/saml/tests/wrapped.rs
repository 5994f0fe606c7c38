//! Signature wrapping: a signed element is moved to where it is verified but not read. The eight forms are those of
//! Somorovsky and others, "On Breaking SAML: Be Whoever You Want to Be", USENIX Security 2012.

use super::identity_provider::{
    RESPONSE, assertion_of, replaced, response_with, signature_of, signed, signed_assertion, verify,
};
use crate::federation::saml::Refusal;

/// What an attacker wants to be read.
fn evil(text: &str) -> String {
    replaced(text, "bob@example.com", "admin@example.com")
}

/// A response that is signed as a whole, its signature, and the same without a signature.
fn signed_response() -> (String, String, &'static str) {
    let response = signed(RESPONSE, "_response");
    let signature = signature_of(&response).to_owned();
    (response, signature, RESPONSE)
}

/// A signed assertion with its signature, and the same without.
fn parts_of_assertion() -> (String, String, String) {
    let response = signed_assertion();
    let assertion = assertion_of(&response).to_owned();
    let signature = signature_of(&response).to_owned();
    (assertion.clone(), signature.clone(), assertion.replace(&signature, ""))
}

/// The template with something else in place of its assertion.
fn around(content: &str) -> String {
    response_with(assertion_of(RESPONSE), content)
}

/// No wrapped message may be accepted, and each is found before anything of it is used.
fn refused(message: &str, reason: &Refusal) {
    assert_eq!(verify(message).as_ref(), Err(reason));
}

#[test]
fn xsw1_the_signed_response_inside_of_the_signature_of_a_forged_one() {
    let (_, signature, original) = signed_response();
    let wrapped = signature.replace("</ds:Signature>", &format!("{original}</ds:Signature>"));
    let forged = evil(&original.replace("ID=\"_response\"", "ID=\"_evil\"").replace("_assertion", "_evil2"));
    let forged = forged.replacen("</saml:Issuer>", &format!("</saml:Issuer>{wrapped}"), 1);
    let form = "it does not consist of SignedInfo, SignatureValue and KeyInfo";
    refused(&forged, &Refusal::SignatureForm(form));
}

#[test]
fn xsw2_the_signed_response_beside_the_signature_of_a_forged_one() {
    let (_, signature, original) = signed_response();
    let forged = evil(&original.replace("ID=\"_response\"", "ID=\"_evil\"").replace("_assertion", "_evil2"));
    let forged = forged.replacen("</saml:Issuer>", &format!("</saml:Issuer>{original}{signature}"), 1);
    let form = "it refers to another element than the one that contains it";
    refused(&forged, &Refusal::SignatureForm(form));
    refused(&forged.replacen("_evil", "_response", 1), &Refusal::DuplicateId);
}

#[test]
fn xsw3_a_forged_assertion_in_front_of_the_signed_one() {
    let (signed, _, plain) = parts_of_assertion();
    let forged = evil(&plain.replace("_assertion", "_evil"));
    refused(&around(&format!("{forged}{signed}")), &Refusal::AssertionCount);
    refused(&around(&format!("{signed}{forged}")), &Refusal::AssertionCount);
}

#[test]
fn xsw4_the_signed_assertion_inside_of_a_forged_one() {
    let (signed, _, plain) = parts_of_assertion();
    let forged = evil(&plain.replace("_assertion", "_evil"));
    let forged = forged.replace("</saml:Assertion>", &format!("{signed}</saml:Assertion>"));
    refused(&around(&forged), &Refusal::SignaturePlace);
}

#[test]
fn xsw5_a_forged_assertion_with_the_signature_and_the_original_without() {
    let (signed, _, plain) = parts_of_assertion();
    let forged = evil(&signed.replace("ID=\"_assertion\"", "ID=\"_evil\""));
    refused(&around(&format!("{forged}{plain}")), &Refusal::AssertionCount);
}

#[test]
fn xsw6_the_original_inside_of_the_signature_of_a_forged_assertion() {
    let (signed, signature, plain) = parts_of_assertion();
    let wrapped = signature.replace("</ds:Signature>", &format!("{plain}</ds:Signature>"));
    let forged = evil(&signed.replace("ID=\"_assertion\"", "ID=\"_evil\"").replace(&signature, &wrapped));
    refused(&around(&forged), &Refusal::AssertionCount);
}

#[test]
fn xsw7_a_forged_assertion_in_extensions() {
    let (signed, _, plain) = parts_of_assertion();
    let forged = evil(&plain);
    let extensions = format!("<samlp:Extensions>{forged}</samlp:Extensions>");
    refused(&around(&format!("{extensions}{signed}")), &Refusal::DuplicateId);
    let other_id = extensions.replace("_assertion", "_evil");
    refused(&around(&format!("{other_id}{signed}")), &Refusal::AssertionCount);
}

#[test]
fn xsw8_the_original_in_an_object_of_the_signature_of_a_forged_assertion() {
    let (signed, signature, plain) = parts_of_assertion();
    let object = format!("<ds:Object>{plain}</ds:Object></ds:Signature>");
    let wrapped = signature.replace("</ds:Signature>", &object);
    let forged = evil(&signed.replace(&signature, "")).replace("ID=\"_assertion\"", "ID=\"_evil\"");
    let forged = forged.replacen("</saml:Issuer>", &format!("</saml:Issuer>{wrapped}"), 1);
    refused(&around(&forged), &Refusal::AssertionCount);
}

#[test]
fn a_signed_element_of_another_kind_inside_of_a_signature_is_refused() {
    // Without a second assertion nothing but the form of the signature gives it away.
    let (signed, signature, _) = parts_of_assertion();
    let wrapped = signature.replace("</ds:Signature>", "<ds:Object><x ID=\"y\"/></ds:Object></ds:Signature>");
    let response = around(&signed.replace(&signature, &wrapped));
    assert!(matches!(verify(&response), Err(Refusal::SignatureForm(_))));
}

#[test]
fn a_signature_that_was_moved_to_another_element_is_refused() {
    let (signed, signature, plain) = parts_of_assertion();
    let moved = plain.replacen("<saml:Subject>", &format!("<saml:Subject>{signature}"), 1);
    refused(&around(&moved), &Refusal::SignaturePlace);
    let in_response = response_with("</saml:Issuer><samlp:Status>", "</saml:Issuer>HERE<samlp:Status>");
    let in_response = in_response.replace("HERE", &signature);
    let other = Refusal::SignatureForm("it refers to another element than the one that contains it");
    refused(&in_response, &other);
    let doubled = signed.replace(&signature, &format!("{signature}{signature}"));
    assert!(matches!(verify(&around(&doubled)), Err(Refusal::Structure(_))));
}

#[test]
fn a_comment_does_not_cut_a_name() {
    // The provider knows the user `bob@example.com.evil.example.org`. The signature holds, because comments are no part
    // of the canonical text, and so the name must be read as if the comment was not there.
    let long = "bob@example.com.evil.example.org";
    let response = response_with(">bob@example.com</saml:NameID>", &format!(">{long}</saml:NameID>"));
    for signed in [signed(&response, "_assertion"), signed(&response, "_response")] {
        for comment in ["<!---->", "<!-- x -->"] {
            let injected = replaced(&signed, long, &format!("bob@example.com{comment}.evil.example.org"));
            assert_eq!(&*verify(&injected).unwrap().name_id, long);
        }
        let cdata = replaced(&signed, long, "bob@example.com<![CDATA[.evil]]>.example.org");
        assert_eq!(&*verify(&cdata).unwrap().name_id, long);
        let instruction = replaced(&signed, long, "bob@example.com<?x?>.evil.example.org");
        assert!(verify(&instruction).is_err());
    }
}

#[test]
fn a_comment_does_not_cut_an_attribute_or_an_audience() {
    let signed = signed_assertion();
    let injected = replaced(&signed, "<saml:AttributeValue>admins", "<saml:AttributeValue>adm<!---->ins");
    assert_eq!(&*verify(&injected).unwrap().attributes[1].values[1], "admins");
    let injected = replaced(&signed, "urn:amazon:cognito:sp:", "urn:<!-- -->amazon:cognito:sp:");
    assert!(verify(&injected).is_ok());
}

#[test]
fn an_element_within_a_name_is_refused() {
    let response =
        response_with(">bob@example.com</saml:NameID>", "><x>admin</x>bob@example.com</saml:NameID>");
    assert!(matches!(verify(&signed(&response, "_assertion")), Err(Refusal::Structure(_))));
}
