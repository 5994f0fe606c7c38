//! `AdminUpdateAuthEventFeedback` and `UpdateAuthEventFeedback`.

use serde_json::{Value, json};
use userpool::error::{NotAuthorized, ResourceNotFound, UserPoolAddOnNotEnabled};

use super::{events, protected};
use crate::world::{START, World, refusal};

fn judge(world: &World, event: &Value, value: &str) -> Result<Value, String> {
    let request = json!({
        "UserPoolId": world.pool, "Username": "ana", "EventId": event, "FeedbackValue": value,
    });
    world.call("AdminUpdateAuthEventFeedback", &request)
}

#[test]
fn an_administrators_feedback_is_listed_and_can_be_changed() {
    let world = protected(1).confirmed("ana");
    world.tokens("ana");
    let id = events(&world, "ana")[1]["EventId"].clone();
    world.clock.advance(60);
    for value in ["Invalid", "Valid"] {
        assert_eq!(judge(&world, &id, value), Ok(json!({})));
        let listed = events(&world, "ana");
        assert_eq!(listed[0].get("EventFeedback"), None);
        let expected =
            json!({"FeedbackValue": value, "Provider": "Admin", "FeedbackDate": START.seconds() + 60});
        assert_eq!(listed[1]["EventFeedback"], expected);
    }
}

/// Events are kept in several records.
#[test]
fn each_of_many_events_can_be_judged() {
    let world = protected(20).confirmed("ana");
    for _ in 0..34 {
        world.clock.advance(1);
        world.tokens("ana");
    }
    let before = events(&world, "ana");
    assert_eq!(before.len(), 35);
    for judged in [0, 2, 3, 6, 7, 34] {
        judge(&world, &before[judged]["EventId"], "Invalid").unwrap();
        let listed = events(&world, "ana");
        assert_eq!(listed[judged]["EventFeedback"]["FeedbackValue"], "Invalid", "{judged}");
    }
    let listed = events(&world, "ana");
    let judged = listed.iter().filter(|event| event.get("EventFeedback").is_some()).count();
    assert_eq!((listed.len(), judged), (35, 6));
    let ids = |events: &[Value]| events.iter().map(|event| event["EventId"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&listed), ids(&before));
}

#[test]
fn an_unknown_event_and_a_malformed_one_are_refused() {
    let world = protected(2).confirmed("ana");
    let unknown = refusal(ResourceNotFound::AuthEvent("x".to_owned()));
    assert_eq!(judge(&world, &json!("x"), "Valid"), Err(unknown));
    let answer = judge(&world, &json!("a b"), "Maybe").unwrap_err();
    assert!(answer.starts_with("InvalidParameterException: 2 validation errors detected"), "{answer}");
}

#[test]
fn a_pool_without_threat_protection_refuses() {
    let world = World::new(3).confirmed("ana");
    assert_eq!(judge(&world, &json!("x"), "Valid"), Err(refusal(UserPoolAddOnNotEnabled)));
    for name in ["ana", "nobody"] {
        let request = json!({
            "Username": name, "EventId": "x", "FeedbackToken": "x", "FeedbackValue": "Valid",
        });
        let answer = world.pool_refused("UpdateAuthEventFeedback", request);
        assert_eq!(answer, refusal(UserPoolAddOnNotEnabled), "{name}");
    }
}

#[test]
fn a_wrong_token_an_unknown_user_and_an_unknown_event_have_one_answer() {
    let world = protected(4).confirmed("ana");
    let id = events(&world, "ana")[0]["EventId"].clone();
    for (name, event) in [("ana", id), ("ana", json!("x")), ("nobody", json!("x"))] {
        let request = json!({
            "Username": name, "EventId": event, "FeedbackToken": "wrong", "FeedbackValue": "Valid",
        });
        let answer = world.pool_refused("UpdateAuthEventFeedback", request);
        assert_eq!(answer, refusal(NotAuthorized::FeedbackToken), "{name}");
    }
    assert_eq!(events(&world, "ana")[0].get("EventFeedback"), None);
}
