//! Imports the users of a file in waves. A wave adds the users of some lines in commits that run at the same time, so that a
//! store with one log writes them together. While the store writes a wave, the next one is prepared. The position in the file is
//! committed after the users of each wave, in order.
//!
//! The `sub` of a user follows from the job and the line, so a wave that was interrupted is repeated without harm: a line whose
//! `sub` exists was imported by that wave. The commits of users check that the job still runs, and those of the position that it
//! has not moved, so two engines that work on a job at the same time do no line twice.

use std::{
    collections::VecDeque,
    sync::atomic::{AtomicBool, Ordering},
};

use userpool_storage_traits::{Key, limits::BATCH_ITEMS_MAX};
use zeroize::Zeroizing;

use super::{
    log::{self, ImportLogEntry, ImportOutcome},
    pipeline::{Ended, Pipeline, all, next},
    row::{LineError, Row},
};
use crate::{
    auth::user_status::UserStatus,
    context::{Cx, Finished},
    csv::Lines,
    effects::CallMemory,
    error::{Error, Internal},
    host::{Host, Origin},
    model::{
        counter,
        import_job::{
            self, HASH_COLUMN, ImportJob, ImportProgress, ImportStatus, Imports, PART_BYTES, USERS_MAX,
        },
        job::Job,
        keys,
        pool::Pool,
        user::{NewUser, User},
    },
    ordered::{self, Set},
    seal::Purpose,
    time::{Moment, Timestamp},
    uuid,
    work::{Shift, Step},
};

/// Most waves of one slice.
#[cfg(not(target_arch = "wasm32"))]
const WAVES_MAX: usize = 24;

/// Cloudflare allows a Worker fifty requests to a database in each of its invocations.
#[cfg(target_arch = "wasm32")]
const WAVES_MAX: usize = 2;

/// Most waves that are added at the same time.
const ADDING_MAX: usize = 2;

/// Most waves between the committed position and the last line that was read.
const AHEAD_MAX: usize = ADDING_MAX + 2;

/// Most commits of one wave. Each counts its users on a counter of its own.
#[cfg(not(target_arch = "wasm32"))]
const GROUPS_MAX: usize = 24;

#[cfg(target_arch = "wasm32")]
const GROUPS_MAX: usize = 4;

const _: () = assert!(ADDING_MAX * GROUPS_MAX <= counter::COUNTERS as usize);

/// Most lines of one wave.
const LINES_MAX: usize = 200;

/// Most bytes of messages of one wave.
const MESSAGE_BYTES_MAX: usize = 64 * 1024;

/// What a commit of users checks and writes besides the users: checks of the pool, the job and a counter, and a write of the
/// counter.
const COMMON_ITEMS: usize = 4;

/// A section of the file, from the position of the job on.
struct Section {
    bytes: Zeroizing<Vec<u8>>,
    /// The position of the section in the file.
    start: u64,
    /// It ends with the file.
    is_end: bool,
}

/// A line that may become a user.
struct Planned {
    number: u64,
    row: Row,
    sub: String,
    keys: Vec<Key>,
}

/// The lines of one commit.
#[derive(Default)]
struct Group {
    lines: Vec<Planned>,
    /// Checks and writes of the commit, except for [`COMMON_ITEMS`].
    items: usize,
}

/// The lines that are imported at the same time.
#[derive(Default)]
struct Wave {
    groups: Vec<Group>,
    /// The lines that have an error.
    entries: Vec<ImportLogEntry>,
    lines: usize,
    keys: Set<Key>,
    /// The position after the wave.
    progress: ImportProgress,
    /// Why the job ends with these lines.
    end: Option<End>,
    message_bytes: usize,
    /// The next line begins in the next section.
    is_past_section: bool,
}

/// How a job ends.
#[derive(Clone, Debug)]
enum End {
    /// The whole file was processed.
    OfFile,
    Failed(String),
}

/// What all commits of a slice need.
#[derive(Clone, Copy)]
struct Importing<'a> {
    host: &'a Host,
    origin: &'a Origin,
    pool: &'a Pool,
    job_id: &'a str,
    /// The algorithm of the hashes of passwords.
    hashing: Option<&'a str>,
    /// No commit of users in this slice has met a conflict so far.
    expects_free: &'a AtomicBool,
}

/// Waves whose users were added, and whose position is not committed yet.
struct Added {
    entries: Vec<ImportLogEntry>,
    message_bytes: usize,
    /// The position before the waves.
    from: ImportProgress,
    progress: ImportProgress,
    end: Option<End>,
    waves: usize,
}

