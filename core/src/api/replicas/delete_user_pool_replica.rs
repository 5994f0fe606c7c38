//! `DeleteUserPoolReplica`: an administrator deletes a replica.

use serde::{Deserialize, Serialize};

use super::{UserPoolReplica, UserPoolReplicaOutput, position};
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::pool::Pool,
    operation::{Caller, Operation},
};

/// Deletes an inactive replica. It is gone at once; only this response shows it as `DELETING`. See
/// [DeleteUserPoolReplica](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolReplica.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteUserPoolReplica {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The region of the replica.
    pub region_name: String,
}

impl Operation for DeleteUserPoolReplica {
    const NAME: &'static str = "DeleteUserPoolReplica";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("RegionName", &shapes::REGION_NAME)];
    type Response = UserPoolReplicaOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserPoolReplicaOutput, Error> {
        let mut pool = Pool::load(cx, &self.user_pool_id).await?;
        let at = position(&pool, &self.region_name)?;
        if pool.replicas[at].is_active {
            return Err(InvalidParameter::ReplicaActive(self.region_name.clone()).into());
        }
        let replica = pool.replicas.remove(at);
        pool.modified = cx.now();
        cx.put(&pool)?;
        Ok(UserPoolReplica::secondary(cx, &pool, &replica).becoming("DELETING"))
    }
}
