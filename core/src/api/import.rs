//! User import jobs: administrators import users from a CSV file.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64_URL};
use serde::{Deserialize, Serialize};

use crate::{
    context::Cx,
    error::Error,
    model::{
        epoch_seconds::EpochSeconds,
        import_job::{ImportJob, ImportStatus},
        pool::Pool,
    },
    operation::{Entry, entry},
    sensitive::Sensitive,
    settings::{PasswordHashingAlgorithm, UserImportJobStatus},
};

mod create_user_import_job;
mod describe_user_import_job;
mod get_csv_header;
mod list_user_import_jobs;
mod start_user_import_job;
mod stop_user_import_job;
pub(super) mod upload;

pub use create_user_import_job::{CreateUserImportJob, CreateUserImportJobOutput};
pub use describe_user_import_job::{DescribeUserImportJob, DescribeUserImportJobOutput};
pub use get_csv_header::{GetCsvHeader, GetCsvHeaderOutput};
pub use list_user_import_jobs::{ListUserImportJobs, ListUserImportJobsOutput};
pub use start_user_import_job::{StartUserImportJob, StartUserImportJobOutput};
pub use stop_user_import_job::{StopUserImportJob, StopUserImportJobOutput};
pub use upload::{ImportUpload, UploadError};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<GetCsvHeader>(),
    entry::<CreateUserImportJob>(),
    entry::<DescribeUserImportJob>(),
    entry::<ListUserImportJobs>(),
    entry::<StartUserImportJob>(),
    entry::<StopUserImportJob>(),
];

/// `UserImportJobType`: a user import job.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserImportJob {
    /// The name. Need not be unique.
    pub job_name: String,
    /// `import-` and ten letters or digits.
    pub job_id: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// Where the file is uploaded with `PUT`, for a quarter of an hour after the job was created. Only the path and the
    /// query, if the engine knows neither a public URL nor the address of the request.
    pub pre_signed_url: Option<Sensitive>,
    /// When the job was created.
    pub creation_date: EpochSeconds,
    /// When it was started.
    pub start_date: Option<EpochSeconds>,
    /// When it ended.
    pub completion_date: Option<EpochSeconds>,
    /// How far the job is.
    pub status: UserImportJobStatus,
    /// The role of the request. Not used.
    pub cloud_watch_logs_role_arn: String,
    /// The number of lines that became users.
    pub imported_users: u64,
    /// The number of lines whose user existed.
    pub skipped_users: u64,
    /// The number of lines with an error.
    pub failed_users: u64,
    /// Why the job ended.
    pub completion_message: Option<String>,
    /// The algorithm of the hashes in the column `password_hash`.
    pub password_hashing_algorithm: Option<PasswordHashingAlgorithm>,
}

impl UserImportJob {
    fn new(cx: &mut Cx<'_>, pool: &Pool, job: &ImportJob) -> Result<Self, Error> {
        let mut job = job.clone();
        if job.status(cx.now()) == ImportStatus::Expired {
            job.expire();
        }
        Ok(Self {
            pre_signed_url: Some(url(cx, pool, &job)?),
            creation_date: job.created.into(),
            start_date: job.started.map(EpochSeconds::from),
            completion_date: job.completed.map(EpochSeconds::from),
            status: job.status.as_str().into(),
            user_pool_id: pool.id.clone(),
            imported_users: job.counts.imported,
            skipped_users: job.counts.skipped,
            failed_users: job.counts.failed,
            job_name: job.name,
            job_id: job.id,
            cloud_watch_logs_role_arn: job.role_arn,
            completion_message: job.message,
            password_hashing_algorithm: job.hashing.map(PasswordHashingAlgorithm::from),
        })
    }
}

/// The URL for the upload of the job's file. It is valid for the same time, whenever it is returned.
fn url(cx: &mut Cx<'_>, pool: &Pool, job: &ImportJob) -> Result<Sensitive, Error> {
    let token = upload::token(cx, &pool.id, job)?;
    let address = cx.host.address(cx.origin.address.as_deref()).unwrap_or_default();
    let url = format!("{address}/{}/import/{}?token={}", pool.id, job.id, BASE64_URL.encode(token));
    Ok(Sensitive::new(url))
}
