//! ID tokens: the examples of the specifications, and forged ones.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use serde_json::{Map, json};
use sha2::Sha256;

use super::*;
use crate::federation::oidc::{Choice, Expected, IdToken, IdTokenProblem, KeySet, Proof};

/// The RSA key and the ID token of [OpenID Connect
/// Core](https://openid.net/specs/openid-connect-core-1_0.html#ExampleRSAKey), Appendix A.7 and A.2.
const CORE_KEYS: &str = include_str!("../../../../tests/data/oidc/core-a7.jwks.json");
const CORE_TOKEN: &str = include_str!("../../../../tests/data/oidc/core-a2.jws");
/// Between `iat` and `exp` of the example.
const CORE_NOW: Timestamp = Timestamp::from_seconds(1_311_281_000);

/// [RFC 7515 A.3](https://www.rfc-editor.org/rfc/rfc7515#appendix-A.3).
const RFC7515_ES256: &str = "eyJhbGciOiJFUzI1NiJ9.\
    eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.\
    DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
const D: &str = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";

/// The key of [RFC 7515 A.2](https://www.rfc-editor.org/rfc/rfc7515#appendix-A.2).
const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1\
    Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpa\
    SHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4\
    LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

pub(super) fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn decoded(text: &str) -> Vec<u8> {
    BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
}

pub(super) fn rfc7515_point() -> Vec<u8> {
    [&[4], &*decoded(X), &*decoded(Y)].concat()
}

pub(super) fn ec_jwk(kid: &str) -> Value {
    json!({"kty": "EC", "crv": "P-256", "x": X, "y": Y, "kid": kid})
}

pub(super) fn rsa_jwk(kid: &str) -> Value {
    json!({"kty": "RSA", "n": N, "e": "AQAB", "kid": kid})
}

/// A token with this header, whose signature is nonsense.
pub(super) fn token_with_header(header: &Value) -> String {
    format!("{}.{}.{}", base64url(header.to_string().as_bytes()), base64url(b"{}"), base64url(b"signature"))
}

fn header_and_claims(header: &Value, claims: &Value) -> String {
    format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()))
}

/// A token that the key of RFC 7515 A.3 has signed.
fn signed(header: &Value, claims: &Value) -> String {
    let key = SigningKey::from_slice(&decoded(D)).unwrap();
    let input = header_and_claims(header, claims);
    let signature: Signature = key.sign(input.as_bytes());
    format!("{input}.{}", base64url(&signature.to_bytes()))
}

fn keys() -> KeySet {
    KeySet::received(&json(&json!({"keys": [ec_jwk("ec"), rsa_jwk("rsa")]}))).unwrap()
}

/// The claims of a token of this provider, if it is accepted.
fn accepted(fixture: &Fixture, token: &str, now: Timestamp) -> Result<Map<String, Value>, IdTokenProblem> {
    let problem = |error| match error {
        OidcError::IdToken(problem) => problem,
        other => unreachable!("{other}"),
    };
    let keys = keys();
    let token = IdToken::parse(token).map_err(problem)?;
    let Choice::Key(key) = keys.choose(&token, NOW, NOW).map_err(problem)? else {
        unreachable!("it is fresh")
    };
    let Proof::Valid(token) = token.check(key).map_err(problem)? else {
        unreachable!("all are made with ES256")
    };
    let expected = Expected { settings: fixture.settings(), nonce: NONCE, now };
    token.claims(expected).map_err(problem)
}

fn good() -> Value {
    json!({
        "iss": ISSUER, "aud": CLIENT, "sub": "248289761001", "nonce": NONCE, "iat": 1_800_000_000, "exp": 1_800_000_600,
        "email": "ana@example.com",
    })
}

fn header() -> Value {
    json!({"alg": "ES256", "kid": "ec", "typ": "JWT"})
}

/// The outcome for the good claims with one changed; `null` removes it.
fn changed(name: &str, value: Value) -> Result<Map<String, Value>, IdTokenProblem> {
    let mut claims = good();
    match value {
        Value::Null => {
            claims.as_object_mut().unwrap().remove(name);
        }
        value => claims[name] = value,
    }
    accepted(&Fixture::new(Kind::Oidc), &signed(&header(), &claims), NOW)
}

