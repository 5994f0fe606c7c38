//! Sub-commands. Each prints its result on standard output.

use std::process::ExitCode;

use clap::Subcommand;

use crate::options::Options;

mod backup;
mod check;
mod engine;
mod export;
pub(crate) mod import;
mod keys;
mod outputs;
mod passphrase;

/// A sub-command with its arguments. The server's flags that it needs may follow it.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Copy the database to FILE, also while the server runs: consistent, checked, readable by its owner only
    Backup(backup::Arguments),
    /// Report records that do not fit together, and names that are refused now: one line each, exit code 1
    Check,
    /// Write pools with everything in them to FILE, also while the server runs
    Export(export::Arguments),
    /// Read pools from FILE: an export, or a file of short lines
    Import(import::Arguments),
    /// Print amplify_outputs.json, or with --env the environment variables, for an application that uses a pool
    Outputs(outputs::Arguments),
    /// Seal every stored secret with the newest master key, so that older keys can be removed
    Rekey(keys::Rekey),
    /// Give the pool POOL new signing keys; the old ones stay published until their tokens have expired
    RotateKeys(keys::RotateKeys),
}

/// The result of a sub-command.
#[derive(Debug)]
pub(crate) struct Report {
    /// The text to print.
    pub(crate) text: String,
    /// The exit code of the program.
    pub(crate) exit_code: ExitCode,
}

impl From<String> for Report {
    fn from(text: String) -> Self {
        Self { text, exit_code: ExitCode::SUCCESS }
    }
}

/// Why a sub-command failed. One line for the operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error(transparent)]
    Backup(#[from] backup::Error),
    #[error(transparent)]
    Check(#[from] check::Error),
    #[error(transparent)]
    Export(#[from] export::Error),
    #[error(transparent)]
    Import(#[from] import::Error),
    #[error(transparent)]
    Keys(#[from] keys::Error),
    #[error(transparent)]
    Outputs(#[from] outputs::Error),
}

impl Command {
    /// Runs the sub-command.
    pub(crate) fn run(&self, options: &Options) -> Result<Report, CommandError> {
        match self {
            Self::Backup(arguments) => Ok(backup::run(arguments, options)?.into()),
            Self::Check => Ok(check::run(options)?),
            Self::Export(arguments) => Ok(export::run(arguments, options)?.into()),
            Self::Import(arguments) => Ok(import::run(arguments, options)?.into()),
            Self::Outputs(arguments) => Ok(outputs::run(arguments, options)?.into()),
            Self::Rekey(_) => Ok(keys::rekey(options)?.into()),
            Self::RotateKeys(arguments) => Ok(keys::rotate_keys(arguments, options)?.into()),
        }
    }
}

impl CommandError {
    /// 2: the operator must change a flag or a file. 1: it may succeed later.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Backup(error) => error.exit_code(),
            // 1 means that there are findings.
            Self::Check(_) => ExitCode::from(2),
            Self::Export(error) => error.exit_code(),
            Self::Import(error) => error.exit_code(),
            Self::Keys(error) => error.exit_code(),
            Self::Outputs(error) => error.exit_code(),
        }
    }
}
