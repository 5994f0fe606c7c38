//! `/oauth2/register`: a client registers itself ([RFC 7591](https://www.rfc-editor.org/rfc/rfc7591)).
//!
//! The client becomes an ordinary app client of the pool. What the service says about registrations is in its guide and at
//! [DcrConfigurationType](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DcrConfigurationType.html).
//! Not documented, and chosen by us:
//!
//! * A client that names no scope gets all scopes that it may have and that exist; for itself, only those of resource servers.
//! * Users of the pool itself sign in with it, with all first factors of the pool. Other providers are for administrators to add.
//! * It does not tell whether a user exists.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use self::metadata::{Metadata, Method, invalid, response_types};
use crate::{
    api::clients::new_client::{self, NewClient, NewSecret},
    context::Cx,
    error::{Error, InvalidParameter},
    model::{
        client::{Client, ClientSettings},
        keys,
        pool::Pool,
        registration::{Registration, SCOPE},
        resource_server::ResourceServer,
    },
    oauth::{
        client_authentication::{load_pool, of_scheme},
        error::{Code, OAuthError},
        received::{Received, Refused},
        response,
    },
    settings::{ExplicitAuthFlow, OAuthFlow, PreventUserExistenceErrors},
    token::presented::{Kind, Party, Presented},
};

mod metadata;

const OFF: &str = "Clients cannot register here";
const OPEN_OFF: &str = "Clients cannot register here without an access token";
const AUTHENTICATED_OFF: &str = "Clients cannot register here with an access token";
const BAD_TOKEN: &str = "The access token is not valid";
const BAD_SCOPE: &str = "The access token does not have the scope of registrations";

/// The name of a client that has none. Our own choice.
const UNNAMED: &str = "Registered client";

pub(crate) async fn run(cx: &mut Cx<'_>, received: &Received) -> Result<Response<Bytes>, Refused> {
    match register(cx, received).await {
        Ok(body) => Ok(response::json(StatusCode::CREATED, &body)),
        Err(error) => Err(Refused { response: Box::new(refusal(&error)), cause: error.cause }),
    }
}

