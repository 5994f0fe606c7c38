//! Lambda triggers: what functions see, when they are called, what they may decide, and how they fail.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use userpool::{
    Sensitive,
    operations::*,
    storage::{
        Batch, CommitError, Invocation, Key, MemoryStorage, Partition, Record, Scan, Storage, StorageError,
        TriggerError, Triggers,
    },
    trigger::{
        Event, PreSignUp, PreSignUpResponse, PreTokenGenerationV2, PreTokenGenerationV2Response, TriggerFns,
    },
};

use crate::world::{PASSWORD, World, assert_refused, claims, map};

// ---- A double that follows a script ----

/// Gives back the event as it came, unless told otherwise for its source.
#[derive(Default)]
struct Script {
    answers: Mutex<BTreeMap<String, Answer>>,
    calls: Mutex<Vec<Invocation>>,
}

#[derive(Clone)]
enum Answer {
    Response(Value),
    Raw(String),
    Failed(&'static str),
    NotCallable(&'static str),
}

impl Script {
    fn answer(&self, source: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(source.to_owned(), answer);
    }

    fn respond(&self, source: &str, response: Value) {
        self.answer(source, Answer::Response(response));
    }

    /// The sources called since the last look, in order.
    fn sources(&self) -> Vec<String> {
        self.calls.lock().unwrap().drain(..).map(|call| call.source).collect()
    }

    /// The one event of this source.
    fn event(&self, source: &str) -> Value {
        let calls = self.calls.lock().unwrap();
        let found: Vec<_> = calls.iter().filter(|call| call.source == source).collect();
        assert_eq!(found.len(), 1, "{source} in {calls:?}");
        serde_json::from_str(&found[0].event).unwrap()
    }
}

impl Triggers for Script {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        self.calls.lock().unwrap().push(invocation.clone());
        let answer = self.answers.lock().unwrap().get(&invocation.source).cloned();
        match answer {
            None => Ok(invocation.event.clone()),
            Some(Answer::Raw(text)) => Ok(text),
            Some(Answer::Failed(message)) => Err(TriggerError::Failed(message.to_owned())),
            Some(Answer::NotCallable(error)) => Err(TriggerError::NotCallable(error.to_owned())),
            Some(Answer::Response(response)) => {
                let mut event: Value = serde_json::from_str(&invocation.event).unwrap();
                event["response"] = response;
                Ok(event.to_string())
            }
        }
    }
}

fn arn(name: &str) -> String {
    format!("arn:aws:lambda:us-east-1:123456789012:function:{name}")
}

/// A configuration with one function for each of these triggers.
fn functions(names: &[&str]) -> Value {
    names
        .iter()
        .map(|name| ((*name).to_owned(), Value::String(arn(name))))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn token_function(version: &str) -> Value {
    json!({"PreTokenGenerationConfig": {"LambdaArn": arn("tokens"), "LambdaVersion": version}})
}

fn scripted(config: Value) -> (World, Arc<Script>) {
    scripted_with(config, |_| {}, |_| {})
}

fn scripted_with(
    config: Value,
    pool: impl FnOnce(&mut CreateUserPool),
    client: impl FnOnce(&mut CreateUserPoolClient),
) -> (World, Arc<Script>) {
    let script = Arc::new(Script::default());
    let triggers = Arc::clone(&script);
    let world = World::built(
        7,
        |builder| builder.triggers(triggers),
        |create| {
            create.settings.lambda_config = Some(config);
            pool(create);
        },
        client,
    );
    (world, script)
}

fn hiding(create: &mut CreateUserPoolClient) {
    create.settings.prevent_user_existence_errors = Some("ENABLED".into());
}

const ALL: [&str; 7] = [
    "PreSignUp",
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "PreTokenGeneration",
    "UserMigration",
    "CustomMessage",
];

/// The event that a function must have seen, to the letter.
fn event(world: &World, source: &str, user: &str, client: &str, request: Value, response: Value) -> Value {
    json!({
        "version": "1",
        "triggerSource": source,
        "region": "us-east-1",
        "userPoolId": world.pool,
        "userName": user,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": client},
        "request": request,
        "response": response,
    })
}

fn metadata(value: &str) -> Option<BTreeMap<String, String>> {
    Some([("k".to_owned(), value.to_owned())].into())
}

fn sub_of(world: &World, name: &str) -> String {
    let attributes = world.admin_get(name).unwrap().user_attributes;
    attributes.into_iter().find(|attribute| attribute.name == "sub").unwrap().value.unwrap().to_string()
}

/// What functions see of a user whose mail address is verified.
fn seen(world: &World, name: &str) -> Value {
    json!({
        "sub": sub_of(world, name),
        "cognito:user_status": "CONFIRMED",
        "email": format!("{name}@example.com"),
        "email_verified": "true",
    })
}

fn admin_create(world: &World, name: &str) -> Result<AdminCreateUserOutput, userpool::Error> {
    world.send(AdminCreateUser {
        user_pool_id: world.pool.clone(),
        username: name.into(),
        temporary_password: Some(PASSWORD.into()),
        user_attributes: Some(vec![Attribute::new("email", format!("{name}@example.com"))]),
        validation_data: Some(vec![Attribute::new("v", "1")]),
        client_metadata: metadata("admin"),
        ..Default::default()
    })
}

// ---- Order ----

#[test]
fn each_operation_calls_its_functions_in_order() {
    let (world, script) = scripted(functions(&ALL));
    world.sign_up("ana").unwrap();
    assert_eq!(script.sources(), ["PreSignUp_SignUp", "CustomMessage_SignUp"]);
    world
        .send(ResendConfirmationCode {
            client_id: world.client.clone(),
            username: "ana".into(),
            ..Default::default()
        })
        .unwrap();
    assert_eq!(script.sources(), ["CustomMessage_ResendCode"]);
    world.confirm("ana", &world.outbox.last_code()).unwrap();
    assert_eq!(script.sources(), ["PostConfirmation_ConfirmSignUp"]);

    let sign_in = [
        "PreAuthentication_Authentication",
        "TokenGeneration_Authentication",
        "PostAuthentication_Authentication",
    ];
    let tokens = world.tokens("ana");
    assert_eq!(script.sources(), sign_in);
    world.srp_sign_in("ana", PASSWORD).unwrap();
    assert_eq!(script.sources(), sign_in);
    world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &tokens.refresh_token.unwrap())]).unwrap();
    assert_eq!(script.sources(), ["TokenGeneration_RefreshTokens"]);

    world.forgot_password("ana").unwrap();
    assert_eq!(script.sources(), ["CustomMessage_ForgotPassword"]);
    world.confirm_forgot_password("ana", &world.outbox.last_code(), "Another-Horse9!").unwrap();
    assert_eq!(script.sources(), ["PostConfirmation_ConfirmForgotPassword"]);
}

