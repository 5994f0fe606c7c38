//! [`PostgresOptions`]: how a store connects.

use std::{sync::Arc, time::Duration};

use deadpool::{
    Runtime,
    managed::{Pool, QueueMode},
};

use crate::{
    ConnectError, PostgresStorage,
    link::{Link, Links},
    schema::{self, Tables},
    statements::Statements,
    url::Target,
};

/// How to connect to PostgreSQL. The defaults are good for production.
///
/// ```no_run
/// # async fn f() -> Result<(), userpool_postgres::ConnectError> {
/// use userpool_postgres::PostgresOptions;
///
/// let url = "postgres://userpool:secret@db.example/userpool";
/// let store = PostgresOptions::new().links(8).connect(url).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PostgresOptions {
    links: usize,
    wait: Duration,
    answer: Duration,
    lifetime: Duration,
    schema: Option<String>,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            links: 16,
            wait: Duration::from_secs(2),
            answer: Duration::from_secs(10),
            lifetime: Duration::from_secs(30 * 60),
            schema: None,
        }
    }
}

impl PostgresOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Most links to the server at a time; 16 by default, at least 1. They are made when they are needed. All instances together
    /// must stay below `max_connections` of the server.
    #[must_use]
    pub fn links(mut self, links: usize) -> Self {
        self.links = links.max(1);
        self
    }

    /// How long a request waits for a link while all are in use; 2 seconds by default. Then it fails.
    #[must_use]
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// How long the server may take for an answer, and for making a link; 10 seconds by default. Then the link is given up.
    #[must_use]
    pub fn answer(mut self, answer: Duration) -> Self {
        self.answer = answer;
        self
    }

    /// How long a link is used; 30 minutes by default, a tenth more or less. So links move to servers that were added, and the
    /// server gives back the memory of old sessions.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// The schema of the tables: 1 to 63 lowercase letters, digits and underscores. By default the tables are in the first schema
    /// of the user's `search_path`.
    #[must_use]
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.schema = Some(name.into());
        self
    }

    /// Connects to the database at `url`, whose tables must exist: see [`migrate`](Self::migrate).
    ///
    /// The URL has the form `postgres://USER:PASSWORD@HOST:PORT/DATABASE?OPTION=VALUE`; several `HOST:PORT` are separated by
    /// commas, and the first one that takes writes is used. Options, beside those of
    /// [tokio-postgres](https://docs.rs/tokio-postgres/0.7/tokio_postgres/config/struct.Config.html#keys):
    ///
    /// - `sslmode`: `require` encrypts the link and verifies the server's certificate and name, as `verify-full` does; it is the
    ///   default unless all hosts are this machine. `disable` sends plain text.
    /// - `sslrootcert`: a file with certificates of authorities in PEM form, instead of Mozilla's list.
    /// - `prepared`: `off` if a pooler in between, such as PgBouncer in transaction mode, allows no prepared statements.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn connect(&self, url: &str) -> Result<PostgresStorage, ConnectError> {
        let target = Target::parse(url)?;
        let tables = self.tables()?;
        let client = self.open(&target).await?;
        schema::inspect(&client, &tables, &target).await?;
        drop(client);

        let statements = Arc::new(Statements::new(&tables));
        let hosts = target.hosts();
        let pool = Pool::builder(Links { target, statements, lifetime: self.lifetime })
            .max_size(self.links)
            // The link that was used last: its server process has its caches warm, and few processes take turns.
            .queue_mode(QueueMode::Lifo)
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(self.wait))
            .create_timeout(Some(self.answer))
            .recycle_timeout(Some(self.wait))
            .build()
            .map_err(|error| ConnectError::Postgres { hosts, problem: error.to_string() })?;
        Ok(PostgresStorage::new(pool, self.answer))
    }

    /// Creates the tables in the database at `url`, or changes those of an earlier version. Returns the schema version before,
    /// which is 0 if there were none. If nothing is to be done, nothing is changed.
    ///
    /// Several programs may do it at the same time. Instances of the version before may run meanwhile.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn migrate(&self, url: &str) -> Result<u32, ConnectError> {
        let target = Target::parse(url)?;
        let tables = self.tables()?;
        let client = self.open(&target).await?;
        schema::migrate(&client, &tables, &target).await
    }

    fn tables(&self) -> Result<Tables, ConnectError> {
        self.schema.as_deref().map_or_else(|| Ok(Tables::default()), Tables::within)
    }

    async fn open(&self, target: &Target) -> Result<tokio_postgres::Client, ConnectError> {
        match tokio::time::timeout(self.answer, Link::open(target)).await {
            Ok(opened) => opened.map_err(|error| ConnectError::explain(&error, target, "connect")),
            Err(_) => Err(ConnectError::Unreachable {
                hosts: target.hosts(),
                problem: format!("no answer within {} seconds", self.answer.as_secs_f64()),
            }),
        }
    }
}
