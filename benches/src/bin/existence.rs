//! Checks that timing does not reveal whether a user exists, if the app client hides it (`PreventUserExistenceErrors: ENABLED`).
//!
//! Sends interleaved requests for existing users and for unknown names to an engine on SQLite, and compares the times of the
//! answers. Exits with 1 when the medians differ by more than 3 %, or when the AUC is above 0.55 (with 0.5 the times reveal
//! nothing, with 1 everything).
//!
//! Run `cargo run --release -p userpool-benches --bin existence [REQUESTS]`; 2,000 requests of each kind by default.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that prints, and that stops when it cannot run"
)]

use std::{
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use userpool::{
    AwsLcSigner, Engine, Error, Moment, Moments, Sensitive, Timestamp,
    client::SrpClient,
    operations::*,
    storage::{DeliveryError, Message, Messenger},
    time::NoMoment,
};
use userpool_sqlite::SqliteOptions;
use userpool_storage_traits::conformance::block_on;

const PASSWORD: &str = "Correct-Horse9!";

/// Names of each class. Every name gets one request an hour of the benchmark's clock, so no lock-out and no limit applies.
const NAMES: usize = 100;

const DIFFERENCE_MAX: f64 = 3.0;
const AUC_MAX: f64 = 0.55;

/// When the benchmark's clock starts.
const START_SECONDS: u64 = 1_780_000_000;

/// A clock that the benchmark advances, and seeds from a counter.
struct HandClock {
    seconds: AtomicU64,
    calls: AtomicU64,
}

struct SharedClock(Arc<HandClock>);

impl Moments for SharedClock {
    fn moment(&self) -> Result<Moment, NoMoment> {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.0.calls.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        let now = Timestamp::from_seconds(self.0.seconds.load(Ordering::Relaxed));
        Ok(Moment { now, seed })
    }
}

/// Accepts every message at once.
struct NoMail;

impl Messenger for NoMail {
    async fn deliver(&self, _: &Message) -> Result<(), DeliveryError> {
        Ok(())
    }
}

struct Bench {
    engine: Engine,
    clock: Arc<HandClock>,
    client: String,
    srp_a: String,
}

/// A kind of request whose time must not reveal whether the user exists.
#[derive(Clone, Copy)]
enum Kind {
    UserPasswordAuth,
    PasswordVerifier,
    ConfirmSignUp,
    ResendConfirmationCode,
    ConfirmForgotPassword,
}

/// A prepared request. The preparation is not measured.
enum Request {
    InitiateAuth(InitiateAuth),
    RespondToAuthChallenge(RespondToAuthChallenge),
    ConfirmSignUp(ConfirmSignUp),
    ResendConfirmationCode(ResendConfirmationCode),
    ConfirmForgotPassword(ConfirmForgotPassword),
}

impl Kind {
    const ALL: [Self; 5] = [
        Self::UserPasswordAuth,
        Self::PasswordVerifier,
        Self::ConfirmSignUp,
        Self::ResendConfirmationCode,
        Self::ConfirmForgotPassword,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::UserPasswordAuth => "USER_PASSWORD_AUTH",
            Self::PasswordVerifier => "PASSWORD_VERIFIER",
            Self::ConfirmSignUp => "ConfirmSignUp",
            Self::ResendConfirmationCode => "ResendConfirmationCode",
            Self::ConfirmForgotPassword => "ConfirmForgotPassword",
        }
    }

    /// Whether the existing users must be unconfirmed, since the service's error text reveals confirmed ones.
    fn is_for_unconfirmed(self) -> bool {
        matches!(self, Self::ConfirmSignUp | Self::ResendConfirmationCode)
    }
}

