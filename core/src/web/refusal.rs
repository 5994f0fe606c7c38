//! Error responses in the form of the service's errors, so that SDKs show their name. For the engine, and for a host
//! that refuses a request before the engine sees it.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, header};
use serde_json::{Map, Value};

use crate::api::UploadError;

pub(super) const AMZ_JSON: &str = "application/x-amz-json-1.1";

/// The response headers that a browser may read.
const EXPOSED_HEADERS: &str = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";

/// Longest error text that is repeated in a header: texts may contain values from the client.
const ERROR_HEADER_CHARS: usize = 1024;

/// The error response to a `POST`: `{"__type": name, "message": message}` in AWS JSON 1.1, with the headers of all
/// responses of the service. `request_id` is a UUID.
///
/// ```
/// let answer = userpool::refusal::answer(
///     http::StatusCode::SERVICE_UNAVAILABLE,
///     "ServiceUnavailableException",
///     "The request took too long.",
///     "3f2b7a9e-6d0f-4d5e-9b46-0b8f4f3d2c11",
/// );
/// assert_eq!(answer.headers()["x-amzn-errortype"], "ServiceUnavailableException:");
/// ```
pub fn answer(status: StatusCode, name: &str, message: &str, request_id: &str) -> Response<Bytes> {
    let mut response = error(status, name, message);
    complete(response.headers_mut(), &Method::POST, request_id);
    response
}

/// The response to a `POST` whose body is longer than `bytes_max`: see
/// [`Engine::body_bytes_max`](crate::Engine::body_bytes_max).
pub fn body_too_long(bytes_max: usize, request_id: &str) -> Response<Bytes> {
    let mut response = too_long(bytes_max);
    complete(response.headers_mut(), &Method::POST, request_id);
    response
}

/// The response to the upload of a file for a user import job, for a host that uses
/// [`Engine::upload_import_file`](crate::Engine::upload_import_file). Writes an internal error to the log.
pub fn uploaded(outcome: Result<(), UploadError>, request_id: &str) -> Response<Bytes> {
    let mut response = upload(outcome);
    complete(response.headers_mut(), &Method::PUT, request_id);
    response
}

/// [`uploaded`] without the headers of all responses.
pub(super) fn upload(outcome: Result<(), UploadError>) -> Response<Bytes> {
    match outcome {
        Ok(()) => Response::new(Bytes::new()),
        Err(url @ UploadError::Url) => {
            error(StatusCode::FORBIDDEN, "AccessDeniedException", &url.to_string())
        }
        Err(UploadError::Refused(refused)) => {
            if let Some(cause) = refused.internal() {
                tracing::error!(error = cause as &(dyn std::error::Error + 'static), "internal error");
            }
            error(refused.status(), refused.name(), &refused.to_string())
        }
    }
}

/// [`body_too_long`] without the headers of all responses.
pub(super) fn too_long(bytes_max: usize) -> Response<Bytes> {
    let limit = match (bytes_max >> 20, bytes_max >> 10) {
        (mebibytes, _) if mebibytes << 20 == bytes_max => format!("{mebibytes} MiB"),
        (_, kibibytes) if kibibytes << 10 == bytes_max => format!("{kibibytes} KiB"),
        _ => format!("{bytes_max} bytes"),
    };
    let message = format!("Request body is longer than {limit}.");
    error(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLargeException", &message)
}

/// The body of an error, and the headers that repeat it.
pub(super) fn error(status: StatusCode, name: &str, message: &str) -> Response<Bytes> {
    let mut body = Map::new();
    body.insert("__type".to_owned(), Value::from(name));
    if !message.is_empty() {
        body.insert("message".to_owned(), Value::from(message));
    }
    let body = Value::Object(body).to_string().into_bytes();
    let mut response = with_body(status, AMZ_JSON, body);
    let headers = response.headers_mut();
    set(headers, HeaderName::from_static("x-amzn-errortype"), &format!("{name}:"));
    if !message.is_empty() {
        let visible: String = message
            .chars()
            .take(ERROR_HEADER_CHARS)
            .map(|character| if (' '..='~').contains(&character) { character } else { '?' })
            .collect();
        set(headers, HeaderName::from_static("x-amzn-errormessage"), visible.trim());
    }
    response
}

/// Adds the headers of all responses to this method.
pub(super) fn complete(headers: &mut HeaderMap, method: &Method, request_id: &str) {
    if method == Method::POST {
        // A response may contain tokens (RFC 6749 section 5.1).
        set(headers, header::CACHE_CONTROL, "no-store");
    }
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, HeaderName::from_static("x-amzn-requestid"), request_id);
    set(headers, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(headers, header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED_HEADERS);
}

pub(super) fn with_body(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    set(response.headers_mut(), header::CONTENT_TYPE, content_type);
    response
}

/// Sets a header; a value that is not valid in a header is left out.
pub(super) fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_body_is_refused_in_whole_units() {
        for (bytes_max, limit) in [(128 * 1024, "128 KiB"), (1024 * 1024, "1 MiB"), (1000, "1000 bytes")] {
            let answer = body_too_long(bytes_max, "-");
            let expected = format!(
                r#"{{"__type":"RequestEntityTooLargeException","message":"Request body is longer than {limit}."}}"#
            );
            assert_eq!(answer.body(), &expected);
        }
    }
}
