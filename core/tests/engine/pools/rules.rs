//! Settings that `CreateUserPool` and `UpdateUserPool` refuse.

use serde_json::{Value, json};

use super::{DETECTED, create, defaults, describe};
use crate::world::{World, merged};

fn recovery(mechanisms: Value) -> Value {
    json!({"AccountRecoverySetting": {"RecoveryMechanisms": mechanisms}})
}

/// What is refused however a pool gets its settings.
fn refused_settings() -> Vec<(Value, &'static str)> {
    let function = "arn:aws:lambda:us-east-1:123456789012:function:f";
    let other = "arn:aws:lambda:us-east-1:123456789012:function:g";
    let elsewhere = "arn:aws:lambda:eu-west-1:123456789012:function:f";
    let days =
        "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays";
    let duplicates = "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.";
    let key = "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.";
    vec![
        (
            recovery(
                json!([{"Priority": 1, "Name": "admin_only"}, {"Priority": 2, "Name": "verified_email"}]),
            ),
            "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
        ),
        (
            recovery(
                json!([{"Priority": 1, "Name": "verified_email"}, {"Priority": 2, "Name": "verified_email"}]),
            ),
            duplicates,
        ),
        (
            recovery(
                json!([{"Priority": 1, "Name": "verified_email"}, {"Priority": 1, "Name": "verified_phone_number"}]),
            ),
            duplicates,
        ),
        (
            json!({"AutoVerifiedAttributes": ["phone_number"]}),
            "SMS configuration is required when phone_number is selected for auto verification",
        ),
        (
            json!({"MfaConfiguration": "OPTIONAL"}),
            "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
        ),
        (
            json!({
                "AutoVerifiedAttributes": ["email"],
                "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
                "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": ["email", "phone_number"]},
            }),
            "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
        ),
        (
            json!({
                "Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 7}},
                "AdminCreateUserConfig": {"UnusedAccountValidityDays": 7},
            }),
            days,
        ),
        (
            json!({"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}}),
            "Source ARN is required to use DEVELOPER email sending owner",
        ),
        (json!({"EmailConfiguration": {"From": "ana"}}), "Provided From email address is invalid"),
        (json!({"EmailConfiguration": {"From": "a@b.c,d@e.f"}}), "Provided From email address is invalid"),
        (json!({"EmailConfiguration": {"From": "Ana <a@b@c>"}}), "Provided From email address is invalid"),
        (
            json!({"EmailConfiguration": {"ReplyToEmailAddress": "a@b.c,d@e.f"}}),
            "Provided ReplyTo email address is invalid",
        ),
        (json!({"LambdaConfig": {"CustomSMSSender": {"LambdaArn": function, "LambdaVersion": "V1_0"}}}), key),
        (
            json!({"LambdaConfig": {"CustomEmailSender": {"LambdaArn": function, "LambdaVersion": "V1_0"}}}),
            key,
        ),
        (
            json!({"LambdaConfig": {"PreSignUp": elsewhere}}),
            "Cross-region lambda functions are not supported",
        ),
        (
            json!({"LambdaConfig": {"PreTokenGenerationConfig": {"LambdaArn": elsewhere, "LambdaVersion": "V2_0"}}}),
            "Cross-region lambda functions are not supported",
        ),
        (
            json!({"LambdaConfig": {
                "PreTokenGeneration": function,
                "PreTokenGenerationConfig": {"LambdaArn": other, "LambdaVersion": "V2_0"},
            }}),
            "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
        ),
        (
            json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["EMAIL_OTP"]}}}),
            "Password should be configured as one of the allowed first auth factors.",
        ),
    ]
}

#[test]
fn wrong_settings_are_refused_by_create_and_update_with_the_services_text() {
    let world = World::new(20);
    let id = create(&world, json!({}))["Id"].clone();
    for (settings, text) in refused_settings() {
        let expected = format!("InvalidParameterException: {text}");
        let new = merged(json!({"PoolName": "p"}), &settings);
        assert_eq!(world.call("CreateUserPool", &new), Err(expected.clone()), "{settings}");
        let changed = merged(json!({"UserPoolId": id}), &settings);
        assert_eq!(world.call("UpdateUserPool", &changed), Err(expected), "{settings}");
    }
    assert_eq!(describe(&world, &id), defaults(&id), "a refused update changes nothing");
}

#[test]
fn a_lite_pool_refuses_features_of_higher_tiers() {
    let world = World::new(21);
    let id = create(&world, json!({}))["Id"].clone();
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    let settings = json!({
        "UserPoolTier": "LITE",
        "LambdaConfig": {"PreTokenGenerationConfig": {"LambdaArn": arn, "LambdaVersion": "V2_0"}},
    });
    let text = "FeatureUnavailableInTierException: The following features need to be disabled for the LITE pricing tier \
                configured: Token Customization with Pre-Token Generation Lambda V2_0";
    assert_eq!(world.refused("CreateUserPool", merged(json!({"PoolName": "p"}), &settings)), text);
    assert_eq!(world.refused("UpdateUserPool", merged(json!({"UserPoolId": id}), &settings)), text);
    for tier in ["ESSENTIALS", "PLUS"] {
        create(&world, merged(settings.clone(), &json!({"UserPoolTier": tier})));
    }
    create(&world, json!({"UserPoolTier": "LITE"}));
}

