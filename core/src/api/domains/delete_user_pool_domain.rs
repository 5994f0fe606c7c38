//! `DeleteUserPoolDomain`: an administrator takes a domain from a pool.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{domain::Domains, keys, pool::Pool},
    operation::{Caller, Empty, Operation},
};

/// Takes a domain from a pool. Afterwards another pool can have the name. See
/// [DeleteUserPoolDomain](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolDomain.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteUserPoolDomain {
    /// The prefix, or the whole name of a custom domain.
    pub domain: String,
    /// The id of the pool.
    pub user_pool_id: String,
}

impl Operation for DeleteUserPoolDomain {
    const NAME: &'static str = "DeleteUserPoolDomain";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("Domain", &shapes::DOMAIN), required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        Pool::load_with(cx, &self.user_pool_id, &[keys::domains()]).await?;
        let domains = Domains::load(cx).await?;
        if domains.remove(cx, &self.domain)? {
            Ok(Empty {})
        } else {
            Err(InvalidParameter::NoSuchDomain.into())
        }
    }
}
