//! The `iss` of tokens, and the address in discovery documents.

use http::{Request, Uri, header, uri::Authority};

/// The form of the `iss` of a pool's tokens. See [`EngineBuilder::issuer`](crate::EngineBuilder::issuer).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Issuer {
    /// Cognito's form: `https://cognito-idp.{region}.amazonaws.com/{poolId}`, or with `issuer-cognito-idp` in pools
    /// whose `IssuerConfiguration` has the type `UPDATED`. Verifiers that compute the issuer from the pool's id expect
    /// this form.
    #[default]
    Cognito,
    /// `{url}/{poolId}` with this URL, which has no query and no fragment.
    Url(String),
    /// `{address}/{poolId}` with [`EngineBuilder::public_url`](crate::EngineBuilder::public_url) if it is set,
    /// otherwise with the scheme and host that the client sent its request to. A host must ensure that only requests
    /// for its own names reach [`Engine::fetch`](crate::Engine::fetch): each name is a separate issuer. Access tokens
    /// of a pool are accepted under all its names. Calls without a request ([`Engine::send`](crate::Engine::send),
    /// [`Engine::call`](crate::Engine::call)) use Cognito's form if there is no public URL.
    RequestAddress,
}

/// The scheme and host that a client sent its request to, without the scheme's default port: `http://localhost:9229`.
///
/// They are taken from the request's URI if it has them, as with HTTP/2 or if the host has set them. Otherwise the host
/// is that of the `Host` header, and the scheme is `http`.
pub(crate) fn address_of<B>(request: &Request<B>) -> Option<String> {
    let uri: &Uri = request.uri();
    let scheme = uri.scheme_str().unwrap_or("http");
    let own_port = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let header = || request.headers().get(header::HOST)?.to_str().ok()?.parse::<Authority>().ok();
    let authority = uri.authority().cloned().or_else(header)?;
    let host = authority.host();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    if host.is_empty() || host.len() > HOST_BYTES_MAX || !host.bytes().all(is_plain) {
        return None;
    }
    let host = host.to_ascii_lowercase();
    Some(match authority.port_u16().filter(|port| *port != own_port) {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    })
}

/// Longest host name, in bytes: [RFC 1035 §2.3.4](https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4).
const HOST_BYTES_MAX: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    fn address(uri: &str, host: Option<&str>) -> Option<String> {
        let mut request = Request::get(uri);
        if let Some(host) = host {
            request = request.header("host", host);
        }
        address_of(&request.body(()).unwrap())
    }

    #[test]
    fn an_address_is_the_scheme_and_host_of_the_request() {
        for (uri, host, expected) in [
            ("/", Some("localhost:9229"), Some("http://localhost:9229")),
            ("/a?b", Some("Auth.Example.com"), Some("http://auth.example.com")),
            ("/", Some("[::1]:9229"), Some("http://[::1]:9229")),
            ("/", Some("example.com:80"), Some("http://example.com")),
            ("/", Some("example.com:443"), Some("http://example.com:443")),
            ("https://example.com:443/", Some("other.example.com"), Some("https://example.com")),
            ("https://example.com/", None, Some("https://example.com")),
            ("http://127.0.0.1:8787/x", Some("127.0.0.1:8787"), Some("http://127.0.0.1:8787")),
            ("/", None, None),
        ] {
            assert_eq!(address(uri, host).as_deref(), expected, "{uri} {host:?}");
        }
    }

    #[test]
    fn a_host_that_is_not_a_name_or_address_is_ignored() {
        let long = "a".repeat(256);
        for host in [
            "",
            "a b",
            "user@example.com",
            "user:secret@example.com",
            "a/b",
            "a\"b",
            "exa%6dple.com",
            "*",
            &long,
        ] {
            let found = address("/", Some(host));
            assert!(found.is_none() || found.as_deref() == Some("http://example.com"), "{host}: {found:?}");
        }
        assert_eq!(address("ftp://example.com/", None), None);
    }
}
