//! The rules of a file and of its lines, and what becomes of each line.
//!
//! Source: "Formatting the CSV file" and "Interpreting the results" in the developer guide, "Importing users into user
//! pools from a CSV file". The texts for lines that fail are ours, except for the one about verified attributes.

use serde_json::{Value, json};
use userpool::{
    error::{NotAuthorized, PasswordResetRequired},
    operations::{CreateUserPool, Policies, SignInPolicy},
    storage::MemoryStorage,
};

use super::{HEADER, assert_ended, describe, file, import, line, log, person, started, uploaded};
use crate::world::{PASSWORD, World, assert_refused, attributes, hide_existence, now};

const USER: &str = "cognito:username";
const MFA: &str = "cognito:mfa_enabled";
const UNVERIFIED: &str = "The User Record does not set any of the auto verified attributes to true. (Example: email_verified to true).";

fn world(seed: u64, pool: impl FnOnce(&mut CreateUserPool)) -> World {
    World::with(seed, MemoryStorage::default(), pool, |_| {})
}

/// Why a single line fails: the rest of its entry in the log.
#[track_caller]
fn failure(world: &World, line: &str) -> String {
    let (job, log) = import(world, file(&[line.to_owned()]));
    assert_ended(&job, "Failed", [0, 0, 1]);
    assert_eq!(job["CompletionMessage"], "Too many users have failed or been skipped during the import.");
    assert_eq!(log.len(), 1);
    log[0].strip_prefix("[FAILED] Line Number 2 - ").unwrap_or_else(|| panic!("{log:?}")).to_owned()
}

/// The line becomes a user.
#[track_caller]
fn succeeds(world: &World, line: &str) {
    let (job, log) = import(world, file(&[line.to_owned()]));
    assert_eq!(log, Vec::<String>::new());
    assert_ended(&job, "Succeeded", [1, 0, 0]);
}

/// A user with a verified mail address and these values.
fn user(name: &str, more: &[(&str, &str)]) -> String {
    let email = format!("{name}@example.com");
    let mut values = vec![(USER, name), ("email", &*email), ("email_verified", "TRUE")];
    values.retain(|(column, _)| more.iter().all(|(other, _)| other != column));
    values.extend_from_slice(more);
    line(&values)
}

#[test]
fn an_imported_user_has_the_attributes_of_the_line_and_must_reset_the_password() {
    let world = world(1, |pool| pool.settings.mfa_configuration = Some("OFF".into()));
    let values = [
        ("name", "Ana  Example"),
        ("birthdate", "02/01/1985"),
        ("phone_number", "+12065550100"),
        ("phone_number_verified", "false"),
        ("address", r"123 Any Street\, Town"),
        ("updated_at", "1471453471"),
        (MFA, "FALSE"),
    ];
    succeeds(&world, &user("ana", &values).replace("Ana", "  Ana"));
    let ana = world.pool_ok("AdminGetUser", json!({"Username": "ana"}));
    assert_eq!((&ana["UserStatus"], &ana["Enabled"]), (&json!("RESET_REQUIRED"), &json!(true)));
    let mut found: Vec<Value> = ana["UserAttributes"].as_array().unwrap().clone();
    found.retain(|attribute| attribute["Name"] != "sub");
    let expected = attributes(&[
        ("address", "123 Any Street, Town"),
        ("birthdate", "02/01/1985"),
        ("email", "ana@example.com"),
        ("email_verified", "true"),
        ("name", "Ana  Example"),
        ("phone_number", "+12065550100"),
        ("phone_number_verified", "false"),
        ("updated_at", "1471453471"),
    ]);
    assert_eq!(Value::from(found), expected);
    assert_eq!(world.outbox.all().len(), 0, "no message is sent");

    assert_refused(world.password_sign_in("ana", "anything"), PasswordResetRequired);
    world.forgot_password("ana").unwrap();
    let code = world.outbox.last_code();
    world.confirm_forgot_password("ana", &code, PASSWORD).unwrap();
    world.tokens("ana");
}

#[test]
fn a_client_that_hides_users_does_not_tell_that_a_password_must_be_reset() {
    let world = World::with(2, MemoryStorage::default(), |_| {}, hide_existence);
    succeeds(&world, &person("ana"));
    assert_refused(world.password_sign_in("ana", "anything"), NotAuthorized::IncorrectCredentials);
}

