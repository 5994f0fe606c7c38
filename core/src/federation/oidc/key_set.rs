//! The key set of a provider, [RFC 7517](https://www.rfc-editor.org/rfc/rfc7517).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use userpool_storage_traits::{FetchRequest, FetchResponse, PublicKey};

use super::{
    endpoints::Endpoints,
    error::{IdTokenProblem, OidcError, object},
    id_token::{Algorithm, IdToken},
};
use crate::time::Timestamp;

/// Most keys of a set. Providers have two to ten.
const KEYS_MAX: usize = 100;

/// How long a key set is not fetched again for a token whose key it does not have, in seconds. Otherwise anybody could make the engine
/// send a request for each made-up token.
const FETCH_AGAIN_SECONDS: u64 = 60;

/// How long a key set is used, in seconds, if its answer does not say it: a key that the provider has removed is then no longer used.
const FRESH_SECONDS: u64 = 3600;

/// Longest and shortest time that an answer can ask for, in seconds.
const FRESH_SECONDS_MAX: u64 = 86_400;
const FRESH_SECONDS_MIN: u64 = 60;

/// The keys of a provider that can check ID tokens.
#[derive(Clone, Debug)]
pub(crate) struct KeySet {
    keys: Vec<NamedKey>,
}

#[derive(Clone, Debug)]
struct NamedKey {
    kid: Option<String>,
    key: Key,
}

/// A public key.
#[derive(Clone, Debug)]
pub(crate) enum Key {
    Es256(Box<p256::ecdsa::VerifyingKey>),
    /// A `Signer` checks its signatures.
    Rs256(PublicKey),
}

/// The key for a token.
#[derive(Clone, Debug)]
pub(crate) enum Choice<'k> {
    Key(&'k Key),
    /// The set may be too old: fetch it and choose again.
    FetchAgain,
}

/// The request for the key set. `None` if the provider has none.
pub(crate) fn keys_request(endpoints: &Endpoints) -> Option<FetchRequest> {
    Some(FetchRequest::get(endpoints.keys.as_deref()?).with("accept", "application/json"))
}

/// How long the answer with a key set may be used, in seconds, by its header `Cache-Control`.
pub(crate) fn fresh_seconds(cache_control: Option<&str>) -> u64 {
    let age = |directive: &str| {
        let (name, value) = directive.trim().split_once('=')?;
        if name.eq_ignore_ascii_case("max-age") { value.trim_matches('"').parse().ok() } else { None }
    };
    let given: Option<u64> = cache_control.unwrap_or_default().split(',').find_map(age);
    given.unwrap_or(FRESH_SECONDS).clamp(FRESH_SECONDS_MIN, FRESH_SECONDS_MAX)
}

impl KeySet {
    /// Reads a key set. Keys of other kinds, for other uses, and weak keys are skipped.
    ///
    /// # Errors
    /// When the answer is not a key set, or has too many keys.
    pub(crate) fn received(answer: &FetchResponse) -> Result<Self, OidcError> {
        let mut document = object(answer).map_err(OidcError::Keys)?;
        let Some(Value::Array(keys)) = document.remove("keys") else { return Err(OidcError::Keys("format")) };
        if keys.len() > KEYS_MAX {
            return Err(OidcError::Keys("number of keys"));
        }
        let keys = keys.iter().filter_map(Value::as_object).filter_map(NamedKey::read).collect();
        Ok(Self { keys })
    }

    /// The key for this token: that with its `kid`, or, if the token names none, the only key for its algorithm.
    ///
    /// # Errors
    /// When there is no such key, or several, and the set was `fetched` a short time ago.
    pub(crate) fn choose(
        &self,
        token: &IdToken<'_>,
        fetched: Timestamp,
        now: Timestamp,
    ) -> Result<Choice<'_>, OidcError> {
        let fits = |named: &&NamedKey| {
            named.key.algorithm() == token.algorithm()
                && (token.kid().is_none() || named.kid.as_deref() == token.kid())
        };
        let mut fitting = self.keys.iter().filter(fits);
        match (fitting.next(), fitting.next()) {
            (Some(named), None) => Ok(Choice::Key(&named.key)),
            _ if now.seconds_since(fetched) >= FETCH_AGAIN_SECONDS => Ok(Choice::FetchAgain),
            _ => Err(OidcError::IdToken(IdTokenProblem::Key)),
        }
    }
}

impl Key {
    /// The only algorithm that the key is used with.
    pub(super) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Es256(_) => Algorithm::Es256,
            Self::Rs256(_) => Algorithm::Rs256,
        }
    }
}

impl NamedKey {
    fn read(jwk: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| jwk.get(name).map(|value| value.as_str().unwrap_or_default());
        let key = match text("kty")? {
            "RSA" => Key::Rs256(rsa(&bytes(text("n")?)?, &bytes(text("e")?)?)?),
            "EC" if text("crv")? == "P-256" => {
                Key::Es256(Box::new(p256(&bytes(text("x")?)?, &bytes(text("y")?)?)?))
            }
            _ => return None,
        };
        let is_for_verification = |operations: &Value| {
            operations
                .as_array()
                .is_some_and(|operations| operations.iter().any(|operation| operation == "verify"))
        };
        let is_usable = text("use").is_none_or(|usage| usage == "sig")
            && text("alg").is_none_or(|algorithm| algorithm == key.algorithm().as_str())
            && jwk.get("key_ops").is_none_or(is_for_verification);
        is_usable.then(|| Self { kid: text("kid").map(str::to_owned), key })
    }
}

/// As strict as the signers, so that they can check the signatures of every key.
fn rsa(n: &[u8], e: &[u8]) -> Option<PublicKey> {
    // Some providers write leading zeros, against RFC 7518 §2.
    let without_zeros =
        |number: &[u8]| number.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
    let [n, e] = [n, e].map(without_zeros);
    let bits = n.first().map_or(0, |first| n.len() * 8 - first.leading_zeros() as usize);
    let is_odd = n.last().is_some_and(|last| last % 2 == 1);
    ((2048..=4096).contains(&bits) && is_odd && e == [1, 0, 1]).then_some(PublicKey::Rsa { n, e })
}

fn p256(x: &[u8], y: &[u8]) -> Option<p256::ecdsa::VerifyingKey> {
    if [x.len(), y.len()] != [32, 32] {
        return None;
    }
    p256::ecdsa::VerifyingKey::from_sec1_bytes(&[&[4], x, y].concat()).ok()
}

fn bytes(base64url: &str) -> Option<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(base64url).ok()
}