#[test]
fn the_example_of_rfc_7515_has_a_valid_es256_signature() {
    let keys = keys();
    let token = IdToken::parse(RFC7515_ES256).unwrap();
    let Ok(Choice::Key(key)) = keys.choose(&token, NOW, NOW) else {
        unreachable!("the only key of its type")
    };
    assert!(matches!(token.check(key), Ok(Proof::Valid(_))));
}

#[cfg(any(feature = "rsa", feature = "aws-lc"))]
#[test]
fn the_example_of_openid_connect_core_is_accepted() {
    use userpool_storage_traits::Signer as _;

    #[cfg(feature = "rsa")]
    let signer = crate::token::RsaSigner::new();
    #[cfg(not(feature = "rsa"))]
    let signer = crate::token::AwsLcSigner::new();
    let keys = KeySet::received(&FetchResponse::new(200, CORE_KEYS)).unwrap();
    let oidc = Fixture::new(Kind::Oidc);
    let outcome = |token: &str| {
        let token = IdToken::parse(token).unwrap();
        let Ok(Choice::Key(key)) = keys.choose(&token, CORE_NOW, CORE_NOW) else {
            unreachable!("it has the key")
        };
        let Ok(Proof::Rsa(check)) = token.check(key) else { unreachable!("a signer checks RS256") };
        let verified = signer.verify(check.key(), check.signing_input(), check.signature());
        let is_valid = crate::token::signer::testing::now(verified).unwrap();
        let expected = Expected { settings: oidc.settings(), nonce: NONCE, now: CORE_NOW };
        check.answered(is_valid)?.claims(expected)
    };
    let claims = outcome(CORE_TOKEN.trim()).unwrap();
    assert_eq!((&claims["sub"], &claims["name"]), (&json!("248289761001"), &json!("Jane Doe")));

    let (input, signature) = CORE_TOKEN.trim().rsplit_once('.').unwrap();
    let (head, _) = input.split_once('.').unwrap();
    let forged = format!("{head}.{}.{signature}", base64url(good().to_string().as_bytes()));
    assert_eq!(outcome(&forged), Err(OidcError::IdToken(IdTokenProblem::Signature)));
}

#[test]
fn a_good_token_gives_its_claims() {
    let claims = accepted(&Fixture::new(Kind::Oidc), &signed(&header(), &good()), NOW).unwrap();
    assert_eq!(Value::Object(claims), good());
}

#[test]
fn a_token_without_a_signature_is_refused() {
    let oidc = Fixture::new(Kind::Oidc);
    for alg in ["none", "None", "NONE", "nOnE", "", "ES384", "RS512", "PS256", "EdDSA", "es256"] {
        let header = json!({"alg": alg, "kid": "ec"});
        let refused = accepted(&oidc, &signed(&header, &good()), NOW);
        assert_eq!(refused, Err(IdTokenProblem::Algorithm), "{alg}");
        let unsigned = format!("{}.", header_and_claims(&header, &good()));
        assert_eq!(accepted(&oidc, &unsigned, NOW), Err(IdTokenProblem::Algorithm), "{alg}");
    }
    let unsigned = format!("{}.", header_and_claims(&header(), &good()));
    assert_eq!(accepted(&oidc, &unsigned, NOW), Err(IdTokenProblem::Signature));
}

/// The public key is no secret: whoever knows it could sign with it.
#[test]
fn a_token_that_is_signed_with_the_public_key_as_a_secret_is_refused() {
    let oidc = Fixture::new(Kind::Oidc);
    for secret in [rfc7515_point(), decoded(N), ec_jwk("ec").to_string().into_bytes()] {
        let mac = |input: &str| {
            let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
            mac.update(input.as_bytes());
            mac.finalize().into_bytes()
        };
        let input = header_and_claims(&json!({"alg": "HS256", "kid": "ec"}), &good());
        let token = format!("{input}.{}", base64url(&mac(&input)));
        assert_eq!(accepted(&oidc, &token, NOW), Err(IdTokenProblem::Algorithm));
        let input = header_and_claims(&header(), &good());
        let token = format!("{input}.{}", base64url(&mac(&input)));
        assert_eq!(accepted(&oidc, &token, NOW), Err(IdTokenProblem::Signature));
    }
}