#[test]
fn users_of_a_pool_with_codes_as_first_factor_are_confirmed() {
    let factors = |pool: &mut CreateUserPool| {
        let allowed_first_auth_factors = Some(vec!["PASSWORD".into(), "EMAIL_OTP".into()]);
        let sign_in_policy = Some(SignInPolicy { allowed_first_auth_factors });
        pool.settings.policies = Some(Policies { sign_in_policy, ..Default::default() });
    };
    let world = world(3, factors);
    succeeds(&world, &person("ana"));
    assert_eq!(world.admin_get("ana").unwrap().user_status, "CONFIRMED");
}

#[test]
fn a_user_who_exists_is_skipped() {
    let world = World::new(4).confirmed("ana");
    let lines = [person("ana"), person("ben"), person("ben"), person("eva")];
    let (job, log) = import(&world, file(&lines));
    assert_ended(&job, "Succeeded", [2, 2, 0]);
    assert_eq!(
        log,
        [
            "[SKIPPED] Line Number 2 - The user already exists.",
            "[SKIPPED] Line Number 4 - The user already exists.",
        ]
    );
    world.tokens("ana");
    assert_eq!(world.pool_ok("DescribeUserPool", json!({}))["UserPool"]["EstimatedNumberOfUsers"], 3);
}

#[test]
fn a_job_fails_if_more_lines_were_refused_than_imported() {
    let world = World::new(5);
    let bad = line(&[(USER, "x")]);
    let (job, _) = import(&world, file(&[person("ana"), bad.clone()]));
    assert_ended(&job, "Succeeded", [1, 0, 1]);
    assert_eq!(job["CompletionMessage"], "Import Job Completed Successfully.");
    let (job, log) = import(&world, file(&[person("ben"), bad.clone(), bad]));
    assert_ended(&job, "Failed", [1, 0, 2]);
    assert_eq!(log, [3, 4].map(|line| format!("[FAILED] Line Number {line} - {UNVERIFIED}")));
}

#[test]
fn a_line_sets_an_attribute_that_the_pool_verifies() {
    let world = world(6, |pool| pool.settings.auto_verified_attributes = Some(vec!["email".into()]));
    let phone = [("phone_number", "+12065550100"), ("phone_number_verified", "TRUE")];
    assert_eq!(failure(&world, &line(&[(USER, "ana")])), UNVERIFIED);
    assert_eq!(failure(&world, &user("ana", &[("email_verified", "FALSE")])), UNVERIFIED);
    assert_eq!(failure(&world, &user("ana", &[("email_verified", "")])), UNVERIFIED);
    let by_phone = [&phone[..], &[("email_verified", "")]].concat();
    assert_eq!(failure(&world, &user("ana", &by_phone)), UNVERIFIED);
    let missing = "The attribute email_verified is set to true, but the value of email is missing.";
    assert_eq!(failure(&world, &user("ana", &[("email", "")])), missing);
    for verified in ["yes", "1", "TRUE."] {
        let wrong = failure(&world, &user("ana", &[("email_verified", verified)]));
        assert_eq!(wrong, "The value of email_verified must be TRUE or FALSE.");
    }
    succeeds(&world, &user("ana", &phone));
}

#[test]
fn a_username_is_required_and_has_no_white_space() {
    let world = World::new(7);
    assert_eq!(failure(&world, &user("ana", &[(USER, "")])), "The value of cognito:username is missing.");
    for name in ["a b", "a\tb", "a\u{a0}b", "a\u{7}"] {
        let expected = "The value of cognito:username must not contain white space or invisible characters.";
        assert_eq!(failure(&world, &user("ana", &[(USER, name)])), expected, "{name:?}");
    }
    let long = failure(&world, &user("ana", &[(USER, &"x".repeat(129))]));
    assert!(long.contains("'username' failed to satisfy constraint: Member must have length less"), "{long}");
    succeeds(&world, &user("ana", &[(USER, " \t ana ")]));
    world.admin_get("ana").unwrap();
}

#[test]
fn values_have_the_form_of_their_attributes() {
    let world = World::new(8);
    for (column, value, expected) in [
        ("birthdate", "1985-02-01", "The value of birthdate must have the form mm/dd/yyyy."),
        ("email", "ana", "Invalid email address format."),
        ("phone_number", "0123", "Invalid phone number format."),
        ("updated_at", "today", "updated_at: Attribute value is not a number."),
    ] {
        let found = failure(&world, &user("ana", &[(column, value)]));
        assert!(found.ends_with(expected), "{column}: {found}");
        assert!(!found.contains(value), "the log has no values: {found}");
    }
    let long = "x".repeat(2049);
    let found = failure(&world, &user("ana", &[("name", &long)]));
    assert!(found.contains("name: String must be no longer than 2048 characters"), "{found}");
}

