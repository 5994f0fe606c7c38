//! The log of the lines that were not imported: as records of the job, and in the log of the host.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    context::Cx,
    effects::CallMemory,
    engine::Engine,
    error::{Error, ResourceNotFound},
    host::Origin,
    model::{
        import_job::{ImportCounts, ImportJob},
        keys,
        pool::Pool,
        pool_id::is_pool_id,
    },
};

/// Most records that one page of the log is read from.
const PAGE_RECORDS: u32 = 10;

/// What became of a line of a file.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum ImportOutcome {
    /// The line became a user.
    Succeeded,
    /// The user existed.
    Skipped,
    /// The line has an error.
    Failed,
}

/// An entry in the log of a user import job. It is printed as the service does: `[FAILED] Line Number 7 - ...`. It
/// contains no values of the file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ImportLogEntry {
    /// The number of the line in the file. The header is usually line 1.
    pub line: u64,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// Why.
    pub message: String,
}

/// A record of some entries.
#[derive(Deserialize, Serialize)]
struct Entries {
    entries: Vec<ImportLogEntry>,
}

impl fmt::Display for ImportLogEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let outcome = match self.outcome {
            ImportOutcome::Succeeded => "SUCCEEDED",
            ImportOutcome::Skipped => "SKIPPED",
            ImportOutcome::Failed => "FAILED",
        };
        write!(f, "[{outcome}] Line Number {} - {}", self.line, self.message)
    }
}

impl Engine {
    /// The lines of a user import job that were skipped or have failed: a page of those with a number above
    /// `after_line`, in order. Begin with 0 and continue with the number of the last entry; the page after the last one
    /// is empty. The same entries are in the log of the host.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the pool or the job does not exist, or the error of the store.
    pub async fn import_log(
        &self,
        user_pool_id: &str,
        job_id: &str,
        after_line: u64,
    ) -> Result<Vec<ImportLogEntry>, Error> {
        let host = self.host();
        let moment = host.moments.moment()?;
        let origin = Origin::host(&host.region);
        let mut cx = Cx::new(host, &origin, &moment, CallMemory::default());
        if !is_pool_id(user_pool_id) {
            return Err(ResourceNotFound::Pool(user_pool_id.to_owned()).into());
        }
        ImportJob::load(&mut cx, user_pool_id, job_id).await?;
        let after = keys::import_log(job_id, after_line);
        let mut page = Vec::new();
        for record in cx.list::<Entries>(keys::import_logs(job_id), Some(after), PAGE_RECORDS).await? {
            page.extend(record.entries);
        }
        Ok(page)
    }
}

/// Counts the entries, and writes those that are not about an imported user.
pub(super) fn write(
    cx: &mut Cx<'_>,
    counts: &mut ImportCounts,
    job_id: &str,
    entries: &[ImportLogEntry],
) -> Result<(), Error> {
    for entry in entries {
        match entry.outcome {
            ImportOutcome::Succeeded => counts.imported += 1,
            ImportOutcome::Skipped => counts.skipped += 1,
            ImportOutcome::Failed => counts.failed += 1,
        }
    }
    let is_kept = |entry: &&ImportLogEntry| entry.outcome != ImportOutcome::Succeeded;
    let entries: Vec<ImportLogEntry> = entries.iter().filter(is_kept).cloned().collect();
    let Some(first) = entries.first() else { return Ok(()) };
    cx.put_at(keys::import_log(job_id, first.line), &Entries { entries })
}

/// Writes the entries to the log of the host, with the names of the log that the service writes.
pub(super) fn tell_host(pool: &Pool, job: &ImportJob, entries: &[ImportLogEntry]) {
    let log_group = format!("/aws/cognito/userpools/{}/{}", pool.id, pool.name);
    let log_stream = format!("{}/{}", job.id, job.name);
    for entry in entries {
        match entry.outcome {
            ImportOutcome::Succeeded => tracing::debug!(log_group, log_stream, "{entry}"),
            ImportOutcome::Skipped | ImportOutcome::Failed => {
                tracing::info!(log_group, log_stream, "{entry}")
            }
        }
    }
}
