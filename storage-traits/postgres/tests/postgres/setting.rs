//! The servers that tests use, and what they put into them.

use std::{
    env,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    time::Duration,
};

use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};
use userpool_postgres::{PostgresOptions, PostgresStorage};
use userpool_storage_traits::{
    Batch, Check, CommitError, Key, Partition, Record, Revision, Storage, StorageError, Write,
};

/// What the environment names.
#[derive(Clone)]
pub(crate) struct Setting {
    /// The URL of a server, with the rights of its administrator.
    pub(crate) url: String,
    /// The same through a pooler in transaction mode.
    pub(crate) pooler: Option<String>,
    /// The folder of PostgreSQL's programs.
    pub(crate) programs: Option<PathBuf>,
}

impl Setting {
    pub(crate) fn from_environment() -> Option<Self> {
        Some(Self {
            url: env::var("USERPOOL_TEST_POSTGRES").ok()?,
            pooler: env::var("USERPOOL_TEST_PGBOUNCER").ok(),
            programs: env::var_os("USERPOOL_TEST_POSTGRES_BIN").map(PathBuf::from),
        })
    }

    /// An empty store in a new schema.
    pub(crate) async fn store(&self) -> PostgresStorage {
        self.options().await.connect(&self.url).await.unwrap()
    }

    /// Options for a new schema with tables.
    pub(crate) async fn options(&self) -> PostgresOptions {
        self.migrated(&new_schema()).await
    }

    /// Options for this schema, which is made.
    pub(crate) async fn migrated(&self, schema: &str) -> PostgresOptions {
        let options = PostgresOptions::new().schema(schema);
        options.migrate(&self.url).await.unwrap();
        options
    }

    pub(crate) fn pooled_url(&self) -> String {
        self.pooler.clone().unwrap()
    }

    /// A link of the administrator.
    pub(crate) async fn client(&self) -> Client {
        client(&self.url).await
    }

    /// The URL with another user and password.
    pub(crate) fn url_of(&self, user: &str, password: &str) -> String {
        let (_, place) = self.url.split_once('@').unwrap();
        format!("postgres://{user}:{password}@{place}")
    }

    /// The URL with another database.
    pub(crate) fn url_with_database(&self, database: &str) -> String {
        let (server, _) = self.url.rsplit_once('/').unwrap();
        format!("{server}/{database}")
    }

    /// `HOST:PORT`.
    pub(crate) fn address(&self) -> &str {
        let (_, place) = self.url.split_once('@').unwrap();
        place.split_once('/').unwrap().0
    }

    /// The URL with another `HOST:PORT`.
    pub(crate) fn url_at(&self, address: &str) -> String {
        self.url.replace(self.address(), address)
    }
}

pub(crate) async fn client(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(async move {
        let _ = connection.await;
    });
    client
}

/// A name that no other test of this run uses, nor an earlier run.
pub(crate) fn new_schema() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    format!("test_{}_{}", time, NUMBER.fetch_add(1, Relaxed))
}

// ---- Batches ----

pub(crate) fn partition() -> Partition {
    Partition::new("p")
}

pub(crate) fn key(name: &str) -> Key {
    Key::from_stored(name)
}

pub(crate) fn record(revision: u64, value: &str) -> Record {
    Record { value: value.into(), revision: Revision::from_bits(revision), expires_at: None }
}

pub(crate) fn put(name: &str, revision: u64, value: &str) -> Write {
    Write::Put { key: key(name), record: record(revision, value) }
}

pub(crate) fn absent(name: &str) -> Check {
    Check { key: key(name), expect: None }
}

pub(crate) fn at(name: &str, revision: u64) -> Check {
    Check { key: key(name), expect: Some(Revision::from_bits(revision)) }
}

pub(crate) fn batch(checks: Vec<Check>, writes: Vec<Write>) -> Batch {
    Batch { checks, writes, ..Batch::new(partition()) }
}

/// Whether a batch was applied; fails if the store did.
pub(crate) async fn applies(store: &PostgresStorage, checks: Vec<Check>, writes: Vec<Write>) -> bool {
    match store.commit(batch(checks, writes)).await {
        Ok(()) => true,
        Err(CommitError::Conflict) => false,
        Err(CommitError::Storage(error)) => panic!("{error}"),
    }
}

