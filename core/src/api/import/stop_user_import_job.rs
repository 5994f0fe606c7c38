//! `StopUserImportJob`: an administrator stops a user import job.

use serde::{Deserialize, Serialize};

use super::UserImportJob;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, PreconditionNotMet},
    model::import_job::{ImportJob, ImportStatus, Imports},
    operation::{Caller, Operation},
};

/// Stops a user import job that was started. The users that were imported stay, and the job cannot be started again.
/// See
/// [StopUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StopUserImportJob.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct StopUserImportJob {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the job.
    pub job_id: String,
}

/// The response of [`StopUserImportJob`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct StopUserImportJobOutput {
    /// The job, with the status `Stopping`.
    pub user_import_job: UserImportJob,
}

impl Operation for StopUserImportJob {
    const NAME: &'static str = "StopUserImportJob";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("JobId", &shapes::USER_IMPORT_JOB_ID)];
    type Response = StopUserImportJobOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<StopUserImportJobOutput, Error> {
        let (pool, mut job) = ImportJob::load(cx, &self.user_pool_id, &self.job_id).await?;
        let status = job.status(cx.now());
        if !matches!(status, ImportStatus::Pending | ImportStatus::InProgress) {
            return Err(PreconditionNotMet::ImportNotStoppable(job.id, status.as_str()).into());
        }
        job.status = ImportStatus::Stopping;
        let mut imports = Imports::load(cx).await?;
        imports.running = imports.running.filter(|running| *running != job.id);
        imports.stopping.push(job.id.clone());
        imports.save(cx, &pool.id)?;
        cx.put(&job)?;
        Ok(StopUserImportJobOutput { user_import_job: UserImportJob::new(cx, &pool, &job)? })
    }
}
