//! What a signed response must say, and what is read from it.

use super::identity_provider::{
    ACS, AUDIENCE, ENTITY, NEXT_SIGNER, NOW, RESPONSE, SIGNER, assertion_of, certificate, expected, metadata,
    replaced, response_with, signed, signed_assertion, signed_with, verify, verify_as,
};
use crate::{
    federation::saml::{
        Expected, Refusal,
        assertion::Attribute,
        response::{MESSAGE_CHARACTERS_MAX, SKEW_SECONDS},
        verify_response,
    },
    time::Timestamp,
};
use base64::{Engine as _, prelude::BASE64_STANDARD};

/// The refusal of a response that is altered before the provider signs the assertion.
fn refusal(old: &str, new: &str) -> Option<Refusal> {
    verify(&signed(&response_with(old, new), "_assertion")).err()
}

/// The refusal of a response that is altered before the provider signs all of it.
fn refusal_of_signed_response(old: &str, new: &str) -> Option<Refusal> {
    verify(&signed(&response_with(old, new), "_response")).err()
}

/// The template's assertion at another time.
fn refusal_at(now: Timestamp, response: &str) -> Option<Refusal> {
    verify_as(&signed(response, "_assertion"), &Expected { now, ..expected() }).err()
}

#[test]
fn everything_that_a_caller_needs_is_read() {
    let assertion = verify(&signed_assertion()).unwrap();
    assert_eq!(assertion.issuer, ENTITY);
    assert_eq!(&*assertion.name_id, "bob@example.com");
    let format = assertion.name_id_format.as_deref();
    assert_eq!(format, Some("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"));
    assert_eq!(assertion.session_index.as_deref(), Some("_session"));
    assert_eq!((&*assertion.response_id, &*assertion.assertion_id), ("_response", "_assertion"));
    // The confirmation ends earlier than the conditions: at 00:05:00.
    assert_eq!(assertion.not_on_or_after, NOW.plus_seconds(240 + SKEW_SECONDS));
    assert!(!assertion.is_encrypted);
    let mail = Attribute {
        name: "mail".into(),
        friendly_name: Some("E-mail".into()),
        values: vec!["bob@example.com".into()],
    };
    let groups = Attribute {
        name: "groups".into(),
        friendly_name: None,
        values: vec!["staff".into(), "admins".into()],
    };
    assert_eq!(assertion.attributes, [mail, groups]);
}

#[test]
fn personal_data_is_not_shown_by_debug() {
    let shown = format!("{:?}", verify(&signed_assertion()).unwrap());
    assert!(!shown.contains("bob") && !shown.contains("staff"), "{shown}");
}

#[test]
fn the_signature_may_be_on_the_response_the_assertion_or_both() {
    let both = signed(&signed_assertion(), "_response");
    let found = [signed_assertion(), signed(RESPONSE, "_response"), both].map(|response| verify(&response));
    assert!(found[0].is_ok());
    assert!(found.iter().all(|other| *other == found[0]), "{found:?}");
}

#[test]
fn both_signatures_must_be_valid_if_both_are_there() {
    let by_attacker = signed_with(RESPONSE, "_assertion", super::identity_provider::ATTACKER, |info| info);
    assert_eq!(verify(&signed(&by_attacker, "_response")), Err(Refusal::WrongSignature));
    let outer_broken =
        replaced(&signed(&signed_assertion(), "_response"), "<samlp:Status>", "<samlp:Status >");
    assert!(verify(&outer_broken).is_ok(), "a blank in a tag is not part of the canonical text");
    let outer_broken = replaced(&outer_broken, "</samlp:Status>", " </samlp:Status>");
    assert_eq!(verify(&outer_broken), Err(Refusal::WrongDigest));
}

#[test]
fn an_unsigned_response_is_refused() {
    assert_eq!(verify(RESPONSE), Err(Refusal::NotSigned));
}

