//! Attributes and the proof of addresses, by users and by administrators: `UpdateUserAttributes`, `DeleteUserAttributes`,
//! `GetUserAttributeVerificationCode`, `VerifyUserAttribute`, `AdminUpdateUserAttributes`, `AdminDeleteUserAttributes`.

use serde_json::{Value, json};
use userpool::{
    Error,
    error::{AliasExists, CodeMismatch, ExpiredCode, InvalidParameter, LimitExceeded, NotAuthorized},
    operations::*,
    storage::MemoryStorage,
};

use crate::world::{PASSWORD, World, assert_refused, claims, typed};

fn schema() -> Vec<SchemaAttribute> {
    let custom = |name: &str, mutable| SchemaAttribute {
        name: name.into(),
        attribute_data_type: Some("String".into()),
        mutable: Some(mutable),
        ..Default::default()
    };
    let required = SchemaAttribute { name: "email".into(), required: Some(true), ..Default::default() };
    vec![required, custom("team", true), custom("born", false)]
}

/// Addresses that change wait for their proof.
fn waiting(pool: &mut CreateUserPool) {
    pool.settings.user_attribute_update_settings =
        typed(json!({"AttributesRequireVerificationBeforeUpdate": ["email"]}));
}

fn plain(seed: u64) -> World {
    World::new(seed).confirmed("ana")
}

fn with(seed: u64, pool: impl FnOnce(&mut CreateUserPool)) -> World {
    World::with(seed, MemoryStorage::default(), pool, |_| {})
}

fn update(
    world: &World,
    tokens: &AuthenticationResult,
    attributes: &[(&str, &str)],
) -> Result<Vec<CodeDeliveryDetails>, Error> {
    world
        .send(UpdateUserAttributes {
            access_token: tokens.access_token.clone().unwrap(),
            user_attributes: attributes.iter().map(|(name, value)| Attribute::new(*name, *value)).collect(),
            ..Default::default()
        })
        .map(|output| output.code_delivery_details_list)
}

fn delete(world: &World, tokens: &AuthenticationResult, names: &[&str]) -> Result<Empty, Error> {
    world.send(DeleteUserAttributes {
        access_token: tokens.access_token.clone().unwrap(),
        user_attribute_names: names.iter().map(|name| (*name).to_owned()).collect(),
    })
}

fn ask(world: &World, tokens: &AuthenticationResult, name: &str) -> Result<CodeDeliveryDetails, Error> {
    world
        .send(GetUserAttributeVerificationCode {
            access_token: tokens.access_token.clone().unwrap(),
            attribute_name: name.into(),
            ..Default::default()
        })
        .map(|output| output.code_delivery_details.unwrap())
}

fn verify(world: &World, tokens: &AuthenticationResult, name: &str, code: &str) -> Result<Empty, Error> {
    world.send(VerifyUserAttribute {
        access_token: tokens.access_token.clone().unwrap(),
        attribute_name: name.into(),
        code: code.into(),
    })
}

/// An attribute as the user's client sees it.
fn seen(world: &World, tokens: &AuthenticationResult, name: &str) -> Option<String> {
    let attributes = world.get_user(tokens).unwrap().user_attributes;
    let found = attributes.into_iter().find(|attribute| attribute.name == name);
    found.map(|attribute| attribute.value.unwrap().to_string())
}

fn email(world: &World, tokens: &AuthenticationResult) -> (String, String) {
    (seen(world, tokens, "email").unwrap(), seen(world, tokens, "email_verified").unwrap())
}

fn pair(address: &str, verified: &str) -> (String, String) {
    (address.to_owned(), verified.to_owned())
}

fn admin_update(name: &str, attributes: &[(&str, &str)]) -> Value {
    let attributes: Vec<Value> =
        attributes.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    json!({"Username": name, "UserAttributes": attributes})
}

