//! AWS Signature Version 4 in its header form: proves that an administrative request comes from a
//! holder of an access key the host has configured.
//!
//! Pure functions: the moment of the call is an argument, and nothing is read or remembered.
//! Source: AWS documentation, "Create a signed AWS API request" (formerly "Signature Version 4
//! signing process"), in the IAM user guide.
//!
//! The texts of the errors are the general ones of AWS services. They are not documented, and none
//! but the mismatch has been recorded against Cognito itself, so take them as `[?]`; where a text is
//! our own, the variant says so. Clients look at the exception's name only.
//!
//! What is not served: query-string (presigned) signatures, SigV4a, unsigned and streamed payloads.
//! boto3 and the SDK for JavaScript send none of them to Cognito.

use http::header::{AUTHORIZATION, HeaderMap, HeaderName};

mod access;
mod basic_time;
mod canonical;
mod error;
mod scope;
mod sign;
#[cfg(test)]
mod tests;
mod verify;

pub use self::{
    access::{AccessKey, AccessPolicy, Credentials},
    basic_time::BasicTime,
    canonical::RequestView,
    error::{IncompleteSignature, InvalidSignature, Requirements, SigV4Error, SignError},
    sign::sign,
    verify::{Caller, verify},
};

/// The signing name of Amazon Cognito user pools, the fourth element of every credential scope.
pub const SERVICE: &str = "cognito-idp";

/// How far a client's clock may be wrong, in either direction; the limit of most AWS services.
pub const SKEW_SECONDS_MAX: i64 = 15 * 60;

/// Longest `Authorization` header that is read. The SDKs' are below 400 bytes; the rest is room for
/// many signed headers.
pub const AUTHORIZATION_BYTES_MAX: usize = 8 * 1024;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const TERMINATOR: &str = "aws4_request";

const X_AMZ_CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const X_AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
const X_AMZ_TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// `x-amz-` headers that may stand outside of the signature.
///
/// The session token may be added after signing (AWS's test suite, `post-sts-header-after`), and
/// the engine does not read it. CloudFront adds its own id to every request it passes on.
const UNSIGNED_ALLOWED: [&str; 2] = ["x-amz-cf-id", "x-amz-security-token"];

/// Whether the request says that it is signed in this scheme. Nothing of it is checked.
pub(crate) fn claims_signature(headers: &HeaderMap) -> bool {
    headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(ALGORITHM.as_bytes()))
}

/// Not `x-amzn-`: load balancers add their trace id under that prefix.
fn is_amz(name: &HeaderName) -> bool {
    name.as_str().starts_with("x-amz-")
}
