//! The errors of the OAuth endpoints.

use http::StatusCode;

use crate::{
    error::{Error, Internal},
    oauth::parameters::Malformed,
};

/// The member `error` of a response ([RFC 6749 §4.1.2.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1), §5.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Code {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    InvalidScope,
    InvalidToken,
    /// An address for answers in a registration ([RFC 7591 §3.2.2](https://www.rfc-editor.org/rfc/rfc7591#section-3.2.2)).
    InvalidRedirectUri,
    /// Another member of a registration.
    InvalidClientMetadata,
    InsufficientScope,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedTokenType,
    LoginRequired,
    AccessDenied,
    ServerError,
    TemporarilyUnavailable,
}

/// An error of an endpoint, for the client.
#[derive(Debug, thiserror::Error)]
#[error("{}", code.as_str())]
pub(crate) struct OAuthError {
    pub(crate) code: Code,
    /// The member `error_description`. Mostly the service sends none.
    pub(crate) description: Option<String>,
    /// For the host's log.
    #[source]
    pub(crate) cause: Option<Box<Internal>>,
}

impl Code {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidToken => "invalid_token",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidClientMetadata => "invalid_client_metadata",
            Self::InsufficientScope => "insufficient_scope",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedTokenType => "unsupported_token_type",
            Self::LoginRequired => "login_required",
            Self::AccessDenied => "access_denied",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
        }
    }

    /// The status of a response with this error.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::InvalidToken => StatusCode::UNAUTHORIZED,
            Self::InsufficientScope | Self::AccessDenied => StatusCode::FORBIDDEN,
            Self::ServerError => StatusCode::INTERNAL_SERVER_ERROR,
            Self::TemporarilyUnavailable => StatusCode::TOO_MANY_REQUESTS,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl OAuthError {
    /// An error with a description.
    pub(crate) fn described(code: Code, description: impl Into<String>) -> Self {
        Self { code, description: Some(description.into()), cause: None }
    }

    /// The error for a request that an operation of the engine has refused. `refused` is for what the caller has presented and is
    /// not valid.
    pub(crate) fn of(error: Error, refused: Code) -> Self {
        match error {
            Error::Internal(cause) | Error::InternalServer(cause) => {
                Self { code: Code::ServerError, description: None, cause: Some(Box::new(cause)) }
            }
            Error::TooManyRequests => Code::TemporarilyUnavailable.into(),
            // The text of the pool's function is meant for whoever called.
            Error::UserLambdaValidation(_) | Error::UnexpectedLambda(_) | Error::InvalidLambdaResponse(_) => {
                Self::described(Code::InvalidRequest, error.to_string())
            }
            _ => refused.into(),
        }
    }
}

impl From<Code> for OAuthError {
    fn from(code: Code) -> Self {
        Self { code, description: None, cause: None }
    }
}

impl From<Malformed> for OAuthError {
    fn from(_: Malformed) -> Self {
        Code::InvalidRequest.into()
    }
}
