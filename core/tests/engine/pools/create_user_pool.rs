//! `CreateUserPool` and `DescribeUserPool`.

use serde_json::{Value, json};

use super::{create, defaults, describe, standard_attributes};
use crate::world::{World, merged};

#[test]
fn a_pool_with_nothing_but_a_name_has_all_defaults() {
    let world = World::new(1);
    let pool = create(&world, json!({}));
    let (region, rest) = pool["Id"].as_str().unwrap().split_once('_').unwrap();
    assert_eq!((region, rest.len()), ("us-east-1", 9));
    assert!(rest.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{rest}");
    assert_eq!(pool, defaults(&pool["Id"]));
    assert_eq!(describe(&world, &pool["Id"]), pool);
}

#[test]
fn a_name_may_be_used_twice() {
    let world = World::new(2);
    assert_ne!(create(&world, json!({}))["Id"], create(&world, json!({}))["Id"]);
}

#[test]
fn a_pool_shows_the_estimated_number_of_users() {
    let world = World::new(3).confirmed("ana");
    world.sign_up("ben").unwrap();
    assert_eq!(world.pool_ok("DescribeUserPool", json!({}))["UserPool"]["EstimatedNumberOfUsers"], 2);
}

#[test]
fn settings_are_returned_as_they_were_given() {
    let given = json!({
        "DeletionProtection": "ACTIVE",
        "LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:f"},
        "AutoVerifiedAttributes": ["email", "phone_number"],
        "SmsAuthenticationMessage": "Code {####}",
        "MfaConfiguration": "OPTIONAL",
        "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email"]},
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": false},
        "EmailConfiguration": {
            "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
            "ReplyToEmailAddress": "b@example.com",
            "EmailSendingAccount": "DEVELOPER",
            "From": "Ana <a@example.com>",
            "ConfigurationSet": "set",
        },
        "SmsConfiguration": {
            "SnsCallerArn": "arn:aws:iam::123456789012:role/sms", "ExternalId": "x", "SnsRegion": "us-east-1",
        },
        "UserPoolTags": {"team": "red", "cost": ""},
        "UserPoolAddOns": {
            "AdvancedSecurityMode": "AUDIT", "AdvancedSecurityAdditionalFlows": {"CustomAuthMode": "ENFORCED"},
        },
        "DcrConfiguration": {
            "EnableStatus": "Enabled", "OpenDcrEnabled": true, "OpenDcrGrantTypes": ["code"], "AllowedScopes": ["openid"],
        },
        "AccountRecoverySetting": {"RecoveryMechanisms": [
            {"Priority": 1, "Name": "verified_email"}, {"Priority": 2, "Name": "verified_phone_number"},
        ]},
        "UserPoolTier": "PLUS",
        "KeyConfiguration": {
            "KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1",
        },
        "IssuerConfiguration": {"Type": "UPDATED"},
        "AcrConfiguration": {"Level1": {"AcrValue": "bronze"}, "Level4": {"AcrValue": "gold"}},
        "UsernameConfiguration": {"CaseSensitive": false},
        "AliasAttributes": ["phone_number", "email", "preferred_username"],
    });
    let world = World::new(4);
    let check = |pool: &Value| {
        for (name, value) in given.as_object().unwrap() {
            assert_eq!(&pool[name], value, "{name}");
        }
    };
    let pool = create(&world, given.clone());
    check(&pool);
    check(&describe(&world, &pool["Id"]));
}

#[test]
fn username_attributes_and_a_case_configuration_are_shown_when_given() {
    let world = World::new(5);
    let pool = create(
        &world,
        json!({
            "UsernameAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": true},
        }),
    );
    assert_eq!(pool["UsernameAttributes"], json!(["email"]));
    assert_eq!(pool["UsernameConfiguration"], json!({"CaseSensitive": true}));
    assert!(pool.get("AliasAttributes").is_none());
}

#[test]
fn unknown_members_and_nulls_are_as_if_absent() {
    let world = World::new(6);
    let pool = create(&world, json!({"FromTheFuture": {"a": 1}, "Policies": null, "UserPoolTags": null}));
    assert_eq!(pool, defaults(&pool["Id"]));
}

