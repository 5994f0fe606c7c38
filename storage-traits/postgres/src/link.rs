//! [`Link`]: one connection, with its statements ready, and the pool of them.

use std::{
    collections::hash_map::RandomState,
    fmt,
    future::Future,
    hash::{BuildHasher as _, Hasher as _},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use deadpool::managed::{Manager, Metrics, Pool, PoolError, RecycleError, RecycleResult, TimeoutType};
use futures_util::future::{join, join_all, join3, join5};
use tokio_postgres::{
    Client, Error, Row, Statement,
    types::{ToSql, Type},
};

use crate::{
    error::{Trouble, told},
    plan::{Plan, Puts},
    statements::{Name, Statements},
    url::Target,
};

type Parameters<'p> = &'p [&'p (dyn ToSql + Sync)];

/// A connection that one request uses at a time: the statements of two transactions must not mix.
///
/// All messages of a transaction are queued when its future is polled first, so a request that is dropped leaves no transaction
/// open: its `COMMIT` is on the way.
pub(crate) struct Link {
    client: Client,
    statements: Arc<Statements>,
    /// In the order of [`Name::ALL`]; `None`: the pooler in between allows only unnamed statements.
    prepared: Option<Vec<Statement>>,
    ends: Instant,
    /// Whether answers are outstanding: those of a request that was dropped, when the link is back in the pool.
    is_busy: AtomicBool,
}

impl Link {
    /// Connects, without a pool.
    pub(crate) async fn open(target: &Target) -> Result<Client, Error> {
        let (client, connection) = target.config.connect(target.tls.clone()).await?;
        // Ends with the client. Its error is that of the requests which it fails.
        tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(client)
    }

    /// Asks one question in a serializable transaction.
    ///
    /// Plain reads beside serializable commits would see a change, and not a batch that comes before it. The level is said in each
    /// transaction, since a pooler may forget the settings of a session.
    pub(crate) async fn read(&self, name: Name, parameters: Parameters<'_>) -> Result<Vec<Row>, Error> {
        let (begun, rows, ended) = join3(
            self.client.batch_execute("BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY"),
            self.ask(name, parameters),
            self.client.batch_execute("COMMIT"),
        )
        .await;
        begun?;
        let rows = rows?;
        ended?;
        Ok(rows)
    }

    /// Sends a batch as one transaction, in one round trip.
    pub(crate) async fn commit(&self, plan: &Plan<'_>) -> Result<(), Error> {
        let partition = &plan.partition;
        let check: [&(dyn ToSql + Sync); 3] = [partition, &plan.checks.keys, &plan.checks.revisions];
        let create = put_parameters(partition, &plan.creates);
        let put = put_parameters(partition, &plan.puts);
        let delete: [&(dyn ToSql + Sync); 2] = [partition, &plan.deletes];
        let (begun, (checked, created, put, deleted, ended)) = join(
            self.client.batch_execute("BEGIN ISOLATION LEVEL SERIALIZABLE"),
            join5(
                self.ask_unless(plan.checks.keys.is_empty(), Name::Check, &check),
                self.ask_unless(plan.creates.keys.is_empty(), Name::Create, &create),
                self.ask_unless(plan.puts.keys.is_empty(), Name::Put, &put),
                self.ask_unless(plan.deletes.is_empty(), Name::Delete, &delete),
                self.client.batch_execute("COMMIT"),
            ),
        )
        .await;
        // In this order: behind the first error each statement only says that the transaction has failed, and `COMMIT` says
        // nothing, since it then rolls back.
        begun?;
        checked?;
        created?;
        put?;
        deleted?;
        ended
    }

    /// Removes expired records; returns how many. Its level allows it to skip what others have locked.
    pub(crate) async fn sweep(&self, before: u64, limit: u32) -> Result<u32, Error> {
        let delete = self.statements.sweep(before, limit);
        let (begun, removed, ended) = join3(
            self.client.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED"),
            self.client.execute_typed(&delete, &[]),
            self.client.batch_execute("COMMIT"),
        )
        .await;
        begun?;
        let removed = removed?;
        ended?;
        Ok(u32::try_from(removed).unwrap_or(u32::MAX))
    }

    /// Waits for the answers at most `limit`. A link that does not answer counts as lost.
    pub(crate) async fn answered<T>(
        &self,
        limit: Duration,
        answers: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Trouble> {
        self.is_busy.store(true, Relaxed);
        match tokio::time::timeout(limit, answers).await {
            Ok(answer) => {
                self.is_busy.store(false, Relaxed);
                answer.map_err(|error| Trouble::of(&error))
            }
            Err(_) => Err(Trouble::Lost(format!("no answer within {} seconds", limit.as_secs_f64()))),
        }
    }

    async fn ask_unless(&self, skip: bool, name: Name, parameters: Parameters<'_>) -> Result<(), Error> {
        if !skip {
            self.ask(name, parameters).await?;
        }
        Ok(())
    }

    async fn ask(&self, name: Name, parameters: Parameters<'_>) -> Result<Vec<Row>, Error> {
        if let Some(statement) = self.prepared.as_ref().and_then(|prepared| prepared.get(name as usize)) {
            return self.client.query(statement, parameters).await;
        }
        let typed: Vec<(&(dyn ToSql + Sync), Type)> =
            parameters.iter().copied().zip(name.types().iter().cloned()).collect();
        self.client.query_typed(self.statements.text(name), &typed).await
    }
}

fn put_parameters<'p>(partition: &'p &'p str, puts: &'p Puts<'_>) -> [&'p (dyn ToSql + Sync); 5] {
    [partition, &puts.keys, &puts.values, &puts.revisions, &puts.ends]
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

/// Makes links, for the pool.
pub(crate) struct Links {
    pub(crate) target: Target,
    pub(crate) statements: Arc<Statements>,
    pub(crate) lifetime: Duration,
}

impl Manager for Links {
    type Type = Link;
    type Error = Error;

    async fn create(&self) -> Result<Link, Error> {
        let client = Link::open(&self.target).await?;
        let prepared = if self.target.prepared {
            // Together, in one round trip. Otherwise PostgreSQL plans each statement again whenever it is given fewer keys than it
            // expects, which takes longer than the statement. Other engines may not know the setting, and nothing depends on it.
            let all = Name::ALL.map(|name| client.prepare_typed(self.statements.text(name), name.types()));
            let (_, prepared) =
                join(client.batch_execute("SET plan_cache_mode = force_generic_plan"), join_all(all)).await;
            Some(prepared.into_iter().collect::<Result<_, _>>()?)
        } else {
            None
        };
        // Not all at the same time.
        let lifetime = self.lifetime.mul_f64(0.9 + 0.2 * chance());
        let ends = Instant::now() + lifetime;
        let is_busy = AtomicBool::new(false);
        Ok(Link { client, statements: self.statements.clone(), prepared, ends, is_busy })
    }

    async fn recycle(&self, link: &mut Link, _: &Metrics) -> RecycleResult<Error> {
        if link.client.is_closed() || Instant::now() >= link.ends {
            return Err(RecycleError::message("closed, or old"));
        }
        if link.is_busy.load(Relaxed) {
            // Answered behind all that was sent before. If that takes too long, the pool gives the link up.
            link.client.batch_execute("").await?;
            link.is_busy.store(false, Relaxed);
        }
        Ok(())
    }
}

impl fmt::Debug for Links {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Links").finish_non_exhaustive()
    }
}

/// Why the pool gives no link, in one line.
pub(crate) fn no_link(error: &PoolError<Error>, pool: &Pool<Links>) -> String {
    match error {
        PoolError::Timeout(TimeoutType::Wait) => {
            format!("all {} links to PostgreSQL are in use", pool.status().max_size)
        }
        PoolError::Timeout(_) => format!("no link to PostgreSQL at {}", pool.manager().target.hosts()),
        PoolError::Backend(error) => {
            format!("no link to PostgreSQL at {}: {}", pool.manager().target.hosts(), told(error))
        }
        other => other.to_string(),
    }
}

/// A number from 0 to 1, which need not be unpredictable.
pub(crate) fn chance() -> f64 {
    // Each instance has other keys.
    let bits = RandomState::new().build_hasher().finish();
    f64::from((bits >> 32) as u32) / f64::from(u32::MAX)
}
