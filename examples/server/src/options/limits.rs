//! What one client may use up.

use clap::Args;

/// Limits that keep one client from crowding out the others.
#[derive(Debug, Args)]
pub(crate) struct Limits {
    /// Most connections from one address at once, or from one /64 network of IPv6; 0: no limit
    #[arg(long, env = "USERPOOL_CONNECTIONS_PER_PEER", hide_env_values = true, help_heading = "Limits")]
    #[arg(value_name = "NUMBER", default_value_t = 64)]
    connections_per_peer: u32,
}

impl Limits {
    /// Most connections of one peer, if there is a limit.
    pub(crate) fn connections_per_peer(&self) -> Option<usize> {
        usize::try_from(self.connections_per_peer).ok().filter(|number| *number > 0)
    }
}
