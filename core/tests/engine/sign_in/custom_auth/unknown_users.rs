//! Unknown users.

use std::sync::Arc;

use serde_json::json;
use userpool::{
    error::{NotAuthorized, UserNotFound},
    operations::*,
    storage::MemoryStorage,
    trigger::DefineAuthChallengeResponse as Define,
};

use super::{Stage, THREE, answer, answer_as, prove, riddles, staged, start, start_srp, world_on};
use crate::world::{PASSWORD, World, assert_refused, signed_in};

fn hiding(seed: u64) -> (World, Arc<Stage>) {
    let stage = Stage::new();
    (world_on(seed, MemoryStorage::default(), stage.functions(), &THREE, "ENABLED"), stage)
}

#[test]
fn functions_are_not_called_for_unknown_users_where_existence_shows() {
    let (world, stage) = staged(20);
    assert_refused(start(&world, "nobody"), UserNotFound::User);
    assert!(stage.events().is_empty());
}

#[test]
fn where_existence_is_hidden_unknown_users_go_through_every_round_and_get_no_tokens() {
    let (world, stage) = hiding(21);
    stage.decide(riddles(2));
    let (mut of_ana, mut of_bob) = (start(&world, "ana").unwrap(), start(&world, "bob").unwrap());
    let shape = |output: &SignInOutput| {
        let parameters = output.challenge_parameters.as_ref().unwrap();
        let lengths: Vec<_> = parameters.iter().map(|(name, value)| (name.clone(), value.len())).collect();
        (output.challenge_name.clone(), output.session.as_ref().unwrap().len(), lengths)
    };
    for guess in ["wrong", "5"] {
        assert_eq!(shape(&of_ana), shape(&of_bob));
        of_ana = answer(&world, &of_ana, guess).unwrap();
        let before = of_bob;
        of_bob = answer(&world, &before, guess).unwrap();
        assert_refused(answer(&world, &before, guess), NotAuthorized::SessionSpent);
    }
    assert_eq!(shape(&of_ana), shape(&of_bob));
    assert_refused(answer_as(&world, &of_bob, "ana", "5"), NotAuthorized::SessionOfAnother);
    assert_refused(answer_as(&world, &of_ana, "bob", "5"), NotAuthorized::SessionOfAnother);
    stage.events();
    assert_refused(answer(&world, &of_bob, "5"), NotAuthorized::IncorrectCredentials);
    for event in stage.events() {
        assert_eq!(event["userName"], "bob");
        assert_eq!(
            (&event["request"]["userNotFound"], &event["request"]["userAttributes"]),
            (&json!(true), &json!({}))
        );
    }
    assert_refused(answer(&world, &of_bob, "5"), NotAuthorized::InvalidSession);
    signed_in(answer(&world, &of_ana, "5"));
    stage.decide(|_| Define::tokens());
    assert_refused(start(&world, "bob"), NotAuthorized::IncorrectCredentials);
}

#[test]
fn a_session_of_an_unknown_name_does_not_pass_to_a_user_who_takes_it() {
    let (world, _) = hiding(22);
    let asked = start(&world, "bob").unwrap();
    let world = world.confirmed("bob");
    assert_refused(answer(&world, &asked, "5"), NotAuthorized::IncorrectCredentials);
    signed_in(answer(&world, &start(&world, "bob").unwrap(), "5"));
}

#[test]
fn unknown_users_are_asked_for_a_password_that_is_always_wrong() {
    let (world, stage) = hiding(23);
    stage.ask(&["CUSTOM_CHALLENGE", "PASSWORD_VERIFIER"]);
    for name in ["ana", "bob"] {
        let (srp, asked) = start_srp(&world, name);
        let asked = answer(&world, &asked.unwrap(), "5").unwrap();
        let parameters = asked.challenge_parameters.as_ref().unwrap();
        assert_eq!(parameters["USER_ID_FOR_SRP"], name);
        stage.events();
        assert_refused(prove(&world, &srp, &asked, "Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
        assert_refused(prove(&world, &srp, &asked, PASSWORD), NotAuthorized::InvalidSession);
        assert!(stage.events().is_empty());
    }
    let block = |name: &str| {
        let (_, asked) = start_srp(&world, name);
        answer(&world, &asked.unwrap(), "5").unwrap().challenge_parameters.unwrap()["SECRET_BLOCK"].len()
    };
    assert_eq!(block("ana"), block("bob"));
}
