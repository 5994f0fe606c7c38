//! User administration: invitations, passwords set by administrators, deletion, lists and searches.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::Ordering},
};

use serde_json::{Value, json};
use userpool::{
    auth::password::PasswordPolicy,
    storage::{Medium, MemoryStorage, Purpose},
};

use crate::world::{PASSWORD, START, World, is_uuid, merged, records};

const DAY: u64 = 24 * 3600;

/// A signed `AdminCreateUser` of this name, with these members besides.
#[track_caller]
fn create(world: &World, name: &str, more: Value) -> Value {
    world.pool_ok("AdminCreateUser", merged(json!({"Username": name}), &more))["User"].clone()
}

#[track_caller]
fn not_created(world: &World, name: &str, more: Value) -> String {
    world.pool_refused("AdminCreateUser", merged(json!({"Username": name}), &more))
}

/// A user without an invitation.
#[track_caller]
fn add(world: &World, name: &str, attributes: Value) -> String {
    let user = create(world, name, json!({"MessageAction": "SUPPRESS", "UserAttributes": attributes}));
    value(&user["Attributes"], "sub").to_owned()
}

#[track_caller]
fn set_password(world: &World, name: &str, password: &str) {
    world.pool_ok("AdminSetUserPassword", json!({"Username": name, "Password": password, "Permanent": true}));
}

#[track_caller]
fn get(world: &World, name: &str) -> Value {
    world.pool_ok("AdminGetUser", json!({"Username": name}))
}

#[track_caller]
fn status(world: &World, name: &str) -> String {
    get(world, name)["UserStatus"].as_str().unwrap().to_owned()
}

fn attributes(entries: &[(&str, &str)]) -> Value {
    entries.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect()
}

#[track_caller]
fn value<'a>(list: &'a Value, name: &str) -> &'a str {
    let attribute = list.as_array().unwrap().iter().find(|attribute| attribute["Name"] == name);
    attribute.unwrap_or_else(|| panic!("no {name} in {list}"))["Value"].as_str().unwrap()
}

fn list(world: &World, request: Value) -> Vec<String> {
    names(&world.pool_ok("ListUsers", request))
}

fn names(answer: &Value) -> Vec<String> {
    let users = answer["Users"].as_array().unwrap();
    users.iter().map(|user| user["Username"].as_str().unwrap().to_owned()).collect()
}

/// The challenge or the refusal that a password meets.
fn challenge(world: &World, name: &str, password: &str) -> String {
    match world.password_sign_in(name, password) {
        Ok(output) => output.challenge_name.unwrap_or_else(|| "tokens".to_owned()),
        Err(error) => format!("{}: {error}", error.name()),
    }
}

const WRONG_PASSWORD: &str = "NotAuthorizedException: Incorrect username or password.";
const NO_SUCH_USER: &str = "UserNotFoundException: User does not exist.";

// ---- AdminCreateUser ----

#[test]
fn a_created_user_is_answered_whole() {
    let world = World::new(1);
    let user = create(
        &world,
        "ana",
        json!({"UserAttributes": attributes(&[("email", "ana@example.com"), ("name", "Ana")])}),
    );
    let sub = value(&user["Attributes"], "sub");
    assert!(is_uuid(sub), "{sub}");
    let expected = json!({
        "Username": "ana",
        "Attributes": [
            {"Name": "sub", "Value": sub},
            {"Name": "email", "Value": "ana@example.com"},
            {"Name": "name", "Value": "Ana"},
        ],
        "UserCreateDate": START.seconds(),
        "UserLastModifiedDate": START.seconds(),
        "Enabled": true,
        "UserStatus": "FORCE_CHANGE_PASSWORD",
    });
    assert_eq!(user, expected);
}

#[test]
fn the_invitation_tells_name_and_temporary_password_and_nobody_else_does() {
    let world = World::new(2);
    let user = create(&world, "ana", json!({"UserAttributes": attributes(&[("email", "ana@example.com")])}));
    let message = world.outbox.last();
    let password = world.outbox.last_code();
    assert_eq!((message.medium, message.purpose), (Medium::Email, Purpose::AdminCreateUser));
    assert_eq!((&*message.destination, &*message.username), ("ana@example.com", "ana"));
    assert_eq!(message.subject.as_deref(), Some("Your temporary password"));
    assert_eq!(message.body.expose(), format!("Your username is ana and temporary password is {password}."));
    assert!(!user.to_string().contains(&password));
    assert_eq!(challenge(&world, "ana", &password), "NEW_PASSWORD_REQUIRED");
}

#[test]
fn a_pools_own_invitation_is_sent_by_each_medium() {
    let world =
        World::new(3).moved_to(json!({"PoolName": "p", "AdminCreateUserConfig": {"InviteMessageTemplate": {
            "SMSMessage": "sms {username} {####}",
            "EmailMessage": "mail {username} {####} {username}",
            "EmailSubject": "Welcome",
        }}}));
    let both = attributes(&[("email", "ana@example.com"), ("phone_number", "+12065550100")]);
    create(
        &world,
        "ana",
        json!({"UserAttributes": both, "DesiredDeliveryMediums": ["SMS", "EMAIL"], "TemporaryPassword": PASSWORD}),
    );
    let mut sent: Vec<_> = world
        .outbox
        .all()
        .into_iter()
        .map(|message| (message.medium.as_str(), message.subject, message.body.expose().to_owned()))
        .collect();
    sent.sort();
    let expected = [
        ("EMAIL", Some("Welcome".to_owned()), format!("mail ana {PASSWORD} ana")),
        ("SMS", None, format!("sms ana {PASSWORD}")),
    ];
    assert_eq!(sent, expected);
}

#[test]
fn an_invitation_takes_the_mediums_asked_for_and_sms_unless_asked() {
    let (email, phone) = (("email", "ana@example.com"), ("phone_number", "+12065550100"));
    for (given, desired, expected) in [
        (&[email, phone][..], json!([]), &["SMS"][..]),
        (&[email, phone], json!(["EMAIL"]), &["EMAIL"]),
        (&[email, phone], json!(["SMS"]), &["SMS"]),
        (&[email, phone], json!(["EMAIL", "SMS"]), &["EMAIL", "SMS"]),
        // A medium without its attribute: the other one is used.
        (&[email], json!([]), &["EMAIL"]),
        (&[email], json!(["SMS"]), &["EMAIL"]),
        (&[email], json!(["EMAIL", "SMS"]), &["EMAIL"]),
        (&[phone], json!(["EMAIL"]), &["SMS"]),
        (&[], json!(["EMAIL", "SMS"]), &[]),
    ] {
        let world = World::new(4);
        let given = attributes(given);
        create(&world, "ana", json!({"UserAttributes": given, "DesiredDeliveryMediums": desired}));
        let mut sent: Vec<_> = world.outbox.all().iter().map(|message| message.medium.as_str()).collect();
        sent.sort_unstable();
        assert_eq!(sent, expected, "{given} {desired}");
    }
}

#[test]
fn suppressed_nothing_is_sent_and_the_user_is_there() {
    let world = World::new(5);
    let email = attributes(&[("email", "ana@example.com")]);
    create(
        &world,
        "ana",
        json!({"MessageAction": "SUPPRESS", "UserAttributes": email, "TemporaryPassword": PASSWORD}),
    );
    assert_eq!(world.outbox.count(), 0);
    assert_eq!(challenge(&world, "ana", PASSWORD), "NEW_PASSWORD_REQUIRED");
}

