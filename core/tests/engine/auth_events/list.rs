//! `AdminListUserAuthEvents`.

use serde_json::json;
use userpool::error::{InvalidParameter, UserPoolAddOnNotEnabled};

use super::{events, protected, told};
use crate::world::{World, refusal};

/// Every event on pages of this size, and the number of pages.
fn pages(world: &World, size: u32) -> (Vec<String>, usize) {
    let (mut all, mut count) = (Vec::new(), 0);
    let mut request = json!({"Username": "ana", "MaxResults": size});
    loop {
        let page = world.pool_ok("AdminListUserAuthEvents", request.clone());
        let list = page["AuthEvents"].as_array().unwrap();
        assert!(list.len() <= size as usize);
        all.extend(list.iter().map(|event| event["EventId"].as_str().unwrap().to_owned()));
        count += 1;
        let Some(token) = page.get("NextToken") else { return (all, count) };
        request["NextToken"] = token.clone();
    }
}

#[test]
fn pages_are_newest_first_and_complete() {
    let world = protected(1).confirmed("ana");
    for _ in 0..6 {
        world.clock.advance(1);
        world.tokens("ana");
    }
    let ids: Vec<_> =
        events(&world, "ana").iter().map(|event| event["EventId"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 7);
    for (size, count) in [(1, 7), (3, 3), (7, 1), (60, 1)] {
        assert_eq!(pages(&world, size), (ids.clone(), count));
    }
}

#[test]
fn a_token_has_the_id_and_the_time_of_the_last_event() {
    let world = protected(2).confirmed("ana");
    world.tokens("ana");
    let page = world.pool_ok("AdminListUserAuthEvents", json!({"Username": "ana", "MaxResults": 1}));
    let last = &page["AuthEvents"][0];
    let millis = world.clock.now().millis();
    assert_eq!(page["NextToken"], format!("{}#{millis}", last["EventId"].as_str().unwrap()));
    for token in ["x", "#", "x#", "x#y", "x#-1"] {
        let request = json!({"Username": "ana", "NextToken": token});
        let answer = world.pool_refused("AdminListUserAuthEvents", request);
        assert_eq!(answer, refusal(InvalidParameter::PaginationToken), "{token}");
    }
}

#[test]
fn the_last_hundred_events_of_ninety_days_are_kept() {
    let world = protected(3).confirmed("ana");
    for _ in 0..101 {
        world.clock.advance(1);
        world.tokens("ana");
    }
    let (ids, count) = pages(&world, 60);
    assert_eq!((ids.len(), count), (100, 2));
    assert!(told(&world, "ana").iter().all(|event| event.starts_with("SignIn")));
    world.clock.advance(90 * 86_400 - 1);
    assert_eq!(events(&world, "ana").len(), 1);
    world.clock.advance(1);
    assert_eq!(events(&world, "ana").len(), 0);
}

#[test]
fn a_page_continues_after_an_event_that_is_no_longer_kept() {
    let world = protected(4).confirmed("ana");
    world.clock.advance(10);
    world.tokens("ana");
    let millis = (world.clock.now().seconds() - 5) * 1000;
    let token = format!("00000000-0000-4000-8000-000000000000#{millis}");
    let page = world.pool_ok("AdminListUserAuthEvents", json!({"Username": "ana", "NextToken": token}));
    assert_eq!(page["AuthEvents"].as_array().unwrap().len(), 1);
    assert_eq!(page["AuthEvents"][0]["EventType"], "SignUp");
}

#[test]
fn a_pool_without_threat_protection_refuses() {
    let world = World::new(5).confirmed("ana");
    let answer = world.pool_refused("AdminListUserAuthEvents", json!({"Username": "ana"}));
    assert_eq!(answer, refusal(UserPoolAddOnNotEnabled));
}

#[test]
fn an_unknown_user_is_refused() {
    let answer = protected(6).pool_refused("AdminListUserAuthEvents", json!({"Username": "nobody"}));
    assert_eq!(answer, "UserNotFoundException: User does not exist.");
}
