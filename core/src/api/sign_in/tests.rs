//! The cost of a sign-in, measured from inside: it must not reveal whether the user exists.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
};

use userpool_storage_traits::{
    Algorithm, Batch, CommitError, GeneratedKey, Key, KeyMaterial, MemoryStorage, Partition, PublicKey,
    Record, Scan, Signer, SignerError, Storage, StorageError, Swept,
};

use crate::{
    Engine, Moment, Moments, Timestamp,
    auth::srp::group::count,
    client::{PasswordChallenge, SrpClient},
    operations::{
        AdminCreateUser, AdminSetUserPassword, CreateUserPool, CreateUserPoolClient, InitiateAuth,
        RespondToAuthChallenge, SignInOutput,
    },
    time::NoMoment,
};

const PASSWORD: &str = "Correct-Horse9!";

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("memory waits for nothing"),
    }
}

/// A clock that stands still, so that no lockout ends during a test. Each call gets another seed.
struct StoppedClock(AtomicU64);

impl Moments for StoppedClock {
    fn moment(&self) -> Result<Moment, NoMoment> {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        Ok(Moment { now: Timestamp::from_seconds(1_780_000_000), seed })
    }
}

struct Door {
    engine: Engine,
    pool: String,
    client: String,
}

/// Refuses this many commits as if another call had committed first.
#[derive(Default)]
struct Contended {
    memory: MemoryStorage,
    conflicts: AtomicU64,
}

impl Storage for Contended {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        Storage::get(&self.memory, partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        Storage::scan(&self.memory, partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        if self.conflicts.load(Ordering::Relaxed) > 0 {
            self.conflicts.fetch_sub(1, Ordering::Relaxed);
            return Err(CommitError::Conflict);
        }
        Storage::commit(&self.memory, batch).await
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        Storage::sweep(&self.memory, before, limit).await
    }
}

/// Counts signatures.
#[derive(Default)]
struct Pen {
    signer: crate::RsaSigner,
    signatures: AtomicU64,
}

struct SharedPen(Arc<Pen>);

impl Signer for SharedPen {
    async fn generate(&self, algorithm: Algorithm, entropy: [u8; 32]) -> Result<GeneratedKey, SignerError> {
        self.0.signer.generate(algorithm, entropy).await
    }

    async fn sign(
        &self,
        key: &KeyMaterial,
        message: &[u8],
        entropy: [u8; 32],
    ) -> Result<Vec<u8>, SignerError> {
        self.0.signatures.fetch_add(1, Ordering::Relaxed);
        self.0.signer.sign(key, message, entropy).await
    }

    async fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8]) -> Result<bool, SignerError> {
        self.0.signer.verify(key, message, signature).await
    }
}

impl Door {
    /// A pool in which `ana` exists, and a client that hides whether she does.
    fn new() -> Self {
        Self::on(MemoryStorage::default(), SharedPen(Arc::default()))
    }

    fn on(storage: impl Storage, signer: impl Signer) -> Self {
        let engine = Engine::builder()
            .storage(storage)
            .signer(signer)
            .moments(StoppedClock(AtomicU64::new(0)))
            .master_key([7; 32])
            .build()
            .unwrap();
        let pool = CreateUserPool { pool_name: "p".into(), ..Default::default() };
        let pool = now(engine.send(pool)).unwrap().user_pool.id;
        let mut client = CreateUserPoolClient {
            user_pool_id: pool.clone(),
            client_name: "c".into(),
            ..Default::default()
        };
        client.settings.prevent_user_existence_errors = Some("ENABLED".into());
        client.settings.explicit_auth_flows =
            Some(vec!["ALLOW_USER_SRP_AUTH".into(), "ALLOW_USER_PASSWORD_AUTH".into()]);
        let client = now(engine.send(client)).unwrap().user_pool_client.client_id;
        let user = AdminCreateUser {
            user_pool_id: pool.clone(),
            username: "ana".into(),
            message_action: Some("SUPPRESS".into()),
            ..Default::default()
        };
        now(engine.send(user)).unwrap();
        let password = AdminSetUserPassword {
            user_pool_id: pool.clone(),
            username: "ana".into(),
            password: PASSWORD.into(),
            permanent: Some(true),
        };
        now(engine.send(password)).unwrap();
        Self { engine, pool, client }
    }

    fn initiate(&self, flow: &str, parameters: [(&str, &str); 2]) -> Result<SignInOutput, crate::Error> {
        now(self.engine.send(InitiateAuth {
            auth_flow: flow.into(),
            client_id: self.client.clone(),
            auth_parameters: Some(
                parameters.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            ),
            ..Default::default()
        }))
    }

    fn respond(&self, responses: super::parameters::Parameters) -> Result<SignInOutput, crate::Error> {
        now(self.engine.send(RespondToAuthChallenge {
            client_id: self.client.clone(),
            challenge_name: "PASSWORD_VERIFIER".into(),
            challenge_responses: Some(responses),
            ..Default::default()
        }))
    }

    /// The number of exponentiations of a refused sign-in by password.
    fn password_costs(&self, name: &str) -> usize {
        let before = count::done();
        let refused =
            self.initiate("USER_PASSWORD_AUTH", [("USERNAME", name), ("PASSWORD", "Wrong-Horse9!")]);
        assert_eq!(refused.unwrap_err().to_string(), "Incorrect username or password.");
        count::done() - before
    }

