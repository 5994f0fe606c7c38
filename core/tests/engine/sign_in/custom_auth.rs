//! Custom sign-ins: what the pool's functions are told, what they may decide, and what nobody gets around.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use userpool::{
    Error, Sensitive,
    auth::totp::TotpSecret,
    client::SrpClient,
    operations::*,
    storage::{Invocation, MemoryStorage, Storage, TriggerError, Triggers},
    trigger::{
        ChallengeResult, CreateAuthChallenge, CreateAuthChallengeResponse, DefineAuthChallenge,
        DefineAuthChallengeResponse as Define, Event, NoResponse, PostAuthentication, PreAuthentication,
        PreTokenGeneration, PreTokenGenerationResponse, Trigger, TriggerFns, VerifyAuthChallengeResponse,
        VerifyAuthChallengeResponseResponse,
    },
};

use crate::world::{PASSWORD, World, Yield, Yielding, assert_refused, interleave, map, records};

const INCORRECT: &str = "Incorrect username or password.";
const INVALID_SESSION: &str = "Invalid session for the user.";
const ONCE: &str = "Invalid session for the user, session can only be used once.";
const OF_ANOTHER: &str = "Invalid session provided for the user.";
const UNRECOGNIZABLE: &str = "Unrecognizable lambda output";
const NOT_CONFIGURED: &str = "Custom auth lambda trigger is not configured for the user pool.";
/// What only the functions may know.
const SECRET: &str = "private-as-can-be";

// ---- The pool's functions ----

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
    /// One riddle, whose answer is `5`: whoever fails three times is out.
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

/// So many right answers let in; three wrong ones do not.
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

fn config(names: &[&str]) -> Value {
    let arn = |name: &&str| {
        ((*name).to_owned(), format!("arn:aws:lambda:us-east-1:123456789012:function:{name}").into())
    };
    Value::Object(names.iter().map(arn).collect())
}

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
            pool.settings.lambda_config = Some(config(names));
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

fn hiding(seed: u64) -> (World, Arc<Stage>) {
    let stage = Stage::new();
    (world_on(seed, MemoryStorage::default(), stage.functions(), &THREE, "ENABLED"), stage)
}

// ---- Steps ----

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

#[track_caller]
fn tokens(output: Result<SignInOutput, Error>) -> AuthenticationResult {
    let output = output.unwrap();
    assert_eq!((&output.challenge_name, output.session.is_some()), (&None, false));
    output.authentication_result.unwrap()
}

#[track_caller]
fn not_authorized<T: std::fmt::Debug>(result: Result<T, Error>, text: &str) {
    assert_refused(result, "NotAuthorizedException", text);
}

#[track_caller]
fn unrecognizable<T: std::fmt::Debug>(result: Result<T, Error>) {
    assert_refused(result, "InvalidLambdaResponseException", UNRECOGNIZABLE);
}

fn past(name: &str, result: bool, metadata: Option<&str>) -> Value {
    json!({"challengeName": name, "challengeResult": result, "challengeMetadata": metadata})
}

/// The histories that the events since the last look hold.
fn histories(stage: &Stage, trigger: &str) -> Vec<Value> {
    let of = |event: &Value| event["triggerSource"] == *format!("{trigger}_Authentication");
    stage.events().into_iter().filter(of).map(|event| event["request"]["session"].clone()).collect()
}

fn made(world: &World, name: &str) {
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

fn made_permanent(world: &World, name: &str) {
    made(world, name);
    world.pool_ok("AdminSetUserPassword", json!({"Username": name, "Password": PASSWORD, "Permanent": true}));
}

fn with_mfa(world: &World, demand: &str) {
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({
            "MfaConfiguration": demand,
            "SmsMfaConfiguration": {},
            "SoftwareTokenMfaConfiguration": {"Enabled": true},
        }),
    );
}

// ---- The machine ----

#[test]
fn a_right_answer_gets_tokens() {
    let stage = Stage::new();
    let names = [&THREE[..], &["PreAuthentication", "PreTokenGeneration", "PostAuthentication"]].concat();
    let world = world_on(1, MemoryStorage::default(), stage.functions(), &names, "LEGACY");
    let asked = start(&world, "ana").unwrap();
    assert_eq!(stage.sources(), ["PreAuthentication", "DefineAuthChallenge", "CreateAuthChallenge"]);
    assert_eq!(
        serde_json::to_value(&asked.challenge_parameters).unwrap(),
        json!({"USERNAME": "ana", "hint": "a"})
    );
    let result = tokens(answer(&world, &asked, "5"));
    assert_eq!(
        stage.sources(),
        ["VerifyAuthChallengeResponse", "DefineAuthChallenge", "TokenGeneration", "PostAuthentication"]
    );
    world.get_user(&result).unwrap();
    world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &result.refresh_token.unwrap())]).unwrap();
}