#[test]
fn each_certificate_of_a_provider_that_changes_its_key_is_tried() {
    let provider = metadata(&[SIGNER, NEXT_SIGNER]);
    assert_eq!(provider.certificates, [certificate(SIGNER), certificate(NEXT_SIGNER)]);
    for signer in [SIGNER, NEXT_SIGNER] {
        let response = signed_with(RESPONSE, "_assertion", signer, |info| info);
        let encoded = BASE64_STANDARD.encode(&response);
        assert!(verify_response(&encoded, &provider, &expected(), None).is_ok(), "{signer}");
    }
    let old_key = BASE64_STANDARD.encode(signed_assertion());
    let refused = verify_response(&old_key, &metadata(&[NEXT_SIGNER]), &expected(), None);
    assert_eq!(refused, Err(Refusal::WrongSignature));
}

#[test]
fn an_assertion_for_another_audience_is_refused() {
    let audience = format!("<saml:Audience>{AUDIENCE}</saml:Audience>");
    let restriction = format!("<saml:AudienceRestriction>{audience}</saml:AudienceRestriction>");
    assert_eq!(refusal(&audience, "<saml:Audience>urn:other</saml:Audience>"), Some(Refusal::Audience));
    assert_eq!(refusal(&audience, ""), Some(Refusal::Audience), "nobody");
    assert_eq!(refusal(&restriction, ""), Some(Refusal::Audience), "no restriction");
    let other = restriction.replace(AUDIENCE, "urn:other");
    assert_eq!(refusal(&restriction, &format!("{restriction}{other}")), Some(Refusal::Audience), "both");
    let several = format!("<saml:Audience>urn:other</saml:Audience>{audience}");
    assert_eq!(refusal(&audience, &several), None, "one of several");
}

#[test]
fn an_assertion_for_another_recipient_is_refused() {
    let recipient = format!(" Recipient=\"{ACS}\"");
    let other = " Recipient=\"https://other.example.org/acs\"";
    assert_eq!(refusal(&recipient, other), Some(Refusal::Recipient));
    assert_eq!(refusal(&recipient, ""), Some(Refusal::Recipient));
}

#[test]
fn a_response_for_another_destination_is_refused() {
    let destination = format!(" Destination=\"{ACS}\"");
    let other = " Destination=\"https://other.example.org/acs\"";
    assert_eq!(refusal(&destination, other), Some(Refusal::Destination));
    assert_eq!(refusal_of_signed_response(&destination, other), Some(Refusal::Destination));
    assert_eq!(
        refusal_of_signed_response(&destination, ""),
        Some(Refusal::Destination),
        "a signed one has one"
    );
    assert_eq!(refusal(&destination, ""), None, "an unsigned one proves nothing by it");
}

#[test]
fn another_issuer_is_refused() {
    let issuer = format!("<saml:Issuer>{ENTITY}</saml:Issuer>");
    let other = "<saml:Issuer>https://other.example.com</saml:Issuer>";
    assert_eq!(refusal(&issuer, other), Some(Refusal::Issuer), "both");
    let in_response = format!("{issuer}<samlp:Status>");
    assert_eq!(refusal(&in_response, &format!("{other}<samlp:Status>")), Some(Refusal::Issuer));
    assert_eq!(refusal(&in_response, "<samlp:Status>"), None, "the response may be without");
    let in_assertion = format!("{issuer}<saml:Subject>");
    let changed = response_with(&in_assertion, &format!("{other}<saml:Subject>"));
    assert_eq!(verify(&signed(&changed, "_response")).err(), Some(Refusal::Issuer));
    let format = "<saml:Issuer Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">";
    assert_eq!(refusal("<saml:Issuer>", format), Some(Refusal::Issuer));
}

