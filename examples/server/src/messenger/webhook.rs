//! Sends messages to users to an HTTP gateway: one POST of a JSON object for each.

use std::{path::Path, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Request, header};
use http_body_util::Full;
use userpool::storage::{DeliveryError, Message, Messenger};

use super::{SecretFileError, read_secret};
use crate::http_client::{HttpClient, HttpUrl, Limits};

/// Limits of a call. Only the status of the answer is used.
const LIMITS: Limits = Limits { time_max: Duration::from_secs(10), bytes_max: 1024 * 1024 };

/// Posts every message to one URL. Any status of 200 to 299 is a delivery.
#[derive(Debug)]
pub(crate) struct WebhookMessenger {
    client: HttpClient,
    url: HttpUrl,
    // Marked as sensitive, so that `Debug` does not show it.
    authorization: Option<HeaderValue>,
}

impl WebhookMessenger {
    /// A messenger for this URL, with the bearer token of a file if there is one.
    pub(crate) fn new(
        client: HttpClient,
        url: HttpUrl,
        token_file: Option<&Path>,
    ) -> Result<Self, SecretFileError> {
        let authorization = token_file.map(bearer).transpose()?;
        Ok(Self { client, url, authorization })
    }

    fn request(&self, message: &Message) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(Bytes::from(super::object(message).to_string())));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = self.url.uri().clone();
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(
            header::USER_AGENT,
            HeaderValue::from_static(concat!("userpool-server/", env!("CARGO_PKG_VERSION"))),
        );
        if let Some(authorization) = &self.authorization {
            headers.insert(header::AUTHORIZATION, authorization.clone());
        }
        request
    }
}

impl Messenger for WebhookMessenger {
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        let gateway = self.url.origin();
        match self.client.send(self.request(message), LIMITS).await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => {
                let status = answer.status().as_u16();
                tracing::error!(gateway, status, "the gateway did not accept a message");
                Err(DeliveryError::new("The message gateway did not accept the message."))
            }
            Err(error) => {
                tracing::error!(gateway, %error, "the gateway did not answer");
                Err(DeliveryError::new("The message gateway could not be reached."))
            }
        }
    }
}

fn bearer(path: &Path) -> Result<HeaderValue, SecretFileError> {
    let token = read_secret(path)?;
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
        .map_err(|_| SecretFileError::not_a_secret(path))?;
    value.set_sensitive(true);
    Ok(value)
}
