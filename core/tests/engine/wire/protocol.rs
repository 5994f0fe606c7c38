//! The protocol: AWS JSON 1.1 over HTTP, signatures, browsers, public documents, faults, and what is never said.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD as BASE64URL};
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};
use userpool::{
    AccessPolicy, Credentials, Engine, Moment, Moments, Sensitive,
    operations::*,
    sigv4::{self, AccessKey},
    storage::{Batch, CommitError, Key, MemoryStorage, Partition, Record, Scan, Storage, StorageError},
    time::NoMoment,
};

use crate::world::{ACCESS_KEY, PASSWORD, PreparedKeys, REGION, World, is_uuid, map, now, request};

const EXPOSED: &str = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";

#[track_caller]
fn header<'a>(response: &'a Response<Bytes>, name: &str) -> &'a str {
    response.headers().get(name).unwrap_or_else(|| panic!("no {name} in {response:?}")).to_str().unwrap()
}

fn text(response: &Response<Bytes>) -> &str {
    std::str::from_utf8(response.body()).unwrap()
}

/// An error exactly as section 1.3 of the sign-in reference records it.
#[track_caller]
fn assert_error(response: &Response<Bytes>, status: u16, name: &str, message: Option<&str>) {
    let body = match message {
        Some(message) => format!(r#"{{"__type":"{name}","message":{}}}"#, json!(message)),
        None => format!(r#"{{"__type":"{name}"}}"#),
    };
    assert_eq!((response.status().as_u16(), text(response)), (status, &*body));
    assert_eq!(header(response, "content-type"), "application/x-amz-json-1.1");
    assert_eq!(header(response, "x-amzn-errortype"), format!("{name}:"));
    match message {
        Some(message) if message.chars().all(|character| (' '..='~').contains(&character)) => {
            assert_eq!(header(response, "x-amzn-errormessage"), message.trim());
        }
        Some(_) => {}
        None => assert!(response.headers().get("x-amzn-errormessage").is_none()),
    }
    assert_common(response);
}

/// What every answer carries.
#[track_caller]
fn assert_common(response: &Response<Bytes>) {
    assert!(is_uuid(header(response, "x-amzn-requestid")), "{response:?}");
    assert_eq!(header(response, "access-control-allow-origin"), "*");
    assert_eq!(header(response, "access-control-expose-headers"), EXPOSED);
    assert_eq!(header(response, "x-content-type-options"), "nosniff");
}

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

// ---- Requests and answers ----

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
fn an_operation_with_nothing_to_say_answers_an_empty_object() {
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
fn a_finished_sign_in_is_answered_to_the_letter() {
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
fn an_error_is_answered_to_the_letter() {
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
    // Whatever the model says about 404: on the wire it is 400.
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
    for name in ["Nothing", "getuser", "CreateManagedLoginBranding"] {
        let target = format!("AWSCognitoIdentityProviderService.{name}");
        let message = format!("This version of Userpool does not implement the operation {name}.");
        assert_error(&with_target(Some(&target)), 400, "UnknownOperationException", Some(&message));
    }
    let known = with_target(Some("AWSCognitoIdentityProviderService.GetUser"));
    assert_error(&known, 400, "NotAuthorizedException", Some("Invalid Access Token"));
}

/// As JavaScript calls them: no types, no wire.
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
fn a_value_of_a_wrong_type_is_told_in_the_words_of_the_frameworks_reader() {
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
fn what_is_missing_is_told_in_one_message_and_sensitive_members_hide_their_value() {
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

// ---- Browsers ----

#[test]
fn a_browser_may_ask_from_everywhere() {
    let world = World::new(20);
    let asked = "content-type,x-amz-target,x-amz-user-agent,cache-control";
    let question = Request::options("/")
        .header("origin", "https://app.example.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", asked)
        .body(Bytes::new())
        .unwrap();
    let response = world.fetch(question);
    assert_eq!((response.status().as_u16(), response.body().len()), (200, 0));
    assert_eq!(header(&response, "access-control-allow-headers"), asked);
    assert_eq!(header(&response, "access-control-allow-methods"), "POST");
    assert_eq!(header(&response, "access-control-max-age"), "172800");
    assert_common(&response);
}

#[test]
fn every_answer_may_be_read_by_a_browser() {
    let world = World::new(21);
    let jwks = format!("/{}/.well-known/jwks.json", world.pool);
    for response in [
        world.wire("GetUser", "{}"),
        world.wire("Nothing", "{}"),
        world.document(&jwks),
        world.document("/nothing"),
        world.fetch(Request::put("/").body(Bytes::new()).unwrap()),
        world.fetch(Request::post("/elsewhere").body(Bytes::new()).unwrap()),
    ] {
        assert_common(&response);
    }
}

// ---- Signatures ----

/// A request to list pools, with its signature.
fn signed_by(key: &AccessKey, at: u64, region: &str) -> Request<Bytes> {
    let mut request = request("ListUserPools", r#"{"MaxResults":60}"#);
    sigv4::sign(&mut request, i64::try_from(at).unwrap(), region, key).unwrap();
    request
}

fn administrator() -> AccessKey {
    AccessKey::new(ACCESS_KEY.0, ACCESS_KEY.1)
}

const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

#[test]
fn administrators_sign_their_requests() {
    let world = World::new(30);
    let at = world.clock.now().seconds();
    assert_eq!(world.fetch(signed_by(&administrator(), at, REGION)).status(), 200);
    assert_error(
        &world.wire("ListUserPools", r#"{"MaxResults":60}"#),
        400,
        "MissingAuthenticationTokenException",
        Some("Missing Authentication Token"),
    );
    assert_error(
        &world.fetch(signed_by(&AccessKey::new(ACCESS_KEY.0, "wrong"), at, REGION)),
        400,
        "InvalidSignatureException",
        Some(MISMATCH),
    );
    assert_error(
        &world.fetch(signed_by(&AccessKey::new("AKIDNOBODY", ACCESS_KEY.1), at, REGION)),
        400,
        "UnrecognizedClientException",
        Some("The security token included in the request is invalid."),
    );
}

#[test]
fn what_was_signed_cannot_be_changed() {
    let world = World::new(31);
    let at = world.clock.now().seconds();
    let mut other_body = signed_by(&administrator(), at, REGION);
    *other_body.body_mut() = Bytes::from_static(br#"{"MaxResults":59}"#);
    let mut other_operation = signed_by(&administrator(), at, REGION);
    let target = "AWSCognitoIdentityProviderService.CreateUserPool".parse().unwrap();
    other_operation.headers_mut().insert("x-amz-target", target);
    *other_operation.body_mut() = Bytes::from_static(br#"{"MaxResults":60,"PoolName":"p"}"#);
    let mut other_host = signed_by(&administrator(), at, REGION);
    other_host.headers_mut().insert("host", "example.com".parse().unwrap());
    let mut other_region = signed_by(&administrator(), at, REGION);
    let authorization = header_of(&other_region, "authorization").replace("us-east-1", "eu-west-1");
    other_region.headers_mut().insert("authorization", authorization.parse().unwrap());
    for request in [other_body, other_operation, other_host, other_region] {
        assert_error(&world.fetch(request), 400, "InvalidSignatureException", Some(MISMATCH));
    }
}

fn header_of(request: &Request<Bytes>, name: &str) -> String {
    request.headers()[name].to_str().unwrap().to_owned()
}

#[test]
fn a_signature_is_good_for_a_quarter_of_an_hour_either_way() {
    let world = World::new(32);
    let at = world.clock.now().seconds();
    let sent = |at: u64| world.fetch(signed_by(&administrator(), at, REGION));
    for good in [at - 899, at, at + 899] {
        assert_eq!(sent(good).status(), 200);
    }
    for (bad, head) in [(at - 901, "Signature expired: "), (at + 901, "Signature not yet current: ")] {
        let response = sent(bad);
        assert_eq!(response.status(), 400);
        assert_eq!(header(&response, "x-amzn-errortype"), "InvalidSignatureException:");
        assert!(header(&response, "x-amzn-errormessage").starts_with(head));
    }
}

#[test]
fn without_keys_nobody_is_an_administrator() {
    let world =
        World::built(33, |builder| builder.access(AccessPolicy::Keys(Credentials::none())), |_| {}, |_| {});
    let at = world.clock.now().seconds();
    let response = world.fetch(signed_by(&administrator(), at, REGION));
    assert_eq!(header(&response, "x-amzn-errortype"), "UnrecognizedClientException:");
}

#[test]
fn every_administrative_operation_wants_a_signature_before_its_body_is_read() {
    let world = World::new(34);
    let body = json!({
        "UserPoolId": world.pool, "ClientId": world.client, "Username": "ana", "Password": PASSWORD, "PoolName": "p",
        "ClientName": "c", "MaxResults": 1, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "ChallengeName": "PASSWORD_VERIFIER",
        "GroupName": "g", "UserAttributes": [], "UserAttributeNames": [], "MFAOptions": [],
        "CustomAttributes": [{"Name": "x"}], "DeviceKey": "us-east-1_0",
    })
    .to_string();
    let mut administrative = 0;
    for (name, caller) in operation_names().filter(|(_, caller)| *caller == Caller::Signed) {
        administrative += 1;
        assert_error(
            &world.wire(name, &*body),
            400,
            "MissingAuthenticationTokenException",
            Some("Missing Authentication Token"),
        );
        for unread in ["{}", "{", "[]", "\u{feff}"] {
            let refused = world.wire(name, unread);
            let error = header(&refused, "x-amzn-errortype");
            assert_eq!(error, "MissingAuthenticationTokenException:", "{name} {caller:?} {unread}");
        }
    }
    assert!(administrative >= 15, "{administrative}");
    let names: Vec<_> =
        operation_names().filter(|(_, caller)| *caller != Caller::Signed).map(|(name, _)| name).collect();
    for name in [
        "SignUp",
        "ConfirmSignUp",
        "ResendConfirmationCode",
        "ForgotPassword",
        "ConfirmForgotPassword",
        "InitiateAuth",
        "RespondToAuthChallenge",
        "RevokeToken",
        "GetUser",
        "DeleteUser",
        "ChangePassword",
        "GlobalSignOut",
    ] {
        assert!(names.contains(&name), "{name} needs no signature");
    }
}

#[test]
fn a_signature_is_ignored_where_none_is_needed() {
    let world = World::new(35).confirmed("ana");
    let parameters = json!({"USERNAME": "ana", "PASSWORD": PASSWORD});
    let body =
        json!({"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": world.client, "AuthParameters": parameters});
    let token = world.tokens("ana").access_token.unwrap();
    for nonsense in ["nonsense", "Bearer x", "AWS4-HMAC-SHA256 Credential=x/y, Signature=00", ""] {
        for (operation, body) in [
            ("InitiateAuth", body.to_string()),
            ("GetUser", json!({"AccessToken": token.as_str()}).to_string()),
        ] {
            let mut request = request(operation, body);
            request.headers_mut().insert("authorization", nonsense.parse().unwrap());
            assert_eq!(world.fetch(request).status(), 200, "{operation} {nonsense}");
        }
    }
}

#[test]
fn a_new_pool_belongs_to_the_region_of_the_signature() {
    let world = World::new(36);
    for region in ["eu-west-1", "ap-southeast-2", "us-gov-west-1"] {
        let answer = world.call_in(region, "CreateUserPool", &json!({"PoolName": "p"})).unwrap();
        let id = answer["UserPool"]["Id"].as_str().unwrap();
        assert!(id.starts_with(&format!("{region}_")), "{id}");
        assert_eq!(
            answer["UserPool"]["Arn"],
            format!("arn:aws:cognito-idp:{region}:000000000000:userpool/{id}")
        );
        let document = world.document(&format!("/{id}/.well-known/openid-configuration"));
        let document: Value = serde_json::from_slice(document.body()).unwrap();
        assert_eq!(document["issuer"], format!("https://cognito-idp.{region}.amazonaws.com/{id}"));
    }
    assert!(world.pool.starts_with("us-east-1_"), "unsigned: the engine's own");
}

#[test]
fn an_account_and_a_region_of_the_host_stand_in_its_pools() {
    let world =
        World::built(37, |builder| builder.region("eu-central-1").account("123456789012"), |_| {}, |_| {});
    assert!(world.pool.starts_with("eu-central-1_"));
    let pool = world.call_in("eu-central-1", "DescribeUserPool", &json!({"UserPoolId": world.pool})).unwrap();
    let arn = format!("arn:aws:cognito-idp:eu-central-1:123456789012:userpool/{}", world.pool);
    assert_eq!(pool["UserPool"]["Arn"], arn);
}

// ---- Public documents ----

#[test]
fn a_key_set_lists_two_keys() {
    let world = World::new(40);
    let response = world.document(&format!("/{}/.well-known/jwks.json", world.pool));
    assert_eq!(response.status(), 200);
    assert!(header(&response, "content-type").starts_with("application/json"));
    let set: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(set.as_object().unwrap().keys().collect::<Vec<_>>(), ["keys"]);
    let keys = set["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 2);
    for key in keys {
        let (kid, n) = (key["kid"].as_str().unwrap(), key["n"].as_str().unwrap());
        assert_eq!(
            *key,
            json!({"alg": "RS256", "e": "AQAB", "kid": kid, "kty": "RSA", "n": n, "use": "sig"})
        );
        assert_eq!((kid.len(), BASE64_STANDARD.decode(kid).unwrap().len()), (44, 32));
        assert_eq!(BASE64URL.decode(n).unwrap().len(), 256, "2048 bits");
    }
    assert_ne!(keys[0], keys[1]);
    // Another pool has keys of its own, and the same pool keeps its.
    let again = world.document(&format!("/{}/.well-known/jwks.json", world.pool));
    assert_eq!(again.body(), response.body());
    let other = world.moved_to(json!({"PoolName": "other"}));
    let other = other.document(&format!("/{}/.well-known/jwks.json", other.pool));
    assert_ne!(other.body(), response.body());
}

/// The discovery document that a client gets that asks at `uri` with the header `Host`.
fn discovery(world: &World, origin: &str, host: Option<&str>) -> Value {
    let uri = format!("{origin}/{}/.well-known/openid-configuration", world.pool);
    let mut request = http::Request::get(uri);
    if let Some(host) = host {
        request = request.header("host", host);
    }
    let response = world.fetch(request.body(bytes::Bytes::new()).unwrap());
    assert_eq!(response.status(), 200);
    assert!(header(&response, "content-type").starts_with("application/json"));
    serde_json::from_slice(response.body()).unwrap()
}

#[test]
fn a_discovery_document_names_the_issuer_and_keys_at_the_address_it_came_from() {
    let cognito = "https://cognito-idp.us-east-1.amazonaws.com";
    let public = Some("https://auth.example.com/base/");
    for (url, origin, host, issuer, keys) in [
        (None, "", None, cognito, cognito),
        (None, "", Some("localhost:9229"), cognito, "http://localhost:9229"),
        (None, "", Some("two words"), cognito, cognito),
        (None, "https://a.example.com", Some("b.example.com"), cognito, "https://a.example.com"),
        (public, "", None, "https://auth.example.com/base", "https://auth.example.com/base"),
        (public, "", Some("10.0.0.1"), "https://auth.example.com/base", "https://auth.example.com/base"),
    ] {
        let change = |builder: userpool::EngineBuilder| match url {
            Some(url) => builder.public_url(url),
            None => builder,
        };
        let world = World::built(41, change, |_| {}, |_| {});
        let expected = json!({
            "id_token_signing_alg_values_supported": ["RS256"],
            "issuer": format!("{issuer}/{}", world.pool),
            "jwks_uri": format!("{keys}/{}/.well-known/jwks.json", world.pool),
            "response_types_supported": ["code", "token"],
            "subject_types_supported": ["public"],
        });
        assert_eq!(discovery(&world, origin, host), expected, "{url:?} {origin} {host:?}");
    }
}

#[test]
fn every_endpoint_in_discovery_answers() {
    let world = World::new(41);
    let mut document = discovery(&world, "", Some("localhost:9229"));
    // The issuer names the pool and is no endpoint.
    document.as_object_mut().unwrap().remove("issuer");
    let urls: Vec<&str> = document
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_str)
        .filter(|v| v.contains("://"))
        .collect();
    assert!(!urls.is_empty());
    for url in urls {
        let path = url.strip_prefix("http://localhost:9229").unwrap();
        assert_eq!(world.document(path).status(), 200, "{url}");
    }
}

#[test]
fn an_unknown_document_is_not_found() {
    let world = World::new(42);
    let pool = &world.pool;
    for path in [
        "/".to_owned(),
        "/us-east-1_nothere99/.well-known/jwks.json".to_owned(),
        "/us-east-1_nothere99/.well-known/openid-configuration".to_owned(),
        "/directory/.well-known/jwks.json".to_owned(),
        "/x%2Fy_z/.well-known/jwks.json".to_owned(),
        format!("/{pool}"),
        format!("/{pool}/.well-known/"),
        format!("/{pool}/.well-known/nothing"),
        format!("/{pool}/.well-known/jwks.json/"),
        format!("/x/{pool}/.well-known/jwks.json"),
        format!("//{pool}/.well-known/jwks.json"),
    ] {
        let response = world.document(&path);
        assert_eq!((response.status().as_u16(), response.body().len()), (404, 0), "{path}");
    }
}

// ---- Faults ----

/// A store that can be told to fail.
struct Faulty {
    inner: MemoryStorage,
    fault: Arc<AtomicU8>,
}

const SOUND: u8 = 0;
const READS_FAIL: u8 = 1;
const COMMITS_FAIL: u8 = 2;
const COMMITS_CONFLICT: u8 = 3;

/// What the store says, and no client may hear.
const DETAIL: &str = "disk sda1 burned at /var/secret";

impl Faulty {
    fn fault(&self) -> u8 {
        self.fault.load(Ordering::SeqCst)
    }
}

impl Storage for Faulty {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        if self.fault() == READS_FAIL {
            return Err(StorageError::new(DETAIL));
        }
        Storage::get(&self.inner, partition, keys).await
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        if self.fault() == READS_FAIL {
            return Err(StorageError::new(DETAIL));
        }
        Storage::scan(&self.inner, partition, scan).await
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        match self.fault() {
            COMMITS_FAIL => Err(CommitError::Storage(StorageError::new(DETAIL))),
            COMMITS_CONFLICT => Err(CommitError::Conflict),
            _ => Storage::commit(&self.inner, batch).await,
        }
    }
}

fn faulty(seed: u64) -> (World, Arc<AtomicU8>) {
    let fault = Arc::new(AtomicU8::new(SOUND));
    let storage = Faulty { inner: MemoryStorage::default(), fault: Arc::clone(&fault) };
    (World::with(seed, storage, |_| {}, |_| {}).confirmed("ana"), fault)
}

#[test]
fn a_store_that_fails_is_an_internal_error_without_any_detail() {
    let (world, fault) = faulty(50);
    let sign_up = json!({"ClientId": world.client, "Username": "ben", "Password": PASSWORD}).to_string();
    let get = json!({"UserPoolId": world.pool, "Username": "ana"}).to_string();
    let list = json!({"UserPoolId": world.pool}).to_string();
    fault.store(READS_FAIL, Ordering::SeqCst);
    for response in [
        world.wire("SignUp", &*sign_up),
        world.signed(REGION, "AdminGetUser", &*get),
        world.signed(REGION, "ListUsers", &*list),
        world.signed(REGION, "ListUserPools", r#"{"MaxResults":1}"#),
    ] {
        assert_error(&response, 500, "InternalErrorException", Some("Internal server error"));
        assert!(!format!("{:?}", response.headers()).contains("sda1"));
    }
    for name in ["jwks.json", "openid-configuration"] {
        let response = world.document(&format!("/{}/.well-known/{name}", world.pool));
        assert_eq!(response.status(), 500);
        assert!(!format!("{response:?}").contains("sda1"));
    }

    fault.store(COMMITS_FAIL, Ordering::SeqCst);
    let sent = world.outbox.count();
    let response = world.wire("SignUp", &*sign_up);
    assert_error(&response, 500, "InternalErrorException", Some("Internal server error"));
    assert_eq!(world.outbox.count(), sent, "nothing is sent for what was not kept");

    fault.store(SOUND, Ordering::SeqCst);
    assert_eq!(world.wire("SignUp", &*sign_up).status(), 200, "the engine is as before");
}

#[test]
fn a_conflict_without_end_is_throttled() {
    let (world, fault) = faulty(51);
    fault.store(COMMITS_CONFLICT, Ordering::SeqCst);
    let sent = world.outbox.count();
    let body = json!({"ClientId": world.client, "Username": "ben", "Password": PASSWORD}).to_string();
    assert_error(&world.wire("SignUp", body), 400, "TooManyRequestsException", Some("Rate exceeded"));
    assert_eq!(world.outbox.count(), sent);
}

#[test]
fn without_chance_nothing_is_done() {
    struct Never;
    impl Moments for Never {
        fn moment(&self) -> Result<Moment, NoMoment> {
            Err(NoMoment)
        }
    }
    let engine = Engine::builder()
        .storage(MemoryStorage::default())
        .signer(PreparedKeys::default())
        .moments(Never)
        .master_key([7; 32])
        .access(AccessPolicy::DangerAcceptAny)
        .build()
        .unwrap();
    let response = now(engine.fetch(request("CreateUserPool", r#"{"PoolName":"p"}"#)));
    assert_error(&response, 500, "InternalErrorException", Some("Internal server error"));
}

#[test]
fn a_record_that_cannot_be_read_is_an_internal_error_that_does_not_show_it() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(52, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    let (partition, key) = (Partition::new(format!("pool/{}", world.pool)), Key::new(["user", "ana"]));
    let keys = [key.clone()];
    let mut record = now(Storage::get(&*storage, &partition, &keys)).unwrap().remove(0).unwrap();
    record.value = br#"{"username":"canary""#.to_vec();
    let writes = vec![userpool::storage::Write::Put { key, record }];
    now(Storage::commit(&*storage, Batch { partition, checks: Vec::new(), writes })).unwrap();
    let body = json!({"UserPoolId": world.pool, "Username": "ana"}).to_string();
    let response = world.signed(REGION, "AdminGetUser", body);
    assert_error(&response, 500, "InternalErrorException", Some("Internal server error"));
    let error = world.admin_get("ana").unwrap_err();
    assert!(!format!("{error:?} {error}").contains("canary"), "{error:?}");
}

// ---- What is never said ----

const CANARY: &str = "Canary-Secret9!";

fn secret() -> Sensitive {
    Sensitive::new(CANARY)
}

#[track_caller]
fn assert_silent(what: &impl std::fmt::Debug, secrets: &[&str]) {
    for shown in [format!("{what:?}"), format!("{what:#?}")] {
        for secret in secrets {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn requests_do_not_print_their_secrets() {
    let attributes = Some(vec![Attribute { name: "email".into(), value: Some(secret()) }]);
    let secrets = Some(map(&[("PASSWORD", CANARY), ("NEW_PASSWORD", CANARY), ("REFRESH_TOKEN", CANARY)]));
    assert_silent(
        &SignUp {
            password: Some(secret()),
            secret_hash: Some(secret()),
            user_attributes: attributes.clone(),
            validation_data: attributes.clone(),
            ..Default::default()
        },
        &[CANARY],
    );
    assert_silent(
        &ConfirmSignUp { confirmation_code: secret(), session: Some(secret()), ..Default::default() },
        &[CANARY],
    );
    assert_silent(
        &ConfirmForgotPassword { confirmation_code: secret(), password: secret(), ..Default::default() },
        &[CANARY],
    );
    assert_silent(
        &InitiateAuth { auth_parameters: secrets.clone(), session: Some(secret()), ..Default::default() },
        &[CANARY],
    );
    assert_silent(
        &AdminInitiateAuth {
            auth_parameters: secrets.clone(),
            session: Some(secret()),
            ..Default::default()
        },
        &[CANARY],
    );
    assert_silent(
        &RespondToAuthChallenge {
            challenge_responses: secrets.clone(),
            session: Some(secret()),
            ..Default::default()
        },
        &[CANARY],
    );
    assert_silent(
        &AdminRespondToAuthChallenge {
            challenge_responses: secrets,
            session: Some(secret()),
            ..Default::default()
        },
        &[CANARY],
    );
    assert_silent(
        &RevokeToken { token: secret(), client_secret: Some(secret()), ..Default::default() },
        &[CANARY],
    );
    assert_silent(&GetUser { access_token: secret() }, &[CANARY]);
    assert_silent(&DeleteUser { access_token: secret() }, &[CANARY]);
    assert_silent(&GlobalSignOut { access_token: secret() }, &[CANARY]);
    assert_silent(
        &ChangePassword {
            previous_password: Some(secret()),
            proposed_password: secret(),
            access_token: secret(),
        },
        &[CANARY],
    );
    assert_silent(
        &AdminCreateUser {
            temporary_password: Some(secret()),
            user_attributes: attributes.clone(),
            validation_data: attributes,
            ..Default::default()
        },
        &[CANARY],
    );
    assert_silent(&AdminSetUserPassword { password: secret(), ..Default::default() }, &[CANARY]);
    assert_silent(&CreateUserPoolClient { client_secret: Some(secret()), ..Default::default() }, &[CANARY]);
    assert_silent(&ListUsers { pagination_token: Some(secret()), ..Default::default() }, &[CANARY]);
}

#[test]
fn answers_messages_records_and_engines_do_not_print_their_secrets() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(60, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    let tokens = world.password_sign_in("ana", PASSWORD).unwrap();
    let result = tokens.authentication_result.clone().unwrap();
    let texts = [result.access_token, result.id_token, result.refresh_token].map(Option::unwrap);
    assert_silent(&tokens, &texts.each_ref().map(|token| token.as_str()));

    world
        .send(AdminSetUserPassword {
            user_pool_id: world.pool.clone(),
            username: "ana".into(),
            password: PASSWORD.into(),
            permanent: None,
        })
        .unwrap();
    let challenge = world.password_sign_in("ana", PASSWORD).unwrap();
    let session = challenge.session.clone().unwrap();
    assert_silent(&challenge, &[session.as_str()]);

    let client = world.add_client(|client| client.generate_secret = Some(true));
    assert_silent(&client, &[client.client_secret.as_ref().unwrap().as_str()]);
    assert_silent(&world.admin_get("ana").unwrap(), &["ana@example.com"]);

    for message in world.outbox.all() {
        assert_silent(&message, &[message.code.as_ref().unwrap().expose(), message.body.expose()]);
    }

    let partition = Partition::new(format!("pool/{}", world.pool));
    let all = Scan::first(userpool::storage::Prefix::all(), 1000);
    let found = now(Storage::scan(&*storage, &partition, &all)).unwrap();
    assert!(found.len() > 5);
    for (key, record) in &found {
        let value = std::str::from_utf8(&record.value).unwrap();
        assert_silent(record, &[value, "ana@example.com", "sealed"]);
        for code in
            world.outbox.all().iter().map(|message| message.code.as_ref().unwrap().expose().to_owned())
        {
            let quoted = format!("\"{code}\"");
            assert!(!value.contains(&quoted), "{}: a code in the clear", key.as_str());
        }
        for text in [PASSWORD, session.as_str(), client.client_secret.as_ref().unwrap().as_str()] {
            assert!(!value.contains(text), "{}: {value}", key.as_str());
        }
        for token in &texts {
            assert!(!value.contains(token.as_str()), "{}: {value}", key.as_str());
        }
    }
    assert_silent(&*storage, &["ana@example.com", "sealed"]);
    assert_silent(&world.engine, &["master", ACCESS_KEY.1, "[7, 7"]);
    assert_silent(&Credentials::none().with(ACCESS_KEY.0, ACCESS_KEY.1), &[ACCESS_KEY.1]);
    assert_silent(&administrator(), &[ACCESS_KEY.1]);
    assert_silent(&Engine::builder().master_key([7; 32]), &["[7, 7", "7, 7"]);
    assert_silent(&Moment { now: world.clock.now(), seed: [123; 32] }, &["123, 123"]);
}

#[test]
fn a_refusal_does_not_repeat_a_secret() {
    let world = World::new(61).confirmed("ana");
    let secret = "Canary secret";
    for (operation, body) in [
        ("GetUser", json!({"AccessToken": secret})),
        (
            "SignUp",
            json!({"ClientId": secret, "Username": secret, "Password": format!(" {secret}"), "SecretHash": secret}),
        ),
        (
            "ConfirmForgotPassword",
            json!({"ClientId": secret, "Username": secret, "Password": secret.repeat(100)}),
        ),
        ("ChangePassword", json!({"AccessToken": secret, "ProposedPassword": secret.repeat(100)})),
        ("RevokeToken", json!({"Token": secret, "ClientId": world.client})),
        (
            "InitiateAuth",
            json!({"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": world.client, "AuthParameters": {"USERNAME": "ana", "PASSWORD": secret}}),
        ),
        (
            "RespondToAuthChallenge",
            json!({"ChallengeName": "NEW_PASSWORD_REQUIRED", "ClientId": world.client, "Session": secret,
                "ChallengeResponses": {"USERNAME": "ana", "NEW_PASSWORD": secret}}),
        ),
    ] {
        let response = world.wire(operation, body.to_string());
        assert_eq!(response.status(), 400, "{operation}");
        assert!(!text(&response).contains("Canary"), "{operation}: {}", text(&response));
        assert!(!format!("{:?}", response.headers()).contains("Canary"), "{operation}");
    }
}

// ---- What a host may limit and log ----

#[test]
fn strangers_are_limited_before_anything_is_done_for_them() {
    use std::sync::{Arc, Mutex};

    use userpool::storage::PublicCall;

    let calls: Arc<Mutex<Vec<PublicCall>>> = Arc::default();
    let seen = Arc::clone(&calls);
    let world = World::built(
        7,
        |builder| {
            builder.rate_limiter(move |call: &PublicCall| {
                seen.lock().unwrap().push(call.clone());
                call.operation != "SignUp"
            })
        },
        |_| {},
        |_| {},
    );
    let send = |operation: &str, body: Value| {
        let mut request = crate::world::request(operation, body.to_string());
        request.extensions_mut().insert(userpool::Peer([192, 0, 2, 1].into()));
        world.fetch(request)
    };
    let user = json!({"ClientId": world.client, "Username": "ana", "Password": PASSWORD});
    let refused = send("SignUp", user.clone());
    assert_eq!(refused.status(), 400);
    assert_eq!(refused.headers()["x-amzn-errortype"], "TooManyRequestsException:");
    assert_eq!(refused.headers()["x-amzn-errormessage"], "Rate exceeded");
    assert!(world.admin_get("ana").is_err() && world.outbox.count() == 0);

    // The library's own calls and those of administrators are not asked for.
    world.sign_up("ana").unwrap();
    assert_eq!(calls.lock().unwrap().len(), 1);
    let parameters = json!({"USERNAME": "ana", "PASSWORD": PASSWORD});
    let sign_in =
        json!({"ClientId": world.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    let answer = send("InitiateAuth", sign_in);
    let handled = answer.extensions().get::<userpool::Handled>().expect("what was learned");
    assert_eq!(handled.user_pool_id.as_deref(), Some(&*world.pool));
    assert_eq!(handled.client_id.as_deref(), Some(&*world.client));
    assert!(handled.user_sub.is_some(), "{handled:?}");

    let calls = calls.lock().unwrap();
    assert_eq!(calls[1].operation, "InitiateAuth");
    assert_eq!(calls[1].client_id.as_deref(), Some(&*world.client));
    assert_eq!(calls[1].peer, Some([192, 0, 2, 1].into()));
}
