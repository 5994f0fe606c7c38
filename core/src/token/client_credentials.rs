//! Tokens of app clients that act for themselves, without a user: the grant `client_credentials`
//! ([RFC 6749 §4.4](https://www.rfc-editor.org/rfc/rfc6749#section-4.4)).

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    context::Cx,
    error::{Error, Internal},
    model::{app::App, client::Client, keys, resource_server::ResourceServer, signing_keys::SigningKeys},
    sensitive::Sensitive,
    token::{issue::sign, overrides::Overrides},
};

/// A token of an app client.
#[derive(Debug)]
pub(crate) struct ClientToken {
    pub(crate) access_token: Sensitive,
    /// In seconds.
    pub(crate) expires_in: u64,
}

/// Why an app client gets no token with the scopes that it requested. Each way to request a token has its own error.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum ScopeRefusal {
    /// No resource server of the pool has the scope.
    Unknown(String),
    /// The scope is not among the client's `AllowedOAuthScopes`, or it is one of a user.
    NotAllowed(String),
    /// No scope was requested, and the client has none that exists.
    None,
}

/// The scopes of a token that the client requests with `requested`; an empty list requests all scopes of the client.
///
/// Only scopes of resource servers are for machines. A scope that was removed from its resource server stays in the
/// client's list, but no token gets it.
pub(crate) async fn grant_scopes(
    cx: &mut Cx<'_>,
    client: &Client,
    requested: &[String],
) -> Result<Result<Vec<String>, ScopeRefusal>, Error> {
    let allowed = client.settings.allowed_oauth_scopes.as_deref().unwrap_or_default();
    if requested.is_empty() {
        let granted = ResourceServer::existing_scopes(cx, allowed).await?;
        return Ok(if granted.is_empty() { Err(ScopeRefusal::None) } else { Ok(granted) });
    }
    if let Some(unknown) = ResourceServer::unknown_scope(cx, requested).await? {
        return Ok(Err(ScopeRefusal::Unknown(unknown)));
    }
    let is_refused = |scope: &&String| ResourceServer::is_system_scope(scope) || !allowed.contains(scope);
    if let Some(refused) = requested.iter().find(is_refused) {
        return Ok(Err(ScopeRefusal::NotAllowed(refused.clone())));
    }
    let mut granted: Vec<String> = Vec::new();
    for scope in requested {
        if !granted.contains(scope) {
            granted.push(scope.clone());
        }
    }
    Ok(Ok(granted))
}

/// Signs an access token for the client itself, with the changes of the pool's function. The caller has verified the
/// client's secret.
pub(crate) async fn issue(cx: &mut Cx<'_>, app: App<'_>, scopes: &[String]) -> Result<ClientToken, Error> {
    let App { pool, client } = app;
    let keys: Arc<SigningKeys> =
        cx.get_shared(&keys::signing_keys()).await?.ok_or(Internal::Sealed("the pool's signing keys"))?;
    let overrides = Overrides::ask_for_client(cx, app, scopes).await?;
    let mut claims = claims(cx, app, scopes);
    overrides.apply_to_access_token(&mut claims);
    let signing = keys.signing(cx.now())?;
    let access_token = sign(cx, pool, &signing.access_token, &claims).await?;
    Ok(ClientToken {
        access_token: Sensitive::new(access_token),
        expires_in: client.settings.access_token_seconds(),
    })
}

/// The claims of the service's machine tokens. Without `username`, the token is good for no operation of a user.
fn claims(cx: &mut Cx<'_>, app: App<'_>, scopes: &[String]) -> Value {
    let App { pool, client } = app;
    let now = cx.now().seconds();
    json!({
        "sub": client.id,
        "token_use": "access",
        "auth_time": now,
        "iss": pool.issuer(cx.host, cx.origin.address.as_deref()),
        "exp": now.saturating_add(client.settings.access_token_seconds()),
        "iat": now,
        "version": 2,
        "jti": cx.steady_uuid(),
        "client_id": client.id,
        "scope": scopes.join(" "),
    })
}
