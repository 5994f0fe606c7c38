//! Sends the engine's requests to identity providers.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, Uri, header};
use http_body_util::Full;
use userpool::storage::{Fetch, FetchError, FetchMethod, FetchRequest, FetchResponse};

use crate::{
    http_client::{HttpClient, HttpError, HttpUrl, Limits, Reach},
    tls::{TlsError, Trust},
};

/// Sends requests to `https` URLs on the public internet, with the operator's permission to all URLs.
#[derive(Debug)]
pub(crate) struct Providers {
    client: HttpClient,
    private_allowed: bool,
}

impl Providers {
    /// With `private_allowed`, providers may be on this machine or in a private network, and use plain `http`.
    pub(crate) fn new(trust: &Trust, private_allowed: bool) -> Result<Self, TlsError> {
        let reach = if private_allowed { Reach::Everywhere } else { Reach::Public };
        Ok(Self { client: HttpClient::within(reach, trust.client()?), private_allowed })
    }

    async fn send(&self, request: &FetchRequest) -> Result<FetchResponse, HttpError> {
        let url = HttpUrl::parse(request.url.expose()).map_err(|_| HttpError::NotAllowed)?;
        if url.uri().scheme_str() != Some("https") && !self.private_allowed {
            return Err(HttpError::NotAllowed);
        }
        let limits = Limits {
            time_max: Duration::from_millis(request.timeout_millis.into()),
            bytes_max: request.response_bytes_max,
        };
        let sent = http_request(url.uri(), request).ok_or(HttpError::NotAllowed)?;
        Ok(fetched(self.client.send(sent, limits).await?))
    }
}

impl Fetch for Providers {
    async fn fetch(&self, request: FetchRequest) -> Result<FetchResponse, FetchError> {
        self.send(&request).await.map_err(|error| {
            tracing::warn!(provider = request.origin(), %error, "a request to an identity provider failed");
            match error {
                HttpError::NotAllowed => FetchError::NotAllowed,
                HttpError::TimeOut => FetchError::TimedOut,
                HttpError::TooLong => FetchError::TooLong,
                HttpError::Transport(text) => FetchError::Failed(text),
            }
        })
    }

    fn allows_plain_http(&self) -> bool {
        self.private_allowed
    }
}

/// `None` if a header has a line break.
fn http_request(url: &Uri, request: &FetchRequest) -> Option<Request<Full<Bytes>>> {
    let mut sent = Request::new(Full::new(Bytes::from(request.body.expose().to_owned())));
    *sent.method_mut() = match request.method {
        FetchMethod::Get => Method::GET,
        FetchMethod::Post => Method::POST,
    };
    *sent.uri_mut() = url.clone();
    let headers = sent.headers_mut();
    let agent = concat!("userpool-server/", env!("CARGO_PKG_VERSION"));
    headers.insert(header::USER_AGENT, HeaderValue::from_static(agent));
    if request.method == FetchMethod::Post {
        // RFC 9110 §8.6: also if it is 0, which hyper would leave out. Some providers refuse an empty form without it.
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(request.body.expose().len()));
    }
    for (name, value) in &request.headers {
        let mut value = HeaderValue::from_str(value.expose()).ok()?;
        value.set_sensitive(true);
        headers.insert(header::HeaderName::from_bytes(name.as_bytes()).ok()?, value);
    }
    Some(sent)
}

