//! The `userpool` engine for JavaScript runtimes.
//!
//! The npm package in `npm/` wraps this module. [`Engine`] begins a [`Call`]; the package runs it step by step, and between the
//! steps runs the functions of the host that the call needs. See `host_calls`.

#[cfg(feature = "testing")]
mod conformance;
mod console;

mod host;
mod host_calls;
mod transfer;
mod warm;

use std::{cell::RefCell, fmt, pin::Pin, rc::Rc, task::Poll};

use bytes::Bytes;
use js_sys::{Array, Function, Uint8Array};
use userpool::{
    AccessPolicy, ClientOrigin, Credentials, Error, Issuer, MasterKeyError, Moment, Peer, Timestamp, refusal,
    storage::StorageError,
};
use wasm_bindgen::prelude::*;

use host::{
    GivenMoments, HostFetch, HostMessenger, HostSigner, HostStorage, HostSuffixes, HostTriggers, object,
};
use host_calls::{HostCall, HostCalls};

/// An engine whose host is JavaScript.
#[wasm_bindgen]
pub struct Engine {
    engine: userpool::Engine,
}

/// Options of an engine.
#[wasm_bindgen]
#[derive(Default)]
pub struct Options {
    master_keys: Vec<[u8; 32]>,
    credentials: Option<Credentials>,
    accept_any: bool,
    has_messenger: bool,
    has_triggers: bool,
    fetch: Option<HostFetch>,
    region: Option<String>,
    account: Option<String>,
    public_url: Option<String>,
    public_suffixes: Option<Function>,
    issuer: Option<Issuer>,
}

/// One operation or HTTP request in progress.
#[wasm_bindgen]
pub struct Call {
    work: Option<Pin<Box<dyn Future<Output = JsValue>>>>,
    host_calls: Rc<HostCalls>,
    outcome: JsValue,
}

#[wasm_bindgen]
impl Options {
    /// Options with nothing set.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a key of 32 bytes that seals stored secrets; the newest key is added first.
    ///
    /// # Errors
    /// When the key does not have 32 bytes.
    #[wasm_bindgen(js_name = addMasterKey)]
    pub fn add_master_key(&mut self, key: &[u8]) -> Result<(), JsValue> {
        let key = key.try_into().map_err(|_| JsValue::from_str("a master key has 32 bytes"))?;
        self.master_keys.push(key);
        Ok(())
    }

    /// Adds an administrator's access key.
    #[wasm_bindgen(js_name = addCredential)]
    pub fn add_credential(&mut self, id: &str, secret: &str) {
        let credentials = self.credentials.take().unwrap_or_else(Credentials::none);
        self.credentials = Some(credentials.with(id, secret));
    }

    /// Accepts every signature as an administrator's: for tests only.
    #[wasm_bindgen(js_name = dangerAcceptAny)]
    pub fn danger_accept_any(&mut self) {
        self.accept_any = true;
    }

    /// Declares that the host delivers messages.
    #[wasm_bindgen(js_name = hasMessenger)]
    pub fn has_messenger(&mut self) {
        self.has_messenger = true;
    }

    /// Declares that the host calls functions.
    #[wasm_bindgen(js_name = hasTriggers)]
    pub fn has_triggers(&mut self) {
        self.has_triggers = true;
    }

    /// Declares that the host sends requests to identity providers; with `plain_http` also to `http` URLs.
    #[wasm_bindgen(js_name = hasFetch)]
    pub fn has_fetch(&mut self, plain_http: bool) {
        self.fetch = Some(HostFetch { plain_http });
    }

    /// Sets a function that returns the Public Suffix List, which is too large for the module.
    #[wasm_bindgen(js_name = setPublicSuffixes)]
    pub fn set_public_suffixes(&mut self, list: Function) {
        self.public_suffixes = Some(list);
    }

    /// The region of pools and tokens.
    #[wasm_bindgen(setter)]
    pub fn set_region(&mut self, region: String) {
        self.region = Some(region);
    }

