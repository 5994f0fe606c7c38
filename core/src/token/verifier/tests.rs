//! Our tokens and those of other software, and every way to invalidate one.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use proptest::prelude::*;
use serde_json::json;
use userpool_storage_traits::{Algorithm, KeyMaterial};

use super::*;
use crate::{
    jose::jwks::{Jwks, key_id},
    token::signer::testing::{self, KEYS},
};

#[cfg(feature = "rsa")]
type Signer = crate::token::signer::RsaSigner;
#[cfg(not(feature = "rsa"))]
type Signer = crate::token::signer::AwsLcSigner;

const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example";
const NOW: u64 = 1_700_000_000;

/// A key of a pool, with the id under which it is published.
fn key(number: usize) -> KeyMaterial {
    let key = testing::key("", KEYS[number]);
    KeyMaterial { id: key_id(&testing::public(&key)), ..key }
}

fn jwks(keys: &[&KeyMaterial]) -> String {
    let keys: Vec<_> = keys.iter().map(|key| (key.id.as_str(), testing::public(key))).collect();
    serde_json::to_string(&keys.iter().map(|(kid, key)| (*kid, key)).collect::<Jwks<'_>>()).unwrap()
}

/// The pool signs ID tokens with the first key and access tokens with the second.
fn verifier() -> Verifier {
    Verifier::new(ISSUER, &jwks(&[&key(0), &key(1)])).unwrap()
}

fn signed_as(kid: &str, key: &KeyMaterial, claims: &Value) -> String {
    let signing_input = jws::encode(jws::Header { kid, alg: Algorithm::Rs256 }, claims).unwrap();
    let signature = testing::sign(&Signer::new(), key, &signing_input);
    jws::complete(signing_input, &signature)
}

fn signed(key: &KeyMaterial, claims: &Value) -> String {
    signed_as(&key.id, key, claims)
}

fn access_claims() -> Value {
    json!({
        "sub": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "cognito:groups": ["admins", "staff"], "iss": ISSUER,
        "client_id": "photos", "origin_jti": "o", "event_id": "e", "token_use": "access",
        "scope": "photos/read photos/write", "auth_time": NOW - 100, "exp": NOW + 3600, "iat": NOW - 10,
        "jti": "j", "username": "ana"
    })
}

fn id_claims() -> Value {
    json!({
        "sub": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee", "email_verified": true, "iss": ISSUER,
        "cognito:username": "ana", "origin_jti": "o", "aud": "photos", "event_id": "e", "token_use": "id",
        "auth_time": NOW - 100, "exp": NOW + 3600, "iat": NOW - 10, "jti": "j", "email": "ana@example.com"
    })
}

fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

fn without(mut claims: Value, name: &str) -> Value {
    claims.as_object_mut().unwrap().remove(name).unwrap();
    claims
}

fn verify_access(verifier: &Verifier, claims: &Value) -> Result<Claims, VerifyError> {
    verifier.verify(&signed(&key(1), claims), NOW)
}

#[test]
fn an_access_token_gives_the_calling_user() {
    let claims = verify_access(&verifier(), &access_claims()).unwrap();
    assert_eq!(claims.sub, "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee");
    assert_eq!(claims.iss, ISSUER);
    assert_eq!(claims.token_use, TokenUse::Access);
    assert_eq!(claims.client_id, "photos");
    assert_eq!(claims.username.as_deref(), Some("ana"));
    assert_eq!(claims.scopes, ["photos/read", "photos/write"]);
    assert_eq!(claims.groups, ["admins", "staff"]);
    assert_eq!((claims.exp, claims.iat, claims.auth_time), (NOW + 3600, NOW - 10, Some(NOW - 100)));
    assert_eq!((claims.jti.as_deref(), claims.origin_jti.as_deref()), (Some("j"), Some("o")));
    assert_eq!(claims.raw["event_id"], "e");
    assert_eq!(json!(claims.raw), access_claims());
}

#[test]
fn an_id_token_gives_the_user() {
    let verifier = verifier().with_clients(["photos"]).token_use(TokenUse::Id);
    let claims = verifier.verify(&signed(&key(0), &id_claims()), NOW).unwrap();
    assert_eq!(claims.token_use, TokenUse::Id);
    assert_eq!((claims.client_id.as_str(), claims.username.as_deref()), ("photos", Some("ana")));
    assert_eq!(claims.raw["email"], "ana@example.com");
    assert!(claims.scopes.is_empty() && claims.groups.is_empty());
}

#[test]
fn a_token_without_a_user_is_accepted() {
    let claims = ["username", "auth_time", "origin_jti", "jti", "cognito:groups"]
        .into_iter()
        .fold(access_claims(), without);
    assert_eq!(verify_access(&verifier(), &claims).unwrap().username, None);
}

#[test]
fn a_token_ends_at_its_expiry() {
    let token = signed(&key(1), &access_claims());
    let verifier = verifier();
    assert!(verifier.verify(&token, NOW + 3599).is_ok());
    assert_eq!(verifier.verify(&token, NOW + 3600), Err(VerifyError::Expired));
    assert_eq!(verifier.verify(&token, u64::MAX), Err(VerifyError::Expired));

    let lenient = verifier.leeway_seconds(30);
    assert!(lenient.verify(&token, NOW + 3629).is_ok());
    assert_eq!(lenient.verify(&token, NOW + 3630), Err(VerifyError::Expired));

    let eternal = with(access_claims(), "exp", json!(u64::MAX));
    assert!(verify_access(&lenient, &eternal).is_ok());
}

#[test]
fn a_token_is_not_valid_before_nbf() {
    let claims = with(access_claims(), "nbf", json!(NOW + 30));
    assert_eq!(verify_access(&verifier(), &claims), Err(VerifyError::NotYetValid));
    assert_eq!(verify_access(&verifier().leeway_seconds(29), &claims), Err(VerifyError::NotYetValid));
    assert!(verify_access(&verifier().leeway_seconds(30), &claims).is_ok());
}

#[test]
fn tokens_of_other_pools_are_refused() {
    for issuer in ["", &ISSUER[..ISSUER.len() - 1], &format!("{ISSUER}/"), &ISSUER.to_uppercase()] {
        let claims = with(access_claims(), "iss", json!(issuer));
        assert_eq!(verify_access(&verifier(), &claims), Err(VerifyError::Issuer), "{issuer}");
    }
}

#[test]
fn a_token_is_accepted_for_its_use_only() {
    let (id, access) = (signed(&key(0), &id_claims()), signed(&key(1), &access_claims()));
    let verifier = || verifier().with_clients(["photos"]);

    assert_eq!(verifier().verify(&id, NOW), Err(VerifyError::TokenUse));
    assert_eq!(verifier().token_use(TokenUse::Id).verify(&access, NOW), Err(VerifyError::TokenUse));
    assert!(verifier().any_token_use().verify(&id, NOW).is_ok());
    assert!(verifier().any_token_use().verify(&access, NOW).is_ok());
}

#[test]
fn a_token_is_accepted_for_its_client_only() {
    let (id, access) = (signed(&key(0), &id_claims()), signed(&key(1), &access_claims()));
    let verifier = |clients: &[&str]| verifier().any_token_use().with_clients(clients.iter().copied());

    for token in [&id, &access] {
        assert!(verifier(&["photos"]).verify(token, NOW).is_ok());
        assert!(verifier(&["mail", "photos"]).verify(token, NOW).is_ok());
        assert_eq!(verifier(&["mail"]).verify(token, NOW), Err(VerifyError::Client));
    }
    assert!(verifier(&[]).verify(&access, NOW).is_ok());
    assert_eq!(verifier(&[]).verify(&id, NOW), Err(VerifyError::ClientsUnknown));

    // The claim that names the client in one kind of token has no meaning in the other.
    let resource = with(with(access_claims(), "aud", json!("photos")), "client_id", json!("mail"));
    assert_eq!(verify_access(&verifier(&["photos"]), &resource), Err(VerifyError::Client));
    let id_with_client_id = with(with(id_claims(), "client_id", json!("photos")), "aud", json!("mail"));
    assert_eq!(verify_access(&verifier(&["photos"]), &id_with_client_id), Err(VerifyError::Client));
}

#[test]
fn all_scopes_and_one_of_the_groups_are_required() {
    let claims = access_claims();
    let scopes =
        |scopes: &[&str]| verify_access(&verifier().require_scopes(scopes.iter().copied()), &claims).err();
    assert_eq!(scopes(&["photos/read"]), None);
    assert_eq!(scopes(&["photos/write", "photos/read"]), None);
    assert_eq!(scopes(&["photos/read", "photos/delete"]), Some(VerifyError::Scope));
    assert_eq!(scopes(&["photos"]), Some(VerifyError::Scope));

    let groups =
        |groups: &[&str]| verify_access(&verifier().require_any_group(groups.iter().copied()), &claims).err();
    assert_eq!(groups(&["guests", "staff"]), None);
    assert_eq!(groups(&["guests"]), Some(VerifyError::Group));

    let none = without(without(claims.clone(), "scope"), "cognito:groups");
    assert_eq!(verify_access(&verifier().require_scopes(["x"]), &none), Err(VerifyError::Scope));
    assert_eq!(verify_access(&verifier().require_any_group(["x"]), &none), Err(VerifyError::Group));
}

#[test]
fn claims_of_the_wrong_type_are_refused() {
    for name in ["sub", "iss", "token_use", "client_id", "exp", "iat"] {
        assert_eq!(
            verify_access(&verifier(), &without(access_claims(), name)),
            Err(VerifyError::Claims),
            "{name}"
        );
        let claims = with(access_claims(), name, json!([1]));
        assert_eq!(verify_access(&verifier(), &claims), Err(VerifyError::Claims), "{name}");
    }
    for exp in [json!("1800000000"), json!(-1), json!(null), json!(1.8e9 + 0.5), json!(true)] {
        assert_eq!(verify_access(&verifier(), &with(access_claims(), "exp", exp)), Err(VerifyError::Claims));
    }
    for (name, value) in [
        ("cognito:groups", json!("admins")),
        ("cognito:groups", json!([1])),
        ("scope", json!(["photos/read"])),
        ("nbf", json!("soon")),
        ("token_use", json!("Access")),
        ("token_use", json!("refresh")),
    ] {
        let claims = with(access_claims(), name, value);
        assert_eq!(verify_access(&verifier(), &claims), Err(VerifyError::Claims), "{claims}");
    }
}

#[test]
fn a_key_cannot_sign_under_the_id_of_another() {
    let [id, access, other] = [key(0), key(1), key(2)];
    let verifier = verifier();
    let claims = access_claims();

    assert_eq!(verifier.verify(&signed_as(&id.id, &access, &claims), NOW), Err(VerifyError::Signature));
    assert_eq!(verifier.verify(&signed_as(&access.id, &id, &claims), NOW), Err(VerifyError::Signature));
    assert_eq!(verifier.verify(&signed_as(&access.id, &other, &claims), NOW), Err(VerifyError::Signature));
    let unknown = VerifyError::UnknownKey { kid: other.id.clone() };
    assert_eq!(verifier.verify(&signed(&other, &claims), NOW), Err(unknown));
}

#[test]
fn a_new_key_is_requested_and_accepted() {
    let [old, new] = [key(1), key(2)];
    let verifier = verifier();
    let (old_token, new_token) = (signed(&old, &access_claims()), signed(&new, &access_claims()));

    assert_eq!(verifier.needs_keys(&old_token), None);
    assert_eq!(verifier.needs_keys(&new_token), Some(new.id.clone()));

    verifier.replace_keys(&jwks(&[&old, &new])).unwrap();
    assert_eq!(verifier.needs_keys(&new_token), None);
    assert!(verifier.verify(&old_token, NOW).is_ok());
    assert!(verifier.verify(&new_token, NOW).is_ok());

    verifier.replace_keys(&jwks(&[&new])).unwrap();
    assert_eq!(verifier.verify(&old_token, NOW), Err(VerifyError::UnknownKey { kid: old.id }));
}

#[test]
fn tokens_of_other_pools_do_not_request_keys() {
    let other = key(3);
    let verifier = verifier();
    let foreign = with(access_claims(), "iss", json!("https://evil.example"));
    assert_eq!(verifier.needs_keys(&signed(&other, &foreign)), None);
    assert_eq!(verifier.needs_keys(&signed(&other, &without(access_claims(), "iss"))), None);
    assert_eq!(verifier.needs_keys("not a token"), None);
}

#[test]
fn unusable_keys_do_not_replace_usable_ones() {
    let verifier = verifier();
    let weak = r#"{"keys":[{"alg":"RS256","e":"AQAB","kid":"weak","kty":"RSA","n":"AQAB","use":"sig"}]}"#;
    for jwks in ["", "{}", r#"{"keys":[]}"#, weak] {
        assert!(verifier.replace_keys(jwks).is_err(), "{jwks}");
        assert!(Verifier::new(ISSUER, jwks).is_err(), "{jwks}");
    }
    assert!(verify_access(&verifier, &access_claims()).is_ok());
}

mod forged {
    use super::*;

    fn forged(header: &Value, signature: &[u8]) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signature = BASE64_URL_SAFE_NO_PAD.encode(signature);
        format!("{}.{}.{signature}", part(header), part(&access_claims()))
    }

    #[test]
    fn a_token_without_a_signature_is_refused() {
        let kid = key(1).id;
        for alg in ["none", "None", "NONE", "nOnE", ""] {
            let token = forged(&json!({"kid": kid, "alg": alg}), b"");
            assert_eq!(verifier().verify(&token, NOW), Err(VerifyError::Malformed), "{alg}");
        }
        let token = forged(&json!({"kid": kid, "alg": "RS256"}), b"");
        assert_eq!(verifier().verify(&token, NOW), Err(VerifyError::Signature));
    }

    /// A known attack: an HMAC with the public key, which is not a secret, as its key.
    #[test]
    fn an_hmac_with_the_public_key_is_refused() {
        use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};

        let key = key(1);
        let userpool_storage_traits::PublicKey::Rsa { n, .. } = testing::public(&key);
        let document = jwks(&[&key]);
        let n_text = BASE64_URL_SAFE_NO_PAD.encode(&n);
        for secret in [n.as_slice(), n_text.as_bytes(), document.as_bytes(), key.id.as_bytes(), b""] {
            let header = Header { kid: Some(key.id.clone()), ..Header::new(Algorithm::HS256) };
            let token = encode(&header, &access_claims(), &EncodingKey::from_secret(secret)).unwrap();
            assert_eq!(verifier().verify(&token, NOW), Err(VerifyError::Malformed));

            // The same signature with a header that names RS256.
            let hmac = BASE64_URL_SAFE_NO_PAD.decode(token.rsplit_once('.').unwrap().1).unwrap();
            let token = forged(&json!({"kid": key.id, "alg": "RS256"}), &hmac);
            assert_eq!(verifier().verify(&token, NOW), Err(VerifyError::Signature));
        }
    }

    #[test]
    fn a_key_inside_the_token_is_not_used() {
        let [ours, theirs] = [key(1), key(3)];
        let brought: Value = serde_json::from_str(&jwks(&[&theirs])).unwrap();
        let header = json!({"kid": ours.id, "alg": "RS256", "jwk": brought["keys"][0]});
        let token = forged(&header, b"");
        let (signing_input, _) = token.rsplit_once('.').unwrap();
        let signature = testing::sign(&Signer::new(), &theirs, signing_input);
        assert_eq!(verifier().verify(&forged(&header, &signature), NOW), Err(VerifyError::Signature));
    }

    #[test]
    fn changing_any_bit_of_a_token_is_detected() {
        let verifier = verifier();
        let good = signed(&key(1), &access_claims());
        verifier.verify(&good, NOW).unwrap();
        for at in 0..good.len() {
            for bit in [0, 1, 5] {
                let mut bytes = good.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let changed = String::from_utf8(bytes).unwrap();
                assert!(verifier.verify(&changed, NOW).is_err(), "byte {at}, bit {bit}");
            }
        }
    }

    #[test]
    fn removing_or_extending_any_part_is_detected() {
        let verifier = verifier();
        let good = signed(&key(1), &access_claims());
        for length in 0..good.len() {
            assert!(verifier.verify(&good[..length], NOW).is_err(), "{length}");
        }
        for extra in ["A", "AA", "AAAA", "=", ".", ".AAAA", " ", "\n", "\0"] {
            assert!(verifier.verify(&format!("{good}{extra}"), NOW).is_err(), "{extra:?}");
            assert!(verifier.verify(&format!("{extra}{good}"), NOW).is_err(), "{extra:?}");
            assert!(verifier.verify(&good.replacen('.', &format!("{extra}."), 1), NOW).is_err(), "{extra:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_verifier_panic(text in any::<String>()) {
            let verifier = verifier();
            prop_assert!(verifier.verify(&text, NOW).is_err());
            prop_assert_eq!(verifier.needs_keys(&text), None);
            prop_assert!(verifier.replace_keys(&text).is_err());
        }
    }
}

