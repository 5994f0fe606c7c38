//! `ClientMetadata` and `ValidationData` of every operation reach a function, and one table says which; data for threat
//! protection and analytics reaches none.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{operations::*, storage::MemoryStorage};

use crate::world::{PASSWORD, Recorder, World, function_arn, function_for_each, merged, typed};

/// One operation that takes `ClientMetadata`, or `ValidationData`.
struct Row {
    operation: &'static str,
    /// The function that sees the data, and under which name.
    seen_by: (&'static str, &'static str),
    /// Everything else in the request, once the world is such that it succeeds.
    body: fn(&World) -> Value,
}

const CLIENT_METADATA: &str = "clientMetadata";
const VALIDATION_DATA: &str = "validationData";

/// Sources: API reference, the member `ClientMetadata` of each operation. What `InitiateAuth` is given reaches functions as
/// `validationData`. For the operations that change or verify attributes and reset passwords: measured 2026-08.
const TABLE: &[Row] = &[
    Row {
        operation: "SignUp",
        seen_by: ("PreSignUp_SignUp", CLIENT_METADATA),
        body: |world| json!({"ClientId": world.client, "Username": "new", "Password": PASSWORD}),
    },
    Row {
        operation: "ConfirmSignUp",
        seen_by: ("PostConfirmation_ConfirmSignUp", CLIENT_METADATA),
        body: |world| {
            world.sign_up("new").unwrap();
            let code = world.outbox.last_code();
            json!({"ClientId": world.client, "Username": "new", "ConfirmationCode": code})
        },
    },
    Row {
        operation: "ResendConfirmationCode",
        seen_by: ("CustomMessage_ResendCode", CLIENT_METADATA),
        body: |world| {
            world.sign_up("new").unwrap();
            json!({"ClientId": world.client, "Username": "new"})
        },
    },
    Row {
        operation: "ForgotPassword",
        seen_by: ("CustomMessage_ForgotPassword", CLIENT_METADATA),
        body: |world| json!({"ClientId": world.client, "Username": "ana"}),
    },
    Row {
        operation: "ConfirmForgotPassword",
        seen_by: ("PostConfirmation_ConfirmForgotPassword", CLIENT_METADATA),
        body: |world| {
            world.forgot_password("ana").unwrap();
            let code = world.outbox.last_code();
            json!({
                "ClientId": world.client, "Username": "ana", "ConfirmationCode": code, "Password": "Another-Horse9!",
            })
        },
    },
    Row {
        operation: "UpdateUserAttributes",
        seen_by: ("CustomMessage_UpdateUserAttribute", CLIENT_METADATA),
        body: |world| json!({"AccessToken": access_token(world), "UserAttributes": other_address()}),
    },
    Row {
        operation: "GetUserAttributeVerificationCode",
        seen_by: ("CustomMessage_VerifyUserAttribute", CLIENT_METADATA),
        body: |world| json!({"AccessToken": access_token(world), "AttributeName": "email"}),
    },
    Row {
        operation: "AdminCreateUser",
        seen_by: ("PreSignUp_AdminCreateUser", CLIENT_METADATA),
        body: |world| json!({"UserPoolId": world.pool, "Username": "new", "MessageAction": "SUPPRESS"}),
    },
    Row {
        operation: "AdminConfirmSignUp",
        seen_by: ("PostConfirmation_ConfirmSignUp", CLIENT_METADATA),
        body: |world| {
            world.sign_up("new").unwrap();
            json!({"UserPoolId": world.pool, "Username": "new"})
        },
    },
    Row {
        operation: "AdminUpdateUserAttributes",
        seen_by: ("CustomMessage_UpdateUserAttribute", CLIENT_METADATA),
        body: |world| json!({"UserPoolId": world.pool, "Username": "ana", "UserAttributes": other_address()}),
    },
    Row {
        operation: "AdminResetUserPassword",
        seen_by: ("CustomMessage_ForgotPassword", CLIENT_METADATA),
        body: |world| json!({"UserPoolId": world.pool, "Username": "ana"}),
    },
    Row {
        operation: "InitiateAuth",
        seen_by: ("PreAuthentication_Authentication", VALIDATION_DATA),
        body: |world| {
            let parameters = json!({"USERNAME": "ana", "PASSWORD": PASSWORD});
            json!({"ClientId": world.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters})
        },
    },
    Row {
        operation: "AdminInitiateAuth",
        seen_by: ("PreAuthentication_Authentication", VALIDATION_DATA),
        body: |world| {
            json!({
                "UserPoolId": world.pool, "ClientId": world.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
                "AuthParameters": {"USERNAME": "ana", "PASSWORD": PASSWORD},
            })
        },
    },
    Row {
        operation: "RespondToAuthChallenge",
        seen_by: ("PostAuthentication_Authentication", CLIENT_METADATA),
        body: |world| password_claim(world),
    },
    Row {
        operation: "AdminRespondToAuthChallenge",
        seen_by: ("PostAuthentication_Authentication", CLIENT_METADATA),
        body: |world| merged(password_claim(world), &json!({"UserPoolId": world.pool})),
    },
    Row {
        operation: "GetTokensFromRefreshToken",
        seen_by: ("TokenGeneration_RefreshTokens", CLIENT_METADATA),
        body: |world| {
            let token = world.tokens("ana").refresh_token.unwrap();
            json!({"ClientId": world.client, "RefreshToken": &*token})
        },
    },
    Row {
        operation: "GetClientToken",
        seen_by: ("TokenGeneration_ClientCredentials", CLIENT_METADATA),
        body: |world| {
            let function = json!({"LambdaArn": function_arn("tokens"), "LambdaVersion": "V3_0"});
            world.pool_ok("UpdateUserPool", json!({"LambdaConfig": {"PreTokenGenerationConfig": function}}));
            machine(world)
        },
    },
];

