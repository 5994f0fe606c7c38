//! The providers of SAML 2.0: where the browser is sent, what the provider's response says, and single logout.

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use bytes::Bytes;
use http::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use userpool_storage_traits::FetchRequest;

use super::{Mark, OpenProvider, ProviderState, callback::Arrived, oidc::ask_function, refused, spend};
use crate::{
    api::sign_in::federated::{External, user_of},
    context::Cx,
    error::{Error, Internal},
    events::InboundAttributes,
    federation::{
        oidc::mapped_attributes,
        saml::{
            Assertion, AuthnRequest, DecryptionKey, Expected, ExpectedLogout, Header, LogoutRequestTo,
            LogoutResponseTo, Metadata, Refusal, sp_entity_id, verify_logout_request, verify_logout_response,
            verify_response,
        },
    },
    host::KeptMetadata,
    json,
    model::{
        identity_provider::{Provider, ProviderIndex, ProviderType},
        keys,
        pool::Pool,
        saml_key::SamlKey,
    },
    oauth::{
        authorization_request::{Failure, PageError},
        browser_session::SamlSession,
        client_authentication::load_pool,
        error::{Code, OAuthError},
        opened::{self, Opened},
        parameters::Parameters,
        received::Received,
        response,
        site::Route,
    },
    seal::Purpose,
    time::Span,
};

/// How long metadata of a URL is used if it says nothing else, in seconds.
const METADATA_SECONDS: u64 = 6 * 3600;

/// Longest metadata, in bytes.
const METADATA_BYTES_MAX: usize = 1024 * 1024;

/// How long a provider may take to sign a user out, in seconds.
const LOGOUT_SECONDS: u64 = 15 * 60;

/// What the sealed text of a logout is bound to.
const LOGOUT: &str = "saml-logout";

/// Why a provider of SAML cannot be used. The text is for the application and its administrator.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("Error in SAML response processing: {0}")]
    Refused(#[from] Refusal),
    #[error("{0}")]
    Metadata(String),
    #[error(transparent)]
    Engine(#[from] Error),
}

impl From<Problem> for OAuthError {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Engine(error) => Self::of(error, Code::InvalidRequest),
            other => Self::described(Code::InvalidRequest, other.to_string()),
        }
    }
}

/// What a logout remembers while the browser is at the provider.
#[derive(Debug, Deserialize, Serialize)]
struct LogoutState {
    provider: String,
    /// The id of the request.
    request: String,
    /// Where the browser goes afterwards.
    target: String,
    life: Span,
}

/// The address to which the provider posts its responses.
fn acs_url(received: &Received) -> String {
    format!("{}{}", received.site.base, Route::SamlResponse.path())
}

/// The metadata of a provider: the file, or what its URL has.
async fn metadata(cx: &Cx<'_>, provider: &OpenProvider) -> Result<Arc<KeptMetadata>, Problem> {
    let record = &provider.record;
    let key = format!("{}/{}/{}", record.pool_id, record.name, record.modified.millis());
    if let Some(kept) = cx.host.saml_metadata.get(&key)
        && cx.now() < kept.until
    {
        return Ok(kept);
    }
    let unusable = |reason: String| Problem::Metadata(reason);
    let text = match (provider.detail("MetadataFile"), provider.detail("MetadataURL")) {
        (Some(file), _) => file.as_bytes().to_vec(),
        (None, Some(url)) => {
            let mut request = FetchRequest::get(url);
            request.response_bytes_max = METADATA_BYTES_MAX;
            let answer = cx.host.fetch(request).await.map_err(|error| unusable(error.to_string()))?;
            if answer.status != 200 {
                return Err(unusable(format!("The SAML metadata cannot be read: status {}", answer.status)));
            }
            answer.body
        }
        (None, None) => return Err(unusable("The identity provider has no SAML metadata.".to_owned())),
    };
    let metadata = Metadata::parse(&text, cx.now()).map_err(|error| unusable(error.to_string()))?;
    let until = metadata.refresh_at(cx.now(), METADATA_SECONDS);
    let kept = Arc::new(KeptMetadata { metadata, until });
    cx.host.saml_metadata.insert(key, Arc::clone(&kept));
    Ok(kept)
}

