//! Key sets, and when they are fetched again.

use serde_json::json;

use super::{id_token::token_with_header, *};
use crate::federation::oidc::{Choice, IdToken, IdTokenProblem, Key, KeySet, fresh_seconds, keys_request};

/// The keys of RFC 7515: A.2 (RSA) and A.3 (P-256).
fn rsa() -> Value {
    id_token::rsa_jwk("rsa")
}

fn ec() -> Value {
    id_token::ec_jwk("ec")
}

fn with(mut key: Value, name: &str, value: Value) -> Value {
    key[name] = value;
    key
}

fn without(mut key: Value, name: &str) -> Value {
    key.as_object_mut().unwrap().remove(name);
    key
}

fn set(keys: &[Value]) -> KeySet {
    KeySet::received(&json(&json!({"keys": keys}))).unwrap()
}

/// What is chosen from these keys for a token with this header: `RSA`, `EC`, `again` or `none`.
fn chosen(keys: &[Value], header: &Value, age: u64) -> &'static str {
    let token = token_with_header(header);
    let token = IdToken::parse(&token).unwrap();
    match set(keys).choose(&token, NOW, NOW.plus_seconds(age)) {
        Ok(Choice::Key(Key::Rs256(_))) => "RSA",
        Ok(Choice::Key(Key::Es256(_))) => "EC",
        Ok(Choice::FetchAgain) => "again",
        Err(error) => {
            assert_eq!(error, OidcError::IdToken(IdTokenProblem::Key));
            "none"
        }
    }
}

#[test]
fn the_key_is_found_by_its_id_and_its_type() {
    let keys = [rsa(), ec()];
    for (header, expected) in [
        (json!({"alg": "RS256", "kid": "rsa"}), "RSA"),
        (json!({"alg": "ES256", "kid": "ec"}), "EC"),
        (json!({"alg": "RS256"}), "RSA"),
        (json!({"alg": "ES256"}), "EC"),
        (json!({"alg": "RS256", "kid": "other"}), "none"),
        (json!({"alg": "RS256", "kid": ""}), "none"),
        // The id of a key of another type.
        (json!({"alg": "RS256", "kid": "ec"}), "none"),
        (json!({"alg": "ES256", "kid": "rsa"}), "none"),
    ] {
        assert_eq!(chosen(&keys, &header, 0), expected, "{header}");
    }
    // Without an id it must be clear which key is meant.
    let header = json!({"alg": "RS256"});
    assert_eq!(chosen(&[rsa(), with(rsa(), "kid", json!("second"))], &header, 0), "none");
    assert_eq!(chosen(&[without(rsa(), "kid")], &header, 0), "RSA");
    assert_eq!(chosen(&[without(rsa(), "kid")], &json!({"alg": "RS256", "kid": "rsa"}), 0), "none");
    // Two keys with one id.
    assert_eq!(chosen(&[rsa(), rsa()], &json!({"alg": "RS256", "kid": "rsa"}), 0), "none");
    // One id for keys of different types is allowed.
    let shared = [rsa(), with(ec(), "kid", json!("rsa"))];
    assert_eq!(chosen(&shared, &json!({"alg": "ES256", "kid": "rsa"}), 0), "EC");
}

#[test]
fn a_set_without_the_key_is_fetched_again_at_most_once_a_minute() {
    let header = json!({"alg": "RS256", "kid": "new"});
    for (age, expected) in [(0, "none"), (59, "none"), (60, "again"), (86_400, "again")] {
        assert_eq!(chosen(&[rsa()], &header, age), expected, "{age}");
    }
    // A clock that was set back: the set counts as fetched now.
    let token = token_with_header(&header);
    let token = IdToken::parse(&token).unwrap();
    assert!(set(&[rsa()]).choose(&token, NOW.plus_seconds(1000), NOW).is_err());
}

#[test]
fn keys_for_other_uses_and_weak_keys_are_skipped() {
    let short = json!("AQAB");
    let (n1024, n8192) = (id_token::base64url(&[0xff; 128]), id_token::base64url(&[0xff; 1024]));
    for key in [
        with(rsa(), "use", json!("enc")),
        with(rsa(), "use", json!(1)),
        with(rsa(), "alg", json!("RS512")),
        with(rsa(), "alg", json!("PS256")),
        with(rsa(), "alg", json!("HS256")),
        with(rsa(), "alg", json!("ES256")),
        with(rsa(), "key_ops", json!(["sign"])),
        with(rsa(), "key_ops", json!("verify")),
        with(rsa(), "n", short.clone()),
        with(rsa(), "n", json!(n1024)),
        with(rsa(), "n", json!(n8192)),
        with(rsa(), "n", json!("")),
        with(rsa(), "n", json!(1)),
        with(rsa(), "e", json!("Aw")),
        without(rsa(), "e"),
        with(rsa(), "kty", json!("oct")),
        without(rsa(), "kty"),
        with(ec(), "crv", json!("P-384")),
        with(ec(), "crv", json!("secp256k1")),
        with(ec(), "x", short),
        // A point that is not on the curve.
        with(ec(), "y", ec()["x"].clone()),
        without(ec(), "y"),
        with(ec(), "alg", json!("RS256")),
        json!({"kty": "oct", "k": "c2VjcmV0", "kid": "rsa"}),
        json!(null),
        json!([]),
        json!("key"),
    ] {
        for alg in ["RS256", "ES256"] {
            assert_eq!(chosen(std::slice::from_ref(&key), &json!({"alg": alg}), 0), "none", "{key}");
        }
    }
    let full =
        with(with(with(rsa(), "use", json!("sig")), "alg", json!("RS256")), "key_ops", json!(["verify"]));
    assert_eq!(chosen(&[full], &json!({"alg": "RS256", "kid": "rsa"}), 0), "RSA");
    // Leading zeros, which some providers write.
    let n = [&[0], &*id_token::decoded(rsa()["n"].as_str().unwrap())].concat();
    let padded = with(rsa(), "n", json!(id_token::base64url(&n)));
    assert_eq!(chosen(&[padded], &json!({"alg": "RS256"}), 0), "RSA");
}

#[test]
fn answers_that_are_no_key_sets_are_refused() {
    let many: Vec<Value> = vec![json!({}); 101];
    for (answer, problem) in [
        (json(&json!({"keys": many})), "number of keys"),
        (json(&json!({})), "format"),
        (json(&json!({"keys": {}})), "format"),
        (FetchResponse::new(200, "<html>"), "format"),
        (FetchResponse::new(404, r#"{"keys":[]}"#), "status"),
        (FetchResponse::new(301, r#"{"keys":[]}"#), "status"),
    ] {
        assert_eq!(KeySet::received(&answer).unwrap_err(), OidcError::Keys(problem));
    }
}

#[test]
fn a_set_is_used_as_long_as_its_answer_says_within_bounds() {
    for (header, seconds) in [
        (None, 3600),
        (Some("public, max-age=19804, must-revalidate, no-transform"), 19_804),
        (Some("MAX-AGE=\"600\""), 600),
        (Some("max-age=0"), 60),
        (Some("no-store"), 3600),
        (Some("max-age=99999999"), 86_400),
        (Some("max-age=99999999999999999999999"), 3600),
        (Some("max-age=-1"), 3600),
        (Some("s-maxage=7"), 3600),
    ] {
        assert_eq!(fresh_seconds(header), seconds, "{header:?}");
    }
}

#[test]
fn providers_without_id_tokens_have_no_key_set() {
    for kind in ALL {
        let fixture = Fixture::new(kind);
        assert_eq!(keys_request(&fixture.endpoints()).is_some(), kind.has_id_token());
    }
}
