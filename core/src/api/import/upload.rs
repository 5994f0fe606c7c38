//! The upload of a file to the URL of a user import job.
//!
//! The URL has a token: sealed, bound to pool and job, and valid for a quarter of an hour. So a host can refuse a body
//! before it reads it, and without asking the store.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64_URL};
use chacha20::ChaCha20Rng;
use http::{Method, Uri};
use rand_core::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::BoxFuture;
use zeroize::Zeroizing;

use crate::{
    context::Cx,
    engine::Engine,
    error::{Error, Internal, InvalidParameter, PreconditionNotMet},
    host::Origin,
    json,
    model::{
        import_job::{FILE_BYTES_MAX, ImportFile, ImportJob, ImportStatus, Imports, PART_BYTES, put_part},
        keys,
        pool_id::is_pool_id,
    },
    operation::Attempt,
    seal::{Binding, Purpose},
    time::{Moment, Timestamp},
    trigger_input::TriggerInput,
    uuid,
};

/// Parts of a file that are written in one commit.
const PARTS_PER_COMMIT: usize = 8;

/// An upload of a file for a user import job, which is written in pieces of any length. A file counts once
/// [`finish`](ImportUpload::finish) has succeeded; it then replaces a file that was uploaded before. Nothing counts of
/// an upload that is dropped earlier, and [`Engine::work`] removes what was stored of it.
///
/// ```
/// # async fn example(engine: userpool::Engine, url: http::Uri) -> Result<(), userpool::operations::UploadError> {
/// let mut upload = engine.upload_import_file(&url).await?; // the job's `PreSignedUrl`
/// upload.write(b"cognito:username,email,...\n").await?;
/// upload.write(b"ana,ana@example.com,...\n").await?;
/// upload.finish().await?;
/// # Ok(()) }
/// ```
pub struct ImportUpload {
    engine: Engine,
    place: Place,
    rng: ChaCha20Rng,
    pending: Zeroizing<Vec<u8>>,
    parts: u64,
    bytes: u64,
}

/// Why a file is not accepted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UploadError {
    /// The URL is not the URL of a user import job, or its quarter of an hour is over.
    #[error("The upload URL is not valid or has expired.")]
    Url,
    /// The file is too long, the job does not exist or was started, or the store failed.
    #[error(transparent)]
    Refused(Error),
}

impl<E: Into<Error>> From<E> for UploadError {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// The content of a token.
#[derive(Deserialize, Serialize)]
struct Token {
    created: Timestamp,
}

/// Where the parts of an upload are stored.
#[derive(Clone)]
struct Place {
    pool_id: String,
    job_id: String,
    upload: String,
}

/// One commit of an upload.
enum Step<'u> {
    Begin,
    Parts { first: u64, bytes: &'u [u8] },
    Finish { bytes: u64 },
}

struct Uploading<'u> {
    place: &'u Place,
    step: Step<'u>,
}

/// The token in the URL of a job.
pub(super) fn token(cx: &mut Cx<'_>, pool_id: &str, job: &ImportJob) -> Result<Vec<u8>, Error> {
    cx.seal_json(pool_id, Purpose::ImportUrl, &job.id, &Token { created: job.created })
}

impl Engine {
    /// Begins an upload to the URL of a user import job, for hosts that receive a file in pieces.
    /// [`Engine::fetch`] accepts the whole file as the body of a `PUT`.
    ///
    /// # Errors
    /// [`UploadError`]. The URL is checked without asking the store.
    pub async fn upload_import_file(&self, url: &Uri) -> Result<ImportUpload, UploadError> {
        let Moment { now, seed } = self.host().moments.moment().map_err(Error::from)?;
        let mut rng = ChaCha20Rng::from_seed(seed);
        let mut drawn = [0; 16];
        rng.fill_bytes(&mut drawn);
        let (pool_id, job_id) = self.opened(url, now).ok_or(UploadError::Url)?;
        let place = Place { pool_id, job_id, upload: uuid::from_bytes(drawn) };
        let pending = Zeroizing::default();
        let mut upload = ImportUpload { engine: self.clone(), place, rng, pending, parts: 0, bytes: 0 };
        upload.commit(Step::Begin).await?;
        Ok(upload)
    }

    /// The longest body of a request that uploads a file for a user import job, in bytes. `None`: the request is no such
    /// upload, or its URL has expired, and [`Engine::body_bytes_max`] says how long its body may be.
    pub fn import_bytes_max(&self, method: &Method, url: &Uri) -> Option<usize> {
        let now = self.host().moments.moment().ok()?.now;
        let is_upload = *method == Method::PUT && self.opened(url, now).is_some();
        is_upload.then(|| usize::try_from(FILE_BYTES_MAX).unwrap_or(usize::MAX))
    }

