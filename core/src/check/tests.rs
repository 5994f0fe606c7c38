use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::shapes::*;
use super::violations::WRITTEN_MAX;
use super::{Member, Refusal, Shape, check, optional, required};

mod appendix;

/// Whether messages repeat the value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Echo {
    Hidden,
    Printed,
}

/// The response in one line; "accepted" if there is no error.
fn answer(members: &[Member], input: Value) -> String {
    let input = match input {
        Value::Object(input) => input,
        other => Map::from_iter([("Value".to_owned(), other)]),
    };
    match check(members, &input) {
        Ok(()) => "accepted".to_owned(),
        Err(Refusal::Violations(message)) => message,
        Err(Refusal::Serialization(text)) => format!("SerializationException {text:?}"),
    }
}

/// The response to a request whose only member `Value` has the shape.
fn answer_to(shape: &'static Shape, value: Value) -> String {
    answer(&[optional("Value", shape)], json!({ "Value": value }))
}

#[track_caller]
fn refused(members: &[Member], input: Value, violations: &[&str]) {
    let noun = if violations.len() == 1 { "error" } else { "errors" };
    let expected = format!("{} validation {noun} detected: {}", violations.len(), violations.join("; "));
    assert_eq!(answer(members, input), expected);
}

#[track_caller]
fn accepted(members: &[Member], input: Value) {
    assert_eq!(answer(members, input), "accepted");
}

const SIGN_UP: &[Member] = &[
    required("ClientId", &CLIENT_ID),
    optional("SecretHash", &SECRET_HASH),
    required("Username", &USERNAME),
    optional("Password", &PASSWORD_STRICT),
    optional("UserAttributes", &ATTRIBUTE_LIST),
    optional("ValidationData", &ATTRIBUTE_LIST),
    optional("AnalyticsMetadata", &ANALYTICS_METADATA),
    optional("UserContextData", &USER_CONTEXT_DATA),
    optional("ClientMetadata", &CLIENT_METADATA),
];

const INITIATE_AUTH: &[Member] = &[
    required("AuthFlow", &AUTH_FLOW),
    optional("AuthParameters", &AUTH_PARAMETERS),
    optional("ClientMetadata", &CLIENT_METADATA),
    required("ClientId", &CLIENT_ID),
    optional("AnalyticsMetadata", &ANALYTICS_METADATA),
    optional("UserContextData", &USER_CONTEXT_DATA),
    optional("Session", &SESSION),
];

const CREATE_USER_POOL: &[Member] = &[
    required("PoolName", &USER_POOL_NAME),
    optional("Policies", &USER_POOL_POLICY),
    optional("DeletionProtection", &DELETION_PROTECTION),
    optional("LambdaConfig", &LAMBDA_CONFIG),
    optional("AutoVerifiedAttributes", &VERIFIED_ATTRIBUTES_LIST),
    optional("AliasAttributes", &ALIAS_ATTRIBUTES_LIST),
    optional("UsernameAttributes", &USERNAME_ATTRIBUTES_LIST),
    optional("SmsVerificationMessage", &SMS_VERIFICATION_MESSAGE),
    optional("EmailVerificationMessage", &EMAIL_VERIFICATION_MESSAGE),
    optional("EmailVerificationSubject", &EMAIL_VERIFICATION_SUBJECT),
    optional("VerificationMessageTemplate", &VERIFICATION_MESSAGE_TEMPLATE),
    optional("SmsAuthenticationMessage", &SMS_VERIFICATION_MESSAGE),
    optional("MfaConfiguration", &USER_POOL_MFA),
    optional("UserAttributeUpdateSettings", &USER_ATTRIBUTE_UPDATE_SETTINGS),
    optional("DeviceConfiguration", &DEVICE_CONFIGURATION),
    optional("EmailConfiguration", &EMAIL_CONFIGURATION),
    optional("SmsConfiguration", &SMS_CONFIGURATION),
    optional("UserPoolTags", &USER_POOL_TAGS),
    optional("AdminCreateUserConfig", &ADMIN_CREATE_USER_CONFIG),
    optional("Schema", &SCHEMA_ATTRIBUTES_LIST),
    optional("UserPoolAddOns", &USER_POOL_ADD_ONS),
    optional("UsernameConfiguration", &USERNAME_CONFIGURATION),
    optional("AccountRecoverySetting", &ACCOUNT_RECOVERY_SETTING),
    optional("UserPoolTier", &USER_POOL_TIER),
    optional("AcrConfiguration", &ACR_CONFIGURATION),
];