#[test]
fn administrators_call_functions_too() {
    let (world, script) = scripted(functions(&ALL));
    admin_create(&world, "eva").unwrap();
    assert_eq!(script.sources(), ["PreSignUp_AdminCreateUser", "CustomMessage_AdminCreateUser"]);
    let asked = world.password_sign_in("eva", PASSWORD).unwrap();
    assert_eq!(script.sources(), ["PreAuthentication_Authentication"]);
    let answers = [("USERNAME", "eva"), ("NEW_PASSWORD", "Another-Horse9!")];
    world.respond("NEW_PASSWORD_REQUIRED", asked.session.as_ref(), &answers).unwrap();
    assert_eq!(
        script.sources(),
        ["TokenGeneration_NewPasswordChallenge", "PostAuthentication_Authentication"]
    );

    world.sign_up("ana").unwrap();
    script.sources();
    let confirm = AdminConfirmSignUp {
        user_pool_id: world.pool.clone(),
        username: "ana".into(),
        client_metadata: metadata("admin"),
    };
    world.send(confirm).unwrap();
    let seen_by = script.event("PostConfirmation_ConfirmSignUp");
    assert_eq!(seen_by["callerContext"].get("clientId"), Some(&Value::Null));
    assert_eq!(seen_by["request"]["clientMetadata"], json!({"k": "admin"}));
}

// ---- Events ----

#[test]
fn pre_sign_up_sees_what_was_submitted() {
    let (world, script) = scripted(functions(&["PreSignUp"]));
    let request = SignUp {
        validation_data: Some(vec![Attribute::new("v", "1")]),
        client_metadata: metadata("c"),
        ..world.sign_up_request("ana")
    };
    world.send(request).unwrap();
    assert_eq!(script.calls.lock().unwrap()[0].function, arn("PreSignUp"));
    let request = json!({
        "userAttributes": {"email": "ana@example.com"},
        "validationData": {"v": "1"},
        "clientMetadata": {"k": "c"},
    });
    let response = json!({"autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false});
    assert_eq!(
        script.event("PreSignUp_SignUp"),
        event(&world, "PreSignUp_SignUp", "ana", &world.client, request, response.clone())
    );

    admin_create(&world, "eva").unwrap();
    let request = json!({
        "userAttributes": {"email": "eva@example.com"},
        "validationData": {"v": "1"},
        "clientMetadata": {"k": "admin"},
    });
    let source = "PreSignUp_AdminCreateUser";
    assert_eq!(
        script.event(source),
        event(&world, source, "eva", "CLIENT_ID_NOT_APPLICABLE", request, response)
    );
}

#[test]
fn validation_data_that_was_not_given_is_null_and_client_metadata_is_absent() {
    let (world, script) = scripted(functions(&["PreSignUp"]));
    world.sign_up("ana").unwrap();
    world
        .send(AdminCreateUser {
            user_pool_id: world.pool.clone(),
            username: "eva".into(),
            ..Default::default()
        })
        .unwrap();
    for source in ["PreSignUp_SignUp", "PreSignUp_AdminCreateUser"] {
        let request = &script.event(source)["request"];
        assert_eq!((&request["validationData"], request.get("clientMetadata")), (&Value::Null, None));
    }
}

#[test]
fn a_sign_in_shows_the_user_and_the_metadata_of_its_own_call() {
    let (world, script) = scripted(functions(&ALL));
    let world = world.confirmed("ana");
    let confirmed = event(
        &world,
        "PostConfirmation_ConfirmSignUp",
        "ana",
        &world.client,
        json!({"userAttributes": seen(&world, "ana")}),
        json!({}),
    );
    assert_eq!(script.event("PostConfirmation_ConfirmSignUp"), confirmed);
    script.sources();

    world
        .send(InitiateAuth {
            auth_flow: "USER_PASSWORD_AUTH".into(),
            client_id: world.client.clone(),
            auth_parameters: Some(map(&[("USERNAME", "ana"), ("PASSWORD", PASSWORD)])),
            client_metadata: metadata("begin"),
            ..Default::default()
        })
        .unwrap();
    let source = "PreAuthentication_Authentication";
    let request = json!({
        "userAttributes": seen(&world, "ana"),
        "validationData": {"k": "begin"},
        "userNotFound": false,
    });
    assert_eq!(script.event(source), event(&world, source, "ana", &world.client, request, json!({})));
    let source = "TokenGeneration_Authentication";
    let request = json!({
        "userAttributes": seen(&world, "ana"),
        "groupConfiguration": {"groupsToOverride": [], "iamRolesToOverride": [], "preferredRole": null},
    });
    let response = json!({"claimsOverrideDetails": null});
    assert_eq!(script.event(source), event(&world, source, "ana", &world.client, request, response));
    let source = "PostAuthentication_Authentication";
    let request = json!({
        "userAttributes": seen(&world, "ana"),
        "newDeviceUsed": false,
    });
    assert_eq!(script.event(source), event(&world, source, "ana", &world.client, request, json!({})));
}

#[test]
fn the_metadata_of_an_answer_reaches_what_runs_after_it() {
    let (world, script) = scripted(functions(&ALL));
    let world = world.confirmed("ana");
    let (srp, challenge) = world.srp_start("ana").unwrap();
    script.sources();
    let responses = world.srp_responses(&srp, &challenge, PASSWORD);
    let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, &**value)).collect();
    world
        .send(RespondToAuthChallenge {
            client_id: world.client.clone(),
            challenge_name: "PASSWORD_VERIFIER".into(),
            challenge_responses: Some(map(&responses)),
            client_metadata: metadata("answer"),
            ..Default::default()
        })
        .unwrap();
    for source in ["TokenGeneration_Authentication", "PostAuthentication_Authentication"] {
        assert_eq!(script.event(source)["request"]["clientMetadata"], json!({"k": "answer"}), "{source}");
    }
}

