//! Calls to other HTTP servers, with limits of time and size.

use std::{
    error::Error as StdError,
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response, Uri};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{HttpConnector, dns::Name},
    },
    rt::{TokioExecutor, TokioTimer},
};
use tokio::{net::lookup_host, time::timeout};
use tokio_rustls::rustls::ClientConfig;
use tower_service::Service;

use crate::{address::is_loopback_host, log, public_address};

/// How long an idle connection is kept. Less than the five seconds of Node's servers, the shortest known time-out, so that a
/// request rarely uses a connection that the server is closing.
const IDLE_TIME_MAX: Duration = Duration::from_secs(4);

/// Speaks HTTP/1.1 to `http` and `https` URLs. Does not follow redirections.
#[derive(Clone, Debug)]
pub(crate) struct HttpClient {
    client: Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>,
    reach: Reach,
}

/// Which addresses a client connects to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reach {
    /// All, also those of this machine and of private networks.
    Everywhere,
    /// Only those of the public internet: see [`public_address`].
    Public,
}

impl HttpClient {
    /// A client with the trusted authorities of `tls`, for URLs that the operator has given.
    pub(crate) fn new(tls: ClientConfig) -> Self {
        Self::within(Reach::Everywhere, tls)
    }

    /// The same for URLs of others: connects only to these addresses.
    pub(crate) fn within(reach: Reach, tls: ClientConfig) -> Self {
        let mut http = HttpConnector::new_with_resolver(Resolver { reach });
        http.enforce_http(false);
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE_TIME_MAX)
            .build(connector);
        Self { client, reach }
    }

    /// Sends one request and reads the whole answer, whatever its status.
    pub(crate) async fn send(
        &self,
        request: Request<Full<Bytes>>,
        limits: Limits,
    ) -> Result<Response<Bytes>, HttpError> {
        // The resolver does not see hosts that are addresses.
        let host = request.uri().host().unwrap_or_default();
        if self.reach == Reach::Public && public_address::is_refused_literal(host) {
            return Err(HttpError::NotAllowed);
        }
        timeout(limits.time_max, self.exchange(request, limits.bytes_max))
            .await
            .map_err(|_| HttpError::TimeOut)?
    }

    async fn exchange(
        &self,
        request: Request<Full<Bytes>>,
        bytes_max: usize,
    ) -> Result<Response<Bytes>, HttpError> {
        let answer = self.client.request(request).await.map_err(|error| HttpError::of_transport(&error))?;
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

/// Resolves names. The client connects to what it returns, so an address that was checked here is the one that is used.
#[derive(Clone, Copy, Debug)]
struct Resolver {
    reach: Reach,
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let reach = self.reach;
        Box::pin(async move {
            // The client sets the port.
            let found = lookup_host((name.as_str(), 0)).await?;
            let is_allowed =
                |address: &SocketAddr| reach == Reach::Everywhere || public_address::is_public(address.ip());
            let allowed: Vec<SocketAddr> = found.filter(is_allowed).collect();
            if allowed.is_empty() {
                return Err(io::Error::other(HttpError::NotAllowed));
            }
            Ok(allowed.into_iter())
        })
    }
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
    /// The address is not one that this client connects to.
    #[error("the address is not on the public internet")]
    NotAllowed,
}

impl HttpError {
    /// The connection failed, or the resolver refused the address.
    fn of_transport(error: &(dyn StdError + 'static)) -> Self {
        let mut cause = Some(error);
        while let Some(error) = cause {
            // An `io::Error` names the source of its content as its own source, and not its content.
            let content = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            if content.is_some_and(|content| matches!(content.downcast_ref(), Some(Self::NotAllowed))) {
                return Self::NotAllowed;
            }
            cause = error.source();
        }
        Self::Transport(log::line(error))
    }
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
        self.0.scheme_str() == Some("http") && !is_loopback_host(self.0.host().unwrap_or_default())
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
