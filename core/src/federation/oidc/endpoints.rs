//! Where a provider is: [OpenID Connect Discovery](https://openid.net/specs/openid-connect-discovery-1_0.html), the provider details,
//! and the fixed addresses of the social providers.

use serde_json::{Map, Value};
use userpool_storage_traits::{FetchRequest, FetchResponse};

use super::{
    error::{OidcError, object},
    settings::{Kind, Settings},
};
use crate::outgoing_url::is_outgoing_url;

/// The key sets that the provider details do not name, from the discovery documents of
/// [Google](https://accounts.google.com/.well-known/openid-configuration) and
/// [Apple](https://appleid.apple.com/.well-known/openid-configuration).
const GOOGLE_KEYS: &str = "https://www.googleapis.com/oauth2/v3/certs";
const APPLE_KEYS: &str = "https://appleid.apple.com/auth/keys";

/// The addresses of a provider, all of them URLs that requests may be sent to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Endpoints {
    pub(crate) authorization: String,
    pub(crate) token: String,
    /// The userinfo endpoint, or the profile of a social provider.
    pub(crate) user_info: Option<String>,
    /// The key set; `None` if the provider issues no ID tokens.
    pub(crate) keys: Option<String>,
    /// The client sends its secret in the header `Authorization` and not in the form.
    pub(crate) basic: bool,
}

/// The request for the discovery document of an OIDC provider.
pub(crate) fn discovery_request(settings: Settings<'_>) -> Result<FetchRequest, OidcError> {
    // Discovery §4.1: a slash at the end of the issuer is removed.
    let issuer = settings.issuer()?;
    let issuer = issuer.strip_suffix('/').unwrap_or(issuer);
    let url = format!("{issuer}/.well-known/openid-configuration");
    Ok(FetchRequest::get(url).with("accept", "application/json"))
}

impl Endpoints {
    /// The endpoints that the provider details have. `None` for an OIDC provider that must be discovered, since the details have not all
    /// of the authorization endpoint, the token endpoint and the key set.
    ///
    /// # Errors
    /// When a URL is not `https` (with `plain_http`, also `http`).
    pub(crate) fn configured(settings: Settings<'_>, plain_http: bool) -> Result<Option<Self>, OidcError> {
        let keys = match settings.kind {
            Kind::Oidc => settings.given("jwks_uri"),
            Kind::Google => Some(GOOGLE_KEYS),
            Kind::Apple => Some(APPLE_KEYS),
            Kind::Facebook | Kind::Amazon => None,
        };
        let given = (settings.given("authorize_url"), settings.given("token_url"));
        let (Some(authorization), Some(token)) = given else { return Ok(None) };
        if keys.is_none() && settings.kind.has_id_token() {
            return Ok(None);
        }
        let endpoints = Self {
            authorization: authorization.to_owned(),
            token: token.to_owned(),
            user_info: settings.given("attributes_url").map(str::to_owned),
            keys: keys.map(str::to_owned),
            basic: false,
        };
        endpoints.checked(plain_http).map(Some).ok_or(OidcError::Detail("URL"))
    }

    /// The endpoints in the discovery document of an OIDC provider. Those in the provider details take precedence.
    ///
    /// # Errors
    /// When the answer is not a document about the issuer of the provider details, or a URL is not `https` (with `plain_http`, also
    /// `http`).
    pub(crate) fn discovered(
        settings: Settings<'_>,
        answer: &FetchResponse,
        plain_http: bool,
    ) -> Result<Self, OidcError> {
        let document = object(answer).map_err(OidcError::Discovery)?;
        // Discovery §4.3: otherwise one provider could speak for another.
        if text(&document, "issuer") != Some(settings.issuer()?) {
            return Err(OidcError::Discovery("issuer"));
        }
        let url =
            |detail, member| settings.given(detail).or_else(|| text(&document, member)).map(str::to_owned);
        let required = |url: Option<String>, name| url.ok_or(OidcError::Discovery(name));
        let endpoints = Self {
            authorization: required(
                url("authorize_url", "authorization_endpoint"),
                "authorization_endpoint",
            )?,
            token: required(url("token_url", "token_endpoint"), "token_endpoint")?,
            user_info: url("attributes_url", "userinfo_endpoint"),
            keys: Some(required(url("jwks_uri", "jwks_uri"), "jwks_uri")?),
            basic: is_basic(&document),
        };
        endpoints.checked(plain_http).ok_or(OidcError::Discovery("URL"))
    }

    fn checked(self, plain_http: bool) -> Option<Self> {
        self.are_allowed(plain_http).then_some(self)
    }

    fn are_allowed(&self, plain_http: bool) -> bool {
        let optional = [&self.user_info, &self.keys].into_iter().flatten();
        let mut all = [&self.authorization, &self.token].into_iter().chain(optional);
        all.all(|url| is_outgoing_url(url, plain_http))
    }
}

/// Whether the client authenticates by `client_secret_basic`. Cognito sends the secret in the form, so this is only used if the provider
/// says that it does not accept that. Without the member every provider is given the form.
fn is_basic(document: &Map<String, Value>) -> bool {
    let Some(Value::Array(methods)) = document.get("token_endpoint_auth_methods_supported") else {
        return false;
    };
    let supports = |name: &str| methods.iter().any(|method| method == name);
    supports("client_secret_basic") && !supports("client_secret_post")
}

fn text<'v>(members: &'v Map<String, Value>, name: &str) -> Option<&'v str> {
    members.get(name)?.as_str()
}
