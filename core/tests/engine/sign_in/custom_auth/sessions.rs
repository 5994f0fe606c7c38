//! Sessions: replay, mix-up, and what is kept private.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    Sensitive,
    error::{InvalidLambdaResponse, InvalidParameter, NotAuthorized, UserNotFound},
    operations::*,
    storage::MemoryStorage,
    trigger::{CreateAuthChallenge, DefineAuthChallenge, Event, Trigger, VerifyAuthChallengeResponse},
};

use super::{
    SECRET, Stage, THREE, answer, answer_as, riddles, staged, start, with_permanent_password, world_on,
};
use crate::world::{World, assert_refused, function_for_each, is_uuid, map, records, signed_in, typed};

#[test]
fn a_session_takes_one_answer_whether_right_or_wrong() {
    let (world, stage) = staged(13);
    stage.decide(riddles(3));
    let first = start(&world, "ana").unwrap();
    let second = answer(&world, &first, "wrong").unwrap();
    let third = answer(&world, &second, "5").unwrap();
    stage.events();
    for old in [&first, &second] {
        for guess in ["5", "wrong"] {
            assert_refused(answer(&world, old, guess), NotAuthorized::SessionSpent);
        }
    }
    assert!(stage.events().is_empty(), "no function checks a replay");
    answer(&world, &third, "5").unwrap();
    assert_refused(answer(&world, &third, "5"), NotAuthorized::SessionSpent);
}

#[test]
fn a_session_is_bound_to_user_client_challenge_and_time() {
    let (world, stage) = staged(14);
    with_permanent_password(&world, "ben");
    let asked = start(&world, "ana").unwrap();
    stage.events();
    assert_refused(answer_as(&world, &asked, "ben", "5"), NotAuthorized::SessionOfAnother);
    assert_refused(answer_as(&world, &asked, "nobody", "5"), UserNotFound::User);
    let other = world.add_client(|_| {}).client_id;
    let by_other = RespondToAuthChallenge {
        client_id: other,
        challenge_name: "CUSTOM_CHALLENGE".into(),
        session: asked.session.clone(),
        challenge_responses: Some(map(&[("USERNAME", "ana"), ("ANSWER", "5")])),
        ..Default::default()
    };
    assert_refused(world.send(by_other), NotAuthorized::InvalidSession);
    for (name, member) in [
        ("SMS_MFA", "SMS_MFA_CODE"),
        ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE"),
        ("NEW_PASSWORD_REQUIRED", "NEW_PASSWORD"),
        ("SELECT_MFA_TYPE", "ANSWER"),
    ] {
        let responses = [("USERNAME", "ana"), (member, "5")];
        assert_refused(
            world.respond(name, asked.session.as_ref(), &responses),
            NotAuthorized::InvalidSession,
        );
    }
    assert_refused(
        world.respond("CUSTOM_CHALLENGE", asked.session.as_ref(), &[("USERNAME", "ana")]),
        InvalidParameter::Missing("ANSWER"),
    );
    assert_refused(
        world.respond("CUSTOM_CHALLENGE", None, &[("USERNAME", "ana"), ("ANSWER", "5")]),
        InvalidParameter::Missing("Session"),
    );
    assert!(stage.events().is_empty());
    // None of it was an answer.
    let late = start(&world, "ana").unwrap();
    signed_in(answer(&world, &asked, "5"));
    world.clock.advance(180);
    assert_refused(answer(&world, &late, "5"), NotAuthorized::SessionExpired);
}

#[test]
fn another_password_or_another_user_of_the_name_ends_the_sign_in() {
    let (world, _) = staged(15);
    let asked = start(&world, "ana").unwrap();
    world.pool_ok(
        "AdminSetUserPassword",
        json!({"Username": "ana", "Password": "Another-Horse9!", "Permanent": true}),
    );
    assert_refused(answer(&world, &asked, "5"), NotAuthorized::SessionSpent);
    let asked = start(&world, "ana").unwrap();
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    with_permanent_password(&world, "ana");
    assert_refused(answer(&world, &asked, "5"), UserNotFound::User);
}

#[test]
fn a_secret_hash_is_wanted_at_every_step() {
    let (world, _) = staged(16);
    let client = world.add_client(|client| {
        client.generate_secret = Some(true);
        client.settings.explicit_auth_flows = Some(vec!["ALLOW_CUSTOM_AUTH".into()]);
    });
    let hash =
        userpool::auth::secret_hash::secret_hash(&client.client_secret.unwrap(), "ana", &client.client_id);
    let missing = NotAuthorized::SecretHashMissing(client.client_id.clone());
    let begin = |parameters: &[(&str, &str)]| {
        world.send(InitiateAuth {
            auth_flow: "CUSTOM_AUTH".into(),
            client_id: client.client_id.clone(),
            auth_parameters: Some(map(parameters)),
            ..Default::default()
        })
    };
    assert_refused(begin(&[("USERNAME", "ana")]), missing.clone());
    let asked = begin(&[("USERNAME", "ana"), ("SECRET_HASH", &hash)]).unwrap();
    let respond = |parameters: &[(&str, &str)]| {
        world.send(RespondToAuthChallenge {
            client_id: client.client_id.clone(),
            challenge_name: "CUSTOM_CHALLENGE".into(),
            session: asked.session.clone(),
            challenge_responses: Some(map(parameters)),
            ..Default::default()
        })
    };
    assert_refused(respond(&[("USERNAME", "ana"), ("ANSWER", "5")]), missing);
    signed_in(respond(&[("USERNAME", "ana"), ("ANSWER", "5"), ("SECRET_HASH", &hash)]));
}

