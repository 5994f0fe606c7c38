//! `DeleteUserPoolClientSecret`: ends the validity of one of an app client's secrets.

use serde::{Deserialize, Serialize};

use crate::{
    api::clients,
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, Internal, InvalidParameter, ResourceNotFound},
    operation::{Caller, Empty, Operation},
};

/// Deletes a secret of an app client, but never its only one. See
/// [DeleteUserPoolClientSecret](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolClientSecret.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct DeleteUserPoolClientSecret {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
    /// The id of the secret.
    pub client_secret_id: String,
}

impl Operation for DeleteUserPoolClientSecret {
    const NAME: &'static str = "DeleteUserPoolClientSecret";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ClientId", &shapes::CLIENT_ID),
        required("ClientSecretId", &shapes::CLIENT_SECRET_ID),
    ];
    const INTERNAL_ERROR: fn(Internal) -> Error = Error::InternalServer;
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (_, mut client) = clients::load(cx, &self.user_pool_id, &self.client_id).await?;
        let Some(at) = client.secrets.iter().position(|secret| secret.id == self.client_secret_id) else {
            return Err(ResourceNotFound::ClientSecret(self.client_secret_id.clone()).into());
        };
        if client.secrets.len() == 1 {
            return Err(InvalidParameter::OnlyClientSecret.into());
        }
        client.secrets.remove(at);
        client.modified = cx.now();
        cx.put(&client)?;
        Ok(Empty {})
    }
}
