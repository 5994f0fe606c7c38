//! `CreateUserImportJob`: an administrator creates a user import job.

use serde::{Deserialize, Serialize};

use super::UserImportJob;
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, Internal, InvalidParameter, LimitExceeded},
    model::{
        import_job::{ImportCounts, ImportJob, ImportProgress, ImportStatus, Imports, JOBS_MAX},
        keys,
        pool::Pool,
    },
    operation::{Caller, Operation},
    random_text,
    settings::PasswordHashingAlgorithm,
};

/// Random characters of the id of a job, after `import-`.
const ID_CHARS: usize = 10;

/// Creates a user import job, whose response has the URL for the upload of the file. See
/// [CreateUserImportJob](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserImportJob.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateUserImportJob {
    /// The name of the job.
    pub job_name: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// The role for the service's log. Stored, and not used: the log goes to the log of the engine's host.
    pub cloud_watch_logs_role_arn: String,
    /// The algorithm of the hashes of passwords in the column `password_hash`: `BCRYPT`, `SCRYPT`, `ARGON2ID` or
    /// `PBKDF2_SHA256`. Without it the file has no such column, and users must reset their passwords.
    pub password_hashing_algorithm: Option<PasswordHashingAlgorithm>,
}

/// The response of [`CreateUserImportJob`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateUserImportJobOutput {
    /// The job.
    pub user_import_job: UserImportJob,
}

impl Operation for CreateUserImportJob {
    const NAME: &'static str = "CreateUserImportJob";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("JobName", &shapes::USER_IMPORT_JOB_NAME),
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("CloudWatchLogsRoleArn", &shapes::ARN),
        optional("PasswordHashingAlgorithm", &shapes::PASSWORD_HASHING_ALGORITHM),
    ];
    type Response = CreateUserImportJobOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<CreateUserImportJobOutput, Error> {
        let drawn = random_text::draw(cx.rng(), random_text::MIXED_CASE, ID_CHARS);
        let id = format!("import-{}", &*drawn);
        cx.hint([keys::imports(), keys::import_job(&id)]);
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        if self.password_hashing_algorithm.is_some() && !cfg!(feature = "password-hashes") {
            return Err(InvalidParameter::PasswordHashesNotSupported.into());
        }
        let mut imports = Imports::load(cx).await?;
        if imports.jobs >= JOBS_MAX {
            return Err(LimitExceeded::ImportJobs(JOBS_MAX).into());
        }
        imports.jobs += 1;
        if cx.exists(&keys::import_job(&id)).await? {
            return Err(Internal::IdentifierTaken("user import job").into());
        }
        let job = ImportJob {
            id,
            name: self.job_name.clone(),
            role_arn: self.cloud_watch_logs_role_arn.clone(),
            created: cx.now(),
            started: None,
            completed: None,
            status: ImportStatus::Created,
            message: None,
            hashing: self.password_hashing_algorithm.as_ref().map(|algorithm| algorithm.as_str().to_owned()),
            file: None,
            counts: ImportCounts::default(),
            progress: ImportProgress::default(),
        };
        cx.put(&imports)?;
        cx.put(&job)?;
        cx.put_raw(keys::import_row(job.created, &job.id), format!("{:?}", job.id).into_bytes());
        Ok(CreateUserImportJobOutput { user_import_job: UserImportJob::new(cx, &pool, &job)? })
    }
}
