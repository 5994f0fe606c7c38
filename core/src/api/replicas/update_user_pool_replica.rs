//! `UpdateUserPoolReplica`: an administrator activates or deactivates a replica.

use serde::{Deserialize, Serialize};

use super::{UserPoolReplica, UserPoolReplicaOutput, position};
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::pool::Pool,
    operation::{Caller, Operation},
};

/// Activates or deactivates a replica. See
/// [UpdateUserPoolReplica](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolReplica.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateUserPoolReplica {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The region of the replica.
    pub region_name: String,
    /// `ACTIVE` or `INACTIVE`.
    pub status: String,
}

impl Operation for UpdateUserPoolReplica {
    const NAME: &'static str = "UpdateUserPoolReplica";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("RegionName", &shapes::REGION_NAME),
        required("Status", &shapes::UPDATE_REPLICA_STATUS),
    ];
    type Response = UserPoolReplicaOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserPoolReplicaOutput, Error> {
        let mut pool = Pool::load(cx, &self.user_pool_id).await?;
        let at = position(&pool, &self.region_name)?;
        pool.replicas[at].is_active = self.status == "ACTIVE";
        pool.modified = cx.now();
        cx.put(&pool)?;
        let user_pool_replica = UserPoolReplica::secondary(cx, &pool, &pool.replicas[at]);
        Ok(UserPoolReplicaOutput { user_pool_replica })
    }
}