#[test]
fn a_new_address_is_stored_at_once_and_verified_by_its_code() {
    let world = plain(1);
    let tokens = world.tokens("ana");
    let sent = update(&world, &tokens, &[("email", "new@mail.example"), ("name", "Ana")]).unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (&*sent[0].destination, &*sent[0].delivery_medium, &*sent[0].attribute_name),
        ("n***@m***", "EMAIL", "email")
    );
    assert_eq!(email(&world, &tokens), pair("new@mail.example", "false"));
    assert_eq!(seen(&world, &tokens, "name").as_deref(), Some("Ana"));
    let message = world.outbox.last();
    assert_eq!(
        (&*message.destination, message.purpose.as_str()),
        ("new@mail.example", "UpdateUserAttribute")
    );
    assert_eq!(message.client_id.as_deref(), Some(&*world.client));

    let code = world.outbox.last_code();
    let wrong = if code == "000000" { "111111" } else { "000000" };
    assert_refused(verify(&world, &tokens, "email", wrong), CodeMismatch::Verification);
    verify(&world, &tokens, "email", &code).unwrap();
    assert_eq!(email(&world, &tokens), pair("new@mail.example", "true"));
    assert_refused(verify(&world, &tokens, "email", &code), ExpiredCode::RequestAgain);
}

#[test]
fn what_does_not_change_or_is_not_verified_by_the_pool_sends_no_code() {
    let world = plain(2);
    let tokens = world.tokens("ana");
    let before = world.outbox.count();
    for attributes in
        [&[("email", "ana@example.com")][..], &[("phone_number", "+12065551234")], &[("name", "Ana")], &[]]
    {
        assert!(update(&world, &tokens, attributes).unwrap().is_empty());
    }
    assert_eq!(world.outbox.count(), before);
    assert_eq!(email(&world, &tokens), pair("ana@example.com", "true"));
    assert_eq!(seen(&world, &tokens, "phone_number_verified").as_deref(), Some("false"));
}

#[test]
fn users_write_what_their_client_and_the_schema_allow() {
    let mut world = with(3, |pool| pool.schema = Some(schema())).confirmed("ana");
    let tokens = world.tokens("ana");
    for name in ["sub", "email_verified", "phone_number_verified", "dev:custom:x"] {
        assert_refused(update(&world, &tokens, &[(name, "true")]), NotAuthorized::UnauthorizedAttribute);
        assert_refused(delete(&world, &tokens, &[name]), NotAuthorized::UnauthorizedAttribute);
    }
    let refused = |attributes: &[(&str, &str)], refusal: InvalidParameter| {
        assert_refused(update(&world, &tokens, attributes), refusal);
    };
    let schema = |text: &str| InvalidParameter::Schema(format!("{text}\n"));
    refused(&[("custom:x", "1")], schema("custom:x: Attribute does not exist in the schema."));
    refused(&[("custom:born", "1")], schema("user.custom:born: Attribute cannot be updated."));
    refused(&[("email", "")], schema("email: The attribute is required"));
    refused(&[("email", "no address")], InvalidParameter::EmailFormat);
    refused(&[("phone_number", "12065551234")], InvalidParameter::PhoneNumberFormat);
    // A refused list writes none of its attributes.
    refused(&[("name", "Ana"), ("email", "no address")], InvalidParameter::EmailFormat);
    assert_eq!(seen(&world, &tokens, "name"), None);

    let client = world.add_client(|client| client.settings.write_attributes = Some(vec!["email".into()]));
    world.client = client.client_id;
    let tokens = world.tokens("ana");
    for name in ["name", "custom:team"] {
        assert_refused(update(&world, &tokens, &[(name, "x")]), NotAuthorized::UnauthorizedAttribute);
        assert_refused(delete(&world, &tokens, &[name]), NotAuthorized::UnauthorizedAttribute);
    }
    update(&world, &tokens, &[("email", "new@example.com")]).unwrap();
    // Administrators are not bound by it.
    world.pool_ok("AdminUpdateUserAttributes", admin_update("ana", &[("custom:team", "red")]));
}

