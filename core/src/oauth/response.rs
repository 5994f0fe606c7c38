//! The responses of the endpoints that are not pages.

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value};

use crate::{
    error::Error,
    oauth::error::{Code, OAuthError},
};

const JSON: &str = "application/json;charset=UTF-8";

/// No response of an endpoint may be kept: see [RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1).
const NO_STORE: &str = "no-cache, no-store, max-age=0, must-revalidate";

/// A response with JSON.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response<Bytes> {
    let mut response = empty(status);
    *response.body_mut() = Bytes::from(body.to_string());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
    response
}

/// A response without a body.
pub(crate) fn empty(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(NO_STORE));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Leads the browser to another address. An address that is not valid in a header is a fault of the caller's request.
pub(crate) fn redirect(url: &str) -> Response<Bytes> {
    let Ok(location) = HeaderValue::from_str(url) else { return empty(StatusCode::BAD_REQUEST) };
    let mut response = empty(StatusCode::FOUND);
    response.headers_mut().insert(header::LOCATION, location);
    response
}

/// A page that sends a form to an identity provider: by a script, or by its button.
#[cfg(feature = "saml")]
pub(crate) fn post_form(
    url: &str,
    fields: &[(&str, &str)],
    script: &str,
    language: crate::pages::texts::Language,
) -> Response<Bytes> {
    let escape = |text: &str| {
        text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&#39;")
    };
    let inputs: String = fields
        .iter()
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value)))
        .collect();
    let (tag, text) = (language.tag(), language.texts().next);
    let html = format!(
        "<!doctype html>\n<html lang=\"{tag}\"><head><meta charset=\"utf-8\"><title>{text}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><script src=\"{script}\" defer></script></head>\
         <body><main><h1>{text}</h1><form method=\"post\" action=\"{}\">{inputs}<button>{text}</button></form></main>\
         </body></html>\n",
        escape(url),
    );
    let mut response = empty(StatusCode::OK);
    *response.body_mut() = Bytes::from(html);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    let policy = HeaderValue::from_static(
        "default-src 'none'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// The error of an endpoint for clients.
pub(crate) fn error(error: &OAuthError) -> Response<Bytes> {
    json(error.code.status(), &body(error))
}

/// The error of an endpoint that takes an access token, with the header of
/// [RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3) as the service writes it.
pub(crate) fn bearer_error(error: &OAuthError) -> Response<Bytes> {
    let mut response = self::error(error);
    let description = error.description.as_deref().unwrap_or_default();
    let challenge = format!("error=\"{}\", error_description=\"{description}\"", error.code.as_str());
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

/// The response when the engine has failed.
pub(crate) fn failure(error: &Error) -> Response<Bytes> {
    let code = match error {
        Error::TooManyRequests => Code::TemporarilyUnavailable,
        _ => Code::ServerError,
    };
    self::error(&code.into())
}

fn body(error: &OAuthError) -> Value {
    let mut body = Map::new();
    body.insert("error".to_owned(), Value::from(error.code.as_str()));
    if let Some(description) = &error.description {
        body.insert("error_description".to_owned(), Value::from(description.as_str()));
    }
    Value::Object(body)
}

/// Adds the headers of all responses of the endpoints. `is_shared`: scripts of every site may read the response.
pub(crate) fn complete(response: &mut Response<Bytes>, request_id: &str, is_shared: bool) {
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static("x-amz-cognito-request-id"), id);
    }
    if is_shared {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
}
