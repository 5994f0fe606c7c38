//! The flags for limits.

use clap::Args;

use crate::proxies::Network;

/// Limits of one client, so that it cannot block the others.
#[derive(Debug, Args)]
pub(crate) struct Limits {
    /// Most open connections from one address, or from one IPv6 /64 network; 0: no limit
    #[arg(long, env = "USERPOOL_CONNECTIONS_PER_PEER", hide_env_values = true, help_heading = "Limits")]
    #[arg(value_name = "NUMBER", default_value_t = 64)]
    connections_per_peer: u32,

    /// Most unsigned calls a second from one address, with bursts of ten times as many; 0: no limit
    #[arg(long, env = "USERPOOL_RATE_PER_PEER", hide_env_values = true, help_heading = "Limits")]
    #[arg(value_name = "NUMBER", default_value_t = 100)]
    pub(crate) rate_per_peer: u32,

    /// Most unsigned calls a second of one app client, with bursts of ten times as many; 0: no limit
    #[arg(long, env = "USERPOOL_RATE_PER_CLIENT", hide_env_values = true, help_heading = "Limits")]
    #[arg(value_name = "NUMBER", default_value_t = 1000)]
    pub(crate) rate_per_client: u32,

    /// Apply the default quotas of Cognito: request rates of each category, and numbers of pools, clients and groups
    #[arg(long, env = "USERPOOL_SERVICE_QUOTAS", hide_env_values = true, help_heading = "Limits")]
    pub(crate) service_quotas: bool,

    /// Proxies whose X-Forwarded-For is trusted: addresses or networks, separated by commas
    #[arg(long, env = "USERPOOL_TRUSTED_PROXY", hide_env_values = true, help_heading = "Limits")]
    #[arg(value_name = "ADDRESS[/BITS]", value_delimiter = ',')]
    pub(crate) trusted_proxy: Vec<Network>,
}

impl Limits {
    /// Most connections of one peer, if there is a limit.
    pub(crate) fn connections_per_peer(&self) -> Option<usize> {
        usize::try_from(self.connections_per_peer).ok().filter(|number| *number > 0)
    }
}
