//! A pool that is being imported: no client can see it before its last record is written.
//!
//! `arriving` holds the pool's record and the position in the file. Every commit checks that it has not changed, so two imports of
//! a pool cannot mix. The records of users are written in waves of commits that run at the same time, without waiting for the
//! disk; the position is committed after the waves before it. An import that goes on at a position writes some records again,
//! with the same content.

use std::{
    collections::BTreeMap,
    future::poll_fn,
    sync::{Mutex, PoisonError},
    task::Poll,
};

use serde::{Deserialize, Serialize};
use userpool_storage_traits::{
    Batch, BoxFuture, Check, CommitError, Durability, Key, Prefix, Revision, Scan, Write,
    limits::{self, BATCH_ITEMS_MAX, check_batch},
};

use super::Failure;
use crate::{
    context::{Cx, Finished, pool_partition},
    engine::Engine,
    error::Error,
    model::{
        keys,
        pool::{Pool, PoolRecord},
    },
    seal::RecordSeal,
    transfer::{LineProblem, parts::Call},
};

/// Most commits of one wave. A store that writes them together writes each page of a tree once for many of them.
const COMMITS_MAX: usize = 96;

/// The position is committed after at least this many lines.
const POSITION_LINES: u64 = 4_000;

/// The record of a pool that is being imported.
#[derive(Deserialize, Serialize)]
pub(super) struct Arriving {
    /// The id of the file.
    pub(super) file: String,
    /// How many lines of the file are done.
    pub(super) lines: u64,
    /// How many users they had.
    pub(super) users: u64,
    pub(super) pool: PoolRecord,
}

/// The progress of an import into a pool that nobody can see yet.
pub(super) struct Progress {
    pub(super) state: Arriving,
    records: RecordSeal,
    /// The revision of the record.
    revision: Revision,
    /// Writes of no commit yet, in the order of their keys: neighbours in a tree follow each other.
    waiting: BTreeMap<Key, Write>,
    /// The commits of a wave. Never locked: the lock lets other threads have references to the rest.
    running: Mutex<Vec<Running>>,
    /// The position after the wave that runs, and the number of users up to it.
    reached: (u64, u64),
}

enum Running {
    Commit(BoxFuture<'static, Result<(), CommitError>>),
    Done(Result<(), CommitError>),
}

impl Progress {
    pub(super) fn new(pool: &Pool, state: Arriving, revision: Revision) -> Self {
        let reached = (state.lines, state.users);
        let records = pool.secret().records().clone();
        Self { state, records, revision, waiting: BTreeMap::new(), running: Mutex::default(), reached }
    }

