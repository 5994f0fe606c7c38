//! Names: one value leads to one user, whatever kind of name it is.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    operations::*,
    storage::{MemoryStorage, Storage},
    trigger::{Event, TriggerFns, UserMigration, UserMigrationResponse},
};

use crate::world::{PASSWORD, World, attributes};

const TAKEN: &str = "AliasExistsException: An account with the given preferred_username already exists.";
const IS_EMAIL: &str = "InvalidParameterException: Preferred username cannot be of email format, since user pool is \
                        configured for email alias.";
const IS_PHONE_NUMBER: &str = "InvalidParameterException: Preferred username cannot be of phone number format, since \
                               user pool is configured for phone number alias.";
const VICTIM: &str = "victim@example.com";
const NUMBER: &str = "+12065550100";

fn all_aliases(create: &mut CreateUserPool) {
    create.alias_attributes = Some(vec![Alias::PreferredUsername, Alias::Email, Alias::PhoneNumber]);
}

fn add(world: &World, name: &str, entries: &[(&str, &str)]) {
    world.pool_ok(
        "AdminCreateUser",
        json!({"Username": name, "MessageAction": "SUPPRESS", "UserAttributes": attributes(entries)}),
    );
    world.pool_ok("AdminSetUserPassword", json!({"Username": name, "Password": PASSWORD, "Permanent": true}));
}

fn add_victim(world: &World) {
    add(
        world,
        "victim",
        &[
            ("email", VICTIM),
            ("email_verified", "true"),
            ("phone_number", NUMBER),
            ("phone_number_verified", "true"),
        ],
    );
}

/// A pool in which every alias is one, with a user who has a verified address and number, and an attacker.
fn with_victim(storage: impl Storage) -> World {
    let world = World::with(1, storage, all_aliases, |_| {});
    add_victim(&world);
    add(&world, "attacker", &[]);
    world
}

fn found(world: &World, name: &str) -> Value {
    world.pool_ok("AdminGetUser", json!({"Username": name}))["Username"].clone()
}

fn update(world: &World, name: &str, entries: &[(&str, &str)]) -> String {
    let token = world.tokens(name).access_token.unwrap();
    world.refused(
        "UpdateUserAttributes",
        json!({"AccessToken": token.as_str(), "UserAttributes": attributes(entries)}),
    )
}

fn admin_update(world: &World, name: &str, entries: &[(&str, &str)]) -> String {
    world.pool_refused(
        "AdminUpdateUserAttributes",
        json!({"Username": name, "UserAttributes": attributes(entries)}),
    )
}

fn admin_create(world: &World, name: &str, entries: &[(&str, &str)]) -> String {
    world.pool_refused(
        "AdminCreateUser",
        json!({"Username": name, "UserAttributes": attributes(entries), "ForceAliasCreation": true}),
    )
}

/// Everything that takes a name leads to the victim.
fn assert_leads_to_victim(world: &World, name: &str) {
    assert_eq!(found(world, name), "victim");
    assert_eq!(crate::world::claims(&world.tokens(name).access_token)["username"], "victim");
    assert_eq!(crate::world::claims(&sign_in_by_srp(world, name))["username"], "victim");
    world.forgot_password(name).unwrap();
    assert_eq!(world.outbox.last().username, "victim");
    let group = json!({"Username": name, "GroupName": "admins"});
    world.pool_ok("AdminAddUserToGroup", group.clone());
    let groups =
        |name: &str| world.pool_ok("AdminListGroupsForUser", json!({"Username": name}))["Groups"].clone();
    assert_eq!(groups("attacker"), json!([]));
    assert_eq!(groups("victim").as_array().unwrap().len(), 1);
    world.pool_ok("AdminRemoveUserFromGroup", group);
}

fn sign_in_by_srp(world: &World, name: &str) -> Option<userpool::Sensitive> {
    world.srp_sign_in(name, PASSWORD).unwrap().authentication_result.unwrap().access_token
}

