//! `SECRET_HASH`: how a client with a secret proves in each call that it knows the secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use subtle::ConstantTimeEq as _;

use crate::mac::hmac_sha256;

/// base64(HMAC-SHA256(client secret, username ‖ client id)).
///
/// `username` is the name in the request, which may be an alias of the user.
pub fn secret_hash(client_secret: &str, username: &str, client_id: &str) -> String {
    BASE64.encode(hmac_sha256(client_secret.as_bytes(), &[username.as_bytes(), client_id.as_bytes()]))
}

/// Whether `given` is the hash of these values. Compares in constant time.
pub fn verify(given: &str, client_secret: &str, username: &str, client_id: &str) -> bool {
    let expected = secret_hash(client_secret, username, client_id);
    expected.as_bytes().ct_eq(given.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_hash_agrees_with_the_test_vectors() {
        let vectors: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/data/srp-vectors.json")).unwrap();
        let cases = vectors["secret_hash"].as_array().unwrap();
        assert_eq!(cases.len(), 2);
        for case in cases {
            let [secret, name, id, hash] = ["client_secret", "username", "client_id", "secret_hash"]
                .map(|member| case[member].as_str().unwrap());
            assert_eq!(secret_hash(secret, name, id), hash);
            assert!(verify(hash, secret, name, id));
        }
    }

    #[test]
    fn a_hash_is_valid_for_one_secret_and_one_name() {
        let hash = secret_hash("secret", "ana", "client");
        assert!(!verify(&hash, "Secret", "ana", "client"));
        assert!(!verify(&hash, "secret", "bob", "client"));
        assert!(!verify(&hash, "secret", "ana", "client2"));
        assert!(!verify(&hash[..43], "secret", "ana", "client"));
        assert!(!verify("", "secret", "ana", "client"));
    }

    proptest! {
        #[test]
        fn no_other_text_is_accepted(given in ".*") {
            prop_assert!(!verify(&given, "secret", "ana", "client"));
        }
    }
}
