//! Secrets that no text may show.

use std::sync::Arc;

use serde_json::json;
use userpool::{
    Credentials, Engine, Moment, Sensitive,
    operations::*,
    storage::{MemoryStorage, Partition, Scan, Storage},
};

use super::{administrator, text};
use crate::world::{ACCESS_KEY, PASSWORD, World, map, now};

const CANARY: &str = "Canary-Secret9!";

fn secret() -> Sensitive {
    Sensitive::new(CANARY)
}

#[track_caller]
fn assert_silent(what: &impl std::fmt::Debug, secrets: &[&str]) {
    for shown in [format!("{what:?}"), format!("{what:#?}")] {
        for secret in secrets {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[test]
fn requests_do_not_print_their_secrets() {
    let attributes = Some(vec![Attribute { name: "email".into(), value: Some(secret()) }]);
    let secrets = Some(map(&[("PASSWORD", CANARY), ("NEW_PASSWORD", CANARY), ("REFRESH_TOKEN", CANARY)]));
    assert_silent(
        &SignUp {
            password: Some(secret()),
            secret_hash: Some(secret()),
            user_attributes: attributes.clone(),
            validation_data: attributes.clone(),
            ..Default::default()
        },
        &[CANARY],
    );
    assert_silent(
        &ConfirmSignUp { confirmation_code: secret(), session: Some(secret()), ..Default::default() },
        &[CANARY],
    );
    assert_silent(
        &ConfirmForgotPassword { confirmation_code: secret(), password: secret(), ..Default::default() },
        &[CANARY],
    );
    assert_silent(
        &InitiateAuth { auth_parameters: secrets.clone(), session: Some(secret()), ..Default::default() },
        &[CANARY],
    );
    assert_silent(
        &AdminInitiateAuth {
            auth_parameters: secrets.clone(),
            session: Some(secret()),
            ..Default::default()
        },
        &[CANARY],
    );
    assert_silent(
        &RespondToAuthChallenge {
            challenge_responses: secrets.clone(),
            session: Some(secret()),
            ..Default::default()
        },
        &[CANARY],
    );
    assert_silent(
        &AdminRespondToAuthChallenge {
            challenge_responses: secrets,
            session: Some(secret()),
            ..Default::default()
        },
        &[CANARY],
    );
    assert_silent(
        &RevokeToken { token: secret(), client_secret: Some(secret()), ..Default::default() },
        &[CANARY],
    );
    assert_silent(&GetClientToken { secret: secret(), ..Default::default() }, &[CANARY]);
    assert_silent(
        &GetDerivedToken {
            client_secret: Some(secret()),
            subject_token: secret(),
            actor_token: Some(secret()),
            ..Default::default()
        },
        &[CANARY],
    );
    assert_silent(&GetUser { access_token: secret() }, &[CANARY]);
    assert_silent(&DeleteUser { access_token: secret() }, &[CANARY]);
    assert_silent(&GlobalSignOut { access_token: secret() }, &[CANARY]);
    assert_silent(
        &ChangePassword {
            previous_password: Some(secret()),
            proposed_password: secret(),
            access_token: secret(),
        },
        &[CANARY],
    );
    assert_silent(
        &AdminCreateUser {
            temporary_password: Some(secret()),
            user_attributes: attributes.clone(),
            validation_data: attributes,
            ..Default::default()
        },
        &[CANARY],
    );
    assert_silent(&AdminSetUserPassword { password: secret(), ..Default::default() }, &[CANARY]);
    assert_silent(&CreateUserPoolClient { client_secret: Some(secret()), ..Default::default() }, &[CANARY]);
    assert_silent(
        &AddUserPoolClientSecret { client_secret: Some(secret()), ..Default::default() },
        &[CANARY],
    );
    assert_silent(&ListUsers { pagination_token: Some(secret()), ..Default::default() }, &[CANARY]);
}

#[test]
fn answers_messages_records_and_engines_do_not_print_their_secrets() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(60, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    let tokens = world.password_sign_in("ana", PASSWORD).unwrap();
    let result = tokens.authentication_result.clone().unwrap();
    let texts = [result.access_token, result.id_token, result.refresh_token].map(Option::unwrap);
    assert_silent(&tokens, &texts.each_ref().map(|token| token.as_str()));

    world
        .send(AdminSetUserPassword {
            user_pool_id: world.pool.clone(),
            username: "ana".into(),
            password: PASSWORD.into(),
            permanent: None,
        })
        .unwrap();
    let challenge = world.password_sign_in("ana", PASSWORD).unwrap();
    let session = challenge.session.clone().unwrap();
    assert_silent(&challenge, &[session.as_str()]);

    let client = world.add_client(|client| client.generate_secret = Some(true));
    assert_silent(&client, &[client.client_secret.as_ref().unwrap().as_str()]);
    let added = AddUserPoolClientSecret {
        user_pool_id: world.pool.clone(),
        client_id: client.client_id.clone(),
        client_secret: None,
    };
    let added = world.send(added).unwrap().client_secret_descriptor;
    assert_silent(&added, &[added.client_secret_value.as_ref().unwrap().as_str()]);
    assert_silent(&world.admin_get("ana").unwrap(), &["ana@example.com"]);

    for message in world.outbox.all() {
        assert_silent(&message, &[message.code.as_ref().unwrap().expose(), message.body.expose()]);
    }

    let partition = Partition::new(format!("pool/{}", world.pool));
    let all = Scan::first(userpool::storage::Prefix::all(), 1000);
    let found = now(Storage::scan(&*storage, &partition, &all)).unwrap();
    assert!(found.len() > 5);
    for (key, record) in &found {
        let value = std::str::from_utf8(&record.value).unwrap();
        assert_silent(record, &[value, "ana@example.com", "sealed"]);
        for code in
            world.outbox.all().iter().map(|message| message.code.as_ref().unwrap().expose().to_owned())
        {
            let quoted = format!("\"{code}\"");
            assert!(!value.contains(&quoted), "{}: a code in the clear", key.as_str());
        }
        for text in [PASSWORD, session.as_str(), client.client_secret.as_ref().unwrap().as_str()] {
            assert!(!value.contains(text), "{}: {value}", key.as_str());
        }
        for token in &texts {
            assert!(!value.contains(token.as_str()), "{}: {value}", key.as_str());
        }
    }
    assert_silent(&*storage, &["ana@example.com", "sealed"]);
    assert_silent(&world.engine, &["master", ACCESS_KEY.1, "[7, 7"]);
    assert_silent(&Credentials::none().with(ACCESS_KEY.0, ACCESS_KEY.1), &[ACCESS_KEY.1]);
    assert_silent(&administrator(), &[ACCESS_KEY.1]);
    assert_silent(&Engine::builder().master_key([7; 32]), &["[7, 7", "7, 7"]);
    assert_silent(&Moment { now: world.clock.now(), seed: [123; 32] }, &["123, 123"]);
}

#[test]
fn a_refusal_does_not_repeat_a_secret() {
    let world = World::new(61).confirmed("ana");
    let secret = "Canary secret";
    for (operation, body) in [
        ("GetUser", json!({"AccessToken": secret})),
        (
            "SignUp",
            json!({"ClientId": secret, "Username": secret, "Password": format!(" {secret}"), "SecretHash": secret}),
        ),
        (
            "ConfirmForgotPassword",
            json!({"ClientId": secret, "Username": secret, "Password": secret.repeat(100)}),
        ),
        ("ChangePassword", json!({"AccessToken": secret, "ProposedPassword": secret.repeat(100)})),
        ("RevokeToken", json!({"Token": secret, "ClientId": world.client})),
        (
            "InitiateAuth",
            json!({"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": world.client, "AuthParameters": {"USERNAME": "ana", "PASSWORD": secret}}),
        ),
        (
            "RespondToAuthChallenge",
            json!({"ChallengeName": "NEW_PASSWORD_REQUIRED", "ClientId": world.client, "Session": secret,
                "ChallengeResponses": {"USERNAME": "ana", "NEW_PASSWORD": secret}}),
        ),
    ] {
        let response = world.wire(operation, body.to_string());
        assert_eq!(response.status(), 400, "{operation}");
        assert!(!text(&response).contains("Canary"), "{operation}: {}", text(&response));
        assert!(!format!("{:?}", response.headers()).contains("Canary"), "{operation}");
    }
}
