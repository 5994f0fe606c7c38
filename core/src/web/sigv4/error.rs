//! Why a request is refused or cannot be signed, in the texts of AWS services.

use std::fmt;

use super::basic_time::BasicTime;

/// Why a request is not signed well enough. The text is the service's message; it never repeats
/// what the client sent, except dates.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SigV4Error {
    /// No `Authorization` header of this scheme.
    #[error("Missing Authentication Token")]
    MissingAuthenticationToken,
    /// The `Authorization` header cannot be read.
    #[error(transparent)]
    IncompleteSignature(#[from] IncompleteSignature),
    /// The access key is none of the configured ones.
    #[error("The security token included in the request is invalid.")]
    UnrecognizedClient,
    /// The header can be read, but does not prove what it should.
    #[error(transparent)]
    InvalidSignature(#[from] InvalidSignature),
}

impl SigV4Error {
    /// The exception's name, as in `__type` and `x-amzn-ErrorType`.
    #[must_use]
    pub fn exception(&self) -> &'static str {
        match self {
            Self::MissingAuthenticationToken => "MissingAuthenticationTokenException",
            Self::IncompleteSignature(_) => "IncompleteSignatureException",
            Self::UnrecognizedClient => "UnrecognizedClientException",
            Self::InvalidSignature(_) => "InvalidSignatureException",
        }
    }
}

/// What about the `Authorization` header cannot be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IncompleteSignature {
    /// `AWS4-` something else, for example SigV4a. AWS repeats the name.
    #[error("Unsupported AWS 'algorithm'.")]
    Algorithm,
    /// A part between commas without `=`, or bytes that are not printable ASCII. AWS appends a hash
    /// of the header.
    #[error("Invalid key=value pair (missing equal-sign) in Authorization header.")]
    KeyValue,
    /// Two headers, or a parameter given twice. Our own text.
    #[error("Authorization header must not repeat parameters.")]
    Repeated,
    /// More than [`AUTHORIZATION_BYTES_MAX`]. Our own text.
    #[error("Authorization header is too long.")]
    TooLong,
    /// Something is absent. AWS appends the header, nowadays hashed.
    #[error("{0}")]
    Requires(Requirements),
    /// The credential is not made of five elements of the right form. AWS appends the credential.
    #[error("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")]
    CredentialElements,
    /// Neither `20150830T123600Z` nor, as a `Date` header may be, `Sun, 30 Aug 2015 12:36:00 GMT`.
    /// AWS repeats the date.
    #[error("Date must be in ISO-8601 'basic format'. See http://en.wikipedia.org/wiki/ISO_8601")]
    DateFormat,
}

/// What an `Authorization` header lacks; all of it is reported at once.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Requirements {
    /// No `Credential=`.
    pub credential: bool,
    /// No `Signature=`.
    pub signature: bool,
    /// No `SignedHeaders=`.
    pub signed_headers: bool,
    /// Neither `X-Amz-Date` nor `Date`.
    pub date: bool,
}

impl fmt::Display for Requirements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sentences = [
            (self.credential, "Authorization header requires 'Credential' parameter."),
            (self.signature, "Authorization header requires 'Signature' parameter."),
            (self.signed_headers, "Authorization header requires 'SignedHeaders' parameter."),
            (
                self.date,
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
            ),
        ];
        let lacking: Vec<&str> =
            sentences.into_iter().filter(|(lacks, _)| *lacks).map(|(_, text)| text).collect();
        f.write_str(&lacking.join(" "))
    }
}

/// What the `Authorization` header fails to prove.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum InvalidSignature {
    /// Something that was signed differs from what arrived, or the secret is another.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
    /// Signed more than fifteen minutes ago.
    #[error("Signature expired: {signed_at} is now earlier than {earliest} ({now} - 15 min.)")]
    Expired {
        /// When the client signed.
        signed_at: BasicTime,
        /// The earliest moment that would do.
        earliest: BasicTime,
        /// When the request arrived.
        now: BasicTime,
    },
    /// Signed more than fifteen minutes ahead.
    #[error("Signature not yet current: {signed_at} is still later than {latest} ({now} + 15 min.)")]
    NotYetCurrent {
        /// When the client claims to have signed.
        signed_at: BasicTime,
        /// The latest moment that would do.
        latest: BasicTime,
        /// When the request arrived.
        now: BasicTime,
    },
    /// Signed for another service.
    #[error("Credential should be scoped to correct service: 'cognito-idp'. ")]
    ScopeService,
    /// The region is no name of a region. AWS repeats it.
    #[error("Credential should be scoped to a valid Region. ")]
    ScopeRegion,
    /// The fifth element is another. AWS repeats it.
    #[error("Credential should be scoped with a valid terminator: 'aws4_request'. ")]
    ScopeTerminator,
    /// The scope's day is not the request's.
    #[error(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{}' != '{}', from '{signed_at}'.",
        scope.day(),
        signed_at.day()
    )]
    ScopeDate {
        /// Midnight of the scope's day.
        scope: BasicTime,
        /// The request's date.
        signed_at: BasicTime,
    },
    /// `host` is not signed: the request could be sent on to another endpoint.
    #[error("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    HostNotSigned,
    /// `x-amz-target` is present and not signed: another operation could be put in its place. [?]
    #[error("'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.")]
    TargetNotSigned,
    /// Another `x-amz-` header is present and not signed. Our own text.
    #[error("Every 'X-Amz-*' header must be a 'SignedHeader' in the AWS Authorization.")]
    AmzHeaderNotSigned,
    /// `x-amz-content-sha256` is not the body's hash; unsigned and streamed payloads are refused
    /// alike. Text of S3.
    #[error("The provided 'x-amz-content-sha256' header does not match what was computed.")]
    PayloadHash,
}

/// Why a request could not be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// There is no `host` header, and the URI has no authority.
    #[error("the request names no host")]
    NoHost,
    /// The access key's id or the region has characters that no header can hold.
    #[error("the access key id or the region cannot stand in a header")]
    Header(#[from] http::header::InvalidHeaderValue),
}
