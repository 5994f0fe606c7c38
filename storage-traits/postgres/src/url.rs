//! [`Target`]: what a URL says, and the defaults of what it leaves out.

use std::{path::PathBuf, time::Duration};

use tokio_postgres::{
    Config,
    config::{Host, SslMode, SslNegotiation, TargetSessionAttrs},
};

use crate::{ConnectError, tls::Tls};

/// How long an attempt to reach one address of a host may take.
const REACH_TIME_MAX: Duration = Duration::from_secs(5);

/// How long sent bytes may stay unacknowledged, and how long a link may be silent before the other side is asked whether it is there.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// Options of libpq that are not supported. Without this list they would look like a misspelt URL.
const UNSUPPORTED: [&str; 10] = [
    "gssencmode",
    "krbsrvname",
    "passfile",
    "service",
    "sslcert",
    "sslcrl",
    "sslkey",
    "sslpassword",
    "sslcompression",
    "require_auth",
];

/// A server, or several of which one is writable, and how to talk to it.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) config: Config,
    pub(crate) tls: Tls,
    /// Whether statements are prepared once for each link. Some poolers do not allow that.
    pub(crate) prepared: bool,
}

impl Target {
    /// Reads a URL of the form `postgres://USER:PASSWORD@HOST:PORT/DATABASE?OPTION=VALUE`.
    pub(crate) fn parse(url: &str) -> Result<Self, ConnectError> {
        let own = Own::take(url)?;
        // The text of this error is not shown: it may quote a piece of the password.
        let mut config: Config =
            own.rest.parse().map_err(|_: tokio_postgres::Error| refused("it cannot be read"))?;
        if config.get_hosts().is_empty() {
            return Err(refused("it names no host"));
        }
        if config.get_user().is_none() {
            return Err(refused("it names no user"));
        }
        if config.get_application_name().is_none() {
            config.application_name("userpool");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(REACH_TIME_MAX);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(SILENCE_MAX);
            config.keepalives_idle(SILENCE_MAX);
        }
        // A replica can serve nothing here: it knows no serializable transactions.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);

        let encrypted = match own.sslmode.as_deref() {
            None => !is_local(&config),
            Some("disable") => false,
            Some("require" | "verify-ca" | "verify-full") => true,
            Some("allow" | "prefer") => {
                return Err(refused("its sslmode falls back to plain text: use require or disable"));
            }
            Some(_) => return Err(refused("its sslmode is none of disable, require and verify-full")),
        };
        config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
        let is_direct = config.get_ssl_negotiation() == SslNegotiation::Direct;
        let tls = if encrypted { Tls::new(own.sslrootcert, is_direct)? } else { Tls::unused()? };
        Ok(Self { config, tls, prepared: own.prepared })
    }

    /// The hosts with their ports, for messages.
    pub(crate) fn hosts(&self) -> String {
        let ports = self.config.get_ports();
        let hosts = self.config.get_hosts().iter().enumerate().map(|(index, host)| {
            let port = ports.get(index).or_else(|| ports.first()).copied().unwrap_or(5432);
            match host {
                Host::Tcp(name) => format!("{name}:{port}"),
                #[cfg(unix)]
                Host::Unix(folder) => format!("{} (port {port})", folder.display()),
            }
        });
        hosts.collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn user(&self) -> &str {
        self.config.get_user().unwrap_or_default()
    }
}

/// The options that this crate reads itself, and the URL without them.
struct Own {
    rest: String,
    sslmode: Option<String>,
    sslrootcert: Option<PathBuf>,
    prepared: bool,
}

impl Own {
    fn take(url: &str) -> Result<Self, ConnectError> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(refused("it does not begin with postgres://"));
        }
        let (place, query) = url.split_once('?').unwrap_or((url, ""));
        // What follows the first of them would count as the host, and be shown in messages.
        let has_odd_password = match place.matches('@').count() {
            0 => query.contains('@'),
            1 => false,
            _ => true,
        };
        if has_odd_password {
            return Err(refused("special characters of its password must be percent-encoded"));
        }

        let mut own = Self { rest: place.to_owned(), sslmode: None, sslrootcert: None, prepared: true };
        let mut separator = '?';
        for option in query.split('&').filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').unwrap_or((option, ""));
            match name {
                "sslmode" => own.sslmode = Some(value.to_owned()),
                // Mozilla's list, which is the default here.
                "sslrootcert" if value == "system" => own.sslrootcert = None,
                "sslrootcert" => own.sslrootcert = Some(PathBuf::from(decoded(value)?)),
                // Some providers show URLs with it. The certificate is verified, which guards against the same.
                "channel_binding" if value == "require" => {
                    return Err(refused("channel_binding=require is not supported: leave it out"));
                }
                "prepared" => {
                    own.prepared = match value {
                        "on" => true,
                        "off" => false,
                        _ => return Err(refused("its option prepared is neither on nor off")),
                    }
                }
                _ => {
                    if let Some(name) = UNSUPPORTED.into_iter().find(|unsupported| *unsupported == name) {
                        return Err(ConnectError::Url {
                            problem: format!("the option {name} is not supported"),
                        });
                    }
                    own.rest.push(separator);
                    own.rest.push_str(option);
                    separator = '&';
                }
            }
        }
        Ok(own)
    }
}

