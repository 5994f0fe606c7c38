//! `GetTokensFromRefreshToken`: new tokens for an existing sign-in, and a new refresh token if the client rotates them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{flow::refresh, hints};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, NotAuthorized},
    model::{app::App, client::Client},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    token::{authentication_result::AuthenticationResult, refresh::RefreshToken},
};

/// Renews the tokens of a sign-in. A client that rotates its refresh tokens gets a new one, which expires when the
/// first one would. The old one stays valid for the client's grace period and gives the same new token. Sending it
/// after that period revokes all tokens of the sign-in. See
/// [GetTokensFromRefreshToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetTokensFromRefreshToken {
    /// The refresh token.
    pub refresh_token: Sensitive,
    /// The app client that the token was issued to.
    pub client_id: String,
    /// The client's secret itself, not a hash, if it has one.
    pub client_secret: Option<Sensitive>,
    /// The device of the sign-in; required in pools that track devices.
    pub device_key: Option<String>,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// The response of [`GetTokensFromRefreshToken`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct GetTokensFromRefreshTokenOutput {
    /// The tokens; with a refresh token only if the client rotates them.
    pub authentication_result: Option<AuthenticationResult>,
}

impl Operation for GetTokensFromRefreshToken {
    const NAME: &'static str = "GetTokensFromRefreshToken";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("RefreshToken", &shapes::TOKEN_MODEL),
        required("ClientId", &shapes::CLIENT_ID),
        optional("ClientSecret", &shapes::CLIENT_SECRET),
        optional("DeviceKey", &shapes::DEVICE_KEY),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = GetTokensFromRefreshTokenOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<GetTokensFromRefreshTokenOutput, Error> {
        let entry = Client::look_up(cx, &self.client_id).await?;
        let ids = hints::Ids { pool: &entry.pool_id, client: &self.client_id };
        hints::of_refresh(cx, ids, &self.refresh_token);
        let (pool, client) = Client::load_as(cx, &self.client_id, &entry, None).await?;
        if !client.is_authenticated(cx, self.client_secret.as_ref())? {
            return Err(NotAuthorized::ClientSecret(client.id.clone()).into());
        }
        let app = App { pool: &pool, client: &client };
        let token = RefreshToken::decode(pool.secret(), &client.id, &self.refresh_token)
            .ok_or(NotAuthorized::InvalidRefreshToken)?;
        let result = refresh::renew(cx, app, &token, self.device_key.as_deref()).await?;
        Ok(GetTokensFromRefreshTokenOutput { authentication_result: Some(result) })
    }
}
