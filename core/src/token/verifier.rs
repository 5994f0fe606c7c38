//! [`Verifier`]: checks the tokens of a pool in a resource server.
//!
//! # How `jsonwebtoken` is used
//!
//! It parses the JWKS, and parses the header a second time. It does *not* check the signature. Its `decode` uses a
//! crypto provider that is global to the process: chosen by Cargo features (with both `aws_lc_rs` and `rust_crypto` on,
//! or neither, the first use panics) or installed once by the application. Features are united over all crates of a
//! build, so a library that enables one makes an application that enabled the other panic; and a library that installs
//! a provider makes the application's own installation fail. So we depend on `jsonwebtoken` without a backend, use only
//! functions that never need the provider, and check signatures with the code of our signers: with aws-lc if it is
//! compiled in, otherwise with `rsa`.
//!
//! Its `Validation` cannot be used without `decode`, and reads the system's clock. This crate reads no clock, so `now`
//! is an argument.

#[cfg(not(any(feature = "rsa", feature = "aws-lc")))]
compile_error!("feature `verifier` needs `rsa` or `aws-lc` to check signatures with");

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{PoisonError, RwLock},
};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::signer::VerifyingKey;
pub use crate::jose::jwks::JwksError;
use crate::jose::{
    claims::{ClaimSet, has_expired, scopes},
    jwks,
    jws::{self, Unverified},
};

/// Checks the tokens of one user pool, for a server that clients call with them.
///
/// ```
/// # use userpool::token::verifier::{Verifier, VerifyError};
/// # fn example(jwks: &str, token: &str, now: u64) -> Result<(), Box<dyn std::error::Error>> {
/// let verifier = Verifier::new("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example", jwks)?
///     .with_clients(["1example23456789"])
///     .require_scopes(["photos/read"]);
///
/// if let Some(kid) = verifier.needs_keys(token) {
///     // Fetch {issuer}/.well-known/jwks.json, not more often than every few minutes, then:
///     verifier.replace_keys(jwks)?;
/// }
/// let claims = verifier.verify(token, now)?;
/// println!("{} is in {:?}", claims.sub, claims.groups);
/// # Ok(())
/// # }
/// ```
///
/// It does no I/O, so it does not detect revocation: a token of a signed-out user is valid until it expires.
///
/// As middleware it turns a request into claims before a handler runs (the full code is in `examples/axum`):
///
/// ```
/// use userpool::token::verifier::{Claims, Verifier};
///
/// fn signed_in<B>(verifier: &Verifier, request: &http::Request<B>, now: u64) -> Result<Claims, http::StatusCode> {
///     let token = request
///         .headers()
///         .get(http::header::AUTHORIZATION)
///         .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
///         .ok_or(http::StatusCode::UNAUTHORIZED)?;
///     verifier.verify(token, now).map_err(|_| http::StatusCode::UNAUTHORIZED)
/// }
/// # let keys = r#"{"keys":[{"kid":"k","kty":"RSA","alg":"RS256","use":"sig","e":"AQAB","n":"N"}]}"#;
/// # let keys = keys.replace("N\"", &("3".repeat(341) + "Q\""));
/// # let verifier = Verifier::new("https://auth.example.com/us-east-1_Example", &keys).unwrap();
/// # let request = http::Request::get("/").header("authorization", "Bearer forged").body(()).unwrap();
/// # assert_eq!(signed_in(&verifier, &request, 0), Err(http::StatusCode::UNAUTHORIZED));
/// ```
#[derive(Debug)]
pub struct Verifier {
    issuer: String,
    keys: RwLock<BTreeMap<String, VerifyingKey>>,
    clients: BTreeSet<String>,
    /// `None`: both are accepted.
    token_use: Option<TokenUse>,
    leeway_seconds: u64,
    scopes: BTreeSet<String>,
    groups: BTreeSet<String>,
}

/// The purpose of a token: its `token_use`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum TokenUse {
    /// For calls to a resource server.
    Access,
    /// Tells the client who the user is.
    Id,
}

