//! The user import jobs of a pool: imports users, stops jobs, lets jobs expire, and removes files that are not needed
//! any more.

mod log;
mod pipeline;
mod row;
mod run;

use userpool_storage_traits::Key;

use super::{Shift, Step};
use crate::{
    context::{Cx, Finished},
    effects::CallMemory,
    error::Error,
    model::{
        import_job::{ImportJob, ImportStatus, Imports},
        job::Job,
        keys,
        pool::Pool,
    },
};

pub use log::{ImportLogEntry, ImportOutcome};

/// How long a job may wait until the call that created it has committed, in seconds. The job is created first. After
/// this time the call has failed.
const COMMIT_SECONDS_MAX: u64 = 600;

/// Most parts of files that one commit removes.
const PARTS_REMOVED_MAX: u32 = 80;

pub(super) async fn slice(shift: &mut Shift<'_>, job: &mut Job) -> Result<Step, Error> {
    let moment = shift.moment();
    let mut cx = Cx::new(shift.host, &shift.origin, &moment, CallMemory::default());
    match Pool::load_with(&mut cx, &job.subject, &[keys::imports()]).await {
        Ok(_) => {}
        // The pool is gone. Its purge removes the records of its jobs.
        Err(Error::ResourceNotFound(_)) => return Ok(Step::Done),
        Err(error) => return Err(error),
    }
    let imports = Imports::load(&mut cx).await?;
    let step = match (imports.stopping.first().cloned(), imports.running.clone()) {
        (Some(id), _) => return run::stop(shift, &job.subject, &id).await,
        (None, Some(id)) => return run::slice(shift, job, &id).await,
        (None, None) => clear(&mut cx, imports).await?,
    };
    if let Finished::Conflict = cx.finish(true).await? {
        return Ok(Step::More);
    }
    let is_young = shift.now.seconds_since(job.made) < COMMIT_SECONDS_MAX;
    Ok(match step {
        Step::Done if is_young => Step::Later(5),
        step => step,
    })
}

/// Lets a job expire, or removes some parts of the files of a job that has ended.
async fn clear(cx: &mut Cx<'_>, imports: Imports) -> Result<Step, Error> {
    let keys: Vec<Key> = imports.files.iter().map(|id| keys::import_job(id)).collect();
    let mut next: Option<u64> = None;
    for (key, job) in keys.iter().zip(cx.peek::<ImportJob>(&keys).await?) {
        let Some(job) = job else { continue };
        match job.status(cx.now()) {
            ImportStatus::Created => {
                let seconds = job.expires().seconds_since(cx.now()) + 1;
                next = Some(next.map_or(seconds, |next| next.min(seconds)));
            }
            ImportStatus::Pending | ImportStatus::InProgress | ImportStatus::Stopping => {}
            ImportStatus::Expired
            | ImportStatus::Stopped
            | ImportStatus::Failed
            | ImportStatus::Succeeded => {
                return remove_parts(cx, imports, key).await;
            }
        }
    }
    Ok(next.map_or(Step::Done, Step::Later))
}

/// Removes some parts of the files of a job that has ended or expired.
async fn remove_parts(cx: &mut Cx<'_>, mut imports: Imports, key: &Key) -> Result<Step, Error> {
    // Read again: the commit checks that the job was not started since.
    let Some(mut job) = cx.get::<ImportJob>(key).await? else { return Ok(Step::More) };
    match (job.status, job.status(cx.now())) {
        (ImportStatus::Created, ImportStatus::Expired) => {
            job.expire();
            cx.put(&job)?;
        }
        (ImportStatus::Created | ImportStatus::Pending | ImportStatus::InProgress, _) => {
            return Ok(Step::More);
        }
        _ => {}
    }
    let page = cx.scan(keys::import_files(&job.id), None, PARTS_REMOVED_MAX).await?;
    if page.len() < PARTS_REMOVED_MAX as usize {
        imports.files.retain(|id| *id != job.id);
        cx.put(&imports)?;
    }
    page.into_iter().for_each(|(part, _)| cx.remove(part));
    Ok(Step::More)
}
