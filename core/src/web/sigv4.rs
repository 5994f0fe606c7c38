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

use std::fmt;

use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use http::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HOST, HeaderMap, HeaderName, HeaderValue};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

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

/// Checks that the request was signed by one of the policy's access keys, less than fifteen minutes
/// ago.
///
/// The signature covers method, path, query, the signed headers and always the body. `host` and
/// every `x-amz-` header must be among the signed ones, above all `x-amz-target`, since it names
/// the operation. A caller that serves HTTP/1.1 in absolute form or HTTP/2 may leave the `host`
/// header out: then the URI's authority takes its place.
///
/// A request may be repeated by whoever has recorded it, for as long as its date is current: that
/// is the protocol's limit, and the reason for TLS.
///
/// # Errors
///
/// [`SigV4Error`], whose text and name are the service's answer. An unknown access key costs the
/// same work as a wrong signature, so that the answer's delay tells nothing about which keys exist.
///
/// Under [`AccessPolicy::DangerAcceptAny`] nothing is checked and nothing fails.
pub fn verify(
    request: &RequestView<'_>,
    now_epoch_seconds: i64,
    policy: &AccessPolicy,
) -> Result<Caller, SigV4Error> {
    match policy {
        AccessPolicy::Keys(credentials) => verify_for(SERVICE, request, now_epoch_seconds, credentials),
        AccessPolicy::DangerAcceptAny => Ok(claimed_caller(request)),
    }
}

/// Whether the request says that it is signed in this scheme. Nothing of it is checked.
pub(crate) fn claims_signature(headers: &HeaderMap) -> bool {
    headers.get(AUTHORIZATION).is_some_and(|value| value.as_bytes().starts_with(ALGORITHM.as_bytes()))
}

/// Signs the request in place, as the AWS SDKs do: sets `x-amz-date`, `host` if absent, and
/// `Authorization`.
///
/// Signed are `host`, `content-type` and every `x-amz-` header the request then has; for temporary
/// credentials put the token in `x-amz-security-token` before.
///
/// # Errors
///
/// [`SignError::NoHost`] when neither a `host` header nor the URI names the host;
/// [`SignError::Header`] when the access key's id or the region cannot stand in a header.
pub fn sign<B: AsRef<[u8]>>(
    request: &mut http::Request<B>,
    now_epoch_seconds: i64,
    region: &str,
    key: &AccessKey,
) -> Result<(), SignError> {
    let signed_at = BasicTime::at(now_epoch_seconds);
    if !request.headers().contains_key(HOST) {
        let authority = request.uri().authority().ok_or(SignError::NoHost)?;
        let host = HeaderValue::try_from(authority.as_str())?;
        request.headers_mut().insert(HOST, host);
    }
    request.headers_mut().insert(X_AMZ_DATE, HeaderValue::try_from(signed_at.to_string())?);

    let view = RequestView::from(&*request);
    let mut signed_headers: Vec<&str> = view
        .headers
        .keys()
        .filter(|name| *name == HOST || *name == CONTENT_TYPE || is_amz(name))
        .map(HeaderName::as_str)
        .collect();
    signed_headers.sort_unstable();

    let scope = Scope { access_key_id: &key.id, day: signed_at.midnight(), region, service: SERVICE };
    let payload_hash = sha256_hex(view.body);
    let canonical = canonical_request(&view, &signed_headers, &payload_hash).ok_or(SignError::NoHost)?;
    let signature = hex(&*signature(&key.secret, signed_at, &scope, &canonical));
    let signed_headers = signed_headers.join(";");
    let mut authorization = HeaderValue::try_from(format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={signed_headers}, Signature={signature}",
        key.id
    ))?;

    authorization.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, authorization);
    Ok(())
}

/// Who may call administrative operations over HTTP.
#[derive(Clone, Debug)]
pub enum AccessPolicy {
    /// Only holders of these access keys. With [`Credentials::none`] nobody can.
    Keys(Credentials),

