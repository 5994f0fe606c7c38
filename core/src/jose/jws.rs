//! JSON Web Signatures in compact form, as Cognito writes them.
//!
//! The code has two halves around a [`Signer`](userpool_storage_traits::Signer): [`encode`] makes the text to sign and
//! [`complete`] adds the signature; [`decode`] parses a token without verifying it.
//!
//! [RFC 7515](https://www.rfc-editor.org/rfc/rfc7515), [RFC 7519](https://www.rfc-editor.org/rfc/rfc7519).

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error as _, MapAccess, Visitor},
};
use serde_json::{Map, Value};
use userpool_storage_traits::Algorithm;

use crate::bounded_json::Budget;

/// Longest token that is parsed. An access token with a hundred group names of maximum length fits; proxies before a
/// resource server rarely accept a header of even a quarter of this length.
pub(crate) const TOKEN_BYTES_MAX: usize = 64 * 1024;

/// The JOSE header of every token of the engine, in Cognito's order. There is no `typ`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Header<'a> {
    /// The id of the key that signs.
    pub(crate) kid: &'a str,
    /// The signature algorithm.
    pub(crate) alg: Algorithm,
}

/// The content of a token that is not verified: [`signature`](Self::signature) over
/// [`signing_input`](Self::signing_input) must still be checked.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Unverified<'a> {
    /// The id of the key that the token claims was used.
    pub(crate) kid: String,
    /// The claims. Their names are unique in the token.
    pub(crate) claims: Map<String, Value>,
    /// The bytes that were signed.
    pub(crate) signing_input: &'a [u8],
    /// The signature to check.
    pub(crate) signature: Vec<u8>,
}

/// Why a text is not a token in the one supported form.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum JwsError {
    /// Larger than [`TOKEN_BYTES_MAX`].
    #[error("the token is longer than {TOKEN_BYTES_MAX} bytes")]
    TooLong,
    /// The token does not have three parts of base64url without padding.
    #[error("the token is not a compact JWS")]
    Form,
    /// The header is not a JSON object with unique names, has no `kid`, or has a `crit`.
    #[error("the token's header is malformed")]
    Header,
    /// The algorithm is not RS256.
    #[error("the token's algorithm is not RS256")]
    Algorithm,
    /// The claims are not a JSON object with unique names.
    #[error("the token's claims are malformed")]
    Claims,
}

/// The JWS Signing Input ([RFC 7515 §5.1](https://www.rfc-editor.org/rfc/rfc7515#section-5.1)), to be signed and passed
/// to [`complete`].
pub(crate) fn encode(header: Header<'_>, claims: &impl Serialize) -> Result<String, JwsError> {
    #[derive(Serialize)]
    struct Members<'a> {
        kid: &'a str,
        alg: &'a str,
    }
    let members = Members { kid: header.kid, alg: header.alg.as_str() };
    let mut token = base64url(&serde_json::to_vec(&members).map_err(|_| JwsError::Header)?);
    token.push('.');
    token.push_str(&base64url(&serde_json::to_vec(claims).map_err(|_| JwsError::Claims)?));
    Ok(token)
}

/// The complete token. An ID token may be longer than [`decode`] accepts, if a user has many long attributes; the
/// engine never parses ID tokens.
pub(crate) fn complete(mut signing_input: String, signature: &[u8]) -> String {
    signing_input.push('.');
    signing_input.push_str(&base64url(signature));
    signing_input
}

/// Parses a token ([RFC 7515 §5.2](https://www.rfc-editor.org/rfc/rfc7515#section-5.2)) without verifying it.
///
/// The caller must choose a trusted key by `kid` and check the signature before it uses the claims. The token does not
/// choose the algorithm: anything except exactly `RS256` is refused here ([RFC 8725
/// §3.1](https://www.rfc-editor.org/rfc/rfc8725#section-3.1)).
pub(crate) fn decode(token: &str) -> Result<Unverified<'_>, JwsError> {
    let Parts { header, claims, signing_input, signature } = parts(token)?;
    if header.get("alg").and_then(Value::as_str) != Some(Algorithm::Rs256.as_str()) {
        return Err(JwsError::Algorithm);
    }
    let kid = header.get("kid").and_then(Value::as_str).ok_or(JwsError::Header)?;
    Ok(Unverified { kid: kid.to_owned(), claims, signing_input, signature })
}