#[test]
fn an_alias_of_the_user_is_named() {
    let (world, script) = scripted_with(
        functions(&["PostConfirmation"]),
        |pool| pool.alias_attributes = Some(vec![Alias::Email]),
        |_| {},
    );
    world.confirmed("ana");
    let attributes = &script.event("PostConfirmation_ConfirmSignUp")["request"]["userAttributes"];
    assert_eq!(attributes["cognito:email_alias"], "ana@example.com");
}

// ---- What functions decide ----

#[test]
fn pre_sign_up_may_confirm_and_verify() {
    let (world, script) = scripted(functions(&ALL));
    script.respond(
        "PreSignUp_SignUp",
        json!({"autoConfirmUser": true, "autoVerifyEmail": true, "autoVerifyPhone": null}),
    );
    let output = world.sign_up("ana").unwrap();
    assert!(output.user_confirmed && output.code_delivery_details.is_none());
    assert_eq!(script.sources(), ["PreSignUp_SignUp", "PostConfirmation_ConfirmSignUp"]);
    assert_eq!(world.outbox.count(), 0);
    assert_eq!(
        world.admin_get("ana").unwrap().user_attributes.iter().find(|a| a.name == "email_verified"),
        Some(&Attribute::new("email_verified", "true"))
    );
    world.tokens("ana");
}

#[test]
fn a_verified_address_needs_no_code() {
    let (world, script) = scripted(functions(&["PreSignUp"]));
    script.respond("PreSignUp_SignUp", json!({"autoVerifyEmail": true}));
    let output = world.sign_up("ana").unwrap();
    assert!(!output.user_confirmed && output.code_delivery_details.is_none());
    assert_eq!(world.outbox.count(), 0);
}

#[test]
fn an_address_that_is_not_there_is_not_verified() {
    let (world, script) = scripted(functions(&["PreSignUp"]));
    script.respond("PreSignUp_SignUp", json!({"autoVerifyPhone": true}));
    assert_refused(world.sign_up("ana"), "InvalidLambdaResponseException", "Unrecognizable lambda output");
}

#[test]
fn verifying_an_alias_of_somebody_else_is_refused() {
    let (world, script) = scripted_with(
        functions(&["PreSignUp"]),
        |pool| pool.alias_attributes = Some(vec![Alias::Email]),
        |_| {},
    );
    script.respond("PreSignUp_SignUp", json!({"autoConfirmUser": true, "autoVerifyEmail": true}));
    world.sign_up("ana").unwrap();
    let second = SignUp { username: "eva".into(), ..world.sign_up_request("ana") };
    assert_refused(
        world.send(second),
        "AliasExistsException",
        "An account with the given email already exists.",
    );
}

#[test]
fn what_pre_sign_up_says_about_an_administrators_user_does_not_count() {
    let (world, script) = scripted(functions(&["PreSignUp"]));
    script.respond("PreSignUp_AdminCreateUser", json!({"autoConfirmUser": true, "autoVerifyPhone": true}));
    assert_eq!(admin_create(&world, "eva").unwrap().user.user_status, "FORCE_CHANGE_PASSWORD");
}

#[test]
fn pre_authentication_runs_before_the_password_is_judged() {
    let (world, script) = scripted(functions(&["PreAuthentication"]));
    let world = world.confirmed("ana");
    assert!(world.password_sign_in("ana", "wrong").is_err());
    assert_eq!(script.sources(), ["PreAuthentication_Authentication"]);
    script.answer("PreAuthentication_Authentication", Answer::Failed("Not today"));
    for password in ["wrong", PASSWORD] {
        assert_refused(
            world.password_sign_in("ana", password),
            "UserLambdaValidationException",
            "PreAuthentication failed with error Not today.",
        );
    }
    assert_refused(
        world.srp_start("ana").map(drop),
        "UserLambdaValidationException",
        "PreAuthentication failed with error Not today.",
    );
}

#[test]
fn pre_authentication_hears_of_unknown_users_only_where_they_are_hidden() {
    let (world, script) = scripted(functions(&["PreAuthentication"]));
    assert!(world.password_sign_in("nobody", PASSWORD).is_err());
    assert_eq!(script.sources(), Vec::<String>::new());

    let (world, script) = scripted_with(functions(&["PreAuthentication"]), |_| {}, hiding);
    assert!(world.password_sign_in("nobody", PASSWORD).is_err());
    let source = "PreAuthentication_Authentication";
    let request = json!({"userAttributes": {}, "validationData": null, "userNotFound": true});
    assert_eq!(script.event(source), event(&world, source, "nobody", &world.client, request, json!({})));
}

// ---- Failures ----

