//! `SignUp`, `ConfirmSignUp`, `ResendConfirmationCode`.

use std::sync::atomic::Ordering;

use userpool::{
    Error,
    auth::password::PasswordRule,
    error::{
        AliasExists, CodeMismatch, ExpiredCode, InvalidParameter, InvalidPassword, LimitExceeded,
        NotAuthorized, ResourceNotFound, UserNotConfirmed, UserNotFound, UsernameExists,
    },
    operations::*,
    storage::MemoryStorage,
};

use crate::world::{PASSWORD, World, assert_refused, claims};

#[test]
fn a_user_signs_up_confirms_and_signs_in() {
    let world = World::new(1);
    let output = world.sign_up("ana").unwrap();
    assert!(!output.user_confirmed);
    let details = output.code_delivery_details.unwrap();
    assert_eq!(
        (&*details.destination, &*details.delivery_medium, &*details.attribute_name),
        ("a***@e***", "EMAIL", "email")
    );

    assert_refused(world.password_sign_in("ana", PASSWORD), UserNotConfirmed);
    world.confirm("ana", &world.outbox.last_code()).unwrap();
    let tokens = world.tokens("ana");
    let user = world.get_user(&tokens).unwrap();
    assert_eq!(user.username, "ana");
    assert!(user.user_attributes.contains(&Attribute::new("email_verified", "true")));
}

#[test]
fn the_message_carries_the_code_and_the_masked_address_does_not_show_it() {
    let world = World::new(2);
    world.sign_up("ana").unwrap();
    let message = world.outbox.last();
    assert_eq!(message.destination, "ana@example.com");
    assert_eq!(message.subject.as_deref(), Some("Your verification code"));
    let code = world.outbox.last_code();
    assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()));
    assert_eq!(message.body.expose(), format!("Your confirmation code is {code}"));
    assert!(!format!("{message:?}").contains(&code));
}

#[test]
fn a_name_is_taken_once() {
    let world = World::new(3);
    world.sign_up("ana").unwrap();
    assert_refused(world.sign_up("ana"), UsernameExists::SignUp);
    // Pools made without a configuration tell case apart.
    world.sign_up("Ana").unwrap();
}

#[test]
fn a_code_works_only_once() {
    let world = World::new(4);
    world.sign_up("ana").unwrap();
    let code = world.outbox.last_code();
    world.confirm("ana", &code).unwrap();
    assert_refused(world.confirm("ana", &code), NotAuthorized::CannotConfirm("CONFIRMED"));
}

#[test]
fn a_wrong_code_is_counted_and_the_sixteenth_try_is_refused_unseen() {
    let world = World::new(5);
    world.sign_up("ana").unwrap();
    let code = world.outbox.last_code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for _ in 0..15 {
        assert_refused(world.confirm("ana", wrong), CodeMismatch::Verification);
    }
    assert_refused(world.confirm("ana", &code), LimitExceeded::Attempts);
    world.clock.advance(3600);
    world.confirm("ana", &code).unwrap();
}

#[test]
fn a_code_lives_a_day() {
    for (seconds, works) in [(24 * 3600 - 1, true), (24 * 3600, false)] {
        let world = World::new(6);
        world.sign_up("ana").unwrap();
        world.clock.advance(seconds);
        let confirmed = world.confirm("ana", &world.outbox.last_code());
        if works {
            confirmed.unwrap();
        } else {
            assert_refused(confirmed, ExpiredCode::RequestAgain);
        }
    }
}

#[test]
fn a_new_code_replaces_the_old_one() {
    let world = World::new(7);
    world.sign_up("ana").unwrap();
    let first = world.outbox.last_code();
    let resend = || {
        world.send(ResendConfirmationCode {
            client_id: world.client.clone(),
            username: "ana".into(),
            ..Default::default()
        })
    };
    resend().unwrap();
    let second = world.outbox.last_code();
    assert_ne!(first, second);
    assert_refused(world.confirm("ana", &first), CodeMismatch::Verification);
    for _ in 0..4 {
        resend().unwrap();
    }
    assert_refused(resend(), LimitExceeded::Attempts);
    world.confirm("ana", &world.outbox.last_code()).unwrap();
    assert_refused(resend(), InvalidParameter::AlreadyConfirmed);
}

