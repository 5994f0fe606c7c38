//! `userpool-server import FILE`.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use tokio::runtime::Runtime;
use userpool::{
    Engine,
    storage::MemoryStorage,
    transfer::{Existing, ImportError, ImportOptions, Imported, LineProblem},
};

use super::{
    engine::{self, EngineError},
    passphrase::{self, PassphraseError},
};
use crate::{
    convert::{self, ConvertError, Converted, Format, Origin, Source},
    data_folder::{DataFolder, FolderError},
    options::Options,
    progress::Progress,
};

/// The arguments of `import`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Arguments {
    /// An export, a file of short lines, or with --from a file or folder of another system
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// What the file is, if it comes from another system; a pool that exists stays as it is
    #[arg(long, value_name = "FORMAT", value_enum, conflicts_with = "passphrase_file")]
    from: Option<Format>,

    /// The pool for the users of another system; made if it does not exist
    #[arg(long, value_name = "ID", requires = "from", required_if_eq_any = [
        ("from", "keycloak"), ("from", "auth0"), ("from", "firebase"), ("from", "csv"),
    ])]
    pool: Option<String>,

    /// Which attribute of the other system becomes which
    #[arg(long, value_name = "FILE", requires = "from")]
    mapping: Option<PathBuf>,

    /// Read and check the whole file, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Leave what exists as it is, and add what is missing, instead of refusing a pool that exists
    #[arg(long)]
    keep: bool,

    /// The passphrase with which the secrets of the file are sealed
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

/// The import failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    #[error("cannot read {path}", path = path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{path}: {source}", path = path.display())]
    Import { path: PathBuf, source: ImportError },
    #[error(transparent)]
    Convert(#[from] ConvertError),
    #[error("{origin}: {problem}")]
    Converted { origin: Origin, problem: LineProblem },
}

/// Bytes that are read at once.
const PIECE_BYTES: usize = 256 * 1024;

impl Error {
    /// 2: the operator must change a flag or a file. 1: it may succeed later, from where it stopped.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Import { source: ImportError::Engine { .. }, .. } => ExitCode::from(1),
            _ => ExitCode::from(2),
        }
    }
}

/// Imports a file into the data folder, which is made if it does not exist. The whole file is checked before anything is written.
pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<String, Error> {
    let import = ImportOptions {
        existing: if arguments.keep || arguments.from.is_some() { Existing::Keep } else { Existing::Refuse },
        passphrase: passphrase::read(arguments.passphrase_file.as_deref())?,
        check_only: true,
    };
    let folder = DataFolder::look(options).map_err(EngineError::from)?;
    let (checked, converted) = check(&folder, options, arguments, import.clone())?;
    let name = arguments.file.display();
    let converted = converted.map(|converted| converted.to_string()).unwrap_or_default();
    if arguments.dry_run {
        return Ok(format!("{converted}{name}: {}\n", report(checked, "would be imported")));
    }
    let opened = folder.open().map_err(EngineError::from)?;
    let (engine, runtime) = engine::of(opened.storage, opened.master_keys, options)?;
    runtime.block_on(engine.check_master_key()).map_err(EngineError::from)?;
    folder.mark_as_begun().map_err(EngineError::from)?;
    let (imported, _) = read(&engine, &runtime, arguments, ImportOptions { check_only: false, ..import })?;
    Ok(format!("{converted}{name}: {}\n", report(imported, "imported")))
}

/// Reads the whole file, and compares it with the database if there is one. Writes nothing.
fn check(
    folder: &DataFolder,
    options: &Options,
    arguments: &Arguments,
    import: ImportOptions,
) -> Result<(Imported, Option<Converted>), Error> {
    let (engine, runtime) = match folder.open_existing() {
        Ok(opened) => engine::of_existing(opened, options)?,
        // Nothing is sealed with this key.
        Err(FolderError::NoDatabase { .. }) => engine::of(MemoryStorage::new(), vec![[0; 32]], options)?,
        Err(error) => return Err(EngineError::from(error).into()),
    };
    runtime.block_on(engine.check_master_key()).map_err(EngineError::from)?;
    read(&engine, &runtime, arguments, import)
}

