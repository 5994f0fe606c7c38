//! `DescribeUserPool`: reads a pool.

use serde::{Deserialize, Serialize};

use super::UserPool;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::{counter, domain::Domains, keys, pool::Pool},
    operation::{Caller, Operation},
};

/// Reads a pool. See
/// [DescribeUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeUserPool {
    /// The id of the pool.
    pub user_pool_id: String,
}

/// The response of [`DescribeUserPool`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeUserPoolOutput {
    /// The pool.
    pub user_pool: UserPool,
}

impl Operation for DescribeUserPool {
    const NAME: &'static str = "DescribeUserPool";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = DescribeUserPoolOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<DescribeUserPoolOutput, Error> {
        counter::hint_all(cx);
        let pool = Pool::load_with(cx, &self.user_pool_id, &[keys::domains()]).await?;
        let domains = Domains::load(cx).await?;
        let users = counter::estimate(cx).await?;
        Ok(DescribeUserPoolOutput { user_pool: UserPool::new(cx, &pool, domains, users) })
    }
}
