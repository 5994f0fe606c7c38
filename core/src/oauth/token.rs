//! `/oauth2/token`: an app client gets tokens ([RFC 6749 §3.2](https://www.rfc-editor.org/rfc/rfc6749#section-3.2)).

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use crate::{
    context::Cx,
    model::{app::App, keys},
    oauth::{
        client_authentication::Presented,
        error::{Code, OAuthError},
        received::{Received, Refused},
        response,
    },
    token::authentication_result::AuthenticationResult,
};

mod authorization_code;
mod client_credentials;
mod refresh_token;

pub(crate) async fn run(cx: &mut Cx<'_>, received: &Received) -> Result<Response<Bytes>, Refused> {
    let body = grant(cx, received).await?;
    Ok(response::json(StatusCode::OK, &body))
}

async fn grant(cx: &mut Cx<'_>, received: &Received) -> Result<Value, OAuthError> {
    let parameters = &received.parameters;
    let grant = parameters.get("grant_type").ok_or(Code::InvalidRequest)?;
    let presented = Presented::read(received)?;
    if !presented.is_well_formed() {
        return Err(Code::InvalidClient.into());
    }
    cx.hint([keys::signing_keys()]);
    match grant {
        "authorization_code" => authorization_code::hint(cx, parameters),
        "refresh_token" => refresh_token::hint(cx, received, &presented),
        "client_credentials" => client_credentials::hint(cx, parameters),
        _ => {}
    }
    let (pool, client) = presented.authenticate(cx, received).await?;
    let app = App { pool: &pool, client: &client };
    match grant {
        "authorization_code" => authorization_code::grant(cx, app, parameters).await,
        "refresh_token" => refresh_token::grant(cx, app, parameters).await,
        "client_credentials" => client_credentials::grant(cx, app, parameters).await,
        _ => Err(Code::UnsupportedGrantType.into()),
    }
}

/// The response for a user's tokens.
fn tokens(result: AuthenticationResult) -> Value {
    let mut body = Map::new();
    for (name, token) in [
        ("id_token", result.id_token),
        ("access_token", result.access_token),
        ("refresh_token", result.refresh_token),
    ] {
        if let Some(token) = token {
            body.insert(name.to_owned(), json!(token));
        }
    }
    body.insert("expires_in".to_owned(), json!(result.expires_in));
    body.insert("token_type".to_owned(), json!("Bearer"));
    Value::Object(body)
}