/// What was read of the file, ahead of the position that is committed.
struct Reader<'a> {
    pool: &'a Pool,
    /// The job at the position after the last wave.
    job: ImportJob,
    section: Section,
    /// How many waves were read.
    waves: usize,
    waves_max: usize,
    is_at_end: bool,
}

/// Processes some lines of the file of a job. While the store writes the users of one wave, the next wave is prepared, and the
/// position after the last one is committed.
pub(super) async fn slice(shift: &mut Shift<'_>, work: &mut Job, id: &str) -> Result<Step, Error> {
    let moment = shift.moment();
    let (host, origin) = (shift.host, shift.origin.clone());
    let mut cx = Cx::new(host, &origin, &moment, CallMemory::default());
    let (pool, job) = ImportJob::load(&mut cx, &work.subject, id).await?;
    let (hashing, expects_free) = (job.hashing.clone(), AtomicBool::new(true));
    let hashing = hashing.as_deref();
    let importing =
        Importing { host, origin: &origin, pool: &pool, job_id: id, hashing, expects_free: &expects_free };
    let reader = Reader::begin(&mut cx, &pool, job, WAVES_MAX).await?;
    let (imported, outcome) = importing.import(shift, &mut cx, reader).await;
    work.records += imported;
    outcome.map(|()| Step::More)
}

/// Completes a job that an administrator stopped. Users of a wave that the stop has interrupted are counted.
pub(super) async fn stop(shift: &mut Shift<'_>, pool_id: &str, id: &str) -> Result<Step, Error> {
    let moment = shift.moment();
    let mut cx = Cx::new(shift.host, &shift.origin, &moment, CallMemory::default());
    cx.hint([keys::imports()]);
    let (pool, mut job) = ImportJob::load(&mut cx, pool_id, id).await?;
    let mut imports = Imports::load(&mut cx).await?;
    if job.file.is_some() {
        // The position may be behind by `AHEAD_MAX` waves. Those that end with a section of the file may be shorter here than they
        // were, if the sections began elsewhere, so they are not counted.
        let mut reader = Reader::begin(&mut cx, &pool, job.clone(), usize::MAX).await?;
        let mut lines: Vec<Planned> = Vec::new();
        let (now, mut whole) = (cx.now(), 0);
        while whole < AHEAD_MAX
            && let Some((wave, _)) = reader.next(&mut cx, &[], now).await?
        {
            whole += usize::from(!wave.is_past_section);
            lines.extend(wave.groups.into_iter().flat_map(|group| group.lines));
        }
        // No engine adds users to a job that is stopping, so the commit need not check the pointers.
        let pointers: Vec<Key> = lines.iter().map(|line| keys::sub(&line.sub)).collect();
        let found = cx.read_now(&pointers).await?;
        let imported = lines.iter().zip(found).filter(|(_, pointer)| pointer.is_some());
        let entries: Vec<ImportLogEntry> = imported.map(|(line, _)| entry(line.number, Ok(()))).collect();
        log::write(&mut cx, &mut job.counts, id, &entries)?;
    }
    job.complete(ImportStatus::Stopped, cx.now(), "The Import Job was stopped by the developer.");
    cx.put(&job)?;
    imports.stopping.retain(|stopping| stopping != id);
    cx.put(&imports)?;
    cx.finish(true).await?;
    Ok(Step::More)
}

impl<'a> Reader<'a> {
    /// Begins at the position of the job.
    async fn begin(cx: &mut Cx<'_>, pool: &'a Pool, job: ImportJob, waves_max: usize) -> Result<Self, Error> {
        let section = Section::read(cx, pool, &job).await?;
        Ok(Self { pool, job, section, waves: 0, waves_max, is_at_end: false })
    }

    /// Reads the next wave, and returns it with the position before it. `None` if there is none in this slice, or if its first
    /// line may add a user with a name of a wave that is not added yet.
    async fn next(
        &mut self,
        cx: &mut Cx<'_>,
        unadded: &[&Set<Key>],
        now: Timestamp,
    ) -> Result<Option<(Wave, ImportProgress)>, Error> {
        if self.is_at_end || self.waves >= self.waves_max {
            return Ok(None);
        }
        let mut wave = Wave::plan(self.pool, &self.job, &self.section, unadded, now);
        if wave.is_past_section && wave.progress == self.job.progress {
            self.section = Section::read(cx, self.pool, &self.job).await?;
            wave = Wave::plan(self.pool, &self.job, &self.section, unadded, now);
        }
        if wave.progress == self.job.progress && wave.end.is_none() {
            return Ok(None);
        }
        self.is_at_end = wave.end.is_some();
        self.waves += 1;
        // The next wave needs the position and the number of lines.
        self.job.counts.imported += wave.lines as u64;
        let from = std::mem::replace(&mut self.job.progress, wave.progress.clone());
        Ok(Some((wave, from)))
    }
}

