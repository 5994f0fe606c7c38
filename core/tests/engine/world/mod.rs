//! A small world to test in: one engine on the memory store, a clock that is turned by hand, chance from a seed, an
//! outbox, and keys made beforehand.

pub mod authenticator;

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use rsa::{pkcs8::DecodePrivateKey as _, traits::PublicKeyParts as _};
use serde_json::Value;
use userpool::{
    AccessPolicy, Credentials, Engine, EngineBuilder, Error, Moment, Moments, RsaSigner, Sensitive,
    Timestamp,
    client::{PasswordChallenge, SrpClient},
    operations::*,
    sigv4::{self, AccessKey},
    storage::{
        Algorithm, Batch, CommitError, DeliveryError, GeneratedKey, Key, KeyMaterial, MemoryStorage, Message,
        Messenger, Partition, Prefix, PublicKey, Record, Scan, Signer, SignerError, Storage, StorageError,
    },
    time::NoMoment,
};

/// A password that every test pool takes.
pub const PASSWORD: &str = "Correct-Horse9!";

/// The administrators' access key: its id and its secret.
pub const ACCESS_KEY: (&str, &str) = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

/// The region of a world's engine.
pub const REGION: &str = "us-east-1";

/// Where the clock stands when a world begins.
pub const START: Timestamp = Timestamp::from_seconds(1_780_000_000);

pub struct World {
    pub engine: Engine,
    pub clock: Arc<Clock>,
    pub outbox: Arc<Outbox>,
    pub pool: String,
    pub client: String,
}

impl World {
    /// A pool that verifies mail addresses, and a client that allows every flow.
    pub fn new(seed: u64) -> Self {
        Self::with(seed, MemoryStorage::default(), |_| {}, |_| {})
    }

    /// The same on another store, or with changes to pool and client.
    pub fn with(
        seed: u64,
        storage: impl Storage,
        pool: impl FnOnce(&mut CreateUserPool),
        client: impl FnOnce(&mut CreateUserPoolClient),
    ) -> Self {
        Self::built(seed, |builder| builder.storage(storage), pool, client)
    }

    /// The same on an engine that is built otherwise.
    pub fn built(
        seed: u64,
        change: impl FnOnce(EngineBuilder) -> EngineBuilder,
        pool: impl FnOnce(&mut CreateUserPool),
        client: impl FnOnce(&mut CreateUserPoolClient),
    ) -> Self {
        let clock = Arc::new(Clock::new(seed));
        let outbox = Arc::new(Outbox::default());
        let builder = Engine::builder()
            .storage(MemoryStorage::default())
            .messenger(Arc::clone(&outbox))
            .signer(PreparedKeys::default())
            .moments(HandClock(Arc::clone(&clock)))
            .access(administrators())
            .master_key([7; 32]);
        let engine = change(builder).build().unwrap();
        let mut create = CreateUserPool { pool_name: "test".into(), ..Default::default() };
        create.settings.auto_verified_attributes = Some(vec!["email".into()]);
        pool(&mut create);
        let mut world = Self { engine, clock, outbox, pool: String::new(), client: String::new() };
        world.pool = now(world.engine.send(create)).unwrap().user_pool.id;
        world.client = world.add_client(client).client_id;
        world
    }

    /// Another client, which allows every flow unless changed.
    pub fn add_client(&self, change: impl FnOnce(&mut CreateUserPoolClient)) -> UserPoolClient {
        let mut create = CreateUserPoolClient {
            user_pool_id: self.pool.clone(),
            client_name: "test".into(),
            ..Default::default()
        };
        create.settings.explicit_auth_flows = Some(
            [
                "ALLOW_USER_SRP_AUTH",
                "ALLOW_USER_PASSWORD_AUTH",
                "ALLOW_ADMIN_USER_PASSWORD_AUTH",
                "ALLOW_REFRESH_TOKEN_AUTH",
            ]
            .map(String::from)
            .to_vec(),
        );
        change(&mut create);
        now(self.engine.send(create)).unwrap().user_pool_client
    }

    pub fn send<O: Operation>(&self, request: O) -> Result<O::Response, Error> {
        now(self.engine.send(request))
    }

