//! `GetUserPoolClientSessionConfiguration`: how long an app client accepts a session of managed login.

use serde::{Deserialize, Serialize};

use super::UserPoolClientSessionConfiguration;
use crate::{
    api::clients,
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
};

/// Reads how long an app client accepts a session of managed login. See
/// [GetUserPoolClientSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolClientSessionConfiguration.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetUserPoolClientSessionConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
}

impl Operation for GetUserPoolClientSessionConfiguration {
    const NAME: &'static str = "GetUserPoolClientSessionConfiguration";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("ClientId", &shapes::CLIENT_ID)];
    type Response = UserPoolClientSessionConfiguration;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserPoolClientSessionConfiguration, Error> {
        let (_, client) = clients::load(cx, &self.user_pool_id, &self.client_id).await?;
        Ok(UserPoolClientSessionConfiguration::of(&client))
    }
}
