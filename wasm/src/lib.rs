//! The `userpool` engine for JavaScript runtimes.
//!
//! The npm package in `npm/` is what JavaScript sees; this module is what it is built on. [`Engine`] begins a [`Call`];
//! the package runs it step by step, and does between the steps what the call asks of its host. See `desk`.

#[cfg(feature = "testing")]
mod conformance;
mod console;
mod desk;
mod host;
mod warm;

use std::{cell::RefCell, fmt, pin::Pin, rc::Rc, task::Poll};

use bytes::Bytes;
use js_sys::{Array, Function, Uint8Array};
use userpool::{AccessPolicy, Credentials, Issuer, MasterKeyError, Moment, Timestamp};
use wasm_bindgen::prelude::*;

use desk::Desk;
use host::{GivenMoments, HostMessenger, HostSigner, HostStorage, HostSuffixes, HostTriggers, object};

/// An engine whose host is JavaScript.
#[wasm_bindgen]
pub struct Engine {
    engine: userpool::Engine,
}

/// What an engine is built from.
#[wasm_bindgen]
#[derive(Default)]
pub struct Options {
    master_keys: Vec<[u8; 32]>,
    credentials: Option<Credentials>,
    accept_any: bool,
    has_messenger: bool,
    has_triggers: bool,
    region: Option<String>,
    account: Option<String>,
    public_url: Option<String>,
    public_suffixes: Option<Function>,
    issuer: Option<Issuer>,
}

/// One call of an operation or one HTTP request, from its beginning to its answer.
#[wasm_bindgen]
pub struct Call {
    work: Option<Pin<Box<dyn Future<Output = JsValue>>>>,
    desk: Rc<Desk>,
    outcome: JsValue,
}

#[wasm_bindgen]
impl Options {
    /// Nothing set.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// A key of 32 bytes that seals stored secrets; of several the newest comes first.
    ///
    /// # Errors
    /// When it has not 32 bytes.
    #[wasm_bindgen(js_name = addMasterKey)]
    pub fn add_master_key(&mut self, key: &[u8]) -> Result<(), JsValue> {
        let key = key.try_into().map_err(|_| JsValue::from_str("a master key has 32 bytes"))?;
        self.master_keys.push(key);
        Ok(())
    }

    /// An administrator's access key.
    #[wasm_bindgen(js_name = addCredential)]
    pub fn add_credential(&mut self, id: &str, secret: &str) {
        let credentials = self.credentials.take().unwrap_or_else(Credentials::none);
        self.credentials = Some(credentials.with(id, secret));
    }

    /// Takes every signature for an administrator's: for tests only.
    #[wasm_bindgen(js_name = dangerAcceptAny)]
    pub fn danger_accept_any(&mut self) {
        self.accept_any = true;
    }

    /// The host delivers messages.
    #[wasm_bindgen(js_name = hasMessenger)]
    pub fn has_messenger(&mut self) {
        self.has_messenger = true;
    }

    /// The host calls functions.
    #[wasm_bindgen(js_name = hasTriggers)]
    pub fn has_triggers(&mut self) {
        self.has_triggers = true;
    }

    /// A function that gives the Public Suffix List, which is too large for the module.
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

    /// Where clients reach this engine: discovery names it, and the issuer of tokens begins with it.
    #[wasm_bindgen(setter, js_name = publicUrl)]
    pub fn set_public_url(&mut self, url: String) {
        self.public_url = Some(url);
    }

    /// Issues tokens as Cognito does, else under the public URL or the address of each request.
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
    /// What is missing or wrong, as a text.
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