#[test]
fn each_function_sees_what_the_reference_shows() {
    let (world, stage) = staged(2);
    let metadata = |value: &str| Some(BTreeMap::from([("k".to_owned(), value.to_owned())]));
    let asked = world
        .send(InitiateAuth {
            auth_flow: "CUSTOM_AUTH".into(),
            client_id: world.client.clone(),
            auth_parameters: Some(map(&[("USERNAME", "ana"), ("CHALLENGE_NAME", "CUSTOM_CHALLENGE")])),
            client_metadata: metadata("begin"),
            ..Default::default()
        })
        .unwrap();
    world
        .send(RespondToAuthChallenge {
            client_id: world.client.clone(),
            challenge_name: "CUSTOM_CHALLENGE".into(),
            session: asked.session,
            challenge_responses: Some(map(&[("USERNAME", "ana"), ("ANSWER", "4")])),
            client_metadata: metadata("answer"),
            ..Default::default()
        })
        .unwrap();
    let user = world.admin_get("ana").unwrap().user_attributes;
    let sub = user.iter().find(|attribute| attribute.name == "sub").unwrap().value.clone().unwrap();
    let attributes = json!({
        "sub": sub.as_str(),
        "cognito:user_status": "CONFIRMED",
        "email": "ana@example.com",
        "email_verified": "true",
    });
    let event = |name: &str, request: Value, response: Value| {
        json!({
            "version": "1",
            "triggerSource": format!("{name}_Authentication"),
            "region": "us-east-1",
            "userPoolId": world.pool,
            "userName": "ana",
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": world.client},
            "request": crate::world::merged(json!({"userAttributes": attributes, "userNotFound": false}), &request),
            "response": response,
        })
    };
    let define = json!({"challengeName": null, "issueTokens": null, "failAuthentication": null});
    let create = json!({
        "publicChallengeParameters": null, "privateChallengeParameters": null, "challengeMetadata": null,
    });
    let challenge = |session: &Value, metadata: &Value| {
        crate::world::merged(json!({"challengeName": "CUSTOM_CHALLENGE", "session": session}), metadata)
    };
    // What the call did not give has no key.
    let (none, given) = (json!({}), json!({"clientMetadata": {"k": "answer"}}));
    let history = json!([past("CUSTOM_CHALLENGE", false, Some("ROUND_1"))]);
    assert_eq!(
        stage.events(),
        [
            event("DefineAuthChallenge", json!({"session": []}), define.clone()),
            event("CreateAuthChallenge", challenge(&json!([]), &none), create.clone()),
            event(
                "VerifyAuthChallengeResponse",
                json!({
                    "privateChallengeParameters": {"answer": "5", "secret": SECRET},
                    "challengeAnswer": "4",
                    "clientMetadata": {"k": "answer"},
                }),
                json!({"answerCorrect": null}),
            ),
            event("DefineAuthChallenge", crate::world::merged(json!({"session": history}), &given), define),
            event("CreateAuthChallenge", challenge(&history, &given), create),
        ]
    );
}

#[test]
fn a_wrong_answer_is_noted_and_the_function_decides() {
    let (world, stage) = staged(3);
    let mut asked = start(&world, "ana").unwrap();
    for round in 2..=3 {
        stage.made.lock().unwrap().challenge_metadata = (round == 3).then(|| "ROUND_3".into());
        let next = answer(&world, &asked, "wrong").unwrap();
        assert_ne!(next.session, asked.session);
        asked = next;
    }
    stage.events();
    not_authorized(answer(&world, &asked, "wrong"), INCORRECT);
    let wrong = |metadata| past("CUSTOM_CHALLENGE", false, metadata);
    assert_eq!(
        histories(&stage, "DefineAuthChallenge"),
        [json!([wrong(Some("ROUND_1")), wrong(None), wrong(Some("ROUND_3"))])]
    );
    not_authorized(answer(&world, &asked, "5"), INVALID_SESSION);
    // Nobody is locked out by them.
    for _ in 0..4 {
        let asked = start(&world, "ana").unwrap();
        let asked = answer(&world, &asked, "wrong").unwrap();
        let asked = answer(&world, &asked, "wrong").unwrap();
        not_authorized(answer(&world, &asked, "wrong"), INCORRECT);
    }
    world.tokens("ana");
}

#[test]
fn failing_wins_over_tokens_and_an_answer_that_says_nothing_is_none() {
    let (world, stage) = staged(4);
    stage.decide(|_| Define { issue_tokens: Some(true), ..Define::failure() });
    not_authorized(start(&world, "ana"), INCORRECT);
    stage.decide(|_| Define { challenge_name: Some("CUSTOM_CHALLENGE".into()), ..Define::tokens() });
    tokens(start(&world, "ana"));
    stage.decide(|_| Define::default());
    unrecognizable(start(&world, "ana"));
    for name in ["", "PASSWORD_VERIFIER", "SMS_MFA", "NEW_PASSWORD_REQUIRED", "DEVICE_SRP_AUTH", "X"] {
        stage.decide(move |_| Define::challenge(name));
        unrecognizable(start(&world, "ana"));
    }
}

#[test]
fn srp_comes_first_where_the_client_says_so() {
    let (world, stage) = staged(5);
    stage.ask(&["PASSWORD_VERIFIER", "CUSTOM_CHALLENGE"]);
    let (srp, asked) = start_srp(&world, "ana");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    tokens(answer(&world, &asked, "5"));
    let (first, second) = (past("SRP_A", true, None), past("PASSWORD_VERIFIER", true, None));
    assert_eq!(
        histories(&stage, "DefineAuthChallenge"),
        [
            json!([first]),
            json!([first, second]),
            json!([first, second, past("CUSTOM_CHALLENGE", true, Some("ROUND_1"))])
        ]
    );

    // An A says by itself what it is for; where it is not wanted, it is not used.
    let a = srp.srp_a();
    world.initiate("CUSTOM_AUTH", &[("USERNAME", "ana"), ("SRP_A", &a)]).unwrap();
    assert_eq!(histories(&stage, "DefineAuthChallenge"), [json!([first])]);
    let not_wanted = [("USERNAME", "ana"), ("SRP_A", &*a), ("CHALLENGE_NAME", "CUSTOM_CHALLENGE")];
    unrecognizable(world.initiate("CUSTOM_AUTH", &not_wanted));
    assert_eq!(histories(&stage, "DefineAuthChallenge"), [json!([])]);

    let refused = |parameters: &[(&str, &str)], text: &str| {
        let parameters = [&[("USERNAME", "ana")], parameters].concat();
        assert_refused(world.initiate("CUSTOM_AUTH", &parameters), "InvalidParameterException", text);
    };
    refused(&[("CHALLENGE_NAME", "SRP_A")], "Missing required parameter SRP_A");
    refused(&[("CHALLENGE_NAME", "SRP_A"), ("SRP_A", "0")], "Invalid SRP_A");
    refused(&[("CHALLENGE_NAME", "SMS_MFA")], "Challenge SMS_MFA is not supported.");
    assert!(stage.events().is_empty());
}