impl Added {
    /// Takes the first waves whose log entries fit into one record.
    fn joined(waiting: &mut VecDeque<Self>) -> Option<Self> {
        let mut joined = waiting.pop_front()?;
        let fits =
            |joined: &Self, next: &Self| joined.message_bytes + next.message_bytes <= MESSAGE_BYTES_MAX;
        while waiting.front().is_some_and(|next| fits(&joined, next))
            && let Some(next) = waiting.pop_front()
        {
            joined.entries.extend(next.entries);
            joined.message_bytes += next.message_bytes;
            joined.progress = next.progress;
            joined.end = next.end;
            joined.waves += next.waves;
        }
        Some(joined)
    }
}

impl Importing<'_> {
    /// Imports waves, and returns the number of users whose position is committed.
    async fn import(
        self,
        shift: &mut Shift<'_>,
        cx: &mut Cx<'_>,
        mut reader: Reader<'_>,
    ) -> (u64, Result<(), Error>) {
        let (mut adding, mut advancing) = (Pipeline::new(), Pipeline::new());
        let mut added: VecDeque<Added> = VecDeque::new();
        let (mut imported, mut outcome) = (0, Ok(()));
        let mut is_interrupted = false;
        loop {
            let ahead = added.iter().map(|added| added.waves).chain(advancing.tags().copied()).sum::<usize>();
            while adding.len() < ADDING_MAX && adding.len() + ahead < AHEAD_MAX && !is_interrupted {
                let unadded: Vec<_> = adding.tags().collect();
                match reader.next(cx, &unadded, shift.now).await {
                    Ok(Some((wave, from))) => {
                        let moments = wave.groups.iter().map(|_| shift.moment()).collect();
                        adding.push(wave.keys.clone(), self.add_all(wave, from, reader.waves, moments));
                    }
                    Ok(None) => break,
                    Err(error) => (outcome, is_interrupted) = (Err(error), true),
                }
            }
            if advancing.len() == 0
                && let Some(added) = Added::joined(&mut added)
            {
                advancing.push(added.waves, self.advance(shift.moment(), added));
            }
            if adding.len() + advancing.len() == 0 {
                return (imported, outcome);
            }
            match next(&mut adding, &mut advancing).await {
                // A wave after one that is repeated is repeated, too.
                Ended::First(Ok(Some(wave))) => added.extend((!is_interrupted).then_some(wave)),
                Ended::Second(Ok(Some(users))) => imported += users,
                // The job was changed, or a name was taken between its check and the commit.
                Ended::First(Ok(None)) | Ended::Second(Ok(None)) => is_interrupted = true,
                Ended::First(Err(error)) | Ended::Second(Err(error)) => {
                    (outcome, is_interrupted) = (outcome.and(Err(error)), true);
                }
            }
        }
    }

    /// Adds the users of a wave. `None` if that must be repeated.
    async fn add_all(
        self,
        wave: Wave,
        from: ImportProgress,
        number: usize,
        moments: Vec<Moment>,
    ) -> Result<Option<Added>, Error> {
        let Wave { groups, mut entries, progress, end, .. } = wave;
        // Waves that are added at the same time have different counters.
        let shard = number % ADDING_MAX * GROUPS_MAX;
        let commits = groups.into_iter().zip(moments).zip(shard..);
        let commits = commits.map(|((group, moment), shard)| self.add(shard, group, moment));
        let mut is_whole = true;
        for added in all(commits).await {
            match added? {
                Some(added) => entries.extend(added),
                None => is_whole = false,
            }
        }
        ordered::sort_by_key(&mut entries, |entry| entry.line);
        let kept = entries.iter().filter(|entry| entry.outcome != ImportOutcome::Succeeded);
        let message_bytes = kept.map(|entry| entry.message.len()).sum();
        Ok(is_whole.then_some(Added { entries, message_bytes, from, progress, end, waves: 1 }))
    }

    /// Adds the users of a group. `None` if that must be repeated: nothing was written.
    async fn add(
        self,
        shard: usize,
        group: Group,
        moment: Moment,
    ) -> Result<Option<Vec<ImportLogEntry>>, Error> {
        let mut memory = CallMemory::default();
        for _ in 0..2 {
            let mut cx = Cx::new(self.host, self.origin, &moment, memory);
            cx.use_counter_shard(u8::try_from(shard).unwrap_or_default());
            let Some(entries) = self.add_lines(&mut cx, &group).await? else { return Ok(None) };
            memory = cx.take_memory();
            match cx.finish(true).await? {
                Finished::Committed(_) => return Ok(Some(entries)),
                // A name is taken, or the job was changed.
                Finished::Conflict => self.expects_free.store(false, Ordering::Relaxed),
            }
        }
        Ok(None)
    }

    /// Adds the users of a group to a commit. `None` if the job does not run.
    async fn add_lines(self, cx: &mut Cx<'_>, group: &Group) -> Result<Option<Vec<ImportLogEntry>>, Error> {
        let keys: Vec<Key> = group.lines.iter().flat_map(|line| &line.keys).cloned().collect();
        // Most files have new users only. The first attempt need not read what the commit checks anyway.
        match self.expects_free.load(Ordering::Relaxed) {
            true => cx.assume_absent(&keys),
            false => cx.hint(keys.iter().cloned()),
        }
        counter::hint(cx);
        // The commit checks that the job still runs, but not its position, which another commit may move meanwhile.
        Pool::load_with(cx, &self.pool.id, &[keys::imports()]).await?;
        if Imports::load(cx).await?.running.as_deref() != Some(self.job_id) {
            return Ok(None);
        }
        cx.prefetch(&keys).await?;
        let mut entries = Vec::with_capacity(group.lines.len());
        let mut added = 0;
        for line in &group.lines {
            // An interrupted wave has added this user.
            let outcome = match cx.exists(&keys::sub(&line.sub)).await? {
                true => Ok(()),
                false => {
                    let outcome = self.add_line(cx, line).await?;
                    added += i64::from(outcome.is_ok());
                    outcome
                }
            };
            entries.push(entry(line.number, outcome));
        }
        if added > 0 {
            counter::add(cx, added).await?;
        }
        Ok(Some(entries))
    }

    /// Adds a user, unless the names are taken. Reads nothing: all records were loaded before.
    async fn add_line(self, cx: &mut Cx<'_>, line: &Planned) -> Result<Result<(), Refused>, Error> {
        match self.add_free(cx, line).await {
            Ok(outcome) => Ok(outcome),
            Err(Error::InvalidParameter(error)) => Ok(Err(Refused::Failed(error.into()))),
            Err(error @ Error::AliasExists(_)) => {
                Ok(Err(Refused::Failed(LineError::Invalid(error.to_string()))))
            }
            // A record of another user was altered outside of the engine. The other lines must not wait for it.
            Err(Error::Internal(Internal::Altered { .. } | Internal::Record { .. })) => {
                Ok(Err(Refused::Failed(LineError::Internal)))
            }
            Err(error) => Err(error),
        }
    }

    async fn add_free(self, cx: &mut Cx<'_>, line: &Planned) -> Result<Result<(), Refused>, Error> {
        let (pool, row) = (self.pool, &line.row);
        let is_named = pool.naming.username_attributes.is_empty();
        if is_named {
            for key in pool.naming.candidates(&row.username).keys() {
                if cx.exists(&key).await? {
                    return Ok(Err(Refused::Exists));
                }
            }
        }
        let mut user = user_of(pool, row, line.sub.clone(), cx.now());
        if let Some((hash, algorithm)) = row.hash.as_ref().zip(self.hashing) {
            user.set_imported_hash(cx, pool, algorithm, hash);
        }
        let taken = user.taken_names(cx, pool).await?;
        if taken.iter().any(|name| pool.naming.username_attributes.contains(&name.alias)) {
            return Ok(Err(Refused::Exists));
        }
        user.save(cx, pool).await?;
        Ok(Ok(()))
    }

    /// Moves the job past the lines of waves, and returns the number of imported users. `None` if the job has changed, and
    /// nothing was written.
    async fn advance(self, moment: Moment, added: Added) -> Result<Option<u64>, Error> {
        let Added { entries, from, progress, end, .. } = added;
        let mut cx = Cx::new(self.host, self.origin, &moment, CallMemory::default());
        cx.hint([keys::imports()]);
        let (_, mut job) = ImportJob::load(&mut cx, &self.pool.id, self.job_id).await?;
        let is_running = matches!(job.status, ImportStatus::Pending | ImportStatus::InProgress);
        if !is_running || job.progress != from {
            return Ok(None);
        }
        let before = job.counts.imported;
        log::write(&mut cx, &mut job.counts, &job.id, &entries)?;
        job.status = ImportStatus::InProgress;
        job.progress = progress;
        if let Some(end) = end {
            complete(&mut cx, &mut job, end).await?;
        }
        cx.put(&job)?;
        match cx.finish(true).await? {
            Finished::Committed(_) => {
                log::tell_host(self.pool, &job, &entries);
                Ok(Some(job.counts.imported - before))
            }
            Finished::Conflict => Ok(None),
        }
    }
}