    // ---- JSON over the wire, signed by an administrator ----

    /// The answer to a signed request: its JSON, or `Exception: text`.
    pub fn call(&self, operation: &str, body: &Value) -> Result<Value, String> {
        self.call_in(REGION, operation, body)
    }

    /// The same under a signature for another region.
    pub fn call_in(&self, region: &str, operation: &str, body: &Value) -> Result<Value, String> {
        let response = self.signed(region, operation, body.to_string());
        let answer: Value = serde_json::from_slice(response.body()).unwrap();
        assert!(!holds_null(&answer), "{operation} {body} gave {answer}");
        if response.status() == 200 {
            return Ok(answer);
        }
        let text = answer.get("message").map_or("", |message| message.as_str().unwrap());
        Err(format!("{}: {text}", answer["__type"].as_str().unwrap()))
    }

    /// The JSON that a signed request is answered with.
    #[track_caller]
    pub fn ok(&self, operation: &str, body: Value) -> Value {
        self.call(operation, &body).unwrap_or_else(|refusal| panic!("{operation} {body}: {refusal}"))
    }

    /// `Exception: text` of a signed request that is refused.
    #[track_caller]
    pub fn refused(&self, operation: &str, body: Value) -> String {
        match self.call(operation, &body) {
            Ok(answer) => panic!("{operation} {body} gave {answer}"),
            Err(refusal) => refusal,
        }
    }

    /// As [`World::ok`], in this world's pool.
    #[track_caller]
    pub fn pool_ok(&self, operation: &str, body: Value) -> Value {
        self.ok(operation, self.in_pool(body))
    }

    /// As [`World::refused`], in this world's pool.
    #[track_caller]
    pub fn pool_refused(&self, operation: &str, body: Value) -> String {
        self.refused(operation, self.in_pool(body))
    }

    fn in_pool(&self, mut body: Value) -> Value {
        body["UserPoolId"] = Value::from(&*self.pool);
        body
    }

    /// The same world, moved to a new pool with a client that allows every flow.
    pub fn moved_to(mut self, pool: Value) -> Self {
        let answer = self.ok("CreateUserPool", pool);
        self.pool = answer["UserPool"]["Id"].as_str().unwrap().to_owned();
        self.client = self.add_client(|_| {}).client_id;
        self
    }

    /// A request signed for `region`.
    pub fn signed(
        &self,
        region: &str,
        operation: &str,
        body: impl Into<Vec<u8>>,
    ) -> http::Response<bytes::Bytes> {
        let mut request = request(operation, body);
        let now = i64::try_from(self.clock.now().seconds()).unwrap();
        sigv4::sign(&mut request, now, region, &AccessKey::new(ACCESS_KEY.0, ACCESS_KEY.1)).unwrap();
        self.fetch(request)
    }

    pub fn fetch(&self, request: http::Request<bytes::Bytes>) -> http::Response<bytes::Bytes> {
        now(self.engine.fetch(request))
    }

    /// A public document.
    pub fn document(&self, path: &str) -> http::Response<bytes::Bytes> {
        self.fetch(http::Request::get(path).body(bytes::Bytes::new()).unwrap())
    }

    // ---- Stories told often ----

    pub fn sign_up_request(&self, name: &str) -> SignUp {
        SignUp {
            client_id: self.client.clone(),
            username: name.into(),
            password: Some(PASSWORD.into()),
            user_attributes: Some(vec![Attribute::new("email", format!("{name}@example.com"))]),
            ..Default::default()
        }
    }

    pub fn sign_up(&self, name: &str) -> Result<SignUpOutput, Error> {
        self.send(self.sign_up_request(name))
    }

    pub fn confirm(&self, name: &str, code: &str) -> Result<ConfirmSignUpOutput, Error> {
        self.send(ConfirmSignUp {
            client_id: self.client.clone(),
            username: name.into(),
            confirmation_code: code.into(),
            ..Default::default()
        })
    }

    /// A user who signed up and confirmed.
    pub fn confirmed(self, name: &str) -> Self {
        self.sign_up(name).unwrap();
        let code = self.outbox.last_code();
        self.confirm(name, &code).unwrap();
        self
    }