#[test]
fn the_address_of_another_user_is_no_preferred_username() {
    let world = with_victim(MemoryStorage::default());
    world.pool_ok("CreateGroup", json!({"GroupName": "admins"}));
    for value in [VICTIM, NUMBER] {
        let claim = [("preferred_username", value)];
        assert_eq!(update(&world, "attacker", &claim), TAKEN);
        assert_eq!(admin_update(&world, "attacker", &claim), TAKEN);
        assert_eq!(admin_create(&world, "other", &claim), TAKEN);
        world.sign_up("unconfirmed").unwrap();
        assert_eq!(admin_update(&world, "unconfirmed", &claim), TAKEN);
        world.pool_ok("AdminDeleteUser", json!({"Username": "unconfirmed"}));
        assert_leads_to_victim(&world, value);
    }
}

#[test]
fn a_username_and_a_sub_are_no_preferred_username_of_another_user() {
    let world = with_victim(MemoryStorage::default());
    let sub = world.admin_get("victim").unwrap().user_attributes[0].value.clone().unwrap();
    for value in ["victim", sub.as_str()] {
        let claim = [("preferred_username", value)];
        assert_eq!(update(&world, "attacker", &claim), TAKEN);
        assert_eq!(admin_update(&world, "attacker", &claim), TAKEN);
        assert_eq!(admin_create(&world, "other", &claim), TAKEN);
        assert_eq!(found(&world, value), "victim");
    }
    // The user's own name is no conflict.
    world.pool_ok(
        "AdminUpdateUserAttributes",
        json!({"Username": "victim", "UserAttributes": attributes(&[("preferred_username", "victim")])}),
    );
}

#[test]
fn a_preferred_username_is_no_username_of_another_user() {
    let world = with_victim(MemoryStorage::default());
    add(&world, "boss", &[("preferred_username", "the-boss")]);
    let refused = world.sign_up("the-boss").unwrap_err();
    assert_eq!((refused.name(), &*refused.to_string()), ("UsernameExistsException", "User already exists"));
    assert_eq!(admin_create(&world, "the-boss", &[]), "UsernameExistsException: User account already exists");
    assert_eq!(found(&world, "the-boss"), "boss");
}

#[test]
fn a_preferred_username_cannot_have_the_form_of_another_alias() {
    let world = with_victim(MemoryStorage::default());
    for (value, text) in [
        ("free@example.com", IS_EMAIL),
        ("a@b@c", IS_EMAIL),
        ("x@y", IS_EMAIL),
        ("+12065550199", IS_PHONE_NUMBER),
    ] {
        let claim = [("preferred_username", value)];
        assert_eq!(update(&world, "attacker", &claim), text);
        assert_eq!(admin_update(&world, "attacker", &claim), text);
        assert_eq!(admin_create(&world, "other", &claim), text);
        // Before the confirmation too: it would be a name after it.
        world.sign_up("unconfirmed").unwrap();
        assert_eq!(admin_update(&world, "unconfirmed", &claim), text);
        world.pool_ok("AdminDeleteUser", json!({"Username": "unconfirmed"}));
    }
    for value in ["@", "@home", "home@", "+", "+1", "12065550100", "C++", "boss"] {
        world.pool_ok(
            "AdminUpdateUserAttributes",
            json!({"Username": "attacker", "UserAttributes": attributes(&[("preferred_username", value)])}),
        );
        assert_eq!(found(&world, value), "attacker");
    }
}

#[test]
fn a_preferred_username_may_have_the_form_of_an_alias_that_the_pool_lacks() {
    let set = |world: &World, value: &str| {
        add(world, "ana", &[("preferred_username", value)]);
        world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    };
    let by_preferred = |others: &[Alias]| {
        let aliases = [&[Alias::PreferredUsername], others].concat();
        World::with(3, MemoryStorage::default(), |pool| pool.alias_attributes = Some(aliases), |_| {})
    };
    set(&by_preferred(&[]), "ana@example.com");
    set(&by_preferred(&[]), NUMBER);
    set(&by_preferred(&[Alias::PhoneNumber]), "ana@example.com");
    set(&by_preferred(&[Alias::Email]), NUMBER);
    // In a pool where it is no alias it is an ordinary attribute.
    let world = World::with(
        4,
        MemoryStorage::default(),
        |pool| pool.alias_attributes = Some(vec![Alias::Email]),
        |_| {},
    );
    add_victim(&world);
    set(&world, VICTIM);
    set(&World::new(5), VICTIM);
}