fn pool_with(name: &str, value: Value) -> Value {
    json!({ "PoolName": "shop", name: value })
}

mod captured {
    //! Messages recorded from the service.

    use super::*;

    /// The recording has `YOUR_USER_POOL_ID`, but that matches the expression: the real value must have been replaced.
    #[test]
    fn a_pattern_prints_the_value() {
        assert_eq!(
            answer(&[required("UserPoolId", &USER_POOL_ID)], json!({"UserPoolId": "YOUR-USER-POOL-ID"})),
            r"1 validation error detected: Value 'YOUR-USER-POOL-ID' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w-]+_[0-9a-zA-Z]+"
        );
    }

    #[test]
    fn an_empty_username_breaks_pattern_and_length() {
        assert_eq!(
            answer(&[required("Username", &USERNAME)], json!({"Username": ""})),
            r"2 validation errors detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+; Value at 'username' failed to satisfy constraint: Member must have length greater than or equal to 1"
        );
    }

    #[test]
    fn a_missing_member_is_null() {
        refused(
            &[required("PoolName", &USER_POOL_NAME)],
            json!({}),
            &["Value null at 'poolName' failed to satisfy constraint: Member must not be null"],
        );
        assert_eq!(
            answer(&[required("ConfirmationCode", &CONFIRMATION_CODE)], json!({})),
            "1 validation error detected: Value null at 'confirmationCode' failed to satisfy constraint: Member must not be null"
        );
    }

    #[test]
    fn a_missing_sensitive_member_is_not_printed_as_null() {
        refused(
            &[required("AccessToken", &TOKEN_MODEL)],
            json!({}),
            &["Value at 'accessToken' failed to satisfy constraint: Member must not be null"],
        );
    }

    #[test]
    fn a_malformed_token_is_not_printed() {
        assert_eq!(
            answer(&[required("AccessToken", &TOKEN_MODEL)], json!({"AccessToken": "not a token"})),
            "1 validation error detected: Value at 'accessToken' failed to satisfy constraint: Member must satisfy regular expression pattern: [A-Za-z0-9-_=.]+"
        );
    }

    #[test]
    fn a_short_user_code() {
        assert_eq!(
            answer(&[required("UserCode", &SOFTWARE_TOKEN_MFA_USER_CODE)], json!({"UserCode": "12345"})),
            "1 validation error detected: Value at 'userCode' failed to satisfy constraint: Member must have length greater than or equal to 6"
        );
    }

    #[test]
    fn an_unknown_auth_flow() {
        assert_eq!(
            answer(INITIATE_AUTH, json!({"AuthFlow": "user_auth", "ClientId": "abc"})),
            "1 validation error detected: Value at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: [USER_SRP_AUTH, REFRESH_TOKEN_AUTH, REFRESH_TOKEN, CUSTOM_AUTH, ADMIN_NO_SRP_AUTH, USER_PASSWORD_AUTH, ADMIN_USER_PASSWORD_AUTH, USER_AUTH]"
        );
    }

    #[test]
    fn a_limit_out_of_range() {
        assert_eq!(
            answer(&[optional("Limit", &QUERY_LIMIT)], json!({"Limit": 61})),
            "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60"
        );
    }

    #[test]
    fn the_strict_password_of_sign_up() {
        refused(
            SIGN_UP,
            json!({"ClientId": "abc", "Username": "ana", "Password": " secret"}),
            &[
                r"Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\S]+.*[\S]+$",
            ],
        );
    }

    #[test]
    fn null_validation_data_counts_as_absent() {
        accepted(SIGN_UP, json!({"ClientId": "abc", "Username": "ana", "ValidationData": null}));
    }

    #[test]
    fn sms_templates() {
        for name in ["SmsVerificationMessage", "SmsAuthenticationMessage"] {
            let path = format!("s{}", &name[1..]);
            let violation = format!(
                r"Value 'no code here' at '{path}' failed to satisfy constraint: Member must satisfy regular expression pattern: (?s).*\{{####\}}(?s).*"
            );
            refused(CREATE_USER_POOL, pool_with(name, json!("no code here")), &[&violation]);
            accepted(CREATE_USER_POOL, pool_with(name, json!("Your\ncode\nis {####}.")));
        }
    }