/// Reads the file, converted if it comes from another system.
fn read(
    engine: &Engine,
    runtime: &Runtime,
    arguments: &Arguments,
    options: ImportOptions,
) -> Result<(Imported, Option<Converted>), Error> {
    let Some(format) = arguments.from else {
        return Ok((runtime.block_on(file(engine, &arguments.file, options))?, None));
    };
    let source = Source {
        format,
        path: &arguments.file,
        mapping: arguments.mapping.as_deref(),
        pool: arguments.pool.as_deref(),
    };
    let mut import = engine.import(options);
    let progress = Progress::counting("users");
    let mut refused = None;
    let converted = convert::lines(&source, &mut |line, origin| {
        let pushed = runtime.block_on(import.push(format!("{line}\n").as_bytes()));
        progress.reached(import.imported().users);
        pushed.map_err(|error| {
            refused = Some((error, origin.clone()));
            io::Error::other("the line is refused")
        })
    });
    if let Some((error, origin)) = refused {
        return Err(match error {
            // The number would be that of a line that nobody has seen.
            ImportError::Line { problem, .. } => Error::Converted { origin, problem },
            other => Error::Import { path: arguments.file.clone(), source: other },
        });
    }
    let converted = converted?;
    let to_import = |source| Error::Import { path: arguments.file.clone(), source };
    let imported = runtime.block_on(import.finish()).map_err(to_import)?;
    progress.end();
    Ok((imported, Some(converted)))
}

/// Imports a file with a bar.
pub(crate) async fn file(engine: &Engine, path: &Path, options: ImportOptions) -> Result<Imported, Error> {
    let to_read = |source| Error::Read { path: path.to_owned(), source };
    let to_import = |source| Error::Import { path: path.to_owned(), source };
    let mut file = open(path)?;
    let progress = Progress::of_bytes(file.metadata().map_err(to_read)?.len());
    let mut import = engine.import(options);
    let (mut piece, mut position) = (vec![0; PIECE_BYTES], 0);
    loop {
        let read = file.read(&mut piece).map_err(to_read)?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        import.push(bytes).await.map_err(to_import)?;
        position += read as u64;
        progress.reached(position);
    }
    let imported = import.finish().await.map_err(to_import)?;
    progress.end();
    Ok(imported)
}

fn open(path: &Path) -> Result<File, Error> {
    let to_read = |source| Error::Read { path: path.to_owned(), source };
    let file = File::open(path).map_err(to_read)?;
    if file.metadata().map_err(to_read)?.is_dir() {
        return Err(to_read(io::Error::other("it is a folder")));
    }
    Ok(file)
}

/// What was done, in one line.
pub(crate) fn report(imported: Imported, verb: &str) -> String {
    let Imported { pools, clients, groups, users, others, kept, resumed, .. } = imported;
    let counted = |number: u64, what: &str| {
        if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
    };
    let parts = [
        counted(pools, "pool"),
        counted(clients, "app client"),
        counted(groups, "group"),
        counted(users, "user"),
        counted(others, "other thing"),
    ];
    let mut line = format!("{} {verb}", parts.join(", "));
    if kept > 0 {
        line += &format!("; {} existed", counted(kept, "thing"));
    }
    if resumed > 0 {
        line += &format!("; {} had been done before", counted(resumed, "line"));
    }
    line + "."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_names_what_was_done_and_what_was_not() {
        let mut imported = Imported::default();
        (imported.pools, imported.users, imported.kept, imported.resumed) = (1, 2, 1, 0);
        assert_eq!(
            report(imported, "imported"),
            "1 pool, 0 app clients, 0 groups, 2 users, 0 other things imported; 1 thing existed."
        );
    }
}
