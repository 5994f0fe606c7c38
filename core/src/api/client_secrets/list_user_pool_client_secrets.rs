//! `ListUserPoolClientSecrets`: the secrets of an app client, without their values.

use serde::{Deserialize, Serialize};

use super::ClientSecretDescriptor;
use crate::{
    api::clients,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, Internal, InvalidParameter},
    operation::{Caller, Operation},
};

/// Lists the ids and dates of an app client's secrets, newest first. See
/// [ListUserPoolClientSecrets](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClientSecrets.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUserPoolClientSecrets {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
    /// Refused if given: one page has all secrets, so no response contains a token.
    pub next_token: Option<String>,
}

/// The response of [`ListUserPoolClientSecrets`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUserPoolClientSecretsOutput {
    /// The secrets. A public client has none.
    pub client_secrets: Vec<ClientSecretDescriptor>,
    /// Always absent.
    pub next_token: Option<String>,
}

impl Operation for ListUserPoolClientSecrets {
    const NAME: &'static str = "ListUserPoolClientSecrets";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ClientId", &shapes::CLIENT_ID),
        optional("NextToken", &shapes::PAGINATION_KEY),
    ];
    const INTERNAL_ERROR: fn(Internal) -> Error = Error::InternalServer;
    type Response = ListUserPoolClientSecretsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListUserPoolClientSecretsOutput, Error> {
        let (_, client) = clients::load(cx, &self.user_pool_id, &self.client_id).await?;
        if self.next_token.is_some() {
            return Err(InvalidParameter::PaginationToken.into());
        }
        let client_secrets = client.secrets.iter().map(ClientSecretDescriptor::from).collect();
        Ok(ListUserPoolClientSecretsOutput { client_secrets, next_token: None })
    }
}