/// `jsonwebtoken` as an independent implementation, with its own cryptography.
#[cfg(feature = "rsa")]
mod peer {
    use ::rsa::pkcs8::PrivateKeyInfoRef;
    use jsonwebtoken::{
        Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode, jwk::JwkSet,
    };

    use super::*;

    fn pkcs1(key: &KeyMaterial) -> EncodingKey {
        let info = PrivateKeyInfoRef::try_from(key.private.as_slice()).unwrap();
        EncodingKey::from_rsa_der(info.private_key.as_bytes())
    }

    #[test]
    fn jsonwebtoken_accepts_our_tokens() {
        let [id, access] = [key(0), key(1)];
        let keys: JwkSet = serde_json::from_str(&jwks(&[&id, &access])).unwrap();
        for (signer, other, claims) in [(&id, &access, id_claims()), (&access, &id, access_claims())] {
            let token = signed(signer, &claims);
            let header = jsonwebtoken::decode_header(&token).unwrap();
            assert_eq!((header.kid.as_deref(), header.typ), (Some(signer.id.as_str()), None));

            let mut validation = Validation::new(Algorithm::RS256);
            validation.set_issuer(&[ISSUER]);
            validation.set_audience(&["photos"]);
            // It uses the system's clock, but our tokens are from 2023.
            validation.validate_exp = false;
            let check = |kid: &str| {
                let key = DecodingKey::from_jwk(keys.find(kid).unwrap()).unwrap();
                decode::<Value>(&token, &key, &validation)
            };
            assert_eq!(check(&signer.id).unwrap().claims, claims);
            assert!(check(&other.id).is_err());
        }
    }

    #[test]
    fn tokens_of_jsonwebtoken_are_accepted() {
        let key = key(1);
        let header = Header { kid: Some(key.id.clone()), ..Header::new(Algorithm::RS256) };
        let token = encode(&header, &access_claims(), &pkcs1(&key)).unwrap();
        assert_eq!(json!(verifier().verify(&token, NOW).unwrap().raw), access_claims());
    }

    /// PKCS#1 v1.5 signatures are deterministic, so both make the same token for the same text.
    #[test]
    fn both_make_the_same_token() {
        let key = key(1);
        let header = Header { typ: None, kid: Some(key.id.clone()), ..Header::new(Algorithm::RS256) };
        let theirs = encode(&header, &access_claims(), &pkcs1(&key)).unwrap();
        let (signing_input, signature) = theirs.rsplit_once('.').unwrap();
        let ours = testing::sign(&Signer::new(), &key, signing_input);
        assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(ours), signature);
    }
}
