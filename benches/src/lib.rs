//! Shared by the benchmarks: an engine with a pool, a client and users, and complete sign-ins.
//!
//! Run `cargo bench -p userpool-benches`. Numbers of one run may be compared with each other; numbers of two machines,
//! or of two days, may not.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run should stop")]

use std::{
    sync::{Arc, Mutex},
    time::{SystemTime, UNIX_EPOCH},
};

use userpool::{
    AwsLcSigner, Engine, Sensitive,
    client::{PasswordChallenge, SrpClient},
    operations::*,
    storage::{DeliveryError, Message, Messenger, Storage},
};
use userpool_storage_traits::conformance::block_on;

/// The password of every user here.
pub const PASSWORD: &str = "Correct-Horse9!";

/// An engine ready to be measured.
#[derive(Debug)]
pub struct Bench {
    /// The engine.
    pub engine: Engine,
    /// The pool's id.
    pub pool: String,
    /// The client's id.
    pub client: String,
}

/// The requests of a sign-in by SRP, prepared, so that only the engine is measured.
#[derive(Debug)]
pub struct PreparedProof {
    /// The answer to `PASSWORD_VERIFIER`.
    pub answer: RespondToAuthChallenge,
}

#[derive(Debug, Default)]
struct Outbox(Mutex<Option<Message>>);

impl Messenger for Outbox {
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        *self.0.lock().unwrap() = Some(message.clone());
        Ok(())
    }
}

impl Bench {
    /// A pool and a client that allows every flow, on `storage`.
    pub fn new(storage: impl Storage) -> Self {
        Self::with_factors(storage, &["PASSWORD"])
    }

    /// The same with a pool whose users need no password, so that many can be made without SRP arithmetic.
    pub fn passwordless(storage: impl Storage) -> Self {
        Self::with_factors(storage, &["PASSWORD", "EMAIL_OTP"])
    }

    fn with_factors(storage: impl Storage, factors: &[&str]) -> Self {
        let engine = Engine::builder()
            .storage(storage)
            .messenger(Arc::new(Outbox::default()))
            .signer(AwsLcSigner::new())
            .master_key([7; 32])
            .build()
            .unwrap();
        let mut create = CreateUserPool { pool_name: "bench".into(), ..Default::default() };
        create.settings.policies = Some(Policies {
            sign_in_policy: Some(SignInPolicy {
                allowed_first_auth_factors: Some(factors.iter().map(|factor| (*factor).into()).collect()),
            }),
            ..Default::default()
        });
        let pool = block_on(engine.send(create)).unwrap().user_pool.id;
        let mut create = CreateUserPoolClient {
            user_pool_id: pool.clone(),
            client_name: "bench".into(),
            ..Default::default()
        };
        create.settings.explicit_auth_flows = Some(
            ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
                .map(Into::into)
                .to_vec(),
        );
        let client = block_on(engine.send(create)).unwrap().user_pool_client.client_id;
        Self { engine, pool, client }
    }

    /// A confirmed user.
    pub fn add_user(&self, name: &str) {
        let user = AdminCreateUser {
            user_pool_id: self.pool.clone(),
            username: name.into(),
            message_action: Some("SUPPRESS".into()),
            user_attributes: Some(vec![Attribute::new("email", format!("{name}@example.com"))]),
            ..Default::default()
        };
        block_on(self.engine.send(user)).unwrap();
        let password = AdminSetUserPassword {
            user_pool_id: self.pool.clone(),
            username: name.into(),
            password: PASSWORD.into(),
            permanent: Some(true),
        };
        block_on(self.engine.send(password)).unwrap();
    }

    /// From here on the pool records what its users do, as `AdminListUserAuthEvents` lists it.
    pub fn record_events(&self) {
        let mut update = UpdateUserPool { user_pool_id: self.pool.clone(), ..Default::default() };
        update.settings.user_pool_tier = Some("PLUS".into());
        update.settings.user_pool_add_ons = Some(serde_json::json!({"AdvancedSecurityMode": "AUDIT"}));
        block_on(self.engine.send(update)).unwrap();
    }

    /// What a client sends in the first step of SRP.
    pub fn srp_request(&self, name: &str) -> (SrpClient, InitiateAuth) {
        let srp = SrpClient::new(&self.pool, [42; 32]);
        let request = InitiateAuth {
            auth_flow: "USER_SRP_AUTH".into(),
            client_id: self.client.clone(),
            auth_parameters: Some(
                [("USERNAME".into(), name.into()), ("SRP_A".into(), srp.srp_a().into())].into(),
            ),
            ..Default::default()
        };
        (srp, request)
    }

    /// The client's part of the second step.
    pub fn prove(&self, name: &str) -> PreparedProof {
        let (srp, request) = self.srp_request(name);
        let challenge = block_on(self.engine.send(request)).unwrap();
        let parameters = challenge.challenge_parameters.unwrap();
        let asked = PasswordChallenge::user(|name| parameters.get(name).map(String::as_str)).unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let claim = srp.answer(PASSWORD, &asked, now).unwrap();
        let mut responses: std::collections::BTreeMap<String, Sensitive> =
            claim.responses().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        responses.insert("USERNAME".into(), name.into());
        PreparedProof {
            answer: RespondToAuthChallenge {
                client_id: self.client.clone(),
                challenge_name: "PASSWORD_VERIFIER".into(),
                challenge_responses: Some(responses),
                ..Default::default()
            },
        }
    }

    /// A sign-in by password.
    pub fn password_sign_in(&self, name: &str) -> AuthenticationResult {
        let start = InitiateAuth {
            auth_flow: "USER_PASSWORD_AUTH".into(),
            client_id: self.client.clone(),
            auth_parameters: Some(
                [("USERNAME".into(), name.into()), ("PASSWORD".into(), PASSWORD.into())].into(),
            ),
            ..Default::default()
        };
        block_on(self.engine.send(start)).unwrap().authentication_result.unwrap()
    }

    /// Runs one operation.
    pub fn send<O: Operation>(&self, request: O) -> O::Response {
        block_on(self.engine.send(request)).unwrap()
    }
}