    #[test]
    fn names_of_custom_attributes() {
        let long = "a".repeat(21);
        let violation = format!(
            "Value '{long}' at 'schema.1.member.name' failed to satisfy constraint: Member must have length less than or equal to 20"
        );
        refused(CREATE_USER_POOL, pool_with("Schema", json!([{ "Name": long }])), &[&violation]);
    }

    #[test]
    fn more_than_fifty_attributes() {
        let answer = answer(CREATE_USER_POOL, pool_with("Schema", json!(vec![json!({"Name": "a"}); 51])));
        assert!(answer.starts_with("1 validation error detected: Value '[{Name=a}, {Name=a}, "), "{answer}");
        assert!(
            answer.ends_with(
                "{Name=a}]' at 'schema' failed to satisfy constraint: Member must have length less than or equal to 50"
            ),
            "{answer}"
        );
    }
}

#[test]
fn violations_are_joined_in_the_order_of_the_table() {
    refused(
        SIGN_UP,
        json!({
            "ClientId": "no spaces",
            "Password": "x",
            "UserAttributes": [{"Name": "email", "Value": "a@b.c"}, {"Value": "x".repeat(2049)}],
        }),
        &[
            r"Value at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+]+",
            "Value at 'username' failed to satisfy constraint: Member must not be null",
            r"Value at 'password' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[\S]+.*[\S]+$",
            "Value null at 'userAttributes.2.member.name' failed to satisfy constraint: Member must not be null",
            "Value at 'userAttributes.2.member.value' failed to satisfy constraint: Member must have length less than or equal to 2048",
        ],
    );
}