    /// The account in ARNs.
    #[wasm_bindgen(setter)]
    pub fn set_account(&mut self, account: String) {
        self.account = Some(account);
    }

    /// The URL at which clients reach the engine, for discovery documents and the issuer of tokens.
    #[wasm_bindgen(setter, js_name = publicUrl)]
    pub fn set_public_url(&mut self, url: String) {
        self.public_url = Some(url);
    }

    /// Uses Cognito's form of the issuer; otherwise the public URL, or the origin of each request.
    #[wasm_bindgen(js_name = setIssuer)]
    pub fn set_issuer(&mut self, cognito: bool) {
        self.issuer = Some(if cognito { Issuer::Cognito } else { Issuer::RequestAddress });
    }
}

#[wasm_bindgen]
impl Engine {
    /// Builds an engine.
    ///
    /// # Errors
    /// A text that names the missing or wrong option.
    #[wasm_bindgen(constructor)]
    pub fn new(options: Options) -> Result<Self, JsValue> {
        let mut builder =
            userpool::Engine::builder().storage(HostStorage).signer(HostSigner).moments(GivenMoments);
        for key in options.master_keys {
            builder = builder.master_key(key);
        }
        if options.accept_any {
            builder = builder.access(AccessPolicy::DangerAcceptAny);
        } else if let Some(credentials) = options.credentials {
            builder = builder.access(AccessPolicy::Keys(credentials));
        }
        if options.has_messenger {
            builder = builder.messenger(HostMessenger);
        }
        if options.has_triggers {
            builder = builder.triggers(HostTriggers);
        }
        if let Some(fetch) = options.fetch {
            builder = builder.fetch(fetch);
        }
        if let Some(list) = options.public_suffixes {
            builder = builder.public_suffixes(HostSuffixes(list));
        }
        if let Some(region) = options.region {
            builder = builder.region(region);
        }
        if let Some(account) = options.account {
            builder = builder.account(account);
        }
        if let Some(url) = options.public_url {
            builder = builder.public_url(url);
        }
        if let Some(issuer) = options.issuer {
            builder = builder.issuer(issuer);
        }
        let engine = builder.build().map_err(|error| JsValue::from_str(&error.to_string()))?;
        Ok(Self { engine })
    }

    /// Begins to answer an HTTP request. `target` is its URL, or only path and query. `headers` alternates names and values. The
    /// outcome is `{status, headers, body}`.
    pub fn fetch(
        &self,
        now_millis: f64,
        seed: &[u8],
        method: &str,
        target: &str,
        headers: Vec<String>,
        body: Vec<u8>,
    ) -> Call {
        let mut request = http::Request::builder().method(method).uri(target);
        for header in headers.chunks_exact(2) {
            request = request.header(&*header[0], &*header[1]);
        }
        let engine = self.engine.clone();
        Call::begin(now_millis, seed, async move {
            let response = match request.body(Bytes::from(body)) {
                Ok(mut request) => {
                    if let Some(address) = HostCalls::client().address {
                        request.extensions_mut().insert(Peer(address));
                    }
                    engine.fetch(request).await
                }
                // The host accepted a method, URL or header that is not valid.
                Err(_) => {
                    let mut response = http::Response::new(Bytes::new());
                    *response.status_mut() = http::StatusCode::BAD_REQUEST;
                    response
                }
            };
            answer(&response)
        })
    }

    /// Begins to receive the file of a user import job, which is sent with `PUT` to the job's URL. The host function `readBody`
    /// gives the parts of the file, and `null` at its end. The outcome is `{status, headers, body}`.
    #[wasm_bindgen(js_name = receiveImportFile)]
    pub fn receive_import_file(
        &self,
        now_millis: f64,
        seed: &[u8],
        target: String,
        request_id: String,
    ) -> Call {
        let engine = self.engine.clone();
        Call::begin(now_millis, seed, async move {
            let url = target.parse().unwrap_or_default();
            let received = async {
                let mut upload = engine.upload_import_file(&url).await?;
                loop {
                    let part = HostCall::new("readBody", JsValue::UNDEFINED).await;
                    // After an error nothing of the file counts.
                    let part = part.map_err(|error| Error::from(StorageError::new(error)))?;
                    if part.is_null() {
                        return upload.finish().await;
                    }
                    upload.write(&Uint8Array::new(&part).to_vec()).await?;
                }
            };
            answer(&refusal::uploaded(received.await, &request_id))
        })
    }

