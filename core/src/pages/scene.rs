//! What all pages of one request share: language, address, protection of forms.

use bytes::Bytes;
use http::{Response, StatusCode};
use subtle::ConstantTimeEq as _;

use super::{
    Stopped,
    looks::Looks,
    texts::{Language, Texts, fill},
    view::{Field, Form, Link, Page, Submit, form_target},
};
use crate::{
    context::Cx,
    error::Error,
    oauth::{
        cookies::{self, CSRF},
        opened::Opened,
        received::{Received, Refused},
        site::Route,
    },
    sensitive::Sensitive,
};

/// The member of a form that repeats the cookie [`CSRF`].
const CSRF_FIELD: &str = "_csrf";

/// The member of a form that says where a code was sent, partly hidden.
const DESTINATION: &str = "destination";

/// Parameters of a page's address that do not belong to the authorization request.
const OWN_PARAMETERS: [&str; 2] = ["error", "error_description"];

/// The parameters of the authorization request and of the form, and how the answer is written.
pub(crate) struct Scene<'r> {
    pub(super) received: &'r Received,
    pub(super) language: Language,
    csrf: Sensitive,
}

impl<'r> Scene<'r> {
    /// The scene of a request. A browser that has no value for its forms yet gets one.
    pub(super) fn of(cx: &mut Cx<'_>, received: &'r Received) -> Self {
        let drawn = cx.steady_uuid();
        let csrf = received.cookies.get(CSRF).cloned().unwrap_or_else(|| Sensitive::new(drawn));
        Self { received, language: received.language, csrf }
    }