#[test]
fn a_function_that_fails_stops_the_call_in_the_services_words() {
    let (world, script) = scripted(functions(&["PreSignUp"]));
    let other = json!({"triggerSource": "PreSignUp_Other", "userPoolId": world.pool, "response": {}});
    let bare = json!({"triggerSource": "PreSignUp_SignUp", "userPoolId": world.pool});
    let null = json!({"triggerSource": "PreSignUp_SignUp", "userPoolId": world.pool, "response": null});
    let raw =
        |text: &str| (Answer::Raw(text.to_owned()), "InvalidLambdaResponse", "Unrecognizable lambda output");
    let cases = [
        (
            Answer::Failed("Only for employees"),
            "UserLambdaValidation",
            "PreSignUp failed with error Only for employees.",
        ),
        (
            Answer::NotCallable("AccessDeniedException"),
            "UnexpectedLambda",
            "PreSignUp invocation failed due to error AccessDeniedException.",
        ),
        raw(""),
        raw("no JSON"),
        raw("null"),
        raw("\"text\""),
        raw("[]"),
        raw("{}"),
        raw(&other.to_string()),
        raw(&bare.to_string()),
        raw(&null.to_string()),
        (
            Answer::Response(json!([true, true, true])),
            "InvalidLambdaResponse",
            "Unrecognizable lambda output",
        ),
        (
            Answer::Response(json!({"autoConfirmUser": "true"})),
            "InvalidLambdaResponse",
            "Unrecognizable lambda output",
        ),
        (
            Answer::Response(json!({"autoConfirmUser": 1})),
            "InvalidLambdaResponse",
            "Unrecognizable lambda output",
        ),
    ];
    for (answer, exception, text) in cases {
        script.answer("PreSignUp_SignUp", answer);
        assert_refused(world.sign_up("ana"), &format!("{exception}Exception"), text);
        assert!(world.admin_get("ana").is_err(), "{text}");
    }
    assert_eq!(world.outbox.count(), 0);
}

#[test]
fn every_trigger_fails_under_its_own_name() {
    let (world, script) = scripted(functions(&ALL));
    let world = world.confirmed("ana");
    let fails = |source: &str| script.answer(source, Answer::Failed("no"));
    let text = |trigger: &str| format!("{trigger} failed with error no.");
    let exception = "UserLambdaValidationException";

    fails("UserMigration_Authentication");
    assert_refused(world.password_sign_in("eva", PASSWORD), exception, &text("UserMigration"));
    fails("PostAuthentication_Authentication");
    assert_refused(world.password_sign_in("ana", PASSWORD), exception, &text("PostAuthentication"));
    fails("TokenGeneration_Authentication");
    assert_refused(world.password_sign_in("ana", PASSWORD), exception, &text("PreTokenGeneration"));
    fails("PreAuthentication_Authentication");
    assert_refused(world.password_sign_in("ana", PASSWORD), exception, &text("PreAuthentication"));
    fails("CustomMessage_ForgotPassword");
    assert_refused(world.forgot_password("ana"), exception, &text("CustomMessage"));
}

#[test]
fn a_failure_after_the_commit_is_reported_and_the_state_stays() {
    let (world, script) = scripted(functions(&["PostConfirmation", "CustomMessage"]));
    script.answer("CustomMessage_SignUp", Answer::Failed("no words"));
    assert_refused(
        world.sign_up("ana"),
        "UserLambdaValidationException",
        "CustomMessage failed with error no words.",
    );
    assert_eq!(
        (world.admin_get("ana").unwrap().user_status.as_str(), world.outbox.count()),
        ("UNCONFIRMED", 0)
    );
    let resend = ResendConfirmationCode {
        client_id: world.client.clone(),
        username: "ana".into(),
        ..Default::default()
    };
    world.send(resend).unwrap();

    script.answer("PostConfirmation_ConfirmSignUp", Answer::NotCallable("AccessDeniedException"));
    assert_refused(
        world.confirm("ana", &world.outbox.last_code()),
        "UnexpectedLambdaException",
        "PostConfirmation invocation failed due to error AccessDeniedException.",
    );
    assert_eq!(world.admin_get("ana").unwrap().user_status, "CONFIRMED");
}

#[test]
fn without_triggers_a_function_cannot_be_called() {
    let world = World::built(
        7,
        |builder| builder,
        |pool| pool.settings.lambda_config = Some(functions(&["PreSignUp"])),
        |_| {},
    );
    assert_refused(
        world.sign_up("ana"),
        "UnexpectedLambdaException",
        "PreSignUp invocation failed due to error ResourceNotFoundException.",
    );
}

// ---- Once per event ----

/// Meets with so many conflicts before a commit that writes goes through.
#[derive(Default)]
struct Contended {
    memory: MemoryStorage,
    conflicts_left: AtomicU64,
}

