//! The rounds of a custom sign-in, and what each function sees.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use userpool::{
    error::{InvalidLambdaResponse, InvalidParameter, NotAuthorized},
    operations::*,
    storage::MemoryStorage,
    trigger::DefineAuthChallengeResponse as Define,
};

use super::{SECRET, Stage, THREE, answer, histories, past, prove, staged, start, start_srp, world_on};
use crate::world::{PASSWORD, assert_refused, map, merged, signed_in};

#[test]
fn a_right_answer_gets_tokens() {
    let stage = Stage::new();
    let names = [&THREE[..], &["PreAuthentication", "PreTokenGeneration", "PostAuthentication"]].concat();
    let world = world_on(1, MemoryStorage::default(), stage.functions(), &names, "LEGACY");
    let asked = start(&world, "ana").unwrap();
    assert_eq!(stage.sources(), ["PreAuthentication", "DefineAuthChallenge", "CreateAuthChallenge"]);
    assert_eq!(
        serde_json::to_value(&asked.challenge_parameters).unwrap(),
        json!({"USERNAME": "ana", "hint": "a"})
    );
    let result = signed_in(answer(&world, &asked, "5"));
    assert_eq!(
        stage.sources(),
        ["VerifyAuthChallengeResponse", "DefineAuthChallenge", "TokenGeneration", "PostAuthentication"]
    );
    world.get_user(&result).unwrap();
    world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &result.refresh_token.unwrap())]).unwrap();
}

#[test]
fn each_function_sees_what_the_reference_shows() {
    let (world, stage) = staged(2);
    let metadata = |value: &str| Some(BTreeMap::from([("k".to_owned(), value.to_owned())]));
    let asked = world
        .send(InitiateAuth {
            auth_flow: "CUSTOM_AUTH".into(),
            client_id: world.client.clone(),
            auth_parameters: Some(map(&[("USERNAME", "ana"), ("CHALLENGE_NAME", "CUSTOM_CHALLENGE")])),
            client_metadata: metadata("begin"),
            ..Default::default()
        })
        .unwrap();
    world
        .send(RespondToAuthChallenge {
            client_id: world.client.clone(),
            challenge_name: "CUSTOM_CHALLENGE".into(),
            session: asked.session,
            challenge_responses: Some(map(&[("USERNAME", "ana"), ("ANSWER", "4")])),
            client_metadata: metadata("answer"),
            ..Default::default()
        })
        .unwrap();
    let user = world.admin_get("ana").unwrap().user_attributes;
    let sub = user.iter().find(|attribute| attribute.name == "sub").unwrap().value.clone().unwrap();
    let attributes = json!({
        "sub": sub.as_str(),
        "cognito:user_status": "CONFIRMED",
        "email": "ana@example.com",
        "email_verified": "true",
    });
    let event = |name: &str, request: Value, response: Value| {
        json!({
            "version": "1",
            "triggerSource": format!("{name}_Authentication"),
            "region": "us-east-1",
            "userPoolId": world.pool,
            "userName": "ana",
            "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": world.client},
            "request": merged(json!({"userAttributes": attributes, "userNotFound": false}), &request),
            "response": response,
        })
    };
    let define = json!({"challengeName": null, "issueTokens": null, "failAuthentication": null});
    let create = json!({
        "publicChallengeParameters": null, "privateChallengeParameters": null, "challengeMetadata": null,
    });
    let challenge = |session: &Value, metadata: &Value| {
        merged(json!({"challengeName": "CUSTOM_CHALLENGE", "session": session}), metadata)
    };
    // Members that the call did not give are absent.
    let (none, given) = (json!({}), json!({"clientMetadata": {"k": "answer"}}));
    let history = json!([past("CUSTOM_CHALLENGE", false, Some("ROUND_1"))]);
    assert_eq!(
        stage.events(),
        [
            event("DefineAuthChallenge", json!({"session": []}), define.clone()),
            event("CreateAuthChallenge", challenge(&json!([]), &none), create.clone()),
            event(
                "VerifyAuthChallengeResponse",
                json!({
                    "privateChallengeParameters": {"answer": "5", "secret": SECRET},
                    "challengeAnswer": "4",
                    "clientMetadata": {"k": "answer"},
                }),
                json!({"answerCorrect": null}),
            ),
            event("DefineAuthChallenge", merged(json!({"session": history}), &given), define),
            event("CreateAuthChallenge", challenge(&history, &given), create),
        ]
    );
}

