//! A mail server for tests: it accepts or refuses mail, with or without TLS, and records what it receives.

use std::{
    io::{self, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::tls_config;

/// How a connection is encrypted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Encryption {
    Never,
    StartTls,
    FromTheStart,
}

/// One accepted mail.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mail {
    pub(crate) encrypted: bool,
    /// The login of `AUTH PLAIN`.
    pub(crate) login: Option<String>,
    pub(crate) from: String,
    pub(crate) to: String,
    /// Head and body as received.
    pub(crate) text: String,
}

/// Runs until the test process ends.
pub(crate) struct FakeSmtp {
    pub(crate) address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    mails: Vec<Mail>,
    commands: Vec<String>,
    refusal: Option<String>,
}

impl FakeSmtp {
    pub(crate) fn start(encryption: Encryption) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state: Arc<Mutex<State>> = Arc::default();
        let (shared, tls) = (Arc::clone(&state), tls_config());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (state, tls) = (Arc::clone(&shared), Arc::clone(&tls));
                // A client that does not trust the certificate closes the connection.
                thread::spawn(move || serve(stream, encryption, &tls, &state));
            }
        });
        Self { address, state }
    }

    /// Every accepted mail.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.state.lock().unwrap().mails.clone()
    }

    /// Every command, by its verb.
    pub(crate) fn commands(&self) -> Vec<String> {
        self.state.lock().unwrap().commands.clone()
    }

    /// From now on answers recipients with this, or accepts them.
    pub(crate) fn refuse(&self, reply: Option<&str>) {
        self.state.lock().unwrap().refusal = reply.map(str::to_owned);
    }
}

fn serve(
    stream: TcpStream,
    encryption: Encryption,
    tls: &Arc<ServerConfig>,
    state: &Mutex<State>,
) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    if encryption == Encryption::FromTheStart {
        let mut stream = secured(stream, tls)?;
        stream.write_all(b"220 fake\r\n")?;
        return session(&mut stream, true, false, state).map(drop);
    }
    let mut stream = stream;
    stream.write_all(b"220 fake\r\n")?;
    if session(&mut stream, false, encryption == Encryption::StartTls, state)? {
        session(&mut secured(stream, tls)?, true, false, state)?;
    }
    Ok(())
}

fn secured(
    stream: TcpStream,
    tls: &Arc<ServerConfig>,
) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
    let connection = ServerConnection::new(Arc::clone(tls)).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, stream))
}

/// Serves until the end of the session, or until STARTTLS, which returns `true`.
fn session(
    stream: &mut (impl Read + Write),
    encrypted: bool,
    offers_tls: bool,
    state: &Mutex<State>,
) -> io::Result<bool> {
    let mut mail = Mail { encrypted, ..Mail::default() };
    loop {
        let line = line(stream)?;
        let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
        state.lock().unwrap().commands.push(verb.clone());
        match verb.as_str() {
            "EHLO" if offers_tls => stream.write_all(b"250-fake\r\n250 STARTTLS\r\n")?,
            "EHLO" => stream.write_all(b"250-fake\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN\r\n")?,
            "STARTTLS" => {
                stream.write_all(b"220 go on\r\n")?;
                return Ok(true);
            }
            "AUTH" => {
                let word = line.split(' ').nth(2).unwrap_or_default();
                mail.login = Some(String::from_utf8(STANDARD.decode(word).unwrap()).unwrap());
                stream.write_all(b"235 2.7.0 welcome\r\n")?;
            }
            "MAIL" => {
                mail.from = line;
                stream.write_all(b"250 ok\r\n")?;
            }
            "RCPT" => {
                let refusal = state.lock().unwrap().refusal.clone();
                mail.to = line;
                stream.write_all(format!("{}\r\n", refusal.as_deref().unwrap_or("250 ok")).as_bytes())?;
            }
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                mail.text = text(stream)?;
                // Recorded before the sender gets the answer.
                state.lock().unwrap().mails.push(mail.clone());
                stream.write_all(b"250 taken\r\n")?;
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n")?;
                return Ok(false);
            }
            _ => stream.write_all(b"502 what?\r\n")?,
        }
    }
}

/// The lines up to a line with a single dot.
fn text(stream: &mut impl Read) -> io::Result<String> {
    let mut text = String::new();
    loop {
        let line = line(stream)?;
        if line == "." {
            return Ok(text);
        }
        text.push_str(line.strip_prefix("..").map_or(line.as_str(), |_| &line[1..]));
        text.push('\n');
    }
}

/// One line. Reads no byte after it.
fn line(stream: &mut impl Read) -> io::Result<String> {
    let mut line = Vec::new();
    loop {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        match byte[0] {
            b'\n' => return String::from_utf8(line).map_err(io::Error::other),
            b'\r' => {}
            byte => line.push(byte),
        }
    }
}