    /// **Everybody who reaches the port**: unsigned, or under any signature. The credential scope's region is read if
    /// there is one. For tests and for hosts that check callers themselves.
    DangerAcceptAny,
}

impl Default for AccessPolicy {
    fn default() -> Self {
        Self::Keys(Credentials::none())
    }
}

/// The access keys a host accepts, with their secrets.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    keys: Vec<AccessKey>,
}

impl Credentials {
    /// No access key: every signed operation is refused.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds an access key; an earlier one of the same id is replaced.
    ///
    /// An empty secret (a variable that was not set) never verifies, since anybody could sign with
    /// it.
    #[must_use]
    pub fn with(mut self, access_key_id: impl Into<String>, secret_access_key: impl Into<String>) -> Self {
        let key = AccessKey::new(access_key_id, secret_access_key);
        self.keys.retain(|other| other.id != key.id);
        if !key.secret.is_empty() {
            self.keys.push(key);
        }
        self
    }

    /// Whether there is no key at all, so that administrative operations cannot be called.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The secret of this id. Looks at every key whatever it finds, so that the time tells nothing
    /// about their order.
    fn secret(&self, access_key_id: &str) -> Option<&str> {
        let mut found = None;
        for key in &self.keys {
            if bool::from(key.id.as_bytes().ct_eq(access_key_id.as_bytes())) {
                found = Some(key.secret.as_str());
            }
        }
        found
    }
}

/// An access key: its public id and its secret, which is wiped from memory when dropped and is
/// never printed.
#[derive(Clone)]
pub struct AccessKey {
    id: String,
    secret: Zeroizing<String>,
}

impl AccessKey {
    /// Takes the two halves as AWS hands them out, for example `AKIDEXAMPLE` and its forty
    /// characters.
    #[must_use]
    pub fn new(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { id: id.into(), secret: Zeroizing::new(secret.into()) }
    }

    /// The public half, which appears in every signed request.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessKey").field("id", &self.id).field("secret", &"…").finish()
    }
}

/// Who called, as far as the policy asks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Caller {
    /// The access key that signed. Under [`AccessPolicy::DangerAcceptAny`] only what the request
    /// claims, or `None`.
    pub access_key_id: Option<String>,
    /// The region of the credential scope, of the characters `a-z`, `0-9` and `-`; `None` only
    /// under [`AccessPolicy::DangerAcceptAny`].
    pub region: Option<String>,
}

/// What of a request is signed, borrowed as it came over the wire.
#[derive(Clone, Copy)]
pub struct RequestView<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The path as sent: neither decoded nor normalised.
    pub path: &'a str,
    /// The query as sent, without the question mark; empty if there is none.
    pub query: &'a str,
    /// Host and port of the URI, which stand in for a missing `host` header.
    pub authority: Option<&'a str>,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a [u8],
}

impl<'a> RequestView<'a> {
    /// Looks at a request whose head and body have been taken apart.
    #[must_use]
    pub fn new(parts: &'a http::request::Parts, body: &'a [u8]) -> Self {
        Self::of(&parts.method, &parts.uri, &parts.headers, body)
    }

    fn of(method: &'a http::Method, uri: &'a http::Uri, headers: &'a HeaderMap, body: &'a [u8]) -> Self {
        let authority = uri.authority().map(http::uri::Authority::as_str);
        let query = uri.query().unwrap_or_default();
        Self { method: method.as_str(), path: uri.path(), query, authority, headers, body }
    }
}

impl<'a, B: AsRef<[u8]>> From<&'a http::Request<B>> for RequestView<'a> {
    fn from(request: &'a http::Request<B>) -> Self {
        Self::of(request.method(), request.uri(), request.headers(), request.body().as_ref())
    }
}

// Headers and body hold signatures, tokens and passwords.
impl fmt::Debug for RequestView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestView")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

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

