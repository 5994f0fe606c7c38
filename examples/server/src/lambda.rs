//! Runs the functions of a pool's `LambdaConfig` by HTTP, on any server with Lambda's [Invoke
//! API](https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html), such as a runtime emulator or SAM.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, Uri, header};
use http_body_util::Full;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use userpool::storage::{Invocation, TriggerError, Triggers};

use crate::http_client::{HttpClient, HttpError, HttpUrl, Limits};

/// The limits of Cognito and Lambda: five seconds for each answer, and 6 MiB.
const LIMITS: Limits = Limits { time_max: Duration::from_secs(5), bytes_max: 6 * 1024 * 1024 };

/// How often Cognito tries in total.
const ATTEMPTS_MAX: u32 = 3;

/// Longest map of functions; a longer file is certainly another one.
const MAP_BYTES_MAX: u64 = 1024 * 1024;

/// Longest error message of a function that is returned to the caller, since it is also sent in a header.
const MESSAGE_CHARS_MAX: usize = 2000;

/// The characters of a path segment that must be percent-encoded.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Calls functions by HTTP.
#[derive(Debug)]
pub(crate) struct LambdaCaller {
    client: HttpClient,
    endpoint: Option<HttpUrl>,
    map: FunctionMap,
}

/// URLs of functions, by ARN or by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct FunctionMap {
    urls: BTreeMap<String, HttpUrl>,
}

impl LambdaCaller {
    /// Calls the functions of `map` at their URLs and all others at `endpoint`.
    pub(crate) fn new(client: HttpClient, endpoint: Option<HttpUrl>, map: FunctionMap) -> Self {
        Self { client, endpoint, map }
    }

    async fn call(&self, invocation: &Invocation) -> Result<Response<Bytes>, NotCalled> {
        let url = self.url(&invocation.function)?;
        let event = Bytes::from(invocation.event.clone());
        let mut attempt = 1;
        loop {
            let failure = match self.client.send(request(url.clone(), event.clone()), LIMITS).await {
                Ok(answer) if answer.status().is_success() => return Ok(answer),
                Ok(answer) => {
                    return Err(NotCalled::Refused(refusal(&answer), answer.status().as_u16()));
                }
                Err(HttpError::TooLong) => return Err(NotCalled::TooLong),
                Err(failure) => failure,
            };
            let (function, source) = (invocation.function.as_str(), invocation.source.as_str());
            tracing::warn!(function, source, attempt, error = %failure, "a function does not answer");
            if attempt == ATTEMPTS_MAX {
                return Err(NotCalled::Unreachable(failure));
            }
            attempt += 1;
        }
    }

    fn url(&self, function: &str) -> Result<Uri, NotCalled> {
        if let Some(url) = self.map.url(function) {
            return Ok(url.uri().clone());
        }
        let base = self.endpoint.as_ref().ok_or(NotCalled::Unknown)?;
        let base = base.uri().to_string();
        let function = utf8_percent_encode(function, SEGMENT);
        format!("{}/2015-03-31/functions/{function}/invocations", base.trim_end_matches('/'))
            .parse()
            .map_err(|_| NotCalled::Unknown)
    }
}

impl Triggers for LambdaCaller {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        let (function, source) = (invocation.function.as_str(), invocation.source.as_str());
        match self.call(invocation).await {
            Ok(answer) => {
                let failure = failure(&answer);
                // The error message of a function is not logged, since it may repeat the event.
                let failed = failure.is_some();
                tracing::debug!(function, source, failed, "a function was called");
                match failure {
                    Some(message) => Err(TriggerError::Failed(message)),
                    None => Ok(String::from_utf8_lossy(answer.body()).into_owned()),
                }
            }
            Err(NotCalled::TooLong) => {
                tracing::error!(function, source, "a function's answer is too long");
                Err(TriggerError::Failed(TOO_LONG.to_owned()))
            }
            Err(reason) => {
                tracing::error!(function, source, error = reason.kind(), "a function cannot be called");
                Err(TriggerError::NotCallable(reason.name()))
            }
        }
    }
}

/// Lambda's message for an answer that is too long.
const TOO_LONG: &str = "Response payload size exceeded maximum allowed payload size (6291556 bytes).";

/// Why a function did not answer.
#[derive(Debug)]
enum NotCalled {
    /// It is not in the map, and there is no endpoint.
    Unknown,
    /// The endpoint returned an error: its name and its status.
    Refused(String, u16),
    /// No answer.
    Unreachable(HttpError),
    /// The answer is too long.
    TooLong,
}

