//! `GET /_userpool/`: the last messages of the messages file, for the developer in front of this machine.
//!
//! The messages contain codes, so the page exists only while nobody else can ask for it: see [`Inbox::new`] and
//! [`Inbox::is_asked_for`].

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    net::IpAddr,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header, uri::Authority,
};
use http_body_util::Full;
use serde_json::Value;

use crate::{address::is_loopback_host, endpoint::Answer};

/// The path of the page.
pub(crate) const PATH: &str = "/_userpool/";

/// The path of the list of messages alone, which the page asks for every second.
pub(crate) const MESSAGES: &str = "/_userpool/messages";

/// Most messages on the page.
const MESSAGES_MAX: usize = 50;

/// Most bytes of the file that are read, from its end.
const BYTES_MAX: u64 = 512 * 1024;

const PAGE: &str = include_str!("inbox/page.html");
const SCRIPT: &str = include_str!("inbox/inbox.js");
const STYLE: &str = include_str!("inbox/inbox.css");

/// The page loads nothing from elsewhere, sends nothing, and cannot be framed.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// Headers of proxies. A request with one of them may come from another machine, although its connection does not.
const OF_PROXIES: [&str; 5] = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/// The page and the file whose messages it shows.
#[derive(Clone, Debug)]
pub(crate) struct Inbox {
    file: PathBuf,
}

/// A part of the page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Part {
    Page,
    /// The list of messages alone.
    Messages,
    Script,
    Style,
    /// The page without the slash at the end.
    Elsewhere,
}

impl Inbox {
    /// The page for this file, unless other machines can reach the server: directly at `listens`, or at a public URL.
    pub(crate) fn new(file: &Path, listens: IpAddr, public_url: Option<&str>) -> Option<Self> {
        let is_public = public_url.is_some_and(|url| {
            let host = url.parse::<http::Uri>().ok().and_then(|url| url.host().map(is_loopback_host));
            host != Some(true)
        });
        (listens.to_canonical().is_loopback() && !is_public).then(|| Self { file: file.to_owned() })
    }

    /// Whether the request is for the page, and its browser knows the server by an address of this machine. A page elsewhere whose
    /// name has been pointed to this machine (DNS rebinding) has another `Host`.
    pub(crate) fn is_asked_for<B>(&self, request: &Request<B>) -> bool {
        part(request).is_some() && is_local(request)
    }

    /// Answers a request for the page.
    pub(crate) async fn answer<B>(&self, request: &Request<B>) -> Answer {
        match part(request) {
            Some(Part::Page) => {
                let page = PAGE.replace("{messages}", &self.messages().await);
                answer("text/html; charset=utf-8", page.into())
            }
            Some(Part::Messages) => answer("text/html; charset=utf-8", self.messages().await.into()),
            Some(Part::Script) => {
                answer("text/javascript; charset=utf-8", Bytes::from_static(SCRIPT.as_bytes()))
            }
            Some(Part::Style) => answer("text/css; charset=utf-8", Bytes::from_static(STYLE.as_bytes())),
            Some(Part::Elsewhere) => {
                let mut answer = answer("text/plain", Bytes::new());
                *answer.status_mut() = StatusCode::PERMANENT_REDIRECT;
                answer.headers_mut().insert(header::LOCATION, HeaderValue::from_static(PATH));
                answer
            }
            None => {
                let mut answer = answer("text/plain", Bytes::new());
                *answer.status_mut() = StatusCode::NOT_FOUND;
                answer
            }
        }
    }

    /// The list of messages, newest first.
    async fn messages(&self) -> String {
        let file = self.file.clone();
        let read = tokio::task::spawn_blocking(move || last_lines(&file)).await;
        match read.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok(text) => list(&text),
            Err(error) => {
                tracing::warn!(file = %self.file.display(), %error, "the messages file cannot be shown");
                "<li>The messages file cannot be read: see the log of the server.</li>\n".to_owned()
            }
        }
    }
}

fn part<B>(request: &Request<B>) -> Option<Part> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    match request.uri().path() {
        "/_userpool" => Some(Part::Elsewhere),
        PATH => Some(Part::Page),
        MESSAGES => Some(Part::Messages),
        "/_userpool/inbox.js" => Some(Part::Script),
        "/_userpool/inbox.css" => Some(Part::Style),
        _ => None,
    }
}

fn is_local<B>(request: &Request<B>) -> bool {
    let named = request.headers().get_all(header::HOST).iter().map(|host| {
        let host = host.to_str().ok().and_then(|host| host.parse::<Authority>().ok());
        host.is_some_and(|host| is_loopback_host(host.host()))
    });
    let named: Vec<bool> = named.chain(request.uri().host().map(is_loopback_host)).collect();
    !named.is_empty() && named.iter().all(|local| *local) && !is_forwarded(request.headers())
}

fn is_forwarded(headers: &HeaderMap) -> bool {
    OF_PROXIES.into_iter().any(|name| headers.contains_key(HeaderName::from_static(name)))
}

/// The last lines of the file. Empty if it is not a file on disk, such as a pipe.
fn last_lines(path: &Path) -> io::Result<String> {
    if !std::fs::metadata(path)?.is_file() {
        return Ok(String::new());
    }
    let mut file = File::open(path)?;
    let begin = file.metadata()?.len().saturating_sub(BYTES_MAX);
    file.seek(SeekFrom::Start(begin))?;
    let mut bytes = Vec::new();
    file.take(BYTES_MAX).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // The first line may have begun earlier.
    let whole = if begin == 0 { &*text } else { text.split_once('\n').map_or("", |(_, rest)| rest) };
    Ok(whole.to_owned())
}

