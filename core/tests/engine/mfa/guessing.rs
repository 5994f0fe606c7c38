//! Limits of wrong codes, and codes sent at the same time.

use serde_json::json;
use userpool::{Sensitive, error::NotAuthorized, operations::*, storage::MemoryStorage};

use super::{asking, challenged, configure, on, prefer, respond, with_app, world_on};
use crate::world::{Racer, World, Yielding, assert_refused, code_member, interleave, other_than, signed_in};

const SPENT_SESSION: &str = "Invalid session for the user, session can only be used once.";

#[test]
fn an_hour_has_twenty_wrong_codes_in_all_sessions_together() {
    for (seed, factor) in [(90, "EMAIL_OTP"), (91, "SOFTWARE_TOKEN_MFA")] {
        let (world, right) = asking(seed, factor);
        for sign_in in 0..10 {
            let session = challenged(&world, "ana", factor).session;
            let wrong = other_than(&right(&world));
            for _ in 0..2 {
                let refused = respond(&world, factor, &session, wrong).unwrap_err();
                assert_eq!(refused.name(), "CodeMismatchException", "{sign_in}");
            }
        }
        let session = challenged(&world, "ana", factor).session;
        assert_refused(
            respond(&world, factor, &session, &right(&world)),
            NotAuthorized::PasswordAttemptsExceeded,
        );
        world.clock.advance(3600);
        let session = challenged(&world, "ana", factor).session;
        signed_in(respond(&world, factor, &session, &right(&world)));
    }
}

fn guess<'a>(
    world: &'a World,
    challenge: &str,
    session: Option<&Sensitive>,
    code: &str,
) -> Racer<'a, SignInOutput> {
    world.respond_racing(challenge, session, &[("USERNAME", "ana"), (code_member(challenge), code)])
}

#[test]
fn of_100_concurrent_codes_20_are_checked() {
    for seed in 100..105 {
        let world = world_on(seed, Yielding(MemoryStorage::default()));
        configure(&world, "OPTIONAL", &["EMAIL_OTP"]);
        prefer(&world, "ana", json!({"EmailMfaSettings": on()}));
        let session = challenged(&world, "ana", "EMAIL_OTP").session;
        let wrong = other_than(&world.outbox.last_code());
        let guesses = (0..100).map(|_| guess(&world, "EMAIL_OTP", session.as_ref(), wrong)).collect();
        let checked = interleave(seed, guesses)
            .into_iter()
            .filter(|outcome| outcome.as_ref().is_err_and(|error| error.name() == "CodeMismatchException"))
            .count();
        assert_eq!(checked, 20, "seed {seed}");
    }
}

#[test]
fn of_many_concurrent_uses_of_one_app_code_one_signs_in() {
    for seed in 110..130 {
        let (world, secret) = with_app(seed, Yielding(MemoryStorage::default()));
        let code = world.totp(&secret);
        let sessions: Vec<_> =
            (0..8).map(|_| challenged(&world, "ana", "SOFTWARE_TOKEN_MFA").session).collect();
        let guesses = sessions
            .iter()
            .map(|session| guess(&world, "SOFTWARE_TOKEN_MFA", session.as_ref(), &code))
            .collect();
        let outcomes = interleave(seed, guesses);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "seed {seed}");
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert!(matches!(error.name(), "ExpiredCodeException" | "TooManyRequestsException"), "{error:?}");
        }
    }
}

#[test]
fn of_many_concurrent_answers_to_one_session_one_signs_in() {
    for seed in 130..150 {
        let world = world_on(seed, Yielding(MemoryStorage::default()));
        configure(&world, "OPTIONAL", &["EMAIL_OTP"]);
        prefer(&world, "ana", json!({"EmailMfaSettings": on()}));
        let session = challenged(&world, "ana", "EMAIL_OTP").session;
        let code = world.outbox.last_code();
        let guesses = (0..8).map(|_| guess(&world, "EMAIL_OTP", session.as_ref(), &code)).collect();
        let outcomes = interleave(seed, guesses);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "seed {seed}");
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert_eq!(error.to_string(), SPENT_SESSION, "seed {seed}");
        }
    }
}
