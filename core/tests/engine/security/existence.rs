//! Where a client hides whether users exist, nothing may tell known names from unknown ones: no text, no limit, no lock, no
//! read and no write.

use std::{collections::BTreeSet, sync::Arc};

use userpool::{
    Error,
    error::{CodeMismatch, ExpiredCode, InvalidParameter, LimitExceeded, NotAuthorized},
    operations::*,
    storage::MemoryStorage,
};

use crate::world::{PASSWORD, StoreCall, Watched, World, assert_refused, hide_existence};

/// `ana` is confirmed, `ben` is not; `eva` and `uwe` do not exist.
fn world(seed: u64, aliases: Option<Vec<Alias>>) -> (Arc<Watched>, World) {
    let store = Arc::new(Watched::default());
    let world = World::with(seed, Arc::clone(&store), |pool| pool.alias_attributes = aliases, hide_existence);
    let world = world.confirmed("ana");
    world.sign_up("ben").unwrap();
    // The codes of the sign-ups are counted for an hour.
    world.clock.advance(3600);
    store.take();
    (store, world)
}

fn resend(world: &World, name: &str) -> Result<ResendConfirmationCodeOutput, Error> {
    world.send(ResendConfirmationCode {
        client_id: world.client.clone(),
        username: name.into(),
        ..Default::default()
    })
}

/// What a call answers, and what it asks of the store.
fn seen<T: std::fmt::Debug>(store: &Watched, outcome: Result<T, Error>) -> (String, Vec<StoreCall>) {
    (
        outcome.map(|_| ()).map_err(|error| format!("{}: {error}", error.name())).err().unwrap_or_default(),
        store.take(),
    )
}

#[test]
fn a_known_and_an_unknown_name_cost_the_same_reads_and_writes() {
    for (seed, aliases) in [(1, None), (2, Some(vec![Alias::Email]))] {
        let (store, world) = world(seed, aliases);
        type Call<'a> = (&'a str, [&'a str; 2], &'a dyn Fn(&str) -> Result<(), Error>);
        let verify = |name: &str| {
            let (srp, challenge) = world.srp_start(name)?;
            let responses = world.srp_responses(&srp, &challenge, "Wrong-Horse9!");
            let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
            store.take();
            world.respond("PASSWORD_VERIFIER", None, &responses).map(drop)
        };
        let calls: [Call<'_>; 6] = [
            ("password", ["ana", "eva"], &|name| world.password_sign_in(name, "Wrong-Horse9!").map(drop)),
            ("proof", ["ana", "eva"], &verify),
            ("forgot", ["ana", "eva"], &|name| world.forgot_password(name).map(drop)),
            ("reset", ["ana", "eva"], &|name| {
                world.confirm_forgot_password(name, "wrong", PASSWORD).map(drop)
            }),
            ("resend", ["ben", "uwe"], &|name| resend(&world, name).map(drop)),
            ("confirm", ["ben", "uwe"], &|name| world.confirm(name, "wrong").map(drop)),
        ];
        for round in 0..8 {
            for (what, names, call) in &calls {
                let [known, unknown] = names.map(|name| seen(&store, call(name)));
                assert_eq!(known, unknown, "{what}, round {round}");
                // One read and one write; where a name may be an alias, one read more.
                let most = if seed == 1 { 2 } else { 3 };
                assert!(known.1.len() <= most, "{what}: {known:?}");
            }
        }
    }
}

