//! The mark that something which may be used once was used.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{context::Stored, model::keys, time::Timestamp};

/// The record of the mark. It is created on the condition that it is absent.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Spent {
    pub(crate) id: String,
    /// When the thing itself would have expired.
    pub(crate) until: Timestamp,
}

impl Stored for Spent {
    fn key(&self) -> Key {
        keys::spent(&self.id)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}
