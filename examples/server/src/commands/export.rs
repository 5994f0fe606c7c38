//! `userpool-server export FILE`.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use userpool::{
    Engine,
    operations::{DescribeUserPool, ListUserPools},
    transfer::{ExportOptions, Pools},
};

use super::{
    engine::{self, EngineError},
    passphrase::{self, PassphraseError},
};
use crate::{data_folder::DataFolder, options::Options, private_file, progress::Progress};

/// The arguments of `export`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Arguments {
    /// Where the export goes; must not exist; `-` is standard output
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The pool to export
    #[arg(long, value_name = "ID", required_unless_present = "all", conflicts_with = "all")]
    pool: Option<String>,

    /// Export all pools
    #[arg(long)]
    all: bool,

    /// Seal the secrets with the passphrase in this file
    #[arg(long, value_name = "FILE", required_unless_present = "plain", conflicts_with = "plain")]
    passphrase_file: Option<PathBuf>,

    /// Write the secrets as they are: whoever reads the export can sign tokens and guess passwords
    #[arg(long)]
    plain: bool,
}

/// The export failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    #[error("the export cannot begin")]
    Begin(#[from] userpool::transfer::ExportError),
    #[error("the pool cannot be exported")]
    Read(#[from] userpool::Error),
    #[error("cannot write {path}", path = path.display())]
    Write { path: PathBuf, source: io::Error },
}

impl Error {
    /// 2: the operator must change a flag or a file. 1: it may succeed later.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Read(userpool::Error::Internal(_)) => ExitCode::from(1),
            _ => ExitCode::from(2),
        }
    }
}

/// Exports pools of the data folder, whether or not a server runs on it.
pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<String, Error> {
    let passphrase = passphrase::read(arguments.passphrase_file.as_deref())?;
    let pools = arguments.pool.clone().map_or(Pools::All, Pools::One);
    let opened =
        DataFolder::look(options).and_then(|folder| folder.open_existing()).map_err(EngineError::from)?;
    let (engine, runtime) = engine::of_existing(opened, options)?;
    let to_write = |source| Error::Write { path: arguments.file.clone(), source };
    let mut target = Target::open(&arguments.file).map_err(to_write)?;
    let users = runtime.block_on(export(&engine, &ExportOptions { pools, passphrase }, |lines| {
        target.write(lines).map_err(to_write)
    }))?;
    let bytes = target.end().map_err(to_write)?;
    Ok(match bytes {
        // Standard output has the export itself.
        None => String::new(),
        Some(bytes) => {
            let secrets = if arguments.plain { "Its secrets are readable" } else { "Its secrets are sealed" };
            format!("{file}: {users} users, {bytes} bytes. {secrets}.\n", file = arguments.file.display())
        }
    })
}

async fn export(
    engine: &Engine,
    options: &ExportOptions,
    mut write: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<u64, Error> {
    engine.check_master_key().await.map_err(EngineError::from)?;
    let progress = Progress::of("users", expected(engine, &options.pools).await?);
    let mut export = engine.export(options)?;
    while let Some(lines) = export.next().await? {
        write(&lines)?;
        progress.reached(export.users());
    }
    progress.end();
    Ok(export.users())
}

/// About how many users the pools have.
async fn expected(engine: &Engine, pools: &Pools) -> Result<u64, userpool::Error> {
    let users = async |id: String| -> Result<u64, userpool::Error> {
        let described = engine.send(DescribeUserPool { user_pool_id: id }).await?;
        Ok(described.user_pool.estimated_number_of_users)
    };
    let Pools::All = pools else {
        let Pools::One(id) = pools else { return Ok(0) };
        return users(id.clone()).await;
    };
    let (mut sum, mut next_token) = (0, None);
    loop {
        let page = engine.send(ListUserPools { max_results: 60, next_token }).await?;
        for pool in page.user_pools {
            sum += users(pool.id).await?;
        }
        next_token = page.next_token;
        if next_token.is_none() {
            return Ok(sum);
        }
    }
}

/// Where an export goes. A file has its name only when it is complete.
enum Target {
    Output(io::Stdout),
    File { draft: PathBuf, file: File, path: PathBuf, bytes: u64 },
}

impl Target {
    fn open(path: &Path) -> io::Result<Self> {
        if path == Path::new("-") {
            return Ok(Self::Output(io::stdout()));
        }
        if path.exists() {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "it exists already"));
        }
        let mut name =
            path.file_name().ok_or_else(|| io::Error::other("it is not the name of a file"))?.to_owned();
        name.push(".part");
        let draft = path.with_file_name(name);
        let file = private_file::open_options().write(true).create_new(true).open(&draft)?;
        Ok(Self::File { draft, file, path: path.to_owned(), bytes: 0 })
    }

    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        match self {
            Self::Output(output) => output.write_all(lines),
            Self::File { file, bytes, .. } => {
                *bytes += lines.len() as u64;
                file.write_all(lines)
            }
        }
    }

    /// Gives the file its name. Returns its length.
    fn end(&mut self) -> io::Result<Option<u64>> {
        let (draft, file, path, bytes) = match self {
            Self::Output(output) => return output.flush().map(|()| None),
            Self::File { draft, file, path, bytes } => (draft, file, path, *bytes),
        };
        file.sync_all()?;
        // A link, unlike a rename, fails when the name is taken.
        fs::hard_link(&*draft, &*path)?;
        private_file::sync_folder(
            path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")),
        )?;
        Ok(Some(bytes))
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Self::File { draft, .. } = self {
            // The complete file has another name by now.
            let _ = fs::remove_file(draft);
        }
    }
}