/// Percent-decodes text that must be UTF-8.
fn decoded(text: &str) -> Result<String, ConnectError> {
    let broken = || refused("a percent sign in it is not followed by two hexadecimal digits of UTF-8");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, more)) = rest.split_first() {
        rest = more;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let (digits, more) = rest.split_at_checked(2).ok_or_else(broken)?;
        let digits = str::from_utf8(digits).map_err(|_| broken())?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| broken())?);
        rest = more;
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

/// Whether all hosts are this machine.
fn is_local(config: &Config) -> bool {
    let addresses = config.get_hostaddrs();
    if !addresses.is_empty() {
        return addresses.iter().all(std::net::IpAddr::is_loopback);
    }
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
}

fn refused(problem: &str) -> ConnectError {
    ConnectError::Url { problem: problem.to_owned() }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

    use super::*;

    #[test]
    fn links_are_encrypted_unless_the_server_is_this_machine() {
        for (url, expected) in [
            ("postgres://u@localhost/d", SslMode::Disable),
            ("postgres://u@127.0.0.1:1,[::1]:2/d", SslMode::Disable),
            ("postgres://u@%2Frun%2Fpostgresql/d", SslMode::Disable),
            ("postgres://u@localhost/d?sslmode=require", SslMode::Require),
            ("postgres://u@db.example/d", SslMode::Require),
            ("postgresql://u@localhost,db.example/d", SslMode::Require),
            ("postgres://u@localhost/d?hostaddr=192.0.2.1", SslMode::Require),
            ("postgres://u@db.example/d?sslmode=verify-full", SslMode::Require),
            ("postgres://u@db.example/d?sslmode=disable", SslMode::Disable),
        ] {
            assert_eq!(Target::parse(url).unwrap().config.get_ssl_mode(), expected, "{url}");
        }
    }

    #[test]
    fn options_are_read_and_passed_on() {
        let url = "postgres://ana:p%40ss@a:1,b:2/d?prepared=off&connect_timeout=7&sslmode=disable&application_name=x";
        let target = Target::parse(url).unwrap();
        assert!(!target.prepared);
        assert_eq!(target.config.get_password(), Some(&b"p@ss"[..]));
        assert_eq!(target.config.get_connect_timeout(), Some(&Duration::from_secs(7)));
        assert_eq!(target.config.get_application_name(), Some("x"));
        assert_eq!(target.config.get_target_session_attrs(), TargetSessionAttrs::ReadWrite);
        assert_eq!((target.hosts().as_str(), target.user()), ("a:1, b:2", "ana"));
    }

    #[test]
    fn wrong_urls_are_refused_without_a_word_of_the_password() {
        for url in [
            "",
            "users.db",
            "host=localhost user=u password=hunter2",
            "mysql://u:hunter2@localhost/d",
            "postgres://",
            "postgres:///d",
            "postgres://localhost/d",
            "postgres://u:hunter2",
            "postgres://u:hun@ter2@localhost/d",
            "postgres://u:hun?ter2@localhost/d",
            "postgres://u:hunter2@localhost:port/d",
            "postgres://u:hunter2@localhost:70000/d",
            "postgres://u:hunter2@localhost/d?hunter2=1",
            "postgres://u:hunter2@localhost/d?sslmode=prefer",
            "postgres://u:hunter2@localhost/d?sslmode=hunter2",
            "postgres://u:hunter2@localhost/d?prepared=hunter2",
            "postgres://u:hunter2@localhost/d?sslmode=require&channel_binding=require",
            "postgres://u:hunter2@localhost/d?sslcert=hunter2",
            "postgres://u:hunter2@localhost/d?sslmode=require&sslrootcert=%2",
            "postgres://u:hunter2@localhost/d?sslmode=require&sslrootcert=%ff",
        ] {
            let Err(error) = Target::parse(url) else { panic!("{url} was taken") };
            assert!(matches!(error, ConnectError::Url { .. }), "{url}: {error:?}");
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("hun") && !shown.contains("ter2"), "{shown}");
            assert!(!error.to_string().contains('\n'));
        }
    }
}
