//! The flags for threat protection.

use std::path::{Path, PathBuf};

use clap::Args;

/// What pools with threat protection compare passwords with, and where their logs go.
#[derive(Debug, Args)]
pub(crate) struct Threats {
    /// Sorted file of SHA-1 hashes of passwords that are publicly known, one a line, as from Have I Been Pwned
    #[arg(
        long,
        env = "USERPOOL_COMPROMISED_PASSWORDS",
        hide_env_values = true,
        help_heading = "Threat protection"
    )]
    #[arg(value_name = "FILE")]
    pub(crate) compromised_passwords: Option<PathBuf>,

    /// File to append the logs of pools to, one JSON object a line; - is standard output
    #[arg(long, env = "USERPOOL_AUDIT_LOG", hide_env_values = true, help_heading = "Threat protection")]
    #[arg(value_name = "FILE")]
    pub(crate) audit_log: Option<PathBuf>,
}

impl Threats {
    /// Every file that a flag names, with its flag.
    pub(super) fn files(&self) -> [(&'static str, Option<&Path>); 2] {
        let is_file = |path: &&Path| *path != Path::new("-");
        [
            ("--compromised-passwords", self.compromised_passwords.as_deref()),
            ("--audit-log", self.audit_log.as_deref().filter(is_file)),
        ]
    }
}