#[test]
fn without_auto_verification_nothing_is_sent() {
    let world = World::with(
        8,
        MemoryStorage::default(),
        |pool| pool.settings.auto_verified_attributes = None,
        |_| {},
    );
    let output = world.sign_up("ana").unwrap();
    assert!(output.code_delivery_details.is_none());
    assert_eq!(world.outbox.count(), 0);
    assert_refused(
        world.send(ResendConfirmationCode {
            client_id: world.client.clone(),
            username: "ana".into(),
            ..Default::default()
        }),
        NotAuthorized::AutoVerificationOff,
    );
}

#[test]
fn a_failed_delivery_leaves_a_user_who_can_ask_again() {
    let world = World::new(9);
    world.outbox.broken.store(true, Ordering::SeqCst);
    assert_refused(world.sign_up("ana"), Error::CodeDeliveryFailure("The gateway is closed.".into()));
    world.outbox.broken.store(false, Ordering::SeqCst);
    world
        .send(ResendConfirmationCode {
            client_id: world.client.clone(),
            username: "ana".into(),
            ..Default::default()
        })
        .unwrap();
    world.confirm("ana", &world.outbox.last_code()).unwrap();
}

#[test]
fn each_broken_rule_of_the_password_policy_has_its_text() {
    let world = World::new(10);
    for (password, rule) in [
        ("Short1!", PasswordRule::MinimumLength),
        ("lowercase1!", PasswordRule::Uppercase),
        ("UPPERCASE1!", PasswordRule::Lowercase),
        ("NoDigits!!", PasswordRule::Numbers),
        ("NoSymbols1", PasswordRule::Symbols),
    ] {
        let request = SignUp { password: Some(password.into()), ..world.sign_up_request("ana") };
        assert_refused(world.send(request), InvalidPassword::SignUp(rule));
    }
    assert_refused(world.admin_get("ana"), UserNotFound::User);
}

#[test]
fn attributes_must_be_those_of_the_schema() {
    let world = World::with(
        11,
        MemoryStorage::default(),
        |pool| {
            pool.schema = Some(vec![SchemaAttribute {
                name: "email".into(),
                required: Some(true),
                ..Default::default()
            }]);
        },
        |_| {},
    );
    let with = |attributes: Vec<Attribute>| {
        world.send(SignUp { user_attributes: Some(attributes), ..world.sign_up_request("ana") })
    };
    assert_refused(with(vec![]), InvalidParameter::Schema("email: The attribute is required\n".into()));
    assert_refused(
        with(vec![Attribute::new("email", "a@b.c"), Attribute::new("custom:x", "1")]),
        InvalidParameter::Schema("custom:x: Attribute does not exist in the schema.\n".into()),
    );
    assert_refused(with(vec![Attribute::new("email", "nonsense")]), InvalidParameter::EmailFormat);
    assert_refused(
        with(vec![Attribute::new("email", "a@b.c"), Attribute::new("phone_number", "12")]),
        InvalidParameter::PhoneNumberFormat,
    );
    assert_refused(
        with(vec![Attribute::new("email", "a@b.c"), Attribute::new("email_verified", "true")]),
        NotAuthorized::UnauthorizedAttribute,
    );
    with(vec![Attribute::new("email", "a@b.c")]).unwrap();
}

#[test]
fn sign_up_may_be_left_to_administrators() {
    let world = World::with(
        12,
        MemoryStorage::default(),
        |pool| {
            pool.settings.admin_create_user_config = Some(AdminCreateUserConfig {
                allow_admin_create_user_only: Some(true),
                ..Default::default()
            });
        },
        |_| {},
    );
    assert_refused(world.sign_up("ana"), NotAuthorized::SignUpNotPermitted);
}

