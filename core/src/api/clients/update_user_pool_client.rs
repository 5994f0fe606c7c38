//! `UpdateUserPoolClient`: replaces all settings of an app client.

use serde::{Deserialize, Serialize};

use super::{UserPoolClient, rules};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    json::deserialize_with_settings,
    model::{
        client::{ClientSettings, RefreshTokenRotation},
        keys,
        resource_server::ResourceServer,
    },
    operation::{Caller, Operation},
    settings::Feature,
};

/// Replaces an app client's settings: omitted members return to their defaults, except the name. If the client rotated
/// its refresh tokens and the request omits `RefreshTokenRotation`, the client gets it with rotation switched off. See
/// [UpdateUserPoolClient](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolClient.html).
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateUserPoolClient {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The id of the app client.
    pub client_id: String,
    /// A new name.
    pub client_name: Option<String>,
    /// The new settings; they replace all old ones.
    #[serde(flatten)]
    pub settings: ClientSettings,
}

deserialize_with_settings!(UpdateUserPoolClient {
    user_pool_id: "UserPoolId",
    client_id: "ClientId",
    client_name: "ClientName",
});

/// The response of [`UpdateUserPoolClient`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateUserPoolClientOutput {
    /// The client after the update.
    pub user_pool_client: UserPoolClient,
}

impl Operation for UpdateUserPoolClient {
    const NAME: &'static str = "UpdateUserPoolClient";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("ClientId", &shapes::CLIENT_ID),
        optional("ClientName", &shapes::CLIENT_NAME),
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
    type Response = UpdateUserPoolClientOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UpdateUserPoolClientOutput, Error> {
        cx.hint([keys::identity_providers()]);
        let scopes = self.settings.allowed_oauth_scopes.as_deref().unwrap_or_default();
        cx.hint(ResourceServer::keys_of(scopes));
        let (pool, mut client) = super::load(cx, &self.user_pool_id, &self.client_id).await?;
        let unknown_scope = ResourceServer::unknown_scope(cx, scopes).await?;
        let facts = rules::Facts {
            pool_id: &pool.id,
            schema: &pool.schema,
            providers: &rules::providers(cx, &self.settings).await?,
            has_secret: !client.secrets.is_empty(),
            is_registered: client.is_registered,
            unknown_scope: unknown_scope.as_deref(),
            change: rules::Change::Update,
        };
        rules::check_settings(&self.settings, facts)?;

        client.settings = self.settings_after(&client.settings).completed();
        client.name = self.client_name.clone().unwrap_or(client.name);
        client.modified = cx.now();
        cx.put(&client)?;
        Ok(UpdateUserPoolClientOutput { user_pool_client: UserPoolClient::new(cx, &client)? })
    }
}

impl UpdateUserPoolClient {
    fn settings_after(&self, old: &ClientSettings) -> ClientSettings {
        let mut settings = self.settings.clone();
        // If the client had this block, it remains, switched off. A client that never had it gets none.
        if settings.refresh_token_rotation.is_none() && old.refresh_token_rotation.is_some() {
            settings.refresh_token_rotation = Some(RefreshTokenRotation {
                feature: Feature::DISABLED,
                retry_grace_period_seconds: Some(0),
            });
        }
        settings
    }
}
