//! The risk configuration of a pool or of an app client.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use userpool_storage_traits::Key;

use crate::{context::Stored, model::keys, time::Timestamp};

/// The record of a risk configuration. Its parts are stored as they were given, without members that are null.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct RiskConfigurationRecord {
    /// `None`: the configuration of the pool, for all clients without their own.
    pub(crate) client_id: Option<String>,
    pub(crate) compromised_credentials: Option<Value>,
    pub(crate) account_takeover: Option<Value>,
    pub(crate) exceptions: Option<Value>,
    pub(crate) modified: Timestamp,
}

impl Stored for RiskConfigurationRecord {
    fn key(&self) -> Key {
        keys::risk_configuration(self.client_id.as_deref())
    }
}