#[test]
fn a_generated_password_satisfies_every_policy() {
    for policy in [
        json!({}),
        json!({"MinimumLength": 6}),
        json!({"MinimumLength": 99, "RequireUppercase": true}),
        json!({"MinimumLength": 8, "RequireNumbers": true, "RequireSymbols": true}),
        json!({"MinimumLength": 20, "RequireUppercase": true, "RequireLowercase": true, "RequireNumbers": true,
            "RequireSymbols": true}),
    ] {
        let world = World::new(6).moved_to(json!({"PoolName": "p", "Policies": {"PasswordPolicy": policy}}));
        let requires = |name: &str| policy[name] == true;
        let rules = PasswordPolicy {
            minimum_length: policy["MinimumLength"]
                .as_u64()
                .map_or(8, |length| u32::try_from(length).unwrap()),
            require_uppercase: requires("RequireUppercase"),
            require_lowercase: requires("RequireLowercase"),
            require_numbers: requires("RequireNumbers"),
            require_symbols: requires("RequireSymbols"),
        };
        let mut drawn = BTreeSet::new();
        for user in 0..8 {
            let email = attributes(&[("email", "ana@example.com")]);
            create(&world, &format!("ana{user}"), json!({"UserAttributes": email}));
            let password = world.outbox.last_code();
            assert_eq!(rules.check(&password), Ok(()), "{policy}: {password}");
            assert_eq!(challenge(&world, &format!("ana{user}"), &password), "NEW_PASSWORD_REQUIRED");
            drawn.insert(password);
        }
        assert_eq!(drawn.len(), 8, "each is drawn anew");
    }
}

#[test]
fn an_empty_temporary_password_is_generated() {
    let world = World::new(7);
    let email = attributes(&[("email", "ana@example.com")]);
    create(&world, "ana", json!({"TemporaryPassword": "", "UserAttributes": email}));
    assert_eq!(challenge(&world, "ana", &world.outbox.last_code()), "NEW_PASSWORD_REQUIRED");
}

#[test]
fn a_temporary_password_keeps_the_policy_which_names_one_broken_rule() {
    let world = World::new(8);
    for (password, rule) in [
        ("Aa1!", "Password not long enough"),
        ("a", "Password not long enough"),
        ("aaaaaaa1!", "Password must have uppercase characters"),
        ("aaaaaaaaa", "Password must have uppercase characters"),
        ("AAAAAAA1!", "Password must have lowercase characters"),
        ("AAAAaaaa!", "Password must have numeric characters"),
        ("AAAAaaaa1", "Password must have symbol characters"),
    ] {
        assert_eq!(
            not_created(&world, "ana", json!({"TemporaryPassword": password})),
            format!("InvalidPasswordException: Password did not conform with password policy: {rule}")
        );
    }
    assert_eq!(list(&world, json!({})), [""; 0]);
}

#[test]
fn a_taken_name_is_told_in_the_words_of_administrators() {
    let world = World::new(9);
    add(&world, "ana", json!([]));
    let text = "UsernameExistsException: User account already exists";
    assert_eq!(not_created(&world, "ana", json!({})), text);
    assert_eq!(not_created(&world, "ana", json!({"ForceAliasCreation": true})), text);
    world.sign_up("ben").unwrap();
    assert_eq!(not_created(&world, "ben", json!({})), text);
    // Without a configuration a pool tells case apart.
    add(&world, "Ana", json!([]));

    let folding =
        World::new(9).moved_to(json!({"PoolName": "p", "UsernameConfiguration": {"CaseSensitive": false}}));
    assert_eq!(create(&folding, "Ana", json!({"MessageAction": "SUPPRESS"}))["Username"], "ana");
    assert_eq!(not_created(&folding, "ANA", json!({})), text);
}

#[test]
fn a_name_that_looks_like_an_alias_is_refused() {
    let world =
        World::new(10).moved_to(json!({"PoolName": "p", "AliasAttributes": ["email", "phone_number"]}));
    assert_eq!(
        not_created(&world, "ana@example.com", json!({})),
        "InvalidParameterException: Username cannot be of email format, since user pool is configured for email alias."
    );
    assert_eq!(
        not_created(&world, "+12065550100", json!({})),
        "InvalidParameterException: Username cannot be of phone number format, since user pool is configured for phone \
         number alias."
    );
    let other = World::new(10).moved_to(json!({"PoolName": "p", "AliasAttributes": ["preferred_username"]}));
    add(&other, "ana@example.com", json!([]));
}

#[test]
fn in_a_pool_with_username_attributes_the_name_becomes_an_attribute() {
    for (named, right, wrong, text) in [
        (json!(["email"]), "ana@example.com", "ana", "Username should be an email."),
        (json!(["phone_number"]), "+12065550100", "ana@example.com", "Username should be a phone number."),
        (
            json!(["phone_number", "email"]),
            "+12065550100",
            "ana",
            "Username should be either an email or a phone number.",
        ),
    ] {
        let world = World::new(11).moved_to(json!({"PoolName": "p", "UsernameAttributes": named}));
        assert_eq!(not_created(&world, wrong, json!({})), format!("InvalidParameterException: {text}"));

        let user = create(&world, right, json!({}));
        let sub = value(&user["Attributes"], "sub");
        assert!(is_uuid(sub));
        assert_eq!(user["Username"], sub);
        let attribute = if right.starts_with('+') { "phone_number" } else { "email" };
        assert_eq!(value(&user["Attributes"], attribute), right);
        assert!(world.outbox.last().body.expose().starts_with(&format!("Your username is {right} and")));
        assert_eq!(get(&world, right)["Username"], sub);
        assert_eq!(get(&world, sub)["Username"], sub);
        for force in [false, true] {
            assert_eq!(
                not_created(&world, right, json!({"ForceAliasCreation": force})),
                format!("UsernameExistsException: An account with the given {attribute} already exists.")
            );
        }
    }
}

#[test]
fn only_who_was_invited_is_invited_again() {
    let world = World::new(12);
    let resend = json!({"MessageAction": "RESEND"});
    assert_eq!(not_created(&world, "ana", resend.clone()), NO_SUCH_USER);
    world.sign_up("ben").unwrap();
    assert_eq!(
        not_created(&world, "ben", resend.clone()),
        "UnsupportedUserStateException: Resend not possible. UNCONFIRMED status is not FORCE_CHANGE_PASSWORD"
    );
    let world = world.confirmed("cid");
    assert_eq!(
        not_created(&world, "cid", resend.clone()),
        "UnsupportedUserStateException: Resend not possible. CONFIRMED status is not FORCE_CHANGE_PASSWORD"
    );

    add(&world, "dan", attributes(&[("email", "dan@example.com")]));
    let sent = world.outbox.count();
    let again = create(&world, "dan", resend);
    assert_eq!((&again["Username"], &again["UserStatus"]), (&json!("dan"), &json!("FORCE_CHANGE_PASSWORD")));
    assert_eq!(world.outbox.count(), sent + 1);
    assert_eq!(list(&world, json!({})).len(), 3, "nobody was created");
}

#[test]
fn a_new_invitation_has_a_new_password_and_new_days_and_changes_nothing_else() {
    let world = World::new(13);
    let email = attributes(&[("email", "ana@example.com")]);
    create(&world, "ana", json!({"UserAttributes": email}));
    let old = world.outbox.last_code();
    world.clock.advance(6 * DAY);
    let other = attributes(&[("email", "eve@example.com"), ("name", "Eve")]);
    let again = create(&world, "ana", json!({"MessageAction": "RESEND", "UserAttributes": other}));
    let new = world.outbox.last_code();
    assert_eq!(world.outbox.last().destination, "ana@example.com");
    assert_eq!(value(&again["Attributes"], "email"), "ana@example.com");
    assert_eq!(again["Attributes"].as_array().unwrap().len(), 2);

    assert_eq!(challenge(&world, "ana", &old), WRONG_PASSWORD);
    assert_eq!(challenge(&world, "ana", &new), "NEW_PASSWORD_REQUIRED");
    world.clock.advance(7 * DAY - 60);
    assert_eq!(challenge(&world, "ana", &new), "NEW_PASSWORD_REQUIRED");

    create(&world, "ana", json!({"MessageAction": "RESEND", "TemporaryPassword": PASSWORD}));
    assert_eq!(challenge(&world, "ana", PASSWORD), "NEW_PASSWORD_REQUIRED");
    assert_eq!(
        not_created(&world, "ana", json!({"MessageAction": "RESEND", "TemporaryPassword": "short"})),
        "InvalidPasswordException: Password did not conform with password policy: Password not long enough"
    );
}

