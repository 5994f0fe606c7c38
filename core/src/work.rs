//! Background work in slices, which no call waits for.
//!
//! A job is a record in the directory with its kind, its subject and its progress. [`Engine::work`] takes a job that is
//! due and does a slice of it at a time. Any number of engines may work on one store: an engine takes a lease on the
//! job by a conditional write before it begins, and ends the lease with its last slice. A lease that is not renewed
//! expires, so a crash loses no work. Every slice can be repeated without harm, so an engine that was stopped for
//! longer than its lease does no harm either.

mod import;
mod purge;
mod records;
mod rekey;
mod retire;
mod rotate;
mod sweep;

use chacha20::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use userpool_storage_traits::{Batch, Check, CommitError, Key, Partition, Record, Revision, Scan, Write};

use crate::{
    context::{decode_row, directory},
    engine::Engine,
    error::{Error, Internal},
    host::{Host, Origin},
    model::{
        job::{Job, Kind, Lease},
        keys,
    },
    ordered,
    time::{Moment, Span, Timestamp},
};

pub use import::{ImportLogEntry, ImportOutcome};
pub use records::{RecordCheck, RecordFinding, RecordProblem};
pub use rotate::KeyRotation;

/// The result of one [`Engine::work`] call.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Worked {
    /// The number of slices done.
    pub slices: u32,
    /// The number of records removed or rewritten, and of users imported.
    pub records: u64,
    /// More work is due: call again soon. If false, a minute later is soon enough.
    pub more: bool,
}

/// The result of one [`Engine::rekey`] call.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Rekeyed {
    /// Secrets that were sealed with the newest key so far.
    pub resealed: u64,
    /// Secrets found so far that cannot be opened with any of the given keys.
    pub unopened: u64,
    /// All secrets are sealed with the newest key.
    pub done: bool,
    /// Another engine works on this job: call again in a moment.
    pub busy: bool,
}

/// Most slices of a job before another due job is continued.
const TURN_SLICES: u32 = 16;

/// The length of a lease in seconds: many times the duration of a slice.
const LEASE_SECONDS: u64 = 20;

/// How long a job pauses after a slice that failed, in seconds.
const REST_SECONDS: u64 = 60;

/// Most jobs that are read at once.
const JOBS_MAX: u32 = 1000;

/// The subject of jobs that exist once for the whole store.
const WHOLE: &str = "store";

/// What remains to be done after a slice.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// More can be done now.
    More,
    /// More can be done in this many seconds.
    Later(u64),
    Done,
}

/// A job that this engine has a lease on, and the revision of its record.
struct Held {
    key: Key,
    job: Job,
    revision: Revision,
}

/// The state of one call of [`Engine::work`] or [`Engine::rekey`].
struct Shift<'e> {
    host: &'e Host,
    origin: Origin,
    holder: String,
    now: Timestamp,
    rng: ChaCha20Rng,
}

/// Does one slice of a job: a limited number of reads and writes. It may be interrupted at any of them and repeated.
async fn slice(shift: &mut Shift<'_>, job: &mut Job) -> Result<Step, Error> {
    match job.kind {
        Kind::Import => import::slice(shift, job).await,
        Kind::Purge => purge::slice(shift, job).await,
        Kind::Rekey => rekey::slice(shift, job).await,
        Kind::Retire => retire::slice(shift, job).await,
        Kind::Sweep => sweep::slice(shift, job).await,
    }
}

impl Engine {
    /// Does background work in at most `slices` slices: removes the records of deleted pools, drops expired records and
    /// frees their space, seals stored secrets with the newest master key, removes retired signing keys from key sets,
    /// and imports users from the files of user import jobs.
    ///
    /// A slice is a few reads and writes of at most a hundred records; of an import it is up to some thousand users. Call
    /// this from time to time, from one place or
    /// from many: engines on one store share the work and never do the same slice at the same time, and an interrupted
    /// slice is repeated. **Without it expired records and deleted pools stay in the store.**
    ///
    /// ```
    /// # use std::time::Duration;
    /// # async fn sleep(_: Duration) {}
    /// # async fn example(engine: userpool::Engine) -> Result<(), userpool::Error> {
    /// loop {
    ///     let worked = engine.work(16).await?;
    ///     sleep(if worked.more { Duration::from_millis(50) } else { Duration::from_secs(30) }).await;
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    /// The error of the store. Completed slices stay done, and a later call does the rest.
    pub async fn work(&self, slices: u32) -> Result<Worked, Error> {
        let mut shift = Shift::begin(self.host())?;
        shift.announce().await?;
        let mut worked = Worked::default();
        while worked.slices < slices {
            let turn = TURN_SLICES.min(slices - worked.slices);
            let Some(held) = shift.take().await? else { return Ok(worked) };
            shift.run(held, turn, &mut worked).await?;
        }
        worked.more = shift.due().await?.is_some();
        Ok(worked)
    }