/// Source: API reference, the member `ValidationData` of each operation.
const WITH_VALIDATION_DATA: &[Row] = &[
    Row {
        operation: "SignUp",
        seen_by: ("PreSignUp_SignUp", VALIDATION_DATA),
        body: |world| json!({"ClientId": world.client, "Username": "new", "Password": PASSWORD}),
    },
    Row {
        operation: "AdminCreateUser",
        seen_by: ("PreSignUp_AdminCreateUser", VALIDATION_DATA),
        body: |world| json!({"UserPoolId": world.pool, "Username": "new", "MessageAction": "SUPPRESS"}),
    },
];

/// What no function sees, with values that the constraints accept.
fn unseen() -> [(&'static str, Value); 3] {
    let context =
        json!({"IpAddress": "unseen", "ServerName": "unseen", "ServerPath": "unseen", "HttpHeaders": []});
    [
        ("AnalyticsMetadata", json!({"AnalyticsEndpointId": "unseen"})),
        ("ContextData", context),
        ("UserContextData", json!({"IpAddress": "unseen", "EncodedData": "unseen"})),
    ]
}

fn access_token(world: &World) -> String {
    world.tokens("ana").access_token.unwrap().to_string()
}

/// A request of an app client for its own token.
fn machine(world: &World) -> Value {
    let scopes = json!([{"ScopeName": "read", "ScopeDescription": "may read"}]);
    world.pool_ok("CreateResourceServer", json!({"Identifier": "api", "Name": "api", "Scopes": scopes}));
    let settings = json!({
        "ClientName": "machine", "GenerateSecret": true, "ExplicitAuthFlows": ["ALLOW_CLIENT_TOKEN_AUTH"],
        "AllowedOAuthScopes": ["api/read"],
    });
    let client = world.pool_ok("CreateUserPoolClient", settings)["UserPoolClient"].clone();
    json!({"ClientId": client["ClientId"], "Secret": client["ClientSecret"]})
}

fn other_address() -> Value {
    json!([{"Name": "email", "Value": "other@example.com"}])
}

/// The answer to a password challenge.
fn password_claim(world: &World) -> Value {
    let (srp, challenge) = world.srp_start("ana").unwrap();
    let mut responses = json!({});
    for (name, value) in world.srp_responses(&srp, &challenge, PASSWORD) {
        responses[name] = Value::from(value);
    }
    json!({"ClientId": world.client, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses})
}

/// A pool with a function for every trigger, and a user.
fn recorded() -> (World, Arc<Recorder>) {
    let names = [
        "PreSignUp",
        "PostConfirmation",
        "PreAuthentication",
        "PostAuthentication",
        "PreTokenGeneration",
        "CustomMessage",
    ];
    let functions = function_for_each(&names);
    let recorder = Arc::new(Recorder::default());
    let triggers = Arc::clone(&recorder);
    let world = World::built(
        3,
        |builder| builder.storage(MemoryStorage::default()).triggers(triggers),
        |create| create.settings.lambda_config = typed(functions),
        |_| {},
    );
    (world.confirmed("ana"), recorder)
}

/// The events of one call of the row's operation, with further members in its request.
fn events(row: &Row, members: Value) -> Vec<Value> {
    let (world, recorder) = recorded();
    let body = merged((row.body)(&world), &members);
    recorder.take();
    world.ok(row.operation, body);
    let events = recorder.take();
    assert!(!events.is_empty(), "{}", row.operation);
    events.iter().map(|call| serde_json::from_str(&call.event).unwrap()).collect()
}

/// The event of the row's function.
fn seen<'a>(row: &Row, events: &'a [Value]) -> &'a Value {
    let event = events.iter().find(|event| event["triggerSource"] == row.seen_by.0);
    event.unwrap_or_else(|| panic!("{}: no {} in {events:?}", row.operation, row.seen_by.0))
}