#[test]
fn a_wrong_schema_is_refused_with_the_services_text() {
    let world = World::new(22);
    let attribute =
        |more: Value| json!({"Schema": [merged(json!({"Name": "x", "AttributeDataType": "String"}), &more)]});
    let standard = "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email";
    for (members, text) in [
        (
            json!({"AliasAttributes": ["email"], "UsernameAttributes": ["email"]}),
            "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
        ),
        (attribute(json!({"Required": true})), "Required custom attributes are not supported currently."),
        (
            json!({"Schema": [{"Name": "x", "AttributeDataType": "String"}, {"Name": "x", "AttributeDataType": "Number"}]}),
            "Duplicate custom attribute names custom:x are not allowed in a user pool schema.",
        ),
        (json!({"Schema": [{"Name": "email", "AttributeDataType": "Number"}]}), standard),
        (json!({"Schema": [{"Name": "email", "DeveloperOnlyAttribute": true}]}), standard),
        (
            attribute(json!({"StringAttributeConstraints": {"MinLength": "3", "MaxLength": "2"}})),
            "Attribute custom:x cannot have a max length shorter than it's min length",
        ),
        (
            attribute(
                json!({"AttributeDataType": "Number", "NumberAttributeConstraints": {"MinValue": "3", "MaxValue": "2"}}),
            ),
            "Attribute custom:x cannot have a max value smaller than it's min value",
        ),
        (
            json!({"Schema": [{"Name": "email", "StringAttributeConstraints": {"MinLength": "3", "MaxLength": "2"}}]}),
            "user.email: Max length cannot be less than min length.",
        ),
        (
            json!({"Schema": [{"Name": "updated_at", "NumberAttributeConstraints": {"MinValue": "3", "MaxValue": "2"}}]}),
            "user.updated_at: Max value cannot be less than min value.",
        ),
        (
            json!({"Schema": [{"Name": "x"}]}),
            "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
        ),
        (
            json!({"Schema": [
                {"Name": "x", "AttributeDataType": "String"},
                {"Name": "x", "AttributeDataType": "String", "DeveloperOnlyAttribute": true},
            ]}),
            "Duplicate custom attribute names dev:custom:x are not allowed in a user pool schema.",
        ),
        (
            attribute(json!({"StringAttributeConstraints": {"MinLength": "few"}})),
            "Invalid StringAttributeConstraints for schema attribute custom:x",
        ),
        (
            attribute(json!({"StringAttributeConstraints": {"MaxLength": "2049"}})),
            "user.custom:x: String attributes cannot have a length of more than 2048",
        ),
    ] {
        assert_eq!(
            world.refused("CreateUserPool", merged(json!({"PoolName": "p"}), &members)),
            format!("InvalidParameterException: {text}"),
            "{members}"
        );
    }
    let both = json!({
        "PoolName": "p", "AliasAttributes": ["preferred_username"],
        "Schema": [{"Name": "preferred_username", "Required": true}],
    });
    assert!(world.refused("CreateUserPool", both).starts_with("InvalidParameterException: "));
}

#[test]
fn names_and_numbers_of_attributes_have_limits() {
    let world = World::new(23);
    let named =
        |name: &str| json!({"PoolName": "p", "Schema": [{"Name": name, "AttributeDataType": "String"}]});
    let name = "x".repeat(21);
    assert_eq!(
        world.refused("CreateUserPool", named(&name)),
        format!(
            "{DETECTED} '{name}' at 'schema.1.member.name' failed to satisfy constraint: Member must have length less than or equal to 20"
        )
    );
    world.ok("CreateUserPool", named(&name[1..]));
    let many = |count: usize| {
        let schema: Value = (0..count)
            .map(|number| json!({"Name": format!("x{number}"), "AttributeDataType": "String"}))
            .collect();
        json!({"PoolName": "p", "Schema": schema})
    };
    let pool = world.ok("CreateUserPool", many(50));
    assert_eq!(pool["UserPool"]["SchemaAttributes"].as_array().unwrap().len(), 70);
    let refusal = world.refused("CreateUserPool", many(51));
    let tail = "at 'schema' failed to satisfy constraint: Member must have length less than or equal to 50";
    assert!(refusal.starts_with(DETECTED) && refusal.ends_with(tail), "{refusal}");
    let kind = world.refused(
        "CreateUserPool",
        json!({"PoolName": "p", "Schema": [{"Name": "x", "AttributeDataType": "Text"}]}),
    );
    let head = format!(
        "{DETECTED} 'Text' at 'schema.1.member.attributeDataType' failed to satisfy constraint: Member must satisfy enum value set: ["
    );
    assert!(kind.starts_with(&head), "{kind}");
}

