//! Flags and their environment variables.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use clap::{
    Parser, ValueEnum,
    builder::BoolishValueParser,
    error::{ContextKind, ContextValue, ErrorKind},
};

mod delivery;
mod files;
mod functions;
mod limits;
mod migration;
mod providers;
mod threats;
mod unquoted;

use crate::{commands::Command, http_client::HttpUrl};

pub(crate) use delivery::Delivery;
pub(crate) use functions::Functions;
pub(crate) use limits::Limits;
pub(crate) use migration::OldClient;
pub(crate) use threats::Threats;

const ABOUT: &str = "Amazon Cognito user pools on your own machine";

const AFTER_HELP: &str = "\
Every flag can also be given as the environment variable beside it; a flag wins over its variable.

The data folder holds users.db (the database), master.key (seals every secret in it), credentials (the
administrator's, in the format of AWS_SHARED_CREDENTIALS_FILE) and messages.jsonl. What is missing is made on the
first start; what exists is never overwritten. Back up both users.db and master.key, in different places: the
database cannot be read without the key, and with both every secret in it can be read.

GET /health answers 200 while the server is ready: the database and the messages file can be written. SIGTERM and
SIGINT finish the requests in progress.";

/// The flags, checked as far as possible without reading a file.
#[derive(Debug, Parser)]
#[command(name = "userpool-server", version, about = ABOUT, after_help = AFTER_HELP, disable_help_subcommand = true)]
pub(crate) struct Options {
    /// Where to listen; port 0 chooses a free port
    #[arg(long, env = "USERPOOL_LISTEN", hide_env_values = true, help_heading = "Address", global = true)]
    #[arg(value_name = "ADDRESS:PORT", default_value = "127.0.0.1:9229", value_parser = listen_address)]
    pub(crate) listen: SocketAddr,

    /// Serve TLS with this certificate chain (PEM); needs --tls-key
    #[arg(long, env = "USERPOOL_TLS_CERT", hide_env_values = true, help_heading = "Address")]
    #[arg(value_name = "FILE")]
    tls_cert: Option<PathBuf>,

    /// Private key of the certificate (PEM); needs --tls-cert
    #[arg(long, env = "USERPOOL_TLS_KEY", hide_env_values = true, help_heading = "Address")]
    #[arg(value_name = "FILE")]
    tls_key: Option<PathBuf>,

    /// Where clients reach the server; tokens are issued as URL/{poolId} [default: the address of the server]
    #[arg(long, env = "USERPOOL_PUBLIC_URL", hide_env_values = true, help_heading = "Pools", global = true)]
    #[arg(value_name = "URL", value_parser = public_url)]
    pub(crate) public_url: Option<String>,

    /// Form of the issuer in tokens
    #[arg(long, env = "USERPOOL_ISSUER", hide_env_values = true, help_heading = "Pools")]
    #[arg(value_name = "FORM", default_value = "own", value_enum)]
    pub(crate) issuer: IssuerForm,

    /// Region of a new pool when the request's signature names none
    #[arg(long, env = "USERPOOL_REGION", hide_env_values = true, help_heading = "Pools")]
    #[arg(value_name = "REGION", default_value = "us-east-1", value_parser = region)]
    pub(crate) region: String,

    /// Folder of the server's data
    #[arg(long, env = "USERPOOL_DATA", hide_env_values = true, help_heading = "Files", global = true)]
    #[arg(value_name = "DIR", default_value = "./userpool-data")]
    pub(crate) data: PathBuf,

    /// Keep all data in memory: no data folder, and a credential for this run only
    #[arg(long, env = "USERPOOL_MEMORY", hide_env_values = true, help_heading = "Files")]
    #[arg(conflicts_with_all = ["data", "master_key_file"], value_parser = BoolishValueParser::new())]
    pub(crate) memory: bool,

    /// Administrators' credentials, one per profile; must exist [default: credentials in the data folder]
    #[arg(long, env = "USERPOOL_CREDENTIALS", hide_env_values = true, help_heading = "Files")]
    #[arg(value_name = "FILE")]
    pub(crate) credentials: Option<PathBuf>,

    /// Master keys, 64 hex digits a line, newest first; must exist [default: master.key in the data folder]
    #[arg(
        long,
        env = "USERPOOL_MASTER_KEY_FILE",
        hide_env_values = true,
        help_heading = "Files",
        global = true
    )]
    #[arg(value_name = "FILE")]
    pub(crate) master_key_file: Option<PathBuf>,

    /// Add the pools, clients and users in this file that are missing, at every start; the format is that of exports
    #[arg(long, env = "USERPOOL_SEED", hide_env_values = true, help_heading = "Files")]
    #[arg(value_name = "FILE")]
    pub(crate) seed: Option<PathBuf>,

    /// A sub-command to run instead of the server.
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) delivery: Delivery,

    #[command(flatten)]
    pub(crate) functions: Functions,

    #[command(flatten)]
    pub(crate) migration: migration::Migration,

    #[command(flatten)]
    pub(crate) limits: Limits,

    #[command(flatten)]
    pub(crate) threats: Threats,

    #[command(flatten)]
    pub(crate) providers: providers::Providers,

    /// How much to log to standard error
    #[arg(long, env = "USERPOOL_LOG", hide_env_values = true, help_heading = "Operation", global = true)]
    #[arg(value_name = "LEVEL", default_value = "info", value_enum)]
    pub(crate) log: LogLevel,

    /// For tests: every caller is an administrator, with any signature or none; loopback addresses only
    #[arg(long, env = "USERPOOL_DANGER_ACCEPT_ANY_CREDENTIALS", hide_env_values = true)]
    #[arg(help_heading = "Operation", conflicts_with = "credentials", value_parser = BoolishValueParser::new())]
    pub(crate) danger_accept_any_credentials: bool,

    /// Allow --danger-accept-any-credentials on any address: every client that reaches the server is an administrator
    #[arg(long, env = "USERPOOL_DANGER_TRUST_NETWORK", hide_env_values = true)]
    #[arg(help_heading = "Operation", value_parser = BoolishValueParser::new())]
    danger_trust_network: bool,
}