fn fetched(answer: Response<Bytes>) -> FetchResponse {
    let (head, body) = answer.into_parts();
    let text = |name| Some(head.headers.get(name)?.to_str().ok()?.to_owned());
    let mut fetched = FetchResponse::new(head.status.as_u16(), body);
    fetched.content_type = text(header::CONTENT_TYPE);
    fetched.cache_control = text(header::CACHE_CONTROL);
    fetched.expires = text(header::EXPIRES);
    fetched
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        path::Path,
        sync::Arc,
        time::Instant,
    };

    use tokio_rustls::rustls::{
        ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    };

    use super::*;
    use crate::fake_http::{FakeHttp, Reply};

    fn providers(private_allowed: bool) -> Providers {
        Providers::new(&Trust::default(), private_allowed).expect("TLS")
    }

    #[tokio::test]
    async fn a_request_is_sent_and_its_answer_comes_back() {
        let reply = Reply::new(400, r#"{"error":"invalid_grant"}"#)
            .with("content-type", "application/json")
            .with("cache-control", "no-store")
            .with("expires", "0");
        let server = FakeHttp::start(vec![reply]);
        let request = FetchRequest::post_form(format!("{}/token?a=b", server.url()), "code=s3cret")
            .with("authorization", "Basic abc");
        let answer = providers(true).fetch(request).await.expect("an answer");
        let mut expected = FetchResponse::new(400, r#"{"error":"invalid_grant"}"#);
        expected.content_type = Some("application/json".to_owned());
        expected.cache_control = Some("no-store".to_owned());
        expected.expires = Some("0".to_owned());
        assert!(answer == expected, "{answer:?}");

        let asked = &server.requests()[0];
        assert_eq!((asked.method.as_str(), asked.path.as_str()), ("POST", "/token?a=b"));
        assert_eq!(asked.header("authorization"), Some("Basic abc"));
        assert_eq!(asked.header("content-type"), Some("application/x-www-form-urlencoded"));
        assert_eq!(asked.body, b"code=s3cret");
    }

    #[tokio::test]
    async fn an_empty_form_has_a_length() {
        let server = FakeHttp::start(vec![Reply::new(200, "{}")]);
        let request = FetchRequest::post_form(server.url(), "");
        let answer = providers(true).fetch(request).await.map(|answer| answer.status);
        assert_eq!(answer, Ok(200));
        assert_eq!(server.requests()[0].header("content-length"), Some("0"));
    }

    #[tokio::test]
    async fn a_redirection_is_returned_and_not_followed() {
        let target = FakeHttp::start(vec![Reply::new(200, "other")]);
        let server = FakeHttp::start(vec![Reply::new(302, "").with("location", &target.url())]);
        let answer = providers(true).fetch(FetchRequest::get(server.url())).await.expect("an answer");
        assert_eq!((answer.status, target.requests().len()), (302, 0));
    }

    #[tokio::test]
    async fn addresses_that_are_not_public_are_refused_without_a_connection() {
        let server = FakeHttp::start(vec![Reply::new(200, "reached")]);
        let port = server.address.port();
        for host in
            ["127.0.0.1", "localhost", "LOCALHOST.", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"]
        {
            for scheme in ["https", "http"] {
                let request = FetchRequest::get(format!("{scheme}://{host}:{port}/"));
                let refused = providers(false).fetch(request).await.map(|answer| answer.status);
                assert_eq!(refused, Err(FetchError::NotAllowed), "{scheme} {host}");
            }
        }
        assert_eq!(server.requests().len(), 0);
        let request = FetchRequest::get(format!("http://localhost:{port}/"));
        assert_eq!(providers(true).fetch(request).await.map(|answer| answer.status), Ok(200));
    }

    #[tokio::test]
    async fn a_provider_that_is_not_public_can_use_tls_if_it_is_allowed() {
        let fixture = |name| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
        let cert = fixture("tls-cert.pem");
        let chain = vec![CertificateDer::from_pem_file(&cert).expect("a certificate")];
        let key = PrivateKeyDer::from_pem_file(fixture("tls-key.pem")).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| config.with_no_client_auth().with_single_cert(chain, key))
            .expect("TLS");
        let server = FakeHttp::start_tls(vec![Reply::new(200, "{}")], Arc::new(config));
        let url = format!("https://localhost:{}/", server.address.port());
        let trust = Trust::load(Some(&cert)).expect("an authority");
        for (allowed, expected) in [(true, Ok(200)), (false, Err(FetchError::NotAllowed))] {
            let providers = Providers::new(&trust, allowed).expect("TLS");
            let answer = providers.fetch(FetchRequest::get(url.as_str())).await;
            assert_eq!(answer.map(|answer| answer.status), expected);
        }
        // Without the authority the certificate is not trusted.
        let answer = providers(true).fetch(FetchRequest::get(url)).await;
        assert!(matches!(answer, Err(FetchError::Failed(_))), "{answer:?}");
    }

    #[tokio::test]
    async fn an_answer_that_is_too_late_or_never_ends_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let _ = stream.read(&mut [0; 1024]);
                // Without a length: the body ends with the connection.
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n0123456789");
                std::mem::forget(stream);
            }
        });
        let begun = Instant::now();
        for (bytes_max, timeout_millis, expected) in
            [(9, 20_000, FetchError::TooLong), (10, 300, FetchError::TimedOut)]
        {
            let mut request = FetchRequest::get(format!("http://{address}/"));
            request.response_bytes_max = bytes_max;
            request.timeout_millis = timeout_millis;
            let answer = providers(true).fetch(request).await.map(|answer| answer.status);
            assert_eq!(answer, Err(expected));
        }
        assert!(begun.elapsed() < Duration::from_secs(10));
    }

    #[tokio::test]
    async fn a_connection_that_ends_early_has_failed_and_nothing_that_was_sent_is_told() {
        let server = FakeHttp::start(vec![Reply::hang_up(), Reply::cut_short()]);
        for _ in 0..2 {
            let url = format!("{}/?client_secret=s3cret", server.url());
            match providers(true).fetch(FetchRequest::get(url)).await {
                Err(FetchError::Failed(text)) => assert!(!text.contains("s3cret"), "{text}"),
                other => panic!("{other:?}"),
            }
        }
    }

    #[tokio::test]
    async fn a_header_with_a_line_break_is_not_sent() {
        let server = FakeHttp::start(vec![Reply::new(200, "")]);
        let request = FetchRequest::get(server.url()).with("authorization", "a\r\nhost: b");
        assert_eq!(providers(true).fetch(request).await.map(|_| ()), Err(FetchError::NotAllowed));
    }
}
