//! The canonical form of a request, which client and server hash.

use std::fmt;

use http::header::HeaderMap;
use sha2::{Digest as _, Sha256};

use crate::ordered;

/// The signed parts of a request, borrowed as they were received.
#[derive(Clone, Copy)]
pub struct RequestView<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The path as sent: neither decoded nor normalised.
    pub path: &'a str,
    /// The query as sent, without the question mark; empty if there is none.
    pub query: &'a str,
    /// Host and port of the URI, which replace a missing `host` header.
    pub authority: Option<&'a str>,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a [u8],
}

impl<'a> RequestView<'a> {
    /// Borrows the parts of a request whose head and body are separate.
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

// Not derived: headers and body contain signatures, tokens and passwords.
impl fmt::Debug for RequestView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestView")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// "Create a canonical request". `None` when a signed header is missing.
pub(super) fn canonical_request(
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
/// The values of two headers are known even if the headers are missing. HTTP/2 has `:authority`
/// instead of `host`, and proxies that forward the body in chunks remove `content-length`, which
/// the SDK for JavaScript signs.
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

/// The path without `.`, `..` and empty segments, encoded a second time, as all services except S3 require.
pub(super) fn canonical_path(path: &str) -> String {
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

/// Names and values, each encoded once, sorted by name and then by value. A `+` is a plus sign, not a space.
pub(super) fn canonical_query(query: &str) -> String {
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
    ordered::sort(&mut pairs);
    let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// Decodes `%41`; a percent sign without two hexadecimal digits stays as it is.
fn decoded(mut text: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (first, rest) = text.split_first()?;
        let mut byte = [0];
        if let [b'%', high, low, after @ ..] = text
            && base16ct::mixed::decode([*high, *low], &mut byte).is_ok()
        {
            text = after;
            return Some(byte[0]);
        }
        text = rest;
        Some(*first)
    })
}

/// `UriEncode`: encodes all except the unreserved characters of [RFC 3986
/// §2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3).
fn push_encoded(text: &mut String, bytes: impl Iterator<Item = u8>) {
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            text.push(char::from(byte));
        } else {
            text.push('%');
            text.push_str(&base16ct::upper::encode_string(&[byte]));
        }
    }
}

pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(&Sha256::digest(bytes))
}
