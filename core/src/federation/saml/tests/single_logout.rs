//! Logout messages from an identity provider. They are made with the writer of our own messages, whose signatures
//! signxml has verified: see `core/tests/data/saml/README.md`.

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::identity_provider::{ATTACKER, ENTITY, NOW, SIGNER, metadata, replaced, rsa_signature};
use crate::{
    federation::saml::{
        ExpectedLogout, Header, LogoutRequestTo, LogoutResponseTo, Message, Refusal,
        logout::{LogoutRequest, LogoutResponse},
        response::SKEW_SECONDS,
        verify_logout_request, verify_logout_response,
    },
    time::Timestamp,
};

const SLO: &str = "https://auth.example.org/saml2/logout";
const ID: &str = "_09090909090909090909090909090909";

fn header() -> Header<'static> {
    Header { random: [9; 16], now: NOW, issuer: ENTITY, destination: SLO }
}

fn request(header: Header<'_>) -> Message {
    let format = Some("urn:f");
    LogoutRequestTo {
        header,
        name_id: &"bob@example.com".into(),
        name_id_format: format,
        session_index: Some("_session"),
    }
    .message()
}

fn response(succeeded: bool) -> Message {
    LogoutResponseTo { header: header(), in_response_to: "_q1", succeeded }.message()
}

fn signed_by(signer: usize, message: &Message) -> String {
    let to_sign = message.post_to_sign().unwrap();
    let signature = rsa_signature(signer, to_sign.to_sign());
    to_sign.complete(&signature)
}

fn signed(message: &Message) -> String {
    signed_by(SIGNER, message)
}

fn verify_at(encoded: &str, now: Timestamp) -> Result<LogoutRequest, Refusal> {
    verify_logout_request(encoded, &metadata(&[SIGNER]), ExpectedLogout { destination: SLO, now })
}

fn verify(encoded: &str) -> Result<LogoutRequest, Refusal> {
    verify_at(encoded, NOW)
}

fn verify_response(encoded: &str) -> Result<LogoutResponse, Refusal> {
    verify_logout_response(encoded, &metadata(&[SIGNER]), ExpectedLogout { destination: SLO, now: NOW })
}

/// The message with a text exchanged after it was signed.
fn changed(encoded: &str, old: &str, new: &str) -> String {
    let xml = String::from_utf8(BASE64_STANDARD.decode(encoded).unwrap()).unwrap();
    BASE64_STANDARD.encode(replaced(&xml, old, new))
}

#[test]
fn a_signed_logout_request_is_read() {
    let found = verify(&signed(&request(header())));
    let expected = LogoutRequest {
        id: ID.into(),
        name_id: "bob@example.com".into(),
        name_id_format: Some("urn:f".into()),
        session_indexes: vec!["_session".into()],
        not_on_or_after: NOW.plus_seconds(300 + SKEW_SECONDS),
    };
    assert_eq!(found, Ok(expected));
}

#[test]
fn a_signed_logout_response_is_read() {
    let found = verify_response(&signed(&response(true)));
    assert_eq!(found, Ok(LogoutResponse { id: ID.into(), in_response_to: "_q1".into() }));
    assert!(matches!(verify_response(&signed(&response(false))), Err(Refusal::Status { .. })));
}

#[test]
fn a_logout_message_must_be_signed_by_the_provider() {
    let request = request(header());
    assert_eq!(verify(&request.post()), Err(Refusal::NotSigned));
    assert_eq!(verify(&signed_by(ATTACKER, &request)), Err(Refusal::WrongSignature));
    for (old, new) in
        [("bob@", "eve@"), ("_session", "_other"), ("NotOnOrAfter=\"2026", "NotOnOrAfter=\"2036")]
    {
        assert_eq!(verify(&changed(&signed(&request), old, new)), Err(Refusal::WrongDigest), "{old}");
    }
    assert_eq!(verify_response(&response(true).post()), Err(Refusal::NotSigned));
    let answers_another = changed(&signed(&response(true)), "_q1", "_q2");
    assert_eq!(verify_response(&answers_another), Err(Refusal::WrongDigest));
}

#[test]
fn one_kind_of_message_is_not_taken_for_another() {
    assert!(matches!(verify(&signed(&response(true))), Err(Refusal::Structure(_))));
    assert!(matches!(verify_response(&signed(&request(header()))), Err(Refusal::Structure(_))));
}

#[test]
fn a_logout_message_from_or_for_somebody_else_is_refused() {
    let other = request(Header { destination: "https://other.example.org", ..header() });
    assert_eq!(verify(&signed(&other)), Err(Refusal::Destination));
    let other = request(Header { issuer: "https://other.example.com", ..header() });
    assert_eq!(verify(&signed(&other)), Err(Refusal::Issuer));
}

#[test]
fn a_logout_request_outside_of_its_time_is_refused() {
    let request = signed(&request(header()));
    let end = NOW.plus_seconds(300 + SKEW_SECONDS);
    assert_eq!(verify_at(&request, end), Err(Refusal::Expired));
    assert!(verify_at(&request, Timestamp::from_millis(end.millis() - 1)).is_ok());
    let early = Timestamp::from_seconds(NOW.seconds() - SKEW_SECONDS - 1);
    assert_eq!(verify_at(&request, early), Err(Refusal::NotYetValid));
}

#[test]
fn a_logout_response_without_an_end_holds_for_ten_minutes() {
    let response = signed(&response(true));
    let at = |seconds| {
        let now = NOW.plus_seconds(seconds);
        verify_logout_response(&response, &metadata(&[SIGNER]), ExpectedLogout { destination: SLO, now })
            .err()
    };
    assert_eq!(at(600 + SKEW_SECONDS - 1), None);
    assert_eq!(at(600 + SKEW_SECONDS), Some(Refusal::Expired));
}
