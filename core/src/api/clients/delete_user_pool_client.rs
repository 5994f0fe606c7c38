//! `DeleteUserPoolClient`: deletes an app client; its tokens become invalid.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::keys,
    operation::{Caller, Empty, Operation},
};

/// Deletes an app client. See
/// [DeleteUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClient.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteUserPoolClient {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
}

impl Operation for DeleteUserPoolClient {
    const NAME: &'static str = "DeleteUserPoolClient";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("ClientId", &shapes::CLIENT_ID)];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (_, client) = super::load(cx, &self.user_pool_id, &self.client_id).await?;
        cx.remove(keys::client(&client.id));
        cx.directory_remove(keys::client_entry(&client.id));
        Ok(Empty {})
    }
}
