//! The tables, and how they come into being.
//!
//! Each step only adds, so that instances of the version before can go on while a step is made. A step that older programs must
//! not see raises `oldest`.

use tokio_postgres::{Client, SimpleQueryMessage, error::SqlState};

use crate::{ConnectError, url::Target};

/// The schema version of this program.
pub(crate) const NEWEST: u32 = 1;

/// The lock under which the tables are changed: `UPol`.
const LOCK: u32 = u32::from_be_bytes(*b"UPol");

/// How often a step is tried while another program makes the same one.
const ATTEMPTS_MAX: u32 = 5;

/// The names of the tables.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tables {
    schema: Option<String>,
}

impl Tables {
    /// Tables in this schema.
    pub(crate) fn within(schema: &str) -> Result<Self, ConnectError> {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        let starts_well = schema.bytes().next().is_some_and(|first| !first.is_ascii_digit());
        // PostgreSQL cuts longer names.
        if !starts_well || schema.len() > 63 || !schema.bytes().all(is_plain) {
            return Err(ConnectError::SchemaName { name: schema.to_owned() });
        }
        Ok(Self { schema: Some(schema.to_owned()) })
    }

    pub(crate) fn records(&self) -> String {
        self.name("userpool_records")
    }

    fn versions(&self) -> String {
        self.name("userpool_schema")
    }

    fn name(&self, table: &str) -> String {
        match &self.schema {
            Some(schema) => format!("\"{schema}\".{table}"),
            None => table.to_owned(),
        }
    }

    /// The steps from one version to the next. The first one leads to version 1.
    fn steps(&self) -> [Vec<String>; NEWEST as usize] {
        let records = self.records();
        let schema = self.schema.iter().map(|name| format!("CREATE SCHEMA IF NOT EXISTS \"{name}\""));
        let tables = [
            format!(
                "CREATE TABLE IF NOT EXISTS {} (version bigint PRIMARY KEY, oldest bigint NOT NULL)",
                self.versions()
            ),
            // Keys have the order of their bytes. Values need not be text.
            format!(
                "CREATE TABLE IF NOT EXISTS {records} (\
                 partition text COLLATE \"C\" NOT NULL, \
                 key text COLLATE \"C\" NOT NULL, \
                 value bytea NOT NULL, \
                 revision bigint NOT NULL, \
                 expires_at bigint, \
                 PRIMARY KEY (partition, key))"
            ),
            format!(
                "CREATE INDEX IF NOT EXISTS userpool_records_by_expiry ON {records} (expires_at) \
                 WHERE expires_at IS NOT NULL"
            ),
        ];
        [schema.chain(tables).collect()]
    }
}

/// What a database holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Found {
    /// Its schema version; 0: no tables.
    version: u32,
    /// The oldest version whose programs may use it.
    oldest: u32,
}

/// Refuses a database that this program cannot use.
pub(crate) async fn inspect(client: &Client, tables: &Tables, target: &Target) -> Result<(), ConnectError> {
    let found = look(client, tables, target).await?;
    refuse_newer(found)?;
    if found.version < NEWEST {
        return Err(ConnectError::NotMigrated { found: found.version, known: NEWEST });
    }
    Ok(())
}

/// Makes the steps that are missing. Returns the version before.
pub(crate) async fn migrate(client: &Client, tables: &Tables, target: &Target) -> Result<u32, ConnectError> {
    let before = look(client, tables, target).await?;
    let mut found = before;
    let mut attempt = 1;
    let mut lock = true;
    while found.version < NEWEST {
        let script = script(tables, found.version, lock);
        match client.batch_execute(&script).await {
            Ok(()) => {}
            Err(error) => {
                // The script may have left its transaction open.
                let _ = client.batch_execute("ROLLBACK").await;
                let state = error.code().map_or("", SqlState::code);
                match state {
                    // Engines that have no such locks. There the steps wait for nothing, and are repeated.
                    "42883" | "0A000" if lock => lock = false,
                    // Another program made the same step at this moment.
                    "23505" | "42P07" | "42P06" | "40001" | "40P01" if attempt < ATTEMPTS_MAX => attempt += 1,
                    _ => return Err(ConnectError::explain(&error, target, "create tables")),
                }
            }
        }
        found = look(client, tables, target).await?;
    }
    refuse_newer(found)?;
    Ok(before.version)
}

