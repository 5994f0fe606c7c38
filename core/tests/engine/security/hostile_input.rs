//! Hostile input: whatever comes, the answer is an error of the protocol, never a panic and never a 500.

use bytes::Bytes;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use userpool::{AccessPolicy, Engine, operations::operation_names, storage::MemoryStorage};

use crate::world::{PASSWORD, PreparedKeys, REGION, World, now};

/// One engine that lets administrative operations in, with a pool, a client and a user.
fn world() -> World {
    World::new(99).confirmed("ana")
}

fn open_engine() -> Engine {
    Engine::builder()
        .storage(MemoryStorage::default())
        .signer(PreparedKeys::default())
        .master_key([7; 32])
        .access(AccessPolicy::DangerAcceptAny)
        .build()
        .unwrap()
}

fn post(engine: &Engine, operation: &str, body: Bytes) -> http::Response<Bytes> {
    let request = http::Request::post("/")
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", format!("AWSCognitoIdentityProviderService.{operation}"))
        .body(body)
        .unwrap();
    now(engine.fetch(request))
}

fn assert_answered(response: &http::Response<Bytes>) {
    assert!(response.status() != 500, "{response:?}");
    if response.status() == 400 {
        let body: Value = serde_json::from_slice(response.body()).unwrap();
        assert!(body["__type"].is_string(), "{body}");
    }
}

/// Member names that operations know, so that arbitrary JSON gets past the first check.
const NAMES: [&str; 34] = [
    "UserPoolId",
    "ClientId",
    "Username",
    "Password",
    "UserAttributes",
    "Name",
    "Value",
    "AuthFlow",
    "AuthParameters",
    "ChallengeName",
    "ChallengeResponses",
    "Session",
    "AccessToken",
    "ConfirmationCode",
    "SecretHash",
    "PoolName",
    "Policies",
    "Schema",
    "LambdaConfig",
    "Filter",
    "Limit",
    "PaginationToken",
    "AttributesToGet",
    "ClientName",
    "ExplicitAuthFlows",
    "TokenValidityUnits",
    "MaxResults",
    "NextToken",
    "Token",
    "USERNAME",
    "SRP_A",
    "REFRESH_TOKEN",
    "PasswordPolicy",
    "PreviousPassword",
];

fn words(world: &World) -> Vec<String> {
    let mut words: Vec<String> = [
        "",
        "ana",
        "nobody",
        "USER_SRP_AUTH",
        "USER_PASSWORD_AUTH",
        "REFRESH_TOKEN_AUTH",
        "PASSWORD_VERIFIER",
        "NEW_PASSWORD_REQUIRED",
        "email",
        "custom:x",
        "username ^= \"a\"",
        "123456",
        "us-east-1_nothing99",
        "\0",
        "ALLOW_USER_SRP_AUTH",
        "ab",
        PASSWORD,
        "a/../b",
        "%2F",
        "🦀",
        "\u{200d}",
        "ON",
        "RESEND",
    ]
    .map(String::from)
    .to_vec();
    words.push(world.pool.clone());
    words.push(world.client.clone());
    words.push(world.tokens("ana").access_token.unwrap().as_str().to_owned());
    words.push("f".repeat(3000));
    words
}

fn value(words: Vec<String>) -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => prop::sample::select(words).prop_map(Value::from),
        1 => ".{0,40}".prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(&NAMES[..]), inner), 0..6).prop_map(|members| {
                Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
            }),
        ]
    })
}

