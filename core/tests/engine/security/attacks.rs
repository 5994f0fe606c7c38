//! Attacks, by name: each was possible once or is possible in engines like this one.

use userpool::{
    Error,
    error::{CodeMismatch, NotAuthorized, ResourceNotFound, UserNotConfirmed, UserNotFound, UsernameExists},
    operations::*,
    storage::MemoryStorage,
};

use crate::world::{PASSWORD, Racer, World, Yielding, assert_refused, claims, interleave, map};

const INCORRECT: &str = "Incorrect username or password.";

fn with_aliases(seed: u64) -> World {
    World::with(
        seed,
        MemoryStorage::default(),
        |pool| pool.alias_attributes = Some(vec![Alias::Email, Alias::PreferredUsername]),
        |_| {},
    )
}

fn admin_create(
    world: &World,
    name: &str,
    attributes: Vec<Attribute>,
) -> Result<AdminCreateUserOutput, Error> {
    world.send(AdminCreateUser {
        user_pool_id: world.pool.clone(),
        username: name.into(),
        temporary_password: Some("Temporary-9!".into()),
        message_action: Some("SUPPRESS".into()),
        user_attributes: Some(attributes),
        ..Default::default()
    })
}

fn set_password(world: &World, name: &str, permanent: bool) {
    world
        .send(AdminSetUserPassword {
            user_pool_id: world.pool.clone(),
            username: name.into(),
            password: PASSWORD.into(),
            permanent: Some(permanent),
        })
        .unwrap();
}

#[test]
fn force_takes_only_the_address_that_the_code_proved() {
    let world = with_aliases(1);
    admin_create(&world, "victim", vec![Attribute::new("preferred_username", "boss")]).unwrap();
    set_password(&world, "victim", true);
    assert_eq!(claims(&world.tokens("boss").access_token)["username"], "victim");

    let thief = SignUp {
        user_attributes: Some(vec![
            Attribute::new("email", "thief@example.com"),
            Attribute::new("preferred_username", "boss"),
        ]),
        ..world.sign_up_request("thief")
    };
    assert_eq!(world.send(thief).unwrap_err().name(), "InvalidParameterException");
    assert_eq!(claims(&world.tokens("boss").access_token)["username"], "victim");
}

#[test]
fn a_user_cannot_take_a_name_that_leads_to_another_user() {
    let world = with_aliases(2);
    admin_create(&world, "victim", vec![Attribute::new("preferred_username", "boss")]).unwrap();
    set_password(&world, "victim", true);
    let victim = world.admin_get("victim").unwrap();
    let sub = victim.user_attributes.iter().find(|attribute| attribute.name == "sub").unwrap();
    let sub = sub.value.clone().unwrap();

    for name in ["boss", &sub] {
        let request = SignUp { user_attributes: None, ..world.sign_up_request(name) };
        assert_refused(world.send(request), UsernameExists::SignUp);
        assert_eq!(admin_create(&world, name, vec![]).unwrap_err().name(), "UsernameExistsException");
    }
    // And the username of a user does not become an alias of another.
    let shadow = admin_create(&world, "shadow", vec![Attribute::new("preferred_username", "victim")]);
    assert_eq!(shadow.unwrap_err().name(), "AliasExistsException");
}

/// The right code stands among many wrong ones, all sent at once, with a password that the policy refuses: nothing would
/// be written for the right one.
#[test]
fn of_1000_concurrent_codes_20_are_checked() {
    for seed in 0..20 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {}).confirmed("ana");
        world.forgot_password("ana").unwrap();
        let code = world.outbox.last_code();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let guesses: Vec<Racer<'_, ()>> = (0..100)
            .map(|guess| {
                let request = ConfirmForgotPassword {
                    client_id: world.client.clone(),
                    username: "ana".into(),
                    confirmation_code: if guess % 2 == 0 { wrong.into() } else { (&*code).into() },
                    password: "short".into(),
                    ..Default::default()
                };
                let engine = &world.engine;
                Box::pin(async move { engine.send(request).await.map(|_| ()) }) as Racer<'_, ()>
            })
            .collect();
        let checked = interleave(seed, guesses)
            .into_iter()
            .filter_map(Result::err)
            .filter(|error| matches!(error.name(), "CodeMismatchException" | "InvalidPasswordException"))
            .count();
        assert_eq!(checked, 20, "seed {seed}");
    }
}