    pub(super) fn texts(&self) -> &'static Texts {
        self.language.texts()
    }

    /// Whether a page of this site has sent the form: it repeats the cookie, which no other site can read.
    pub(super) fn is_own_form(&self) -> bool {
        if self.received.is_continued {
            return true;
        }
        let repeated = self.received.form.secret(CSRF_FIELD);
        let is_repeated = match (repeated, self.received.cookies.get(CSRF)) {
            (Some(given), Some(cookie)) => given.as_bytes().ct_eq(cookie.as_bytes()).into(),
            _ => false,
        };
        is_repeated && !self.received.is_cross_site
    }

    /// A member of the form.
    pub(super) fn given(&self, name: &str) -> Option<&Sensitive> {
        self.received.form.secret(name)
    }

    /// Whether the button for another code was pressed.
    pub(super) fn is_resent(&self) -> bool {
        self.given("resend").is_some_and(|value| value.as_str() == "1")
    }

    /// Where a code was sent, as the page before has said.
    pub(super) fn destination(&self) -> Option<String> {
        self.given(DESTINATION).map(|text| text.as_str().to_owned())
    }

    /// The address of a page of this sign-in.
    pub(super) fn url(&self, route: Route) -> String {
        let query = self.received.parameters.query_without(|name| OWN_PARAMETERS.contains(&name));
        format!("{}{}?{query}", self.received.site.path, route.path())
    }

    /// The address of a page of this sign-in, with another parameter or without one.
    pub(super) fn url_with(&self, route: Route, name: &str, value: Option<&str>) -> String {
        let mut query =
            self.received.parameters.query_without(|own| own == name || OWN_PARAMETERS.contains(&own));
        if let Some(value) = value {
            let added = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
            query = format!("{query}&{added}");
        }
        format!("{}{}?{query}", self.received.site.path, route.path())
    }

    /// The address of a file that belongs to the pages.
    pub(super) fn asset(&self, route: Route) -> String {
        let client = self.received.parameters.get("client_id").unwrap_or_default();
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("client_id", client).finish();
        format!("{}{}?{query}", self.received.site.path, route.path())
    }

    pub(super) fn link(&self, text: &str, route: Route) -> Link {
        Link { text: text.to_owned(), url: self.url(route) }
    }

    /// A page without content.
    pub(super) fn page(&self, title: &str, looks: &Looks) -> Page {
        let mut looks = looks.clone();
        if looks.style.is_empty() {
            looks.style = self.asset(Route::Style);
            looks.icon = self.asset(Route::Icon);
        }
        let leads_to = self.received.parameters.get("redirect_uri").and_then(form_target);
        Page { leads_to, ..Page::empty(self.language, title, looks) }
    }

    /// A form without fields that is sent to a page of this sign-in.
    pub(super) fn form(&self, name: &'static str, route: Route) -> Form {
        Form {
            name,
            action: self.url(route),
            hidden: vec![(CSRF_FIELD, self.csrf.clone())],
            ..Form::default()
        }
    }

    /// The page as a response. The browser keeps the value for its forms.
    pub(super) fn respond(&self, page: &Page, status: StatusCode) -> Response<Bytes> {
        let mut response = page.respond(status);
        cookies::set(&mut response, &self.received.site, (CSRF, &self.csrf), 3600);
        response
    }

    /// The same page again, with what is wrong.
    pub(super) fn again(&self, mut page: Page, error: Error) -> Stopped {
        page.error = Some(self.error_text(&error));
        let status = match &error {
            Error::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            error if error.internal().is_some() => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let is_wrong: fn(&Field) -> bool = match &error {
            _ if status != StatusCode::BAD_REQUEST => |_| false,
            Error::CodeMismatch(_) | Error::ExpiredCode(_) => |field| field.is_code,
            Error::InvalidPassword(_) | Error::PasswordHistoryPolicyViolation(_) => {
                |field| field.kind == "password"
            }
            _ => |_| true,
        };
        for field in page.forms.iter_mut().flat_map(|form| &mut form.fields) {
            field.is_invalid = is_wrong(field);
        }
        let response = self.respond(&page, status);
        let cause = match error {
            Error::Internal(cause) | Error::InternalServer(cause) => Some(Box::new(cause)),
            _ => None,
        };
        Stopped::Again(Refused { response: Box::new(response), cause })
    }

    /// What the user reads about an error: in English the text of the API.
    pub(super) fn error_text(&self, error: &Error) -> String {
        let texts = self.texts();
        match error {
            Error::TooManyRequests => texts.too_many_requests.to_owned(),
            error if error.internal().is_some() => texts.try_later.to_owned(),
            error => texts.exception(error.name()).map_or_else(|| error.to_string(), str::to_owned),
        }
    }

    /// The answer to a form that no page of this site has sent, or whose cookie is gone.
    pub(super) fn expired(&self) -> Stopped {
        let mut page = self.page(self.texts().sign_in, &Looks::none());
        page.error = Some(self.texts().expired_form.to_owned());
        page.links.push(self.link(self.texts().sign_in, Route::Login));
        let response = Box::new(self.respond(&page, StatusCode::FORBIDDEN));
        Stopped::Again(Refused { response, cause: None })
    }

    /// The texts and the address of a page for this request.
    pub(super) fn page_for(&self, title: &str, looks: &Looks, opened: &Opened) -> Page {
        let mut page = self.page(title, looks);
        page.leads_to = form_target(&opened.request.redirect_uri);
        page
    }
}

/// A field for a text.
pub(super) fn field(name: &str, label: &str, kind: &'static str, autocomplete: &'static str) -> Field {
    let id = name.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    Field { id, name: name.to_owned(), label: label.to_owned(), kind, autocomplete, ..Field::default() }
}

/// A field for a code that was sent or that an application shows.
pub(super) fn code_field(name: &str, label: &str) -> Field {
    Field { is_code: true, ..field(name, label, "text", "one-time-code") }
}

/// Says where a code was sent, and repeats that on the pages that follow the form.
pub(super) fn say_sent(page: &mut Page, form: &mut Form, text: &str, destination: Option<String>) {
    if let Some(destination) = destination {
        page.graphic = if destination.contains('@') { "EMAIL_GRAPHIC" } else { "SMS_GRAPHIC" };
        page.paragraphs.push(fill(text, "destination", &destination));
        form.hidden.push((DESTINATION, destination.into()));
    }
}

pub(super) fn submit(name: &'static str, text: &str) -> Option<Submit> {
    Some(Submit { name, text: text.to_owned() })
}
