//! The ID token, [OpenID Connect Core §3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation).
//!
//! [`IdToken`] is not verified, and gives no claims. [`Signed`] has a valid signature, and gives its claims when they are as expected.

use p256::ecdsa::signature::Verifier as _;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq as _;
use userpool_storage_traits::PublicKey;

use super::{
    error::{IdTokenProblem, OidcError},
    key_set::Key,
    settings::{Kind, Settings},
};
use crate::{jose::jws, time::Timestamp};

/// Tolerated difference between the provider's clock and ours, in seconds.
const SKEW_SECONDS: i64 = 180;

/// Greatest age of an ID token, in seconds. It comes directly from the provider, so it was issued a moment ago.
const AGE_SECONDS_MAX: i64 = 3600;

/// Longest `sub`, in bytes: OpenID Connect Core §2.
pub(super) const SUBJECT_BYTES_MAX: usize = 255;

/// The algorithms that are accepted. The token chooses one, and its key must be for it: a public key never becomes the secret of an HMAC.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Algorithm {
    Rs256,
    Es256,
}

/// An ID token that is not verified.
#[derive(Clone, Debug)]
pub(crate) struct IdToken<'t> {
    algorithm: Algorithm,
    kid: Option<String>,
    parts: jws::Parts<'t>,
}

/// The result of checking a signature.
#[derive(Debug)]
pub(crate) enum Proof<'t, 'k> {
    Valid(Signed),
    /// A `Signer` must check the signature: see [`RsaCheck`].
    Rsa(RsaCheck<'t, 'k>),
}

/// An RS256 signature for a `Signer` to check.
#[derive(Debug)]
pub(crate) struct RsaCheck<'t, 'k> {
    key: &'k PublicKey,
    parts: jws::Parts<'t>,
}

/// An ID token whose signature is valid.
pub(crate) struct Signed(Map<String, Value>);

/// What an ID token must say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expected<'a> {
    pub(crate) settings: Settings<'a>,
    /// The nonce of the authorization request.
    pub(crate) nonce: &'a str,
    pub(crate) now: Timestamp,
}

impl Algorithm {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }
}

impl<'t> IdToken<'t> {
    /// Reads a token without verifying it.
    ///
    /// # Errors
    /// When it is not a compact JWS, or has another algorithm than RS256 and ES256.
    pub(crate) fn parse(token: &'t str) -> Result<Self, OidcError> {
        let parts = jws::parts(token).map_err(|_| OidcError::IdToken(IdTokenProblem::Format))?;
        let algorithm = match parts.header.get("alg").and_then(Value::as_str) {
            Some("RS256") => Algorithm::Rs256,
            Some("ES256") => Algorithm::Es256,
            _ => return Err(OidcError::IdToken(IdTokenProblem::Algorithm)),
        };
        let kid = match parts.header.get("kid") {
            None => None,
            Some(Value::String(kid)) => Some(kid.clone()),
            Some(_) => return Err(OidcError::IdToken(IdTokenProblem::Format)),
        };
        Ok(Self { algorithm, kid, parts })
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    pub(super) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Checks the signature with the key that [`KeySet::choose`](super::KeySet::choose) has chosen.
    ///
    /// # Errors
    /// When the signature is not valid, or the key is for another algorithm.
    pub(crate) fn check<'k>(self, key: &'k Key) -> Result<Proof<'t, 'k>, OidcError> {
        if key.algorithm() != self.algorithm {
            return Err(OidcError::IdToken(IdTokenProblem::Key));
        }
        let parts = self.parts;
        match key {
            Key::Rs256(key) => Ok(Proof::Rsa(RsaCheck { key, parts })),
            Key::Es256(key) => {
                let signature = p256::ecdsa::Signature::from_slice(&parts.signature);
                let is_valid =
                    signature.is_ok_and(|signature| key.verify(parts.signing_input, &signature).is_ok());
                signed(is_valid, parts.claims).map(Proof::Valid)
            }
        }
    }
}

impl<'k> RsaCheck<'_, 'k> {
    pub(crate) fn key(&self) -> &'k PublicKey {
        self.key
    }

    /// The bytes that were signed.
    pub(crate) fn signing_input(&self) -> &[u8] {
        self.parts.signing_input
    }

    pub(crate) fn signature(&self) -> &[u8] {
        &self.parts.signature
    }

    /// The token, if the `Signer` has found its signature valid.
    ///
    /// # Errors
    /// When the signature is not valid.
    pub(crate) fn answered(self, is_valid: bool) -> Result<Signed, OidcError> {
        signed(is_valid, self.parts.claims)
    }
}

