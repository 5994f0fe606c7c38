//! `GetUserPoolSessionConfiguration`: whether a pool tracks sessions.

use serde::{Deserialize, Serialize};

use super::UserPoolSessionConfiguration;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::pool::Pool,
    operation::{Caller, Operation},
};

/// Reads whether a pool tracks sessions. See
/// [GetUserPoolSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolSessionConfiguration.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetUserPoolSessionConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
}

impl Operation for GetUserPoolSessionConfiguration {
    const NAME: &'static str = "GetUserPoolSessionConfiguration";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[required("UserPoolId", &shapes::USER_POOL_ID)];
    type Response = UserPoolSessionConfiguration;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserPoolSessionConfiguration, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        Ok(UserPoolSessionConfiguration::of(&pool))
    }
}