#[test]
fn deleted_attributes_are_gone_and_deleting_them_again_succeeds() {
    let world = with(4, |pool| pool.schema = Some(schema())).confirmed("ana");
    let tokens = world.tokens("ana");
    update(&world, &tokens, &[("name", "Ana"), ("custom:team", "red"), ("phone_number", "+12065551234")])
        .unwrap();
    for _ in 0..2 {
        delete(&world, &tokens, &["name", "custom:team", "phone_number"]).unwrap();
        for name in ["name", "custom:team", "phone_number", "phone_number_verified"] {
            assert_eq!(seen(&world, &tokens, name), None);
        }
    }
    update(&world, &tokens, &[("name", "Ana")]).unwrap();
    update(&world, &tokens, &[("name", "")]).unwrap();
    assert_eq!(seen(&world, &tokens, "name"), None);

    let text = "Invalid user attributes: user.custom:x: Attribute does not exist in the schema.\n";
    assert_refused(
        delete(&world, &tokens, &["custom:x"]),
        InvalidParameter::UserAttributes("user.custom:x: Attribute does not exist in the schema.\n".into()),
    );
    let names = |name: &str| json!({"Username": "ana", "UserAttributeNames": [name]});
    for (name, text) in [
        ("custom:x", text),
        ("email", "Invalid user attributes: user.email: The attribute is required\n"),
        ("sub", "Cannot modify the non-mutable attribute sub"),
    ] {
        let refused = world.pool_refused("AdminDeleteUserAttributes", names(name));
        assert_eq!(refused, format!("InvalidParameterException: {text}"));
    }
    world.pool_ok("AdminUpdateUserAttributes", admin_update("ana", &[("name", "Ana")]));
    assert_eq!(world.pool_ok("AdminDeleteUserAttributes", names("name")), json!({}));
    assert_eq!(seen(&world, &tokens, "name"), None);
}

#[test]
fn an_administrator_may_set_an_address_as_verified() {
    let world = plain(5);
    let tokens = world.tokens("ana");
    let before = world.outbox.count();
    let vouched = admin_update("ana", &[("email", "new@example.com"), ("email_verified", "True")]);
    assert_eq!(world.pool_ok("AdminUpdateUserAttributes", vouched), json!({}));
    assert_eq!(email(&world, &tokens), pair("new@example.com", "true"));
    assert_eq!(world.outbox.count(), before);

    world.pool_ok("AdminUpdateUserAttributes", admin_update("ana", &[("email", "other@example.com")]));
    assert_eq!(email(&world, &tokens), pair("other@example.com", "false"));
    assert_eq!(world.outbox.last().client_id, None);
    verify(&world, &tokens, "email", &world.outbox.last_code()).unwrap();
    assert_eq!(email(&world, &tokens), pair("other@example.com", "true"));
    assert_eq!(
        world.pool_refused("AdminUpdateUserAttributes", admin_update("ana", &[("sub", "x")])),
        "InvalidParameterException: Cannot modify the non-mutable attribute sub"
    );
    assert_eq!(
        world.pool_refused("AdminUpdateUserAttributes", admin_update("eve", &[("name", "Eve")])),
        "UserNotFoundException: User does not exist."
    );
}

#[test]
fn a_code_can_be_asked_for_five_times_more_and_an_older_one_stops_working() {
    let world = plain(6);
    let tokens = world.tokens("ana");
    update(&world, &tokens, &[("email", "new@example.com")]).unwrap();
    let first = world.outbox.last_code();
    for _ in 0..5 {
        assert_eq!(ask(&world, &tokens, "email").unwrap().destination, "n***@e***");
    }
    assert_eq!(world.outbox.last().purpose.as_str(), "VerifyUserAttribute");
    assert_refused(ask(&world, &tokens, "email"), LimitExceeded::Attempts);
    let last = world.outbox.last_code();
    if first != last {
        assert_refused(verify(&world, &tokens, "email", &first), CodeMismatch::Verification);
    }
    verify(&world, &tokens, "email", &last).unwrap();
    world.clock.advance(3600);
    let tokens = world.tokens("ana");
    // Works for a verified address too.
    ask(&world, &tokens, "email").unwrap();
    verify(&world, &tokens, "email", &world.outbox.last_code()).unwrap();
    assert_eq!(email(&world, &tokens), pair("new@example.com", "true"));
}

#[test]
fn fifteen_wrong_codes_an_hour_are_checked() {
    let world = plain(7);
    let tokens = world.tokens("ana");
    ask(&world, &tokens, "email").unwrap();
    let code = world.outbox.last_code();
    let wrong = if code == "000000" { "111111" } else { "000000" };
    for _ in 0..15 {
        assert_refused(verify(&world, &tokens, "email", wrong), CodeMismatch::Verification);
    }
    assert_refused(verify(&world, &tokens, "email", &code), LimitExceeded::Attempts);
}