/// A moment in whole seconds, printed as SigV4 writes it: ISO 8601 basic format,
/// `20150830T123600Z`.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct BasicTime {
    epoch_seconds: i64,
}

impl BasicTime {
    /// The format has four digits for the year, so moments outside of the years 0 to 9999 become
    /// the nearest inside.
    #[must_use]
    pub fn at(epoch_seconds: i64) -> Self {
        Self { epoch_seconds: epoch_seconds.clamp(-62_167_219_200, 253_402_300_799) }
    }

    /// Seconds since 1970 without leap seconds.
    #[must_use]
    pub fn epoch_seconds(self) -> i64 {
        self.epoch_seconds
    }

    /// `20150830T123600Z`, or the form of a `Date` header: `Sun, 30 Aug 2015 12:36:00 GMT`
    /// (botocore writes `-0000`).
    fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [y1, y2, y3, y4, m1, m2, d1, d2, b'T', h, i, m, n, s, t, b'Z'] => {
                let date = [number(&[*y1, *y2, *y3, *y4])?, number(&[*m1, *m2])?, number(&[*d1, *d2])?];
                Self::compose(date, [[*h, *i], [*m, *n], [*s, *t]])
            }
            _ => Self::parse_http_date(text),
        }
    }

    /// [RFC 9110 §5.6.7](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7), the preferred form.
    /// The name of the weekday is not checked: it adds nothing.
    fn parse_http_date(text: &str) -> Option<Self> {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

        let (_, date) = text.split_once(',')?;
        let mut words = date.split_ascii_whitespace();
        let (day, month, year) = (words.next()?, words.next()?, words.next()?);
        let (clock, zone, None) = (words.next()?, words.next()?, words.next()) else { return None };
        if !["GMT", "UTC", "+0000", "-0000"].contains(&zone) {
            return None;
        }
        let [h, i, b':', m, n, b':', s, t] = clock.as_bytes() else { return None };
        let month = (1..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
        let date = [number(year.as_bytes())?, month, number(day.as_bytes())?];
        Self::compose(date, [[*h, *i], [*m, *n], [*s, *t]])
    }

    fn compose([year, month, day]: [i64; 3], [hour, minute, second]: [[u8; 2]; 3]) -> Option<Self> {
        let (hour, minute, second) = (number(&hour)?, number(&minute)?, number(&second)?);
        let real = (0..=9999).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        let days = days_before_month(year, month) + day - 1 - DAYS_BEFORE_1970;
        real.then(|| Self::at(((days * 24 + hour) * 60 + minute) * 60 + second))
    }

    fn midnight(self) -> Self {
        Self { epoch_seconds: self.epoch_seconds - self.epoch_seconds.rem_euclid(86_400) }
    }

    fn plus(self, seconds: i64) -> Self {
        Self::at(self.epoch_seconds + seconds)
    }

    /// `20150830`, the first element of a credential scope.
    fn day(self) -> String {
        let days = self.epoch_seconds.div_euclid(86_400) + DAYS_BEFORE_1970;
        // 400 years have 146,097 days; the quotient is the year or a neighbour of it.
        let guess = days * 400 / 146_097;
        let nearby = guess - 1..=guess + 1;
        let year = nearby.rev().find(|year| days_before_month(*year, 1) <= days).unwrap_or(guess);
        let month = (1..=12).rev().find(|month| days_before_month(year, *month) <= days).unwrap_or(1);
        let day = days - days_before_month(year, month) + 1;
        format!("{year:04}{month:02}{day:02}")
    }
}

impl fmt::Display for BasicTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.epoch_seconds.rem_euclid(86_400);
        write!(f, "{}T{:02}{:02}{:02}Z", self.day(), second / 3600, second / 60 % 60, second % 60)
    }
}

