//! User import jobs: their records, their files and the log of the lines that were not imported.
//!
//! `import-job/{id}` is a job with its progress, and `import-row/{time}-{id}` its row in the list, newest first.
//! `imports` holds what concerns all jobs of a pool: how many there are, which one runs, and which have a file that
//! must be removed later. A file is stored in parts, `import-file/{job id}/{upload}/{number}`, each sealed with the
//! pool's secret since it may contain hashes of passwords. The job names the upload that counts, so parts of an upload
//! that was interrupted or replaced are never read.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;
use zeroize::Zeroizing;

use crate::{
    context::{Cx, Stored},
    error::{Error, Internal, ResourceNotFound, UserImportInProgress},
    model::{
        job::{Job, Kind},
        keys,
        pool::Pool,
        schema::Schema,
    },
    seal::Purpose,
    time::{Span, Timestamp},
};

/// Longest file, in bytes: the service's limit of 100 MB.
pub(crate) const FILE_BYTES_MAX: u64 = 100 * 1024 * 1024;

/// Most users of a file.
pub(crate) const USERS_MAX: u64 = 500_000;

/// Bytes in each part of a file except the last one. Sealed and encoded, a part is a third of the longest value of a
/// store, because a purge reads a hundred records at once.
pub(crate) const PART_BYTES: usize = 64 * 1024;

/// Most user import jobs of a pool.
pub(crate) const JOBS_MAX: u32 = 1000;

/// How long a job may wait for its start, in seconds. The service says 24 to 48 hours.
const EXPIRES_SECONDS: u64 = 24 * 3600;

/// How long a file may be uploaded after the job was created, in seconds.
const UPLOAD_SECONDS: u64 = 15 * 60;

/// `UserImportJobStatusType`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum ImportStatus {
    Created,
    Pending,
    InProgress,
    Stopping,
    Expired,
    Stopped,
    Failed,
    Succeeded,
}

/// The record of a user import job.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct ImportJob {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role_arn: String,
    pub(crate) created: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) started: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) completed: Option<Timestamp>,
    /// As stored. [`ImportJob::status`] also knows jobs that have expired since.
    pub(crate) status: ImportStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) hashing: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) file: Option<ImportFile>,
    #[serde(default)]
    pub(crate) counts: ImportCounts,
    #[serde(default)]
    pub(crate) progress: ImportProgress,
}

/// The uploaded file of a job.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct ImportFile {
    /// Drawn for each upload.
    pub(crate) upload: String,
    pub(crate) bytes: u64,
}

/// What has become of the lines that were processed.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct ImportCounts {
    pub(crate) imported: u64,
    pub(crate) skipped: u64,
    pub(crate) failed: u64,
}

/// The position of a job in its file.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct ImportProgress {
    /// The bytes that were processed.
    pub(crate) offset: u64,
    /// The lines that were processed, including empty ones and the header.
    pub(crate) line: u64,
    /// The names in the header, in the order of the file; empty before the header was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) columns: Vec<String>,
}

/// The record of what concerns all user import jobs of a pool.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Imports {
    /// The number of jobs.
    pub(crate) jobs: u32,
    /// The job that is pending or in progress.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) running: Option<String>,
    /// Jobs that were stopped and are not completed yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) stopping: Vec<String>,
    /// Jobs that may have parts of files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) files: Vec<String>,
}

/// A part of a file.
#[derive(Deserialize, Serialize)]
struct Part {
    sealed: String,
}

/// The name of the column with the username.
pub(crate) const USERNAME_COLUMN: &str = "cognito:username";

/// The name of the column that switches a second factor on.
pub(crate) const MFA_COLUMN: &str = "cognito:mfa_enabled";

/// The name of the column with the hashes of passwords, in files of jobs with a hashing algorithm.
pub(crate) const HASH_COLUMN: &str = "password_hash";

/// The columns of a file for this pool, in the order of `GetCSVHeader`.
pub(crate) fn header(schema: &Schema) -> Vec<String> {
    let attributes = schema.0.iter().map(|attribute| &*attribute.name).filter(|name| *name != "sub");
    attributes.chain([MFA_COLUMN, USERNAME_COLUMN]).map(str::to_owned).collect()
}

impl ImportStatus {
    /// The name in the API.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Created => "Created",
            Self::Pending => "Pending",
            Self::InProgress => "InProgress",
            Self::Stopping => "Stopping",
            Self::Expired => "Expired",
            Self::Stopped => "Stopped",
            Self::Failed => "Failed",
            Self::Succeeded => "Succeeded",
        }
    }
}