    /// Begins to check whether a `PUT` to this URL uploads a file for a user import job. The outcome is `{bytesMax}` or `{}`.
    #[wasm_bindgen(js_name = importBytesMax)]
    pub fn import_bytes_max(&self, now_millis: f64, seed: &[u8], target: String) -> Call {
        let engine = self.engine.clone();
        Call::begin(now_millis, seed, async move {
            let url = target.parse().ok();
            match url.and_then(|url| engine.import_bytes_max(&http::Method::PUT, &url)) {
                Some(bytes_max) => {
                    object([("bytesMax", u32::try_from(bytes_max).unwrap_or(u32::MAX).into())])
                }
                None => object([]),
            }
        })
    }

    /// Begins to run an operation for a trusted caller. The outcome is `{output}`, as JSON text, or `{name, message}`.
    pub fn call(&self, now_millis: f64, seed: &[u8], operation: String, input: String) -> Call {
        let engine = self.engine.clone();
        Call::begin(now_millis, seed, async move {
            let outcome = match serde_json::from_str(&input) {
                Ok(input) => engine.call_for(HostCalls::client(), &operation, input).await,
                Err(_) => Err(Error::Serialization(None)),
            };
            match outcome {
                Ok(output) => object([("output", output.to_string().into())]),
                Err(error) => refused(&error),
            }
        })
    }

    /// Begins background work. The outcome is `{slices, records, more}` or `{failed}`.
    pub fn work(&self, now_millis: f64, seed: &[u8], slices: u32) -> Call {
        let engine = self.engine.clone();
        Call::begin(now_millis, seed, async move {
            match engine.work(slices).await {
                Ok(worked) => object([
                    ("slices", worked.slices.into()),
                    ("records", (u32::try_from(worked.records).unwrap_or(u32::MAX)).into()),
                    ("more", worked.more.into()),
                ]),
                Err(error) => object([("failed", console::with_causes(&error).into())]),
            }
        })
    }

    /// Begins to give a pool new signing keys. The outcome is `{signsFrom, published}`, with the time in milliseconds, or
    /// `{name, message}`.
    #[wasm_bindgen(js_name = rotateSigningKeys)]
    pub fn rotate_signing_keys(&self, now_millis: f64, seed: &[u8], pool_id: String) -> Call {
        let engine = self.engine.clone();
        Call::begin(now_millis, seed, async move {
            match engine.rotate_signing_keys(&pool_id).await {
                Ok(rotation) => {
                    let published: Array =
                        rotation.published.iter().map(|kid| JsValue::from_str(kid)).collect();
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "milliseconds since the epoch fit 53 bits"
                    )]
                    let signs_from = rotation.signs_from.millis() as f64;
                    object([("signsFrom", signs_from.into()), ("published", published.into())])
                }
                Err(error) => refused(&error),
            }
        })
    }

    /// Begins to check the master keys against the store. The outcome is `{}`, `{wrong}` or `{failed}`.
    #[wasm_bindgen(js_name = checkMasterKey)]
    pub fn check_master_key(&self, now_millis: f64, seed: &[u8]) -> Call {
        let engine = self.engine.clone();
        Call::begin(now_millis, seed, async move {
            match engine.check_master_key().await {
                Ok(()) => object([]),
                Err(error @ MasterKeyError::Wrong) => object([("wrong", error.to_string().into())]),
                Err(error) => object([("failed", console::with_causes(&error).into())]),
            }
        })
    }
}

