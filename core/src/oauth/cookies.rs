//! The cookies of a site.

use http::{HeaderMap, HeaderValue, Response, header};

use crate::{oauth::site::Site, sensitive::Sensitive};

/// The session of the browser.
pub(crate) const SESSION: &str = "cognito";

/// The value that a form must repeat, so that no other site can send the form.
pub(crate) const CSRF: &str = "XSRF-TOKEN";

/// Binds a sign-in at an identity provider to the browser in which it has begun.
pub(crate) const PROVIDER: &str = "cognito-fl";

/// Longest header that is read, in bytes.
const HEADER_BYTES_MAX: usize = 16 * 1024;

/// The cookies of a request that the engine sets itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cookies(Vec<(String, Sensitive)>);

impl Cookies {
    /// Reads the header `Cookie`. If a cookie is sent twice, the first counts: browsers send the one with the longest path first.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut all = Vec::new();
        for header in headers.get_all(header::COOKIE) {
            let Ok(text) = header.to_str() else { continue };
            if text.len() > HEADER_BYTES_MAX {
                continue;
            }
            for (name, value) in text.split(';').filter_map(|pair| pair.trim().split_once('=')) {
                all.push((name.to_owned(), Sensitive::new(value)));
            }
        }
        Self(all)
    }

    /// A cookie that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&Sensitive> {
        self.0
            .iter()
            .find(|(other, _)| other == name)
            .map(|(_, value)| value)
            .filter(|value| !value.is_empty())
    }
}

/// Adds a cookie to a response, for `seconds`. With 0 the browser removes it.
///
/// A page of another site cannot send the cookie with a form (`SameSite=Lax`), and no script can read it.
pub(crate) fn set<B>(response: &mut Response<B>, site: &Site, cookie: (&str, &str), seconds: u64) {
    let secure = if site.is_secure() { "; Secure" } else { "" };
    append(response, site, cookie, &format!("; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"));
}

/// As [`set`], for a cookie that is needed in a form which another site has sent. Browsers take it by TLS only, and from this machine.
pub(crate) fn set_for_posts<B>(response: &mut Response<B>, site: &Site, cookie: (&str, &str), seconds: u64) {
    append(response, site, cookie, &format!("; Max-Age={seconds}; HttpOnly; SameSite=None; Secure"));
}

fn append<B>(response: &mut Response<B>, site: &Site, (name, value): (&str, &str), attributes: &str) {
    let path = if site.path.is_empty() { "/" } else { &site.path };
    let cookie = format!("{name}={value}; Path={path}{attributes}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_two_cookies_with_one_name_counts() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; cognito=x=y; cognito=z"));
        headers.append(header::COOKIE, HeaderValue::from_static("lang=de; empty="));
        let cookies = Cookies::of(&headers);
        assert_eq!(cookies.get("cognito").map(Sensitive::as_str), Some("x=y"));
        assert_eq!(cookies.get("lang").map(Sensitive::as_str), Some("de"));
        assert!(cookies.get("empty").is_none() && cookies.get("b").is_none());
    }
}
