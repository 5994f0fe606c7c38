//! Whether a pool tracks the sessions of its users.

use serde::{Deserialize, Serialize};

/// A part of the pool's record.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct SessionTracking {
    pub(crate) enabled: bool,
    /// Most sessions of a user.
    pub(crate) max_per_user: u32,
}

/// The defaults of the service.
impl Default for SessionTracking {
    fn default() -> Self {
        Self { enabled: false, max_per_user: 20 }
    }
}

impl SessionTracking {
    /// Whether a pool never had other settings.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