/// Signs with the SAML key of the pool.
async fn signed(cx: &mut Cx<'_>, pool: &Pool, bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let key = SamlKey::load_or_make(cx, &pool.id).await?;
    let material = key.private(cx)?;
    let entropy = cx.random();
    Ok(cx.host.signer.sign(&material, bytes, entropy).await.map_err(Internal::from)?)
}

/// Sends the browser to the provider.
pub(super) async fn begin(
    cx: &mut Cx<'_>,
    received: &Received,
    opened: &Opened,
    provider: &OpenProvider,
) -> Result<Response<Bytes>, Failure> {
    let sent = request(cx, received, opened, provider).await;
    sent.map_err(|problem| Failure::Client(opened.back(), problem.into()))
}

async fn request(
    cx: &mut Cx<'_>,
    received: &Received,
    opened: &Opened,
    provider: &OpenProvider,
) -> Result<Response<Bytes>, Problem> {
    let kept = metadata(cx, provider).await?;
    let idp = &kept.metadata;
    let mut state = ProviderState::begin(cx, received, &provider.record.name);
    let (redirect, post) = (idp.sso_redirect.as_deref(), idp.sso_post.as_deref());
    let destination = redirect.or(post).unwrap_or_default();
    let issuer = sp_entity_id(&opened.pool.id);
    let header = Header { random: cx.random(), now: cx.now(), issuer: &issuer, destination };
    let message = AuthnRequest {
        header,
        acs_url: &acs_url(received),
        force_authn: opened.request.prompts.login,
        name_id_format: None,
    }
    .message();
    state.request = Some(message.id.clone());
    let sealed = state.seal(cx, &opened.pool.id)?;
    let signs = provider.detail("RequestSigningAlgorithm").is_some() || idp.wants_signed_requests;
    let mut response = match (redirect, signs) {
        (Some(location), false) => response::redirect(&message.redirect(location, Some(&sealed))),
        (Some(location), true) => {
            let unsigned = message.redirect_to_sign(location, Some(&sealed));
            let signature = signed(cx, &opened.pool, unsigned.to_sign()).await?;
            response::redirect(&unsigned.complete(&signature))
        }
        (None, _) => {
            let value = posted(cx, &opened.pool, &message, signs).await?;
            form(received, destination, &[(message.parameter(), &value), ("RelayState", &sealed)])
        }
    };
    state.keep(&mut response, received, true);
    Ok(response)
}

/// The value of a message in a form.
async fn posted(
    cx: &mut Cx<'_>,
    pool: &Pool,
    message: &crate::federation::saml::Message,
    signs: bool,
) -> Result<String, Problem> {
    if !signs {
        return Ok(message.post());
    }
    let unsigned = message.post_to_sign()?;
    let signature = signed(cx, pool, unsigned.to_sign()).await?;
    Ok(unsigned.complete(&signature))
}

/// A page that sends a form to the provider.
fn form(received: &Received, url: &str, fields: &[(&str, &str)]) -> Response<Bytes> {
    let script = format!("{}{}", received.site.path, Route::SubmitScript.path());
    response::post_form(url, fields, &script, received.language)
}

/// What a provider has posted, before anything of it is verified.
struct Posted {
    /// `None` if the provider has begun the sign-in.
    state: Option<ProviderState>,
    provider: String,
    parameters: Parameters,
}

impl Posted {
    fn read(cx: &Cx<'_>, pool_id: &str, received: &Received) -> Option<Self> {
        let relay_state = received.form.get("RelayState")?;
        if let Some(state) = ProviderState::open(cx, pool_id, received, relay_state) {
            let (provider, parameters) = (state.provider.clone(), state.parameters());
            return Some(Self { state: Some(state), provider, parameters });
        }
        let parameters = Parameters::parse(relay_state.as_bytes()).ok()?;
        let provider = parameters.get("identity_provider")?.to_owned();
        Some(Self { state: None, provider, parameters })
    }
}