#[test]
fn a_wrong_answer_is_noted_and_the_function_decides() {
    let (world, stage) = staged(3);
    let mut asked = start(&world, "ana").unwrap();
    for round in 2..=3 {
        stage.made.lock().unwrap().challenge_metadata = (round == 3).then(|| "ROUND_3".into());
        let next = answer(&world, &asked, "wrong").unwrap();
        assert_ne!(next.session, asked.session);
        asked = next;
    }
    stage.events();
    assert_refused(answer(&world, &asked, "wrong"), NotAuthorized::IncorrectCredentials);
    let wrong = |metadata| past("CUSTOM_CHALLENGE", false, metadata);
    assert_eq!(
        histories(&stage, "DefineAuthChallenge"),
        [json!([wrong(Some("ROUND_1")), wrong(None), wrong(Some("ROUND_3"))])]
    );
    assert_refused(answer(&world, &asked, "5"), NotAuthorized::InvalidSession);
    // Wrong answers lock no user out.
    for _ in 0..4 {
        let asked = start(&world, "ana").unwrap();
        let asked = answer(&world, &asked, "wrong").unwrap();
        let asked = answer(&world, &asked, "wrong").unwrap();
        assert_refused(answer(&world, &asked, "wrong"), NotAuthorized::IncorrectCredentials);
    }
    world.tokens("ana");
}

#[test]
fn failing_wins_over_tokens_and_an_empty_answer_is_unrecognizable() {
    let (world, stage) = staged(4);
    stage.decide(|_| Define { issue_tokens: Some(true), ..Define::failure() });
    assert_refused(start(&world, "ana"), NotAuthorized::IncorrectCredentials);
    stage.decide(|_| Define { challenge_name: Some("CUSTOM_CHALLENGE".into()), ..Define::tokens() });
    signed_in(start(&world, "ana"));
    stage.decide(|_| Define::default());
    assert_refused(start(&world, "ana"), InvalidLambdaResponse);
    for name in ["", "PASSWORD_VERIFIER", "SMS_MFA", "NEW_PASSWORD_REQUIRED", "DEVICE_SRP_AUTH", "X"] {
        stage.decide(move |_| Define::challenge(name));
        assert_refused(start(&world, "ana"), InvalidLambdaResponse);
    }
}

#[test]
fn srp_comes_first_where_the_client_says_so() {
    let (world, stage) = staged(5);
    stage.ask(&["PASSWORD_VERIFIER", "CUSTOM_CHALLENGE"]);
    let (srp, asked) = start_srp(&world, "ana");
    let asked = prove(&world, &srp, &asked.unwrap(), PASSWORD).unwrap();
    signed_in(answer(&world, &asked, "5"));
    let (first, second) = (past("SRP_A", true, None), past("PASSWORD_VERIFIER", true, None));
    assert_eq!(
        histories(&stage, "DefineAuthChallenge"),
        [
            json!([first]),
            json!([first, second]),
            json!([first, second, past("CUSTOM_CHALLENGE", true, Some("ROUND_1"))])
        ]
    );

    // An `SRP_A` alone asks for SRP; a flow without SRP ignores it.
    let a = srp.srp_a();
    world.initiate("CUSTOM_AUTH", &[("USERNAME", "ana"), ("SRP_A", &a)]).unwrap();
    assert_eq!(histories(&stage, "DefineAuthChallenge"), [json!([first])]);
    let not_wanted = [("USERNAME", "ana"), ("SRP_A", &*a), ("CHALLENGE_NAME", "CUSTOM_CHALLENGE")];
    assert_refused(world.initiate("CUSTOM_AUTH", &not_wanted), InvalidLambdaResponse);
    assert_eq!(histories(&stage, "DefineAuthChallenge"), [json!([])]);

    let refused = |parameters: &[(&str, &str)], refusal: InvalidParameter| {
        let parameters = [&[("USERNAME", "ana")], parameters].concat();
        assert_refused(world.initiate("CUSTOM_AUTH", &parameters), refusal);
    };
    refused(&[("CHALLENGE_NAME", "SRP_A")], InvalidParameter::Missing("SRP_A"));
    refused(&[("CHALLENGE_NAME", "SRP_A"), ("SRP_A", "0")], InvalidParameter::SrpA);
    refused(&[("CHALLENGE_NAME", "SMS_MFA")], InvalidParameter::ChallengeNotSupported("SMS_MFA".into()));
    assert!(stage.events().is_empty());
}