#[test]
fn numbers_of_a_policy_have_limits() {
    let world = World::new(24);
    for (name, path, min, max) in [
        ("MinimumLength", "minimumLength", 6, 99),
        ("TemporaryPasswordValidityDays", "temporaryPasswordValidityDays", 0, 365),
        ("PasswordHistorySize", "passwordHistorySize", 0, 24),
    ] {
        let policy = |value: i64| json!({"PoolName": "p", "Policies": {"PasswordPolicy": {name: value}}});
        let head = |value: i64| {
            format!(
                "{DETECTED} '{value}' at 'policies.passwordPolicy.{path}' failed to satisfy constraint: Member must have value"
            )
        };
        assert_eq!(
            world.refused("CreateUserPool", policy(min - 1)),
            format!("{} greater than or equal to {min}", head(min - 1))
        );
        assert_eq!(
            world.refused("CreateUserPool", policy(max + 1)),
            format!("{} less than or equal to {max}", head(max + 1))
        );
        world.ok("CreateUserPool", policy(min));
        world.ok("CreateUserPool", policy(max));
    }
}

#[test]
fn a_message_without_its_placeholder_is_refused_by_its_shape() {
    let world = World::new(25);
    let failed = "failed to satisfy constraint: Member must satisfy regular expression pattern:";
    for (members, path, pattern) in [
        (
            json!({"EmailVerificationMessage": "no code"}),
            "emailVerificationMessage",
            r"[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*\{####\}[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*",
        ),
        (json!({"SmsVerificationMessage": "no code"}), "smsVerificationMessage", r"(?s).*\{####\}(?s).*"),
        (json!({"SmsAuthenticationMessage": "no code"}), "smsAuthenticationMessage", r"(?s).*\{####\}(?s).*"),
        (
            json!({"VerificationMessageTemplate": {"SmsMessage": "no code"}}),
            "verificationMessageTemplate.smsMessage",
            r"(?s).*\{####\}(?s).*",
        ),
    ] {
        assert_eq!(
            world.refused("CreateUserPool", merged(json!({"PoolName": "p"}), &members)),
            format!("{DETECTED} 'no code' at '{path}' {failed} {pattern}")
        );
    }
    for (member, path) in [("EmailMessage", "emailMessage"), ("SMSMessage", "smsMessage")] {
        for text in ["only {####}", "only {username}"] {
            let config = json!({"InviteMessageTemplate": {member: text}});
            let refusal =
                world.refused("CreateUserPool", json!({"PoolName": "p", "AdminCreateUserConfig": config}));
            let head =
                format!("{DETECTED} '{text}' at 'adminCreateUserConfig.inviteMessage.{path}' {failed} ");
            assert!(refusal.starts_with(&head), "{refusal}");
        }
    }
}

#[test]
fn wrong_tags_have_an_exception_of_their_own() {
    let world = World::new(26);
    let tags = |count: usize| -> Value {
        let tags: serde_json::Map<String, Value> =
            (0..count).map(|number| (format!("t{number}"), json!(""))).collect();
        json!({"PoolName": "p", "UserPoolTags": tags})
    };
    world.ok("CreateUserPool", tags(50));
    assert!(world.refused("CreateUserPool", tags(51)).starts_with("UserPoolTaggingException: "));
    let reserved = json!({"PoolName": "p", "UserPoolTags": {"aws:team": "red"}});
    assert!(world.refused("CreateUserPool", reserved).starts_with("UserPoolTaggingException: "));
}

#[test]
fn a_pool_without_a_name_or_with_a_wrong_one_is_refused() {
    let world = World::new(27);
    assert_eq!(
        world.refused("CreateUserPool", json!({})),
        format!("{DETECTED} null at 'poolName' failed to satisfy constraint: Member must not be null")
    );
    assert_eq!(
        world.refused("CreateUserPool", json!({"PoolName": "no/slash"})),
        format!(
            r"{DETECTED} 'no/slash' at 'poolName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w\s+=,.@-]+"
        )
    );
    world.ok("CreateUserPool", json!({"PoolName": "A b+=,.@-_9"}));
    world.ok("CreateUserPool", json!({"PoolName": "x".repeat(128)}));
    assert!(
        world
            .refused("CreateUserPool", json!({"PoolName": "x".repeat(129)}))
            .ends_with("less than or equal to 128")
    );
    let mfa = world.refused("CreateUserPool", json!({"PoolName": "p", "MfaConfiguration": "SOMETIMES"}));
    let head = format!(
        "{DETECTED} 'SOMETIMES' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: ["
    );
    assert!(mfa.starts_with(&head), "{mfa}");
}
