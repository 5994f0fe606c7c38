//! [`Fetch`]: sends HTTP requests to other servers, such as identity providers.

use std::{fmt, future::Future, ops::Deref};

use crate::{BoxFuture, MaybeSend, MaybeSync, Secret};

/// Sends requests to identity providers: for discovery documents, key sets, SAML metadata, tokens and profiles of users.
///
/// The addresses come from administrators of pools and from documents of providers, so an implementation must keep them from
/// reaching what only the host itself may reach:
///
/// * It refuses private addresses, those of the host itself, and all others that are not public, unless its operator allows them. It
///   checks the addresses that a name resolves to, and connects to exactly those: a second resolution could give others.
/// * It does not follow redirections: the engine gets the answer with its status 3xx, and treats it as a failure.
/// * It ends the request after [`FetchRequest::timeout_millis`], and stops reading after [`FetchRequest::response_bytes_max`] bytes.
/// * It verifies certificates, sends no cookies, and adds no credentials.
///
/// The engine itself refuses every URL that does not begin with `https://`: see [`Fetch::allows_plain_http`].
///
/// A closure that takes a [`FetchRequest`] and returns a future is an implementation:
///
/// ```
/// # fn takes(_: impl userpool_storage_traits::Fetch) {}
/// use userpool_storage_traits::{FetchRequest, FetchResponse};
///
/// # takes(
/// |request: FetchRequest| async move {
///     assert_eq!(request.url.expose(), "https://provider.example.com/jwks.json");
///     Ok(FetchResponse::new(200, r#"{"keys":[]}"#))
/// }
/// # );
/// ```
pub trait Fetch: MaybeSend + MaybeSync + 'static {
    /// Sends one request and returns the whole answer, whatever its status.
    ///
    /// The engine does not repeat a request that failed.
    fn fetch(
        &self,
        request: FetchRequest,
    ) -> impl Future<Output = Result<FetchResponse, FetchError>> + MaybeSend;

    /// Whether [`Fetch::fetch`] also gets URLs that begin with `http://`, for providers that run on the developer's machine. The
    /// host then checks by itself which of them it allows. By default the engine refuses them all.
    fn allows_plain_http(&self) -> bool {
        false
    }
}

/// One request. `Debug` shows the server, but neither path, headers nor body, since all of them may contain secrets.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct FetchRequest {
    /// The method.
    pub method: FetchMethod,
    /// The absolute URL, without fragment. Its query may contain a client secret (Facebook).
    pub url: Secret,
    /// Names in lower case, and values. `host` and `content-length` are not among them.
    pub headers: Vec<(&'static str, Secret)>,
    /// The body of a `POST`, by default a form; empty for a `GET`. It may contain a client secret.
    pub body: Secret,
    /// Most time from the first packet to the last byte of the answer, in milliseconds.
    pub timeout_millis: u32,
    /// Most bytes of the answer's body.
    pub response_bytes_max: usize,
}

/// The method of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum FetchMethod {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
}

/// The answer to a request. `Debug` does not show the body, which may contain tokens.
#[derive(Clone, Eq, PartialEq)]
#[non_exhaustive]
pub struct FetchResponse {
    /// The status, from 100 to 599.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: Option<String>,
    /// The header `Cache-Control`.
    pub cache_control: Option<String>,
    /// The header `Expires`.
    pub expires: Option<String>,
    /// The body, after content codings such as `gzip` were removed.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum FetchError {
    /// The request was not sent: the host, or the engine, does not allow this address.
    #[error("requests to this address are not allowed")]
    NotAllowed,
    /// The answer was not complete in time.
    #[error("no answer in time")]
    TimedOut,
    /// The answer is longer than the limit.
    #[error("the answer is too long")]
    TooLong,
    /// The request could not be sent, or the connection ended before the answer was complete. The text is for the host's log. It may
    /// name the server, but must contain nothing that was sent.
    #[error("{0}")]
    Failed(String),
}

impl FetchMethod {
    /// `GET` or `POST`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

impl FetchRequest {
    /// By default ten seconds.
    pub const TIMEOUT_MILLIS: u32 = 10_000;
    /// By default 256 KiB.
    pub const RESPONSE_BYTES_MAX: usize = 256 * 1024;

