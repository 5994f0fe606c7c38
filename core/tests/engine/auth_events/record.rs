//! What is recorded.

use std::sync::Arc;

use serde_json::json;
use userpool::{
    error::NotAuthorized,
    storage::{Durability, MemoryStorage},
};

use super::{CHROME, events, protected, protected_on, told};
use crate::world::{
    PASSWORD, START, StoreCall, Watched, World, assert_refused, hide_existence, is_uuid, records,
};

#[test]
fn a_sign_up_is_in_progress_until_it_is_confirmed() {
    let world = protected(1);
    world.sign_up("ana").unwrap();
    assert_eq!(told(&world, "ana"), ["SignUp InProgress"]);
    let code = world.outbox.last_code();
    world.confirm("ana", &code).unwrap();
    assert_eq!(told(&world, "ana"), ["SignUp Pass"]);
}

#[test]
fn sign_ins_are_recorded_with_their_results() {
    let world = protected(2).confirmed("ana");
    world.clock.advance(60);
    world.tokens("ana");
    assert_refused(world.password_sign_in("ana", "wrong"), NotAuthorized::IncorrectCredentials);
    world.srp_sign_in("ana", PASSWORD).unwrap();
    assert_refused(world.srp_sign_in("ana", "wrong"), NotAuthorized::IncorrectCredentials);
    assert_eq!(
        told(&world, "ana"),
        [
            "SignIn Fail Password:Failure",
            "SignIn Pass Password:Success",
            "SignIn Fail Password:Failure",
            "SignIn Pass Password:Success",
            "SignUp Pass",
        ]
    );
    let event = &events(&world, "ana")[3];
    assert!(is_uuid(event["EventId"].as_str().unwrap()));
    assert_eq!(event["CreationDate"], START.seconds() + 60);
    let risk = json!({"RiskDecision": "NoRisk", "CompromisedCredentialsDetected": false});
    assert_eq!((&event["EventRisk"], &event["EventContextData"]), (&risk, &json!({})));
}

#[test]
fn a_second_factor_is_a_proof_of_its_own() {
    let world = protected(3).confirmed("ana");
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}}),
    );
    let tokens = world.tokens("ana");
    let access = tokens.access_token.as_deref().unwrap();
    let secret = world.associate_app(access);
    let preferred = json!({"Enabled": true, "PreferredMfa": true});
    world.ok("SetUserMFAPreference", json!({"AccessToken": access, "SoftwareTokenMfaSettings": preferred}));
    world.clock.advance(30);
    let asked = world.password_sign_in("ana", PASSWORD).unwrap();
    let answer = |code: &str| {
        let responses = [("USERNAME", "ana"), ("SOFTWARE_TOKEN_MFA_CODE", code)];
        world.respond("SOFTWARE_TOKEN_MFA", asked.session.as_ref(), &responses)
    };
    assert!(answer("000000").is_err());
    answer(&world.totp(&secret)).unwrap();
    let newest = told(&world, "ana");
    assert_eq!(newest[..2], ["SignIn Pass Password:Success Mfa:Success", "SignIn Fail Mfa:Failure"]);
}

#[test]
fn resets_and_changes_of_passwords_are_recorded() {
    let world = protected(4).confirmed("ana");
    world.forgot_password("ana").unwrap();
    assert_eq!(told(&world, "ana")[0], "ForgotPassword InProgress");
    let code = world.outbox.last_code();
    world.confirm_forgot_password("ana", &code, "Another-Horse9!").unwrap();
    assert_eq!(told(&world, "ana"), ["ForgotPassword Pass", "SignUp Pass"]);
    let tokens = world.password_sign_in("ana", "Another-Horse9!").unwrap().authentication_result.unwrap();
    let change = |previous: &str| {
        world.call(
            "ChangePassword",
            &json!({
                "AccessToken": tokens.access_token.as_deref().unwrap(), "PreviousPassword": previous,
                "ProposedPassword": PASSWORD,
            }),
        )
    };
    assert!(change("wrong").is_err());
    change("Another-Horse9!").unwrap();
    assert_eq!(told(&world, "ana")[..2], ["PasswordChange Pass", "PasswordChange Fail Password:Failure"]);
}

#[test]
fn a_code_that_is_sent_again_is_recorded() {
    let world = protected(5);
    world.sign_up("ana").unwrap();
    world.ok("ResendConfirmationCode", json!({"ClientId": world.client, "Username": "ana"}));
    assert_eq!(told(&world, "ana"), ["ResendCode Pass", "SignUp InProgress"]);
}

#[test]
fn the_address_and_the_browser_of_an_administrators_request_are_recorded() {
    let world = protected(6).confirmed("ana");
    let request = json!({
        "ClientId": world.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ana", "PASSWORD": PASSWORD},
        "ContextData": {
            "IpAddress": "2001:db8::1", "ServerName": "s", "ServerPath": "/",
            "HttpHeaders": [{"headerName": "user-agent", "headerValue": CHROME}],
        },
    });
    world.pool_ok("AdminInitiateAuth", request);
    let context = json!({"IpAddress": "2001:db8::1", "DeviceName": "Chrome 126, Windows 10"});
    assert_eq!(events(&world, "ana")[0]["EventContextData"], context);
}

