//! `/oauth2/userInfo`: the attributes of the user of an access token
//! ([OpenID Connect Core 1.0 §5.3](https://openid.net/specs/openid-connect-core-1_0.html#UserInfo)).

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::{
    context::Cx,
    error::Error,
    model::identity::IDENTITIES,
    oauth::{
        client_authentication::{load_pool, of_scheme},
        error::{Code, OAuthError},
        received::{Received, Refused},
        response,
    },
    token::{
        access_token::{SignedIn, signed_in_with_scope},
        claims::{OPENID, scopes_show},
    },
};

const BAD_REQUEST: &str = "Bad OAuth2 request at UserInfo Endpoint";
const BAD_TOKEN: &str = "Access token is expired, disabled, or deleted, or the user has globally signed out.";

pub(crate) async fn run(cx: &mut Cx<'_>, received: &Received) -> Result<Response<Bytes>, Refused> {
    match claims(cx, received).await {
        Ok(body) => Ok(response::json(StatusCode::OK, &body)),
        Err(error) => Err(Refused { response: Box::new(response::bearer_error(&error)), cause: error.cause }),
    }
}

async fn claims(cx: &mut Cx<'_>, received: &Received) -> Result<Value, OAuthError> {
    let header = received.authorization.as_ref().and_then(|header| of_scheme(header, "Bearer"));
    let posted = || received.parameters.get("access_token");
    let token = header.or_else(posted).filter(|token| !token.is_empty());
    let token = token.ok_or_else(|| OAuthError::described(Code::InvalidRequest, BAD_REQUEST))?;
    let invalid = || OAuthError::described(Code::InvalidToken, BAD_TOKEN);
    let (signed_in, scope) = signed_in_with_scope(cx, token, OPENID).await.map_err(|error| match error {
        Error::NotAuthorized(crate::error::NotAuthorized::AccessTokenScopes) => {
            OAuthError::described(Code::InsufficientScope, BAD_TOKEN)
        }
        other => OAuthError {
            description: Some(BAD_TOKEN.to_owned()),
            ..OAuthError::of(other, Code::InvalidToken)
        },
    })?;
    // The token of a pool is good for the endpoints of that pool only.
    let pool = load_pool(cx, received, Some(&signed_in.client.id)).await;
    let pool = pool.map_err(|error| OAuthError::of(error, Code::InvalidToken))?;
    match pool {
        Some(pool) if pool.id == signed_in.pool.id => Ok(body(&signed_in, &scope)),
        _ => Err(invalid()),
    }
}

/// The claims in the form of the service: all values are texts.
fn body(signed_in: &SignedIn, scope: &str) -> Value {
    let SignedIn { client, user, .. } = signed_in;
    let mut body = Map::new();
    body.insert("sub".to_owned(), json!(user.sub));
    for (name, value) in &user.attributes {
        if client.settings.can_read(name) && !name.starts_with("dev:") && scopes_show(scope, name) {
            body.insert(name.clone(), json!(value));
        }
    }
    if let Some(identities) = user.identities_claim().filter(|_| client.settings.can_read(IDENTITIES)) {
        body.insert(IDENTITIES.to_owned(), json!(identities.to_string()));
    }
    for (address, verified) in [("email", "email_verified"), ("phone_number", "phone_number_verified")] {
        if body.contains_key(address) && client.settings.can_read(verified) {
            body.entry(verified).or_insert_with(|| json!("false"));
        }
    }
    body.insert("username".to_owned(), json!(user.shown_username()));
    Value::Object(body)
}