/// The form of the `iss` of tokens.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum IssuerForm {
    /// With --public-url, or the address of --listen.
    Own,
    /// With https://cognito-idp.{region}.amazonaws.com, for verifiers that only know a pool's id.
    Cognito,
}

/// How much is logged.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum LogLevel {
    /// Nothing.
    Off,
    /// Requests that the server could not answer.
    Error,
    /// Also warnings for operators.
    Warn,
    /// Also one line per request.
    Info,
    /// Also one line per connection.
    Debug,
}

/// The result of parsing the command line.
pub(crate) enum Parsed {
    /// Valid flags.
    Options(Box<Options>),
    /// The text of `--help` or `--version`.
    Text(String),
    /// One line that describes the error.
    Refused(String),
}

impl Options {
    /// Reads the command line and the environment.
    pub(crate) fn parse() -> Parsed {
        Self::parse_from_words(std::env::args_os())
    }

    fn parse_from_words(words: impl IntoIterator<Item = impl Into<std::ffi::OsString> + Clone>) -> Parsed {
        match Self::try_parse_from(words) {
            Ok(options) => match options.refusal() {
                Some(reason) => Parsed::Refused(reason.to_owned()),
                None => Parsed::Options(Box::new(options)),
            },
            Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
                Parsed::Text(error.to_string())
            }
            Err(error) => Parsed::Refused(match other_name(&error) {
                Some(hint) => hint.to_owned(),
                None => first_paragraph(&error.to_string()),
            }),
        }
    }

    /// The certificate and its key, if the server uses TLS.
    pub(crate) fn tls(&self) -> Option<(&Path, &Path)> {
        Some((self.tls_cert.as_deref()?, self.tls_key.as_deref()?))
    }

    /// The files that hold a password, a token or a secret of another service.
    pub(crate) fn secret_files(&self) -> impl Iterator<Item = &Path> {
        self.delivery.secret_files().chain(self.migration.migrate_client_secret_file.as_deref())
    }

    /// Checks combinations of flags. Returns what is wrong.
    fn refusal(&self) -> Option<&'static str> {
        if self.tls_cert.is_some() != self.tls_key.is_some() {
            return Some("--tls-cert and --tls-key go together: give both or neither");
        }
        let danger = self.danger_accept_any_credentials;
        if danger && !self.danger_trust_network && !self.listen.ip().is_loopback() {
            return Some(
                "--danger-accept-any-credentials makes every caller an administrator, so --listen must be a loopback \
                 address; where only you reach the network, as in a container, add --danger-trust-network",
            );
        }
        if self.danger_trust_network && !danger {
            return Some("--danger-trust-network is for --danger-accept-any-credentials, which is not given");
        }
        let called = [&self.functions.lambda_endpoint, &self.delivery.sms_webhook];
        let is_plain = called.into_iter().flatten().any(HttpUrl::is_plain_beyond_loopback);
        if is_plain && !self.functions.danger_plain_http {
            return Some(
                "passwords and codes that are sent to an http:// URL of another machine can be read on the network: use https://, or add \
                 --danger-plain-http",
            );
        }
        if self.memory && self.delivery.loses_messages_in_memory() {
            return Some("with --memory and --print-codes never, codes need a file: give --messages FILE");
        }
        if self.memory && self.command.is_some() {
            return Some("--memory is for the server: a command works on a data folder");
        }
        self.delivery.refusal().or_else(|| self.migration.refusal())
    }
}

fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let numeric = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    numeric
        .parse()
        .map_err(|_| "give a numeric address and a port, as in 127.0.0.1:9229 or [::]:9229".to_owned())
}

fn public_url(text: &str) -> Result<String, String> {
    let url = text.trim_end_matches('/');
    let valid = url.parse::<http::Uri>().is_ok_and(|uri| {
        matches!(uri.scheme_str(), Some("https" | "http"))
            && uri.authority().is_some()
            && uri.query().is_none()
    });
    // `Uri` silently drops a fragment.
    if !valid || url.contains('#') {
        return Err(
            "give an https:// or http:// URL without query, as in https://auth.example.com".to_owned()
        );
    }
    Ok(url.to_owned())
}

fn region(text: &str) -> Result<String, String> {
    let part =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    // Regions become part of pool ids and host names.
    if text.len() > 32 || !text.split('-').all(part) {
        return Err("give a name like us-east-1".to_owned());
    }
    Ok(text.to_owned())
}

/// The flag to use instead of one that other servers have.
fn other_name(error: &clap::Error) -> Option<&'static str> {
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else { return None };
    match (error.kind(), flag.as_str()) {
        (ErrorKind::UnknownArgument, "--port" | "-p") => Some(
            "there is no --port: give --listen 127.0.0.1:PORT, or --listen 0.0.0.0:PORT for every address (see --help)",
        ),
        (ErrorKind::UnknownArgument, "--host" | "--bind") => {
            Some("there is no such flag: give --listen ADDRESS:PORT (see --help)")
        }
        _ => None,
    }
}