#[test]
fn paths_lead_through_structures_and_lists() {
    refused(
        CREATE_USER_POOL,
        json!({
            "PoolName": "shop",
            "Policies": {
                "PasswordPolicy": {"MinimumLength": 5},
                "SignInPolicy": {"AllowedFirstAuthFactors": []},
            },
            "LambdaConfig": {"CustomSMSSender": {"LambdaVersion": "V1_0"}, "KMSKeyID": "arn:aws:kms:eu:no-account:x"},
            "AdminCreateUserConfig": {
                "InviteMessageTemplate": {"EmailMessage": "Hello {username}", "SMSMessage": "Code {####}"},
            },
            "AccountRecoverySetting": {"RecoveryMechanisms": [
                {"Priority": 1, "Name": "admin_only"},
                {"Priority": 3, "Name": "verified_email"},
            ]},
            "AcrConfiguration": {"Level1": {"AcrValue": ""}},
        }),
        &[
            "Value '5' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must have value greater than or equal to 6",
            "Value '[]' at 'policies.signInPolicy.allowedFirstAuthFactors' failed to satisfy constraint: Member must have length greater than or equal to 1",
            "Value null at 'lambdaConfig.customSMSSender.lambdaArn' failed to satisfy constraint: Member must not be null",
            r"Value 'arn:aws:kms:eu:no-account:x' at 'lambdaConfig.kmsKeyID' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:[\w+=/,.@-]+:[\w+=/,.@-]+:([\w+=/,.@-]*)?:[0-9]+:[\w+=/,.@-]+(:[\w+=/,.@-]+)?(:[\w+=/,.@-]+)?",
            r"Value 'Code {####}' at 'adminCreateUserConfig.inviteMessage.smsMessage' failed to satisfy constraint: Member must satisfy regular expression pattern: (?s)(?=.*\{username\})(?=.*\{####\}).*",
            r"Value 'Hello {username}' at 'adminCreateUserConfig.inviteMessage.emailMessage' failed to satisfy constraint: Member must satisfy regular expression pattern: (?s)(?=.*\{username\})(?=.*\{####\})[\p{L}\p{M}\p{S}\p{N}\p{P}\s*]*",
            "Value '3' at 'accountRecoverySetting.recoveryMechanisms.2.member.priority' failed to satisfy constraint: Member must have value less than or equal to 2",
            r"Value '' at 'acrConfiguration.Level1.member.acrValue' failed to satisfy constraint: Member must satisfy regular expression pattern: [\x21\x23-\x5B\x5D-\x7E]+",
            "Value '' at 'acrConfiguration.Level1.member.acrValue' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ],
    );
}

#[test]
fn verification_templates_print_directly_under_their_path() {
    let template = json!({"SmsMessage": "Hello!", "EmailMessage": "Hello!", "EmailMessageByLink": "{####"});
    let answer = answer(CREATE_USER_POOL, pool_with("VerificationMessageTemplate", template));
    for member in ["smsMessage", "emailMessage", "emailMessageByLink"] {
        assert!(answer.contains(&format!(" at 'verificationMessageTemplate.{member}' failed ")), "{answer}");
    }
    // The text is also one character too short.
    assert!(answer.starts_with("4 validation errors detected: "), "{answer}");
}

#[test]
fn capitals_at_the_start_of_a_name() {
    for (name, printed) in [
        ("UserPoolId", "userPoolId"),
        ("CallbackURLs", "callbackURLs"),
        ("AllowedOAuthFlows", "allowedOAuthFlows"),
        ("SMSMessage", "smsMessage"),
        ("SSOSession", "ssoSession"),
        ("MFAOptions", "mfaOptions"),
        ("KMSKeyID", "kmsKeyID"),
        ("CSS", "css"),
        ("S3Configuration", "s3Configuration"),
        ("AWSAccountId", "awsAccountId"),
        ("headerName", "headerName"),
    ] {
        let member = Member { name, shape: &CONFIRMATION_CODE, required: true, printed: None };
        let violation =
            format!("Value null at '{printed}' failed to satisfy constraint: Member must not be null");
        refused(&[member], json!({}), &[&violation]);
    }
}

#[test]
fn a_member_may_be_printed_under_another_name() {
    refused(
        &[required("Username", &USERNAME).printed_as("userAlias")],
        json!({}),
        &["Value at 'userAlias' failed to satisfy constraint: Member must not be null"],
    );
}

#[test]
fn an_enum_prints_value_and_set() {
    refused(
        CREATE_USER_POOL,
        pool_with("MfaConfiguration", json!("MAYBE")),
        &[
            "Value 'MAYBE' at 'mfaConfiguration' failed to satisfy constraint: Member must satisfy enum value set: [OFF, ON, OPTIONAL]",
        ],
    );
}

#[test]
fn scalars_in_a_list_share_one_violation() {
    refused(
        &[optional("CallbackURLs", &CALLBACK_URLS_LIST)],
        json!({"CallbackURLs": ["https://a.example", "with space", "", "https://b.example"]}),
        &[
            r"Value '[https://a.example, with space, , https://b.example]' at 'callbackURLs' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}]+]",
        ],
    );
    refused(
        CREATE_USER_POOL,
        pool_with("AutoVerifiedAttributes", json!(["email", "fax"])),
        &[
            "Value '[email, fax]' at 'autoVerifiedAttributes' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [phone_number, email]]",
        ],
    );
}

#[test]
fn keys_and_values_of_a_map_share_one_violation_each() {
    refused(
        CREATE_USER_POOL,
        pool_with("UserPoolTags", json!({"": "x", "long": "v".repeat(257)})),
        &[
            &format!(
                "Value '{{=x, long={}}}' at 'userPoolTags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1]",
                "v".repeat(257)
            ),
            &format!(
                "Value '{{=x, long={}}}' at 'userPoolTags' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 0]",
                "v".repeat(257)
            ),
        ],
    );
}

#[test]
fn collections_are_printed_as_in_java() {
    refused(
        &[optional("Scope", &SCOPE), optional("Flows", &OAUTH_FLOWS)],
        json!({"Scope": "a b", "Flows": ["code", "code", "code", "code"]}),
        &[
            r"Value 'a b' at 'scope' failed to satisfy constraint: Member must satisfy regular expression pattern: [\x21\x23-\x5B\x5D-\x7E]+",
            "Value '[code, code, code, code]' at 'flows' failed to satisfy constraint: Member must have length less than or equal to 3",
        ],
    );
    static NOT_EMPTY: Shape = Shape::Map { length: super::at_least(1), key: &STRING, value: &STRING };
    assert_eq!(
        answer_to(&NOT_EMPTY, json!({})),
        "1 validation error detected: Value '{}' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1"
    );
}

#[test]
fn sensitive_values_inside_a_collection_are_not_printed() {
    let secret = "hunter2".repeat(20_000);
    let answer = answer(
        INITIATE_AUTH,
        json!({"AuthFlow": "USER_AUTH", "ClientId": "abc", "AuthParameters": {"USERNAME": "ana", "PASSWORD": secret}}),
    );
    assert_eq!(
        answer,
        "1 validation error detected: Value at 'authParameters' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 131072, Member must have length greater than or equal to 0]"
    );

    static FEW: Shape = Shape::List { length: super::at_most(1), member: &ATTRIBUTE };
    let attributes = json!([{"Name": "email", "Value": "hunter2"}, {"Name": "name", "Value": "hunter2"}]);
    assert_eq!(
        answer_to(&FEW, attributes),
        "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length less than or equal to 1"
    );
}

#[test]
fn a_missing_collection_is_null_unless_all_of_it_is_sensitive() {
    refused(
        &[required("UserAttributes", &ATTRIBUTE_LIST), required("ChallengeResponses", &CHALLENGE_RESPONSES)],
        json!({}),
        &[
            "Value null at 'userAttributes' failed to satisfy constraint: Member must not be null",
            "Value at 'challengeResponses' failed to satisfy constraint: Member must not be null",
        ],
    );
}

#[test]
fn null_counts_as_absent_and_unknown_members_are_ignored() {
    accepted(
        CREATE_USER_POOL,
        json!({"PoolName": "shop", "Policies": {"PasswordPolicy": null, "Future": [1]}, "Schema": null, "Future": {}}),
    );
    refused(
        CREATE_USER_POOL,
        json!({"PoolName": null}),
        &["Value null at 'poolName' failed to satisfy constraint: Member must not be null"],
    );
}

#[test]
fn null_inside_a_collection_is_a_violation() {
    refused(
        &[
            optional("UserAttributes", &ATTRIBUTE_LIST),
            optional("Names", &ATTRIBUTE_NAME_LIST),
            optional("ClientMetadata", &CLIENT_METADATA),
            optional("Free", &TRANSPORTS_LIST),
        ],
        json!({"UserAttributes": [null], "Names": ["a", null], "ClientMetadata": {"k": null}, "Free": [null]}),
        &[
            "Value null at 'userAttributes.1.member' failed to satisfy constraint: Member must not be null",
            r"Value '[a, null]' at 'names' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 32, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+, Member must not be null]",
            "Value '{k=null}' at 'clientMetadata' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 131072, Member must have length greater than or equal to 0, Member must not be null]",
            "Value '[null]' at 'free' failed to satisfy constraint: Member must satisfy constraint: [Member must not be null]",
        ],
    );
}

#[test]
fn lengths_count_utf16_code_units() {
    // An emoji outside the basic plane counts twice, an accented letter once.
    for (text, fits) in [
        ("😀".repeat(64), true),
        ("😀".repeat(64) + "a", false),
        ("é".repeat(128), true),
        ("é".repeat(129), false),
    ] {
        let answer = answer(&[required("Username", &USERNAME)], json!({ "Username": text }));
        assert_eq!(answer == "accepted", fits, "{answer}");
    }
}

#[test]
fn only_the_first_hundred_violations_are_written_out() {
    let attributes = vec![json!({}); 5000];
    let answer = answer(&[optional("A", &ATTRIBUTE_LIST)], json!({ "A": attributes }));
    assert!(answer.starts_with("5000 validation errors detected: "), "{}", answer.len());
    assert_eq!(answer.matches("; ").count() + 1, WRITTEN_MAX);
}

#[test]
fn wrong_types_are_not_violations() {
    let structure = "Start of structure or map found where not expected.";
    let list = "Start of list found where not expected";
    for (shape, value, text) in [
        (&ATTRIBUTE_VALUE, json!(1), "NUMBER_VALUE can not be converted to a String"),
        (&ATTRIBUTE_VALUE, json!(1.5), "NUMBER_VALUE can not be converted to a String"),
        (&ATTRIBUTE_VALUE, json!(true), "TRUE_VALUE can not be converted to a String"),
        (&ATTRIBUTE_VALUE, json!(false), "FALSE_VALUE can not be converted to a String"),
        (&ATTRIBUTE_VALUE, json!({}), structure),
        (&ATTRIBUTE_VALUE, json!([]), list),
        (&AUTH_FLOW, json!(1), "NUMBER_VALUE can not be converted to a String"),
        (&QUERY_LIMIT, json!("60"), "STRING_VALUE can not be converted to an Integer"),
        (&QUERY_LIMIT, json!(1.5), "NUMBER_VALUE can not be converted to an Integer"),
        (&QUERY_LIMIT, json!(1_i64 << 31), "NUMBER_VALUE can not be converted to an Integer"),
        (&QUERY_LIMIT, json!(u64::MAX), "NUMBER_VALUE can not be converted to an Integer"),
        (&QUERY_LIMIT, json!([]), list),
        (&QUERY_LIMIT, json!(1e300), "NUMBER_VALUE can not be converted to an Integer"),
        (&QUERY_LIMIT, json!(true), "TRUE_VALUE can not be converted to an Integer"),
        (&BOOLEAN, json!("true"), "STRING_VALUE can not be converted to a Boolean"),
        (&BOOLEAN, json!(0), "NUMBER_VALUE can not be converted to a Boolean"),
        (&TIMESTAMP, json!("2026-01-01T00:00:00Z"), "STRING_VALUE can not be converted to a Timestamp"),
        (&ATTRIBUTE_LIST, json!({}), structure),
        (&ATTRIBUTE_LIST, json!("email"), "Expected list or null"),
        (&CLIENT_METADATA, json!([]), list),
        (&CLIENT_METADATA, json!("k=v"), "Expected map or null"),
        (&LAMBDA_CONFIG, json!([]), list),
        (&LAMBDA_CONFIG, json!(1), "Expected structure or null"),
        (
            &ATTRIBUTE_LIST,
            json!([{"Name": "email", "Value": true}]),
            "TRUE_VALUE can not be converted to a String",
        ),
        (&ATTRIBUTE_LIST, json!(["email"]), "Expected structure or null"),
        (&ATTRIBUTE_NAME_LIST, json!(["", 1]), "NUMBER_VALUE can not be converted to a String"),
        (&CLIENT_METADATA, json!({"k": 1}), "NUMBER_VALUE can not be converted to a String"),
        (&CLIENT_METADATA, json!({"k": {}}), structure),
        (&ACR_CONFIGURATION, json!({"Level1": "x"}), "Expected structure or null"),
    ] {
        let expected = format!("SerializationException {:?}", Some(text));
        assert_eq!(answer_to(shape, value.clone()), expected, "{value}");
    }
}

#[test]
fn a_wrong_type_takes_precedence_over_violations_before_it() {
    assert_eq!(
        answer(SIGN_UP, json!({"UserAttributes": [{"Name": ""}, {"Name": 7}]})),
        r#"SerializationException Some("NUMBER_VALUE can not be converted to a String")"#
    );
}

#[test]
fn values_of_every_type_are_accepted() {
    for (shape, value) in [
        (&INTEGER, json!(i32::MIN)),
        (&INTEGER, json!(i32::MAX)),
        (&INTEGER, json!(-0.0)),
        (&QUERY_LIMIT, json!(60.0)),
        (&BOOLEAN, json!(false)),
        (&TIMESTAMP, json!(1_689_721_665.239)),
        (&DOCUMENT, json!([null, {"a": [1.5, "b", true]}])),
        (&ANY_TEXT, json!("")),
    ] {
        assert_eq!(answer_to(shape, value.clone()), "accepted", "{value}");
    }
}

#[test]
fn a_float_without_fraction_is_printed_as_an_integer() {
    assert_eq!(
        answer(&[optional("Limit", &QUERY_LIMIT)], json!({"Limit": 61.0})),
        "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60"
    );
}

mod deviations {
    //! Cases in which the service is known to differ from its model.

    use super::*;

    #[test]
    fn passwords() {
        for (text, strict) in
            [("ab", true), ("a b", true), ("a", false), (" ab", false), ("ab ", false), ("", false)]
        {
            assert_eq!(answer_to(&PASSWORD_STRICT, json!(text)) == "accepted", strict, "{text:?}");
        }
    }

    #[test]
    fn an_empty_temporary_password_counts_as_absent() {
        assert_eq!(answer_to(&TEMPORARY_PASSWORD, json!("")), "accepted");
        assert_eq!(
            answer_to(&TEMPORARY_PASSWORD, json!("a b")),
            r"1 validation error detected: Value at 'value' failed to satisfy constraint: Member must satisfy regular expression pattern: [\S]+"
        );
    }

    #[test]
    fn custom_domains_may_have_dots() {
        assert_eq!(answer_to(&DOMAIN, json!("auth.example.com")), "accepted");
    }
}

mod borders {
    //! The last valid and the first invalid value of every constraint.

    use super::*;

    fn sample(start: &str, filler: char, length: usize) -> String {
        start.chars().chain(std::iter::repeat(filler)).take(length).collect()
    }

    #[test]
    fn texts() {
        for &(shape, min, max, start, filler, echo) in appendix::TEXTS {
            let shortest = min.unwrap_or(0).max(start.len() + 1);
            let text = sample(start, filler, max.map_or(shortest, |max| shortest.min(max)));
            assert_eq!(answer_to(shape, json!(text)), "accepted", "{text}");

            if let Some(max) = max {
                let text = sample(start, filler, max);
                assert_eq!(answer_to(shape, json!(text)), "accepted", "{text}");
                let long = sample(start, filler, max + 1);
                let answer = answer_to(shape, json!(long));
                let violation = format!("Member must have length less than or equal to {max}");
                assert!(answer.ends_with(&violation), "{answer}");
                assert_eq!(answer.contains(&long), echo == Echo::Printed, "{answer}");
            }
            if let Some(min) = min.filter(|min| *min > 0) {
                let answer = answer_to(shape, json!(sample(start, filler, min - 1)));
                let violation = format!("Member must have length greater than or equal to {min}");
                assert!(answer.ends_with(&violation), "{answer}");
                assert_eq!(answer.contains("Value at 'value'"), echo == Echo::Hidden, "{answer}");
            }
        }
    }

    #[test]
    fn numbers() {
        for &(shape, min, max) in appendix::NUMBERS {
            assert_eq!(answer_to(shape, json!(min)), "accepted");
            let small = min - 1;
            assert_eq!(
                answer_to(shape, json!(small)),
                format!(
                    "1 validation error detected: Value '{small}' at 'value' failed to satisfy constraint: Member must have value greater than or equal to {min}"
                )
            );
            assert_eq!(answer_to(shape, json!(max.unwrap_or(i64::from(i32::MAX)))), "accepted");
            let Some(max) = max else { continue };
            let large = max + 1;
            assert_eq!(
                answer_to(shape, json!(large)),
                format!(
                    "1 validation error detected: Value '{large}' at 'value' failed to satisfy constraint: Member must have value less than or equal to {max}"
                )
            );
        }
    }

    #[test]
    fn collections() {
        /// Elements that may be invalid themselves.
        fn collection(shape: &Shape, length: usize) -> Value {
            match shape {
                Shape::Map { .. } => {
                    (0..length).map(|index| (index.to_string(), json!({}))).collect::<Map<_, _>>().into()
                }
                _ => vec![json!(null); length].into(),
            }
        }

        for &(shape, min, max) in appendix::COLLECTIONS {
            let about_length = |length: usize| {
                // Violations and wrong types of elements do not matter here.
                let constraints: Vec<_> = shape
                    .constraints()
                    .filter(|constraint| !constraint.holds(super::super::measure(&collection(shape, length))))
                    .map(|constraint| constraint.to_string())
                    .collect();
                constraints.join("; ")
            };
            if let Some(max) = max {
                assert_eq!(about_length(max), "");
                assert_eq!(
                    about_length(max + 1),
                    format!("Member must have length less than or equal to {max}")
                );
            }
            assert_eq!(about_length(min.unwrap_or(0)), "");
            if let Some(min) = min.filter(|min| *min > 0) {
                assert_eq!(
                    about_length(min - 1),
                    format!("Member must have length greater than or equal to {min}")
                );
            }
        }
    }

    #[test]
    fn patterns_are_printed_as_in_the_model() {
        for &(shape, text) in appendix::PATTERNS {
            assert!(
                matches!(shape, Shape::Text { pattern: Some(pattern), .. } if pattern.text == text),
                "{shape:?}"
            );
            let answers = ["\0", " "].map(|text| answer_to(shape, json!(text)));
            let violation = format!("Member must satisfy regular expression pattern: {text}");
            assert!(answers.iter().any(|answer| answer.contains(&violation)), "{answers:?}");
        }
    }

    #[test]
    fn enums_accept_only_their_values() {
        let mut count = 0;
        for &shape in appendix::ALL {
            let Shape::Enum { values, .. } = shape else { continue };
            count += 1;
            for value in *values {
                assert_eq!(answer_to(shape, json!(value)), "accepted");
                assert_ne!(answer_to(shape, json!(format!("{value} "))), "accepted");
            }
            assert_ne!(answer_to(shape, json!("")), "accepted");
        }
        assert_eq!(count, 66);
    }

    #[test]
    fn member_names_are_unique() {
        let mut count = 0;
        for &shape in appendix::ALL {
            let Shape::Structure(members) = shape else { continue };
            count += 1;
            let mut names: Vec<_> = members.iter().map(|member| member.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), members.len(), "{names:?}");
        }
        assert_eq!(count, 98);
    }
}

