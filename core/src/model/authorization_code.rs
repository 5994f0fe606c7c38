//! The codes of the endpoint `/oauth2/authorize`, each of which an app client redeems once.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use userpool_storage_traits::Key;

use crate::{
    context::Stored,
    model::keys,
    time::{CLOCK_MARGIN_SECONDS, Span, Timestamp},
};

/// How long a code can be redeemed, in seconds.
pub(crate) const LIFE_SECONDS: u64 = 5 * 60;

/// The record of a code.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct AuthorizationCode {
    /// The store does not learn the code itself.
    pub(crate) hash: String,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scope: String,
    /// The `code_challenge` of PKCE, made with S256 ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) challenge: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) nonce: Option<String>,
    /// The parameter `resource`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) audience: Option<String>,
    pub(crate) username: String,
    pub(crate) sub: String,
    /// The user's generation. The code is not valid in a later one.
    pub(crate) generation: u32,
    pub(crate) auth_time: Timestamp,
    /// The browser's session, and when it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) session: Option<(String, Timestamp)>,
    pub(crate) life: Span,
    /// The tokens of the first use. A code that is used again was stolen, and ends them
    /// ([RFC 6749 §4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) redeemed: Option<Redeemed>,
}

/// The tokens that a code was redeemed for.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Redeemed {
    pub(crate) origin_jti: String,
    /// When the last of them expires.
    pub(crate) until: Timestamp,
}

/// The hash under which a code is stored.
pub(crate) fn hash(code: &str) -> String {
    base16ct::lower::encode_string(&Sha256::digest(code.as_bytes()))
}

impl AuthorizationCode {
    /// Whether `verifier` is the `code_verifier` of the code. A code without a challenge takes none, so that an attacker cannot
    /// remove the challenge from a request ([RFC 9700 §4.8.2](https://www.rfc-editor.org/rfc/rfc9700#section-4.8.2)).
    pub(crate) fn is_verified_by(&self, verifier: Option<&str>) -> bool {
        match (&self.challenge, verifier) {
            (None, None) => true,
            (Some(challenge), Some(verifier)) => {
                let made = BASE64URL.encode(Sha256::digest(verifier.as_bytes()));
                challenge.as_bytes().ct_eq(made.as_bytes()).into()
            }
            _ => false,
        }
    }
}

impl Stored for AuthorizationCode {
    fn key(&self) -> Key {
        keys::authorization_code(&self.hash)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.life.end().plus_seconds(CLOCK_MARGIN_SECONDS))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(challenge: Option<&str>) -> AuthorizationCode {
        AuthorizationCode {
            hash: hash("x"),
            client_id: String::new(),
            redirect_uri: String::new(),
            scope: String::new(),
            challenge: challenge.map(str::to_owned),
            nonce: None,
            audience: None,
            username: String::new(),
            sub: String::new(),
            generation: 0,
            auth_time: Timestamp::from_seconds(0),
            session: None,
            life: Span::new(Timestamp::from_seconds(0), LIFE_SECONDS),
            redeemed: None,
        }
    }

    /// Appendix B of RFC 7636.
    #[test]
    fn the_verifier_of_the_rfc_belongs_to_its_challenge() {
        let code = code(Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        assert!(code.is_verified_by(Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")));
        assert!(!code.is_verified_by(Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK")));
        assert!(!code.is_verified_by(None));
    }

    #[test]
    fn a_code_without_a_challenge_takes_no_verifier() {
        assert!(code(None).is_verified_by(None) && !code(None).is_verified_by(Some("x")));
    }
}
