//! `userpool-server import FILE`.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use userpool::{
    Engine,
    storage::MemoryStorage,
    transfer::{Existing, ImportError, ImportOptions, Imported},
};

use super::{
    engine::{self, EngineError},
    passphrase::{self, PassphraseError},
};
use crate::{
    data_folder::{DataFolder, FolderError},
    options::Options,
    progress::Progress,
};

/// The arguments of `import`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Arguments {
    /// An export, or a file of short lines
    #[arg(value_name = "FILE")]
    file: PathBuf,

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
        existing: if arguments.keep { Existing::Keep } else { Existing::Refuse },
        passphrase: passphrase::read(arguments.passphrase_file.as_deref())?,
        check_only: true,
    };
    let folder = DataFolder::look(options).map_err(EngineError::from)?;
    let checked = check(&folder, options, &arguments.file, import.clone())?;
    let name = arguments.file.display();
    if arguments.dry_run {
        return Ok(format!("{name}: {}\n", report(checked, "would be imported")));
    }
    let opened = folder.open().map_err(EngineError::from)?;
    let (engine, runtime) = engine::of(opened.storage, opened.master_keys, options)?;
    let imported = runtime.block_on(async {
        engine.check_master_key().await.map_err(EngineError::from)?;
        folder.mark_as_begun().map_err(EngineError::from)?;
        file(&engine, &arguments.file, ImportOptions { check_only: false, ..import }).await
    })?;
    Ok(format!("{name}: {}\n", report(imported, "imported")))
}

/// Reads the whole file, and compares it with the database if there is one. Writes nothing.
fn check(
    folder: &DataFolder,
    options: &Options,
    path: &Path,
    import: ImportOptions,
) -> Result<Imported, Error> {
    let (engine, runtime) = match folder.open_existing() {
        Ok(opened) => engine::of_existing(opened, options)?,
        // Nothing is sealed with this key.
        Err(FolderError::NoDatabase { .. }) => engine::of(MemoryStorage::new(), vec![[0; 32]], options)?,
        Err(error) => return Err(EngineError::from(error).into()),
    };
    runtime.block_on(async {
        engine.check_master_key().await.map_err(EngineError::from)?;
        file(&engine, path, import).await
    })
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