#[test]
fn wrong_passwords_lock_a_name_whether_or_not_there_is_such_a_user() {
    let (store, world) = world(3, None);
    let written = |name: &str| {
        let refused = world.password_sign_in(name, "Wrong-Horse9!");
        assert_refused(refused, NotAuthorized::IncorrectCredentials);
        store.take().iter().any(|call| matches!(call, StoreCall::Commit { .. }))
    };
    for name in ["ana", "eva"] {
        for _ in 0..5 {
            assert!(written(name), "counted");
        }
        assert!(!written(name), "locked");
        world.clock.advance(1);
        assert!(written(name), "the lock is over");
    }
    // The name is not in the store, and the record is forgotten in time.
    let partition = format!("pool/{}", world.pool);
    let failures = || {
        let records = crate::world::records(&store.memory, &partition);
        records.into_iter().filter(|(key, _)| key.starts_with("failures/")).collect::<Vec<_>>()
    };
    assert_eq!(failures().len(), 2);
    assert!(!format!("{:?}", failures()).contains("eva"));
    store.memory.drop_expired(world.clock.now().seconds() + 16 * 60);
    assert_eq!(failures().len(), 0);
}

#[test]
fn a_lock_ends_with_a_new_password_a_right_one_or_the_deletion_of_the_user() {
    let (store, world) = world(4, None);
    let lock = || (0..5).for_each(|_| drop(world.password_sign_in("ana", "Wrong-Horse9!")));
    let set_password = || {
        world
            .send(AdminSetUserPassword {
                user_pool_id: world.pool.clone(),
                username: "ana".into(),
                password: PASSWORD.into(),
                permanent: Some(true),
            })
            .unwrap();
    };
    lock();
    set_password();
    world.tokens("ana");
    lock();
    world.clock.advance(1);
    world.tokens("ana");
    let failures = || {
        let records = crate::world::records(&store.memory, &format!("pool/{}", world.pool));
        records.keys().filter(|key| key.starts_with("failures/")).count()
    };
    assert_eq!(failures(), 0);
    lock();
    world.send(AdminDeleteUser { user_pool_id: world.pool.clone(), username: "ana".into() }).unwrap();
    assert_eq!(failures(), 0);
}

#[test]
fn codes_of_sign_ups_have_the_same_limits_for_unknown_names() {
    for name in ["ben", "uwe"] {
        let (_, world) = world(5, None);
        for _ in 0..6 {
            resend(&world, name).unwrap();
        }
        assert_refused(resend(&world, name), LimitExceeded::Attempts);
        for _ in 0..15 {
            assert_refused(world.confirm(name, "wrong"), CodeMismatch::Verification);
        }
        assert_refused(world.confirm(name, "wrong"), LimitExceeded::Attempts);
        world.clock.advance(24 * 3600);
        assert_refused(world.confirm(name, "wrong"), ExpiredCode::RequestAgain);
        resend(&world, name).unwrap();
    }
}

/// What the service tells apart itself.
#[test]
fn a_confirmed_user_is_told_so() {
    let (_, world) = world(6, None);
    assert_refused(resend(&world, "ana"), InvalidParameter::AlreadyConfirmed);
    assert_refused(world.confirm("ana", "wrong"), NotAuthorized::CannotConfirm("CONFIRMED"));
    assert_refused(world.confirm("uwe", "wrong"), ExpiredCode::RequestAgain);
}

#[test]
fn disabled_users_and_users_without_an_address_are_answered_like_unknown_ones() {
    let (_, world) = world(7, None);
    world.send(SignUp { user_attributes: None, ..world.sign_up_request("cyd") }).unwrap();
    world.send(AdminDisableUser { user_pool_id: world.pool.clone(), username: "ben".into() }).unwrap();
    let sent = world.outbox.count();
    for name in ["cyd", "ben", "uwe"] {
        assert!(resend(&world, name).unwrap().code_delivery_details.is_some());
        assert_refused(world.confirm(name, "wrong"), CodeMismatch::Verification);
    }
    assert_eq!(world.outbox.count(), sent, "nothing is sent");
}

/// Codes that were asked for under an unknown name do not count against the user who takes it.
#[test]
fn a_name_that_unknown_callers_asked_about_can_still_sign_up() {
    let (_, world) = world(8, None);
    for _ in 0..7 {
        let _ = resend(&world, "uwe");
        let _ = world.confirm("uwe", "wrong");
    }
    let world = world.confirmed("uwe");
    world.tokens("uwe");
}

// ---- Invented destinations ----

