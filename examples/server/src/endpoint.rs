//! Answers one request: limits its body and its time, calls the engine, and logs a line.

use std::{
    fmt::Write as _,
    net::IpAddr,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri, header, uri::Scheme};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Incoming};
use tokio::time::{Instant as Deadline, timeout_at};
use tracing::Level;
use userpool::{Engine, Handled, Peer, refusal};

use crate::{
    address,
    health::Health,
    inbox::{self, Inbox},
    proxies::{self, Network},
    serve::Guest,
    welcome,
};

const HEALTH: &str = "/health";

/// Longest body of a request with a signature, in bytes; the engine has a smaller limit for all others. The longest body of the
/// service's API is a pool's branding with images; sign-ins have a few KiB.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// How many bytes of a longer body are read and discarded, since many clients read the answer only after sending everything.
const BODY_BYTES_DISCARDED_MAX: usize = 16 * 1024 * 1024;

/// Longest time from the end of the request's head to its answer.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(30);

/// Longest time from the end of the request's head to the answer, for the upload of a file of users.
const UPLOAD_TIME_MAX: Duration = Duration::from_secs(15 * 60);

/// A response of the server.
pub(crate) type Answer = Response<Full<Bytes>>;

/// The engine and its health check.
pub(crate) struct Endpoint {
    engine: Engine,
    health: Health,
    // None: there is no page of messages.
    inbox: Option<Inbox>,
    scheme: Scheme,
    address: String,
    proxies: Vec<Network>,
}

/// How clients reach the server.
pub(crate) struct Reached {
    /// The scheme of all connections.
    pub(crate) scheme: Scheme,
    /// The URL of the server, for people.
    pub(crate) address: String,
    /// The proxies whose `X-Forwarded-For` is trusted.
    pub(crate) proxies: Vec<Network>,
}

impl Endpoint {
    pub(crate) fn new(engine: Engine, health: Health, inbox: Option<Inbox>, reached: Reached) -> Self {
        let Reached { scheme, address, proxies } = reached;
        Self { engine, health, inbox, scheme, address, proxies }
    }

    /// Answers and logs one request. The connection's slot is held until the engine has finished.
    pub(crate) async fn answer(&self, request: Request<Incoming>, guest: Guest) -> Answer {
        let begun = Instant::now();
        let peer = proxies::client(guest.peer, request.headers(), &self.proxies);
        let line = RequestLine::of(&request, peer);
        let answer = if request.uri().path() == HEALTH {
            self.health(request.method()).await
        } else if welcome::is_asked_for(request.method(), request.uri().path()) {
            welcome::page(&self.address)
        } else if let Some(inbox) = self.inbox.as_ref().filter(|inbox| inbox.is_asked_for(&request)) {
            inbox.answer(&request).await
        } else {
            self.within_limits(request, guest, peer).await.unwrap_or_else(Refusal::answer)
        };
        line.log(&answer, begun.elapsed());
        answer
    }

    async fn within_limits(
        &self,
        request: Request<Incoming>,
        guest: Guest,
        peer: IpAddr,
    ) -> Result<Answer, Refusal> {
        let deadline = Deadline::now() + REQUEST_TIME_MAX;
        let (mut head, body) = request.into_parts();
        address::complete(&mut head, self.scheme.clone());
        head.extensions.insert(Peer(peer));
        if self.engine.import_bytes_max(&head.method, &head.uri).is_some() {
            return self.upload(&head.uri, body, guest).await;
        }
        let sends_anyway = !head.headers.contains_key(header::EXPECT);
        let bytes_max =
            self.engine.body_bytes_max(&head.headers).unwrap_or(BODY_BYTES_MAX).min(BODY_BYTES_MAX);
        let body = timeout_at(deadline, read(body, bytes_max, sends_anyway))
            .await
            .map_err(|_| Refusal::BodyTooSlow)??;
        guest.slot.phase().works();

        // In a separate task, so that the engine finishes even if the client disconnects or the time is over: it must not be
        // stopped between a commit and the message that follows it.
        let engine = self.engine.clone();
        let fetched = tokio::spawn(async move {
            let response = engine.fetch(Request::from_parts(head, body)).await;
            drop(guest);
            response
        });
        match timeout_at(deadline, fetched).await {
            Ok(Ok(response)) => Ok(response.map(Full::new)),
            // The panic hook has logged the panic, without its message.
            Ok(Err(_)) => Err(Refusal::Failed),
            Err(_) => Err(Refusal::TooSlow),
        }
    }

