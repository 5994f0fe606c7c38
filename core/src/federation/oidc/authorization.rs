//! The authorization request: where the browser of the user is sent.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use super::{
    endpoints::Endpoints,
    error::OidcError,
    query::with_query,
    settings::{Kind, Settings},
};
use crate::sensitive::Sensitive;

/// What an authorization request asks for, apart from the provider's settings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Authorization<'a> {
    /// The pool's own callback, `https://{domain}/oauth2/idpresponse`.
    pub(crate) redirect_uri: &'a str,
    /// Comes back in the callback.
    pub(crate) state: &'a str,
    /// Comes back in the ID token.
    pub(crate) nonce: &'a str,
    /// Secret until the token request: see [`code_verifier`].
    pub(crate) code_verifier: &'a Sensitive,
    /// `prompt` of the app's request.
    pub(crate) prompt: Option<&'a str>,
    /// `login_hint` of the app's request.
    pub(crate) login_hint: Option<&'a str>,
}

/// The URL of the authorization request.
///
/// * `nonce` goes to all providers that issue ID tokens.
/// * PKCE goes to OIDC providers and to Google, which document it. Facebook, Amazon and Apple identify the client by its secret.
/// * `prompt` goes to the same, without `none`: the provider must be able to ask the user. `login_hint` goes to OIDC providers only.
/// * Apple posts its answer if name or email are asked for, as it requires.
pub(crate) fn authorization_url(
    settings: Settings<'_>,
    endpoints: &Endpoints,
    asked: Authorization<'_>,
) -> Result<String, OidcError> {
    let kind = settings.kind;
    let scope = scope(settings)?;
    let challenge = code_challenge(asked.code_verifier);
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", settings.client_id()?),
        ("redirect_uri", asked.redirect_uri),
        ("scope", &scope),
        ("state", asked.state),
    ];
    if kind.has_id_token() {
        pairs.push(("nonce", asked.nonce));
    }
    if uses_pkce(kind) {
        pairs.extend([("code_challenge", &*challenge), ("code_challenge_method", "S256")]);
    }
    if kind == Kind::Apple && scope.split(' ').any(|scope| matches!(scope, "name" | "email")) {
        pairs.push(("response_mode", "form_post"));
    }
    let prompt = forwarded_prompt(asked.prompt.unwrap_or_default());
    if !prompt.is_empty() && matches!(kind, Kind::Oidc | Kind::Google) {
        pairs.push(("prompt", &prompt));
    }
    if let (Kind::Oidc, Some(hint)) = (kind, asked.login_hint) {
        pairs.push(("login_hint", hint));
    }
    Ok(with_query(&endpoints.authorization, &pairs))
}

/// Whether requests to the provider have a code challenge and a code verifier.
pub(super) fn uses_pkce(kind: Kind) -> bool {
    matches!(kind, Kind::Oidc | Kind::Google)
}

/// A code verifier ([RFC 7636 §4.1](https://www.rfc-editor.org/rfc/rfc7636#section-4.1)) from 32 fresh random bytes.
pub(crate) fn code_verifier(random: &[u8; 32]) -> Sensitive {
    Sensitive::new(BASE64_URL_SAFE_NO_PAD.encode(random))
}

/// The code challenge with method S256 ([RFC 7636 §4.2](https://www.rfc-editor.org/rfc/rfc7636#section-4.2)).
pub(super) fn code_challenge(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

/// The scopes of the provider details. Facebook separates them by commas, all others by blanks. OIDC and Google need `openid`, since
/// otherwise there is no ID token; it is added.
fn scope(settings: Settings<'_>) -> Result<String, OidcError> {
    let given = settings.required("authorize_scopes")?;
    let is_facebook = settings.kind == Kind::Facebook;
    let is_separator = |c: char| c.is_ascii_whitespace() || is_facebook && c == ',';
    let mut scopes: Vec<&str> = given.split(is_separator).filter(|scope| !scope.is_empty()).collect();
    if matches!(settings.kind, Kind::Oidc | Kind::Google) && !scopes.contains(&"openid") {
        scopes.push("openid");
    }
    Ok(scopes.join(if is_facebook { "," } else { " " }))
}

fn forwarded_prompt(prompt: &str) -> String {
    let words: Vec<&str> =
        prompt.split(' ').filter(|word| matches!(*word, "login" | "select_account" | "consent")).collect();
    words.join(" ")
}