fn verify_for(
    service: &str,
    request: &RequestView<'_>,
    now_epoch_seconds: i64,
    credentials: &Credentials,
) -> Result<Caller, SigV4Error> {
    let given = Authorization::read(request)?;

    let scope = Scope::read(given.credential, given.signed_at, service)?;
    require_signed(request, &given.signed_headers)?;
    require_current(given.signed_at, BasicTime::at(now_epoch_seconds))?;

    let payload_hash = sha256_hex(request.body);
    if request.headers.get_all(X_AMZ_CONTENT_SHA256).iter().any(|value| value != payload_hash.as_str()) {
        return Err(InvalidSignature::PayloadHash.into());
    }
    let canonical =
        canonical_request(request, &given.signed_headers, &payload_hash).ok_or(InvalidSignature::Mismatch)?;

    // An unknown key is worked through like a known one, with a secret of the usual length. Whoever
    // signs with that very secret is still unknown.
    let secret = credentials.secret(scope.access_key_id);
    let decoy = "an access key nobody has, forty long....";
    let expected = signature(secret.unwrap_or(decoy), given.signed_at, &scope, &canonical);
    let matches = signature_bytes(given.signature).is_some_and(|given| given.ct_eq(&*expected).into());
    if secret.is_none() {
        return Err(SigV4Error::UnrecognizedClient);
    }
    if !matches {
        return Err(InvalidSignature::Mismatch.into());
    }
    Ok(scope.caller())
}

/// What an unchecked request says about its caller, if it says anything.
fn claimed_caller(request: &RequestView<'_>) -> Caller {
    let scope = request
        .headers
        .get(AUTHORIZATION)
        .and_then(|value| Parameters::read(value).ok())
        .and_then(|parameters| Scope::split(parameters.credential?))
        .map(|(scope, _)| scope)
        .filter(|scope| is_region(scope.region));
    scope.map_or(Caller { access_key_id: None, region: None }, |scope| scope.caller())
}

/// Everything the client says about its signature: the `Authorization` header and the date.
struct Authorization<'a> {
    credential: &'a str,
    signed_headers: Vec<&'a str>,
    signature: &'a str,
    signed_at: BasicTime,
}

impl<'a> Authorization<'a> {
    fn read(request: &RequestView<'a>) -> Result<Self, SigV4Error> {
        let mut values = request.headers.get_all(AUTHORIZATION).iter();
        let value = values.next().ok_or(SigV4Error::MissingAuthenticationToken)?;
        if values.next().is_some() {
            return Err(IncompleteSignature::Repeated.into());
        }

        let Parameters { credential, signed_headers, signature } = Parameters::read(value)?;
        match (credential, signed_headers, signature, signed_at(request.headers)?) {
            (Some(credential), Some(signed_headers), Some(signature), Some(signed_at)) => {
                let signed_headers = signed_headers.split(';').collect();
                Ok(Self { credential, signed_headers, signature, signed_at })
            }
            (_, _, _, signed_at) => Err(IncompleteSignature::Requires(Requirements {
                credential: credential.is_none(),
                signature: signature.is_none(),
                signed_headers: signed_headers.is_none(),
                date: signed_at.is_none(),
            })
            .into()),
        }
    }
}

/// `X-Amz-Date`, or else `Date`.
fn signed_at(headers: &HeaderMap) -> Result<Option<BasicTime>, IncompleteSignature> {
    let name = if headers.contains_key(X_AMZ_DATE) { X_AMZ_DATE } else { DATE };
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => {
            let time = value.to_str().ok().and_then(BasicTime::parse);
            time.map(Some).ok_or(IncompleteSignature::DateFormat)
        }
        (Some(_), Some(_)) => Err(IncompleteSignature::DateFormat),
    }
}

/// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, in any order; a space after a
/// comma may be absent.
#[derive(Default)]
struct Parameters<'a> {
    credential: Option<&'a str>,
    signed_headers: Option<&'a str>,
    signature: Option<&'a str>,
}