#[test]
fn an_invitation_ends_after_the_pools_days_and_another_repairs_it() {
    for (policy, days) in [
        (json!({}), 7),
        (json!({"TemporaryPasswordValidityDays": 1}), 1),
        (json!({"TemporaryPasswordValidityDays": 0}), 7),
        (json!({"TemporaryPasswordValidityDays": 365}), 365),
    ] {
        let world = World::new(14).moved_to(json!({"PoolName": "p", "Policies": {"PasswordPolicy": policy}}));
        let email = attributes(&[("email", "ana@example.com")]);
        create(&world, "ana", json!({"UserAttributes": email, "TemporaryPassword": PASSWORD}));
        world.clock.advance(days * DAY - 1);
        assert_eq!(challenge(&world, "ana", PASSWORD), "NEW_PASSWORD_REQUIRED", "{policy}");
        world.clock.advance(2);
        assert_eq!(
            challenge(&world, "ana", PASSWORD),
            "NotAuthorizedException: Temporary password has expired and must be reset by an administrator.",
            "{policy}"
        );
        create(&world, "ana", json!({"MessageAction": "RESEND"}));
        assert_eq!(challenge(&world, "ana", &world.outbox.last_code()), "NEW_PASSWORD_REQUIRED");
    }
}

fn aliases(mail: &str, number: &str) -> Value {
    attributes(&[
        ("email", mail),
        ("email_verified", "true"),
        ("phone_number", number),
        ("phone_number_verified", "true"),
    ])
}

fn with_aliases(seed: u64) -> World {
    World::new(seed).moved_to(json!({"PoolName": "p", "AliasAttributes": ["email", "phone_number"]}))
}

#[test]
fn a_verified_alias_of_another_is_refused_and_forced_it_moves() {
    let world = with_aliases(15);
    add(&world, "ana", aliases("ana@example.com", "+12065550101"));
    add(&world, "ben", aliases("ben@example.com", "+12065550102"));
    let clash = |mail, number| not_created(&world, "cid", json!({"UserAttributes": aliases(mail, number)}));
    assert_eq!(
        clash("ana@example.com", "+12065550103"),
        "AliasExistsException: An account with the given email already exists."
    );
    assert_eq!(
        clash("cid@example.com", "+12065550101"),
        "AliasExistsException: An account with the given phone_number already exists."
    );
    assert_eq!(list(&world, json!({})).len(), 2);

    // Two aliases of two owners, in one go.
    let both = aliases("ana@example.com", "+12065550102");
    create(&world, "cid", json!({"ForceAliasCreation": true, "UserAttributes": both}));
    assert_eq!(get(&world, "ana@example.com")["Username"], "cid");
    assert_eq!(get(&world, "+12065550102")["Username"], "cid");
    assert_eq!(get(&world, "+12065550101")["Username"], "ana", "what was not taken stays");
    assert_eq!(get(&world, "ben@example.com")["Username"], "ben");
    let ana = get(&world, "ana");
    assert_eq!(value(&ana["UserAttributes"], "email_verified"), "false");
    assert_eq!(value(&ana["UserAttributes"], "phone_number_verified"), "true");
    assert_eq!(value(&get(&world, "ben")["UserAttributes"], "phone_number_verified"), "false");

    // Both aliases of one owner.
    create(&world, "dan", json!({"ForceAliasCreation": true, "UserAttributes": both}));
    assert_eq!(get(&world, "ana@example.com")["Username"], "dan");
    let cid = get(&world, "cid");
    assert_eq!(value(&cid["UserAttributes"], "email_verified"), "false");
    assert_eq!(value(&cid["UserAttributes"], "phone_number_verified"), "false");
}

#[test]
fn an_address_that_is_not_verified_clashes_with_nobody_and_takes_nothing() {
    let world = with_aliases(16);
    add(&world, "ana", aliases("ana@example.com", "+12065550101"));
    let unverified = attributes(&[("email", "ana@example.com")]);
    add(&world, "ben", unverified.clone());
    create(&world, "cid", json!({"ForceAliasCreation": true, "UserAttributes": unverified}));
    assert_eq!(get(&world, "ana@example.com")["Username"], "ana");
    assert_eq!(value(&get(&world, "ana")["UserAttributes"], "email_verified"), "true");
}

#[test]
fn true_is_taken_in_any_case_and_kept_in_lower_case() {
    let world = World::new(17);
    let given = attributes(&[
        ("email", "ana@example.com"),
        ("email_verified", "True"),
        ("phone_number", "+12065550100"),
        ("phone_number_verified", "FALSE"),
    ]);
    let user = create(&world, "ana", json!({"UserAttributes": given}));
    assert_eq!(value(&user["Attributes"], "email_verified"), "true");
    assert_eq!(value(&user["Attributes"], "phone_number_verified"), "false");
}

#[test]
fn attributes_of_a_new_user_must_be_those_of_the_schema() {
    let world = World::new(18).moved_to(json!({"PoolName": "p", "Schema": [
        {"Name": "email", "Required": true},
        {"Name": "age", "AttributeDataType": "Number", "NumberAttributeConstraints": {"MaxValue": "150"}},
        {"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": true, "Mutable": true},
    ]}));
    for (name, given, refusal) in [
        (
            "custom:x",
            "1",
            "Attributes did not conform to the schema: custom:x: Attribute does not exist in the schema.\n",
        ),
        ("email", "ana", "Invalid email address format."),
        ("email", "@example.com", "Invalid email address format."),
        ("phone_number", "2065550100", "Invalid phone number format."),
        ("phone_number", "+1 206 555 0100", "Invalid phone number format."),
        ("sub", "744bf586-7150-4358-8789-b2dd78711992", "Cannot modify the non-mutable attribute sub"),
    ] {
        assert_eq!(
            not_created(&world, "ana", json!({"UserAttributes": attributes(&[(name, given)])})),
            format!("InvalidParameterException: {refusal}"),
            "{name}"
        );
    }
    for (name, given) in [("custom:age", "151"), ("custom:age", "old"), ("birthdate", "1.1.1970")] {
        let refusal = not_created(&world, "ana", json!({"UserAttributes": attributes(&[(name, given)])}));
        let head = format!("InvalidParameterException: Attributes did not conform to the schema: {name}: ");
        assert!(refusal.starts_with(&head) && refusal.ends_with('\n'), "{refusal}");
    }
    // What is required is asked for at the first sign-in.
    let given = attributes(&[("custom:age", "150"), ("dev:custom:note", "vip")]);
    let user = create(&world, "ana", json!({"UserAttributes": given, "TemporaryPassword": PASSWORD}));
    assert_eq!(value(&user["Attributes"], "dev:custom:note"), "vip");
    let output = world.password_sign_in("ana", PASSWORD).unwrap();
    assert_eq!(output.challenge_parameters.unwrap()["requiredAttributes"], r#"["userAttributes.email"]"#);
}

#[test]
fn what_is_only_for_triggers_and_passwords_are_never_stored() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(19, Arc::clone(&storage), |_| {}, |_| {});
    create(
        &world,
        "ana",
        json!({
            "ValidationData": attributes(&[("canary-name", "canary-value")]),
            "ClientMetadata": {"canary-key": "canary-metadata"},
            "TemporaryPassword": PASSWORD,
            "UserAttributes": attributes(&[("email", "ana@example.com")]),
        }),
    );
    for (key, record) in records(&storage, &format!("pool/{}", world.pool)) {
        assert!(!key.contains("canary") && !record.contains("canary"), "{key}: {record}");
        assert!(!record.contains(PASSWORD), "{key}: {record}");
    }
}

