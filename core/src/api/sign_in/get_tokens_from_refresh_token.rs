//! `GetTokensFromRefreshToken`: new tokens for an existing sign-in, and a new refresh token if the client rotates them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{flow::refresh, hints};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, NotAuthorized},
    model::{app::App, client::Client, keys},
    operation::{Caller, Operation},
    sensitive::Sensitive,
    token::{
        authentication_result::AuthenticationResult,
        issue::{Grant, Occasion, issue},
        refresh::RefreshToken,
        rotation::{Rotation, Standing},
        sessions,
    },
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
            return Err(NotAuthorized::ClientSecret(client.id).into());
        }
        let app = App { pool: &pool, client: &client };
        let token = RefreshToken::decode(pool.secret(), &client.id, &self.refresh_token)
            .ok_or(NotAuthorized::InvalidRefreshToken)?;
        let user = refresh::owner(cx, app, &token, self.device_key.as_deref()).await?;
        sessions::touch(cx, app, &user, &token).await?;
        let grant = Grant { family: &token.family(), occasion: Occasion::Refresh, new_device: None };
        let mut result = issue(cx, app, &user, grant).await?;
        if client.settings.is_rotating() {
            let next = rotate(cx, app, &token).await?;
            result.refresh_token = Some(Sensitive::new(next));
        }
        Ok(GetTokensFromRefreshTokenOutput { authentication_result: Some(result) })
    }
}

/// The token that replaces `token`. Its grace period starts with the first use; a client that sends it again within
/// that period gets the same successor.
async fn rotate(cx: &mut Cx<'_>, app: App<'_>, token: &RefreshToken) -> Result<String, Error> {
    let App { pool, client } = app;
    // Of several first uses at once, only one can commit; the others then find the token rotated.
    let rotation: Option<Rotation> = cx.get(&keys::rotation(&token.origin_jti)).await?;
    if Rotation::standing(rotation.as_ref(), token.number, cx.now()) == Standing::Newest {
        let grace_seconds = client.settings.retry_grace_seconds();
        cx.put(&Rotation::rotated(rotation, token, cx.now(), grace_seconds))?;
    }
    token.successor(cx, pool, client)
}