    /// Seals every stored secret with the newest master key, in at most `slices` slices; call it until
    /// [`done`](Rekeyed::done). Then the older keys may be removed. [`Engine::work`] does the same by itself after a
    /// newer key was added; this call checks every secret again even if that is finished, and returns the progress.
    ///
    /// It is done only when a whole pass over the store found nothing to seal: secrets that another engine meanwhile
    /// seals with an older key are found and sealed again.
    ///
    /// # Errors
    /// The error of the store. Completed slices stay done.
    pub async fn rekey(&self, slices: u32) -> Result<Rekeyed, Error> {
        let mut shift = Shift::begin(self.host())?;
        let wanted = Job::new(Kind::Rekey, WHOLE, shift.now, 0);
        shift.create(std::slice::from_ref(&wanted)).await?;
        let Some(mut held) = shift.take_named(&wanted.key()).await? else {
            return Ok(Rekeyed { busy: true, ..Rekeyed::default() });
        };
        let mut rekeyed = Rekeyed::default();
        for slice in 1..=slices {
            let step = rekey::slice(&mut shift, &mut held.job).await?;
            rekeyed.resealed = held.job.records;
            rekeyed.unopened = held.job.failed;
            rekeyed.done = matches!(step, Step::Done);
            rekeyed.busy = !shift.settle(&mut held, step, slice < slices).await?;
            if rekeyed.done || rekeyed.busy {
                break;
            }
        }
        Ok(rekeyed)
    }
}

impl<'e> Shift<'e> {
    fn begin(host: &'e Host) -> Result<Self, Error> {
        let Moment { now, seed } = host.moments.moment()?;
        let rng = ChaCha20Rng::from_seed(seed);
        let origin = Origin::host(&host.region);
        let mut shift = Self { host, origin, holder: String::new(), now, rng };
        shift.holder = shift.uuid();
        Ok(shift)
    }

    /// Creates the jobs that no request creates: the sweep, and the rekey job if the store's mark is sealed with an
    /// older key.
    async fn announce(&mut self) -> Result<(), Error> {
        let sweep = Job::new(Kind::Sweep, WHOLE, self.now, 0);
        let rekey = Job::new(Kind::Rekey, WHOLE, self.now, 0);
        let keys = [keys::master_key_mark(), sweep.key(), rekey.key()];
        let found = self.host.storage.get(&directory(), &keys).await?;
        let [mark, has_sweep, has_rekey] = &*found else { return Ok(()) };
        let is_old = mark.as_ref().is_some_and(|mark| !self.host.keyring.is_newest(&mark.value));
        let mut missing = Vec::new();
        if has_sweep.is_none() {
            missing.push(sweep);
        }
        if is_old && has_rekey.is_none() {
            missing.push(rekey);
        }
        self.create(&missing).await
    }

    /// Creates jobs that do not exist yet.
    async fn create(&mut self, jobs: &[Job]) -> Result<(), Error> {
        for job in jobs {
            let checks = vec![Check { key: job.key(), expect: None }];
            let revision = self.revision();
            let writes = vec![Write::Put { key: job.key(), record: record(job, revision)? }];
            self.commit(directory(), checks, writes).await?;
        }
        Ok(())
    }

    /// Jobs that are due and have no lease, the longest waiting first.
    async fn waiting(&self) -> Result<Vec<Held>, Error> {
        let scan = Scan::first(keys::jobs(), JOBS_MAX);
        let found = self.host.storage.scan(&directory(), &scan).await?;
        let mut waiting = Vec::new();
        for (key, record) in found {
            // Kinds of a newer version are skipped, so that they do not block other jobs.
            let Ok(job) = decode_row::<Job>(&key, &record) else { continue };
            if job.is_free(self.now) && job.is_due(self.now) {
                waiting.push(Held { key, job, revision: record.revision });
            }
        }
        ordered::sort_by_key(&mut waiting, |held| held.job.rest.end());
        Ok(waiting)
    }

    async fn due(&self) -> Result<Option<Held>, Error> {
        Ok(self.waiting().await?.into_iter().next())
    }