/// The operations whose request has the member, and those of the table, both in order.
fn taking(member: &str, table: &[Row]) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut expected: Vec<&str> = operation_names()
        .map(|(name, _)| name)
        .filter(|name| request_members(name).contains(&member))
        .collect();
    let mut rows: Vec<&str> = table.iter().map(|row| row.operation).collect();
    expected.sort_unstable();
    rows.sort_unstable();
    (expected, rows)
}

#[test]
fn every_operation_with_client_metadata_has_a_row() {
    let (expected, rows) = taking("ClientMetadata", TABLE);
    assert_eq!(rows, expected);
}

#[test]
fn every_operation_with_validation_data_has_a_row() {
    let (expected, rows) = taking("ValidationData", WITH_VALIDATION_DATA);
    assert_eq!(rows, expected);
}

#[test]
fn every_operation_with_data_that_no_function_sees_has_a_row() {
    for (member, _) in unseen() {
        let (expected, rows) = taking(member, TABLE);
        assert!(!expected.is_empty(), "{member}");
        for operation in expected {
            assert!(rows.contains(&operation), "{operation} takes {member}");
        }
    }
}

#[test]
fn client_metadata_reaches_the_function() {
    for row in TABLE {
        let given = json!({"k": row.operation});
        let events = events(row, json!({"ClientMetadata": given}));
        assert_eq!(seen(row, &events)["request"][row.seen_by.1], given, "{}", row.operation);
    }
}

#[test]
fn validation_data_reaches_the_function() {
    for row in WITH_VALIDATION_DATA {
        let given = json!([{"Name": "k", "Value": row.operation}, {"Name": "empty"}]);
        let events = events(row, json!({"ValidationData": given}));
        let expected = json!({"k": row.operation, "empty": ""});
        assert_eq!(seen(row, &events)["request"][row.seen_by.1], expected, "{}", row.operation);
    }
}

#[test]
fn data_for_threat_protection_and_analytics_reaches_no_function() {
    for row in TABLE {
        let taken =
            unseen().into_iter().filter(|(member, _)| request_members(row.operation).contains(member));
        let members: serde_json::Map<_, _> =
            taken.map(|(member, value)| (member.to_owned(), value)).collect();
        for event in events(row, members.into()) {
            assert!(!event.to_string().contains("unseen"), "{}: {event}", row.operation);
        }
    }
}

#[test]
fn client_metadata_that_was_not_given_has_no_key() {
    for row in TABLE {
        for event in events(row, json!({})) {
            assert_eq!(event["request"].get(CLIENT_METADATA), None, "{}: {event}", row.operation);
        }
    }
}
