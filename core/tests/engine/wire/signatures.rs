//! Signatures of administrators.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use userpool::{
    AccessPolicy, Credentials,
    operations::*,
    sigv4::{self, AccessKey},
};

use super::{administrator, assert_error, header};
use crate::world::{ACCESS_KEY, PASSWORD, REGION, World, request};

/// A request to list pools, with its signature.
fn signed_by(key: &AccessKey, at: u64, region: &str) -> Request<Bytes> {
    let mut request = request("ListUserPools", r#"{"MaxResults":60}"#);
    sigv4::sign(&mut request, i64::try_from(at).unwrap(), region, key).unwrap();
    request
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
fn without_access_keys_every_signature_is_refused() {
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
