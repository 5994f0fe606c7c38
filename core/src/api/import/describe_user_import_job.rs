//! `DescribeUserImportJob`: an administrator reads a user import job.

use serde::{Deserialize, Serialize};

use super::UserImportJob;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::import_job::ImportJob,
    operation::{Caller, Operation},
};

/// Reads a user import job and its counts. See
/// [DescribeUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserImportJob.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeUserImportJob {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the job.
    pub job_id: String,
}

/// The response of [`DescribeUserImportJob`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeUserImportJobOutput {
    /// The job.
    pub user_import_job: UserImportJob,
}

impl Operation for DescribeUserImportJob {
    const NAME: &'static str = "DescribeUserImportJob";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("JobId", &shapes::USER_IMPORT_JOB_ID)];
    type Response = DescribeUserImportJobOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<DescribeUserImportJobOutput, Error> {
        let (pool, job) = ImportJob::load(cx, &self.user_pool_id, &self.job_id).await?;
        Ok(DescribeUserImportJobOutput { user_import_job: UserImportJob::new(cx, &pool, &job)? })
    }
}