#[test]
fn of_100_concurrent_passwords_5_are_checked() {
    for seed in 0..10 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {}).confirmed("ana");
        let guesses: Vec<Racer<'_, ()>> = (0..30)
            .map(|guess| {
                let request = InitiateAuth {
                    auth_flow: "USER_PASSWORD_AUTH".into(),
                    client_id: world.client.clone(),
                    auth_parameters: Some(map(&[
                        ("USERNAME", "ana"),
                        ("PASSWORD", &format!("Wrong-Horse{guess}!")),
                    ])),
                    ..Default::default()
                };
                let engine = &world.engine;
                Box::pin(async move { engine.send(request).await.map(|_| ()) }) as Racer<'_, ()>
            })
            .collect();
        let checked = interleave(seed, guesses)
            .into_iter()
            .filter(|outcome| outcome.as_ref().is_err_and(|error| error.to_string() == INCORRECT))
            .count();
        assert_eq!(checked, 5, "seed {seed}");
    }
}

/// Where existence is hidden, guesses at a user whose status refuses even the right password are counted like others.
#[test]
fn the_password_of_an_unconfirmed_user_is_guessed_five_times() {
    let world = World::hiding(4);
    world.sign_up("ana").unwrap();
    assert_refused(world.password_sign_in("ana", PASSWORD), UserNotConfirmed);
    for _ in 0..5 {
        assert_refused(world.password_sign_in("ana", "Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
    }
    assert_refused(world.password_sign_in("ana", PASSWORD), NotAuthorized::IncorrectCredentials);
}

/// Where it is not hidden, the status is told without a look at the password, so nothing can be guessed.
#[test]
fn an_unconfirmed_user_is_told_so_whatever_the_password() {
    let world = World::new(4);
    world.sign_up("ana").unwrap();
    for _ in 0..10 {
        for password in ["Wrong-Horse9!", PASSWORD] {
            for outcome in [world.password_sign_in("ana", password), world.srp_sign_in("ana", password)] {
                assert_refused(outcome, UserNotConfirmed);
            }
        }
    }
    world.send(AdminDisableUser { user_pool_id: world.pool.clone(), username: "ana".into() }).unwrap();
    assert_refused(world.password_sign_in("ana", "Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
}

#[test]
fn where_existence_is_hidden_a_lock_does_not_show() {
    let world = World::hiding(5).confirmed("ana");
    for _ in 0..8 {
        for name in ["ana", "nobody"] {
            assert_refused(
                world.password_sign_in(name, "Wrong-Horse9!"),
                NotAuthorized::IncorrectCredentials,
            );
            assert_refused(world.srp_sign_in(name, "Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
        }
    }
    assert_refused(world.password_sign_in("ana", PASSWORD), NotAuthorized::IncorrectCredentials);
    world.clock.advance(15 * 60);
    world.password_sign_in("ana", PASSWORD).unwrap();
}

#[test]
fn a_name_longer_than_any_key_leads_to_no_user() {
    let world = with_aliases(6).confirmed("ana");
    for name in
        ["a".repeat(1100), "é".repeat(100_000), "%/\0".repeat(500), format!("{}@x.y", "a".repeat(3000))]
    {
        for flow in ["USER_PASSWORD_AUTH", "USER_SRP_AUTH"] {
            let parameters = [("USERNAME", &*name), ("PASSWORD", PASSWORD), ("SRP_A", "abcdef")];
            assert_refused(world.initiate(flow, &parameters), UserNotFound::User);
        }
    }
}

#[test]
fn long_attributes_do_not_lock_their_user_out() {
    let world = World::new(7);
    let attributes =
        ["name", "given_name", "family_name", "middle_name", "nickname", "profile", "picture", "website"]
            .map(|name| Attribute::new(name, "é".repeat(2048)));
    world
        .send(SignUp {
            user_attributes: Some(
                attributes.into_iter().chain([Attribute::new("email", "ana@example.com")]).collect(),
            ),
            ..world.sign_up_request("ana")
        })
        .unwrap();
    world.confirm("ana", &world.outbox.last_code()).unwrap();
    let tokens = world.tokens("ana");
    world.get_user(&tokens).unwrap();
}

#[test]
fn values_too_large_for_a_store_are_an_invalid_parameter() {
    let world = World::new(8);
    let many = (0..50).map(|index| SchemaAttribute {
        name: format!("c{index}"),
        attribute_data_type: Some("String".into()),
        mutable: Some(true),
        ..Default::default()
    });
    let pool =
        CreateUserPool { pool_name: "wide".into(), schema: Some(many.collect()), ..Default::default() };
    let pool = world.send(pool).unwrap().user_pool;
    let attributes = (0..50).map(|index| Attribute::new(format!("custom:c{index}"), "\u{1}".repeat(2048)));
    let refused = world.send(AdminCreateUser {
        user_pool_id: pool.id,
        username: "ana".into(),
        message_action: Some("SUPPRESS".into()),
        user_attributes: Some(attributes.collect()),
        ..Default::default()
    });
    assert_eq!(refused.unwrap_err().name(), "InvalidParameterException");
}

/// The holder of a leaked temporary password has a session open while the administrator replaces the password.
#[test]
fn a_session_ends_with_the_password_it_was_opened_with() {
    let world = World::new(9);
    admin_create(&world, "ana", vec![]).unwrap();
    let session = world.password_sign_in("ana", "Temporary-9!").unwrap().session;
    set_password(&world, "ana", false);
    let answer = world.respond(
        "NEW_PASSWORD_REQUIRED",
        session.as_ref(),
        &[("USERNAME", "ana"), ("NEW_PASSWORD", "Thief-Horse9!")],
    );
    assert_eq!(answer.unwrap_err().name(), "NotAuthorizedException");
    assert!(world.password_sign_in("ana", PASSWORD).unwrap().session.is_some());
}

#[test]
fn invited_users_are_hidden_like_unknown_ones_when_they_forget_their_password() {
    let world = World::with(
        10,
        MemoryStorage::default(),
        |pool| pool.username_attributes = Some(vec![Alias::Email]),
        |client| client.settings.prevent_user_existence_errors = Some("ENABLED".into()),
    );
    admin_create(&world, "invited@example.com", vec![]).unwrap();
    for name in ["invited@example.com", "nobody@example.com"] {
        world.forgot_password(name).unwrap();
        assert_refused(
            world.confirm_forgot_password(name, "123456", "Another-Horse9!"),
            CodeMismatch::Verification,
        );
    }
}

#[test]
fn a_code_proves_only_the_address_it_was_sent_to() {
    let world = World::new(11);
    let attributes =
        vec![Attribute::new("email", "old@example.com"), Attribute::new("email_verified", "true")];
    admin_create(&world, "ana", attributes).unwrap();
    set_password(&world, "ana", true);
    world.forgot_password("ana").unwrap();
    let code = world.outbox.last_code();
    // The address changes on the way: an invitation that is taken up with another one.
    set_password(&world, "ana", false);
    let session = world.password_sign_in("ana", PASSWORD).unwrap().session;
    world
        .respond(
            "NEW_PASSWORD_REQUIRED",
            session.as_ref(),
            &[
                ("USERNAME", "ana"),
                ("NEW_PASSWORD", "Chosen-Horse9!"),
                ("userAttributes.email", "new@example.com"),
            ],
        )
        .unwrap();
    assert_eq!(
        world.confirm_forgot_password("ana", &code, "Another-Horse9!").unwrap_err().name(),
        "CodeMismatchException"
    );
}

#[test]
fn the_tokens_of_a_deleted_client_are_refused() {
    let world = World::new(12).confirmed("ana");
    let tokens = world.tokens("ana");
    world
        .send(DeleteUserPoolClient { user_pool_id: world.pool.clone(), client_id: world.client.clone() })
        .unwrap();
    assert_refused(world.get_user(&tokens), NotAuthorized::InvalidAccessToken);
    assert_refused(
        world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())]),
        ResourceNotFound::Client(world.client.clone()),
    );
}