impl ImportCounts {
    /// The number of lines that were processed, without the header and empty lines.
    pub(crate) fn total(self) -> u64 {
        self.imported + self.skipped + self.failed
    }
}

impl ImportJob {
    /// Loads the pool, the job and what the pool's jobs share, in one read.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the pool or the job does not exist.
    pub(crate) async fn load(cx: &mut Cx<'_>, pool_id: &str, id: &str) -> Result<(Pool, Self), Error> {
        let key = keys::import_job(id);
        let pool = Pool::load_with(cx, pool_id, &[key.clone(), keys::imports()]).await?;
        let job = cx.get(&key).await?.ok_or_else(|| ResourceNotFound::ImportJob(id.to_owned()))?;
        Ok((pool, job))
    }

    /// The status: a job that was not started in time has expired.
    pub(crate) fn status(&self, now: Timestamp) -> ImportStatus {
        match self.status {
            ImportStatus::Created if !self.waits(now) => ImportStatus::Expired,
            stored => stored,
        }
    }

    /// When the job expires, unless it is started.
    pub(crate) fn expires(&self) -> Timestamp {
        self.created.plus_seconds(EXPIRES_SECONDS)
    }

    /// Whether a file may still be uploaded to the URL of the job.
    pub(crate) fn takes_uploads(created: Timestamp, now: Timestamp) -> bool {
        Span::new(created, UPLOAD_SECONDS).contains(now)
    }

    /// The job was not started in time.
    pub(crate) fn expire(&mut self) {
        self.complete(ImportStatus::Expired, self.expires(), "The user import job has expired.");
    }

    /// The job ends with this status.
    pub(crate) fn complete(&mut self, status: ImportStatus, at: Timestamp, message: &str) {
        self.status = status;
        self.completed = Some(at);
        self.message = Some(message.to_owned());
        self.progress.columns = Vec::new();
    }

    fn waits(&self, now: Timestamp) -> bool {
        Span::new(self.created, EXPIRES_SECONDS).contains(now)
    }
}

impl Imports {
    /// What the user import jobs of the pool share. Hint at [`keys::imports`] before.
    pub(crate) async fn load(cx: &mut Cx<'_>) -> Result<Self, Error> {
        Ok(cx.get(&keys::imports()).await?.unwrap_or_default())
    }

    /// Refuses a change of the pool while users are imported into it. Hint at [`keys::imports`] before.
    ///
    /// # Errors
    /// `UserImportInProgressException`.
    pub(crate) async fn refuse_running(cx: &mut Cx<'_>) -> Result<(), Error> {
        match Self::load(cx).await?.running {
            Some(_) => Err(UserImportInProgress.into()),
            None => Ok(()),
        }
    }

    /// Writes the record, and makes [`Engine::work`](crate::Engine::work) look at the jobs of the pool.
    pub(crate) fn save(&self, cx: &mut Cx<'_>, pool_id: &str) -> Result<(), Error> {
        // Written to the directory before the pool's records: work that finds nothing to do does no harm.
        let work = Job::new(Kind::Import, pool_id, cx.now(), 0);
        cx.directory_put(work.key(), &work)?;
        cx.put(self)
    }

    /// Marks the job as one with a file.
    pub(crate) fn add_file(&mut self, job: &str) {
        if !self.files.iter().any(|known| known == job) {
            self.files.push(job.to_owned());
        }
    }
}

/// Writes a part of a file.
pub(crate) fn put_part(cx: &mut Cx<'_>, pool: &Pool, key: Key, part: &[u8]) -> Result<(), Error> {
    let chance = cx.random();
    let sealed = pool.secret().seal(Purpose::ImportFile, key.as_str(), part, chance);
    cx.put_at(key, &Part { sealed: BASE64.encode(sealed) })
}

/// Reads the parts of a file with these numbers, joined.
pub(crate) async fn read_parts(
    cx: &mut Cx<'_>,
    pool: &Pool,
    keys: &[Key],
) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(keys.len() * PART_BYTES));
    for (key, part) in keys.iter().zip(cx.peek::<Part>(keys).await?) {
        let broken = || Error::from(Internal::Sealed("a part of an import file"));
        let part = part.ok_or_else(broken)?;
        let sealed = BASE64.decode(&part.sealed).map_err(|_| broken())?;
        let opened = pool.secret().open(Purpose::ImportFile, key.as_str(), &sealed).ok_or_else(broken)?;
        bytes.extend_from_slice(&opened);
    }
    Ok(bytes)
}

impl Stored for ImportJob {
    fn key(&self) -> Key {
        keys::import_job(&self.id)
    }
}

impl Stored for Imports {
    fn key(&self) -> Key {
        keys::imports()
    }
}