/// The first line of clap's message, without tips and usage, which are in `--help`.
fn first_paragraph(text: &str) -> String {
    let paragraph = text.strip_prefix("error: ").unwrap_or(text).split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = paragraph.split_whitespace().collect();
    format!("{} (see --help)", words.join(" "))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn parsed(words: &[&str]) -> Result<Options, String> {
        match Options::parse_from_words([&["userpool-server"], words].concat()) {
            Parsed::Options(options) => Ok(*options),
            Parsed::Text(text) | Parsed::Refused(text) => Err(text),
        }
    }

    #[test]
    fn the_flags_are_well_formed() {
        Options::command().debug_assert();
    }

    #[test]
    fn every_flag_has_its_environment_variable() {
        for argument in Options::command().get_arguments().filter(|a| a.get_long() != Some("help")) {
            let long = argument.get_long().unwrap_or_default();
            let variable = format!("USERPOOL_{}", long.to_uppercase().replace('-', "_"));
            assert_eq!(argument.get_env().and_then(|v| v.to_str()), Some(variable.as_str()), "--{long}");
        }
    }

    #[test]
    fn flags_may_come_before_and_after_a_sub_command() {
        for words in [&["backup", "copy.db", "--data", "d"] as &[&str], &["--data", "d", "backup", "copy.db"]]
        {
            let options = parsed(words).expect("options");
            assert_eq!(options.data, PathBuf::from("d"), "{words:?}");
            assert!(matches!(options.command, Some(Command::Backup(_))), "{words:?}");
        }
        for words in [&["backup"] as &[&str], &["backup", "a", "b"], &["restore"]] {
            assert!(parsed(words).is_err(), "{words:?}");
        }
    }

    #[test]
    fn accepting_any_credentials_requires_a_loopback_address() {
        for address in ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "localhost:1"] {
            assert!(parsed(&["--danger-accept-any-credentials", "--listen", address]).is_ok(), "{address}");
        }
        for address in ["0.0.0.0:1", "[::]:1", "192.168.0.1:1"] {
            assert!(parsed(&["--danger-accept-any-credentials", "--listen", address]).is_err(), "{address}");
            let trusted = ["--danger-accept-any-credentials", "--danger-trust-network", "--listen", address];
            assert!(parsed(&trusted).is_ok(), "{address}");
        }
        let refusal = parsed(&["--danger-trust-network"]).expect_err("useless alone");
        assert!(refusal.contains("--danger-accept-any-credentials"), "{refusal}");
    }

    #[test]
    fn the_last_slash_of_a_public_url_is_removed() {
        for (given, kept) in [
            ("https://auth.example.com", Some("https://auth.example.com")),
            ("https://auth.example.com/", Some("https://auth.example.com")),
            ("http://localhost:9229/pools", Some("http://localhost:9229/pools")),
            ("auth.example.com", None),
            ("ftp://auth.example.com", None),
            ("https://", None),
            ("https://a/?b", None),
            ("https://a/#b", None),
        ] {
            assert_eq!(public_url(given).ok().as_deref(), kept, "{given}");
        }
    }

    #[test]
    fn a_region_has_a_valid_form() {
        for name in ["us-east-1", "eu-central-1", "us-gov-west-1", "local"] {
            assert!(region(name).is_ok(), "{name}");
        }
        for name in ["", "US-EAST-1", "us east 1", "us--1", "-", "us-east-1/x"] {
            assert!(region(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_password_is_not_quoted() {
        for words in [
            &["--smtp-url", "smtp://ana:s3cret@a/b"] as &[&str],
            &["--smtp-url", "http://ana:s3cret@a"],
            &["--smtp-url", "smtp://:s3cret@a", "--smtp-from", "a@example.com"],
            &["--sms-webhook", "https://ana:s3cret@sms.example.com"],
            &["--sms-webhook", "ftp://sms.example.com/s3cret"],
        ] {
            let refusal = parsed(words).expect_err("refused");
            assert!(refusal.contains("--s") && !refusal.contains("s3cret"), "{refusal}");
        }
        let words = ["--smtp-url", "smtp://ana:s3cret@a", "--smtp-from", "a@example.com"];
        assert!(!format!("{:?}", parsed(&words).expect("options")).contains("s3cret"));
    }

    #[test]
    fn errors_for_flags_of_other_servers_name_the_right_flag() {
        for words in
            [&["--port", "8080"] as &[&str], &["-p", "8080"], &["--port=8080"], &["--host", "0.0.0.0"]]
        {
            let refusal = parsed(words).expect_err("refused");
            assert!(refusal.contains("--listen"), "{refusal}");
        }
    }

    #[test]
    fn extra_ca_needs_no_other_flag() {
        assert!(parsed(&["--extra-ca", "f"]).is_ok());
    }

    #[test]
    fn every_error_is_one_line() {
        for words in [
            &["--listen", "everywhere"] as &[&str],
            &["--log", "loud"],
            &["--tls-cert", "a.pem"],
            &["--verbose"],
            &["serve"],
            &["--data"],
            &["--danger-accept-any-credentials", "--credentials", "c"],
            &["--smtp-url", "mail.example.com"],
            &["--smtp-url", "smtp://a"],
            &["--smtp-from", "a@example.com"],
            &["--smtp-url", "smtp://a", "--smtp-from", "nobody"],
            &["--smtp-url", "smtp://user@a", "--smtp-from", "a@example.com"],
            &["--smtp-url", "smtp://:password@a", "--smtp-from", "a@example.com"],
            &["--smtp-url", "smtp://a", "--smtp-from", "a@example.com", "--smtp-password-file", "f"],
            &["--smtp-url", "smtp://u:p@a", "--smtp-from", "a@example.com", "--smtp-password-file", "f"],
            &["--smtp-url", "smtps://a", "--smtp-from", "a@example.com", "--danger-smtp-without-tls"],
            &["--danger-smtp-without-tls"],
            &["--lambda-endpoint", "http://functions.internal:9001"],
            &["--sms-webhook", "http://192.0.2.7/send"],
            &["--trusted-proxy", "proxy.internal"],
            &["--rate-per-peer", "many"],
            &["--sms-webhook", "sms.example.com"],
            &["--sms-webhook-token-file", "f"],
            &["--lambda-endpoint", "localhost:9001"],
            &["--lambda-endpoint", "http://localhost:9001/?a"],
            &["--migrate-from", "us-east-1_AbCdEfGhI"],
            &["--migrate-client-secret-file", "f"],
            &["--migrate-endpoint", "http://localhost:9230"],
            &["--migrate-from", "us-east-1:us-east-1_A:c", "--migrate-endpoint", "http://192.0.2.7"],
        ] {
            let refusal = parsed(words).expect_err("refused");
            assert!(!refusal.contains('\n') && refusal.len() > 20, "{words:?}: {refusal}");
        }
    }
}