/// The response to an error. That of a token has the header of [RFC 6750 §3](https://www.rfc-editor.org/rfc/rfc6750#section-3).
fn refusal(error: &OAuthError) -> Response<Bytes> {
    let mut response = response::error(error);
    let challenge = match error.code {
        Code::InvalidToken => "Bearer error=\"invalid_token\"".to_owned(),
        Code::InsufficientScope => format!("Bearer error=\"insufficient_scope\", scope=\"{SCOPE}\""),
        _ => return response,
    };
    if let Ok(challenge) = HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

async fn register(cx: &mut Cx<'_>, received: &Received) -> Result<Value, OAuthError> {
    let denied = |text| OAuthError::described(Code::AccessDenied, text);
    let id = Client::draw_id(cx.rng());
    cx.hint([keys::signing_keys()]);
    new_client::hint(cx, &id, &[]);
    let pool = load_pool(cx, received, None).await.map_err(refused)?.ok_or_else(|| denied(OFF))?;
    let registration = pool.settings.registration().ok_or_else(|| denied(OFF))?;
    let (flows, off) = match &received.authorization {
        None => (&registration.open, OPEN_OFF),
        Some(header) => {
            check_token(cx, &pool, header).await?;
            (&registration.authenticated, AUTHENTICATED_OFF)
        }
    };
    if flows.is_empty() {
        return Err(denied(off));
    }
    let metadata = Metadata::read(&received.json)?;
    if !metadata.flows.iter().all(|flow| flows.contains(flow)) {
        return Err(invalid("One of the grant_types is not allowed here"));
    }
    let settings = settings(&metadata, scopes(cx, &metadata, &registration).await?);
    let new = NewClient {
        id,
        name: metadata.client_name.as_deref().unwrap_or(UNNAMED),
        secret: (metadata.method != Method::None).then_some(NewSecret::Drawn),
        settings: &settings,
        is_registered: true,
    };
    let client = new.create(cx, &pool).await.map_err(refused)?;
    cx.origin.trace.client(Some(&client.id));
    body(cx, &client, &metadata)
}

/// Verifies the token of the header `Authorization`.
async fn check_token(cx: &mut Cx<'_>, pool: &Pool, header: &str) -> Result<(), OAuthError> {
    let invalid = |error| OAuthError {
        description: Some(BAD_TOKEN.to_owned()),
        ..OAuthError::of(error, Code::InvalidToken)
    };
    let token = of_scheme(header, "Bearer");
    let token = token.ok_or_else(|| OAuthError::described(Code::InvalidToken, BAD_TOKEN))?;
    let presented = Presented::parse(Party::Bearer, Kind::Access, token).map_err(invalid)?;
    presented.hint(cx, &pool.id);
    let verified = presented.verify(cx, pool).await.map_err(invalid)?;
    match verified.scopes().contains(&SCOPE) {
        true => Ok(()),
        false => Err(OAuthError::described(Code::InsufficientScope, BAD_SCOPE)),
    }
}

/// The scopes of the new client.
async fn scopes(
    cx: &mut Cx<'_>,
    metadata: &Metadata,
    registration: &Registration,
) -> Result<Vec<String>, OAuthError> {
    let allowed = &registration.scopes;
    if !metadata.scopes.is_empty() {
        return match metadata.scopes.iter().all(|scope| allowed.contains(scope)) {
            true => Ok(metadata.scopes.clone()),
            false => Err(invalid("The scope is not allowed here")),
        };
    }
    let existing = ResourceServer::existing_scopes(cx, allowed).await.map_err(refused)?;
    // Those of no resource server are about users.
    let has_users = metadata.flows.contains(&OAuthFlow::CODE);
    let is_granted =
        |scope: &&String| existing.contains(scope) || has_users && ResourceServer::is_system_scope(scope);
    Ok(allowed.iter().filter(is_granted).cloned().collect())
}

fn settings(metadata: &Metadata, scopes: Vec<String>) -> ClientSettings {
    let has_users = metadata.flows.contains(&OAuthFlow::CODE);
    let own_users = vec!["COGNITO".to_owned()];
    let mut explicit = vec![ExplicitAuthFlow::ALLOW_REFRESH_TOKEN_AUTH];
    if has_users {
        explicit.push(ExplicitAuthFlow::ALLOW_USER_AUTH);
    }
    ClientSettings {
        explicit_auth_flows: Some(explicit),
        supported_identity_providers: has_users.then_some(own_users),
        callback_urls: Some(metadata.redirect_uris.clone()).filter(|urls| !urls.is_empty()),
        allowed_oauth_flows: Some(metadata.flows.clone()),
        allowed_oauth_scopes: Some(scopes),
        allowed_oauth_flows_user_pool_client: Some(true),
        prevent_user_existence_errors: Some(PreventUserExistenceErrors::ENABLED),
        ..ClientSettings::default()
    }
}

/// The error for a client that cannot be created.
fn refused(error: Error) -> OAuthError {
    let code = match &error {
        Error::InvalidParameter(
            InvalidParameter::UrlFragment(_)
            | InvalidParameter::UrlHttp(_)
            | InvalidParameter::CallbackUrlsEmpty,
        ) => Code::InvalidRedirectUri,
        Error::InvalidParameter(_) | Error::InvalidOAuthFlow(_) | Error::ScopeDoesNotExist(_) => {
            Code::InvalidClientMetadata
        }
        // The pool has no room for another client.
        Error::LimitExceeded(_) => Code::AccessDenied,
        _ => return OAuthError::of(error, Code::InvalidRequest),
    };
    OAuthError::described(code, error.to_string())
}

/// The client as it was registered ([RFC 7591 §3.2.1](https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1)).
fn body(cx: &Cx<'_>, client: &Client, metadata: &Metadata) -> Result<Value, OAuthError> {
    let settings = &client.settings;
    let mut grants: Vec<&str> = Vec::new();
    if metadata.flows.contains(&OAuthFlow::CODE) {
        grants.extend(["authorization_code", "refresh_token"]);
    }
    if metadata.flows.contains(&OAuthFlow::CLIENT_CREDENTIALS) {
        grants.push("client_credentials");
    }
    let mut body = json!({
        "client_id": client.id,
        "client_id_issued_at": client.created.seconds(),
        "client_name": client.name,
        "redirect_uris": settings.callback_urls.as_deref().unwrap_or_default(),
        "token_endpoint_auth_method": metadata.method.as_str(),
        "grant_types": grants,
        "response_types": response_types(&metadata.flows),
        "scope": settings.allowed_oauth_scopes.as_deref().unwrap_or_default().join(" "),
    });
    if let Some(secret) = client.open_secrets(cx).map_err(refused)?.first() {
        body["client_secret"] = json!(secret.as_str());
        // It never expires.
        body["client_secret_expires_at"] = json!(0);
    }
    Ok(body)
}
