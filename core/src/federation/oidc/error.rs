//! Why a sign-in with a provider failed.

use userpool_storage_traits::{FetchError, FetchResponse};

/// Why a sign-in with a provider failed. The text is the `error_description` of the error that the app gets, in the service's words
/// where they are known. It contains no secrets.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum OidcError {
    #[error("Timeout occurred in calling IdP token endpoint")]
    TokenTimedOut,
    #[error("Timeout in calling jwks uri")]
    KeysTimedOut,
    #[error("Read timed out")]
    TimedOut,
    /// There is no connection, or it ended early.
    #[error("Connection reset")]
    NotReached,
    /// The host does not send requests to this address.
    #[error("The address of the identity provider is not allowed")]
    NotAllowed,
    #[error("The answer of the identity provider is too long")]
    TooLong,
    /// The provider, by its name in the pool, gave no tokens and no reason.
    #[error("{provider} Error - {status}error getting token")]
    TokenRefused { provider: String, status: u16 },
    /// The provider gave no tokens, with an error such as `invalid_client` or `invalid_grant Bad Request`, which is what it said in the
    /// form of RFC 6749 §5.2.
    #[error("{provider} Error - {status} {reason}")]
    TokenError { provider: String, status: u16, reason: String },
    /// The answer of the token endpoint cannot be used.
    #[error("Invalid token response: {0}")]
    Tokens(&'static str),
    /// A provider detail is missing or malformed.
    #[error("Invalid provider detail: {0}")]
    Detail(&'static str),
    /// The discovery document cannot be used.
    #[error("Invalid discovery document: {0}")]
    Discovery(&'static str),
    #[error("Invalid key set: {0}")]
    Keys(&'static str),
    #[error("Bad id_token {0}")]
    IdToken(IdTokenProblem),
    /// The answer of the userinfo endpoint, or of the profile of a social provider, cannot be used.
    #[error("Invalid userInfo response: {0}")]
    UserInfo(&'static str),
    /// The claims do not say who the user is.
    #[error("The identity provider did not send the claim of the username")]
    Subject,
}

/// What is wrong with an ID token.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum IdTokenProblem {
    /// It is not a compact JWS with JSON claims, or is too long.
    #[error("format")]
    Format,
    /// Neither RS256 nor ES256.
    #[error("algorithm")]
    Algorithm,
    /// The key set has no key for it, or several.
    #[error("key")]
    Key,
    #[error("signature")]
    Signature,
    #[error("issuer")]
    Issuer,
    /// It was issued to another client.
    #[error("audience")]
    Audience,
    #[error("authorized party")]
    AuthorizedParty,
    #[error("expiration time")]
    Expired,
    /// The time of issue is missing, in the future, or too long ago.
    #[error("issue time")]
    IssuedAt,
    #[error("not before time")]
    NotBefore,
    #[error("nonce")]
    Nonce,
    #[error("subject")]
    Subject,
}

/// A request to a provider.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    Discovery,
    Token,
    Keys,
    UserInfo,
}

impl Step {
    /// The error of a request of this step that has no answer.
    pub(crate) fn failed(self, error: &FetchError) -> OidcError {
        match (error, self) {
            (FetchError::TimedOut, Self::Token) => OidcError::TokenTimedOut,
            (FetchError::TimedOut, Self::Keys) => OidcError::KeysTimedOut,
            (FetchError::TimedOut, _) => OidcError::TimedOut,
            (FetchError::Failed(_), _) => OidcError::NotReached,
            (FetchError::NotAllowed, _) => OidcError::NotAllowed,
            (FetchError::TooLong, _) => OidcError::TooLong,
        }
    }
}

/// The members of the JSON object in an answer with status 200; otherwise the word for what is wrong.
pub(super) fn object(
    answer: &FetchResponse,
) -> Result<serde_json::Map<String, serde_json::Value>, &'static str> {
    if answer.status != 200 {
        return Err("status");
    }
    match crate::bounded_json::parse(&answer.body) {
        Ok(serde_json::Value::Object(members)) => Ok(members),
        _ => Err("format"),
    }
}
