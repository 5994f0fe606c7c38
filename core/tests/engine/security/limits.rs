//! How many messages go to one user and to one destination, and what a wrong clock leaves behind.

use serde_json::json;
use userpool::{
    Error,
    error::{ExpiredCode, LimitExceeded, NotAuthorized},
    operations::*,
    storage::{MemoryStorage, Storage},
};
use userpool_sqlite::SqliteOptions;

use crate::world::{PASSWORD, Racer, World, Yielding, assert_refused, interleave, typed};

const HOUR: u64 = 3600;

/// A world whose pool asks for a code by mail or text message as the second factor.
fn with_factors(seed: u64, storage: impl Storage) -> World {
    let world = World::with(
        seed,
        storage,
        |pool| {
            pool.settings.sms_configuration =
                Some(json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}));
            pool.settings.email_configuration = typed(json!({
                "EmailSendingAccount": "DEVELOPER",
                "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
            }));
            // A channel that resets passwords first cannot be the second factor.
            let option = |name: &str, priority| RecoveryOption { name: name.into(), priority };
            pool.settings.account_recovery_setting = Some(AccountRecoverySetting {
                recovery_mechanisms: Some(vec![
                    option("verified_phone_number", 1),
                    option("verified_email", 2),
                ]),
            });
        },
        |_| {},
    );
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({"MfaConfiguration": "OPTIONAL", "EmailMfaConfiguration": {}, "SmsMfaConfiguration": {}}),
    );
    world
}

/// A user with these attributes who prefers this factor.
fn user(world: &World, name: &str, attributes: &[(&str, &str)], setting: &str) {
    let attributes: Vec<_> =
        attributes.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
    world.pool_ok(
        "AdminCreateUser",
        json!({"Username": name, "MessageAction": "SUPPRESS", "UserAttributes": attributes}),
    );
    world.pool_ok("AdminSetUserPassword", json!({"Username": name, "Password": PASSWORD, "Permanent": true}));
    let preference = json!({"Enabled": true, "PreferredMfa": true});
    world.pool_ok("AdminSetUserMFAPreference", json!({"Username": name, setting: preference}));
}

fn challenged(world: &World, name: &str) -> String {
    world.password_sign_in(name, PASSWORD).unwrap().challenge_name.unwrap().to_string()
}

#[test]
fn an_hour_has_twenty_second_factors_for_a_user() {
    for (seed, factor, setting) in [(1, "EMAIL_OTP", "EmailMfaSettings"), (2, "SMS_MFA", "SMSMfaSettings")] {
        let world = with_factors(seed, MemoryStorage::default());
        let attributes = [("email", "ana@example.com"), ("phone_number", "+12065550100")];
        user(&world, "ana", &attributes, setting);
        let sent = world.outbox.count();
        for _ in 0..20 {
            assert_eq!(challenged(&world, "ana"), factor);
        }
        assert_refused(world.password_sign_in("ana", PASSWORD), NotAuthorized::PasswordAttemptsExceeded);
        assert_eq!(world.outbox.count(), sent + 20);
        world.clock.advance(HOUR);
        assert_eq!(challenged(&world, "ana"), factor);
    }
}

#[test]
fn users_with_one_address_share_its_budget_unless_only_one_has_proved_it() {
    let world = with_factors(3, MemoryStorage::default());
    let claimed = [("email", "shared@example.com")];
    user(&world, "ana", &claimed, "EmailMfaSettings");
    // Another spelling of the same mailbox.
    user(&world, "ben", &[("email", "Shared@example.com")], "EmailMfaSettings");
    user(&world, "owner", &[claimed[0], ("email_verified", "true")], "EmailMfaSettings");
    for _ in 0..12 {
        challenged(&world, "ana");
    }
    for _ in 0..8 {
        challenged(&world, "ben");
    }
    for name in ["ana", "ben"] {
        assert_refused(world.password_sign_in(name, PASSWORD), NotAuthorized::PasswordAttemptsExceeded);
    }
    challenged(&world, "owner");
    world.clock.advance(HOUR);
    challenged(&world, "ben");
}

fn sign_up_with(world: &World, name: &str, address: &str) -> Result<SignUpOutput, Error> {
    world.send(SignUp {
        user_attributes: Some(vec![Attribute::new("email", address)]),
        ..world.sign_up_request(name)
    })
}

#[test]
fn an_hour_has_twenty_sign_ups_for_a_destination() {
    let world = World::new(4);
    for number in 0..20 {
        sign_up_with(&world, &format!("user{number}"), "victim@example.com").unwrap();
    }
    assert_refused(sign_up_with(&world, "user20", "VICTIM@example.com"), LimitExceeded::Attempts);
    assert_eq!(world.outbox.count(), 20);
    assert_eq!(world.admin_get("user20").unwrap_err().name(), "UserNotFoundException");
    sign_up_with(&world, "user20", "other@example.com").unwrap();
    world.clock.advance(HOUR);
    sign_up_with(&world, "user21", "victim@example.com").unwrap();
}

#[test]
fn a_budget_is_not_exceeded_in_any_order() {
    for seed in 0..20 {
        let world = World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {});
        let racers = (0..26).map(|number| {
            let world = &world;
            let request = SignUp {
                user_attributes: Some(vec![Attribute::new("email", "victim@example.com")]),
                ..world.sign_up_request(&format!("user{number}"))
            };
            Box::pin(async move { world.engine.send(request).await.map(drop) }) as Racer<'_, ()>
        });
        let outcomes = interleave(seed, racers.collect());
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 20, "seed {seed}");
        assert_eq!(world.outbox.count(), 20, "seed {seed}");
    }
}