/// The contents of a verified token.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Claims {
    /// The user's UUID, or the client's id in a token of the client credentials grant.
    pub sub: String,
    /// The issuer: the URL of the pool.
    pub iss: String,
    /// The purpose of the token.
    pub token_use: TokenUse,
    /// The app client: `client_id` of an access token, `aud` of an ID token.
    pub client_id: String,
    /// `username` of an access token, `cognito:username` of an ID token. `None` for the client credentials grant.
    pub username: Option<String>,
    /// The claim `scope`, split at spaces. Empty for an ID token.
    pub scopes: Vec<String>,
    /// `cognito:groups`, in order of precedence.
    pub groups: Vec<String>,
    /// When the token expires, in seconds since 1970.
    pub exp: u64,
    /// When the token was issued, in seconds since 1970.
    pub iat: u64,
    /// When the user signed in, in seconds since 1970.
    pub auth_time: Option<u64>,
    /// The token's own id.
    pub jti: Option<String>,
    /// The id of the sign-in, used for revocation.
    pub origin_jti: Option<String>,
    /// All claims as they are in the token.
    pub raw: BTreeMap<String, Value>,
}

/// Why a token is not accepted.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The token is not a compact JWS with RS256.
    #[error("not an RS256 token")]
    Malformed,
    /// The JWKS does not have this key. It may be outdated; see [`Verifier::needs_keys`].
    #[error("unknown key {kid}")]
    UnknownKey {
        /// The key id in the token.
        kid: String,
    },
    /// The signature does not match the key.
    #[error("wrong signature")]
    Signature,
    /// The signature is right, but a claim is missing or of the wrong type.
    #[error("malformed claims")]
    Claims,
    /// The token is from another pool.
    #[error("wrong issuer")]
    Issuer,
    /// The time `exp` is past.
    #[error("the token has expired")]
    Expired,
    /// The time `nbf` is in the future.
    #[error("the token is not valid yet")]
    NotYetValid,
    /// It is an ID token where an access token is required, or vice versa.
    #[error("wrong token use")]
    TokenUse,
    /// The token is for another app client.
    #[error("wrong client")]
    Client,
    /// It is an ID token, and no clients are configured; see [`Verifier::with_clients`].
    #[error("ID tokens are checked against known clients only")]
    ClientsUnknown,
    /// A required scope is missing.
    #[error("missing scope")]
    Scope,
    /// The user is not in any of the required groups.
    #[error("missing group")]
    Group,
}

impl Verifier {
    /// A verifier for access tokens of the pool `issuer`, from all its clients, with the pool's JWKS as text.
    ///
    /// `issuer` must be exactly the `iss` claim: `https://cognito-idp.{region}.amazonaws.com/{pool id}`.
    pub fn new(issuer: impl Into<String>, jwks: &str) -> Result<Self, JwksError> {
        Ok(Self {
            issuer: issuer.into(),
            keys: RwLock::new(usable_keys(jwks)?),
            clients: BTreeSet::new(),
            token_use: Some(TokenUse::Access),
            leeway_seconds: 0,
            scopes: BTreeSet::new(),
            groups: BTreeSet::new(),
        })
    }

    /// Accepts only tokens for these app clients.
    ///
    /// Without this, ID tokens are not accepted ([OpenID Connect Core
    /// §3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)): an ID token is meant for
    /// one client, but others may get hold of it.
    #[must_use]
    pub fn with_clients(mut self, clients: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.clients = clients.into_iter().map(Into::into).collect();
        self
    }

    /// Accepts only tokens for this use; the default is [`TokenUse::Access`].
    #[must_use]
    pub fn token_use(mut self, token_use: TokenUse) -> Self {
        self.token_use = Some(token_use);
        self
    }

    /// Accepts both access tokens and ID tokens.
    #[must_use]
    pub fn any_token_use(mut self) -> Self {
        self.token_use = None;
        self
    }

    /// The tolerated difference between clocks, in seconds; the default is 0.
    #[must_use]
    pub fn leeway_seconds(mut self, seconds: u64) -> Self {
        self.leeway_seconds = seconds;
        self
    }

    /// Accepts only tokens with all of these scopes. ID tokens have none.
    #[must_use]
    pub fn require_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Accepts only tokens of users in at least one of these groups. Without groups, all users are accepted.
    #[must_use]
    pub fn require_any_group(mut self, groups: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.groups = groups.into_iter().map(Into::into).collect();
        self
    }