fn signed(is_valid: bool, claims: Map<String, Value>) -> Result<Signed, OidcError> {
    if is_valid { Ok(Signed(claims)) } else { Err(OidcError::IdToken(IdTokenProblem::Signature)) }
}

impl Signed {
    #[cfg(test)]
    pub(super) fn made_up(claims: Map<String, Value>) -> Self {
        Self(claims)
    }

    /// The claims, if they are as expected.
    ///
    /// # Errors
    /// When the token is for another client or request, from another issuer, or not valid now.
    pub(crate) fn claims(self, expected: Expected<'_>) -> Result<Map<String, Value>, OidcError> {
        let client_id = expected.settings.client_id()?;
        let issuer = expected.settings.issuer()?;
        let claims = self.0;
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let problem = if !text("iss").is_some_and(|found| is_issuer(expected.settings.kind, issuer, found)) {
            Some(IdTokenProblem::Issuer)
        } else if let Some(problem) = audience_problem(&claims, client_id) {
            Some(problem)
        } else if let Some(problem) = time_problem(&claims, expected.now) {
            Some(problem)
        } else if !text("nonce").is_some_and(|found| found.as_bytes().ct_eq(expected.nonce.as_bytes()).into())
        {
            Some(IdTokenProblem::Nonce)
        } else if !text("sub").is_some_and(is_subject) {
            Some(IdTokenProblem::Subject)
        } else {
            None
        };
        problem.map_or(Ok(claims), |problem| Err(OidcError::IdToken(problem)))
    }
}

/// Whether a text can identify a user.
pub(super) fn is_subject(text: &str) -> bool {
    (1..=SUBJECT_BYTES_MAX).contains(&text.len()) && !text.chars().any(char::is_control)
}

/// Google's issuer has [two forms](https://developers.google.com/identity/openid-connect/openid-connect#validatinganidtoken).
fn is_issuer(kind: Kind, expected: &str, found: &str) -> bool {
    found == expected || kind == Kind::Google && expected.strip_prefix("https://") == Some(found)
}

fn audience_problem(claims: &Map<String, Value>, client_id: &str) -> Option<IdTokenProblem> {
    let (is_for_us, is_for_several) = match claims.get("aud") {
        Some(Value::String(audience)) => (audience == client_id, false),
        Some(Value::Array(audiences)) if audiences.iter().all(Value::is_string) => {
            (audiences.iter().any(|audience| audience == client_id), audiences.len() > 1)
        }
        _ => (false, false),
    };
    let is_authorized = match claims.get("azp") {
        None => !is_for_several,
        Some(party) => party == client_id,
    };
    match (is_for_us, is_authorized) {
        (false, _) => Some(IdTokenProblem::Audience),
        (true, false) => Some(IdTokenProblem::AuthorizedParty),
        (true, true) => None,
    }
}

fn time_problem(claims: &Map<String, Value>, now: Timestamp) -> Option<IdTokenProblem> {
    let now = i64::try_from(now.seconds()).unwrap_or(i64::MAX);
    let is_valid =
        |name: &str, rule: &dyn Fn(i64) -> bool| claims.get(name).and_then(seconds).is_some_and(rule);
    if !is_valid("exp", &|at| at.saturating_add(SKEW_SECONDS) > now) {
        return Some(IdTokenProblem::Expired);
    }
    let is_recent = |at: i64| {
        at <= now.saturating_add(SKEW_SECONDS) && now.saturating_sub(at) <= AGE_SECONDS_MAX + SKEW_SECONDS
    };
    if !is_valid("iat", &is_recent) {
        return Some(IdTokenProblem::IssuedAt);
    }
    if claims.contains_key("nbf") && !is_valid("nbf", &|at| at <= now.saturating_add(SKEW_SECONDS)) {
        return Some(IdTokenProblem::NotBefore);
    }
    None
}

/// A `NumericDate` ([RFC 7519 §2](https://www.rfc-editor.org/rfc/rfc7519#section-2)), which may have a fraction.
#[expect(clippy::cast_possible_truncation, reason = "a number that is too large becomes the largest")]
fn seconds(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().map(|number| number.floor() as i64))
}

impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signed(…)")
    }
}