/// The same among threads on SQLite, for two users who share a number and whose records remember the budget.
#[test]
fn a_shared_budget_is_not_exceeded_among_threads() {
    let folder = tempfile::tempdir().unwrap();
    let storage = SqliteOptions::new().open(folder.path().join("users.db")).unwrap();
    let world = with_factors(5, storage);
    for name in ["ana", "ben"] {
        user(&world, name, &[("phone_number", "+12065550100")], "SMSMfaSettings");
    }
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let world = &world;
            scope.spawn(move || {
                for turn in 0..4 {
                    let name = if (thread + turn) % 2 == 0 { "ana" } else { "ben" };
                    let _ = world.password_sign_in(name, PASSWORD);
                }
            });
        }
    });
    assert_eq!(world.outbox.count(), 20);
}

// ---- Reset codes ----

#[test]
fn a_day_has_a_hundred_wrong_reset_codes_and_an_administrator_clears_them() {
    let world = World::new(6).confirmed("ana");
    let hour_of_guesses = || {
        world.clock.advance(HOUR);
        world.forgot_password("ana").unwrap();
        let code = world.outbox.last_code();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let checked = (0..25)
            .map(|_| world.confirm_forgot_password("ana", wrong, PASSWORD).unwrap_err())
            .filter(|error| error.name() == "CodeMismatchException");
        checked.count()
    };
    let checked: Vec<usize> = (0..24).map(|_| hour_of_guesses()).collect();
    assert_eq!(checked.iter().sum::<usize>(), 100, "{checked:?}");
    assert_refused(
        world.confirm_forgot_password("ana", &world.outbox.last_code(), PASSWORD),
        LimitExceeded::Attempts,
    );

    world.pool_ok("AdminResetUserPassword", json!({"Username": "ana"}));
    world.confirm_forgot_password("ana", &world.outbox.last_code(), "Another-Horse9!").unwrap();
    world.clock.advance(86_400);
    assert_eq!(hour_of_guesses(), 20);
}

// ---- A clock that was ahead ----

const AHEAD: [u64; 2] = [HOUR, 40 * 86_400];

/// Runs `story` while the clock is ahead, and sets it right again.
fn while_ahead<T>(world: &World, ahead: u64, story: impl FnOnce() -> T) -> T {
    world.clock.advance(ahead);
    let outcome = story();
    world.clock.go_back(ahead);
    outcome
}

#[test]
fn a_lock_made_while_the_clock_was_ahead_lasts_no_longer_than_its_length() {
    for ahead in AHEAD {
        let world = World::new(7).confirmed("ana");
        while_ahead(&world, ahead, || {
            for _ in 0..8 {
                world.password_sign_in("ana", "Wrong-Horse9!").unwrap_err();
            }
            assert_refused(world.password_sign_in("ana", PASSWORD), NotAuthorized::PasswordAttemptsExceeded);
        });
        world.clock.advance(1);
        world.tokens("ana");
        // As many failures as ever lock again.
        for _ in 0..5 {
            world.password_sign_in("ana", "Wrong-Horse9!").unwrap_err();
        }
        assert_refused(world.password_sign_in("ana", PASSWORD), NotAuthorized::PasswordAttemptsExceeded);
    }
}

#[test]
fn counters_made_while_the_clock_was_ahead_last_no_longer_than_their_hour() {
    for ahead in AHEAD {
        let world = with_factors(8, MemoryStorage::default()).confirmed("ana");
        user(&world, "ben", &[("email", "ben@example.com")], "EmailMfaSettings");
        let change = |previous: &str| {
            world.send(ChangePassword {
                previous_password: Some(previous.into()),
                proposed_password: PASSWORD.into(),
                access_token: world.tokens("ana").access_token.unwrap(),
            })
        };
        while_ahead(&world, ahead, || {
            for _ in 0..20 {
                world.forgot_password("ana").unwrap();
                world.confirm_forgot_password("ana", "wrong", PASSWORD).unwrap_err();
                challenged(&world, "ben");
            }
            for _ in 0..4 {
                change("Wrong-Horse9!").unwrap_err();
            }
            world.clock.advance(1);
            change("Wrong-Horse9!").unwrap_err();
            world.clock.advance(1);
            assert_refused(change(PASSWORD), LimitExceeded::Attempts);
            world.clock.go_back(2);
            assert_refused(world.forgot_password("ana"), LimitExceeded::Attempts);
            assert_refused(world.confirm_forgot_password("ana", "wrong", PASSWORD), LimitExceeded::Attempts);
            assert_refused(world.password_sign_in("ben", PASSWORD), NotAuthorized::PasswordAttemptsExceeded);
        });
        world.forgot_password("ana").unwrap();
        let code = world.outbox.last_code();
        world.confirm_forgot_password("ana", &code, PASSWORD).unwrap();
        change(PASSWORD).unwrap();
        challenged(&world, "ben");
    }
}

#[test]
fn codes_and_sessions_made_while_the_clock_was_ahead_do_not_live_until_then() {
    for ahead in AHEAD {
        let world = World::new(9).confirmed("ana");
        let (srp, challenge, code) = while_ahead(&world, ahead, || {
            world.forgot_password("ana").unwrap();
            let (srp, challenge) = world.srp_start("ana").unwrap();
            (srp, challenge, world.outbox.last_code())
        });
        let responses = world.srp_responses(&srp, &challenge, PASSWORD);
        let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_refused(
            world.respond("PASSWORD_VERIFIER", None, &responses),
            NotAuthorized::IncorrectCredentials,
        );
        assert_refused(world.confirm_forgot_password("ana", &code, PASSWORD), ExpiredCode::RequestAgain);
    }
}
