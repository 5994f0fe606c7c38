//! The providers of OpenID Connect, and the social ones: where the browser is sent, and what the provider's answer says.

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value};

use super::{OpenProvider, ProviderState, cache, refused};
use crate::{
    api::sign_in::federated::External,
    context::Cx,
    error::Error,
    events::{InboundAttributes, InboundFederation},
    federation::oidc::{
        Authorization, Choice, Endpoints, Exchange, Expected, IdToken, Kind, OidcError, Proof, Settings,
        Step, Tokens, apple_user_claims, attributes, authorization_url, merged, subject, token_request,
        user_info_claims, user_info_request, with_tokens,
    },
    oauth::{
        authorization_request::Failure,
        error::{Code, OAuthError},
        opened::Opened,
        received::Received,
        response,
        site::Route,
    },
    ordered,
    sensitive::Sensitive,
    trigger::TriggerContext,
};

/// The address that the provider sends the browser back to.
fn callback(received: &Received) -> String {
    format!("{}{}", received.site.base, Route::IdpResponse.path())
}

/// Sends the browser to the provider.
pub(super) async fn begin(
    cx: &mut Cx<'_>,
    received: &Received,
    opened: &Opened,
    provider: &OpenProvider,
    settings: Settings<'_>,
) -> Result<Response<Bytes>, Failure> {
    let told = |error: OidcError| refused(opened, error.to_string());
    let endpoints = cache::endpoints(cx, provider, settings).await.map_err(told)?;
    let state = ProviderState::begin(cx, received, &provider.record.name);
    let sealed = state.seal(cx, &opened.pool.id).map_err(|error| opened.failed(error))?;
    let asked = Authorization {
        redirect_uri: &callback(received),
        state: &sealed,
        nonce: &state.nonce,
        code_verifier: &state.code_verifier,
        prompt: received.parameters.get("prompt"),
        login_hint: received.parameters.get("login_hint"),
    };
    let url = authorization_url(settings, &endpoints, asked).map_err(told)?;
    let mut response = response::redirect(&url);
    state.keep(&mut response, received, settings.kind == Kind::Apple);
    Ok(response)
}

/// What the provider has said.
struct Said {
    claims: Map<String, Value>,
    id_token: Option<Map<String, Value>>,
    user_info: Option<Map<String, Value>>,
}

/// Fetches and verifies what the provider says about the user.
pub(super) async fn external(
    cx: &mut Cx<'_>,
    received: &Received,
    opened: &Opened,
    provider: &OpenProvider,
    state: &ProviderState,
) -> Result<External, OAuthError> {
    let settings = provider.settings().ok_or(Code::InvalidRequest)?;
    let answer = received.answer();
    let code = answer.secret("code").ok_or(Code::InvalidRequest)?;
    let endpoints = cache::endpoints(cx, provider, settings).await?;
    let tokens = redeem(cx, received, settings, &endpoints, (code, state)).await?;
    let id_token = match &tokens.id {
        Some(token) => Some(verified(cx, provider, settings, &endpoints, (token, state)).await?),
        None => None,
    };
    let user_info = more(cx, settings, &endpoints, &tokens, id_token.as_ref()).await?;
    let mut claims = merged(id_token.clone().unwrap_or_default(), user_info.clone().unwrap_or_default());
    if settings.kind == Kind::Apple
        && let Some(user) = answer.get("user")
    {
        for (name, value) in apple_user_claims(user) {
            claims.entry(name).or_insert(value);
        }
    }
    let subject = subject(settings, &claims)?;
    let said = Said { claims: with_tokens(claims, &tokens), id_token, user_info };
    let claims = changed(cx, opened, provider, &subject, said).await?;
    Ok(mapped(provider, settings, subject, &claims))
}

async fn redeem(
    cx: &mut Cx<'_>,
    received: &Received,
    settings: Settings<'_>,
    endpoints: &Endpoints,
    (code, state): (&Sensitive, &ProviderState),
) -> Result<Tokens, OidcError> {
    let exchange = Exchange { code, redirect_uri: &callback(received), code_verifier: &state.code_verifier };
    let request = token_request(settings, endpoints, exchange, cx.now())?;
    let answer = cx.host.fetch(request).await.map_err(|error| Step::Token.failed(&error))?;
    Tokens::received(settings, &answer)
}