#[test]
fn required_attributes_have_values() {
    let required = |pool: &mut CreateUserPool| {
        let attribute = |name: &str| json!({"Name": name, "Required": true});
        let schema = json!([attribute("given_name"), attribute("family_name")]);
        pool.schema = Some(serde_json::from_value(schema).unwrap());
    };
    let world = world(9, required);
    let found = failure(&world, &person("ana"));
    for name in ["given_name", "family_name"] {
        assert!(found.contains(&format!("{name}: The attribute is required")), "{found}");
    }
    succeeds(&world, &user("ana", &[("given_name", "Ana"), ("family_name", "Example")]));
}

/// A second factor must agree with the pool's configuration; an empty value always does.
#[test]
fn a_second_factor_agrees_with_the_pool() {
    let phone = [("phone_number", "+12065550100"), ("phone_number_verified", "TRUE")];
    let mfa = |name: &str, value: &str, has_phone: bool| {
        let more = [if has_phone { &phone[..] } else { &[] }, &[(MFA, value)]].concat();
        user(name, &more)
    };
    let off = World::new(10);
    let refused = "The value of cognito:mfa_enabled must be FALSE or empty in this user pool.";
    assert_eq!(failure(&off, &mfa("ana", "TRUE", true)), refused);
    let boolean = "The value of cognito:mfa_enabled must be TRUE or FALSE.";
    assert_eq!(failure(&off, &mfa("ana", "on", true)), boolean);
    succeeds(&off, &mfa("ana", "FALSE", true));

    let sms = |configuration: &'static str| {
        move |pool: &mut CreateUserPool| {
            let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
            pool.settings.sms_configuration = Some(serde_json::from_value(sms).unwrap());
            pool.settings.auto_verified_attributes = Some(vec!["email".into(), "phone_number".into()]);
            pool.settings.mfa_configuration = Some(configuration.into());
        }
    };
    let optional = world(11, sms("OPTIONAL"));
    let missing = "The value of cognito:mfa_enabled is TRUE, but the value of phone_number is missing.";
    assert_eq!(failure(&optional, &mfa("ana", "TRUE", false)), missing);
    succeeds(&optional, &mfa("ana", "TRUE", true));
    let options = json!([{"DeliveryMedium": "SMS", "AttributeName": "phone_number"}]);
    assert_eq!(optional.pool_ok("AdminGetUser", json!({"Username": "ana"}))["MFAOptions"], options);
    succeeds(&optional, &mfa("ben", "FALSE", true));
    assert_eq!(optional.admin_get("ben").unwrap().mfa_options, None);

    let on = world(12, sms("ON"));
    let refused = "The value of cognito:mfa_enabled must be TRUE or empty in this user pool.";
    assert_eq!(failure(&on, &mfa("ana", "FALSE", true)), refused);
    succeeds(&on, &mfa("ana", "TRUE", true));
    succeeds(&on, &mfa("ben", "", false));
}

#[test]
fn a_line_has_a_value_for_each_column() {
    let world = World::new(13);
    let short = person("ana").rsplit_once(',').unwrap().0.to_owned();
    assert_eq!(failure(&world, &short), "The line has 20 values instead of 21.");
    assert_eq!(failure(&world, &(person("ana") + ",")), "The line has 22 values instead of 21.");
    assert_eq!(failure(&world, "ana"), "The line has 1 values instead of 21.");
}

#[test]
fn a_line_has_at_most_sixteen_thousand_characters() {
    let world = World::new(14);
    let fill = |length: usize| {
        let line = person("ana");
        let blanks = length - line.chars().count();
        line + &" ".repeat(blanks)
    };
    assert_eq!(failure(&world, &fill(16_001)), "The line is longer than 16000 characters.");
    succeeds(&world, &fill(16_000));
}

/// Such a line does not fit the memory of a slice, so the file counts as one that cannot be read.
#[test]
fn a_line_of_many_thousand_characters_ends_the_job() {
    let world = World::new(15);
    let lines = [person("ana"), "x".repeat(200_000), person("ben")];
    let (job, log) = import(&world, file(&lines));
    assert_ended(&job, "Failed", [1, 0, 0]);
    assert_eq!(job["CompletionMessage"], "Line 3 of the csv file is too long.");
    assert_eq!(log, Vec::<String>::new());
}

