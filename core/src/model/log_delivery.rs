//! Where a pool's logs should go.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use userpool_storage_traits::Key;

use crate::{context::Stored, model::keys};

/// The record of a pool's log delivery configuration. A pool without one exports no logs.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct LogDelivery {
    pub(crate) configurations: Vec<LogConfiguration>,
}

/// `LogConfigurationType`: where one source of logs goes.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct LogConfiguration {
    /// `ERROR` for `userNotification`, `INFO` for `userAuthEvents`.
    pub log_level: String,
    /// `userNotification` (messages that could not be sent) or `userAuthEvents` (user activity).
    pub event_source: String,
    /// A log group in CloudWatch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logs_configuration: Option<Value>,
    /// A bucket; for `userAuthEvents` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3_configuration: Option<Value>,
    /// A stream of Data Firehose; for `userAuthEvents` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firehose_configuration: Option<Value>,
}

impl Stored for LogDelivery {
    fn key(&self) -> Key {
        keys::log_delivery()
    }
}
