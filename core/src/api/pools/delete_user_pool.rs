//! `DeleteUserPool`: a pool and all of its users go.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Caller, Empty, Operation},
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::pool::{Pool, Tombstone},
};

/// Deletes a pool: at once for everybody, and record by record behind that. If the removal of the records was
/// interrupted, deleting the pool again takes it up where it stopped. See
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
        let loaded = Pool::load(cx, &self.user_pool_id).await;
        let Ok(pool) = loaded else {
            // Only what was deleted leaves a record behind that does not load.
            let left = cx.seen_raw(&Pool::key()).map(Pool::is_tombstone).transpose()?;
            if left == Some(true) {
                cx.purge_pool(&self.user_pool_id);
            }
            return loaded.map(|_| Empty {});
        };
        if pool.settings.deletion_protection.as_deref() == Some("ACTIVE") {
            return Err(InvalidParameter::DeletionProtection.into());
        }

        // Whoever read the pool before this commit finds it changed when they commit themselves.
        cx.put_at(Pool::key(), &Tombstone { id: pool.id.clone(), deleted: true })?;
        cx.directory_remove(Pool::directory_key(&pool.region, pool.created, &pool.id));
        cx.purge_pool(&pool.id);
        Ok(Empty {})
    }
}
