//! Imports the users of a file: some lines in each commit, which also holds the new position in the file. So a crash
//! neither loses nor repeats a line, and another engine continues where this one has stopped.

use std::collections::BTreeSet;

use userpool_storage_traits::{Key, limits::BATCH_ITEMS_MAX};
use zeroize::Zeroizing;

use super::{
    log::{self, ImportLogEntry, ImportOutcome},
    row::{LineError, Row},
};
use crate::{
    auth::user_status::UserStatus,
    context::{Cx, Finished},
    csv::Lines,
    effects::CallMemory,
    error::{Error, Internal},
    model::{
        counter,
        import_job::{self, ImportJob, ImportProgress, ImportStatus, Imports, PART_BYTES, USERS_MAX},
        job::Job,
        keys,
        pool::Pool,
        user::{NewUser, User},
    },
    work::{Shift, Step},
};

/// Most commits of one slice.
const COMMITS_MAX: usize = 8;

/// Most lines of one commit, when none of them becomes a user.
const LINES_MAX: usize = 200;

/// Most bytes of messages in one commit.
const MESSAGE_BYTES_MAX: usize = 64 * 1024;

/// What a commit checks and writes besides the users: checks of the pool, the job, what jobs share, and a counter;
/// writes of the job, what jobs share, the counter and the log.
const COMMON_ITEMS: usize = 8;

/// Most writes for one user: the record, pointers from the `sub` and three aliases, and ten rows of lists.
const WRITES_OF_USER: usize = 15;

/// A section of the file, from the position of the job on.
struct Section {
    bytes: Zeroizing<Vec<u8>>,
    /// The position of the section in the file.
    start: u64,
    /// It ends with the file.
    is_end: bool,
}

/// A line, and what is known before the store was asked.
struct Planned {
    number: u64,
    row: Result<Row, LineError>,
    sub: String,
}

/// The lines of one commit.
#[derive(Default)]
struct Plan {
    lines: Vec<Planned>,
    keys: BTreeSet<Key>,
    progress: ImportProgress,
    /// Why the job ends with these lines.
    end: Option<End>,
    /// Checks and writes of the commit, except for [`COMMON_ITEMS`].
    items: usize,
    message_bytes: usize,
}

/// How a job ends.
#[derive(Clone, Debug)]
enum End {
    /// The whole file was processed.
    OfFile,
    Failed(String),
}

/// Processes some lines of the file of a job.
pub(super) async fn slice(shift: &mut Shift<'_>, work: &mut Job, id: &str) -> Result<Step, Error> {
    let moment = shift.moment();
    let mut cx = Cx::new(shift.host, &shift.origin, &moment, CallMemory::default());
    let (pool, mut job) = ImportJob::load(&mut cx, &work.subject, id).await?;
    let section = Section::read(&mut cx, &pool, &job).await?;
    for _ in 0..COMMITS_MAX {
        let plan = Plan::make(shift, &pool, &job, &section);
        if plan.progress == job.progress && plan.end.is_none() {
            // The next line begins in the next section.
            return Ok(Step::More);
        }
        let is_last = plan.end.is_some();
        let before = job.counts.imported;
        match commit(shift, &pool, job, plan).await? {
            Some(after) => job = after,
            // The job was changed meanwhile.
            None => return Ok(Step::More),
        }
        work.records += job.counts.imported - before;
        if is_last {
            return Ok(Step::More);
        }
    }
    Ok(Step::More)
}

