//! `userpool-server backup FILE`.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use userpool_sqlite::BackupError;

use crate::{data_folder, options::Options};

/// The arguments of `backup`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Arguments {
    /// Where the copy goes; must not exist
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// The backup failed.
#[derive(Debug, thiserror::Error)]
#[error("no backup was made")]
pub(crate) struct Error(#[source] BackupError);

impl Error {
    /// 2: the operator must change a flag or a file. 1: it may succeed later.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self.0 {
            BackupError::Sqlite { .. } | BackupError::Damaged { .. } => ExitCode::from(1),
            _ => ExitCode::from(2),
        }
    }
}

/// Copies the database of the data folder, whether or not a server runs on it.
pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<String, Error> {
    let database = data_folder::database(&options.data);
    let copied = userpool_sqlite::backup(database, &arguments.file).map_err(Error)?;
    Ok(format!(
        "{file}: {records} records, {bytes} bytes, checked. It can be opened with the master key only: keep a copy of \
         that elsewhere.\n",
        file = arguments.file.display(),
        records = copied.records,
        bytes = copied.bytes,
    ))
}
