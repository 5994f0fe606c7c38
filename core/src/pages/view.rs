//! What a page shows, as data, and the template that writes it as HTML.
//!
//! One template writes all pages. It escapes every text, so nothing that comes from a request, a user or an administrator becomes
//! markup; the QR code, which the engine draws itself, is the only exception.

use askama::Template;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, header};

use crate::{
    oauth::response::empty,
    pages::{
        looks::{Looks, Picture},
        texts::{Language, Texts},
    },
    sensitive::Sensitive,
};

/// A page.
#[derive(Debug, Template)]
#[template(path = "page.html")]
pub(crate) struct Page {
    pub(crate) language: Language,
    pub(crate) title: String,
    pub(crate) looks: Looks,
    /// Texts below the title.
    pub(crate) paragraphs: Vec<String>,
    /// What went wrong.
    pub(crate) error: Option<String>,
    /// What has succeeded.
    pub(crate) notice: Option<String>,
    /// The category of the picture of the client's style that this page may show.
    pub(crate) graphic: &'static str,
    /// Buttons of identity providers, or of accounts.
    pub(crate) buttons: Vec<Button>,
    /// A QR code as SVG, and the text that it contains.
    pub(crate) qr_code: Option<QrCode>,
    pub(crate) forms: Vec<Form>,
    pub(crate) links: Vec<Link>,
    pub(crate) terms: Option<Terms>,
    /// The address of the script of passkeys, if the page needs it.
    pub(crate) script: Option<String>,
    /// Where forms may lead, besides the pages themselves: an address or a scheme.
    pub(crate) leads_to: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) text: String,
    pub(crate) url: String,
}

/// A link that looks like a button.
#[derive(Debug, Default)]
pub(crate) struct Button {
    pub(crate) text: String,
    pub(crate) url: String,
    /// Its classes.
    pub(crate) class: &'static str,
    pub(crate) icon: Option<Picture>,
    /// A letter in place of an icon.
    pub(crate) initial: Option<char>,
}

/// A form, sent to `action` by `POST`.
#[derive(Debug, Default)]
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) action: String,
    /// Members that are not shown.
    pub(crate) hidden: Vec<(&'static str, Sensitive)>,
    pub(crate) fields: Vec<Field>,
    /// Values of one choice, in place of a submit button.
    pub(crate) choices: Vec<Choice>,
    pub(crate) submit: Option<Submit>,
    /// A second button: it sends the form elsewhere, also if fields are empty.
    pub(crate) resend: Option<Link>,
    /// The options for the browser's call about a passkey, as JSON, and the kind of the call.
    pub(crate) passkey: Option<PasskeyCall>,
}

/// A call of the browser about a passkey.
#[derive(Debug)]
pub(crate) struct PasskeyCall {
    /// `get` or `create`.
    pub(crate) kind: &'static str,
    pub(crate) options: String,
    /// What is shown if the call fails.
    pub(crate) failure: &'static str,
}

/// A submit button.
#[derive(Debug)]
pub(crate) struct Submit {
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

/// A button that sends its value.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) text: String,
}

/// A field of a form.
#[derive(Debug, Default)]
pub(crate) struct Field {
    /// Unique in its page.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: String,
    /// The type of the input: `text`, `password`, `email`, `tel`.
    pub(crate) kind: &'static str,
    pub(crate) value: String,
    /// What browsers fill in: [`autocomplete`](https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill).
    pub(crate) autocomplete: &'static str,
    pub(crate) is_optional: bool,
    /// The value is known: it is shown as text, and sent.
    pub(crate) is_known: bool,
    /// What was sent before is wrong.
    pub(crate) is_invalid: bool,
    /// What the value must have.
    pub(crate) rules: Vec<String>,
    /// Digits only: phones show a keyboard for numbers.
    pub(crate) is_code: bool,
}

/// A QR code.
#[derive(Debug)]
pub(crate) struct QrCode {
    /// Markup that the engine has written.
    pub(crate) svg: String,
    pub(crate) secret: Sensitive,
}

/// The sentence with links to the documents of the operator, cut at the links.
#[derive(Debug)]
pub(crate) struct Terms {
    pub(crate) parts: Vec<TermsPart>,
}

/// A text, or a link.
#[derive(Debug)]
pub(crate) struct TermsPart {
    pub(crate) text: String,
    pub(crate) url: Option<String>,
}

impl Page {
    /// A page with nothing but its title.
    pub(crate) fn empty(language: Language, title: &str, looks: Looks) -> Self {
        Self {
            language,
            title: title.to_owned(),
            looks,
            paragraphs: Vec::new(),
            error: None,
            notice: None,
            graphic: "",
            buttons: Vec::new(),
            qr_code: None,
            forms: Vec::new(),
            links: Vec::new(),
            terms: None,
            script: None,
            leads_to: None,
        }
    }

    fn texts(&self) -> &'static Texts {
        self.language.texts()
    }

    /// The id of the field that has the focus at first.
    fn first_empty(&self) -> &str {
        let mut fields = self.forms.iter().flat_map(|form| &form.fields);
        let found = fields.find(|field| field.value.is_empty() && !field.is_optional);
        found.map_or("", |field| &field.id)
    }

    /// The page as a response.
    pub(crate) fn respond(&self, status: StatusCode) -> Response<Bytes> {
        let mut response = empty(status);
        match self.render() {
            Ok(html) => *response.body_mut() = Bytes::from(html),
            Err(error) => {
                tracing::error!(
                    error = &error as &(dyn std::error::Error + 'static),
                    "a page is not written"
                );
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            }
        }
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; {}form-action 'self'{}; \
             frame-ancestors 'none'; base-uri 'none'",
            if self.script.is_some() { "script-src 'self'; " } else { "" },
            // Browsers apply the directive to every redirect after a form, also to those of the application.
            self.leads_to.as_ref().map(|target| format!(" {target}")).unwrap_or_default(),
        );
        let headers = response.headers_mut();
        let fixed = HeaderValue::from_static;
        headers.insert(header::CONTENT_TYPE, fixed("text/html; charset=utf-8"));
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        headers.insert(header::CONTENT_LANGUAGE, fixed(self.language.tag()));
        headers.insert(header::X_FRAME_OPTIONS, fixed("DENY"));
        headers.insert(HeaderName::from_static("x-robots-tag"), fixed("noindex"));
        response
    }
}

/// What redirects after a form may lead to, for the directive `form-action`. An application may lead on to other origins by `https`;
/// one on this machine, to others on this machine; one on a phone has a scheme of its own.
pub(crate) fn form_target(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once(':')?;
    if !scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')) || scheme.is_empty()
    {
        return None;
    }
    match scheme {
        "https" => Some("https:".to_owned()),
        "http" => {
            let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
            (!authority.is_empty() && authority.bytes().all(is_plain))
                .then(|| format!("https: http://localhost:* http://127.0.0.1:* http://{authority}"))
        }
        own => Some(format!("https: {own}:")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_may_lead_to_https_to_this_machine_or_to_the_scheme_of_an_application() {
        for (url, expected) in [
            ("https://app.example.com/cb?x=1", Some("https:")),
            (
                "http://app.internal:3000/cb",
                Some("https: http://localhost:* http://127.0.0.1:* http://app.internal:3000"),
            ),
            ("myapp://callback", Some("https: myapp:")),
            ("com.example.app:/cb", Some("https: com.example.app:")),
            ("http://a b/", None),
            ("http://x;script-src *", None),
            ("no url", None),
        ] {
            assert_eq!(form_target(url).as_deref(), expected, "{url}");
        }
    }
}