#[test]
fn only_existing_addresses_can_be_verified() {
    let world = plain(8);
    let tokens = world.tokens("ana");
    assert_refused(ask(&world, &tokens, "phone_number"), InvalidParameter::NothingToVerify("phone_number"));
    assert_refused(ask(&world, &tokens, "name"), InvalidParameter::NotVerifiable("name".into()));
    assert_refused(verify(&world, &tokens, "name", "123456"), InvalidParameter::NotVerifiable("name".into()));
    assert_refused(verify(&world, &tokens, "phone_number", "123456"), ExpiredCode::RequestAgain);
}

#[test]
fn a_code_proves_only_the_address_it_went_to() {
    let world = plain(9);
    let tokens = world.tokens("ana");
    update(&world, &tokens, &[("email", "mine@example.com")]).unwrap();
    let code = world.outbox.last_code();
    // The pool's administrator changes the address and does not set it as verified.
    let mut settings = UpdateUserPool { user_pool_id: world.pool.clone(), ..Default::default() };
    settings.settings.auto_verified_attributes = None;
    world.send(settings).unwrap();
    world.pool_ok("AdminUpdateUserAttributes", admin_update("ana", &[("email", "boss@example.com")]));
    assert_refused(verify(&world, &tokens, "email", &code), CodeMismatch::Verification);
    assert_eq!(email(&world, &tokens), pair("boss@example.com", "false"));
}

#[test]
fn a_waiting_address_takes_the_place_of_the_old_one_when_it_is_proved() {
    let world = with(10, |pool| {
        pool.username_attributes = Some(vec![Alias::Email]);
        waiting(pool);
    });
    let request = SignUp {
        user_attributes: None,
        username: "old@example.com".into(),
        ..world.sign_up_request("old@example.com")
    };
    world.send(request).unwrap();
    world.confirm("old@example.com", &world.outbox.last_code()).unwrap();
    let tokens = world.tokens("old@example.com");

    let sent = update(&world, &tokens, &[("email", "new@mail.example")]).unwrap();
    assert_eq!((sent.len(), &*sent[0].destination), (1, "n***@m***"));
    assert_eq!(email(&world, &tokens), pair("old@example.com", "true"));
    world.tokens("old@example.com");
    assert!(world.password_sign_in("new@mail.example", PASSWORD).is_err());

    // Asked for again, the code still goes to the new address.
    assert_eq!(ask(&world, &tokens, "email").unwrap().destination, "n***@m***");
    assert_eq!(world.outbox.last().destination, "new@mail.example");
    verify(&world, &tokens, "email", &world.outbox.last_code()).unwrap();
    assert_eq!(email(&world, &tokens), pair("new@mail.example", "true"));
    world.tokens("new@mail.example");
    assert!(world.password_sign_in("old@example.com", PASSWORD).is_err());
}

#[test]
fn a_second_change_replaces_a_waiting_address_and_the_old_value_ends_it() {
    let world = with(11, waiting).confirmed("ana");
    let tokens = world.tokens("ana");
    update(&world, &tokens, &[("email", "first@example.com")]).unwrap();
    let first = world.outbox.last_code();
    update(&world, &tokens, &[("email", "second@example.com")]).unwrap();
    let second = world.outbox.last_code();
    if first != second {
        assert_refused(verify(&world, &tokens, "email", &first), CodeMismatch::Verification);
    }
    assert!(update(&world, &tokens, &[("email", "ana@example.com")]).unwrap().is_empty());
    assert_refused(verify(&world, &tokens, "email", &second), ExpiredCode::RequestAgain);
    assert_eq!(email(&world, &tokens), pair("ana@example.com", "true"));
}

