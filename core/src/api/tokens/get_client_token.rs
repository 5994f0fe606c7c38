//! `GetClientToken`: an access token for an app client itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter, NotAuthorized},
    model::{app::App, client::Client, keys, resource_server::ResourceServer},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    settings::ExplicitAuthFlow,
    token::client_credentials::{self, ScopeRefusal},
};

/// Issues an access token to an app client that presents one of its secrets, for the scopes of resource servers among
/// the client's `AllowedOAuthScopes`. The client needs the flow `ALLOW_CLIENT_TOKEN_AUTH`. See
/// [GetClientToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetClientToken.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetClientToken {
    /// The app client.
    pub client_id: String,
    /// One of its secrets.
    pub secret: Sensitive,
    /// Scopes in the form `{identifier of the resource server}/{name}`. Without any, all that the client may have.
    pub scopes: Option<Vec<String>>,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// The response of [`GetClientToken`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetClientTokenOutput {
    /// The token.
    pub client_authentication_result: Option<ClientAuthenticationResult>,
}

/// `ClientAuthenticationResultType`: the token of an app client.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ClientAuthenticationResult {
    /// For resource servers.
    pub access_token: Option<Sensitive>,
    /// How long the token is valid, in seconds.
    pub expires_in: u64,
    /// `Bearer`.
    pub token_type: Option<String>,
}

impl Operation for GetClientToken {
    const NAME: &'static str = "GetClientToken";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("ClientId", &shapes::CLIENT_ID),
        required("Secret", &shapes::CLIENT_SECRET),
        optional("Scopes", &shapes::SCOPE_LIST),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = GetClientTokenOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetClientTokenOutput, Error> {
        let requested = self.scopes.as_deref().unwrap_or_default();
        cx.hint(ResourceServer::keys_of(requested));
        cx.hint([keys::signing_keys()]);
        let (pool, client) = Client::load_public(cx, &self.client_id, None).await?;
        if !client.is_authenticated(cx, Some(&self.secret))? {
            return Err(NotAuthorized::ClientSecret(client.id.clone()).into());
        }
        if !client.settings.allows(&ExplicitAuthFlow::ALLOW_CLIENT_TOKEN_AUTH) {
            return Err(InvalidParameter::ClientTokenAuthNotEnabled.into());
        }
        let scopes = client_credentials::grant_scopes(cx, &client, requested).await?.map_err(refusal)?;
        let app = App { pool: &pool, client: &client };
        let token = client_credentials::issue(cx, app, &scopes).await?;
        let result = ClientAuthenticationResult {
            access_token: Some(token.access_token),
            expires_in: token.expires_in,
            token_type: Some("Bearer".to_owned()),
        };
        Ok(GetClientTokenOutput { client_authentication_result: Some(result) })
    }
}

/// The service's exceptions for these are unknown: our own choice among those that the operation has.
fn refusal(refusal: ScopeRefusal) -> Error {
    match refusal {
        ScopeRefusal::Unknown(scope) => InvalidParameter::UnknownScope(scope).into(),
        ScopeRefusal::NotAllowed(scope) => NotAuthorized::ScopeNotAllowed(scope).into(),
        ScopeRefusal::None => InvalidParameter::ClientWithoutScopes.into(),
    }
}
