//! A browser without scripts: it keeps cookies, reads forms and sends them.

use std::{cell::RefCell, collections::BTreeMap};

use http::Request;

use crate::scene::encoded;
use crate::world::{PASSWORD, World};

pub struct Browser<'w> {
    world: &'w World,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// What the browser shows, or where it is led.
#[derive(Debug)]
pub struct Shown {
    pub status: u16,
    /// The header `Location`.
    pub location: Option<String>,
    pub html: String,
    pub headers: http::HeaderMap,
}

impl<'w> Browser<'w> {
    pub fn new(world: &'w World) -> Self {
        Self { world, cookies: RefCell::default() }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    pub fn get(&self, url: &str) -> Shown {
        self.send(Request::get(url), String::new())
    }

    /// Goes to a page and through the redirects to other pages of the site.
    pub fn open(&self, url: &str) -> Shown {
        let mut shown = self.get(url);
        for _ in 0..5 {
            match &shown.location {
                Some(location) if location.starts_with(&self.world.site()) => {
                    shown = self.get(&location.clone())
                }
                _ => break,
            }
        }
        shown
    }

    /// Fills in the first form of a page and sends it.
    pub fn submit(&self, page: &Shown, fields: &[(&str, &str)]) -> Shown {
        self.submit_form(page, 0, fields)
    }

    pub fn submit_form(&self, page: &Shown, number: usize, fields: &[(&str, &str)]) -> Shown {
        let form = page.form(number);
        let mut all = form.fields.clone();
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let pairs: Vec<(&str, &str)> = all.iter().map(|(name, value)| (&**name, &**value)).collect();
        self.post(&format!("http://localhost:9229{}", form.action), &pairs)
    }

    /// Fills in the first form of a page and presses its button for another code.
    pub fn resend(&self, page: &Shown, fields: &[(&str, &str)]) -> Shown {
        let action =
            attribute(&page.html, "formaction").unwrap_or_else(|| panic!("no button: {}", page.html));
        let mut all = page.form(0).fields;
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        all.insert("resend".to_owned(), "1".to_owned());
        let pairs: Vec<(&str, &str)> = all.iter().map(|(name, value)| (&**name, &**value)).collect();
        self.post(&format!("http://localhost:9229{action}"), &pairs)
    }

    pub fn post(&self, url: &str, fields: &[(&str, &str)]) -> Shown {
        let request = Request::post(url).header("content-type", "application/x-www-form-urlencoded");
        self.send(request, encoded(fields))
    }

    fn send(&self, mut request: http::request::Builder, body: String) -> Shown {
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        let response = self.world.fetch(request.body(body.into()).unwrap());
        for cookie in response.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            // A provider may post its answer, which is a form of another site.
            let same_site = if cookie.starts_with("cognito-fl=") {
                "; HttpOnly; SameSite="
            } else {
                "; HttpOnly; SameSite=Lax"
            };
            assert!(cookie.contains(same_site), "{cookie}");
            assert!(cookie.contains(&format!("; Path=/{}; ", self.world.pool)), "{cookie}");
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0;") {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.set_cookie(name, value);
            }
        }
        let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        Shown {
            status: response.status().as_u16(),
            location,
            html: String::from_utf8(response.body().to_vec()).unwrap(),
            headers: response.headers().clone(),
        }
    }

    /// Signs `ana` in, and returns the address of the application that the browser is led to.
    pub fn sign_in(&self, parameters: &[(&str, &str)]) -> Shown {
        let page = self.open(&self.world.page("/oauth2/authorize", parameters));
        assert_eq!(page.status, 200, "{page:?}");
        self.submit(&page, &[("username", "ana"), ("password", PASSWORD)])
    }

    /// A code for `ana`.
    pub fn code(&self, parameters: &[(&str, &str)]) -> String {
        self.sign_in(parameters).parameter("code")
    }
}

/// A form of a page.
#[derive(Debug)]
pub struct Form {
    pub action: String,
    /// The members with their values.
    pub fields: BTreeMap<String, String>,
}

impl Shown {
    /// A parameter of the address that the browser is led to.
    #[track_caller]
    pub fn parameter(&self, name: &str) -> String {
        self.parameters().remove(name).unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }

    /// The parameters of the address that the browser is led to, in its query or its fragment.
    #[track_caller]
    pub fn parameters(&self) -> BTreeMap<String, String> {
        let location = self.location.as_ref().unwrap_or_else(|| panic!("no redirect: {self:?}"));
        let query = location.split_once(['?', '#']).map_or("", |(_, query)| query);
        form_urlencoded::parse(query.replace('#', "&").as_bytes()).into_owned().collect()
    }

    #[track_caller]
    pub fn form(&self, number: usize) -> Form {
        let form =
            self.html.split("<form ").nth(number + 1).unwrap_or_else(|| panic!("no form: {}", self.html));
        let form = form.split("</form>").next().unwrap();
        let inputs = form.split("<input ").skip(1).map(|input| input.split('>').next().unwrap());
        let fields = inputs
            .filter(|input| attribute(input, "type") != Some("submit".to_owned()))
            .map(|input| (attribute(input, "name").unwrap(), attribute(input, "value").unwrap_or_default()))
            .collect();
        Form { action: attribute(form, "action").unwrap(), fields }
    }

    /// The tag of the field with this name.
    #[track_caller]
    pub fn input(&self, name: &str) -> &str {
        let at = self.html.find(&format!("name=\"{name}\""));
        let at = at.unwrap_or_else(|| panic!("no {name}: {}", self.html));
        let start = self.html[..at].rfind('<').unwrap();
        self.html[start..].split('>').next().unwrap()
    }

    /// The text in `role="alert"`.
    pub fn error(&self) -> Option<String> {
        let start = self.html.split("role=\"alert\">").nth(1)?;
        Some(unescaped(start.split('<').next()?))
    }
}

pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.split(&format!("{name}=\"")).nth(1)?;
    Some(unescaped(start.split('"').next()?))
}

pub fn unescaped(text: &str) -> String {
    [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
