//! What tests share: an engine on a memory store with a pool, a client, a clock, an outbox and prepared keys; stores that
//! fail or conflict; helpers for sign-ins, refusals and races.

pub mod authenticator;
mod clock;
mod functions;
mod interleave;
mod keys;
mod outbox;
mod stores;

use std::{collections::BTreeMap, sync::Arc};

use base64::Engine as _;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use userpool::{
    AccessPolicy, Credentials, Engine, EngineBuilder, Error, Sensitive, Timestamp,
    auth::totp::TotpSecret,
    client::{PasswordChallenge, SrpClient},
    operations::*,
    sigv4::{self, AccessKey},
    storage::{MemoryStorage, Partition, Prefix, Scan, Storage},
};

pub use self::{
    clock::{Chance, Clock, HandClock},
    functions::{Recorder, function_arn, function_for_each},
    interleave::{Racer, interleave},
    keys::{KEYS, PreparedKeys, forge},
    outbox::Outbox,
    stores::{Counting, Failing, Fault, Faulty, StoreCall, Unchecked, Watched, Yield, Yielding},
};

/// A configuration or another setting, from its JSON.
pub fn typed<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

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

    /// The same with a client that hides whether users exist.
    pub fn hiding(seed: u64) -> Self {
        Self::with(seed, MemoryStorage::default(), |_| {}, hide_existence)
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
            .map(Into::into)
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

    // ---- Operations ----

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

    /// A user whom an administrator created, with the permanent password [`PASSWORD`].
    pub fn create_user(&self, name: &str, given: &[(&str, &str)]) {
        self.pool_ok(
            "AdminCreateUser",
            json!({"Username": name, "MessageAction": "SUPPRESS", "UserAttributes": attributes(given)}),
        );
        let password = json!({"Username": name, "Password": PASSWORD, "Permanent": true});
        self.pool_ok("AdminSetUserPassword", password);
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

    /// The value of one attribute of a user.
    pub fn attribute(&self, name: &str, attribute: &str) -> Option<String> {
        let user = self.admin_get(name).unwrap();
        let found = user.user_attributes.into_iter().find(|found| found.name == attribute)?;
        found.value.map(|value| value.as_str().to_owned())
    }

    /// The code that an authenticator app with this secret shows now.
    pub fn totp(&self, secret: &str) -> String {
        TotpSecret::from_base32(secret).unwrap().code_at(self.clock.now().seconds())
    }

    /// The secret of a new authenticator app of a signed-in user. Its present code is used up.
    pub fn associate_app(&self, access_token: &str) -> String {
        let answer = self.ok("AssociateSoftwareToken", json!({"AccessToken": access_token}));
        let secret = answer["SecretCode"].as_str().unwrap().to_owned();
        let verify = json!({"AccessToken": access_token, "UserCode": self.totp(&secret)});
        assert_eq!(self.ok("VerifySoftwareToken", verify), json!({"Status": "SUCCESS"}));
        secret
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

    /// An answer that other calls may run beside.
    pub fn respond_racing(
        &self,
        challenge: &str,
        session: Option<&Sensitive>,
        responses: &[(&str, &str)],
    ) -> Racer<'_, SignInOutput> {
        Box::pin(self.engine.send(RespondToAuthChallenge {
            client_id: self.client.clone(),
            challenge_name: challenge.into(),
            session: session.cloned(),
            challenge_responses: Some(map(responses)),
            ..Default::default()
        }))
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

/// A client that hides whether users exist.
pub fn hide_existence(client: &mut CreateUserPoolClient) {
    client.settings.prevent_user_existence_errors = Some("ENABLED".into());
}

/// A list of attributes as JSON.
pub fn attributes(entries: &[(&str, &str)]) -> Value {
    entries.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect()
}

/// The parameters of a challenge as JSON.
pub fn challenge_parameters(output: &SignInOutput) -> Value {
    serde_json::to_value(&output.challenge_parameters).unwrap()
}

/// The tokens of a sign-in that is finished.
#[track_caller]
pub fn signed_in(output: Result<SignInOutput, Error>) -> AuthenticationResult {
    let output = output.unwrap();
    assert_eq!((&output.challenge_name, output.session.is_some()), (&None, false), "{output:?}");
    assert_eq!(challenge_parameters(&output), json!({}));
    output.authentication_result.unwrap()
}

/// The member of `ChallengeResponses` that holds the code.
pub fn code_member(challenge: &str) -> &'static str {
    match challenge {
        "SMS_MFA" => "SMS_MFA_CODE",
        "SMS_OTP" => "SMS_OTP_CODE",
        "EMAIL_OTP" => "EMAIL_OTP_CODE",
        _ => "SOFTWARE_TOKEN_MFA_CODE",
    }
}

/// A wrong code of the same length.
pub fn other_than(code: &str) -> &'static str {
    match code {
        "000000" => "000001",
        "12345678" => "87654321",
        _ if code.len() == 8 => "12345678",
        _ => "000000",
    }
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

/// The call is refused for exactly this reason. The text of each reason is pinned in `wire/messages.rs`.
#[track_caller]
pub fn assert_refused<T: std::fmt::Debug>(result: Result<T, Error>, expected: impl Into<Error>) {
    let expected = expected.into();
    match result {
        Ok(value) => panic!("expected {expected:?}, got {value:?}"),
        Err(error) => assert_eq!(format!("{error:?}"), format!("{expected:?}")),
    }
}

/// A refusal as [`World::refused`] gives it: `Exception: text`.
pub fn refusal(error: impl Into<Error>) -> String {
    let error = error.into();
    format!("{}: {error}", error.name())
}

/// Runs a call to its end, on stores that answer at once as on those that answer from a thread.
pub fn now<T>(future: impl Future<Output = T>) -> T {
    userpool_storage_traits::conformance::block_on(future)
}

/// The policy that knows the administrators' access key.
pub fn administrators() -> AccessPolicy {
    AccessPolicy::Keys(Credentials::none().with(ACCESS_KEY.0, ACCESS_KEY.1))
}
