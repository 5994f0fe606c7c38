//! Which URLs the engine sends requests to.

use http::Uri;

/// Longest URL, in bytes: Facebook's query with a code and a secret has about one thousand.
const URL_BYTES_MAX: usize = 8192;

/// Whether this is an absolute `https` URL with a host, or an `http` URL if `plain_http`; without user, password and fragment.
pub(crate) fn is_outgoing_url(url: &str, plain_http: bool) -> bool {
    let is_scheme = url.starts_with("https://") || plain_http && url.starts_with("http://");
    // Browsers read a backslash as a slash, so the host that one program checks could differ from the one that another connects to.
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'#' | b'\\');
    let has_host = |uri: &Uri| {
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        let host = uri.host().unwrap_or_default();
        // Everything else than a host with a port has a user, or a port that is not one.
        !host.is_empty() && (authority == host || uri.port_u16().is_some() && !authority.contains('@'))
    };
    is_scheme
        && url.len() <= URL_BYTES_MAX
        && url.bytes().all(is_plain)
        && url.parse().is_ok_and(|uri| has_host(&uri))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_https_urls_are_allowed() {
        for url in
            ["https://a.example.com", "https://a.example.com:8443/b?c=d", "https://[::1]/", "https://a/"]
        {
            assert!(is_outgoing_url(url, false), "{url}");
            assert!(is_outgoing_url(&url.replacen("https", "http", 1), true), "{url}");
            assert!(!is_outgoing_url(&url.replacen("https", "http", 1), false), "{url}");
        }
    }

    #[test]
    fn other_urls_are_refused() {
        let long = format!("https://a/{}", "b".repeat(URL_BYTES_MAX));
        for url in [
            "",
            "https",
            "https:",
            "https://",
            "https:///a",
            "https://:443/",
            "HTTPS://a.example.com",
            "//a.example.com",
            "file:///etc/passwd",
            "ftp://a",
            "https://ana:s3cret@a.example.com",
            "https://b@a.example.com",
            "https://a.example.com/#b",
            "https://a.example.com/ b",
            "https://a.example.com\\@b.example.com",
            "https://a.example.com/\n",
            "https://ä.example.com",
            " https://a.example.com",
            "https://a:99999999/",
            &long,
        ] {
            assert!(!is_outgoing_url(url, true), "{url}");
        }
    }
}
