//! An HTTP server for tests: it sends given replies, one connection at a time, and records requests.
#![expect(dead_code, reason = "the tests of the crate and those of the binary use different parts")]

use std::{
    collections::VecDeque,
    io::{BufRead as _, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use serde_json::Value;
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A reply.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
    manner: Manner,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Manner {
    Whole,
    // The request, which is an event, with this body as its `response`.
    Event,
    // Half of the body, then the end of the connection.
    CutShort,
    HangUp,
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Runs until the test process ends.
pub(crate) struct FakeHttp {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Reply {
    pub(crate) fn new(status: u16, body: &str) -> Self {
        Self { status, headers: Vec::new(), body: body.to_owned(), manner: Manner::Whole }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The answer of a function: the whole event with this response.
    pub(crate) fn event(response: &str) -> Self {
        Self { manner: Manner::Event, ..Self::new(200, response) }
    }

    pub(crate) fn hang_up() -> Self {
        Self { manner: Manner::HangUp, ..Self::new(200, "") }
    }

    pub(crate) fn cut_short() -> Self {
        Self { manner: Manner::CutShort, ..Self::new(200, "{\"version\":\"1\"}") }
    }
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(have, _)| have == name).map(|(_, value)| value.as_str())
    }
}

impl FakeHttp {
    /// Sends the replies in this order, and repeats the last one.
    pub(crate) fn start(replies: Vec<Reply>) -> Self {
        Self::start_with(replies, None)
    }

    /// The same with TLS.
    pub(crate) fn start_tls(replies: Vec<Reply>, tls: Arc<ServerConfig>) -> Self {
        Self::start_with(replies, Some(tls))
    }

    fn start_with(replies: Vec<Reply>, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (seen, mut replies) = (Arc::clone(&asked), VecDeque::from(replies));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time-out");
                let mut stream = stream_of(stream, tls.as_ref());
                let Some(request) = read(&mut stream) else { continue };
                let reply = if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() };
                let mut reply = reply.expect("a reply");
                if reply.manner == Manner::Event {
                    let mut event: Value = serde_json::from_slice(&request.body).expect("an event");
                    event["response"] = serde_json::from_str(&reply.body).expect("a response");
                    reply.body = event.to_string();
                }
                seen.lock().expect("unbroken").push(request);
                answer(&mut stream, &reply);
            }
        });
        Self { address, asked }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The requests so far.
    pub(crate) fn requests(&self) -> Vec<Asked> {
        self.asked.lock().expect("unbroken").clone()
    }
}

trait Stream: Read + Write {}
impl<S: Read + Write> Stream for S {}

fn stream_of(stream: TcpStream, tls: Option<&Arc<ServerConfig>>) -> Box<dyn Stream> {
    let Some(tls) = tls else { return Box::new(stream) };
    let connection = ServerConnection::new(Arc::clone(tls)).expect("a session");
    Box::new(StreamOwned::new(connection, stream))
}

fn read(stream: &mut dyn Stream) -> Option<Asked> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut asked = Asked { method, path, headers, body: Vec::new() };
    let length = asked.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    asked.body.resize(length, 0);
    reader.read_exact(&mut asked.body).ok()?;
    Some(asked)
}

fn answer(stream: &mut dyn Stream, reply: &Reply) {
    if reply.manner == Manner::HangUp {
        return;
    }
    let mut head = format!("HTTP/1.1 {} Status\r\nconnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", reply.body.len()));
    let body = reply.body.as_bytes();
    let body = if reply.manner == Manner::CutShort { &body[..body.len() / 2] } else { body };
    // A client that refuses an answer may have closed the connection.
    let _ =
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).and_then(|()| stream.flush());
}
