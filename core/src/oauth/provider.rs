//! Sign-in through an identity provider: the browser is sent to the provider, and comes back to `/oauth2/idpresponse`.
//!
//! What must be remembered in between is sealed into the parameter `state`, and bound to the browser by a cookie, so that nobody can
//! finish in one browser what another one has begun ([RFC 9700 §4.7](https://www.rfc-editor.org/rfc/rfc9700#section-4.7)). The
//! answer of the provider is fetched and verified first; then one commit signs the user in, and spends the state.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use crate::{
    context::Cx,
    error::Error,
    federation::oidc::{Kind, OidcError, Settings},
    json,
    model::{
        identity_provider::{Provider, ProviderIndex, ProviderType},
        keys,
        spent::Spent,
    },
    oauth::{
        authorization_request::Failure,
        cookies::{self, PROVIDER},
        error::{Code, OAuthError},
        opened::Opened,
        parameters::Parameters,
        received::Received,
    },
    seal::Purpose,
    sensitive::Sensitive,
    time::{Span, Timestamp},
};

pub(crate) mod cache;
pub(crate) mod callback;
pub(crate) mod oidc;
#[cfg(feature = "saml")]
pub(crate) mod saml;

/// How long a user may take at the provider, in seconds.
const LIFE_SECONDS: u64 = 15 * 60;

/// What the pool remembers while the user is at the provider.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct ProviderState {
    /// Marks the state as spent.
    id: String,
    /// The provider's name in the pool.
    pub(crate) provider: String,
    /// The parameters of the authorization request.
    query: Sensitive,
    pub(crate) nonce: Sensitive,
    pub(crate) code_verifier: Sensitive,
    /// The cookie of the browser in which the sign-in has begun.
    browser: Sensitive,
    /// The id of the request to a SAML provider, which its response names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request: Option<String>,
    life: Span,
}

/// Something that is spent when a sign-in at a provider ends: its id, and how long it would be valid.
pub(crate) type Mark = (String, Timestamp);

impl ProviderState {
    /// Begins a sign-in at a provider.
    pub(crate) fn begin(cx: &mut Cx<'_>, received: &Received, provider: &str) -> Self {
        let browser = match received.cookies.get(PROVIDER) {
            Some(cookie) => cookie.clone(),
            None => Sensitive::new(BASE64URL.encode(cx.random::<32>())),
        };
        Self {
            id: cx.uuid(),
            provider: provider.to_owned(),
            query: Sensitive::new(received.query()),
            nonce: Sensitive::new(BASE64URL.encode(cx.random::<24>())),
            code_verifier: crate::federation::oidc::code_verifier(&cx.random()),
            browser,
            request: None,
            life: Span::new(cx.now(), LIFE_SECONDS),
        }
    }

    /// The text that the provider sends back.
    pub(crate) fn seal(&self, cx: &mut Cx<'_>, pool_id: &str) -> Result<String, Error> {
        Ok(BASE64URL.encode(cx.seal_json(pool_id, Purpose::ProviderState, PROVIDER, self)?))
    }

    /// Opens the text that came back. `None` unless it is from this pool, not expired, and in the browser that began.
    pub(crate) fn open(cx: &Cx<'_>, pool_id: &str, received: &Received, text: &str) -> Option<Self> {
        let sealed = BASE64URL.decode(text).ok()?;
        let opened = cx.open(pool_id, Purpose::ProviderState, PROVIDER, &sealed)?;
        let state: Self = json::from_slice(&opened).ok()?;
        let cookie = received.cookies.get(PROVIDER)?;
        let is_same: bool = cookie.as_bytes().ct_eq(state.browser.as_bytes()).into();
        (is_same && state.life.contains(cx.now())).then_some(state)
    }

    /// The authorization request.
    pub(crate) fn parameters(&self) -> Parameters {
        Parameters::parse(self.query.as_bytes()).unwrap_or_default()
    }