    /// Begins to answer an HTTP request. `target` is its URL, or the path and query of one. `headers` are names and values in turn. The outcome is
    /// `{status, headers, body}`.
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
                Ok(request) => engine.fetch(request).await,
                // What the host let through as a request and is none.
                Err(_) => {
                    let mut response = http::Response::new(Bytes::new());
                    *response.status_mut() = http::StatusCode::BAD_REQUEST;
                    response
                }
            };
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
        })
    }

    /// Begins to run an operation for a caller who is trusted. The outcome is `{output}` or `{name, message}`, with JSON
    /// in `output`.
    pub fn call(&self, now_millis: f64, seed: &[u8], operation: String, input: String) -> Call {
        let engine = self.engine.clone();
        Call::begin(now_millis, seed, async move {
            let outcome = match serde_json::from_str(&input) {
                Ok(input) => engine.call(&operation, input).await,
                Err(_) => Err(userpool::Error::Serialization(None)),
            };
            match outcome {
                Ok(output) => object([("output", output.to_string().into())]),
                Err(error) => {
                    if let userpool::Error::Internal(cause) = &error {
                        Desk::say(format!("internal error: {}", console::with_causes(cause)));
                    }
                    object([("name", error.name().into()), ("message", error.to_string().into())])
                }
            }
        })
    }

    /// Begins some of the work that no call waits for. The outcome is `{slices, records, more}` or `{failed}`.
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
                    #[expect(clippy::cast_precision_loss, reason = "milliseconds fit 53 bits for ages")]
                    let signs_from = rotation.signs_from.millis() as f64;
                    object([("signsFrom", signs_from.into()), ("published", published.into())])
                }
                Err(error) => {
                    if let userpool::Error::Internal(cause) = &error {
                        Desk::say(format!("internal error: {}", console::with_causes(cause)));
                    }
                    object([("name", error.name().into()), ("message", error.to_string().into())])
                }
            }
        })
    }

    /// Begins to compare the master keys with those that the store was begun with. The outcome is `{}`, `{wrong}` or
    /// `{failed}`.
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

#[wasm_bindgen]
impl Call {
    fn begin(now_millis: f64, seed: &[u8], work: impl Future<Output = JsValue> + 'static) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates, as it should"
        )]
        let now = Timestamp::from_millis(now_millis as u64);
        let mut full = [0; 32];
        let length = seed.len().min(full.len());
        full[..length].copy_from_slice(&seed[..length]);
        Self {
            work: Some(Box::pin(work)),
            desk: Desk::new(Moment { now, seed: full }),
            outcome: JsValue::UNDEFINED,
        }
    }

    /// Goes on as far as it can. Answers what the host is to do now, as `{id, function, input}`; `undefined` when the
    /// call has ended.
    pub fn step(&mut self) -> JsValue {
        let Some(work) = &mut self.work else { return JsValue::UNDEFINED };
        if let Poll::Ready(outcome) = self.desk.poll(work.as_mut()) {
            self.work = None;
            self.outcome = outcome;
            return JsValue::UNDEFINED;
        }
        let requests: Array = self
            .desk
            .take_requests()
            .into_iter()
            .map(|(id, request)| {
                object([("id", id.into()), ("function", request.function.into()), ("input", request.input)])
            })
            .collect();
        requests.into()
    }

    /// The host has done what was asked.
    pub fn answer(&self, id: u32, value: JsValue) {
        self.desk.answer(id, Ok(value));
    }

    /// The host could not do what was asked; `message` may be shown to operators.
    pub fn fail(&self, id: u32, message: String) {
        self.desk.answer(id, Err(message));
    }

    /// What operators are to read, since this was last asked.
    pub fn said(&self) -> Vec<String> {
        self.desk.take_said()
    }

    /// The outcome of a call that has ended.
    pub fn outcome(&self) -> JsValue {
        self.outcome.clone()
    }
}

/// Does once what the first calls would otherwise wait for; for when time costs nothing.
#[wasm_bindgen]
pub fn warm() {
    warm::rehearse();
}

/// Where the module panicked, if it did: file and line. What the panic said is kept back, since it may hold anything.
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

// None of these shows what it holds: keys, requests, answers.
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