/// Ends a job. It has failed if fewer lines were imported than not: the service fails jobs with too many such lines and
/// does not document how many these are.
async fn complete(cx: &mut Cx<'_>, job: &mut ImportJob, end: End) -> Result<(), Error> {
    let counts = job.counts;
    let (status, message) = match end {
        End::Failed(message) => (ImportStatus::Failed, message),
        End::OfFile if counts.skipped + counts.failed > counts.imported => {
            (ImportStatus::Failed, "Too many users have failed or been skipped during the import.".to_owned())
        }
        End::OfFile => (ImportStatus::Succeeded, "Import Job Completed Successfully.".to_owned()),
    };
    job.complete(status, cx.now(), &message);
    let mut imports = Imports::load(cx).await?;
    imports.running = None;
    cx.put(&imports)
}

/// Why a line does not become a user.
enum Refused {
    Exists,
    Failed(LineError),
}

/// The user of a line, without the hash of a password. Only rows of jobs with an algorithm have one.
fn user_of(pool: &Pool, row: &Row, sub: String, now: Timestamp) -> User {
    // Users who have a password, or can sign in without one, need not reset it.
    let status = match pool.settings.is_passwordless() || row.hash.is_some() {
        true => UserStatus::Confirmed,
        false => UserStatus::ResetRequired,
    };
    let mut user = User::new(pool, &row.username, NewUser { sub, status, now });
    user.set_attributes(&pool.naming, &row.attributes);
    if row.mfa {
        user.mfa.set_legacy_sms(true);
    }
    user
}

