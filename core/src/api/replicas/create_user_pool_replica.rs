//! `CreateUserPoolReplica`: an administrator adds a replica of a pool in another region.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{UserPoolReplica, UserPoolReplicaOutput};
use crate::{
    api::pools::rules::check_tags,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, FeatureUnavailableInTier, InvalidParameter, LimitExceeded},
    model::{
        pool::Pool,
        replica::{REPLICAS_MAX, Replica},
    },
    operation::{Caller, Operation},
    region::is_region,
};

/// Adds a replica in another region. It is created at once and inactive; only this response shows it as `CREATING`. The
/// pool needs a key of its own (`KeyConfiguration` with `CUSTOMER_MANAGED_KEY`). See
/// [CreateUserPoolReplica](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolReplica.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateUserPoolReplica {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The region of the replica.
    pub region_name: String,
    /// The tags of the replica.
    pub user_pool_tags: Option<BTreeMap<String, String>>,
}

impl Operation for CreateUserPoolReplica {
    const NAME: &'static str = "CreateUserPoolReplica";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("RegionName", &shapes::REGION_NAME),
        optional("UserPoolTags", &shapes::USER_POOL_TAGS),
    ];
    type Response = UserPoolReplicaOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserPoolReplicaOutput, Error> {
        let mut pool = Pool::load(cx, &self.user_pool_id).await?;
        check_tags(self.user_pool_tags.as_ref())?;
        if let Some(tier @ "LITE") = pool.settings.user_pool_tier.as_deref() {
            return Err(FeatureUnavailableInTier::Feature(tier.to_owned(), "User Pool Replicas").into());
        }
        let key = pool.settings.key_configuration.as_ref().map(|key| &key["KeyType"]);
        if key.is_none_or(|kind| kind != "CUSTOMER_MANAGED_KEY") {
            return Err(InvalidParameter::ReplicaWithoutKey.into());
        }
        if !is_region(&self.region_name) {
            return Err(InvalidParameter::RegionName(self.region_name.clone()).into());
        }
        let is_taken = |replica: &Replica| replica.region == self.region_name;
        if pool.region == self.region_name || pool.replicas.iter().any(is_taken) {
            return Err(InvalidParameter::ReplicaExists(self.region_name.clone()).into());
        }
        if pool.replicas.len() >= REPLICAS_MAX {
            return Err(LimitExceeded::Replicas(REPLICAS_MAX).into());
        }
        let replica = Replica {
            region: self.region_name.clone(),
            is_active: false,
            tags: self.user_pool_tags.clone().unwrap_or_default(),
        };
        let shown = UserPoolReplica::secondary(cx, &pool, &replica);
        pool.replicas.push(replica);
        pool.modified = cx.now();
        cx.put(&pool)?;
        Ok(shown.becoming("CREATING"))
    }
}
