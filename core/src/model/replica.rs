//! The replicas of a pool in other regions, as its administrator declares them. The engine copies no records: that is
//! left to the host and its store.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A replica of a pool. It is a part of the pool's record.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) struct Replica {
    pub(crate) region: String,
    pub(crate) is_active: bool,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) tags: BTreeMap<String, String>,
}

/// Most replicas of a pool. Our own choice: the service's number is not documented.
pub(crate) const REPLICAS_MAX: usize = 5;