impl NotCalled {
    /// The name that Lambda or its SDKs give such an error.
    fn name(&self) -> String {
        match self {
            Self::Unknown => "ResourceNotFoundException".to_owned(),
            Self::Refused(name, _) => name.clone(),
            Self::Unreachable(HttpError::TimeOut) => "SocketTimeoutException".to_owned(),
            Self::Unreachable(_) => "ServiceException".to_owned(),
            Self::TooLong => "ResponseSizeTooLarge".to_owned(),
        }
    }

    /// For the log. Contains no text of the endpoint, since even the name of an error may repeat a secret.
    fn kind(&self) -> String {
        match self {
            Self::Unknown => "no flag says where it runs: give --lambda-endpoint or --lambda-map, or --migrate-from for userpool-migrate".to_owned(),
            Self::Refused(_, status) => format!("the endpoint answered {status}"),
            _ => self.name(),
        }
    }
}

fn request(url: Uri, event: Bytes) -> Request<Full<Bytes>> {
    let mut request = Request::new(Full::new(event));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = url;
    let headers = request.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("x-amz-invocation-type", HeaderValue::from_static("RequestResponse"));
    request
}

/// The error message of a function that ran and failed.
fn failure(answer: &Response<Bytes>) -> Option<String> {
    let payload: Option<Value> = serde_json::from_slice(answer.body()).ok();
    let text = |name: &str| payload.as_ref()?.get(name)?.as_str();
    let says_so = answer.headers().contains_key("x-amz-function-error");
    // Lambda's runtime emulator does not send the header. Events do not have this member.
    if !says_so && (text("errorMessage").is_none() || text("triggerSource").is_some()) {
        return None;
    }
    let message =
        [text("errorMessage"), text("errorType")].into_iter().flatten().find(|text| !text.is_empty());
    Some(message.unwrap_or("Unhandled").chars().take(MESSAGE_CHARS_MAX).collect())
}

/// The error's name from the endpoint, or Lambda's name for its status.
fn refusal(answer: &Response<Bytes>) -> String {
    named(answer.headers()).unwrap_or_else(|| {
        let name = match answer.status().as_u16() {
            400 => "InvalidRequestContentException",
            401 | 403 => "AccessDeniedException",
            404 => "ResourceNotFoundException",
            413 => "RequestTooLargeException",
            429 => "TooManyRequestsException",
            _ => "ServiceException",
        };
        name.to_owned()
    })
}

fn named(headers: &HeaderMap) -> Option<String> {
    let name = headers.get("x-amzn-errortype")?.to_str().ok()?.split(':').next()?;
    let plain = !name.is_empty() && name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then(|| name.to_owned())
}

impl FunctionMap {
    /// Reads a JSON object of URLs by a function's ARN or name. `http://` URLs of other machines need `plain_http_allowed`.
    pub(crate) fn load(path: &Path, plain_http_allowed: bool) -> Result<Self, FunctionMapError> {
        let refused = |source| FunctionMapError { path: path.to_owned(), source };
        let about = fs::metadata(path).map_err(refused)?;
        if about.is_dir() || about.len() > MAP_BYTES_MAX {
            return Err(refused(io::Error::other("not a map of functions")));
        }
        let text = fs::read_to_string(path).map_err(refused)?;
        let map = Self::parse(&text).map_err(|reason| refused(io::Error::other(reason)))?;
        match map.urls.iter().find(|(_, url)| url.is_plain_beyond_loopback()) {
            Some((function, _)) if !plain_http_allowed => Err(refused(io::Error::other(format!(
                "{function}: passwords in requests to an http:// URL of another machine can be read on the network: use https://, or add \
                 --danger-plain-http"
            )))),
            _ => Ok(map),
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let given: BTreeMap<String, String> = serde_json::from_str(text)
            .map_err(|_| "expected a JSON object of functions and their URLs".to_owned())?;
        let urls = given.into_iter().map(|(function, url)| match HttpUrl::parse(&url) {
            Ok(url) => Ok((function, url)),
            Err(reason) => Err(format!("{function}: {reason}")),
        });
        Ok(Self { urls: urls.collect::<Result<_, _>>()? })
    }

    /// The URL for the whole ARN, or else for the function's name in it.
    fn url(&self, function: &str) -> Option<&HttpUrl> {
        self.urls.get(function).or_else(|| self.urls.get(name(function)?))
    }
}

/// The name in `arn:aws:lambda:REGION:ACCOUNT:function:NAME` or `...:NAME:QUALIFIER`.
pub(crate) fn name(arn: &str) -> Option<&str> {
    arn.split(':').nth(6).filter(|_| arn.starts_with("arn:"))
}

/// The map of functions cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use {path}", path = path.display())]
pub(crate) struct FunctionMapError {
    path: PathBuf,
    source: io::Error,
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, time::Instant};

