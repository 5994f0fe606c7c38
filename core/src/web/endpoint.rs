//! The endpoints and pages of a pool, for [`Engine::fetch`]: reads the request, runs it in attempts, and completes the response.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use serde_json::{Map, Value, json};
use userpool_storage_traits::{BoxFuture, PublicCall};

#[cfg(feature = "saml")]
use crate::oauth::provider::saml;
use crate::{
    bounded_json,
    context::Cx,
    engine::Engine,
    error::{Error, Internal},
    host::Origin,
    oauth::{
        authorize,
        client_authentication::is_client_id,
        cookies::Cookies,
        error::{Code, OAuthError},
        logout,
        parameters::{Malformed, Parameters},
        provider::callback::{self, Arrived},
        received::{Received, Refused},
        registration, response, revoke,
        site::{Route, Site},
        token, user_info,
    },
    operation::Attempt,
    pages::{self, Outcome, assets, texts::Language},
    sensitive::Sensitive,
    time::{Moment, NoMoment},
    trigger_input::TriggerInput,
    web::unsigned::Peer,
};

/// Most steps of one request. No page needs more than two.
const STEPS_MAX: usize = 4;

/// Why a request is not run.
enum Unreadable {
    Method,
    Parameters(Malformed),
    Json(OAuthError),
}

/// What an attempt leads to.
enum Done {
    Page(Outcome),
    /// A provider has said who the user is: the next step signs the user in.
    Arrived(Box<Arrived>),
}

impl Done {
    fn response(response: Response<Bytes>) -> Self {
        Self::Page(Outcome::Done(response))
    }
}

/// A request with the response of its last attempt.
struct Running<'r> {
    received: &'r Received,
    /// What a provider has said, once that is known.
    arrived: Option<&'r Arrived>,
    outcome: Option<Done>,
    refused: Option<Refused>,
}

impl Running<'_> {
    async fn run(&self, cx: &mut Cx<'_>) -> Result<Done, Refused> {
        let received = self.received;
        let done = match received.route {
            Route::Authorize => authorize::run(cx, received).await,
            Route::Logout => logout::run(cx, received).await,
            Route::IdpResponse => match &self.arrived {
                Some(arrived) => callback::finish(cx, received, arrived).await,
                None => {
                    let arrived = callback::arrive(cx, received).await;
                    let arrived = arrived.map_err(|failure| pages::show_failure(received, failure))?;
                    return Ok(Done::Arrived(Box::new(arrived)));
                }
            },
            #[cfg(feature = "saml")]
            Route::SamlResponse => match &self.arrived {
                Some(arrived) => callback::finish(cx, received, arrived).await,
                None => {
                    let arrived = saml::arrive(cx, received).await;
                    let arrived = arrived.map_err(|failure| pages::show_failure(received, failure))?;
                    return Ok(Done::Arrived(Box::new(arrived)));
                }
            },
            #[cfg(feature = "saml")]
            Route::SamlLogout => saml::logout(cx, received).await,
            Route::Token => return token::run(cx, received).await.map(Done::response),
            Route::UserInfo => return user_info::run(cx, received).await.map(Done::response),
            Route::Register => return registration::run(cx, received).await.map(Done::response),
            Route::Revoke => return revoke::run(cx, received).await.map(Done::response),
            route if route.is_asset() => return assets::run(cx, received).await.map(Done::response),
            _ => return pages::run(cx, received).await.map(Done::Page),
        };
        done.map(Done::response).map_err(|failure| pages::show_failure(received, failure))
    }
}

impl Attempt for Running<'_> {
    fn attempt<'a, 'e: 'a>(&'a mut self, cx: &'a mut Cx<'e>) -> BoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            match self.run(cx).await {
                Ok(outcome) => {
                    self.outcome = Some(outcome);
                    Ok(())
                }
                Err(refused) => {
                    self.refused = Some(refused);
                    Err(Internal::Refused.into())
                }
            }
        })
    }

    fn answer(&self) -> Result<Value, Error> {
        Ok(Value::Null)
    }
}