fn main() -> ExitCode {
    let requests = std::env::args().nth(1).map_or(2_000, |count| count.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::new(&folder);
    println!("| request | known, median | unknown, median | difference | AUC |");
    println!("| --- | --- | --- | --- | --- |");
    let mut holds = true;
    for kind in Kind::ALL {
        let (known, unknown) = bench.measure(kind, requests);
        let medians = [median(&known), median(&unknown)].map(|median| median.as_secs_f64() * 1e3);
        let difference = (medians[0] - medians[1]).abs() / medians[0] * 100.0;
        let auc = auc(&known, &unknown);
        holds &= difference <= DIFFERENCE_MAX && auc <= AUC_MAX;
        let [known, unknown] = medians;
        println!("| {} | {known:.3} ms | {unknown:.3} ms | {difference:.1} % | {auc:.3} |", kind.name());
    }
    if holds {
        return ExitCode::SUCCESS;
    }
    eprintln!("at most {DIFFERENCE_MAX} % and an AUC of {AUC_MAX} are allowed");
    ExitCode::FAILURE
}

impl Bench {
    fn new(folder: &tempfile::TempDir) -> Self {
        let clock = Arc::new(HandClock { seconds: AtomicU64::new(START_SECONDS), calls: AtomicU64::new(0) });
        let storage = SqliteOptions::new().open(folder.path().join("users.db")).unwrap();
        let engine = Engine::builder()
            .storage(storage)
            .messenger(NoMail)
            .signer(AwsLcSigner::new())
            .moments(SharedClock(Arc::clone(&clock)))
            .master_key([7; 32])
            .build()
            .unwrap();
        let mut pool = CreateUserPool { pool_name: "existence".into(), ..Default::default() };
        pool.settings.auto_verified_attributes = Some(vec!["email".into()]);
        let pool = block_on(engine.send(pool)).unwrap().user_pool.id;
        let mut client = CreateUserPoolClient {
            user_pool_id: pool.clone(),
            client_name: "existence".into(),
            ..Default::default()
        };
        client.settings.prevent_user_existence_errors = Some("ENABLED".into());
        client.settings.explicit_auth_flows =
            Some(vec!["ALLOW_USER_SRP_AUTH".into(), "ALLOW_USER_PASSWORD_AUTH".into()]);
        let client = block_on(engine.send(client)).unwrap().user_pool_client.client_id;
        let srp_a = SrpClient::new(&pool, [42; 32]).srp_a();
        let bench = Self { engine, clock, client, srp_a };
        for number in 0..NAMES {
            bench.add_user(&pool, &name("user", number), true);
            bench.add_user(&pool, &name("late", number), false);
        }
        bench
    }

    fn add_user(&self, pool: &str, name: &str, confirmed: bool) {
        self.send(SignUp {
            client_id: self.client.clone(),
            username: name.into(),
            password: Some(PASSWORD.into()),
            user_attributes: Some(vec![Attribute::new("email", format!("{name}@example.com"))]),
            ..Default::default()
        })
        .unwrap();
        if confirmed {
            let (user_pool_id, username) = (pool.to_owned(), name.to_owned());
            let confirm = AdminConfirmSignUp {
                user_pool_id: user_pool_id.clone(),
                username: username.clone(),
                ..Default::default()
            };
            self.send(confirm).unwrap();
            let verified = vec![Attribute::new("email_verified", "true")];
            self.send(AdminUpdateUserAttributes {
                user_pool_id,
                username,
                user_attributes: verified,
                ..Default::default()
            })
            .unwrap();
        }
    }

    fn send<O: Operation>(&self, request: O) -> Result<O::Response, Error> {
        block_on(self.engine.send(request))
    }

    /// Times requests for known and unknown names in turn.
    fn measure(&self, kind: Kind, requests: usize) -> (Vec<Duration>, Vec<Duration>) {
        let known = if kind.is_for_unconfirmed() { "late" } else { "user" };
        let (mut of_known, mut of_unknown) = (Vec::new(), Vec::new());
        for round in 0..requests {
            let number = round % NAMES;
            if number == 0 {
                self.clock.seconds.fetch_add(3600, Ordering::Relaxed);
            }
            // The classes alternate in being first.
            for turn in [round % 2, (round + 1) % 2] {
                let (prefix, times) =
                    if turn == 0 { (known, &mut of_known) } else { ("none", &mut of_unknown) };
                let name = name(prefix, number);
                let what = format!("{} of {name}, round {round}", kind.name());
                times.push(self.time(self.prepare(kind, name), &what));
            }
        }
        (of_known, of_unknown)
    }

    fn prepare(&self, kind: Kind, username: String) -> Request {
        let client_id = self.client.clone();
        match kind {
            Kind::UserPasswordAuth => {
                Request::InitiateAuth(self.initiate(&username, "PASSWORD", "Wrong-Horse9!"))
            }
            Kind::PasswordVerifier => Request::RespondToAuthChallenge(self.wrong_proof(&username)),
            Kind::ConfirmSignUp => {
                // A code is pending under both names.
                let (client_id, name) = (client_id.clone(), username.clone());
                let resend = ResendConfirmationCode { client_id, username: name, ..Default::default() };
                self.send(resend).unwrap();
                Request::ConfirmSignUp(ConfirmSignUp {
                    client_id: self.client.clone(),
                    username,
                    confirmation_code: "wrong".into(),
                    ..Default::default()
                })
            }
            Kind::ResendConfirmationCode => Request::ResendConfirmationCode(ResendConfirmationCode {
                client_id,
                username,
                ..Default::default()
            }),
            Kind::ConfirmForgotPassword => {
                let (client_id, name) = (client_id.clone(), username.clone());
                self.send(ForgotPassword { client_id, username: name, ..Default::default() }).unwrap();
                Request::ConfirmForgotPassword(ConfirmForgotPassword {
                    client_id: self.client.clone(),
                    username,
                    confirmation_code: "wrong".into(),
                    password: PASSWORD.into(),
                    ..Default::default()
                })
            }
        }
    }

    fn initiate(&self, username: &str, parameter: &str, value: &str) -> InitiateAuth {
        let flow = if parameter == "SRP_A" { "USER_SRP_AUTH" } else { "USER_PASSWORD_AUTH" };
        InitiateAuth {
            auth_flow: flow.into(),
            client_id: self.client.clone(),
            auth_parameters: Some(
                [("USERNAME".into(), username.into()), (parameter.into(), value.into())].into(),
            ),
            ..Default::default()
        }
    }

    /// An answer to `PASSWORD_VERIFIER` in the right form with a wrong signature.
    fn wrong_proof(&self, username: &str) -> RespondToAuthChallenge {
        let challenge = self.send(self.initiate(username, "SRP_A", &self.srp_a)).unwrap();
        let parameters = challenge.challenge_parameters.unwrap();
        let responses: [(&str, &str); 4] = [
            ("USERNAME", username),
            ("PASSWORD_CLAIM_SECRET_BLOCK", &parameters["SECRET_BLOCK"]),
            ("PASSWORD_CLAIM_SIGNATURE", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            ("TIMESTAMP", "Thu May 28 20:26:40 UTC 2026"),
        ];
        RespondToAuthChallenge {
            client_id: self.client.clone(),
            challenge_name: "PASSWORD_VERIFIER".into(),
            challenge_responses: Some(
                responses.map(|(name, value)| (name.into(), Sensitive::new(value))).into(),
            ),
            ..Default::default()
        }
    }

    fn time(&self, request: Request, what: &str) -> Duration {
        let start = Instant::now();
        let text = match request {
            Request::InitiateAuth(request) => self.send(request).unwrap_err().to_string(),
            Request::RespondToAuthChallenge(request) => self.send(request).unwrap_err().to_string(),
            Request::ConfirmSignUp(request) => self.send(request).unwrap_err().to_string(),
            Request::ConfirmForgotPassword(request) => self.send(request).unwrap_err().to_string(),
            Request::ResendConfirmationCode(request) => {
                self.send(request).unwrap();
                String::new()
            }
        };
        let took = start.elapsed();
        // Otherwise another code path, such as a limit, would be measured.
        let expected = ["", "Incorrect username or password.", WRONG_CODE];
        assert!(expected.contains(&&*text), "{what}: {text}");
        took
    }
}

const WRONG_CODE: &str = "Invalid verification code provided, please try again.";

/// Names of the same length in every class.
fn name(prefix: &str, number: usize) -> String {
    format!("{prefix}{number:04}")
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

/// The AUC (Mann-Whitney): the probability that a time of one class is larger than a time of the other, for the class for which it
/// is at least one half.
fn auc(one: &[Duration], other: &[Duration]) -> f64 {
    let mut all: Vec<(Duration, bool)> =
        one.iter().map(|time| (*time, true)).chain(other.iter().map(|time| (*time, false))).collect();
    all.sort_unstable();
    let (mut below, mut larger) = (0_u64, 0_u64);
    // Times are in nanoseconds, so ties do not matter.
    for (_, is_one) in all {
        if is_one {
            larger += below;
        } else {
            below += 1;
        }
    }
    let auc = larger as f64 / (one.len() as f64 * other.len() as f64);
    auc.max(1.0 - auc)
}
