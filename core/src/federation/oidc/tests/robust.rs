//! No input panics.

use proptest::prelude::*;

use super::*;
use crate::federation::oidc::{
    Choice, Expected, IdToken, KeySet, Proof, apple_user_claims, attributes, fresh_seconds, merged, subject,
    user_info_claims,
};

fn bytes(length_max: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..length_max)
}

/// Bytes, texts that look like JSON, and JSON with the names that are read.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let names =
        "(keys|kty|n|e|x|y|crv|kid|sub|iss|aud|exp|email|issuer|jwks_uri|error|access_token|resourceName)";
    let texts = r#""https://a/"|"people/1"|"RSA"|"EC"|"P-256"|"AQAB""#;
    let value = format!(r#"(null|true|-1e999|1|{texts}|\[\]|\{{\}}|\[\{{"kty":"RSA","n":"AA"\}}\])"#);
    let value = prop::string::string_regex(&value).unwrap();
    let members = prop::collection::vec((names, value), 0..6).prop_map(|members| {
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        format!("{{{}}}", members.join(",")).into_bytes()
    });
    prop_oneof![bytes(200), r#"[\[\]{}:,"0-9.eE+\\a-f \n-]{0,80}"#.prop_map(String::into_bytes), members,]
}

proptest! {
    #[test]
    fn no_answer_panics(ok in any::<bool>(), status in any::<u16>(), body in body(), cache in ".{0,40}") {
        let status = if ok { 200 } else { status };
        let answer = FetchResponse::new(status, body.clone());
        for kind in ALL {
            let fixture = Fixture::new(kind).mapped("name", "name");
            let settings = fixture.settings();
            let _ = Endpoints::discovered(settings, &answer, true);
            let _ = Tokens::received(settings, &answer);
            let _ = KeySet::received(&answer);
            if let Ok(claims) = user_info_claims(settings, &answer, Some("1")) {
                let claims = merged(claims.clone(), claims);
                let _ = (subject(settings, &claims), attributes(settings, &claims));
            }
        }
        let _ = fresh_seconds(Some(&cache));
        let _ = apple_user_claims(&String::from_utf8_lossy(&body));
    }

    #[test]
    fn no_token_panics(header in body(), claims in body(), signature in bytes(80)) {
        let parts = [b"{\"alg\":\"ES256\"}".to_vec(), header].map(|header| {
            [&*header, &claims, &signature].map(id_token::base64url).join(".")
        });
        let jwks = serde_json::json!({"keys": [id_token::ec_jwk("ec"), id_token::rsa_jwk("rsa")]});
        let keys = KeySet::received(&json(&jwks)).unwrap();
        for token in parts {
            let Ok(token) = IdToken::parse(&token) else { continue };
            let Ok(Choice::Key(key)) = keys.choose(&token, NOW, NOW) else { continue };
            prop_assert!(!matches!(token.check(key), Ok(Proof::Valid(_))));
        }
        let _ = IdToken::parse(&String::from_utf8_lossy(&claims));
    }

    /// Claims with a valid signature are as hostile as those without, since a provider may be.
    #[test]
    fn no_claims_panic(claims in body()) {
        let Ok(Value::Object(claims)) = serde_json::from_slice(&claims) else { return Ok(()) };
        for kind in ALL {
            let fixture = Fixture::new(kind);
            let expected = Expected { settings: fixture.settings(), nonce: NONCE, now: NOW };
            prop_assert!(super::super::id_token::Signed::made_up(claims.clone()).claims(expected).is_err());
        }
    }

    #[test]
    fn no_private_key_panics(key in ".{0,200}", bytes in bytes(150)) {
        use base64::Engine as _;
        for key in [key, base64::prelude::BASE64_STANDARD.encode(bytes)] {
            let fixture = Fixture::new(Kind::Apple).detail("private_key", &key);
            prop_assert!(super::super::apple::client_secret(fixture.settings(), NOW).is_err());
        }
    }
}