#[test]
fn a_failed_invitation_is_told_and_can_be_repeated() {
    let world = World::new(20);
    world.outbox.broken.store(true, Ordering::SeqCst);
    let email = json!({"UserAttributes": attributes(&[("email", "ana@example.com")])});
    assert_eq!(not_created(&world, "ana", email), "CodeDeliveryFailureException: The gateway is closed.");
    world.outbox.broken.store(false, Ordering::SeqCst);
    assert_eq!(status(&world, "ana"), "FORCE_CHANGE_PASSWORD");
    create(&world, "ana", json!({"MessageAction": "RESEND"}));
    assert_eq!(challenge(&world, "ana", &world.outbox.last_code()), "NEW_PASSWORD_REQUIRED");
}

#[test]
fn who_can_sign_in_without_a_password_is_confirmed_at_once() {
    let factors = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}});
    let schema = json!([{"Name": "email", "Required": true}]);
    let world = World::new(21).moved_to(json!({"PoolName": "p", "Policies": factors, "Schema": schema}));
    assert_eq!(
        not_created(&world, "ana", json!({})),
        "InvalidParameterException: Attributes did not conform to the schema: email: The attribute is required\n"
    );
    let email = attributes(&[("email", "ana@example.com")]);
    for (name, password) in [("ana", Value::Null), ("ben", json!(""))] {
        let user = create(&world, name, json!({"UserAttributes": email, "TemporaryPassword": password}));
        assert_eq!(user["UserStatus"], "CONFIRMED");
        let message = world.outbox.last();
        assert_eq!(message.body.expose(), format!("Your username is {name}."));
        assert!(message.code.is_none());
        assert_eq!(challenge(&world, name, PASSWORD), WRONG_PASSWORD);
    }
    let user = create(&world, "cid", json!({"UserAttributes": email, "TemporaryPassword": PASSWORD}));
    assert_eq!(user["UserStatus"], "FORCE_CHANGE_PASSWORD");
}

#[test]
fn a_wrong_request_is_refused_by_its_shape() {
    let world = World::new(22);
    let detected = "InvalidParameterException: 1 validation error detected: Value";
    assert_eq!(
        not_created(&world, &"a".repeat(129), json!({})),
        format!(
            "{detected} at 'username' failed to satisfy constraint: Member must have length less than or equal to 128"
        )
    );
    add(&world, &"a".repeat(128), json!([]));
    let action = not_created(&world, "ana", json!({"MessageAction": "AGAIN"}));
    let head = format!(
        "{detected} 'AGAIN' at 'messageAction' failed to satisfy constraint: Member must satisfy enum value set: ["
    );
    assert!(action.starts_with(&head), "{action}");
    assert!(
        not_created(&world, "ana", json!({"DesiredDeliveryMediums": ["PIGEON"]}))
            .contains("'desiredDeliveryMediums'")
    );
    let long = attributes(&[("name", &"x".repeat(2049))]);
    assert_eq!(
        not_created(&world, "ana", json!({"UserAttributes": long})),
        format!(
            "{detected} at 'userAttributes.1.member.value' failed to satisfy constraint: Member must have length less \
             than or equal to 2048"
        )
    );
    add(&world, "ana", attributes(&[("name", &"x".repeat(2048))]));
}