pub(crate) async fn read(store: &PostgresStorage, name: &str) -> Result<Option<Record>, StorageError> {
    Ok(store.get(&partition(), &[key(name)]).await?.remove(0))
}

pub(crate) async fn text(store: &PostgresStorage, name: &str) -> Option<String> {
    read(store, name).await.unwrap().map(|record| String::from_utf8(record.value).unwrap())
}

// ---- Servers that a test stops and starts ----

/// A server of the test's own, on a free port of the loopback. Runs as `nobody` if the test runs as root.
pub(crate) struct Server {
    programs: PathBuf,
    folder: TempDir,
    pub(crate) port: u16,
}

impl Server {
    /// A new server that runs, with the lines of `settings`.
    pub(crate) fn start(setting: &Setting, settings: &str) -> Self {
        let server = Self::at(setting, free_port());
        server.program("initdb", &["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]);
        server.configure(settings);
        server.resume();
        server
    }

    /// A replica of `primary`.
    pub(crate) fn replica(setting: &Setting, primary: &Self) -> Self {
        let server = Self::at(setting, free_port());
        let port = primary.port.to_string();
        let from = ["--host=127.0.0.1", "--port", &port, "--username=postgres", "--write-recovery-conf"];
        server.program("pg_basebackup", &[&from[..], &["--checkpoint=fast"]].concat());
        server.configure("");
        server.resume();
        server
    }

    fn at(setting: &Setting, port: u16) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if is_root() {
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        Self { programs: setting.programs.clone().unwrap(), folder, port }
    }

    fn configure(&self, settings: &str) {
        let sockets = self.folder.path().display();
        let lines = format!(
            "listen_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = '{sockets}'\n\
             max_connections = 100\n{settings}\n",
            self.port
        );
        let path = self.data().join("postgresql.auto.conf");
        let before = std::fs::read_to_string(&path).unwrap();
        std::fs::write(path, before + &lines).unwrap();
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// As the power fails: nothing is written any more.
    pub(crate) fn kill(&self) {
        self.program("pg_ctl", &["stop", "--silent", "--mode=immediate"]);
    }

    pub(crate) fn resume(&self) {
        let log = self.folder.path().join("log");
        self.program("pg_ctl", &["start", "--silent", "--wait", "--log", log.to_str().unwrap()]);
    }

    /// Makes a replica the primary server.
    pub(crate) fn promote(&self) {
        self.program("pg_ctl", &["promote", "--silent", "--wait"]);
    }

    fn program(&self, name: &str, arguments: &[&str]) {
        let mut command = Command::new(self.programs.join(name));
        command.args(arguments).arg("--pgdata").arg(self.data()).current_dir(self.folder.path());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        as_nobody(&mut command);
        let status = command.status().unwrap();
        if !status.success() {
            let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            panic!("{name} {arguments:?}: {status}\n{log}");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut command = Command::new(self.programs.join("pg_ctl"));
        command.args(["stop", "--silent", "--mode=immediate", "--pgdata"]).arg(self.data());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        as_nobody(&mut command);
        let _ = command.status();
    }
}

const NOBODY: u32 = 65534;

/// PostgreSQL does not run as root.
fn as_nobody(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;

    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;

    Path::new("/proc/self").metadata().is_ok_and(|about| about.uid() == 0)
}

/// Gives a file to the user whom servers run as, who alone may read it.
pub(crate) fn give_away(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    if is_root() {
        std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
}

/// A free port below those that systems give to clients: a client that tries to reach a server which is away could be given the
/// server's port.
pub(crate) fn free_port() -> u16 {
    use std::hash::{BuildHasher as _, RandomState};

    let candidates = (0..).map(|number: u16| 10_000 + (RandomState::new().hash_one(number) % 20_000) as u16);
    let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    candidates.into_iter().find(is_free).unwrap()
}

pub(crate) async fn sleep(millis: u64) {
    tokio::time::sleep(Duration::from_millis(millis)).await;
}