    pub fn forgot_password(&self, name: &str) -> Result<ForgotPasswordOutput, Error> {
        self.send(ForgotPassword {
            client_id: self.client.clone(),
            username: name.into(),
            ..Default::default()
        })
    }

    pub fn confirm_forgot_password(&self, name: &str, code: &str, password: &str) -> Result<Empty, Error> {
        self.send(ConfirmForgotPassword {
            client_id: self.client.clone(),
            username: name.into(),
            confirmation_code: code.into(),
            password: password.into(),
            ..Default::default()
        })
    }

    pub fn admin_get(&self, name: &str) -> Result<AdminGetUserOutput, Error> {
        self.send(AdminGetUser { user_pool_id: self.pool.clone(), username: name.into() })
    }

    pub fn initiate(&self, flow: &str, parameters: &[(&str, &str)]) -> Result<SignInOutput, Error> {
        self.send(InitiateAuth {
            auth_flow: flow.into(),
            client_id: self.client.clone(),
            auth_parameters: Some(map(parameters)),
            ..Default::default()
        })
    }

    pub fn respond(
        &self,
        challenge: &str,
        session: Option<&Sensitive>,
        responses: &[(&str, &str)],
    ) -> Result<SignInOutput, Error> {
        self.send(RespondToAuthChallenge {
            client_id: self.client.clone(),
            challenge_name: challenge.into(),
            session: session.cloned(),
            challenge_responses: Some(map(responses)),
            ..Default::default()
        })
    }

    pub fn password_sign_in(&self, name: &str, password: &str) -> Result<SignInOutput, Error> {
        self.initiate("USER_PASSWORD_AUTH", &[("USERNAME", name), ("PASSWORD", password)])
    }

    /// First step of SRP: the client's part, and the challenge.
    pub fn srp_start(&self, name: &str) -> Result<(SrpClient, SignInOutput), Error> {
        let srp = SrpClient::new(&self.pool, [42; 32]);
        let output = self.initiate("USER_SRP_AUTH", &[("USERNAME", name), ("SRP_A", &srp.srp_a())])?;
        Ok((srp, output))
    }

    /// The client's proof.
    pub fn srp_responses(
        &self,
        srp: &SrpClient,
        challenge: &SignInOutput,
        password: &str,
    ) -> Vec<(&'static str, String)> {
        let parameters = challenge.challenge_parameters.as_ref().unwrap();
        let asked = PasswordChallenge::user(|name| parameters.get(name).map(String::as_str)).unwrap();
        let claim = srp.answer(password, &asked, self.clock.now().seconds()).unwrap();
        let mut responses = claim.responses().to_vec();
        responses.push(("USERNAME", parameters["USERNAME"].clone()));
        responses
    }

    pub fn srp_sign_in(&self, name: &str, password: &str) -> Result<SignInOutput, Error> {
        let (srp, challenge) = self.srp_start(name)?;
        let responses = self.srp_responses(&srp, &challenge, password);
        let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.respond("PASSWORD_VERIFIER", challenge.session.as_ref(), &responses)
    }

    /// The tokens of a user who signs in by password.
    pub fn tokens(&self, name: &str) -> AuthenticationResult {
        self.password_sign_in(name, PASSWORD).unwrap().authentication_result.unwrap()
    }

    pub fn get_user(&self, tokens: &AuthenticationResult) -> Result<GetUserOutput, Error> {
        self.send(GetUser { access_token: tokens.access_token.clone().unwrap() })
    }

    /// A request as it comes over the wire.
    pub fn wire(&self, operation: &str, body: impl Into<Vec<u8>>) -> http::Response<bytes::Bytes> {
        self.fetch(request(operation, body))
    }
}

/// Where passwords are reset by text message before mail, so that mail may be a second factor.
pub fn by_phone_first() -> AccountRecoverySetting {
    let option = |(priority, name): (u32, &str)| RecoveryOption { priority, name: name.into() };
    let mechanisms = [(1, "verified_phone_number"), (2, "verified_email")];
    AccountRecoverySetting { recovery_mechanisms: Some(mechanisms.map(option).into()) }
}