/// A value that mostly matches the shape, so that the check reaches deep levels; it is chosen by the bytes.
fn grow(shape: &Shape, choices: &mut impl Iterator<Item = u8>) -> Value {
    const TEXTS: &[&str] = &["", "a", "a_b", "{####}", " ", "Level1", "\u{200D}😀", "email", "ON", "\0"];
    const NUMBERS: &[i64] = &[0, 1, -1, 60, 61, i64::MAX, i64::MIN];

    let Some(choice) = choices.next() else { return Value::Null };
    let pick = usize::from(choice);
    match (choice, shape) {
        (0..=5, _) => {
            [json!(null), json!(true), json!(1.5), json!("x"), json!([[]]), json!({"": {}})][pick].clone()
        }
        (_, Shape::Text { .. }) => json!(TEXTS[pick % TEXTS.len()].repeat(1 + pick / 60)),
        (_, Shape::Enum { values, .. }) => json!(values[pick % values.len()]),
        (_, Shape::Integer(_) | Shape::Timestamp) => json!(NUMBERS[pick % NUMBERS.len()]),
        (_, Shape::Boolean) => json!(pick % 2 == 0),
        (_, Shape::List { member, .. }) => (0..pick % 4).map(|_| grow(member, choices)).collect(),
        (_, Shape::Map { value, .. }) => {
            let entries = TEXTS.iter().take(pick % 4).map(|key| ((*key).to_owned(), grow(value, choices)));
            Value::Object(entries.collect())
        }
        (_, Shape::Structure(members)) => {
            let entries = members.iter().map(|member| (member.name.to_owned(), grow(member.shape, choices)));
            Value::Object(entries.collect())
        }
        (_, Shape::Document) => json!({"any": [1, "thing"]}),
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..8)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// Whether the message states the right number of violations, and a serialization error has at most one text.
fn is_well_formed(refusal: &Refusal) -> bool {
    match refusal {
        Refusal::Serialization(text) => text.as_ref().is_none_or(|text| !text.is_empty()),
        Refusal::Violations(message) => {
            let count = message.matches("failed to satisfy constraint: ").count();
            let noun = if count == 1 { "error" } else { "errors" };
            count >= WRITTEN_MAX || message.starts_with(&format!("{count} validation {noun} detected: Value"))
        }
    }
}

proptest! {
    #[test]
    fn arbitrary_json_never_panics(value in any_json(), index in 0..appendix::ALL.len()) {
        answer_to(appendix::ALL[index], value.clone());
        answer(SIGN_UP, value);
    }

    #[test]
    fn almost_matching_json_gets_a_well_formed_response(choices in prop::collection::vec(any::<u8>(), 0..400)) {
        for members in [SIGN_UP, INITIATE_AUTH, CREATE_USER_POOL] {
            let mut choices = choices.iter().copied();
            let input = members.iter().map(|m| (m.name.to_owned(), grow(m.shape, &mut choices))).collect();
            if let Err(refusal) = check(members, &input) {
                prop_assert!(is_well_formed(&refusal), "{refusal:?}");
            }
        }
        for shape in appendix::ALL {
            answer_to(shape, grow(shape, &mut choices.iter().copied()));
        }
    }
}