#[test]
fn a_riddle_may_come_before_the_password_which_is_asked_for_once() {
    let (world, stage) = staged(6);
    stage.ask(&["CUSTOM_CHALLENGE", "PASSWORD_VERIFIER", "PASSWORD_VERIFIER"]);
    let (srp, asked) = start_srp(&world, "ana");
    let asked = answer(&world, &asked.unwrap(), "5").unwrap();
    unrecognizable(prove(&world, &srp, &asked, PASSWORD));
    stage.ask(&["CUSTOM_CHALLENGE", "PASSWORD_VERIFIER"]);
    let (srp, asked) = start_srp(&world, "ana");
    let asked = answer(&world, &asked.unwrap(), "5").unwrap();
    tokens(prove(&world, &srp, &asked, PASSWORD));
    not_authorized(prove(&world, &srp, &asked, PASSWORD), INCORRECT);
}

#[test]
fn a_wrong_password_ends_it_and_counts() {
    let (world, stage) = staged(7);
    stage.ask(&["PASSWORD_VERIFIER"]);
    for _ in 0..5 {
        let (srp, asked) = start_srp(&world, "ana");
        let asked = asked.unwrap();
        stage.events();
        not_authorized(prove(&world, &srp, &asked, "Wrong-Horse9!"), INCORRECT);
        assert!(stage.events().is_empty(), "define does not hear of it");
    }
    not_authorized(world.password_sign_in("ana", PASSWORD), "Password attempts exceeded");
    world.clock.advance(2);
    let (srp, asked) = start_srp(&world, "ana");
    let asked = asked.unwrap();
    not_authorized(prove(&world, &srp, &asked, "Wrong-Horse9!"), INCORRECT);
    world.clock.advance(4);
    not_authorized(prove(&world, &srp, &asked, PASSWORD), INVALID_SESSION);
    // Who is locked out may still answer riddles.
    stage.ask(&["CUSTOM_CHALLENGE"]);
    tokens(answer(&world, &start(&world, "ana").unwrap(), "5"));
}

#[test]
fn administrators_go_the_same_way() {
    let (world, _) = staged(8);
    let asked = world
        .send(AdminInitiateAuth {
            user_pool_id: world.pool.clone(),
            client_id: world.client.clone(),
            auth_flow: "CUSTOM_AUTH".into(),
            auth_parameters: Some(map(&[("USERNAME", "ana")])),
            ..Default::default()
        })
        .unwrap();
    let output = world.send(AdminRespondToAuthChallenge {
        user_pool_id: world.pool.clone(),
        client_id: world.client.clone(),
        challenge_name: "CUSTOM_CHALLENGE".into(),
        session: asked.session,
        challenge_responses: Some(map(&[("USERNAME", "ana"), ("ANSWER", "5")])),
        ..Default::default()
    });
    tokens(output);
}

// ---- Functions that are missing, or fail ----

#[test]
fn without_its_functions_there_is_no_custom_sign_in() {
    for missing in THREE {
        let stage = Stage::new();
        let names: Vec<_> = THREE.into_iter().filter(|name| *name != missing).collect();
        let world = world_on(9, MemoryStorage::default(), stage.functions(), &names, "LEGACY");
        let output = start(&world, "ana");
        let output = if missing == THREE[2] { answer(&world, &output.unwrap(), "5") } else { output };
        assert_refused(output, "InvalidParameterException", NOT_CONFIGURED);
    }
}

#[test]
fn a_function_that_throws_spends_the_session() {
    let (world, stage) = staged(10);
    stage.decide(riddles(2));
    for name in THREE {
        let asked = start(&world, "ana").unwrap();
        *stage.broken.lock().unwrap() = Some(name);
        assert_refused(
            answer(&world, &asked, "5"),
            "UserLambdaValidationException",
            &format!("{name} failed with error oh no."),
        );
        *stage.broken.lock().unwrap() = None;
        stage.events();
        not_authorized(answer(&world, &asked, "5"), INVALID_SESSION);
        assert!(stage.events().is_empty());
    }
    for name in [THREE[0], THREE[1]] {
        *stage.broken.lock().unwrap() = Some(name);
        let text = format!("{name} failed with error oh no.");
        assert_refused(start(&world, "ana"), "UserLambdaValidationException", &text);
    }
}

#[test]
fn a_function_that_throws_after_a_built_in_challenge_undoes_it_and_ends_the_sign_in() {
    let (world, stage) = staged(11);
    made(&world, "eva");
    stage.ask(&["PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED"]);
    let fails = |output| {
        assert_refused(
            output,
            "UserLambdaValidationException",
            "DefineAuthChallenge failed with error oh no.",
        );
        *stage.broken.lock().unwrap() = None;
    };
    let (srp, asked) = start_srp(&world, "eva");
    let asked = asked.unwrap();
    *stage.broken.lock().unwrap() = Some(THREE[0]);
    fails(prove(&world, &srp, &asked, PASSWORD));
    not_authorized(prove(&world, &srp, &asked, PASSWORD), INVALID_SESSION);

    let (srp, asked) = start_srp(&world, "eva");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    let responses = [("USERNAME", "eva"), ("NEW_PASSWORD", "Another-Horse9!")];
    let set = || world.respond("NEW_PASSWORD_REQUIRED", asked.session.as_ref(), &responses);
    *stage.broken.lock().unwrap() = Some(THREE[0]);
    fails(set());
    not_authorized(set(), INVALID_SESSION);
    assert_eq!(world.admin_get("eva").unwrap().user_status, "FORCE_CHANGE_PASSWORD");
}