/// Adds the users of a plan. `None` when the job has changed, and nothing was written.
async fn commit(
    shift: &mut Shift<'_>,
    pool: &Pool,
    known: ImportJob,
    plan: Plan,
) -> Result<Option<ImportJob>, Error> {
    let moment = shift.moment();
    let mut cx = Cx::new(shift.host, &shift.origin, &moment, CallMemory::default());
    cx.hint(plan.keys.iter().cloned());
    counter::hint(&mut cx);
    let (_, mut job) = ImportJob::load(&mut cx, &pool.id, &known.id).await?;
    let is_running = matches!(job.status, ImportStatus::Pending | ImportStatus::InProgress);
    if !is_running || job.progress != known.progress {
        return Ok(None);
    }
    let keys: Vec<Key> = plan.keys.into_iter().collect();
    cx.prefetch(&keys).await?;
    let mut entries = Vec::with_capacity(plan.lines.len());
    for Planned { number, row, sub } in plan.lines {
        let outcome = match row {
            Ok(row) => add(&mut cx, pool, row, sub).await?,
            Err(error) => Err(Refused::Failed(error)),
        };
        entries.push(entry(number, outcome));
    }
    let before = job.counts.imported;
    log::write(&mut cx, &mut job.counts, &known.id, &entries)?;
    if job.counts.imported > before {
        counter::add(&mut cx, i64::try_from(job.counts.imported - before).unwrap_or(i64::MAX)).await?;
    }
    job.status = ImportStatus::InProgress;
    job.progress = plan.progress;
    if let Some(end) = plan.end {
        complete(&mut cx, &mut job, end).await?;
    }
    cx.put(&job)?;
    match cx.finish(true).await? {
        Finished::Committed(_) => {
            log::tell_host(pool, &job, &entries);
            Ok(Some(job))
        }
        Finished::Conflict => Ok(None),
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

/// Adds a user, unless the names are taken. Reads nothing: all records were loaded before.
async fn add(cx: &mut Cx<'_>, pool: &Pool, row: Row, sub: String) -> Result<Result<(), Refused>, Error> {
    match add_free(cx, pool, row, sub).await {
        Ok(outcome) => Ok(outcome),
        Err(Error::InvalidParameter(error)) => Ok(Err(Refused::Failed(error.into()))),
        Err(error @ Error::AliasExists(_)) => Ok(Err(Refused::Failed(LineError::Invalid(error.to_string())))),
        // A record of another user was altered outside of the engine. The other lines must not wait for it.
        Err(Error::Internal(Internal::Altered { .. } | Internal::Record { .. })) => {
            Ok(Err(Refused::Failed(LineError::Internal)))
        }
        Err(error) => Err(error),
    }
}

async fn add_free(cx: &mut Cx<'_>, pool: &Pool, row: Row, sub: String) -> Result<Result<(), Refused>, Error> {
    let is_named = pool.naming.username_attributes.is_empty();
    if is_named {
        for key in pool.naming.candidates(&row.username).keys() {
            if cx.exists(&key).await? {
                return Ok(Err(Refused::Exists));
            }
        }
    }
    // Users who can sign in without a password need none.
    let status = match pool.settings.is_passwordless() {
        true => UserStatus::Confirmed,
        false => UserStatus::ResetRequired,
    };
    let mut user = User::new(pool, &row.username, NewUser { sub, status, now: cx.now() });
    user.set_attributes(&pool.naming, &row.attributes);
    if row.mfa {
        user.mfa.set_legacy_sms(true);
    }
    let taken = user.taken_names(cx, pool).await?;
    if taken.iter().any(|name| pool.naming.username_attributes.contains(&name.alias)) {
        return Ok(Err(Refused::Exists));
    }
    user.save(cx, pool).await?;
    Ok(Ok(()))
}

fn entry(line: u64, outcome: Result<(), Refused>) -> ImportLogEntry {
    let (outcome, message) = match outcome {
        Ok(()) => (ImportOutcome::Succeeded, "The import succeeded.".to_owned()),
        Err(Refused::Exists) => (ImportOutcome::Skipped, "The user already exists.".to_owned()),
        Err(Refused::Failed(error)) => (ImportOutcome::Failed, error.to_string()),
    };
    ImportLogEntry { line, outcome, message }
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

impl Plan {
    /// Reads as many lines as one commit can hold.
    fn make(shift: &mut Shift<'_>, pool: &Pool, job: &ImportJob, section: &Section) -> Self {
        let mut plan = Self { progress: job.progress.clone(), ..Self::default() };
        let mut lines = section.lines(&job.progress);
        if plan.progress.columns.is_empty()
            && let Err(message) = plan.read_header(&mut lines, pool)
        {
            plan.end = Some(End::Failed(message));
            return plan;
        }
        let offset = job.progress.offset;
        loop {
            let before = lines.clone();
            let Some(line) = lines.next() else {
                // The empty lines at the end are read as well.
                plan.advance(&lines, offset);
                let is_first_part = offset.saturating_sub(section.start) < PART_BYTES as u64;
                plan.end = match section.is_end {
                    true => Some(End::OfFile),
                    // A part is longer than the longest line.
                    false if is_first_part && lines.offset == 0 => {
                        let line = lines.line + 1;
                        Some(End::Failed(format!("Line {line} of the csv file is too long.")))
                    }
                    false => None,
                };
                return plan;
            };
            if job.counts.total() + plan.lines.len() as u64 >= USERS_MAX {
                plan.advance(&before, offset);
                plan.end = Some(End::Failed(format!("The csv file has more than {USERS_MAX} users.")));
                return plan;
            }
            let row = Row::read(pool, &plan.progress.columns, line.bytes);
            if !plan.add(pool, Planned { number: line.number, row, sub: shift.uuid() }) {
                plan.advance(&before, offset);
                return plan;
            }
        }
    }

    /// Adds a line, unless the commit is full, or an earlier line may add a user of the same name, whom this line must
    /// see.
    fn add(&mut self, pool: &Pool, line: Planned) -> bool {
        let keys = line.row.as_ref().map(|row| row.keys(pool, &line.sub)).unwrap_or_default();
        self.items += if line.row.is_ok() { keys.len() + WRITES_OF_USER } else { 0 };
        self.message_bytes += line.row.as_ref().err().map_or(0, |error| error.to_string().len());
        let is_full = self.items + COMMON_ITEMS > BATCH_ITEMS_MAX
            || self.message_bytes > MESSAGE_BYTES_MAX
            || self.lines.len() >= LINES_MAX;
        if !self.lines.is_empty() && (is_full || keys.iter().any(|key| self.keys.contains(key))) {
            return false;
        }
        self.keys.extend(keys);
        self.lines.push(line);
        true
    }

    /// The position after the lines that were read.
    fn advance(&mut self, lines: &Lines<'_>, from: u64) {
        self.progress.offset = from + lines.offset;
        self.progress.line = lines.line;
    }

    /// Reads the header. It must have every column of the pool, in any order.
    fn read_header(&mut self, lines: &mut Lines<'_>, pool: &Pool) -> Result<(), String> {
        let refused = || "The header of the csv file does not match the header of the user pool.".to_owned();
        let header = lines.next().ok_or_else(refused)?;
        let columns = crate::csv::values(std::str::from_utf8(header.bytes).map_err(|_| refused())?);
        let mut found: Vec<&str> = columns.iter().map(String::as_str).collect();
        let expected = import_job::header(&pool.schema);
        let mut expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        found.sort_unstable();
        expected.sort_unstable();
        if found != expected {
            return Err(refused());
        }
        self.progress.columns = columns;
        Ok(())
    }
}