/// A moment from the package.
fn moment(now_millis: f64, seed: &[u8]) -> Moment {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturation is intended")]
    let now = Timestamp::from_millis(now_millis as u64);
    let mut full = [0; 32];
    let length = seed.len().min(full.len());
    full[..length].copy_from_slice(&seed[..length]);
    Moment { now, seed: full }
}

/// An error as the package takes it.
fn refused(error: &Error) -> JsValue {
    if let Some(cause) = error.internal() {
        HostCalls::log(format!("internal error: {}", console::with_causes(cause)));
    }
    object([("name", error.name().into()), ("message", error.to_string().into())])
}

/// An HTTP response as the package takes it.
fn answer(response: &http::Response<Bytes>) -> JsValue {
    let headers = Array::new();
    for (name, value) in response.headers() {
        if let Ok(value) = value.to_str() {
            headers.push(&Array::of2(&name.as_str().into(), &value.into()));
        }
    }
    object([
        ("status", response.status().as_u16().into()),
        ("headers", headers.into()),
        ("body", Uint8Array::from(&**response.body()).into()),
    ])
}

#[wasm_bindgen]
impl Call {
    fn begin(now_millis: f64, seed: &[u8], work: impl Future<Output = JsValue> + 'static) -> Self {
        Self {
            work: Some(Box::pin(work)),
            host_calls: HostCalls::new(moment(now_millis, seed)),
            outcome: JsValue::UNDEFINED,
        }
    }

    /// Sets where the client of the call is, before its first step. An address that is not one counts as unknown.
    #[wasm_bindgen(js_name = setClient)]
    pub fn set_client(&self, address: Option<String>, user_agent: Option<String>) {
        let address = address.and_then(|address| address.parse().ok());
        self.host_calls.set_client(ClientOrigin { address, user_agent });
    }

    /// Runs until the call needs the host. Returns the host functions to run, as a list of `{id, function, input}`, or
    /// `undefined` when the call has ended.
    pub fn step(&mut self) -> JsValue {
        let Some(work) = &mut self.work else { return JsValue::UNDEFINED };
        if let Poll::Ready(outcome) = self.host_calls.poll(work.as_mut()) {
            self.work = None;
            self.outcome = outcome;
            return JsValue::UNDEFINED;
        }
        let requests: Array = self
            .host_calls
            .take_requests()
            .into_iter()
            .map(|(id, request)| {
                object([("id", id.into()), ("function", request.function.into()), ("input", request.input)])
            })
            .collect();
        requests.into()
    }

    /// Stores the result of a host function.
    pub fn answer(&self, id: u32, value: JsValue) {
        self.host_calls.answer(id, Ok(value));
    }

    /// Stores the failure of a host function; `message` is for operators.
    pub fn fail(&self, id: u32, message: String) {
        self.host_calls.answer(id, Err(message));
    }

    /// The lines for operators that were logged since the last call of this function.
    #[wasm_bindgen(js_name = takeLog)]
    pub fn take_log(&self) -> Vec<String> {
        self.host_calls.take_log()
    }

    /// The outcome of a call that has ended.
    pub fn outcome(&self) -> JsValue {
        self.outcome.clone()
    }
}

/// Compiles code paths that the first requests would otherwise wait for; to be called while the isolate starts.
#[wasm_bindgen]
pub fn warm() {
    warm::warm_up();
}

/// The file and line of a panic. The panic's message is left out, since it may contain stored values.
#[wasm_bindgen(js_name = panickedAt)]
pub fn panicked_at() -> Option<String> {
    PANICKED_AT.with_borrow_mut(Option::take)
}

thread_local! {
    static PANICKED_AT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Runs when the module is instantiated.
#[wasm_bindgen(start)]
pub fn start() {
    console::subscribe();
    std::panic::set_hook(Box::new(|panic| {
        PANICKED_AT.set(panic.location().map(ToString::to_string));
    }));
}

// `Debug` shows no content, since it may be secret: keys, requests, answers.
impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Engine")
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Options")
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call")
    }
}
