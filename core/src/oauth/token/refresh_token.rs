//! The grant `refresh_token`: new tokens for an existing sign-in ([RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)).
//! If the client rotates its refresh tokens, also the next refresh token.

use serde_json::Value;

use super::tokens;
use crate::{
    api::sign_in,
    context::Cx,
    jose,
    model::app::App,
    oauth::{
        client_authentication::Presented,
        error::{Code, OAuthError},
        parameters::Parameters,
        received::Received,
    },
    token::refresh::RefreshToken,
};

pub(super) fn hint(cx: &mut Cx<'_>, received: &Received, presented: &Presented) {
    let Some(token) = received.parameters.get("refresh_token") else { return };
    if let Some(pool_id) = received.site.known_pool(cx.host, Some(&presented.client_id)) {
        sign_in::hint_at_refresh(cx, (&pool_id, &presented.client_id), token);
    }
}

pub(super) async fn grant(
    cx: &mut Cx<'_>,
    app: App<'_>,
    parameters: &Parameters,
) -> Result<Value, OAuthError> {
    let text = parameters.get("refresh_token").ok_or(Code::InvalidRequest)?;
    let token = RefreshToken::decode(app.pool.secret(), &app.client.id, text).ok_or(Code::InvalidGrant)?;
    // A client may ask for the scope that it has, and for no more. It gets the whole scope in any case.
    let family = token.family();
    let mut asked = jose::claims::scopes(parameters.get("scope").unwrap_or_default());
    if asked.any(|scope| !family.has_scope(scope)) {
        return Err(Code::InvalidScope.into());
    }
    let result = sign_in::renew(cx, app, &token, None).await;
    result.map(tokens).map_err(|error| OAuthError::of(error, Code::InvalidGrant))
}
