//! The server's own URL, for clients on this machine and for the issuer of tokens.

use std::net::{IpAddr, SocketAddr};

use http::{
    Uri, header,
    request::Parts,
    uri::{Authority, PathAndQuery, Scheme},
};

/// `http://127.0.0.1:9229`; with the name `localhost` when the server listens on every address.
pub(crate) fn own_address(listens: SocketAddr, tls: bool) -> String {
    let scheme = scheme(tls);
    match listens.ip().is_unspecified() {
        true => format!("{scheme}://localhost:{}", listens.port()),
        false => format!("{scheme}://{listens}"),
    }
}

/// Whether a host of a URL or a `Host` header is this machine: `localhost` or a loopback address.
pub(crate) fn is_loopback_host(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.to_canonical().is_loopback())
}

/// The scheme of connections.
pub(crate) fn scheme(tls: bool) -> Scheme {
    if tls { Scheme::HTTPS } else { Scheme::HTTP }
}

/// Adds to the request's URI the scheme of the connection, and the host of the `Host` header if the URI has none. The engine
/// uses both in discovery documents.
pub(crate) fn complete(head: &mut Parts, scheme: Scheme) {
    // `OPTIONS *` has no path.
    if !head.uri.path().starts_with('/') {
        return;
    }
    let host = || head.headers.get(header::HOST)?.to_str().ok()?.parse::<Authority>().ok();
    let Some(authority) = head.uri.authority().cloned().or_else(host) else { return };
    let path = head.uri.path_and_query().cloned().unwrap_or(PathAndQuery::from_static("/"));
    let complete = Uri::builder().scheme(scheme).authority(authority).path_and_query(path).build();
    if let Ok(complete) = complete {
        head.uri = complete;
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    #[test]
    fn clients_on_this_machine_can_reach_the_own_address() {
        for (listens, tls, expected) in [
            ("127.0.0.1:9229", false, "http://127.0.0.1:9229"),
            ("127.0.0.1:9229", true, "https://127.0.0.1:9229"),
            ("[::1]:9229", false, "http://[::1]:9229"),
            ("0.0.0.0:9229", false, "http://localhost:9229"),
            ("[::]:9229", true, "https://localhost:9229"),
            ("192.0.2.1:80", false, "http://192.0.2.1:80"),
        ] {
            let listens: SocketAddr = listens.parse().expect("an address");
            assert_eq!(own_address(listens, tls), expected);
        }
    }

    #[test]
    fn a_request_gets_the_scheme_of_its_connection_and_the_host_of_its_header() {
        for (uri, host, expected) in [
            ("/a?b", Some("localhost:9229"), "https://localhost:9229/a?b"),
            ("/a", None, "/a"),
            ("/a", Some("two words"), "/a"),
            ("http://example.com/a", Some("localhost"), "https://example.com/a"),
            ("*", Some("localhost"), "*"),
        ] {
            let request = Request::options(uri);
            let request = host.into_iter().fold(request, |request, host| request.header("host", host));
            let (mut head, ()) = request.body(()).expect("a request").into_parts();
            complete(&mut head, Scheme::HTTPS);
            assert_eq!(head.uri.to_string(), expected, "{uri} {host:?}");
        }
    }
}