/// The first step: verifies the response of the provider.
pub(crate) async fn arrive(cx: &mut Cx<'_>, received: &Received) -> Result<Arrived, Failure> {
    let encoded = received.form.get("SAMLResponse");
    let encoded = encoded.ok_or(Failure::Page(PageError::Missing("SAMLResponse")))?;
    let internal = |error| Failure::Engine(OAuthError::of(error, Code::ServerError));
    let pool_id = received.site.pool(cx, None).await.map_err(internal)?;
    let posted = pool_id.and_then(|pool_id| Posted::read(cx, &pool_id, received));
    let posted = posted.ok_or(Failure::Page(PageError::InvalidState))?;
    let inner = received.with_parameters(posted.parameters.clone());
    let opened = opened::open(cx, &inner).await?;
    let provider = OpenProvider::load(cx, &posted.provider).await.map_err(|error| opened.failed(error))?;
    let provider = provider.filter(|found| found.record.kind == ProviderType::Saml);
    let provider = provider.ok_or_else(|| refused(&opened, "Identity provider does not exist."))?;
    let may_begin = provider.detail("IDPInit") == Some("true")
        && opened
            .client
            .settings
            .supported_identity_providers
            .iter()
            .flatten()
            .any(|name| *name == posted.provider);
    if posted.state.is_none() && !may_begin {
        return Err(Failure::Page(PageError::InvalidState));
    }
    let verified = verify(cx, received, &opened, &provider, (encoded, posted.state.as_ref())).await;
    let (external, marks, session) =
        verified.map_err(|problem| Failure::Client(opened.back(), problem.into()))?;
    Ok(Arrived { external, marks, saml: Some(session), parameters: inner.parameters })
}

async fn verify(
    cx: &mut Cx<'_>,
    received: &Received,
    opened: &Opened,
    provider: &OpenProvider,
    (encoded, state): (&str, Option<&ProviderState>),
) -> Result<(External, Vec<Mark>, SamlSession), Problem> {
    let kept = metadata(cx, provider).await?;
    let key: Option<SamlKey> = cx.get(&keys::saml_key()).await?;
    let material = key.map(|key| key.private(cx)).transpose()?;
    let entropy = cx.random();
    let decryption = material.as_ref().map(|key| DecryptionKey { pkcs8: &key.private, entropy });
    let expected = Expected {
        audience: &sp_entity_id(&opened.pool.id),
        acs_url: &acs_url(received),
        in_response_to: state.and_then(|state| state.request.as_deref()),
        now: cx.now(),
    };
    let assertion = verify_response(encoded, &kept.metadata, &expected, decryption)?;
    if provider.detail("EncryptedResponses") == Some("true") && !assertion.is_encrypted {
        return Err(Problem::Metadata("The identity provider must encrypt its responses".to_owned()));
    }
    let mut marks: Vec<Mark> = state.map(ProviderState::mark).into_iter().collect();
    // An assertion is used once, whichever response repeats it.
    let id = Sha256::digest(format!("{}\n{}", assertion.issuer, assertion.assertion_id));
    marks.push((format!("saml-{}", base16ct::lower::encode_string(&id)), assertion.not_on_or_after));
    let session = SamlSession {
        name_id: assertion.name_id.clone(),
        name_id_format: assertion.name_id_format.clone(),
        session_index: assertion.session_index.clone(),
    };
    let external = external(cx, opened, provider, assertion).await?;
    Ok((external, marks, session))
}