#[test]
fn a_line_that_is_not_utf8_fails() {
    let world = World::new(16);
    let mut bytes = file(&[]).into_bytes();
    bytes.extend_from_slice(&user("ana", &[("name", "@")]).replace(",@,", ",\u{ff},").into_bytes());
    let at = bytes.iter().position(|byte| *byte == 0xc3).unwrap();
    bytes.remove(at);
    let (job, log) = import(&world, bytes);
    assert_ended(&job, "Failed", [0, 0, 1]);
    assert_eq!(log, ["[FAILED] Line Number 2 - The line is not valid UTF-8."]);
}

#[test]
fn a_header_has_every_column_once_in_any_order() {
    let world = World::new(17);
    for header in [
        String::new(),
        "\n\n".to_owned(),
        "cognito:username,email\n".to_owned(),
        HEADER.replace("nickname", "nick"),
        HEADER.replace("nickname", "name"),
        format!("{HEADER},sub"),
        format!("{HEADER},"),
        format!("\u{feff}{HEADER}"),
        HEADER.replace("nickname", "\"nickname\""),
        HEADER.replace(',', ";"),
    ] {
        let (job, log) = import(&world, format!("{header}\n{}\n", person("ana")));
        assert_ended(&job, "Failed", [0, 0, 0]);
        let expected = "The header of the csv file does not match the header of the user pool.";
        assert_eq!(job["CompletionMessage"], expected, "{header}");
        assert_eq!(log, Vec::<String>::new());
    }
    let spaced = HEADER.replace(',', " ,\t");
    let mut columns: Vec<_> = spaced.split(',').collect();
    let line = person("ana");
    let mut values: Vec<_> = line.split(',').collect();
    columns.reverse();
    values.reverse();
    let (job, _) = import(&world, format!("\n{}\r\n\r\n{}", columns.join(","), values.join(",")));
    assert_ended(&job, "Succeeded", [1, 0, 0]);
    assert_eq!(world.attribute("ana", "email").as_deref(), Some("ana@example.com"));
}

#[test]
fn lines_are_numbered_as_in_the_file() {
    let world = World::new(18);
    let bad = line(&[(USER, "x")]);
    let text = format!("\n{HEADER}\r\n\r\n{}\r\n \n{bad}\n\n{}", person("ana"), bad);
    let (job, log) = import(&world, text);
    assert_ended(&job, "Failed", [1, 0, 2]);
    assert_eq!(log, [6, 8].map(|line| format!("[FAILED] Line Number {line} - {UNVERIFIED}")));
}

#[test]
fn a_file_without_users_succeeds() {
    let world = World::new(19);
    assert_ended(&import(&world, HEADER).0, "Succeeded", [0, 0, 0]);
}

#[test]
fn custom_attributes_are_columns() {
    let world = World::new(20);
    let attributes = json!([{"Name": "team", "AttributeDataType": "String"}]);
    world.pool_ok("AddCustomAttributes", json!({"CustomAttributes": attributes}));
    let text = format!("custom:team,{HEADER}\nblue,{}\n", person("ana"));
    assert_ended(&import(&world, text).0, "Succeeded", [1, 0, 0]);
    assert_eq!(world.attribute("ana", "custom:team").as_deref(), Some("blue"));
    assert_eq!(import(&world, file(&[person("ben")])).0["Status"], "Failed", "the column is missing");
}

#[test]
fn usernames_are_addresses_in_a_pool_with_username_attributes() {
    let named = |pool: &mut CreateUserPool| {
        pool.username_attributes = Some(serde_json::from_value(json!(["email"])).unwrap());
    };
    let world = world(21, named);
    assert_eq!(failure(&world, &user("ana", &[(USER, "ana")])), "Username should be an email.");
    let ana = [(USER, "ana@example.com"), ("email_verified", "TRUE")];
    let lines = [line(&ana), line(&ana), user("eva", &[(USER, "eva@example.com"), ("email", "")])];
    let (job, log) = import(&world, file(&lines));
    assert_ended(&job, "Succeeded", [2, 1, 0]);
    assert_eq!(log, ["[SKIPPED] Line Number 3 - The user already exists."]);
    let ana = world.pool_ok("AdminGetUser", json!({"Username": "ana@example.com"}));
    assert_eq!(world.attribute("ana@example.com", "email").as_deref(), Some("ana@example.com"));
    let sub = world.attribute("ana@example.com", "sub");
    assert_eq!(ana["Username"].as_str().map(str::to_owned), sub);
}

