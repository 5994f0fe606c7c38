//! `CUSTOM_AUTH`: sign-in by the functions of the pool.

mod built_in_challenges;
mod failures;
mod races;
mod rounds;
mod sessions;
mod unknown_users;

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use userpool::{
    Error,
    client::SrpClient,
    operations::*,
    storage::{MemoryStorage, Storage, TriggerError, Triggers},
    trigger::{
        CreateAuthChallenge, CreateAuthChallengeResponse, DefineAuthChallenge,
        DefineAuthChallengeResponse as Define, Event, NoResponse, PostAuthentication, PreAuthentication,
        PreTokenGeneration, PreTokenGenerationResponse, Trigger, TriggerFns, VerifyAuthChallengeResponse,
        VerifyAuthChallengeResponseResponse,
    },
};

use crate::world::{PASSWORD, World, Yield, function_for_each, map, typed};

/// What only the functions may know.
const SECRET: &str = "private-as-can-be";

type Decide = dyn Fn(&DefineAuthChallenge) -> Define + Send + Sync;

/// Closures that remember what they saw, and follow what a test tells them.
struct Stage {
    seen: Mutex<Vec<Value>>,
    decide: Mutex<Arc<Decide>>,
    made: Mutex<CreateAuthChallengeResponse>,
    /// The trigger that throws.
    broken: Mutex<Option<&'static str>>,
}

impl Stage {
    /// One question, whose answer is `5`. Three wrong answers end the sign-in.
    fn new() -> Arc<Self> {
        Arc::new(Self {
            seen: Mutex::default(),
            decide: Mutex::new(Arc::new(riddles(1))),
            made: Mutex::new(CreateAuthChallengeResponse {
                public_challenge_parameters: Some([("hint".to_owned(), "a".to_owned())].into()),
                private_challenge_parameters: Some(map(&[("answer", "5"), ("secret", SECRET)])),
                challenge_metadata: Some("ROUND_1".into()),
            }),
            broken: Mutex::default(),
        })
    }

    fn decide(&self, decide: impl Fn(&DefineAuthChallenge) -> Define + Send + Sync + 'static) {
        *self.decide.lock().unwrap() = Arc::new(decide);
    }

    /// Asks for these in turn, each on condition that the one before was right; then gives tokens.
    fn ask(&self, names: &'static [&'static str]) {
        self.decide(move |request| {
            let done = request.session.iter().filter(|past| past.challenge_name != "SRP_A");
            assert!(done.clone().all(|past| past.challenge_result));
            names.get(done.count()).map_or_else(Define::tokens, |name| Define::challenge(*name))
        });
    }

    fn note<T: Trigger>(&self, event: &Event<T>) -> Result<(), TriggerError> {
        self.seen.lock().unwrap().push(serde_json::to_value(event).unwrap());
        match *self.broken.lock().unwrap() {
            Some(broken) if broken == T::NAME => Err(TriggerError::Failed("oh no".to_owned())),
            _ => Ok(()),
        }
    }

    /// The events since the last look.
    fn events(&self) -> Vec<Value> {
        self.seen.lock().unwrap().drain(..).collect()
    }

    /// Their sources, without what all have in common.
    fn sources(&self) -> Vec<String> {
        let name =
            |event: &Value| event["triggerSource"].as_str().unwrap().split('_').next().unwrap().to_owned();
        self.events().iter().map(name).collect()
    }

    fn functions(self: &Arc<Self>) -> TriggerFns {
        let [define, create, verify, before, tokens, after] = std::array::from_fn(|_| Arc::clone(self));
        TriggerFns::new()
            .on(move |event: Event<DefineAuthChallenge>| {
                let stage = Arc::clone(&define);
                async move {
                    Yield::once().await;
                    stage.note(&event)?;
                    let decide = Arc::clone(&*stage.decide.lock().unwrap());
                    Ok(decide(&event.request))
                }
            })
            .on(move |event: Event<CreateAuthChallenge>| {
                let stage = Arc::clone(&create);
                async move {
                    Yield::once().await;
                    stage.note(&event)?;
                    Ok(stage.made.lock().unwrap().clone())
                }
            })
            .on(move |event: Event<VerifyAuthChallengeResponse>| {
                let stage = Arc::clone(&verify);
                async move {
                    Yield::once().await;
                    stage.note(&event)?;
                    let request = event.request;
                    let right = request.private_challenge_parameters["answer"] == request.challenge_answer;
                    Ok(VerifyAuthChallengeResponseResponse { answer_correct: Some(right) })
                }
            })
            .on(move |event: Event<PreAuthentication>| {
                let noted = before.note(&event);
                async move { noted.map(|()| NoResponse {}) }
            })
            .on(move |event: Event<PreTokenGeneration>| {
                let noted = tokens.note(&event);
                async move { noted.map(|()| PreTokenGenerationResponse::default()) }
            })
            .on(move |event: Event<PostAuthentication>| {
                let noted = after.note(&event);
                async move { noted.map(|()| NoResponse {}) }
            })
    }
}