fn entry(line: u64, outcome: Result<(), Refused>) -> ImportLogEntry {
    let (outcome, message) = match outcome {
        Ok(()) => (ImportOutcome::Succeeded, "The import succeeded.".to_owned()),
        Err(Refused::Exists) => (ImportOutcome::Skipped, "The user already exists.".to_owned()),
        Err(Refused::Failed(error)) => (ImportOutcome::Failed, error.to_string()),
    };
    ImportLogEntry { line, outcome, message }
}

impl Planned {
    fn new(pool: &Pool, job: &ImportJob, (number, row): (u64, Row)) -> Self {
        let line = number.to_be_bytes();
        let hash = pool.secret().hash(Purpose::ImportedSub, &[job.id.as_bytes(), &line]);
        let sub = uuid::from_bytes(hash.first_chunk().copied().unwrap_or_default());
        let keys = row.keys(pool, &sub);
        Self { number, row, sub, keys }
    }

    /// What a commit checks and writes for the user.
    fn items(&self, pool: &Pool, now: Timestamp) -> usize {
        let user = user_of(pool, &self.row, self.sub.clone(), now);
        self.keys.len() + 1 + user.rows().len() + user.pointers(&pool.naming).len()
    }
}

impl Section {
    /// Reads two parts of the file. A part is longer than the longest line, so the section has at least one whole line.
    async fn read(cx: &mut Cx<'_>, pool: &Pool, job: &ImportJob) -> Result<Self, Error> {
        let file = job.file.as_ref().ok_or(Internal::Sealed("the file of an import job"))?;
        let part = PART_BYTES as u64;
        let first = job.progress.offset / part;
        let end = file.bytes.div_ceil(part).min(first + 2);
        let keys: Vec<Key> =
            (first..end).map(|number| keys::import_file(&job.id, &file.upload, number)).collect();
        let bytes = import_job::read_parts(cx, pool, &keys).await?;
        Ok(Self { is_end: end * part >= file.bytes, start: first * part, bytes })
    }

    /// The lines from a position on.
    fn lines(&self, progress: &ImportProgress) -> Lines<'_> {
        let at = usize::try_from(progress.offset.saturating_sub(self.start)).unwrap_or(usize::MAX);
        Lines::new(self.bytes.get(at..).unwrap_or_default(), self.is_end, progress.line)
    }
}

