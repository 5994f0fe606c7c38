//! The flags for users who are migrated from a pool of Cognito.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{region, unquoted::Unquoted};
use crate::http_client::HttpUrl;

/// The old pool, whose users are migrated when they sign in.
#[derive(Debug, Args)]
pub(crate) struct Migration {
    /// Migrate users from this pool of Cognito when they sign in; see the function userpool-migrate in the README
    #[arg(long, env = "USERPOOL_MIGRATE_FROM", hide_env_values = true, help_heading = "Migration")]
    #[arg(value_name = "REGION:POOL:CLIENT", value_parser = old_client)]
    pub(crate) migrate_from: Option<OldClient>,

    /// File with the secret of the app client in --migrate-from, if it has one
    #[arg(long, env = "USERPOOL_MIGRATE_CLIENT_SECRET_FILE", hide_env_values = true)]
    #[arg(help_heading = "Migration", value_name = "FILE")]
    pub(crate) migrate_client_secret_file: Option<PathBuf>,

    /// For tests: the old pool is at this URL; http:// on this machine only [default: Cognito in the region]
    #[arg(long, env = "USERPOOL_MIGRATE_ENDPOINT", hide_env_values = true, help_heading = "Migration")]
    #[arg(value_name = "URL", value_parser = Unquoted(HttpUrl::parse))]
    pub(crate) migrate_endpoint: Option<HttpUrl>,
}

/// An app client of the old pool.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct OldClient {
    pub(crate) region: String,
    pub(crate) pool: String,
    pub(crate) id: String,
}

impl Migration {
    /// Every file that a flag names, with its flag.
    pub(super) fn files(&self) -> [(&'static str, Option<&Path>); 1] {
        [("--migrate-client-secret-file", self.migrate_client_secret_file.as_deref())]
    }

    /// Checks combinations of flags. Returns what is wrong.
    pub(super) fn refusal(&self) -> Option<&'static str> {
        if self.migrate_from.is_none() {
            let given = self.migrate_client_secret_file.is_some() || self.migrate_endpoint.is_some();
            return given.then_some("flags of the migration need --migrate-from");
        }
        let is_plain = self.migrate_endpoint.as_ref().is_some_and(HttpUrl::is_plain_beyond_loopback);
        is_plain.then_some("--migrate-endpoint gets passwords: use https://, or http:// on this machine")
    }
}

fn old_client(text: &str) -> Result<OldClient, String> {
    let parts: Vec<&str> = text.split(':').collect();
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match parts[..] {
        [name, pool, id]
            if region(name).is_ok()
                && pool.strip_prefix(name).and_then(|rest| rest.strip_prefix('_')).is_some_and(plain)
                && pool.len() <= 64
                && plain(id)
                && id.len() <= 128 =>
        {
            Ok(OldClient { region: name.to_owned(), pool: pool.to_owned(), id: id.to_owned() })
        }
        _ => Err("give region, pool id and app client id, as in us-east-1:us-east-1_AbCdEfGhI:1h57kf5cpq17m0eml12EXAMPLE"
            .to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_client_has_a_region_and_a_pool_of_that_region() {
        let given = old_client("eu-west-1:eu-west-1_AbC123:4client5").expect("valid");
        assert_eq!(
            (given.region.as_str(), given.pool.as_str(), given.id.as_str()),
            ("eu-west-1", "eu-west-1_AbC123", "4client5")
        );
        for text in [
            "",
            "eu-west-1",
            "eu-west-1:eu-west-1_AbC123",
            "eu-west-1:eu-west-1_AbC123:",
            "eu-west-1:us-east-1_AbC123:4client5",
            "eu-west-1:AbC123:4client5",
            "eu-west-1:eu-west-1_:4client5",
            "eu-west-1:eu-west-1_AbC123:4client5:s3cret",
            "EU:EU_AbC123:4client5",
            "eu-west-1:eu-west-1_Ab/C:4client5",
        ] {
            assert!(old_client(text).is_err(), "{text}");
        }
    }
}
