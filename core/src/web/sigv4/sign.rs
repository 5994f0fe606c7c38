//! Signs requests, for tests, benchmarks and Rust programs that call administrative operations.

use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderName, HeaderValue};

use super::{
    ALGORITHM, SERVICE, X_AMZ_DATE,
    access::AccessKey,
    basic_time::BasicTime,
    canonical::{RequestView, canonical_request, sha256_hex},
    error::SignError,
    is_amz,
    scope::{Scope, signature},
};

/// Signs the request in place, as the AWS SDKs do: sets `x-amz-date`, `host` if absent, and
/// `Authorization`.
///
/// The signature covers `host`, `content-type` and every `x-amz-` header of the request. With temporary credentials,
/// set `x-amz-security-token` first.
///
/// # Errors
///
/// [`SignError::NoHost`] when neither a `host` header nor the URI names the host;
/// [`SignError::Header`] when the access key id or the region is not valid in a header.
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
    let signature = base16ct::lower::encode_string(&*signature(&key.secret, signed_at, &scope, &canonical));
    let signed_headers = signed_headers.join(";");
    let mut authorization = HeaderValue::try_from(format!(
        "{ALGORITHM} Credential={}/{scope}, SignedHeaders={signed_headers}, Signature={signature}",
        key.id
    ))?;

    authorization.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, authorization);
    Ok(())
}
