//! Sub-commands: what the program does instead of serving. Each prints what it did on standard output.

use std::process::ExitCode;

use clap::Subcommand;

use crate::options::Options;

mod backup;

/// A sub-command with its own arguments; the flags of the server that it needs can stand behind it too.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Copy the database to FILE while the server runs: one moment of it, checked, for its owner only
    Backup(backup::Arguments),
}

/// Why a sub-command did not do what it should. One line for the operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    Backup(#[from] backup::Error),
}

impl Command {
    /// Does it; what is to be printed.
    pub(crate) fn run(&self, options: &Options) -> Result<String, CommandError> {
        match self {
            Self::Backup(arguments) => Ok(backup::run(arguments, options)?),
        }
    }
}

impl CommandError {
    /// 2: the caller must change something it said. 1: it may work later.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Backup(error) => error.exit_code(),
        }
    }
}