#[test]
fn a_new_password_brings_no_name_of_another_user() {
    let world = with_victim(MemoryStorage::default());
    world.pool_ok(
        "AdminCreateUser",
        json!({"Username": "new", "MessageAction": "SUPPRESS", "TemporaryPassword": "Temporary-9!"}),
    );
    for (value, exception) in [
        (VICTIM, "AliasExistsException"),
        ("victim", "AliasExistsException"),
        ("free@example.com", "InvalidParameterException"),
    ] {
        let challenge = world.password_sign_in("new", "Temporary-9!").unwrap();
        let responses =
            [("USERNAME", "new"), ("NEW_PASSWORD", PASSWORD), ("userAttributes.preferred_username", value)];
        let refused =
            world.respond("NEW_PASSWORD_REQUIRED", challenge.session.as_ref(), &responses).unwrap_err();
        assert_eq!(refused.name(), exception);
    }
    assert_eq!(found(&world, "victim"), "victim");
}

#[test]
fn a_function_brings_no_user_with_a_name_of_another() {
    let preferred = Arc::new(std::sync::Mutex::new(String::new()));
    let answer = Arc::clone(&preferred);
    let triggers = TriggerFns::new().on(move |_: Event<UserMigration>| {
        let value = answer.lock().unwrap().clone();
        async move {
            Ok(UserMigrationResponse {
                user_attributes: Some([("preferred_username".to_owned(), value)].into()),
                final_user_status: Some("CONFIRMED".into()),
                force_alias_creation: Some(true),
                ..Default::default()
            })
        }
    });
    let world = World::built(
        6,
        |builder| builder.triggers(triggers),
        |pool| {
            all_aliases(pool);
            pool.settings.lambda_config = serde_json::from_value(
                json!({"UserMigration": "arn:aws:lambda:us-east-1:000000000000:function:m"}),
            )
            .unwrap();
        },
        |_| {},
    );
    add_victim(&world);
    for (value, exception) in [
        (VICTIM, "InvalidLambdaResponseException"),
        ("free@example.com", "InvalidLambdaResponseException"),
        ("victim", "AliasExistsException"),
    ] {
        *preferred.lock().unwrap() = value.to_owned();
        assert_eq!(world.password_sign_in("moved", PASSWORD).unwrap_err().name(), exception, "{value}");
    }
    *preferred.lock().unwrap() = "mover".to_owned();
    assert_eq!(crate::world::claims(&world.tokens("moved").access_token)["username"], "moved");
    assert_eq!(found(&world, "mover"), "moved");
}

// ---- Spellings ----

fn in_pool(case_sensitive: bool) -> World {
    World::with(
        11,
        MemoryStorage::default(),
        |pool| {
            all_aliases(pool);
            pool.username_configuration = Some(UsernameConfiguration { case_sensitive });
        },
        |_| {},
    )
}

#[test]
fn spellings_of_one_name_are_one_name_and_shown_as_it_was_written() {
    // Composed and decomposed; and where the pool does not tell case apart, every case.
    for (case_sensitive, written, shown, others) in [
        (true, "Zoe\u{308}", "Zoe\u{308}", &["Zoë"][..]),
        (true, "Zoë", "Zoë", &["Zoe\u{308}"]),
        (true, "ﬁlip", "ﬁlip", &[]),
        (false, "Zoe\u{308}", "zoe\u{308}", &["Zoë", "ZOË", "zoë", "ZOE\u{308}"]),
        (false, "Straße", "straße", &["STRASSE", "strasse", "StraSSe", "STRAẞE"]),
        (false, "ΟΔΟΣ", "οδος", &["οδοσ", "οδος"]),
        (false, "Ana", "ana", &["ANA", "ana"]),
    ] {
        let world = in_pool(case_sensitive);
        add(&world, written, &[]);
        let tokens = world.tokens(written);
        let claims = crate::world::claims(&tokens.access_token);
        assert_eq!(claims["username"], shown);
        assert_eq!(crate::world::claims(&tokens.id_token)["cognito:username"], shown);
        assert_eq!(world.get_user(&tokens).unwrap().username, shown);
        assert_eq!(world.pool_ok("ListUsers", json!({}))["Users"][0]["Username"], shown);
        for name in others.iter().chain([&written, &shown]) {
            assert_eq!(found(&world, name), shown, "{name}");
            assert_eq!(
                crate::world::claims(&world.tokens(name).access_token)["sub"],
                claims["sub"],
                "{name}"
            );
            assert_eq!(crate::world::claims(&sign_in_by_srp(&world, name))["sub"], claims["sub"], "{name}");
            assert_eq!(world.sign_up(name).unwrap_err().name(), "UsernameExistsException", "{name}");
            assert!(admin_create(&world, name, &[]).starts_with("UsernameExistsException"), "{name}");
            let filter = json!({"Filter": format!("username = \"{name}\"")});
            assert_eq!(world.pool_ok("ListUsers", filter)["Users"][0]["Username"], shown, "{name}");
            let renewed = world
                .initiate(
                    "REFRESH_TOKEN_AUTH",
                    &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap().as_str())],
                )
                .unwrap();
            assert_eq!(
                crate::world::claims(&renewed.authentication_result.unwrap().access_token)["username"],
                shown
            );
        }
        world.pool_ok("AdminDeleteUser", json!({"Username": written}));
        for name in others {
            add(&world, name, &[]);
            world.pool_ok("AdminDeleteUser", json!({"Username": name}));
        }
    }
}

