//! `CreateUserPoolClient`: creates an app client.

use serde::{Deserialize, Serialize};

use super::{
    UserPoolClient,
    new_client::{self, NewClient, NewSecret},
};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    json::deserialize_with_settings,
    model::{
        client::{Client, ClientSettings},
        pool::Pool,
    },
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Creates an app client. Whether it has a secret cannot be changed later. See
/// [CreateUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html).
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateUserPoolClient {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The client's name. Need not be unique.
    pub client_name: String,
    /// Whether the service generates a secret for the client.
    pub generate_secret: Option<bool>,
    /// A secret that the caller chooses.
    pub client_secret: Option<Sensitive>,
    /// The settings that `UpdateUserPoolClient` can change.
    #[serde(flatten)]
    pub settings: ClientSettings,
}

deserialize_with_settings!(CreateUserPoolClient {
    user_pool_id: "UserPoolId",
    client_name: "ClientName",
    generate_secret: "GenerateSecret",
    client_secret: "ClientSecret",
});

/// The response of [`CreateUserPoolClient`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateUserPoolClientOutput {
    /// The client, with all defaults.
    pub user_pool_client: UserPoolClient,
}

impl Operation for CreateUserPoolClient {
    const NAME: &'static str = "CreateUserPoolClient";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ClientName", &shapes::CLIENT_NAME),
        optional("GenerateSecret", &shapes::BOOLEAN),
        optional("ClientSecret", &shapes::CLIENT_SECRET),
        optional("RefreshTokenValidity", &shapes::REFRESH_TOKEN_VALIDITY),
        optional("AccessTokenValidity", &shapes::ACCESS_TOKEN_VALIDITY),
        optional("IdTokenValidity", &shapes::ID_TOKEN_VALIDITY),
        optional("TokenValidityUnits", &shapes::TOKEN_VALIDITY_UNITS),
        optional("ReadAttributes", &shapes::CLIENT_PERMISSION_LIST),
        optional("WriteAttributes", &shapes::CLIENT_PERMISSION_LIST),
        optional("ExplicitAuthFlows", &shapes::EXPLICIT_AUTH_FLOWS_LIST),
        optional("SupportedIdentityProviders", &shapes::SUPPORTED_IDENTITY_PROVIDERS_LIST),
        optional("CallbackURLs", &shapes::CALLBACK_URLS_LIST),
        optional("LogoutURLs", &shapes::LOGOUT_URLS_LIST),
        optional("DefaultRedirectURI", &shapes::REDIRECT_URL),
        optional("AllowedOAuthFlows", &shapes::OAUTH_FLOWS),
        optional("AllowedOAuthScopes", &shapes::SCOPE_LIST),
        optional("AllowedOAuthFlowsUserPoolClient", &shapes::BOOLEAN),
        optional("AnalyticsConfiguration", &shapes::ANALYTICS_CONFIGURATION),
        optional("PreventUserExistenceErrors", &shapes::PREVENT_USER_EXISTENCE_ERRORS),
        optional("EnableTokenRevocation", &shapes::BOOLEAN),
        optional("EnablePropagateAdditionalUserContextData", &shapes::BOOLEAN),
        optional("AuthSessionValidity", &shapes::AUTH_SESSION_VALIDITY),
        optional("RefreshTokenRotation", &shapes::REFRESH_TOKEN_ROTATION),
    ];
    type Response = CreateUserPoolClientOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<CreateUserPoolClientOutput, Error> {
        let id = Client::draw_id(cx.rng());
        new_client::hint(cx, &id, self.settings.allowed_oauth_scopes.as_deref().unwrap_or_default());
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        let new = NewClient {
            id,
            name: &self.client_name,
            secret: self.secret()?,
            settings: &self.settings,
            is_registered: false,
        };
        let client = new.create(cx, &pool).await?;
        Ok(CreateUserPoolClientOutput { user_pool_client: UserPoolClient::new(cx, &client)? })
    }
}

impl CreateUserPoolClient {
    fn secret(&self) -> Result<Option<NewSecret<'_>>, InvalidParameter> {
        match (self.generate_secret, self.client_secret.as_deref()) {
            (Some(true), Some(_)) => Err(InvalidParameter::TwoSecrets),
            (Some(true), None) => Ok(Some(NewSecret::Drawn)),
            (_, given) => Ok(given.map(NewSecret::Given)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(generate: Option<bool>, own: Option<&str>) -> Result<bool, InvalidParameter> {
        let request = CreateUserPoolClient {
            generate_secret: generate,
            client_secret: own.map(Sensitive::new),
            ..CreateUserPoolClient::default()
        };
        request.secret().map(|secret| secret.is_some())
    }

    #[test]
    fn a_secret_is_drawn_or_given_but_not_both() {
        assert_eq!(secret(None, None), Ok(false));
        assert_eq!(secret(Some(false), None), Ok(false));
        assert_eq!(secret(Some(true), None), Ok(true));
        assert_eq!(secret(None, Some("own")), Ok(true));
        assert_eq!(secret(Some(false), Some("own")), Ok(true));
        assert_eq!(secret(Some(true), Some("own")), Err(InvalidParameter::TwoSecrets));
    }
}
