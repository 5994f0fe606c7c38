//! Sign-ins from new devices and addresses, and exceptions for addresses.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::error::NotAuthorized;

use super::{
    AWAY, CHROME, FIREFOX, HOME, answer_app, both, client, configure, enforced, events, newest, protected,
    sign_in, sign_in_with, takeover, with_app,
};
use crate::world::{PASSWORD, Watched, World, assert_refused, map, now, signed_in};

#[test]
fn a_new_device_and_a_new_address_are_levels_that_are_recorded() {
    let world = enforced(1);
    for (place, expected) in [
        ((HOME, CHROME), "SignIn Pass NoRisk -"),
        ((HOME, CHROME), "SignIn Pass NoRisk -"),
        ((HOME, FIREFOX), "SignIn Pass AccountTakeover Low"),
        ((AWAY, CHROME), "SignIn Pass AccountTakeover Medium"),
        ((AWAY, FIREFOX), "SignIn Pass NoRisk -"),
        (
            ("203.0.113.5", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.5 Safari/605.1"),
            "SignIn Pass AccountTakeover High",
        ),
    ] {
        sign_in(&world, place).unwrap();
        assert_eq!(newest(&world), expected, "{place:?}");
    }
    let context = json!({"IpAddress": "203.0.113.5", "DeviceName": "Safari 17, macOS"});
    assert_eq!(events(&world)[0]["EventContextData"], context);
}

#[test]
fn a_level_whose_action_is_block_is_refused_after_the_right_password_only() {
    let world = enforced(2);
    configure(&world, &takeover("NO_ACTION", "BLOCK", "BLOCK"));
    sign_in(&world, (HOME, CHROME)).unwrap();
    assert_refused(sign_in(&world, (AWAY, CHROME)), NotAuthorized::SecurityReasons);
    assert_eq!(newest(&world), "SignIn Fail Block Medium");
    let proofs = json!([{"ChallengeName": "Password", "ChallengeResponse": "Success"}]);
    assert_eq!(events(&world)[0]["ChallengeResponses"], proofs);
    let wrong = sign_in_with(&world, (AWAY, CHROME), "wrong");
    assert_refused(wrong, NotAuthorized::IncorrectCredentials);
    assert_eq!(newest(&world), "SignIn Fail NoRisk -");
    // A refused sign-in makes its place no known one.
    assert_refused(sign_in(&world, (AWAY, FIREFOX)), NotAuthorized::SecurityReasons);
    assert_eq!(newest(&world), "SignIn Fail Block High");
    signed_in(sign_in(&world, (HOME, FIREFOX)));
    assert_eq!(newest(&world), "SignIn Pass AccountTakeover Low");
}

#[test]
fn with_audit_nothing_is_refused() {
    let world = protected(3, "AUDIT", |builder| builder);
    let exceptions = json!({"RiskExceptionConfiguration": {"BlockedIPRangeList": ["203.0.113.0/24"]}});
    configure(&world, &both(takeover("BLOCK", "MFA_REQUIRED", "BLOCK"), &exceptions));
    signed_in(sign_in(&world, (HOME, CHROME)));
    signed_in(sign_in(&world, (HOME, FIREFOX)));
    assert_eq!(newest(&world), "SignIn Pass Block Low");
    signed_in(sign_in(&world, ("203.0.113.9", CHROME)));
    assert_eq!(newest(&world), "SignIn Pass Block -");
}

#[test]
fn srp_and_administrators_sign_ins_are_assessed_too() {
    let world = enforced(4);
    configure(&world, &takeover("BLOCK", "BLOCK", "BLOCK"));
    signed_in(sign_in(&world, (HOME, CHROME)));

    let (srp, challenge) = world.srp_start("ana").unwrap();
    let responses = world.srp_responses(&srp, &challenge, PASSWORD);
    let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let request = userpool::operations::RespondToAuthChallenge {
        client_id: world.client.clone(),
        challenge_name: "PASSWORD_VERIFIER".into(),
        challenge_responses: Some(map(&responses)),
        ..Default::default()
    };
    let answer = now(world.engine.send_for(client((AWAY, CHROME)), request));
    assert_refused(answer, NotAuthorized::SecurityReasons);

    let by_administrator = |address: &str| {
        json!({
            "UserPoolId": world.pool, "ClientId": world.client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
            "AuthParameters": {"USERNAME": "ana", "PASSWORD": PASSWORD},
            "ContextData": {"IpAddress": address, "ServerName": "s", "ServerPath": "/", "HttpHeaders": []},
        })
    };
    let refused = world.call("AdminInitiateAuth", &by_administrator(AWAY)).unwrap_err();
    assert_eq!(refused, "NotAuthorizedException: Unable to login because of security reasons.");
    world.ok("AdminInitiateAuth", by_administrator(HOME));
    // Without context data, nothing is known of where the user is.
    let mut without = by_administrator(AWAY);
    without.as_object_mut().unwrap().remove("ContextData");
    world.ok("AdminInitiateAuth", without);
}

#[test]
fn a_second_factor_is_asked_of_a_user_who_has_one() {
    let world = enforced(5);
    configure(&world, &takeover("NO_ACTION", "MFA_IF_CONFIGURED", "MFA_REQUIRED"));
    signed_in(sign_in(&world, (HOME, CHROME)));
    signed_in(sign_in(&world, (AWAY, CHROME)));
    assert_eq!(newest(&world), "SignIn Pass AccountTakeover Medium");
    assert_refused(sign_in(&world, ("203.0.113.1", FIREFOX)), NotAuthorized::SecurityReasons);
    assert_eq!(newest(&world), "SignIn Fail Block High");

    let secret = with_app(&world, (HOME, CHROME));
    signed_in(sign_in(&world, (HOME, CHROME)));
    for (place, level) in [(("203.0.113.2", CHROME), "Medium"), (("203.0.113.3", FIREFOX), "High")] {
        world.clock.advance(30);
        let asked = sign_in(&world, place).unwrap();
        assert_eq!(asked.challenge_name.as_deref(), Some("SOFTWARE_TOKEN_MFA"));
        assert_eq!(newest(&world), format!("SignIn InProgress AccountTakeover {level}"));
        let id = events(&world)[0]["EventId"].clone();
        let count = events(&world).len();
        signed_in(answer_app(&world, &asked, &secret));
        assert_eq!(newest(&world), format!("SignIn Pass AccountTakeover {level}"));
        assert_eq!((&events(&world)[0]["EventId"], events(&world).len()), (&id, count));
        let proofs = events(&world)[0]["ChallengeResponses"].as_array().unwrap().len();
        assert_eq!(proofs, 2, "the password and the code");
    }
}

#[test]
fn the_configuration_of_a_client_replaces_that_of_the_pool() {
    let world = enforced(6);
    configure(&world, &takeover("BLOCK", "BLOCK", "BLOCK"));
    signed_in(sign_in(&world, (HOME, CHROME)));
    let own = both(takeover("BLOCK", "NO_ACTION", "BLOCK"), &json!({"ClientId": world.client}));
    world.pool_ok("SetRiskConfiguration", own);
    signed_in(sign_in(&world, (AWAY, CHROME)));
    assert_refused(sign_in(&world, (HOME, FIREFOX)), NotAuthorized::SecurityReasons);
}

#[test]
fn addresses_are_blocked_and_excepted() {
    let world = enforced(7);
    let exceptions = json!({"RiskExceptionConfiguration": {
        "BlockedIPRangeList": ["198.51.100.0/24", "2001:db8:bad::/48"], "SkippedIPRangeList": ["203.0.113.0/24"],
    }});
    configure(&world, &both(takeover("BLOCK", "BLOCK", "BLOCK"), &exceptions));
    signed_in(sign_in(&world, (HOME, CHROME)));
    for address in [AWAY, "2001:db8:bad::7"] {
        assert_refused(sign_in(&world, (address, CHROME)), NotAuthorized::SecurityReasons);
        assert_eq!(newest(&world), "SignIn Fail Block -");
    }
    signed_in(sign_in(&world, ("203.0.113.200", FIREFOX)));
    assert_eq!(newest(&world), "SignIn Pass NoRisk -");
}

#[test]
fn a_place_that_was_not_the_users_is_not_known() {
    let world = enforced(8);
    sign_in(&world, (HOME, CHROME)).unwrap();
    sign_in(&world, (AWAY, CHROME)).unwrap();
    let judge = |value: &str| {
        let id = events(&world)[0]["EventId"].clone();
        let feedback = json!({"Username": "ana", "EventId": id, "FeedbackValue": value});
        world.pool_ok("AdminUpdateAuthEventFeedback", feedback);
    };
    judge("Invalid");
    sign_in(&world, (AWAY, CHROME)).unwrap();
    assert_eq!(newest(&world), "SignIn Pass AccountTakeover Medium");
    judge("Valid");
    sign_in(&world, (AWAY, CHROME)).unwrap();
    assert_eq!(newest(&world), "SignIn Pass NoRisk -");
}

#[test]
fn without_a_configuration_nothing_follows() {
    let world = enforced(9);
    for place in [(HOME, CHROME), (AWAY, FIREFOX)] {
        signed_in(sign_in(&world, place));
    }
    assert_eq!(newest(&world), "SignIn Pass AccountTakeover High");
}

#[test]
fn an_assessment_costs_no_round_trip() {
    let watched = Arc::new(Watched::default());
    let store = Arc::clone(&watched);
    let world = World::built(10, |builder| builder.storage(store), |_| {}, |_| {}).confirmed("ana");
    let trips = |world: &World| {
        watched.take();
        sign_in(world, (HOME, CHROME)).unwrap();
        assert!(sign_in_with(world, (HOME, CHROME), "wrong").is_err());
        world.srp_sign_in("ana", PASSWORD).unwrap();
        watched.counts().into_iter().map(|(what, _)| what).collect::<Vec<_>>()
    };
    let without = trips(&world);
    let add_ons = json!({"AdvancedSecurityMode": "ENFORCED"});
    world.pool_ok("UpdateUserPool", json!({"UserPoolTier": "PLUS", "UserPoolAddOns": add_ons}));
    let exceptions = json!({"RiskExceptionConfiguration": {"SkippedIPRangeList": ["203.0.113.0/24"]}});
    configure(&world, &both(takeover("NO_ACTION", "BLOCK", "BLOCK"), &exceptions));
    assert_eq!(trips(&world), without);
}

/// The events of the first sign-in are in another record by then.
#[test]
fn a_place_is_known_as_long_as_its_event_is_kept_and_not_judged() {
    let world = enforced(20);
    sign_in(&world, (HOME, CHROME)).unwrap();
    for _ in 0..25 {
        world.clock.advance(1);
        sign_in(&world, (AWAY, FIREFOX)).unwrap();
    }
    world.clock.advance(1);
    sign_in(&world, (HOME, CHROME)).unwrap();
    assert_eq!(newest(&world), "SignIn Pass NoRisk -");
    let at_home: Vec<Value> = events(&world)
        .into_iter()
        .filter(|event| event["EventContextData"]["IpAddress"] == HOME)
        .map(|event| event["EventId"].clone())
        .collect();
    assert_eq!(at_home.len(), 2);
    let judge = |event: &Value, value: &str| {
        let feedback = json!({"Username": "ana", "EventId": event, "FeedbackValue": value});
        world.pool_ok("AdminUpdateAuthEventFeedback", feedback);
    };
    at_home.iter().for_each(|event| judge(event, "Invalid"));
    sign_in(&world, (HOME, CHROME)).unwrap();
    assert_eq!(newest(&world), "SignIn Pass AccountTakeover High");
    let risky = events(&world)[0]["EventId"].clone();
    judge(&risky, "Invalid");
    // The oldest one counts again.
    judge(&at_home[1], "Valid");
    sign_in(&world, (HOME, CHROME)).unwrap();
    assert_eq!(newest(&world), "SignIn Pass NoRisk -");
}

/// The event of a sign-in that waits for its second factor may be among the older ones when the factor is proved.
#[test]
fn a_place_is_known_after_a_sign_in_that_was_asked_for_a_factor() {
    let world = enforced(21);
    configure(&world, &takeover("NO_ACTION", "MFA_REQUIRED", "MFA_REQUIRED"));
    let secret = with_app(&world, (HOME, CHROME));
    world.clock.advance(30);
    for _ in 0..3 {
        sign_in(&world, (HOME, CHROME)).unwrap();
    }
    let asked = sign_in(&world, (AWAY, CHROME)).unwrap();
    assert_eq!(asked.challenge_name.as_deref(), Some("SOFTWARE_TOKEN_MFA"));
    for _ in 0..6 {
        sign_in(&world, (HOME, CHROME)).unwrap();
    }
    signed_in(answer_app(&world, &asked, &secret));
    world.clock.advance(30);
    signed_in(sign_in(&world, (AWAY, CHROME)));
    assert_eq!(newest(&world), "SignIn Pass NoRisk -");
}