#[test]
fn an_expired_assertion_is_refused() {
    for end in ["2026-01-01T00:05:00Z", "2026-01-01T01:00:00Z", "2026-01-01T08:00:00Z"] {
        let end = format!("NotOnOrAfter=\"{end}\"");
        // Three minutes and a second ago, and a second less.
        assert_eq!(refusal(&end, "NotOnOrAfter=\"2025-12-31T23:58:00Z\""), Some(Refusal::Expired), "{end}");
        assert_eq!(refusal(&end, "NotOnOrAfter=\"2025-12-31T23:58:00.001Z\""), None, "{end}");
    }
    let end = verify(&signed_assertion()).unwrap().not_on_or_after;
    assert_eq!(refusal_at(end, RESPONSE), Some(Refusal::Expired));
    assert_eq!(refusal_at(Timestamp::from_millis(end.millis() - 1), RESPONSE), None);
}

#[test]
fn an_assertion_that_is_not_yet_valid_is_refused() {
    let start = "NotBefore=\"2025-12-31T23:59:00Z\"";
    assert_eq!(refusal(start, "NotBefore=\"2026-01-01T00:04:00.001Z\""), Some(Refusal::NotYetValid));
    assert_eq!(refusal(start, "NotBefore=\"2026-01-01T00:04:00Z\""), None);
    let issued = "IssueInstant=\"2026-01-01T00:00:00Z\"";
    assert_eq!(refusal(issued, "IssueInstant=\"2026-01-01T00:05:00Z\""), Some(Refusal::NotYetValid));
}

#[test]
fn times_that_are_missing_or_unreadable_are_refused() {
    assert!(matches!(refusal("NotOnOrAfter=\"2026-01-01T00:05:00Z\" ", ""), Some(Refusal::Structure(_))));
    for time in ["2026-01-01T00:05:00Z", "2025-12-31T23:59:00Z", "2026-01-01T08:00:00Z"] {
        assert!(matches!(refusal(time, "soon"), Some(Refusal::Structure(_))), "{time}");
    }
}

#[test]
fn an_answer_to_another_request_is_refused() {
    let request = "InResponseTo=\"_q1\"";
    assert_eq!(refusal(request, "InResponseTo=\"_q2\""), Some(Refusal::InResponseTo));
    assert_eq!(refusal(request, "Other=\"_q1\""), Some(Refusal::InResponseTo), "none");
    let in_data = "<saml:SubjectConfirmationData InResponseTo=\"_q1\"";
    let other = "<saml:SubjectConfirmationData InResponseTo=\"_q2\"";
    assert_eq!(refusal(in_data, other), Some(Refusal::InResponseTo), "the unsigned one does not help");
    assert_eq!(refusal(in_data, "<saml:SubjectConfirmationData"), Some(Refusal::InResponseTo));
}

#[test]
fn an_unsolicited_response_must_not_claim_to_answer_a_request() {
    let unsolicited = Expected { in_response_to: None, ..expected() };
    let verify = |response: &str| verify_as(&signed(response, "_assertion"), &unsolicited).err();
    assert_eq!(verify(RESPONSE), Some(Refusal::Unsolicited));
    let assertion_claims = response_with(" InResponseTo=\"_q1\">", ">");
    assert_eq!(verify(&assertion_claims), Some(Refusal::Unsolicited));
    assert_eq!(verify(&response_with("InResponseTo=\"_q1\"", "")), None);
}

#[test]
fn a_status_other_than_success_is_reported_within_bounds() {
    let start = RESPONSE.find("<samlp:Status>").unwrap();
    let code = "urn:oasis:names:tc:SAML:2.0:status:Responder";
    let long = "x".repeat(10_000);
    let failed = format!(
        "{}<samlp:Status><samlp:StatusCode Value=\"{code}\"><samlp:StatusCode Value=\"{long}\"/>\
         </samlp:StatusCode><samlp:StatusMessage>Not\u{85} today{long}</samlp:StatusMessage></samlp:Status></samlp:Response>",
        &RESPONSE[..start],
    );
    let Err(Refusal::Status { codes, message }) = verify(&failed) else { unreachable!("a status") };
    assert_eq!((codes.len(), &*codes[0], codes[1].len(), message.len()), (2, code, 200, 200));
    assert!(message.starts_with("Not today"));
}