impl<'a> Parameters<'a> {
    fn read(value: &'a HeaderValue) -> Result<Self, SigV4Error> {
        if value.len() > AUTHORIZATION_BYTES_MAX {
            return Err(IncompleteSignature::TooLong.into());
        }
        // A `Bearer` or `Basic` header belongs to somebody else, a proxy for example.
        if !value.as_bytes().starts_with(b"AWS4-") {
            return Err(SigV4Error::MissingAuthenticationToken);
        }
        let text = value.to_str().map_err(|_| IncompleteSignature::KeyValue)?;
        let (algorithm, list) = text.split_once([' ', '\t']).unwrap_or((text, ""));
        if algorithm != ALGORITHM {
            return Err(IncompleteSignature::Algorithm.into());
        }

        let mut parameters = Self::default();
        for pair in list.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').ok_or(IncompleteSignature::KeyValue)?;
            let place = match name {
                "Credential" => &mut parameters.credential,
                "SignedHeaders" => &mut parameters.signed_headers,
                "Signature" => &mut parameters.signature,
                _ => continue,
            };
            if place.replace(value).is_some() {
                return Err(IncompleteSignature::Repeated.into());
            }
        }
        Ok(parameters)
    }
}

/// `AKIDEXAMPLE/20150830/us-east-1/cognito-idp/aws4_request`: whose key, and what it was derived
/// for.
///
/// Printed without the id, as it stands in the string to sign.
struct Scope<'a> {
    access_key_id: &'a str,
    day: BasicTime,
    region: &'a str,
    service: &'a str,
}

impl<'a> Scope<'a> {
    fn read(credential: &'a str, signed_at: BasicTime, service: &str) -> Result<Self, SigV4Error> {
        let (scope, terminator) = Self::split(credential).ok_or(IncompleteSignature::CredentialElements)?;
        if terminator != TERMINATOR {
            return Err(InvalidSignature::ScopeTerminator.into());
        }
        if scope.service != service {
            return Err(InvalidSignature::ScopeService.into());
        }
        if !is_region(scope.region) {
            return Err(InvalidSignature::ScopeRegion.into());
        }
        if scope.day != signed_at.midnight() {
            return Err(InvalidSignature::ScopeDate { scope: scope.day, signed_at }.into());
        }
        Ok(scope)
    }

    /// The five elements, the last one apart. Ids are at most 128 characters long (IAM,
    /// `AccessKey`).
    fn split(credential: &'a str) -> Option<(Self, &'a str)> {
        let mut elements = credential.split('/');
        let (access_key_id, day, region) = (elements.next()?, elements.next()?, elements.next()?);
        let (service, terminator, None) = (elements.next()?, elements.next()?, elements.next()) else {
            return None;
        };
        let named = (1..=128).contains(&access_key_id.len())
            && access_key_id.bytes().all(|byte| byte.is_ascii_graphic());
        let day = BasicTime::parse(&format!("{day}T000000Z"))?;
        named.then_some((Self { access_key_id, day, region, service }, terminator))
    }

    fn caller(&self) -> Caller {
        Caller { access_key_id: Some(self.access_key_id.to_owned()), region: Some(self.region.to_owned()) }
    }
}

impl fmt::Display for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/{TERMINATOR}", self.day.day(), self.region, self.service)
    }
}

/// A plausible region, not a known one: new ones appear, and local set-ups invent theirs.
fn is_region(region: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&region.len()) && region.bytes().all(plain)
}

