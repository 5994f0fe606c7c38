//! `userpool-server`: the engine behind an HTTP endpoint, on embedded SQLite.
//!
//! From start to answer: [`options`] (flags) -> [`data_folder`] (keys, credential, database) -> the engine ->
//! [`mod@serve`] (connections) -> [`endpoint`] (one request). [`commands`] has the sub-commands. All checks come before the first
//! write.

use std::{
    io::{self, Write as _},
    net::{SocketAddr, TcpListener},
    process::ExitCode,
    sync::Arc,
};

use tokio::runtime::Runtime;
use userpool::{Engine, EngineBuilder, Issuer};

mod address;
mod audit;
mod background;
mod banner;
mod commands;
mod compromised;
mod connections;
mod convert;
mod credentials;
mod data_folder;
mod endpoint;
#[cfg(test)]
#[path = "../tests/server/support/fake_http.rs"]
mod fake_http;
mod files;
mod first_steps;
mod header_clock;
mod health;
mod http_client;
mod inbox;
mod lambda;
mod log;
mod master_key;
mod messenger;
mod migration;
mod options;
mod phase;
mod private_file;
mod progress;
mod providers;
mod proxies;
mod public_address;
mod rate;
mod refusal;
mod seed;
mod serve;
mod store;
mod tls;
mod welcome;

use crate::{
    audit::AuditLines,
    compromised::HashFile,
    connections::ConnectionLimits,
    data_folder::DataFolder,
    endpoint::{Endpoint, Reached},
    health::Health,
    http_client::HttpClient,
    inbox::Inbox,
    lambda::{FunctionMap, LambdaCaller},
    messenger::{FileMessenger, Messengers, SmtpMessenger, WebhookMessenger},
    migration::{Functions, OldPool},
    options::{Delivery, IssuerForm, Options, Parsed},
    providers::Providers,
    rate::Rates,
    serve::Service,
    tls::Trust,
};

fn main() -> ExitCode {
    let options = match Options::parse() {
        Parsed::Options(options) => *options,
        Parsed::Text(text) => {
            // A closed standard output is not an error.
            let _ = write!(io::stdout(), "{text}");
            return ExitCode::SUCCESS;
        }
        Parsed::Refused(reason) => return refuse(&reason, ExitCode::from(2)),
    };
    match &options.command {
        None => match serve(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => refuse(&options.with_flag(log::line(&error)), error.exit_code()),
        },
        Some(command) => match command.run(&options) {
            Ok(report) => {
                // A closed standard output is not an error: the work is done.
                let _ = write!(io::stdout(), "{}", report.text);
                report.exit_code
            }
            Err(error) => refuse(&options.with_flag(log::line(&error)), error.exit_code()),
        },
    }
}

/// Starts in an order that leaves nothing behind when a step fails: check, listen, then create files.
fn serve(options: &Options) -> Result<(), StartError> {
    log::install(options.log);
    let connections = files::connections(serve::CONNECTIONS_MAX)?;
    let tls = options.tls().map(|(cert, key)| tls::load(cert, key)).transpose()?;
    let folder = DataFolder::look(options)?;
    let trust = Trust::load(options.delivery.extra_ca.as_deref())?;
    let messengers = messengers(&options.delivery, &trust, &folder)?;
    if let Some(file) = &messengers.file {
        file.look(folder.path())?;
    }
    let functions = functions(options, &trust)?;
    let guards = Guards::look(options, &trust)?;

    let (listener, address) = listen(options)?;
    let opened = folder.open()?;
    messengers.file.as_ref().map_or(Ok(()), FileMessenger::create)?;
    guards.audit_log.as_ref().map_or(Ok(()), AuditLines::create)?;
    options.secret_files().for_each(private_file::warn_if_others_may_read);
    warn_of_exposure(options, address);
    let messages_file = messengers.file.clone();
    let engine = guards
        .builder(options)
        .storage(opened.storage.clone())
        .messenger(messengers)
        .triggers(functions)
        .access(opened.access);
    let engine = opened.master_keys.into_iter().fold(engine, |engine, key| engine.master_key(key));
    let engine =
        with_issuer(engine, options, address).build().map_err(|error| StartError::Engine(Box::new(error)))?;

    let runtime = runtime()?;
    runtime.block_on(engine.check_master_key())?;
    folder.mark_as_begun()?;
    if let Some(file) = &options.seed {
        runtime.block_on(seed::apply(&engine, file))?;
    }
    let messages_file = messages_file.filter(|_| options.delivery.uses_the_file());
    let inbox = inbox(options, &folder, address);
    let has_inbox = inbox.is_some();
    let working = runtime.spawn(background::work(engine.clone()));
    let health = Health::new(opened.storage, messages_file);
    let endpoint = Arc::new(Endpoint::new(engine, health, inbox, reached(options, address)));
    let service = Service { tls, endpoint, limits: connection_limits(options, connections) };
    let served = runtime.block_on(serve::serve(listener, service, || {
        banner::print(options, &folder, opened.made.as_ref(), address, has_inbox);
    }));
    working.abort();
    // Does not wait for tasks that are still running: the time to finish is over.
    runtime.shutdown_background();
    served.map_err(StartError::System)
}