    /// Exponentiations of the two steps of a refused sign-in by SRP, without those of the client.
    fn srp_costs(&self, name: &str) -> (usize, usize) {
        let srp = SrpClient::new(&self.pool, [42; 32]);
        let before = count::done();
        let srp_a = srp.srp_a();
        let of_client = count::done();
        let challenge = self.initiate("USER_SRP_AUTH", [("USERNAME", name), ("SRP_A", &srp_a)]).unwrap();
        let first = count::done() - of_client;
        assert!(of_client >= before);

        let parameters = challenge.challenge_parameters.unwrap();
        let asked = PasswordChallenge::user(|name| parameters.get(name).map(String::as_str)).unwrap();
        let claim = srp.answer("Wrong-Horse9!", &asked, 1_780_000_000).unwrap();
        let mut responses: super::parameters::Parameters =
            claim.responses().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        responses.insert("USERNAME".into(), parameters["USERNAME"].clone().into());
        let before = count::done();
        let refused = self.respond(responses);
        assert_eq!(refused.unwrap_err().to_string(), "Incorrect username or password.");
        (first, count::done() - before)
    }
}

#[test]
fn a_user_who_does_not_exist_costs_as_many_exponentiations_as_one_who_does() {
    let door = Door::new();
    // The fifth failure begins a lockout, for names without a user as well; after that no answer costs arithmetic.
    for _ in 0..2 {
        assert_eq!(["ana", "nobody"].map(|name| door.password_costs(name)), [1, 1]);
        assert_eq!(["ana", "nobody"].map(|name| door.srp_costs(name)), [(1, 2), (1, 2)]);
    }
    assert_eq!(["ana", "nobody"].map(|name| door.password_costs(name)), [1, 1]);
    for _ in 0..3 {
        assert_eq!(["ana", "nobody"].map(|name| door.password_costs(name)), [0, 0]);
        assert_eq!(["ana", "nobody"].map(|name| door.srp_costs(name)), [(1, 0), (1, 0)]);
    }
}

#[test]
fn a_replayed_or_malformed_proof_costs_no_arithmetic() {
    let door = Door::new();
    let claim = |password: &str, change: &dyn Fn(&mut super::parameters::Parameters)| {
        let srp = SrpClient::new(&door.pool, [42; 32]);
        let parameters = [("USERNAME", "ana"), ("SRP_A", &*srp.srp_a())];
        let challenge = door.initiate("USER_SRP_AUTH", parameters).unwrap().challenge_parameters.unwrap();
        let asked = PasswordChallenge::user(|name| challenge.get(name).map(String::as_str)).unwrap();
        let claim = srp.answer(password, &asked, 1_780_000_000).unwrap();
        let mut responses: super::parameters::Parameters =
            claim.responses().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        responses.insert("USERNAME".into(), "ana".into());
        change(&mut responses);
        responses
    };
    let cost = |responses: &super::parameters::Parameters| {
        let before = count::done();
        let outcome = door.respond(responses.clone());
        (outcome.is_ok(), count::done() - before)
    };
    let right = claim(PASSWORD, &|_| {});
    assert_eq!(cost(&right), (true, 2));
    assert_eq!(cost(&right), (false, 0), "a replay");
    for (name, value) in [("TIMESTAMP", "today"), ("PASSWORD_CLAIM_SIGNATURE", "c2hvcnQ=")] {
        let malformed = claim(PASSWORD, &|responses| {
            responses.insert(name.into(), value.into());
        });
        assert_eq!(cost(&malformed), (false, 0), "{name}");
    }
}

/// After a conflict the engine repeats the attempt, but not its exponentiations and signatures.
#[test]
fn conflicts_cost_no_arithmetic() {
    let (storage, pen) = (Arc::new(Contended::default()), Arc::new(Pen::default()));
    let door = Door::on(Arc::clone(&storage), SharedPen(Arc::clone(&pen)));
    let cost = |call: &dyn Fn() -> Result<(), crate::Error>| {
        storage.conflicts.store(50, Ordering::Relaxed);
        let before = (count::done(), pen.signatures.load(Ordering::Relaxed));
        let outcome = call();
        assert_eq!(storage.conflicts.load(Ordering::Relaxed), 0, "{outcome:?}");
        (outcome.is_ok(), count::done() - before.0, pen.signatures.load(Ordering::Relaxed) - before.1)
    };
    let sign_in = |password: &str| {
        door.initiate("USER_PASSWORD_AUTH", [("USERNAME", "ana"), ("PASSWORD", password)]).map(drop)
    };
    let set_password = || {
        let request = AdminSetUserPassword {
            user_pool_id: door.pool.clone(),
            username: "ana".into(),
            password: PASSWORD.into(),
            permanent: Some(true),
        };
        now(door.engine.send(request)).map(drop)
    };
    assert_eq!(cost(&set_password), (true, 1, 0));
    assert_eq!(cost(&|| sign_in("Wrong-Horse9!")), (false, 1, 0));
    assert_eq!(cost(&|| sign_in(PASSWORD)), (true, 1, 2));

    let srp = SrpClient::new(&door.pool, [42; 32]);
    let parameters = [("USERNAME", "ana"), ("SRP_A", &*srp.srp_a())];
    let challenge = door.initiate("USER_SRP_AUTH", parameters).unwrap().challenge_parameters.unwrap();
    let asked = PasswordChallenge::user(|name| challenge.get(name).map(String::as_str)).unwrap();
    let claim = srp.answer(PASSWORD, &asked, 1_780_000_000).unwrap();
    let mut responses: super::parameters::Parameters =
        claim.responses().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    responses.insert("USERNAME".into(), "ana".into());
    assert_eq!(cost(&|| door.respond(responses.clone()).map(drop)), (true, 2, 2));
}