impl Engine {
    /// Answers a request to an endpoint or a page.
    pub(super) async fn endpoint(
        &self,
        request: &Request<Bytes>,
        (site, route): (Site, Route),
        moment: Result<Moment, NoMoment>,
        request_id: &str,
    ) -> Response<Bytes> {
        let origin = Origin { address: site.issuer_address.clone(), ..self.own_origin(request) };
        let looks = (language_of(request.headers()), format!("{}{}", site.path, Route::Style.path()));
        let received = received(request, site, route);
        let mut response = match (received, moment) {
            (Err(unreadable), _) => refused(route, &unreadable, looks),
            (_, Err(error)) => self.failed(route, &Internal::from(error).into()),
            (Ok(received), Ok(moment)) => match self.admits(request, &received).await {
                true => match self.check_domain_quota(&received, &origin, moment.now).await {
                    Ok(()) => self.steps(received, &origin, moment).await,
                    Err(error) => self.failed(route, &error),
                },
                false => self.failed(route, &Error::TooManyRequests),
            },
        };
        response::complete(&mut response, request_id, !route.is_for_browsers());
        response.extensions_mut().insert(origin.trace.so_far());
        response
    }

    /// Asks the host whether the request is allowed.
    async fn admits(&self, request: &Request<Bytes>, received: &Received) -> bool {
        let Some(limiter) = &self.host().rate_limiter else { return true };
        let client_id = received.parameters.get("client_id").filter(|id| is_client_id(id));
        let mut call = PublicCall::new(received.route.path());
        call.user_pool_id = received.site.known_pool(self.host(), client_id);
        call.client_id = client_id.map(str::to_owned);
        call.peer = request.extensions().get::<Peer>().map(|peer| peer.0);
        limiter.admit(&call).await
    }

    async fn steps(&self, mut received: Received, origin: &Origin, moment: Moment) -> Response<Bytes> {
        let input = match trigger_input(&received) {
            Ok(input) => input,
            Err(error) => return response::error(&error),
        };
        let mut moment = Ok(moment);
        let mut arrived: Option<Box<Arrived>> = None;
        for _ in 0..STEPS_MAX {
            let at = match &moment {
                Ok(moment) => moment,
                Err(_) => break,
            };
            let mut running =
                Running { received: &received, arrived: arrived.as_deref(), outcome: None, refused: None };
            let driven = self.drive(&mut running, &input, origin, at).await;
            match (driven, running.outcome, running.refused) {
                (Ok(()), Some(Done::Page(Outcome::Done(response))), _) => return response,
                (Ok(()), Some(Done::Page(Outcome::Then(route, form))), _) => {
                    received.route = route;
                    received.form = form;
                    received.is_continued = true;
                }
                (Ok(()), Some(Done::Arrived(one)), _) => {
                    received = received.with_parameters(one.parameters.clone());
                    arrived = Some(one);
                }
                (Err(Error::Internal(Internal::Refused)), _, Some(refused)) => {
                    if let Some(cause) = &refused.cause {
                        log(cause);
                    }
                    return *refused.response;
                }
                (Err(error), ..) => return self.failed(received.route, &error),
                (Ok(()), None, _) => break,
            }
            moment = self.host().moments.moment();
        }
        self.failed(received.route, &Internal::Unanswered.into())
    }

    /// The response when the engine has failed, or a message could not be sent after the commit.
    fn failed(&self, route: Route, error: &Error) -> Response<Bytes> {
        if let Some(cause) = error.internal() {
            log(cause);
        }
        match route.is_for_browsers() {
            true => pages::broken(error),
            false => response::failure(error),
        }
    }
}