#[test]
fn names_that_only_look_alike_are_different() {
    for (case_sensitive, one, other) in [
        (true, "Ana", "ana"),
        (true, "straße", "strasse"),
        (true, "ﬁlip", "filip"),
        (false, "ı", "i"),
        (false, "ana", "аna"),
    ] {
        let world = in_pool(case_sensitive);
        add(&world, one, &[]);
        add(&world, other, &[]);
        assert_eq!((found(&world, one), found(&world, other)), (one.into(), other.into()));
    }
}

#[test]
fn aliases_are_compared_as_usernames_are() {
    let world = in_pool(false);
    add(&world, "ana", &[("email", "Zoe\u{308}@Example.com"), ("email_verified", "true")]);
    add(&world, "bob", &[("preferred_username", "Straße")]);
    for address in ["zoë@example.com", "ZOË@EXAMPLE.COM", "Zoe\u{308}@example.com"] {
        assert_eq!(found(&world, address), "ana");
        assert_eq!(
            admin_create_unforced(&world, &[("email", address), ("email_verified", "true")]),
            "AliasExistsException: An account with the given email already exists."
        );
    }
    assert_eq!(found(&world, "STRASSE"), "bob");
    assert_eq!(admin_update(&world, "ana", &[("preferred_username", "strasse")]), TAKEN);
    assert!(admin_create(&world, "STRASSE", &[]).starts_with("UsernameExistsException"));
    let shown = world.admin_get("bob").unwrap().user_attributes;
    assert!(shown.contains(&Attribute::new("preferred_username", "straße")));
    // A change of the spelling is no conflict with oneself, and no other address.
    world.pool_ok(
        "AdminUpdateUserAttributes",
        json!({"Username": "ana", "UserAttributes": attributes(&[("email", "ZOË@example.com"), ("email_verified", "true")])}),
    );
    assert_eq!(found(&world, "zoe\u{308}@example.com"), "ana");
    world.pool_ok("AdminDeleteUserAttributes", json!({"Username": "ana", "UserAttributeNames": ["email"]}));
    assert!(world.admin_get("zoë@example.com").is_err());
}

fn admin_create_unforced(world: &World, entries: &[(&str, &str)]) -> String {
    world.pool_refused("AdminCreateUser", json!({"Username": "other", "UserAttributes": attributes(entries)}))
}