/// The list must be in order and without repetition, as every SDK writes it, so that one request
/// has one canonical form.
fn require_signed(request: &RequestView<'_>, signed_headers: &[&str]) -> Result<(), InvalidSignature> {
    if !signed_headers.is_sorted_by(|a, b| a < b) {
        return Err(InvalidSignature::Mismatch);
    }
    let is_signed = |name: &HeaderName| signed_headers.binary_search(&name.as_str()).is_ok();
    if !is_signed(&HOST) {
        return Err(InvalidSignature::HostNotSigned);
    }
    if request.headers.contains_key(X_AMZ_TARGET) && !is_signed(&X_AMZ_TARGET) {
        return Err(InvalidSignature::TargetNotSigned);
    }
    let loose =
        |name: &HeaderName| is_amz(name) && !is_signed(name) && !UNSIGNED_ALLOWED.contains(&name.as_str());
    if request.headers.keys().any(loose) {
        return Err(InvalidSignature::AmzHeaderNotSigned);
    }
    Ok(())
}

/// Not `x-amzn-`: load balancers add their trace id under that prefix.
fn is_amz(name: &HeaderName) -> bool {
    name.as_str().starts_with("x-amz-")
}

fn require_current(signed_at: BasicTime, now: BasicTime) -> Result<(), InvalidSignature> {
    let (earliest, latest) = (now.plus(-SKEW_SECONDS_MAX), now.plus(SKEW_SECONDS_MAX));
    if signed_at < earliest {
        return Err(InvalidSignature::Expired { signed_at, earliest, now });
    }
    if signed_at > latest {
        return Err(InvalidSignature::NotYetCurrent { signed_at, latest, now });
    }
    Ok(())
}

/// "Create a canonical request". `None` when a header is said to be signed and is not there.
fn canonical_request(
    request: &RequestView<'_>,
    signed_headers: &[&str],
    payload_hash: &str,
) -> Option<Vec<u8>> {
    let mut canonical = Vec::with_capacity(512);
    canonical.extend_from_slice(request.method.as_bytes());
    canonical.push(b'\n');
    canonical.extend_from_slice(canonical_path(request.path).as_bytes());
    canonical.push(b'\n');
    canonical.extend_from_slice(canonical_query(request.query).as_bytes());
    canonical.push(b'\n');
    for name in signed_headers {
        canonical.extend_from_slice(name.as_bytes());
        canonical.push(b':');
        push_header_values(&mut canonical, request, name)?;
        canonical.push(b'\n');
    }
    canonical.push(b'\n');
    canonical.extend_from_slice(signed_headers.join(";").as_bytes());
    canonical.push(b'\n');
    canonical.extend_from_slice(payload_hash.as_bytes());
    Some(canonical)
}

/// Values of one name are joined by commas; each is trimmed, and white space inside becomes one
/// space.
///
/// Two headers are known without being there. HTTP/2 has `:authority` instead of `host`, and
/// proxies drop `content-length`, which the SDK for JavaScript signs, when they send the body in
/// chunks.
fn push_header_values(canonical: &mut Vec<u8>, request: &RequestView<'_>, name: &str) -> Option<()> {
    let is_canonical = !name.bytes().any(|byte| byte.is_ascii_uppercase());
    let mut values = request.headers.get_all(name).iter().filter(|_| is_canonical).peekable();
    if values.peek().is_none() {
        match name {
            "host" => canonical.extend_from_slice(request.authority?.as_bytes()),
            "content-length" => canonical.extend_from_slice(request.body.len().to_string().as_bytes()),
            _ => return None,
        }
        return Some(());
    }
    for (index, value) in values.enumerate() {
        if index > 0 {
            canonical.push(b',');
        }
        let words = value.as_bytes().split(|byte| matches!(byte, b' ' | b'\t'));
        for (index, word) in words.filter(|word| !word.is_empty()).enumerate() {
            if index > 0 {
                canonical.push(b' ');
            }
            canonical.extend_from_slice(word);
        }
    }
    Some(())
}

/// The path without `.`, `..` and empty segments, encoded once more as every service but S3 asks.
fn canonical_path(path: &str) -> String {
    let mut segments = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    let mut canonical = String::with_capacity(path.len() + 1);
    for segment in &segments {
        canonical.push('/');
        push_encoded(&mut canonical, segment.bytes());
    }
    if segments.is_empty() || path.ends_with('/') {
        canonical.push('/');
    }
    canonical
}