/// The steps behind `version` in one transaction.
fn script(tables: &Tables, version: u32, lock: bool) -> String {
    let mut statements = vec!["BEGIN".to_owned()];
    if lock {
        statements.push(format!("SELECT pg_advisory_xact_lock({LOCK})"));
    }
    for (step, changes) in (1u32..).zip(tables.steps()).skip(version as usize) {
        statements.extend(changes);
        // Older programs know only their own version, and a step only adds.
        let oldest = 1;
        statements.push(format!(
            "INSERT INTO {} (version, oldest) VALUES ({step}, {oldest}) ON CONFLICT (version) DO NOTHING",
            tables.versions()
        ));
    }
    statements.push("COMMIT".to_owned());
    statements.join("; ")
}

fn refuse_newer(found: Found) -> Result<(), ConnectError> {
    if found.oldest > NEWEST {
        return Err(ConnectError::Newer { found: found.version, known: NEWEST });
    }
    Ok(())
}

/// Reads the version, and refuses tables of another program.
async fn look(client: &Client, tables: &Tables, target: &Target) -> Result<Found, ConnectError> {
    let encoding = first(client, "SHOW server_encoding").await;
    let encoding = encoding.map_err(|error| ConnectError::explain(&error, target, "read settings"))?;
    if let Some(encoding) = encoding.and_then(|row| row.into_iter().next().flatten())
        && !["UTF8", "UTF-8"].contains(&&*encoding.to_uppercase())
    {
        return Err(ConnectError::Encoding { encoding });
    }

    // One transaction makes both tables, and another program may be at it. So the first table is looked at again if it was absent
    // and the second one was not.
    let mut looks = 0;
    loop {
        let exists = records_exist(client, tables, target).await?;
        let found = version(client, tables, target).await?;
        looks += 1;
        match (exists, found.version) {
            (true, 0) => return Err(ConnectError::NotOurs { table: tables.records() }),
            (false, 1..) if looks < 3 => {}
            (false, 1..) => {
                let problem = format!("the table {} is missing", tables.records());
                return Err(ConnectError::Postgres { hosts: target.hosts(), problem });
            }
            _ => return Ok(found),
        }
    }
}

/// Whether the table of records exists. It must have our columns.
async fn records_exist(client: &Client, tables: &Tables, target: &Target) -> Result<bool, ConnectError> {
    let records = tables.records();
    // Comparisons fail where a column is missing or has another type.
    let sql = format!(
        "SELECT 1 FROM {records} WHERE partition = ''::text AND key = ''::text AND value = ''::bytea \
         AND revision = 0::bigint AND expires_at = 0::bigint LIMIT 0"
    );
    match first(client, &sql).await {
        Ok(_) => Ok(true),
        Err(error) => match error.code().map_or("", SqlState::code) {
            "42P01" | "3F000" => Ok(false),
            "42703" | "42883" | "42804" => Err(ConnectError::NotOurs { table: records }),
            _ => Err(ConnectError::explain(&error, target, "read tables")),
        },
    }
}

/// The version that the table of versions names.
async fn version(client: &Client, tables: &Tables, target: &Target) -> Result<Found, ConnectError> {
    let versions = tables.versions();
    let sql = format!("SELECT version, oldest FROM {versions} ORDER BY version DESC LIMIT 1");
    match first(client, &sql).await {
        Ok(Some(row)) => {
            let number = |index: usize| row.get(index)?.as_deref()?.parse::<u32>().ok();
            let found = number(0).zip(number(1)).map(|(version, oldest)| Found { version, oldest });
            found.ok_or(ConnectError::NotOurs { table: versions })
        }
        Ok(None) => Ok(Found { version: 0, oldest: 0 }),
        Err(error) => match error.code().map_or("", SqlState::code) {
            "42P01" | "3F000" => Ok(Found { version: 0, oldest: 0 }),
            "42703" => Err(ConnectError::NotOurs { table: versions }),
            _ => Err(ConnectError::explain(&error, target, "read tables")),
        },
    }
}

/// The columns of the first row. By the simple protocol, which every pooler lets through.
async fn first(client: &Client, sql: &str) -> Result<Option<Vec<Option<String>>>, tokio_postgres::Error> {
    let answers = client.simple_query(sql).await?;
    Ok(answers.into_iter().find_map(|answer| match answer {
        SimpleQueryMessage::Row(row) => {
            Some((0..row.len()).map(|index| row.try_get(index).ok().flatten().map(str::to_owned)).collect())
        }
        _ => None,
    }))
}