#[test]
fn characters_that_are_not_shown_are_in_no_new_name() {
    let world = with_victim(MemoryStorage::default());
    let refused = "InvalidParameterException: 1 validation error detected: Value at 'username' failed to satisfy \
                   constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+";
    // Combining joiner, variation selector, Hangul filler: the pattern of the model allows them, but they are not visible.
    for hidden in
        ['\u{34F}', '\u{FE0F}', '\u{3164}', '\u{17B4}', '\u{180B}', '\u{E0100}', '\u{200B}', '\u{AD}']
    {
        let name = format!("vic{hidden}tim");
        assert_eq!(admin_create(&world, &name, &[]), refused, "{hidden:?}");
        let error = world.sign_up(&name).unwrap_err();
        assert_eq!(format!("{}: {error}", error.name()), refused, "{hidden:?}");
        let text = "InvalidParameterException: Attributes did not conform to the schema: preferred_username: Characters \
                    must be visible\n";
        assert_eq!(update(&world, "attacker", &[("preferred_username", &name)]), text, "{hidden:?}");
        assert_eq!(admin_update(&world, "attacker", &[("preferred_username", &name)]), text, "{hidden:?}");
    }
    // In a pool where it is no alias it is an ordinary attribute.
    add(&World::new(12), "ana", &[("preferred_username", "bo\u{200B}ss")]);
}

#[test]
fn a_username_that_folding_makes_too_long_is_refused() {
    let world = in_pool(false);
    let refused = "InvalidParameterException: 1 validation error detected: Value at 'username' failed to satisfy \
                   constraint: Member must have length less than or equal to 128";
    assert_eq!(admin_create(&world, &"ᾳ".repeat(128), &[]), refused);
    let name = "ß".repeat(128);
    add(&world, &name, &[]);
    assert_eq!(found(&world, &name), name);
    world.tokens(&name);
}

// ---- Addresses ----

/// What mail software may read as several addresses, or as another one.
const NO_ADDRESSES: [&str; 8] = [
    "mike@example.com,evil@example.net",
    "<a@b>",
    "a@b@c",
    "a..b@example.com",
    "mike@example.com evil@example.net",
    "mike@example.com\r\nBcc:evil@example.net",
    "\"a\"@example.com",
    "a\u{200b}@example.com",
];

#[test]
fn an_email_is_one_address_wherever_it_is_given() {
    const FORMAT: &str = "InvalidParameterException: Invalid email address format.";
    let world = World::new(7);
    add(&world, "ana", &[("email", "ana@example.com"), ("email_verified", "true")]);
    for address in NO_ADDRESSES {
        let email = [("email", address)];
        assert_eq!(update(&world, "ana", &email), FORMAT, "{address}");
        assert_eq!(admin_update(&world, "ana", &email), FORMAT, "{address}");
        assert_eq!(admin_create(&world, "ben", &email), FORMAT, "{address}");
        let request = SignUp {
            user_attributes: Some(vec![Attribute::new("email", address)]),
            ..world.sign_up_request("ben")
        };
        let refused = world.send(request).unwrap_err();
        assert_eq!(format!("{}: {refused}", refused.name()), FORMAT, "{address}");

        world.pool_ok(
            "AdminCreateUser",
            json!({"Username": "new", "MessageAction": "SUPPRESS", "TemporaryPassword": "Temporary-9!"}),
        );
        let challenge = world.password_sign_in("new", "Temporary-9!").unwrap();
        let responses = [("USERNAME", "new"), ("NEW_PASSWORD", PASSWORD), ("userAttributes.email", address)];
        let refused =
            world.respond("NEW_PASSWORD_REQUIRED", challenge.session.as_ref(), &responses).unwrap_err();
        assert_eq!(format!("{}: {refused}", refused.name()), FORMAT, "{address}");
        world.pool_ok("AdminDeleteUser", json!({"Username": "new"}));
    }
    let users = world.pool_ok("ListUsers", json!({}))["Users"].clone();
    assert_eq!(users.as_array().unwrap().len(), 1);
}

#[test]
fn where_usernames_are_addresses_they_are_single_ones() {
    let world = World::with(
        8,
        MemoryStorage::default(),
        |pool| pool.username_attributes = Some(vec![Alias::Email]),
        |_| {},
    );
    for address in NO_ADDRESSES.into_iter().filter(|address| !address.contains(char::is_whitespace)) {
        let refused = admin_create(&world, address, &[]);
        assert!(refused.starts_with("InvalidParameterException: "), "{address}: {refused}");
        let refused =
            world.send(SignUp { user_attributes: None, ..world.sign_up_request(address) }).unwrap_err();
        assert_eq!(refused.name(), "InvalidParameterException", "{address}");
    }
    add(&world, "ana@example.com", &[]);
}
