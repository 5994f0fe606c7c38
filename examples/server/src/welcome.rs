//! `GET /`: the page for people who open the server's address in a browser.

use bytes::Bytes;
use http::{HeaderValue, Method, Response, StatusCode, header};
use http_body_util::Full;

use crate::endpoint::Answer;

const PAGE: &str = include_str!("welcome.html");

/// The page loads nothing and cannot be framed.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whether the request is for this page. The API has the same path, with POST.
pub(crate) fn is_asked_for(method: &Method, path: &str) -> bool {
    path == "/" && matches!(*method, Method::GET | Method::HEAD)
}

/// The page. `address` is the server's URL.
pub(crate) fn page(address: &str) -> Answer {
    let text = PAGE.replace("{version}", env!("CARGO_PKG_VERSION")).replace("{address}", &escaped(address));
    let mut answer = Response::new(Full::new(Bytes::from(text)));
    *answer.status_mut() = StatusCode::OK;
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-cache"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_browser_gets_the_page() {
        assert!(is_asked_for(&Method::GET, "/") && is_asked_for(&Method::HEAD, "/"));
        for (method, path) in [(Method::POST, "/"), (Method::OPTIONS, "/"), (Method::GET, "/x")] {
            assert!(!is_asked_for(&method, path), "{method} {path}");
        }
    }

    #[test]
    fn an_address_cannot_become_markup() {
        assert_eq!(escaped(r#"http://<a b="c">&"#), "http://&lt;a b=&quot;c&quot;>&amp;");
    }
}
