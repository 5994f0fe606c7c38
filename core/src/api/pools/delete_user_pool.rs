//! `DeleteUserPool`: a pool and all of its users go.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{
        job::{Job, Kind},
        keys,
        pool::{Pool, Tombstone},
    },
    operation::{Caller, Empty, Operation},
    settings::DeletionProtection,
};

/// Deletes a pool: for all callers at once. Its records are removed by `Engine::work`. See
/// [DeleteUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteUserPool {
    /// The pool.
    pub user_pool_id: String,
}

impl Operation for DeleteUserPool {
    const NAME: &'static str = "DeleteUserPool";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        if pool.settings.deletion_protection == Some(DeletionProtection::Active) {
            return Err(InvalidParameter::DeletionProtection.into());
        }

        // Whoever read the pool before this commit finds it changed when they commit themselves.
        cx.put_at(keys::pool(), &Tombstone { id: pool.id.clone(), deleted: true })?;
        // In the directory before the pool is gone, so nothing is left that no job knows of.
        let purge = Job::new(Kind::Purge, &pool.id, cx.now(), 0);
        cx.directory_put(purge.key(), &purge)?;
        cx.directory_remove(keys::pool_entry(&pool.region, pool.created, &pool.id));
        Ok(Empty {})
    }
}
