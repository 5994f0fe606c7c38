//! `ListUserPoolReplicas`: the pool and its replicas.

use serde::{Deserialize, Serialize};

use super::UserPoolReplica;
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::pool::Pool,
    operation::{Caller, Operation},
};

/// Lists the pool itself and its replicas, in the order of their creation. See
/// [ListUserPoolReplicas](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolReplicas.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUserPoolReplicas {
    /// The id of the pool.
    pub user_pool_id: String,
    /// Refused if given: one page has all replicas, so no response contains a token.
    pub next_token: Option<String>,
}

/// The response of [`ListUserPoolReplicas`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUserPoolReplicasOutput {
    /// The pool itself, then its replicas.
    pub user_pool_replicas: Vec<UserPoolReplica>,
    /// Always absent.
    pub next_token: Option<String>,
}

impl Operation for ListUserPoolReplicas {
    const NAME: &'static str = "ListUserPoolReplicas";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("NextToken", &shapes::PAGINATION_KEY_UNBOUNDED),
    ];
    type Response = ListUserPoolReplicasOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListUserPoolReplicasOutput, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        if self.next_token.is_some() {
            return Err(InvalidParameter::PaginationToken.into());
        }
        let mut user_pool_replicas = vec![UserPoolReplica::primary(cx, &pool)];
        let secondaries = pool.replicas.iter().map(|replica| UserPoolReplica::secondary(cx, &pool, replica));
        user_pool_replicas.extend(secondaries);
        Ok(ListUserPoolReplicasOutput { user_pool_replicas, next_token: None })
    }
}
