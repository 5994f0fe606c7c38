//! A server with its own folder, and a client for correct and incorrect requests.

use std::{
    ffi::OsString,
    fs,
    io::{BufRead as _, BufReader, Read as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
    sync::Arc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use tokio_rustls::rustls::{
    ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

mod fake_http;
mod fake_smtp;
mod http;

pub(crate) use fake_http::{FakeHttp, Reply};
pub(crate) use fake_smtp::{Encryption, FakeSmtp};
pub(crate) use http::{Connection, Response, connect};

/// The binary under test: that of this build, or `USERPOOL_SERVER_BIN`.
fn binary() -> OsString {
    std::env::var_os("USERPOOL_SERVER_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_userpool-server").into())
}

/// The binary under test, without environment variables of the server.
pub(crate) fn command() -> Command {
    let mut command = Command::new(binary());
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("USERPOOL_")) {
        command.env_remove(name);
    }
    command
}

/// The binary under test, run by a shell that first does something, such as setting a limit.
pub(crate) fn command_after(preparation: &str) -> Command {
    let plain = command();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{preparation} && exec \"$0\" \"$@\"")]).arg(plain.get_program());
    for (name, _) in plain.get_envs() {
        shell.env_remove(name);
    }
    shell
}

/// The binary under test, run by a user without root's permissions who owns `folder`.
pub(crate) fn command_as_another_user(folder: &Path) -> Command {
    use std::os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::CommandExt as _,
    };

    const NOBODY: u32 = 65534;
    let mut command = command();
    let probe = folder.join("probe");
    fs::write(&probe, "").unwrap();
    let is_root = fs::metadata(&probe).unwrap().uid() == 0;
    fs::remove_file(&probe).unwrap();
    if is_root {
        // The user may have no access to the binary's folder, so the binary is copied.
        let binary = folder.join("userpool-server");
        if !binary.exists() {
            fs::copy(command.get_program(), &binary).unwrap();
        }
        fs::set_permissions(&binary, fs::Permissions::from_mode(0o755)).unwrap();
        chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
        let mut other = Command::new(binary);
        for (name, _) in command.get_envs() {
            other.env_remove(name);
        }
        other.uid(NOBODY).gid(NOBODY).current_dir(folder);
        command = other;
    }
    command
}

/// Runs the server until it ends; for servers that refuse to start.
pub(crate) fn run(arguments: &[&str]) -> Output {
    command().args(arguments).output().expect("the server runs")
}

/// A file of `tests/data`.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// TLS for the servers that the tested server calls, with the certificate of `tests/data`.
pub(crate) fn tls_config() -> Arc<ServerConfig> {
    let certificate = CertificateDer::from_pem_file(fixture("tls-cert.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_file(fixture("tls-key.pem")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key);
    Arc::new(config.unwrap())
}

/// A running server. Killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) banner: String,
    stdout: BufReader<ChildStdout>,
    log: Option<JoinHandle<String>>,
}

impl Server {
    /// Starts on a free port, with any signature accepted, and waits for its banner.
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_with(data, &["--danger-accept-any-credentials"])
    }

    /// Starts on a free port with these flags, and waits for its banner.
    pub(crate) fn start_with(data: &Path, flags: &[&str]) -> Self {
        Self::start_as(command(), data, flags)
    }

    /// The same with another command.
    pub(crate) fn start_as(mut command: Command, data: &Path, flags: &[&str]) -> Self {
        command.arg("--data").arg(data);
        Self::start_command(command, flags)
    }

    /// Starts in this folder without naming a data folder.
    pub(crate) fn start_in(folder: &Path, flags: &[&str]) -> Self {
        let mut command = command();
        command.current_dir(folder);
        Self::start_command(command, flags)
    }

    fn start_command(mut command: Command, flags: &[&str]) -> Self {
        let mut child = command
            .args(["--listen", "127.0.0.1:0"])
            .args(flags)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut stderr = child.stderr.take().unwrap();
        let log = thread::spawn(move || {
            let mut log = String::new();
            stderr.read_to_string(&mut log).expect("the log is text");
            log
        });
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut banner = String::new();
        while !banner.contains("initiate-auth") {
            if stdout.read_line(&mut banner).expect("the banner is text") == 0 {
                panic!("no banner; log: {}", log.join().unwrap());
            }
        }
        let endpoint = banner.split("://").nth(1).and_then(|rest| rest.lines().next()).expect("an endpoint");
        let address = endpoint.parse().expect("an address");
        Self { child, address, banner, stdout, log: Some(log) }
    }

    /// The next printed line that contains this text.
    pub(crate) fn printed_line(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.stdout.read_line(&mut line).expect("text"), 0, "no line with {text}");
            if line.contains(text) {
                return line;
            }
        }
    }

    pub(crate) fn connect(&self) -> Connection {
        Connection::open(self.address)
    }

    /// One operation on a new connection.
    pub(crate) fn call(&self, operation: &str, input: &serde_json::Value) -> Response {
        self.connect().call(operation, input).expect("an answer")
    }

    /// One operation that must succeed.
    pub(crate) fn done(&self, operation: &str, input: &serde_json::Value) -> serde_json::Value {
        let response = self.call(operation, input);
        assert_eq!(response.status, 200, "{operation}: {}", response.text());
        response.json()
    }

    pub(crate) fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal by name, as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("a shell").success());
    }

    /// Waits for the end. Returns the exit code and the log.
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let deadline = Instant::now() + Duration::from_secs(20);
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                break status;
            }
            assert!(Instant::now() < deadline, "the server does not stop");
            thread::sleep(Duration::from_millis(5));
        };
        (status.code(), self.log.take().unwrap().join().unwrap())
    }

    /// Sends SIGKILL. Returns what was printed and logged.
    pub(crate) fn kill(mut self) -> (String, String) {
        self.child.kill().expect("killed");
        self.child.wait().expect("a status");
        let mut printed = self.banner.clone();
        self.stdout.read_to_string(&mut printed).expect("text");
        (printed, self.log.take().unwrap().join().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A folder that is removed after the test.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Every file under `folder` with its content, to compare before and after.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let content = if path.is_dir() { Vec::new() } else { fs::read(&path).expect("a file") };
        files.push((path, content));
    }
    files.sort();
    files
}