#[test]
fn administrators_create_users_where_nobody_may_sign_up() {
    let world = World::new(23)
        .moved_to(json!({"PoolName": "p", "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}}));
    add(&world, "ana", json!([]));
}

#[test]
fn nothing_can_be_done_in_an_unknown_pool() {
    let world = World::new(24);
    for (operation, more) in [
        ("AdminCreateUser", json!({})),
        ("AdminCreateUser", json!({"MessageAction": "RESEND"})),
        ("AdminGetUser", json!({})),
        ("AdminConfirmSignUp", json!({})),
        ("AdminSetUserPassword", json!({"Password": PASSWORD})),
        ("AdminDeleteUser", json!({})),
        ("ListUsers", json!({})),
    ] {
        let request = merged(json!({"UserPoolId": "us-east-1_nothere99", "Username": "ana"}), &more);
        assert_eq!(
            world.refused(operation, request),
            "ResourceNotFoundException: User pool us-east-1_nothere99 does not exist.",
            "{operation}"
        );
    }
}

#[test]
fn nothing_can_be_done_to_an_unknown_user() {
    let world = World::new(25);
    for (operation, more) in [
        ("AdminGetUser", json!({})),
        ("AdminConfirmSignUp", json!({})),
        ("AdminSetUserPassword", json!({"Password": PASSWORD})),
        ("AdminDeleteUser", json!({})),
    ] {
        let request = merged(json!({"Username": "nobody"}), &more);
        assert_eq!(world.pool_refused(operation, request), NO_SUCH_USER, "{operation}");
    }
}

// ---- AdminGetUser ----

#[test]
fn a_profile_is_read_whole() {
    let world = World::new(30).confirmed("ana");
    let user = get(&world, "ana");
    let sub = value(&user["UserAttributes"], "sub");
    let expected = json!({
        "Username": "ana",
        "UserAttributes": [
            {"Name": "sub", "Value": sub},
            {"Name": "email", "Value": "ana@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
        "UserCreateDate": START.seconds(),
        "UserLastModifiedDate": START.seconds(),
        "Enabled": true,
        "UserStatus": "CONFIRMED",
    });
    assert_eq!(user, expected);
}

#[test]
fn a_user_is_found_by_name_by_sub_and_by_verified_alias_only() {
    let world = with_aliases(31);
    let sub = add(&world, "ana", aliases("ana@example.com", "+12065550101"));
    add(&world, "ben", attributes(&[("email", "ben@example.com")]));
    for name in ["ana", &sub, "ana@example.com", "+12065550101"] {
        assert_eq!(get(&world, name)["Username"], "ana", "{name}");
    }
    for name in ["Ana", "Ana@example.com", "ben@example.com", "744bf586-7150-4358-8789-b2dd78711992"] {
        assert_eq!(world.pool_refused("AdminGetUser", json!({"Username": name})), NO_SUCH_USER, "{name}");
    }
}

#[test]
fn names_and_aliases_of_a_case_insensitive_pool_are_found_in_any_case_and_shown_in_lower_case() {
    let world = World::new(32).moved_to(json!({
        "PoolName": "p", "AliasAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": false},
    }));
    add(&world, "Ana", attributes(&[("email", "Ana@Example.com"), ("email_verified", "true")]));
    for name in ["ana", "ANA", "ana@example.com", "ANA@EXAMPLE.COM"] {
        let user = get(&world, name);
        assert_eq!(user["Username"], "ana");
        assert_eq!(value(&user["UserAttributes"], "email"), "ana@example.com");
    }
    let clash = attributes(&[("email", "aNA@example.com"), ("email_verified", "true")]);
    assert_eq!(
        not_created(&world, "ben", json!({"UserAttributes": clash})),
        "AliasExistsException: An account with the given email already exists."
    );
}

// ---- AdminConfirmSignUp ----

#[test]
fn an_administrator_confirms_without_verifying_anything() {
    let world = World::new(40);
    world.sign_up("ana").unwrap();
    world.clock.advance(60);
    assert_eq!(world.pool_ok("AdminConfirmSignUp", json!({"Username": "ana"})), json!({}));
    let user = get(&world, "ana");
    assert_eq!(user["UserStatus"], "CONFIRMED");
    assert_eq!(value(&user["UserAttributes"], "email_verified"), "false");
    assert_eq!(user["UserLastModifiedDate"], START.seconds() + 60);
    assert_eq!(user["UserCreateDate"], START.seconds());
    assert_eq!(challenge(&world, "ana", PASSWORD), "tokens");
}

#[test]
fn only_who_signed_up_is_confirmed() {
    let world = World::new(41).confirmed("ana");
    add(&world, "ben", json!([]));
    for (name, status) in [("ana", "CONFIRMED"), ("ben", "FORCE_CHANGE_PASSWORD")] {
        assert_eq!(
            world.pool_refused("AdminConfirmSignUp", json!({"Username": name})),
            format!("NotAuthorizedException: User cannot be confirmed. Current status is {status}")
        );
    }
}

// ---- AdminSetUserPassword ----

#[test]
fn a_permanent_password_confirms_whoever_gets_it() {
    let world = World::new(50).confirmed("confirmed");
    world.sign_up("unconfirmed").unwrap();
    add(&world, "invited", json!([]));
    let password = "Another-Horse9!";
    for name in ["confirmed", "unconfirmed", "invited"] {
        let request = json!({"Username": name, "Password": password, "Permanent": true});
        assert_eq!(world.pool_ok("AdminSetUserPassword", request), json!({}));
        assert_eq!(status(&world, name), "CONFIRMED");
        assert_eq!(challenge(&world, name, password), "tokens");
    }
    assert_eq!(challenge(&world, "confirmed", PASSWORD), WRONG_PASSWORD);
}

#[test]
fn a_password_that_is_not_permanent_must_be_changed_and_ends() {
    for permanent in [json!(false), Value::Null] {
        let world = World::new(51).confirmed("confirmed");
        world.sign_up("unconfirmed").unwrap();
        add(&world, "invited", json!([]));
        let password = "Another-Horse9!";
        for name in ["confirmed", "unconfirmed", "invited"] {
            let request = json!({"Username": name, "Password": password, "Permanent": permanent});
            assert_eq!(world.pool_ok("AdminSetUserPassword", request), json!({}));
            assert_eq!(status(&world, name), "FORCE_CHANGE_PASSWORD");
            assert_eq!(challenge(&world, name, password), "NEW_PASSWORD_REQUIRED");
        }
        world.clock.advance(7 * DAY + 1);
        assert_eq!(
            challenge(&world, "invited", password),
            "NotAuthorizedException: Temporary password has expired and must be reset by an administrator."
        );
        let request = json!({"Username": "invited", "Password": password, "Permanent": permanent});
        world.pool_ok("AdminSetUserPassword", request);
        assert_eq!(challenge(&world, "invited", password), "NEW_PASSWORD_REQUIRED");
    }
}

#[test]
fn a_password_set_by_an_administrator_keeps_the_policy() {
    let world = World::new(52).confirmed("ana");
    let set = |password: &str| {
        world.pool_refused("AdminSetUserPassword", json!({"Username": "ana", "Password": password}))
    };
    for (password, rule) in [
        ("Aa1!", "Password not long enough"),
        ("aaaaaaa1!", "Password must have uppercase characters"),
        ("AAAAAAA1!", "Password must have lowercase characters"),
        ("AAAAaaaa!", "Password must have numeric characters"),
        ("AAAAaaaa1", "Password must have symbol characters"),
    ] {
        let text = format!("InvalidPasswordException: Password does not conform to policy: {rule}");
        assert_eq!(set(password), text);
    }
    let shape = "InvalidParameterException: 1 validation error detected: Value at 'password' failed to satisfy \
                 constraint: Member must";
    for password in [" Correct-Horse9!", "Correct-Horse9! "] {
        assert_eq!(
            set(password),
            format!(r"{shape} satisfy regular expression pattern: ^[\S]+.*[\S]+$"),
            "{password:?}"
        );
    }
    let long = format!("Aa1!{}", "x".repeat(253));
    assert_eq!(set(&long), format!("{shape} have length less than or equal to 256"));
    assert_eq!(
        world.pool_refused("AdminSetUserPassword", json!({"Username": "ana"})),
        format!("{shape} not be null")
    );
    assert_eq!(challenge(&world, "ana", PASSWORD), "tokens", "nothing was set");
    set_password(&world, "ana", "With space 9");
    set_password(&world, "ana", &long[..256]);
}

#[test]
fn tokens_outlive_a_password_set_by_an_administrator() {
    let world = World::new(53).confirmed("ana");
    let tokens = world.tokens("ana");
    set_password(&world, "ana", "Another-Horse9!");
    world.get_user(&tokens).unwrap();
    world
        .initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())])
        .unwrap();
}

#[test]
fn as_many_earlier_passwords_are_refused_as_the_pool_remembers() {
    let history = |size: u64| json!({"PoolName": "p", "Policies": {"PasswordPolicy": {"MinimumLength": 8, "PasswordHistorySize": size}}});
    let set = |world: &World, password: &str, permanent: bool| {
        let request = json!({"UserPoolId": world.pool, "Username": "ana", "Password": password, "Permanent": permanent});
        world.call("AdminSetUserPassword", &request).map(|_| ())
    };
    let used =
        || Err("PasswordHistoryPolicyViolationException: Password has previously been used".to_owned());

    let world = World::new(54).moved_to(history(2));
    add(&world, "ana", json!([]));
    assert_eq!(set(&world, "password1", true), Ok(()));
    assert_eq!(set(&world, "password1", true), used(), "the current one counts");
    assert_eq!(set(&world, "password2", true), Ok(()));
    assert_eq!(set(&world, "password1", true), used());
    assert_eq!(set(&world, "password1", false), used(), "temporary or not");
    assert_eq!(set(&world, "password3", true), Ok(()));
    assert_eq!(set(&world, "password1", true), Ok(()), "two others lie between");
    // Temporary passwords are not remembered.
    assert_eq!(set(&world, "temporary1", false), Ok(()));
    assert_eq!(set(&world, "temporary1", true), Ok(()));

    let world = World::new(54).moved_to(history(0));
    add(&world, "ana", json!([]));
    for _ in 0..2 {
        assert_eq!(set(&world, "password1", true), Ok(()));
    }

    let world = World::new(54).moved_to(history(24));
    add(&world, "ana", json!([]));
    for number in 0..25 {
        assert_eq!(set(&world, &format!("password{number}"), true), Ok(()));
    }
    assert_eq!(set(&world, "password1", true), used());
    assert_eq!(set(&world, "password0", true), Ok(()), "the twenty-fifth is forgotten");
}

// ---- AdminDeleteUser ----

#[test]
fn of_a_deleted_user_no_record_remains_but_the_count() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(
        60,
        Arc::clone(&storage),
        |pool| {
            pool.alias_attributes = Some(vec![
                userpool::operations::Alias::Email,
                userpool::operations::Alias::PhoneNumber,
                userpool::operations::Alias::PreferredUsername,
            ]);
        },
        |_| {},
    );
    let partition = format!("pool/{}", world.pool);
    let before = records(&storage, &partition);
    let directory = records(&storage, "directory");

    // One life with everything in it: codes, failures, a reset, sign-ins, long values.
    let mut request = world.sign_up_request("ana-canary");
    let long = format!("canary-{}", "x".repeat(600));
    request.user_attributes.as_mut().unwrap().push(userpool::operations::Attribute::new("name", &*long));
    let sub = world.send(request).unwrap().user_sub;
    world.confirm("ana-canary", "000000").unwrap_err();
    world.confirm("ana-canary", &world.outbox.last_code()).unwrap();
    world.forgot_password("ana-canary").unwrap();
    world.password_sign_in("ana-canary", "Wrong-Horse9!").unwrap_err();
    world.password_sign_in("ana-canary", PASSWORD).unwrap();
    let lived = records(&storage, &partition);
    assert!(lived.len() > before.len() + 8, "{lived:?}");
    assert_eq!(world.pool_ok("AdminDeleteUser", json!({"Username": "ana-canary@example.com"})), json!({}));

    let after = records(&storage, &partition);
    let remaining: Vec<_> = after.keys().filter(|key| !before.contains_key(*key)).collect();
    // How many messages went to an address stays for the hour, under a keyed hash.
    let may_stay = |key: &str| key.starts_with("count/") || key.starts_with("messages/");
    assert!(remaining.iter().all(|key| may_stay(key)), "{remaining:?}");
    for (key, record) in &after {
        for trace in ["canary", &*sub] {
            assert!(!key.contains(trace) && !record.contains(trace), "{key}: {record}");
        }
    }
    assert_eq!(records(&storage, "directory"), directory);
    let pool = world.pool_ok("DescribeUserPool", json!({}));
    assert_eq!(pool["UserPool"]["EstimatedNumberOfUsers"], 0);
}