    use super::*;
    use crate::{
        fake_http::{FakeHttp, Reply},
        tls::Trust,
    };

    const ARN: &str = "arn:aws:lambda:us-east-1:000000000000:function:pre-sign-up";
    const EVENT: &str =
        r#"{"version":"1","triggerSource":"PreSignUp_SignUp","request":{"password":"s3cret"}}"#;

    fn invocation(function: &str) -> Invocation {
        Invocation {
            function: function.to_owned(),
            source: "PreSignUp_SignUp".to_owned(),
            event: EVENT.to_owned(),
        }
    }

    fn caller(endpoint: Option<&str>, map: &str) -> LambdaCaller {
        let client = HttpClient::new(Trust::default().client().expect("TLS"));
        let endpoint = endpoint.map(|url| HttpUrl::parse(url).expect("a URL"));
        LambdaCaller::new(client, endpoint, FunctionMap::parse(map).expect("a map"))
    }

    /// One call of a function that gives these replies, and how many it took.
    async fn outcome(replies: Vec<Reply>) -> (Result<String, TriggerError>, usize) {
        let server = FakeHttp::start(replies);
        let outcome = caller(Some(&server.url()), "{}").invoke(&invocation(ARN)).await;
        (outcome, server.requests().len())
    }

    fn text(outcome: Result<String, TriggerError>) -> String {
        match outcome {
            Ok(answer) => format!("answer {answer}"),
            Err(TriggerError::Failed(message)) => format!("failed {message}"),
            Err(TriggerError::NotCallable(name)) => format!("not callable {name}"),
        }
    }