impl Storage for Contended {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        Storage::get(&self.memory, partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        Storage::scan(&self.memory, partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        let left = self.conflicts_left.load(Ordering::SeqCst);
        if left > 0 {
            self.conflicts_left.store(left - 1, Ordering::SeqCst);
            return Err(CommitError::Conflict);
        }
        Storage::commit(&self.memory, batch).await
    }
}

#[test]
fn a_function_is_called_once_however_often_the_call_meets_with_conflicts() {
    let storage = Arc::new(Contended::default());
    let (store, script) = (Arc::clone(&storage), Arc::new(Script::default()));
    let triggers = Arc::clone(&script);
    let world = World::built(
        7,
        |builder| builder.storage(store).triggers(triggers),
        |pool| {
            // The username is a UUID drawn by chance, and functions see it.
            pool.username_attributes = Some(vec![Alias::Email]);
            pool.settings.lambda_config = Some(functions(&ALL));
        },
        |_| {},
    );
    script.respond("PreSignUp_SignUp", json!({"autoConfirmUser": true, "autoVerifyEmail": true}));
    storage.conflicts_left.store(5, Ordering::SeqCst);
    let output = world.send(SignUp {
        username: "ana@example.com".into(),
        user_attributes: None,
        ..world.sign_up_request("x")
    });
    let output = output.unwrap();
    assert_eq!(storage.conflicts_left.load(Ordering::SeqCst), 0);
    assert_eq!(script.event("PreSignUp_SignUp")["userName"], *output.user_sub);
    assert_eq!(script.event("PostConfirmation_ConfirmSignUp")["userName"], *output.user_sub);
    script.sources();

    storage.conflicts_left.store(5, Ordering::SeqCst);
    world.tokens("ana@example.com");
    assert_eq!(storage.conflicts_left.load(Ordering::SeqCst), 0);
    assert_eq!(
        script.sources(),
        [
            "PreAuthentication_Authentication",
            "TokenGeneration_Authentication",
            "PostAuthentication_Authentication"
        ]
    );

    // A refusal is remembered as well.
    script.answer("PreAuthentication_Authentication", Answer::Failed("no"));
    assert!(world.password_sign_in("ana@example.com", PASSWORD).is_err());
    assert_eq!(script.sources(), ["PreAuthentication_Authentication"]);
}

// ---- Tokens ----

fn signed_in(config: Value, source: &str, response: Value) -> (Value, Value) {
    let (world, script) = scripted(config);
    let world = world.confirmed("ana");
    script.respond(source, response);
    let tokens = world.tokens("ana");
    world.get_user(&tokens).unwrap();
    (claims(&tokens.id_token), claims(&tokens.access_token))
}

#[test]
fn version_1_changes_the_id_token_and_the_groups_of_both() {
    let details = json!({
        "claimsToAddOrOverride": {"a": "1", "email": "other@example.com", "sub": "evil", "cognito:x": "evil"},
        "claimsToSuppress": ["email_verified", "exp", "b"],
        "groupOverrideDetails": {"groupsToOverride": ["g"], "iamRolesToOverride": ["r"], "preferredRole": "r"},
    });
    let (id, access) = signed_in(
        functions(&["PreTokenGeneration"]),
        "TokenGeneration_Authentication",
        json!({"claimsOverrideDetails": details}),
    );
    assert_eq!((&id["a"], &id["email"]), (&json!("1"), &json!("other@example.com")));
    assert!(id.get("email_verified").is_none() && id["exp"].is_u64() && id.get("cognito:x").is_none());
    assert_ne!(id["sub"], "evil");
    assert_eq!(id["cognito:groups"], json!(["g"]));
    assert_eq!((&id["cognito:roles"], &id["cognito:preferred_role"]), (&json!(["r"]), &json!("r")));
    assert_eq!((&access["cognito:groups"], access.get("a")), (&json!(["g"]), None));
}

#[test]
fn version_1_knows_only_text() {
    let (world, script) = scripted(functions(&["PreTokenGeneration"]));
    let world = world.confirmed("ana");
    let details = json!({"claimsToAddOrOverride": {"a": 1}});
    script.respond("TokenGeneration_Authentication", json!({"claimsOverrideDetails": details}));
    assert_refused(
        world.password_sign_in("ana", PASSWORD),
        "InvalidLambdaResponseException",
        "Unrecognizable lambda output",
    );
}

#[test]
fn versions_2_and_3_change_both_tokens_and_scopes() {
    for (version, number) in [("V2_0", "2"), ("V3_0", "3")] {
        let (world, script) = scripted(token_function(version));
        let world = world.confirmed("ana");
        let details = json!({
            "idTokenGeneration": {"claimsToAddOrOverride": {"a": {"b": [1, true]}}, "claimsToSuppress": ["email"]},
            "accessTokenGeneration": {
                "claimsToAddOrOverride": {"t": 1, "aud": world.client, "username": "evil", "scope": "evil"},
                "claimsToSuppress": ["client_id"],
                "scopesToAdd": ["api/read"],
                "scopesToSuppress": [],
            },
        });
        let source = "TokenGeneration_Authentication";
        script.respond(source, json!({"claimsAndScopeOverrideDetails": details}));
        let tokens = world.tokens("ana");
        let seen_by = script.event(source);
        assert_eq!(seen_by["version"], number);
        assert_eq!(seen_by["request"]["scopes"], json!(["aws.cognito.signin.user.admin"]));
        assert_eq!(seen_by["response"], json!({"claimsAndScopeOverrideDetails": null}));

        let (id, access) = (claims(&tokens.id_token), claims(&tokens.access_token));
        assert_eq!((&id["a"], id.get("email")), (&json!({"b": [1, true]}), None));
        assert_eq!((&access["t"], &access["aud"]), (&json!(1), &json!(world.client)));
        assert_eq!((&access["username"], &access["client_id"]), (&json!("ana"), &json!(world.client)));
        assert_eq!(access["scope"], "aws.cognito.signin.user.admin api/read");
        assert!(world.get_user(&tokens).is_ok());
    }
}

#[test]
fn a_suppressed_scope_is_gone_from_the_token_and_from_what_it_may_do() {
    let (world, script) = scripted(token_function("V2_0"));
    let world = world.confirmed("ana");
    let details = json!({"accessTokenGeneration": {"scopesToSuppress": ["aws.cognito.signin.user.admin"]}});
    script.respond("TokenGeneration_Authentication", json!({"claimsAndScopeOverrideDetails": details}));
    let tokens = world.tokens("ana");
    assert_refused(
        world.get_user(&tokens),
        "NotAuthorizedException",
        "Access Token does not have required scopes",
    );
}

#[test]
fn a_refresh_asks_again() {
    let (world, script) = scripted(functions(&["PreTokenGeneration"]));
    let world = world.confirmed("ana");
    let refresh_token = world.tokens("ana").refresh_token.unwrap();
    let details = json!({"claimsToAddOrOverride": {"a": "1"}});
    script.respond("TokenGeneration_RefreshTokens", json!({"claimsOverrideDetails": details}));
    let renewed = world
        .send(InitiateAuth {
            auth_flow: "REFRESH_TOKEN_AUTH".into(),
            client_id: world.client.clone(),
            auth_parameters: Some(map(&[("REFRESH_TOKEN", &refresh_token)])),
            client_metadata: metadata("refresh"),
            ..Default::default()
        })
        .unwrap();
    assert_eq!(claims(&renewed.authentication_result.unwrap().id_token)["a"], "1");
    let seen_by = script.event("TokenGeneration_RefreshTokens");
    assert_eq!(seen_by["request"].get("clientMetadata"), None, "of a refresh it is not passed on");

    script.sources();
    let request = GetTokensFromRefreshToken {
        refresh_token,
        client_id: world.client.clone(),
        client_metadata: metadata("new"),
        ..Default::default()
    };
    world.send(request).unwrap();
    let seen_by = script.event("TokenGeneration_RefreshTokens");
    assert_eq!(seen_by["request"]["clientMetadata"], json!({"k": "new"}), "of the newer operation it is");
}

// ---- Migration ----

const MIGRATION: &str = "UserMigration_Authentication";

fn migrated(status: &str) -> Value {
    json!({
        "userAttributes": {"username": "ana", "email": "ana@example.com", "email_verified": "true"},
        "finalUserStatus": status,
        "messageAction": "SUPPRESS",
        "desiredDeliveryMediums": ["EMAIL"],
        "forceAliasCreation": false,
        "enableSMSMFA": null,
    })
}

#[test]
fn a_user_is_brought_along_with_their_password() {
    let (world, script) = scripted(functions(&["UserMigration"]));
    script.respond(MIGRATION, migrated("CONFIRMED"));
    let output = world.send(InitiateAuth {
        auth_flow: "USER_PASSWORD_AUTH".into(),
        client_id: world.client.clone(),
        auth_parameters: Some(map(&[("USERNAME", "ana"), ("PASSWORD", PASSWORD)])),
        client_metadata: metadata("begin"),
        ..Default::default()
    });
    assert!(output.unwrap().authentication_result.is_some());
    let request = json!({"password": PASSWORD, "validationData": {"k": "begin"}});
    let response = json!({
        "userAttributes": null,
        "finalUserStatus": null,
        "messageAction": null,
        "desiredDeliveryMediums": null,
        "forceAliasCreation": null,
        "enableSMSMFA": null,
    });
    assert_eq!(script.event(MIGRATION), event(&world, MIGRATION, "ana", &world.client, request, response));
    assert_eq!(seen(&world, "ana")["email"], "ana@example.com");
    script.sources();

    world.srp_sign_in("ana", PASSWORD).unwrap();
    assert!(world.password_sign_in("ana", "wrong").is_err());
    assert_eq!(script.sources(), Vec::<String>::new(), "who is here is not migrated again");
}

#[test]
fn whoever_is_not_confirmed_must_reset_their_password_and_stays() {
    let (world, script) = scripted(functions(&["UserMigration"]));
    script.respond(MIGRATION, migrated("RESET_REQUIRED"));
    assert_refused(
        world.password_sign_in("ana", PASSWORD),
        "PasswordResetRequiredException",
        "Password reset required for the user",
    );
    assert_eq!(world.admin_get("ana").unwrap().user_status, "RESET_REQUIRED");
    world.forgot_password("ana").unwrap();
    world.confirm_forgot_password("ana", &world.outbox.last_code(), PASSWORD).unwrap();
    world.tokens("ana");
    assert_eq!(script.sources(), [MIGRATION]);
}

#[test]
fn a_forgotten_password_brings_the_user_along_without_one() {
    let (world, script) = scripted(functions(&["UserMigration"]));
    let source = "UserMigration_ForgotPassword";
    script.respond(source, migrated("CONFIRMED"));
    world.forgot_password("ana").unwrap();
    let request = json!({"validationData": null});
    assert_eq!(script.event(source)["request"], request);
    world.confirm_forgot_password("ana", &world.outbox.last_code(), PASSWORD).unwrap();
    world.tokens("ana");
}

#[test]
fn whom_the_function_does_not_know_is_unknown() {
    let (world, _) = scripted(functions(&["UserMigration"]));
    assert_refused(world.password_sign_in("ana", PASSWORD), "UserNotFoundException", "User does not exist.");
    assert!(world.srp_start("ana").is_err());
    let (world, script) = scripted_with(functions(&["UserMigration"]), |_| {}, hiding);
    let answers = [
        Answer::Response(json!({})),
        Answer::Response(json!({"userAttributes": {"no_such_attribute": "x"}})),
        Answer::Failed("no"),
        Answer::NotCallable("Timeout"),
        Answer::Raw("null".to_owned()),
    ];
    for answer in answers {
        script.answer(MIGRATION, answer);
        assert_refused(
            world.password_sign_in("ana", PASSWORD),
            "NotAuthorizedException",
            "Incorrect username or password.",
        );
    }
    script.sources();
    world.srp_start("ana").unwrap();
    assert_eq!(script.sources(), Vec::<String>::new(), "a proof of a password is no password");
}

#[test]
fn a_migrated_user_is_the_one_who_was_asked_for() {
    let (world, script) = scripted(functions(&["UserMigration"]));
    for attributes in [json!({"username": "eva"}), json!({"no_such_attribute": "x"})] {
        script.respond(MIGRATION, json!({"userAttributes": attributes, "finalUserStatus": "CONFIRMED"}));
        assert_refused(
            world.password_sign_in("ana", PASSWORD),
            "InvalidLambdaResponseException",
            "Unrecognizable lambda output",
        );
    }
    assert!(world.admin_get("ana").is_err() && world.admin_get("eva").is_err());
}

#[test]
fn an_alias_is_taken_only_with_force() {
    let (world, script) = scripted_with(
        functions(&["UserMigration"]),
        |pool| pool.alias_attributes = Some(vec![Alias::Email]),
        |_| {},
    );
    let world = world.confirmed("eva");
    let mut answer = migrated("CONFIRMED");
    answer["userAttributes"]["email"] = json!("eva@example.com");
    script.respond(MIGRATION, answer.clone());
    assert_refused(
        world.password_sign_in("ana", PASSWORD),
        "AliasExistsException",
        "An account with the given email already exists.",
    );
    answer["forceAliasCreation"] = json!(true);
    script.respond(MIGRATION, answer);
    world.tokens("ana");
    let tokens = world.tokens("eva@example.com");
    assert_eq!(claims(&tokens.id_token)["cognito:username"], "ana");
}

#[test]
fn a_user_may_be_brought_along_with_the_sms_factor_switched_on() {
    let (world, script) = scripted(functions(&["UserMigration"]));
    let mut answer = migrated("CONFIRMED");
    answer["enableSMSMFA"] = json!(true);
    script.respond(MIGRATION, answer.clone());
    assert_refused(
        world.password_sign_in("ana", PASSWORD),
        "InvalidLambdaResponseException",
        "Unrecognizable lambda output",
    );
    assert!(world.admin_get("ana").is_err(), "without a number nobody is brought along");
    answer["userAttributes"]["phone_number"] = json!("+15550001111");
    script.respond(MIGRATION, answer);
    world.tokens("ana");
    assert_eq!(world.admin_get("ana").unwrap().user_mfa_setting_list, Some(vec!["SMS_MFA".to_owned()]));
}

// ---- Messages ----

#[test]
fn a_message_takes_the_functions_words() {
    let (world, script) = scripted(functions(&["CustomMessage"]));
    script.respond(
        "CustomMessage_SignUp",
        json!({"smsMessage": null, "emailMessage": "Code {####}", "emailSubject": "Hello"}),
    );
    let request = SignUp { client_metadata: metadata("c"), ..world.sign_up_request("ana") };
    world.send(request).unwrap();
    let message = world.outbox.last();
    let code = world.outbox.last_code();
    assert_eq!(
        (message.subject.as_deref(), message.body.expose()),
        (Some("Hello"), &*format!("Code {code}"))
    );
    let mut attributes = seen(&world, "ana");
    attributes["cognito:user_status"] = json!("UNCONFIRMED");
    attributes["email_verified"] = json!("false");
    let source = "CustomMessage_SignUp";
    let request = json!({
        "userAttributes": attributes,
        "codeParameter": "{####}",
        "linkParameter": "{##Click Here##}",
        "usernameParameter": null,
        "clientMetadata": {"k": "c"},
    });
    let response = json!({"smsMessage": null, "emailMessage": null, "emailSubject": null});
    assert_eq!(script.event(source), event(&world, source, "ana", &world.client, request, response));
    world.confirm("ana", &code).unwrap();
}

#[test]
fn a_mail_without_the_code_fails_the_call_and_the_user_stays() {
    let (world, script) = scripted(functions(&["CustomMessage"]));
    script.respond("CustomMessage_SignUp", json!({"emailMessage": "Foo"}));
    assert_refused(
        world.sign_up("ana"),
        "InvalidParameterException",
        r"1 validation error detected: Value 'Foo' at 'emailBody' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*",
    );
    assert_eq!(world.outbox.count(), 0);
    assert_eq!(world.admin_get("ana").unwrap().user_status, "UNCONFIRMED");

    script.respond("CustomMessage_SignUp", json!({"emailMessage": "Code {####}"}));
    let world = world.confirmed("eva");
    for source in ["CustomMessage_ForgotPassword", "CustomMessage_VerifyUserAttribute"] {
        script.respond(source, json!({"emailMessage": "Foo"}));
    }
    assert_eq!(world.forgot_password("eva").unwrap_err().name(), "InvalidParameterException");
    let tokens = world.tokens("eva");
    let refused = world.send(GetUserAttributeVerificationCode {
        access_token: tokens.access_token.unwrap(),
        attribute_name: "email".into(),
        ..Default::default()
    });
    assert_eq!(refused.unwrap_err().name(), "InvalidParameterException");
}

#[test]
fn values_in_the_functions_words_are_escaped_and_its_subject_has_one_line() {
    let (world, script) = scripted(functions(&["CustomMessage"]));
    let words =
        json!({"emailMessage": "<b>{username}</b> {####}", "emailSubject": "Hi\r\nBcc: eva@example.com"});
    script.respond("CustomMessage_AdminCreateUser", words);
    world
        .send(AdminCreateUser {
            user_pool_id: world.pool.clone(),
            username: "<i>ana</i>".into(),
            temporary_password: Some("Temporary&<9>".into()),
            user_attributes: Some(vec![Attribute::new("email", "ana@example.com")]),
            ..Default::default()
        })
        .unwrap();
    let message = world.outbox.last();
    assert_eq!(message.body.expose(), "<b>&lt;i&gt;ana&lt;/i&gt;</b> Temporary&amp;&lt;9&gt;");
    assert_eq!(message.subject.as_deref(), Some("Hi  Bcc: eva@example.com"));
    assert_eq!(message.code.unwrap().expose(), "Temporary&<9>", "the raw password is not escaped");
}

#[test]
fn an_invitation_names_the_user_and_words_without_placeholders_are_not_used() {
    let (world, script) = scripted(functions(&["CustomMessage"]));
    let source = "CustomMessage_AdminCreateUser";
    script.respond(source, json!({"emailMessage": "{username}/{####}"}));
    admin_create(&world, "eva").unwrap();
    assert_eq!(world.outbox.last().body.expose(), format!("eva/{PASSWORD}"));
    assert_eq!(script.event(source)["request"]["usernameParameter"], "{username}");
    script.respond(source, json!({"emailMessage": "Welcome!"}));
    admin_create(&world, "ana").unwrap();
    assert_eq!(
        world.outbox.last().body.expose(),
        format!("Your username is ana and temporary password is {PASSWORD}.")
    );
}

#[test]
fn a_custom_sender_takes_the_messengers_place_and_gets_the_code() {
    let sender = |name: &str| json!({"LambdaArn": arn(name), "LambdaVersion": "V1_0"});
    let (world, script) = scripted(json!({
        "CustomMessage": arn("words"),
        "CustomEmailSender": sender("mail"),
        "CustomSMSSender": sender("sms"),
        "KMSKeyID": "arn:aws:kms:us-east-1:123456789012:key/1",
    }));
    world.sign_up("ana").unwrap();
    let source = "CustomEmailSender_SignUp";
    let mut attributes = seen(&world, "ana");
    attributes["cognito:user_status"] = json!("UNCONFIRMED");
    attributes["email_verified"] = json!("false");
    let sent = script.event(source);
    let code = sent["request"]["code"].as_str().unwrap().to_owned();
    let request = json!({
        "type": "customEmailSenderRequestV1",
        "code": code,
        "userAttributes": attributes,
        "clientMetadata": null,
    });
    assert_eq!(sent, event(&world, source, "ana", &world.client, request, json!({})));
    assert_eq!(script.sources(), [source]);
    assert_eq!(world.outbox.count(), 0);
    world.confirm("ana", &String::from_utf8(BASE64_STANDARD.decode(code).unwrap()).unwrap()).unwrap();

    let source = "CustomSMSSender_AdminCreateUser";
    script.answer(source, Answer::Failed("what goes wrong here is not shown"));
    world
        .send(AdminCreateUser {
            user_pool_id: world.pool.clone(),
            username: "eva".into(),
            temporary_password: Some(PASSWORD.into()),
            user_attributes: Some(vec![Attribute::new("phone_number", "+12065551234")]),
            ..Default::default()
        })
        .unwrap();
    let request = &script.event(source)["request"];
    assert_eq!(
        (&request["type"], &request["code"]),
        (&json!("customSMSSenderRequestV1"), &json!(BASE64_STANDARD.encode(PASSWORD)))
    );
}

// ---- Closures ----

#[test]
fn the_configuration_that_names_closures_is_accepted_for_every_trigger() {
    use userpool::trigger::*;
    let closures = TriggerFns::new()
        .on(|_: Event<PreSignUp>| async { Ok(PreSignUpResponse::default()) })
        .on(|_: Event<PostConfirmation>| async { Ok(NoResponse::default()) })
        .on(|_: Event<PreAuthentication>| async { Ok(NoResponse::default()) })
        .on(|_: Event<PostAuthentication>| async { Ok(NoResponse::default()) })
        .on(|_: Event<DefineAuthChallenge>| async { Ok(DefineAuthChallengeResponse::default()) })
        .on(|_: Event<CreateAuthChallenge>| async { Ok(CreateAuthChallengeResponse::default()) })
        .on(|_: Event<VerifyAuthChallengeResponse>| async {
            Ok(VerifyAuthChallengeResponseResponse::default())
        })
        .on(|_: Event<UserMigration>| async { Ok(UserMigrationResponse::default()) })
        .on(|_: Event<CustomMessage>| async { Ok(CustomMessageResponse::default()) })
        .on(|_: Event<CustomEmailSender>| async { Ok(NoResponse::default()) })
        .on(|_: Event<CustomSmsSender>| async { Ok(NoResponse::default()) })
        .on(|_: Event<PreTokenGenerationV2>| async { Ok(PreTokenGenerationV2Response::default()) });
    let config = closures.lambda_config("us-east-1");
    let world = World::new(90);
    world.pool_ok("UpdateUserPool", json!({"LambdaConfig": config}));
    let names: Vec<&str> = config.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "CreateAuthChallenge",
            "CustomEmailSender",
            "CustomMessage",
            "CustomSMSSender",
            "DefineAuthChallenge",
            "KMSKeyID",
            "PostAuthentication",
            "PostConfirmation",
            "PreAuthentication",
            "PreSignUp",
            "PreTokenGenerationConfig",
            "UserMigration",
            "VerifyAuthChallengeResponse",
        ]
    );
}