/// An operation as clients send it, unsigned.
pub fn request(operation: &str, body: impl Into<Vec<u8>>) -> http::Request<bytes::Bytes> {
    http::Request::post("/")
        .header("host", "cognito-idp.us-east-1.amazonaws.com")
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", format!("AWSCognitoIdentityProviderService.{operation}"))
        .body(bytes::Bytes::from(body.into()))
        .unwrap()
}

fn holds_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(holds_null),
        Value::Object(members) => members.values().any(holds_null),
        _ => false,
    }
}

/// The members of both objects.
pub fn merged(mut one: Value, other: &Value) -> Value {
    for (name, value) in other.as_object().unwrap() {
        one[name] = value.clone();
    }
    one
}

/// All records of a partition as text.
pub fn records(storage: &MemoryStorage, partition: &str) -> BTreeMap<String, String> {
    let mut scan = Scan::first(Prefix::all(), 1000);
    let mut all = BTreeMap::new();
    loop {
        let page = now(Storage::scan(storage, &Partition::new(partition), &scan)).unwrap();
        let Some((last, _)) = page.last() else { return all };
        scan.after = Some(last.clone());
        for (key, record) in page {
            all.insert(key.as_str().to_owned(), String::from_utf8(record.value).unwrap());
        }
    }
}

/// Whether the text is a UUID as the API writes it.
pub fn is_uuid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
}

pub fn map(entries: &[(&str, &str)]) -> BTreeMap<String, Sensitive> {
    entries.iter().map(|(name, value)| ((*name).to_owned(), Sensitive::new(*value))).collect()
}

/// The claims of a token, unchecked.
pub fn claims(token: &Option<Sensitive>) -> serde_json::Value {
    let token = token.as_ref().unwrap();
    let part = token.split('.').nth(1).unwrap();
    let bytes = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// `Err` of exactly this exception and text.
#[track_caller]
pub fn assert_refused<T: std::fmt::Debug>(result: Result<T, Error>, exception: &str, message: &str) {
    match result {
        Ok(value) => panic!("expected {exception}, got {value:?}"),
        Err(error) => assert_eq!((error.name(), &*error.to_string()), (exception, message)),
    }
}

/// Runs a call to its end, on stores that answer at once as on those that answer from a thread.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    userpool_storage_traits::conformance::block_on(future)
}

// ---- Time and chance ----

pub struct Clock {
    millis: AtomicU64,
    seed: u64,
    calls: AtomicU64,
}

/// The policy that knows the administrators' access key.
pub fn administrators() -> AccessPolicy {
    AccessPolicy::Keys(Credentials::none().with(ACCESS_KEY.0, ACCESS_KEY.1))
}

impl Clock {
    fn new(seed: u64) -> Self {
        Self { millis: AtomicU64::new(START.millis()), seed, calls: AtomicU64::new(0) }
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis.load(Ordering::SeqCst))
    }

    pub fn set(&self, to: Timestamp) {
        self.millis.store(to.millis(), Ordering::SeqCst);
    }

    pub fn advance(&self, seconds: u64) {
        self.millis.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// Sets a clock right that was ahead.
    pub fn go_back(&self, seconds: u64) {
        self.millis.fetch_sub(seconds * 1000, Ordering::SeqCst);
    }
}

pub struct HandClock(pub Arc<Clock>);

impl Moments for HandClock {
    fn moment(&self) -> Result<Moment, NoMoment> {
        let call = self.0.calls.fetch_add(1, Ordering::SeqCst);
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.0.seed.to_be_bytes());
        seed[8..16].copy_from_slice(&call.to_be_bytes());
        Ok(Moment { now: self.0.now(), seed })
    }
}

/// A small generator for tests: splitmix64.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ z >> 31) % bound as u64).unwrap()
    }
}

// ---- Messages ----

#[derive(Default)]
pub struct Outbox {
    messages: Mutex<Vec<Message>>,
    pub broken: std::sync::atomic::AtomicBool,
}

impl Outbox {
    pub fn last_code(&self) -> String {
        self.last().code.unwrap().expose().to_owned()
    }