    #[tokio::test]
    async fn a_function_gets_the_event_and_its_answer_comes_back() {
        let server = FakeHttp::start(vec![Reply::new(200, r#"{"response":{"autoConfirmUser":true}}"#)]);
        let outcome = caller(Some(&format!("{}/base/", server.url())), "{}").invoke(&invocation(ARN)).await;
        assert_eq!(text(outcome), r#"answer {"response":{"autoConfirmUser":true}}"#);

        let requests = server.requests();
        let path = "/base/2015-03-31/functions/\
            arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Apre-sign-up/invocations";
        assert_eq!((requests[0].method.as_str(), requests[0].path.as_str()), ("POST", path));
        assert_eq!(requests[0].header("content-type"), Some("application/json"));
        assert_eq!(requests[0].body, EVENT.as_bytes());
    }

    #[tokio::test]
    async fn a_mapped_function_is_called_at_its_own_url() {
        let own = "/2015-03-31/functions/function/invocations";
        for (key, function) in [
            (ARN.to_owned(), ARN.to_owned()),
            ("pre-sign-up".to_owned(), ARN.to_owned()),
            ("pre-sign-up".to_owned(), format!("{ARN}:live")),
            ("pre-sign-up".to_owned(), "pre-sign-up".to_owned()),
        ] {
            let server = FakeHttp::start(vec![Reply::new(200, "{}")]);
            let map = serde_json::json!({ key: format!("{}{own}", server.url()) }).to_string();
            let outcome = caller(Some("http://127.0.0.1:1"), &map).invoke(&invocation(&function)).await;
            assert_eq!(text(outcome), "answer {}", "{function}");
            assert_eq!(server.requests()[0].path, own);
        }
    }

    #[tokio::test]
    async fn a_function_without_a_url_is_not_found() {
        let map = r#"{"other": "http://127.0.0.1:1/"}"#;
        let outcome = caller(None, map).invoke(&invocation(ARN)).await;
        assert_eq!(text(outcome), "not callable ResourceNotFoundException");
    }

    #[tokio::test]
    async fn a_function_that_throws_has_failed_with_its_message() {
        let thrown = r#"{"errorMessage":"no robots","errorType":"Error"}"#;
        let event = r#"{"triggerSource":"PreSignUp_SignUp","errorMessage":"of its own"}"#;
        for (status, header, body, expected) in [
            (200, Some("Unhandled"), thrown, "failed no robots".to_owned()),
            (200, Some("Handled"), thrown, "failed no robots".to_owned()),
            (200, None, thrown, "failed no robots".to_owned()),
            (
                200,
                Some("Unhandled"),
                r#"{"errorMessage":"","errorType":"TypeError"}"#,
                "failed TypeError".to_owned(),
            ),
            (200, Some("Unhandled"), "", "failed Unhandled".to_owned()),
            (200, Some("Unhandled"), "[]", "failed Unhandled".to_owned()),
            (200, None, event, format!("answer {event}")),
            (200, None, "no JSON", "answer no JSON".to_owned()),
        ] {
            let mut reply = Reply::new(status, body);
            if let Some(value) = header {
                reply = reply.with("X-Amz-Function-Error", value);
            }
            let (outcome, calls) = outcome(vec![reply]).await;
            assert_eq!((text(outcome), calls), (expected, 1), "{header:?} {body}");
        }
    }

    #[tokio::test]
    async fn an_error_of_the_endpoint_keeps_its_name_and_is_not_retried() {
        for (reply, name) in [
            (Reply::new(404, "{}"), "ResourceNotFoundException"),
            (Reply::new(403, "{}"), "AccessDeniedException"),
            (Reply::new(429, "{}"), "TooManyRequestsException"),
            (Reply::new(500, "{}"), "ServiceException"),
            (Reply::new(302, "{}").with("location", "http://127.0.0.1:1/"), "ServiceException"),
            (
                Reply::new(502, "").with("x-amzn-ErrorType", "KMSDisabledException:http://x/"),
                "KMSDisabledException",
            ),
            (Reply::new(500, "").with("x-amzn-ErrorType", "not <a> name"), "ServiceException"),
        ] {
            let (outcome, calls) = outcome(vec![reply]).await;
            assert_eq!((text(outcome), calls), (format!("not callable {name}"), 1));
        }
    }

    #[tokio::test]
    async fn a_broken_connection_is_tried_three_times() {
        let (success, calls) =
            outcome(vec![Reply::hang_up(), Reply::cut_short(), Reply::new(200, "{}")]).await;
        assert_eq!((text(success), calls), ("answer {}".to_owned(), 3));

        let hang_ups = (0..4).map(|_| Reply::hang_up()).collect();
        let (failure, calls) = outcome(hang_ups).await;
        assert_eq!((text(failure), calls), ("not callable ServiceException".to_owned(), 3));

        let free =
            TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port");
        let unreachable = caller(Some(&format!("http://{free}")), "{}").invoke(&invocation(ARN)).await;
        assert_eq!(text(unreachable), "not callable ServiceException");
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_function_times_out_after_three_attempts_of_five_seconds() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let silent = tokio::spawn(async move {
            let mut streams = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                streams.push(stream);
                if streams.len() == 3 {
                    std::future::pending::<()>().await;
                }
            }
        });
        let (begun, clock) = (Instant::now(), tokio::time::Instant::now());
        let outcome = caller(Some(&format!("http://{address}")), "{}").invoke(&invocation(ARN)).await;
        assert_eq!(text(outcome), "not callable SocketTimeoutException");
        assert_eq!(clock.elapsed().as_secs(), 15);
        assert!(begun.elapsed().as_secs() < 5, "the clock jumps");
        silent.abort();
    }

    #[tokio::test]
    async fn an_answer_of_more_than_six_megabytes_is_refused() {
        let longest = "x".repeat(LIMITS.bytes_max);
        let (success, _) = outcome(vec![Reply::new(200, &longest)]).await;
        assert!(success.is_ok_and(|answer| answer.len() == LIMITS.bytes_max));
        let (failure, calls) = outcome(vec![Reply::new(200, &(longest + "x"))]).await;
        assert_eq!((text(failure), calls), (format!("failed {TOO_LONG}"), 1));
    }

    #[test]
    fn a_map_is_a_small_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("map.json");
        fs::write(&file, r#"{"pre-sign-up": "http://localhost:9001/"}"#).expect("written");
        assert!(FunctionMap::load(&file, false).is_ok_and(|map| map.url(ARN).is_some()));
        fs::write(&file, r#"{"pre-sign-up": "http://functions.internal/"}"#).expect("written");
        assert!(FunctionMap::load(&file, false).is_err() && FunctionMap::load(&file, true).is_ok());
        fs::write(&file, " ".repeat(2 << 20)).expect("written");
        for path in [&file, folder.path(), &folder.path().join("nowhere")] {
            assert!(FunctionMap::load(path, false).is_err(), "{path:?}");
        }
    }

    #[test]
    fn a_map_is_an_object_of_urls() {
        assert!(FunctionMap::parse("{}").is_ok());
        for text in ["", "[]", r#"{"f": 1}"#, r#"{"f": {}}"#] {
            assert!(FunctionMap::parse(text).is_err_and(|reason| reason.contains("JSON object")), "{text}");
        }
        let refused = FunctionMap::parse(r#"{"f": "ftp://a/s3cret"}"#).expect_err("no HTTP");
        assert!(refused.starts_with("f: ") && !refused.contains("s3cret"), "{refused}");
    }
}