/// Names and values encoded exactly once, ordered by name and then by value. A `+` stands for
/// itself, not for a space.
fn canonical_query(query: &str) -> String {
    let encode = |text: &str| {
        let mut encoded = String::with_capacity(text.len());
        push_encoded(&mut encoded, decoded(text.as_bytes()));
        encoded
    };
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    pairs.sort_unstable();
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// Resolves `%41`; a percent sign without two hexadecimal digits stands for itself.
fn decoded(mut text: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (first, rest) = text.split_first()?;
        if let [b'%', high, low, after @ ..] = text
            && let (Some(high), Some(low)) = (hex_digit(*high), hex_digit(*low))
        {
            text = after;
            return Some(high << 4 | low);
        }
        text = rest;
        Some(*first)
    })
}

/// `UriEncode`: all but the unreserved characters of [RFC 3986
/// §2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3).
fn push_encoded(text: &mut String, bytes: impl Iterator<Item = u8>) {
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(byte));
        } else {
            text.push('%');
            text.extend(hex_digits(byte).map(|digit| digit.to_ascii_uppercase()));
        }
    }
}

/// "Create a string to sign", "Calculate the signature".
fn signature(
    secret: &str,
    signed_at: BasicTime,
    scope: &Scope<'_>,
    canonical_request: &[u8],
) -> Zeroizing<[u8; 32]> {
    let hashed = sha256_hex(canonical_request);
    let string_to_sign = format!("{ALGORITHM}\n{signed_at}\n{scope}\n{hashed}");

    let mut seed = Zeroizing::new(Vec::with_capacity(4 + secret.len()));
    seed.extend_from_slice(b"AWS4");
    seed.extend_from_slice(secret.as_bytes());
    let day_key = hmac_sha256(&seed, scope.day.day().as_bytes());
    let region_key = hmac_sha256(&*day_key, scope.region.as_bytes());
    let service_key = hmac_sha256(&*region_key, scope.service.as_bytes());
    let signing_key = hmac_sha256(&*service_key, TERMINATOR.as_bytes());
    hmac_sha256(&*signing_key, string_to_sign.as_bytes())
}

/// The bytes of 64 hexadecimal digits, lower case as everywhere in this protocol.
///
/// Bytes are compared, not digits: writing the expected signature as text takes a time that depends
/// on it.
fn signature_bytes(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    if pairs.len() != bytes.len() || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = hex_digit(*high)? << 4 | hex_digit(*low)?;
    }
    Some(bytes)
}

/// [RFC 2104](https://www.rfc-editor.org/rfc/rfc2104#section-2): a key longer than a block is
/// hashed, a shorter one is filled up with zeros. Done here, because a whole block is the one key
/// length the crate takes without a `Result`.
fn hmac_sha256(key: &[u8], message: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut block = Zeroizing::new([0; 64]);
    if key.len() > block.len() {
        block.iter_mut().zip(Sha256::digest(key)).for_each(|(to, from)| *to = from);
    } else {
        block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    }
    let mac = Hmac::<Sha256>::new((&*block).into()).chain_update(message);
    Zeroizing::new(mac.finalize().into_bytes().into())
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| hex_digits(*byte)).collect()
}

fn hex_digits(byte: u8) -> [char; 2] {
    [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or('0'))
}

fn hex_digit(character: u8) -> Option<u8> {
    char::from(character).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// Decimal digits only, and few enough of them to fit.
fn number(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > 4 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
}

const DAYS_BEFORE_1970: i64 = 719_528;

/// Days from the first of January of the year 0 to the first of this month.
fn days_before_month(year: i64, month: i64) -> i64 {
    let leap_days = (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    365 * year + leap_days + (1..month).map(|earlier| days_in_month(year, earlier)).sum::<i64>()
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a test says by panicking that it failed")]
mod tests;
