//! Answers to one session at the same time.

use std::pin::Pin;

use userpool::{Error, operations::*, storage::MemoryStorage};

use super::{Stage, THREE, start, start_srp, world_on};
use crate::world::{PASSWORD, Yielding, interleave, map};

const INVALID_SESSION: &str = "Invalid session for the user.";
const ONCE: &str = "Invalid session for the user, session can only be used once.";
const SEEDS: u64 = 200;

/// Runs answers to one session in many orders: exactly one of them is checked.
fn race(guesses: [&'static str; 4], fault: Option<&'static str>) {
    for seed in 0..SEEDS {
        let stage = Stage::new();
        let world = world_on(seed, Yielding(MemoryStorage::default()), stage.functions(), &THREE, "LEGACY");
        let asked = start(&world, "ana").unwrap();
        *stage.broken.lock().unwrap() = fault;
        let racers = guesses
            .into_iter()
            .map(|guess| {
                let request = RespondToAuthChallenge {
                    client_id: world.client.clone(),
                    challenge_name: "CUSTOM_CHALLENGE".into(),
                    session: asked.session.clone(),
                    challenge_responses: Some(map(&[("USERNAME", "ana"), ("ANSWER", guess)])),
                    ..Default::default()
                };
                let racer: Pin<Box<dyn Future<Output = Result<SignInOutput, Error>>>> =
                    Box::pin(world.engine.send(request));
                racer
            })
            .collect();
        let outcomes = interleave(seed, racers);
        let session = |error: &Error| [ONCE, INVALID_SESSION].contains(&&*error.to_string());
        let checked = |outcome: &&Result<SignInOutput, Error>| !outcome.as_ref().is_err_and(session);
        assert_eq!(outcomes.iter().filter(checked).count(), 1, "seed {seed}: {outcomes:?}");
    }
}

#[test]
fn of_four_right_answers_one_gets_tokens_in_every_order() {
    race(["5"; 4], None);
}

#[test]
fn of_four_guesses_one_is_judged_in_every_order() {
    race(["5", "4", "3", "2"], None);
}

#[test]
fn of_four_answers_one_sees_the_function_fail_in_every_order() {
    race(["5"; 4], Some("DefineAuthChallenge"));
}

/// One block, four proofs: each wrong one ends the sign-in, so a thousand guesses at once are one guess.
#[test]
fn of_four_wrong_passwords_on_one_block_one_is_judged_in_every_order() {
    for seed in 0..50 {
        let stage = Stage::new();
        stage.ask(&["PASSWORD_VERIFIER"]);
        let world = world_on(seed, Yielding(MemoryStorage::default()), stage.functions(), &THREE, "LEGACY");
        let (srp, asked) = start_srp(&world, "ana");
        let asked = asked.unwrap();
        let racers = ["Wrong-Horse1!", "Wrong-Horse2!", PASSWORD, PASSWORD]
            .into_iter()
            .map(|password| {
                let responses = world.srp_responses(&srp, &asked, password);
                let responses: Vec<_> =
                    responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let request = RespondToAuthChallenge {
                    client_id: world.client.clone(),
                    challenge_name: "PASSWORD_VERIFIER".into(),
                    challenge_responses: Some(map(&responses)),
                    ..Default::default()
                };
                let racer: Pin<Box<dyn Future<Output = Result<SignInOutput, Error>>>> =
                    Box::pin(world.engine.send(request));
                racer
            })
            .collect();
        let outcomes = interleave(seed, racers);
        let text = |outcome: &Result<SignInOutput, Error>| match outcome {
            Ok(_) => "tokens".to_owned(),
            Err(error) => error.to_string(),
        };
        let said: Vec<_> = outcomes.iter().map(text).collect();
        let won = said.iter().filter(|text| **text == "tokens").count();
        // The second caller is told that the block is spent or that the sign-in has ended.
        let over = said.iter().filter(|text| **text == INVALID_SESSION).count();
        assert!(won == 1 && over == 0 || won == 0 && over == 3, "seed {seed}: {said:?}");
    }
}
