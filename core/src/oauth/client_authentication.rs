//! How an app client authenticates to the endpoints: `client_secret_basic`, `client_secret_post`, or not at all if it is public
//! ([RFC 6749 §2.3](https://www.rfc-editor.org/rfc/rfc6749#section-2.3)).

use std::{borrow::Cow, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};

use crate::{
    context::Cx,
    error::Error,
    model::{client::Client, domain::Domains, keys, pool::Pool},
    oauth::{
        error::{Code, OAuthError},
        received::Received,
    },
    sensitive::Sensitive,
};

/// Longest id of an app client, in bytes.
const CLIENT_ID_BYTES_MAX: usize = 128;

/// What a request presents. Nothing of it is verified.
#[derive(Debug)]
pub(crate) struct Presented {
    pub(crate) client_id: String,
    secret: Option<Sensitive>,
}

impl Presented {
    /// Reads the credentials of a request.
    ///
    /// # Errors
    /// `invalid_request` without a client or with two different ones, `invalid_client` for a header that is not valid.
    pub(crate) fn read(received: &Received) -> Result<Self, OAuthError> {
        let parameters = &received.parameters;
        let (named, posted) = (parameters.get("client_id"), parameters.secret("client_secret"));
        let Some(header) = received.authorization.as_ref().and_then(|header| of_scheme(header, "Basic"))
        else {
            let client_id = named.ok_or(Code::InvalidRequest)?.to_owned();
            return Ok(Self { client_id, secret: posted.cloned() });
        };
        let (client_id, secret) = decode(header).ok_or(Code::InvalidClient)?;
        // A client uses one method only.
        if posted.is_some() || named.is_some_and(|named| named != client_id) {
            return Err(Code::InvalidRequest.into());
        }
        Ok(Self { client_id, secret: Some(secret) })
    }

    /// Whether the id can be that of a client.
    pub(crate) fn is_well_formed(&self) -> bool {
        is_client_id(&self.client_id)
    }

    /// Loads the pool and the client, if the pool has the domain that the request was sent to, and verifies the secret.
    ///
    /// # Errors
    /// `invalid_client` when there is no such client, or the secret is wrong.
    pub(crate) async fn authenticate(
        &self,
        cx: &mut Cx<'_>,
        received: &Received,
    ) -> Result<(Pool, Arc<Client>), OAuthError> {
        let (pool, client) = load(cx, received, &self.client_id).await?.ok_or(Code::InvalidClient)?;
        let is_authenticated = client.is_authenticated(cx, self.secret.as_ref());
        match is_authenticated.map_err(|error| OAuthError::of(error, Code::InvalidClient))? {
            true => Ok((pool, client)),
            // A public client that sends a secret is refused as well.
            false => Err(OAuthError::described(Code::InvalidClient, "invalid_client_secret")),
        }
    }
}

/// Whether a text can be the id of an app client.
pub(crate) fn is_client_id(text: &str) -> bool {
    (1..=CLIENT_ID_BYTES_MAX).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+'))
}

/// The client of a request and its pool, in one read. `None` if the site has no such client.
pub(crate) async fn load(
    cx: &mut Cx<'_>,
    received: &Received,
    client_id: &str,
) -> Result<Option<(Pool, Arc<Client>)>, OAuthError> {
    let loaded = load_unmapped(cx, received, client_id).await;
    loaded.map_err(|error| OAuthError::of(error, Code::InvalidClient))
}

async fn load_unmapped(
    cx: &mut Cx<'_>,
    received: &Received,
    client_id: &str,
) -> Result<Option<(Pool, Arc<Client>)>, Error> {
    if !is_client_id(client_id) {
        return Ok(None);
    }
    let Some(pool) = load_pool(cx, received, Some(client_id)).await? else { return Ok(None) };
    let client = cx.get_shared(&keys::client(client_id)).await?;
    Ok(client.map(|client| (pool, client)))
}

/// The pool of a request. `None` if there is none, or it does not have the domain.
pub(crate) async fn load_pool(
    cx: &mut Cx<'_>,
    received: &Received,
    client_id: Option<&str>,
) -> Result<Option<Pool>, Error> {
    let site = &received.site;
    cx.origin.trace.client(client_id);
    let Some(pool_id) = site.pool(cx, client_id).await? else { return Ok(None) };
    let others: Vec<_> = [keys::domains()].into_iter().chain(client_id.map(keys::client)).collect();
    let pool = match Pool::load_with(cx, &pool_id, &others).await {
        Ok(pool) => pool,
        Err(Error::ResourceNotFound(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    if let Some(name) = site.domain()
        && !Domains::load(cx).await?.iter().any(|domain| domain.name == name)
    {
        return Ok(None);
    }
    Ok(Some(pool))
}

/// The credentials in a header `Authorization` of this scheme.
pub(crate) fn of_scheme<'a>(header: &'a str, scheme: &str) -> Option<&'a str> {
    let (own, credentials) = header.split_once(' ')?;
    own.eq_ignore_ascii_case(scheme).then(|| credentials.trim())
}

/// The id and the secret in a header of HTTP Basic authentication. Both may be encoded as in a form before, but many clients do not do
/// that. Neither has a space, so a `+` is always itself.
fn decode(credentials: &str) -> Option<(String, Sensitive)> {
    let bytes = BASE64.decode(credentials).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decoded = |text: &str| -> Option<String> {
        let text = text.replace('+', "%2B");
        let (name, _) = form_urlencoded::parse(text.as_bytes()).next()?;
        Some(Cow::into_owned(name))
    };
    Some((decoded(id)?, Sensitive::new(decoded(secret)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_has_the_id_and_the_secret() {
        let header = |text: &str| format!("basic {}", BASE64.encode(text));
        let read = |header: &str| decode(of_scheme(header, "Basic")?);
        let (id, secret) = read(&header("abc:s%2Fx+y%2B")).unwrap();
        assert_eq!((id.as_str(), secret.as_str()), ("abc", "s/x+y+"));
        assert!(read(&header("abc")).is_none() && read("Basic !").is_none() && read("Bearer x").is_none());
        assert!(read(&header(":x")).is_none() && read(&header("abc:")).is_none());
    }

    #[test]
    fn an_id_has_only_the_characters_of_ids() {
        assert!(is_client_id("6abc"));
        for text in ["", "a b", "a/b", "ä", &"a".repeat(129)] {
            assert!(!is_client_id(text), "{text}");
        }
    }
}
