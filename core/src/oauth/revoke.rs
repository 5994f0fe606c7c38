//! `/oauth2/revoke`: ends a refresh token and all tokens that were issued with it
//! ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)).

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::{
    api::sign_in,
    context::Cx,
    error::Error,
    model::app::App,
    oauth::{
        client_authentication::Presented,
        error::{Code, OAuthError},
        received::{Received, Refused},
        response,
    },
};

pub(crate) async fn run(cx: &mut Cx<'_>, received: &Received) -> Result<Response<Bytes>, Refused> {
    match revoke(cx, received).await {
        Ok(()) => Ok(response::empty(StatusCode::OK)),
        Err(error) => {
            let mut response = response::error(&error);
            if error.code == Code::InvalidClient {
                *response.status_mut() = StatusCode::UNAUTHORIZED;
            }
            Err(Refused { response: Box::new(response), cause: error.cause })
        }
    }
}

async fn revoke(cx: &mut Cx<'_>, received: &Received) -> Result<(), OAuthError> {
    let presented = Presented::read(received)?;
    let token = received.parameters.get("token").ok_or(Code::InvalidRequest)?;
    let (pool, client) = presented.authenticate(cx, received).await?;
    match sign_in::revoke(cx, App { pool: &pool, client: &client }, token, false).await {
        // A token that is not valid is as good as revoked.
        Ok(_) | Err(Error::Unauthorized(_)) => Ok(()),
        // Revocation is disabled for the client.
        Err(Error::UnsupportedOperation(_)) => Err(Code::InvalidRequest.into()),
        // A text that is no token at all is as good as revoked, too.
        Err(Error::UnsupportedTokenType(_)) if token.split('.').count() != 3 => Ok(()),
        Err(Error::UnsupportedTokenType(_)) => Err(Code::UnsupportedTokenType.into()),
        Err(other) => Err(OAuthError::of(other, Code::InvalidRequest)),
    }
}
