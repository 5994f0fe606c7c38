//! `DescribeUserPoolClient`: reads an app client.

use serde::{Deserialize, Serialize};

use super::UserPoolClient;
use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
};

/// Reads an app client, including its secret. See
/// [DescribeUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeUserPoolClient {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
}

/// The response of [`DescribeUserPoolClient`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DescribeUserPoolClientOutput {
    /// The client.
    pub user_pool_client: UserPoolClient,
}

impl Operation for DescribeUserPoolClient {
    const NAME: &'static str = "DescribeUserPoolClient";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] =
        &[required("UserPoolId", &shapes::USER_POOL_ID), required("ClientId", &shapes::CLIENT_ID)];
    type Response = DescribeUserPoolClientOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<DescribeUserPoolClientOutput, Error> {
        let (_, client) = super::load(cx, &self.user_pool_id, &self.client_id).await?;
        Ok(DescribeUserPoolClientOutput { user_pool_client: UserPoolClient::new(cx, &client)? })
    }
}