#[test]
fn a_policy_that_names_some_requirements_has_no_others() {
    let world = World::new(7);
    let pool =
        create(&world, json!({"Policies": {"PasswordPolicy": {"MinimumLength": 6, "RequireNumbers": true}}}));
    let policy = json!({
        "MinimumLength": 6, "RequireUppercase": false, "RequireLowercase": false, "RequireNumbers": true,
        "RequireSymbols": false, "TemporaryPasswordValidityDays": 7,
    });
    assert_eq!(pool["Policies"]["PasswordPolicy"], policy);
    assert_eq!(pool["Policies"]["SignInPolicy"], json!({"AllowedFirstAuthFactors": ["PASSWORD"]}));
}

/// Section 3.5: "0 is stored and read as 7".
#[test]
fn a_temporary_password_validity_of_0_days_means_7() {
    let world = World::new(8);
    let pool = create(&world, json!({"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 0}}}));
    assert_eq!(pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"], 7);
}

#[test]
fn messages_are_shown_in_the_template_and_beside_it() {
    let world = World::new(9);
    let beside = json!({
        "SmsVerificationMessage": "sms {####}",
        "EmailVerificationMessage": "mail {####}",
        "EmailVerificationSubject": "subject",
    });
    let template = json!({
        "SmsMessage": "sms {####}", "EmailMessage": "mail {####}", "EmailSubject": "subject",
        "DefaultEmailOption": "CONFIRM_WITH_CODE",
    });
    for given in [beside.clone(), json!({"VerificationMessageTemplate": template})] {
        let pool = create(&world, given);
        assert_eq!(pool["VerificationMessageTemplate"], template);
        for (name, text) in beside.as_object().unwrap() {
            assert_eq!(&pool[name], text);
        }
    }
}

#[test]
fn custom_attributes_follow_the_standard_ones_under_their_full_names() {
    let world = World::new(10);
    let pool = create(
        &world,
        json!({"Schema": [
            {"Name": "email", "Required": true, "Mutable": false},
            {"Name": "team", "AttributeDataType": "String", "Mutable": true,
                "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "2048"}},
            {"Name": "plain", "AttributeDataType": "String"},
            {"Name": "age", "AttributeDataType": "Number", "Mutable": true, "NumberAttributeConstraints": {"MinValue": "-1", "MaxValue": "150"}},
            {"Name": "count", "AttributeDataType": "Number", "Mutable": true},
            {"Name": "since", "AttributeDataType": "DateTime", "Mutable": true},
            {"Name": "vip", "AttributeDataType": "Boolean", "Mutable": true},
            {"Name": "note", "AttributeDataType": "String", "Mutable": true, "DeveloperOnlyAttribute": true},
        ]}),
    );
    let schema = pool["SchemaAttributes"].as_array().unwrap();
    let custom = |name: &str, kind: &str, mutable: bool, more: Value| {
        let common = json!({
            "Name": name, "AttributeDataType": kind, "DeveloperOnlyAttribute": name.starts_with("dev:"),
            "Mutable": mutable, "Required": false,
        });
        merged(common, &more)
    };
    assert_eq!(
        schema[20..],
        [
            custom(
                "custom:team",
                "String",
                true,
                json!({"StringAttributeConstraints": {"MinLength": "1", "MaxLength": "2048"}})
            ),
            // Infrastructure documentation: an omitted flag means immutable.
            custom("custom:plain", "String", false, json!({"StringAttributeConstraints": {}})),
            custom(
                "custom:age",
                "Number",
                true,
                json!({"NumberAttributeConstraints": {"MinValue": "-1", "MaxValue": "150"}})
            ),
            custom("custom:count", "Number", true, json!({"NumberAttributeConstraints": {}})),
            custom("custom:since", "DateTime", true, json!({})),
            custom("custom:vip", "Boolean", true, json!({})),
            custom("dev:custom:note", "String", true, json!({"StringAttributeConstraints": {}})),
        ]
    );
    let mut standard = standard_attributes();
    standard[10]["Required"] = json!(true);
    standard[10]["Mutable"] = json!(false);
    assert_eq!(json!(schema[..20]), standard);
}