    /// A `GET` with the default limits.
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: FetchMethod::Get,
            url: Secret::new(url),
            headers: Vec::new(),
            body: Secret::new(""),
            timeout_millis: Self::TIMEOUT_MILLIS,
            response_bytes_max: Self::RESPONSE_BYTES_MAX,
        }
    }

    /// A `POST` of a form in `application/x-www-form-urlencoded`, with the default limits.
    pub fn post_form(url: impl Into<String>, form: impl Into<String>) -> Self {
        let content_type = ("content-type", Secret::new("application/x-www-form-urlencoded"));
        Self {
            method: FetchMethod::Post,
            headers: vec![content_type],
            body: Secret::new(form),
            ..Self::get(url)
        }
    }

    /// The same with one more header. `name` is in lower case.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, Secret::new(value)));
        self
    }

    /// Scheme, host and port of the URL, for logs.
    pub fn origin(&self) -> &str {
        let url = self.url.expose();
        let Some((scheme, rest)) = url.split_once("://") else { return "" };
        let end = rest.find(['/', '?', '#', '\\', '@']).unwrap_or(rest.len());
        &url[..scheme.len() + "://".len() + end]
    }
}

impl FetchResponse {
    /// An answer without headers.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content_type: None, cache_control: None, expires: None, body: body.into() }
    }
}

impl fmt::Debug for FetchRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchRequest")
            .field("method", &self.method)
            .field("origin", &self.origin())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for FetchResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FetchResponse")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("length", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The object-safe twin of [`Fetch`].
pub trait DynFetch: MaybeSend + MaybeSync {
    /// See [`Fetch::fetch`].
    fn fetch(&self, request: FetchRequest) -> BoxFuture<'_, Result<FetchResponse, FetchError>>;
    /// See [`Fetch::allows_plain_http`].
    fn allows_plain_http(&self) -> bool;
}

impl<T: Fetch> DynFetch for T {
    fn fetch(&self, request: FetchRequest) -> BoxFuture<'_, Result<FetchResponse, FetchError>> {
        Box::pin(Fetch::fetch(self, request))
    }

    fn allows_plain_http(&self) -> bool {
        Fetch::allows_plain_http(self)
    }
}

/// A shared implementation is an implementation.
impl<T: Fetch + Send + Sync> Fetch for std::sync::Arc<T> {
    fn fetch(
        &self,
        request: FetchRequest,
    ) -> impl Future<Output = Result<FetchResponse, FetchError>> + MaybeSend {
        Fetch::fetch(self.deref(), request)
    }

    fn allows_plain_http(&self) -> bool {
        Fetch::allows_plain_http(self.deref())
    }
}

/// A closure is an implementation. It gets `https` URLs only.
impl<F, Answer> Fetch for F
where
    F: Fn(FetchRequest) -> Answer + MaybeSend + MaybeSync + 'static,
    Answer: Future<Output = Result<FetchResponse, FetchError>> + MaybeSend,
{
    fn fetch(
        &self,
        request: FetchRequest,
    ) -> impl Future<Output = Result<FetchResponse, FetchError>> + MaybeSend {
        self(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_the_server_and_no_secret() {
        let request =
            FetchRequest::post_form("https://a.example.com:8443/token?client_secret=s3cret", "code=s3cret")
                .with("authorization", "Basic s3cret");
        let shown = format!("{request:?}");
        assert!(shown.contains("https://a.example.com:8443\"") && !shown.contains("s3cret"), "{shown}");
        let shown = format!("{:?}", FetchResponse::new(200, "s3cret"));
        assert!(shown.contains("200") && !shown.contains("s3cret"), "{shown}");
    }

    #[test]
    fn the_origin_ends_before_the_path() {
        for (url, origin) in [
            ("https://a.example.com", "https://a.example.com"),
            ("https://a.example.com/b", "https://a.example.com"),
            ("https://a.example.com?b", "https://a.example.com"),
            ("https://ana:s3cret@a.example.com/", "https://ana:s3cret"),
            ("not a url", ""),
        ] {
            let request = FetchRequest::get(url);
            assert!(origin.starts_with(request.origin()), "{url}");
        }
    }
}