#[test]
fn arbitrary_json_to_every_operation_is_answered() {
    let world = world();
    let words = words(&world);
    let engine = open_engine();
    let members = prop::collection::vec((prop::sample::select(&NAMES[..]), value(words)), 0..10);
    let names: Vec<_> = operation_names().map(|(name, _)| name).collect();
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    runner
        .run(&members, |members| {
            let body: Map<String, Value> =
                members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            let body = Bytes::from(Value::Object(body).to_string());
            for name in &names {
                assert_answered(&post(&world.engine, name, body.clone()));
                assert_answered(&post(&engine, name, body.clone()));
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn arbitrary_bytes_are_answered() {
    let world = world();
    let bytes = prop::collection::vec(any::<u8>(), 0..300);
    let names: Vec<_> = operation_names().map(|(name, _)| name).collect();
    let config = ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    runner
        .run(&(bytes, prop::sample::select(names), "[ -~]{0,40}"), |(bytes, name, path)| {
            assert_answered(&post(&world.engine, name, Bytes::from(bytes.clone())));
            let uri = http::Uri::builder().path_and_query(format!("/{path}")).build();
            if let Ok(uri) = uri {
                for method in ["GET", "POST", "OPTIONS", "PUT"] {
                    let request = http::Request::builder().method(method).uri(uri.clone());
                    let request = request.body(Bytes::from(bytes.clone())).unwrap();
                    assert!(now(world.engine.fetch(request)).status() != 500);
                }
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn arbitrary_tokens_and_sessions_are_refused() {
    let world = world();
    let config = ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let real = world.tokens("ana");
    let texts = [real.access_token, real.refresh_token].map(|token| token.unwrap().as_str().to_owned());
    runner
        .run(&(0..2_usize, any::<prop::sample::Index>(), "[A-Za-z0-9_=.-]{0,3}"), |(which, at, piece)| {
            let mut text = texts[which].clone();
            let at = at.index(text.len());
            let end = (at + piece.len()).min(text.len());
            text.replace_range(at..end, &piece);
            let unchanged = text == texts[which];
            let body = json!({ "AccessToken": text });
            let response = post(&world.engine, "GetUser", Bytes::from(body.to_string()));
            assert!(response.status() == 400 || unchanged, "{text}");
            let body = json!({
                "ClientId": world.client, "AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": {"REFRESH_TOKEN": text},
            });
            let response = post(&world.engine, "InitiateAuth", Bytes::from(body.to_string()));
            assert!(response.status() == 400 || unchanged, "{text}");
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_deeply_nested_body_is_no_json() {
    let world = world();
    let body = "[".repeat(100_000);
    let response = post(&world.engine, "SignUp", Bytes::from(body));
    assert_eq!(&response.body()[..], br#"{"__type":"SerializationException"}"#);
}

/// Unsigned bodies have a smaller limit than signed ones.
#[test]
fn a_long_body_is_refused_unless_it_is_signed() {
    let world = World::new(9);
    let padded = |body: Value, length: usize| {
        let body = body.to_string();
        format!("{body}{}", " ".repeat(length - body.len()))
    };
    let limit = 128 * 1024;
    let sign_up = json!({"ClientId": "unknown", "Username": "ana", "Password": "Correct-Horse9!"});
    assert_eq!(world.wire("SignUp", padded(sign_up.clone(), limit)).status(), 400);
    for operation in ["SignUp", "GetUser", "NoSuchOperation"] {
        let refused = world.wire(operation, padded(sign_up.clone(), limit + 1));
        assert_eq!(refused.status(), 413, "{operation}");
        let body: Value = serde_json::from_slice(refused.body()).unwrap();
        assert_eq!(body["__type"], "RequestEntityTooLargeException");
    }
    let long = padded(json!({"PoolName": "long"}), 4 * limit);
    assert_eq!(world.wire("CreateUserPool", &*long).status(), 413, "to name such an operation is not enough");
    let mut forged = crate::world::request("CreateUserPool", &*long);
    forged.headers_mut().insert("authorization", "AWS4-HMAC-SHA256 Credential=x".parse().unwrap());
    assert_eq!(world.fetch(forged).status(), 400, "it is refused for its signature");
    let signed = world.signed(REGION, "CreateUserPool", &*long);
    assert_eq!(signed.status(), 200);
}

/// What takes little to say and much to hold.
#[test]
fn a_body_of_very_many_values_is_not_read() {
    let world = World::new(10);
    let objects = |count: usize| vec!["{\"\":0}"; count].join(",");
    let body = |objects: &str| format!(r#"{{"PoolName":"p","ClientMetadata":[{objects}]}}"#);
    assert_eq!(world.signed(REGION, "CreateUserPool", body(&objects(1000))).status(), 200);
    for (operation, caller) in operation_names() {
        let response = world.signed(REGION, operation, body(&objects(15_000)));
        assert_eq!(&response.body()[..], br#"{"__type":"SerializationException"}"#, "{operation} {caller:?}");
    }
}
