//! Verifies the signature of a request.

use http::header::{AUTHORIZATION, DATE, HOST, HeaderMap, HeaderName, HeaderValue};
use subtle::ConstantTimeEq as _;

use super::{
    ALGORITHM, AUTHORIZATION_BYTES_MAX, SERVICE, SKEW_SECONDS_MAX, UNSIGNED_ALLOWED, X_AMZ_CONTENT_SHA256,
    X_AMZ_DATE, X_AMZ_TARGET,
    access::{AccessPolicy, Credentials},
    basic_time::BasicTime,
    canonical::{RequestView, canonical_request, sha256_hex},
    error::{IncompleteSignature, InvalidSignature, Requirements, SigV4Error},
    is_amz,
    scope::{Scope, signature},
};
use crate::region::is_region;

/// Checks that the request was signed with one of the policy's access keys, less than fifteen minutes ago.
///
/// The signature covers method, path, query, the signed headers and always the body. `host` and every `x-amz-` header
/// must be signed, above all `x-amz-target`, since it names the operation. A server of HTTP/1.1 in absolute form or of
/// HTTP/2 may leave out the `host` header: the URI's authority then replaces it.
///
/// An attacker who has recorded a request can replay it while its date is accepted. This is a limit of the protocol,
/// and a reason to use TLS.
///
/// # Errors
///
/// [`SigV4Error`], whose text and name are those of the service's response. An unknown access key costs the same work
/// as a wrong signature, so that timing does not reveal which keys exist.
///
/// With [`AccessPolicy::DangerAcceptAny`] nothing is checked and nothing fails.
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

/// The caller of a request, as far as the policy checks it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Caller {
    /// The id of the access key that signed. With [`AccessPolicy::DangerAcceptAny`] it is only what the request
    /// claims, or `None`.
    pub access_key_id: Option<String>,
    /// The region of the credential scope, in the characters `a-z`, `0-9` and `-`. `None` only with
    /// [`AccessPolicy::DangerAcceptAny`].
    pub region: Option<String>,
}

pub(super) fn verify_for(
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

    // An unknown key causes the same work as a known one, with a secret of the usual length. A caller that signs with
    // this secret is still refused.
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

/// The caller that an unchecked request claims, if any.
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

/// The client's data about the signature: the `Authorization` header and the date.
pub(super) struct Authorization<'a> {
    pub(super) credential: &'a str,
    pub(super) signed_headers: Vec<&'a str>,
    pub(super) signature: &'a str,
    pub(super) signed_at: BasicTime,
}

impl<'a> Authorization<'a> {
    pub(super) fn read(request: &RequestView<'a>) -> Result<Self, SigV4Error> {
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

/// The time in `X-Amz-Date`, otherwise in `Date`.
pub(super) fn signed_at(headers: &HeaderMap) -> Result<Option<BasicTime>, IncompleteSignature> {
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

/// `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`, in any order; the space after a comma is optional.
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
        // A `Bearer` or `Basic` header is for another recipient, for example a proxy.
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

/// The list must be sorted and without duplicates, as every SDK writes it, so that one request has one canonical form.
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

/// Decodes 64 hexadecimal digits, which this protocol writes in lower case.
///
/// Bytes are compared, not digits, because encoding the expected signature as text would take a time that depends on
/// it.
pub(super) fn signature_bytes(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 2 * bytes.len() {
        return None;
    }
    base16ct::lower::decode(text, &mut bytes).ok()?;
    Some(bytes)
}