fn listen(options: &Options) -> Result<(TcpListener, SocketAddr), StartError> {
    let listener = TcpListener::bind(options.listen)
        .map_err(|source| StartError::Listen { address: options.listen, source })?;
    let address = listener.local_addr().map_err(StartError::System)?;
    Ok((listener, address))
}

fn runtime() -> Result<Runtime, StartError> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.enable_all().thread_name("userpool").build().map_err(StartError::System)
}

/// How clients reach the server.
fn reached(options: &Options, address: SocketAddr) -> Reached {
    let tls = options.tls().is_some();
    let own = || address::own_address(address, tls);
    Reached {
        scheme: address::scheme(tls),
        address: options.public_url.clone().unwrap_or_else(own),
        proxies: options.limits.trusted_proxy.clone(),
    }
}

/// The page of the last messages, if there is a file of them and only this machine can ask for it.
fn inbox(options: &Options, folder: &DataFolder, address: SocketAddr) -> Option<Inbox> {
    let wanted = options.delivery.shows_inbox() && options.limits.trusted_proxy.is_empty();
    let file = folder.messages().filter(|_| wanted)?;
    Inbox::new(file, address.ip(), options.public_url.as_deref())
}

/// The limits of connections; `all` is how many the limit of open files allows.
fn connection_limits(options: &Options, all: usize) -> ConnectionLimits {
    let limits = &options.limits;
    ConnectionLimits { all, per_peer: limits.connections_per_peer(), exempt: limits.trusted_proxy.clone() }
}

/// Warns if others on the network or on this machine could read secrets.
fn warn_of_exposure(options: &Options, address: SocketAddr) {
    match options.tls() {
        Some((_, key)) => private_file::warn_if_others_may_read(key),
        None if !address.ip().is_loopback() => tracing::warn!(
            %address,
            "serving plain HTTP to other machines: passwords and tokens can be read on the network, unless a proxy in \
             front speaks TLS and only it can reach this address"
        ),
        None => {}
    }
}

/// The messengers for mail, text messages and the file. Reads files, writes none.
fn messengers(delivery: &Delivery, trust: &Trust, folder: &DataFolder) -> Result<Messengers, StartError> {
    let smtp = delivery.smtp().map(|settings| SmtpMessenger::new(settings, trust)).transpose()?;
    let sms = match &delivery.sms_webhook {
        Some(url) => {
            let client = HttpClient::new(trust.client()?);
            let token_file = delivery.sms_webhook_token_file.as_deref();
            Some(WebhookMessenger::new(client, url.clone(), token_file)?)
        }
        None => None,
    };
    let file = folder.messages().map(|path| FileMessenger::new(path, delivery.messages_bytes_max()));
    let prints = delivery.prints(file.is_some());
    Ok(Messengers { smtp, sms, file, prints })
}

