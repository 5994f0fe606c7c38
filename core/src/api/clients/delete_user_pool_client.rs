//! `DeleteUserPoolClient`: deletes an app client; its tokens become invalid.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    model::client::Client,
    operation::{Caller, Empty, Operation},
};

/// Deletes an app client with its style, its customization of the pages and its terms documents. See
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
        cx.hint(Client::companion_keys());
        let (_, client) = super::load(cx, &self.user_pool_id, &self.client_id).await?;
        client.delete(cx).await?;
        Ok(Empty {})
    }
}
