//! Regions: a signature for one region does not reach the pools of another.

use serde_json::{Map, Value, json};
use userpool::operations::{Caller, operation_names, request_members};

use crate::world::{PASSWORD, REGION, World, now};

const UUID: &str = "01234567-89ab-4def-8123-456789abcdef";

/// A value for every member that some signed operation requires.
fn body(world: &World, operation: &str) -> Value {
    let attributes = json!([{"Name": "name", "Value": "Ana"}]);
    let values = json!({
        "UserPoolId": world.pool,
        "ClientId": world.client,
        "ClientName": "c",
        "Username": "ana",
        "GroupName": "g",
        "Password": PASSWORD,
        "UserAttributes": attributes,
        "UserAttributeNames": ["name"],
        "CustomAttributes": [{"Name": "x", "AttributeDataType": "String"}],
        "MFAOptions": [],
        "DeviceKey": "us-east-1_01234567-89ab-cdef-0123-456789abcdef",
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ana", "PASSWORD": PASSWORD},
        "ChallengeName": "PASSWORD_VERIFIER",
        "ClientSecretId": "x",
        "ProviderName": "Acme",
        "ProviderType": "OIDC",
        "ProviderDetails": {},
        "IdpIdentifier": "acme.example",
        "DestinationUser": {"ProviderName": "Cognito", "ProviderAttributeValue": "ana"},
        "SourceUser": {"ProviderName": "Acme", "ProviderAttributeValue": "42"},
        "User": {"ProviderName": "Acme", "ProviderAttributeValue": "42"},
        "Identifier": "i",
        "Name": "n",
        "Domain": "d",
        "ManagedLoginBrandingId": UUID,
        "TermsId": UUID,
        "TermsName": "terms-of-use",
        "TermsSource": "LINK",
        "Enforcement": "NONE",
        "RegionName": "eu-west-1",
        "Status": "ACTIVE",
        "LogConfigurations": [],
        "EventId": "x",
        "FeedbackValue": "Valid",
        "UserSessionTracking": "ENABLED",
        "TokenSession": {"MaxPerUser": 20},
        "SSOSession": {"MaxValidityMinutes": 60},
        "SessionId": "tkn0123456789abcdefghijklmno",
        "JobName": "j",
        "JobId": "import-x",
        "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/import",
        "MaxResults": 1,
    });
    let members = request_members(operation);
    let given = values.as_object().unwrap().clone().into_iter();
    given.filter(|(name, _)| members.contains(&&**name)).collect::<Map<_, _>>().into()
}

#[test]
fn a_pool_of_another_region_does_not_exist_for_any_signed_operation() {
    let world = World::new(1).confirmed("ana");
    let unknown = format!("ResourceNotFoundException: User pool {} does not exist.", world.pool);
    let mut operations = 0;
    for (operation, caller) in operation_names() {
        if caller != Caller::Signed || !request_members(operation).contains(&"UserPoolId") {
            continue;
        }
        operations += 1;
        let body = body(&world, operation);
        assert_eq!(world.call_in("eu-west-1", operation, &body), Err(unknown.clone()), "{operation}");
        if operation != "DeleteUserPool" {
            assert_ne!(world.call_in(REGION, operation, &body), Err(unknown.clone()), "{operation}");
        }
    }
    assert!(operations > 40, "{operations}");
    world.pool_ok("DeleteUserPool", json!({}));
}

#[test]
fn the_host_reaches_the_pools_of_all_regions() {
    let world = World::new(2);
    let pool = world.call_in("eu-west-1", "CreateUserPool", &json!({"PoolName": "p"})).unwrap();
    let request = json!({"UserPoolId": pool["UserPool"]["Id"]});
    let described = now(world.engine.call("DescribeUserPool", request.clone())).unwrap();
    assert_eq!(described["UserPool"]["Name"], "p");
    assert!(world.call_in(REGION, "DescribeUserPool", &request).is_err());
}
