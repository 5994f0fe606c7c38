//! `NEW_PASSWORD_REQUIRED`.

use userpool::{
    Sensitive,
    auth::password::PasswordRule,
    error::{InvalidParameter, InvalidPassword, NotAuthorized, PasswordHistoryPolicyViolation},
    operations::*,
    storage::MemoryStorage,
};

use crate::world::{PASSWORD, World, assert_refused, map};

fn admin_create(world: &World, name: &str, temporary: &str) {
    world
        .send(AdminCreateUser {
            user_pool_id: world.pool.clone(),
            username: name.into(),
            temporary_password: Some(temporary.into()),
            message_action: Some("SUPPRESS".into()),
            user_attributes: Some(vec![
                Attribute::new("email", format!("{name}@example.com")),
                Attribute::new("email_verified", "True"),
            ]),
            ..Default::default()
        })
        .unwrap();
}

#[test]
fn a_temporary_password_leads_to_a_new_one_which_must_be_another() {
    let world = World::new(11);
    admin_create(&world, "ana", "Temporary-9!");
    let challenge = world.srp_sign_in("ana", "Temporary-9!").unwrap();
    assert_eq!(challenge.challenge_name.as_deref(), Some("NEW_PASSWORD_REQUIRED"));
    let parameters = challenge.challenge_parameters.unwrap();
    assert_eq!(parameters["requiredAttributes"], "[]");
    assert_eq!(parameters["userAttributes"], r#"{"email":"ana@example.com","email_verified":"true"}"#);
    assert_eq!(parameters["USER_ID_FOR_SRP"], "ana");

    let answer = |password: &str| {
        world.respond(
            "NEW_PASSWORD_REQUIRED",
            challenge.session.as_ref(),
            &[("USERNAME", "ana"), ("NEW_PASSWORD", password)],
        )
    };
    assert_refused(answer("short"), InvalidPassword::Change(PasswordRule::MinimumLength));
    assert_refused(answer("Temporary-9!"), PasswordHistoryPolicyViolation);
    answer(PASSWORD).unwrap().authentication_result.unwrap();
    assert_refused(answer(PASSWORD), NotAuthorized::SessionSpent);
    assert_eq!(world.admin_get("ana").unwrap().user_status, "CONFIRMED");
    world.password_sign_in("ana", PASSWORD).unwrap().authentication_result.unwrap();
}

#[test]
fn only_an_administrator_makes_a_temporary_password_permanent() {
    let world = World::new(15).confirmed("ana");
    let tokens = world.tokens("ana");
    let set = |permanent| AdminSetUserPassword {
        user_pool_id: world.pool.clone(),
        username: "ana".into(),
        password: "Temporary-9!".into(),
        permanent: Some(permanent),
    };

    // A code that was sent before still sets a password, but not this one.
    world.forgot_password("ana").unwrap();
    let code = world.outbox.last_code();
    world.send(set(false)).unwrap();
    assert_refused(
        world.confirm_forgot_password("ana", &code, "Temporary-9!"),
        PasswordHistoryPolicyViolation,
    );
    let change = |proposed: &str| {
        world.send(ChangePassword {
            previous_password: Some("Temporary-9!".into()),
            proposed_password: proposed.into(),
            access_token: tokens.access_token.clone().unwrap(),
        })
    };
    assert_refused(change("Temporary-9!"), PasswordHistoryPolicyViolation);
    assert_eq!(world.admin_get("ana").unwrap().user_status, "FORCE_CHANGE_PASSWORD");

    world.send(set(true)).unwrap();
    world.password_sign_in("ana", "Temporary-9!").unwrap().authentication_result.unwrap();
    change(PASSWORD).unwrap();
}

#[test]
fn a_session_is_bound_to_time_user_client_and_challenge() {
    let world = World::new(12).confirmed("ben");
    admin_create(&world, "ana", "Temporary-9!");
    let session = world.password_sign_in("ana", "Temporary-9!").unwrap().session.unwrap();
    let answers = [("USERNAME", "ana"), ("NEW_PASSWORD", PASSWORD)];
    let answer = |session: &Sensitive, answers: &[(&str, &str)]| {
        world.respond("NEW_PASSWORD_REQUIRED", Some(session), answers)
    };

    assert_refused(
        answer(&session, &[("USERNAME", "ben"), ("NEW_PASSWORD", PASSWORD)]),
        NotAuthorized::SessionOfAnother,
    );
    let garbage = Sensitive::new("garbage-garbage-garbage");
    assert_refused(answer(&garbage, &answers), NotAuthorized::InvalidSession);
    let other = world.add_client(|_| {});
    assert_refused(
        world.send(RespondToAuthChallenge {
            client_id: other.client_id,
            challenge_name: "NEW_PASSWORD_REQUIRED".into(),
            session: Some(session.clone()),
            challenge_responses: Some(map(&answers)),
            ..Default::default()
        }),
        NotAuthorized::InvalidSession,
    );
    assert_refused(
        world.respond("NEW_PASSWORD_REQUIRED", None, &answers),
        InvalidParameter::Missing("Session"),
    );
    world.clock.advance(180);
    assert_refused(answer(&session, &answers), NotAuthorized::SessionExpired);
}

#[test]
fn required_attributes_are_asked_for_with_the_new_password() {
    let world = World::with(
        13,
        MemoryStorage::default(),
        |pool| {
            let required = |name: &str| SchemaAttribute {
                name: name.into(),
                required: Some(true),
                ..Default::default()
            };
            pool.schema = Some(vec![required("email"), required("name")]);
        },
        |_| {},
    );
    admin_create(&world, "ana", "Temporary-9!");
    let challenge = world.password_sign_in("ana", "Temporary-9!").unwrap();
    assert_eq!(challenge.challenge_parameters.unwrap()["requiredAttributes"], r#"["userAttributes.name"]"#);
    let session = challenge.session;
    let answer = |more: &[(&str, &str)]| {
        let mut answers = vec![("USERNAME", "ana"), ("NEW_PASSWORD", PASSWORD)];
        answers.extend_from_slice(more);
        world.respond("NEW_PASSWORD_REQUIRED", session.as_ref(), &answers)
    };
    assert_refused(answer(&[]), InvalidParameter::RequiredAttributeMissing("name".into()));
    assert_refused(
        answer(&[("userAttributes.name", "Ana"), ("userAttributes.email", "new@example.com")]),
        NotAuthorized::AttributeProvided("email".into()),
    );
    for name in ["email_verified", "phone_number_verified", "sub"] {
        let back = format!("userAttributes.{name}");
        for more in [
            vec![("userAttributes.name", "Ana"), (&*back, "true")],
            vec![
                ("userAttributes.name", "Ana"),
                (&*back, "true"),
                ("userAttributes.email", "ana@example.com"),
            ],
        ] {
            assert_refused(answer(&more), InvalidParameter::NonMutableAttribute(name.into()));
        }
    }
    answer(&[("userAttributes.name", "Ana")]).unwrap();
    let user = world.admin_get("ana").unwrap();
    assert!(user.user_attributes.contains(&Attribute::new("name", "Ana")));
}

#[test]
fn a_temporary_password_ends_after_its_days() {
    let world = World::new(14);
    admin_create(&world, "ana", "Temporary-9!");
    world.clock.advance(7 * 86_400);
    world.password_sign_in("ana", "Temporary-9!").unwrap();
    world.clock.advance(1);
    assert_refused(world.password_sign_in("ana", "Temporary-9!"), NotAuthorized::TemporaryPasswordExpired);
}