async fn external(
    cx: &mut Cx<'_>,
    opened: &Opened,
    provider: &OpenProvider,
    assertion: Assertion,
) -> Result<External, Problem> {
    let mapping = &provider.record.attribute_mapping;
    let said = claims(&assertion);
    let subject = match mapping.get("username").and_then(|claim| said.get(claim)).and_then(Value::as_str) {
        Some(subject) => subject.to_owned(),
        None => assertion.name_id.as_str().to_owned(),
    };
    let attributes = InboundAttributes { saml_response: Some(said.clone()), ..InboundAttributes::default() };
    let changed = ask_function(cx, opened, provider, &subject, attributes).await?;
    let claims = changed.unwrap_or(said);
    let text = |(name, claim): (&String, &String)| {
        let value = claims.get(claim)?.as_str()?;
        (name != "username" && !value.is_empty() && value.len() <= super::oidc::LINK_BYTES_MAX)
            .then(|| (claim.clone(), value.to_owned()))
    };
    let mut links: BTreeMap<String, String> = mapping.iter().filter_map(text).collect();
    links.insert("NameID".to_owned(), assertion.name_id.as_str().to_owned());
    Ok(External {
        provider: provider.record.name.clone(),
        kind: ProviderType::Saml,
        subject,
        claims: links,
        attributes: mapped_attributes(mapping, &claims)
            .into_iter()
            .map(|(name, value)| (name, value.as_str().to_owned()))
            .collect(),
    })
}

