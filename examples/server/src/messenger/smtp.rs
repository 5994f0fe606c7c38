//! Sends mail to users by SMTP.

use std::{fmt, net::IpAddr, path::Path, str::FromStr as _, time::Duration};

use lettre::{
    Address,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters},
        extension::ClientId,
    },
};
use percent_encoding::percent_decode_str;
use tokio::time::timeout;
use url::{Host, Url};
use userpool::storage::{DeliveryError, Message, Messenger, Secret};

use super::{SecretFileError, read_secret};
use crate::{log, tls::Trust};

/// Longest time until the mail server has accepted a mail. Shorter than the time limit of a request, so that the caller learns
/// the outcome.
const TIME_MAX: Duration = Duration::from_secs(20);

/// Longest time for closing a connection after the mail was accepted.
const GOODBYE_TIME_MAX: Duration = Duration::from_secs(5);

/// Sends every message as one mail, over a new connection.
pub(crate) struct SmtpMessenger {
    host: String,
    port: u16,
    from: Mailbox,
    login: Option<Credentials>,
    tls: Encryption<TlsParameters>,
}

/// The mail server and the login: `smtps://` (TLS from the start) or `smtp://` (STARTTLS).
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SmtpUrl {
    host: String,
    port: u16,
    implicit_tls: bool,
    user: Option<String>,
    password: Option<Secret>,
}

impl SmtpUrl {
    /// Parses `smtp://` or `smtps://`, with or without `user:password@`. The error does not quote it.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| NOT_A_URL)?;
        let (implicit_tls, usual_port) = match url.scheme() {
            "smtps" => (true, 465),
            "smtp" => (false, 587),
            _ => return Err(NOT_A_URL),
        };
        let host = match url.host().ok_or(NOT_A_URL)? {
            Host::Domain(name) if !name.is_empty() => name.to_owned(),
            Host::Domain(_) => return Err(NOT_A_URL),
            Host::Ipv4(ip) => IpAddr::from(ip).to_string(),
            Host::Ipv6(ip) => IpAddr::from(ip).to_string(),
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return Err(NOT_A_URL);
        }
        let user = decoded(url.username())?;
        let password = decoded(url.password().unwrap_or_default())?;
        let port = url.port().unwrap_or(usual_port);
        Ok(Self { host, port, implicit_tls, user, password: password.map(Secret::new) })
    }

    /// Whether TLS begins with the connection.
    pub(crate) fn is_tls_from_the_start(&self) -> bool {
        self.implicit_tls
    }

    /// Whether the URL names a user.
    pub(crate) fn has_user(&self) -> bool {
        self.user.is_some()
    }

    /// Whether the URL contains a password.
    pub(crate) fn has_password(&self) -> bool {
        self.password.is_some()
    }
}

const NOT_A_URL: &str =
    "give smtps://host or smtp://host, with user:password@ in front of the host if it asks for them";

/// Decodes a percent-encoded part of a URL; `None` if it is empty.
fn decoded(text: &str) -> Result<Option<String>, &'static str> {
    let text = percent_decode_str(text).decode_utf8().map_err(|_| NOT_A_URL)?;
    Ok((!text.is_empty()).then(|| text.into_owned()))
}

/// The sender: `no-reply@example.com` or `Example <no-reply@example.com>`.
pub(crate) fn sender(text: &str) -> Result<Mailbox, &'static str> {
    Mailbox::from_str(text)
        .map_err(|_| "give an address like no-reply@example.com or \"Example <no-reply@example.com>\"")
}

/// The operator's settings for mail.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SmtpSettings<'a> {
    /// The server.
    pub(crate) url: &'a SmtpUrl,
    /// The sender.
    pub(crate) from: &'a Mailbox,
    /// The file with the password, if it is not in the URL.
    pub(crate) password_file: Option<&'a Path>,
    /// Use no TLS.
    pub(crate) plain: bool,
}

/// When a connection is encrypted.
enum Encryption<T> {
    FromTheStart(T),
    StartTls(T),
    Never,
}