    /// The pool and the job of a URL that is valid now.
    fn opened(&self, url: &Uri, now: Timestamp) -> Option<(String, String)> {
        let (pool_id, job_id) = target(url)?;
        let mut parameters = url.query()?.split('&').filter_map(|pair| pair.strip_prefix("token="));
        let sealed = BASE64_URL.decode(parameters.next()?).ok()?;
        let token = self
            .host()
            .keyring
            .open(Binding { pool: pool_id, purpose: Purpose::ImportUrl, bound: job_id }, &sealed)?;
        let token: Token = json::from_slice(&token).ok()?;
        ImportJob::takes_uploads(token.created, now).then(|| (pool_id.to_owned(), job_id.to_owned()))
    }
}

/// The pool and the job that a URL names.
pub(crate) fn target(url: &Uri) -> Option<(&str, &str)> {
    let (pool_id, job_id) = url.path().strip_prefix('/')?.split_once("/import/")?;
    (is_pool_id(pool_id) && job_id.starts_with("import-")).then_some((pool_id, job_id))
}

impl ImportUpload {
    /// Adds the next piece of the file.
    ///
    /// # Errors
    /// `InvalidParameterException` when the file is longer than 100 MiB, `PreconditionNotMetException` when the job was
    /// started meanwhile, or the error of the store.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), UploadError> {
        self.bytes += piece.len() as u64;
        if self.bytes > FILE_BYTES_MAX {
            return Err(InvalidParameter::ImportFileTooLong(FILE_BYTES_MAX).into());
        }
        let batch = PARTS_PER_COMMIT * PART_BYTES;
        let mut piece = piece;
        while self.pending.len() + piece.len() >= batch {
            let (head, rest) = piece.split_at(batch - self.pending.len());
            self.pending.extend_from_slice(head);
            piece = rest;
            self.store().await?;
        }
        self.pending.extend_from_slice(piece);
        Ok(())
    }

    /// The file is complete.
    ///
    /// # Errors
    /// As [`ImportUpload::write`].
    pub async fn finish(mut self) -> Result<(), UploadError> {
        if !self.pending.is_empty() {
            self.store().await?;
        }
        let bytes = self.bytes;
        self.commit(Step::Finish { bytes }).await
    }

    /// Stores the pending bytes.
    async fn store(&mut self) -> Result<(), UploadError> {
        let bytes = std::mem::take(&mut self.pending);
        let first = self.parts;
        self.parts += bytes.len().div_ceil(PART_BYTES) as u64;
        self.commit(Step::Parts { first, bytes: &bytes }).await
    }

    async fn commit(&mut self, step: Step<'_>) -> Result<(), UploadError> {
        // A host in JavaScript gives the same seed to the whole call.
        let mut seed = [0; 32];
        self.rng.fill_bytes(&mut seed);
        let now = self.engine.host().moments.moment().map_err(Error::from)?.now;
        let origin = Origin::host(&self.engine.host().region);
        let mut uploading = Uploading { place: &self.place, step };
        Ok(self
            .engine
            .drive(&mut uploading, &TriggerInput::default(), &origin, &Moment { now, seed })
            .await?)
    }
}

impl Attempt for Uploading<'_> {
    fn attempt<'a, 'e: 'a>(&'a mut self, cx: &'a mut Cx<'e>) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let Place { pool_id, job_id, upload } = self.place;
            let (pool, mut job) = ImportJob::load(cx, pool_id, job_id).await?;
            let status = job.status(cx.now());
            if status != ImportStatus::Created {
                return Err(PreconditionNotMet::ImportTakesNoFile(job.id, status.as_str()).into());
            }
            match self.step {
                Step::Begin => {
                    let mut imports = Imports::load(cx).await?;
                    imports.add_file(job_id);
                    imports.save(cx, pool_id)
                }
                Step::Parts { first, bytes } => {
                    (first..).zip(bytes.chunks(PART_BYTES)).try_for_each(|(number, part)| {
                        put_part(cx, &pool, keys::import_file(job_id, upload, number), part)
                    })
                }
                Step::Finish { bytes } => {
                    job.file = Some(ImportFile { upload: upload.clone(), bytes });
                    cx.put(&job)
                }
            }
        })
    }

    /// Unused: an upload has no response.
    fn answer(&self) -> Result<serde_json::Value, Error> {
        Err(Internal::Unanswered.into())
    }
}

// Not derived: the pending bytes are personal data.
impl fmt::Debug for ImportUpload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportUpload")
            .field("pool_id", &self.place.pool_id)
            .field("job_id", &self.place.job_id)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}