#[test]
fn a_token_of_another_key_is_refused() {
    let oidc = Fixture::new(Kind::Oidc);
    let other = SigningKey::from_slice(&[7; 32]).unwrap();
    let jwk = json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"});
    // A key that the token brings along is not used.
    for header in [
        header(),
        json!({"alg": "ES256"}),
        json!({"alg": "ES256", "kid": "ec", "jwk": jwk, "jku": "https://a/"}),
    ] {
        let input = header_and_claims(&header, &good());
        let signature: Signature = other.sign(input.as_bytes());
        let token = format!("{input}.{}", base64url(&signature.to_bytes()));
        assert_eq!(accepted(&oidc, &token, NOW), Err(IdTokenProblem::Signature));
    }
    for header in [json!({"alg": "ES256", "kid": "other"}), json!({"alg": "RS256", "kid": "ec"})] {
        assert_eq!(accepted(&oidc, &signed(&header, &good()), NOW), Err(IdTokenProblem::Key));
    }
    // DER, as certificates have it, is not the encoding of JWS.
    let input = header_and_claims(&header(), &good());
    let signature: Signature = SigningKey::from_slice(&decoded(D)).unwrap().sign(input.as_bytes());
    let token = format!("{input}.{}", base64url(signature.to_der().as_bytes()));
    assert_eq!(accepted(&oidc, &token, NOW), Err(IdTokenProblem::Signature));
    let zero = format!("{input}.{}", base64url(&[0; 64]));
    assert_eq!(accepted(&oidc, &zero, NOW), Err(IdTokenProblem::Signature));
}

#[test]
fn a_text_that_is_no_token_is_refused() {
    let good = signed(&header(), &good());
    let twice = r#"{"alg":"none","alg":"ES256"}"#;
    for token in [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        &good[1..],
        &format!("{good}="),
        &format!("{good}.a"),
        &good.repeat(300),
        &format!("{}.e30.", base64url(twice.as_bytes())),
        &signed(&json!({"alg": "ES256", "kid": 1}), &json!({})),
        &signed(&json!({"alg": "ES256", "crit": ["b64"], "b64": false}), &json!({})),
        &signed(&header(), &json!([])),
    ] {
        assert_eq!(accepted(&Fixture::new(Kind::Oidc), token, NOW), Err(IdTokenProblem::Format), "{token}");
    }
}

#[test]
fn a_token_of_another_issuer_is_refused() {
    for issuer in [
        json!("https://server.example.com/"),
        json!("https://evil.example"),
        json!(""),
        json!([ISSUER]),
        json!(null),
    ] {
        assert_eq!(changed("iss", issuer.clone()), Err(IdTokenProblem::Issuer), "{issuer}");
    }
}

#[test]
fn google_has_two_forms_of_its_issuer_and_apple_one() {
    for (kind, issuer, is_accepted) in [
        (Kind::Google, "https://accounts.google.com", true),
        (Kind::Google, "accounts.google.com", true),
        (Kind::Google, "http://accounts.google.com", false),
        (Kind::Apple, "https://appleid.apple.com", true),
        (Kind::Apple, "appleid.apple.com", false),
        (Kind::Oidc, ISSUER, true),
        (Kind::Oidc, "server.example.com", false),
    ] {
        let mut claims = good();
        claims["iss"] = json!(issuer);
        let outcome = accepted(&Fixture::new(kind), &signed(&header(), &claims), NOW);
        assert_eq!(outcome.is_ok(), is_accepted, "{issuer}");
    }
}

