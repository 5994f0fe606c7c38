//! [`Engine::fetch`]: AWS JSON 1.1, key sets and discovery.

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode, header};
use serde_json::{Map, Value};

use crate::{
    api::{self, import_target},
    bounded_json,
    engine::{Call, Engine},
    error::{Error, Internal, UnknownOperation},
    host::{Origin, Trace},
    issuer::address_of,
    jose::jwks::Jwks,
    message::feedback_link::FeedbackLink,
    model::{pool::Pool, pool_id::is_pool_id},
    oauth::{discovery, site},
    operation::{Caller, Entry},
    time::{Moment, NoMoment, Timestamp},
    trigger_input::RequestOrigin,
    uuid,
    web::{
        refusal::{self, AMZ_JSON, set, with_body},
        sigv4::{self, AccessPolicy, RequestView, SigV4Error},
        unsigned::Peer,
    },
};

/// The prefix of the operation in `X-Amz-Target`.
const TARGET_PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// Longest body of an unsigned request. Parsed JSON takes many times its length in memory, so unauthenticated clients
/// get a lower limit than administrators, for whom only the host sets a limit. A sign-up with all attributes at their
/// maximum length is shorter.
const UNSIGNED_BODY_BYTES_MAX: usize = 128 * 1024;

impl Engine {
    /// Responds to one HTTP request.
    ///
    /// `POST /` is an operation in AWS JSON 1.1; `GET /{poolId}/.well-known/jwks.json` and `.../openid-configuration`
    /// are a pool's public documents; the links in notices of risks lead to a page; `PUT` to the URL of a user import job
    /// uploads its file; `OPTIONS` is a browser's preflight request. Administrative operations need a SigV4 signature by a
    /// credential of the engine's [`AccessPolicy`](crate::AccessPolicy). This function never fails: errors are in the
    /// response.
    ///
    /// A host that knows the client's address puts a [`Peer`](crate::Peer) into the request's extensions. Threat
    /// protection records and compares it together with the header `User-Agent`. The response's extensions contain [`Handled`](crate::Handled) for logs: pool, app client and user.
    ///
    /// ```
    /// # #[cfg(all(feature = "os", feature = "rsa"))]
    /// # async fn example(engine: userpool::Engine) {
    /// let request = http::Request::post("/")
    ///     .header("content-type", "application/x-amz-json-1.1")
    ///     .header("x-amz-target", "AWSCognitoIdentityProviderService.ListUserPools")
    ///     .body(bytes::Bytes::from_static(br#"{"MaxResults": 10}"#))
    ///     .expect("a request");
    /// let answer = engine.fetch(request).await;
    /// assert_eq!(answer.status(), 400); // the request is not signed
    /// assert_eq!(answer.headers()["x-amzn-errortype"], "MissingAuthenticationTokenException:");
    /// # }
    /// # #[cfg(all(feature = "conformance", feature = "os", feature = "rsa", feature = "public-suffixes"))]
    /// # userpool::storage::conformance::block_on(example(userpool::Engine::builder()
    /// #     .storage(userpool::storage::MemoryStorage::default()).master_key([7; 32]).build().unwrap()));
    /// ```
    ///
    /// In a web framework, use it as the fallback handler for all requests without another route. The framework reads
    /// the body, so it also limits its length. With axum:
    ///
    /// ```ignore
    /// // From examples/axum, which is compiled and run in CI.
    /// async fn cognito(State(App { engine, .. }): State<App>, request: Request) -> Response {
    ///     let (parts, body) = request.into_parts();
    ///     let Ok(body) = to_bytes(body, 1 << 20).await else {
    ///         return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    ///     };
    ///     engine.fetch(Request::from_parts(parts, body)).await.map(Body::from)
    /// }
    /// ```
    ///
    /// A host that serves TLS gives the request a URI with scheme and host, as in HTTP/2, or sets a [public
    /// URL](crate::EngineBuilder::public_url); otherwise discovery documents contain `http://` and the `Host` header.
    pub async fn fetch(&self, request: Request<Bytes>) -> Response<Bytes> {
        let moment = self.host().moments.moment();
        let request_id =
            moment.as_ref().map_or_else(|_| uuid::from_bytes([0; 16]), |moment| request_id(&moment.seed));
        if *request.method() != Method::OPTIONS
            && let Some(place) = site::locate(self.host(), &request)
        {
            return match self.is_too_long(&request) {
                true => refusal::body_too_long(UNSIGNED_BODY_BYTES_MAX, &request_id),
                false => self.endpoint(&request, place, moment, &request_id).await,
            };
        }
        let mut response = match (request.method(), request.uri().path()) {
            (&Method::POST, "/") if self.is_too_long(&request) => refusal::too_long(UNSIGNED_BODY_BYTES_MAX),
            (&Method::POST, "/") => self.operation(&request, moment, &request_id).await,
            (&Method::OPTIONS, _) => preflight(&request),
            (&Method::GET | &Method::HEAD | &Method::POST, path) if FeedbackLink::is_path(path) => {
                let origin = self.own_origin(&request);
                self.feedback(&request, moment, origin).await
            }
            (&Method::PUT, _) if import_target(request.uri()).is_some() => self.upload(&request).await,
            (&Method::GET | &Method::HEAD, _) => self.document(&request, moment).await,
            _ => plain(StatusCode::METHOD_NOT_ALLOWED),
        };
        refusal::complete(response.headers_mut(), request.method(), &request_id);
        response
    }

