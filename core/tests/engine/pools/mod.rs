//! User pools.

mod add_custom_attributes;
mod create_user_pool;
mod delete_user_pool;
mod list_user_pools;
mod rules;
mod update_user_pool;

use serde_json::{Value, json};

use crate::world::{START, World, merged};

const DETECTED: &str = "InvalidParameterException: 1 validation error detected: Value";

#[track_caller]
fn create(world: &World, more: Value) -> Value {
    world.ok("CreateUserPool", merged(json!({"PoolName": "p"}), &more))["UserPool"].clone()
}

#[track_caller]
fn describe(world: &World, id: &Value) -> Value {
    world.ok("DescribeUserPool", json!({"UserPoolId": id}))["UserPool"].clone()
}

/// The twenty standard attributes of section 3.3.
fn standard_attributes() -> Value {
    let text = |name: &str, min: &str, max: &str| {
        json!({
            "Name": name, "AttributeDataType": "String", "DeveloperOnlyAttribute": false, "Mutable": name != "sub",
            "Required": name == "sub", "StringAttributeConstraints": {"MinLength": min, "MaxLength": max},
        })
    };
    let plain = |name: &str| text(name, "0", "2048");
    let flag = |name: &str| {
        json!({
            "Name": name, "AttributeDataType": "Boolean", "DeveloperOnlyAttribute": false, "Mutable": true,
            "Required": false,
        })
    };
    json!([
        text("sub", "1", "2048"),
        plain("name"),
        plain("given_name"),
        plain("family_name"),
        plain("middle_name"),
        plain("nickname"),
        plain("preferred_username"),
        plain("profile"),
        plain("picture"),
        plain("website"),
        plain("email"),
        flag("email_verified"),
        plain("gender"),
        text("birthdate", "10", "10"),
        plain("zoneinfo"),
        plain("locale"),
        plain("phone_number"),
        flag("phone_number_verified"),
        plain("address"),
        {
            "Name": "updated_at", "AttributeDataType": "Number", "DeveloperOnlyAttribute": false, "Mutable": true,
            "Required": false, "NumberAttributeConstraints": {"MinValue": "0"},
        },
    ])
}

/// Section 3.2: a pool made with a name only.
fn defaults(id: &Value) -> Value {
    json!({
        "Id": id,
        "Name": "p",
        "Arn": format!("arn:aws:cognito-idp:us-east-1:000000000000:userpool/{}", id.as_str().unwrap()),
        "CreationDate": START.seconds(),
        "LastModifiedDate": START.seconds(),
        "SchemaAttributes": standard_attributes(),
        "Policies": {
            "PasswordPolicy": {
                "MinimumLength": 8,
                "RequireUppercase": true,
                "RequireLowercase": true,
                "RequireNumbers": true,
                "RequireSymbols": true,
                "TemporaryPasswordValidityDays": 7,
            },
            "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
        },
        "DeletionProtection": "INACTIVE",
        "LambdaConfig": {},
        "MfaConfiguration": "OFF",
        "EstimatedNumberOfUsers": 0,
        "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7},
        "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
        "AccountRecoverySetting": {"RecoveryMechanisms": [
            {"Priority": 1, "Name": "verified_email"},
            {"Priority": 2, "Name": "verified_phone_number"},
        ]},
        "UserPoolTier": "ESSENTIALS",
        "UserPoolTags": {},
    })
}
