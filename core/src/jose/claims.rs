//! The claims of a token, and the checks that the engine and resource servers share.

use serde_json::{Map, Value};

/// The claims of a token, read by type: a claim with an unexpected type counts as absent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClaimSet<'a>(pub(crate) &'a Map<String, Value>);

impl<'a> ClaimSet<'a> {
    /// A text claim.
    pub(crate) fn text(self, name: &str) -> Option<&'a str> {
        self.0.get(name).and_then(Value::as_str)
    }

    /// An integer claim.
    pub(crate) fn number(self, name: &str) -> Option<u64> {
        self.0.get(name).and_then(Value::as_u64)
    }

    /// The scopes of an access token.
    pub(crate) fn scopes(self) -> impl Iterator<Item = &'a str> {
        scopes(self.text("scope").unwrap_or_default())
    }
}

/// The scopes in the claim `scope`: separated by spaces
/// ([RFC 6749 §3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
pub(crate) fn scopes(scope: &str) -> impl Iterator<Item = &str> {
    scope.split(' ').filter(|scope| !scope.is_empty())
}

/// Whether a token with this `exp` has expired: at this time or later ([RFC 7519
/// §4.1.4](https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4)). All values are in seconds.
pub(crate) fn has_expired(exp: u64, now: u64, leeway: u64) -> bool {
    now >= exp.saturating_add(leeway)
}