/// The parts of any compact JWS with JSON claims. Nothing is verified, and nothing is said about its algorithm.
#[derive(Clone, Debug)]
pub(crate) struct Parts<'a> {
    /// The members of the header. There is no `crit` among them.
    pub(crate) header: Map<String, Value>,
    /// The claims.
    pub(crate) claims: Map<String, Value>,
    /// The bytes that were signed.
    pub(crate) signing_input: &'a [u8],
    /// The signature to check.
    pub(crate) signature: Vec<u8>,
}

/// Splits a token and reads its header and its claims.
pub(crate) fn parts(token: &str) -> Result<Parts<'_>, JwsError> {
    if token.len() > TOKEN_BYTES_MAX {
        return Err(JwsError::TooLong);
    }
    let (signing_input, signature) = token.rsplit_once('.').ok_or(JwsError::Form)?;
    let (header, claims) = signing_input.split_once('.').ok_or(JwsError::Form)?;
    // A fourth part leaves a dot in the last part, which is not valid base64url.
    let [header, claims, signature] = [bytes(header)?, bytes(claims)?, bytes(signature)?];

    let Members(header) = serde_json::from_slice(&header).map_err(|_| JwsError::Header)?;
    // §4.1.11: extensions that must be understood; the engine supports none.
    if header.contains_key("crit") {
        return Err(JwsError::Header);
    }
    let Members(claims) = serde_json::from_slice(&claims).map_err(|_| JwsError::Claims)?;

    Ok(Parts { header, claims, signing_input: signing_input.as_bytes(), signature })
}