impl SmtpMessenger {
    /// A messenger for this server. Does not connect yet.
    pub(crate) fn new(settings: SmtpSettings<'_>, trust: &Trust) -> Result<Self, SmtpError> {
        let url = settings.url;
        let password = match settings.password_file {
            Some(file) => Some(read_secret(file)?),
            None => url.password.clone(),
        };
        let login = url.user.clone().zip(password);
        let tls = if settings.plain {
            Encryption::Never
        } else if url.implicit_tls {
            Encryption::FromTheStart(tls_parameters(&url.host, trust)?)
        } else {
            Encryption::StartTls(tls_parameters(&url.host, trust)?)
        };
        Ok(Self {
            host: url.host.clone(),
            port: url.port,
            from: settings.from.clone(),
            login: login.map(|(user, password)| Credentials::new(user, password.expose().to_owned())),
            tls,
        })
    }

    async fn send(&self, mail: &lettre::Message) -> Result<AsyncSmtpConnection, SendError> {
        let server = (self.host.as_str(), self.port);
        // The sender's domain, which the receiving server can verify. The name of this host is not revealed.
        let me = ClientId::Domain(self.from.email.domain().to_owned());
        let wrapped = match &self.tls {
            Encryption::FromTheStart(tls) => Some(tls.clone()),
            Encryption::StartTls(_) | Encryption::Never => None,
        };
        let mut connection = AsyncSmtpConnection::connect_tokio1(server, None, &me, wrapped, None).await?;
        if let Encryption::StartTls(tls) = &self.tls {
            // Nothing confidential was sent before this point.
            if !connection.can_starttls() {
                return Err(SendError::NoStartTls);
            }
            connection.starttls(tls.clone(), &me).await?;
        }
        if let Some(login) = &self.login {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], login).await?;
        }
        connection.send(mail.envelope(), &mail.formatted()).await?;
        Ok(connection)
    }
}

impl Messenger for SmtpMessenger {
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        let mail = mail(&self.from, message).map_err(|error| {
            tracing::error!(error, "a mail cannot be written");
            DeliveryError::new("The message could not be written as a mail.")
        })?;
        let (host, port) = (self.host.as_str(), self.port);
        match timeout(TIME_MAX, self.send(&mail)).await {
            Ok(Ok(mut connection)) => {
                // The server has accepted the mail, so a failure to close the connection does not matter.
                tokio::spawn(async move { timeout(GOODBYE_TIME_MAX, connection.abort()).await });
                Ok(())
            }
            Ok(Err(SendError::NoStartTls)) => {
                let error = "the server does not offer STARTTLS, and mail is never sent unencrypted: give an smtps:// URL, \
                             or for tests --danger-smtp-without-tls";
                tracing::error!(host, port, error, "a mail could not be delivered");
                Err(DeliveryError::new("The mail server does not offer encryption (STARTTLS)."))
            }
            Ok(Err(SendError::Smtp(error))) => {
                tracing::error!(host, port, error = describe(&error), "a mail could not be delivered");
                Err(DeliveryError::new(if error.status().is_some() {
                    "The mail server did not accept the message."
                } else {
                    "The mail server could not be reached."
                }))
            }
            Err(_) => {
                tracing::error!(host, port, error = "no answer in time", "a mail could not be delivered");
                Err(DeliveryError::new("The mail server could not be reached."))
            }
        }
    }
}

impl fmt::Debug for SmtpMessenger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpMessenger")
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

/// Why one mail was not sent.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error("the server does not offer STARTTLS")]
    NoStartTls,
    #[error(transparent)]
    Smtp(#[from] lettre::transport::smtp::Error),
}

/// Why mail cannot be set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SmtpError {
    #[error(transparent)]
    Password(#[from] SecretFileError),
    #[error("TLS to the mail server cannot be set up")]
    Tls(#[source] lettre::transport::smtp::Error),
}

/// The mail with its headers. HTML, as Cognito's mails are, since templates contain links and line breaks.
fn mail(from: &Mailbox, message: &Message) -> Result<lettre::Message, &'static str> {
    let to: Address = message.destination.parse().map_err(|_| "the destination is no mail address")?;
    // A line break would begin a new header.
    let subject = message.subject.as_deref().unwrap_or_default();
    let subject: String = subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    lettre::Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(subject)
        .message_id(Some(message_id(from.email.domain())))
        .header(ContentType::TEXT_HTML)
        .body(message.body.expose().to_owned())
        .map_err(|_| "its headers are incomplete")
}

fn message_id(domain: &str) -> String {
    let mut random = [0; 16];
    // Without randomness the id is not unique, but the mail can still be sent.
    let _ = getrandom::fill(&mut random);
    format!("<{:032x}@{domain}>", u128::from_be_bytes(random))
}