#[test]
fn in_a_pool_with_username_attributes_the_username_is_the_sub() {
    let world = World::with(
        13,
        MemoryStorage::default(),
        |pool| pool.username_attributes = Some(vec![Alias::Email]),
        |_| {},
    );
    let sign_up = |name: &str| world.send(SignUp { user_attributes: None, ..world.sign_up_request(name) });
    assert_refused(sign_up("ana"), InvalidParameter::UsernameNotEmail);
    let output = sign_up("ana@example.com").unwrap();
    assert_refused(sign_up("ana@example.com"), UsernameExists::UsernameAttribute("email"));
    world.confirm("ana@example.com", &world.outbox.last_code()).unwrap();
    let user = world.admin_get("ana@example.com").unwrap();
    assert_eq!(user.username, output.user_sub);
    let tokens = world.password_sign_in("ana@example.com", PASSWORD).unwrap().authentication_result.unwrap();
    assert_eq!(claims(&tokens.access_token)["username"], *output.user_sub);
    world.srp_sign_in("ana@example.com", PASSWORD).unwrap().authentication_result.unwrap();
}

#[test]
fn a_verified_alias_belongs_to_one_user_and_may_be_taken_by_force() {
    let world = World::with(
        14,
        MemoryStorage::default(),
        |pool| pool.alias_attributes = Some(vec![Alias::Email]),
        |_| {},
    );
    let sign_up = |name: &str| {
        world
            .send(SignUp {
                user_attributes: Some(vec![Attribute::new("email", "shared@example.com")]),
                ..world.sign_up_request(name)
            })
            .unwrap();
        world.outbox.last_code()
    };
    assert_refused(world.sign_up("ana@example.com"), InvalidParameter::UsernameIsEmail);
    let (ana, ben) = (sign_up("ana"), sign_up("ben"));
    // It is not verified yet, so no user can sign in with it.
    assert_refused(world.password_sign_in("shared@example.com", PASSWORD), UserNotFound::User);
    world.confirm("ana", &ana).unwrap();
    assert_refused(world.confirm("ben", &ben), AliasExists::OnConfirm("email"));
    let tokens = world.tokens("shared@example.com");
    assert_eq!(claims(&tokens.access_token)["username"], "ana");

    world
        .send(ConfirmSignUp {
            client_id: world.client.clone(),
            username: "ben".into(),
            confirmation_code: (&*ben).into(),
            force_alias_creation: Some(true),
            ..Default::default()
        })
        .unwrap();
    let tokens = world.tokens("shared@example.com");
    assert_eq!(claims(&tokens.access_token)["username"], "ben");
    let ana = world.admin_get("ana").unwrap();
    assert!(ana.user_attributes.contains(&Attribute::new("email_verified", "false")));
}

#[test]
fn names_of_a_case_insensitive_pool_are_one_in_every_case() {
    let world = World::with(
        15,
        MemoryStorage::default(),
        |pool| pool.username_configuration = Some(UsernameConfiguration { case_sensitive: false }),
        |_| {},
    );
    world.sign_up("Ana").unwrap();
    assert_refused(world.sign_up("aNA"), UsernameExists::SignUp);
    world.confirm("ANA", &world.outbox.last_code()).unwrap();
    assert_eq!(world.admin_get("AnA").unwrap().username, "ana");
    world.srp_sign_in("aNa", PASSWORD).unwrap().authentication_result.unwrap();
}

#[test]
fn a_client_with_a_secret_wants_its_hash() {
    let world = World::new(21);
    let client = world.add_client(|client| client.generate_secret = Some(true));
    let secret = client.client_secret.unwrap();
    let request = |hash: Option<String>| SignUp {
        client_id: client.client_id.clone(),
        secret_hash: hash.map(Into::into),
        ..world.sign_up_request("ana")
    };
    assert_refused(world.send(request(None)), NotAuthorized::SecretHashMissing(client.client_id.clone()));
    assert_refused(
        world.send(request(Some("d3Jvbmc=".into()))),
        NotAuthorized::SecretHash(client.client_id.clone()),
    );
    let hash = userpool::auth::secret_hash::secret_hash(&secret, "ana", &client.client_id);
    world.send(request(Some(hash.clone()))).unwrap();

    let other = world.client.clone();
    assert_refused(
        world.send(SignUp { secret_hash: Some(hash.into()), ..world.sign_up_request("ben") }),
        InvalidParameter::SecretHashNotExpected(other),
    );
}

#[test]
fn an_unknown_client_does_not_exist() {
    let world = World::new(22);
    assert_refused(
        world.send(SignUp { client_id: "nosuchclient".into(), ..world.sign_up_request("ana") }),
        ResourceNotFound::Client("nosuchclient".into()),
    );
}