#[test]
fn a_custom_challenge_may_come_before_the_password() {
    let (world, stage) = staged(6);
    stage.ask(&["CUSTOM_CHALLENGE", "PASSWORD_VERIFIER", "PASSWORD_VERIFIER"]);
    let (srp, asked) = start_srp(&world, "ana");
    let asked = answer(&world, &asked.unwrap(), "5").unwrap();
    assert_refused(prove(&world, &srp, &asked, PASSWORD), InvalidLambdaResponse);
    stage.ask(&["CUSTOM_CHALLENGE", "PASSWORD_VERIFIER"]);
    let (srp, asked) = start_srp(&world, "ana");
    let asked = answer(&world, &asked.unwrap(), "5").unwrap();
    signed_in(prove(&world, &srp, &asked, PASSWORD));
    assert_refused(prove(&world, &srp, &asked, PASSWORD), NotAuthorized::IncorrectCredentials);
}

#[test]
fn a_wrong_password_ends_the_sign_in_and_counts() {
    let (world, stage) = staged(7);
    stage.ask(&["PASSWORD_VERIFIER"]);
    for _ in 0..5 {
        let (srp, asked) = start_srp(&world, "ana");
        let asked = asked.unwrap();
        stage.events();
        assert_refused(prove(&world, &srp, &asked, "Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
        assert!(stage.events().is_empty(), "define does not hear of it");
    }
    assert_refused(world.password_sign_in("ana", PASSWORD), NotAuthorized::PasswordAttemptsExceeded);
    world.clock.advance(2);
    let (srp, asked) = start_srp(&world, "ana");
    let asked = asked.unwrap();
    assert_refused(prove(&world, &srp, &asked, "Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
    world.clock.advance(4);
    assert_refused(prove(&world, &srp, &asked, PASSWORD), NotAuthorized::InvalidSession);
    // A user who is locked out may still answer custom challenges.
    stage.ask(&["CUSTOM_CHALLENGE"]);
    signed_in(answer(&world, &start(&world, "ana").unwrap(), "5"));
}

#[test]
fn administrators_can_run_a_custom_sign_in() {
    let (world, _) = staged(8);
    let asked = world
        .send(AdminInitiateAuth {
            user_pool_id: world.pool.clone(),
            client_id: world.client.clone(),
            auth_flow: "CUSTOM_AUTH".into(),
            auth_parameters: Some(map(&[("USERNAME", "ana")])),
            ..Default::default()
        })
        .unwrap();
    let output = world.send(AdminRespondToAuthChallenge {
        user_pool_id: world.pool.clone(),
        client_id: world.client.clone(),
        challenge_name: "CUSTOM_CHALLENGE".into(),
        session: asked.session,
        challenge_responses: Some(map(&[("USERNAME", "ana"), ("ANSWER", "5")])),
        ..Default::default()
    });
    signed_in(output);
}