    /// Takes the job that waits longest; `None` when no job is due, or other engines were faster.
    async fn take(&mut self) -> Result<Option<Held>, Error> {
        for held in self.waiting().await? {
            if let Some(held) = self.lease(held).await? {
                return Ok(Some(held));
            }
        }
        Ok(None)
    }

    /// Takes this job, unless another engine has a lease on it.
    async fn take_named(&mut self, key: &Key) -> Result<Option<Held>, Error> {
        let found = self.host.storage.get(&directory(), std::slice::from_ref(key)).await?;
        let Some(record) = found.into_iter().flatten().next() else { return Ok(None) };
        let job: Job = decode_row(key, &record)?;
        if !job.is_free(self.now) {
            return Ok(None);
        }
        self.lease(Held { key: key.clone(), job, revision: record.revision }).await
    }

    /// Takes a lease. If several engines try, the commit succeeds for one.
    async fn lease(&mut self, mut held: Held) -> Result<Option<Held>, Error> {
        let taken = self.write_back(&mut held, true).await?;
        Ok(taken.then_some(held))
    }

    /// Does slices of a job until they are used up, nothing remains to be done now, or another engine has taken the
    /// job.
    async fn run(&mut self, mut held: Held, slices: u32, worked: &mut Worked) -> Result<(), Error> {
        for done in 1..=slices {
            let before = held.job.records;
            let kind = held.job.kind;
            let step = match slice(self, &mut held.job).await {
                Ok(step) => step,
                Err(error @ Error::Internal(Internal::Storage(_) | Internal::Moment(_))) => {
                    return Err(error);
                }
                // A job that fails must not block the others.
                Err(error) => {
                    tracing::warn!(job = kind.label(), %error, "a job rests after an error");
                    Step::Later(REST_SECONDS)
                }
            };
            worked.slices += 1;
            worked.records += held.job.records - before;
            let goes_on = matches!(step, Step::More) && done < slices;
            if !self.settle(&mut held, step, goes_on).await? || !goes_on {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Stores the progress after a slice. `false` when another engine has taken the job meanwhile.
    async fn settle(&mut self, held: &mut Held, step: Step, goes_on: bool) -> Result<bool, Error> {
        match step {
            Step::Done => {
                let checks = vec![Check { key: held.key.clone(), expect: Some(held.revision) }];
                let writes = vec![Write::Delete { key: held.key.clone() }];
                return self.commit(directory(), checks, writes).await;
            }
            Step::Later(seconds) => held.job.rest = Span::new(self.now, seconds),
            Step::More => held.job.rest = Span::new(self.now, 0),
        }
        self.write_back(held, goes_on).await
    }

    /// Writes the record of a job, with or without our lease, on the condition that no other engine has changed it.
    async fn write_back(&mut self, held: &mut Held, with_lease: bool) -> Result<bool, Error> {
        // Slices take time, so the time at the start of the call is too old.
        self.now = self.host.moments.moment()?.now;
        let lease = || Lease { holder: self.holder.clone(), span: Span::new(self.now, LEASE_SECONDS) };
        held.job.lease = with_lease.then(lease);
        let revision = self.revision();
        let checks = vec![Check { key: held.key.clone(), expect: Some(held.revision) }];
        let writes = vec![Write::Put { key: held.key.clone(), record: record(&held.job, revision)? }];
        held.revision = revision;
        self.commit(directory(), checks, writes).await
    }

    /// Whether the batch was applied.
    async fn commit(
        &self,
        partition: Partition,
        checks: Vec<Check>,
        writes: Vec<Write>,
    ) -> Result<bool, Error> {
        match self.host.storage.commit(Batch { checks, writes, ..Batch::new(partition) }).await {
            Ok(()) => Ok(true),
            Err(CommitError::Conflict) => Ok(false),
            Err(CommitError::Storage(error)) => Err(error.into()),
        }
    }

    /// A random UUID.
    fn uuid(&mut self) -> String {
        let mut drawn = [0; 16];
        self.rng.fill_bytes(&mut drawn);
        crate::uuid::from_bytes(drawn)
    }

    fn revision(&mut self) -> Revision {
        Revision::from_bits(self.rng.next_u64())
    }

    /// A separate moment for one slice.
    fn moment(&mut self) -> Moment {
        let mut seed = [0; 32];
        self.rng.fill_bytes(&mut seed);
        Moment { now: self.now, seed }
    }
}

fn record(job: &Job, revision: Revision) -> Result<Record, Error> {
    let value = serde_json::to_vec(job).map_err(Internal::encoding("a job"))?;
    Ok(Record { value, revision, expires_at: None })
}
