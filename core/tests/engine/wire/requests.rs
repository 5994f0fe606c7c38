//! AWS JSON 1.1: requests, answers and errors.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use userpool::{AccessPolicy, Engine, Moment, Moments, storage::MemoryStorage, time::NoMoment};

use super::{assert_common, assert_error, header, text};
use crate::world::{PASSWORD, PreparedKeys, REGION, World, now, request};

#[test]
fn no_answer_of_an_operation_is_kept_by_a_cache() {
    let world = World::new(0).confirmed("ana");
    let parameters = json!({"USERNAME": "ana", "PASSWORD": PASSWORD});
    let body =
        json!({"ClientId": world.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    let tokens = world.wire("InitiateAuth", body.to_string());
    assert!(text(&tokens).contains("AccessToken"));
    for response in
        [tokens, world.wire("InitiateAuth", "{}"), world.wire("InitiateAuth", " ".repeat(1 << 20))]
    {
        assert_eq!(header(&response, "cache-control"), "no-store");
        assert_common(&response);
    }
    let document = world.document(&format!("/{}/.well-known/jwks.json", world.pool));
    assert_eq!(header(&document, "cache-control"), "public, max-age=300");
}

#[test]
fn a_success_has_the_protocols_headers_and_a_request_id_of_its_own() {
    let world = World::new(1);
    let mut ids = BTreeSet::new();
    for _ in 0..3 {
        let response = world.signed(REGION, "ListUserPools", r#"{"MaxResults":1}"#);
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "content-type"), "application/x-amz-json-1.1");
        assert!(response.headers().get("x-amzn-errortype").is_none());
        assert_common(&response);
        ids.insert(header(&response, "x-amzn-requestid").to_owned());
    }
    assert_eq!(ids.len(), 3);
}

#[test]
fn an_operation_without_output_answers_an_empty_object() {
    let world = World::new(2);
    world.sign_up("ana").unwrap();
    let body = json!({"UserPoolId": world.pool, "Username": "ana"}).to_string();
    for operation in ["AdminConfirmSignUp", "AdminDeleteUser"] {
        let response = world.signed(REGION, operation, &*body);
        assert_eq!((response.status().as_u16(), text(&response)), (200, "{}"));
        assert_eq!(header(&response, "content-type"), "application/x-amz-json-1.1");
    }
}

#[test]
fn a_finished_sign_in_has_exactly_the_services_form() {
    let world = World::new(3).confirmed("ana");
    let parameters = json!({"USERNAME": "ana", "PASSWORD": PASSWORD});
    let body =
        json!({"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": world.client, "AuthParameters": parameters});
    let response = world.wire("InitiateAuth", body.to_string());
    let mut answer: Value = serde_json::from_slice(response.body()).unwrap();
    for token in ["AccessToken", "IdToken", "RefreshToken"] {
        assert!(answer["AuthenticationResult"][token].is_string());
        answer["AuthenticationResult"][token] = json!("…");
    }
    let expected = json!({
        "AuthenticationResult": {
            "AccessToken": "…", "IdToken": "…", "RefreshToken": "…", "ExpiresIn": 3600, "TokenType": "Bearer",
        },
        "ChallengeParameters": {},
    });
    assert_eq!(answer, expected);
}

#[test]
fn an_error_has_exactly_the_services_form() {
    let world = World::new(4).confirmed("ana");
    let parameters = json!({"USERNAME": "ana", "PASSWORD": "Wrong-Horse9!"});
    let body =
        json!({"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": world.client, "AuthParameters": parameters});
    let response = world.wire("InitiateAuth", body.to_string());
    assert_error(&response, 400, "NotAuthorizedException", Some("Incorrect username or password."));
    assert_eq!(
        text(&response),
        r#"{"__type":"NotAuthorizedException","message":"Incorrect username or password."}"#
    );
    // The model says 404; on the wire it is 400.
    let body = json!({"ClientId": "nosuchclient", "Username": "ana", "Password": PASSWORD});
    assert_error(
        &world.wire("SignUp", body.to_string()),
        400,
        "ResourceNotFoundException",
        Some("User pool client nosuchclient does not exist."),
    );
}

#[test]
fn moments_are_numbers_with_milliseconds() {
    struct Half;
    impl Moments for Half {
        fn moment(&self) -> Result<Moment, NoMoment> {
            Ok(Moment { now: userpool::Timestamp::from_millis(1_689_721_665_239), seed: [3; 32] })
        }
    }
    let engine = Engine::builder()
        .storage(MemoryStorage::default())
        .signer(PreparedKeys::default())
        .moments(Half)
        .master_key([7; 32])
        .access(AccessPolicy::DangerAcceptAny)
        .build()
        .unwrap();
    let response = now(engine.fetch(request("CreateUserPool", r#"{"PoolName":"p"}"#)));
    assert!(text(&response).contains(r#""CreationDate":1689721665.239"#), "{}", text(&response));
}

#[test]
fn header_names_are_read_in_any_case() {
    let world = World::new(5);
    for (target, content) in
        [("X-AMZ-TARGET", "CONTENT-TYPE"), ("x-amz-target", "content-type"), ("X-Amz-Target", "Content-Type")]
    {
        let request = Request::post("/")
            .header(target, "AWSCognitoIdentityProviderService.GetUser")
            .header(content, "application/x-amz-json-1.1")
            .body(Bytes::from_static(br#"{"AccessToken":"x"}"#))
            .unwrap();
        assert_error(&world.fetch(request), 400, "NotAuthorizedException", Some("Invalid Access Token"));
    }
}

#[test]
fn an_unknown_operation_is_named_in_the_message() {
    let world = World::new(6);
    let with_target = |target: Option<&str>| {
        let mut request = request("GetUser", r#"{"AccessToken":"x"}"#);
        request.headers_mut().remove("x-amz-target");
        if let Some(target) = target {
            request.headers_mut().insert("x-amz-target", target.parse().unwrap());
        }
        world.fetch(request)
    };
    let not_named =
        "The request names no operation: X-Amz-Target must be AWSCognitoIdentityProviderService.<operation>.";
    let long = format!("AWSCognitoIdentityProviderService.{}", "x".repeat(65));
    for target in [
        None,
        Some(""),
        Some("GetUser"),
        Some("AWSCognitoIdentityProviderService."),
        Some("AWSCognitoIdentityProviderService.GetUser "),
        Some("AWSCognitoIdentityProviderService.<b>GetUser"),
        Some("AWSCognitoIdentityService.GetUser"),
        Some(&*long),
    ] {
        assert_error(&with_target(target), 400, "UnknownOperationException", Some(not_named));
    }
    for name in ["Nothing", "getuser", "CreateUserPoolReplicas"] {
        let target = format!("AWSCognitoIdentityProviderService.{name}");
        let message = format!("This version of Userpool does not implement the operation {name}.");
        assert_error(&with_target(Some(&target)), 400, "UnknownOperationException", Some(&message));
    }
    let known = with_target(Some("AWSCognitoIdentityProviderService.GetUser"));
    assert_error(&known, 400, "NotAuthorizedException", Some("Invalid Access Token"));
}

/// `Engine::call`, which the JavaScript package uses.
#[test]
fn an_operation_is_run_by_its_name() {
    let world = World::new(90);
    let call = |name: &str, input: Value| now(world.engine.call(name, input));
    let described = call("DescribeUserPool", json!({"UserPoolId": world.pool, "Left": null})).unwrap();
    assert_eq!(described["UserPool"]["Id"], *world.pool);
    let refused = |name: &str, input: Value| call(name, input).unwrap_err();
    assert_eq!(refused("DescribeUserPool", json!({})).name(), "InvalidParameterException");
    assert_eq!(refused("DescribeUserPool", json!([])).name(), "SerializationException");
    let unknown = refused("ParticipateInNothing", json!({}));
    assert_eq!(
        (unknown.name(), &*unknown.to_string()),
        (
            "UnknownOperationException",
            "This version of Userpool does not implement the operation ParticipateInNothing."
        )
    );
}

#[test]
fn another_content_type_is_not_read() {
    let world = World::new(7);
    let with_type = |content_type: Option<&str>| {
        let mut request = request("GetUser", r#"{"AccessToken":"x"}"#);
        request.headers_mut().remove("content-type");
        if let Some(content_type) = content_type {
            request.headers_mut().insert("content-type", content_type.parse().unwrap());
        }
        world.fetch(request)
    };
    for content_type in [
        None,
        Some(""),
        Some("application/json"),
        Some("application/x-amz-json-1.0"),
        Some("text/plain"),
        Some("application/x-amz-json-1.1x"),
    ] {
        assert_error(&with_type(content_type), 400, "SerializationException", None);
    }
}

#[test]
fn a_body_that_is_no_json_object_is_not_read() {
    let world = World::new(8);
    for body in [
        "{",
        "}",
        "nothing",
        "{\"AccessToken\":\"x\"",
        "{\"AccessToken\":\"x\"}}",
        "{'AccessToken':'x'}",
        "[]",
        "null",
        "1",
        "\"x\"",
        "true",
        "{\"AccessToken\":\"\\ud800\"}",
        " ",
        "\u{feff}{}",
    ] {
        let response = world.wire("GetUser", body);
        assert_eq!(response.status(), 400, "{body}");
        assert_eq!(header(&response, "x-amzn-errortype"), "SerializationException:", "{body}");
    }
    assert_error(
        &world.wire("GetUser", &b"{\"AccessToken\":\"\xff\"}"[..]),
        400,
        "SerializationException",
        None,
    );
    assert_error(&world.wire("GetUser", "{"), 400, "SerializationException", None);
}

#[test]
fn a_value_of_a_wrong_type_is_refused_with_the_text_of_the_frameworks_reader() {
    let world = World::new(9);
    let attribute = |value: &str| {
        format!(
            r#"{{"ClientId":"c","Username":"ana","UserAttributes":[{{"Name":"email","Value":{value}}}]}}"#
        )
    };
    for (operation, body, message) in [
        ("SignUp", attribute("1"), "NUMBER_VALUE can not be converted to a String"),
        ("SignUp", attribute("1.5"), "NUMBER_VALUE can not be converted to a String"),
        ("SignUp", attribute("true"), "TRUE_VALUE can not be converted to a String"),
        ("SignUp", attribute("false"), "FALSE_VALUE can not be converted to a String"),
        ("SignUp", attribute("{}"), "Start of structure or map found where not expected."),
        ("SignUp", attribute("[]"), "Start of list found where not expected"),
        ("ListUserPools", r#"{"MaxResults":"5"}"#.into(), "STRING_VALUE can not be converted to an Integer"),
        ("GetUser", r#"{"AccessToken":{}}"#.into(), "Start of structure or map found where not expected."),
    ] {
        assert_error(&world.signed(REGION, operation, &*body), 400, "SerializationException", Some(message));
    }
}

#[test]
fn null_is_as_if_absent() {
    let world = World::new(10);
    let body = json!({
        "ClientId": world.client, "Username": "ana", "Password": PASSWORD, "ValidationData": null,
        "UserAttributes": null, "SecretHash": null, "ClientMetadata": null, "Unknown": null,
    });
    assert_eq!(world.wire("SignUp", body.to_string()).status(), 200);
    assert_error(
        &world.wire("GetUser", r#"{"AccessToken":null}"#),
        400,
        "InvalidParameterException",
        Some(
            "1 validation error detected: Value at 'accessToken' failed to satisfy constraint: Member must not be null",
        ),
    );
}

#[test]
fn missing_members_are_named_in_one_message_and_sensitive_values_are_hidden() {
    let world = World::new(11);
    let failed = "failed to satisfy constraint: Member must";
    for (operation, body, message) in [
        (
            "GetUser",
            "{}",
            format!("1 validation error detected: Value at 'accessToken' {failed} not be null"),
        ),
        // No body is an empty object.
        ("GetUser", "", format!("1 validation error detected: Value at 'accessToken' {failed} not be null")),
        (
            "ConfirmSignUp",
            r#"{"ClientId":"c","Username":"ana"}"#,
            format!("1 validation error detected: Value null at 'confirmationCode' {failed} not be null"),
        ),
        (
            "SignUp",
            r#"{"ClientId":"c","Username":"","Password":"Correct-Horse9!"}"#,
            format!(
                r"2 validation errors detected: Value at 'username' {failed} satisfy regular expression pattern: [\p{{L}}\p{{M}}\p{{S}}\p{{N}}\p{{P}}]+; Value at 'username' {failed} have length greater than or equal to 1"
            ),
        ),
        (
            "GetUser",
            r#"{"AccessToken":"no token"}"#,
            format!(
                "1 validation error detected: Value at 'accessToken' {failed} satisfy regular expression pattern: [A-Za-z0-9-_=.]+"
            ),
        ),
        (
            "DescribeUserPool",
            r#"{"UserPoolId":"nonsense"}"#,
            format!(
                r"1 validation error detected: Value 'nonsense' at 'userPoolId' {failed} satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+"
            ),
        ),
    ] {
        assert_error(
            &world.signed(REGION, operation, body),
            400,
            "InvalidParameterException",
            Some(&message),
        );
    }
}

#[test]
fn several_violations_are_counted_and_joined() {
    let world = World::new(12);
    let response = world.wire("SignUp", "{}");
    let answer: Value = serde_json::from_slice(response.body()).unwrap();
    let message = answer["message"].as_str().unwrap();
    let (head, rest) = message.split_once(": ").unwrap();
    assert_eq!(head, "2 validation errors detected");
    let mut violations: Vec<_> = rest.split("; ").collect();
    violations.sort_unstable();
    let null =
        |path: &str| format!("Value at '{path}' failed to satisfy constraint: Member must not be null");
    assert_eq!(violations, [null("clientId"), null("username")]);
    // An unknown flow is caught by its shape too.
    let response = world.wire("InitiateAuth", r#"{"ClientId":"c","AuthFlow":"MAGIC"}"#);
    let head = r#"{"__type":"InvalidParameterException","message":"1 validation error detected: Value at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: ["#;
    assert!(text(&response).starts_with(head), "{}", text(&response));
}

#[test]
fn a_message_that_no_header_can_hold_is_whole_in_the_body_and_made_harmless_in_the_header() {
    let world = World::new(13);
    let list = json!([{"Name": "custom:x", "Value": "1"}]);
    let body =
        json!({"ClientId": world.client, "Username": "ana", "Password": PASSWORD, "UserAttributes": list});
    let schema =
        "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n";
    let response = world.wire("SignUp", body.to_string());
    assert_error(&response, 400, "InvalidParameterException", Some(schema));
    assert!(header(&response, "x-amzn-errormessage").starts_with(schema.trim_end()));

    let hostile = "é\r\nx-injected: 1\r\n\r\n<script>🦀\u{7f}\0";
    let body = json!({"UserPoolId": hostile}).to_string();
    let response = world.signed(REGION, "DescribeUserPool", body);
    let answer: Value = serde_json::from_slice(response.body()).unwrap();
    assert!(answer["message"].as_str().unwrap().contains(hostile));
    assert!(response.headers().get("x-injected").is_none());
    let value = response.headers()["x-amzn-errormessage"].as_bytes();
    assert!(value.iter().all(|byte| (b' '..=b'~').contains(byte)), "{value:?}");

    let long = json!({"PoolName": "/".repeat(100_000)}).to_string();
    let response = world.signed(REGION, "CreateUserPool", long);
    assert!(response.headers()["x-amzn-errormessage"].len() <= 8 * 1024);
}
