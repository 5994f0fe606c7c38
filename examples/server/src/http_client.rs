//! Calls to other HTTP servers, with limits of time and size.

use std::{error::Error as StdError, fmt, time::Duration};

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use tokio::time::timeout;
use tokio_rustls::rustls::ClientConfig;

use crate::log;

/// How long an idle connection is kept. Less than the five seconds of Node's servers, the shortest known time-out, so that a
/// request rarely uses a connection that the server is closing.
const IDLE_TIME_MAX: Duration = Duration::from_secs(4);

/// Speaks HTTP/1.1 to `http` and `https` URLs. Does not follow redirections.
#[derive(Clone, Debug)]
pub(crate) struct HttpClient {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl HttpClient {
    /// A client with the trusted authorities of `tls`.
    pub(crate) fn new(tls: ClientConfig) -> Self {
        let connector =
            HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().build();
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIME_MAX)
            .build(connector);
        Self { client }
    }

    /// Sends one request and reads the whole answer, whatever its status.
    pub(crate) async fn send(
        &self,
        request: Request<Full<Bytes>>,
        limits: Limits,
    ) -> Result<Response<Bytes>, HttpError> {
        timeout(limits.time_max, self.exchange(request, limits.bytes_max))
            .await
            .map_err(|_| HttpError::TimeOut)?
    }

    async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
        bytes_max: usize,
    ) -> Result<Response<Bytes>, HttpError> {
        let answer =
            self.client.request(request).await.map_err(|error| HttpError::Transport(log::line(&error)))?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, bytes_max).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                HttpError::TooLong
            } else {
                HttpError::Transport(log::line(error.as_ref() as &dyn StdError))
            }
        })?;
        Ok(Response::from_parts(head, body.to_bytes()))
    }
}

/// Limits of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// From the first packet to the answer's last byte.
    pub(crate) time_max: Duration,
    /// Of the answer's body.
    pub(crate) bytes_max: usize,
}

/// Why there is no answer. The text is for the log: it may name hosts, but contains nothing that was sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HttpError {
    /// It took too long.
    #[error("no answer in time")]
    TimeOut,
    /// The connection failed before the answer was complete.
    #[error("{0}")]
    Transport(String),
    /// The answer is longer than the limit.
    #[error("the answer is too long")]
    TooLong,
}

/// An `http` or `https` URL. `Debug` does not show path and query, since they may contain a secret.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct HttpUrl(Uri);

impl HttpUrl {
    /// Parses an absolute URL without user or fragment. The error does not quote it.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let uri: Uri = text.parse().map_err(|_| NOT_A_URL)?;
        let known = matches!(uri.scheme_str(), Some("https" | "http"));
        let authority = uri.authority().map_or("", |authority| authority.as_str());
        // `Uri` silently drops a fragment.
        if !known || authority.is_empty() || authority.contains('@') || text.contains('#') {
            return Err(NOT_A_URL);
        }
        Ok(Self(uri))
    }

    /// The URL itself.
    pub(crate) fn uri(&self) -> &Uri {
        &self.0
    }

    /// Whether requests can be read on the network: `http://` to another machine.
    pub(crate) fn is_plain_beyond_loopback(&self) -> bool {
        let host = self.0.host().unwrap_or_default().trim_matches(['[', ']']);
        let is_loopback = host.eq_ignore_ascii_case("localhost")
            || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback());
        self.0.scheme_str() == Some("http") && !is_loopback
    }

    /// Scheme, host and port, for the log.
    pub(crate) fn origin(&self) -> String {
        let authority = self.0.authority().map_or("", |authority| authority.as_str());
        format!("{}://{authority}", self.0.scheme_str().unwrap_or_default())
    }
}

impl fmt::Debug for HttpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

const NOT_A_URL: &str = "give an https:// or http:// URL without user or fragment";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_absolute_and_prints_without_its_path() {
        for text in ["https://sms.example.com/send?key=s3cret", "http://localhost:8080", "http://[::1]:1/x"] {
            let url = HttpUrl::parse(text).expect(text);
            assert!(!format!("{url:?}").contains("s3cret"), "{url:?}");
        }
        for (text, plain) in [
            ("http://localhost:8080", false),
            ("http://127.9.9.9/x", false),
            ("http://[::1]:1/x", false),
            ("https://sms.example.com", false),
            ("http://sms.example.com", true),
            ("http://10.0.0.1:9001", true),
            ("http://localhost.example.com", true),
        ] {
            assert_eq!(HttpUrl::parse(text).expect(text).is_plain_beyond_loopback(), plain, "{text}");
        }
        for text in
            ["", "/send", "sms.example.com", "ftp://a/", "https://", "https://u:p@a/", "https://a/#b", "a b"]
        {
            assert!(HttpUrl::parse(text).is_err(), "{text}");
        }
    }
}