#[test]
fn closures_answer_in_the_place_of_functions() {
    let triggers = TriggerFns::new()
        .on(|event: Event<PreSignUp>| async move {
            match event.request.user_attributes.get("email").map(String::as_str) {
                Some("ana@example.com") => {
                    Ok(PreSignUpResponse { auto_confirm_user: true, ..Default::default() })
                }
                _ => Err(TriggerError::Failed("Who are you?".to_owned())),
            }
        })
        .on(|event: Event<PreTokenGenerationV2>| async move {
            assert_eq!(event.version, "2");
            let claims = [("tenant".to_owned(), json!({"id": 7}))].into();
            let mut response = PreTokenGenerationV2Response::default();
            let details = response.claims_and_scope_override_details.get_or_insert_default();
            details.id_token_generation.get_or_insert_default().claims_to_add_or_override = Some(claims);
            Ok(response)
        });
    let mut config = token_function("V2_0");
    config["PreSignUp"] = json!(arn("any"));
    config["PostConfirmation"] = json!(arn("none"));
    let world = World::built(
        7,
        |builder| builder.triggers(triggers),
        |pool| pool.settings.lambda_config = Some(config),
        |_| {},
    );
    assert_refused(
        world.sign_up("eva"),
        "UserLambdaValidationException",
        "PreSignUp failed with error Who are you?.",
    );
    assert_refused(
        world.sign_up("ana"),
        "UnexpectedLambdaException",
        "PostConfirmation invocation failed due to error ResourceNotFoundException.",
    );
    let tokens = world.tokens("ana");
    assert_eq!(claims(&tokens.id_token)["tenant"], json!({"id": 7}));
}

#[test]
fn an_event_shows_no_secret_when_it_is_printed() {
    let request = userpool::trigger::UserMigration {
        password: Some(Sensitive::new("Correct-Horse9!")),
        ..Default::default()
    };
    assert!(!format!("{request:?}").contains("Horse"));
}