fn base64url(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Strict decoding without padding, line breaks or leftover bits, so that a token has one representation.
fn bytes(base64url: &str) -> Result<Vec<u8>, JwsError> {
    BASE64_URL_SAFE_NO_PAD.decode(base64url).map_err(|_| JwsError::Form)
}

/// A JSON object whose names are unique.
///
/// [RFC 7515 §4](https://www.rfc-editor.org/rfc/rfc7515#section-4) and [RFC 7519
/// §4](https://www.rfc-editor.org/rfc/rfc7519#section-4) allow a reader to refuse duplicate names or to use the last.
/// Refusing them ensures that two readers never disagree.
struct Members(Map<String, Value>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Unique;
        impl<'de> Visitor<'de> for Unique {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with unique names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Members, A::Error> {
                // The content is not verified yet, so it is read within limits.
                let budget = Budget::default();
                let mut members = Map::new();
                while let Some(name) = object.next_key::<String>()? {
                    let value = object.next_value_seed(budget.value())?;
                    if members.insert(name, value).is_some() {
                        return Err(A::Error::custom("duplicate name"));
                    }
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Unique)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const HEADER: Header<'_> = Header { kid: "k+/=", alg: Algorithm::Rs256 };

    fn token(header: &str, claims: &str) -> String {
        format!(
            "{}.{}.{}",
            base64url(header.as_bytes()),
            base64url(claims.as_bytes()),
            base64url(b"signature")
        )
    }

    #[test]
    fn the_header_has_the_form_of_cognitos() {
        let signing_input = encode(HEADER, &json!({"sub": "ana"})).unwrap();
        let (header, claims) = signing_input.split_once('.').unwrap();
        assert_eq!(bytes(header).unwrap(), br#"{"kid":"k+/=","alg":"RS256"}"#);
        assert_eq!(bytes(claims).unwrap(), br#"{"sub":"ana"}"#);
    }

    #[test]
    fn an_encoded_token_is_decoded() {
        let signing_input = encode(HEADER, &json!({"sub": "ana", "exp": 1})).unwrap();
        let token = complete(signing_input.clone(), b"signature");

        let read = decode(&token).unwrap();
        assert_eq!(read.kid, "k+/=");
        assert_eq!(Value::Object(read.claims), json!({"sub": "ana", "exp": 1}));
        assert_eq!(read.signing_input, signing_input.as_bytes());
        assert_eq!(read.signature, b"signature");
    }

    #[test]
    fn claims_with_too_many_values_are_refused() {
        let claims = |count: usize| format!(r#"{{"sub":1,"many":[{}]}}"#, vec!["{\"\":0}"; count].join(","));
        let header = r#"{"kid":"k","alg":"RS256"}"#;
        assert!(decode(&token(header, &claims(1000))).is_ok());
        assert_eq!(decode(&token(header, &claims(5000))).unwrap_err(), JwsError::Claims);
    }

    #[test]
    fn claims_that_are_not_an_object_are_refused() {
        for claims in
            ["", "1", "null", "[]", r#""sub""#, "{", r#"{"sub":1}}"#, r#"{"sub":1,"sub":2}"#, "\u{feff}{}"]
        {
            assert_eq!(
                decode(&token(r#"{"kid":"k","alg":"RS256"}"#, claims)),
                Err(JwsError::Claims),
                "{claims}"
            );
        }
    }

    #[test]
    fn other_algorithms_are_refused() {
        for alg in
            ["none", "None", "HS256", "rs256", "Rs256", "RS256 ", " RS256", "RS384", "PS256", "ES256", ""]
        {
            let header = json!({"kid": "k", "alg": alg}).to_string();
            assert_eq!(decode(&token(&header, "{}")), Err(JwsError::Algorithm), "{alg}");
        }
        for header in [r#"{"kid":"k"}"#, r#"{"kid":"k","alg":null}"#, r#"{"kid":"k","alg":["RS256"]}"#, "{}"]
        {
            assert_eq!(decode(&token(header, "{}")), Err(JwsError::Algorithm), "{header}");
        }
    }

    #[test]
    fn malformed_headers_are_refused() {
        for header in [
            "",
            "null",
            r#"["RS256","k"]"#,
            r#"{"alg":"RS256"}"#,
            r#"{"alg":"RS256","kid":1}"#,
            r#"{"alg":"RS256","kid":null}"#,
            r#"{"alg":"none","alg":"RS256","kid":"k"}"#,
            r#"{"alg":"RS256","alg":"RS256","kid":"k"}"#,
            r#"{"alg":"RS256","kid":"k","kid":"other"}"#,
            r#"{"alg":"RS256","kid":"k","typ":"JWT","typ":"JWT"}"#,
            r#"{"alg":"RS256","kid":"k","\u0061lg":"none"}"#,
            r#"{"alg":"RS256","kid":"k","crit":["b64"],"b64":false}"#,
            r#"{"alg":"RS256","kid":"k","crit":null}"#,
            r#"{"alg":"RS256","kid":"k","crit":[]}"#,
        ] {
            assert_eq!(decode(&token(header, "{}")), Err(JwsError::Header), "{header}");
        }
    }

    /// RFC 7515 §4.2: unknown members that are not critical are ignored.
    #[test]
    fn other_header_members_are_ignored() {
        let header =
            r#"{"typ":"JWT","alg":"RS256","kid":"k","jku":"https://evil.example/","jwk":{"kty":"oct"}}"#;
        assert_eq!(decode(&token(header, "{}")).unwrap().kid, "k");
    }

    #[test]
    fn a_token_has_three_parts_and_one_representation() {
        let good = token(r#"{"kid":"k","alg":"RS256"}"#, r#"{"sub":"ana"}"#);
        decode(&good).unwrap();

        let (signing_input, signature) = good.rsplit_once('.').unwrap();
        for wrong in [
            String::new(),
            ".".into(),
            "..".into(),
            "...".into(),
            signing_input.into(),
            format!("{good}."),
            format!("{good}.{signature}"),
            format!(".{good}"),
            format!("{good}="),
            format!("{good} "),
            format!("{good}\n"),
            format!(" {good}"),
            good.replacen('.', "..", 1),
            good.replacen('.', "=.", 1),
            good.replacen('e', "+", 1),
            good.replacen('e', "é", 1),
            format!("{good}A"),
        ] {
            assert!(matches!(decode(&wrong), Err(JwsError::Form | JwsError::Header)), "{wrong}");
        }
        // Twelve characters hold nine bytes; eleven hold eight bytes and two bits that must be zero.
        assert_eq!(decode(&format!("{signing_input}.c2lnbmF0dXI")).map(|token| token.signature.len()), Ok(8));
        assert_eq!(decode(&format!("{signing_input}.c2lnbmF0dXJ")), Err(JwsError::Form));
    }

    #[test]
    fn a_token_is_accepted_up_to_the_maximum_length() {
        let of_length =
            |length: usize| complete(encode(HEADER, &json!({"a": "x".repeat(length)})).unwrap(), &[1; 256]);
        let read = |length| decode(&of_length(length)).map(|_| ());
        let longest = (0..TOKEN_BYTES_MAX).rev().find(|length| read(*length).is_ok()).unwrap();
        assert!((TOKEN_BYTES_MAX - 3..=TOKEN_BYTES_MAX).contains(&of_length(longest).len()));
        assert_eq!(read(longest + 3), Err(JwsError::TooLong));
        assert_eq!(decode(&"a".repeat(TOKEN_BYTES_MAX + 1)), Err(JwsError::TooLong));
        assert_eq!(decode(&"a".repeat(TOKEN_BYTES_MAX)), Err(JwsError::Form));
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow_the_stack() {
        let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(5000), "]".repeat(5000));
        assert_eq!(decode(&token(r#"{"kid":"k","alg":"RS256"}"#, &deep)), Err(JwsError::Claims));
    }

    proptest! {
        #[test]
        fn no_text_makes_decoding_panic(text in any::<String>()) {
            let _ = decode(&text);
        }

        #[test]
        fn no_header_and_no_claims_make_decoding_panic(header in ".*", claims in ".*", signature in any::<Vec<u8>>()) {
            let _ = decode(&token(&header, &claims));
            let _ = decode(&format!("{}.{}", token(&header, &claims), base64url(&signature)));
        }

        #[test]
        fn any_claims_are_decoded_again(
            claims in proptest::collection::btree_map(any::<String>(), any::<String>(), 0..8),
            kid in any::<String>(),
            signature in any::<Vec<u8>>(),
        ) {
            let header = Header { kid: &kid, alg: Algorithm::Rs256 };
            let token = complete(encode(header, &claims).unwrap(), &signature);
            let read = decode(&token).unwrap();
            prop_assert_eq!(Value::Object(read.claims), json!(claims));
            prop_assert_eq!(read.kid, kid);
            prop_assert_eq!(read.signature, signature);
        }

        #[test]
        fn a_changed_character_is_another_token_or_none(at in 0..1000_usize, by in 1..64_u8) {
            const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
            let good = token(r#"{"kid":"k","alg":"RS256"}"#, r#"{"sub":"ana"}"#);
            let mut other = good.clone().into_bytes();
            let at = at % other.len();
            if let Some(digit) = ALPHABET.iter().position(|byte| *byte == other[at]) {
                other[at] = ALPHABET[(digit + usize::from(by)) % 64];
                let other = String::from_utf8(other).unwrap();
                let (good, other) = (decode(&good).unwrap(), decode(&other));
                let meant = |token: &Unverified<'_>| (token.signing_input.to_vec(), token.signature.clone());
                prop_assert!(other.is_err() || other.is_ok_and(|other| meant(&other) != meant(&good)));
            }
        }
    }
}