    /// What is spent when the sign-in ends.
    pub(crate) fn mark(&self) -> Mark {
        (self.id.clone(), self.life.end())
    }

    /// Keeps the cookie of the browser. A provider that posts its answer does so from another site.
    pub(crate) fn keep<B>(&self, response: &mut http::Response<B>, received: &Received, is_posted: bool) {
        let cookie = (PROVIDER, self.browser.as_str());
        match is_posted {
            true => cookies::set_for_posts(response, &received.site, cookie, LIFE_SECONDS),
            false => cookies::set(response, &received.site, cookie, LIFE_SECONDS),
        }
    }
}

/// Spends all marks. Returns whether none was spent before.
pub(crate) async fn spend(cx: &mut Cx<'_>, marks: &[Mark]) -> Result<bool, Error> {
    for (id, until) in marks {
        if cx.get::<Spent>(&keys::spent(id)).await?.is_some() {
            return Ok(false);
        }
        cx.put(&Spent { id: id.clone(), until: *until })?;
    }
    Ok(true)
}

/// The provider that the request leads to, if it leads to one: by name, by identifier, or because the client has no other way.
pub(crate) async fn chosen(
    cx: &mut Cx<'_>,
    received: &Received,
    opened: &Opened,
) -> Result<Option<String>, Failure> {
    let parameters = &received.parameters;
    let supported = opened.client.settings.supported_identity_providers.as_deref().unwrap_or_default();
    let name = match (parameters.get("identity_provider"), parameters.get("idp_identifier")) {
        (Some("COGNITO"), _) => return Ok(None),
        (Some(name), _) => name.to_owned(),
        (None, Some(identifier)) => {
            let index = ProviderIndex::load(cx).await.map_err(|error| opened.failed(error))?;
            index.find(identifier).unwrap_or(identifier).to_owned()
        }
        (None, None) => match supported {
            [only] if only != "COGNITO" && !opened.request.prompts.none => only.clone(),
            _ => return Ok(None),
        },
    };
    match supported.contains(&name) {
        true => Ok(Some(name)),
        false => Err(refused(opened, "Identity provider is not enabled for the client")),
    }
}

/// A failure that the application is told as `invalid_request`, with its reason.
pub(crate) fn refused(opened: &Opened, reason: impl Into<String>) -> Failure {
    Failure::Client(opened.back(), OAuthError::described(Code::InvalidRequest, reason))
}

/// A provider of the pool, with its secrets open.
pub(crate) struct OpenProvider {
    pub(crate) record: Provider,
    details: BTreeMap<String, Sensitive>,
}

impl OpenProvider {
    /// The provider, if the pool still has it.
    pub(crate) async fn load(cx: &mut Cx<'_>, name: &str) -> Result<Option<Self>, Error> {
        let Some(record) = cx.get::<Provider>(&keys::identity_provider(name)).await? else { return Ok(None) };
        let details = record.open_details(cx)?;
        Ok(Some(Self { record, details }))
    }

    /// A provider detail that is there and not empty.
    #[cfg(feature = "saml")]
    pub(crate) fn detail(&self, name: &str) -> Option<&str> {
        self.details.get(name).map(Sensitive::as_str).filter(|value| !value.is_empty())
    }

    /// What the protocol of the provider needs. `None` for SAML.
    pub(crate) fn settings(&self) -> Option<Settings<'_>> {
        let kind = match self.record.kind {
            ProviderType::Saml => return None,
            ProviderType::Oidc => Kind::Oidc,
            ProviderType::Google => Kind::Google,
            ProviderType::Facebook => Kind::Facebook,
            ProviderType::LoginWithAmazon => Kind::Amazon,
            ProviderType::SignInWithApple => Kind::Apple,
        };
        Some(Settings {
            kind,
            name: &self.record.name,
            details: &self.details,
            mapping: &self.record.attribute_mapping,
        })
    }
}

impl From<OidcError> for OAuthError {
    fn from(error: OidcError) -> Self {
        Self::described(Code::InvalidRequest, error.to_string())
    }
}