fn tls_parameters(host: &str, trust: &Trust) -> Result<TlsParameters, SmtpError> {
    let known = TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::WebpkiRoots);
    trust
        .extra()
        .iter()
        .try_fold(known, |known, extra| {
            Ok(known.add_root_certificate(Certificate::from_der(extra.as_ref().to_vec())?))
        })
        .and_then(|known| known.build())
        .map_err(SmtpError::Tls)
}

/// The error without the server's text: mail servers often quote the line that they refuse, which may be a password or an
/// address.
fn describe(error: &lettre::transport::smtp::Error) -> String {
    if let Some(code) = error.status() {
        let text = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        return match enhanced_status(&text) {
            Some(enhanced) => format!("the server said {code} {enhanced}"),
            None => format!("the server said {code}"),
        };
    }
    if error.is_response() { "the server does not speak SMTP".to_owned() } else { log::line(error) }
}

/// The [enhanced status code](https://www.rfc-editor.org/rfc/rfc3463#section-2) a reply begins with: `5.7.1`.
fn enhanced_status(reply: &str) -> Option<&str> {
    let word = reply.split_whitespace().next()?;
    let digits = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (word.split('.').count() == 3 && word.split('.').all(digits)).then_some(word)
}

#[cfg(test)]
mod tests {
    use userpool::storage::{Medium, Purpose};

    use super::*;

    fn message(subject: &str, destination: &str) -> Message {
        Message {
            user_pool_id: "us-east-1_example".to_owned(),
            client_id: None,
            username: "ana".to_owned(),
            purpose: Purpose::SignUp,
            medium: Medium::Email,
            destination: destination.to_owned(),
            subject: Some(subject.to_owned()),
            body: Secret::new("Your code is 123456<br>Grüße"),
            code: Some(Secret::new("123456")),
        }
    }

    fn written(subject: &str, destination: &str) -> Result<String, &'static str> {
        let from = sender("Example <no-reply@example.com>").expect("a sender");
        let mail = mail(&from, &message(subject, destination))?;
        Ok(String::from_utf8(mail.formatted()).expect("text"))
    }

    #[test]
    fn a_url_names_the_server_and_the_user() {
        let url = SmtpUrl::parse("smtps://ana%40example.com:p%3Aw%2F@mail.example.com").expect("a URL");
        assert_eq!((url.host.as_str(), url.port, url.implicit_tls), ("mail.example.com", 465, true));
        assert_eq!(url.user.as_deref(), Some("ana@example.com"));
        assert_eq!(url.password, Some(Secret::new("p:w/")));
        assert!(!format!("{url:?}").contains("p:w/"));

        let url = SmtpUrl::parse("smtp://[::1]:2525/").expect("a URL");
        assert_eq!((url.host.as_str(), url.port, url.implicit_tls), ("::1", 2525, false));
        assert!(!url.has_user() && !url.has_password());
        assert_eq!(
            SmtpUrl::parse("smtp://127.0.0.1").map(|url| (url.host, url.port)),
            Ok(("127.0.0.1".into(), 587))
        );

        for text in
            ["", "mail.example.com", "mail:25", "http://a", "smtp://", "smtp://a?tls=none", "smtp://a/b"]
        {
            assert_eq!(SmtpUrl::parse(text), Err(NOT_A_URL), "{text}");
        }
    }

    #[test]
    fn a_mail_has_its_headers_and_no_others() {
        let text = written("Your code\r\nBcc: eve@example.com", "ana@example.com").expect("a mail");
        let (head, _) = text.split_once("\r\n\r\n").expect("a head");
        assert!(head.contains("From: Example <no-reply@example.com>\r\n"), "{head}");
        assert!(head.contains("To: ana@example.com\r\n"), "{head}");
        assert!(head.contains("Content-Type: text/html; charset=utf-8\r\n"), "{head}");
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert!(head.contains("@example.com>\r\n") && head.contains("Date: "), "{head}");

        for destination in ["", "ana", "ana@example.com\r\nBcc: eve@example.com", "a@b@c"] {
            assert!(written("Your code", destination).is_err(), "{destination:?}");
        }
    }

    #[test]
    fn only_the_codes_of_a_reply_are_logged() {
        assert_eq!(enhanced_status("5.7.1 <ana@example.com> refused"), Some("5.7.1"));
        for reply in ["", "no", "5.7 x", "1.2.3.4 x", "5.7.x", "5555.1.1"] {
            assert_eq!(enhanced_status(reply), None, "{reply}");
        }
    }
}