fn log(cause: &Internal) {
    tracing::error!(error = cause as &(dyn std::error::Error + 'static), "internal error");
}

/// The response to a method that the endpoint does not have.
fn not_allowed(route: Route) -> Response<Bytes> {
    let methods = [Method::GET, Method::HEAD, Method::POST];
    let allowed: Vec<&str> =
        methods.iter().filter(|method| accepts(route, method)).map(Method::as_str).collect();
    let mut response = response::empty(StatusCode::METHOD_NOT_ALLOWED);
    if let Ok(allowed) = HeaderValue::from_str(&allowed.join(", ")) {
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

/// Whether the endpoint has this method.
fn accepts(route: Route, method: &Method) -> bool {
    let is_post = method == Method::POST;
    let is_get = matches!(*method, Method::GET | Method::HEAD);
    match route {
        Route::Token | Route::Revoke | Route::Register | Route::SamlResponse | Route::SamlLogout => is_post,
        Route::UserInfo | Route::Authorize | Route::IdpResponse => is_get || is_post,
        // Programs that look at the links of a mail send `HEAD`, which must change nothing.
        Route::ConfirmUser => *method == Method::GET,
        Route::Logout | Route::Error => is_get,
        route if route.is_asset() => is_get,
        _ => is_get || is_post,
    }
}

/// The language that the browser wants.
fn language_of(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    accepted.and_then(Language::accepted).unwrap_or_default()
}

/// Reads a request.
fn received(request: &Request<Bytes>, site: Site, route: Route) -> Result<Received, Unreadable> {
    let method = request.method();
    if !accepts(route, method) {
        return Err(Unreadable::Method);
    }
    let is_post = method == Method::POST;
    let headers = request.headers();
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let query = || Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
    let posted = || Parameters::form(headers, request.body());
    let sends_form = matches!(route, Route::Token | Route::Revoke | Route::UserInfo | Route::Authorize);
    let read = match (is_post, sends_form) {
        _ if route == Route::Register => Ok(Default::default()),
        // A POST to the endpoint of the user's claims may have no body.
        (true, true) if route == Route::UserInfo && request.body().is_empty() => Ok(Default::default()),
        (true, true) => posted().map(|form| (form, Parameters::default())),
        (true, false) => query().and_then(|query| Ok((query, posted()?))),
        (false, _) => query().map(|query| (query, Parameters::default())),
    };
    let accepted = language_of(headers);
    let (parameters, form) = read.map_err(Unreadable::Parameters)?;
    let json = match route {
        Route::Register => json_body(headers, request.body()).map_err(Unreadable::Json)?,
        _ => Value::Null,
    };
    let language = parameters.get("lang").and_then(Language::of_tag).unwrap_or(accepted);
    Ok(Received {
        site,
        route,
        method: method.clone(),
        parameters,
        form,
        json,
        language,
        is_cross_site: headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site"),
        is_continued: false,
        authorization: text(header::AUTHORIZATION).map(Sensitive::new),
        cookies: Cookies::of(headers),
    })
}

/// Reads a body of JSON in which no member is given twice.
fn json_body(headers: &HeaderMap, body: &[u8]) -> Result<Value, OAuthError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.and_then(|value| value.split(';').next()).map(str::trim);
    if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
        return Err(OAuthError::described(Code::InvalidRequest, "The request is not application/json"));
    }
    bounded_json::parse_distinct(body)
        .map_err(|_| OAuthError::described(Code::InvalidClientMetadata, "The request is not valid JSON"))
}

fn refused(route: Route, unreadable: &Unreadable, (language, style): (Language, String)) -> Response<Bytes> {
    let malformed = match unreadable {
        Unreadable::Method => return not_allowed(route),
        Unreadable::Json(error) => return response::error(error),
        Unreadable::Parameters(malformed) => malformed,
    };
    match route.is_for_browsers() {
        true => pages::malformed(malformed, language, &style),
        false => response::error(&OAuthError::described(Code::InvalidRequest, malformed.to_string())),
    }
}

/// What the pool's functions get: the parameter `aws_client_metadata` of a client that asks for a token of its own, a JSON object.
fn trigger_input(received: &Received) -> Result<TriggerInput, OAuthError> {
    let metadata = received.parameters.get("aws_client_metadata").filter(|_| received.route == Route::Token);
    let Some(metadata) = metadata else { return Ok(TriggerInput::default()) };
    let invalid = || OAuthError::from(Code::InvalidRequest);
    let metadata: Map<String, Value> = match bounded_json::parse(metadata.as_bytes()) {
        Ok(Value::Object(members)) if members.values().all(Value::is_string) => members,
        _ => return Err(invalid()),
    };
    Ok(TriggerInput::received(&json!({ "ClientMetadata": metadata }), false))
}
