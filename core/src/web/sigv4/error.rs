//! Why a request is refused or cannot be signed, with the texts of AWS services.

use std::fmt;

use super::basic_time::BasicTime;

/// Why a signature is refused. The text is the service's message; it never repeats values from the client, except
/// dates.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SigV4Error {
    /// No `Authorization` header of this scheme.
    #[error("Missing Authentication Token")]
    MissingAuthenticationToken,
    /// The `Authorization` header is malformed.
    #[error(transparent)]
    IncompleteSignature(#[from] IncompleteSignature),
    /// The access key is not one of the configured ones.
    #[error("The security token included in the request is invalid.")]
    UnrecognizedClient,
    /// The header is well formed, but the signature is not valid for the request.
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

/// Why the `Authorization` header is malformed.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum IncompleteSignature {
    /// Another algorithm that begins with `AWS4-`, for example SigV4a. AWS repeats the name.
    #[error("Unsupported AWS 'algorithm'.")]
    Algorithm,
    /// A part between commas has no `=`, or a byte is not printable ASCII. AWS appends a hash of the header.
    #[error("Invalid key=value pair (missing equal-sign) in Authorization header.")]
    KeyValue,
    /// There are two headers, or a parameter is given twice. Our own text.
    #[error("Authorization header must not repeat parameters.")]
    Repeated,
    /// The header is longer than [`AUTHORIZATION_BYTES_MAX`](super::AUTHORIZATION_BYTES_MAX). Our own text.
    #[error("Authorization header is too long.")]
    TooLong,
    /// A required part is missing. AWS appends a hash of the header.
    #[error("{0}")]
    Requires(Requirements),
    /// The credential does not have five elements of the right form. AWS appends the credential.
    #[error("Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.")]
    CredentialElements,
    /// The date has neither the form `20150830T123600Z` nor, in a `Date` header, `Sun, 30 Aug 2015 12:36:00 GMT`. AWS
    /// repeats the date.
    #[error("Date must be in ISO-8601 'basic format'. See http://en.wikipedia.org/wiki/ISO_8601")]
    DateFormat,
}

/// The missing parts of a signature. All of them are reported at once.
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

/// Why the signature is not valid for the request.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum InvalidSignature {
    /// A signed part differs from the received request, or the secret is a different one.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
    /// The request was signed more than fifteen minutes ago.
    #[error("Signature expired: {signed_at} is now earlier than {earliest} ({now} - 15 min.)")]
    Expired {
        /// The time of signing according to the client.
        signed_at: BasicTime,
        /// The earliest time that would be accepted.
        earliest: BasicTime,
        /// The time of the call.
        now: BasicTime,
    },
    /// The time of signing is more than fifteen minutes in the future.
    #[error("Signature not yet current: {signed_at} is still later than {latest} ({now} + 15 min.)")]
    NotYetCurrent {
        /// The time of signing according to the client.
        signed_at: BasicTime,
        /// The latest time that would be accepted.
        latest: BasicTime,
        /// The time of the call.
        now: BasicTime,
    },
    /// The signature is for another service.
    #[error("Credential should be scoped to correct service: 'cognito-idp'. ")]
    ScopeService,
    /// The region is not well formed. AWS repeats it.
    #[error("Credential should be scoped to a valid Region. ")]
    ScopeRegion,
    /// The fifth element is wrong. AWS repeats it.
    #[error("Credential should be scoped with a valid terminator: 'aws4_request'. ")]
    ScopeTerminator,
    /// The day of the scope is not the day of the request.
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
    /// `host` is not signed, so an attacker could send the request to another endpoint.
    #[error("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    HostNotSigned,
    /// `x-amz-target` is present and not signed, so an attacker could name another operation. [?]
    #[error("'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.")]
    TargetNotSigned,
    /// Another `x-amz-` header is present and not signed. Our own text.
    #[error("Every 'X-Amz-*' header must be a 'SignedHeader' in the AWS Authorization.")]
    AmzHeaderNotSigned,
    /// `x-amz-content-sha256` is not the hash of the body. Unsigned and streamed payloads get this error too. The text
    /// is that of S3.
    #[error("The provided 'x-amz-content-sha256' header does not match what was computed.")]
    PayloadHash,
}

/// Why a request could not be signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// There is no `host` header, and the URI has no authority.
    #[error("the request names no host")]
    NoHost,
    /// The access key id or the region has characters that are not valid in a header.
    #[error("the access key id or the region cannot stand in a header")]
    Header(#[from] http::header::InvalidHeaderValue),
}
