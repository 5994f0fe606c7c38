//! `StartUserImportJob`: an administrator starts a user import job.

use serde::{Deserialize, Serialize};

use super::UserImportJob;
use crate::{
    auth::channel::Channel,
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, PreconditionNotMet},
    model::import_job::{ImportJob, ImportStatus, Imports},
    operation::{Caller, Operation},
};

/// Starts a user import job whose file was uploaded. [`Engine::work`](crate::Engine::work) imports the users; until
/// then the job is `Pending`. One job of a pool runs at a time. See
/// [StartUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_StartUserImportJob.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct StartUserImportJob {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the job.
    pub job_id: String,
}

/// The response of [`StartUserImportJob`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct StartUserImportJobOutput {
    /// The job, with the status `Pending`.
    pub user_import_job: UserImportJob,
}

impl Operation for StartUserImportJob {
    const NAME: &'static str = "StartUserImportJob";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("JobId", &shapes::USER_IMPORT_JOB_ID)];
    type Response = StartUserImportJobOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<StartUserImportJobOutput, Error> {
        let (pool, mut job) = ImportJob::load(cx, &self.user_pool_id, &self.job_id).await?;
        let status = job.status(cx.now());
        if status != ImportStatus::Created {
            return Err(PreconditionNotMet::ImportNotStartable(job.id, status.as_str()).into());
        }
        if job.file.is_none() {
            return Err(PreconditionNotMet::NoImportFile(job.id).into());
        }
        if ![Channel::Email, Channel::PhoneNumber].iter().any(|channel| pool.settings.auto_verifies(*channel))
        {
            return Err(PreconditionNotMet::NoAutoVerifiedAttribute.into());
        }
        let mut imports = Imports::load(cx).await?;
        if let Some(other) = imports.running {
            return Err(PreconditionNotMet::OtherImport(other).into());
        }
        job.status = ImportStatus::Pending;
        job.started = Some(cx.now());
        imports.running = Some(job.id.clone());
        imports.save(cx, &pool.id)?;
        cx.put(&job)?;
        Ok(StartUserImportJobOutput { user_import_job: UserImportJob::new(cx, &pool, &job)? })
    }
}