#[test]
fn an_assertion_is_not_used_when_the_status_is_not_success() {
    for change in ["status:Responder", "status:SuccessX"] {
        assert!(matches!(refusal("status:Success", change), Some(Refusal::Status { .. })));
    }
}

#[test]
fn a_response_has_exactly_one_assertion() {
    let assertion = assertion_of(RESPONSE);
    let other = assertion.replace("_assertion", "_other");
    let two = response_with(assertion, &format!("{assertion}{other}"));
    assert_eq!(verify(&signed(&two, "_response")), Err(Refusal::AssertionCount));
    assert_eq!(verify(&signed(&two, "_assertion")), Err(Refusal::AssertionCount));
    let none = response_with(assertion, "");
    assert_eq!(verify(&signed(&none, "_response")), Err(Refusal::AssertionCount));
    let inner = assertion.replace("_assertion", "_advice");
    let advice = format!("</saml:Conditions><saml:Advice>{inner}</saml:Advice>");
    let advised = response_with("</saml:Conditions>", &advice);
    assert_eq!(verify(&signed(&advised, "_response")), Err(Refusal::AssertionCount));
}

#[test]
fn other_confirmations_than_that_of_a_bearer_do_not_count() {
    assert_eq!(refusal("cm:bearer", "cm:holder-of-key"), Some(Refusal::NoBearer));
    let start = RESPONSE.find("<saml:SubjectConfirmation ").unwrap();
    let end = RESPONSE.find("</saml:Subject>").unwrap();
    let confirmation = &RESPONSE[start..end];
    let expired = confirmation.replace("2026-01-01T00:05:00Z", "2025-01-01T00:05:00Z");
    assert_eq!(refusal(confirmation, &format!("{expired}{confirmation}")), None, "one of two holds");
    assert_eq!(refusal(confirmation, ""), Some(Refusal::NoBearer));
}

#[test]
fn an_unknown_condition_is_refused() {
    let end = "</saml:Conditions>";
    assert_eq!(refusal(end, &format!("<saml:OneTimeUse/>{end}")), None);
    assert_eq!(refusal(end, &format!("<saml:Condition/>{end}")), Some(Refusal::Condition));
}

#[test]
fn parts_that_must_be_there_are_demanded() {
    for (start, end) in [
        ("<saml:AuthnStatement ", "</saml:AuthnStatement>"),
        ("<saml:Conditions", "</saml:Conditions>"),
        ("<saml:Subject>", "</saml:Subject>"),
        ("<saml:NameID", "</saml:NameID>"),
        ("<samlp:Status>", "</samlp:Status>"),
    ] {
        let part = super::identity_provider::part(RESPONSE, start, end);
        assert!(matches!(refusal(part, ""), Some(Refusal::Structure(_))), "{start}");
    }
    for (old, new) in [("Version=\"2.0\"", "Version=\"1.1\""), (">bob@example.com</saml:N", "> </saml:N")] {
        assert!(matches!(refusal(old, new), Some(Refusal::Structure(_))), "{old}");
    }
}

#[test]
fn a_message_of_more_characters_than_the_service_takes_is_refused() {
    let provider = metadata(&[SIGNER]);
    let encoded = BASE64_STANDARD.encode(signed_assertion());
    let padded = format!("{encoded}{}", "\n".repeat(MESSAGE_CHARACTERS_MAX - encoded.len()));
    assert!(verify_response(&padded, &provider, &expected(), None).is_ok());
    let refused = verify_response(&format!("{padded}\n"), &provider, &expected(), None);
    assert_eq!(refused, Err(Refusal::TooLong));
    assert_eq!(verify_response("PHg+%%", &provider, &expected(), None), Err(Refusal::NotBase64));
}
