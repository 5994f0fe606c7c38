//! The JWKS document of a pool, and the ids of its keys.
//!
//! [RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5),
//! [RFC 7518 §6.3](https://www.rfc-editor.org/rfc/rfc7518#section-6.3).

#[cfg(feature = "verifier")]
use std::collections::BTreeMap;

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
#[cfg(feature = "verifier")]
use jsonwebtoken::{
    DecodingKey, DecodingKeyKind,
    jwk::{Jwk as ForeignJwk, JwkSet, KeyAlgorithm, KeyOperations, PublicKeyUse},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use userpool_storage_traits::{Algorithm, PublicKey};

/// The document at `/.well-known/jwks.json`, with members in Cognito's order.
#[derive(Debug, Serialize)]
pub(crate) struct Jwks<'a> {
    keys: Vec<Jwk<'a>>,
}

#[derive(Debug, Serialize)]
struct Jwk<'a> {
    alg: &'static str,
    e: String,
    kid: &'a str,
    kty: &'static str,
    n: String,
    r#use: &'static str,
}

impl<'a> FromIterator<(&'a str, &'a PublicKey)> for Jwks<'a> {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a PublicKey)>>(keys: I) -> Self {
        Self { keys: keys.into_iter().map(|(kid, key)| Jwk::new(kid, key)).collect() }
    }
}

impl<'a> Jwk<'a> {
    fn new(kid: &'a str, key: &PublicKey) -> Self {
        let PublicKey::Rsa { n, e } = key;
        Self {
            alg: Algorithm::Rs256.as_str(),
            e: base64url(e),
            kid,
            kty: "RSA",
            n: base64url(n),
            r#use: "sig",
        }
    }
}

/// The `kid` of a key: its SHA-256 thumbprint ([RFC 7638](https://www.rfc-editor.org/rfc/rfc7638)), so two keys never
/// have the same id.
///
/// In standard base64 with padding, since Cognito's ids have 44 characters and may contain `+` and `/`.
pub(crate) fn key_id(key: &PublicKey) -> String {
    let PublicKey::Rsa { n, e } = key;
    // RFC 7638 §3: only the required members, sorted by name, without spaces.
    let members = format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, base64url(e), base64url(n));
    BASE64_STANDARD.encode(Sha256::digest(members))
}

/// Why a JWKS cannot be used.
#[cfg(feature = "verifier")]
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum JwksError {
    /// The text is not a JWKS document.
    #[error("not a JWKS document")]
    Malformed,
    /// Two keys have the same id, so it is not clear which one to trust.
    #[error("the JWKS has two keys with the same kid")]
    DuplicateKid,
    /// There is no key for RS256 tokens.
    #[error("the JWKS has no key for RS256")]
    NoKey,
}

/// The RS256 signature keys of a JWKS document, by `kid`.
///
/// Other kinds of keys are skipped, as [RFC 7517 §5](https://www.rfc-editor.org/rfc/rfc7517#section-5) requires. The
/// signer decides whether a key is strong enough.
#[cfg(feature = "verifier")]
pub(crate) fn parse(jwks: &str) -> Result<BTreeMap<String, PublicKey>, JwksError> {
    let set: JwkSet = serde_json::from_str(jwks).map_err(|_| JwksError::Malformed)?;
    let mut keys = BTreeMap::new();
    for (kid, key) in set.keys.iter().filter_map(rs256_key) {
        if keys.insert(kid, key).is_some() {
            return Err(JwksError::DuplicateKid);
        }
    }
    if keys.is_empty() {
        return Err(JwksError::NoKey);
    }
    Ok(keys)
}

#[cfg(feature = "verifier")]
fn rs256_key(jwk: &ForeignJwk) -> Option<(String, PublicKey)> {
    let common = &jwk.common;
    let for_rs256 = common.key_algorithm.is_none_or(|alg| alg == KeyAlgorithm::RS256)
        && common.public_key_use.as_ref().is_none_or(|purpose| *purpose == PublicKeyUse::Signature)
        && common
            .key_operations
            .as_ref()
            .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    match DecodingKey::from_jwk(jwk).ok()?.kind() {
        DecodingKeyKind::RsaModulusExponent { n, e } if for_rs256 => {
            Some((common.key_id.clone()?, PublicKey::Rsa { n: n.clone(), e: e.clone() }))
        }
        _ => None,
    }
}

fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(all(test, feature = "verifier"))]
#[expect(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;
    use crate::token::signer::testing::{self, KEYS, RFC7515_KEY};

    /// RFC 7638 §3.1.
    const RFC7638_N: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

    fn rsa(n: &str) -> PublicKey {
        PublicKey::Rsa { n: BASE64_URL_SAFE_NO_PAD.decode(n).unwrap(), e: vec![1, 0, 1] }
    }

    #[test]
    fn the_id_of_a_key_is_its_thumbprint_in_cognitos_alphabet() {
        // The RFC's example in the other alphabet: NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs
        assert_eq!(key_id(&rsa(RFC7638_N)), "NzbLsXh8uDCcd+6MNwXF4W/7noWXFZAfHkxZsRGC9Xs=");
    }

    #[test]
    fn the_document_has_the_form_of_cognitos() {
        let keys = [("id+/=", &rsa("AQAB")), ("access", &rsa("Ag"))];
        assert_eq!(
            serde_json::to_string(&keys.into_iter().collect::<Jwks<'_>>()).unwrap(),
            concat!(
                r#"{"keys":[{"alg":"RS256","e":"AQAB","kid":"id+/=","kty":"RSA","n":"AQAB","use":"sig"},"#,
                r#"{"alg":"RS256","e":"AQAB","kid":"access","kty":"RSA","n":"Ag","use":"sig"}]}"#
            )
        );
    }

    #[test]
    fn a_published_document_is_parsed() {
        let keys = [KEYS[0], KEYS[1], RFC7515_KEY].map(|key| testing::public(&testing::key("", key)));
        let named: BTreeMap<_, _> = keys.into_iter().map(|key| (key_id(&key), key)).collect();
        let document: Jwks<'_> = named.iter().map(|(kid, key)| (kid.as_str(), key)).collect();
        assert_eq!(parse(&serde_json::to_string(&document).unwrap()), Ok(named));
    }

    #[test]
    fn jsonwebtoken_derives_the_same_ids() {
        let key = testing::public(&testing::key("", KEYS[0]));
        let kid = key_id(&key);
        let document = serde_json::to_string(&Jwks::from_iter([(kid.as_str(), &key)])).unwrap();

        let set: JwkSet = serde_json::from_str(&document).unwrap();
        let thumbprint =
            set.find(&kid).unwrap().thumbprint(jsonwebtoken::jwk::ThumbprintHash::SHA256).unwrap();
        assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(thumbprint).unwrap(), BASE64_STANDARD.decode(kid).unwrap());
    }

    #[test]
    fn other_kinds_of_keys_are_skipped() {
        let document = r#"{"extra":1,"keys":[
            {"kty":"EC","crv":"P-256","kid":"ec","x":"AA","y":"AA"},
            {"kty":"oct","kid":"shared","k":"c2VjcmV0"},
            {"kty":"new","kid":"new"},
            {"kty":"RSA","kid":"no modulus","e":"AQAB"},
            {"kty":"RSA","kid":"not base64url","e":"AQAB","n":"A+/="},
            {"kty":"RSA","e":"AQAB","n":"AQAB"},
            {"kty":"RSA","kid":"for encryption","use":"enc","e":"AQAB","n":"AQAB"},
            {"kty":"RSA","kid":"to sign","key_ops":["sign"],"e":"AQAB","n":"AQAB"},
            {"kty":"RSA","kid":"other hash","alg":"RS512","e":"AQAB","n":"AQAB"},
            {"kty":"RSA","kid":"other padding","alg":"PS256","e":"AQAB","n":"AQAB"},
            {"kty":"RSA","kid":"bare","e":"AQAB","n":"AQAB"},
            {"kty":"RSA","kid":"full","alg":"RS256","use":"sig","key_ops":["verify"],"x5t":"AA","e":"AQAB","n":"Ag"}
        ]}"#;
        let keys = parse(document).unwrap();
        assert_eq!(keys, BTreeMap::from([("bare".into(), rsa("AQAB")), ("full".into(), rsa("Ag"))]));
    }

    #[test]
    fn ambiguous_documents_are_refused() {
        let twice = r#"{"keys":[{"kty":"RSA","kid":"k","e":"AQAB","n":"Ag"},{"kty":"RSA","kid":"k","e":"AQAB","n":"Aw"}]}"#;
        assert_eq!(parse(twice), Err(JwksError::DuplicateKid));
        assert_eq!(parse(r#"{"keys":[]}"#), Err(JwksError::NoKey));
        for malformed in ["", "{}", "[]", "null", r#"{"keys":{}}"#, r#"{"keys":[1]}"#, "<html>"] {
            assert_eq!(parse(malformed), Err(JwksError::Malformed), "{malformed}");
        }
    }
}
