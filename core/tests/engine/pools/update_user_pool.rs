//! `UpdateUserPool`.

use serde_json::{Value, json};

use super::{create, defaults, describe};
use crate::world::{START, World, merged};

#[track_caller]
fn update(world: &World, id: &Value, more: Value) {
    let answer = world.ok("UpdateUserPool", merged(json!({"UserPoolId": id}), &more));
    assert_eq!(answer, json!({}));
}

#[test]
fn an_update_replaces_all_settings_except_those_that_are_kept() {
    let world = World::new(30);
    let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
    let pool = create(
        &world,
        json!({
            "Policies": {"PasswordPolicy": {"MinimumLength": 12}, "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}},
            "DeletionProtection": "ACTIVE",
            "LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:f"},
            "AutoVerifiedAttributes": ["email"],
            "SmsVerificationMessage": "sms {####}",
            "EmailVerificationMessage": "mail {####}",
            "EmailVerificationSubject": "subject",
            "SmsAuthenticationMessage": "auth {####}",
            "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
            "MfaConfiguration": "OPTIONAL",
            "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true},
            "EmailConfiguration": {"From": "a@example.com"},
            "SmsConfiguration": sms,
            "UserPoolTags": {"team": "red"},
            "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true},
            "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
            "AccountRecoverySetting": {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]},
            "UserPoolTier": "PLUS",
            "Schema": [{"Name": "team", "AttributeDataType": "String"}],
            "AliasAttributes": ["email"],
            "UsernameConfiguration": {"CaseSensitive": false},
        }),
    );
    world.clock.advance(60);
    update(&world, &pool["Id"], json!({}));
    let expected = merged(
        defaults(&pool["Id"]),
        &json!({
            "LastModifiedDate": START.seconds() + 60,
            "UserPoolTags": {"team": "red"},
            "MfaConfiguration": "OPTIONAL",
            "Policies": pool["Policies"],
            "UserAttributeUpdateSettings": pool["UserAttributeUpdateSettings"],
            "UserPoolTier": "PLUS",
            "SchemaAttributes": pool["SchemaAttributes"],
            "AliasAttributes": ["email"],
            "UsernameConfiguration": {"CaseSensitive": false},
        }),
    );
    assert_eq!(describe(&world, &pool["Id"]), expected);

    update(
        &world,
        &pool["Id"],
        json!({"PoolName": "renamed", "UserPoolTags": {"a": "b"}, "MfaConfiguration": "OFF"}),
    );
    let pool = describe(&world, &pool["Id"]);
    assert_eq!(
        (&pool["Name"], &pool["UserPoolTags"], &pool["MfaConfiguration"]),
        (&json!("renamed"), &json!({"a": "b"}), &json!("OFF"))
    );
}

#[test]
fn what_was_fixed_at_creation_is_no_member_of_an_update() {
    let world = World::new(31);
    let pool = create(&world, json!({}));
    update(
        &world,
        &pool["Id"],
        json!({
            "AliasAttributes": ["email"], "UsernameAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": false},
            "Schema": [{"Name": "x", "AttributeDataType": "String"}],
        }),
    );
    assert_eq!(describe(&world, &pool["Id"]), pool);
}

#[test]
fn an_update_takes_effect_on_the_next_call() {
    let world = World::new(32);
    world.pool_ok("UpdateUserPool", json!({"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}}));
    assert_eq!(world.sign_up("ana").unwrap_err().to_string(), "SignUp is not permitted for this user pool");
    world.pool_ok("UpdateUserPool", json!({"Policies": {"PasswordPolicy": {"MinimumLength": 99}}}));
    assert_eq!(
        world.sign_up("ana").unwrap_err().to_string(),
        "Password did not conform with policy: Password not long enough"
    );
}
