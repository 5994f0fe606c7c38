//! `RevokeToken`: ends a refresh token and every token issued with it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, Unauthorized, UnsupportedOperation, UnsupportedTokenType},
    model::{app::App, client::Client, keys, pool::Pool, spent::Spent},
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    settings::RevokeAssociatedSessions,
    token::{
        refresh::{Hint, RefreshToken},
        rotation::Revoked,
        sessions,
    },
};

/// Revokes a refresh token, and every access token of the same sign-in. Revoking twice succeeds. See
/// [RevokeToken](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RevokeToken {
    /// A refresh token.
    pub token: Sensitive,
    /// The app client that the token was issued to.
    pub client_id: String,
    /// The client's secret, if it has one.
    pub client_secret: Option<Sensitive>,
    /// `LINKED` also ends the browser's session at the pages of the pool in which the token was given.
    pub revoke_associated_sessions: Option<RevokeAssociatedSessions>,
}

impl Operation for RevokeToken {
    const NAME: &'static str = "RevokeToken";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("Token", &shapes::TOKEN_MODEL),
        required("ClientId", &shapes::CLIENT_ID),
        optional("ClientSecret", &shapes::CLIENT_SECRET),
        optional("RevokeAssociatedSessions", &shapes::REVOKE_ASSOCIATED_SESSIONS),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, client) = self.load(cx).await.map_err(|error| match error {
            Error::ResourceNotFound(_) => Unauthorized.into(),
            other => other,
        })?;
        if !client.is_authenticated(cx, self.client_secret.as_ref())? {
            return Err(Unauthorized.into());
        }
        let ends_session = self.revoke_associated_sessions == Some(RevokeAssociatedSessions::LINKED);
        revoke(cx, App { pool: &pool, client: &client }, &self.token, ends_session).await?;
        Ok(Empty {})
    }
}

/// Revokes a refresh token of the client, which is authenticated. `ends_session` ends the browser's session, too.
///
/// # Errors
/// `UnsupportedOperationException` when the client's tokens cannot be revoked, `UnsupportedTokenTypeException` for a token of
/// another kind, `UnauthorizedException` for a token that is not valid or not of this client.
pub(crate) async fn revoke(
    cx: &mut Cx<'_>,
    app: App<'_>,
    token: &str,
    ends_session: bool,
) -> Result<(), Error> {
    let App { pool, client } = app;
    if !client.settings.is_revocation_enabled() {
        return Err(UnsupportedOperation.into());
    }
    // A refresh token has five parts; access and ID tokens have three.
    if token.split('.').count() != 5 {
        return Err(UnsupportedTokenType.into());
    }
    let token = RefreshToken::decode(pool.secret(), &client.id, token).ok_or(Unauthorized)?;
    if let Some((id, until)) = token.oauth.as_ref().and_then(|oauth| oauth.session.clone())
        && ends_session
    {
        cx.put(&Spent { id, until })?;
    }
    // A token that seems to have expired is revoked too, because the clock may be ahead for a moment.
    cx.put(&Revoked::family_of(&token, client.settings.access_token_seconds()))?;
    sessions::forget(cx, pool, &token).await
}

impl RevokeToken {
    /// Loads pool and client, and the sessions of the user that the token names.
    async fn load(&self, cx: &mut Cx<'_>) -> Result<(Pool, Arc<Client>), Error> {
        let entry = Client::look_up(cx, &self.client_id).await?;
        let named = Hint::of(cx, &entry.pool_id, &self.client_id, &self.token);
        cx.hint(named.map(|named| keys::user_sessions(&named.username)));
        Client::load_as(cx, &self.client_id, &entry, None).await
    }
}