#[test]
fn a_token_for_another_audience_is_refused() {
    for audience in [
        json!("other"),
        json!(""),
        json!([]),
        json!(["other"]),
        json!([["s6BhdRkqt3"]]),
        json!([CLIENT, 1]),
        json!({CLIENT: 1}),
        json!("s6BhdRkqt3 other"),
        json!(null),
    ] {
        assert_eq!(changed("aud", audience.clone()), Err(IdTokenProblem::Audience), "{audience}");
    }
    assert!(changed("aud", json!([CLIENT])).is_ok());
    assert_eq!(changed("aud", json!([CLIENT, "other"])), Err(IdTokenProblem::AuthorizedParty));
}

#[test]
fn a_token_that_was_issued_to_another_party_is_refused() {
    for party in [json!("other"), json!(""), json!([CLIENT]), json!(1)] {
        assert_eq!(changed("azp", party.clone()), Err(IdTokenProblem::AuthorizedParty), "{party}");
    }
    assert!(changed("azp", json!(CLIENT)).is_ok());
    let mut claims = good();
    claims["aud"] = json!(["other", CLIENT]);
    claims["azp"] = json!(CLIENT);
    assert!(accepted(&Fixture::new(Kind::Oidc), &signed(&header(), &claims), NOW).is_ok());
    claims["azp"] = json!("other");
    let refused = accepted(&Fixture::new(Kind::Oidc), &signed(&header(), &claims), NOW);
    assert_eq!(refused, Err(IdTokenProblem::AuthorizedParty));
}

#[test]
fn a_token_is_valid_for_its_time_within_three_minutes() {
    let now = 1_800_000_000;
    for (name, value, problem) in [
        ("exp", json!(now - 180), Some(IdTokenProblem::Expired)),
        ("exp", json!(now - 179), None),
        ("exp", json!(1_800_000_000.5), None),
        ("exp", json!(1e300), None),
        ("exp", json!(-1e300), Some(IdTokenProblem::Expired)),
        ("exp", json!("1900000000"), Some(IdTokenProblem::Expired)),
        ("exp", json!(null), Some(IdTokenProblem::Expired)),
        ("iat", json!(now + 180), None),
        ("iat", json!(now + 181), Some(IdTokenProblem::IssuedAt)),
        ("iat", json!(now - 3780), None),
        ("iat", json!(now - 3781), Some(IdTokenProblem::IssuedAt)),
        ("iat", json!(i64::MIN), Some(IdTokenProblem::IssuedAt)),
        ("iat", json!(u64::MAX), Some(IdTokenProblem::IssuedAt)),
        ("iat", json!(null), Some(IdTokenProblem::IssuedAt)),
        ("nbf", json!(now + 180), None),
        ("nbf", json!(now + 181), Some(IdTokenProblem::NotBefore)),
        ("nbf", json!("now"), Some(IdTokenProblem::NotBefore)),
    ] {
        assert_eq!(changed(name, value.clone()).err(), problem, "{name} {value}");
    }
}

#[test]
fn a_token_of_another_sign_in_is_refused() {
    for nonce in [
        json!("other"),
        json!(""),
        json!("n-0S6_WzA2Mj "),
        json!("n-0S6_WzA2M"),
        json!(1),
        json!([NONCE]),
        json!(null),
    ] {
        assert_eq!(changed("nonce", nonce.clone()), Err(IdTokenProblem::Nonce), "{nonce}");
    }
}

#[test]
fn a_token_without_a_usable_subject_is_refused() {
    for subject in [json!(""), json!("a".repeat(256)), json!("a\nb"), json!(248_289_761_001_u64), json!(null)]
    {
        assert_eq!(changed("sub", subject.clone()), Err(IdTokenProblem::Subject), "{subject}");
    }
    assert!(changed("sub", json!("a".repeat(255))).is_ok());
}

#[test]
fn no_secret_is_shown() {
    let token = signed(&header(), &good());
    let token = IdToken::parse(&token).unwrap();
    let keys = keys();
    let Ok(Choice::Key(key)) = keys.choose(&token, NOW, NOW) else { unreachable!("it has the key") };
    assert_eq!(format!("{:?}", token.check(key)), "Ok(Valid(Signed(…)))");
}