/// Gives tokens after `rounds` right answers and fails after three wrong ones.
fn riddles(rounds: usize) -> impl Fn(&DefineAuthChallenge) -> Define + Send + Sync {
    move |request| {
        let custom = request.session.iter().filter(|past| past.challenge_name == "CUSTOM_CHALLENGE");
        let (right, wrong): (Vec<_>, Vec<_>) = custom.partition(|past| past.challenge_result);
        match (right.len(), wrong.len()) {
            (_, 3..) => Define::failure(),
            (right, _) if right >= rounds => Define::tokens(),
            _ => Define::challenge("CUSTOM_CHALLENGE"),
        }
    }
}

const THREE: [&str; 3] = ["DefineAuthChallenge", "CreateAuthChallenge", "VerifyAuthChallengeResponse"];

fn world_on(
    seed: u64,
    storage: impl Storage,
    triggers: impl Triggers,
    names: &[&str],
    existence: &str,
) -> World {
    World::built(
        seed,
        |builder| builder.storage(storage).triggers(triggers),
        |pool| {
            pool.settings.lambda_config = typed(function_for_each(names));
            pool.settings.sms_configuration =
                Some(json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}));
        },
        |client| {
            let flows = client.settings.explicit_auth_flows.as_mut().unwrap();
            flows.push("ALLOW_CUSTOM_AUTH".into());
            client.settings.prevent_user_existence_errors = Some(existence.into());
        },
    )
    .confirmed("ana")
}

/// A pool with the three functions, in which `ana` is confirmed.
fn staged(seed: u64) -> (World, Arc<Stage>) {
    let stage = Stage::new();
    (world_on(seed, MemoryStorage::default(), stage.functions(), &THREE, "LEGACY"), stage)
}

fn start(world: &World, name: &str) -> Result<SignInOutput, Error> {
    world.initiate("CUSTOM_AUTH", &[("USERNAME", name)])
}

fn start_srp(world: &World, name: &str) -> (SrpClient, Result<SignInOutput, Error>) {
    let srp = SrpClient::new(&world.pool, [42; 32]);
    let a = srp.srp_a();
    let parameters = [("USERNAME", name), ("CHALLENGE_NAME", "SRP_A"), ("SRP_A", &a)];
    let output = world.initiate("CUSTOM_AUTH", &parameters);
    (srp, output)
}

fn prove(
    world: &World,
    srp: &SrpClient,
    challenge: &SignInOutput,
    password: &str,
) -> Result<SignInOutput, Error> {
    assert_eq!(challenge.challenge_name.as_deref(), Some("PASSWORD_VERIFIER"));
    let responses = world.srp_responses(srp, challenge, password);
    let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
    world.respond("PASSWORD_VERIFIER", challenge.session.as_ref(), &responses)
}

fn answer(world: &World, challenge: &SignInOutput, answer: &str) -> Result<SignInOutput, Error> {
    assert_eq!(challenge.challenge_name.as_deref(), Some("CUSTOM_CHALLENGE"), "{challenge:?}");
    let name = challenge.challenge_parameters.as_ref().unwrap()["USERNAME"].clone();
    answer_as(world, challenge, &name, answer)
}

fn answer_as(
    world: &World,
    challenge: &SignInOutput,
    name: &str,
    answer: &str,
) -> Result<SignInOutput, Error> {
    let responses = [("USERNAME", name), ("ANSWER", answer)];
    world.respond("CUSTOM_CHALLENGE", challenge.session.as_ref(), &responses)
}

fn past(name: &str, result: bool, metadata: Option<&str>) -> Value {
    json!({"challengeName": name, "challengeResult": result, "challengeMetadata": metadata})
}

/// The histories that the events since the last look hold.
fn histories(stage: &Stage, trigger: &str) -> Vec<Value> {
    let of = |event: &Value| event["triggerSource"] == *format!("{trigger}_Authentication");
    stage.events().into_iter().filter(of).map(|event| event["request"]["session"].clone()).collect()
}

/// A user who must change the password [`PASSWORD`] at the first sign-in.
fn with_temporary_password(world: &World, name: &str) {
    world.pool_ok(
        "AdminCreateUser",
        json!({
            "Username": name,
            "MessageAction": "SUPPRESS",
            "TemporaryPassword": PASSWORD,
            "UserAttributes": [{"Name": "phone_number", "Value": "+15550001111"}],
        }),
    );
}

fn with_permanent_password(world: &World, name: &str) {
    with_temporary_password(world, name);
    world.pool_ok("AdminSetUserPassword", json!({"Username": name, "Password": PASSWORD, "Permanent": true}));
}
