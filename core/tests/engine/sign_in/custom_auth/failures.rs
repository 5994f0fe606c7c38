//! Functions that are missing or fail.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use userpool::{
    error::{InvalidLambdaResponse, InvalidParameter, NotAuthorized, UserLambdaValidation},
    storage::{Invocation, MemoryStorage, TriggerError, Triggers},
};

use super::{
    Stage, THREE, answer, prove, riddles, staged, start, start_srp, with_temporary_password, world_on,
};
use crate::world::{PASSWORD, assert_refused};

#[test]
fn without_its_functions_there_is_no_custom_sign_in() {
    for missing in THREE {
        let stage = Stage::new();
        let names: Vec<_> = THREE.into_iter().filter(|name| *name != missing).collect();
        let world = world_on(9, MemoryStorage::default(), stage.functions(), &names, "LEGACY");
        let output = start(&world, "ana");
        let output = if missing == THREE[2] { answer(&world, &output.unwrap(), "5") } else { output };
        assert_refused(output, InvalidParameter::CustomAuthNotConfigured);
    }
}

#[test]
fn a_function_that_throws_spends_the_session() {
    let (world, stage) = staged(10);
    stage.decide(riddles(2));
    for name in THREE {
        let asked = start(&world, "ana").unwrap();
        *stage.broken.lock().unwrap() = Some(name);
        assert_refused(
            answer(&world, &asked, "5"),
            UserLambdaValidation { trigger: name, message: "oh no".into() },
        );
        *stage.broken.lock().unwrap() = None;
        stage.events();
        assert_refused(answer(&world, &asked, "5"), NotAuthorized::InvalidSession);
        assert!(stage.events().is_empty());
    }
    for name in [THREE[0], THREE[1]] {
        *stage.broken.lock().unwrap() = Some(name);
        assert_refused(start(&world, "ana"), UserLambdaValidation { trigger: name, message: "oh no".into() });
    }
}

#[test]
fn a_function_that_throws_after_a_built_in_challenge_undoes_it_and_ends_the_sign_in() {
    let (world, stage) = staged(11);
    with_temporary_password(&world, "eva");
    stage.ask(&["PASSWORD_VERIFIER", "NEW_PASSWORD_REQUIRED"]);
    let fails = |output| {
        assert_refused(
            output,
            UserLambdaValidation { trigger: "DefineAuthChallenge", message: "oh no".into() },
        );
        *stage.broken.lock().unwrap() = None;
    };
    let (srp, asked) = start_srp(&world, "eva");
    let asked = asked.unwrap();
    *stage.broken.lock().unwrap() = Some(THREE[0]);
    fails(prove(&world, &srp, &asked, PASSWORD));
    assert_refused(prove(&world, &srp, &asked, PASSWORD), NotAuthorized::InvalidSession);

    let (srp, asked) = start_srp(&world, "eva");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    let responses = [("USERNAME", "eva"), ("NEW_PASSWORD", "Another-Horse9!")];
    let set = || world.respond("NEW_PASSWORD_REQUIRED", asked.session.as_ref(), &responses);
    *stage.broken.lock().unwrap() = Some(THREE[0]);
    fails(set());
    assert_refused(set(), NotAuthorized::InvalidSession);
    assert_eq!(world.admin_get("eva").unwrap().user_status, "FORCE_CHANGE_PASSWORD");
}

/// Answers each trigger with a `response` as text.
struct Raw(Mutex<BTreeMap<&'static str, &'static str>>);

impl Triggers for Raw {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        let mut event: Value = serde_json::from_str(&invocation.event).unwrap();
        let (name, _) = invocation.source.split_once('_').unwrap();
        event["response"] = serde_json::from_str(self.0.lock().unwrap()[name]).unwrap();
        Ok(event.to_string())
    }
}

#[test]
fn an_answer_of_the_wrong_form_is_unrecognizable() {
    let good = [
        (
            THREE[0],
            r#"{"challengeName": "CUSTOM_CHALLENGE", "issueTokens": false, "failAuthentication": null}"#,
        ),
        (THREE[1], r#"{"publicChallengeParameters": {"a": "1", "USERNAME": "evil"}, "x": 1}"#),
        (THREE[2], r#"{"answerCorrect": true}"#),
    ];
    let raw = Arc::new(Raw(Mutex::new(good.into())));
    let world = world_on(12, MemoryStorage::default(), Arc::clone(&raw), &THREE, "LEGACY");
    let asked = start(&world, "ana").unwrap();
    assert_eq!(
        serde_json::to_value(&asked.challenge_parameters).unwrap(),
        json!({"a": "1", "USERNAME": "ana"})
    );
    answer(&world, &asked, "x").unwrap();
    for (name, response) in [
        (THREE[0], r#"{"challengeName": 1}"#),
        (THREE[0], r#"{"issueTokens": "true"}"#),
        (THREE[1], r#"{"publicChallengeParameters": {"a": 1}}"#),
        (THREE[1], r#"{"publicChallengeParameters": {"a": null}}"#),
        (THREE[1], r#"{"publicChallengeParameters": []}"#),
        (THREE[1], r#"{"privateChallengeParameters": {"a": {}}}"#),
        (THREE[1], r#"{"challengeMetadata": 1}"#),
        (THREE[2], r#"{"answerCorrect": "true"}"#),
        (THREE[2], "[]"),
    ] {
        let asked = start(&world, "ana").unwrap();
        raw.0.lock().unwrap().insert(name, response);
        assert_refused(answer(&world, &asked, "x"), InvalidLambdaResponse);
        raw.0.lock().unwrap().extend(good);
        assert_refused(answer(&world, &asked, "x"), NotAuthorized::InvalidSession);
    }
}