#[test]
fn private_challenge_parameters_are_shown_to_functions_only() {
    let storage = Arc::new(MemoryStorage::default());
    let stage = Stage::new();
    stage.made.lock().unwrap().challenge_metadata = Some(format!("CODE-{SECRET}").into());
    let world = world_on(17, Arc::clone(&storage), stage.functions(), &THREE, "LEGACY");
    let asked = start(&world, "ana").unwrap();
    let next = answer(&world, &asked, "wrong").unwrap();
    for output in [&asked, &next] {
        assert!(!serde_json::to_string(output).unwrap().contains(SECRET));
        assert!(!format!("{output:?}").contains(SECRET));
    }
    let stored = records(&storage, &format!("pool/{}", world.pool));
    assert!(stored.keys().any(|key| key.starts_with("custom/")));
    assert!(stored.values().all(|record| !record.contains(SECRET)));

    for event in stage.events() {
        let shown = match event["triggerSource"].as_str().unwrap().split_once('_').unwrap().0 {
            "DefineAuthChallenge" => format!("{:?}", read::<DefineAuthChallenge>(event)),
            "CreateAuthChallenge" => format!("{:?}", read::<CreateAuthChallenge>(event)),
            _ => format!("{:?}", read::<VerifyAuthChallengeResponse>(event)),
        };
        assert!(!shown.contains(SECRET) && !shown.contains("wrong"), "{shown}");
    }
    assert!(!format!("{:?}", stage.made.lock().unwrap()).contains(SECRET));
}

fn read<T: Trigger>(event: Value) -> Event<T> {
    serde_json::from_value(event).unwrap()
}

#[test]
fn answers_leave_no_record() {
    let storage = Arc::new(MemoryStorage::default());
    let stage = Stage::new();
    let world = world_on(18, Arc::clone(&storage), stage.functions(), &THREE, "LEGACY");
    let open = || {
        let stored = records(&storage, &format!("pool/{}", world.pool));
        stored.keys().filter(|key| key.starts_with("custom/")).count()
    };
    let asked = start(&world, "ana").unwrap();
    assert_eq!(open(), 1);
    let asked = answer(&world, &asked, "wrong").unwrap();
    assert_eq!(open(), 1);
    signed_in(answer(&world, &asked, "5"));
    assert_eq!(open(), 0);
}

#[test]
fn many_rounds_and_kilobytes_of_private_parameters_work() {
    let (world, stage) = staged(19);
    stage.decide(riddles(40));
    let long = "x".repeat(60_000);
    stage.made.lock().unwrap().private_challenge_parameters = Some(map(&[("answer", "5"), ("long", &long)]));
    stage.made.lock().unwrap().challenge_metadata = Some("m".repeat(1000).into());
    let mut asked = start(&world, "ana").unwrap();
    for _ in 1..40 {
        assert!(asked.session.as_ref().unwrap().len() < 2048);
        asked = answer(&world, &asked, "5").unwrap();
        // Each answer gives more time.
        world.clock.advance(170);
    }
    signed_in(answer(&world, &asked, "5"));

    let long = "x".repeat(300_000);
    stage.made.lock().unwrap().private_challenge_parameters = Some(map(&[("answer", "5"), ("long", &long)]));
    assert_refused(start(&world, "ana"), InvalidLambdaResponse);
}

#[test]
fn an_alias_names_the_same_user_at_every_step() {
    for existence in ["LEGACY", "ENABLED"] {
        let stage = Stage::new();
        let functions = stage.functions();
        let world = World::built(
            32,
            |builder| builder.triggers(functions),
            |pool| {
                pool.alias_attributes = Some(vec![Alias::Email]);
                pool.settings.lambda_config = typed(function_for_each(&THREE));
            },
            |client| {
                client.settings.explicit_auth_flows = Some(vec!["ALLOW_CUSTOM_AUTH".into()]);
                client.settings.prevent_user_existence_errors = Some(existence.into());
            },
        )
        .confirmed("ana");
        let asked = start(&world, "ana@example.com").unwrap();
        assert_eq!(asked.challenge_parameters.as_ref().unwrap()["USERNAME"], "ana");
        signed_in(answer_as(&world, &asked, "ana@example.com", "5"));
        if existence == "ENABLED" {
            // An unknown user is named by the address that was sent, or by a name that could be real.
            let asked = start(&world, "bob@example.com").unwrap();
            assert!(is_uuid(&asked.challenge_parameters.as_ref().unwrap()["USERNAME"]));
            assert_refused(
                answer_as(&world, &asked, "eve@example.com", "5"),
                NotAuthorized::SessionOfAnother,
            );
            assert_refused(
                answer_as(&world, &asked, "bob@example.com", "5"),
                NotAuthorized::IncorrectCredentials,
            );
            assert_refused(
                answer(&world, &start(&world, "bob@example.com").unwrap(), "5"),
                NotAuthorized::IncorrectCredentials,
            );
        }
    }
}

#[test]
fn a_truncated_session_is_refused() {
    let (world, _) = staged(31);
    let asked = start(&world, "ana").unwrap();
    let session = asked.session.as_ref().unwrap().as_str().to_owned();
    for cut in [20, session.len() - 1] {
        let cut = Sensitive::new(&session[..cut]);
        let responses = [("USERNAME", "ana"), ("ANSWER", "5")];
        assert_refused(
            world.respond("CUSTOM_CHALLENGE", Some(&cut), &responses),
            NotAuthorized::InvalidSession,
        );
    }
}
