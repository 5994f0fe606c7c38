//! The grant `client_credentials`: a token for an app client itself
//! ([RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).

use serde_json::{Value, json};

use crate::{
    context::Cx,
    jose,
    model::{app::App, resource_server::ResourceServer},
    oauth::{
        error::{Code, OAuthError},
        parameters::Parameters,
    },
    settings::OAuthFlow,
    token::client_credentials::{self, ScopeRefusal},
};

fn requested(parameters: &Parameters) -> Vec<String> {
    jose::claims::scopes(parameters.get("scope").unwrap_or_default()).map(str::to_owned).collect()
}

pub(super) fn hint(cx: &mut Cx<'_>, parameters: &Parameters) {
    cx.hint(ResourceServer::keys_of(&requested(parameters)));
}

pub(super) async fn grant(
    cx: &mut Cx<'_>,
    app: App<'_>,
    parameters: &Parameters,
) -> Result<Value, OAuthError> {
    if app.client.secrets.is_empty() || !app.client.settings.allows_grant(&OAuthFlow::CLIENT_CREDENTIALS) {
        return Err(Code::UnauthorizedClient.into());
    }
    let internal = |error| OAuthError::of(error, Code::InvalidGrant);
    let scopes = client_credentials::grant_scopes(cx, app.client, &requested(parameters)).await;
    let scopes = scopes.map_err(internal)?.map_err(|refusal| match refusal {
        ScopeRefusal::Unknown(_) => Code::InvalidScope,
        ScopeRefusal::NotAllowed(_) | ScopeRefusal::None => Code::InvalidGrant,
    })?;
    let token = client_credentials::issue(cx, app, &scopes).await.map_err(internal)?;
    Ok(json!({
        "access_token": token.access_token,
        "expires_in": token.expires_in,
        "token_type": "Bearer",
    }))
}