#[test]
fn a_pool_without_threat_protection_records_nothing() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(7, Arc::clone(&storage), |_| {}, |_| {}).confirmed("ana");
    world.tokens("ana");
    assert!(world.password_sign_in("ana", "wrong").is_err());
    let stored = records(&storage, &format!("pool/{}", world.pool));
    assert!(stored.keys().all(|key| !key.starts_with("auth-events/")), "{stored:?}");
}

#[test]
fn events_are_deleted_with_the_user() {
    let storage = Arc::new(MemoryStorage::new());
    let world = protected_on(8, Arc::clone(&storage)).confirmed("ana");
    for _ in 0..40 {
        world.clock.advance(1);
        world.tokens("ana");
    }
    let of_events = || {
        let stored = records(&storage, &format!("pool/{}", world.pool));
        stored.into_keys().filter(|key| key.starts_with("auth-events")).count()
    };
    assert_eq!(of_events(), 11, "the newest events, and ten records of older ones");
    world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    assert_eq!(of_events(), 0);
    let world = world.confirmed("ana");
    assert_eq!(told(&world, "ana"), ["SignUp Pass"]);
}

#[test]
fn recording_costs_no_round_trip() {
    let watched = Arc::new(Watched::default());
    let plain = World::with(9, Arc::clone(&watched), |_| {}, |_| {}).confirmed("ana");
    let trips = |world: &World| {
        watched.take();
        world.tokens("ana");
        assert!(world.password_sign_in("ana", "wrong").is_err());
        watched.counts().into_iter().map(|(what, _)| what).collect::<Vec<_>>()
    };
    let without = trips(&plain);
    let add_ons = json!({"AdvancedSecurityMode": "AUDIT"});
    plain.pool_ok("UpdateUserPool", json!({"UserPoolAddOns": add_ons}));
    plain.pool_ok(
        "SetUserPoolSessionConfiguration",
        json!({"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 20}}),
    );
    assert_eq!(trips(&plain), without);
}

#[test]
fn what_is_tried_with_an_unknown_name_writes_as_many_records_and_no_name() {
    let storage = Arc::new(MemoryStorage::new());
    let world = World::with(
        10,
        Arc::clone(&storage),
        |pool| pool.settings.user_pool_add_ons = Some(json!({"AdvancedSecurityMode": "AUDIT"})),
        hide_existence,
    )
    .confirmed("ana");
    let written = |name: &str| {
        // No lock-out applies.
        world.clock.advance(3600);
        let partition = format!("pool/{}", world.pool);
        let before = records(&storage, &partition);
        assert!(world.password_sign_in(name, "wrong").is_err());
        let after = records(&storage, &partition);
        after.into_iter().filter(|(key, record)| before.get(key) != Some(record)).collect::<Vec<_>>()
    };
    let kind = |(key, _): &(String, String)| key.split('/').next().unwrap().to_owned();
    // More than one record of events holds.
    for _ in 0..9 {
        let (known, unknown) = (written("ana"), written("secret-typed-as-name"));
        assert_eq!(known.iter().map(kind).collect::<Vec<_>>(), unknown.iter().map(kind).collect::<Vec<_>>());
        for (key, record) in unknown {
            let text = format!("{key}{record}");
            assert!(!text.contains("secret-typed-as-name"), "{text}");
        }
    }
    // The next success moves them to records of older events, in order.
    let before = told(&world, "ana");
    world.tokens("ana");
    let after = told(&world, "ana");
    assert_eq!((before.len(), &after[1..]), (10, &*before));
    assert_eq!(after[0], "SignIn Pass Password:Success");
}

/// Nobody waits for the disk because of an event, but for everything else.
#[test]
fn only_a_sign_in_that_writes_nothing_but_its_event_is_relaxed() {
    let watched = Arc::new(Watched::default());
    let world = protected_on(30, Arc::clone(&watched)).confirmed("ana");
    let durability = |call: &dyn Fn()| {
        watched.take();
        call();
        let of_writes = |call: StoreCall| match call {
            StoreCall::Commit { values, durability, .. } if !values.is_empty() => Some(durability),
            _ => None,
        };
        watched.take().into_iter().filter_map(of_writes).collect::<Vec<_>>()
    };
    let sign_in = || drop(world.tokens("ana"));
    assert_eq!(durability(&sign_in), [Durability::Relaxed]);
    let wrong = || assert!(world.password_sign_in("ana", "wrong").is_err());
    assert_eq!(durability(&wrong), [Durability::Synced]);
    // It also forgets the failure.
    assert_eq!(durability(&sign_in), [Durability::Synced]);
    assert_eq!(durability(&sign_in), [Durability::Relaxed]);
    let event = events(&world, "ana")[0]["EventId"].clone();
    let feedback = json!({"Username": "ana", "EventId": event, "FeedbackValue": "Valid"});
    for (name, call) in [
        ("sign-up", &(|| drop(world.sign_up("ben").unwrap())) as &dyn Fn()),
        ("forgotten password", &|| drop(world.forgot_password("ana").unwrap())),
        ("feedback", &|| drop(world.pool_ok("AdminUpdateAuthEventFeedback", feedback.clone()))),
        ("attributes", &|| world.create_user("eve", &[])),
    ] {
        let found = durability(call);
        assert!(
            !found.is_empty() && found.iter().all(|found| *found == Durability::Synced),
            "{name}: {found:?}"
        );
    }
}