    /// The longest allowed body of a request with these headers, in bytes. `None`: only the host sets a limit.
    ///
    /// [`Engine::fetch`] answers longer bodies with `413`. A host that reads bodies itself calls this first, so that a
    /// client cannot make it hold a long body by naming an administrative operation. Long bodies are allowed only for
    /// requests that claim to be signed; the signature can be checked only after the whole body was read.
    pub fn body_bytes_max(&self, headers: &HeaderMap) -> Option<usize> {
        let is_administrative = target(headers).is_ok_and(|operation| operation.caller == Caller::Signed);
        let may_be_signed = match self.host().access {
            AccessPolicy::Keys(_) => sigv4::claims_signature(headers),
            AccessPolicy::DangerAcceptAny => !is_from_browser(headers),
        };
        (!(is_administrative && may_be_signed)).then_some(UNSIGNED_BODY_BYTES_MAX)
    }

    fn is_too_long(&self, request: &Request<Bytes>) -> bool {
        self.body_bytes_max(request.headers()).is_some_and(|max| request.body().len() > max)
    }

    async fn operation(
        &self,
        request: &Request<Bytes>,
        moment: Result<Moment, NoMoment>,
        request_id: &str,
    ) -> Response<Bytes> {
        let trace = Trace::default();
        let outcome = self.run_operation(request, moment, &trace).await;
        let mut response = match outcome {
            Ok(body) => with_body(StatusCode::OK, AMZ_JSON, body),
            Err(error) => {
                if let Some(cause) = error.internal() {
                    tracing::error!(
                        request_id,
                        error = cause as &(dyn std::error::Error + 'static),
                        "internal error"
                    );
                }
                error_response(&error)
            }
        };
        response.extensions_mut().insert(trace.so_far());
        response
    }

    async fn run_operation(
        &self,
        request: &Request<Bytes>,
        moment: Result<Moment, NoMoment>,
        trace: &Trace,
    ) -> Result<Vec<u8>, Error> {
        let moment = moment?;
        if !is_amz_json(request.headers()) {
            return Err(Error::Serialization(None));
        }
        let operation = target(request.headers())?;
        // The signature is checked first, over the hash of the body: the body of an unauthenticated caller is not
        // parsed.
        let origin = match operation.caller {
            Caller::Signed => self.signed_origin(request, moment.now)?,
            // An unnecessary signature is not checked, so that clients with a wrong one still work.
            Caller::Public | Caller::AccessToken => self.own_origin(request),
        };
        let input = match request.body().is_empty() {
            true => Value::Object(Map::new()),
            false => bounded_json::parse(request.body()).map_err(|_| Error::Serialization(None))?,
        };
        self.admit(operation, &input, request.extensions(), trace).await?;
        let profile_use = self.check_quota(operation, &input, &origin, moment.now).await?;
        let origin = Origin { trace: trace.clone(), profile_use, ..origin };
        let output = self.receive(operation, Call { input, origin, moment }).await?;
        Ok(serde_json::to_vec(&output).map_err(Internal::encoding("the response"))?)
    }

    /// Checks the signature. Its scope contains the region.
    fn signed_origin(&self, request: &Request<Bytes>, now: Timestamp) -> Result<Origin, Error> {
        let accepts_any = matches!(self.host().access, AccessPolicy::DangerAcceptAny);
        if accepts_any && is_from_browser(request.headers()) {
            return Err(SigV4Error::MissingAuthenticationToken.into());
        }
        let seconds = i64::try_from(now.seconds()).unwrap_or(i64::MAX);
        let caller = sigv4::verify(&RequestView::from(request), seconds, &self.host().access)?;
        let own = self.own_origin(request);
        Ok(match caller.region {
            Some(region) => Origin { region, is_signed_for: true, ..own },
            None => own,
        })
    }

    pub(super) fn own_origin(&self, request: &Request<Bytes>) -> Origin {
        let user_agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
        Origin {
            address: address_of(request),
            client: RequestOrigin::seen(peer, user_agent),
            ..Origin::host(&self.host().region)
        }
    }

    /// The upload of a file to the URL of a user import job, as `curl -T FILE URL` sends it. The header
    /// `x-amz-server-side-encryption`, with which the service's documentation sends it, is ignored: every file is stored
    /// encrypted.
    async fn upload(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let uploaded = async {
            let mut upload = self.upload_import_file(request.uri()).await?;
            upload.write(request.body()).await?;
            upload.finish().await
        };
        refusal::upload(uploaded.await)
    }

    /// A pool's key set or discovery document.
    async fn document(&self, request: &Request<Bytes>, moment: Result<Moment, NoMoment>) -> Response<Bytes> {
        let Ok(Moment { now, .. }) = moment else { return plain(StatusCode::INTERNAL_SERVER_ERROR) };
        let path = request.uri().path();
        let found = path.strip_prefix('/').and_then(|path| path.split_once("/.well-known/"));
        // RFC 8414 section 3.1 puts the well-known part before the path of the issuer.
        let metadata = "oauth-authorization-server";
        let inserted = || {
            Some((path.strip_prefix("/.well-known/")?.strip_prefix(metadata)?.strip_prefix('/')?, metadata))
        };
        let Some((pool_id, name)) = found.or_else(inserted) else {
            return plain(StatusCode::NOT_FOUND);
        };
        if !is_pool_id(pool_id) {
            return plain(StatusCode::NOT_FOUND);
        }
        let (pool, keys) = match Pool::peek(self.host(), pool_id).await {
            Ok(Some(found)) => found,
            Ok(None) => return plain(StatusCode::NOT_FOUND),
            Err(error) => {
                tracing::error!(error = &error as &(dyn std::error::Error + 'static), "internal error");
                return error_response(&error);
            }
        };
        let document = match name {
            "jwks.json" => {
                let public = keys.public(now);
                serde_json::to_vec(&public.iter().map(|(kid, key)| (&**kid, key)).collect::<Jwks<'_>>())
            }
            "openid-configuration" | "oauth-authorization-server" => {
                let address = address_of(request);
                serde_json::to_vec(&discovery::document(self.host(), &pool, address.as_deref()))
            }
            _ => return plain(StatusCode::NOT_FOUND),
        };
        match document {
            Ok(body) => {
                let mut response = with_body(StatusCode::OK, "application/json", body);
                set(response.headers_mut(), header::CACHE_CONTROL, "public, max-age=300");
                response
            }
            Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

/// The operation that the request names.
fn target(headers: &HeaderMap) -> Result<&'static Entry, UnknownOperation> {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    let name =
        target.and_then(|target| target.strip_prefix(TARGET_PREFIX)).ok_or(UnknownOperation::NotNamed)?;
    api::find(name).ok_or_else(|| UnknownOperation::named(name))
}

/// With [`AccessPolicy::DangerAcceptAny`](crate::AccessPolicy::DangerAcceptAny), a page in a browser on the same
/// machine must not call administrative operations.
fn is_from_browser(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN)
}

fn error_response(error: &Error) -> Response<Bytes> {
    refusal::error(error.status(), error.name(), &error.to_string())
}

/// `application/x-amz-json-1.1`, with or without parameters.
fn is_amz_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|value| value.trim().eq_ignore_ascii_case(AMZ_JSON))
}

/// Every page may call: requests carry credentials themselves, and no cookies are used.
fn preflight(request: &Request<Bytes>) -> Response<Bytes> {
    let mut response = plain(StatusCode::OK);
    let headers = response.headers_mut();
    for (asked, allowed) in [
        (header::ACCESS_CONTROL_REQUEST_HEADERS, header::ACCESS_CONTROL_ALLOW_HEADERS),
        (header::ACCESS_CONTROL_REQUEST_METHOD, header::ACCESS_CONTROL_ALLOW_METHODS),
    ] {
        if let Some(value) = request.headers().get(asked) {
            headers.insert(allowed, value.clone());
        }
    }
    set(headers, header::ACCESS_CONTROL_MAX_AGE, "172800");
    response
}

/// The id of the request for logs. It is not drawn from the call's own random stream, which must stay secret.
fn request_id(seed: &[u8; 32]) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::new().chain_update(b"userpool request id").chain_update(seed).finalize();
    uuid::from_bytes(digest.first_chunk().copied().unwrap_or_default())
}

fn plain(status: StatusCode) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    response
}