/// The messages of these lines as items of a list, newest first.
fn list(lines: &str) -> String {
    let messages = lines.lines().rev().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let list: String = messages.take(MESSAGES_MAX).map(|message| item(&message)).collect();
    if list.is_empty() { "<li>There are no messages yet.</li>\n".to_owned() } else { list }
}

fn item(message: &Value) -> String {
    let text = |name: &str| escaped(message[name].as_str().unwrap_or_default());
    let medium = match message["medium"].as_str() {
        Some("EMAIL") => "Mail",
        Some("SMS") => "Text message",
        _ => "Message",
    };
    let time = text("time");
    let mut item = format!(
        "<li>\n<h2>{medium} to <bdi>{destination}</bdi></h2>\n<p>{purpose} of <bdi>{username}</bdi>, \
         <time datetime=\"{time}\">{time}</time></p>\n",
        destination = text("destination"),
        purpose = text("purpose"),
        username = text("username"),
    );
    // Writing to a `String` cannot fail.
    if message["code"].is_string() {
        let _ = writeln!(item, "<p class=\"code\"><code>{}</code></p>", text("code"));
    }
    if message["subject"].is_string() {
        let _ = writeln!(item, "<p class=\"subject\">{}</p>", text("subject"));
    }
    let _ = write!(item, "<pre>{}</pre>\n<p class=\"pool\">Pool {}", text("body"), text("userPoolId"));
    if message["clientId"].is_string() {
        let _ = write!(item, ", app client {}", text("clientId"));
    }
    item.push_str("</p>\n</li>\n");
    item
}

/// The text as it appears in elements and in quoted attributes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn answer(content_type: &'static str, body: Bytes) -> Answer {
    let mut answer = Response::new(Full::new(body));
    let headers = answer.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, content_type),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line(username: &str, code: &str) -> String {
        let message = json!({
            "time": "2026-11-30T21:00:00.000Z", "medium": "EMAIL", "destination": "ana@example.com",
            "subject": "Your code", "body": "Your code is <b>1</b>", "code": code, "username": username,
            "purpose": "SignUp", "userPoolId": "us-east-1_a", "clientId": null,
        });
        format!("{message}\n")
    }

    #[test]
    fn the_newest_message_is_first_and_everything_is_escaped() {
        let text = line("first", "111111")
            + "{\"medium\":\"EM\n[]\n"
            + &line("<script>alert('\"&')</script>", "222222");
        let list = list(&text);
        let at = |text: &str| list.find(text).unwrap_or_else(|| panic!("{text}: {list}"));
        assert!(at("222222") < at("111111"));
        at("&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;");
        at("Your code is &lt;b&gt;1&lt;/b&gt;");
        assert!(!list.contains("<script") && !list.contains("<b>"), "{list}");
    }

    #[test]
    fn only_the_end_of_a_long_file_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("messages.jsonl");
        let lines: String = (0..5000).map(|number| line(&format!("user-{number}-"), "1")).collect();
        assert!(lines.len() > BYTES_MAX as usize);
        std::fs::write(&path, lines).expect("written");
        let text = last_lines(&path).expect("read");
        assert!(text.len() as u64 <= BYTES_MAX && text.starts_with('{'));
        let list = list(&text);
        assert_eq!(list.matches("<li>").count(), MESSAGES_MAX);
        assert!(list.contains("user-4999-") && list.contains("user-4950-") && !list.contains("user-4949-"));
        assert!(last_lines(&folder.path().join("nowhere")).is_err());
        assert_eq!(last_lines(folder.path()).expect("not a file"), "");
    }

    #[test]
    fn the_page_exists_only_where_no_other_machine_can_ask() {
        let exists = |listens: &str, url: Option<&str>| {
            Inbox::new(Path::new("f"), listens.parse().expect("an address"), url).is_some()
        };
        for listens in ["127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"] {
            assert!(exists(listens, None) && exists(listens, Some("http://localhost:9229/x")), "{listens}");
            assert!(!exists(listens, Some("https://auth.example.com")), "{listens}");
        }
        for listens in ["0.0.0.0", "::", "192.168.0.1"] {
            assert!(!exists(listens, None) && !exists(listens, Some("http://localhost")), "{listens}");
        }
    }

    #[test]
    fn only_a_request_from_this_machine_is_answered() {
        let inbox = Inbox { file: PathBuf::from("f") };
        let asked = |uri: &str, headers: &[(&'static str, &'static str)]| {
            let request = headers
                .iter()
                .fold(Request::get(uri), |request, (name, value)| request.header(*name, *value));
            inbox.is_asked_for(&request.body(()).expect("a request"))
        };
        for host in ["localhost", "LOCALHOST:9229", "127.0.0.1:9229", "[::1]:9229"] {
            assert!(asked(PATH, &[("host", host)]), "{host}");
            for proxy in OF_PROXIES {
                assert!(!asked(PATH, &[("host", host), (proxy, "127.0.0.1")]), "{proxy}");
            }
        }
        for host in
            ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.0.1", "", "a b"]
        {
            assert!(!asked(PATH, &[("host", host)]), "{host}");
        }
        assert!(!asked(PATH, &[]));
        assert!(!asked(PATH, &[("host", "localhost"), ("host", "evil.example")]));
        assert!(!asked("http://evil.example/_userpool/", &[("host", "localhost")]));
        assert!(!asked("/_userpool/else", &[("host", "localhost")]));
        assert!(!asked("/", &[("host", "localhost")]));
    }
}