    /// Passes the file of a user import job to the engine in pieces, so that the server never holds the whole file. The
    /// engine has checked the URL, and limits the length of the file. An upload that is interrupted has no effect.
    async fn upload(&self, url: &Uri, mut body: Incoming, guest: Guest) -> Result<Answer, Refusal> {
        guest.slot.phase().works();
        let received = async {
            let mut upload = match self.engine.upload_import_file(url).await {
                Ok(upload) => upload,
                Err(error) => return Ok(Err(error)),
            };
            while let Some(frame) = body.frame().await {
                let Ok(data) = frame.map_err(|_| Refusal::BodyCutShort)?.into_data() else { continue };
                if let Err(error) = upload.write(&data).await {
                    discard(body, BODY_BYTES_DISCARDED_MAX).await;
                    return Ok(Err(error));
                }
            }
            Ok(upload.finish().await)
        };
        match timeout_at(Deadline::now() + UPLOAD_TIME_MAX, received).await {
            Ok(uploaded) => Ok(refusal::uploaded(uploaded?, &request_id()).map(Full::new)),
            Err(_) => Err(Refusal::BodyTooSlow),
        }
    }

    /// Answers `/health`.
    async fn health(&self, method: &Method) -> Answer {
        if !matches!(*method, Method::GET | Method::HEAD) {
            let mut answer = json(StatusCode::METHOD_NOT_ALLOWED, r#"{"status":"ask with GET"}"#);
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return answer;
        }
        match self.health.check().await {
            Ok(()) => json(StatusCode::OK, r#"{"status":"ok"}"#),
            Err(problem) => {
                tracing::error!(error = problem.reason, "not ready");
                let body = format!(r#"{{"status":"{}"}}"#, problem.status);
                json(StatusCode::SERVICE_UNAVAILABLE, &body)
            }
        }
    }
}

/// Errors of the server itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Refusal {
    /// The body is longer than this many bytes.
    BodyTooLong(usize),
    BodyTooSlow,
    BodyCutShort,
    TooSlow,
    Failed,
}

impl Refusal {
    /// The response, in the form of the service's errors, so that SDKs show its name.
    fn answer(self) -> Answer {
        let id = request_id();
        let refused = |status, name, message| refusal::answer(status, name, message, &id);
        let answer = match self {
            Self::BodyTooLong(bytes_max) => refusal::body_too_long(bytes_max, &id),
            Self::BodyTooSlow => refused(
                StatusCode::REQUEST_TIMEOUT,
                "RequestTimeoutException",
                "The request took too long to arrive.",
            ),
            Self::BodyCutShort => {
                refused(StatusCode::BAD_REQUEST, "SerializationException", "The request body is incomplete.")
            }
            Self::TooSlow => refused(
                StatusCode::SERVICE_UNAVAILABLE,
                "ServiceUnavailableException",
                "The request took too long.",
            ),
            Self::Failed => {
                refused(StatusCode::INTERNAL_SERVER_ERROR, "InternalErrorException", "Internal server error.")
            }
        };
        let mut answer = answer.map(Full::new);
        if matches!(self, Self::BodyTooLong(_) | Self::BodyTooSlow) {
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        answer
    }
}

async fn read(mut body: Incoming, bytes_max: usize, sends_anyway: bool) -> Result<Bytes, Refusal> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > bytes_max {
        if sends_anyway && announced <= BODY_BYTES_DISCARDED_MAX {
            discard(body, announced).await;
        }
        return Err(Refusal::BodyTooLong(bytes_max));
    }
    let mut whole = BytesMut::with_capacity(announced);
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Refusal::BodyCutShort)?.into_data() else { continue };
        if whole.len() + data.len() > bytes_max {
            discard(body, BODY_BYTES_DISCARDED_MAX).await;
            return Err(Refusal::BodyTooLong(bytes_max));
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole.freeze())
}

/// Reads and discards the rest of the body. Closing the connection while the client sends would lose the answer.
async fn discard(mut body: Incoming, bytes_max: usize) {
    let mut bytes = 0;
    while let Some(Ok(frame)) = body.frame().await {
        bytes += frame.data_ref().map_or(0, Bytes::len);
        if bytes > bytes_max {
            return;
        }
    }
}

/// The parts of a request that are logged: no query, no body, and no header except the operation's name.
struct RequestLine {
    method: &'static str,
    path: String,
    operation: Option<String>,
    peer: IpAddr,
}

impl RequestLine {
    fn of<B>(request: &Request<B>, peer: IpAddr) -> Self {
        Self {
            method: match *request.method() {
                Method::GET => "GET",
                Method::HEAD => "HEAD",
                Method::OPTIONS => "OPTIONS",
                Method::POST => "POST",
                _ => "other",
            },
            path: loggable(request.uri().path(), b"/-_.").unwrap_or("other").to_owned(),
            operation: operation(request).map(str::to_owned),
            peer,
        }
    }