/// The attributes of an assertion, by their names and by their friendly names.
fn claims(assertion: &Assertion) -> Map<String, Value> {
    let mut claims = Map::new();
    for attribute in &assertion.attributes {
        let mut values: Vec<Value> =
            attribute.values.iter().map(|value| Value::from(value.as_str())).collect();
        let value = if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
        for name in [Some(&attribute.name), attribute.friendly_name.as_ref()].into_iter().flatten() {
            claims.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    claims
}

/// Signs the user out at the provider, too, if the provider is set up for that. The browser goes to `target` afterwards.
pub(crate) async fn log_out(
    cx: &mut Cx<'_>,
    received: &Received,
    pool: &Pool,
    (name, session): (&str, &SamlSession),
    target: &str,
) -> Result<Option<Response<Bytes>>, Error> {
    let Some(provider) = OpenProvider::load(cx, name).await? else { return Ok(None) };
    if provider.detail("IDPSignout") != Some("true") {
        return Ok(None);
    }
    // The user is signed out here in any case.
    let Ok(kept) = metadata(cx, &provider).await else { return Ok(None) };
    let Some(endpoint) = &kept.metadata.slo_post else { return Ok(None) };
    let issuer = sp_entity_id(&pool.id);
    let header =
        Header { random: cx.random(), now: cx.now(), issuer: &issuer, destination: &endpoint.location };
    let message = LogoutRequestTo {
        header,
        name_id: &session.name_id,
        name_id_format: session.name_id_format.as_deref(),
        session_index: session.session_index.as_deref(),
    }
    .message();
    let state = LogoutState {
        provider: name.to_owned(),
        request: message.id.clone(),
        target: target.to_owned(),
        life: Span::new(cx.now(), LOGOUT_SECONDS),
    };
    let sealed = BASE64URL.encode(cx.seal_json(&pool.id, Purpose::ProviderState, LOGOUT, &state)?);
    match posted(cx, pool, &message, true).await {
        Ok(value) => {
            let fields = [(message.parameter(), value.as_str()), ("RelayState", &sealed)];
            Ok(Some(form(received, &endpoint.location, &fields)))
        }
        Err(Problem::Engine(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// `/saml2/logout`: the provider answers a logout request, or sends one.
pub(crate) async fn logout(cx: &mut Cx<'_>, received: &Received) -> Result<Response<Bytes>, Failure> {
    let internal = |error| Failure::Engine(OAuthError::of(error, Code::ServerError));
    let pool = load_pool(cx, received, None).await.map_err(internal)?;
    let pool = pool.ok_or(Failure::Page(PageError::InvalidState))?;
    let answered = match (received.form.get("SAMLResponse"), received.form.get("SAMLRequest")) {
        (Some(encoded), _) => logged_out(cx, received, &pool, encoded).await,
        (None, Some(encoded)) => asked_to_log_out(cx, received, &pool, encoded).await,
        (None, None) => return Err(Failure::Page(PageError::Missing("SAMLRequest"))),
    };
    answered.map_err(internal)?.ok_or(Failure::Page(PageError::InvalidState))
}

fn expected_logout<'a>(cx: &Cx<'_>, url: &'a str) -> ExpectedLogout<'a> {
    ExpectedLogout { destination: url, now: cx.now() }
}

fn logout_url(received: &Received) -> String {
    format!("{}{}", received.site.base, Route::SamlLogout.path())
}

/// The provider has signed the user out: the browser goes where the logout has begun to lead.
async fn logged_out(
    cx: &mut Cx<'_>,
    received: &Received,
    pool: &Pool,
    encoded: &str,
) -> Result<Option<Response<Bytes>>, Error> {
    let sealed = received.form.get("RelayState").and_then(|text| BASE64URL.decode(text).ok());
    let opened = sealed.and_then(|sealed| cx.open(&pool.id, Purpose::ProviderState, LOGOUT, &sealed));
    let state: Option<LogoutState> = opened.and_then(|opened| json::from_slice(&opened).ok());
    let Some(state) = state.filter(|state| state.life.contains(cx.now())) else { return Ok(None) };
    let Some(provider) = OpenProvider::load(cx, &state.provider).await? else { return Ok(None) };
    let Ok(kept) = metadata(cx, &provider).await else { return Ok(None) };
    let url = logout_url(received);
    let answer = verify_logout_response(encoded, &kept.metadata, expected_logout(cx, &url));
    let is_answer = answer.is_ok_and(|answer| answer.in_response_to == state.request);
    Ok(is_answer.then(|| response::redirect(&state.target)))
}

/// The provider wants a user signed out everywhere.
async fn asked_to_log_out(
    cx: &mut Cx<'_>,
    received: &Received,
    pool: &Pool,
    encoded: &str,
) -> Result<Option<Response<Bytes>>, Error> {
    let index = ProviderIndex::load(cx).await?;
    let all: Vec<_> = index.keys().into_iter().collect();
    let found = cx.peek::<Provider>(&all).await?;
    let url = logout_url(received);
    for record in found.into_iter().flatten().filter(|record| record.kind == ProviderType::Saml) {
        let Some(provider) = OpenProvider::load(cx, &record.name).await? else { continue };
        let Ok(kept) = metadata(cx, &provider).await else { continue };
        let Ok(request) = verify_logout_request(encoded, &kept.metadata, expected_logout(cx, &url)) else {
            continue;
        };
        let id = Sha256::digest(format!("{}\n{}", kept.metadata.entity_id, request.id));
        let mark = (format!("saml-{}", base16ct::lower::encode_string(&id)), request.not_on_or_after);
        if !spend(cx, &[mark]).await? {
            return Ok(None);
        }
        let user = user_of(cx, pool, &record.name, &request.name_id).await?;
        let succeeded = user.is_some();
        if let Some(mut user) = user {
            user.generation = user.generation.wrapping_add(1);
            user.modified = cx.now();
            user.save(cx, pool).await?;
        }
        let Some(endpoint) = &kept.metadata.slo_post else { return Ok(None) };
        let issuer = sp_entity_id(&pool.id);
        let destination = endpoint.for_responses();
        let header = Header { random: cx.random(), now: cx.now(), issuer: &issuer, destination };
        let message = LogoutResponseTo { header, in_response_to: &request.id, succeeded }.message();
        let value = match posted(cx, pool, &message, true).await {
            Ok(value) => value,
            Err(Problem::Engine(error)) => return Err(error),
            Err(_) => return Ok(None),
        };
        let relay_state = received.form.get("RelayState").unwrap_or_default();
        let fields = [(message.parameter(), value.as_str()), ("RelayState", relay_state)];
        return Ok(Some(form(received, destination, &fields)));
    }
    Ok(None)
}