fn destinations(world: &World, names: usize) -> Vec<CodeDeliveryDetails> {
    (0..names)
        .map(|number| {
            let name = format!("nobody{number}");
            let details = world.forgot_password(&name).unwrap().code_delivery_details.unwrap();
            let again = resend(world, &name).unwrap().code_delivery_details.unwrap();
            if again.delivery_medium == details.delivery_medium {
                assert_eq!(again, details, "the same for one name");
            }
            details
        })
        .collect()
}

#[test]
fn invented_addresses_begin_with_every_letter() {
    let (_, world) = world(9, None);
    let all = destinations(&world, 3000);
    let mails: Vec<_> = all.iter().filter(|details| details.delivery_medium == "EMAIL").collect();
    let firsts = |part: usize| -> BTreeSet<char> {
        let first = |text: &str| text.split('@').nth(part).unwrap().chars().next().unwrap();
        mails.iter().map(|details| first(&details.destination)).collect()
    };
    for letter in 'a'..='z' {
        assert!(firsts(0).contains(&letter), "no address begins with {letter}");
        assert!(firsts(1).contains(&letter), "no domain begins with {letter}");
    }
    let share = |start: &str| {
        mails.iter().filter(|details| details.destination.ends_with(start)).count() * 100 / mails.len()
    };
    assert!((30..55).contains(&share("@g***")), "one provider stands out");
}

#[test]
fn the_medium_of_an_invented_address_follows_the_pool() {
    let text_messages = |auto_verified: &[&str], recovery: Option<&[&str]>| {
        let world = World::with(
            10,
            MemoryStorage::default(),
            |pool| {
                pool.settings.sms_configuration =
                    Some(serde_json::json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}));
                pool.settings.auto_verified_attributes =
                    Some(auto_verified.iter().map(|name| (*name).into()).collect());
                pool.settings.account_recovery_setting = recovery.map(|names| AccountRecoverySetting {
                    recovery_mechanisms: Some(
                        names
                            .iter()
                            .zip(1..)
                            .map(|(name, priority)| RecoveryOption { name: (*name).into(), priority })
                            .collect(),
                    ),
                });
            },
            hide_existence,
        );
        let all = destinations(&world, 400);
        for details in all.iter().filter(|details| details.delivery_medium == "SMS") {
            assert_eq!(details.attribute_name, "phone_number");
            let stars = details.destination.strip_prefix('+').unwrap().trim_end_matches(char::is_numeric);
            assert!((6..=10).contains(&stars.len()), "{}", details.destination);
            assert!(details.destination.ends_with(|digit: char| digit.is_ascii_digit()));
        }
        all.iter().filter(|details| details.delivery_medium == "SMS").count() * 100 / all.len()
    };
    let mail_first = Some(&["verified_email", "verified_phone_number"][..]);
    assert!((1..15).contains(&text_messages(&["email"], mail_first)), "users with a number alone are few");
    assert!((15..40).contains(&text_messages(&["email", "phone_number"], mail_first)));
    assert!(text_messages(&["phone_number"], mail_first) > 80);
    assert_eq!(text_messages(&["email"], Some(&["verified_email"])), 0);
    assert_eq!(text_messages(&["phone_number"], Some(&["verified_phone_number"])), 100);
}

#[test]
fn a_name_that_is_an_address_or_a_number_is_shown_as_one() {
    for (recovery, name, destination) in [
        ("verified_email", "someone@example.org", "s***@e***"),
        ("verified_phone_number", "+12065559934", "+*******9934"),
    ] {
        let world = World::with(
            11,
            MemoryStorage::default(),
            |pool| {
                let option = RecoveryOption { name: recovery.into(), priority: 1 };
                let mechanisms = Some(vec![option]);
                pool.settings.account_recovery_setting =
                    Some(AccountRecoverySetting { recovery_mechanisms: mechanisms });
            },
            hide_existence,
        );
        let details = world.forgot_password(name).unwrap().code_delivery_details.unwrap();
        assert_eq!(details.destination, destination);
    }
}