    fn log(&self, answer: &Answer, duration: Duration) {
        let (method, path, operation) = (self.method, self.path.as_str(), self.operation.as_deref());
        let status = answer.status().as_u16();
        let error = text(answer, "x-amzn-errortype").map(|name| name.trim_end_matches(':'));
        let request_id = text(answer, "x-amzn-requestid");
        let milliseconds = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        let peer = tracing::field::display(self.peer);
        let Handled { user_pool_id: pool, client_id: client, user_sub: user, .. } =
            answer.extensions().get().cloned().unwrap_or_default();
        // The level of an event must be a constant.
        macro_rules! line {
            ($level:expr) => {
                tracing::event!(
                    $level,
                    peer,
                    method,
                    path,
                    operation,
                    pool,
                    client,
                    user,
                    status,
                    error,
                    milliseconds,
                    request_id,
                    "request"
                )
            };
        }
        if (path == HEALTH || path == inbox::MESSAGES) && status == 200 {
            // Health checks come every few seconds, and so do requests of an open page of messages.
            line!(Level::DEBUG);
        } else if answer.status().is_server_error() {
            line!(Level::ERROR);
        } else {
            line!(Level::INFO);
        }
    }
}

/// The operation that a request names, if it has the form of a name.
fn operation<B>(request: &Request<B>) -> Option<&str> {
    let target = request.headers().get("x-amz-target")?.to_str().ok()?;
    let name = target.strip_prefix("AWSCognitoIdentityProviderService.")?;
    loggable(name, b"")
}

/// `text` if it is short and contains only letters, digits and `others`, so that a client cannot forge log lines.
fn loggable<'a>(text: &'a str, others: &[u8]) -> Option<&'a str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || others.contains(&byte);
    (!text.is_empty() && text.len() <= 128 && text.bytes().all(plain)).then_some(text)
}

fn text<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers().get(name)?.to_str().ok()
}

fn json(status: StatusCode, body: &str) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::copy_from_slice(body.as_bytes())));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer
}

/// A random UUID, as the engine gives to requests.
fn request_id() -> String {
    let mut bytes = [0_u8; 16];
    // Without randomness the id is not unique, but the request can still be answered.
    let _ = getrandom::fill(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut id = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            id.push('-');
        }
        // Writing to a `String` cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(value: &'static str) -> Option<String> {
        let request = Request::builder().header("x-amz-target", value).body(()).expect("a request");
        operation(&request).map(str::to_owned)
    }

    #[test]
    fn only_names_of_operations_reach_the_log() {
        assert_eq!(target("AWSCognitoIdentityProviderService.SignUp").as_deref(), Some("SignUp"));
        for other in
            ["", "SignUp", "AWSCognitoIdentityProviderService.", "AWSCognitoIdentityProviderService.a b=c"]
        {
            assert_eq!(target(other), None, "{other}");
        }
    }

    #[test]
    fn a_query_never_reaches_the_log() {
        let request = Request::get("/oauth2/authorize?code=secret").body(()).expect("a request");
        assert_eq!(RequestLine::of(&request, [192, 0, 2, 1].into()).path, "/oauth2/authorize");
        let request = Request::get("/%0aERROR").body(()).expect("a request");
        assert_eq!(RequestLine::of(&request, [192, 0, 2, 1].into()).path, "other");
    }

    #[test]
    fn a_refusal_has_the_form_of_the_services_errors() {
        let answer = Refusal::BodyTooLong(BODY_BYTES_MAX).answer();
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(text(&answer, "x-amzn-errortype"), Some("RequestEntityTooLargeException:"));
        assert_eq!(text(&answer, "access-control-allow-origin"), Some("*"));
        assert_eq!(text(&answer, "x-amzn-requestid").map(str::len), Some(36));
    }
}