#[test]
fn what_outlives_a_deleted_user_for_a_while_does_not_name_them() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(61, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana-canary");
    let sub = value(&get(&world, "ana-canary")["UserAttributes"], "sub").to_owned();
    let tokens = world.srp_sign_in("ana-canary", PASSWORD).unwrap().authentication_result.unwrap();
    let revoke = json!({"Token": tokens.refresh_token.unwrap().as_str(), "ClientId": world.client});
    world.ok("RevokeToken", revoke);
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana-canary"}));
    let partition = format!("pool/{}", world.pool);
    for (key, record) in records(&storage, &partition) {
        for trace in ["canary", &*sub] {
            assert!(!key.contains(trace) && !record.contains(trace), "{key}: {record}");
        }
    }
    // Marks of what was spent or revoked end by themselves.
    // A margin of sixty days keeps revoked tokens dead if the clock is ahead for a moment.
    storage.drop_expired(START.seconds() + 31 * DAY);
    let left = records(&storage, &partition);
    assert!(!left.keys().any(|key| key.starts_with("spent/")), "{left:?}");
    assert!(left.keys().any(|key| key.starts_with("revoked/")), "{left:?}");
    storage.drop_expired(START.seconds() + (31 + 60) * DAY);
    let left = records(&storage, &partition);
    assert!(!left.keys().any(|key| key.starts_with("spent/") || key.starts_with("revoked/")), "{left:?}");
}

#[test]
fn name_and_alias_of_a_deleted_user_are_free_and_the_sub_is_nobodys() {
    let world = with_aliases(62);
    let sub = add(&world, "ana", aliases("ana@example.com", "+12065550101"));
    world.pool_ok("AdminDeleteUser", json!({"Username": sub}));
    for name in ["ana", &sub, "ana@example.com", "+12065550101"] {
        assert_eq!(world.pool_refused("AdminGetUser", json!({"Username": name})), NO_SUCH_USER);
        assert_eq!(world.pool_refused("AdminDeleteUser", json!({"Username": name})), NO_SUCH_USER);
    }
    assert_eq!(list(&world, json!({})), [""; 0]);
    assert_eq!(list(&world, json!({"Filter": format!("sub = \"{sub}\"")})), [""; 0]);
    let again = add(&world, "ana", aliases("ana@example.com", "+12065550101"));
    assert_ne!(again, sub);
    assert_eq!(get(&world, "ana@example.com")["Username"], "ana");
}

#[test]
fn a_code_does_not_pass_to_the_next_user_of_a_name() {
    let world = World::new(63);
    world.sign_up("ana").unwrap();
    let code = world.outbox.last_code();
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    world.sign_up("ana").unwrap();
    if world.outbox.last_code() != code {
        assert_eq!(world.confirm("ana", &code).unwrap_err().name(), "CodeMismatchException");
    }
}

// ---- ListUsers ----

/// Follows the tokens to the end: the names, and how many each page had.
fn pages(world: &World, request: &Value) -> (Vec<String>, Vec<usize>) {
    let (mut all, mut sizes, mut request) = (Vec::new(), Vec::new(), request.clone());
    loop {
        let answer = world.pool_ok("ListUsers", request.clone());
        let page = names(&answer);
        sizes.push(page.len());
        all.extend(page);
        match answer.get("PaginationToken") {
            Some(token) => request["PaginationToken"] = token.clone(),
            None => return (all, sizes),
        }
        assert!(sizes.len() < 1000, "the pages never end");
    }
}

#[test]
fn users_are_listed_in_order_of_creation_without_gaps_or_repeats() {
    let world = World::new(70);
    // Names run against time, and every third user shares a moment with the one before.
    let expected: Vec<String> = (0..150).map(|number| format!("user{:03}", 149 - number)).collect();
    for (number, name) in expected.iter().enumerate() {
        add(&world, name, json!([]));
        world.clock.advance(u64::from(number % 3 != 1));
    }
    let at = |name: &str| get(&world, name)["UserCreateDate"].as_u64().unwrap();
    let mut moments: BTreeMap<u64, BTreeSet<&String>> = BTreeMap::new();
    for name in &expected {
        moments.entry(at(name)).or_default().insert(name);
    }
    for (limit, sizes) in [
        (json!(60), vec![60, 60, 30]),
        (json!(0), vec![60, 60, 30]),
        (Value::Null, vec![60, 60, 30]),
        (json!(50), vec![50, 50, 50]),
        (json!(7), [vec![7; 21], vec![3]].concat()),
        (json!(1), vec![1; 150]),
    ] {
        let (all, found) = pages(&world, &json!({"Limit": limit}));
        assert_eq!(found, sizes, "{limit}");
        let mut rest = all.iter();
        for (moment, names) in &moments {
            let here: BTreeSet<_> = rest.by_ref().take(names.len()).collect();
            assert_eq!(&here, names, "{limit} at {moment}");
        }
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 150);
    }
}

#[test]
fn a_limit_is_nought_to_sixty() {
    let world = World::new(71);
    let detected = "InvalidParameterException: 1 validation error detected: Value";
    assert_eq!(
        world.pool_refused("ListUsers", json!({"Limit": 61})),
        format!(
            "{detected} '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60"
        )
    );
    assert_eq!(
        world.pool_refused("ListUsers", json!({"Limit": -1})),
        format!(
            "{detected} '-1' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 0"
        )
    );
    for limit in [0, 60] {
        assert_eq!(world.pool_ok("ListUsers", json!({"Limit": limit})), json!({"Users": []}));
    }
}