    pub fn last(&self) -> Message {
        self.messages.lock().unwrap().last().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.messages.lock().unwrap().len()
    }

    pub fn all(&self) -> Vec<Message> {
        self.messages.lock().unwrap().clone()
    }
}

impl Messenger for Outbox {
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(DeliveryError::new("The gateway is closed."));
        }
        self.messages.lock().unwrap().push(message.clone());
        Ok(())
    }
}

// ---- Keys ----

/// Hands out keys made beforehand, since making one takes longer than most tests.
#[derive(Default)]
pub struct PreparedKeys {
    signer: RsaSigner,
    made: AtomicU64,
}

impl PreparedKeys {
    /// Goes on behind so many keys.
    pub fn after(made: u64) -> Self {
        Self { made: AtomicU64::new(made), ..Self::default() }
    }
}

const KEYS: [&str; 4] = [
    include_str!("../../data/jws/test-only-rsa2048-1.pkcs8.b64"),
    include_str!("../../data/jws/test-only-rsa2048-2.pkcs8.b64"),
    include_str!("../../data/jws/test-only-rsa2048-3.pkcs8.b64"),
    include_str!("../../data/jws/test-only-rsa2048-4.pkcs8.b64"),
];

/// A token with a true signature by one of the prepared keys: those of the first pool of a world are 0 (ID tokens)
/// and 1 (access tokens), those of the second 2 and 3.
pub fn forge(key: usize, header: &Value, claims: &Value) -> String {
    let part = |value: &Value| base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", part(header), part(claims));
    let material = KeyMaterial {
        id: format!("prepared-{key}"),
        algorithm: Algorithm::Rs256,
        private: BASE64_STANDARD.decode(KEYS[key].trim()).unwrap(),
    };
    let signature = now(RsaSigner::default().sign(&material, input.as_bytes(), [9; 32])).unwrap();
    format!("{input}.{}", base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(signature))
}

impl Signer for PreparedKeys {
    async fn generate(&self, _: Algorithm, _: [u8; 32]) -> Result<GeneratedKey, SignerError> {
        let index = usize::try_from(self.made.fetch_add(1, Ordering::SeqCst)).unwrap() % KEYS.len();
        let private = BASE64_STANDARD.decode(KEYS[index].trim()).unwrap();
        let key = rsa::RsaPrivateKey::from_pkcs8_der(&private).unwrap();
        let public = PublicKey::Rsa {
            n: key.n().to_be_bytes_trimmed_vartime().into_vec(),
            e: key.e().to_be_bytes_trimmed_vartime().into_vec(),
        };
        Ok(GeneratedKey { private, public })
    }

    async fn sign(
        &self,
        key: &KeyMaterial,
        message: &[u8],
        entropy: [u8; 32],
    ) -> Result<Vec<u8>, SignerError> {
        self.signer.sign(key, message, entropy).await
    }

    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, SignerError> {
        self.signer.verify(key, message, signature).await
    }
}

// ---- Races, played ----

/// A store that lets somebody else go first before each of its three functions.
pub struct Yielding<S>(pub S);

/// Waits once.
pub struct Yield(bool);

impl Yield {
    pub fn once() -> Self {
        Self(false)
    }
}

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<S: Storage + Send + Sync> Storage for Yielding<S> {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        Yield::once().await;
        self.0.get(partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        Yield::once().await;
        self.0.scan(partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        Yield::once().await;
        self.0.commit(batch).await
    }
}

/// Runs the futures to their ends, each step's turn drawn from `seed`. One seed, one order of events.
pub fn interleave<'a, T>(seed: u64, futures: Vec<Pin<Box<dyn Future<Output = T> + 'a>>>) -> Vec<T> {
    let mut chance = Chance(seed);
    let mut outcomes: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    let mut running: Vec<_> = futures.into_iter().enumerate().collect();
    while !running.is_empty() {
        let turn = chance.below(running.len());
        let (index, future) = &mut running[turn];
        if let Poll::Ready(outcome) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            outcomes[*index] = Some(outcome);
            drop(running.swap_remove(turn));
        }
    }
    outcomes.into_iter().map(Option::unwrap).collect()
}
