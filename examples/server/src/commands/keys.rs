//! `userpool-server rekey` and `userpool-server rotate-keys POOL` replace keys.
//!
//! Both may be stopped at any time and run again. A server with the same master keys may use the folder at the same time.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use clap::Args;
use userpool::{BuildError, Engine, MasterKeyError, Rekeyed};

use crate::{
    data_folder::{self, DataFolder, FolderError},
    options::Options,
};

/// Slices between two lines that report progress.
const SLICES: u32 = 200;

/// The pause before another attempt while a server does the same work.
const WAIT: Duration = Duration::from_secs(2);

/// The arguments of `rekey`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Rekey {}

/// The arguments of `rotate-keys`.
#[derive(Clone, Debug, Args)]
pub(crate) struct RotateKeys {
    /// The id of the pool
    #[arg(value_name = "POOL")]
    pool: String,
}

/// Why keys were not replaced.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("there is no database at {path}", path = .0.display())]
    NoDatabase(PathBuf),
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error("the engine cannot start")]
    Engine(#[from] BuildError),
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    #[error("the keys were not replaced")]
    Refused(#[from] userpool::Error),
    #[error("the operating system refused")]
    System(#[source] io::Error),
    #[error(
        "{0} secrets could not be opened with any key of the file, and stay as they are; all others are sealed with the \
         newest key. If a key is missing in the file, add it and run rekey again. Otherwise these records were changed by \
         something else: set new passwords for their users and make their app clients anew"
    )]
    Unopened(u64),
}

impl Error {
    /// 2: the operator must change a flag or a file. 1: it may succeed later.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::NoDatabase(_) | Self::Folder(_) | Self::MasterKey(MasterKeyError::Wrong) => {
                ExitCode::from(2)
            }
            Self::Refused(userpool::Error::ResourceNotFound(_)) => ExitCode::from(2),
            _ => ExitCode::from(1),
        }
    }
}

/// Seals every secret with the newest master key.
pub(crate) fn rekey(options: &Options) -> Result<String, Error> {
    with_engine(options, async |engine| {
        let mut said = 0;
        loop {
            let rekeyed = engine.rekey(SLICES).await?;
            let Rekeyed { resealed, unopened, done, busy, .. } = rekeyed;
            if done && unopened > 0 {
                return Err(Error::Unopened(unopened));
            }
            if done {
                return Ok(format!(
                    "{resealed} secrets were sealed with the newest master key, and none is left that needs an older one. \
                     Older keys can be removed from the file now; restart the server afterwards. Sign-ins that were under way \
                     then begin anew; tokens stay valid.\n"
                ));
            }
            if busy {
                say("a server or another command is already doing this: waiting for it");
                tokio::time::sleep(WAIT).await;
            } else if resealed > said {
                said = resealed;
                say(&format!("{resealed} secrets sealed so far"));
            }
        }
    })
}

/// Gives a pool new signing keys.
pub(crate) fn rotate_keys(arguments: &RotateKeys, options: &Options) -> Result<String, Error> {
    with_engine(options, async |engine| {
        let rotation = engine.rotate_signing_keys(&arguments.pool).await?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let minutes = rotation.signs_from.seconds().saturating_sub(since).div_ceil(60);
        let mut text = format!(
            "The new keys of {} are in its key set now and sign in {minutes} minutes. The ones before them leave the key \
             set when the last token they signed has expired, a day after that; the server removes them. Key set:\n",
            arguments.pool,
        );
        for kid in rotation.published {
            text.push_str(&format!("  {kid}\n"));
        }
        Ok(text)
    })
}

/// Runs `work` with an engine on the database of the data folder, which must exist.
fn with_engine(
    options: &Options,
    work: impl AsyncFnOnce(Engine) -> Result<String, Error>,
) -> Result<String, Error> {
    let database = data_folder::database(&options.data);
    if !database.exists() {
        return Err(Error::NoDatabase(database));
    }
    let opened = DataFolder::look(options)?.open_existing()?;
    let builder = Engine::builder()
        .storage(Arc::clone(&opened.storage))
        .signer(userpool::AwsLcSigner::new())
        .region(options.region.as_str());
    let engine =
        opened.master_keys.into_iter().fold(builder, |builder, key| builder.master_key(key)).build()?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::System)?;
    runtime.block_on(async {
        engine.check_master_key().await?;
        work(engine).await
    })
}

fn say(text: &str) {
    // A closed standard output is not an error.
    let _ = writeln!(io::stdout(), "{text}");
}
