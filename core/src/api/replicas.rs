//! Replicas of a pool in other regions. The engine stores which ones there are and whether they are active; it copies
//! no records to them.

use serde::{Deserialize, Serialize};

use crate::{
    context::Cx,
    error::{Error, InvalidParameter, ResourceNotFound},
    model::{pool::Pool, replica::Replica},
    operation::{Entry, entry},
};

mod create_user_pool_replica;
mod delete_user_pool_replica;
mod list_user_pool_replicas;
mod update_user_pool_replica;

pub use create_user_pool_replica::CreateUserPoolReplica;
pub use delete_user_pool_replica::DeleteUserPoolReplica;
pub use list_user_pool_replicas::{ListUserPoolReplicas, ListUserPoolReplicasOutput};
pub use update_user_pool_replica::UpdateUserPoolReplica;

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<CreateUserPoolReplica>(),
    entry::<UpdateUserPoolReplica>(),
    entry::<DeleteUserPoolReplica>(),
    entry::<ListUserPoolReplicas>(),
];

/// `UserPoolReplicaType`: a pool in one region.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserPoolReplica {
    /// For example `eu-west-1`.
    pub region_name: String,
    /// `CREATING`, `ACTIVE`, `INACTIVE` or `DELETING`.
    pub status: String,
    /// `PRIMARY` for the pool itself, `SECONDARY` for its replicas.
    pub role: String,
    /// The ARN of the pool in that region.
    pub user_pool_arn: String,
}

/// The response of the operations on one replica.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserPoolReplicaOutput {
    /// The replica.
    pub user_pool_replica: UserPoolReplica,
}

impl UserPoolReplica {
    fn primary(cx: &Cx<'_>, pool: &Pool) -> Self {
        let region = pool.region.clone();
        Self { role: "PRIMARY".to_owned(), ..Self::in_region(cx, pool, region, "ACTIVE") }
    }

    fn secondary(cx: &Cx<'_>, pool: &Pool, replica: &Replica) -> Self {
        let status = if replica.is_active { "ACTIVE" } else { "INACTIVE" };
        Self::in_region(cx, pool, replica.region.clone(), status)
    }

    fn in_region(cx: &Cx<'_>, pool: &Pool, region_name: String, status: &str) -> Self {
        Self {
            user_pool_arn: pool.arn_in(&region_name, &cx.host.account),
            region_name,
            status: status.to_owned(),
            role: "SECONDARY".to_owned(),
        }
    }

    /// The response that shows this replica in another state.
    fn becoming(self, status: &str) -> UserPoolReplicaOutput {
        UserPoolReplicaOutput { user_pool_replica: Self { status: status.to_owned(), ..self } }
    }
}

/// The position of the replica in this region.
///
/// # Errors
/// `InvalidParameterException` for the region of the pool itself, `ResourceNotFoundException` if there is no replica.
fn position(pool: &Pool, region: &str) -> Result<usize, Error> {
    if pool.region == region {
        return Err(InvalidParameter::PrimaryReplica(region.to_owned()).into());
    }
    let found = pool.replicas.iter().position(|replica| replica.region == region);
    found.ok_or_else(|| ResourceNotFound::Replica(region.to_owned()).into())
}
