//! The page for requests that lead to no sign-in: they never lead to an address that is not the client's.

use bytes::Bytes;
use http::{Response, StatusCode};

use super::{looks::Looks, opening::named, scene::Scene, texts::Language, view::Page};
use crate::{
    context::Cx,
    error::Error,
    oauth::{
        authorization_request::{Failure, PageError},
        error::Code,
        parameters::Malformed,
        received::{Received, Refused},
        response,
        site::Route,
    },
};

/// The response to a request that leads to no sign-in.
pub(crate) fn show(received: &Received, failure: Failure) -> Refused {
    let site = &received.site;
    let to_page = |query: &[(&str, &str)]| {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(query).finish();
        response::redirect(&format!("{}{}?{query}", site.base, Route::Error.path()))
    };
    let (response, cause) = match failure {
        Failure::Client(back, error) => (back.error(&error), error.cause),
        Failure::Page(PageError::Missing(name)) => {
            let text = format!("Required String parameter '{name}' is not present");
            (bare(received, StatusCode::BAD_REQUEST, text), None)
        }
        Failure::Page(PageError::InvalidState) => {
            (bare(received, StatusCode::BAD_REQUEST, received.language.texts().expired_form.to_owned()), None)
        }
        Failure::Page(PageError::UnknownClient) => (to_page(&[("error", "Client does not exist.")]), None),
        Failure::Page(PageError::RedirectMismatch(client)) => {
            (to_page(&[("error", "redirect_mismatch"), ("client_id", &client)]), None)
        }
        Failure::Engine(error) => {
            let texts = received.language.texts();
            let text = match error.code {
                Code::TemporarilyUnavailable => texts.too_many_requests,
                _ => texts.try_later,
            };
            (bare(received, error.code.status(), text.to_owned()), error.cause)
        }
    };
    Refused { response: Box::new(response), cause }
}

/// Longest text of an address that the error page shows, in bytes.
const SHOWN_BYTES_MAX: usize = 128;

/// `/error`: shows the error in the address, with the looks of the client if that is known.
pub(super) async fn page(cx: &mut Cx<'_>, scene: &Scene<'_>) -> Response<Bytes> {
    let parameters = &scene.received.parameters;
    // Anybody can write a link to this page, so it shows words only, and no addresses.
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '_' | '.' | '\'' | '-');
    let is_shown = |text: &&str| text.len() <= SHOWN_BYTES_MAX && text.chars().all(is_word);
    let known = parameters.get("error").filter(is_shown);
    let client_id = parameters.get("client_id").unwrap_or_default();
    let looks = match named(cx, scene, client_id).await {
        Ok((_, _, looks)) => looks,
        Err(_) => Looks::none(),
    };
    let mut page = scene.page(scene.texts().error, &looks);
    page.leads_to = None;
    page.error = known.map(str::to_owned);
    page.paragraphs.extend(parameters.get("error_description").filter(is_shown).map(str::to_owned));
    page.respond(StatusCode::BAD_REQUEST)
}

/// The response when the engine has failed.
pub(crate) fn broken(error: &Error) -> Response<Bytes> {
    let texts = Language::default().texts();
    let (status, text) = match error {
        Error::TooManyRequests => (StatusCode::TOO_MANY_REQUESTS, texts.too_many_requests.to_owned()),
        error if error.internal().is_some() => {
            (StatusCode::INTERNAL_SERVER_ERROR, texts.try_later.to_owned())
        }
        error => (StatusCode::BAD_REQUEST, error.to_string()),
    };
    plain(Language::default(), String::new(), status, text)
}

/// The response to parameters that cannot be read.
pub(crate) fn malformed(malformed: &Malformed, language: Language, style: &str) -> Response<Bytes> {
    plain(language, style.to_owned(), StatusCode::BAD_REQUEST, malformed.to_string())
}

fn bare(received: &Received, status: StatusCode, text: String) -> Response<Bytes> {
    let style = format!("{}{}", received.site.path, Route::Style.path());
    plain(received.language, style, status, text)
}

/// A page of which nothing is known but the language.
fn plain(language: Language, style: String, status: StatusCode, text: String) -> Response<Bytes> {
    let icon = style.replace(Route::Style.path(), Route::Icon.path());
    let looks = Looks { style, icon, ..Looks::none() };
    let page = Page { error: Some(text), ..Page::empty(language, language.texts().error, looks) };
    page.respond(status)
}