#[test]
fn a_listed_user_is_shown_whole() {
    let world = World::new(72).confirmed("ana");
    let answer = world.pool_ok("ListUsers", json!({}));
    let sub = value(&answer["Users"][0]["Attributes"], "sub");
    let expected = json!({"Users": [{
        "Username": "ana",
        "Attributes": [
            {"Name": "sub", "Value": sub},
            {"Name": "email", "Value": "ana@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
        "UserCreateDate": START.seconds(),
        "UserLastModifiedDate": START.seconds(),
        "Enabled": true,
        "UserStatus": "CONFIRMED",
    }]});
    assert_eq!(answer, expected);
}

#[test]
fn every_searchable_attribute_is_found_by_its_value_and_by_how_it_begins() {
    let world = World::new(73);
    for (name, number) in [("ana", "1"), ("anabel", "12"), ("ben", "2"), ("Ana", "3")] {
        add(
            &world,
            name,
            attributes(&[
                ("email", &format!("{name}@example.com")),
                ("phone_number", &format!("+1206555010{number}")),
                ("name", &format!("{name} Ångström/{number}%")),
                ("given_name", &format!("G{name}")),
                ("family_name", &format!("F{name}")),
                ("preferred_username", &format!("p-{name}")),
            ]),
        );
        world.clock.advance(1);
    }
    for (filter, expected) in [
        (r#"username = "ana""#, &["ana"][..]),
        (r#"username ^= "ana""#, &["ana", "anabel"]),
        (r#"username ^= "an""#, &["ana", "anabel"]),
        (r#"username = "an""#, &[]),
        (r#"username = "ANA""#, &[]),
        (r#"username = "Ana""#, &["Ana"]),
        (r#"email = "ana@example.com""#, &["ana"]),
        (r#"email ^= "ana""#, &["ana", "anabel"]),
        (r#"email = "ana""#, &[]),
        (r#"email = "ANA@example.com""#, &[]),
        (r#"phone_number = "+12065550101""#, &["ana"]),
        (r#"phone_number ^= "+12065550101""#, &["ana", "anabel"]),
        (r#"phone_number ^= "12065550101""#, &[]),
        (r#"name = "ana Ångström/1%""#, &["ana"]),
        (r#"name ^= "ana Ångström/1""#, &["ana"]),
        (r#"name ^= "ana""#, &["ana", "anabel"]),
        (r#"name = "ana Ångström/1""#, &[]),
        (r#"given_name = "Gana""#, &["ana"]),
        (r#"given_name ^= "Gana""#, &["ana", "anabel"]),
        (r#"given_name = "gana""#, &[]),
        (r#"family_name = "Fana""#, &["ana"]),
        (r#"family_name ^= "Fana""#, &["ana", "anabel"]),
        (r#""email" ^= "ana""#, &["ana", "anabel"]),
        (r#"preferred_username = "p-ana""#, &["ana"]),
        (r#"preferred_username ^= "p-""#, &["ana", "anabel", "ben", "Ana"]),
        // White space is free, and an empty filter is none.
        (r#"  email="ben@example.com"  "#, &["ben"]),
        (r#"email   ^=   "ben""#, &["ben"]),
        ("", &["ana", "anabel", "ben", "Ana"]),
    ] {
        // Only without a filter is there a promise about the order.
        let mut found = list(&world, json!({"Filter": filter}));
        let mut expected = expected.to_vec();
        if !filter.is_empty() {
            found.sort();
            expected.sort_unstable();
        }
        assert_eq!(found, expected, "{filter}");
        assert_eq!(
            pages(&world, &json!({"Filter": filter, "Limit": 1})).0.len(),
            expected.len(),
            "{filter}, one by one"
        );
    }
}

#[test]
fn a_status_is_searched_in_any_case_and_enabled_in_one() {
    let world = World::new(74).confirmed("confirmed");
    world.sign_up("unconfirmed").unwrap();
    add(&world, "invited", json!([]));
    for (filter, expected) in [
        (r#"cognito:user_status = "CONFIRMED""#, &["confirmed"][..]),
        (r#"cognito:user_status = "confirmed""#, &["confirmed"]),
        (r#"cognito:user_status = "Unconfirmed""#, &["unconfirmed"]),
        (r#"cognito:user_status = "FORCE_CHANGE_PASSWORD""#, &["invited"]),
        (r#"cognito:user_status = "RESET_REQUIRED""#, &[]),
        (r#"status = "Disabled""#, &[]),
        (r#"status = "enabled""#, &[]),
    ] {
        assert_eq!(list(&world, json!({"Filter": filter})), expected, "{filter}");
    }
    assert_eq!(list(&world, json!({"Filter": r#"status = "Enabled""#})).len(), 3);
    // A search follows a change of status.
    world.pool_ok("AdminConfirmSignUp", json!({"Username": "unconfirmed"}));
    assert_eq!(list(&world, json!({"Filter": r#"cognito:user_status = "UNCONFIRMED""#})), [""; 0]);
    assert_eq!(list(&world, json!({"Filter": r#"cognito:user_status = "CONFIRMED""#})).len(), 2);
}

#[test]
fn a_sub_is_found_by_itself() {
    let world = World::new(75);
    let sub = add(&world, "ana", json!([]));
    add(&world, "ben", json!([]));
    assert_eq!(list(&world, json!({"Filter": format!("sub = \"{sub}\"")})), ["ana"]);
    assert_eq!(list(&world, json!({"Filter": format!("sub = \"{}\"", &sub[..8])})), [""; 0]);
    assert_eq!(list(&world, json!({"Filter": r#"sub = "%/nobody""#})), [""; 0]);
}

#[test]
fn in_a_pool_with_username_attributes_the_username_is_searched_as_the_sub() {
    let world = World::new(76).moved_to(json!({"PoolName": "p", "UsernameAttributes": ["email"]}));
    let sub = add(&world, "ana@example.com", json!([]));
    for filter in [format!("username = \"{sub}\""), r#"email = "ana@example.com""#.into()] {
        assert_eq!(list(&world, json!({"Filter": filter})), [&*sub], "{filter}");
    }
    assert_eq!(list(&world, json!({"Filter": r#"username = "ana@example.com""#})), [""; 0]);
}

#[test]
fn names_of_a_case_insensitive_pool_are_searched_in_any_case() {
    let world = World::new(77).moved_to(json!({
        "PoolName": "p", "AliasAttributes": ["email"], "UsernameConfiguration": {"CaseSensitive": false},
    }));
    add(&world, "Ana", attributes(&[("email", "Ana@Example.com"), ("name", "Ana")]));
    for filter in
        [r#"username = "ANA""#, r#"username ^= "aN""#, r#"email = "ANA@EXAMPLE.COM""#, r#"name = "Ana""#]
    {
        assert_eq!(list(&world, json!({"Filter": filter})), ["ana"], "{filter}");
    }
    assert_eq!(list(&world, json!({"Filter": r#"name = "ana""#})), [""; 0]);
}

#[test]
fn quotes_and_backslashes_in_a_value_are_searched_escaped() {
    let world = World::new(78);
    add(&world, "ana", attributes(&[("name", r#"Ana "the" one"#)]));
    add(&world, "ben", attributes(&[("name", r"DOMAIN\ben")]));
    assert_eq!(list(&world, json!({"Filter": r#"name = "Ana \"the\" one""#})), ["ana"]);
    assert_eq!(list(&world, json!({"Filter": r#"name ^= "Ana \"""#})), ["ana"]);
    assert_eq!(list(&world, json!({"Filter": r#"name = "DOMAIN\\ben""#})), ["ben"]);
}

#[test]
fn long_values_are_told_apart_by_their_ends() {
    let world = World::new(79);
    let long = "é/%".repeat(50);
    for number in 0..5 {
        add(&world, &format!("user{number}"), attributes(&[("name", &format!("{long}{}", number % 2))]));
        world.clock.advance(1);
    }
    let short: String = long.chars().take(128).collect();
    add(&world, "short", attributes(&[("name", &short)]));
    let find = |operator: &str, value: &str| {
        pages(&world, &json!({"Filter": format!("name {operator} \"{value}\""), "Limit": 2})).0
    };
    assert_eq!(find("=", &format!("{long}1")), ["user1", "user3"]);
    assert_eq!(find("=", &format!("{long}0")), ["user0", "user2", "user4"]);
    assert_eq!(find("=", &long), [""; 0]);
    assert_eq!(find("=", &short), ["short"]);
    assert_eq!(find("^=", &format!("{long}1")), ["user1", "user3"]);
    assert_eq!(find("^=", &long).len(), 5);
    assert_eq!(find("^=", &short).len(), 6);
}

#[test]
fn a_value_of_the_greatest_length_can_be_stored_and_found() {
    let world = World::new(80);
    let long = "🦀".repeat(1024);
    for name in ["name", "email", "preferred_username"] {
        let text = if name == "email" { format!("{}@x", "a".repeat(2046)) } else { long.clone() };
        add(&world, name, attributes(&[(name, &text)]));
        let start: String = text.chars().take(100).collect();
        assert_eq!(list(&world, json!({"Filter": format!("{name} ^= \"{start}\"")})), [name]);
        world.pool_ok("AdminDeleteUser", json!({"Username": name}));
        assert_eq!(list(&world, json!({"Filter": format!("{name} ^= \"{start}\"")})), [""; 0]);
    }
}

#[test]
fn wrong_filters_are_refused() {
    let world = World::new(81);
    for filter in [
        "email",
        "email =",
        r#"= "ana""#,
        "email = ana",
        "email = 'ana'",
        r#"email = "ana"#,
        r#"email == "ana""#,
        r#"email ~ "ana""#,
        r#"email != "ana""#,
        r#"email = "ana" and name = "Ana""#,
        r#"email = "ana" or email = "ben""#,
    ] {
        assert_eq!(
            world.pool_refused("ListUsers", json!({"Filter": filter})),
            "InvalidParameterException: Error while parsing filter.",
            "{filter}"
        );
    }
    for name in ["custom:foo", "address", "Email", "email_verified"] {
        assert_eq!(
            world.pool_refused("ListUsers", json!({"Filter": format!("{name} = \"x\"")})),
            format!("InvalidParameterException: Invalid search attribute: {name}")
        );
    }
    let longest = format!("name = \"{}\"", "x".repeat(256 - 9));
    assert_eq!(list(&world, json!({"Filter": longest})), [""; 0]);
    let too_long = world.pool_refused("ListUsers", json!({"Filter": format!("{longest} ")}));
    assert!(
        too_long.ends_with(
            "at 'filter' failed to satisfy constraint: Member must have length less than or equal to 256"
        ),
        "{too_long}"
    );
}

#[test]
fn only_attributes_that_every_user_of_the_page_has_can_be_asked_for() {
    let world = World::new(82).moved_to(json!({"PoolName": "p", "Schema": [
        {"Name": "team", "AttributeDataType": "String", "Mutable": true},
    ]}));
    for (name, team) in [("ana", "red"), ("ben", "blue")] {
        add(&world, name, attributes(&[("name", name), ("custom:team", team), ("email", "x@example.com")]));
        world.clock.advance(1);
    }
    let answer = world.pool_ok("ListUsers", json!({"AttributesToGet": ["custom:team", "name"]}));
    let shown: Vec<_> =
        answer["Users"].as_array().unwrap().iter().map(|user| user["Attributes"].clone()).collect();
    let expected = [("ana", "red"), ("ben", "blue")]
        .map(|(name, team)| attributes(&[("custom:team", team), ("name", name)]));
    assert_eq!(shown, expected);
    assert_eq!(
        answer["Users"][0].as_object().unwrap().keys().collect::<Vec<_>>(),
        ["Attributes", "Enabled", "UserCreateDate", "UserLastModifiedDate", "UserStatus", "Username"]
    );
    let answer = world.pool_ok("ListUsers", json!({"AttributesToGet": [], "Limit": 1}));
    let mut shown = world.pool_ok("ListUsers", json!({}))["Users"][0].clone();
    shown["Attributes"] = json!([]);
    assert_eq!(answer["Users"], json!([shown]), "an empty list asks for no attributes");
    let mut next = json!({"PaginationToken": answer["PaginationToken"], "Limit": 1});
    assert_eq!(
        world.pool_refused("ListUsers", next.clone()),
        "InvalidParameterException: Invalid pagination token",
        "all attributes are another list"
    );
    next["AttributesToGet"] = json!([]);
    assert_eq!(list(&world, next), ["ben"]);

    let refused = |names: Value| world.pool_refused("ListUsers", json!({"AttributesToGet": names}));
    let unknown = "InvalidParameterException: One or more requested attributes do not exist.";
    assert_eq!(refused(json!(["phone_number"])), unknown, "nobody has one");
    assert_eq!(refused(json!(["name", "nothing"])), unknown);
    assert_eq!(refused(json!(["custom:nothing"])), unknown);
    assert_eq!(refused(json!(["sub"])), "InvalidParameterException: Input fails to satisfy the constraints.");
    assert_eq!(
        refused(json!(["name", "sub"])),
        "InvalidParameterException: Input fails to satisfy the constraints."
    );

    add(&world, "cid", attributes(&[("name", "cid")]));
    assert_eq!(refused(json!(["custom:team"])), unknown, "one of the page has none");
    let first = json!({"AttributesToGet": ["custom:team"], "Limit": 2});
    assert_eq!(list(&world, first), ["ana", "ben"]);
    let filtered = json!({"AttributesToGet": ["custom:team"], "Filter": "name = \"ana\""});
    assert_eq!(list(&world, filtered), ["ana"]);
}

#[test]
fn a_token_works_for_its_own_list_for_an_hour() {
    let world = World::new(83);
    for number in 0..5 {
        add(&world, &format!("user{number}"), attributes(&[("name", "x")]));
        world.clock.advance(1);
    }
    let token = world.pool_ok("ListUsers", json!({"Limit": 2}))["PaginationToken"].clone();
    let refused = |more: Value| {
        let refusal = world.pool_refused("ListUsers", merged(json!({"PaginationToken": token}), &more));
        assert_eq!(refusal, "InvalidParameterException: Invalid pagination token", "{more}");
    };
    refused(json!({"Filter": "name = \"x\""}));
    refused(json!({"AttributesToGet": ["name"]}));
    refused(json!({"PaginationToken": "garbage"}));
    refused(json!({"PaginationToken": "é%🦀"}));
    let text = token.as_str().unwrap();
    let flipped = if text.ends_with('A') { "B" } else { "A" };
    refused(json!({"PaginationToken": format!("{}{flipped}", &text[..text.len() - 1])}));
    refused(json!({"PaginationToken": &text[..text.len() / 2]}));
    refused(json!({"PaginationToken": format!("{text}{text}")}));
    assert!(!text.contains("user"), "{text}");

    let filtered = world.pool_ok("ListUsers", json!({"Limit": 2, "Filter": "name = \"x\""}));
    refused(json!({"PaginationToken": filtered["PaginationToken"]}));
    refused(json!({"PaginationToken": filtered["PaginationToken"], "Filter": "name ^= \"x\""}));

    let empty = world.pool_refused("ListUsers", json!({"PaginationToken": ""}));
    assert!(
        empty.contains("at 'paginationToken' failed to satisfy constraint: Member must have length greater than or equal to 1"),
        "{empty}"
    );

    world.clock.advance(3599);
    assert_eq!(list(&world, json!({"PaginationToken": token, "Limit": 2})), ["user2", "user3"]);
    world.clock.advance(1);
    refused(json!({}));

    let world = world.moved_to(json!({"PoolName": "other"}));
    let request = json!({"PaginationToken": filtered["PaginationToken"], "Filter": "name = \"x\""});
    assert_eq!(
        world.pool_refused("ListUsers", request),
        "InvalidParameterException: Invalid pagination token"
    );
}

#[test]
fn who_goes_between_two_pages_leaves_no_gap_and_who_comes_is_last() {
    let world = World::new(84);
    for number in 0..6 {
        add(&world, &format!("user{number}"), json!([]));
        world.clock.advance(1);
    }
    let first = world.pool_ok("ListUsers", json!({"Limit": 2}));
    assert_eq!(names(&first), ["user0", "user1"]);
    // The last user of the page, to which the token points; the first of the next; and a newcomer.
    for name in ["user1", "user2"] {
        world.pool_ok("AdminDeleteUser", json!({"Username": name}));
    }
    add(&world, "user9", json!([]));
    let rest = pages(&world, &json!({"Limit": 2, "PaginationToken": first["PaginationToken"]})).0;
    assert_eq!(rest, ["user3", "user4", "user5", "user9"]);
}
