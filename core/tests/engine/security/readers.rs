//! The readers of hostile input keep their promises on arbitrary and on nearly right input. The fuzz targets in `core/fuzz`
//! call the same functions.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::Value;
use userpool::{fuzzing, operations::operation_names};

/// Arbitrary bytes, and right inputs with up to five bytes changed, added or removed.
fn input(right: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let edits = vec((any::<Index>(), 0..3_u8, any::<u8>()), 0..=5);
    let nearly_right = (prop::sample::select(right), edits).prop_map(|(mut bytes, edits)| {
        for (place, kind, byte) in edits {
            let at = place.index(bytes.len() + 1);
            match kind {
                0 => bytes.insert(at, byte),
                1 if at < bytes.len() => bytes[at] = byte,
                2 if at < bytes.len() => drop(bytes.remove(at)),
                _ => {}
            }
        }
        bytes
    });
    prop_oneof![1 => vec(any::<u8>(), 0..200), 3 => nearly_right]
}

/// The same as text.
fn text(right: &[&str]) -> impl Strategy<Value = String> {
    let right = right.iter().map(|text| text.as_bytes().to_vec()).collect();
    input(right).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// What real authenticators made: this member of every registration in the vectors.
fn registrations(member: &str) -> Vec<Vec<u8>> {
    let files = [
        include_str!("../../data/webauthn/fido2-vectors.json"),
        include_str!("../../data/webauthn/w3c-vectors.json"),
    ];
    let files = files.map(|file| serde_json::from_str::<Value>(file).unwrap());
    let vectors = files.iter().flat_map(|file| file["vectors"].as_array().unwrap());
    let texts = vectors.filter_map(|vector| vector["registration"][member].as_str());
    texts.map(|text| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()).collect()
}

/// The COSE_Keys of those registrations: the attestation object ends with them.
fn cose_keys() -> Vec<Vec<u8>> {
    let begin =
        |object: &Vec<u8>| object.windows(3).rposition(|bytes| matches!(bytes, [0xa3..=0xa5, 1, 1..=3]));
    let objects = registrations("attestationObject");
    objects.iter().filter_map(|object| Some(object[begin(object)?..].to_vec())).collect()
}

/// Responses of SAML identity providers, signed and encrypted.
fn saml_responses() -> Vec<Vec<u8>> {
    let files: [&[u8]; 3] = [
        include_bytes!("../../data/saml/signxml-response-ecdsa-sha256.xml"),
        include_bytes!("../../data/saml/xml-crypto-both-with-prefix-list.xml"),
        include_bytes!("../../data/saml/xml-encryption-aes256-gcm-oaep-sha1.xml"),
    ];
    files.map(<[u8]>::to_vec).into()
}

proptest! {
    #[test]
    fn cbor_items_are_parts_of_the_input(bytes in input(registrations("attestationObject"))) {
        fuzzing::cbor(&bytes);
    }

    #[test]
    fn cose_keys_accept_no_forged_signature(bytes in input(cose_keys())) {
        fuzzing::cose(&bytes);
    }

    #[test]
    fn client_data_are_of_one_ceremony(bytes in input(registrations("clientDataJSON"))) {
        fuzzing::client_data(&bytes);
    }

    #[test]
    fn attestation_objects_are_read_or_refused(bytes in input(registrations("attestationObject"))) {
        fuzzing::attestation(&bytes);
    }

    #[test]
    fn saml_messages_accept_no_forged_signature(bytes in input(saml_responses())) {
        fuzzing::saml(&bytes);
    }

    #[test]
    fn sigv4_verifies_only_what_the_secret_has_signed(bytes in input(signed_requests())) {
        fuzzing::sigv4(&bytes);
    }

    #[test]
    fn filters_are_read_as_they_are_written(
        text in text(&[r#"email = "ana@example.com""#, r#""username" ^= "a\"\\b""#, r#"cognito:user_status="x""#]),
    ) {
        fuzzing::filter(&text);
    }

    #[test]
    fn tokens_have_one_spelling(
        text in text(&["eyJraWQiOiJrIiwiYWxnIjoiUlMyNTYifQ.eyJzdWIiOiJhIn0.AAEC", "a.b.c", "e30.e30."]),
    ) {
        fuzzing::jws(&text);
    }

    #[test]
    fn json_is_what_serde_json_reads(text in text(&[r#"{"a": [1, -2.5e3, "\u00e9", null, true], "b": {"c": {}}}"#])) {
        fuzzing::json(text.as_bytes());
    }

    #[test]
    fn no_operation_fails_inside(
        operation in 0..u8::try_from(operation_names().count()).unwrap(),
        body in input(bodies()),
    ) {
        fuzzing::operation(&[vec![operation], body].concat());
    }
}

/// The parts of a request as [`fuzzing::sigv4`] reads them.
fn signed_requests() -> Vec<Vec<u8>> {
    let authorization = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/cognito-idp/aws4_request, \
        SignedHeaders=host;x-amz-date, Signature=";
    let signature = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
    ["/", "/a%2Fb/../c?b=1&a=%20&a", "http://example.com/?x"]
        .map(|uri| {
            format!("{uri}\n{authorization}{signature}\n20260101T000000Z\nexample.com\n{{}}").into_bytes()
        })
        .to_vec()
}

/// Members that many operations share. Each operation reads its own and ignores the others.
fn bodies() -> Vec<Vec<u8>> {
    [
        r#"{"UserPoolId": "$POOL", "ClientId": "$CLIENT", "Username": "ana", "AccessToken": "$TOKEN", "Password": "Aa1!aaaa"}"#,
        r#"{"UserPoolId": "$POOL", "ClientId": "$CLIENT", "AuthFlow": "USER_SRP_AUTH", "GroupName": "a", "PoolName": "p",
            "AuthParameters": {"USERNAME": "ana", "SRP_A": "f", "PASSWORD": "Correct-Horse9!"}, "ClientName": "c"}"#,
        r#"{"UserPoolId": "$POOL", "Filter": "username ^= \"a\"", "Limit": 3, "MaxResults": 3, "AccessToken": "$TOKEN",
            "UserAttributes": [{"Name": "email", "Value": "a@b.c"}], "AttributeName": "email", "Username": "ana"}"#,
        r#"{"ClientId": "$CLIENT", "ChallengeName": "PASSWORD_VERIFIER", "Session": "abcdefghijklmnopqrstuvwxyz", "Username": "x",
            "ChallengeResponses": {"USERNAME": "ana", "TIMESTAMP": "Thu Jan 1 00:00:00 UTC 2026"}, "ConfirmationCode": "1"}"#,
    ]
    .map(|body| body.as_bytes().to_vec())
    .to_vec()
}