    fn running(&mut self) -> &mut Vec<Running> {
        self.running.get_mut().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds the writes of a line, which is complete with them.
    pub(super) async fn add(
        &mut self,
        engine: &Engine,
        writes: Vec<Write>,
        position: (u64, u64),
    ) -> Result<(), Failure> {
        let id = &self.state.pool.id;
        // One check, of the pool that is arriving.
        for part in limits::parts(&writes, 1) {
            let batch = Batch { writes: part.to_vec(), ..Batch::new(pool_partition(id)) };
            check_batch(&batch).map_err(|_| LineProblem::Long)?;
        }
        self.waiting.extend(writes.into_iter().map(|write| (write.key().clone(), write)));
        if self.waiting.len() >= COMMITS_MAX * (BATCH_ITEMS_MAX - 1) {
            self.wave(engine, position).await?;
        }
        Ok(())
    }

    /// Begins the commits of the writes that wait, when those of the wave before are done. They go on while the next lines are
    /// read.
    async fn wave(&mut self, engine: &Engine, position: (u64, u64)) -> Result<(), Failure> {
        self.settle().await?;
        if self.reached.0 >= self.state.lines + POSITION_LINES {
            self.commit_position(engine).await?;
        }
        let writes: Vec<Write> = std::mem::take(&mut self.waiting).into_values().collect();
        let running = limits::parts(&writes, 1).map(|part| self.commit(engine, part)).collect();
        *self.running() = running;
        self.reached = position;
        // Polled once, so that the store begins.
        poll_fn(|context| {
            poll_all(self.running(), context);
            Poll::Ready(())
        })
        .await;
        Ok(())
    }

    fn commit(&self, engine: &Engine, writes: &[Write]) -> Running {
        let engine = engine.clone();
        let batch = Batch {
            checks: vec![Check { key: keys::arriving(), expect: Some(self.revision) }],
            writes: writes.to_vec(),
            durability: Durability::Relaxed,
            ..Batch::new(pool_partition(&self.state.pool.id))
        };
        Running::Commit(Box::pin(async move { engine.host().storage.commit(batch).await }))
    }

    /// Waits for the wave that runs.
    async fn settle(&mut self) -> Result<(), Failure> {
        poll_fn(|context| if poll_all(self.running(), context) { Poll::Ready(()) } else { Poll::Pending })
            .await;
        let ended: Vec<Running> = self.running().drain(..).collect();
        for running in ended {
            match running {
                Running::Done(Err(CommitError::Conflict)) => {
                    return Err(LineProblem::Busy(self.state.pool.id.clone()).into());
                }
                Running::Done(Err(CommitError::Storage(error))) => return Err(Error::from(error).into()),
                Running::Done(Ok(())) | Running::Commit(_) => {}
            }
        }
        Ok(())
    }

    /// Writes what waits, and waits for it.
    pub(super) async fn flush(&mut self, engine: &Engine, position: (u64, u64)) -> Result<(), Failure> {
        self.wave(engine, position).await?;
        self.settle().await
    }

    /// Commits how far the file is done.
    async fn commit_position(&mut self, engine: &Engine) -> Result<(), Failure> {
        (self.state.lines, self.state.users) = self.reached;
        let call = Call::in_region(engine, &self.state.pool.region)?;
        let mut cx = call.cx();
        self.enter(&mut cx).await?;
        cx.put_at(keys::arriving(), &self.state)?;
        let revision = cx.last_revision();
        match cx.finish(true).await? {
            Finished::Committed(_) => self.revision = revision,
            Finished::Conflict => return Err(LineProblem::Busy(self.state.pool.id.clone()).into()),
        }
        Ok(())
    }

    /// Enters the pool. The commit checks that no other import has taken it over.
    pub(super) async fn enter(&self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let busy = || LineProblem::Busy(self.state.pool.id.clone());
        let key = keys::arriving();
        let found = cx.enter_pool(&self.state.pool.id, std::slice::from_ref(&key)).await?;
        if found.is_none_or(|record| record.revision != self.revision) {
            return Err(busy().into());
        }
        cx.trust(&self.records);
        Ok(())
    }
}

/// Continues all commits. Returns whether all are done.
fn poll_all(running: &mut [Running], context: &mut std::task::Context<'_>) -> bool {
    let mut all = true;
    for slot in running {
        if let Running::Commit(future) = slot {
            match future.as_mut().poll(context) {
                Poll::Ready(result) => *slot = Running::Done(result),
                Poll::Pending => all = false,
            }
        }
    }
    all
}

/// Removes the records of an import of another file that did not end. A tombstone stays until the pool replaces it.
pub(super) async fn discard(engine: &Engine, pool_id: &str) -> Result<(), Error> {
    let storage = &engine.host().storage;
    let partition = pool_partition(pool_id);
    let page = u32::try_from(BATCH_ITEMS_MAX).unwrap_or(100);
    let mut after: Option<Key> = None;
    loop {
        let scan = Scan { after: after.take(), ..Scan::first(Prefix::all(), page) };
        let found = storage.scan(&partition, &scan).await?;
        let is_last = found.len() < BATCH_ITEMS_MAX;
        after = found.last().map(|(key, _)| key.clone());
        let keys = found.into_iter().map(|(key, _)| key).filter(|key| *key != keys::pool());
        let writes: Vec<Write> = keys.map(|key| Write::Delete { key }).collect();
        if !writes.is_empty() {
            match storage.commit(Batch { writes, ..Batch::new(partition.clone()) }).await {
                Ok(()) | Err(CommitError::Conflict) => {}
                Err(CommitError::Storage(error)) => return Err(error.into()),
            }
        }
        if is_last {
            return Ok(());
        }
    }
}
