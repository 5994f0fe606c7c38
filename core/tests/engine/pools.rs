//! User pools: defaults, replacement, refusals, lists, deletion.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::storage::MemoryStorage;

use crate::world::{PASSWORD, START, World, merged, records};

const DETECTED: &str = "InvalidParameterException: 1 validation error detected: Value";

#[track_caller]
fn create(world: &World, more: Value) -> Value {
    world.ok("CreateUserPool", merged(json!({"PoolName": "p"}), &more))["UserPool"].clone()
}

#[track_caller]
fn describe(world: &World, id: &Value) -> Value {
    world.ok("DescribeUserPool", json!({"UserPoolId": id}))["UserPool"].clone()
}

#[track_caller]
fn update(world: &World, id: &Value, more: Value) {
    let answer = world.ok("UpdateUserPool", merged(json!({"UserPoolId": id}), &more));
    assert_eq!(answer, json!({}));
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

// ---- CreateUserPool, DescribeUserPool ----

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
fn a_pool_has_its_users_estimated() {
    let world = World::new(3).confirmed("ana");
    world.sign_up("ben").unwrap();
    assert_eq!(world.pool_ok("DescribeUserPool", json!({}))["UserPool"]["EstimatedNumberOfUsers"], 2);
}

#[test]
fn settings_come_back_as_they_were_given() {
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
fn temporary_passwords_of_nought_days_live_seven() {
    let world = World::new(8);
    let pool = create(&world, json!({"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 0}}}));
    assert_eq!(pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"], 7);
}

#[test]
fn messages_stand_in_the_template_and_beside_it() {
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

// ---- Refusals of section 3.5 ----

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
fn wrong_settings_are_refused_in_the_words_of_the_service_by_create_and_update() {
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
fn a_cheap_tier_has_no_dear_features() {
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
fn a_wrong_schema_is_refused_in_the_words_of_the_service() {
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
fn names_and_numbers_of_attributes_have_borders() {
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
fn numbers_of_a_policy_have_borders() {
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

// ---- UpdateUserPool ----

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

// ---- ListUserPools ----

fn listed(answer: &Value) -> Vec<String> {
    answer["UserPools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pool| pool["Id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn pools_are_listed_in_pages_without_gaps_or_repeats() {
    let world = World::new(40);
    let mut expected = vec![world.pool.clone()];
    for _ in 0..6 {
        world.clock.advance(1);
        expected.push(create(&world, json!({}))["Id"].as_str().unwrap().to_owned());
    }
    for limit in [1, 2, 3, 6, 7, 8, 60] {
        let (mut all, mut request) = (Vec::new(), json!({"MaxResults": limit}));
        loop {
            let answer = world.ok("ListUserPools", request.clone());
            assert!(listed(&answer).len() <= limit);
            all.extend(listed(&answer));
            match answer.get("NextToken") {
                Some(token) => request["NextToken"] = token.clone(),
                None => break,
            }
        }
        assert_eq!(all, expected, "{limit}");
    }
}

#[test]
fn a_listed_pool_is_shown_in_short() {
    let world = World::new(41);
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    world.clock.advance(5);
    world.pool_ok("UpdateUserPool", json!({"LambdaConfig": {"PreSignUp": arn}}));
    let expected = json!({"UserPools": [{
        "Id": world.pool,
        "Name": "test",
        "LambdaConfig": {"PreSignUp": arn},
        "LastModifiedDate": START.seconds() + 5,
        "CreationDate": START.seconds(),
    }]});
    assert_eq!(world.ok("ListUserPools", json!({"MaxResults": 60})), expected);
}

#[test]
fn a_list_needs_a_size_of_one_to_sixty() {
    let world = World::new(42);
    let failed = "at 'maxResults' failed to satisfy constraint: Member must";
    assert_eq!(world.refused("ListUserPools", json!({})), format!("{DETECTED} null {failed} not be null"));
    assert_eq!(
        world.refused("ListUserPools", json!({"MaxResults": 0})),
        format!("{DETECTED} '0' {failed} have value greater than or equal to 1")
    );
    assert_eq!(
        world.refused("ListUserPools", json!({"MaxResults": 61})),
        format!("{DETECTED} '61' {failed} have value less than or equal to 60")
    );
}

#[test]
fn a_region_lists_its_own_pools_and_its_own_tokens() {
    let world = World::new(43);
    let make = |region| {
        world.clock.advance(1);
        let pool = world.call_in(region, "CreateUserPool", &json!({"PoolName": "p"})).unwrap();
        pool["UserPool"]["Id"].as_str().unwrap().to_owned()
    };
    let list = |region, request: Value| world.call_in(region, "ListUserPools", &request);
    let here = [world.pool.clone(), make("us-east-1")];
    let there = [make("eu-west-1"), make("eu-west-1"), make("eu-west-1")];
    assert!(there.iter().all(|id| id.starts_with("eu-west-1_")));
    assert_eq!(listed(&list("us-east-1", json!({"MaxResults": 60})).unwrap()), here);
    assert_eq!(listed(&list("eu-west-1", json!({"MaxResults": 60})).unwrap()), there);
    assert_eq!(list("eu-west", json!({"MaxResults": 60})).unwrap(), json!({"UserPools": []}));

    let token = list("eu-west-1", json!({"MaxResults": 1})).unwrap()["NextToken"].clone();
    let bad = Err("InvalidParameterException: Invalid pagination token".to_owned());
    assert_eq!(list("us-east-1", json!({"MaxResults": 1, "NextToken": token})), bad);
    for garbage in ["garbage", "%", "é"] {
        assert_eq!(list("eu-west-1", json!({"MaxResults": 1, "NextToken": garbage})), bad);
    }
    assert_eq!(listed(&list("eu-west-1", json!({"MaxResults": 2, "NextToken": token})).unwrap()), there[1..]);
}

// ---- DeleteUserPool ----

#[test]
fn a_protected_pool_cannot_be_deleted() {
    let world = World::new(50);
    world.pool_ok("UpdateUserPool", json!({"DeletionProtection": "ACTIVE"}));
    assert_eq!(
        world.pool_refused("DeleteUserPool", json!({})),
        "InvalidParameterException: The user pool cannot be deleted because deletion protection is activated. Deletion \
         protection must be inactivated first."
    );
    world.sign_up("ana").unwrap();
    world.pool_ok("UpdateUserPool", json!({"DeletionProtection": "INACTIVE"}));
    assert_eq!(world.pool_ok("DeleteUserPool", json!({})), json!({}));
}

#[test]
fn a_deleted_pool_does_not_exist_for_anybody() {
    let world = World::new(51).confirmed("ana");
    let tokens = world.tokens("ana");
    world.pool_ok("DeleteUserPool", json!({}));

    let gone = format!("ResourceNotFoundException: User pool {} does not exist.", world.pool);
    let user = json!({"Username": "ana"});
    let sign_in = json!({"USERNAME": "ana", "PASSWORD": PASSWORD});
    for (operation, request) in [
        ("DescribeUserPool", json!({})),
        ("UpdateUserPool", json!({})),
        ("DeleteUserPool", json!({})),
        ("ListUsers", json!({})),
        ("AdminGetUser", user.clone()),
        ("AdminCreateUser", user.clone()),
        ("AdminConfirmSignUp", user.clone()),
        ("AdminDeleteUser", user.clone()),
        ("AdminSetUserPassword", merged(user, &json!({"Password": PASSWORD}))),
        ("CreateUserPoolClient", json!({"ClientName": "c"})),
        ("DescribeUserPoolClient", json!({"ClientId": world.client})),
        ("UpdateUserPoolClient", json!({"ClientId": world.client})),
        ("DeleteUserPoolClient", json!({"ClientId": world.client})),
        ("ListUserPoolClients", json!({"MaxResults": 1})),
        (
            "AdminInitiateAuth",
            json!({"ClientId": world.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": sign_in}),
        ),
    ] {
        assert_eq!(world.pool_refused(operation, request), gone, "{operation}");
    }

    let client = format!("ResourceNotFoundException: User pool client {} does not exist.", world.client);
    let named = json!({"ClientId": world.client, "Username": "ana"});
    for (operation, more) in [
        ("SignUp", json!({"Password": PASSWORD})),
        ("ConfirmSignUp", json!({"ConfirmationCode": "123456"})),
        ("ResendConfirmationCode", json!({})),
        ("ForgotPassword", json!({})),
        ("ConfirmForgotPassword", json!({"ConfirmationCode": "123456", "Password": PASSWORD})),
        ("InitiateAuth", json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": sign_in})),
    ] {
        assert_eq!(world.refused(operation, merged(named.clone(), &more)), client, "{operation}");
    }

    let token = tokens.access_token.unwrap();
    assert_eq!(
        world.refused("GetUser", json!({"AccessToken": token.as_str()})),
        "NotAuthorizedException: Invalid Access Token"
    );
    for name in ["jwks.json", "openid-configuration"] {
        assert_eq!(world.document(&format!("/{}/.well-known/{name}", world.pool)).status(), 404);
    }
    assert_eq!(world.ok("ListUserPools", json!({"MaxResults": 60})), json!({"UserPools": []}));
}

#[test]
fn of_a_deleted_pool_only_the_tombstone_remains() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(52, Arc::clone(&storage), |_| {}, |_| {}).confirmed("canary");
    world.password_sign_in("canary", "Wrong-Horse9!").unwrap_err();
    world.srp_sign_in("canary", PASSWORD).unwrap();
    for number in 0..60 {
        let name = format!("canary{number}");
        world.pool_ok("AdminCreateUser", json!({"Username": name, "MessageAction": "SUPPRESS"}));
        world.add_client(|_| {});
    }
    let other = create(&world, json!({}));
    let partition = format!("pool/{}", world.pool);
    assert!(records(&storage, &partition).len() > 400);
    world.pool_ok("DeleteUserPool", json!({}));
    while crate::world::now(world.engine.work(4)).unwrap().more {}

    let left = records(&storage, &partition);
    assert_eq!(left.keys().collect::<Vec<_>>(), ["pool"]);
    assert!(!left["pool"].contains("canary"));
    let mut directory = records(&storage, "directory");
    directory.remove("job/sweep/store").expect("the job that never ends");
    assert_eq!(directory.len(), 1, "{directory:?}");
    assert_eq!(describe(&world, &other["Id"]), other, "another pool is left alone");
}
