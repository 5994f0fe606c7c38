//! The page of a [`FeedbackLink`]: the user says whether a sign-in was theirs.
//!
//! The link shows a page with one button, and only the button sends the answer: filters of mail follow links.

use bytes::Bytes;
use http::{HeaderName, Method, Request, Response, StatusCode, header};
use serde_json::json;

use crate::{
    api,
    engine::{Call, Engine},
    error::{Error, Internal, UnknownOperation},
    host::Origin,
    message::feedback_link::FeedbackLink,
    time::{Moment, NoMoment},
    web::refusal::{set, with_body},
};

/// The page has no script, no style and no other parts.
const POLICY: &str = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const OPERATION: &str = "UpdateAuthEventFeedback";

impl Engine {
    /// Answers a request to the link of a notice.
    pub(super) async fn feedback(
        &self,
        request: &Request<Bytes>,
        moment: Result<Moment, NoMoment>,
        origin: Origin,
    ) -> Response<Bytes> {
        let Some(link) = FeedbackLink::read(request.uri()) else {
            return page(StatusCode::BAD_REQUEST, "This link is not complete.", "");
        };
        if *request.method() != Method::POST {
            let button = match link.is_valid {
                true => "Yes, this was me",
                false => "No, this was not me",
            };
            // The form is sent to the address of the page.
            let form = format!("<form method=\"post\"><button>{button}</button></form>");
            return page(StatusCode::OK, "Was this sign-in yours?", &form);
        }
        let trace = origin.trace.clone();
        let outcome = self.store_feedback(link, request, moment, origin).await;
        let mut response = match &outcome {
            Ok(()) => page(StatusCode::OK, "Thank you. Your answer is stored.", ""),
            Err(Error::TooManyRequests) => page(
                StatusCode::TOO_MANY_REQUESTS,
                "There are too many requests. Please try again later.",
                "",
            ),
            Err(error) => match error.internal() {
                Some(cause) => {
                    let cause = cause as &(dyn std::error::Error + 'static);
                    tracing::error!(error = cause, "internal error");
                    page(StatusCode::INTERNAL_SERVER_ERROR, "This did not work. Please try again later.", "")
                }
                None => page(StatusCode::BAD_REQUEST, "This link is not valid.", ""),
            },
        };
        response.extensions_mut().insert(trace.so_far());
        response
    }

    async fn store_feedback(
        &self,
        link: FeedbackLink,
        request: &Request<Bytes>,
        moment: Result<Moment, NoMoment>,
        origin: Origin,
    ) -> Result<(), Error> {
        let moment = moment.map_err(Internal::from)?;
        let operation = api::find(OPERATION).ok_or_else(|| UnknownOperation::named(OPERATION))?;
        let input = json!({
            "UserPoolId": link.pool_id,
            "Username": link.username,
            "EventId": link.event_id,
            "FeedbackToken": link.token,
            "FeedbackValue": if link.is_valid { "Valid" } else { "Invalid" },
        });
        self.admit(operation, &input, request.extensions(), &origin.trace).await?;
        self.check_quota(operation, &input, &origin, moment.now).await?;
        self.receive(operation, Call { input, origin, moment }).await.map(drop)
    }
}

/// A page with a title, which is also its text, and a form.
fn page(status: StatusCode, title: &'static str, form: &str) -> Response<Bytes> {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"></head>\
         <body><main><h1>{title}</h1>{form}</main></body></html>\n"
    );
    let mut response = with_body(status, "text/html; charset=utf-8", html.into_bytes());
    let headers = response.headers_mut();
    set(headers, header::CACHE_CONTROL, "no-store");
    set(headers, header::CONTENT_SECURITY_POLICY, POLICY);
    // The address of the page has the token.
    set(headers, header::REFERRER_POLICY, "no-referrer");
    set(headers, HeaderName::from_static("x-robots-tag"), "noindex");
    response
}
