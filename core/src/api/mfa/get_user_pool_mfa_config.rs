//! `GetUserPoolMfaConfig`: which second factors a pool offers, and whether it requires one.

use serde::{Deserialize, Serialize};

use super::UserPoolMfaConfig;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::pool::Pool,
    operation::{Caller, Operation},
};

/// Reads a pool's second factors. See
/// [GetUserPoolMfaConfig](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolMfaConfig.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetUserPoolMfaConfig {
    /// The id of the pool.
    pub user_pool_id: String,
}

impl Operation for GetUserPoolMfaConfig {
    const NAME: &'static str = "GetUserPoolMfaConfig";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = UserPoolMfaConfig;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserPoolMfaConfig, Error> {
        Ok(UserPoolMfaConfig::of(&Pool::load(cx, &self.user_pool_id).await?))
    }
}
