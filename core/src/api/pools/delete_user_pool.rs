//! `DeleteUserPool`: deletes a pool and all of its users.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{
        domain::Domains,
        import_job::Imports,
        job::{Job, Kind},
        keys,
        pool::{Pool, Tombstone},
    },
    operation::{Caller, Empty, Operation},
    settings::DeletionProtection,
};

/// Deletes a pool at once, unless it has a domain; callers can no longer use it. `Engine::work` removes its records later. See
/// [DeleteUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteUserPool {
    /// The id of the pool.
    pub user_pool_id: String,
}

impl Operation for DeleteUserPool {
    const NAME: &'static str = "DeleteUserPool";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let own = [keys::domains(), keys::imports()];
        let pool = Pool::load_with(cx, &self.user_pool_id, &own).await?;
        Imports::refuse_running(cx).await?;
        if pool.settings.deletion_protection == Some(DeletionProtection::ACTIVE) {
            return Err(InvalidParameter::DeletionProtection.into());
        }
        if Domains::load(cx).await?.iter().next().is_some() {
            return Err(InvalidParameter::PoolHasDomain.into());
        }

        // A call that read the pool before this commit gets a conflict when it commits.
        cx.put_at(keys::pool(), &Tombstone { id: pool.id.clone(), deleted: true })?;
        // Written to the directory before the pool is deleted, so that a job always removes the remaining records.
        let purge = Job::new(Kind::Purge, &pool.id, cx.now(), 0);
        cx.directory_put(purge.key(), &purge)?;
        cx.directory_remove(keys::pool_entry(&pool.region, pool.created, &pool.id));
        Ok(Empty {})
    }
}
