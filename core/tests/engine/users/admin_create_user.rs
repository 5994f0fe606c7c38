//! `AdminCreateUser`.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
};

use serde_json::{Value, json};
use userpool::{
    auth::password::PasswordPolicy,
    storage::{Medium, MemoryStorage, Purpose},
};

use super::{
    DAY, NO_SUCH_USER, WRONG_PASSWORD, add, aliases, challenge, create, get, list, not_created, status,
    value, with_aliases,
};
use crate::world::{PASSWORD, START, World, attributes, is_uuid, records};

#[test]
fn the_answer_shows_every_member_of_a_created_user() {
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
fn only_the_invitation_shows_the_temporary_password() {
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
fn a_suppressed_invitation_creates_the_user_and_sends_nothing() {
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
fn a_taken_name_is_refused_with_the_text_for_administrators() {
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
fn only_invited_users_are_invited_again() {
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
fn an_unverified_address_neither_conflicts_with_an_alias_nor_moves_it() {
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
fn a_user_who_can_sign_in_without_a_password_is_confirmed_at_once() {
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
fn administrators_create_users_in_pools_without_sign_up() {
    let world = World::new(23)
        .moved_to(json!({"PoolName": "p", "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": true}}));
    add(&world, "ana", json!([]));
}