/// Answers each trigger with a `response` as text.
struct Raw(Mutex<BTreeMap<&'static str, &'static str>>);

impl Triggers for Raw {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        let mut event: Value = serde_json::from_str(&invocation.event).unwrap();
        let (name, _) = invocation.source.split_once('_').unwrap();
        event["response"] = serde_json::from_str(self.0.lock().unwrap()[name]).unwrap();
        Ok(event.to_string())
    }
}

#[test]
fn an_answer_of_the_wrong_form_is_none() {
    let good = [
        (
            THREE[0],
            r#"{"challengeName": "CUSTOM_CHALLENGE", "issueTokens": false, "failAuthentication": null}"#,
        ),
        (THREE[1], r#"{"publicChallengeParameters": {"a": "1", "USERNAME": "evil"}, "x": 1}"#),
        (THREE[2], r#"{"answerCorrect": true}"#),
    ];
    let raw = Arc::new(Raw(Mutex::new(good.into())));
    let world = world_on(12, MemoryStorage::default(), Arc::clone(&raw), &THREE, "LEGACY");
    let asked = start(&world, "ana").unwrap();
    assert_eq!(
        serde_json::to_value(&asked.challenge_parameters).unwrap(),
        json!({"a": "1", "USERNAME": "ana"})
    );
    answer(&world, &asked, "x").unwrap();
    for (name, response) in [
        (THREE[0], r#"{"challengeName": 1}"#),
        (THREE[0], r#"{"issueTokens": "true"}"#),
        (THREE[1], r#"{"publicChallengeParameters": {"a": 1}}"#),
        (THREE[1], r#"{"publicChallengeParameters": {"a": null}}"#),
        (THREE[1], r#"{"publicChallengeParameters": []}"#),
        (THREE[1], r#"{"privateChallengeParameters": {"a": {}}}"#),
        (THREE[1], r#"{"challengeMetadata": 1}"#),
        (THREE[2], r#"{"answerCorrect": "true"}"#),
        (THREE[2], "[]"),
    ] {
        let asked = start(&world, "ana").unwrap();
        raw.0.lock().unwrap().insert(name, response);
        unrecognizable(answer(&world, &asked, "x"));
        raw.0.lock().unwrap().extend(good);
        not_authorized(answer(&world, &asked, "x"), INVALID_SESSION);
    }
}

// ---- Replay, mix-up, downgrade ----

#[test]
fn a_session_takes_one_answer_right_or_wrong() {
    let (world, stage) = staged(13);
    stage.decide(riddles(3));
    let first = start(&world, "ana").unwrap();
    let second = answer(&world, &first, "wrong").unwrap();
    let third = answer(&world, &second, "5").unwrap();
    stage.events();
    for old in [&first, &second] {
        for guess in ["5", "wrong"] {
            not_authorized(answer(&world, old, guess), ONCE);
        }
    }
    assert!(stage.events().is_empty(), "no function judges a replay");
    answer(&world, &third, "5").unwrap();
    not_authorized(answer(&world, &third, "5"), ONCE);
}

#[test]
fn a_session_is_bound_to_user_client_challenge_and_time() {
    let (world, stage) = staged(14);
    made_permanent(&world, "ben");
    let asked = start(&world, "ana").unwrap();
    stage.events();
    not_authorized(answer_as(&world, &asked, "ben", "5"), OF_ANOTHER);
    assert_refused(answer_as(&world, &asked, "nobody", "5"), "UserNotFoundException", "User does not exist.");
    let other = world.add_client(|_| {}).client_id;
    let by_other = RespondToAuthChallenge {
        client_id: other,
        challenge_name: "CUSTOM_CHALLENGE".into(),
        session: asked.session.clone(),
        challenge_responses: Some(map(&[("USERNAME", "ana"), ("ANSWER", "5")])),
        ..Default::default()
    };
    not_authorized(world.send(by_other), INVALID_SESSION);
    for (name, member) in [
        ("SMS_MFA", "SMS_MFA_CODE"),
        ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE"),
        ("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD"),
        ("SELECT_MFA_TYPE", "ANSWER"),
    ] {
        let responses = [("USERNAME", "ana"), (member, "5")];
        not_authorized(world.respond(name, asked.session.as_ref(), &responses), INVALID_SESSION);
    }
    assert_refused(
        world.respond("CUSTOM_CHALLENGE", asked.session.as_ref(), &[("USERNAME", "ana")]),
        "InvalidParameterException",
        "Missing required parameter ANSWER",
    );
    assert_refused(
        world.respond("CUSTOM_CHALLENGE", None, &[("USERNAME", "ana"), ("ANSWER", "5")]),
        "InvalidParameterException",
        "Missing required parameter Session",
    );
    assert!(stage.events().is_empty());
    // None of it was an answer.
    let late = start(&world, "ana").unwrap();
    tokens(answer(&world, &asked, "5"));
    world.clock.advance(180);
    not_authorized(answer(&world, &late, "5"), "Invalid session for the user, session is expired.");
}

#[test]
fn another_password_or_another_user_of_the_name_ends_the_sign_in() {
    let (world, _) = staged(15);
    let asked = start(&world, "ana").unwrap();
    world.pool_ok(
        "AdminSetUserPassword",
        json!({"Username": "ana", "Password": "Another-Horse9!", "Permanent": true}),
    );
    not_authorized(answer(&world, &asked, "5"), ONCE);
    let asked = start(&world, "ana").unwrap();
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    made_permanent(&world, "ana");
    assert_refused(answer(&world, &asked, "5"), "UserNotFoundException", "User does not exist.");
}

#[test]
fn a_secret_hash_is_wanted_at_every_step() {
    let (world, _) = staged(16);
    let client = world.add_client(|client| {
        client.generate_secret = Some(true);
        client.settings.explicit_auth_flows = Some(vec!["ALLOW_CUSTOM_AUTH".into()]);
    });
    let hash =
        userpool::auth::secret_hash::secret_hash(&client.client_secret.unwrap(), "ana", &client.client_id);
    let text =
        format!("Client {} is configured with secret but SECRET_HASH was not received", client.client_id);
    let begin = |parameters: &[(&str, &str)]| {
        world.send(InitiateAuth {
            auth_flow: "CUSTOM_AUTH".into(),
            client_id: client.client_id.clone(),
            auth_parameters: Some(map(parameters)),
            ..Default::default()
        })
    };
    not_authorized(begin(&[("USERNAME", "ana")]), &text);
    let asked = begin(&[("USERNAME", "ana"), ("SECRET_HASH", &hash)]).unwrap();
    let respond = |parameters: &[(&str, &str)]| {
        world.send(RespondToAuthChallenge {
            client_id: client.client_id.clone(),
            challenge_name: "CUSTOM_CHALLENGE".into(),
            session: asked.session.clone(),
            challenge_responses: Some(map(parameters)),
            ..Default::default()
        })
    };
    not_authorized(respond(&[("USERNAME", "ana"), ("ANSWER", "5")]), &text);
    tokens(respond(&[("USERNAME", "ana"), ("ANSWER", "5"), ("SECRET_HASH", &hash)]));
}

#[test]
fn what_is_private_stays_with_the_functions() {
    let storage = Arc::new(MemoryStorage::default());
    let stage = Stage::new();
    stage.made.lock().unwrap().challenge_metadata = Some(format!("CODE-{SECRET}").into());
    let world = world_on(17, Arc::clone(&storage), stage.functions(), &THREE, "LEGACY");
    let asked = start(&world, "ana").unwrap();
    let next = answer(&world, &asked, "wrong").unwrap();
    for output in [&asked, &next] {
        assert!(!serde_json::to_string(output).unwrap().contains(SECRET));
        assert!(!format!("{output:?}").contains(SECRET));
    }
    let stored = records(&storage, &format!("pool/{}", world.pool));
    assert!(stored.keys().any(|key| key.starts_with("custom/")));
    assert!(stored.values().all(|record| !record.contains(SECRET)));

    for event in stage.events() {
        let shown = match event["triggerSource"].as_str().unwrap().split_once('_').unwrap().0 {
            "DefineAuthChallenge" => format!("{:?}", read::<DefineAuthChallenge>(event)),
            "CreateAuthChallenge" => format!("{:?}", read::<CreateAuthChallenge>(event)),
            _ => format!("{:?}", read::<VerifyAuthChallengeResponse>(event)),
        };
        assert!(!shown.contains(SECRET) && !shown.contains("wrong"), "{shown}");
    }
    assert!(!format!("{:?}", stage.made.lock().unwrap()).contains(SECRET));
}

fn read<T: Trigger>(event: Value) -> Event<T> {
    serde_json::from_value(event).unwrap()
}

#[test]
fn what_was_answered_leaves_no_record() {
    let storage = Arc::new(MemoryStorage::default());
    let stage = Stage::new();
    let world = world_on(18, Arc::clone(&storage), stage.functions(), &THREE, "LEGACY");
    let open = || {
        let stored = records(&storage, &format!("pool/{}", world.pool));
        stored.keys().filter(|key| key.starts_with("custom/")).count()
    };
    let asked = start(&world, "ana").unwrap();
    assert_eq!(open(), 1);
    let asked = answer(&world, &asked, "wrong").unwrap();
    assert_eq!(open(), 1);
    tokens(answer(&world, &asked, "5"));
    assert_eq!(open(), 0);
}

#[test]
fn many_rounds_and_kilobytes_of_private_parameters_work() {
    let (world, stage) = staged(19);
    stage.decide(riddles(40));
    let long = "x".repeat(60_000);
    stage.made.lock().unwrap().private_challenge_parameters = Some(map(&[("answer", "5"), ("long", &long)]));
    stage.made.lock().unwrap().challenge_metadata = Some("m".repeat(1000).into());
    let mut asked = start(&world, "ana").unwrap();
    for _ in 1..40 {
        assert!(asked.session.as_ref().unwrap().len() < 2048);
        asked = answer(&world, &asked, "5").unwrap();
        // Each answer gives more time.
        world.clock.advance(170);
    }
    tokens(answer(&world, &asked, "5"));

    let long = "x".repeat(300_000);
    stage.made.lock().unwrap().private_challenge_parameters = Some(map(&[("answer", "5"), ("long", &long)]));
    unrecognizable(start(&world, "ana"));
}

// ---- Who does not exist ----

#[test]
fn where_existence_shows_no_function_hears_of_strangers() {
    let (world, stage) = staged(20);
    assert_refused(start(&world, "nobody"), "UserNotFoundException", "User does not exist.");
    assert!(stage.events().is_empty());
}

#[test]
fn where_it_is_hidden_strangers_go_through_every_round_and_get_no_tokens() {
    let (world, stage) = hiding(21);
    stage.decide(riddles(2));
    let (mut of_ana, mut of_bob) = (start(&world, "ana").unwrap(), start(&world, "bob").unwrap());
    let shape = |output: &SignInOutput| {
        let parameters = output.challenge_parameters.as_ref().unwrap();
        let lengths: Vec<_> = parameters.iter().map(|(name, value)| (name.clone(), value.len())).collect();
        (output.challenge_name.clone(), output.session.as_ref().unwrap().len(), lengths)
    };
    for guess in ["wrong", "5"] {
        assert_eq!(shape(&of_ana), shape(&of_bob));
        of_ana = answer(&world, &of_ana, guess).unwrap();
        let before = of_bob;
        of_bob = answer(&world, &before, guess).unwrap();
        not_authorized(answer(&world, &before, guess), ONCE);
    }
    assert_eq!(shape(&of_ana), shape(&of_bob));
    not_authorized(answer_as(&world, &of_bob, "ana", "5"), OF_ANOTHER);
    not_authorized(answer_as(&world, &of_ana, "bob", "5"), OF_ANOTHER);
    stage.events();
    not_authorized(answer(&world, &of_bob, "5"), INCORRECT);
    for event in stage.events() {
        assert_eq!(event["userName"], "bob");
        assert_eq!(
            (&event["request"]["userNotFound"], &event["request"]["userAttributes"]),
            (&json!(true), &json!({}))
        );
    }
    not_authorized(answer(&world, &of_bob, "5"), INVALID_SESSION);
    tokens(answer(&world, &of_ana, "5"));
    stage.decide(|_| Define::tokens());
    not_authorized(start(&world, "bob"), INCORRECT);
}

#[test]
fn a_stranger_does_not_become_whoever_signs_up_under_the_name() {
    let (world, _) = hiding(22);
    let asked = start(&world, "bob").unwrap();
    let world = world.confirmed("bob");
    not_authorized(answer(&world, &asked, "5"), INCORRECT);
    tokens(answer(&world, &start(&world, "bob").unwrap(), "5"));
}

#[test]
fn strangers_are_asked_for_a_password_that_no_one_has() {
    let (world, stage) = hiding(23);
    stage.ask(&["CUSTOM_CHALLENGE", "PASSWORD_VERIFIER"]);
    for name in ["ana", "bob"] {
        let (srp, asked) = start_srp(&world, name);
        let asked = answer(&world, &asked.unwrap(), "5").unwrap();
        let parameters = asked.challenge_parameters.as_ref().unwrap();
        assert_eq!(parameters["USER_ID_FOR_SRP"], name);
        stage.events();
        not_authorized(prove(&world, &srp, &asked, "Wrong-Horse9!"), INCORRECT);
        not_authorized(prove(&world, &srp, &asked, PASSWORD), INVALID_SESSION);
        assert!(stage.events().is_empty());
    }
    let block = |name: &str| {
        let (_, asked) = start_srp(&world, name);
        answer(&world, &asked.unwrap(), "5").unwrap().challenge_parameters.unwrap()["SECRET_BLOCK"].len()
    };
    assert_eq!(block("ana"), block("bob"));
}

// ---- What functions cannot wave through ----

#[test]
fn the_status_counts_whatever_the_functions_say() {
    let (world, stage) = staged(24);
    stage.decide(|_| Define::tokens());
    world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    not_authorized(start(&world, "ana"), "User is disabled.");
    world.pool_ok("AdminEnableUser", json!({"Username": "ana"}));
    tokens(start(&world, "ana"));

    world.sign_up("new").unwrap();
    assert_refused(start(&world, "new"), "UserNotConfirmedException", "User is not confirmed.");

    world.pool_ok("AdminResetUserPassword", json!({"Username": "ana"}));
    assert_refused(
        start(&world, "ana"),
        "PasswordResetRequiredException",
        "Password reset required for the user",
    );

    made(&world, "eva");
    let asked = start(&world, "eva").unwrap();
    assert_eq!(asked.challenge_name.as_deref(), Some("NEW_PASSWORD_REQUIRED"));
    stage.events();
    let responses = [("USERNAME", "eva"), ("NEW_PASSWORD", "Another-Horse9!")];
    tokens(world.respond("NEW_PASSWORD_REQUIRED", asked.session.as_ref(), &responses));
    assert!(stage.events().is_empty(), "define had seen enough");

    made(&world, "old");
    world.clock.advance(8 * 24 * 3600);
    not_authorized(
        start(&world, "old"),
        "Temporary password has expired and must be reset by an administrator.",
    );
}

#[test]
fn a_new_password_is_noted_and_define_is_asked_again() {
    let stage = Stage::new();
    let names = [&THREE[..], &["PreTokenGeneration"]].concat();
    let world = world_on(25, MemoryStorage::default(), stage.functions(), &names, "LEGACY");
    made(&world, "eva");
    stage.ask(&["PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED", "CUSTOM_CHALLENGE"]);
    let (srp, asked) = start_srp(&world, "eva");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    assert_eq!(asked.challenge_name.as_deref(), Some("NEW_PASSWORD_REQUIRED"));
    let responses = [("USERNAME", "eva"), ("NEW_PASSWORD", "Another-Horse9!")];
    let asked = world.respond("NEW_PASSWORD_REQUIRED", asked.session.as_ref(), &responses).unwrap();
    stage.events();
    tokens(answer(&world, &asked, "5"));
    let events = stage.events();
    assert_eq!(
        events[1]["request"]["session"],
        json!([
            past("SRP_A", true, None),
            past("PASSWORD_VERIFIER", true, None),
            past("NEW_PASSWORD_REQUIRED", true, None),
            past("CUSTOM_CHALLENGE", true, Some("ROUND_1")),
        ])
    );
    assert_eq!(events[2]["triggerSource"], "TokenGeneration_NewPasswordChallenge");
    // Whoever has a password of their own is not asked for a new one.
    stage.ask(&["PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED"]);
    let (srp, asked) = start_srp(&world, "eva");
    unrecognizable(prove(&world, &srp, &asked.unwrap(), "Another-Horse9!"));
}

#[test]
fn a_second_factor_is_added_to_a_password_only() {
    let (world, stage) = staged(26);
    made_permanent(&world, "bo");
    with_mfa(&world, "ON");
    tokens(answer(&world, &start(&world, "bo").unwrap(), "5"));

    stage.ask(&["PASSWORD_VERIFIER", "CUSTOM_CHALLENGE"]);
    let (srp, asked) = start_srp(&world, "bo");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    let asked = answer(&world, &asked, "5").unwrap();
    assert_eq!(asked.challenge_name.as_deref(), Some("SMS_MFA"));
    stage.events();
    let code = world.outbox.last_code();
    let responses = [("USERNAME", "bo"), ("SMS_MFA_CODE", &*code)];
    tokens(world.respond("SMS_MFA", asked.session.as_ref(), &responses));
    assert!(stage.events().is_empty(), "define had seen enough");
}

#[test]
fn define_may_ask_for_the_factor_itself() {
    let (world, stage) = staged(27);
    made_permanent(&world, "bo");
    with_mfa(&world, "ON");
    stage.ask(&["PASSWORD_VERIFIER", "SMS_MFA", "CUSTOM_CHALLENGE"]);
    let (srp, asked) = start_srp(&world, "bo");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    assert_eq!(asked.challenge_name.as_deref(), Some("SMS_MFA"));
    let code = world.outbox.last_code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let respond = |code: &str| {
        let responses = [("USERNAME", "bo"), ("SMS_MFA_CODE", code)];
        world.respond("SMS_MFA", asked.session.as_ref(), &responses)
    };
    stage.events();
    assert_refused(respond(wrong), "CodeMismatchException", "Invalid code or auth state for the user.");
    assert!(stage.events().is_empty());
    let next = respond(&code).unwrap();
    not_authorized(respond(&code), ONCE);
    assert_eq!(
        histories(&stage, "DefineAuthChallenge"),
        [json!([
            past("SRP_A", true, None),
            past("PASSWORD_VERIFIER", true, None),
            past("SMS_MFA", true, None)
        ])]
    );
    // It is not asked for twice.
    tokens(answer(&world, &next, "5"));

    for (name, exception, text) in [
        ("EMAIL_OTP", "InvalidParameterException", "The selected MFA type is not available for the user."),
        (
            "SOFTWARE_TOKEN_MFA",
            "SoftwareTokenMFANotFoundException",
            "Software Token MFA does not exist for the user.",
        ),
    ] {
        stage.decide(move |request| {
            Define::challenge(if request.session.len() == 1 { "PASSWORD_VERIFIER" } else { name })
        });
        let (srp, asked) = start_srp(&world, "bo");
        assert_refused(prove(&world, &srp, &asked.unwrap(), PASSWORD), exception, text);
    }
}

#[test]
fn an_authenticator_app_works_inside() {
    let (world, stage) = staged(28);
    with_mfa(&world, "OPTIONAL");
    let token = world.tokens("ana").access_token.unwrap();
    let secret = world.ok("AssociateSoftwareToken", json!({"AccessToken": token.as_str()}));
    let secret = TotpSecret::from_base32(secret["SecretCode"].as_str().unwrap()).unwrap();
    let code = || secret.code_at(world.clock.now().seconds());
    world.ok("VerifySoftwareToken", json!({"AccessToken": token.as_str(), "UserCode": code()}));
    world.clock.advance(30);
    stage.ask(&["PASSWORD_VERIFIER", "SOFTWARE_TOKEN_MFA"]);
    let (srp, asked) = start_srp(&world, "ana");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    let responses = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", &*code())];
    tokens(world.respond("SOFTWARE_TOKEN_MFA", asked.session.as_ref(), &responses));
}

#[test]
fn a_disabled_user_is_sent_no_code() {
    let (world, stage) = staged(29);
    made_permanent(&world, "bo");
    with_mfa(&world, "ON");
    stage.ask(&["PASSWORD_VERIFIER", "SMS_MFA"]);
    world.pool_ok("AdminDisableUser", json!({"Username": "bo"}));
    let sent = world.outbox.count();
    let (srp, asked) = start_srp(&world, "bo");
    not_authorized(prove(&world, &srp, &asked.unwrap(), PASSWORD), "User is disabled.");
    assert_eq!(world.outbox.count(), sent);
}

#[test]
fn the_history_is_told_as_it_is_typed() {
    let (world, stage) = staged(30);
    let seen = Arc::new(Mutex::new(Vec::<ChallengeResult>::new()));
    let told = Arc::clone(&seen);
    stage.decide(move |request| {
        told.lock().unwrap().clone_from(&request.session);
        riddles(1)(request)
    });
    tokens(answer(&world, &start(&world, "ana").unwrap(), "5"));
    let expected = ChallengeResult {
        challenge_name: "CUSTOM_CHALLENGE".into(),
        challenge_result: true,
        challenge_metadata: Some("ROUND_1".into()),
    };
    assert_eq!(*seen.lock().unwrap(), [expected]);
}

// ---- Races ----

const SEEDS: u64 = 200;

/// Plays answers to one session in many orders: of all only one is judged for the caller to see.
fn race(guesses: [&'static str; 4], fault: Option<&'static str>) {
    for seed in 0..SEEDS {
        let stage = Stage::new();
        let world = world_on(seed, Yielding(MemoryStorage::default()), stage.functions(), &THREE, "LEGACY");
        let asked = start(&world, "ana").unwrap();
        *stage.broken.lock().unwrap() = fault;
        let racers = guesses
            .into_iter()
            .map(|guess| {
                let request = RespondToAuthChallenge {
                    client_id: world.client.clone(),
                    challenge_name: "CUSTOM_CHALLENGE".into(),
                    session: asked.session.clone(),
                    challenge_responses: Some(map(&[("USERNAME", "ana"), ("ANSWER", guess)])),
                    ..Default::default()
                };
                let racer: Pin<Box<dyn Future<Output = Result<SignInOutput, Error>>>> =
                    Box::pin(world.engine.send(request));
                racer
            })
            .collect();
        let outcomes = interleave(seed, racers);
        let session = |error: &Error| [ONCE, INVALID_SESSION].contains(&&*error.to_string());
        let judged = |outcome: &&Result<SignInOutput, Error>| !outcome.as_ref().is_err_and(session);
        assert_eq!(outcomes.iter().filter(judged).count(), 1, "seed {seed}: {outcomes:?}");
    }
}

#[test]
fn of_four_right_answers_one_gets_tokens_in_every_order() {
    race(["5"; 4], None);
}

#[test]
fn of_four_guesses_one_is_judged_in_every_order() {
    race(["5", "4", "3", "2"], None);
}

#[test]
fn of_four_answers_one_sees_the_function_fail_in_every_order() {
    race(["5"; 4], Some("DefineAuthChallenge"));
}

/// One block, four proofs: each wrong one ends the sign-in, so a thousand guesses at once are one guess.
#[test]
fn of_four_wrong_passwords_on_one_block_one_is_judged_in_every_order() {
    for seed in 0..50 {
        let stage = Stage::new();
        stage.ask(&["PASSWORD_VERIFIER"]);
        let world = world_on(seed, Yielding(MemoryStorage::default()), stage.functions(), &THREE, "LEGACY");
        let (srp, asked) = start_srp(&world, "ana");
        let asked = asked.unwrap();
        let racers = ["Wrong-Horse1!", "Wrong-Horse2!", PASSWORD, PASSWORD]
            .into_iter()
            .map(|password| {
                let responses = world.srp_responses(&srp, &asked, password);
                let responses: Vec<_> =
                    responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let request = RespondToAuthChallenge {
                    client_id: world.client.clone(),
                    challenge_name: "PASSWORD_VERIFIER".into(),
                    challenge_responses: Some(map(&responses)),
                    ..Default::default()
                };
                let racer: Pin<Box<dyn Future<Output = Result<SignInOutput, Error>>>> =
                    Box::pin(world.engine.send(request));
                racer
            })
            .collect();
        let outcomes = interleave(seed, racers);
        let text = |outcome: &Result<SignInOutput, Error>| match outcome {
            Ok(_) => "tokens".to_owned(),
            Err(error) => error.to_string(),
        };
        let said: Vec<_> = outcomes.iter().map(text).collect();
        let won = said.iter().filter(|text| **text == "tokens").count();
        // Whoever comes second hears that the block is spent, or that the sign-in is over.
        let over = said.iter().filter(|text| **text == INVALID_SESSION).count();
        assert!(won == 1 && over == 0 || won == 0 && over == 3, "seed {seed}: {said:?}");
    }
}

#[test]
fn an_alias_names_the_same_user_at_every_step() {
    for existence in ["LEGACY", "ENABLED"] {
        let stage = Stage::new();
        let functions = stage.functions();
        let world = World::built(
            32,
            |builder| builder.triggers(functions),
            |pool| {
                pool.alias_attributes = Some(vec![Alias::Email]);
                pool.settings.lambda_config = Some(config(&THREE));
            },
            |client| {
                client.settings.explicit_auth_flows = Some(vec!["ALLOW_CUSTOM_AUTH".into()]);
                client.settings.prevent_user_existence_errors = Some(existence.into());
            },
        )
        .confirmed("ana");
        let asked = start(&world, "ana@example.com").unwrap();
        assert_eq!(asked.challenge_parameters.as_ref().unwrap()["USERNAME"], "ana");
        tokens(answer_as(&world, &asked, "ana@example.com", "5"));
        if existence == "ENABLED" {
            // A stranger goes by the address that was sent, and by a name that could be real.
            let asked = start(&world, "bob@example.com").unwrap();
            assert!(crate::world::is_uuid(&asked.challenge_parameters.as_ref().unwrap()["USERNAME"]));
            not_authorized(answer_as(&world, &asked, "eve@example.com", "5"), OF_ANOTHER);
            not_authorized(answer_as(&world, &asked, "bob@example.com", "5"), INCORRECT);
            not_authorized(answer(&world, &start(&world, "bob@example.com").unwrap(), "5"), INCORRECT);
        }
    }
}

#[test]
fn a_session_is_a_text_like_any_other() {
    let (world, _) = staged(31);
    let asked = start(&world, "ana").unwrap();
    let session = asked.session.as_ref().unwrap().as_str().to_owned();
    for cut in [20, session.len() - 1] {
        let cut = Sensitive::new(&session[..cut]);
        let responses = [("USERNAME", "ana"), ("ANSWER", "5")];
        not_authorized(world.respond("CUSTOM_CHALLENGE", Some(&cut), &responses), INVALID_SESSION);
    }
}
