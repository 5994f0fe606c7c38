//! The flags for identity providers.

use clap::{Args, builder::BoolishValueParser};

/// Which identity providers the server sends requests to.
#[derive(Debug, Args)]
pub(crate) struct Providers {
    /// Allow identity providers on this machine and in private networks: an administrator can send requests there
    #[arg(long, env = "USERPOOL_ALLOW_PRIVATE_PROVIDERS", hide_env_values = true)]
    #[arg(help_heading = "Identity providers", value_parser = BoolishValueParser::new())]
    pub(crate) allow_private_providers: bool,
}
