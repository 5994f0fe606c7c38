//! Calls without a signature: the client's address, the host's rate limit, and data about the call for the host's log.

use std::net::IpAddr;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Extensions;
use serde_json::Value;
use userpool_storage_traits::PublicCall;

use crate::{
    engine::Engine,
    error::Error,
    host::Trace,
    model::{client::ClientEntry, pool_id::is_pool_id},
    operation::{Caller, Entry},
};

/// Longest id of an app client.
const CLIENT_ID_LENGTH_MAX: usize = 128;

/// The address of the client of a request. A host puts it into the request's extensions, so that a
/// [`RateLimiter`](crate::storage::RateLimiter) gets it, and pools with threat protection record and compare it:
///
/// ```
/// # use std::net::{IpAddr, Ipv4Addr};
/// # let peer = IpAddr::from(Ipv4Addr::LOCALHOST);
/// let mut request = http::Request::new(bytes::Bytes::new());
/// request.extensions_mut().insert(userpool::Peer(peer));
/// ```
///
/// Behind a proxy, use the client's address that the proxy forwards, not the proxy's own.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Peer(pub IpAddr);

impl Engine {
    /// Asks the host whether an unsigned call is allowed.
    ///
    /// # Errors
    /// `TooManyRequestsException` when it is not.
    pub(super) async fn admit(
        &self,
        operation: &Entry,
        input: &Value,
        extensions: &Extensions,
        trace: &Trace,
    ) -> Result<(), Error> {
        let named = Named::by(input);
        trace.client(named.client_id.as_deref());
        let Some(limiter) = self.host().rate_limiter.as_ref().filter(|_| operation.caller != Caller::Signed)
        else {
            return Ok(());
        };
        let known = || Some(ClientEntry::known(self.host(), named.client_id.as_deref()?)?.pool_id);
        let mut call = PublicCall::new(operation.name);
        call.user_pool_id = named.pool_id.clone().or_else(known);
        call.client_id = named.client_id;
        call.peer = extensions.get::<Peer>().map(|peer| peer.0);
        if limiter.admit(&call).await { Ok(()) } else { Err(Error::TooManyRequests) }
    }
}

/// The pool and client that a request names. Neither is verified.
#[derive(Debug, Default, Eq, PartialEq)]
struct Named {
    pool_id: Option<String>,
    client_id: Option<String>,
}

impl Named {
    fn by(input: &Value) -> Self {
        let text = |name: &str| input.get(name).and_then(Value::as_str);
        if let Some(id) = text("ClientId") {
            return Self { pool_id: None, client_id: client_id(id) };
        }
        text("AccessToken").and_then(Self::by_token).unwrap_or_default()
    }

    fn by_token(token: &str) -> Option<Self> {
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
        let claims: Value = serde_json::from_slice(&claims).ok()?;
        let pool_id = claims.get("iss")?.as_str()?.rsplit_once('/')?.1;
        Some(Self {
            pool_id: is_pool_id(pool_id).then(|| pool_id.to_owned()),
            client_id: claims.get("client_id").and_then(Value::as_str).and_then(client_id),
        })
    }
}

fn client_id(text: &str) -> Option<String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+'));
    (plain && !text.is_empty() && text.len() <= CLIENT_ID_LENGTH_MAX).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn named(pool: Option<&str>, client: Option<&str>) -> Named {
        Named { pool_id: pool.map(str::to_owned), client_id: client.map(str::to_owned) }
    }

    #[test]
    fn a_call_names_its_client_or_carries_a_token_that_does() {
        let token = |claims: Value| format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let whole = token(json!({"iss": "https://a/us-east-1_AbCdEfGhI", "client_id": "abc"}));
        for (input, expected) in [
            (json!({"ClientId": "abc"}), named(None, Some("abc"))),
            (json!({"ClientId": "a b\n"}), named(None, None)),
            (json!({"ClientId": 1}), named(None, None)),
            (json!({"AccessToken": whole}), named(Some("us-east-1_AbCdEfGhI"), Some("abc"))),
            (json!({"AccessToken": token(json!({"iss": "https://a/../x"}))}), named(None, None)),
            (json!({"AccessToken": "x.y.z"}), named(None, None)),
            (json!({}), named(None, None)),
            (json!([]), named(None, None)),
        ] {
            assert_eq!(Named::by(&input), expected, "{input}");
        }
    }
}