#[test]
fn an_alias_of_another_user_is_not_taken() {
    let aliases = |pool: &mut CreateUserPool| {
        let aliases = json!(["email", "preferred_username"]);
        pool.alias_attributes = Some(serde_json::from_value(aliases).unwrap());
    };
    let world = world(22, aliases);
    let lines = [
        user("ana", &[("preferred_username", "queen")]),
        user("ben", &[("email", "ana@example.com")]),
        user("eva", &[("preferred_username", "queen")]),
        user("ivo", &[("preferred_username", "ivo@example.com")]),
        user("uma", &[("preferred_username", "ana")]),
        user("queen", &[]),
        user("ana@example.org", &[]),
    ];
    let (job, log) = import(&world, file(&lines));
    assert_ended(&job, "Failed", [1, 1, 5]);
    assert_eq!(
        log,
        [
            "[FAILED] Line Number 3 - An account with the given email already exists.",
            "[FAILED] Line Number 4 - An account with the given preferred_username already exists.",
            "[FAILED] Line Number 5 - Preferred username cannot be of email format, since user pool is configured for \
             email alias.",
            "[FAILED] Line Number 6 - An account with the given preferred_username already exists.",
            "[SKIPPED] Line Number 7 - The user already exists.",
            "[FAILED] Line Number 8 - Username cannot be of email format, since user pool is configured for email \
             alias.",
        ]
    );
    assert!(world.admin_get("ana@example.com").is_ok() && world.admin_get("queen").is_ok());
}

#[test]
fn names_that_differ_in_case_are_one_name_where_the_pool_ignores_case() {
    let caseless = |pool: &mut CreateUserPool| {
        pool.username_configuration = Some(serde_json::from_value(json!({"CaseSensitive": false})).unwrap());
    };
    let (job, _) = import(&world(23, caseless), file(&[person("Ana"), person("aNA")]));
    assert_ended(&job, "Succeeded", [1, 1, 0]);
    let (job, _) = import(&World::new(24), file(&[person("Ana"), person("aNA")]));
    assert_ended(&job, "Succeeded", [2, 0, 0]);
}

#[test]
fn the_log_is_read_in_pages() {
    let world = World::new(25);
    let lines: Vec<String> = (0..12_000).map(|_| line(&[(USER, "x")])).collect();
    let job = started(&world, file(&lines));
    super::finish(&world.engine);
    assert_ended(&describe(&world, &job), "Failed", [0, 0, 12_000]);
    let first = now(world.engine.import_log(&world.pool, &job, 0)).unwrap();
    assert!(first.len() < 12_000, "{}", first.len());
    let expected: Vec<String> =
        (2..12_002).map(|line| format!("[FAILED] Line Number {line} - {UNVERIFIED}")).collect();
    assert_eq!(log(&world, &job), expected);
    assert!(now(world.engine.import_log(&world.pool, "import-none", 0)).is_err());
    assert!(now(world.engine.import_log("x", &job, 0)).is_err());
    let other = uploaded(&world, file(&[]));
    assert_eq!(log(&world, &other), Vec::<String>::new());
}

/// A user is not imported because of a record that somebody changed; the others are.
#[test]
fn a_record_that_was_altered_fails_one_line() {
    use userpool::storage::{Batch, Key, Partition, Record, Revision, Storage, Write};
    let storage = std::sync::Arc::new(MemoryStorage::new());
    let world = World::with(26, std::sync::Arc::clone(&storage), named, |_| {});
    fn named(pool: &mut CreateUserPool) {
        pool.alias_attributes = Some(serde_json::from_value(json!(["email"])).unwrap());
    }
    let mut batch = Batch::new(Partition::new(format!("pool/{}", world.pool)));
    let record = Record {
        value: br#"{"username":"eve","mac":"aaaaaaaaaaaaaaaaaaaaaa"}"#.to_vec(),
        revision: Revision::from_bits(1),
        expires_at: None,
    };
    batch.writes.push(Write::Put { key: Key::new(["alias", "email", "ana@example.com"]), record });
    now(Storage::commit(&*storage, batch)).unwrap();
    let (job, log) = import(&world, file(&[person("ana"), person("ben"), person("eva")]));
    assert_ended(&job, "Succeeded", [2, 0, 1]);
    assert_eq!(log, ["[FAILED] Line Number 2 - The user could not be imported due to an internal error."]);
}
