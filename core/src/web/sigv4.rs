//! AWS Signature Version 4 in its header form: proves that an administrative request comes from a holder of an access
//! key that the host has configured.
//!
//! Pure functions: the time of the call is an argument, and there is no state. Source: AWS documentation, "Create a
//! signed AWS API request" (formerly "Signature Version 4 signing process"), in the IAM user guide.
//!
//! The error texts are the general ones of AWS services. They are not documented, and only the one for a mismatch was
//! recorded from Cognito itself, so the others are uncertain (`[?]`). If a text is our own, the documentation of the
//! variant says so. Clients use only the exception's name.
//!
//! Not supported: query-string (presigned) signatures, SigV4a, unsigned and streamed payloads. boto3 and the SDK for
//! JavaScript send none of them to Cognito.

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

/// Maximum error of a client's clock, in either direction; the limit of most AWS services.
pub const SKEW_SECONDS_MAX: i64 = 15 * 60;

/// Longest `Authorization` header that is parsed. Those of the SDKs are shorter than 400 bytes; the rest allows for
/// many signed headers.
pub const AUTHORIZATION_BYTES_MAX: usize = 8 * 1024;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const TERMINATOR: &str = "aws4_request";

const X_AMZ_CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const X_AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
const X_AMZ_TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// `x-amz-` headers that need not be signed.
///
/// The session token may be added after signing (AWS's test suite, `post-sts-header-after`), and the engine does not
/// read it. CloudFront adds its own id to every request.
const UNSIGNED_ALLOWED: [&str; 2] = ["x-amz-cf-id", "x-amz-security-token"];

/// Whether the request claims to be signed in this scheme. The signature is not checked.
pub(crate) fn claims_signature(headers: &HeaderMap) -> bool {
    headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(ALGORITHM.as_bytes()))
}

/// `x-amzn-` is not included: load balancers add their trace id under that prefix.
fn is_amz(name: &HeaderName) -> bool {
    name.as_str().starts_with("x-amz-")
}