/// The claims of the ID token, whose signature is checked with a key of the provider.
async fn verified(
    cx: &mut Cx<'_>,
    provider: &OpenProvider,
    settings: Settings<'_>,
    endpoints: &Endpoints,
    (token, state): (&Sensitive, &ProviderState),
) -> Result<Map<String, Value>, OAuthError> {
    let token = IdToken::parse(token)?;
    let mut keys = cache::keys(cx, provider, endpoints, false).await?;
    if matches!(keys.set.choose(&token, keys.fetched, cx.now())?, Choice::FetchAgain) {
        keys = cache::keys(cx, provider, endpoints, true).await?;
    }
    let Choice::Key(key) = keys.set.choose(&token, keys.fetched, cx.now())? else {
        return Err(OidcError::Keys("key").into());
    };
    let signed = match token.check(key)? {
        Proof::Valid(signed) => signed,
        Proof::Rsa(check) => {
            let verified = cx.host.signer.verify(check.key(), check.signing_input(), check.signature()).await;
            let is_valid = verified.map_err(|error| OAuthError::of(Error::from(error), Code::ServerError))?;
            check.answered(is_valid)?
        }
    };
    Ok(signed.claims(Expected { settings, nonce: &state.nonce, now: cx.now() })?)
}

/// The claims of the userinfo endpoint, or of the profile of a social provider.
async fn more(
    cx: &mut Cx<'_>,
    settings: Settings<'_>,
    endpoints: &Endpoints,
    tokens: &Tokens,
    id_token: Option<&Map<String, Value>>,
) -> Result<Option<Map<String, Value>>, OidcError> {
    let Some(request) = user_info_request(settings, endpoints, tokens) else { return Ok(None) };
    let answer = cx.host.fetch(request).await.map_err(|error| Step::UserInfo.failed(&error))?;
    let subject = id_token.and_then(|claims| claims.get("sub")).and_then(Value::as_str);
    user_info_claims(settings, &answer, subject).map(Some)
}

/// The claims as the pool's function wants them.
async fn changed(
    cx: &mut Cx<'_>,
    opened: &Opened,
    provider: &OpenProvider,
    subject: &str,
    said: Said,
) -> Result<Map<String, Value>, OAuthError> {
    let Said { claims, id_token, user_info } = said;
    let attributes = InboundAttributes { id_token, user_info, saml_response: None };
    let answer = ask_function(cx, opened, provider, subject, attributes).await;
    let answer = answer.map_err(|error| OAuthError::of(error, Code::InvalidRequest))?;
    Ok(answer.unwrap_or(claims))
}

/// Asks the pool's function which claims count. `None`: those of the provider.
pub(super) async fn ask_function(
    cx: &mut Cx<'_>,
    opened: &Opened,
    provider: &OpenProvider,
    subject: &str,
    attributes: InboundAttributes,
) -> Result<Option<Map<String, Value>>, Error> {
    let name = crate::model::identity::username(&opened.pool, &provider.record.name, subject);
    let context = TriggerContext::named(&opened.pool, Some(&opened.client.id), &name);
    let request = InboundFederation {
        provider_name: provider.record.name.clone(),
        provider_type: provider.record.kind.as_str().to_owned(),
        attributes,
    };
    let answer = cx.trigger(context, "ExternalProvider", request).await?;
    let given = answer.and_then(|answer| answer.user_attributes_to_map).filter(|given| !given.is_empty());
    Ok(given.map(ordered::object))
}

fn mapped(
    provider: &OpenProvider,
    settings: Settings<'_>,
    subject: String,
    claims: &Map<String, Value>,
) -> External {
    let text = |claim: &String| Some((claim.clone(), claims.get(claim)?.as_str()?.to_owned()));
    let claims_of_links = settings
        .mapping
        .iter()
        .filter(|(name, _)| *name != "username")
        .filter_map(|(_, claim)| text(claim))
        .filter(|(_, value)| !value.is_empty() && value.len() <= LINK_BYTES_MAX);
    let values = attributes(settings, claims);
    External {
        provider: provider.record.name.clone(),
        kind: provider.record.kind,
        subject,
        claims: ordered::map(claims_of_links),
        attributes: ordered::map(values.into_iter().map(|(name, value)| (name, value.as_str().to_owned()))),
    }
}

/// Longest claim that a link can be by, in bytes.
pub(super) const LINK_BYTES_MAX: usize = 256;
