//! Names: one value leads to one user, whatever kind of name it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod world;

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    operations::*,
    storage::{Batch, Key, MemoryStorage, Partition, Record, Revision, Storage, Write},
    trigger::{Event, TriggerFns, UserMigration, UserMigrationResponse},
};
use world::{PASSWORD, World, now};

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

fn attributes(entries: &[(&str, &str)]) -> Value {
    entries.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect()
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
    assert_eq!(world::claims(&world.tokens(name).access_token)["username"], "victim");
    assert_eq!(world::claims(&sign_in_by_srp(world, name))["username"], "victim");
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
    // One's own is no conflict.
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
fn a_preferred_username_has_not_the_form_of_another_alias() {
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
fn only_the_aliases_of_the_pool_have_a_form_to_keep_clear_of() {
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
    // Where it is no alias it is an attribute like others.
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
    assert_eq!(world::claims(&world.tokens("moved").access_token)["username"], "moved");
    assert_eq!(found(&world, "mover"), "moved");
}

// ---- What earlier versions wrote ----

/// Gives the attacker the victim's address as `preferred_username`, as earlier versions let them.
fn plant(store: &MemoryStorage, world: &World, user: &str, value: &str) {
    let partition = Partition::new(format!("pool/{}", world.pool));
    let key = Key::new(["user", user]);
    let record = now(Storage::get(store, &partition, std::slice::from_ref(&key))).unwrap().remove(0).unwrap();
    let mut stored: Value = serde_json::from_slice(&record.value).unwrap();
    stored["attributes"]["preferred_username"] = value.into();
    let put = |key: Key, value: Value| Write::Put {
        key,
        record: Record {
            value: value.to_string().into_bytes(),
            revision: Revision::from_bits(7),
            expires_at: None,
        },
    };
    let mut batch = Batch::new(partition);
    batch.writes.push(put(key, stored));
    batch.writes.push(put(Key::new(["alias", "preferred_username", value]), json!({"username": user})));
    now(Storage::commit(store, batch)).unwrap();
}

fn with_planted() -> (Arc<MemoryStorage>, World) {
    let store = Arc::new(MemoryStorage::default());
    let world = with_victim(Arc::clone(&store));
    plant(&store, &world, "attacker", VICTIM);
    (store, world)
}

#[test]
fn a_proved_address_leads_before_a_preferred_username() {
    let (_, world) = with_planted();
    world.pool_ok("CreateGroup", json!({"GroupName": "admins"}));
    assert_leads_to_victim(&world, VICTIM);
}

#[test]
fn users_with_an_old_double_name_keep_their_accounts() {
    let (_, world) = with_planted();
    for name in ["victim", "attacker"] {
        // A wrong password and a right one: both write the user.
        world.password_sign_in(name, "Wrong-Horse9!").unwrap_err();
        world.tokens(name);
        world.pool_ok(
            "AdminUpdateUserAttributes",
            json!({"Username": name, "UserAttributes": attributes(&[("name", "Some Name")])}),
        );
    }
    world.pool_ok(
        "AdminDeleteUserAttributes",
        json!({"Username": "attacker", "UserAttributeNames": ["preferred_username"]}),
    );
    assert_eq!(found(&world, VICTIM), "victim");
    assert_eq!(admin_update(&world, "attacker", &[("preferred_username", VICTIM)]), TAKEN);
    world.pool_ok("AdminDeleteUser", json!({"Username": "attacker"}));
    assert_eq!(found(&world, VICTIM), "victim");
}

#[test]
fn a_user_who_proves_an_address_takes_it_by_force_from_a_preferred_username() {
    let (_, world) = with_planted();
    world.pool_ok("AdminDeleteUser", json!({"Username": "victim"}));
    assert_eq!(found(&world, VICTIM), "attacker", "until its owner comes");
    world
        .send(SignUp {
            user_attributes: Some(vec![Attribute::new("email", VICTIM)]),
            ..world.sign_up_request("owner")
        })
        .unwrap();
    let confirm = |force| ConfirmSignUp {
        client_id: world.client.clone(),
        username: "owner".into(),
        confirmation_code: world.outbox.last_code().into(),
        force_alias_creation: Some(force),
        ..Default::default()
    };
    let refused = world.send(confirm(false)).unwrap_err();
    assert_eq!(refused.to_string(), "An account with the email already exists.");
    world.send(confirm(true)).unwrap();
    assert_eq!(found(&world, VICTIM), "owner");
    let attacker = world.admin_get("attacker").unwrap();
    assert!(attacker.user_attributes.iter().all(|attribute| attribute.name != "preferred_username"));
}

#[test]
fn no_force_takes_a_username() {
    let store = Arc::new(MemoryStorage::default());
    // An address as a username, from before the pool's rules: such a pool cannot be made any more, so the row is planted.
    let world = with_victim(Arc::clone(&store));
    let partition = Partition::new(format!("pool/{}", world.pool));
    let record = |key: Key| now(Storage::get(&*store, &partition, &[key])).unwrap().remove(0).unwrap();
    let mut user: Value = serde_json::from_slice(&record(Key::new(["user", "attacker"])).value).unwrap();
    user["username"] = "old@example.com".into();
    let mut batch = Batch::new(partition.clone());
    batch.writes.push(Write::Put {
        key: Key::new(["user", "old@example.com"]),
        record: Record {
            value: user.to_string().into_bytes(),
            revision: Revision::from_bits(9),
            expires_at: None,
        },
    });
    now(Storage::commit(&*store, batch)).unwrap();
    assert_eq!(
        admin_create(&world, "thief", &[("email", "old@example.com"), ("email_verified", "true")]),
        "AliasExistsException: An account with the given email already exists."
    );
    assert_eq!(found(&world, "old@example.com"), "old@example.com");
}
