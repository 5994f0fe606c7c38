//! Sub-commands: what the program does instead of serving. Each prints what it did on standard output.

use std::process::ExitCode;

use clap::Subcommand;

use crate::options::Options;

mod backup;
mod check;
mod keys;

/// A sub-command with its own arguments; the flags of the server that it needs can stand behind it too.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Copy the database to FILE while the server runs: one moment of it, checked, for its owner only
    Backup(backup::Arguments),
    /// Report users whose names an earlier version allowed and this one would refuse: one line each, exit code 1
    Check,
    /// Seal every stored secret with the newest master key, so that older keys can be removed
    Rekey(keys::Rekey),
    /// Give the pool POOL new signing keys; the old ones stay published until their tokens have expired
    RotateKeys(keys::RotateKeys),
}

/// What a sub-command did.
#[derive(Debug)]
pub(crate) struct Report {
    /// What is to be printed.
    pub(crate) text: String,
    /// How the program ends.
    pub(crate) exit_code: ExitCode,
}

impl From<String> for Report {
    fn from(text: String) -> Self {
        Self { text, exit_code: ExitCode::SUCCESS }
    }
}

/// Why a sub-command did not do what it should. One line for the operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    Backup(#[from] backup::Error),
    #[error(transparent)]
    Check(#[from] check::Error),
    #[error(transparent)]
    Keys(#[from] keys::Error),
}

impl Command {
    /// Does it.
    pub(crate) fn run(&self, options: &Options) -> Result<Report, CommandError> {
        match self {
            Self::Backup(arguments) => Ok(backup::run(arguments, options)?.into()),
            Self::Check => Ok(check::run(options)?),
            Self::Rekey(_) => Ok(keys::rekey(options)?.into()),
            Self::RotateKeys(arguments) => Ok(keys::rotate_keys(arguments, options)?.into()),
        }
    }
}

impl CommandError {
    /// 2: the caller must change something it said. 1: it may work later.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Backup(error) => error.exit_code(),
            // 1 is for findings.
            Self::Check(_) => ExitCode::from(2),
            Self::Keys(error) => error.exit_code(),
        }
    }
}