impl Wave {
    /// Reads as many lines as one wave can hold, and none that may add a user with a name of the waves that are not added yet.
    fn plan(pool: &Pool, job: &ImportJob, section: &Section, unadded: &[&Set<Key>], now: Timestamp) -> Self {
        let mut wave = Self { progress: job.progress.clone(), ..Self::default() };
        let mut lines = section.lines(&job.progress);
        if wave.progress.columns.is_empty()
            && let Err(message) = wave.read_header(&mut lines, pool, job.hashing.is_some())
        {
            wave.end = Some(End::Failed(message));
            return wave;
        }
        let offset = job.progress.offset;
        loop {
            let before = lines.clone();
            let Some(line) = lines.next() else {
                // The empty lines at the end are read as well.
                wave.advance(&lines, offset);
                let is_first_part = offset.saturating_sub(section.start) < PART_BYTES as u64;
                wave.end = match section.is_end {
                    true => Some(End::OfFile),
                    // A part is longer than the longest line.
                    false if is_first_part && lines.offset == 0 => {
                        let line = lines.line + 1;
                        Some(End::Failed(format!("Line {line} of the csv file is too long.")))
                    }
                    false => None,
                };
                wave.is_past_section = wave.end.is_none();
                return wave;
            };
            if job.counts.total() + wave.lines as u64 >= USERS_MAX {
                wave.advance(&before, offset);
                wave.end = Some(End::Failed(format!("The csv file has more than {USERS_MAX} users.")));
                return wave;
            }
            let is_taken = match Row::read(pool, &wave.progress.columns, job.hashing.as_deref(), line.bytes) {
                Ok(row) => wave.take(pool, Planned::new(pool, job, (line.number, row)), unadded, now),
                Err(error) => wave.take_failed(line.number, error),
            };
            if !is_taken {
                wave.advance(&before, offset);
                return wave;
            }
        }
    }

    fn is_full(&self) -> bool {
        self.lines >= LINES_MAX || self.message_bytes > MESSAGE_BYTES_MAX
    }

    /// Takes a line with an error, unless the wave is full.
    fn take_failed(&mut self, number: u64, error: LineError) -> bool {
        if self.is_full() {
            return false;
        }
        let entry = entry(number, Err(Refused::Failed(error)));
        self.message_bytes += entry.message.len();
        self.entries.push(entry);
        self.lines += 1;
        true
    }

    /// Takes a line, unless the wave is full, or an earlier line may add a user of the same name, whom this line must see.
    fn take(&mut self, pool: &Pool, line: Planned, unadded: &[&Set<Key>], now: Timestamp) -> bool {
        let is_unadded = |key| self.keys.contains(key) || unadded.iter().any(|keys| keys.contains(key));
        if self.is_full() || line.keys.iter().any(is_unadded) {
            return false;
        }
        let items = line.items(pool, now);
        let has_room = |group: &Group| group.items + items + COMMON_ITEMS <= BATCH_ITEMS_MAX;
        if !self.groups.last().is_some_and(has_room) {
            if self.groups.len() >= GROUPS_MAX {
                return false;
            }
            self.groups.push(Group::default());
        }
        self.keys.extend(line.keys.iter().cloned());
        if let Some(group) = self.groups.last_mut() {
            group.items += items;
            group.lines.push(line);
        }
        self.lines += 1;
        true
    }

    /// The position after the lines that were read.
    fn advance(&mut self, lines: &Lines<'_>, from: u64) {
        self.progress.offset = from + lines.offset;
        self.progress.line = lines.line;
    }

    /// Reads the header. It must have every column of the pool, in any order, and a column with hashes of passwords only
    /// if the job has an algorithm for them.
    fn read_header(&mut self, lines: &mut Lines<'_>, pool: &Pool, has_hashes: bool) -> Result<(), String> {
        let refused = || "The header of the csv file does not match the header of the user pool.".to_owned();
        let header = lines.next().ok_or_else(refused)?;
        let columns = crate::csv::values(std::str::from_utf8(header.bytes).map_err(|_| refused())?);
        let mut found: Vec<&str> = columns.iter().map(String::as_str).collect();
        let expected = import_job::header(&pool.schema);
        let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        expected.extend(has_hashes.then_some(HASH_COLUMN));
        ordered::sort(&mut found);
        ordered::sort(&mut expected);
        if found != expected {
            return Err(refused());
        }
        self.progress.columns = columns;
        Ok(())
    }
}