#[test]
fn a_waiting_address_is_forgotten_with_its_code() {
    let world = with(12, waiting).confirmed("ana");
    let mut tokens = world.tokens("ana");
    update(&world, &tokens, &[("email", "new@mail.example")]).unwrap();
    let code = world.outbox.last_code();
    world.clock.advance(24 * 3600);
    tokens = world.tokens("ana");
    assert_refused(verify(&world, &tokens, "email", &code), ExpiredCode::RequestAgain);
    assert_eq!(ask(&world, &tokens, "email").unwrap().destination, "a***@e***");
    verify(&world, &tokens, "email", &world.outbox.last_code()).unwrap();
    assert_eq!(email(&world, &tokens), pair("ana@example.com", "true"));
}

#[test]
fn an_address_set_as_verified_by_an_administrator_replaces_a_waiting_one() {
    let world = with(13, waiting).confirmed("ana");
    let tokens = world.tokens("ana");
    update(&world, &tokens, &[("email", "waits@example.com")]).unwrap();
    let code = world.outbox.last_code();
    world.pool_ok("AdminUpdateUserAttributes", admin_update("ana", &[("email", "also@example.com")]));
    assert_eq!(email(&world, &tokens), pair("ana@example.com", "true"));
    let vouched = admin_update("ana", &[("email", "boss@example.com"), ("email_verified", "true")]);
    world.pool_ok("AdminUpdateUserAttributes", vouched);
    assert_eq!(email(&world, &tokens), pair("boss@example.com", "true"));
    for code in [code, world.outbox.last_code()] {
        assert_refused(verify(&world, &tokens, "email", &code), ExpiredCode::RequestAgain);
    }
}

#[test]
fn a_user_cannot_take_the_verified_address_of_another_user() {
    for wait in [false, true] {
        let world = with(14, |pool| {
            pool.alias_attributes = Some(vec![Alias::Email, Alias::PreferredUsername]);
            if wait {
                waiting(pool);
            }
        })
        .confirmed("ana")
        .confirmed("bob");
        let (ana, bob) = (world.tokens("ana"), world.tokens("bob"));
        assert_refused(update(&world, &bob, &[("email", "ana@example.com")]), AliasExists::Given("email"));
        // Both may claim an address without an owner; the first to prove it gets it.
        update(&world, &ana, &[("email", "shared@example.com")]).unwrap();
        let anas = world.outbox.last_code();
        update(&world, &bob, &[("email", "shared@example.com")]).unwrap();
        let bobs = world.outbox.last_code();
        verify(&world, &bob, "email", &bobs).unwrap();
        assert_refused(verify(&world, &ana, "email", &anas), AliasExists::Given("email"));
        assert_eq!(claims(&world.tokens("shared@example.com").access_token)["username"], "bob");

        update(&world, &ana, &[("preferred_username", "boss")]).unwrap();
        assert_refused(
            update(&world, &bob, &[("preferred_username", "boss")]),
            AliasExists::Given("preferred_username"),
        );
        delete(&world, &ana, &["preferred_username"]).unwrap();
        update(&world, &bob, &[("preferred_username", "boss")]).unwrap();
        assert_eq!(claims(&world.tokens("boss").access_token)["username"], "bob");
    }
}

#[test]
fn a_failed_delivery_leaves_a_change_that_can_be_proved_later() {
    let world = with(15, waiting).confirmed("ana");
    let tokens = world.tokens("ana");
    world.outbox.broken.store(true, std::sync::atomic::Ordering::SeqCst);
    let refused = update(&world, &tokens, &[("email", "new@example.com")]).unwrap_err();
    assert_eq!(refused.name(), "CodeDeliveryFailureException");
    world.outbox.broken.store(false, std::sync::atomic::Ordering::SeqCst);
    ask(&world, &tokens, "email").unwrap();
    verify(&world, &tokens, "email", &world.outbox.last_code()).unwrap();
    assert_eq!(email(&world, &tokens), pair("new@example.com", "true"));
}

/// A new user with the name of a deleted one does not get the address that waited.
#[test]
fn a_waiting_address_is_deleted_with_its_user() {
    let world = with(16, waiting).confirmed("ana");
    let tokens = world.tokens("ana");
    update(&world, &tokens, &[("email", "new@example.com")]).unwrap();
    let code = world.outbox.last_code();
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    let world = world.confirmed("ana");
    let tokens = world.tokens("ana");
    assert_refused(verify(&world, &tokens, "email", &code), ExpiredCode::RequestAgain);
}
