//! `AddUserPoolClientSecret`: gives an app client a second secret.

use serde::{Deserialize, Serialize};

use super::ClientSecretDescriptor;
use crate::{
    api::clients,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, Internal, InvalidParameter, LimitExceeded},
    model::client::{Client, SECRETS_MAX},
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Adds a secret to an app client that has one. Both are valid until one is deleted. See
/// [AddUserPoolClientSecret](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddUserPoolClientSecret.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AddUserPoolClientSecret {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
    /// A secret that the caller chooses. If absent, the service generates one.
    pub client_secret: Option<Sensitive>,
}

/// The response of [`AddUserPoolClientSecret`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AddUserPoolClientSecretOutput {
    /// The new secret.
    pub client_secret_descriptor: ClientSecretDescriptor,
}

impl Operation for AddUserPoolClientSecret {
    const NAME: &'static str = "AddUserPoolClientSecret";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ClientId", &shapes::CLIENT_ID),
        optional("ClientSecret", &shapes::CLIENT_SECRET),
    ];
    const INTERNAL_ERROR: fn(Internal) -> Error = Error::InternalServer;
    type Response = AddUserPoolClientSecretOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<AddUserPoolClientSecretOutput, Error> {
        let (_, mut client) = clients::load(cx, &self.user_pool_id, &self.client_id).await?;
        if client.secrets.is_empty() {
            return Err(InvalidParameter::PublicClient(client.id).into());
        }
        if client.is_registered {
            return Err(InvalidParameter::RegisteredClientSecret.into());
        }
        if client.secrets.len() >= SECRETS_MAX {
            return Err(LimitExceeded::ClientSecrets(SECRETS_MAX).into());
        }
        let drawn = self.client_secret.is_none().then(|| Client::draw_secret(cx.rng()));
        let secret = drawn.as_ref().map(|drawn| drawn.as_str()).or(self.client_secret.as_deref());
        client.seal_secret(cx, secret.unwrap_or_default());
        client.modified = cx.now();
        cx.put(&client)?;
        let mut descriptor = client.secrets.first().map(ClientSecretDescriptor::from).unwrap_or_default();
        descriptor.client_secret_value = drawn.map(|drawn| Sensitive::new(drawn.as_str()));
        Ok(AddUserPoolClientSecretOutput { client_secret_descriptor: descriptor })
    }
}