    /// Replaces the keys of the pool. If the JWKS cannot be used, the old keys stay.
    pub fn replace_keys(&self, jwks: &str) -> Result<(), JwksError> {
        let keys = usable_keys(jwks)?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    /// The `kid` of a token that claims to come from this pool, if the key is unknown.
    ///
    /// In this case, fetch the JWKS again, but limit the rate: an attacker can create any number of such tokens.
    pub fn needs_keys(&self, token: &str) -> Option<String> {
        let token = jws::decode(token).ok()?;
        let ours = token.claims.get("iss").and_then(Value::as_str) == Some(self.issuer.as_str());
        let known = self.keys.read().unwrap_or_else(PoisonError::into_inner).contains_key(&token.kid);
        (ours && !known).then_some(token.kid)
    }

    /// Verifies the token at `now`, in seconds since 1970, and returns its claims.
    pub fn verify(&self, token: &str, now: u64) -> Result<Claims, VerifyError> {
        let claims = self.check_signature(token)?;
        let Signed { claims, nbf } = Signed::read(claims).ok_or(VerifyError::Claims)?;

        if claims.iss != self.issuer {
            return Err(VerifyError::Issuer);
        }
        if has_expired(claims.exp, now, self.leeway_seconds) {
            return Err(VerifyError::Expired);
        }
        // RFC 7519 §4.1.5: not valid before nbf.
        if nbf.is_some_and(|nbf| now.saturating_add(self.leeway_seconds) < nbf) {
            return Err(VerifyError::NotYetValid);
        }
        if self.token_use.is_some_and(|wanted| claims.token_use != wanted) {
            return Err(VerifyError::TokenUse);
        }
        if self.clients.is_empty() && claims.token_use == TokenUse::Id {
            return Err(VerifyError::ClientsUnknown);
        }
        if !self.clients.is_empty() && !self.clients.contains(&claims.client_id) {
            return Err(VerifyError::Client);
        }
        if !self.scopes.iter().all(|scope| claims.scopes.contains(scope)) {
            return Err(VerifyError::Scope);
        }
        if !self.groups.is_empty() && !claims.groups.iter().any(|group| self.groups.contains(group)) {
            return Err(VerifyError::Group);
        }
        Ok(claims)
    }

    fn check_signature(&self, token: &str) -> Result<Map<String, Value>, VerifyError> {
        let Unverified { kid, claims, signing_input, signature } =
            jws::decode(token).map_err(|_| VerifyError::Malformed)?;
        // Two independent parsers must read the same header.
        let header = jsonwebtoken::decode_header(token).map_err(|_| VerifyError::Malformed)?;
        if header.alg != jsonwebtoken::Algorithm::RS256 || header.kid.as_deref() != Some(kid.as_str()) {
            return Err(VerifyError::Malformed);
        }

        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let key = keys.get(&kid).ok_or(VerifyError::UnknownKey { kid })?;
        if !key.verify(signing_input, &signature) {
            return Err(VerifyError::Signature);
        }
        Ok(claims)
    }
}

/// Weak keys are left out.
fn usable_keys(jwks: &str) -> Result<BTreeMap<String, VerifyingKey>, JwksError> {
    let keys: BTreeMap<_, _> = jwks::parse(jwks)?
        .into_iter()
        .filter_map(|(kid, key)| Some((kid, VerifyingKey::new(&key).ok()?)))
        .collect();
    if keys.is_empty() {
        return Err(JwksError::NoKey);
    }
    Ok(keys)
}

struct Signed {
    claims: Claims,
    nbf: Option<u64>,
}

impl Signed {
    /// `None` when a claim is missing or of the wrong type.
    fn read(raw: Map<String, Value>) -> Option<Self> {
        #[derive(Deserialize)]
        struct Known {
            sub: String,
            iss: String,
            token_use: TokenUse,
            exp: u64,
            iat: u64,
            nbf: Option<u64>,
            auth_time: Option<u64>,
            jti: Option<String>,
            origin_jti: Option<String>,
            scope: Option<String>,
            #[serde(default, rename = "cognito:groups")]
            groups: Vec<String>,
        }
        let known: Known = serde_json::from_value(Value::Object(raw.clone())).ok()?;
        let text = |name: &str| ClaimSet(&raw).text(name).map(str::to_owned);

        // Chosen by use, because an access token may have an `aud` that names a resource.
        let (client_id, username) = match known.token_use {
            TokenUse::Access => (text("client_id")?, text("username")),
            TokenUse::Id => (text("aud")?, text("cognito:username")),
        };
        let claims = Claims {
            sub: known.sub,
            iss: known.iss,
            token_use: known.token_use,
            client_id,
            username,
            scopes: known.scope.iter().flat_map(|scope| scopes(scope)).map(str::to_owned).collect(),
            groups: known.groups,
            exp: known.exp,
            iat: known.iat,
            auth_time: known.auth_time,
            jti: known.jti,
            origin_jti: known.origin_jti,
            raw: raw.into_iter().collect(),
        };
        Some(Self { claims, nbf: known.nbf })
    }
}

#[cfg(test)]
mod tests;
