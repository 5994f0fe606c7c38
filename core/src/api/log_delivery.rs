//! Log delivery: where a pool's logs should go. The engine gives them to the host's
//! [`AuditLog`](crate::storage::AuditLog), whatever the destination.

use serde::{Deserialize, Serialize};

use crate::{
    model::{log_delivery::LogConfiguration, pool::Pool},
    operation::{Entry, entry},
};

mod get_log_delivery_configuration;
mod set_log_delivery_configuration;

pub use get_log_delivery_configuration::GetLogDeliveryConfiguration;
pub use set_log_delivery_configuration::SetLogDeliveryConfiguration;

pub(super) const OPERATIONS: &[Entry] =
    &[entry::<SetLogDeliveryConfiguration>(), entry::<GetLogDeliveryConfiguration>()];

/// The response of both operations.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LogDeliveryConfigurationOutput {
    /// The configuration.
    pub log_delivery_configuration: LogDeliveryConfiguration,
}

/// `LogDeliveryConfigurationType`: where the logs of a pool should go.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LogDeliveryConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
    /// One configuration for each source of logs that is exported.
    pub log_configurations: Vec<LogConfiguration>,
}

impl LogDeliveryConfigurationOutput {
    fn new(pool: &Pool, log_configurations: Vec<LogConfiguration>) -> Self {
        let user_pool_id = pool.id.clone();
        Self { log_delivery_configuration: LogDeliveryConfiguration { user_pool_id, log_configurations } }
    }
}
