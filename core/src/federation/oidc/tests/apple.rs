//! What is special about Sign in with Apple.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, VerifyingKey, signature::Verifier as _};
use serde_json::json;

use super::*;
use crate::federation::oidc::{apple::client_secret, apple_user_claims};

/// The key of [RFC 7515 A.3](https://www.rfc-editor.org/rfc/rfc7515#appendix-A.3) in PKCS#8.
pub(super) const PRIVATE_KEY: &str = include_str!("../../../../tests/data/oidc/rfc7515-a3.pkcs8.pem");

fn claims_and_signature(secret: &str) -> (Value, Value, bool) {
    let parts: Vec<&str> = secret.split('.').collect();
    let [header, claims, signature] = parts.as_slice() else { unreachable!("{secret}") };
    let decoded = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&id_token::rfc7515_point()).unwrap();
    let signature = Signature::from_slice(&decoded(signature)).unwrap();
    let is_valid = key.verify(format!("{header}.{claims}").as_bytes(), &signature).is_ok();
    let json = |part: &str| serde_json::from_slice(&decoded(part)).unwrap();
    (json(header), json(claims), is_valid)
}

#[test]
fn the_client_secret_is_a_short_lived_signed_token() {
    let secret = client_secret(Fixture::new(Kind::Apple).settings(), NOW).unwrap();
    let (header, claims, is_valid) = claims_and_signature(&secret);
    assert_eq!(header, json!({"alg": "ES256", "kid": "KEY1234567"}));
    let expected = json!({
        "iss": "TEAM123456", "iat": 1_800_000_000, "exp": 1_800_000_300, "aud": "https://appleid.apple.com", "sub": CLIENT,
    });
    assert_eq!(claims, expected);
    assert!(is_valid);
}

#[test]
fn the_private_key_may_be_pem_or_its_base64() {
    let base64: String = PRIVATE_KEY.lines().filter(|line| !line.starts_with("---")).collect();
    for key in [PRIVATE_KEY.replace('\n', "\r\n"), base64.clone(), format!("  {base64}\n")] {
        assert!(
            client_secret(Fixture::new(Kind::Apple).detail("private_key", &key).settings(), NOW).is_ok(),
            "{key}"
        );
    }
    for key in
        ["", "AAAA", "not base64", &base64[4..], &base64[..base64.len() - 8], "-----BEGIN PRIVATE KEY-----"]
    {
        let refused = client_secret(Fixture::new(Kind::Apple).detail("private_key", key).settings(), NOW);
        assert_eq!(refused.unwrap_err(), OidcError::Detail("private_key"), "{key}");
    }
}

#[test]
fn the_name_in_the_form_is_read_and_its_email_is_not() {
    let user = r#"{"name":{"firstName":"Ana","lastName":"Tu"},"email":"ana@evil.example"}"#;
    let expected = json!({"firstName": "Ana", "lastName": "Tu", "name": "Ana Tu"});
    assert_eq!(Value::Object(apple_user_claims(user)), expected);
    assert_eq!(apple_user_claims(r#"{"name":{"lastName":"Tu"}}"#)["name"], "Tu");
    let long = format!(r#"{{"name":{{"firstName":"{}"}}}}"#, "a".repeat(5000));
    for user in ["", "null", "[]", r#"{"name":"Ana"}"#, r#"{"name":{"firstName":1}}"#, &long] {
        assert!(apple_user_claims(user).is_empty(), "{user}");
    }
}