/// The caller of functions. Without a flag it knows no function, and logs that when one is called.
fn functions(options: &Options, trust: &Trust) -> Result<Functions, StartError> {
    let functions = &options.functions;
    let map = functions
        .lambda_map
        .as_deref()
        .map(|file| FunctionMap::load(file, functions.danger_plain_http))
        .transpose()?
        .unwrap_or_default();
    let client = HttpClient::new(trust.client()?);
    let migration = &options.migration;
    let old_pool = migration.migrate_from.clone().map(|of| {
        let (endpoint, secret) =
            (migration.migrate_endpoint.as_ref(), migration.migrate_client_secret_file.as_deref());
        OldPool::new(client.clone(), of, endpoint, secret)
    });
    Ok(Functions {
        old_pool: old_pool.transpose()?,
        others: LambdaCaller::new(client, functions.lambda_endpoint.clone(), map),
    })
}

/// What protects users beside the engine, and the sender of requests to identity providers, which protects the network.
struct Guards {
    providers: Providers,
    compromised_passwords: Option<HashFile>,
    audit_log: Option<AuditLines>,
}

impl Guards {
    /// Opens and checks the files. Creates none.
    fn look(options: &Options, trust: &Trust) -> Result<Self, StartError> {
        let threats = &options.threats;
        Ok(Self {
            providers: Providers::new(trust, options.providers.allow_private_providers)?,
            compromised_passwords: threats
                .compromised_passwords
                .as_deref()
                .map(HashFile::open)
                .transpose()?,
            audit_log: threats.audit_log.as_deref().map(AuditLines::new).transpose()?,
        })
    }

    /// An engine with these guards, and with what the flags alone say.
    fn builder(self, options: &Options) -> EngineBuilder {
        let limits = &options.limits;
        let engine = Engine::builder()
            .signer(userpool::AwsLcSigner::new())
            .region(options.region.as_str())
            .fetch(self.providers)
            .rate_limiter(Rates::new(limits.rate_per_peer, limits.rate_per_client));
        let engine = if limits.service_quotas { engine.service_quotas() } else { engine };
        let engine = match self.compromised_passwords {
            Some(file) => engine.compromised_passwords(file),
            None => engine,
        };
        match self.audit_log {
            Some(log) => engine.audit_log(log),
            None => engine,
        }
    }
}

/// The issuer of tokens: by default the server's own URL. On a loopback address clients may also call it `localhost`, and each finds the
/// issuer at the address that it knows.
fn with_issuer(engine: EngineBuilder, options: &Options, address: SocketAddr) -> EngineBuilder {
    let engine = match &options.public_url {
        Some(url) => engine.public_url(url.as_str()),
        None if address.ip().is_loopback() => engine.issuer(Issuer::RequestAddress),
        None => engine.issuer(Issuer::Url(address::own_address(address, options.tls().is_some()))),
    };
    match options.issuer {
        IssuerForm::Own => engine,
        IssuerForm::Cognito => engine.issuer(Issuer::Cognito),
    }
}

/// Why the server did not start. Each is one line for the operator.
#[derive(Debug, thiserror::Error)]
enum StartError {
    #[error(transparent)]
    Folder(#[from] data_folder::FolderError),
    #[error(transparent)]
    Messages(#[from] messenger::MessagesError),
    #[error(transparent)]
    Functions(#[from] lambda::FunctionMapError),
    #[error(transparent)]
    Mail(#[from] messenger::SmtpError),
    #[error(transparent)]
    Secret(#[from] messenger::SecretFileError),
    #[error(transparent)]
    Tls(#[from] tls::TlsError),
    #[error(transparent)]
    Compromised(#[from] compromised::HashFileError),
    #[error(transparent)]
    Audit(#[from] audit::AuditFileError),
    #[error(transparent)]
    Seed(#[from] commands::import::Error),
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("the engine cannot start")]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error(transparent)]
    MasterKey(#[from] userpool::MasterKeyError),
    #[error(transparent)]
    Files(#[from] files::TooFewFiles),
    #[error("the operating system refused")]
    System(#[source] io::Error),
}

impl StartError {
    /// 2: the operator must change a flag or a file. 1: it may succeed later.
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Listen { .. } | Self::System(_) => ExitCode::from(1),
            _ => ExitCode::from(2),
        }
    }
}

fn refuse(reason: &str, code: ExitCode) -> ExitCode {
    let line: String = reason.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    // A closed standard error cannot be reported.
    let _ = writeln!(io::stderr(), "userpool-server: {line}");
    code
}
